//! Tables of accounts and invitations.

use crate::canopy::{Canopy, node};

#[test]
fn accounts_of_a_table_are_created() {
    let canopy = Canopy::sandbox();
    let file = canopy.file(
        "accounts.csv",
        "name,email,ou,tags\nOne,one@example.com,/Workloads/dev,team=a;stage=dev\nTwo,two@example.com,,\n",
    );
    let plan = canopy.done(&["account", "create", "--csv", &file, "--dry-run"]);
    let actions: Vec<&str> = plan["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .filter_map(|step| step["action"].as_str())
        .collect();
    assert_eq!(
        actions,
        [
            "CreateAccount",
            "MoveAccount",
            "AssumeRole",
            "CreateAccount",
            "AssumeRole"
        ]
    );
    let made = canopy.done(&["account", "create", "--csv", &file, "--yes"]);
    assert_eq!(made["state"], "done", "{made:#}");
    let tree = canopy.done(&["tree"]);
    assert_eq!(
        node(&tree, "One").expect("there")["path"],
        "/Workloads/dev/One"
    );
    assert_eq!(node(&tree, "Two").expect("there")["path"], "/Two");
}

#[test]
fn a_table_with_wrong_rows_names_their_lines_and_does_nothing() {
    let canopy = Canopy::sandbox();
    let file = canopy.file(
        "accounts.csv",
        "name,email,ou\nOne,one@example.com,\nTwo,nonsense,/Nowhere\nThree,one@example.com,\n",
    );
    for how in ["--yes", "--dry-run"] {
        let error = canopy.refused(
            &["account", "create", "--csv", &file, how],
            2,
            "invalid",
            "2 of 3 rows are wrong: line 3: ",
        );
        let rows = error["rows"].as_array().expect("rows");
        assert_eq!(
            (&rows[0]["line"], &rows[1]["line"]),
            (&3.into(), &4.into()),
            "{error:#}"
        );
        assert_eq!(
            rows[0]["errors"].as_array().map(Vec::len),
            Some(2),
            "both are told: {error:#}"
        );
    }
    let told = canopy.run(&["account", "create", "--csv", &file, "--yes"]);
    assert!(
        told.code == 2 && told.out.is_empty() && told.err.contains("line 4: line 2 has the same"),
        "{told:?}"
    );
    assert!(
        node(&canopy.done(&["tree"]), "One").is_none(),
        "nothing was done"
    );
    assert_eq!(canopy.done(&["activity"])["jobs"], serde_json::json!([]));
}

#[test]
fn what_is_no_table_is_refused() {
    let canopy = Canopy::sandbox();
    let odd = canopy.file("odd.csv", "name,email,colour\nOne,one@example.com,red\n");
    canopy.refused(
        &["account", "create", "--csv", &odd, "--yes"],
        2,
        "invalid",
        "no column `colour`",
    );
    canopy.refused(
        &["account", "create", "--csv", "/nowhere.csv", "--yes"],
        2,
        "invalid",
        "cannot be read",
    );
    canopy.refused(
        &["account", "create", "--csv", &odd, "--name", "One", "--yes"],
        2,
        "invalid",
        "cannot be used with",
    );
    let ended = canopy.run(&["account", "create", "--csv", &odd]);
    assert_eq!(ended.code, 2, "nobody can be asked: {ended:?}");
}

#[test]
fn invitations_of_a_table_are_sent_and_templates_are_printed() {
    let canopy = Canopy::sandbox();
    let file = canopy.file(
        "invitations.csv",
        "account;email;ou;notes\n;aws@adventure-works.example.com;/Sandbox;Hello\n;aws@wingtip.example.com;;\n",
    );
    let sent = canopy.done(&["invite", "send", "--csv", &file, "--yes"]);
    assert_eq!(sent["state"], "waiting", "{sent:#}");
    let list = canopy.done(&["invite", "list"]);
    let open = list["handshakes"].as_array().expect("handshakes").iter();
    assert_eq!(
        open.filter(|it| it["state"] == "OPEN").count(),
        3,
        "{list:#}"
    );
    let template = canopy.run(&["account", "create", "--csv-template"]);
    assert!(
        template
            .out
            .starts_with("name,email,ou,tags,role,billing\n"),
        "{template:?}"
    );
    let template = canopy.run(&["invite", "send", "--csv-template"]);
    assert!(
        template.out.starts_with("account,email,ou,tags,notes\n"),
        "{template:?}"
    );
}
