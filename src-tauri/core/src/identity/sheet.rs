//! The sheet that somebody is handed: how to sign in, enrol MFA and switch. As text and as a page of HTML
//! that loads nothing from elsewhere. The password is put in last, by whoever writes the file.

mod config;
mod html;
mod text;

use std::collections::BTreeSet;

use super::{
    PATH,
    scope::granted,
    spec::{IdentitySpec, Person},
};
use crate::{
    failure::Failure, ids::AccountId, partition::Partition, switch_role::SwitchRoleLink, tree::Tree,
};

/// Most characters that the console displays for a role.
const DISPLAYED: usize = 64;

/// Where people sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn<'a> {
    /// The identity account.
    pub account: &'a AccountId,
    /// Its alias.
    pub alias: Option<&'a str>,
    /// Where sign-in pages are, in the place of AWS's: a sandbox's.
    pub elsewhere: Option<&'a str>,
    /// The part of AWS that it is in.
    pub partition: Partition,
}

impl SignIn<'_> {
    /// The page where an IAM user signs in.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/console-account-alias.html>
    pub fn url(&self) -> String {
        let account = self.alias.unwrap_or(self.account.as_str());
        match self.elsewhere {
            Some(base) => format!("{}/signin?account={account}", base.trim_end_matches('/')),
            None => format!(
                "https://{account}.{}/console/",
                self.partition.sign_in_host(None)
            ),
        }
    }

    fn switch_url(&self, link: &SwitchRoleLink) -> Result<String, Failure> {
        let url = link.url(self.partition)?;
        let own = format!("https://{}", self.partition.sign_in_host(None));
        Ok(match self.elsewhere {
            Some(base) => url.replacen(&own, base.trim_end_matches('/'), 1),
            None => url,
        })
    }
}

/// A role that somebody may switch to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Switch {
    /// The account's name.
    pub account_name: String,
    /// The account.
    pub account: AccountId,
    /// The access level.
    pub level: String,
    /// The role.
    pub role: String,
    /// Whether it asks for MFA.
    pub mfa: bool,
    /// The link.
    pub url: String,
    /// Its colour, six hexadecimal digits.
    pub color: Option<String>,
}

/// What somebody is handed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The user's name.
    pub user: String,
    /// Where they read mail.
    pub email: Option<String>,
    /// Where they sign in.
    pub sign_in_url: String,
    /// The account's number, or its alias.
    pub account: String,
    /// Where they may switch to, by account.
    pub switches: Vec<Switch>,
    /// Lines for the AWS configuration file.
    pub aws_config: Option<String>,
    /// What is written on every sheet.
    pub note: Option<String>,
    /// Whether they may make access keys of their own.
    pub own_access_keys: bool,
}

impl Sheet {
    /// The sheet of `person`.
    ///
    /// Errors: `invalid` for a role or colour that the console would not take.
    pub fn new(
        spec: &IdentitySpec,
        person: &Person,
        tree: &Tree,
        sign_in: &SignIn<'_>,
    ) -> Result<Self, Failure> {
        let mut switches: BTreeSet<Switch> = BTreeSet::new();
        for group in spec
            .groups
            .iter()
            .filter(|it| person.groups.contains(&it.name))
        {
            for grant in granted(spec, group, tree, Some(sign_in.account)) {
                for account in grant.reach.accounts {
                    let node = tree.get(&(&account).into());
                    let name = node.map_or_else(|| account.to_string(), |it| it.name.clone());
                    let level = grant.level;
                    let shown = format!("{name} · {}", level.name);
                    let link = SwitchRoleLink {
                        account: account.clone(),
                        role: level.role_name.clone(),
                        display_name: Some(shown.chars().take(DISPLAYED).collect()),
                        color: level.color.clone(),
                    };
                    switches.insert(Switch {
                        url: sign_in.switch_url(&link)?,
                        account_name: name,
                        account,
                        level: level.name.clone(),
                        role: level.role_name.clone(),
                        mfa: level.mfa,
                        color: level
                            .color
                            .as_ref()
                            .map(|it| it.trim_start_matches('#').to_uppercase()),
                    });
                }
            }
        }
        let switches: Vec<Switch> = switches.into_iter().collect();
        let aws_config = spec.hand_out.aws_config.then(|| {
            config::lines(
                &switches,
                &format!("{PATH}{}", person.name),
                sign_in,
                spec.hand_out.region.as_deref(),
                spec.own_access_keys,
            )
        });
        Ok(Self {
            user: person.name.clone(),
            email: person.email.clone(),
            sign_in_url: sign_in.url(),
            account: sign_in.alias.unwrap_or(sign_in.account.as_str()).to_owned(),
            aws_config: aws_config.filter(|_| !switches.is_empty()),
            switches,
            note: spec.hand_out.note.clone(),
            own_access_keys: spec.own_access_keys,
        })
    }

    /// The sheet as text. `password` is the one-time password; none where it was handed out before.
    pub fn text(&self, password: Option<&str>) -> String {
        text::write(self, password)
    }

    /// The sheet as a page.
    pub fn html(&self, password: Option<&str>) -> String {
        html::write(self, password)
    }

    /// What to do first, a sentence each.
    fn first_steps(&self) -> Vec<String> {
        vec![
            "Sign in with the password above, and choose another one: AWS asks for it at once."
                .to_owned(),
            "Choose your name at the top right, then Security credentials, then Assign MFA device."
                .to_owned(),
            format!(
                "Name the device {}, choose Authenticator app, and scan the code with an app on your phone. Type two codes that follow each other.",
                self.user
            ),
            "Sign out, and sign in again, now with a code. Without, you can switch nowhere."
                .to_owned(),
            "Choose one of the links below, and confirm. Keep those that you need as bookmarks."
                .to_owned(),
        ]
    }

    fn password_words(password: Option<&str>) -> &str {
        password.unwrap_or("as it was handed out before, or as you chose it since")
    }
}

#[cfg(test)]
mod tests;
