//! Where calls go in each partition: hosts and signing regions, as the SDK builds the requests.

use std::sync::{Arc, Mutex};

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_smithy_runtime_api::{
    client::{
        http::{
            HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings,
            SharedHttpConnector,
        },
        orchestrator::{HttpRequest, HttpResponse},
        runtime_components::RuntimeComponents,
    },
    shared::IntoShared,
};
use aws_smithy_types::body::SdkBody;
use canopy_core::{
    Partition,
    connection_spec::{ConnectionSpec, Source},
};

use super::{Aws, Connection, Kind, Pace, user_config};
use crate::lock;

/// Writes down where requests would go, and answers all with a refusal.
#[derive(Debug, Clone, Default)]
struct Recorder(Arc<Mutex<Vec<String>>>);

impl HttpClient for Recorder {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        self.clone().into_shared()
    }
}

impl HttpConnector for Recorder {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let host = request
            .uri()
            .split('/')
            .nth(2)
            .unwrap_or_default()
            .to_owned();
        let signed = request.headers().get("authorization").unwrap_or_default();
        // `Credential=AKIA…/20261125/us-east-1/sts/aws4_request, …`
        let scope: Vec<&str> = signed.split('/').collect();
        let (region, service) = (scope.get(2), scope.get(3));
        lock(&self.0).push(format!(
            "{host} {} {}",
            region.unwrap_or(&"unsigned"),
            service.unwrap_or(&"unsigned")
        ));
        let refused = 400.try_into().expect("a status");
        HttpConnectorFuture::ready(Ok(HttpResponse::new(refused, SdkBody::from("{}"))))
    }
}

/// Where Organizations, IAM, STS, Account Management and the quotas are asked.
async fn asked(region: Option<&str>, partition: Partition) -> Vec<String> {
    let spec = ConnectionSpec {
        id: None,
        name: "Main".to_owned(),
        source: Source::Keys {
            access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
        },
        role: None,
        mfa_serial: None,
        region: region.map(ToOwned::to_owned),
        read_only: false,
    };
    let connection = Connection {
        id: "own:abcdefgh".parse().expect("an id"),
        kind: Kind::Keys,
        name: spec.name.clone(),
        detail: String::new(),
        region: spec.region.clone(),
        read_only: false,
        partition,
        spec: Some(spec),
    };
    let recorder = Recorder::default();
    let keys = Credentials::new("AKIAIOSFODNN7EXAMPLE", "secret", None, None, "test");
    let config = user_config(&connection)
        .await
        .into_builder()
        .http_client(recorder.clone())
        .credentials_provider(SharedCredentialsProvider::new(keys))
        .build();
    let aws = Aws::new(config, Pace::none(), None);
    // All are refused; what counts is where they went.
    drop(aws.organizations.list_accounts().send().await);
    drop(aws.iam.list_roles().send().await);
    drop(aws.sts.get_caller_identity().send().await);
    drop(aws.account.list_regions().send().await);
    let quotas = aws.quotas.list_service_quotas();
    drop(quotas.service_code("organizations").send().await);
    lock(&recorder.0).clone()
}

#[tokio::test]
async fn every_partition_is_asked_at_its_own_hosts_and_signed_for_its_own_regions() {
    let commercial = [
        "organizations.us-east-1.amazonaws.com us-east-1 organizations",
        "iam.amazonaws.com us-east-1 iam",
        "sts.eu-central-1.amazonaws.com eu-central-1 sts",
        "account.us-east-1.amazonaws.com us-east-1 account",
        "servicequotas.us-east-1.amazonaws.com us-east-1 servicequotas",
    ];
    assert_eq!(
        asked(Some("eu-central-1"), Partition::Aws).await,
        commercial
    );
    let gov = [
        "organizations.us-gov-west-1.amazonaws.com us-gov-west-1 organizations",
        "iam.us-gov.amazonaws.com us-gov-west-1 iam",
        "sts.us-gov-east-1.amazonaws.com us-gov-east-1 sts",
        "account.us-gov-west-1.amazonaws.com us-gov-west-1 account",
        "servicequotas.us-gov-west-1.amazonaws.com us-gov-west-1 servicequotas",
    ];
    assert_eq!(asked(Some("us-gov-east-1"), Partition::AwsUsGov).await, gov);
    let china = [
        "organizations.cn-northwest-1.amazonaws.com.cn cn-northwest-1 organizations",
        "iam.cn-north-1.amazonaws.com.cn cn-north-1 iam",
        "sts.cn-north-1.amazonaws.com.cn cn-north-1 sts",
        "account.cn-northwest-1.amazonaws.com.cn cn-northwest-1 account",
        "servicequotas.cn-northwest-1.amazonaws.com.cn cn-northwest-1 servicequotas",
    ];
    assert_eq!(asked(Some("cn-north-1"), Partition::AwsCn).await, china);
    let sovereign = [
        "organizations.eusc-de-east-1.amazonaws.eu eusc-de-east-1 organizations",
        "iam.eusc-de-east-1.amazonaws.eu eusc-de-east-1 iam",
        "sts.eusc-de-east-1.amazonaws.eu eusc-de-east-1 sts",
        "account.eusc-de-east-1.amazonaws.eu eusc-de-east-1 account",
        "servicequotas.eusc-de-east-1.amazonaws.eu eusc-de-east-1 servicequotas",
    ];
    assert_eq!(asked(None, Partition::AwsEusc).await, sovereign);
}

#[tokio::test]
async fn where_no_region_is_named_the_partition_s_home_is_asked() {
    for (partition, host) in [
        (Partition::Aws, "sts.us-east-1.amazonaws.com us-east-1 sts"),
        (
            Partition::AwsUsGov,
            "sts.us-gov-west-1.amazonaws.com us-gov-west-1 sts",
        ),
        (
            Partition::AwsCn,
            "sts.cn-northwest-1.amazonaws.com.cn cn-northwest-1 sts",
        ),
    ] {
        assert_eq!(asked(None, partition).await[2], host);
    }
}
