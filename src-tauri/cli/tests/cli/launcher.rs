//! What is around a console: browsers, favourites, sessions, links, several at once.

use std::{os::unix::fs::PermissionsExt, path::PathBuf, time::Duration};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    asking::in_a_terminal,
    canopy::{Canopy, Ended, Served, ended, node},
};

/// A sandbox that is served, a Canopy with its keys, and a browser that takes down what it is started with.
struct Desk {
    served: Served,
    canopy: Canopy,
    folder: TempDir,
}

impl Desk {
    fn open() -> Self {
        let served = Served::start(&[]);
        let desk = Self {
            canopy: Canopy::at(&served),
            served,
            folder: tempfile::tempdir().expect("a folder"),
        };
        let program = desk.folder.path().join("browser.sh");
        let script = format!(
            "#!/bin/sh\nfor it; do printf '%s\\n' \"$it\"; done > {0}.part\nmv {0}.part {0}\n",
            desk.record().display()
        );
        std::fs::write(&program, script).expect("a file");
        let all = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(&program, all).expect("it can be run");
        let template = format!("{} -P {{profile}} {{container}} {{url}}", program.display());
        let set = desk.run(&["browser", "set", "rec", &template, "--name", "Recorder"]);
        assert_eq!(set.code, 0, "{set:?}");
        desk
    }

    fn record(&self) -> PathBuf {
        self.folder.path().join("record")
    }

    /// With what the browser was started since the last look.
    fn started(&self) -> Vec<String> {
        for _ in 0..200 {
            if let Ok(text) = std::fs::read_to_string(self.record()) {
                std::fs::remove_file(self.record()).expect("it was there");
                return text.lines().map(ToOwned::to_owned).collect();
            }
            std::thread::sleep(Duration::from_millis(25));
        }
        panic!("the browser was not started");
    }

    fn command(&self, arguments: &[&str]) -> std::process::Command {
        let sign_in = self.served.start["signinUrl"].as_str().expect("a URL");
        let mut command = self.canopy.command(arguments);
        command.env("CANOPY_SIGNIN_URL", sign_in);
        command
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        ended(&self.command(arguments).output().expect("it starts"))
    }

    fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let ended = self.run(&[&["--json"], arguments].concat());
        let document = serde_json::from_str(&ended.out);
        (
            ended.code,
            document.unwrap_or_else(|error| panic!("one document ({error}): {ended:?}")),
        )
    }

    fn done(&self, arguments: &[&str]) -> Value {
        let (code, document) = self.json(arguments);
        assert_eq!(code, 0, "{arguments:?}: {document:#}");
        document
    }

    /// Where a link leads after the sign-in.
    fn destination(url: &str) -> String {
        let place = url.split("Destination=").nth(1).expect("a destination");
        place
            .split('&')
            .next()
            .expect("its end")
            .replace("%3A", ":")
            .replace("%2F", "/")
    }
}

#[test]
fn a_console_opens_as_asked_and_from_then_on_as_remembered() {
    let desk = Desk::open();
    let opened = desk.done(&[
        "console",
        "Payments",
        "--browser",
        "rec",
        "--browser-profile",
        "my work",
        "--container",
        "prod",
        "--destination",
        "s3",
        "--remember",
    ]);
    let mut keys: Vec<&String> = opened.as_object().expect("an object").keys().collect();
    keys.sort();
    assert_eq!(keys, ["expiresAt", "opened"]);
    assert_eq!(opened["opened"], true);
    let started = desk.started();
    assert_eq!(started[..3], ["-P", "my work", "prod"]);
    assert_eq!(
        Desk::destination(&started[3]),
        "https://console.aws.amazon.com/s3/buckets"
    );
    desk.done(&["console", "Payments"]);
    let again = desk.started();
    assert_eq!(again[..3], ["-P", "my work", "prod"]);
    assert_eq!(Desk::destination(&again[3]), Desk::destination(&started[3]));
    desk.done(&[
        "console",
        "Payments",
        "--browser",
        "rec",
        "--destination",
        "ec2",
        "--region",
        "eu-west-1",
        "--log-out-first",
    ]);
    let other = desk.started();
    assert_eq!(other.len(), 1, "another browser has no profile: {other:?}");
    assert!(
        other[0].contains("/oauth?Action=logout&redirect_uri="),
        "{other:?}"
    );

    let sessions = desk.done(&["console-sessions"]);
    let sessions = sessions["sessions"].as_array().expect("sessions");
    let told: Vec<(&Value, &Value)> = sessions
        .iter()
        .map(|it| (&it["browser"], &it["destination"]))
        .collect();
    assert_eq!(
        told,
        [
            (
                &json!("rec"),
                &json!({"kind": "service", "id": "s3", "region": null})
            ),
            (
                &json!("rec"),
                &json!({"kind": "service", "id": "ec2", "region": "eu-west-1"})
            )
        ]
    );
    let id = sessions[0]["id"].to_string();
    let left = desk.done(&["console-sessions", "--forget", &id]);
    assert_eq!(left["sessions"].as_array().map(Vec::len), Some(1));
    let words = desk.run(&["console-sessions"]);
    assert!(words.out.contains("min left  rec"), "{words:?}");
}

#[test]
fn several_consoles_open_and_each_tells_its_own_end() {
    let desk = Desk::open();
    let (code, document) = desk.json(&[
        "console",
        "Payments",
        "Fabrikam Logistics",
        "--browser",
        "rec",
    ]);
    desk.started();
    let tree = desk.done(&["tree"]);
    let id = |name: &str| node(&tree, name).expect("an account")["id"].clone();
    let consoles = document["consoles"].as_array().expect("consoles");
    assert_eq!(
        (code, &consoles[0]["accountId"], &consoles[0]["opened"]),
        (3, &id("Payments"), &json!(true))
    );
    assert_eq!(
        (&consoles[1]["accountId"], &consoles[1]["error"]["code"]),
        (&id("Fabrikam Logistics"), &json!("denied"))
    );
    let printed = desk.done(&["console", "Payments", "Orders", "--print"]);
    for console in printed["consoles"].as_array().expect("consoles") {
        let url = console["url"].as_str().expect("a link");
        assert!(url.contains("Action=login"), "{url}");
    }
    let many = ["Payments"; 11];
    let (code, refused) = desk.json(&[&["console"], &many[..]].concat());
    assert_eq!(
        (code, &refused["error"]["message"]),
        (2, &json!("11 consoles are too many at once"))
    );
}

#[test]
fn what_cannot_be_is_refused_in_words() {
    let desk = Desk::open();
    for (arguments, status, why) in [
        (
            &["console", "Payments", "--region", "eu-west-1"][..],
            2,
            "only a service is shown in a region",
        ),
        (
            &["console", "Payments", "--browser", "netscape"],
            2,
            "there is no browser `netscape` on this machine",
        ),
        (
            &["console", "Payments", "--container", "x"],
            2,
            "the system's default browser cannot be told a container",
        ),
        (
            &[
                "console",
                "Payments",
                "--destination",
                "https://evil.example/",
                "--print",
            ],
            2,
            "`evil.example` is not in the AWS console",
        ),
        (
            &[
                "console",
                "Payments",
                "--destination",
                "ec2",
                "--region",
                "cn-north-1",
                "--print",
            ],
            2,
            "the region `cn-north-1` is not in the partition aws",
        ),
        (
            &["browser", "set", "x", "firefox"],
            2,
            "the command has no place for the address",
        ),
        (&["browser", "remove", "x"], 2, "you entered no browser `x`"),
        (
            &["open", "https://example.org", "--yes"],
            2,
            "this link cannot be opened: it does not begin with canopy://console/",
        ),
        (
            &["open", "canopy://console/000000000001"],
            2,
            "there is no terminal to ask on",
        ),
        (
            &[
                "open",
                "canopy://console/000000000001?connection=nobody",
                "--yes",
            ],
            2,
            "this link cannot be opened",
        ),
    ] {
        let (code, document) = desk.json(arguments);
        assert_eq!(
            (code, document["error"]["message"].as_str()),
            (status, Some(why)),
            "{arguments:?}: {document:#}"
        );
    }
}

#[test]
fn favourites_are_kept_and_listed_by_name() {
    let desk = Desk::open();
    assert_eq!(desk.done(&["favourite", "list"]), json!({"favourites": []}));
    let tree = desk.done(&["tree"]);
    let entry =
        |name: &str| json!({"accountId": node(&tree, name).expect("it")["id"], "name": name});
    let added = desk.done(&["favourite", "add", "Payments", "Orders"]);
    assert_eq!(
        added,
        json!({"favourites": [entry("Payments"), entry("Orders")]})
    );
    let left = desk.done(&["favourite", "remove", "Payments"]);
    assert_eq!(left, json!({"favourites": [entry("Orders")]}));
    let words = desk.run(&["favourite", "list"]);
    let id = entry("Orders")["accountId"]
        .as_str()
        .expect("an id")
        .to_owned();
    assert_eq!(words.out, format!("{id}  Orders\n"));
}

#[test]
fn a_link_asks_before_it_opens() {
    let desk = Desk::open();
    let tree = desk.done(&["tree"]);
    let id = node(&tree, "Payments").expect("an account")["id"].clone();
    let id = id.as_str().expect("an id");
    let link = desk.done(&[
        "console",
        "Payments",
        "--link",
        "--destination",
        "ec2",
        "--region",
        "eu-west-1",
    ]);
    let link = link["link"].as_str().expect("a link").to_owned();
    assert_eq!(
        link,
        format!("canopy://console/{id}?destination=ec2&region=eu-west-1")
    );
    desk.done(&["console", "Payments", "--browser", "rec", "--remember"]);
    desk.started();
    for (typed, opens) in [("n\n", false), ("y\n", true)] {
        let mut child = in_a_terminal(&desk.command(&["open", &link]))
            .spawn()
            .expect("it starts");
        let mut keyboard = child.stdin.take().expect("piped");
        std::io::Write::write_all(&mut keyboard, typed.as_bytes()).expect("it is typed");
        let ended = ended(&child.wait_with_output().expect("it ends"));
        drop(keyboard);
        let question = format!(
            "Open the console of Payments ({id}) at ec2 in eu-west-1 through environment? [y/N]"
        );
        assert!(ended.out.contains(&question), "{ended:?}");
        assert_eq!(ended.code == 0, opens, "{ended:?}");
        if opens {
            assert!(desk.started()[0].contains("Action=login"));
        } else {
            assert!(!desk.record().exists(), "nothing was opened");
        }
    }
    assert_eq!(desk.done(&["open", &link, "--yes"])["opened"], true);
    desk.started();
}

#[test]
fn a_role_is_switched_to_in_the_console_that_is_open() {
    let desk = Desk::open();
    let asked = ["console", "Payments", "--role", "Admin", "--switch-role"];
    let shown = desk.done(
        &[
            &asked[..],
            &["--name", "Pay", "--color", "F2B0A9", "--print"],
        ]
        .concat(),
    );
    let url = shown["url"].as_str().expect("a link");
    let (page, query) = url.split_once('?').expect("a query");
    let sign_in = desk.served.start["signinUrl"].as_str().expect("a URL");
    assert_eq!(
        page,
        format!("{}/switchrole", sign_in.trim_end_matches("/federation"))
    );
    assert!(
        query.ends_with("&roleName=Admin&displayName=Pay&color=F2B0A9"),
        "{query}"
    );
    assert_eq!(shown["words"].as_array().map(Vec::len), Some(3));
    let opened = desk.done(&[&asked[..], &["--browser", "rec"]].concat());
    assert_eq!(opened, json!({"opened": true}));
    assert!(desk.started()[0].contains("/switchrole?account="));
}
