//! Delegated administrators.

use serde_json::{Value, json};

use crate::{
    state::JoinedMethod,
    testing::{World, told},
};

const GUARD: &str = "guardduty.amazonaws.com";
const TRAIL: &str = "cloudtrail.amazonaws.com";

/// A world that trusts two services and has a few more members.
fn world() -> (World, Vec<String>) {
    let mut ids = Vec::new();
    let mut world = World::with(|builder| {
        let root = builder.root_id.clone();
        ids = (0..4)
            .map(|number| {
                let email = format!("a{number}@example.com");
                builder.account(&root, "One of many", &email, JoinedMethod::Created)
            })
            .collect();
    });
    for service in [GUARD, TRAIL] {
        let service = json!({"ServicePrincipal": service});
        world.call("EnableAWSServiceAccess", &service).unwrap();
    }
    (world, ids)
}

fn delegation(account: &str, service: &str) -> Value {
    json!({"AccountId": account, "ServicePrincipal": service})
}

fn register(world: &mut World, account: &str, service: &str) -> Result<Value, String> {
    let arguments = delegation(account, service);
    world
        .call("RegisterDelegatedAdministrator", &arguments)
        .map_err(|refusal| told(&refusal))
}

fn administrators(world: &mut World, arguments: &Value) -> Vec<String> {
    let listed = world
        .call("ListDelegatedAdministrators", arguments)
        .unwrap();
    let listed = listed["DelegatedAdministrators"].as_array().unwrap();
    listed
        .iter()
        .map(|account| account["Id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn administrators_are_listed_by_service_and_services_by_administrator() {
    let (mut world, ids) = world();
    assert_eq!(register(&mut world, &ids[0], GUARD), Ok(json!({})));
    register(&mut world, &ids[0], TRAIL).unwrap();
    register(&mut world, &ids[1], TRAIL).unwrap();
    assert_eq!(administrators(&mut world, &json!({})).len(), 2);
    assert_eq!(
        administrators(&mut world, &json!({"ServicePrincipal": GUARD})),
        [ids[0].clone()]
    );
    let listed = world
        .call(
            "ListDelegatedServicesForAccount",
            &json!({"AccountId": ids[0]}),
        )
        .unwrap();
    let services = listed["DelegatedServices"].as_array().unwrap();
    assert_eq!(services.len(), 2);
    assert_eq!(services[0]["ServicePrincipal"], TRAIL);
    assert!(services[0]["DelegationEnabledDate"].is_number());
    let listed = world
        .call("ListDelegatedAdministrators", &json!({}))
        .unwrap();
    let shown = &listed["DelegatedAdministrators"][0];
    for field in [
        "Arn",
        "Email",
        "Name",
        "State",
        "JoinedMethod",
        "JoinedTimestamp",
        "DelegationEnabledDate",
    ] {
        assert!(shown.get(field).is_some(), "{field}");
    }
    assert!(shown.get("Paths").is_none() && shown.get("Status").is_none());
}

#[test]
fn an_administrator_without_a_service_is_none() {
    let (mut world, ids) = world();
    register(&mut world, &ids[0], GUARD).unwrap();
    let operation = "DeregisterDelegatedAdministrator";
    assert_eq!(
        world.refusal(operation, &delegation(&ids[0], TRAIL)),
        "AccountNotRegisteredException"
    );
    world.call(operation, &delegation(&ids[0], GUARD)).unwrap();
    assert_eq!(administrators(&mut world, &json!({})), [""; 0]);
    assert_eq!(
        world.refusal(operation, &delegation(&ids[0], GUARD)),
        "AccountNotRegisteredException"
    );
    let account = json!({"AccountId": ids[0]});
    assert_eq!(
        world.refusal("ListDelegatedServicesForAccount", &account),
        "AccountNotRegisteredException"
    );
}

#[test]
fn not_every_account_can_administer_every_service() {
    let (mut world, ids) = world();
    let management = world.management.clone();
    let constraint = |reason| Err(format!("ConstraintViolationException {reason}"));
    assert_eq!(
        register(&mut world, &management, GUARD),
        constraint("CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR")
    );
    assert_eq!(
        register(&mut world, "999999999999", GUARD),
        Err("AccountNotFoundException".to_owned())
    );
    assert_eq!(
        register(&mut world, &ids[0], "sso.amazonaws.com"),
        constraint("SERVICE_ACCESS_NOT_ENABLED")
    );
    assert_eq!(
        register(&mut world, &ids[0], "ram.amazonaws.com"),
        Err("InvalidInputException UNRECOGNIZED_SERVICE_PRINCIPAL".to_owned()),
        "it knows no delegation"
    );
    register(&mut world, &ids[0], GUARD).unwrap();
    assert_eq!(
        register(&mut world, &ids[0], GUARD),
        Err("AccountAlreadyRegisteredException".to_owned())
    );
    assert_eq!(
        register(&mut world, &ids[1], GUARD),
        constraint("DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE")
    );
    for id in &ids[..3] {
        register(&mut world, id, TRAIL).unwrap();
    }
    assert_eq!(
        register(&mut world, &ids[3], TRAIL),
        constraint("MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED")
    );
    let account = world.state.accounts.get_mut(&ids[3]).unwrap();
    "CLOSED".clone_into(&mut account.state);
    assert_eq!(
        register(&mut world, &ids[3], GUARD),
        constraint("CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR")
    );
}

#[test]
fn a_delegated_administrator_reads_the_organization_and_changes_nothing() {
    let (mut world, _) = world();
    let (member, dev) = (world.member.clone(), world.dev());
    let reads = [
        ("ListAccounts", json!({})),
        ("ListRoots", json!({})),
        ("DescribeAccount", json!({"AccountId": world.management})),
        ("ListHandshakesForOrganization", json!({})),
        ("ListAWSServiceAccessForOrganization", json!({})),
        ("ListDelegatedAdministrators", json!({})),
        ("ListPolicies", json!({"Filter": "SERVICE_CONTROL_POLICY"})),
    ];
    for (operation, arguments) in &reads {
        let refused = world.call_as(&dev, operation, arguments).unwrap_err();
        assert_eq!(told(&refused), "AccessDeniedException", "{operation}");
    }
    register(&mut world, &member, GUARD).unwrap();
    for (operation, arguments) in &reads {
        assert!(
            world.call_as(&dev, operation, arguments).is_ok(),
            "{operation}"
        );
    }
    let target = json!({"Target": {"Type": "EMAIL", "Id": "guest@example.com"}});
    let sent = world.call("InviteAccountToOrganization", &target).unwrap();
    let id = json!({"HandshakeId": sent["Handshake"]["Id"]});
    assert!(world.call_as(&dev, "DescribeHandshake", &id).is_ok());
    for (operation, arguments) in [
        ("CancelHandshake", id),
        ("CloseAccount", json!({"AccountId": member})),
        ("EnableAWSServiceAccess", json!({"ServicePrincipal": GUARD})),
        ("RegisterDelegatedAdministrator", delegation(&member, TRAIL)),
        ("InviteAccountToOrganization", target),
    ] {
        let refused = world.call_as(&dev, operation, &arguments).unwrap_err();
        assert_eq!(told(&refused), "AccessDeniedException", "{operation}");
    }
}
