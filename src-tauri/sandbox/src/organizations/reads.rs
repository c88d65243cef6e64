//! The operations that read the tree: roots, OUs, accounts, children and parents.

use serde_json::{Map, Value, json};

use super::{Context, closing, pages::Page, rules, view};
use crate::{
    state::Organization,
    wire::{Input, Refusal},
};

/// `{name: entries, "NextToken": …}`.
pub(super) fn paged(name: &str, (entries, token): (Vec<Value>, Option<String>)) -> Value {
    let mut reply = Map::new();
    reply.insert(name.to_owned(), Value::Array(entries));
    if let Some(token) = token {
        reply.insert("NextToken".to_owned(), token.into());
    }
    Value::Object(reply)
}

pub(super) fn describe_organization(
    context: &mut Context<'_>,
    _: Input<'_>,
) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let management = context
        .state
        .accounts
        .get(&organization.management_account_id);
    Ok(json!({ "Organization": {
        "Id": organization.id,
        "Arn": organization.organization_arn(),
        "FeatureSet": organization.feature_set,
        "MasterAccountArn": organization.account_arn(&organization.management_account_id),
        "MasterAccountId": organization.management_account_id,
        "MasterAccountEmail": management.map(|account| account.email.as_str()),
        "AvailablePolicyTypes": view::policy_types(organization),
    }}))
}

pub(super) fn list_roots(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let page = Page::of(input, "ListRoots")?;
    let organization = context.organization()?;
    let root = &organization.root;
    let rest = std::iter::once((root.id.as_str(), view::root(organization)))
        .filter(|(id, _)| page.is_ahead(id));
    Ok(paged("Roots", page.take(rest)))
}

pub(super) fn list_accounts(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let page = Page::of(input, "ListAccounts")?;
    let organization = context.organization()?;
    let members = context.state.index.members(&organization.id);
    let rest = members
        .range::<str, _>(page.start())
        .filter_map(|id| context.state.accounts.get(id))
        .map(|account| (account.id.as_str(), account));
    let (accounts, token) = page.take(rest);
    let accounts = accounts
        .into_iter()
        .map(|account| view::account(organization, account))
        .collect();
    Ok(paged("Accounts", (accounts, token)))
}

/// The `ParentId` of a call, which must be a root or an OU of the organization.
fn parent<'a>(organization: &Organization, input: Input<'a>) -> Result<&'a str, Refusal> {
    let id = input.required("ParentId", rules::PARENT_ID)?;
    if organization.has_parent(id) {
        Ok(id)
    } else {
        Err(parent_not_found())
    }
}

pub(super) fn parent_not_found() -> Refusal {
    Refusal::organizations(
        "ParentNotFoundException",
        "You specified a root or organizational unit (OU) that doesn't exist.",
    )
}

pub(super) fn list_accounts_for_parent(
    context: &mut Context<'_>,
    input: Input<'_>,
) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let parent_id = parent(organization, input)?;
    let page = Page::of(input, format!("ListAccountsForParent {parent_id}"))?;
    let rest = context
        .state
        .index
        .children(parent_id)
        .accounts
        .range::<str, _>(page.start())
        .filter_map(|id| context.state.accounts.get(id))
        .map(|account| (account.id.as_str(), account));
    let (accounts, token) = page.take(rest);
    let accounts = accounts
        .into_iter()
        .map(|account| view::account(organization, account))
        .collect();
    Ok(paged("Accounts", (accounts, token)))
}

pub(super) fn list_ous_for_parent(
    context: &mut Context<'_>,
    input: Input<'_>,
) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let parent_id = parent(organization, input)?;
    let page = Page::of(
        input,
        format!("ListOrganizationalUnitsForParent {parent_id}"),
    )?;
    let rest = context
        .state
        .index
        .children(parent_id)
        .ous
        .range::<str, _>(page.start())
        .filter_map(|id| organization.ous.get(id))
        .map(|ou| (ou.id.as_str(), view::ou(organization, ou)));
    Ok(paged("OrganizationalUnits", page.take(rest)))
}

pub(super) fn list_children(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let kind = input
        .choice(
            "ChildType",
            "INVALID_ENUM",
            &["ACCOUNT", "ORGANIZATIONAL_UNIT"],
        )?
        .ok_or_else(|| crate::wire::input::missing("ChildType"))?;
    let parent_id = parent(organization, input)?;
    let page = Page::of(input, format!("ListChildren {kind} {parent_id}"))?;
    let children = context.state.index.children(parent_id);
    let ids = if kind == "ACCOUNT" {
        &children.accounts
    } else {
        &children.ous
    };
    let rest = ids
        .range::<str, _>(page.start())
        .map(|id| (id.as_str(), json!({ "Id": id, "Type": kind })));
    Ok(paged("Children", page.take(rest)))
}

pub(super) fn list_parents(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let child_id = input.required("ChildId", rules::CHILD_ID)?;
    let page = Page::of(input, format!("ListParents {child_id}"))?;
    let of_account = context
        .state
        .member(&organization.id, child_id)
        .and_then(|account| account.membership.as_ref())
        .map(|membership| membership.parent_id.as_str());
    let of_ou = organization
        .ous
        .get(child_id)
        .map(|ou| ou.parent_id.as_str());
    let parent_id = of_account.or(of_ou).ok_or_else(|| {
        Refusal::organizations(
            "ChildNotFoundException",
            "You specified an organizational unit (OU) or AWS account that doesn't exist.",
        )
    })?;
    let kind = if parent_id == organization.root.id {
        "ROOT"
    } else {
        "ORGANIZATIONAL_UNIT"
    };
    let rest = std::iter::once((parent_id, json!({ "Id": parent_id, "Type": kind })))
        .filter(|(id, _)| page.is_ahead(id));
    Ok(paged("Parents", page.take(rest)))
}

pub(super) fn account_not_found() -> Refusal {
    Refusal::organizations(
        "AccountNotFoundException",
        "You specified an account that doesn't exist, or that isn't a member of your organization.",
    )
}

pub(super) fn ou_not_found() -> Refusal {
    Refusal::organizations(
        "OrganizationalUnitNotFoundException",
        "You specified an organizational unit that doesn't exist.",
    )
}

pub(super) fn describe_account(
    context: &mut Context<'_>,
    input: Input<'_>,
) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let id = input.required("AccountId", rules::ACCOUNT_ID)?;
    let account = context
        .state
        .member(&organization.id, id)
        .ok_or_else(account_not_found)?;
    let shown = view::account(organization, account);
    closing::described(context.state, id);
    Ok(json!({ "Account": shown }))
}

pub(super) fn describe_ou(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let organization = context.organization()?;
    let id = input.required("OrganizationalUnitId", rules::OU_ID)?;
    let ou = organization.ous.get(id).ok_or_else(ou_not_found)?;
    Ok(json!({ "OrganizationalUnit": view::ou(organization, ou) }))
}
