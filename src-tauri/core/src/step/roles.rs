//! Steps on roles: what all of them have, what takes them back, and their lines for the AWS CLI.
//! <https://docs.aws.amazon.com/cli/latest/reference/iam/>

use super::{
    AccountRef, Before, Step,
    command::{APART, line, of},
};
use crate::ids::RoleName;

/// What every step on a role has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfRole<'a> {
    /// Where.
    pub account: &'a AccountRef,
    /// Which role.
    pub role: &'a RoleName,
    /// The role that Canopy takes the step as; none where it has credentials of that account itself.
    pub via: Option<&'a RoleName>,
}

impl Step {
    /// Account and role, where it is a step on a role.
    pub fn of_role(&self) -> Option<OfRole<'_>> {
        let (account, role, via) = match self {
            Self::CreateRole {
                account, name, via, ..
            } => (account, name, via),
            Self::DeleteRole { account, role, via }
            | Self::SetTrust {
                account, role, via, ..
            }
            | Self::SetRoleSession {
                account, role, via, ..
            }
            | Self::SetRoleTag {
                account, role, via, ..
            }
            | Self::AttachRolePolicy {
                account, role, via, ..
            }
            | Self::DetachRolePolicy {
                account, role, via, ..
            }
            | Self::PutRolePolicy {
                account, role, via, ..
            }
            | Self::DeleteRolePolicy {
                account, role, via, ..
            } => (account, role, via),
            _ => return None,
        };
        let via = via.as_ref();
        Some(OfRole { account, role, via })
    }

    /// The account, where it is a step on a role.
    pub(super) fn role_account_mut(&mut self) -> Option<&mut AccountRef> {
        match self {
            Self::CreateRole { account, .. }
            | Self::DeleteRole { account, .. }
            | Self::SetTrust { account, .. }
            | Self::SetRoleSession { account, .. }
            | Self::SetRoleTag { account, .. }
            | Self::AttachRolePolicy { account, .. }
            | Self::DetachRolePolicy { account, .. }
            | Self::PutRolePolicy { account, .. }
            | Self::DeleteRolePolicy { account, .. } => Some(account),
            _ => None,
        }
    }

    /// The role that Canopy takes the step as, where it is a step on a role.
    pub fn role_via_mut(&mut self) -> Option<&mut Option<RoleName>> {
        match self {
            Self::CreateRole { via, .. }
            | Self::DeleteRole { via, .. }
            | Self::SetTrust { via, .. }
            | Self::SetRoleSession { via, .. }
            | Self::SetRoleTag { via, .. }
            | Self::AttachRolePolicy { via, .. }
            | Self::DetachRolePolicy { via, .. }
            | Self::PutRolePolicy { via, .. }
            | Self::DeleteRolePolicy { via, .. } => Some(via),
            _ => None,
        }
    }

    /// What takes a step on a role back; none where what it replaced was not written down.
    pub(super) fn role_inverse(&self, before: &Before) -> Option<Self> {
        let parts = self.of_role()?;
        let (account, role) = (parts.account.clone(), parts.role.clone());
        let via = parts.via.cloned();
        Some(match self {
            Self::CreateRole { .. } => Self::DeleteRole { account, role, via },
            Self::DeleteRole { .. } => {
                let kept = before.role.clone()?;
                Self::CreateRole {
                    account,
                    via,
                    name: role,
                    path: kept.path,
                    description: kept.description,
                    trust_policy: kept.trust_policy,
                    max_session_seconds: kept.max_session_seconds,
                    tags: kept.tags,
                    permissions_boundary: kept.permissions_boundary,
                }
            }
            Self::SetTrust { from, to, .. } => Self::SetTrust {
                account,
                role,
                via,
                from: to.clone(),
                to: from.clone(),
            },
            Self::SetRoleSession { from, to, .. } => Self::SetRoleSession {
                account,
                role,
                via,
                from: *to,
                to: *from,
            },
            Self::SetRoleTag { key, from, to, .. } => Self::SetRoleTag {
                account,
                role,
                via,
                key: key.clone(),
                from: to.clone(),
                to: from.clone(),
            },
            Self::AttachRolePolicy { policy_arn, .. } => Self::DetachRolePolicy {
                account,
                role,
                via,
                policy_arn: policy_arn.clone(),
            },
            Self::DetachRolePolicy { policy_arn, .. } => Self::AttachRolePolicy {
                account,
                role,
                via,
                policy_arn: policy_arn.clone(),
            },
            Self::PutRolePolicy { name, .. } | Self::DeleteRolePolicy { name, .. } => {
                let name = name.clone();
                match before.document.clone() {
                    Some(document) => Self::PutRolePolicy {
                        account,
                        role,
                        via,
                        name,
                        document,
                    },
                    None if matches!(self, Self::PutRolePolicy { .. }) => Self::DeleteRolePolicy {
                        account,
                        role,
                        via,
                        name,
                    },
                    None => return None,
                }
            }
            _ => return None,
        })
    }

    /// The line for the AWS CLI, with a profile for the role that it is run as.
    pub(super) fn role_aws_cli(&self) -> String {
        let (Some(parts), Some((call, mut options))) = (self.of_role(), self.role_call()) else {
            return String::new();
        };
        match parts.via {
            Some(via) => {
                let profile = format!("<{via} in {}>", of(parts.account));
                options.push(("profile", profile));
                line("iam", call, &options)
            }
            None => format!(
                "{}  # in {}",
                line("iam", call, &options),
                of(parts.account)
            ),
        }
    }

    /// The line for the AWS CLI of someone who is signed in to the account; empty where it is no step on
    /// a role.
    pub fn aws_cli_there(&self) -> String {
        self.role_call()
            .map(|(call, options)| line("iam", call, &options))
            .unwrap_or_default()
    }

    /// The call of a step on a role, with its options.
    fn role_call(&self) -> Option<(&'static str, Vec<(&'static str, String)>)> {
        let parts = self.of_role()?;
        let role = ("role-name", parts.role.to_string());
        let (call, mut options) = match self {
            Self::CreateRole {
                path,
                description,
                trust_policy,
                max_session_seconds,
                tags,
                permissions_boundary,
                ..
            } => {
                let mut options = vec![role, ("path", path.clone())];
                if !description.is_empty() {
                    options.push(("description", description.clone()));
                }
                options.push(("assume-role-policy-document", trust_policy.clone()));
                options.push(("max-session-duration", max_session_seconds.to_string()));
                if !tags.is_empty() {
                    options.push(("tags", super::command::tags_text(tags)));
                }
                let boundary = permissions_boundary.clone();
                options.extend(boundary.map(|arn| ("permissions-boundary", arn)));
                ("create-role", options)
            }
            Self::DeleteRole { .. } => ("delete-role", vec![role]),
            Self::SetTrust { to, .. } => (
                "update-assume-role-policy",
                vec![role, ("policy-document", to.clone())],
            ),
            Self::SetRoleSession { to, .. } => (
                "update-role",
                vec![role, ("max-session-duration", to.to_string())],
            ),
            Self::SetRoleTag {
                key,
                to: Some(value),
                ..
            } => {
                let tag = super::Tag {
                    key: key.clone(),
                    value: value.clone(),
                };
                (
                    "tag-role",
                    vec![role, ("tags", super::command::tags_text(&[tag]))],
                )
            }
            Self::SetRoleTag { key, to: None, .. } => {
                ("untag-role", vec![role, ("tag-keys", key.clone())])
            }
            Self::AttachRolePolicy { policy_arn, .. } => (
                "attach-role-policy",
                vec![role, ("policy-arn", policy_arn.clone())],
            ),
            Self::DetachRolePolicy { policy_arn, .. } => (
                "detach-role-policy",
                vec![role, ("policy-arn", policy_arn.clone())],
            ),
            Self::PutRolePolicy { name, document, .. } => (
                "put-role-policy",
                vec![
                    role,
                    ("policy-name", name.clone()),
                    ("policy-document", document.clone()),
                ],
            ),
            Self::DeleteRolePolicy { name, .. } => (
                "delete-role-policy",
                vec![role, ("policy-name", name.clone())],
            ),
            _ => return None,
        };
        // A document that somebody wrote holds no such character; one that did would be cut in two.
        for (_, value) in &mut options {
            value.retain(|it| it != APART);
        }
        Some((call, options))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::step::Ref;

    fn attach(via: Option<&str>) -> Step {
        Step::AttachRolePolicy {
            account: Ref::Id("444455556666".parse().expect("an account")),
            role: "Org-ReadOnly".parse().expect("a role"),
            via: via.map(|via| via.parse().expect("a role")),
            policy_arn: "arn:aws:iam::aws:policy/ReadOnlyAccess".to_owned(),
        }
    }

    #[test]
    fn a_step_on_a_role_names_whom_it_is_taken_as() {
        assert_eq!(
            attach(Some("OrganizationAccountAccessRole")).aws_cli(),
            "aws iam attach-role-policy --role-name Org-ReadOnly --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess --profile '<OrganizationAccountAccessRole in 444455556666>'"
        );
        assert_eq!(
            attach(None).aws_cli(),
            "aws iam attach-role-policy --role-name Org-ReadOnly --policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess  # in 444455556666"
        );
    }

    #[test]
    fn a_policy_that_replaced_another_gives_way_to_it_and_one_that_was_new_goes() {
        let put = Step::PutRolePolicy {
            account: Ref::Id("444455556666".parse().expect("an account")),
            role: "Ops".parse().expect("a role"),
            via: None,
            name: "logs".to_owned(),
            document: "{}".to_owned(),
        };
        let inverse = |before: &Before| put.inverse(&crate::Receipt::default(), before);
        let replaced = Before {
            document: Some("{\"old\":1}".to_owned()),
            ..Before::default()
        };
        let back = inverse(&replaced).expect("a way back").steps;
        assert!(
            matches!(&back[..], [Step::PutRolePolicy { document, .. }] if document == "{\"old\":1}")
        );
        let back = inverse(&Before::default()).expect("a way back").steps;
        assert!(matches!(&back[..], [Step::DeleteRolePolicy { name, .. }] if name == "logs"));
    }

    #[test]
    fn a_deleted_role_comes_back_as_it_was_or_not_at_all() {
        let delete = Step::DeleteRole {
            account: Ref::Id("444455556666".parse().expect("an account")),
            role: "Ops".parse().expect("a role"),
            via: None,
        };
        let receipt = crate::Receipt::default();
        assert_eq!(delete.inverse(&receipt, &Before::default()), None);
        let kept = crate::role::KeptRole {
            path: "/ops/".to_owned(),
            description: "On call".to_owned(),
            trust_policy: "{}".to_owned(),
            max_session_seconds: 7200,
            tags: vec![crate::step::Tag {
                key: "team".to_owned(),
                value: "ops".to_owned(),
            }],
            permissions_boundary: Some("arn:aws:iam::444455556666:policy/Edge".to_owned()),
        };
        let before = Before {
            role: Some(kept),
            ..Before::default()
        };
        let steps = delete.inverse(&receipt, &before).expect("a way back").steps;
        assert_eq!(
            steps[0].aws_cli(),
            r#"aws iam create-role --role-name Ops --path /ops/ --description 'On call' --assume-role-policy-document '{}' --max-session-duration 7200 --tags '[{"Key":"team","Value":"ops"}]' --permissions-boundary arn:aws:iam::444455556666:policy/Edge  # in 444455556666"#
        );
    }
}
