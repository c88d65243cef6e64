//! What Canopy needs to be allowed, feature by feature, and policies that allow it.
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html>

use serde::Serialize;
use serde_json::{Value, json};

use crate::{ids::AccountId, partition::Partition};

/// Something that can be done with Canopy, and the calls it takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Feature {
    /// Names it in commands: `move`.
    pub id: &'static str,
    /// What it is: `Move accounts`.
    pub title: &'static str,
    /// IAM actions, each with its service: `organizations:MoveAccount`.
    pub actions: Vec<&'static str>,
    /// Whether Canopy is of use without it.
    pub optional: bool,
}

/// Id, title and actions. All but the first are optional.
type Row = (&'static str, &'static str, &'static [&'static str]);

const FEATURES: [Row; 16] = [
    (
        "tree",
        "See the tree, tags and policies",
        &[
            "organizations:DescribeAccount",
            "organizations:DescribeOrganization",
            "organizations:DescribeOrganizationalUnit",
            "organizations:DescribePolicy",
            "organizations:ListAccounts",
            "organizations:ListAccountsForParent",
            "organizations:ListChildren",
            "organizations:ListOrganizationalUnitsForParent",
            "organizations:ListParents",
            "organizations:ListPolicies",
            "organizations:ListPoliciesForTarget",
            "organizations:ListRoots",
            "organizations:ListTagsForResource",
            "organizations:ListTargetsForPolicy",
        ],
    ),
    (
        "services",
        "See trusted services, delegated administrators and quotas",
        &[
            "organizations:ListAWSServiceAccessForOrganization",
            "organizations:ListDelegatedAdministrators",
            "organizations:ListDelegatedServicesForAccount",
            "servicequotas:ListServiceQuotas",
        ],
    ),
    (
        "units",
        "Create, rename, move and delete organizational units",
        &[
            "organizations:AttachPolicy",
            "organizations:CreateOrganizationalUnit",
            "organizations:DeleteOrganizationalUnit",
            "organizations:DetachPolicy",
            "organizations:MoveAccount",
            "organizations:TagResource",
            "organizations:UpdateOrganizationalUnit",
        ],
    ),
    (
        "move",
        "Move accounts",
        &["organizations:ListParents", "organizations:MoveAccount"],
    ),
    (
        "create",
        "Create accounts",
        &[
            "organizations:CreateAccount",
            "organizations:DescribeCreateAccountStatus",
            "organizations:ListCreateAccountStatus",
            "organizations:MoveAccount",
            "organizations:TagResource",
            "sts:AssumeRole",
        ],
    ),
    (
        "tag",
        "Tag",
        &["organizations:TagResource", "organizations:UntagResource"],
    ),
    (
        "edit",
        "Change names and addresses of accounts",
        &[
            "account:AcceptPrimaryEmailUpdate",
            "account:GetPrimaryEmail",
            "account:PutAccountName",
            "account:StartPrimaryEmailUpdate",
        ],
    ),
    (
        "contacts",
        "See and change contacts",
        &[
            "account:DeleteAlternateContact",
            "account:GetAlternateContact",
            "account:PutAlternateContact",
        ],
    ),
    (
        "regions",
        "See and change regions",
        &[
            "account:DisableRegion",
            "account:EnableRegion",
            "account:GetRegionOptStatus",
            "account:ListRegions",
        ],
    ),
    (
        "close",
        "Close and remove accounts",
        &[
            "organizations:CloseAccount",
            "organizations:ListDelegatedAdministrators",
            "organizations:ListDelegatedServicesForAccount",
            "organizations:RemoveAccountFromOrganization",
        ],
    ),
    (
        "invite",
        "Invite accounts, and move those who join",
        &[
            "organizations:CancelHandshake",
            "organizations:DescribeHandshake",
            "organizations:InviteAccountToOrganization",
            "organizations:ListHandshakesForOrganization",
            "organizations:MoveAccount",
            "organizations:TagResource",
        ],
    ),
    (
        "join",
        "Answer invitations, and leave",
        &[
            "iam:CreateServiceLinkedRole",
            "organizations:AcceptHandshake",
            "organizations:DeclineHandshake",
            "organizations:DescribeHandshake",
            "organizations:LeaveOrganization",
            "organizations:ListHandshakesForAccount",
        ],
    ),
    (
        "organization",
        "Create, complete and delete an organization",
        &[
            "iam:CreateServiceLinkedRole",
            "organizations:AcceptHandshake",
            "organizations:CreateOrganization",
            "organizations:DeleteOrganization",
            "organizations:DescribeHandshake",
            "organizations:EnableAllFeatures",
            "organizations:ListHandshakesForAccount",
        ],
    ),
    (
        "access",
        "Open consoles, get credentials, see and change roles in other accounts",
        &["sts:AssumeRole"],
    ),
    (
        "roles",
        "See and change roles in the account itself",
        &[
            "iam:AttachRolePolicy",
            "iam:CreateRole",
            "iam:DeleteRole",
            "iam:DeleteRolePolicy",
            "iam:DetachRolePolicy",
            "iam:GetPolicy",
            "iam:GetPolicyVersion",
            "iam:GetRole",
            "iam:GetRolePolicy",
            "iam:ListAttachedRolePolicies",
            "iam:ListRolePolicies",
            "iam:ListRoles",
            "iam:PutRolePolicy",
            "iam:UpdateAssumeRolePolicy",
            "iam:UpdateRole",
        ],
    ),
    (
        "check",
        "See which permissions are missing",
        &["iam:GetRole", "iam:SimulatePrincipalPolicy"],
    ),
];

/// All features, in the order in which people meet them.
pub fn features() -> Vec<Feature> {
    FEATURES
        .iter()
        .enumerate()
        .map(|(nth, (id, title, actions))| Feature {
            id,
            title,
            actions: actions.to_vec(),
            optional: nth > 0,
        })
        .collect()
}

/// A policy that allows what `features` need, for a user or role of `account`, the management account
/// mostly. A statement for each kind of resource, so that no action stands there twice; within AWS's size of
/// a managed policy with all features. Ids that are none are left out.
pub fn policy_document(features: &[&str], partition: Partition, account: &AccountId) -> String {
    let chosen = FEATURES.iter().filter(|(id, ..)| features.contains(id));
    let mut actions: Vec<&str> = chosen
        .flat_map(|(_, _, actions)| *actions)
        .copied()
        .collect();
    actions.sort_unstable();
    actions.dedup();
    let mut statements: Vec<Value> = Vec::new();
    for kind in [Kind::Any, Kind::OwnRoles, Kind::ServiceRole, Kind::AnyRole] {
        let of_kind: Vec<&str> = actions
            .iter()
            .copied()
            .filter(|action| Kind::of(action) == kind)
            .collect();
        if !of_kind.is_empty() {
            statements.push(json!({
                "Sid": kind.sid(),
                "Effect": "Allow",
                "Action": of_kind,
                "Resource": kind.resource(partition, account),
            }));
        }
    }
    let document = json!({"Version": "2012-10-17", "Statement": statements});
    format!("{document:#}")
}

/// What an action is allowed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Everything: it names nothing, or what it names is made later.
    Any,
    /// The roles of the account.
    OwnRoles,
    /// The role that Organizations makes for itself.
    ServiceRole,
    /// Roles of any account: their trust decides.
    AnyRole,
}

impl Kind {
    fn of(action: &str) -> Self {
        match action {
            "sts:AssumeRole" => Self::AnyRole,
            "iam:CreateServiceLinkedRole" => Self::ServiceRole,
            "iam:AttachRolePolicy"
            | "iam:CreateRole"
            | "iam:DeleteRole"
            | "iam:DeleteRolePolicy"
            | "iam:DetachRolePolicy"
            | "iam:PutRolePolicy"
            | "iam:UpdateAssumeRolePolicy"
            | "iam:UpdateRole" => Self::OwnRoles,
            _ => Self::Any,
        }
    }

    fn sid(self) -> &'static str {
        match self {
            Self::Any => "CanopyOrganization",
            Self::OwnRoles => "CanopyRolesOfThisAccount",
            Self::ServiceRole => "CanopyServiceRole",
            Self::AnyRole => "CanopyOtherAccounts",
        }
    }

    fn resource(self, partition: Partition, account: &AccountId) -> String {
        let service_role = "role/aws-service-role/organizations.amazonaws.com/*";
        match self {
            Self::Any => "*".to_owned(),
            Self::OwnRoles => partition.role_arn(account, "*"),
            Self::ServiceRole => partition.arn("iam", "", account.as_str(), service_role),
            Self::AnyRole => partition.arn("iam", "", "*", "role/*"),
        }
    }
}

/// The rows of the table in `docs/permissions.md`, one for each feature.
pub fn markdown_table() -> String {
    let row = |(id, title, actions): &Row| {
        let mut services: Vec<&str> = actions
            .iter()
            .filter_map(|action| action.split(':').next())
            .collect();
        services.dedup();
        let cells: Vec<String> = services
            .iter()
            .map(|service| {
                let names = actions.iter().filter_map(|action| {
                    let name = action.strip_prefix(service)?.strip_prefix(':')?;
                    Some(format!("`{name}`"))
                });
                format!("{service}: {}", names.collect::<Vec<_>>().join(" "))
            })
            .collect();
        format!("| {title} | `{id}` | {} |\n", cells.join("; "))
    };
    FEATURES.iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy_document::{DocumentKind, check};

    fn account() -> AccountId {
        "111122223333".parse().expect("an account")
    }

    fn policy(features: &[&str]) -> Value {
        let text = policy_document(features, Partition::AwsCn, &account());
        assert_eq!(check(&text, DocumentKind::Managed).len(), 0, "{text}");
        serde_json::from_str(&text).expect("JSON")
    }

    #[test]
    fn all_features_fit_into_one_policy_that_names_each_action_once() {
        let all: Vec<&str> = FEATURES.iter().map(|(id, ..)| *id).collect();
        let policy = policy(&all);
        let mut named: Vec<&str> = policy["Statement"]
            .as_array()
            .expect("statements")
            .iter()
            .flat_map(|statement| statement["Action"].as_array().expect("actions"))
            .filter_map(Value::as_str)
            .collect();
        let count = named.len();
        named.sort_unstable();
        named.dedup();
        assert_eq!(named.len(), count);
        for feature in features() {
            assert!(feature.actions.iter().all(|it| named.contains(it)));
            assert!(feature.actions.is_sorted(), "{} is in order", feature.id);
        }
    }

    #[test]
    fn a_policy_holds_what_was_chosen_on_what_it_is_for() {
        assert_eq!(
            policy(&["move", "access", "nothing"])["Statement"],
            json!([
                {
                    "Sid": "CanopyOrganization",
                    "Effect": "Allow",
                    "Action": ["organizations:ListParents", "organizations:MoveAccount"],
                    "Resource": "*",
                },
                {
                    "Sid": "CanopyOtherAccounts",
                    "Effect": "Allow",
                    "Action": ["sts:AssumeRole"],
                    "Resource": "arn:aws-cn:iam::*:role/*",
                },
            ])
        );
        let roles = policy(&["roles", "join"]);
        assert_eq!(
            roles["Statement"][1]["Resource"],
            "arn:aws-cn:iam::111122223333:role/*"
        );
        assert_eq!(
            roles["Statement"][2]["Resource"],
            "arn:aws-cn:iam::111122223333:role/aws-service-role/organizations.amazonaws.com/*"
        );
    }

    #[test]
    fn only_the_tree_is_needed() {
        let needed: Vec<&str> = features()
            .iter()
            .filter(|it| !it.optional)
            .map(|it| it.id)
            .collect();
        assert_eq!(needed, ["tree"]);
    }

    #[test]
    fn the_page_on_permissions_says_the_same() {
        let page = include_str!("../../../docs/permissions.md");
        for row in markdown_table().lines() {
            assert!(
                page.contains(row),
                "docs/permissions.md lacks the row {row}"
            );
        }
    }
}
