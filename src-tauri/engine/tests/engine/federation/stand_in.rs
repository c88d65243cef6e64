//! The stand-in for AWS's sign-in: it takes requests down, and refuses where a file says so.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::alone::{Alone, Keychain, alone_with};

/// Where requests are taken down, and files that make the stand-in refuse.
const TAKEN_DOWN: &str = "federation.jsonl";
pub(super) const NO_DURATION: &str = "refuses-durations";
pub(super) const NOTHING: &str = "refuses-everything";
pub(super) const GIBBERISH: &str = "answers-gibberish";

/// Runs `body` with the stand-in as AWS's sign-in.
pub(super) fn at_a_stand_in<F: Future<Output = ()>>(name: &str, body: impl FnOnce(Alone) -> F) {
    let prepare = |world: &Alone| {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let address = listener.local_addr().expect("an address");
        let folder = world.path("");
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                answer(stream, &folder);
            }
        });
        vec![
            ("CANOPY_SIGNIN_URL", format!("http://{address}/")),
            ("AWS_ACCESS_KEY_ID", world.key().to_owned()),
            ("AWS_SECRET_ACCESS_KEY", world.secret().to_owned()),
            ("AWS_REGION", "eu-central-1".to_owned()),
        ]
    };
    alone_with(
        &format!("federation::{name}"),
        Keychain::None,
        prepare,
        body,
    );
}

fn answer(mut stream: std::net::TcpStream, folder: &Path) {
    let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
    let mut lines = Vec::new();
    let mut line = String::new();
    while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
        lines.push(line.trim_end().to_owned());
        line.clear();
    }
    let header = |name: &str| {
        let mut found = lines.iter().filter_map(|line| line.split_once(": "));
        let found = found.find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.to_owned())
    };
    let length = header("content-length").and_then(|it| it.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).expect("a body");
    let body = String::from_utf8(body).expect("text");
    let is = |name: &str| folder.join(name).exists();
    let (status, text) = if is(NOTHING) || (is(NO_DURATION) && body.contains("SessionDuration")) {
        ("400 Bad Request", "Invalid credentials parameter")
    } else if is(GIBBERISH) {
        ("200 OK", "<html>")
    } else {
        ("200 OK", r#"{"SigninToken":"a token+/="}"#)
    };
    let taken = json!({"request": lines[0], "type": header("content-type"), "body": body});
    let mut file = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(folder.join(TAKEN_DOWN))
        .expect("a file");
    writeln!(file, "{taken}").expect("it is taken down");
    let written = write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{text}",
        text.len()
    );
    written.expect("it is answered");
}

/// What was asked for since the last look, each as its fields in order. Everything else about a request is
/// always the same.
pub(super) fn asked(world: &Alone) -> Vec<Vec<(String, String)>> {
    let file: PathBuf = world.path(TAKEN_DOWN);
    let text = std::fs::read_to_string(&file).unwrap_or_default();
    drop(std::fs::remove_file(file));
    text.lines()
        .map(|line| {
            let taken: Value = serde_json::from_str(line).expect("JSON");
            assert_eq!(taken["request"], "POST /federation HTTP/1.1");
            assert_eq!(taken["type"], "application/x-www-form-urlencoded");
            let body = taken["body"].as_str().expect("a body");
            form_urlencoded::parse(body.as_bytes())
                .into_owned()
                .collect()
        })
        .collect()
}

/// The request that trades the newest credentials of `role`, with `duration`.
pub(super) async fn trade(
    world: &Alone,
    role: &str,
    duration: Option<&str>,
) -> Vec<(String, String)> {
    let newest = newest_session(world, role).await;
    let session = json!({
        "sessionId": newest["accessKeyId"],
        "sessionKey": newest["secret"],
        "sessionToken": newest["token"],
    });
    let mut fields = vec![
        ("Action".to_owned(), "getSigninToken".to_owned()),
        ("Session".to_owned(), session.to_string()),
    ];
    fields.extend(duration.map(|it| ("SessionDuration".to_owned(), it.to_owned())));
    fields
}

/// The session of a role that was made last, as the sandbox has it.
pub(super) async fn newest_session(world: &Alone, role: &str) -> Value {
    let state = world.books().state().await;
    let sessions = state["sessions"].as_object().expect("sessions").values();
    let of_role = sessions.filter(|it| it.to_string().contains(&format!("\"{role}\"")));
    let mut of_role: Vec<Value> = of_role.cloned().collect();
    of_role.sort_by_key(|it| it["issuedAt"].to_string());
    of_role.pop().expect("a session of the role")
}

pub(super) fn seconds(session: &Value) -> i64 {
    let time = |name: &str| {
        let text = session[name].as_str().expect("a time");
        text.parse::<Timestamp>().expect("a time").as_second()
    };
    time("expiresAt") - time("issuedAt")
}

/// How many calls of each kind the sandbox let through while `work` ran.
pub(super) async fn calls<T>(
    world: &Alone,
    operations: &[&str],
    work: impl Future<Output = T>,
) -> (T, Vec<u64>) {
    let books = world.books();
    let count = async || {
        let mut counts = vec![books.all_calls().await];
        for operation in operations {
            counts.push(books.calls(operation).await);
        }
        counts
    };
    let before = count().await;
    let done = work.await;
    let after = count().await;
    (
        done,
        after
            .iter()
            .zip(before)
            .map(|(now, then)| now - then)
            .collect(),
    )
}
