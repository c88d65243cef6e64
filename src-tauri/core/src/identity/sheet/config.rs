//! Lines for the AWS configuration file: a profile to sign in with, and one for each role.
//! <https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html>

use std::collections::BTreeSet;

use super::{SignIn, Switch};

pub(super) fn lines(
    switches: &[Switch],
    user: &str,
    sign_in: &SignIn<'_>,
    region: Option<&str>,
    own_access_keys: bool,
) -> String {
    let source = plain(sign_in.alias.unwrap_or("people"));
    let name = user.rsplit('/').next().unwrap_or(user);
    let region = region.map_or_else(String::new, |region| format!("region = {region}\n"));
    let partition = sign_in.partition;
    let account = sign_in.account.as_str();
    let mut lines = if own_access_keys {
        format!(
            "# Make an access key under Security credentials, then: aws configure --profile {source}\n[profile {source}]\n{region}\n"
        )
    } else {
        let session = partition.arn("iam", "", account, &format!("user{user}"));
        format!(
            "# AWS CLI 2.32 or newer. Sign in with: aws login --profile {source}\n[profile {source}]\nlogin_session = {session}\n{region}\n"
        )
    };
    let mut taken = BTreeSet::from([source.clone(), "default".to_owned()]);
    for switch in switches {
        let wish = plain(&format!("{}-{}", switch.account_name, switch.role));
        let profile = if taken.contains(&wish) {
            format!("{wish}-{}", switch.account)
        } else {
            wish
        };
        let role = partition.role_arn(&switch.account, &switch.role);
        let head = format!("[profile {profile}]\nrole_arn = {role}\nsource_profile = {source}\n");
        lines.push_str(&head);
        if switch.mfa && own_access_keys {
            let device = partition.arn("iam", "", account, &format!("mfa/{name}"));
            let device = format!("mfa_serial = {device}\n");
            lines.push_str(&device);
        }
        lines.push_str(&region);
        lines.push('\n');
        taken.insert(profile);
    }
    lines
}

/// A name that needs no quotes in the file: letters, digits and `._-`.
fn plain(text: &str) -> String {
    let mut name = String::new();
    for it in text.chars() {
        if it.is_ascii_alphanumeric() || "._".contains(it) {
            name.push(it);
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    name.trim_matches('-').to_owned()
}
