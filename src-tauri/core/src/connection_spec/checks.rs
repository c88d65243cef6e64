//! What AWS takes in each field, told before anything is kept.

use super::{AssumedRole, ConnectionSpec, ROLE_SECONDS, Source};
use crate::{failure::Failure, partition::Partition};

/// The longest name of a connection.
const NAME: usize = 100;

pub(super) fn check(spec: &ConnectionSpec) -> Result<(), Failure> {
    let name = spec.name.trim();
    if name.is_empty() || spec.name.chars().any(char::is_control) || name.chars().count() > NAME {
        return Err(
            Failure::invalid("a connection needs a name of 1 to 100 characters")
                .hint("Give it a name that tells the organization and what it is for."),
        );
    }
    source(&spec.source)?;
    let region = spec
        .region
        .as_deref()
        .map(Partition::of_region)
        .transpose()?;
    if let Some(role) = &spec.role {
        assumed(role)?;
        if spec.mfa_serial.is_some() {
            return Err(Failure::invalid("an MFA device is given twice: for the role and without it")
                .hint("Name it for the role: a session of the user would make the role a chained one, which lasts an hour."));
        }
    }
    let mfa = spec
        .mfa_serial
        .as_ref()
        .or_else(|| spec.role.as_ref()?.mfa_serial.as_ref());
    if let Some(serial) = mfa {
        mfa_serial(serial)?;
        if !spec.source.may_show_mfa() {
            return Err(Failure::invalid(
                "AWS takes an MFA code only with a user's long-term keys",
            )
            .hint("Leave the MFA device out: this sign-in asks for MFA by itself."));
        }
    }
    let own = spec.partition()?;
    let of_source = match &spec.source {
        Source::IdentityCenter { region, .. } => Some(Partition::of_region(region)?),
        _ => None,
    };
    if [region, of_source]
        .into_iter()
        .flatten()
        .any(|it| it != own)
    {
        return Err(Failure::invalid(format!(
            "the role, the device and the regions are not all in {}",
            own.title()
        ))
        .hint("Credentials never cross from one partition of AWS to another: choose regions of the role's partition."));
    }
    Ok(())
}

fn source(source: &Source) -> Result<(), Failure> {
    match source {
        Source::Keys { access_key_id } => {
            let is_key = (16..=128).contains(&access_key_id.len())
                && access_key_id
                    .bytes()
                    .all(|it| it.is_ascii_uppercase() || it.is_ascii_digit());
            if !is_key {
                return Err(Failure::invalid("this is not an access key id")
                    .hint("It reads like AKIAIOSFODNN7EXAMPLE; the secret is asked for apart."));
            }
            if access_key_id.starts_with("ASIA") {
                return Err(
                    Failure::invalid("this access key id belongs to temporary credentials")
                        .hint("They end within hours: use the profile or the program that makes them, or a user's own key (AKIA…)."),
                );
            }
            Ok(())
        }
        Source::IdentityCenter {
            start_url,
            region,
            role_name,
            ..
        } => {
            check_start_url(start_url)?;
            Partition::of_region(region)?;
            let is_name = (1..=64).contains(&role_name.len()) && is_word(role_name, "+=,.@-_");
            if !is_name {
                return Err(Failure::invalid(format!(
                    "`{role_name}` is not the name of a role in the portal"
                ))
                .hint("Choose one of those that Identity Center lists for the account."));
            }
            Ok(())
        }
        Source::Profile { name } | Source::Login { profile: name } => {
            if name.trim().is_empty() || name.chars().any(char::is_control) {
                return Err(Failure::invalid("a profile needs a name")
                    .hint("Choose one of the profiles in ~/.aws/config."));
            }
            Ok(())
        }
        Source::Environment => Ok(()),
    }
}

/// Whether `url` can be an access portal: https, or this machine's own for tests.
///
/// Errors: `invalid`.
pub fn check_start_url(url: &str) -> Result<(), Failure> {
    let wrong = || {
        Failure::invalid(format!("`{url}` is not the address of an access portal"))
            .hint("It reads like https://d-1234567890.awsapps.com/start; the settings of IAM Identity Center show it.")
    };
    let (scheme, rest) = url.split_once("://").ok_or_else(wrong)?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_plain = !host.is_empty()
        && host
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || b".-:[]".contains(&it));
    let is_here = ["127.0.0.1", "localhost", "[::1]"].iter().any(|here| {
        host.strip_prefix(here)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    });
    let is_text = url.bytes().all(|it| it.is_ascii_graphic());
    match scheme {
        "https" if is_plain && is_text => Ok(()),
        "http" if is_here && is_text => Ok(()),
        _ => Err(wrong()),
    }
}

fn assumed(role: &AssumedRole) -> Result<(), Failure> {
    Partition::of_arn(&role.role_arn)?;
    let parts: Vec<&str> = role.role_arn.splitn(6, ':').collect();
    let is_role = matches!(parts[..], ["arn", _, "iam", "", account, role]
        if account.parse::<crate::ids::AccountId>().is_ok()
            && role.strip_prefix("role/").is_some_and(|path| !path.is_empty() && is_word(path, "+=,.@-_/")));
    if !is_role {
        return Err(
            Failure::invalid(format!("`{}` is not the ARN of a role", role.role_arn))
                .hint("It reads like arn:aws:iam::111122223333:role/Admin."),
        );
    }
    if let Some(id) = &role.external_id
        && !((2..=1224).contains(&id.len()) && is_word(id, "+=,.@:/-_"))
    {
        return Err(Failure::invalid("this is not an external id")
            .hint("It has 2 to 1,224 letters, digits and +=,.@:/-_."));
    }
    if let Some(name) = &role.session_name
        && !((2..=64).contains(&name.len()) && is_word(name, "+=,.@-_"))
    {
        return Err(Failure::invalid("this cannot be the name of a session")
            .hint("It has 2 to 64 letters, digits and +=,.@-_."));
    }
    if let Some(seconds) = role.duration_seconds
        && !ROLE_SECONDS.contains(&seconds)
    {
        return Err(
            Failure::invalid(format!("a role's session cannot last {seconds} seconds"))
                .hint("It lasts 900 to 43,200 seconds, and not longer than the role allows."),
        );
    }
    Ok(())
}

fn mfa_serial(serial: &str) -> Result<(), Failure> {
    if (9..=256).contains(&serial.len()) && is_word(serial, "+=/:,.@-_") {
        return Ok(());
    }
    Err(Failure::invalid("this is not an MFA device")
        .hint("A virtual one reads like arn:aws:iam::111122223333:mfa/ada; for a hardware token it is its serial number."))
}

fn is_word(text: &str, more: &str) -> bool {
    text.chars()
        .all(|it| it.is_ascii_alphanumeric() || more.contains(it))
}
