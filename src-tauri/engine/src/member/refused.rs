//! Why a role cannot be assumed, as far as AWS tells: it answers alike for a role that is missing and for
//! one that does not trust the caller.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html>

use canopy_core::{AccountId, Code, Failure, NodeKind, RoleName, role::trusted};

use crate::{lock, session::Session};

impl Session {
    /// The refusal in words that name the account, the role, and what helps.
    pub(super) fn refused(
        &self,
        account: &AccountId,
        role: &RoleName,
        seconds: Option<i32>,
        failure: Failure,
    ) -> Failure {
        let tree = self.tree();
        let node = tree.as_ref().and_then(|tree| tree.get(&account.into()));
        let name = node.map_or_else(|| account.to_string(), |node| node.name.clone());
        let said = failure.message.as_str();
        let with = |message: String, hint: &str| {
            Failure {
                message,
                ..failure.clone()
            }
            .hint(hint)
        };
        match failure.code {
            Code::Denied => {}
            Code::Invalid if said.contains("DurationSeconds") => {
                let asked = seconds.unwrap_or_default();
                return with(
                    format!("{role} in {name} does not allow a session of {asked} seconds"),
                    "Ask for a shorter one, or raise the role's longest session. A role that is assumed from another role lasts one hour at most.",
                );
            }
            Code::SignedOut => {
                return with(
                    "the sign-in of this connection has expired, or is not accepted any more"
                        .to_owned(),
                    "Sign in again (`aws sso login`, `aws login`, or new keys), then try again.",
                );
            }
            _ => return failure,
        }
        let caller = self.caller();
        let message = format!("{} may not assume {role} in {name}", caller.arn);
        if said.contains("service control policy") {
            return with(
                format!(
                    "a service control policy keeps {} from assuming {role} in {name}",
                    caller.arn
                ),
                "Look at the service control policies above that account, or use a role they do not name.",
            );
        }
        if said.contains("resource control policy") {
            return with(
                format!(
                    "a resource control policy keeps {} from assuming {role} in {name}",
                    caller.arn
                ),
                "Look at the resource control policies above that account.",
            );
        }
        if said.contains("MultiFactorAuthentication") || self.asks_for_mfa(account, role) {
            return with(
                format!("{role} in {name} asks for multi-factor authentication"),
                "Sign in with a connection that gives an MFA code, then try again.",
            );
        }
        if said.contains("no identity-based policy") || said.contains("in an identity-based policy")
        {
            return with(
                message,
                &format!(
                    "Your own permissions are in the way: ask for `sts:AssumeRole` on `{}`.",
                    self.role_arn(account, role)
                ),
            );
        }
        if said.contains("session policy") || said.contains("permissions boundary") {
            return with(
                message,
                "A session policy or a permissions boundary of yours is in the way: sign in without it.",
            );
        }
        let hint = if caller.arn.ends_with(":root") {
            "You are signed in as a root user, which AWS lets assume no role. Sign in as a user or through Identity Center."
                .to_owned()
        } else if account == &caller.account_id {
            format!(
                "This is the account you are signed in to. It has no role {role}, or that role does not trust you."
            )
        } else if tree.is_some() && node.is_none() {
            format!(
                "{account} is not in the organization as last seen: look at the number, or refresh."
            )
        } else if node.is_some_and(|node| matches!(&node.kind, NodeKind::Account { joined_method, .. } if joined_method == "INVITED"))
            && self.default_role().is_ok_and(|default| default == *role)
        {
            format!(
                "{name} was invited, and AWS makes that role in created accounts only. Create it there, trusting account {}.",
                caller.account_id
            )
        } else {
            format!(
                "Either {name} has no role of that name, or its trust policy does not name account {} or asks for something that this sign-in does not have (MFA, say), or you lack sts:AssumeRole for it.",
                caller.account_id
            )
        };
        with(message, &hint)
    }

    /// Whether the role's trust policy, where it was read, lets nobody in without MFA.
    fn asks_for_mfa(&self, account: &AccountId, role: &RoleName) -> bool {
        let key = (account.clone(), role.clone());
        let trusts = lock(&self.members.trusts);
        let Some(policy) = trusts.get(&key) else {
            return false;
        };
        let words = trusted(policy);
        let mut ways = words
            .iter()
            .filter(|it| !it.starts_with("refuses "))
            .peekable();
        ways.peek().is_some() && ways.all(|it| it.contains("with MFA"))
    }
}
