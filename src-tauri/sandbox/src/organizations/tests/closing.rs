//! Closing accounts, from asking to the day they are gone.

use serde_json::{Value, json};

use crate::{
    clock,
    state::{Closure, JoinedMethod},
    testing::{World, told},
};

const DAY: i64 = 24 * 3600;

/// A world with more members, and their ids.
fn crowd(count: usize) -> (World, Vec<String>) {
    let mut ids = Vec::new();
    let world = World::with(|builder| {
        let root = builder.root_id.clone();
        ids = (0..count)
            .map(|number| {
                let email = format!("a{number}@example.com");
                builder.account(&root, "One of many", &email, JoinedMethod::Created)
            })
            .collect();
    });
    (world, ids)
}

fn close(world: &mut World, id: &str) -> Result<Value, String> {
    world
        .call("CloseAccount", &json!({"AccountId": id}))
        .map_err(|refusal| told(&refusal))
}

fn state(world: &mut World, id: &str) -> Value {
    let account = world.call("DescribeAccount", &json!({"AccountId": id}));
    account.unwrap()["Account"]["State"].clone()
}

#[test]
fn an_account_closes_over_time_and_is_gone_after_90_days() {
    let mut world = World::new();
    let member = world.member.clone();
    assert_eq!(close(&mut world, &member), Ok(json!({})));
    assert_eq!(state(&mut world, &member), "PENDING_CLOSURE");
    assert_eq!(
        close(&mut world, &member),
        Err("ConflictException".to_owned())
    );
    world.state.clock.advance(5);
    assert_eq!(state(&mut world, &member), "CLOSED");
    assert_eq!(
        close(&mut world, &member),
        Err("AccountAlreadyClosedException".to_owned())
    );
    world.state.clock.advance(89 * DAY);
    let listed = world.call("ListAccounts", &json!({})).unwrap();
    assert_eq!(
        listed["Accounts"].as_array().unwrap().len(),
        2,
        "it is shown for 90 days"
    );
    world.state.clock.advance(DAY);
    let listed = world.call("ListAccounts", &json!({})).unwrap();
    assert_eq!(listed["Accounts"].as_array().unwrap().len(), 1);
    assert_eq!(
        close(&mut world, &member),
        Err("AccountNotFoundException".to_owned())
    );
    assert!(
        world
            .state
            .index
            .email_owner("member@example.com")
            .is_some(),
        "its address is never free again"
    );
}

#[test]
fn describing_it_often_enough_finishes_a_closure_without_the_clock() {
    let mut world = World::new();
    let member = world.member.clone();
    close(&mut world, &member).unwrap();
    let seen: Vec<Value> = (0..4).map(|_| state(&mut world, &member)).collect();
    assert_eq!(
        seen,
        [
            "PENDING_CLOSURE",
            "PENDING_CLOSURE",
            "PENDING_CLOSURE",
            "CLOSED"
        ]
    );
}

#[test]
fn a_closed_account_counts_towards_the_quota_until_it_is_gone() {
    let mut world = World::new();
    let member = world.member.clone();
    let now = world.state.now();
    let organization = world.organization.clone();
    close(&mut world, &member).unwrap();
    world.state.clock.advance(10);
    world.call("ListRoots", &json!({})).unwrap();
    assert_eq!(world.state.counted_accounts(&organization, now), 2);
    world.state.clock.advance(90 * DAY);
    world.call("ListRoots", &json!({})).unwrap();
    assert_eq!(world.state.counted_accounts(&organization, now), 1);
}

#[test]
fn three_accounts_close_at_once_and_no_more() {
    let (mut world, ids) = crowd(4);
    for id in &ids[..3] {
        close(&mut world, id).unwrap();
    }
    assert_eq!(
        close(&mut world, &ids[3]),
        Err("ConstraintViolationException CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED".to_owned())
    );
    world.state.clock.advance(5);
    assert!(
        close(&mut world, &ids[3]).is_ok(),
        "once they are closed there is room"
    );
}

#[test]
fn over_thirty_days_250_accounts_can_be_closed() {
    let (mut world, ids) = crowd(251);
    let now = world.state.now();
    for (number, id) in ids[..250].iter().enumerate() {
        let account = world.state.accounts.get_mut(id).unwrap();
        "CLOSED".clone_into(&mut account.state);
        let days = if number == 0 { 29 } else { 1 };
        let closure = Closure {
            organization_id: world.organization.clone(),
            requested_at: clock::after(now, -days * DAY),
            polls: 0,
        };
        world.state.closures.insert(id.clone(), closure);
    }
    assert_eq!(
        close(&mut world, &ids[250]),
        Err("ConstraintViolationException CLOSE_ACCOUNT_QUOTA_EXCEEDED".to_owned())
    );
    world.state.clock.advance(DAY);
    assert!(
        close(&mut world, &ids[250]).is_ok(),
        "the days roll, whatever the calendar says"
    );
}

#[test]
fn only_active_members_of_an_organization_with_all_features_are_closed() {
    let mut world = World::with(|builder| _ = builder.outside("Outside", "out@example.com"));
    let (management, member) = (world.management.clone(), world.member.clone());
    assert_eq!(
        close(&mut world, &management),
        Err("ConstraintViolationException CANNOT_CLOSE_MANAGEMENT_ACCOUNT".to_owned())
    );
    let outside = world.state.index.email_owner("out@example.com").unwrap();
    let outside = outside.to_owned();
    assert_eq!(
        close(&mut world, &outside),
        Err("AccountNotFoundException".to_owned())
    );
    let account = world.state.accounts.get_mut(&member).unwrap();
    "SUSPENDED".clone_into(&mut account.state);
    assert_eq!(
        close(&mut world, &member),
        Err("ConflictException".to_owned())
    );
    let organization = world.state.organizations.get_mut(&world.organization);
    "CONSOLIDATED_BILLING".clone_into(&mut organization.unwrap().feature_set);
    assert_eq!(
        close(&mut world, &member),
        Err("ConstraintViolationException ORGANIZATION_NOT_IN_ALL_FEATURES_MODE".to_owned())
    );
}

#[test]
fn a_reinstated_account_stays() {
    let mut world = World::new();
    let member = world.member.clone();
    close(&mut world, &member).unwrap();
    world.state.clock.advance(10);
    assert_eq!(state(&mut world, &member), "CLOSED");
    let account = world.state.accounts.get_mut(&member).unwrap();
    "ACTIVE".clone_into(&mut account.state);
    world.state.clock.advance(100 * DAY);
    assert_eq!(state(&mut world, &member), "ACTIVE");
}

#[test]
fn an_account_that_was_closed_from_its_own_side_stays_as_it_is() {
    let mut world = World::new();
    let member = world.member.clone();
    let account = world.state.accounts.get_mut(&member).unwrap();
    "PENDING_CLOSURE".clone_into(&mut account.state);
    world.state.clock.advance(100 * DAY);
    assert_eq!(state(&mut world, &member), "PENDING_CLOSURE");
}
