//! `canopy sandbox …`.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use crate::canopy::{Canopy, Served};

/// Reads a page of a served sandbox.
pub(crate) fn get(served: &Served, path: &str) -> String {
    let address = served.start["endpoint"]
        .as_str()
        .expect("an endpoint")
        .trim_start_matches("http://");
    let mut stream = TcpStream::connect(address).expect("it listens");
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )
    .expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer.split_once("\r\n\r\n").expect("a body").1.to_owned()
}

#[test]
fn the_start_line_says_all_that_a_client_must_know() {
    let served = Served::start(&[]);
    let start = &served.start;
    assert!(
        start["endpoint"]
            .as_str()
            .is_some_and(|url| url.starts_with("http://127.0.0.1:")),
        "this machine only: {start:#}"
    );
    assert_eq!(
        start["managementAccountId"].as_str().map(str::len),
        Some(12)
    );
    assert!(
        start["accessKeyId"]
            .as_str()
            .is_some_and(|id| id.starts_with("AKIA"))
            && start["secretAccessKey"].is_string()
    );
    assert!(start["signinUrl"].is_string());
    let others = start["others"].as_array().expect("others");
    assert_eq!(others.len(), 3, "three accounts outside, to be invited");
    assert!(
        others
            .iter()
            .all(|other| other["accountId"].is_string() && other["secretAccessKey"].is_string())
    );
}

#[test]
fn a_served_sandbox_is_loaded_with_keys_from_the_environment() {
    let served = Served::start(&[]);
    let sample = Canopy::sandbox().done(&["tree"])["nodes"].clone();
    assert_eq!(
        Canopy::at(&served).done(&["tree"])["nodes"],
        sample,
        "both are the sample organization"
    );
    let unnamed = Canopy::at(&served).without_connection();
    assert_eq!(
        unnamed.done(&["tree"])["nodes"],
        sample,
        "keys in the environment are what is used where nothing is said"
    );
}

#[test]
fn a_generated_organization_has_the_size_that_was_asked_for() {
    let arguments = ["--accounts", "60", "--ous", "7", "--seed", "3"];
    let (one, same) = (Served::start(&arguments), Served::start(&arguments));
    let tree = Canopy::at(&one).done(&["tree"]);
    let of = |kind: &str| {
        tree["nodes"]
            .as_array()
            .expect("nodes")
            .iter()
            .filter(|node| node["kind"] == kind)
            .count()
    };
    assert_eq!((of("account"), of("ou")), (60, 7));
    assert_eq!(
        Canopy::at(&same).done(&["tree"])["nodes"],
        tree["nodes"],
        "the same seed makes the same organization"
    );
}

#[test]
fn a_throttled_sandbox_turns_calls_away_and_the_load_says_so() {
    let served = Served::start(&["--fault", "ListAccounts=Throttle:2"]);
    let tree = Canopy::at(&served).done(&["tree"]);
    assert_eq!(
        (&tree["load"]["throttled"], &tree["complete"]),
        (&2.into(), &true.into()),
        "{:#}",
        tree["load"]
    );
}

#[test]
fn a_sandbox_with_a_file_goes_on_where_it_ended() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("state.json");
    let file = file.to_str().expect("a path");
    let mut first = Served::start(&["--state", file]);
    Canopy::at(&first).done(&["ou", "create", "/", "Kept", "--yes"]);
    first.signal("TERM");
    assert_eq!(
        first.child.wait().expect("it ends").code(),
        Some(0),
        "a signal ends it cleanly"
    );
    let second = Served::start(&["--state", file]);
    assert_eq!(
        Canopy::at(&second).path_of("Kept").as_deref(),
        Some("/Kept"),
        "it was written at the end"
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(file)
            .expect("it is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "it holds keys");
    }
}

#[test]
fn reset_puts_the_sample_back_and_export_prints_everything() {
    let canopy = Canopy::sandbox();
    let before = canopy.done(&["tree"])["nodes"].clone();
    canopy.done(&["ou", "create", "/", "Passing", "--yes"]);
    let exported = canopy.run(&["sandbox", "export"]);
    assert!(
        exported.code == 0 && exported.out.contains("\"Passing\""),
        "the export has what was made"
    );
    assert!(
        serde_json::from_str::<serde_json::Value>(&exported.out).is_ok(),
        "one JSON document"
    );
    canopy.done(&["sandbox", "reset"]);
    assert_eq!(canopy.done(&["tree"])["nodes"], before, "the sample again");
    assert_eq!(
        canopy.done(&["activity"])["jobs"],
        serde_json::json!([]),
        "what was done is not there any more"
    );
}
