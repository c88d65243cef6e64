//! `identitystore`, as far as it is read: people, groups, and who is in which.
//! <https://docs.aws.amazon.com/singlesignon/latest/IdentityStoreAPIReference/welcome.html>

use serde_json::{Value, json};

use super::{
    admin::{Asked, denied, invalid, not_found, since, store_id},
    directory::{self, GROUPS, PEOPLE, Person},
};
use crate::{authorize::Caller, state::State, wire::Refusal};

/// Answers one call.
pub(crate) fn answer(
    state: &State,
    caller: &Caller,
    operation: &str,
    arguments: &Value,
) -> Result<Value, Refusal> {
    let asked = Asked {
        state,
        caller,
        arguments,
    };
    let run: fn(&Asked<'_>) -> Result<Value, Refusal> = match operation {
        "ListUsers" => users,
        "DescribeUser" => |asked| Ok(shown(asked, user(asked)?)),
        "ListGroups" => groups,
        "DescribeGroup" => |asked| Ok(shown_group(asked, group(asked)?)),
        "ListGroupMemberships" => memberships,
        "ListGroupMembershipsForMember" => memberships_of,
        _ => return Err(Refusal::json("UnknownOperationException", 400, "")),
    };
    asked.permit(&format!("identitystore:{operation}"))?;
    store(&asked)?;
    run(&asked)
}

/// Whether `IdentityStoreId` names the organization's directory.
fn store(asked: &Asked<'_>) -> Result<(), Refusal> {
    let id = asked.required("IdentityStoreId")?;
    if !id.starts_with("d-") || id.len() != 12 {
        return Err(invalid("IdentityStoreId is not valid."));
    }
    let organization = asked
        .manages()
        .map_err(|_| denied("You do not have access to this identity store."))?;
    if id == store_id(organization) {
        return Ok(());
    }
    Err(not_found("There is no such identity store."))
}

fn store_of(asked: &Asked<'_>) -> Value {
    asked.arguments["IdentityStoreId"].clone()
}

fn arn(kind: &str, id: &str) -> String {
    format!("arn:aws:identitystore:::{kind}/{id}")
}

fn shown(asked: &Asked<'_>, person: &Person) -> Value {
    let id = directory::uuid("user", person.user_name);
    let full = format!("{} {}", person.given_name, person.family_name);
    let email = format!("{}@northwind.example.com", person.user_name);
    json!({
        "IdentityStoreId": store_of(asked),
        "UserId": id,
        "UserArn": arn("user", &id),
        "Revision": "1",
        "UserName": person.user_name,
        "DisplayName": full,
        "Name": {"GivenName": person.given_name, "FamilyName": person.family_name, "Formatted": full},
        "Emails": [{"Value": email, "Type": "work", "Primary": true}],
        "UserStatus": "ENABLED",
        "CreatedAt": since(),
    })
}

fn shown_group(asked: &Asked<'_>, (name, description): (&str, &str)) -> Value {
    let id = directory::uuid("group", name);
    json!({
        "IdentityStoreId": store_of(asked),
        "GroupId": id,
        "GroupArn": arn("group", &id),
        "Revision": "1",
        "DisplayName": name,
        "Description": description,
        "CreatedAt": since(),
    })
}

/// What a list is narrowed to: the one value that one attribute must have.
fn filter<'a>(asked: &Asked<'a>, attribute: &str) -> Result<Option<&'a str>, Refusal> {
    let filters = asked.arguments.get("Filters").and_then(Value::as_array);
    match filters.map(Vec::as_slice) {
        None | Some([]) => Ok(None),
        Some([one]) if one["AttributePath"] == attribute => one["AttributeValue"]
            .as_str()
            .map(Some)
            .ok_or_else(|| invalid("AttributeValue is required.")),
        Some(_) => Err(invalid(format!("Only {attribute} can be filtered by."))),
    }
}

fn users(asked: &Asked<'_>) -> Result<Value, Refusal> {
    let only = filter(asked, "UserName")?;
    let people = PEOPLE.iter();
    let people = people.filter(|person| only.is_none_or(|only| person.user_name == only));
    asked.page("Users", people.map(|person| shown(asked, person)).collect())
}

fn groups(asked: &Asked<'_>) -> Result<Value, Refusal> {
    let only = filter(asked, "DisplayName")?;
    let groups = GROUPS.into_iter();
    let groups = groups.filter(|(name, _)| only.is_none_or(|only| *name == only));
    asked.page(
        "Groups",
        groups.map(|group| shown_group(asked, group)).collect(),
    )
}

fn user(asked: &Asked<'_>) -> Result<&'static Person, Refusal> {
    person(asked.required("UserId")?)
}

fn person(id: &str) -> Result<&'static Person, Refusal> {
    let mut people = PEOPLE.iter();
    let person = people.find(|person| directory::uuid("user", person.user_name) == id);
    person.ok_or_else(|| not_found("USER not found."))
}

fn group(asked: &Asked<'_>) -> Result<(&'static str, &'static str), Refusal> {
    let id = asked.required("GroupId")?;
    let mut groups = GROUPS.into_iter();
    let group = groups.find(|(name, _)| directory::uuid("group", name) == id);
    group.ok_or_else(|| not_found("GROUP not found."))
}

fn membership(asked: &Asked<'_>, group: &str, person: &Person) -> Value {
    let id = directory::uuid("membership", &format!("{group}/{}", person.user_name));
    json!({
        "IdentityStoreId": store_of(asked),
        "MembershipId": id,
        "MembershipArn": arn("membership", &id),
        "GroupId": directory::uuid("group", group),
        "MemberId": {"UserId": directory::uuid("user", person.user_name)},
        "CreatedAt": since(),
    })
}

fn memberships(asked: &Asked<'_>) -> Result<Value, Refusal> {
    let (group, _) = group(asked)?;
    let people = PEOPLE.iter().filter(|person| person.is_in(group));
    let told = people.map(|person| membership(asked, group, person));
    asked.page("GroupMemberships", told.collect())
}

fn memberships_of(asked: &Asked<'_>) -> Result<Value, Refusal> {
    let id = asked.arguments["MemberId"]["UserId"].as_str();
    let person = person(id.ok_or_else(|| invalid("MemberId is required."))?)?;
    let groups = GROUPS.into_iter().filter(|(name, _)| person.is_in(name));
    let told = groups.map(|(name, _)| membership(asked, name, person));
    asked.page("GroupMemberships", told.collect())
}
