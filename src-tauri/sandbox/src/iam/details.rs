//! `GetAccountAuthorizationDetails`: users, groups, roles and policies of the account, each with all that it may do.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html>

use super::{
    Context, attach, groups,
    managed::{self, Known},
    roles, rules, tags, users, versions,
};
use crate::{
    authorize,
    state::{Iam, Permissions, Role, User},
    wire::{Refusal, form::encode, xml},
};

/// What can be asked for, with the list that it comes in.
const KINDS: [(&str, &str); 5] = [
    ("User", "UserDetailList"),
    ("Group", "GroupDetailList"),
    ("Role", "RoleDetailList"),
    ("LocalManagedPolicy", "Policies"),
    ("AWSManagedPolicy", "Policies"),
];

pub(super) fn get(context: &mut Context<'_>) -> Result<String, Refusal> {
    let filter = context.form.members("Filter", "");
    if let Some(odd) = filter
        .iter()
        .find(|asked| KINDS.iter().all(|(kind, _)| kind != asked))
    {
        return Err(rules::invalid(format!(
            "1 validation error detected: Value '[{odd}]' at 'filter' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [User, Role, Group, LocalManagedPolicy, AWSManagedPolicy]]"
        )));
    }
    let account_id = &context.caller.account_id;
    let iam = &context.account()?.iam;
    let mut entries: Vec<(String, (&str, String))> = Vec::new();
    for (place, (kind, list)) in KINDS.iter().enumerate() {
        if !filter.is_empty() && !filter.iter().any(|asked| asked == kind) {
            continue;
        }
        // Markers are ordered as the kinds are, then by name.
        let found = of_kind(kind, iam, account_id).into_iter();
        entries.extend(found.map(|(name, told)| (format!("{place}/{name}"), (*list, told))));
    }
    entries.sort();
    let (page, rest) = rules::page(context.form, entries.into_iter())?;
    let mut lists: Vec<&str> = KINDS.iter().map(|(_, list)| *list).collect();
    lists.dedup();
    let told = lists.into_iter().map(|list| {
        let of_list = page.iter().filter(|(of, _)| *of == list);
        xml::list(list, of_list.map(|(_, told)| told.clone()))
    });
    Ok(told.chain([rest]).collect())
}

/// All of a kind, by name.
fn of_kind(kind: &str, iam: &Iam, account_id: &str) -> Vec<(String, String)> {
    match kind {
        "User" => iam
            .users
            .values()
            .map(|user| (user.name.clone(), of_user(user, account_id)))
            .collect(),
        "Group" => iam
            .groups
            .values()
            .map(|group| {
                let fields = groups::fields(group, account_id);
                let held = held("GroupPolicyList", &group.permissions);
                (group.name.clone(), fields + &held)
            })
            .collect(),
        "Role" => iam
            .roles
            .values()
            .map(|role| (role.name.clone(), of_role(role, account_id)))
            .collect(),
        "LocalManagedPolicy" => iam
            .policies
            .iter()
            .map(|(arn, policy)| (arn.clone(), of_policy(iam, arn, Known::Own(policy))))
            .collect(),
        // Of AWS's policies those that are in use.
        _ => authorize::managed::all()
            .filter(|policy| iam.holders().any(|held| held.uses(policy.arn)))
            .map(|policy| {
                let told = of_policy(iam, policy.arn, Known::Aws(policy));
                (policy.arn.to_owned(), told)
            })
            .collect(),
    }
}

fn of_user(user: &User, account_id: &str) -> String {
    [
        users::fields(user, account_id),
        held("UserPolicyList", &user.permissions),
        xml::list(
            "GroupList",
            user.groups.iter().map(|name| xml::escape(name)),
        ),
        attach::told_boundary(&user.permissions),
        tags::told(&user.tags),
    ]
    .concat()
}

fn of_role(role: &Role, account_id: &str) -> String {
    [
        roles::named(role, account_id),
        xml::list("InstanceProfileList", []),
        held("RolePolicyList", &role.permissions),
        attach::told_boundary(&role.permissions),
        tags::told(&role.tags),
        roles::last_used(role),
    ]
    .concat()
}

fn of_policy(iam: &Iam, arn: &str, policy: Known<'_>) -> String {
    managed::fields(iam, arn, policy, false)
        + &xml::list("PolicyVersionList", versions::whole(policy))
}

/// What is written into a holder, and what is attached to it.
fn held(list: &str, permissions: &Permissions) -> String {
    let written = permissions.inline.iter().map(|(name, document)| {
        let document = encode(document.as_bytes());
        xml::leaf("PolicyName", name) + &xml::leaf("PolicyDocument", &document)
    });
    let attached = permissions.attached.iter().map(|arn| {
        let (_, name) = managed::path_and_name(arn);
        xml::leaf("PolicyName", name) + &xml::leaf("PolicyArn", arn)
    });
    xml::list(list, written) + &xml::list("AttachedManagedPolicies", attached)
}
