//! `sso-admin`, as far as it is read: the instance, its permission sets, and who is assigned them where.
//! <https://docs.aws.amazon.com/singlesignon/latest/APIReference/welcome.html>

use serde_json::{Value, json};

use super::directory::{self, GROUPS, PEOPLE, PermissionSet, SETS};
use crate::{
    authorize::{self, Caller, Request},
    clock,
    state::{Organization, State},
    wire::Refusal,
};

/// Identity Center lives in one Region.
const REGION: &str = "us-east-1";
/// Who manages it beside the management account, if anybody does.
const SERVICE_PRINCIPAL: &str = "sso.amazonaws.com";
/// When the instance and all in it were made, in seconds since 1970.
const SINCE: i64 = 1_700_000_000;

/// One call.
pub(super) struct Asked<'a> {
    pub(super) state: &'a State,
    pub(super) caller: &'a Caller,
    pub(super) arguments: &'a Value,
}

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
        "ListInstances" => instances,
        "ListPermissionSets" => sets,
        "DescribePermissionSet" => describe_set,
        "ListManagedPoliciesInPermissionSet" => managed_policies,
        "ListCustomerManagedPolicyReferencesInPermissionSet" => customer_managed_policies,
        "GetInlinePolicyForPermissionSet" => inline_policy,
        "GetPermissionsBoundaryForPermissionSet" => boundary,
        "ListPermissionSetsProvisionedToAccount" => provisioned,
        "ListAccountsForProvisionedPermissionSet" => accounts,
        "ListAccountAssignments" => assignments,
        "ListAccountAssignmentsForPrincipal" => assignments_of,
        _ => return Err(Refusal::json("UnknownOperationException", 400, "")),
    };
    asked.permit(&format!("sso:{operation}"))?;
    run(&asked)
}

impl<'a> Asked<'a> {
    pub(super) fn permit(&self, action: &str) -> Result<(), Refusal> {
        let context = self.caller.context(self.state, self.state.now());
        let request = Request {
            action,
            resource: "*",
            context: &context,
        };
        authorize::allowed(self.state, self.caller, &request).map_err(|obstacle| {
            let who = self.caller.arn(self.state);
            let why = obstacle.describe(action);
            denied(format!(
                "User: {who} is not authorized to perform: {action} {why}"
            ))
        })
    }

    /// The organization whose instance the caller can see, if it has one in this Region.
    fn organization(&self) -> Option<&'a Organization> {
        let organization = self.state.organization_of(&self.caller.account_id)?;
        let its = organization.management_account_id == self.state.management_account_id;
        (its && self.state.identity_center.enabled && self.caller.region == REGION)
            .then_some(organization)
    }

    /// The same, for who may look into it: the management account, and its deputies.
    pub(super) fn manages(&self) -> Result<&'a Organization, Refusal> {
        let organization = self.organization();
        let account_id = &self.caller.account_id;
        let may = |organization: &&Organization| {
            let deputies = &organization.delegated_administrators;
            organization.management_account_id == *account_id
                || deputies
                    .get(account_id)
                    .is_some_and(|services| services.contains_key(SERVICE_PRINCIPAL))
        };
        organization
            .filter(may)
            .ok_or_else(|| denied("You do not have access to this instance."))
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<&'a str>, Refusal> {
        match self.arguments.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if !text.is_empty() => Ok(Some(text)),
            Some(_) => Err(invalid(format!("{name} is not valid."))),
        }
    }

    pub(super) fn required(&self, name: &str) -> Result<&'a str, Refusal> {
        self.text(name)?
            .ok_or_else(|| invalid(format!("{name} is required.")))
    }

    /// Whether `InstanceArn` names the organization's instance.
    fn instance(&self) -> Result<&'a Organization, Refusal> {
        let arn = self.required("InstanceArn")?;
        if !arn.starts_with("arn:aws:sso:::instance/") {
            return Err(invalid("InstanceArn is not valid."));
        }
        let organization = self.manages()?;
        if arn == instance_arn(organization) {
            return Ok(organization);
        }
        Err(not_found(format!("There is no instance {arn}.")))
    }

    /// The permission set that `PermissionSetArn` names.
    fn set(&self, organization: &Organization) -> Result<&'static PermissionSet, Refusal> {
        let arn = self.required("PermissionSetArn")?;
        if !arn.starts_with("arn:aws:sso:::permissionSet/") {
            return Err(invalid("PermissionSetArn is not valid."));
        }
        let mut sets = SETS.iter();
        sets.find(|set| set_arn(organization, set) == arn)
            .ok_or_else(|| not_found(format!("There is no permission set {arn}.")))
    }

    /// The account that `AccountId` names, of the organization.
    fn account(&self) -> Result<&'a str, Refusal> {
        let id = self.required("AccountId")?;
        self.account_with(id)
    }

    fn account_with(&self, id: &'a str) -> Result<&'a str, Refusal> {
        if id.len() != 12 || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(invalid("AccountId is not valid."));
        }
        let mut accounts = directory::accounts(self.state);
        if accounts.any(|account| account.id == id) {
            return Ok(id);
        }
        Err(not_found(format!("There is no account {id}.")))
    }

    /// One page of a list: 100 entries at most.
    pub(super) fn page(&self, name: &str, all: Vec<Value>) -> Result<Value, Refusal> {
        let most = match self
            .arguments
            .get("MaxResults")
            .filter(|most| !most.is_null())
        {
            None => 100,
            Some(most) => most
                .as_u64()
                .filter(|most| (1..=100).contains(most))
                .and_then(|most| usize::try_from(most).ok())
                .ok_or_else(|| invalid("MaxResults must be between 1 and 100."))?,
        };
        let from = match self.text("NextToken")? {
            None => 0,
            Some(token) => token
                .parse()
                .ok()
                .filter(|from| (1..all.len()).contains(from))
                .ok_or_else(|| invalid("NextToken is not from an earlier response."))?,
        };
        let to = (from + most).min(all.len());
        let next = (to < all.len()).then(|| to.to_string());
        let page: Vec<Value> = all.into_iter().take(to).skip(from).collect();
        let mut answer = json!({ name: page });
        if let Some(next) = next {
            answer["NextToken"] = next.into();
        }
        Ok(answer)
    }
}

pub(super) fn denied(message: impl Into<String>) -> Refusal {
    Refusal::json("AccessDeniedException", 400, message)
}

pub(super) fn invalid(message: impl Into<String>) -> Refusal {
    Refusal::json("ValidationException", 400, message)
}

pub(super) fn not_found(message: impl Into<String>) -> Refusal {
    Refusal::json("ResourceNotFoundException", 400, message)
}

fn instance_arn(organization: &Organization) -> String {
    let digits = directory::digits("instance", &organization.id);
    format!("arn:aws:sso:::instance/ssoins-{digits}")
}

/// The directory behind the instance.
pub(super) fn store_id(organization: &Organization) -> String {
    format!("d-{}", &directory::digits("store", &organization.id)[..10])
}

fn set_arn(organization: &Organization, set: &PermissionSet) -> String {
    let instance = directory::digits("instance", &organization.id);
    let digits = directory::digits("set", set.name);
    format!("arn:aws:sso:::permissionSet/ssoins-{instance}/ps-{digits}")
}

/// The time that everything here was made.
pub(super) fn since() -> f64 {
    clock::epoch(jiff::Timestamp::from_second(SINCE).unwrap_or_default())
}

/// The organization's instance, which its members see, too.
fn instances(asked: &Asked<'_>) -> Result<Value, Refusal> {
    let seen = asked.organization().map(|organization| {
        json!({
            "InstanceArn": instance_arn(organization),
            "IdentityStoreId": store_id(organization),
            "OwnerAccountId": organization.management_account_id,
            "CreatedDate": since(),
            "Status": "ACTIVE",
        })
    });
    asked.page("Instances", seen.into_iter().collect())
}

fn sets(asked: &Asked<'_>) -> Result<Value, Refusal> {
    let organization = asked.instance()?;
    let arns = SETS.iter().map(|set| set_arn(organization, set).into());
    asked.page("PermissionSets", arns.collect())
}

fn describe_set(asked: &Asked<'_>) -> Result<Value, Refusal> {
    let organization = asked.instance()?;
    let set = asked.set(organization)?;
    Ok(json!({ "PermissionSet": {
        "Name": set.name,
        "PermissionSetArn": set_arn(organization, set),
        "Description": set.description,
        "CreatedDate": since(),
        "SessionDuration": set.session,
    }}))
}

fn managed_policies(asked: &Asked<'_>) -> Result<Value, Refusal> {
    let set = asked.set(asked.instance()?)?;
    let name = set.policy.rsplit('/').next();
    let policy = json!({ "Name": name, "Arn": set.policy });
    asked.page("AttachedManagedPolicies", vec![policy])
}

/// None of the sets has any.
fn customer_managed_policies(asked: &Asked<'_>) -> Result<Value, Refusal> {
    asked.set(asked.instance()?)?;
    asked.page("CustomerManagedPolicyReferences", Vec::new())
}

/// None of the sets has one, which AWS tells as something that is not there.
fn boundary(asked: &Asked<'_>) -> Result<Value, Refusal> {
    let set = asked.set(asked.instance()?)?;
    Err(not_found(format!(
        "There is no permissions boundary attached to {}.",
        set.name
    )))
}

/// None of the sets has one; then the answer holds nothing.
fn inline_policy(asked: &Asked<'_>) -> Result<Value, Refusal> {
    asked.set(asked.instance()?)?;
    Ok(json!({}))
}

fn provisioned(asked: &Asked<'_>) -> Result<Value, Refusal> {
    let organization = asked.instance()?;
    let account_id = asked.account()?;
    let sets = directory::provisioned(asked.state, account_id);
    let arns = sets.map(|set| set_arn(organization, set).into());
    asked.page("PermissionSets", arns.collect())
}

fn accounts(asked: &Asked<'_>) -> Result<Value, Refusal> {
    let set = asked.set(asked.instance()?)?;
    let ids = having(asked.state, set).map(Value::from);
    asked.page("AccountIds", ids.collect())
}

/// The accounts in which a set is assigned.
fn having<'a>(state: &'a State, set: &'static PermissionSet) -> impl Iterator<Item = &'a str> {
    directory::accounts(state)
        .map(|account| account.id.as_str())
        .filter(move |id| directory::provisioned(state, id).any(|other| other == set))
}

fn assignments(asked: &Asked<'_>) -> Result<Value, Refusal> {
    let organization = asked.instance()?;
    let account_id = asked.account()?;
    let set = asked.set(organization)?;
    let here = directory::provisioned(asked.state, account_id).any(|other| other == set);
    let assigned = here.then(|| assignment(organization, set, account_id));
    asked.page("AccountAssignments", assigned.into_iter().collect())
}

fn assignment(organization: &Organization, set: &PermissionSet, account_id: &str) -> Value {
    json!({
        "AccountId": account_id,
        "PermissionSetArn": set_arn(organization, set),
        "PrincipalType": "GROUP",
        "PrincipalId": directory::uuid("group", set.group),
    })
}

/// What a group is assigned, or a person by the groups they are in.
fn assignments_of(asked: &Asked<'_>) -> Result<Value, Refusal> {
    let organization = asked.instance()?;
    let id = asked.required("PrincipalId")?;
    let missing = || not_found(format!("There is no principal {id}."));
    let groups: Vec<&str> = match asked.required("PrincipalType")? {
        "GROUP" => {
            let mut groups = GROUPS.iter();
            let found = groups.find(|(name, _)| directory::uuid("group", name) == id);
            vec![found.ok_or_else(missing)?.0]
        }
        "USER" => {
            let mut people = PEOPLE.iter();
            let person = people.find(|person| directory::uuid("user", person.user_name) == id);
            let person = person.ok_or_else(missing)?;
            let groups = GROUPS.iter().map(|(name, _)| *name);
            groups.filter(|name| person.is_in(name)).collect()
        }
        _ => return Err(invalid("PrincipalType must be USER or GROUP.")),
    };
    let only = match asked.arguments["Filter"]["AccountId"].as_str() {
        Some(id) => Some(asked.account_with(id)?),
        None => None,
    };
    let sets = SETS.iter().filter(|set| groups.contains(&set.group));
    let assigned = sets.flat_map(|set| {
        having(asked.state, set)
            .filter(|id| only.is_none_or(|only| *id == only))
            .map(|id| assignment(organization, set, id))
            .collect::<Vec<_>>()
    });
    asked.page("AccountAssignments", assigned.collect())
}
