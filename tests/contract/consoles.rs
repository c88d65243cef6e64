//! The commands around consoles: what the web view gets is no secret, and has the shapes of the bindings.

use serde_json::{Value, json};

use crate::commands::Canopy;

/// A browser that takes any link.
fn browser() -> Value {
    json!({"id": "any", "name": "Any", "template": "/bin/true {url}", "mode": "plain"})
}

fn options() -> Value {
    json!({
        "role": null,
        "destination": {"kind": "service", "id": "s3", "region": "eu-west-1"},
        "durationSeconds": null,
        "browser": "any",
        "profile": null,
        "container": null,
        "session": null,
    })
}

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    keys
}

#[test]
fn a_console_opens_and_nothing_secret_comes_back() {
    let canopy = Canopy::open();
    canopy.open_sandbox();
    let account = canopy.node("Payments")["id"].clone();
    let saved = canopy.call("save_browser", json!({"browser": browser()}));
    assert_eq!(saved, Ok(Value::Null));
    let browsers = canopy.call("browsers", json!({})).expect("browsers");
    assert!(browsers.as_array().expect("a list").contains(&browser()));
    let asked = json!({
        "connection": "sandbox", "account": account, "options": options(), "remember": true,
    });
    let opened = canopy.call("open_console", asked).expect("it opens");
    assert_eq!(keys(&opened), ["expiresAt", "opened"]);
    assert_eq!(opened["opened"], true);

    let about = json!({"connection": "sandbox", "account": account, "role": null});
    let choices = canopy.call("console_choices", about).expect("choices");
    assert_eq!(
        keys(&choices),
        [
            "durationRefusal",
            "longestSeconds",
            "options",
            "partition",
            "regions",
            "remembered",
            "role",
            "roles"
        ]
    );
    assert_eq!(
        (&choices["options"], &choices["remembered"]),
        (&options(), &json!(true))
    );
    let sessions = canopy.call("console_sessions", json!({"connection": "sandbox"}));
    let sessions = sessions.expect("sessions");
    let session = &sessions[0];
    assert_eq!(
        keys(session),
        [
            "account",
            "browser",
            "destination",
            "endsAt",
            "id",
            "openedAt",
            "options",
            "role"
        ]
    );
    assert_eq!(
        (&session["account"], &session["browser"]),
        (&account, &json!("any"))
    );
    let several = json!({"connection": "sandbox", "accounts": [account], "options": options()});
    let several = canopy.call("open_consoles", several).expect("they open");
    assert_eq!(keys(&several[0]), ["account", "failure", "opened"]);
    for answer in [opened, choices, sessions, several] {
        assert!(!answer.to_string().contains("SigninToken"), "{answer}");
    }
    let gone = canopy.call("end_console_session", json!({"id": 4711}));
    assert_eq!(gone.expect_err("there is none")["code"], "notFound");
}

#[test]
fn favourites_services_and_links_are_told() {
    let canopy = Canopy::open();
    canopy.open_sandbox();
    let account = canopy.node("Payments")["id"].clone();
    let about = |favourite: bool| json!({"connection": "sandbox", "account": account, "favourite": favourite});
    let listed = || canopy.call("favourites", json!({"connection": "sandbox"}));
    assert_eq!(canopy.call("set_favourite", about(true)), Ok(Value::Null));
    assert_eq!(listed(), Ok(json!([account])));
    assert_eq!(canopy.call("set_favourite", about(false)), Ok(Value::Null));
    assert_eq!(listed(), Ok(json!([])));
    let services = canopy
        .call("console_services", json!({}))
        .expect("services");
    assert_eq!(
        keys(&services[0]),
        ["id", "keywords", "name", "path", "regional"]
    );
    let link = json!({"connection": "sandbox", "account": account, "options": options()});
    let link = canopy.call("console_link_for", link).expect("a link");
    let link = link.as_str().expect("a text");
    canopy.engine.ask_for_console(link);
    let waiting = canopy.call("console_requests", json!({})).expect("a list");
    assert_eq!(
        waiting,
        json!([{
            "id": 1,
            "request": {
                "connection": null,
                "account": account,
                "role": null,
                "destination": {"kind": "service", "id": "s3", "region": "eu-west-1"},
            },
            "accountName": "Payments",
            "connection": "sandbox",
            "refusal": null,
        }])
    );
    let declined = json!({"id": 1, "open": false, "connection": null});
    assert_eq!(
        canopy.call("answer_console_request", declined),
        Ok(Value::Null)
    );
    assert_eq!(canopy.call("console_requests", json!({})), Ok(json!([])));
}

#[test]
fn of_the_aws_configuration_only_canopys_own_section_comes_back() {
    let canopy = Canopy::open();
    canopy.open_sandbox();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("config");
    std::fs::write(&file, "[profile keys]\naws_secret_access_key = planted\n").expect("a file");
    let request = json!({
        "accounts": [canopy.node("Payments")["id"]],
        "file": file,
        "program": "/usr/bin/canopy",
    });
    let asked = json!({"connection": "sandbox", "request": request});
    let preview = canopy.call("preview_aws_config", asked.clone());
    let preview = preview.expect("a preview");
    let written = canopy
        .call("write_aws_config", asked)
        .expect("it is written");
    for answer in [&preview, &written] {
        assert!(!answer.to_string().contains("planted"), "{answer}");
        assert_eq!(
            keys(&answer["exported"]),
            [
                "added", "before", "changed", "profiles", "removed", "section"
            ]
        );
    }
    let text = std::fs::read_to_string(&file).expect("text");
    assert!(
        text.contains("planted") && text.contains("credential_process"),
        "{text}"
    );
}
