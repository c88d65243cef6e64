//! MFA devices of IAM users: authenticators whose codes follow from a shared seed and the time.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_enable_virtual.html>

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use totp_rs::{Algorithm, Builder, Secret};

/// Seconds that a code stands, as RFC 6238 advises and authenticators do.
pub(crate) const STEP_SECONDS: i64 = 30;
/// How many steps a device's clock may be off.
const SKEW: i64 = 1;

/// An MFA device, of a user or of nobody yet. Its `Debug` keeps the seed back.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MfaDevice {
    /// The serial number: the ARN, for a virtual device.
    pub(crate) serial: String,
    /// What the codes follow from, in Base32. A device of a state from before there were seeds has
    /// none, and no code of it is right.
    #[serde(default)]
    pub(crate) seed: Option<String>,
    /// The user who has it.
    #[serde(default)]
    pub(crate) user: Option<String>,
    #[serde(default)]
    pub(crate) enabled_at: Option<Timestamp>,
    /// The step of the last code that was accepted. No code is good twice.
    #[serde(default)]
    pub(crate) last_step: Option<i64>,
    #[serde(default)]
    pub(crate) tags: BTreeMap<String, String>,
}

impl std::fmt::Debug for MfaDevice {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("MfaDevice")
            .field("serial", &self.serial)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

impl MfaDevice {
    /// A device that nobody has yet.
    pub(crate) fn new(serial: String, seed: Option<String>) -> Self {
        Self {
            serial,
            seed,
            user: None,
            enabled_at: None,
            last_step: None,
            tags: BTreeMap::new(),
        }
    }

    /// The code that the device shows in a step.
    pub(crate) fn code(&self, step: i64) -> Option<String> {
        let secret = Secret::try_from_base32(self.seed.as_ref()?).ok()?;
        let time = u64::try_from(step.checked_mul(STEP_SECONDS)?).ok()?;
        // Seeds are made here and long enough; one that was put into a state by hand need not be.
        let authenticator = Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_step_duration(STEP_SECONDS.unsigned_abs())
            .with_secret(secret)
            .build_noncompliant();
        Some(authenticator.generate(time).to_string())
    }

    /// Whether a code is right at `now`. Once accepted, it and all before it are used up.
    pub(crate) fn accept(&mut self, code: &str, now: Timestamp) -> bool {
        let step = step_at(now);
        let right = (step - SKEW..=step + SKEW).find(|&step| {
            self.last_step.is_none_or(|last| step > last)
                && self.code(step).as_deref() == Some(code)
        });
        if right.is_some() {
            self.last_step = right;
        }
        right.is_some()
    }

    /// Whether two codes are right and one follows the other, as a device must show before it is
    /// taken into use.
    pub(crate) fn accept_two(&mut self, first: &str, second: &str, now: Timestamp) -> bool {
        let step = step_at(now);
        let right = (step - SKEW - 1..=step).find(|&step| {
            self.code(step).as_deref() == Some(first)
                && self.code(step + 1).as_deref() == Some(second)
        });
        if let Some(right) = right {
            self.last_step = Some(right + 1);
        }
        right.is_some()
    }
}

/// The number of the step that an instant lies in.
pub(crate) fn step_at(now: Timestamp) -> i64 {
    now.as_second().div_euclid(STEP_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238's test vectors, `12345678901234567890`.
    const SEED: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    fn device() -> MfaDevice {
        MfaDevice::new(
            "arn:aws:iam::111122223333:mfa/ada".into(),
            Some(SEED.into()),
        )
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        // Appendix B, with the last six of its eight digits.
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            let shown = device().code(step_at(at(second)));
            assert_eq!(shown.as_deref(), Some(code), "{second}");
        }
    }

    #[test]
    fn a_code_is_good_once_and_one_step_early_or_late() {
        let mut device = device();
        assert!(device.accept("287082", at(59)));
        assert!(!device.accept("287082", at(60)), "it is used up");
        let late = |second| self::device().accept("287082", at(second));
        assert!(late(30) && late(89), "a clock may be half a minute off");
        assert!(late(29), "a step early");
        assert!(!late(90) && !late(120), "but not a minute");
    }

    #[test]
    fn an_older_code_is_no_good_after_a_newer_one() {
        let mut device = device();
        let older = device.code(10).unwrap();
        let newer = device.code(11).unwrap();
        assert!(device.accept(&newer, at(11 * 30)));
        assert!(!device.accept(&older, at(11 * 30)));
    }

    #[test]
    fn two_codes_must_follow_each_other() {
        let codes = |steps: [i64; 2]| steps.map(|step| device().code(step).unwrap());
        for (steps, good) in [
            ([9, 10], true),
            ([10, 11], true),
            ([10, 10], false),
            ([11, 10], false),
            ([8, 10], false),
            ([5, 6], false),
        ] {
            let [first, second] = codes(steps);
            assert_eq!(
                device().accept_two(&first, &second, at(300)),
                good,
                "{steps:?}"
            );
        }
        let [first, second] = codes([9, 10]);
        let mut device = device();
        assert!(device.accept_two(&first, &second, at(300)));
        assert!(!device.accept(&second, at(300)), "both are used up");
    }

    #[test]
    fn a_device_without_a_seed_accepts_nothing_and_its_debug_tells_no_seed() {
        let mut device = MfaDevice::new("serial".into(), None);
        assert!(!device.accept("123456", at(59)) && !device.accept("", at(59)));
        assert!(!format!("{:?}", self::device()).contains(SEED));
    }
}
