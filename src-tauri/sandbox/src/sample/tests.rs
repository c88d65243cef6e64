//! What the sample's story is about.

use serde_json::json;

use super::*;
use crate::{
    authorize::Caller,
    builder::ACCESS_ROLE,
    ledger::{Ledger, Line},
    money::Amount,
    month::{self, Month},
    state::{Account, MfaDevice, RecordType, step_at},
    sts,
    testing::{World, form, leaf, user},
};

fn northwind() -> State {
    sample(Timestamp::now())
}

fn members(state: &State) -> Vec<&Account> {
    state
        .accounts
        .values()
        .filter(|account| account.membership.is_some())
        .collect()
}

#[test]
fn northwind_has_some_forty_accounts_in_its_ous() {
    let state = northwind();
    assert!(
        (38..=45).contains(&members(&state).len()),
        "{}",
        members(&state).len()
    );
    let organization = state.organizations.values().next().unwrap();
    let names: Vec<&str> = organization
        .ous
        .values()
        .map(|ou| ou.name.as_str())
        .collect();
    for name in [
        "Security",
        "Infrastructure",
        "Workloads",
        "prod",
        "staging",
        "dev",
        "Sandbox",
        "Suspended",
    ] {
        assert!(names.contains(&name), "{name}");
    }
    for wanted in ["ACTIVE", "PENDING_CLOSURE", "SUSPENDED", "CLOSED"] {
        assert!(
            members(&state)
                .iter()
                .any(|account| account.state == wanted),
            "{wanted}"
        );
    }
}

#[test]
fn three_accounts_outside_can_be_invited_and_one_is() {
    let state = northwind();
    assert_eq!(state.others.len(), 3);
    assert!(
        state
            .others
            .iter()
            .all(|id| state.accounts[id].membership.is_none())
    );
    let open: Vec<&Handshake> = state
        .handshakes
        .values()
        .filter(|it| it.state_at(state.now()) == "OPEN")
        .collect();
    assert_eq!(open.len(), 1);
    let invited = &open[0].parties[1].id;
    assert!(state.accounts.contains_key(invited) && !state.others.contains(invited));
}

#[test]
fn created_accounts_have_the_access_role_and_invited_ones_have_not() {
    let state = northwind();
    let mut invited = 0;
    for account in members(&state) {
        let created = account
            .membership
            .as_ref()
            .is_some_and(|it| it.joined_method == JoinedMethod::Created);
        assert_eq!(
            account.iam.roles.contains_key(ACCESS_ROLE),
            created,
            "{}",
            account.name
        );
        invited += usize::from(!created);
    }
    assert_eq!(
        invited, 3,
        "the management account and the two companies that were bought"
    );
    assert!(
        state.accounts.contains_key("004217730915"),
        "an id keeps its leading zeros"
    );
}

#[test]
fn three_accounts_do_not_let_the_management_account_in_each_for_its_own_reason() {
    let mut state = northwind();
    let management = state.management_account_id.clone();
    let id = |name: &str| {
        let mut accounts = state.accounts.iter();
        let found = accounts.find(|(_, account)| account.name == name);
        found.map(|(id, _)| id.clone()).unwrap()
    };
    let (logs, audit, tooling, login) = (
        id("Log Archive"),
        id("Security Audit"),
        id("Security Tooling"),
        id("Customer Login"),
    );
    let now = state.now();
    let device = MfaDevice::new(
        format!("arn:aws:iam::{management}:mfa/admin"),
        Some(state.random.seed()),
    );
    let serial = device.serial.clone();
    let code = device.code(step_at(now)).unwrap();
    state
        .accounts
        .get_mut(&management)
        .unwrap()
        .iam
        .add_device("admin", device, now);

    let admin = user(&management, "admin");
    let mut enter = |caller: &Caller, account: &str, more: &[(&str, &str)]| {
        let arn = format!("arn:aws:iam::{account}:role/{ACCESS_ROLE}");
        let mut asked = vec![("RoleArn", arn.as_str()), ("RoleSessionName", "tests")];
        asked.extend(more);
        sts::answer(&mut state, caller, "AssumeRole", &form(&asked))
    };
    for account in [&login, &tooling] {
        let refused = enter(&admin, account, &[]).unwrap_err();
        assert_eq!(
            refused.message,
            format!(
                "User: arn:aws:iam::{management}:user/admin is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::{account}:role/{ACCESS_ROLE}"
            ),
            "nothing tells a refusing trust from a missing role"
        );
    }
    let with_code = [("SerialNumber", serial.as_str()), ("TokenCode", &code)];
    assert!(enter(&admin, &login, &with_code).is_ok(), "MFA opens it");
    let refused = enter(&admin, &logs, &[]).unwrap_err();
    assert!(
        refused
            .message
            .ends_with("with an explicit deny in a resource control policy"),
        "{}",
        refused.message
    );
    let inside = enter(&admin, &audit, &[]).unwrap();
    let session = leaf(&inside, "AccessKeyId");
    let auditor = Caller::of_session(&state.sessions[&session], "us-east-1");
    for account in [&logs, &tooling] {
        let arn = format!("arn:aws:iam::{account}:role/{ACCESS_ROLE}");
        let asked = form(&[("RoleArn", &arn), ("RoleSessionName", "tests")]);
        let answer = sts::answer(&mut state, &auditor, "AssumeRole", &asked);
        assert_eq!(
            answer.is_ok(),
            account == &tooling,
            "Security Audit is let in where it is trusted; the log archive's access role trusts the management account only"
        );
    }
}

#[test]
fn the_sample_is_the_same_for_everyone_and_can_be_saved() {
    let now = Timestamp::now();
    let value = serde_json::to_value(sample(now)).unwrap();
    assert_eq!(serde_json::to_value(sample(now)).unwrap(), value);
    assert_eq!(
        serde_json::to_value(State::read(value.clone()).unwrap()).unwrap(),
        value
    );
}

#[test]
fn northwind_has_a_policy_of_each_kind_and_its_old_ids() {
    let state = northwind();
    let organization = state.organizations.values().next().unwrap();
    assert_eq!(
        organization.root.policy_types,
        [
            "SERVICE_CONTROL_POLICY",
            "RESOURCE_CONTROL_POLICY",
            "TAG_POLICY"
        ]
    );
    let workloads = organization.ous.values().find(|ou| ou.name == "Workloads");
    let attached: Vec<&str> = workloads
        .unwrap()
        .policies
        .iter()
        .map(|id| organization.policies[id].name.as_str())
        .collect();
    assert_eq!(
        attached,
        [
            "FullAWSAccess",
            "DenyLeavingRegion",
            "RCPFullAWSAccess",
            "OnlyOurOrganization",
            "CostTags"
        ]
    );
    let mut world = World::new();
    let own = organization.policies.values();
    for policy in own.filter(|policy| !policy.aws_managed) {
        let arguments = json!({
            "Name": policy.name, "Description": policy.description,
            "Type": policy.kind, "Content": policy.content,
        });
        assert!(
            world.call("CreatePolicy", &arguments).is_ok(),
            "{} could have been created",
            policy.name
        );
    }
    assert!(organization.trusts("account.amazonaws.com"));
}

#[test]
fn services_are_trusted_and_one_member_administers_two_of_them() {
    let state = northwind();
    let organization = state.organizations.values().next().unwrap();
    assert_eq!(organization.trusted_services.len(), services::TRUSTED.len());
    let administrators = &organization.delegated_administrators;
    assert_eq!(administrators.len(), 1);
    let (id, services) = administrators.first_key_value().unwrap();
    assert_eq!(state.accounts[id].name, "Security Audit");
    assert!(
        services
            .iter()
            .all(|(service, since)| organization.trusted_services[service] <= *since),
        "trusted before delegated"
    );
}

#[test]
fn created_accounts_could_leave_if_only_they_could_pay() {
    let state = northwind();
    let now = state.now();
    for account in members(&state) {
        assert_eq!(account.can_pay(), !account.is_created(), "{}", account.name);
        let joined = account.membership.as_ref().unwrap().joined_at;
        assert!(
            clock::after(joined, 4 * DAY) < now,
            "{} has waited long enough",
            account.name
        );
    }
}

#[test]
fn northwinds_bill_tells_what_happened() {
    let now: Timestamp = "2026-11-20T12:00:00Z".parse().unwrap();
    let state = sample(now);
    let id = |name: &str| {
        let mut accounts = state.accounts.values();
        accounts
            .find(|account| account.name == name)
            .unwrap()
            .id
            .clone()
    };
    let ledger = Ledger::of(&state, &state.management_account_id, now);
    // What accounts and services cost in a month so many months ago.
    let cost = |back: i64, wanted: &dyn Fn(&Line<'_>) -> bool| {
        let book = ledger.book(Month::of(month::date(now)).plus(-back));
        let mut sum = Amount::ZERO;
        for bill in &ledger.bills {
            ledger.charges(bill, &book, &(1..book.end()), true, &mut |line| {
                if wanted(&line) {
                    sum += line.amounts.unblended;
                }
            });
        }
        sum
    };
    let (data, search, labs) = (id("Data Platform"), id("Search"), id("Northwind Labs"));
    let warehouse = |line: &Line<'_>| line.account_id == data && line.service == "Amazon Redshift";
    assert!(
        cost(1, &warehouse) > Amount::whole(1500),
        "the warehouse moved in"
    );
    assert_eq!(cost(4, &warehouse), Amount::ZERO);
    let of_search = |line: &Line<'_>| line.account_id == search;
    assert!(
        cost(1, &of_search) < cost(3, &of_search).share(70, 100),
        "search moved out"
    );
    let credit =
        |line: &Line<'_>| line.account_id == data && line.record_type == RecordType::Credit;
    assert!(cost(3, &credit) <= -Amount::whole(5000));
    let of_labs = |line: &Line<'_>| line.account_id == labs;
    assert!(cost(3, &of_labs) > Amount::ZERO, "it was there in August");
    assert!(cost(2, &of_labs) > Amount::ZERO && cost(2, &of_labs) < cost(3, &of_labs));
    assert_eq!(cost(1, &of_labs), Amount::ZERO, "it was sold in September");
    let total = |back| cost(back, &|_| true);
    for back in 1..=13 {
        assert!(
            total(back) > Amount::whole(40_000) && total(back) < Amount::whole(80_000),
            "{back} months ago {}",
            total(back)
        );
    }
    let upfront = |line: &Line<'_>| line.record_type == RecordType::SavingsPlanUpfrontFee;
    assert_eq!(cost(7, &upfront), Amount::whole(6000));
    for name in [
        "Tax",
        "Savings Plans for AWS Compute usage",
        "AWS Support (Business)",
    ] {
        assert!(
            cost(1, &|line: &Line<'_>| line.service == name) > Amount::ZERO,
            "{name}"
        );
    }
}
