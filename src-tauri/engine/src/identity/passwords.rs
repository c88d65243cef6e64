//! One-time passwords: made right before the call that sets them, kept in memory until they are handed out,
//! and written nowhere else.

use std::{collections::BTreeMap, fmt, sync::Mutex};

use canopy_core::{AccountId, Failure};

use crate::lock;

/// Characters of a password where nothing longer is asked for.
const LENGTH: usize = 24;
/// Signs that cannot be mistaken for one another, a class each: every password has some of each.
const CLASSES: [&[u8]; 4] = [
    b"ABCDEFGHJKLMNPQRSTUVWXYZ",
    b"abcdefghijkmnopqrstuvwxyz",
    b"23456789",
    b"-_+=!@#",
];

/// A password that somebody has to change at their first sign-in.
#[derive(Clone)]
pub(crate) struct OneTimePassword(String);

impl OneTimePassword {
    /// The password itself: for the call that sets it, and for its owner's sheet.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for OneTimePassword {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OneTimePassword(…)")
    }
}

/// A new password of at least `minimum` characters, that fits every password policy.
pub(crate) fn one_time_password(minimum: usize) -> Result<OneTimePassword, Failure> {
    let length = minimum.clamp(LENGTH, 128);
    let all: Vec<u8> = CLASSES.concat();
    let mut password = Vec::with_capacity(length);
    for class in CLASSES {
        password.push(class[below(class.len())?]);
    }
    while password.len() < length {
        password.push(all[below(all.len())?]);
    }
    // Which class comes where must not be known either.
    for place in (1..password.len()).rev() {
        password.swap(place, below(place + 1)?);
    }
    String::from_utf8(password)
        .map(OneTimePassword)
        .map_err(|_| Failure::unexpected("a password of plain letters is a text"))
}

/// A random number below `limit`, each as likely as any other.
fn below(limit: usize) -> Result<usize, Failure> {
    let fair = 256 - 256 % limit;
    loop {
        let mut byte = [0_u8; 1];
        getrandom::fill(&mut byte).map_err(|error| {
            Failure::unexpected(format!("the system gives no random numbers: {error}"))
        })?;
        let number = usize::from(byte[0]);
        if number < fair {
            return Ok(number % limit);
        }
    }
}

/// Passwords that were set and not handed out yet.
#[derive(Debug, Default)]
pub(crate) struct Passwords(Mutex<BTreeMap<(AccountId, String), OneTimePassword>>);

impl Passwords {
    pub(crate) fn keep(&self, account: &AccountId, user: &str, password: OneTimePassword) {
        lock(&self.0).insert((account.clone(), user.to_owned()), password);
    }

    /// The password of somebody, to be written on their sheet.
    pub(crate) fn of(&self, account: &AccountId, user: &str) -> Option<OneTimePassword> {
        lock(&self.0)
            .get(&(account.clone(), user.to_owned()))
            .cloned()
    }

    /// Forgets a password: it was handed out, or its user is gone.
    pub(crate) fn forget(&self, account: &AccountId, user: &str) {
        lock(&self.0).remove(&(account.clone(), user.to_owned()));
    }

    /// Whose passwords wait to be handed out.
    pub(crate) fn waiting(&self, account: &AccountId) -> Vec<String> {
        let kept = lock(&self.0);
        let of_account = kept.keys().filter(|(of, _)| of == account);
        of_account.map(|(_, user)| user.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_enough_has_every_class_and_never_repeats() {
        let mut seen = std::collections::BTreeSet::new();
        for minimum in [0, 15, 24, 64, 128].into_iter().cycle().take(200) {
            let password = one_time_password(minimum).expect("a password");
            let text = password.expose();
            assert_eq!(text.len(), minimum.max(LENGTH));
            for class in CLASSES {
                assert!(
                    text.bytes().any(|byte| class.contains(&byte)),
                    "a class is missing"
                );
            }
            assert!(seen.insert(text.to_owned()), "a password came twice");
            assert_eq!(format!("{password:?}"), "OneTimePassword(…)");
        }
    }

    #[test]
    fn a_password_is_kept_until_it_is_handed_out() {
        let account: AccountId = "111122223333".parse().expect("an account");
        let kept = Passwords::default();
        let password = one_time_password(0).expect("a password");
        kept.keep(&account, "ada", password.clone());
        assert_eq!(kept.waiting(&account), ["ada"]);
        let found = kept.of(&account, "ada").expect("it is kept");
        assert_eq!(found.expose(), password.expose());
        kept.forget(&account, "ada");
        assert!(kept.of(&account, "ada").is_none());
    }
}
