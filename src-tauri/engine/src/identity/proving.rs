//! The proof: a user that is in the group, with an access key and MFA of its own, both in memory only, tries
//! the roles.

use std::{sync::Mutex, time::Duration};

use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use canopy_core::{
    Code, Failure, Topic,
    identity::{Check, Checked, Outcome},
};
use jiff::Timestamp;
use tokio::time::Instant;
use totp_rs::{Algorithm, Builder, Secret};

use super::view::ProofProgress;
use crate::{aws::WriteFailure, lock, member::Inside, session::Session};

/// How many roles are tried at once.
const AT_ONCE: usize = 8;
/// The shortest session of a role, in seconds.
const SHORTEST: i32 = 900;
/// How long AWS may take until all of it knows a new user, and how often to look.
const SETTLES_FOR: Duration = Duration::from_secs(45);
const SETTLES_EVERY: Duration = Duration::from_secs(3);
/// How often a role that should let in is tried again.
const AGAIN: u32 = 3;
/// How often keys and a device are made again after an answer that was lost.
const TRIES: u32 = 3;
/// Seconds that a code of an MFA device stands.
const STEP: u64 = 30;
/// After how many checks the progress is told.
const TELL_EVERY: u32 = 25;

/// How far proofs are.
#[derive(Debug, Default)]
pub(crate) struct Proving(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    probes: u32,
    done: u32,
    total: u32,
}

impl Proving {
    fn begin(&self, checks: usize) {
        let mut counts = lock(&self.0);
        if counts.probes == 0 {
            *counts = Counts::default();
        }
        counts.probes += 1;
        counts.total += u32::try_from(checks).unwrap_or(u32::MAX);
    }

    /// Counts checks, and says whether it is worth telling.
    fn more(&self, checks: usize) -> bool {
        let mut counts = lock(&self.0);
        let before = counts.done / TELL_EVERY;
        counts.done += u32::try_from(checks).unwrap_or(u32::MAX);
        counts.done / TELL_EVERY > before
    }

    fn end(&self) {
        let mut counts = lock(&self.0);
        counts.probes = counts.probes.saturating_sub(1);
    }

    /// How far the proof is that is under way.
    pub(crate) fn progress(&self) -> Option<ProofProgress> {
        let counts = lock(&self.0);
        (counts.probes > 0).then_some(ProofProgress {
            done: counts.done,
            total: counts.total,
        })
    }
}

/// The probe's ways to call: with its access key alone, and signed in with MFA.
struct Probe {
    plain: aws_sdk_sts::Client,
    with_mfa: aws_sdk_sts::Client,
}

impl Session {
    /// Tries `checks` as `user`. What cannot be tried is told in its place: a proof never stops half-way, for
    /// its user must go again.
    pub(crate) async fn prove(
        &self,
        inside: &Inside<'_>,
        user: &str,
        group: &str,
        checks: &[Check],
    ) -> Vec<Checked> {
        self.proving.begin(checks.len());
        let probe = match self.probe(inside, user).await {
            Ok(probe) => probe,
            Err(failure) => {
                self.proving.end();
                let problem = Some(words(&failure));
                let failed = checks
                    .iter()
                    .map(|check| Checked::new(group, check, Outcome::Failed, problem.clone()));
                return failed.collect();
            }
        };
        self.settle(&probe, checks).await;
        let mut checked = Vec::with_capacity(checks.len());
        for some in checks.chunks(AT_ONCE) {
            let tried = some.iter().map(|check| self.check(&probe, group, check));
            let tried: Vec<_> = tried.collect();
            checked.extend(futures_util::future::join_all(tried).await);
            if self.proving.more(some.len()) {
                self.engine().announce(Some(self.id()), &[Topic::Identity]);
            }
        }
        self.tell_left_out(&mut checked).await;
        self.proving.end();
        self.engine().announce(Some(self.id()), &[Topic::Identity]);
        checked
    }

    /// Gives the probe a key and MFA. What an attempt before left is taken away first.
    async fn probe(&self, inside: &Inside<'_>, user: &str) -> Result<Probe, Failure> {
        let mut lost = None;
        for _ in 0..TRIES {
            match self.probe_once(inside, user).await {
                Ok(probe) => return Ok(probe),
                Err(WriteFailure::Refused(failure, _)) => return Err(failure),
                Err(WriteFailure::Unknown(failure)) => lost = Some(failure),
            }
        }
        Err(lost.unwrap_or_else(|| Failure::unexpected("the probe could not be made")))
    }

    async fn probe_once(&self, inside: &Inside<'_>, user: &str) -> Result<Probe, WriteFailure> {
        inside.delete_access_keys(user).await?;
        inside.delete_mfa_devices(user).await?;
        let made = inside
            .write("iam:CreateAccessKey", |iam| {
                iam.create_access_key().user_name(user).send()
            })
            .await?;
        let key = made.access_key().ok_or_else(|| nothing("access key"))?;
        let plain = self.sts_as(key.access_key_id(), key.secret_access_key(), None);
        let device = inside
            .write("iam:CreateVirtualMFADevice", |iam| {
                let request = iam.create_virtual_mfa_device();
                request.virtual_mfa_device_name(user).send()
            })
            .await?;
        let device = device
            .virtual_mfa_device()
            .ok_or_else(|| nothing("MFA device"))?;
        let seed = device
            .base32_string_seed()
            .ok_or_else(|| nothing("seed of the MFA device"))?;
        let seed = String::from_utf8_lossy(seed.as_ref()).into_owned();
        let serial = device.serial_number();
        let now = seconds_now();
        let codes = [code(&seed, now - STEP)?, code(&seed, now)?];
        inside
            .write("iam:EnableMFADevice", |iam| {
                iam.enable_mfa_device()
                    .user_name(user)
                    .serial_number(serial)
                    .authentication_code1(&codes[0])
                    .authentication_code2(&codes[1])
                    .send()
            })
            .await?;
        let with_mfa = self.signed_in_with_mfa(&plain, serial, &seed, now).await?;
        Ok(Probe { plain, with_mfa })
    }

    /// Signs the probe in with a code that was not used yet: the one after those that took the device into
    /// use. Devices may be a little fast, so it is tried at once, and again when it is due.
    async fn signed_in_with_mfa(
        &self,
        plain: &aws_sdk_sts::Client,
        serial: &str,
        seed: &str,
        used: u64,
    ) -> Result<aws_sdk_sts::Client, WriteFailure> {
        let until = Instant::now() + SETTLES_FOR + Duration::from_secs(STEP);
        let mut next = used + STEP;
        for tried in 1.. {
            let code = code(seed, next)?;
            let call = || {
                let request = plain.get_session_token().serial_number(serial);
                request.token_code(&code).duration_seconds(SHORTEST).send()
            };
            let failure = match self.aws().once("sts:GetSessionToken", call).await {
                Ok(answer) => {
                    let session = answer.credentials().ok_or_else(|| nothing("session"))?;
                    return Ok(self.sts_as(
                        session.access_key_id(),
                        session.secret_access_key(),
                        Some(session.session_token()),
                    ));
                }
                // The code may be used up: another device has codes of its own.
                Err(failure) if failure.code == Code::Unreachable => {
                    return Err(WriteFailure::Unknown(failure));
                }
                Err(failure) => failure,
            };
            let is_enough = self.aws().is_consistent() && tried >= TRIES;
            if is_enough || Instant::now() >= until {
                return Err(WriteFailure::Refused(failure, None));
            }
            // A key that AWS does not know everywhere yet, or a code that is not due yet.
            tokio::time::sleep(SETTLES_EVERY).await;
            next = next.max(seconds_now());
        }
        unreachable!("the loop ends by returning")
    }

    fn sts_as(&self, id: &str, secret: &str, token: Option<&str>) -> aws_sdk_sts::Client {
        let token = token.map(ToOwned::to_owned);
        let credentials = Credentials::new(id, secret, token, None, "canopy probe");
        let config = self.aws().config().to_builder();
        let provider = SharedCredentialsProvider::new(credentials);
        aws_sdk_sts::Client::new(&config.credentials_provider(provider).build())
    }

    /// Waits until AWS knows the new user everywhere: until the first role lets it in.
    async fn settle(&self, probe: &Probe, checks: &[Check]) {
        if self.aws().is_consistent() {
            return;
        }
        let until = Instant::now() + SETTLES_FOR;
        let some: Vec<&Check> = checks
            .iter()
            .filter(|it| it.allowed)
            .take(AT_ONCE)
            .collect();
        while !some.is_empty() && Instant::now() < until {
            for check in &some {
                if let Ok(()) = self.assume_as(probe, check).await {
                    return;
                }
            }
            tokio::time::sleep(SETTLES_EVERY).await;
        }
    }

    async fn check(&self, probe: &Probe, group: &str, check: &Check) -> Checked {
        let tries = if check.allowed && !self.aws().is_consistent() {
            AGAIN
        } else {
            1
        };
        let mut checked = Checked::new(group, check, Outcome::Failed, None);
        for tried in 0..tries {
            if tried > 0 {
                tokio::time::sleep(SETTLES_EVERY).await;
            }
            checked = match self.assume_as(probe, check).await {
                Ok(()) => Checked::new(group, check, Outcome::Allowed, None),
                Err(failure) if failure.code == Code::Denied => {
                    Checked::new(group, check, Outcome::Refused, None)
                }
                Err(failure) => Checked::new(group, check, Outcome::Failed, Some(words(&failure))),
            };
            if checked.passed {
                break;
            }
        }
        checked
    }

    async fn assume_as(&self, probe: &Probe, check: &Check) -> Result<(), Failure> {
        let sts = if check.mfa {
            &probe.with_mfa
        } else {
            &probe.plain
        };
        let arn = self.role_arn(&check.account, &check.role);
        let call = || {
            let request = sts.assume_role().role_arn(&arn);
            request
                .role_session_name("canopy-probe")
                .duration_seconds(SHORTEST)
                .send()
        };
        // What passes by is no answer: it is read until there is one.
        self.aws().read("sts:AssumeRole", call).await.map(|_| ())
    }
}

fn nothing(what: &str) -> WriteFailure {
    WriteFailure::Unknown(Failure::unexpected(format!("AWS named no {what}")))
}

/// What happened and what helps.
fn words(failure: &Failure) -> String {
    match &failure.hint {
        Some(hint) => format!("{}. {hint}", failure.message),
        None => failure.message.clone(),
    }
}

fn seconds_now() -> u64 {
    u64::try_from(Timestamp::now().as_second()).unwrap_or_default()
}

/// The code that a device with this seed shows at a time, as every authenticator makes it.
/// <https://datatracker.ietf.org/doc/html/rfc6238>
fn code(seed: &str, at: u64) -> Result<String, WriteFailure> {
    let secret = Secret::try_from_base32(seed).map_err(|_| {
        // The error may show the seed.
        let failure = Failure::unexpected("the seed of the MFA device cannot be read");
        WriteFailure::Refused(failure, None)
    })?;
    let device = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(STEP)
        .with_secret(secret)
        .build_noncompliant();
    Ok(device.generate(at).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_rfc() {
        // The secret of RFC 6238's test vectors, `12345678901234567890`.
        let seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        for (second, expected) in [(59, "287082"), (1_111_111_109, "081804")] {
            assert_eq!(code(seed, second).expect("a code"), expected);
        }
    }

    #[test]
    fn progress_counts_the_checks_of_all_probes_and_ends_with_the_last() {
        let proving = Proving::default();
        proving.begin(3);
        proving.begin(2);
        assert!(!proving.more(1), "not worth telling yet");
        assert_eq!(
            proving.progress(),
            Some(ProofProgress { done: 1, total: 5 })
        );
        proving.end();
        proving.end();
        assert_eq!(proving.progress(), None);
        proving.begin(4);
        assert_eq!(
            proving.progress(),
            Some(ProofProgress { done: 0, total: 4 })
        );
    }
}
