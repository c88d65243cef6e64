//! `canopy identity …`: one document, planned, applied, proved, handed out and removed.

use serde_json::{Value, json};

use crate::canopy::Canopy;

/// People of an account that is there, with one level in two accounts and one in one.
fn document() -> Value {
    let level = |name: &str, role: &str, policy: &str, accounts: &[&str]| {
        json!({
            "name": name,
            "roleName": role,
            "policies": [format!("arn:aws:iam::aws:policy/{policy}")],
            "for": {"accounts": accounts},
        })
    };
    json!({
        "version": 1,
        "where": {"account": "Security Audit"},
        "alias": "northwind-people",
        "levels": [
            level("Read only", "Org-ReadOnly", "ReadOnlyAccess", &["Payments", "Storefront"]),
            level("Power user", "Org-PowerUser", "PowerUserAccess", &["Payments"]),
        ],
        "groups": [
            {"name": "Developers", "levels": [{"level": "Read only"}]},
            {"name": "Operators", "levels": [{"level": "Read only"}, {"level": "Power user"}]},
        ],
        "people": [
            {"name": "ada", "groups": ["Developers"], "email": "ada@example.com"},
            {"name": "grace", "groups": ["Operators"]},
        ],
    })
}

fn written(canopy: &Canopy, document: &Value) -> String {
    canopy.file("identity.json", &document.to_string())
}

#[test]
fn a_document_is_planned_applied_proved_handed_out_and_removed() {
    let canopy = Canopy::sandbox();
    let spec = written(&canopy, &document());
    let plan = canopy.done(&["identity", "plan", "--spec", &spec]);
    assert_eq!(plan["title"], "Set up the identity account");
    assert_eq!(plan["blockers"], json!([]));
    assert_eq!(plan["outOfReach"], json!([]));
    let purposes: Vec<&str> = plan["documents"]
        .as_array()
        .expect("documents")
        .iter()
        .filter_map(|it| it["purpose"].as_str())
        .collect();
    assert_eq!(
        purposes,
        ["trust", "trust", "group", "group", "selfService"]
    );

    let folder = canopy.file("marker", "");
    let folder = folder.trim_end_matches("marker").to_owned() + "sheets";
    let applied = canopy.done(&[
        "identity",
        "apply",
        "--spec",
        &spec,
        "--handout",
        &folder,
        "--yes",
    ]);
    assert_eq!(applied["state"], "done");
    let sheets = applied["handout"]["sheets"].as_array().expect("sheets");
    assert_eq!(sheets.len(), 2);
    assert!(sheets.iter().all(|it| it["withPassword"] == true));
    let sheet = std::fs::read_to_string(format!("{folder}/access-ada.txt")).expect("a sheet");
    let password = sheet
        .lines()
        .find_map(|line| line.strip_prefix("Password     "))
        .expect("a password");
    assert_eq!(password.len(), 24);
    assert!(
        !applied.to_string().contains(password),
        "what is printed holds no password"
    );

    let again = canopy.done(&["identity", "apply", "--spec", &spec, "--yes"]);
    assert_eq!(again, json!({"jobId": null, "state": "done", "steps": []}));

    let proof = canopy.done(&["identity", "verify", "--spec", &spec, "--yes"]);
    assert_eq!(proof["passed"], true);
    let checks = proof["checks"].as_array().expect("checks");
    assert_eq!(checks.len(), 4 + 4 + 6 + 4);
    assert!(checks.iter().all(|it| it["passed"] == true), "{checks:#?}");

    let handed = canopy.done(&[
        "identity",
        "handout",
        "--spec",
        &spec,
        "--folder",
        &folder,
        "--person",
        "ada",
        "--new-passwords",
        "--yes",
    ]);
    assert_eq!(handed["sheets"][0]["person"], "ada");
    assert_eq!(handed["sheets"][0]["withPassword"], true);

    let removed = canopy.done(&["identity", "remove", "--spec", &spec, "--yes"]);
    assert_eq!(removed["state"], "done");
    let nothing = canopy.done(&["identity", "remove", "--spec", &spec, "--yes"]);
    assert_eq!(nothing["steps"], json!([]));
}

#[test]
fn a_proof_that_fails_ends_with_one_and_says_which() {
    let canopy = Canopy::sandbox();
    let spec = written(&canopy, &document());
    canopy.done(&["identity", "apply", "--spec", &spec, "--yes"]);
    canopy.done(&[
        "role",
        "edit",
        "Storefront",
        "--role",
        "Org-ReadOnly",
        "--trust-account",
        "111122223333",
        "--yes",
    ]);
    let (code, proof) = canopy.json(&["identity", "verify", "--spec", &spec, "--yes"]);
    assert_eq!((code, &proof["passed"]), (1, &json!(false)));
    let words = canopy.run(&["identity", "verify", "--spec", &spec, "--yes"]);
    let wrong: Vec<&str> = words
        .out
        .lines()
        .filter(|line| line.starts_with("WRONG"))
        .collect();
    assert_eq!(
        wrong,
        [
            "WRONG Developers: Org-ReadOnly in Storefront with MFA: expected let in, refused",
            "WRONG Operators: Org-ReadOnly in Storefront with MFA: expected let in, refused",
        ]
    );
    assert_eq!(
        words.out.lines().last(),
        Some("2 of 18 checks are not as expected.")
    );
}

#[test]
fn accounts_that_nobody_gets_into_are_told_apart_from_what_is_wrong() {
    let canopy = Canopy::sandbox();
    let mut wanted = document();
    wanted["levels"].as_array_mut().expect("levels").truncate(1);
    wanted["groups"].as_array_mut().expect("groups").truncate(1);
    wanted["people"].as_array_mut().expect("people").truncate(1);
    wanted["levels"][0]["for"]["accounts"] =
        json!(["Payments", "Tailspin Analytics", "Customer Login"]);
    let spec = written(&canopy, &wanted);
    canopy.done(&["identity", "apply", "--spec", &spec, "--yes"]);
    let proof = canopy.done(&["identity", "verify", "--spec", &spec, "--yes"]);
    assert_eq!(proof["passed"], true);
    assert_eq!(proof["notSetUp"].as_array().map(Vec::len), Some(2));
    let outcomes: Vec<&str> = proof["checks"]
        .as_array()
        .expect("checks")
        .iter()
        .filter_map(|it| it["outcome"].as_str())
        .collect();
    let counted = |outcome: &str| outcomes.iter().filter(|it| **it == outcome).count();
    assert_eq!(
        (counted("allowed"), counted("refused"), counted("notSetUp")),
        (1, 5, 4)
    );
    let words = canopy.run(&["identity", "verify", "--spec", &spec, "--yes"]);
    assert_eq!(words.code, 0, "{words:?}");
    let last: Vec<&str> = words.out.lines().rev().take(2).collect();
    assert_eq!(
        last,
        [
            "All 6 checks are as expected.",
            "Not set up, for Canopy cannot get in: Tailspin Analytics, Customer Login. Make their first role (`canopy bootstrap`), then apply the document again.",
        ]
    );
}

#[test]
fn what_is_wrong_with_a_document_is_told_with_its_place_before_any_call() {
    let canopy = Canopy::sandbox();
    let mut odd = document();
    odd["people"][0]["groups"] = json!([]);
    odd["alias"] = json!("No Alias");
    let text = serde_json::to_string_pretty(&odd).expect("JSON");
    let spec = canopy.file("identity.json", &text);
    let line = |what: &str| {
        text.lines()
            .position(|line| line.contains(what))
            .expect("a line")
            + 1
    };
    let ended = canopy.run(&["identity", "apply", "--spec", &spec, "--yes"]);
    assert_eq!(ended.code, 2, "{ended:?}");
    let (alias, person) = (
        format!(
            "{spec}:{}:12: `No Alias` is no alias of an account.",
            line("No Alias")
        ),
        format!("{spec}:{}:17: ada is in no group.", line("\"groups\": [],")),
    );
    assert!(ended.err.contains(&alias), "{alias}\n{}", ended.err);
    assert!(ended.err.contains(&person), "{person}\n{}", ended.err);

    let mut unknown = document();
    unknown["levels"][0]["for"] = json!({"ous": ["/Nowhere"]});
    let spec = written(&canopy, &unknown);
    canopy.refused(
        &["identity", "plan", "--spec", &spec],
        2,
        "invalid",
        "nothing fits `/Nowhere`",
    );
    let typo = canopy.file("typo.json", "{\n  \"version\": 1,\n  \"wher\": {}\n}");
    canopy.refused(
        &["identity", "plan", "--spec", &typo],
        2,
        "invalid",
        "typo.json:3:3: unknown field `wher`",
    );
    canopy.refused(
        &["identity", "plan", "--spec", "/nowhere/identity.json"],
        2,
        "invalid",
        "cannot be read",
    );
}

#[test]
fn nothing_is_changed_by_a_plan_or_without_a_word() {
    let canopy = Canopy::sandbox();
    let spec = written(&canopy, &document());
    let dry = canopy.done(&["identity", "apply", "--spec", &spec, "--dry-run"]);
    assert!(
        dry["steps"]
            .as_array()
            .is_some_and(|steps| steps.len() > 10)
    );
    canopy.refused(
        &["identity", "apply", "--spec", &spec],
        2,
        "invalid",
        "there is no terminal to ask on",
    );
    let roles = canopy.done(&["roles", "Payments"]);
    assert!(!roles.to_string().contains("Org-ReadOnly"), "{roles:#}");
    canopy.refused(
        &["identity", "verify", "--spec", &spec, "--yes"],
        2,
        "notFound",
        "Security Audit has no group Developers yet",
    );
}
