//! AWS's token buckets for the Organizations APIs, per calling account.
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>

/// A token bucket: so many at once, then so many a second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bucket {
    /// Tokens that come back per second.
    pub rate: f64,
    /// Tokens it holds when full.
    pub burst: f64,
}

impl Bucket {
    /// The least time for `calls` calls from a full bucket, in seconds.
    pub fn seconds(self, calls: usize) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "calls are far below 2^52")]
        let calls = calls as f64;
        ((calls - self.burst) / self.rate).max(0.0)
    }
}

/// Rows of services that publish no buckets. IAM tells none, and each account has its own: Canopy stays at
/// 10 writes and 100 reads a second over all accounts together. STS lets an account make 600 calls a second,
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>: Canopy takes a third of them.
const IAM_WRITE: &str = "iam:write";
const IAM_READ: &str = "iam:read";
const STS: &str = "sts:call";
/// IAM Identity Center takes 20 calls a second, of all its operations together.
/// <https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html>
const IDENTITY_CENTER: &str = "sso:call";

/// The row of a call to IAM, STS or Identity Center: named with its service, as calls are, or as steps are, without.
fn elsewhere(operation: &str) -> Option<&'static str> {
    const READS: [&str; 3] = ["Get", "List", "Simulate"];
    if let Some(call) = operation.strip_prefix("iam:") {
        let reads = READS.iter().any(|it| call.starts_with(it)) || call == "read";
        return Some(if reads { IAM_READ } else { IAM_WRITE });
    }
    if operation.starts_with("sts:") || operation == "AssumeRole" {
        return Some(STS);
    }
    if operation.starts_with("sso:") || operation.starts_with("identitystore:") {
        return Some(IDENTITY_CENTER);
    }
    let of_iam = matches!(
        operation,
        "CreateRole"
            | "DeleteRole"
            | "UpdateAssumeRolePolicy"
            | "UpdateRole"
            | "TagRole"
            | "UntagRole"
            | "AttachRolePolicy"
            | "DetachRolePolicy"
            | "PutRolePolicy"
            | "DeleteRolePolicy"
            | "CreateGroup"
            | "DeleteGroup"
            | "PutGroupPolicy"
            | "DeleteGroupPolicy"
            | "AttachGroupPolicy"
            | "DetachGroupPolicy"
            | "PutUserPolicy"
            | "DeleteUserPolicy"
            | "AttachUserPolicy"
            | "DetachUserPolicy"
            | "CreatePolicyVersion"
            | "CreateUser"
            | "DeleteUser"
            | "CreateLoginProfile"
            | "UpdateLoginProfile"
            | "AddUserToGroup"
            | "RemoveUserFromGroup"
            | "CreateAccountAlias"
            | "DeleteAccountAlias"
            | "UpdateAccountPasswordPolicy"
            | "DeleteAccountPasswordPolicy"
    );
    of_iam.then_some(IAM_WRITE)
}

/// The bucket of `operation`. An operation AWS does not list gets a careful one.
pub fn bucket(operation: &str) -> Bucket {
    let (rate, burst) = match elsewhere(operation).unwrap_or(operation) {
        IAM_WRITE => (10.0, 5.0),
        IAM_READ => (100.0, 100.0),
        STS => (200.0, 200.0),
        IDENTITY_CENTER => (20.0, 20.0),
        "ListAccounts" => (8.0, 12.0),
        "ListChildren" => (6.0, 10.0),
        "DescribeAccount" => (20.0, 30.0),
        // Of the Account API AWS publishes some: <https://docs.aws.amazon.com/accounts/latest/reference/quotas.html>
        "ListTagsForResource" | "GetAlternateContact" => (10.0, 15.0),
        "ListParents"
        | "ListAccountsForParent"
        | "ListOrganizationalUnitsForParent"
        | "ListPolicies"
        | "ListPoliciesForTarget"
        | "ListTargetsForPolicy"
        | "ListHandshakesForAccount"
        | "ListHandshakesForOrganization"
        | "ListCreateAccountStatus"
        | "ListDelegatedAdministrators" => (5.0, 8.0),
        "DescribeOrganizationalUnit"
        | "DescribePolicy"
        | "DescribeCreateAccountStatus"
        | "RemoveAccountFromOrganization" => (2.0, 2.0),
        "ListRoots"
        | "DescribeOrganization"
        | "CreateOrganizationalUnit"
        | "DescribeHandshake"
        | "AcceptHandshake"
        | "EnableAWSServiceAccess"
        | "DisableAWSServiceAccess"
        | "RegisterDelegatedAdministrator"
        | "DeregisterDelegatedAdministrator" => (1.0, 2.0),
        "MoveAccount"
        | "UpdateOrganizationalUnit"
        | "DeleteOrganizationalUnit"
        | "CancelHandshake"
        | "CreatePolicy"
        | "DeletePolicy"
        | "AttachPolicy"
        | "DetachPolicy"
        | "UpdatePolicy" => (2.0, 3.0),
        "InviteAccountToOrganization" => (3.0, 5.0),
        "TagResource" | "UntagResource" => (4.0, 6.0),
        "CreateAccount" | "CreateGovCloudAccount" | "StartPrimaryEmailUpdate" => (0.1, 3.0),
        "CloseAccount" => (0.05, 1.0),
        "ListAWSServiceAccessForOrganization" | "ListDelegatedServicesForAccount" => (1.0, 3.0),
        _ => (1.0, 1.0),
    };
    Bucket { rate, burst }
}

/// The row of AWS's table that `operation` stands in, named by its first operation. AWS does not say
/// whether the operations of one row share a bucket; Canopy spends as if they did.
pub fn row(operation: &'static str) -> &'static str {
    match elsewhere(operation).unwrap_or(operation) {
        "ListAccountsForParent" | "ListOrganizationalUnitsForParent" => "ListParents",
        "ListPoliciesForTarget" | "ListTargetsForPolicy" => "ListPolicies",
        "ListHandshakesForOrganization"
        | "ListCreateAccountStatus"
        | "ListDelegatedAdministrators" => "ListHandshakesForAccount",
        "CreateOrganizationalUnit" => "DescribeOrganization",
        "UpdateOrganizationalUnit" | "DeleteOrganizationalUnit" => "MoveAccount",
        "DeletePolicy" | "AttachPolicy" | "DetachPolicy" | "UpdatePolicy" => "CreatePolicy",
        "UntagResource" => "TagResource",
        "CreateGovCloudAccount" => "CreateAccount",
        "DisableAWSServiceAccess"
        | "RegisterDelegatedAdministrator"
        | "DeregisterDelegatedAdministrator" => "EnableAWSServiceAccess",
        "ListDelegatedServicesForAccount" => "ListAWSServiceAccessForOrganization",
        alone => alone,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_moves_take_forty_nine_seconds() {
        assert!((bucket("MoveAccount").seconds(100) - 48.5).abs() < 1e-9);
        assert!(
            bucket("MoveAccount").seconds(3).abs() < 1e-9,
            "a burst is free"
        );
    }

    #[test]
    fn calls_and_steps_of_iam_share_their_rows() {
        assert_eq!(row("iam:CreateRole"), row("CreateRole"));
        assert_eq!(row("iam:CreatePolicy"), row("AddUserToGroup"));
        assert_eq!(row("iam:GetRole"), row("iam:ListUsers"));
        assert_eq!(row("AssumeRole"), row("sts:GetSessionToken"));
        assert_eq!(bucket(row("iam:GetRole")), bucket("iam:ListUsers"));
        assert_eq!(bucket(row("CreateRole")), bucket("iam:PutRolePolicy"));
        assert_eq!(row("CreatePolicy"), "CreatePolicy", "of Organizations");
    }

    #[test]
    fn identity_center_and_its_directory_share_twenty_calls_a_second() {
        let row = row("sso:ListAccountAssignments");
        assert_eq!(row, super::row("identitystore:DescribeUser"));
        assert!((bucket(row).seconds(1020) - 50.0).abs() < 1e-9);
    }
}
