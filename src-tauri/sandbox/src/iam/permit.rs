//! Whether a caller may call an operation of IAM, and on what.
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html>

use crate::{
    authorize::{self, Caller, Obstacle, Principal, Request},
    state::{Session, SessionKind, State},
    wire::{Form, Refusal},
};

/// What an operation is about.
enum Subject {
    User,
    Group,
    Role,
    Policy,
    Device,
    /// All of a kind; AWS's refusals say so in these words.
    Every(&'static str),
    Nothing,
}

/// Operations about the managed policy that `PolicyArn` names.
const OF_POLICIES: &[&str] = &[
    "CreatePolicyVersion",
    "DeletePolicy",
    "DeletePolicyVersion",
    "GetPolicy",
    "GetPolicyVersion",
    "ListEntitiesForPolicy",
    "ListPolicyTags",
    "ListPolicyVersions",
    "SetDefaultPolicyVersion",
    "TagPolicy",
    "UntagPolicy",
];
/// Operations about a user, where none is named the one who calls.
const OF_USERS: &[&str] = &[
    "ChangePassword",
    "CreateAccessKey",
    "CreateLoginProfile",
    "DeactivateMFADevice",
    "DeleteAccessKey",
    "DeleteLoginProfile",
    "GetAccessKeyLastUsed",
    "GetLoginProfile",
    "GetMFADevice",
    "GetUser",
    "ListAccessKeys",
    "ListMFADevices",
    "UpdateAccessKey",
];
/// Operations about the device that `SerialNumber` names.
const OF_DEVICES: &[&str] = &[
    "DeleteVirtualMFADevice",
    "ListMFADeviceTags",
    "TagMFADevice",
    "UntagMFADevice",
];

impl Subject {
    fn of(operation: &str, form: &Form) -> Self {
        match operation {
            "ListUsers" => Self::Every("user"),
            "ListGroups" => Self::Every("group"),
            "ListRoles" => Self::Every("role"),
            "ListVirtualMFADevices" => Self::Every("mfa"),
            "CreatePolicy" => Self::Policy,
            "CreateVirtualMFADevice" => Self::Device,
            _ if OF_POLICIES.contains(&operation) => Self::Policy,
            _ if OF_DEVICES.contains(&operation) => Self::Device,
            // Who is put into a group is not what the call is about.
            _ if form.get("GroupName").is_some() => Self::Group,
            _ if form.get("RoleName").is_some() => Self::Role,
            _ if OF_USERS.contains(&operation) || form.get("UserName").is_some() => Self::User,
            _ => Self::Nothing,
        }
    }

    /// Its ARN. What does not exist has one, too: it says on what a caller may create.
    fn arn(&self, state: &State, caller: &Caller, operation: &str, form: &Form) -> String {
        let account = &caller.account_id;
        let iam = caller.iam(state);
        let path = form.get("Path").unwrap_or("/");
        let name = |argument: &str| form.get(argument).unwrap_or_default();
        let new = |kind: &str, name: &str| format!("arn:aws:iam::{account}:{kind}{path}{name}");
        match self {
            Self::Nothing => "*".to_owned(),
            Self::Every(kind) => format!("arn:aws:iam::{account}:{kind}/"),
            Self::Policy if operation == "CreatePolicy" => new("policy", name("PolicyName")),
            Self::Policy => name("PolicyArn").to_owned(),
            Self::Device if operation == "CreateVirtualMFADevice" => {
                new("mfa", name("VirtualMFADeviceName"))
            }
            Self::Device => form.get("SerialNumber").unwrap_or("*").to_owned(),
            Self::Group => {
                let group = iam.and_then(|iam| iam.groups.get(name("GroupName")));
                group.map_or_else(
                    || new("group", name("GroupName")),
                    |group| group.arn(account),
                )
            }
            Self::Role => {
                let role = iam.and_then(|iam| iam.roles.get(name("RoleName")));
                role.map_or_else(|| new("role", name("RoleName")), |role| role.arn(account))
            }
            Self::User => {
                let owner = || {
                    let (at, user) = state.index.key_owner(name("AccessKeyId"))?;
                    (at == account).then_some(user)
                };
                let name = match (form.get("UserName"), &caller.principal) {
                    _ if operation == "GetAccessKeyLastUsed" => owner().unwrap_or_default(),
                    (Some(name), _) => name,
                    (None, Principal::User(name)) => name,
                    (None, Principal::Role { .. } | Principal::Federated { .. }) => "",
                };
                let user = iam.and_then(|iam| iam.users.get(name));
                user.map_or_else(|| new("user", name), |user| user.arn(account))
            }
        }
    }
}

/// What `GetSessionToken` gives without MFA opens every service but this one, and so does what
/// `GetFederationToken` gives.
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html>
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html>
pub(super) fn opens_iam(caller: &Caller) -> Result<(), Refusal> {
    let of_user = |session: &&Session| !matches!(session.kind, SessionKind::Role { .. });
    if caller
        .session
        .as_ref()
        .filter(of_user)
        .is_some_and(|session| !session.mfa)
    {
        return Err(Refusal::query(
            "InvalidClientTokenId",
            403,
            "The security token included in the request is invalid",
        ));
    }
    Ok(())
}

pub(super) fn permit(
    state: &State,
    caller: &Caller,
    operation: &str,
    form: &Form,
) -> Result<(), Refusal> {
    let action = format!("iam:{operation}");
    let resource = Subject::of(operation, form).arn(state, caller, operation, form);
    let mut context = caller.context_in(state, state.now(), &caller.account_id);
    context.set_some("iam:PolicyARN", form.get("PolicyArn"));
    context.set_some("iam:PermissionsBoundary", form.get("PermissionsBoundary"));
    let request = Request {
        action: &action,
        resource: &resource,
        context: &context,
    };
    let obstacle = match authorize::allowed(state, caller, &request) {
        Ok(()) => return Ok(()),
        Err(Obstacle::Identity { explicit: false })
            if may_change_password(state, caller, &request) =>
        {
            return Ok(());
        }
        Err(obstacle) => obstacle,
    };
    let who = caller.arn(state);
    let why = obstacle.describe(&action);
    let message =
        format!("User: {who} is not authorized to perform: {action} on resource: {resource} {why}");
    Err(Refusal::query("AccessDenied", 403, message))
}

/// An account can let all its users change their own passwords, though no policy of theirs says so.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html>
fn may_change_password(state: &State, caller: &Caller, request: &Request<'_>) -> bool {
    let policy = caller
        .iam(state)
        .and_then(|iam| iam.password_policy.as_ref());
    matches!(
        request.action,
        "iam:ChangePassword" | "iam:GetAccountPasswordPolicy"
    ) && caller.user(state).is_some()
        && policy.is_some_and(|policy| policy.allow_users_to_change)
        && authorize::lacks_identity_only(state, caller, request)
}
