//! Creating accounts, which takes AWS a while: a request is in progress at first, then the account
//! is there or a reason says why not.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Context, life, pages::Page, reads::paged, rules, tags};
use crate::{
    builder::{self, ACCESS_ROLE, ADMINISTRATOR, FULL_ACCESS},
    clock::{self, epoch},
    state::{Account, CreateRequest, JoinedMethod, Membership, State},
    wire::{Input, Refusal},
};

/// How long the sandbox takes to create an account.
const SECONDS: i64 = 4;
/// So often one may ask before it is done in any case, so that nobody waits for the clock.
const POLLS: u32 = 3;
/// Most accounts under way at once.
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
const CREATES_AT_ONCE: usize = 5;
const STATES: &[&str] = &["IN_PROGRESS", "SUCCEEDED", "FAILED"];

pub(super) fn create_account(
    context: &mut Context<'_>,
    input: Input<'_>,
) -> Result<Value, Refusal> {
    let email = input.required("Email", rules::EMAIL)?.to_owned();
    let account_name = input
        .required("AccountName", rules::ACCOUNT_NAME)?
        .to_owned();
    let role_name = input
        .optional("RoleName", rules::ROLE_NAME)?
        .unwrap_or(ACCESS_ROLE)
        .to_owned();
    if role_name.starts_with("AWSServiceRoleFor") {
        return Err(Refusal::invalid_input(
            "INVALID_ROLE_NAME",
            "You provided a role name that isn't valid. A role name can't begin with the reserved prefix AWSServiceRoleFor.",
        ));
    }
    input.choice("IamUserAccessToBilling", "INVALID_ENUM", &["ALLOW", "DENY"])?;
    let tags = tags::read(input, "Tags")?;
    let now = context.now;
    let organization = context.organization()?;
    if organization.is_finalizing(now) {
        return Err(life::finalizing());
    }
    if context.state.counted_accounts(&organization.id, now) >= organization.account_quota {
        return Err(Refusal::constraint(
            "ACCOUNT_NUMBER_LIMIT_EXCEEDED",
            "You have exceeded the allowed number of AWS accounts in your organization.",
        ));
    }
    let under_way = organization
        .create_requests
        .values()
        .filter(|request| request.state == "IN_PROGRESS");
    if under_way.count() >= CREATES_AT_ONCE {
        return Err(Refusal::constraint(
            "ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED",
            "You attempted to exceed the number of accounts that you can create at once. Wait until the others are done.",
        ));
    }
    let request = CreateRequest {
        id: format!("car-{}", context.state.random.lower(32)),
        account_name,
        email,
        role_name,
        tags,
        state: "IN_PROGRESS".to_owned(),
        requested_at: now,
        completed_at: None,
        account_id: None,
        failure_reason: None,
        polls: 0,
    };
    let status = view(&request);
    context
        .organization_mut()?
        .create_requests
        .insert(request.id.clone(), request);
    context.state.touch();
    Ok(json!({ "CreateAccountStatus": status }))
}

pub(super) fn describe(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let id = input.required("CreateAccountRequestId", rules::CREATE_REQUEST_ID)?;
    let request = context.organization_mut()?.create_requests.get_mut(id).ok_or_else(|| {
        Refusal::organizations(
            "CreateAccountStatusNotFoundException",
            "We can't find a create account request with the CreateAccountRequestId that you specified.",
        )
    })?;
    let status = view(request);
    if request.state == "IN_PROGRESS" {
        request.polls += 1;
        context.state.touch();
    }
    Ok(json!({ "CreateAccountStatus": status }))
}

/// Lists by page and filters afterwards, so that a page can be empty while more follow.
pub(super) fn list(context: &mut Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let mut states = Vec::new();
    for state in input.list("States")? {
        match state.as_str() {
            Some(state) if STATES.contains(&state) => states.push(state),
            _ => {
                let message = format!(
                    "You provided a value for States that isn't one of {}.",
                    STATES.join(", ")
                );
                return Err(Refusal::invalid_input("INVALID_ENUM", message));
            }
        }
    }
    let page = Page::of(
        input,
        format!("ListCreateAccountStatus {}", states.join(" ")),
    )?;
    let organization = context.organization()?;
    let rest = organization
        .create_requests
        .range::<str, _>(page.start())
        .map(|(id, request)| (id.as_str(), request));
    let (requests, token) = page.take(rest);
    let statuses = requests
        .into_iter()
        .filter(|request| states.is_empty() || states.contains(&request.state.as_str()))
        .map(view)
        .collect();
    Ok(paged("CreateAccountStatuses", (statuses, token)))
}

fn view(request: &CreateRequest) -> Value {
    let mut status = json!({
        "Id": request.id,
        "AccountName": request.account_name,
        "State": request.state,
        "RequestedTimestamp": epoch(request.requested_at),
    });
    if let Some(completed_at) = request.completed_at {
        status["CompletedTimestamp"] = epoch(completed_at).into();
    }
    if let Some(account_id) = &request.account_id {
        status["AccountId"] = account_id.as_str().into();
    }
    if let Some(reason) = &request.failure_reason {
        status["FailureReason"] = reason.as_str().into();
    }
    status
}

/// Finishes what is due, in the order of asking. Runs before each call.
pub(crate) fn settle(state: &mut State, now: Timestamp) {
    let mut due: Vec<(Timestamp, String, String)> = Vec::new();
    for organization in state.organizations.values() {
        for request in organization.create_requests.values() {
            let done = request.polls >= POLLS || clock::after(request.requested_at, SECONDS) <= now;
            if request.state == "IN_PROGRESS" && done {
                due.push((
                    request.requested_at,
                    organization.id.clone(),
                    request.id.clone(),
                ));
            }
        }
    }
    due.sort();
    for (_, organization_id, request_id) in due {
        finish(state, &organization_id, &request_id, now);
    }
}

fn finish(state: &mut State, organization_id: &str, request_id: &str, now: Timestamp) {
    let Some(organization) = state.organizations.get(organization_id) else {
        return;
    };
    let Some(request) = organization.create_requests.get(request_id).cloned() else {
        return;
    };
    let quota = organization.account_quota;
    let (root_id, management_id) = (
        organization.root.id.clone(),
        organization.management_account_id.clone(),
    );
    let failure = if !rules::is_email(&request.email) {
        Some("INVALID_EMAIL")
    } else if state.index.email_owner(&request.email).is_some() {
        Some("EMAIL_ALREADY_EXISTS")
    } else if state.counted_accounts(organization_id, now) >= quota {
        Some("ACCOUNT_LIMIT_EXCEEDED")
    } else {
        None
    };
    let made = failure.is_none().then(|| {
        let id = state.new_account_id();
        let mut account = Account::new(id.clone(), &request.account_name, &request.email);
        let trust = builder::trust_account(&management_id);
        let random = &mut state.random;
        account.iam.add_role(builder::role(
            random,
            &request.role_name,
            trust,
            &[ADMINISTRATOR],
            now,
        ));
        account
            .iam
            .add_role(builder::service_linked_role(random, now));
        account.payment_instrument = Some(false);
        account.membership = Some(Membership {
            organization_id: organization_id.to_owned(),
            parent_id: root_id,
            joined_method: JoinedMethod::Created,
            joined_at: now,
            tags: request.tags.clone(),
            policies: vec![FULL_ACCESS.to_owned()],
        });
        state.add_account(account);
        id
    });
    let organization = state.organizations.get_mut(organization_id);
    if let Some(request) =
        organization.and_then(|organization| organization.create_requests.get_mut(request_id))
    {
        if made.is_some() {
            "SUCCEEDED"
        } else {
            "FAILED"
        }
        .clone_into(&mut request.state);
        request.completed_at = Some(now);
        request.account_id = made;
        request.failure_reason = failure.map(ToOwned::to_owned);
    }
    state.touch();
}
