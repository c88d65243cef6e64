//! Pages, tokens, policies and handshakes.

use serde_json::{Value, json};

use crate::{
    builder::FULL_ACCESS,
    clock,
    state::{Handshake, JoinedMethod, Party},
    testing::{World, told, user},
};

/// Reads all pages of a list; how long each was, and all entries.
fn pages(
    world: &mut World,
    operation: &str,
    entries: &str,
    arguments: &Value,
) -> (Vec<usize>, Vec<Value>) {
    let (mut lengths, mut all, mut arguments) = (Vec::new(), Vec::new(), arguments.clone());
    loop {
        let page = world.call(operation, &arguments).unwrap();
        let found = page[entries].as_array().unwrap();
        lengths.push(found.len());
        all.extend(found.iter().cloned());
        let Some(token) = page.get("NextToken") else {
            return (lengths, all);
        };
        arguments["NextToken"] = token.clone();
    }
}

fn crowd() -> World {
    World::with(|builder| {
        for number in 0..43 {
            let parent = builder.root_id.clone();
            builder.account(
                &parent,
                &format!("Account {number}"),
                &format!("a{number}@example.com"),
                JoinedMethod::Created,
            );
        }
    })
}

#[test]
fn lists_come_in_pages_of_twenty_without_gaps() {
    let mut world = crowd();
    let (lengths, accounts) = pages(&mut world, "ListAccounts", "Accounts", &json!({}));
    assert_eq!(
        lengths,
        [20, 20, 5],
        "45 accounts with the management account"
    );
    let ids: std::collections::BTreeSet<&str> = accounts
        .iter()
        .map(|account| account["Id"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), 45);
    let root = world.root.clone();
    let (lengths, _) = pages(
        &mut world,
        "ListChildren",
        "Children",
        &json!({"ParentId": root, "ChildType": "ACCOUNT", "MaxResults": 15}),
    );
    assert_eq!(lengths, [15, 15, 14]);
    let (lengths, targets) = pages(
        &mut world,
        "ListTargetsForPolicy",
        "Targets",
        &json!({"PolicyId": FULL_ACCESS}),
    );
    assert_eq!(lengths, [20, 20, 7], "45 accounts, one OU and the root");
    assert_eq!(targets.last().unwrap()["Type"], "ROOT");
}

#[test]
fn a_page_holds_one_to_twenty_entries() {
    let mut world = World::new();
    let mut refusal = |most: Value| world.refusal("ListAccounts", &json!({"MaxResults": most}));
    assert_eq!(
        refusal(json!(21)),
        "InvalidInputException MAX_VALUE_EXCEEDED"
    );
    assert_eq!(
        refusal(json!(0)),
        "InvalidInputException MIN_VALUE_EXCEEDED"
    );
    assert_eq!(refusal(json!("20")), "SerializationException");
}

#[test]
fn a_token_goes_on_with_its_own_list_only() {
    let mut world = crowd();
    let root = world.root.clone();
    let first = world.call("ListAccounts", &json!({})).unwrap();
    let token = first["NextToken"].clone();
    let foreign = json!({"ParentId": root, "NextToken": token});
    assert_eq!(
        world.refusal("ListAccountsForParent", &foreign),
        "InvalidInputException INVALID_NEXT_TOKEN"
    );
    let accounts = world
        .call(
            "ListChildren",
            &json!({"ParentId": root, "ChildType": "ACCOUNT"}),
        )
        .unwrap();
    let other_kind = json!({"ParentId": root, "ChildType": "ORGANIZATIONAL_UNIT", "NextToken": accounts["NextToken"]});
    assert_eq!(
        world.refusal("ListChildren", &other_kind),
        "InvalidInputException INVALID_NEXT_TOKEN"
    );
    assert_eq!(
        world.refusal("ListAccounts", &json!({"NextToken": "made up"})),
        "InvalidInputException INVALID_NEXT_TOKEN"
    );
}

#[test]
fn a_list_that_changes_between_pages_repeats_nothing() {
    let mut world = crowd();
    let root = world.root.clone();
    let workloads = world.workloads.clone();
    let first = world
        .call("ListAccountsForParent", &json!({"ParentId": root}))
        .unwrap();
    let gone = first["Accounts"][19]["Id"].clone();
    world
        .call(
            "MoveAccount",
            &json!({"AccountId": gone, "SourceParentId": root, "DestinationParentId": workloads}),
        )
        .unwrap();
    let next = json!({"ParentId": root, "NextToken": first["NextToken"]});
    let (_, rest) = pages(&mut world, "ListAccountsForParent", "Accounts", &next);
    assert_eq!(rest.len(), 24, "44 at the root, of which 20 were listed");
}

#[test]
fn a_page_can_be_empty_while_more_follow() {
    let mut world = World::new();
    world
        .state
        .organizations
        .get_mut(&world.organization)
        .unwrap()
        .account_quota = 100;
    for number in 0..30 {
        let email = format!("new{number}@example.com");
        world
            .call(
                "CreateAccount",
                &json!({"Email": email, "AccountName": "New"}),
            )
            .unwrap();
        world.state.clock.advance(10);
    }
    let statuses = json!({"States": ["IN_PROGRESS"]});
    let (lengths, _) = pages(
        &mut world,
        "ListCreateAccountStatus",
        "CreateAccountStatuses",
        &statuses,
    );
    assert_eq!(
        lengths,
        [0, 0],
        "all are done, and still there are two pages"
    );
    let wrong = world.refusal("ListCreateAccountStatus", &json!({"States": ["DONE"]}));
    assert_eq!(wrong, "InvalidInputException INVALID_ENUM");
}

#[test]
fn policies_are_listed_by_type_and_by_target() {
    let mut world = World::with(|builder| {
        let root = builder.root_id.clone();
        builder.scp(&root, "Guard", "Guards", r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}"#);
    });
    let (root, member) = (world.root.clone(), world.member.clone());
    let mut names = |target: &str| {
        let arguments = json!({"TargetId": target, "Filter": "SERVICE_CONTROL_POLICY"});
        let page = world.call("ListPoliciesForTarget", &arguments).unwrap();
        page["Policies"]
            .as_array()
            .unwrap()
            .iter()
            .map(|policy| policy["Name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names(&member),
        ["FullAWSAccess"],
        "only what is attached to the account itself"
    );
    assert_eq!(names(&root).len(), 2);
    let none = world
        .call("ListPolicies", &json!({"Filter": "TAG_POLICY"}))
        .unwrap();
    assert_eq!(none["Policies"], json!([]));
    assert_eq!(
        world.refusal("ListPolicies", &json!({})),
        "InvalidInputException INPUT_REQUIRED"
    );
    assert_eq!(
        world.refusal("ListPolicies", &json!({"Filter": "SCP"})),
        "InvalidInputException INVALID_ENUM_POLICY_TYPE"
    );
    let policy = world
        .call("DescribePolicy", &json!({"PolicyId": FULL_ACCESS}))
        .unwrap();
    assert_eq!(
        policy["Policy"]["PolicySummary"]["Arn"],
        "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess"
    );
    assert_eq!(
        world.refusal("DescribePolicy", &json!({"PolicyId": "p-12345678"})),
        "PolicyNotFoundException"
    );
}

#[test]
fn both_sides_see_an_invitation_until_it_expired_a_month_ago() {
    let mut outside = String::new();
    let mut world = World::with(|builder| outside = builder.outside("Outside", "out@example.com"));
    let now = world.state.now();
    let invitation = Handshake {
        id: "h-12345678".into(),
        organization_id: world.organization.clone(),
        action: "INVITE".into(),
        state: "OPEN".into(),
        parties: vec![Party {
            id: "Out@example.com".into(),
            kind: "EMAIL".into(),
        }],
        requested_at: now,
        expires_at: clock::after(now, 3600),
        notes: Some("Welcome".into()),
        ..Handshake::default()
    };
    world
        .state
        .handshakes
        .insert(invitation.id.clone(), invitation);
    let (invited, dev) = (user(&outside, "admin"), world.dev());
    let list = |world: &mut World| {
        world
            .call_as(&invited, "ListHandshakesForAccount", &json!({}))
            .unwrap()["Handshakes"]
            .clone()
    };
    assert_eq!(list(&mut world)[0]["State"], "OPEN");
    let sent = world
        .call("ListHandshakesForOrganization", &json!({}))
        .unwrap();
    assert_eq!(sent["Handshakes"][0]["Id"], "h-12345678");
    let strangers = world
        .call_as(
            &dev,
            "DescribeHandshake",
            &json!({"HandshakeId": "h-12345678"}),
        )
        .unwrap_err();
    assert_eq!(
        told(&strangers),
        "HandshakeNotFoundException",
        "a member that is not invited does not see it"
    );
    world.state.clock.advance(3600);
    assert_eq!(list(&mut world)[0]["State"], "EXPIRED");
    world.state.clock.advance(30 * 24 * 3600);
    assert_eq!(list(&mut world), json!([]));
}
