//! The figures, as AWS publishes them.

/// Tokens per second, and most tokens at once.
#[derive(Clone, Copy)]
pub(super) struct Limit {
    pub(super) rate: f64,
    pub(super) burst: f64,
}

const fn limit(rate: f64, burst: f64) -> Limit {
    Limit { rate, burst }
}

/// One row of AWS's table.
pub(super) struct Row {
    pub(super) operations: &'static [&'static str],
    pub(super) account: Limit,
    pub(super) organization: Option<Limit>,
}

const fn row(
    operations: &'static [&'static str],
    account: Limit,
    organization: Option<Limit>,
) -> Row {
    Row {
        operations,
        account,
        organization,
    }
}

/// APIs of one row share a bucket. What stands in none is free.
pub(super) const ROWS: &[Row] = &[
    row(&["ListAccounts"], limit(8.0, 12.0), Some(limit(9.0, 15.0))),
    row(&["ListChildren"], limit(6.0, 10.0), Some(limit(7.0, 12.0))),
    row(
        &[
            "ListParents",
            "ListAccountsForParent",
            "ListOrganizationalUnitsForParent",
        ],
        limit(5.0, 8.0),
        Some(limit(6.0, 10.0)),
    ),
    row(
        &["DescribeAccount"],
        limit(20.0, 30.0),
        Some(limit(24.0, 36.0)),
    ),
    row(
        &["DescribeOrganizationalUnit"],
        limit(2.0, 2.0),
        Some(limit(2.0, 3.0)),
    ),
    row(&["ListRoots"], limit(1.0, 2.0), Some(limit(1.0, 3.0))),
    row(
        &["ListTagsForResource"],
        limit(10.0, 15.0),
        Some(limit(12.0, 18.0)),
    ),
    row(
        &[
            "ListPolicies",
            "ListPoliciesForTarget",
            "ListTargetsForPolicy",
        ],
        limit(5.0, 8.0),
        Some(limit(6.0, 10.0)),
    ),
    row(&["DescribePolicy"], limit(2.0, 2.0), Some(limit(2.0, 3.0))),
    row(
        &[
            "ListHandshakesForAccount",
            "ListHandshakesForOrganization",
            "ListCreateAccountStatus",
            "ListDelegatedAdministrators",
        ],
        limit(5.0, 8.0),
        Some(limit(6.0, 10.0)),
    ),
    row(
        &["DescribeHandshake"],
        limit(1.0, 2.0),
        Some(limit(6.0, 10.0)),
    ),
    row(
        &["DescribeCreateAccountStatus"],
        limit(2.0, 2.0),
        Some(limit(2.0, 3.0)),
    ),
    row(
        &["DescribeOrganization", "CreateOrganizationalUnit"],
        limit(1.0, 2.0),
        None,
    ),
    row(
        &[
            "MoveAccount",
            "UpdateOrganizationalUnit",
            "DeleteOrganizationalUnit",
        ],
        limit(2.0, 3.0),
        None,
    ),
    row(&["CreateAccount"], limit(0.1, 3.0), None),
    row(&["TagResource", "UntagResource"], limit(4.0, 6.0), None),
    row(
        &[
            "AttachPolicy",
            "CreatePolicy",
            "DeletePolicy",
            "DetachPolicy",
            "UpdatePolicy",
        ],
        limit(2.0, 3.0),
        None,
    ),
    row(
        &["EnablePolicyType", "DisablePolicyType"],
        limit(1.0, 1.0),
        None,
    ),
    // Account Management; where it says nothing of a burst, that is one second's calls.
    // <https://docs.aws.amazon.com/accounts/latest/reference/quotas.html>
    row(&["GetAlternateContact"], limit(10.0, 15.0), None),
    row(&["EnableRegion"], limit(1.0, 1.0), None),
    row(&["GetPrimaryEmail"], limit(3.0, 3.0), None),
    // Three in thirty seconds, for the account that is changed.
    row(&["StartPrimaryEmailUpdate"], limit(0.1, 3.0), None),
    row(&["AcceptPrimaryEmailUpdate"], limit(0.1, 3.0), None),
    // All of STS together, for the account that calls; a region of its own has its own, which the sandbox,
    // being in one place, does not tell apart.
    // <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
    row(
        &[
            "AssumeRole",
            "GetCallerIdentity",
            "GetFederationToken",
            "GetSessionToken",
        ],
        limit(600.0, 600.0),
        None,
    ),
    row(&["InviteAccountToOrganization"], limit(3.0, 5.0), None),
    row(&["CancelHandshake"], limit(2.0, 3.0), None),
    row(&["AcceptHandshake"], limit(1.0, 2.0), Some(limit(5.0, 5.0))),
    row(
        &["DeclineHandshake"],
        limit(1.0, 1.0),
        Some(limit(5.0, 5.0)),
    ),
    row(&["CloseAccount"], limit(0.05, 1.0), None),
    row(&["RemoveAccountFromOrganization"], limit(2.0, 2.0), None),
    row(&["LeaveOrganization"], limit(1.0, 1.0), None),
    row(
        // The table calls the last one EnableFullControl.
        &[
            "CreateOrganization",
            "DeleteOrganization",
            "EnableAllFeatures",
        ],
        limit(1.0, 1.0),
        None,
    ),
    row(
        &["EnableAWSServiceAccess", "DisableAWSServiceAccess"],
        limit(1.0, 2.0),
        None,
    ),
    row(
        &[
            "RegisterDelegatedAdministrator",
            "DeregisterDelegatedAdministrator",
        ],
        limit(1.0, 2.0),
        None,
    ),
    row(
        &[
            "ListAWSServiceAccessForOrganization",
            "ListDelegatedServicesForAccount",
        ],
        limit(1.0, 3.0),
        Some(limit(1.0, 4.0)),
    ),
    // AWS says that IAM has token buckets, and not how large they are. So much is assumed of one account,
    // all calls that read together, and all that change something.
    // <https://repost.aws/knowledge-center/iam-sts-throttling-error>
    row(&[IAM_READS], limit(20.0, 40.0), None),
    row(&[IAM_CHANGES], limit(10.0, 20.0), None),
    // Twenty calls a second, whatever they are. <https://docs.aws.amazon.com/singlesignon/latest/userguide/limits.html>
    row(&[IDENTITY_CENTER], limit(20.0, 20.0), None),
];

pub(super) const IAM_READS: &str = "iam:reads";
pub(super) const IAM_CHANGES: &str = "iam:changes";
pub(super) const IDENTITY_CENTER: &str = "sso:all";
