//! What people may do for themselves: their own password and MFA, and nothing else before they signed in
//! with MFA.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_my-sec-creds-self-manage.html>

use serde_json::json;

use crate::{
    identity::{PATH, spec::IdentitySpec},
    partition::Partition,
};

/// The policy that every group gets.
pub fn self_service_policy(spec: &IdentitySpec, partition: Partition) -> String {
    // The account's number may not be known yet, and a user's policy reaches no other account.
    let arn = |resource: &str| partition.arn("iam", "", "*", resource);
    let user = arn(&format!("user{PATH}${{aws:username}}"));
    let mut statements = vec![
        json!({
            "Sid": "SeeTheAccount",
            "Effect": "Allow",
            "Action": [
                "iam:GetAccountPasswordPolicy",
                "iam:GetAccountSummary",
                "iam:ListAccountAliases",
                "iam:ListVirtualMFADevices",
            ],
            "Resource": "*",
        }),
        json!({
            "Sid": "OwnPassword",
            "Effect": "Allow",
            "Action": ["iam:ChangePassword", "iam:GetLoginProfile", "iam:GetUser"],
            "Resource": user,
        }),
        json!({
            "Sid": "OwnMfaDevice",
            "Effect": "Allow",
            "Action": "iam:CreateVirtualMFADevice",
            "Resource": arn("mfa/*"),
        }),
        json!({
            // One that is named after its user; others' devices are others'.
            "Sid": "OwnOldMfaDevice",
            "Effect": "Allow",
            "Action": "iam:DeleteVirtualMFADevice",
            "Resource": arn("mfa/${aws:username}"),
        }),
        json!({
            "Sid": "OwnMfa",
            "Effect": "Allow",
            "Action": [
                "iam:DeactivateMFADevice",
                "iam:EnableMFADevice",
                "iam:GetMFADevice",
                "iam:ListMFADevices",
                "iam:ResyncMFADevice",
            ],
            "Resource": user,
        }),
    ];
    if spec.own_access_keys {
        statements.push(json!({
            "Sid": "OwnAccessKeys",
            "Effect": "Allow",
            "Action": [
                "iam:CreateAccessKey",
                "iam:DeleteAccessKey",
                "iam:GetAccessKeyLastUsed",
                "iam:ListAccessKeys",
                "iam:UpdateAccessKey",
            ],
            "Resource": user,
        }));
    }
    // What gets somebody to MFA: the password that must be changed first, then the device. Taking a device
    // away and deleting one are not among it, or a password alone could get rid of MFA.
    let mut before_mfa = vec![
        "iam:ChangePassword",
        "iam:CreateVirtualMFADevice",
        "iam:EnableMFADevice",
        "iam:GetAccountPasswordPolicy",
        "iam:GetAccountSummary",
        "iam:GetLoginProfile",
        "iam:GetMFADevice",
        "iam:GetUser",
        "iam:ListMFADevices",
        "iam:ListVirtualMFADevices",
        "iam:ResyncMFADevice",
        "sts:GetSessionToken",
    ];
    if without_mfa(spec) {
        before_mfa.push("sts:AssumeRole");
    }
    statements.push(json!({
        "Sid": "NothingElseWithoutMfa",
        "Effect": "Deny",
        "NotAction": before_mfa,
        "Resource": "*",
        "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}},
    }));
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

/// Whether some level can be reached without MFA; its role's trust policy decides then.
fn without_mfa(spec: &IdentitySpec) -> bool {
    spec.levels.iter().any(|level| !level.mfa)
}

pub(super) fn words(spec: &IdentitySpec) -> String {
    let keys = if spec.own_access_keys {
        ", MFA and access keys"
    } else {
        " and MFA"
    };
    let except = if without_mfa(spec) {
        " but switch to roles that ask for none"
    } else {
        ""
    };
    format!(
        "Lets people look after their own password{keys}, and denies everything else until they have signed in with MFA{except}."
    )
}
