//! Access levels that are chosen often, and a document to begin with.

use serde::{Deserialize, Serialize};

use super::spec::{AccessLevel, Grant, IdentitySpec, PasswordPolicy, PeopleGroup, Scope};
use crate::{partition::Partition, role::ONE_HOUR, role_template::RoleTemplate};

/// The role that AWS makes in every created account.
const ADMINISTRATOR_ROLE: &str = "OrganizationAccountAccessRole";

/// An access level to choose, with what it is good for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Preset {
    /// What it would be.
    pub level: AccessLevel,
    /// What it is good for, a sentence or two.
    pub explanation: String,
}

/// The access levels to choose from, the careful ones first.
pub fn presets(partition: Partition) -> Vec<Preset> {
    let preset = |template: RoleTemplate, role: &str, color: &str, more: &str| Preset {
        level: AccessLevel {
            name: template.title().to_owned(),
            role_name: role.to_owned(),
            policies: template.policy_arns(partition),
            inline: Vec::new(),
            session_seconds: ONE_HOUR,
            mfa: true,
            scope: Scope::default(),
            color: Some(color.to_owned()),
        },
        explanation: format!("{}{more}", template.explanation()),
    };
    let named = |template: RoleTemplate| template.suggested_name();
    vec![
        preset(
            RoleTemplate::ReadOnly,
            named(RoleTemplate::ReadOnly),
            "B7CA9D",
            "",
        ),
        preset(
            RoleTemplate::PowerUser,
            named(RoleTemplate::PowerUser),
            "FBBF93",
            "",
        ),
        preset(
            RoleTemplate::Administrator,
            ADMINISTRATOR_ROLE,
            "F2B0A9",
            " Created accounts have its role already: people are let into it beside the management account.",
        ),
        preset(
            RoleTemplate::Billing,
            named(RoleTemplate::Billing),
            "99BCE3",
            "",
        ),
    ]
}

/// A document to begin with: careful passwords, one level in all accounts, and one group without people.
pub fn starter(partition: Partition) -> IdentitySpec {
    let levels: Vec<AccessLevel> = presets(partition)
        .into_iter()
        .take(1)
        .map(|preset| AccessLevel {
            scope: Scope {
                all: true,
                ..Scope::default()
            },
            ..preset.level
        })
        .collect();
    let grants = levels.iter().map(|level| Grant {
        level: level.name.clone(),
        scope: None,
    });
    IdentitySpec {
        password_policy: Some(PasswordPolicy::careful()),
        groups: vec![PeopleGroup {
            name: "Developers".to_owned(),
            levels: grants.collect(),
        }],
        levels,
        ..IdentitySpec::default()
    }
}

impl PasswordPolicy {
    /// Long passwords that nobody has to change without a reason, as NIST advises.
    /// <https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver>
    pub fn careful() -> Self {
        Self {
            minimum_length: 15,
            symbols: false,
            numbers: true,
            uppercase: true,
            lowercase: true,
            users_may_change: false,
            maximum_age_days: None,
            not_the_last: Some(5),
            hard_expiry: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::check;

    #[test]
    fn presets_are_least_privilege_first_and_ask_for_mfa() {
        let presets = presets(Partition::Aws);
        let roles: Vec<(&str, &str)> = presets
            .iter()
            .map(|it| (it.level.name.as_str(), it.level.role_name.as_str()))
            .collect();
        assert_eq!(
            roles,
            [
                ("Read-only", "Org-ReadOnly"),
                ("Power user", "Org-PowerUser"),
                ("Administrator", "OrganizationAccountAccessRole"),
                ("Billing", "Org-Billing"),
            ]
        );
        assert!(presets.iter().all(|it| it.level.mfa));
        assert_eq!(
            presets[2].level.policies,
            ["arn:aws:iam::aws:policy/AdministratorAccess"]
        );
    }

    #[test]
    fn the_starter_lacks_only_the_account_and_people() {
        let problems = check(&starter(Partition::Aws), None, Partition::Aws);
        let told: Vec<(&str, bool)> = problems
            .iter()
            .map(|it| (it.pointer.as_str(), it.blocking))
            .collect();
        assert_eq!(told, [("/where", true), ("/people", false)]);
    }
}
