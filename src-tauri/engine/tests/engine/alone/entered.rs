//! Connections as someone enters them, and credentials as other programs get them.

use canopy_core::connection_spec::{AssumedRole, ConnectionSpec, Source};

use super::Alone;

/// A connection that rests on keys.
pub(crate) fn keys(access_key_id: &str) -> ConnectionSpec {
    spec(Source::Keys {
        access_key_id: access_key_id.to_owned(),
    })
}

pub(crate) fn spec(source: Source) -> ConnectionSpec {
    ConnectionSpec {
        id: None,
        name: "Main".to_owned(),
        source,
        role: None,
        mfa_serial: None,
        region: None,
        read_only: false,
    }
}

pub(crate) fn assumed(role_arn: &str) -> AssumedRole {
    AssumedRole {
        role_arn: role_arn.to_owned(),
        external_id: None,
        mfa_serial: None,
        duration_seconds: None,
        session_name: None,
    }
}

/// Credentials of the administrator that end: id, secret and token.
pub(crate) async fn session_token(world: &Alone) -> (String, String, String) {
    let made = sts(world).get_session_token().send().await;
    parts(made.expect("a session").credentials)
}

/// Credentials of a role, as another program gets them.
pub(crate) async fn role_credentials(world: &Alone, role: &str) -> (String, String, String) {
    let asked = sts(world).assume_role().role_arn(role);
    let made = asked.role_session_name("tool").send().await;
    parts(made.expect("it is assumed").credentials)
}

fn sts(world: &Alone) -> aws_sdk_sts::Client {
    use aws_sdk_sts::config::{BehaviorVersion, Credentials, Region};
    let config = aws_sdk_sts::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(world.endpoint())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .credentials_provider(Credentials::new(
            world.key(),
            world.secret(),
            None,
            None,
            "test",
        ))
        .build();
    aws_sdk_sts::Client::from_conf(config)
}

fn parts(made: Option<aws_sdk_sts::types::Credentials>) -> (String, String, String) {
    let made = made.expect("credentials");
    (
        made.access_key_id,
        made.secret_access_key,
        made.session_token,
    )
}
