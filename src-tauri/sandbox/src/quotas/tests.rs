//! The quota on accounts.

use serde_json::json;

use crate::{
    authorize::Caller,
    testing::{World, allow, told, user},
};

#[test]
fn the_organizations_own_quota_is_told_to_its_management_account() {
    let mut world = World::new();
    let organization = world.state.organizations.get_mut(&world.organization);
    organization.unwrap().account_quota = 250;
    let (admin, dev) = (world.admin(), world.dev());
    let listed = world
        .quotas(
            &admin,
            "ListServiceQuotas",
            &json!({"ServiceCode": "organizations"}),
        )
        .unwrap();
    let quota = &listed["Quotas"][0];
    assert_eq!(quota["QuotaName"], "Default maximum number of accounts");
    assert_eq!(quota["Value"], 250);
    assert_eq!(quota["Adjustable"], true);
    let wanted = json!({"ServiceCode": "organizations", "QuotaCode": quota["QuotaCode"]});
    let got = world.quotas(&admin, "GetServiceQuota", &wanted).unwrap();
    assert_eq!(&got["Quota"], quota);
    let got = world.quotas(&dev, "GetServiceQuota", &wanted).unwrap();
    assert_eq!(
        got["Quota"]["Value"], 10,
        "a member's own, if it had an organization"
    );
    let got = world
        .quotas(&admin, "GetAWSDefaultServiceQuota", &wanted)
        .unwrap();
    assert_eq!(got["Quota"]["Value"], 10);
    let listed = world
        .quotas(
            &admin,
            "ListAWSDefaultServiceQuotas",
            &json!({"ServiceCode": "organizations"}),
        )
        .unwrap();
    assert_eq!(listed["Quotas"][0]["Value"], 10);
    let elsewhere = Caller {
        region: "eu-west-1".to_owned(),
        ..admin
    };
    let refused = world
        .quotas(&elsewhere, "GetServiceQuota", &wanted)
        .unwrap_err();
    assert_eq!(
        refused.code, "NoSuchResourceException",
        "it is in us-east-1"
    );
}

#[test]
fn what_there_is_not_and_what_cannot_be_is_refused() {
    let mut world = World::new();
    let admin = world.admin();
    let refusal = |operation: &str, arguments: serde_json::Value| {
        told(&world.quotas(&admin, operation, &arguments).unwrap_err())
    };
    let no_such = "NoSuchResourceException";
    let illegal = "IllegalArgumentException";
    assert_eq!(
        refusal("ListServiceQuotas", json!({"ServiceCode": "ec2"})),
        no_such
    );
    assert_eq!(
        refusal(
            "GetServiceQuota",
            json!({"ServiceCode": "organizations", "QuotaCode": "L-0"})
        ),
        no_such
    );
    assert_eq!(refusal("ListServiceQuotas", json!({})), illegal);
    assert_eq!(
        refusal("ListServiceQuotas", json!({"ServiceCode": "1!"})),
        illegal
    );
    assert_eq!(
        refusal("GetServiceQuota", json!({"ServiceCode": "organizations"})),
        illegal
    );
    assert_eq!(
        refusal(
            "ListServiceQuotas",
            json!({"ServiceCode": "organizations", "MaxResults": 0})
        ),
        illegal
    );
    assert_eq!(
        refusal(
            "ListServiceQuotas",
            json!({"ServiceCode": "organizations", "NextToken": "x"})
        ),
        "InvalidPaginationTokenException"
    );
    let management = world.management.clone();
    world.user(&management, "reader", &allow("organizations:*"));
    let reader = user(&management, "reader");
    let refused = world
        .quotas(
            &reader,
            "ListServiceQuotas",
            &json!({"ServiceCode": "organizations"}),
        )
        .unwrap_err();
    assert_eq!(refused.code, "AccessDeniedException");
}
