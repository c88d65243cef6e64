//! Whether discounts of one account help the others, and what that means for the bill.
//! <https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/ri-turn-off.html>

use serde::{Deserialize, Serialize};

/// What is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum SharedDiscount {
    /// Reservations and savings plans.
    Commitments,
    /// Credits.
    Credits,
}

impl SharedDiscount {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Commitments, Self::Credits];

    /// As `GetBillingPreferences` calls it.
    pub fn feature(self) -> &'static str {
        match self {
            Self::Commitments => "RI_SHARING",
            Self::Credits => "CREDIT_SHARING",
        }
    }
}

/// One setting as AWS tells it: for everyone, or for one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct SharingPreference {
    /// AWS's key of it.
    pub key: String,
    /// The account that it is for.
    pub account: Option<String>,
    /// Its name, as AWS tells it.
    pub account_name: Option<String>,
    /// Whether it is on.
    pub enabled: bool,
}

/// How something is shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Sharing {
    /// What.
    pub shared: SharedDiscount,
    /// Whether it is shared over the organization; none where AWS does not say.
    pub everywhere: Option<bool>,
    /// Accounts that are set apart from that.
    pub apart: Vec<SharingPreference>,
    /// What it means for the bill, a sentence.
    pub words: String,
}

impl Sharing {
    /// How `shared` is shared, from what AWS tells.
    pub fn of(shared: SharedDiscount, preferences: Vec<SharingPreference>) -> Self {
        let (general, by_account): (Vec<_>, Vec<_>) =
            preferences.into_iter().partition(|it| it.account.is_none());
        let everywhere = general.first().map(|it| it.enabled);
        let mut apart = by_account;
        apart.retain(|it| Some(it.enabled) != everywhere);
        let words = words(shared, everywhere, apart.len());
        Self {
            shared,
            everywhere,
            apart,
            words,
        }
    }
}

fn words(shared: SharedDiscount, everywhere: Option<bool>, apart: usize) -> String {
    let (what, own) = match shared {
        SharedDiscount::Commitments => (
            "Reservations and savings plans",
            "pays the price on demand for what its own do not cover",
        ),
        SharedDiscount::Credits => ("Credits", "is charged in full once its own are used up"),
    };
    let sentence = match everywhere {
        Some(true) => format!(
            "{what} of any account help all accounts: what an account seems to cost depends on what the others leave over."
        ),
        Some(false) => {
            format!("{what} stay where they were bought or granted: every account {own}.")
        }
        None => format!("AWS does not say how {} are shared.", what.to_lowercase()),
    };
    let except = match (everywhere, apart) {
        (None, _) | (_, 0) => String::new(),
        (_, 1) => " One account is set apart from that.".to_owned(),
        (_, count) => format!(" {count} accounts are set apart from that."),
    };
    let when = if shared == SharedDiscount::Commitments && everywhere.is_some() {
        " What is set on the last day of a month at 23:59:59 UTC holds for that month's bill."
    } else {
        ""
    };
    format!("{sentence}{except}{when}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn preference(account: Option<&str>, enabled: bool) -> SharingPreference {
        SharingPreference {
            key: "KEY".to_owned(),
            account: account.map(ToOwned::to_owned),
            account_name: None,
            enabled,
        }
    }

    #[test]
    fn sharing_is_told_with_who_is_set_apart() {
        let sharing = Sharing::of(
            SharedDiscount::Commitments,
            vec![
                preference(None, true),
                preference(Some("111122223333"), true),
                preference(Some("222233334444"), false),
            ],
        );
        assert_eq!(sharing.everywhere, Some(true));
        assert_eq!(sharing.apart, [preference(Some("222233334444"), false)]);
        assert_eq!(
            sharing.words,
            "Reservations and savings plans of any account help all accounts: what an account seems to cost depends on what the others leave over. One account is set apart from that. What is set on the last day of a month at 23:59:59 UTC holds for that month's bill."
        );
        assert_eq!(
            Sharing::of(SharedDiscount::Credits, vec![preference(None, false)]).words,
            "Credits stay where they were bought or granted: every account is charged in full once its own are used up."
        );
        assert_eq!(
            Sharing::of(SharedDiscount::Credits, Vec::new()).words,
            "AWS does not say how credits are shared."
        );
    }
}
