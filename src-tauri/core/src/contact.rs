//! Alternate contacts of an account: one each for billing, operations and security.
//! <https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-contact-alternate.html>

use serde::{Deserialize, Serialize};

/// What a contact is for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, specta::Type,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ContactKind {
    /// Bills and payments.
    Billing,
    /// Outages and maintenance.
    Operations,
    /// Abuse and incidents.
    Security,
}

impl ContactKind {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Billing, Self::Operations, Self::Security];

    /// As AWS writes it: `BILLING`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Billing => "BILLING",
            Self::Operations => "OPERATIONS",
            Self::Security => "SECURITY",
        }
    }

    /// In a sentence: `billing`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Billing => "billing",
            Self::Operations => "operations",
            Self::Security => "security",
        }
    }
}

/// A person or team whom AWS writes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// 1 to 64 characters.
    pub name: String,
    /// 1 to 50 characters.
    pub title: String,
    /// Its address.
    pub email: String,
    /// 1 to 25 characters: digits, spaces and `+-()`.
    pub phone: String,
}

impl Contact {
    /// Says why AWS would not accept it.
    pub fn check(&self) -> Result<(), String> {
        let length = |what: &str, text: &str, most: usize| match text.chars().count() {
            0 => Err(format!("the contact needs a {what}")),
            count if count > most => Err(format!(
                "the contact's {what} has {count} characters, AWS allows {most}"
            )),
            _ => Ok(()),
        };
        length("name", self.name.trim(), 64)?;
        length("title", self.title.trim(), 50)?;
        length("phone number", self.phone.trim(), 25)?;
        let is_phone = |character: char| character.is_ascii_digit() || " +-()".contains(character);
        if !self.phone.chars().all(is_phone) {
            return Err(format!(
                "`{}` is not a phone number that AWS accepts",
                self.phone
            ));
        }
        crate::validate::email(&self.email)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_contact_is_checked_before_the_call() {
        let contact = Contact {
            name: "Ada".into(),
            title: "Owner".into(),
            email: "ada@example.com".into(),
            phone: "+44 20 7946 0000".into(),
        };
        assert_eq!(contact.check(), Ok(()));
        for bad in [
            Contact {
                name: String::new(),
                ..contact.clone()
            },
            Contact {
                title: "x".repeat(51),
                ..contact.clone()
            },
            Contact {
                phone: "call me".into(),
                ..contact.clone()
            },
            Contact {
                email: "ada".into(),
                ..contact.clone()
            },
        ] {
            assert!(bad.check().is_err(), "{bad:?} must be refused");
        }
    }
}
