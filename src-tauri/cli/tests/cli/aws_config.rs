//! `canopy export aws-config`.

use std::path::Path;

use serde_json::json;

use crate::canopy::{Canopy, node};

const OWN: &str = "[profile mine]\nregion = eu-west-1\n";

#[test]
fn profiles_are_shown_written_and_taken_out_again() {
    let canopy = Canopy::sandbox();
    let file = canopy.file("config", OWN);
    let read = || std::fs::read_to_string(&file).expect("text");
    let tree = canopy.done(&["tree"]);
    let id = node(&tree, "Payments").expect("an account")["id"].clone();
    let id = id.as_str().expect("an id");
    let asked = [
        "export",
        "aws-config",
        "--file",
        &file,
        "--account",
        "Payments",
        "--role",
        "OrganizationAccountAccessRole",
        "--naming",
        "{organization}/{account}",
        "--region",
        "eu-central-1",
    ];
    let shown = canopy.done(&[&asked[..], &["--dry-run"]].concat());
    let program = env!("CARGO_BIN_EXE_canopy");
    let section = format!(
        "# >>> canopy sandbox >>>\n\
         # Written by `canopy export aws-config`, which replaces everything up to the end mark.\n\
         [profile Sandbox/Payments]\n\
         credential_process = {program} --connection sandbox credentials {id} --role OrganizationAccountAccessRole\n\
         region = eu-central-1\n\
         # <<< canopy sandbox <<<\n"
    );
    assert_eq!(
        shown,
        json!({
            "file": file,
            "section": section,
            "before": "",
            "profiles": ["Sandbox/Payments"],
            "added": ["Sandbox/Payments"],
            "changed": [],
            "removed": [],
        })
    );
    assert_eq!(read(), OWN);
    let in_words = canopy.run(&[&asked[..], &["--dry-run"]].concat());
    assert_eq!(in_words.out, section);

    let (code, refused) = canopy.json(&asked);
    assert_eq!(
        (code, &refused["error"]["message"]),
        (2, &json!("there is no terminal to ask on"))
    );
    assert_eq!(read(), OWN, "nobody agreed");
    let written = canopy.done(&[&asked[..], &["--yes"]].concat());
    assert_eq!(written["written"], true);
    assert_eq!(read(), format!("{OWN}{section}"));
    let backup = written["backup"].as_str().expect("what it was");
    assert_eq!(std::fs::read_to_string(backup).expect("text"), OWN);
    assert!(Path::new(backup).parent() == Path::new(&file).parent());
    let again = canopy.run(&[&asked[..], &["--yes"]].concat());
    assert!(again.err.ends_with("config is up to date\n"), "{again:?}");

    let remove = ["export", "aws-config", "--file", &file, "--remove"];
    let shown = canopy.done(&[&remove[..], &["--dry-run"]].concat());
    assert_eq!(shown["removed"], json!(["Sandbox/Payments"]));
    let removed = canopy.done(&[&remove[..], &["--yes"]].concat());
    assert_eq!(
        (&removed["written"], &removed["profiles"]),
        (&json!(true), &json!([]))
    );
    assert_eq!(read(), OWN);
}

#[test]
fn what_cannot_be_written_is_refused_and_the_file_stays() {
    let canopy = Canopy::sandbox();
    let file = canopy.file("config", "[profile Payments]\n");
    let asked = [
        "export",
        "aws-config",
        "--file",
        &file,
        "--account",
        "Payments",
        "--yes",
    ];
    for (more, why) in [
        (
            &["--naming", "{account}"][..],
            "the file has a profile `Payments` already (line 1)",
        ),
        (
            &["--naming", "{unknown}"],
            "there is no placeholder `{unknown}`",
        ),
        (&["--region", "nowhere"], "`nowhere` is not an AWS region"),
        (&["--only-ready"], "there is no profile to write"),
    ] {
        canopy.refused(&[&asked[..], more].concat(), 2, "invalid", why);
    }
    assert_eq!(
        std::fs::read_to_string(&file).expect("text"),
        "[profile Payments]\n"
    );
}
