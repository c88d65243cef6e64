//! Invitations: sent, listed, answered from the other side, and seen through by `resume`.

use serde_json::Value;

use crate::canopy::{Canopy, node};

/// The sandbox's first account outside, as the sandbox's export tells it.
fn outsider(canopy: &Canopy) -> String {
    let state = canopy.done(&["sandbox", "export"]);
    let accounts = state["accounts"].as_object().expect("accounts");
    let found = accounts
        .values()
        .find(|account| account["name"] == "Adventure Works")
        .expect("it is outside");
    found["id"].as_str().expect("an id").to_owned()
}

fn handshake<'a>(list: &'a Value, id: &Value) -> &'a Value {
    let handshakes = list["handshakes"].as_array().expect("handshakes");
    handshakes
        .iter()
        .find(|it| &it["id"] == id)
        .expect("it is listed")
}

#[test]
fn an_accepted_invitation_ends_in_its_unit() {
    let canopy = Canopy::sandbox();
    let account = outsider(&canopy);
    let asked = [
        "invite",
        "send",
        "--account",
        &account,
        "--to",
        "/Workloads/prod",
        "--notes",
        "Welcome",
        "--tag",
        "team=shop",
    ];
    let plan = canopy.done(&[&asked[..], &["--dry-run"]].concat());
    assert_eq!(
        (&plan["steps"][0]["action"], &plan["steps"][1]["action"]),
        (&"InviteAccountToOrganization".into(), &"MoveAccount".into()),
        "{plan:#}"
    );

    let sent = canopy.done(&[&asked[..], &["--yes"]].concat());
    assert_eq!(sent["state"], "waiting", "nobody has answered: {sent:#}");
    assert!(
        sent["waitsFor"]
            .as_str()
            .is_some_and(|it| it.contains("has not answered")),
        "{sent:#}"
    );
    let id = &sent["steps"][0]["made"]["handshakeId"];
    let list = canopy.done(&["invite", "list"]);
    let listed = handshake(&list, id);
    assert_eq!(
        (&listed["direction"], &listed["state"], &listed["party"]),
        (&"sent".into(), &"OPEN".into(), &account.clone().into()),
        "{listed:#}"
    );
    assert_eq!(listed["destination"]["path"], "/Workloads/prod");
    assert!(
        listed["daysLeft"]
            .as_i64()
            .is_some_and(|days| (14..=15).contains(&days)),
        "{listed:#}"
    );
    assert_eq!(
        canopy.done(&["activity"])["jobs"][0]["state"],
        "waiting",
        "the journal knows of it"
    );
    let told = canopy.run(&["activity"]);
    assert!(
        told.out.contains("canopy resume"),
        "it says how it goes on: {told:?}"
    );
    let error = canopy.refused(
        &["invite", "send", "--account", &account, "--yes"],
        3,
        "conflict",
        "is open already",
    );
    assert!(error["hint"].is_string());

    let outside = canopy.through("sandbox:1");
    let received = outside.done(&["invite", "list"]);
    let asked = handshake(&received, id);
    assert_eq!(
        (&asked["direction"], &asked["notes"]),
        (&"received".into(), &"Welcome".into()),
        "{received:#}"
    );
    assert!(
        asked["party"]
            .as_str()
            .is_some_and(|it| it.contains("Northwind")),
        "it says who asks: {asked:#}"
    );
    let id = id.as_str().expect("an id");
    let accepted = outside.done(&["invite", "accept", id, "--yes"]);
    assert_eq!(accepted["state"], "done");
    assert_eq!(
        canopy.path_of("Adventure Works").as_deref(),
        Some("/Adventure Works"),
        "AWS puts it at the root"
    );

    let resumed = canopy.done(&["resume"]);
    assert_eq!(
        (&resumed["jobs"][0]["jobId"], &resumed["jobs"][0]["state"]),
        (&sent["jobId"], &"done".into()),
        "{resumed:#}"
    );
    assert_eq!(
        canopy.path_of("Adventure Works").as_deref(),
        Some("/Workloads/prod/Adventure Works")
    );
}

#[test]
fn a_declined_invitation_ends_its_job() {
    let canopy = Canopy::sandbox();
    let email = "aws@adventure-works.example.com";
    let sent = canopy.done(&[
        "invite", "send", "--email", email, "--to", "Sandbox", "--yes",
    ]);
    let id = sent["steps"][0]["made"]["handshakeId"]
        .as_str()
        .expect("an id");
    let outside = canopy.through("sandbox:1");
    let plan = outside.done(&["invite", "decline", id, "--dry-run"]);
    assert_eq!(plan["steps"][0]["action"], "DeclineHandshake");
    outside.done(&["invite", "decline", id, "--yes"]);
    outside.refused(
        &["invite", "accept", id, "--yes"],
        3,
        "conflict",
        "declined already",
    );

    let (code, resumed) = canopy.json(&["resume"]);
    let job = &resumed["jobs"][0];
    assert_eq!(
        (code, &job["state"]),
        (1, &"cancelled".into()),
        "{resumed:#}"
    );
    assert!(
        job["steps"][1]["error"]["message"]
            .as_str()
            .is_some_and(|it| it.contains("was declined")),
        "{job:#}"
    );
    assert!(node(&canopy.done(&["tree"]), "Adventure Works").is_none());
}

#[test]
fn an_invitation_is_withdrawn_and_its_job_can_be_cancelled() {
    let canopy = Canopy::sandbox();
    let account = outsider(&canopy);
    let sent = canopy.done(&[
        "invite",
        "send",
        "--account",
        &account,
        "--to",
        "Sandbox",
        "--yes",
    ]);
    let id = sent["steps"][0]["made"]["handshakeId"]
        .as_str()
        .expect("an id");
    let job = sent["jobId"].as_str().expect("an id");
    let still = canopy.done(&["resume"]);
    assert_eq!(
        still["jobs"][0]["state"], "waiting",
        "nobody has answered yet: {still:#}"
    );
    let cancelled = canopy.done(&["cancel", job]);
    assert_eq!(cancelled["state"], "cancelled");
    canopy.refused(&["cancel", job], 2, "invalid", "is over already");

    let withdrawn = canopy.done(&["invite", "cancel", id, "--yes"]);
    assert_eq!(withdrawn["steps"][0]["action"], "CancelHandshake");
    let list = canopy.done(&["invite", "list"]);
    let listed = handshake(&list, &id.into());
    assert_eq!(
        (&listed["state"], &listed["daysLeft"]),
        (&"CANCELED".into(), &Value::Null),
        "{listed:#}"
    );
    canopy.refused(
        &["invite", "cancel", id, "--yes"],
        3,
        "conflict",
        "canceled already",
    );
    canopy.refused(
        &["invite", "cancel", "h-0123456789", "--yes"],
        2,
        "notFound",
        "no handshake",
    );
}

#[test]
fn what_cannot_be_invited_is_refused_before_the_call() {
    let canopy = Canopy::sandbox();
    let tree = canopy.done(&["tree"]);
    let payments = node(&tree, "Payments").expect("there")["id"]
        .as_str()
        .expect("an id");
    for (arguments, code, status, words) in [
        (
            ["--account", payments],
            "conflict",
            3,
            "is a member already",
        ),
        (["--email", "nonsense"], "invalid", 2, "has no @"),
        (["--account", "12"], "invalid", 2, "12"),
    ] {
        let arguments = [&["invite", "send"][..], &arguments[..], &["--yes"]].concat();
        canopy.refused(&arguments, status, code, words);
    }
    let both = [
        "invite",
        "send",
        "--account",
        payments,
        "--email",
        "a@example.com",
        "--yes",
    ];
    canopy.refused(&both, 2, "invalid", "cannot be used with");
    canopy.refused(&["invite", "send", "--yes"], 2, "invalid", "required");
    let told = canopy.run(&["invite", "list"]);
    assert!(
        told.out.contains("OPEN") && told.out.contains("days left"),
        "{told:?}"
    );
}
