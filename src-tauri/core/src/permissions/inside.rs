//! What Canopy's own role needs inside an account, for the features that work there.

/// See, create, change and delete roles.
const ROLES: &str = "iam:ListRoles iam:ListAttachedRolePolicies iam:ListRolePolicies iam:GetRole iam:CreateRole iam:UpdateRole iam:UpdateAssumeRolePolicy iam:DeleteRole iam:AttachRolePolicy iam:DetachRolePolicy iam:PutRolePolicy iam:GetRolePolicy iam:DeleteRolePolicy iam:ListInstanceProfilesForRole iam:GetPolicy iam:GetPolicyVersion iam:TagRole iam:UntagRole";

/// In the identity account itself; the accounts of its levels need what roles need.
const IDENTITY: &str = "iam:GetAccountAuthorizationDetails iam:CreateGroup iam:GetGroup iam:ListGroups iam:DeleteGroup iam:PutGroupPolicy iam:GetGroupPolicy iam:ListGroupPolicies iam:DeleteGroupPolicy iam:AttachGroupPolicy iam:DetachGroupPolicy iam:ListAttachedGroupPolicies iam:CreatePolicy iam:CreatePolicyVersion iam:ListPolicyVersions iam:DeletePolicyVersion iam:DeletePolicy iam:ListPolicies iam:CreateUser iam:GetUser iam:ListUsers iam:DeleteUser iam:AddUserToGroup iam:RemoveUserFromGroup iam:ListGroupsForUser iam:ListUserPolicies iam:GetUserPolicy iam:PutUserPolicy iam:DeleteUserPolicy iam:ListAttachedUserPolicies iam:AttachUserPolicy iam:DetachUserPolicy iam:CreateLoginProfile iam:UpdateLoginProfile iam:GetLoginProfile iam:DeleteLoginProfile iam:CreateAccessKey iam:ListAccessKeys iam:DeleteAccessKey iam:CreateVirtualMFADevice iam:EnableMFADevice iam:ListMFADevices iam:DeactivateMFADevice iam:DeleteVirtualMFADevice iam:ListSigningCertificates iam:DeleteSigningCertificate iam:ListSSHPublicKeys iam:DeleteSSHPublicKey iam:ListServiceSpecificCredentials iam:DeleteServiceSpecificCredential iam:CreateAccountAlias iam:ListAccountAliases iam:DeleteAccountAlias iam:UpdateAccountPasswordPolicy iam:GetAccountPasswordPolicy iam:DeleteAccountPasswordPolicy";

/// The actions that the role needs which Canopy assumes in the accounts that `feature` is about.
pub(super) fn actions(feature: &str) -> Vec<&'static str> {
    let lists: &[&str] = match feature {
        "access" => &[ROLES],
        "identity" => &[ROLES, IDENTITY],
        _ => &[],
    };
    lists.iter().flat_map(|list| list.split(' ')).collect()
}
