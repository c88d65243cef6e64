//! Roles that are made often: what each is called and may do.

use serde::{Deserialize, Serialize};

use crate::partition::Partition;

/// What a new role begins as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum RoleTemplate {
    /// Everything.
    Administrator,
    /// Everything but users, roles and the organization.
    PowerUser,
    /// Looking, nothing else.
    ReadOnly,
    /// The bill and the means of payment.
    Billing,
    /// What somebody writes.
    Custom,
}

impl RoleTemplate {
    /// All of them, the careful ones first.
    pub fn all() -> [Self; 5] {
        [
            Self::ReadOnly,
            Self::PowerUser,
            Self::Administrator,
            Self::Billing,
            Self::Custom,
        ]
    }

    /// In a word or two.
    pub fn title(self) -> &'static str {
        match self {
            Self::Administrator => "Administrator",
            Self::PowerUser => "Power user",
            Self::ReadOnly => "Read-only",
            Self::Billing => "Billing",
            Self::Custom => "Custom",
        }
    }

    /// What the role may be called.
    pub fn suggested_name(self) -> &'static str {
        match self {
            Self::Administrator => "Org-Admin",
            Self::PowerUser => "Org-PowerUser",
            Self::ReadOnly => "Org-ReadOnly",
            Self::Billing => "Org-Billing",
            Self::Custom => "Org-Custom",
        }
    }

    /// ARNs of AWS's managed policies that it gets.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html>
    pub fn policy_arns(self, partition: Partition) -> Vec<String> {
        let names: &[&str] = match self {
            Self::Administrator => &["AdministratorAccess"],
            Self::PowerUser => &["PowerUserAccess"],
            Self::ReadOnly => &["ReadOnlyAccess"],
            Self::Billing => &["job-function/Billing"],
            Self::Custom => &[],
        };
        let arn = |name: &&str| partition.arn("iam", "", "aws", &format!("policy/{name}"));
        names.iter().map(arn).collect()
    }

    /// What it is good for, a sentence.
    pub fn explanation(self) -> &'static str {
        match self {
            Self::Administrator => {
                "May do everything in the account, as its root user nearly can. For few people."
            }
            Self::PowerUser => {
                "May use all services, but not change users, roles and the organization."
            }
            Self::ReadOnly => {
                "May look at everything and change nothing. It sees data, too, such as objects in S3."
            }
            Self::Billing => {
                "May see and change the bill, budgets and means of payment. The account must let IAM see its bill."
            }
            Self::Custom => "May do what you write or attach.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::RoleName;

    #[test]
    fn each_template_has_a_name_and_policies_of_its_partition() {
        for template in RoleTemplate::all() {
            assert!(template.suggested_name().parse::<RoleName>().is_ok());
            assert!(template.explanation().ends_with('.'));
            for partition in Partition::ALL {
                for arn in template.policy_arns(partition) {
                    assert_eq!(Partition::of_arn(&arn), Ok(partition));
                }
            }
        }
        assert_eq!(
            RoleTemplate::Billing.policy_arns(Partition::AwsUsGov),
            ["arn:aws-us-gov:iam::aws:policy/job-function/Billing"]
        );
        assert!(RoleTemplate::Custom.policy_arns(Partition::Aws).is_empty());
    }
}
