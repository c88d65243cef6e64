//! A step as a line for AWS's own command line, to copy.
//! <https://docs.aws.amazon.com/cli/latest/reference/organizations/>

use super::{Ref, Step, Tag};
use crate::invitation::Invitee;

impl Step {
    /// The call for the AWS CLI; what is not known beforehand stands in angle brackets.
    pub fn aws_cli(&self) -> String {
        let organizations =
            |call: &str, options: &[(&str, String)]| line("organizations", call, options);
        let account = |call: &str, options: &[(&str, String)]| line("account", call, options);
        match self {
            Self::CreateOu { parent, name, tags } => {
                let mut options = vec![("parent-id", of(parent)), ("name", name.clone())];
                if !tags.is_empty() {
                    options.push(("tags", tags_text(tags)));
                }
                organizations("create-organizational-unit", &options)
            }
            Self::RenameOu { ou, to, .. } => organizations(
                "update-organizational-unit",
                &[("organizational-unit-id", of(ou)), ("name", to.clone())],
            ),
            Self::DeleteOu { ou, .. } => organizations(
                "delete-organizational-unit",
                &[("organizational-unit-id", of(ou))],
            ),
            Self::MoveAccount { account, from, to } => organizations(
                "move-account",
                &[
                    ("account-id", of(account)),
                    ("source-parent-id", of(from)),
                    ("destination-parent-id", of(to)),
                ],
            ),
            Self::CreateAccount {
                name,
                email,
                role_name,
                iam_user_access_to_billing,
                tags,
            } => {
                let billing = if *iam_user_access_to_billing {
                    "ALLOW"
                } else {
                    "DENY"
                };
                let mut options = vec![
                    ("account-name", name.clone()),
                    ("email", email.clone()),
                    ("role-name", role_name.to_string()),
                    ("iam-user-access-to-billing", billing.to_owned()),
                ];
                if !tags.is_empty() {
                    options.push(("tags", tags_text(tags)));
                }
                organizations("create-account", &options)
            }
            Self::AwaitRole { account, role } => line(
                "sts",
                "assume-role",
                &[
                    (
                        "role-arn",
                        format!("arn:aws:iam::{}:role/{role}", of(account)),
                    ),
                    ("role-session-name", "canopy".to_owned()),
                ],
            ),
            Self::RenameAccount {
                account: id, to, ..
            } => account(
                "put-account-name",
                &[("account-id", id.to_string()), ("account-name", to.clone())],
            ),
            Self::Tag { node, tags } => organizations(
                "tag-resource",
                &[("resource-id", of(node)), ("tags", tags_text(tags))],
            ),
            Self::Untag { node, keys } => organizations(
                "untag-resource",
                &[
                    ("resource-id", of(node)),
                    ("tag-keys", keys.join(&APART.to_string())),
                ],
            ),
            Self::StartEmailChange {
                account: id, to, ..
            } => account(
                "start-primary-email-update",
                &[
                    ("account-id", id.to_string()),
                    ("primary-email", to.clone()),
                ],
            ),
            Self::ConfirmEmailChange {
                account: id, to, ..
            } => account(
                "accept-primary-email-update",
                &[
                    ("account-id", id.to_string()),
                    ("primary-email", to.clone()),
                    ("otp", "<the one-time code>".to_owned()),
                ],
            ),
            Self::PutContact {
                account: id,
                kind,
                contact,
            } => account(
                "put-alternate-contact",
                &[
                    ("account-id", id.to_string()),
                    ("alternate-contact-type", kind.as_str().to_owned()),
                    ("name", contact.name.clone()),
                    ("title", contact.title.clone()),
                    ("email-address", contact.email.clone()),
                    ("phone-number", contact.phone.clone()),
                ],
            ),
            Self::DeleteContact { account: id, kind } => account(
                "delete-alternate-contact",
                &[
                    ("account-id", id.to_string()),
                    ("alternate-contact-type", kind.as_str().to_owned()),
                ],
            ),
            Self::EnableRegion {
                account: id,
                region,
            } => account(
                "enable-region",
                &[
                    ("account-id", id.to_string()),
                    ("region-name", region.clone()),
                ],
            ),
            Self::DisableRegion {
                account: id,
                region,
            } => account(
                "disable-region",
                &[
                    ("account-id", id.to_string()),
                    ("region-name", region.clone()),
                ],
            ),
            Self::RemoveAccount { account } => organizations(
                "remove-account-from-organization",
                &[("account-id", account.to_string())],
            ),
            Self::CloseAccount { account } => {
                organizations("close-account", &[("account-id", account.to_string())])
            }
            Self::InviteAccount {
                invitee,
                notes,
                tags,
            } => {
                let target = match invitee {
                    Invitee::Account(id) => format!("Id={id},Type=ACCOUNT"),
                    Invitee::Email(email) => format!("Id={email},Type=EMAIL"),
                };
                let mut options = vec![("target", target)];
                if !notes.is_empty() {
                    options.push(("notes", notes.clone()));
                }
                if !tags.is_empty() {
                    options.push(("tags", tags_text(tags)));
                }
                organizations("invite-account-to-organization", &options)
            }
            Self::CancelHandshake { handshake } => organizations(
                "cancel-handshake",
                &[("handshake-id", handshake.to_string())],
            ),
            Self::AcceptHandshake { handshake } => {
                organizations("accept-handshake", &[("handshake-id", of(handshake))])
            }
            Self::DeclineHandshake { handshake } => organizations(
                "decline-handshake",
                &[("handshake-id", handshake.to_string())],
            ),
            Self::AttachPolicy { policy, target } => organizations(
                "attach-policy",
                &[("policy-id", policy.to_string()), ("target-id", of(target))],
            ),
            Self::DetachPolicy { policy, target } => organizations(
                "detach-policy",
                &[("policy-id", policy.to_string()), ("target-id", of(target))],
            ),
            Self::CreateRole { .. }
            | Self::DeleteRole { .. }
            | Self::SetTrust { .. }
            | Self::SetRoleSession { .. }
            | Self::SetRoleTag { .. }
            | Self::AttachRolePolicy { .. }
            | Self::DetachRolePolicy { .. }
            | Self::PutRolePolicy { .. }
            | Self::DeleteRolePolicy { .. } => self.role_aws_cli(),
            Self::Identity {
                account,
                via,
                write,
            } => write.aws_cli(account, via.as_ref()),
            Self::CreateOrganization { feature_set } => organizations(
                "create-organization",
                &[("feature-set", feature_set.clone())],
            ),
            Self::EnableAllFeatures => organizations("enable-all-features", &[]),
            Self::LeaveOrganization => organizations("leave-organization", &[]),
            Self::DeleteOrganization => organizations("delete-organization", &[]),
        }
    }
}

/// Values that stand in one option, apart: a character no value of AWS holds.
pub(super) const APART: char = '\u{1f}';
/// What an option without a value has.
pub(super) const FLAG: &str = "\u{1e}";

pub(super) fn line(service: &str, call: &str, options: &[(&str, String)]) -> String {
    let mut line = format!("aws {service} {call}");
    for (name, value) in options {
        line.push_str(" --");
        line.push_str(name);
        if value == FLAG {
            continue;
        }
        for word in value.split(APART) {
            line.push(' ');
            line.push_str(&quoted(word));
        }
    }
    line
}

/// A word for a POSIX shell.
fn quoted(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:=,@+".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Tags as JSON: the short form has no way to write a comma.
pub(super) fn tags_text(tags: &[Tag]) -> String {
    let tags: Vec<_> = tags
        .iter()
        .map(|tag| serde_json::json!({"Key": tag.key, "Value": tag.value}))
        .collect();
    serde_json::Value::Array(tags).to_string()
}

pub(super) fn of<T: std::fmt::Display>(reference: &Ref<T>) -> String {
    match reference {
        Ref::Id(id) => id.to_string(),
        Ref::MadeBy { made_by } => format!("<made by step {made_by}>"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::StepId;

    #[test]
    fn a_step_reads_as_a_line_for_the_aws_cli() {
        let step = Step::MoveAccount {
            account: Ref::Id("444455556666".parse().expect("an id")),
            from: Ref::Id("r-4xk2".parse().expect("an id")),
            to: Ref::Id("ou-4xk2-prod0000".parse().expect("an id")),
        };
        assert_eq!(
            step.aws_cli(),
            "aws organizations move-account --account-id 444455556666 --source-parent-id r-4xk2 --destination-parent-id ou-4xk2-prod0000"
        );
    }

    #[test]
    fn what_a_shell_would_read_otherwise_is_quoted() {
        let step = Step::CreateOu {
            parent: Ref::made_by(StepId(1)),
            name: "it's new; rm".into(),
            tags: vec![Tag {
                key: "team".into(),
                value: "a, b".into(),
            }],
        };
        assert_eq!(
            step.aws_cli(),
            r#"aws organizations create-organizational-unit --parent-id '<made by step 1>' --name 'it'\''s new; rm' --tags '[{"Key":"team","Value":"a, b"}]'"#
        );
        let step = Step::Untag {
            node: Ref::Id("r-4xk2".parse().expect("an id")),
            keys: vec!["a".into(), "b c".into()],
        };
        assert_eq!(
            step.aws_cli(),
            "aws organizations untag-resource --resource-id r-4xk2 --tag-keys a 'b c'"
        );
    }
}
