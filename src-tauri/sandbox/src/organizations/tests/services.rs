//! Trusted access of AWS services.

use serde_json::json;

use crate::testing::{World, allow, told};

const GUARD: &str = "guardduty.amazonaws.com";

#[test]
fn a_service_is_trusted_until_it_is_not() {
    let mut world = World::new();
    let service = json!({"ServicePrincipal": GUARD});
    let answer = world.call("EnableAWSServiceAccess", &service).unwrap();
    assert_eq!(answer, json!({}));
    let listed = |world: &mut World| {
        world
            .call("ListAWSServiceAccessForOrganization", &json!({}))
            .unwrap()["EnabledServicePrincipals"]
            .clone()
    };
    let first = listed(&mut world);
    assert_eq!(first[0]["ServicePrincipal"], GUARD);
    assert!(first[0]["DateEnabled"].is_number());
    world.state.clock.advance(3600);
    world.call("EnableAWSServiceAccess", &service).unwrap();
    assert_eq!(listed(&mut world), first, "once more changes nothing");
    world.call("DisableAWSServiceAccess", &service).unwrap();
    assert_eq!(listed(&mut world), json!([]));
    assert!(
        world.call("DisableAWSServiceAccess", &service).is_ok(),
        "and neither does this"
    );
}

#[test]
fn services_are_listed_in_pages() {
    let mut world = World::new();
    for service in ["sso", "account", "cloudtrail"] {
        let service = json!({"ServicePrincipal": format!("{service}.amazonaws.com")});
        world.call("EnableAWSServiceAccess", &service).unwrap();
    }
    let operation = "ListAWSServiceAccessForOrganization";
    let page = world.call(operation, &json!({"MaxResults": 2})).unwrap();
    let names = |page: &serde_json::Value| -> Vec<String> {
        let entries = page["EnabledServicePrincipals"].as_array().unwrap();
        entries
            .iter()
            .map(|entry| entry["ServicePrincipal"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        names(&page),
        ["account.amazonaws.com", "cloudtrail.amazonaws.com"]
    );
    let rest = world
        .call(operation, &json!({"NextToken": page["NextToken"]}))
        .unwrap();
    assert_eq!(names(&rest), ["sso.amazonaws.com"]);
    assert!(rest.get("NextToken").is_none());
}

#[test]
fn a_name_that_is_no_service_is_not_trusted() {
    let mut world = World::new();
    for operation in ["EnableAWSServiceAccess", "DisableAWSServiceAccess"] {
        let unknown = json!({"ServicePrincipal": "coffee.amazonaws.com"});
        assert_eq!(
            world.refusal(operation, &unknown),
            "InvalidInputException UNRECOGNIZED_SERVICE_PRINCIPAL"
        );
        assert_eq!(
            world.refusal(operation, &json!({"ServicePrincipal": "a b"})),
            "InvalidInputException INVALID_PATTERN"
        );
    }
}

#[test]
fn a_service_stays_trusted_while_its_policy_type_is_enabled() {
    let mut world = World::new();
    let service = json!({"ServicePrincipal": "securityhub.amazonaws.com"});
    world.call("EnableAWSServiceAccess", &service).unwrap();
    let organization = world.state.organizations.get_mut(&world.organization);
    let types = &mut organization.unwrap().root.policy_types;
    types.push("SECURITYHUB_POLICY".into());
    assert_eq!(
        world.refusal("DisableAWSServiceAccess", &service),
        "ConstraintViolationException POLICY_TYPE_ENABLED_FOR_THIS_SERVICE"
    );
}

#[test]
fn trust_needs_all_features() {
    let mut world = World::new();
    let organization = world.state.organizations.get_mut(&world.organization);
    "CONSOLIDATED_BILLING".clone_into(&mut organization.unwrap().feature_set);
    let account = world.member.clone();
    let arguments = json!({"ServicePrincipal": GUARD, "AccountId": account});
    for operation in [
        "EnableAWSServiceAccess",
        "DisableAWSServiceAccess",
        "ListAWSServiceAccessForOrganization",
        "RegisterDelegatedAdministrator",
        "DeregisterDelegatedAdministrator",
        "ListDelegatedAdministrators",
        "ListDelegatedServicesForAccount",
    ] {
        assert_eq!(
            world.refusal(operation, &arguments),
            "ConstraintViolationException ORGANIZATION_NOT_IN_ALL_FEATURES_MODE",
            "{operation}"
        );
    }
}

#[test]
fn a_policy_can_limit_which_services_are_trusted() {
    let mut world = World::new();
    let mut only = allow("organizations:EnableAWSServiceAccess");
    only["Statement"]["Condition"] =
        json!({"StringEquals": {"organizations:ServicePrincipal": "account.amazonaws.com"}});
    let limited = world.user(&world.management.clone(), "limited", &only);
    let enable = |world: &mut World, service: &str| {
        let arguments = json!({"ServicePrincipal": service});
        world.call_as(&limited, "EnableAWSServiceAccess", &arguments)
    };
    assert!(enable(&mut world, "account.amazonaws.com").is_ok());
    let refused = enable(&mut world, GUARD).unwrap_err();
    assert_eq!(told(&refused), "AccessDeniedException");
}
