//! The permissions that the caller needs for each of Canopy's features. Names as in the Service
//! Authorization Reference; docs/permissions.md tells the same to people.
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html>

mod inside;

use serde::Serialize;
use serde_json::json;

use crate::{ids::AccountId, partition::Partition};

/// Something that Canopy does, and what the caller must be allowed for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Feature {
    /// A word for it: `tree`.
    pub id: &'static str,
    /// What it is, as one would ask for it.
    pub title: &'static str,
    /// IAM actions of the caller itself; what happens inside a member account is its role's.
    pub actions: Vec<&'static str>,
    /// IAM actions of the role that Canopy assumes in other accounts for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inside: Vec<&'static str>,
    /// Whether Canopy is of use without it.
    pub optional: bool,
}

/// A feature's id and title, whether it is optional, its actions with spaces between.
type Line = (&'static str, &'static str, bool, &'static str);

const FEATURES: [Line; 26] = [
    (
        "tree",
        "See the tree",
        false,
        "organizations:DescribeOrganization organizations:ListRoots organizations:ListAccounts organizations:ListOrganizationalUnitsForParent organizations:ListChildren organizations:ListAccountsForParent organizations:DescribeOrganizationalUnit organizations:DescribeAccount",
    ),
    (
        "tags",
        "See and change tags",
        true,
        "organizations:ListTagsForResource organizations:TagResource organizations:UntagResource",
    ),
    (
        "policies",
        "See policies, and what a move changes",
        true,
        "organizations:ListRoots organizations:ListPolicies organizations:ListTargetsForPolicy organizations:ListPoliciesForTarget organizations:DescribePolicy",
    ),
    (
        "details",
        "See trusted services, delegated administrators and the quota",
        true,
        "organizations:ListAWSServiceAccessForOrganization organizations:ListDelegatedAdministrators organizations:ListDelegatedServicesForAccount servicequotas:ListServiceQuotas",
    ),
    (
        "ous",
        "Create, rename and delete organizational units",
        true,
        "organizations:CreateOrganizationalUnit organizations:UpdateOrganizationalUnit organizations:DeleteOrganizationalUnit",
    ),
    (
        "move-ou",
        "Move an organizational unit",
        true,
        "organizations:CreateOrganizationalUnit organizations:DeleteOrganizationalUnit organizations:MoveAccount organizations:TagResource organizations:ListTagsForResource organizations:ListPoliciesForTarget organizations:AttachPolicy organizations:DetachPolicy",
    ),
    (
        "move",
        "Move accounts",
        true,
        "organizations:MoveAccount organizations:ListParents",
    ),
    (
        "create-account",
        "Create accounts",
        true,
        "organizations:CreateAccount organizations:DescribeCreateAccountStatus organizations:ListCreateAccountStatus organizations:TagResource organizations:MoveAccount sts:AssumeRole",
    ),
    (
        "rename-account",
        "Rename accounts",
        true,
        "account:PutAccountName organizations:DescribeAccount",
    ),
    (
        "email",
        "Change an account's address",
        true,
        "account:StartPrimaryEmailUpdate account:AcceptPrimaryEmailUpdate account:GetPrimaryEmail",
    ),
    (
        "contacts",
        "See and change contacts",
        true,
        "account:GetAlternateContact account:PutAlternateContact account:DeleteAlternateContact",
    ),
    (
        "regions",
        "See and change regions",
        true,
        "account:ListRegions account:GetRegionOptStatus account:EnableRegion account:DisableRegion",
    ),
    (
        "remove-account",
        "Remove accounts",
        true,
        "organizations:RemoveAccountFromOrganization organizations:ListDelegatedServicesForAccount organizations:ListDelegatedAdministrators",
    ),
    (
        "close-account",
        "Close accounts",
        true,
        "organizations:CloseAccount organizations:DescribeAccount organizations:ListDelegatedServicesForAccount organizations:ListDelegatedAdministrators",
    ),
    (
        "invite",
        "Invite accounts, and move who has joined",
        true,
        "organizations:InviteAccountToOrganization organizations:CancelHandshake organizations:ListHandshakesForOrganization organizations:DescribeHandshake organizations:ListAccounts organizations:MoveAccount organizations:TagResource",
    ),
    (
        "answer",
        "Answer an invitation",
        true,
        "organizations:ListHandshakesForAccount organizations:DescribeHandshake organizations:AcceptHandshake organizations:DeclineHandshake iam:CreateServiceLinkedRole",
    ),
    (
        "organization",
        "Create an organization, turn all features on, delete it",
        true,
        "organizations:CreateOrganization organizations:DescribeOrganization iam:CreateServiceLinkedRole organizations:EnableAllFeatures organizations:AcceptHandshake organizations:DescribeHandshake organizations:ListHandshakesForOrganization organizations:DeleteOrganization",
    ),
    (
        "leave",
        "Leave an organization",
        true,
        "organizations:LeaveOrganization organizations:DescribeOrganization",
    ),
    (
        "access",
        "Open consoles, and see and change roles in accounts",
        true,
        "sts:AssumeRole",
    ),
    (
        "identity",
        "Set up, prove and remove the identity account",
        true,
        "sts:AssumeRole",
    ),
    (
        "identity-center",
        "See permission sets of IAM Identity Center, and who is assigned them",
        true,
        "sso:ListInstances sso:ListPermissionSets sso:DescribePermissionSet sso:ListManagedPoliciesInPermissionSet sso:ListCustomerManagedPolicyReferencesInPermissionSet sso:GetInlinePolicyForPermissionSet sso:GetPermissionsBoundaryForPermissionSet sso:ListAccountsForProvisionedPermissionSet sso:ListAccountAssignments identitystore:DescribeUser identitystore:DescribeGroup organizations:ListAWSServiceAccessForOrganization",
    ),
    (
        "billing",
        "See the bill",
        true,
        "ce:GetCostAndUsage ce:GetCostForecast organizations:ListInboundResponsibilityTransfers organizations:ListOutboundResponsibilityTransfers",
    ),
    ("budgets", "See budgets", true, "budgets:ViewBudget"),
    (
        "anomalies",
        "See anomalies of costs",
        true,
        "ce:GetAnomalies ce:GetAnomalyMonitors",
    ),
    (
        "sharing",
        "See how discounts are shared",
        true,
        "billing:GetBillingPreferences",
    ),
    (
        "check",
        "Check these permissions",
        true,
        "iam:SimulatePrincipalPolicy iam:GetRole",
    ),
];

/// Everything that Canopy does with the caller's own permissions.
pub fn features() -> Vec<Feature> {
    FEATURES
        .iter()
        .map(|(id, title, optional, actions)| Feature {
            id,
            title,
            actions: actions.split(' ').collect(),
            inside: inside::actions(id),
            optional: *optional,
        })
        .collect()
}

/// An IAM policy that allows what these features need, a statement each. Roles are assumed in every
/// account, and the caller may simulate and read only what is in its own, `account`.
pub fn policy_document(features: &[&str], partition: Partition, account: &AccountId) -> String {
    let statements: Vec<serde_json::Value> = self::features()
        .into_iter()
        .filter(|feature| features.contains(&feature.id))
        .map(|feature| {
            let partition = partition.id();
            let resource = match feature.id {
                "access" | "identity" => format!("arn:{partition}:iam::*:role/*"),
                "check" => format!("arn:{partition}:iam::{account}:*"),
                _ => "*".to_owned(),
            };
            json!({
                "Sid": sid(feature.id),
                "Effect": "Allow",
                "Action": feature.actions,
                "Resource": resource,
            })
        })
        .collect();
    let document = json!({"Version": "2012-10-17", "Statement": statements});
    // Made of strings only, it always becomes text.
    serde_json::to_string_pretty(&document).unwrap_or_default()
}

/// `create-account` as `CanopyCreateAccount`: a Sid has letters and digits only.
fn sid(id: &str) -> String {
    let words = id.split('-').map(|word| {
        let (first, rest) = word.split_at(1);
        format!("{}{rest}", first.to_uppercase())
    });
    format!("Canopy{}", words.collect::<String>())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::policy_document::{DocumentKind, check};

    /// What people are told.
    const PAGE: &str = include_str!("../../../docs/permissions.md");

    #[test]
    fn the_policy_is_one_that_iam_accepts() {
        let all: Vec<&str> = features().iter().map(|feature| feature.id).collect();
        let account = "111122223333".parse().expect("an account");
        let text = policy_document(&all, Partition::AwsCn, &account);
        assert_eq!(check(&text, DocumentKind::Managed), []);
        assert!(text.contains("arn:aws-cn:iam::*:role/*"), "{text}");
        let one = policy_document(&["move"], Partition::Aws, &account);
        assert!(
            one.contains("CanopyMove") && !one.contains("CreateAccount"),
            "{one}"
        );
    }

    /// The actions that a row of the page names, without their service.
    fn row(title: &str) -> BTreeSet<&'static str> {
        let mut lines = PAGE.lines();
        let line = lines.find(|line| line.starts_with(&format!("| {title} |")));
        let words = line.expect("a row").split('`').skip(1).step_by(2);
        words
            .map(|it| it.rsplit(':').next().unwrap_or(it))
            .collect()
    }

    #[test]
    fn the_rows_on_roles_and_on_the_identity_account_name_what_is_needed_inside_and_no_more() {
        let inside = |id: &str| -> BTreeSet<&str> {
            let feature = features().into_iter().find(|feature| feature.id == id);
            let actions = feature.expect("a feature").inside;
            actions
                .into_iter()
                .filter_map(|action| action.strip_prefix("iam:"))
                .collect()
        };
        let roles: BTreeSet<&str> = row("see roles")
            .union(&row("create, change and delete roles"))
            .copied()
            .filter(|it| *it != "AssumeRole")
            .collect();
        assert_eq!(roles, inside("access"));
        let identity = row("set up, prove and remove the identity account");
        let identity: BTreeSet<&str> = identity
            .union(&roles)
            .copied()
            .filter(|it| *it != "AssumeRole")
            .collect();
        assert_eq!(identity, inside("identity"));
    }

    #[test]
    fn the_page_for_people_names_every_action() {
        for feature in features() {
            for action in feature.actions {
                let (_, name) = action.split_once(':').expect("a service and a name");
                assert!(
                    PAGE.contains(name),
                    "docs/permissions.md does not name {action}"
                );
            }
        }
    }
}
