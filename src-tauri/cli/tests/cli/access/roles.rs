//! `canopy roles` and `canopy role`.

use serde_json::{Value, json};

use super::doors::{ACCESS, Names, error, refusal};
use crate::canopy::{Canopy, Served};

#[test]
fn roles_are_told_in_words() {
    let canopy = Canopy::sandbox();
    let names = Names::of(&canopy);
    let everyone = |id: &str| format!("everyone in account {id} whom that account allows");
    let (management, audit) = (names.management.as_str(), names.id("Security Audit"));
    assert_eq!(
        canopy.run(&["roles", "Payments"]).out,
        format!(
            "AWSServiceRoleForOrganizations\n  trusts: the AWS service organizations\n  policies: AWSOrganizationsServiceTrustPolicy\n  longest session: 60 min\n\
             {ACCESS}\n  trusts: {}\n  policies: AdministratorAccess\n  longest session: 60 min\n\
             ReadOnly\n  trusts: {}\n  policies: ReadOnlyAccess\n  longest session: 60 min\n\
             SecurityAudit\n  trusts: {}\n  policies: SecurityAudit\n  longest session: 60 min\n",
            everyone(management),
            everyone(management),
            everyone(audit),
        )
    );
}

#[test]
fn a_role_is_made_in_several_accounts_edited_and_deleted_each_time_as_it_was_planned() {
    let canopy = Canopy::sandbox();
    let names = Names::of(&canopy);
    let role = |account: &str| -> Value {
        let roles = canopy.done(&["roles", account]);
        let all = roles["roles"].as_array().expect("roles");
        let found = all.iter().find(|it| it["name"] == "Org-ReadOnly");
        found.cloned().unwrap_or_default()
    };
    let create = [
        "role",
        "create",
        "Payments",
        "Orders",
        "--template",
        "read-only",
        "--this-organization",
        "--mfa",
    ];
    let planned = canopy.run(&[&create[..], &["--dry-run"]].concat());
    assert_eq!(
        (planned.code, planned.out.as_str()),
        (
            0,
            format!(
                "Create Org-ReadOnly in 2 accounts: 4 steps\n\
                 \x20 1. Create the role Org-ReadOnly in Payments\n\
                 \x20 2. Attach ReadOnlyAccess to Org-ReadOnly in Payments\n\
                 \x20 3. Create the role Org-ReadOnly in Orders\n\
                 \x20 4. Attach ReadOnlyAccess to Org-ReadOnly in Orders\n\
                 Payments and Orders: Org-ReadOnly can be assumed by: everyone in account {} whom that account allows, with MFA, only from organization {}.\n",
                names.management,
                names.tree["organization"]["id"].as_str().expect("an id"),
            )
            .as_str()
        )
    );
    assert_eq!(role("Payments"), Value::Null, "a dry run makes nothing");

    let made = canopy.done(&[&create[..], &["--yes"]].concat());
    let steps = made["steps"].as_array().expect("steps");
    let told: Vec<_> = steps
        .iter()
        .map(|it| (it["action"].as_str(), it["state"].as_str()))
        .collect();
    let (create_role, attach) = (
        (Some("CreateRole"), Some("done")),
        (Some("AttachRolePolicy"), Some("done")),
    );
    assert_eq!(
        (made["state"].as_str(), told),
        (Some("done"), vec![create_role, attach, create_role, attach])
    );
    assert_eq!(
        steps[0]["made"]["roleArn"],
        format!("arn:aws:iam::{}:role/Org-ReadOnly", names.id("Payments"))
    );
    assert_eq!(
        role("Orders")["attachedPolicies"][0]["name"],
        "ReadOnlyAccess"
    );

    let again = canopy.run(&[
        "role",
        "create",
        "Payments",
        "--template",
        "read-only",
        "--this-organization",
        "--mfa",
        "--yes",
    ]);
    assert_eq!(again.code, 2, "it is there already: {again:?}");
    assert_eq!(
        again.err,
        "Create the role Org-ReadOnly in Payments: 0 steps\n\
         Warning: Payments has such a role Org-ReadOnly already.\n\
         Not possible: there is nothing to do\n"
    );

    let edited = canopy.run(&[
        "role",
        "edit",
        "Payments",
        "--role",
        "Org-ReadOnly",
        "--max-session",
        "7200",
        "--yes",
    ]);
    assert_eq!(edited.code, 0, "{edited:?}");
    assert!(
        edited
            .out
            .ends_with(" done: Change the sessions of Org-ReadOnly in Payments\n"),
        "{edited:?}"
    );
    assert_eq!(role("Payments")["maxSessionSeconds"], 7200);
    let audit = names.id("Security Audit");
    canopy.done(&[
        "role",
        "edit",
        "Payments",
        "Orders",
        "--role",
        "Org-ReadOnly",
        "--trust-account",
        audit,
        "--yes",
    ]);
    for account in ["Payments", "Orders"] {
        assert_eq!(
            role(account)["trusted"],
            json!([format!(
                "everyone in account {audit} whom that account allows"
            )]),
        );
    }

    let delete = [
        "role",
        "delete",
        "Payments",
        "Orders",
        "--role",
        "Org-ReadOnly",
    ];
    let planned = canopy.run(&[&delete[..], &["--dry-run"]].concat());
    assert_eq!(
        (planned.code, planned.out.as_str()),
        (
            0,
            "Delete Org-ReadOnly in 2 accounts: 4 steps\n\
             \x20 1. Detach ReadOnlyAccess from Org-ReadOnly in Payments\n\
             \x20 2. Delete the role Org-ReadOnly in Payments\n\
             \x20 3. Detach ReadOnlyAccess from Org-ReadOnly in Orders\n\
             \x20 4. Delete the role Org-ReadOnly in Orders\n\
             Payments and Orders: nobody can assume Org-ReadOnly any more, and sessions that are open lose all rights.\n\
             Warning: A role that is made again has another unique id: what names it elsewhere trusts it only once it is saved again.\n"
        )
    );
    let asked = canopy.run(&delete);
    assert_eq!(
        (asked.code, asked.err.as_str()),
        (
            2,
            "error: there is no terminal to ask on\nAdd `--yes` to apply the plan, or `--dry-run` to see it.\n"
        )
    );
    assert_ne!(
        role("Orders"),
        Value::Null,
        "nobody was asked, and nothing done"
    );
    canopy.done(&[&delete[..], &["--yes"]].concat());
    assert_eq!(
        (role("Payments"), role("Orders")),
        (Value::Null, Value::Null)
    );
    let back = canopy.done(&["undo", "--yes"]);
    assert_eq!(back["state"], "done", "{back:#}");
    assert_eq!(
        role("Orders")["attachedPolicies"][0]["name"],
        "ReadOnlyAccess",
        "it comes back as it was"
    );
}

#[test]
fn a_role_that_cannot_be_made_edited_or_deleted_says_why_and_nothing_is_done() {
    let canopy = Canopy::sandbox();
    let names = Names::of(&canopy);
    let bad = canopy.file(
        "bad.json",
        r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Actoin": "x"}]}"#,
    );
    let missing = canopy.file("none.json", "");
    std::fs::remove_file(&missing).expect("it is not there");
    let blocked = |arguments: &[&str], status: i32, told: &Value| {
        let (code, plan) = canopy.json(&[arguments, &["--dry-run"]].concat());
        let mut blocker = plan["blockers"][0].clone();
        if let Some(blocker) = blocker.as_object_mut() {
            blocker.remove("requestId");
        }
        assert_eq!((code, &blocker), (status, told), "{arguments:?}: {plan:#}");
        let applied = refusal(&canopy, &[arguments, &["--yes"]].concat());
        assert_eq!(applied, (status, told.clone()), "{arguments:?}");
    };
    let billing = ["role", "create", "Payments", "--name", "Ops"];
    blocked(
        &[&billing[..], &["--inline", &bad]].concat(),
        2,
        &error(
            "invalid",
            "the policy canopy: the statement has no Action (line 1, column 41)",
            "Change the document, then look at the plan again.",
        ),
    );
    assert_eq!(
        refusal(
            &canopy,
            &[&billing[..], &["--trust", &missing, "--yes"]].concat()
        ),
        (
            2,
            error(
                "invalid",
                &format!("{missing} cannot be read: No such file or directory (os error 2)"),
                "Give a text file in UTF-8 with a policy in JSON.",
            )
        )
    );
    blocked(
        &[
            "role",
            "edit",
            "Payments",
            "--role",
            "Nope",
            "--max-session",
            "7200",
        ],
        2,
        &error(
            "notFound",
            "Payments has no role Nope",
            "Refresh the account's roles, and look what it is called.",
        ),
    );
    blocked(
        &["role", "delete", "Payments", "--role", ACCESS],
        3,
        &error(
            "conflict",
            &format!(
                "Canopy itself gets into Payments with {ACCESS}, and cannot delete it while it stands on it"
            ),
            "Create another role there and make it the default role in the settings, then delete this one; or lend one-time credentials of that account.",
        ),
    );
    let closed = names.may_not("Customer Login");
    blocked(
        &[
            "role",
            "edit",
            "Customer Login",
            "--role",
            ACCESS,
            "--max-session",
            "7200",
        ],
        3,
        &error(
            "denied",
            &format!(
                "Customer Login cannot be looked into: {}",
                closed["message"].as_str().expect("a message")
            ),
            closed["hint"].as_str().expect("a hint"),
        ),
    );
    assert_eq!(
        refusal(
            &canopy,
            &[
                "role",
                "create",
                "Payments",
                "Fabrikam Logistics",
                "--template",
                "billing",
                "--with-account-credentials",
                "--yes"
            ],
        ),
        (
            2,
            error(
                "invalid",
                "credentials of one account serve that account only",
                "Name one account.",
            )
        )
    );
    assert_eq!(
        canopy.done(&["activity"])["jobs"],
        json!([]),
        "no job began"
    );
}

#[test]
fn lent_credentials_make_the_first_role_of_an_invited_account_once() {
    let served = Served::start(&[]);
    let canopy = Canopy::at(&served);
    let create = [
        "role",
        "create",
        "Fabrikam Logistics",
        "--name",
        ACCESS,
        "--template",
        "administrator",
        "--with-account-credentials",
        "--yes",
    ];
    assert_eq!(
        refusal(&canopy, &create),
        (
            2,
            error(
                "invalid",
                "CANOPY_ACCOUNT_ACCESS_KEY_ID is not set",
                "Set CANOPY_ACCOUNT_ACCESS_KEY_ID and CANOPY_ACCOUNT_SECRET_ACCESS_KEY, and CANOPY_ACCOUNT_SESSION_TOKEN for temporary ones.",
            )
        )
    );
}
