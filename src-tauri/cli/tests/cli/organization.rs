//! The organization itself, and connections whose account is in none.

use crate::canopy::{Canopy, Served, node};

#[test]
fn an_account_outside_is_told_what_it_can_do() {
    let outside = Canopy::sandbox().through("sandbox:1");
    for arguments in [
        &["tree"][..],
        &["org", "show"],
        &["org", "enable-all-features", "--yes"],
        &["org", "delete", "--yes"],
        &["ou", "create", "/", "New", "--yes"],
        &["account", "move", "Payments", "--to", "/", "--dry-run"],
        &[
            "account",
            "create",
            "--name",
            "A",
            "--email",
            "a@example.com",
            "--yes",
        ],
        &["invite", "send", "--account", "111122223333", "--yes"],
        &["policies", "/"],
    ] {
        let error = outside.refused(arguments, 2, "notFound", "in no organization");
        let hint = error["hint"].as_str().expect("what to do");
        assert!(
            hint.contains("canopy org create") && hint.contains("canopy invite list"),
            "{arguments:?}: {hint}"
        );
    }
    outside.refused(
        &["org", "leave", "--yes"],
        2,
        "notFound",
        "in no organization",
    );
    assert_eq!(
        outside.done(&["invite", "list"])["handshakes"],
        serde_json::json!([]),
        "nobody has invited it"
    );
    assert_eq!(outside.done(&["resume"])["jobs"], serde_json::json!([]));
}

#[test]
fn an_organization_is_created_given_all_features_and_deleted() {
    let outside = Canopy::sandbox().through("sandbox:1");
    let plan = outside.done(&["org", "create", "--billing-only", "--dry-run"]);
    assert_eq!(plan["steps"][0]["action"], "CreateOrganization");
    outside.refused(&["tree"], 2, "notFound", "in no organization");

    let made = outside.done(&["org", "create", "--billing-only", "--yes"]);
    let id = made["steps"][0]["made"]["organizationId"].clone();
    assert_eq!(made["state"], "done", "{made:#}");
    let shown = outside.done(&["org", "show"]);
    assert_eq!(
        (
            &shown["organization"]["id"],
            &shown["organization"]["featureSet"]
        ),
        (&id, &"CONSOLIDATED_BILLING".into()),
        "{shown:#}"
    );
    outside.refused(
        &["org", "create", "--yes"],
        3,
        "conflict",
        "member of the organization",
    );

    let all = outside.done(&["org", "enable-all-features", "--yes"]);
    assert_eq!(
        (&all["state"], &all["steps"][1]["action"]),
        (&"done".into(), &"AcceptHandshake".into()),
        "nobody else has to agree: {all:#}"
    );
    assert!(
        all["steps"][0]["made"]["handshakeId"].is_string(),
        "{all:#}"
    );
    assert_eq!(outside.done(&["tree"])["organization"]["featureSet"], "ALL");
    outside.refused(
        &["org", "enable-all-features", "--yes"],
        2,
        "invalid",
        "all features already",
    );
    outside.refused(
        &["org", "leave", "--yes"],
        2,
        "invalid",
        "management account cannot leave",
    );

    let gone = outside.done(&["org", "delete", "--yes"]);
    assert_eq!(gone["steps"][0]["action"], "DeleteOrganization");
    outside.refused(&["tree"], 2, "notFound", "in no organization");
}

#[test]
fn an_organization_with_members_is_not_deleted() {
    let canopy = Canopy::sandbox();
    canopy.refused(&["org", "delete", "--yes"], 3, "conflict", "other accounts");
    let (code, plan) = canopy.json(&["org", "delete", "--dry-run"]);
    assert_eq!(
        (code, &plan["blockers"][0]["code"]),
        (3, &"conflict".into()),
        "{plan:#}"
    );
}

#[test]
fn the_organization_is_shown_with_its_services_and_administrators() {
    let canopy = Canopy::sandbox();
    let shown = canopy.done(&["org", "show"]);
    assert_eq!(shown["accountQuota"], 100);
    assert!(
        shown["services"]
            .as_array()
            .expect("services")
            .iter()
            .any(|it| it["principal"] == "guardduty.amazonaws.com"),
        "{shown:#}"
    );
    assert_eq!(shown["delegated"][0]["name"], "Security Audit");
    let told = canopy.run(&["org", "show"]);
    assert!(
        told.out.contains("all features") && told.out.contains("Security Audit"),
        "{told:?}"
    );
}

#[test]
fn the_policies_of_a_node_come_with_their_origin_and_free_slots() {
    let canopy = Canopy::sandbox();
    let shown = canopy.done(&["policies", "Payments"]);
    assert_eq!(shown["node"]["path"], "/Workloads/prod/Payments");
    let kinds = shown["kinds"].as_array().expect("kinds");
    let controls = kinds
        .iter()
        .find(|kind| kind["kind"] == "SERVICE_CONTROL_POLICY")
        .expect("service control policies");
    assert_eq!(
        (&controls["slots"], &controls["free"]),
        (&10.into(), &9.into())
    );
    let applied = controls["applied"].as_array().expect("policies");
    let logs = applied
        .iter()
        .find(|it| it["name"] == "ProtectLogs")
        .expect("it applies");
    assert_eq!(logs["from"]["path"], "/Workloads/prod", "{logs:#}");
    let told = canopy.run(&["policies", "/Workloads/prod"]);
    assert!(
        told.out.contains("ProtectLogs") && told.out.contains("8 of 10 slots free"),
        "{told:?}"
    );
    canopy.refused(&["policies", "Nothing"], 2, "notFound", "nothing fits");
}

#[test]
fn a_member_may_leave_without_reading_the_organization() {
    let served = Served::start(&[]);
    let canopy = Canopy::at(&served);
    let account = served.start["others"][0]["accountId"]
        .as_str()
        .expect("an id")
        .to_owned();
    let sent = canopy.done(&["invite", "send", "--account", &account, "--yes"]);
    let id = sent["steps"][0]["made"]["handshakeId"]
        .as_str()
        .expect("an id");
    let member = canopy.outside(&served);
    member.done(&["invite", "accept", id, "--yes"]);
    assert!(
        node(&canopy.done(&["tree"]), "Adventure Works").is_some(),
        "it is a member"
    );

    let error = member.refused(&["tree"], 3, "denied", "may not read it");
    assert!(
        error["hint"]
            .as_str()
            .is_some_and(|it| it.contains("management account")),
        "{error:#}"
    );
    member.refused(
        &["org", "create", "--yes"],
        3,
        "conflict",
        "member of the organization",
    );
    let left = member.done(&["org", "leave", "--yes"]);
    assert_eq!(left["steps"][0]["action"], "LeaveOrganization");
    assert!(
        node(&canopy.done(&["tree"]), "Adventure Works").is_none(),
        "it has left"
    );
    member.refused(&["tree"], 2, "notFound", "in no organization");
}
