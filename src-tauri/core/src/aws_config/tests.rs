use proptest::prelude::*;

use super::*;
use crate::Code;

fn account(id: &str, name: &str, path: &str, roles: &[&str]) -> ExportAccount {
    ExportAccount {
        id: id.parse().expect("an account"),
        name: name.to_owned(),
        path: path.to_owned(),
        roles: roles.iter().map(|it| it.parse().expect("a role")).collect(),
    }
}

fn spec(accounts: Vec<ExportAccount>) -> ExportSpec {
    ExportSpec {
        connection: "profile:corp".parse().expect("a connection"),
        program: "/usr/bin/canopy".to_owned(),
        naming: NAMING.to_owned(),
        organization: "Example".to_owned(),
        region: Some("eu-central-1".to_owned()),
        accounts,
    }
}

fn payments() -> Vec<ExportAccount> {
    vec![account(
        "111122223333",
        "Payments Prod",
        "/Workloads/prod",
        &["Admin", "ReadOnly"],
    )]
}

const SECTION: &str = "# >>> canopy profile:corp >>>
# Written by `canopy export aws-config`, which replaces everything up to the end mark.
[profile Payments-Prod-Admin]
credential_process = /usr/bin/canopy --connection profile:corp credentials 111122223333 --role Admin
region = eu-central-1

[profile Payments-Prod-ReadOnly]
credential_process = /usr/bin/canopy --connection profile:corp credentials 111122223333 --role ReadOnly
region = eu-central-1
# <<< canopy profile:corp <<<
";
const FOREIGN: &str = "; mine\n[default]\nregion = us-east-1\n\n[profile work]\ns3 =\n  max_concurrent_requests = 20\n[sso-session x]\nsso_region=eu-west-1\n";

#[test]
fn an_empty_file_gets_the_section_and_nothing_else() {
    let exported = export("", &spec(payments())).expect("exported");
    assert_eq!(exported.text, SECTION);
    assert_eq!(exported.section, SECTION);
    assert_eq!(
        exported.added,
        ["Payments-Prod-Admin", "Payments-Prod-ReadOnly"]
    );
    assert_eq!(exported.profiles, exported.added);
    assert!(exported.changed.is_empty() && exported.removed.is_empty());
}

#[test]
fn the_section_is_replaced_where_it_stands() {
    let before = format!("{FOREIGN}{SECTION}[profile later]\nregion = eu-west-1\n");
    let mut spec = spec(payments());
    spec.accounts[0].roles = vec![
        "Admin".parse().expect("a role"),
        "Billing".parse().expect("a role"),
    ];
    spec.accounts[0].name = "Payments Prod".to_owned();
    let exported = export(&before, &spec).expect("exported");
    assert!(exported.text.starts_with(FOREIGN));
    assert!(
        exported
            .text
            .ends_with("<<<\n[profile later]\nregion = eu-west-1\n")
    );
    assert_eq!(exported.added, ["Payments-Prod-Billing"]);
    assert_eq!(exported.removed, ["Payments-Prod-ReadOnly"]);
    assert!(exported.changed.is_empty(), "Admin is as before");
    spec.region = None;
    let exported = export(&exported.text, &spec).expect("exported");
    assert_eq!(
        exported.changed,
        ["Payments-Prod-Admin", "Payments-Prod-Billing"]
    );
}

#[test]
fn the_section_as_it_was_is_told_without_what_others_wrote_into_it() {
    let written = export(FOREIGN, &spec(payments())).expect("exported");
    assert_eq!(written.before, "");
    let again = export(&written.text, &spec(Vec::new())).expect("exported");
    assert_eq!(again.before, SECTION);
    let region = "region = eu-central-1\n";
    let meddled = SECTION.replacen(region, "aws_secret_access_key = abc\nregion = x\n", 1);
    let again = export(&meddled, &spec(Vec::new())).expect("exported");
    let shown = "# a line that Canopy did not write\nregion = x\n";
    assert_eq!(again.before, SECTION.replacen(region, shown, 1));
}

#[test]
fn taking_everything_out_leaves_the_file_as_it_was() {
    let written = export(FOREIGN, &spec(payments())).expect("exported").text;
    let exported = export(&written, &spec(Vec::new())).expect("exported");
    assert_eq!(exported.text, FOREIGN);
    assert_eq!(exported.section, "");
    assert_eq!(exported.removed.len(), 2);
    let without_roles = vec![account("111122223333", "x", "/", &[])];
    assert_eq!(
        export(&written, &spec(without_roles))
            .expect("exported")
            .text,
        FOREIGN
    );
}

#[test]
fn line_ends_are_kept_and_a_missing_one_is_added() {
    let exported =
        export("[default]\r\nregion = eu-west-1\r\n", &spec(payments())).expect("exported");
    assert!(
        !exported.text.replace("\r\n", "").contains('\n'),
        "{:?}",
        exported.text
    );
    let again = export(&exported.text, &spec(payments())).expect("exported");
    assert_eq!(again.text, exported.text);
    assert!(again.added.is_empty() && again.changed.is_empty());
    let exported = export("[default]\nregion = x", &spec(payments())).expect("exported");
    assert_eq!(exported.text, format!("[default]\nregion = x\n{SECTION}"));
    let marked = "\u{feff}[default]\nregion = x\n";
    assert!(
        export(marked, &spec(payments()))
            .expect("exported")
            .text
            .starts_with(marked)
    );
}

#[test]
fn several_connections_stand_side_by_side() {
    let mut other = spec(vec![account("444455556666", "Other", "/", &["Admin"])]);
    other.connection = "own:abcdefgh".parse().expect("a connection");
    let one = export(FOREIGN, &spec(payments())).expect("exported").text;
    let both = export(&one, &other).expect("exported").text;
    assert!(both.starts_with(&one));
    let left = export(&both, &spec(Vec::new())).expect("exported").text;
    assert_eq!(left, export(FOREIGN, &other).expect("exported").text);
    other.accounts = payments();
    let failure = export(&one, &other).expect_err("the same names");
    assert!(
        failure.message.contains("`Payments-Prod-Admin`"),
        "{failure}"
    );
}

#[test]
fn a_name_of_someone_elses_profile_is_refused() {
    for head in [
        "[profile Payments-Prod-Admin]",
        "[profile 'Payments-Prod-Admin'] # x",
    ] {
        let failure =
            export(&format!("\n{head}\nregion = x\n"), &spec(payments())).expect_err("taken");
        assert_eq!(failure.code, Code::Invalid);
        assert_eq!(
            failure.message,
            "the file has a profile `Payments-Prod-Admin` already (line 2)"
        );
    }
}

#[test]
fn a_file_that_tools_cannot_read_is_left_alone() {
    for (text, line, why) in [
        ("region = x\n", 1, "it belongs to no profile"),
        ("[default]\n[profile x\nregion = x\n", 2, "has no `]`"),
        ("[default]\nregion\n", 2, "neither `key = value`"),
        (
            "[a]\n# >>> canopy x >>>\n[profile y]\n",
            2,
            "the section of `x` has no end mark",
        ),
        (
            "# >>> canopy x >>>\n# >>> canopy y >>>\n",
            2,
            "the section of `x` has no end mark",
        ),
        ("[a]\n# <<< canopy x <<<\n", 2, "that does not begin"),
        (
            "# >>> canopy x >>>\n# <<< canopy y <<<\n",
            2,
            "that does not begin",
        ),
        (
            "# >>> canopy profile:corp >>>\n# <<< canopy profile:corp <<<\n# >>> canopy profile:corp >>>\n",
            3,
            "a second section",
        ),
        (
            "[a]\n# >>> canopy x >>>\n[profile y]\n# <<< canopy x <<<\nregion = z\n",
            5,
            "behind a section of Canopy",
        ),
    ] {
        let failure = export(text, &spec(payments())).expect_err(text);
        assert_eq!(failure.code, Code::Invalid);
        let place = format!("line {line}: ");
        assert!(failure.message.contains(&place), "{failure}");
        assert!(failure.message.contains(why), "{failure}");
    }
}

#[test]
fn names_are_legal_and_each_stands_once() {
    let names = |naming: &str, accounts: Vec<ExportAccount>| {
        let spec = ExportSpec {
            naming: naming.to_owned(),
            ..spec(accounts)
        };
        export("", &spec).map(|it| it.profiles)
    };
    let twins = || {
        vec![
            account("111122223333", "Dev", "/A", &["Admin"]),
            account("444455556666", "Dev", "/B", &["Admin", "Read"]),
            account("777788889999", "Prod", "/", &["Admin"]),
        ]
    };
    assert_eq!(
        names("{account}-{role}", twins()).expect("names"),
        [
            "Dev-Admin-111122223333",
            "Dev-Admin-444455556666",
            "Dev-Read",
            "Prod-Admin"
        ]
    );
    assert_eq!(
        names("{organization}/{ou}/{account}", twins()).expect("names"),
        [
            "Example/A/Dev",
            "Example/B/Dev-444455556666-Admin",
            "Example/B/Dev-444455556666-Read",
            "Example/Prod"
        ]
    );
    let odd = vec![
        account("111122223333", "Zürich [1] \n#", "/", &["a=b", "a,b"]),
        account("444455556666", "漢字", "/", &["x"]),
        account("777788889999", "default", "/", &["y"]),
    ];
    assert_eq!(
        names("{account}", odd).expect("names"),
        [
            "Z-rich-1-111122223333-a-b",
            "Z-rich-1-111122223333-a-b-2",
            "444455556666",
            "default-777788889999"
        ]
    );
    for naming in ["{acount}", "{account"] {
        assert_eq!(
            names(naming, twins()).expect_err(naming).code,
            Code::Invalid
        );
    }
}

#[test]
fn commands_are_quoted_for_every_tool() {
    let line = |program: &str, connection: &str, role: &str| {
        quoting::command(
            program,
            ("--connection", connection),
            "111122223333",
            ("--role", role),
        )
    };
    let good = |program: &str| line(program, "sandbox", "Admin").expect("a command");
    assert!(
        good("/Applications/My App/canopy")
            .starts_with("\"/Applications/My App/canopy\" --connection")
    );
    assert!(good("/home/a$b/it's").starts_with(r"'/home/a$b/it'\''s' "));
    assert!(
        good(r"C:\Program Files\Canopy\canopy.exe")
            .starts_with("\"C:\\Program Files\\Canopy\\canopy.exe\" ")
    );
    assert!(good(r"C:\canopy.exe").starts_with(r"C:\canopy.exe "));
    let dashes = line("/c", "-x y", "-admin").expect("a command");
    assert_eq!(
        dashes,
        "/c \"--connection=-x y\" credentials 111122223333 --role=-admin"
    );
    for (program, connection) in [
        ("", "x"),
        ("/a\nb", "x"),
        ("/a #b", "x"),
        ("/a", "x ;y"),
        (r"C:\a.exe", "say \"x\""),
        (r"C:\a.exe", "100 %x%"),
    ] {
        assert!(
            line(program, connection, "Admin").is_err(),
            "{program} {connection}"
        );
    }
    let mut wrong = spec(payments());
    wrong.region = Some("x\ny".to_owned());
    assert!(export("", &wrong).is_err());
}

/// Files as people have them: heads, keys, comments, empty lines, both line ends.
fn a_file() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        "[a-z_]{1,8} = [ -~]{0,12}",
        "  [a-z]{1,5}=[a-z]{0,5}",
        "[#;] [ -~]{0,10}",
        Just(String::new()),
        "\\[profile f[a-z]{1,6}\\]",
        Just("[sso-session x]".to_owned()),
    ];
    (
        prop::collection::vec(line, 0..12),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(lines, crlf, ended)| {
            let end = if crlf { "\r\n" } else { "\n" };
            let mut text = lines.join(end);
            if !lines.is_empty() {
                text = format!("[default]{end}{text}");
            }
            if ended && !text.is_empty() {
                text.push_str(end);
            }
            text
        })
}

fn some_accounts() -> impl Strategy<Value = Vec<ExportAccount>> {
    let one = (
        "[0-9]{12}",
        ".{0,10}",
        prop::collection::btree_set("[A-Za-z+=,.@_-]{1,6}", 0..3),
    );
    prop::collection::vec(one, 0..6).prop_map(|accounts| {
        let mut ids = std::collections::HashSet::new();
        accounts
            .into_iter()
            .filter(|(id, ..)| ids.insert(id.clone()))
            .map(|(id, name, roles)| {
                let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
                // Names of profiles that no other has.
                account(&id, &format!("ours {name}"), "/x", &roles)
            })
            .collect()
    })
}

proptest! {
    /// Foreign bytes survive, a second export changes nothing, and taking out gives the file back.
    #[test]
    fn only_the_own_section_changes(
        before in a_file(), after in a_file(), accounts in some_accounts(), later in some_accounts(),
    ) {
        let spec = spec(accounts);
        let ended = before.is_empty() || before.ends_with('\n');
        let first = export(&before, &spec).expect("exported");
        prop_assert!(first.text.starts_with(&before));
        if ended || first.section.is_empty() {
            prop_assert_eq!(&first.text[before.len()..], &first.section);
        }
        let with_more = format!("{}{}{after}", first.text, if first.section.is_empty() && !ended { "\n" } else { "" });
        let again = export(&with_more, &spec).expect("exported");
        if !first.section.is_empty() {
            prop_assert_eq!(&again.text, &with_more);
            prop_assert!(again.added.is_empty() && again.changed.is_empty() && again.removed.is_empty());
        }
        let count: usize = spec.accounts.iter().map(|it| it.roles.len()).sum();
        let distinct: std::collections::HashSet<&String> = first.profiles.iter().collect();
        prop_assert_eq!(distinct.len(), count, "each profile has a name of its own");

        let changed = export(&again.text, &ExportSpec { accounts: later, ..spec.clone() }).expect("exported");
        let gone = export(&changed.text, &ExportSpec { accounts: Vec::new(), ..spec }).expect("exported");
        let bytes = |text: &str| text.replace(['\r', '\n'], "");
        prop_assert_eq!(bytes(&gone.text), bytes(&format!("{before}{after}")));
        if ended && !changed.section.is_empty() && !first.section.is_empty() {
            prop_assert_eq!(gone.text, format!("{before}{after}"));
        }
    }

    /// Whatever a program or connection is called, a shell takes it back out whole.
    #[test]
    fn quoting_can_be_undone(program in "/[ -~]{0,20}", connection in "[ -~]{1,20}") {
        let line = quoting::command(&program, ("--connection", &connection), "111122223333", ("--role", "R"));
        if let Ok(line) = line {
            let words = shell_words::split(&line).expect("well quoted");
            prop_assert_eq!(&words[0], &program);
            prop_assert!(words[1..].join("=").contains(&connection));
        }
    }

    #[test]
    fn no_file_makes_it_fail_otherwise_than_with_words(text in "(\\[|\\]|profile |# >>> canopy x >>>|# <<< canopy x <<<|\n|\r|=|a| ){0,20}") {
        if let Err(failure) = export(&text, &spec(payments())) {
            prop_assert_eq!(failure.code, Code::Invalid);
        }
    }
}
