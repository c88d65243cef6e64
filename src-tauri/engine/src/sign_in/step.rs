//! What is done on top of credentials: a role is assumed, or a user shows a code of an MFA device.

use std::{
    fmt::Write,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_sdk_sts::types::Credentials as Made;
use canopy_core::{
    Failure,
    connection_spec::{AssumedRole, CHAINED_SECONDS},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{sealed_prefix, surroundings::Surroundings, words};
use crate::fault;

/// How often a call is made in all before it is given up.
const TRIES: u32 = 3;
const WAIT: Duration = Duration::from_millis(500);

/// One link above another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// A role is assumed.
    Assume(AssumedRole),
    /// The user's own session, with MFA.
    SessionToken {
        /// The device.
        serial: String,
    },
}

/// A session that cost a code, as it is sealed.
#[derive(Serialize, Deserialize)]
struct Entry {
    access_key_id: String,
    secret_access_key: String,
    session_token: String,
    expires_at: u64,
}

impl Step {
    /// Whether a person is asked for a code.
    pub(super) fn asks(&self) -> bool {
        self.serial().is_some()
    }

    pub(super) fn is_role(&self) -> bool {
        matches!(self, Self::Assume(_))
    }

    fn serial(&self) -> Option<&str> {
        match self {
            Self::Assume(role) => role.mfa_serial.as_deref(),
            Self::SessionToken { serial } => Some(serial),
        }
    }

    /// Makes credentials from those of the link below.
    pub(super) async fn take(
        &self,
        around: &Surroundings,
        source: Credentials,
    ) -> Result<Credentials, Failure> {
        let is_chained = source.session_token().is_some();
        let key = source.access_key_id().to_owned();
        let code = match self.serial() {
            Some(serial) => Some(around.asking.mfa_code(&around.connection, serial).await?),
            None => None,
        };
        let config = around
            .config
            .to_builder()
            .credentials_provider(SharedCredentialsProvider::new(source))
            .build();
        let sts = aws_sdk_sts::Client::new(&config);
        let mut tries = 1;
        let made = loop {
            match self.call(&sts, code.clone(), is_chained).await {
                // A code is used up by a call whose answer was lost.
                Err(fault)
                    if fault.passing && tries < TRIES && (code.is_none() || fault.throttled) =>
                {
                    tries += 1;
                    tokio::time::sleep(WAIT).await;
                }
                Err(fault) => return Err(words::refused(self, code.is_some(), fault)),
                Ok(made) => break made,
            }
        };
        let made = made.ok_or_else(|| Failure::unexpected("AWS handed out no credentials"))?;
        let end = u64::try_from(made.expiration().secs()).unwrap_or_default();
        let entry = Entry {
            access_key_id: made.access_key_id,
            secret_access_key: made.secret_access_key,
            session_token: made.session_token,
            expires_at: end,
        };
        let credentials = entry.credentials();
        if code.is_some() {
            self.seal(around, &key, entry).await;
        }
        Ok(credentials)
    }

    async fn call(
        &self,
        sts: &aws_sdk_sts::Client,
        code: Option<String>,
        is_chained: bool,
    ) -> Result<Option<Made>, fault::Fault> {
        let serial = self.serial().map(ToOwned::to_owned);
        match self {
            Self::Assume(role) => {
                let seconds = role.duration_seconds;
                let seconds = seconds.map(|it| {
                    if is_chained {
                        it.min(CHAINED_SECONDS)
                    } else {
                        it
                    }
                });
                let name = role.session_name.clone().unwrap_or_else(own_name);
                let answer = sts
                    .assume_role()
                    .role_arn(&role.role_arn)
                    .role_session_name(name)
                    .set_external_id(role.external_id.clone())
                    .set_duration_seconds(seconds)
                    .set_serial_number(serial)
                    .set_token_code(code)
                    .send()
                    .await;
                answer
                    .map(|it| it.credentials)
                    .map_err(|error| fault::read("sts:AssumeRole", &error))
            }
            Self::SessionToken { .. } => {
                let answer = sts
                    .get_session_token()
                    .set_serial_number(serial)
                    .set_token_code(code)
                    .send()
                    .await;
                answer
                    .map(|it| it.credentials)
                    .map_err(|error| fault::read("sts:GetSessionToken", &error))
            }
        }
    }

    /// The sealed file of a session that cost a code: its name follows from all that it was asked with.
    fn file(&self, around: &Surroundings, access_key_id: &str) -> Option<String> {
        self.serial()?;
        let what = Sha256::digest(format!("{access_key_id} {self:?}"));
        let mut file = sealed_prefix(&around.connection);
        for byte in what.iter().take(8) {
            // Writing to a string does not fail.
            let _ = write!(file, "{byte:02x}");
        }
        Some(file)
    }

    /// A session that another process of this user paid a code for, where the keychain lets it be kept.
    pub(super) async fn sealed(
        &self,
        around: &Surroundings,
        source: &Credentials,
    ) -> Option<Credentials> {
        let file = self.file(around, source.access_key_id())?;
        let sealed = around.sealed.clone();
        let read = tokio::task::spawn_blocking(move || sealed.read(&file)).await;
        let entry: Entry = match read {
            Ok(Ok(content)) => serde_json::from_slice(&content?).ok()?,
            // Without a keychain nothing was kept.
            _ => return None,
        };
        Some(entry.credentials())
    }

    async fn seal(&self, around: &Surroundings, access_key_id: &str, entry: Entry) {
        let (Some(file), sealed) = (self.file(around, access_key_id), around.sealed.clone()) else {
            return;
        };
        let written = tokio::task::spawn_blocking(move || {
            let content = serde_json::to_vec(&entry)
                .map_err(|_| Failure::unexpected("a session could not be written"))?;
            sealed.write(&file, &content)
        });
        if let Ok(Err(failure)) = written.await {
            tracing::info!("the session is kept in memory only: {}", failure.message);
        }
    }
}

impl Entry {
    fn credentials(&self) -> Credentials {
        let end: SystemTime = UNIX_EPOCH + Duration::from_secs(self.expires_at);
        Credentials::new(
            &self.access_key_id,
            &self.secret_access_key,
            Some(self.session_token.clone()),
            Some(end),
            "canopy sign-in",
        )
    }
}

/// A session's name that tells the accounts' logs who: `canopy-ada`.
fn own_name() -> String {
    let who = std::env::var("USER").or_else(|_| std::env::var("USERNAME"));
    let plain: String = who
        .unwrap_or_default()
        .chars()
        .filter(|it| it.is_ascii_alphanumeric() || "+=,.@-_".contains(*it))
        .take(57)
        .collect();
    if plain.is_empty() {
        "canopy".to_owned()
    } else {
        format!("canopy-{plain}")
    }
}
