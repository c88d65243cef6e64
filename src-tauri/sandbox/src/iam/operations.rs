//! Which function answers which operation.

use super::{
    Context, alias, attach, details, groups,
    holder::Holder::{Group, Role, User},
    inline, keys, login, managed, mfa, password_policy, roles, simulate, summary,
    tags::{self, Tagged},
    users, versions,
};
use crate::wire::Refusal;

/// Answers a call with the inside of its result.
pub(super) type Run = fn(&mut Context<'_>) -> Result<String, Refusal>;

pub(super) fn find(operation: &str) -> Option<Run> {
    let found = of_users_and_groups(operation).or_else(|| of_roles(operation));
    found
        .or_else(|| of_policies(operation))
        .or_else(|| of_credentials(operation))
        .or_else(|| of_tags(operation))
}

fn of_users_and_groups(operation: &str) -> Option<Run> {
    Some(match operation {
        "CreateUser" => users::create,
        "DeleteUser" => users::delete,
        "GetUser" => users::get,
        "ListUsers" => users::list,
        "UpdateUser" => users::update,
        "AddUserToGroup" => groups::add_user,
        "CreateGroup" => groups::create,
        "DeleteGroup" => groups::delete,
        "GetGroup" => groups::get,
        "ListGroups" => groups::list,
        "ListGroupsForUser" => groups::list_for_user,
        "RemoveUserFromGroup" => groups::remove_user,
        "UpdateGroup" => groups::update,
        "AttachGroupPolicy" => |context| attach::attach(context, Group),
        "AttachUserPolicy" => |context| attach::attach(context, User),
        "DetachGroupPolicy" => |context| attach::detach(context, Group),
        "DetachUserPolicy" => |context| attach::detach(context, User),
        "ListAttachedGroupPolicies" => |context| attach::list(context, Group),
        "ListAttachedUserPolicies" => |context| attach::list(context, User),
        "DeleteGroupPolicy" => |context| inline::delete(context, Group),
        "DeleteUserPolicy" => |context| inline::delete(context, User),
        "GetGroupPolicy" => |context| inline::get(context, Group),
        "GetUserPolicy" => |context| inline::get(context, User),
        "ListGroupPolicies" => |context| inline::list(context, Group),
        "ListUserPolicies" => |context| inline::list(context, User),
        "PutGroupPolicy" => |context| inline::put(context, Group),
        "PutUserPolicy" => |context| inline::put(context, User),
        "DeleteUserPermissionsBoundary" => |context| attach::delete_boundary(context, User),
        "PutUserPermissionsBoundary" => |context| attach::put_boundary(context, User),
        _ => return None,
    })
}

fn of_roles(operation: &str) -> Option<Run> {
    Some(match operation {
        "CreateRole" => roles::create,
        "DeleteRole" => roles::delete,
        "GetRole" => roles::get,
        "ListRoles" => roles::list,
        "UpdateAssumeRolePolicy" => roles::update_trust,
        "UpdateRole" => roles::update,
        "AttachRolePolicy" => |context| attach::attach(context, Role),
        "DetachRolePolicy" => |context| attach::detach(context, Role),
        "ListAttachedRolePolicies" => |context| attach::list(context, Role),
        "DeleteRolePolicy" => |context| inline::delete(context, Role),
        "GetRolePolicy" => |context| inline::get(context, Role),
        "ListRolePolicies" => |context| inline::list(context, Role),
        "PutRolePolicy" => |context| inline::put(context, Role),
        "DeleteRolePermissionsBoundary" => |context| attach::delete_boundary(context, Role),
        "PutRolePermissionsBoundary" => |context| attach::put_boundary(context, Role),
        _ => return None,
    })
}

fn of_policies(operation: &str) -> Option<Run> {
    Some(match operation {
        "CreatePolicy" => managed::create,
        "DeletePolicy" => managed::delete,
        "GetPolicy" => managed::get,
        "ListPolicies" => managed::list,
        "ListEntitiesForPolicy" => attach::list_entities,
        "CreatePolicyVersion" => versions::create,
        "DeletePolicyVersion" => versions::delete,
        "GetPolicyVersion" => versions::get,
        "ListPolicyVersions" => versions::list,
        "SetDefaultPolicyVersion" => versions::set_default,
        "SimulatePrincipalPolicy" => simulate::principal_policy,
        _ => return None,
    })
}

fn of_credentials(operation: &str) -> Option<Run> {
    Some(match operation {
        "CreateAccessKey" => keys::create,
        "DeleteAccessKey" => keys::delete,
        "GetAccessKeyLastUsed" => keys::last_used,
        "ListAccessKeys" => keys::list,
        "UpdateAccessKey" => keys::update,
        "ChangePassword" => login::change_password,
        "CreateLoginProfile" => login::create,
        "DeleteLoginProfile" => login::delete,
        "GetLoginProfile" => login::get,
        "UpdateLoginProfile" => login::update,
        "DeleteAccountPasswordPolicy" => password_policy::delete,
        "GetAccountPasswordPolicy" => password_policy::get,
        "UpdateAccountPasswordPolicy" => password_policy::update,
        "CreateVirtualMFADevice" => mfa::create,
        "DeactivateMFADevice" => mfa::deactivate,
        "DeleteVirtualMFADevice" => mfa::delete,
        "EnableMFADevice" => mfa::enable,
        "GetMFADevice" => mfa::get,
        "ListMFADevices" => mfa::list,
        "ListVirtualMFADevices" => mfa::list_virtual,
        "ResyncMFADevice" => mfa::resync,
        "CreateAccountAlias" => alias::create,
        "DeleteAccountAlias" => alias::delete,
        "ListAccountAliases" => alias::list,
        "GetAccountSummary" => summary::get,
        "GetAccountAuthorizationDetails" => details::get,
        _ => return None,
    })
}

fn of_tags(operation: &str) -> Option<Run> {
    Some(match operation {
        "ListMFADeviceTags" => |context| tags::list(context, Tagged::Device),
        "ListPolicyTags" => |context| tags::list(context, Tagged::Policy),
        "ListRoleTags" => |context| tags::list(context, Tagged::Role),
        "ListUserTags" => |context| tags::list(context, Tagged::User),
        "TagMFADevice" => |context| tags::tag(context, Tagged::Device),
        "TagPolicy" => |context| tags::tag(context, Tagged::Policy),
        "TagRole" => |context| tags::tag(context, Tagged::Role),
        "TagUser" => |context| tags::tag(context, Tagged::User),
        "UntagMFADevice" => |context| tags::untag(context, Tagged::Device),
        "UntagPolicy" => |context| tags::untag(context, Tagged::Policy),
        "UntagRole" => |context| tags::untag(context, Tagged::Role),
        "UntagUser" => |context| tags::untag(context, Tagged::User),
        _ => return None,
    })
}
