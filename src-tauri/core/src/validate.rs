//! AWS's own rules on names, addresses and tags, checked before any call.
//! <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html>

use crate::step::Tag;

/// Longest name of an organizational unit.
pub const OU_NAME_MAX: usize = 128;
/// Longest name of an account.
pub const ACCOUNT_NAME_MAX: usize = 50;
/// Most tags on one root, organizational unit or account.
pub const TAGS_MAX: usize = 50;

/// Says why `name` cannot name an organizational unit.
pub fn ou_name(name: &str) -> Result<(), String> {
    match name.chars().count() {
        0 => Err("an organizational unit needs a name".to_owned()),
        1..=OU_NAME_MAX if name.trim().is_empty() => {
            Err("a name of spaces only is no name".to_owned())
        }
        1..=OU_NAME_MAX => Ok(()),
        length => Err(format!(
            "the name has {length} characters, AWS allows {OU_NAME_MAX}"
        )),
    }
}

/// Says why `name` cannot name an account.
pub fn account_name(name: &str) -> Result<(), String> {
    if name.trim().is_empty() {
        return Err("an account needs a name".to_owned());
    }
    if let Some(odd) = name
        .chars()
        .find(|character| !(' '..='~').contains(character))
    {
        return Err(format!(
            "the name holds `{odd}`; AWS allows printable ASCII only"
        ));
    }
    if name.len() > ACCOUNT_NAME_MAX {
        return Err(format!(
            "the name has {} characters, AWS allows {ACCOUNT_NAME_MAX}",
            name.len()
        ));
    }
    Ok(())
}

/// Says why `email` cannot be the address of an account's root user. A wrong one is beyond repair:
/// nobody could sign in as root, and the account could not be removed.
pub fn email(email: &str) -> Result<(), String> {
    if !(6..=64).contains(&email.len()) {
        return Err("the email address must have 6 to 64 characters".to_owned());
    }
    if !email.is_ascii() {
        return Err("the email address may hold ASCII characters only".to_owned());
    }
    let Some((local, domain)) = email.split_once('@') else {
        return Err("the email address has no @".to_owned());
    };
    if domain.contains('@') {
        return Err("the email address has more than one @".to_owned());
    }
    if local.is_empty() || local.starts_with('.') {
        return Err("the email address must not begin with a dot or the @".to_owned());
    }
    if let Some(odd) = local.chars().find(|character| {
        character.is_whitespace()
            || character.is_control()
            || "\"'()<>[]:;,\\|%&".contains(*character)
    }) {
        return Err(format!(
            "the email address holds `{odd}`, which AWS does not allow before the @"
        ));
    }
    let domain_is_plain = domain
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
        && !domain.contains("..");
    if !domain.contains('.')
        || domain.starts_with(['.', '-'])
        || domain.ends_with(['.', '-'])
        || !domain_is_plain
    {
        return Err(format!("`{domain}` is not a domain that AWS accepts"));
    }
    Ok(())
}

/// Says why `tags` cannot all stand on one resource.
pub fn tags(tags: &[Tag]) -> Result<(), String> {
    if tags.len() > TAGS_MAX {
        return Err(format!(
            "{} tags are too many, AWS allows {TAGS_MAX}",
            tags.len()
        ));
    }
    for (place, tag) in tags.iter().enumerate() {
        if tag.key.is_empty() || tag.key.chars().count() > 128 || tag.value.chars().count() > 256 {
            return Err(format!(
                "the tag `{}` is too long or has no key (128 characters, value 256)",
                tag.key
            ));
        }
        if tag.key.to_ascii_lowercase().starts_with("aws:") {
            return Err(format!(
                "the tag `{}` begins with `aws:`, which is AWS's own",
                tag.key
            ));
        }
        if tags[..place].iter().any(|other| other.key == tag.key) {
            return Err(format!("the tag `{}` is given twice", tag.key));
        }
    }
    Ok(())
}

/// Whether `name` could be a region's: `eu-central-2`, `us-gov-west-1`.
pub fn is_region(name: &str) -> bool {
    let parts: Vec<&str> = name.split('-').collect();
    let is_word = |part: &&str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_lowercase());
    matches!(parts.split_last(), Some((number, words))
        if words.len() >= 2 && words.iter().all(is_word) && number.parse::<u8>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_aws_refuses_are_refused_before_the_call() {
        for good in ["a@b.co", "aws+prod@example.com", "x_y.z@sub.example.org"] {
            assert_eq!(email(good), Ok(()), "{good} is fine");
        }
        for bad in [
            "a@b.c",
            "plain",
            "a@@example.com",
            ".a@example.com",
            "a b@example.com",
            "a@example",
            "a@-x.com",
            "a@x.com-",
            "ä@example.com",
        ] {
            assert!(email(bad).is_err(), "{bad} must be refused");
        }
    }

    #[test]
    fn names_are_measured_as_aws_measures_them() {
        assert!(account_name(&"x".repeat(50)).is_ok());
        assert!(account_name(&"x".repeat(51)).is_err());
        assert!(account_name("Zürich").is_err(), "account names are ASCII");
        assert!(ou_name("Zürich").is_ok(), "OU names are not");
        assert!(ou_name("").is_err());
    }

    #[test]
    fn a_tag_key_stands_once() {
        let tag = |key: &str| Tag {
            key: key.into(),
            value: String::new(),
        };
        assert!(tags(&[tag("a"), tag("b")]).is_ok());
        assert!(tags(&[tag("a"), tag("a")]).is_err());
        assert!(tags(&[tag("AWS:x")]).is_err());
    }
}
