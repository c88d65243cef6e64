//! AWS's federation endpoint: a role's credentials become a sign-in token, and that a link.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html>

use std::time::Duration;

use aws_smithy_http_client::{Connector, tls};
use aws_smithy_runtime_api::client::{http::HttpConnector, orchestrator::HttpRequest};
use aws_smithy_types::body::SdkBody;
use canopy_core::{Code, Failure, Partition};
use http_body_util::BodyExt;
use serde::Deserialize;

use super::SecretUrl;
use crate::{member::RoleCredentials, session::Session};

/// What AWS shows people who must sign in anew.
const ISSUER: &str = "canopy";
const ANSWER_TIMEOUT: Duration = Duration::from_secs(20);

/// What the sign-in endpoint answers.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TokenAnswer {
    signin_token: String,
}

/// A sign-in token, and how long the session is that it opens.
pub(super) struct Token {
    token: String,
    /// The seconds that AWS took; none for the lifetime of the credentials.
    pub(super) seconds: Option<i32>,
}

impl Session {
    /// Where sign-in pages are, in the place of AWS's.
    pub(crate) fn sign_in_elsewhere(&self) -> Option<String> {
        let asked = std::env::var("CANOPY_SIGNIN_URL")
            .ok()
            .filter(|url| !url.is_empty());
        asked.or_else(|| self.sandbox().map(|sandbox| sandbox.sign_in_url()))
    }
}

/// A sign-in of AWS, or what stands in for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SignIn(String);

impl SignIn {
    /// The one that a session's consoles are behind: that of `CANOPY_SIGNIN_URL`, else the sandbox's own,
    /// else that of the partition.
    ///
    /// Errors: `invalid` for a partition that Canopy does not know.
    pub(super) fn of(session: &Session) -> Result<Self, Failure> {
        if let Some(base) = session.sign_in_elsewhere() {
            let base = base.trim_end_matches('/').trim_end_matches("/federation");
            return Ok(Self(base.to_owned()));
        }
        let config = session.aws().config();
        let region = config.region().map(AsRef::as_ref);
        Ok(Self::in_partition(session.own_partition()?, region))
    }

    /// That of a partition. In `aws` and China the host without a region serves every region; `GovCloud`'s
    /// two regions have one each.
    fn in_partition(partition: Partition, region: Option<&str>) -> Self {
        let region = region.filter(|_| partition == Partition::AwsUsGov);
        Self(format!("https://{}", partition.sign_in_host(region)))
    }

    /// A link that signs in and goes on to `destination`.
    pub(super) fn link(&self, token: &Token, destination: &str) -> SecretUrl {
        let query = form(&[
            ("Action", "login"),
            ("Issuer", ISSUER),
            ("Destination", destination),
            ("SigninToken", &token.token),
        ]);
        SecretUrl(format!("{}/federation?{query}", self.0))
    }

    /// The same place as `url`, which is at the partition's sign-in, here.
    pub(super) fn moved(&self, url: &str) -> String {
        let rest = url.strip_prefix("https://").unwrap_or(url);
        let path = rest.find('/').map_or("", |at| &rest[at..]);
        format!("{}{path}", self.0)
    }

    /// Asks for a token by POST, so that keys stay out of URLs. Asks once more without a duration where AWS
    /// does not accept it: the documentation contradicts itself on when it does.
    ///
    /// Errors: `denied` where AWS refuses, `unreachable`.
    pub(super) async fn token(
        &self,
        credentials: &RoleCredentials,
        seconds: Option<i32>,
    ) -> Result<Token, Failure> {
        let (mut status, mut answer) = self.ask(credentials, seconds).await?;
        let mut taken = seconds;
        if status == 400 && seconds.is_some() {
            taken = None;
            (status, answer) = self.ask(credentials, None).await?;
        }
        if !(200..300).contains(&status) {
            return Err(Failure::new(
                Code::Denied,
                format!("AWS's sign-in refused the session (HTTP {status})"),
            )
            .hint("Try again; if it stays so, sign in to the connection again."));
        }
        let answer: TokenAnswer = serde_json::from_slice(&answer).map_err(|_| {
            Failure::unexpected("AWS's sign-in answered in a way that Canopy does not understand")
        })?;
        Ok(Token {
            token: answer.signin_token,
            seconds: taken,
        })
    }

    async fn ask(
        &self,
        credentials: &RoleCredentials,
        seconds: Option<i32>,
    ) -> Result<(u16, bytes::Bytes), Failure> {
        let unreachable = || {
            Failure::new(Code::Unreachable, "AWS's sign-in cannot be reached")
                .hint("Check the network, then try again.")
        };
        let session = serde_json::json!({
            "sessionId": credentials.access_key_id,
            "sessionKey": credentials.secret_access_key,
            "sessionToken": credentials.session_token,
        });
        let (session, seconds) = (session.to_string(), seconds.map(|it| it.to_string()));
        let mut fields = vec![("Action", "getSigninToken"), ("Session", session.as_str())];
        fields.extend(seconds.as_deref().map(|it| ("SessionDuration", it)));
        let form = form(&fields);
        let request = http::Request::post(format!("{}/federation", self.0))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("content-length", form.len())
            .body(SdkBody::from(form))
            .map_err(|_| {
                Failure::invalid("the sign-in address is no URL").hint("Look at CANOPY_SIGNIN_URL.")
            })?;
        let request = HttpRequest::try_from(request)
            .map_err(|_| Failure::unexpected("the sign-in request could not be built"))?;
        let connector = if self.0.starts_with("http://") {
            Connector::builder().build_http()
        } else {
            Connector::builder()
                .tls_provider(tls::Provider::Rustls(
                    tls::rustls_provider::CryptoMode::Ring,
                ))
                .build()
        };
        let response = tokio::time::timeout(ANSWER_TIMEOUT, connector.call(request)).await;
        let response = response
            .map_err(|_| unreachable())?
            .map_err(|_| unreachable())?;
        let status = response.status().as_u16();
        let body = response.into_body().collect().await;
        Ok((status, body.map_err(|_| unreachable())?.to_bytes()))
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_partition_has_its_own_sign_in() {
        for (partition, region, base) in [
            (
                Partition::Aws,
                Some("eu-central-1"),
                "https://signin.aws.amazon.com",
            ),
            (Partition::Aws, None, "https://signin.aws.amazon.com"),
            (
                Partition::AwsUsGov,
                Some("us-gov-west-1"),
                "https://signin.amazonaws-us-gov.com",
            ),
            (
                Partition::AwsUsGov,
                Some("us-gov-east-1"),
                "https://us-gov-east-1.signin.amazonaws-us-gov.com",
            ),
            (
                Partition::AwsCn,
                Some("cn-northwest-1"),
                "https://signin.amazonaws.cn",
            ),
            (
                Partition::AwsEusc,
                Some("eusc-de-east-1"),
                "https://eusc-de-east-1.signin.amazonaws-eusc.eu",
            ),
        ] {
            assert_eq!(
                SignIn::in_partition(partition, region),
                SignIn(base.to_owned()),
                "{region:?}"
            );
        }
    }

    #[test]
    fn a_link_carries_its_token_and_place_encoded() {
        let sign_in = SignIn::in_partition(Partition::Aws, None);
        let token = Token {
            token: "a+b/c=".to_owned(),
            seconds: None,
        };
        let link = sign_in.link(
            &token,
            "https://console.aws.amazon.com/ec2/home?region=eu-west-1#Instances:",
        );
        assert_eq!(
            link.expose(),
            "https://signin.aws.amazon.com/federation?Action=login&Issuer=canopy\
             &Destination=https%3A%2F%2Fconsole.aws.amazon.com%2Fec2%2Fhome%3Fregion%3Deu-west-1%23Instances%3A\
             &SigninToken=a%2Bb%2Fc%3D"
        );
        assert_eq!(
            sign_in.moved("https://signin.amazonaws.cn/switchrole?account=1"),
            "https://signin.aws.amazon.com/switchrole?account=1"
        );
    }
}
