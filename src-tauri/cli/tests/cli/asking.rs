//! Questions of a sign-in in a real terminal, and where there is none.

use std::{
    io::{Read, Write},
    process::{Command, Stdio},
};

use canopy_core::{
    ConnectionId,
    connection_spec::{ConnectionSpec, Source},
};
use canopy_engine::store::Store;

use crate::canopy::{Canopy, Served};

const OWN: &str = "own:abcdefgh";
/// Where nobody listens: there is no keychain.
const NO_BUS: &str = "unix:path=/nonexistent/bus";

/// Keys whose secret no keychain has.
fn keys(served: &Served) -> (Canopy, String) {
    let canopy = Canopy::at(served);
    let folder = canopy.file("marker", "");
    let folder = std::path::Path::new(&folder).parent().expect("a folder");
    let id: ConnectionId = OWN.parse().expect("an id");
    let text = |name: &str| served.start[name].as_str().expect("a text").to_owned();
    let spec = ConnectionSpec {
        id: Some(id.clone()),
        name: "Main".to_owned(),
        source: Source::Keys {
            access_key_id: text("accessKeyId"),
        },
        role: None,
        mfa_serial: None,
        region: None,
        read_only: false,
    };
    let store = Store::open(folder).expect("the store");
    store.keep_connection(&id, &spec).expect("kept");
    (canopy.through(OWN), text("secretAccessKey"))
}

/// A command as `script` runs it: in a terminal of its own.
pub(crate) fn in_a_terminal(command: &Command) -> Command {
    let mut line = vec![command.get_program().to_string_lossy().into_owned()];
    line.extend(
        command
            .get_args()
            .map(|it| it.to_string_lossy().into_owned()),
    );
    let quoted: Vec<String> = line.iter().map(|it| format!("'{it}'")).collect();
    let mut script = Command::new("script");
    script
        .args(["-q", "-e", "-c", &quoted.join(" "), "/dev/null"])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    for (name, value) in command.get_envs() {
        script.envs(value.map(|value| (name, value)));
    }
    script.env("DBUS_SESSION_BUS_ADDRESS", NO_BUS);
    script
}

/// Reads until `words` stand there.
fn until(words: &str, from: &mut impl Read) -> String {
    let mut seen = Vec::new();
    let mut byte = [0];
    while from.read(&mut byte).expect("it is read") == 1 {
        seen.push(byte[0]);
        if String::from_utf8_lossy(&seen).contains(words) {
            return String::from_utf8_lossy(&seen).into_owned();
        }
    }
    panic!(
        "it never said `{words}`: {}",
        String::from_utf8_lossy(&seen)
    );
}

#[test]
fn a_secret_is_asked_for_in_the_terminal_and_not_shown() {
    let served = Served::start(&[]);
    let (canopy, secret) = keys(&served);
    let mut child = in_a_terminal(&canopy.command(&["tree"]))
        .spawn()
        .expect("it runs");
    let (mut typing, mut shown) = (
        child.stdin.take().expect("piped"),
        child.stdout.take().expect("piped"),
    );
    let asked = until("Secret access key of AKIA", &mut shown);
    assert!(asked.contains("no keychain"), "it says why: {asked}");
    // Nothing is not a secret: it asks once more, and says so.
    typing.write_all(b"\n").expect("it listens");
    let again = until("Secret access key of AKIA", &mut shown);
    assert!(again.contains("no secret was given"), "{again}");
    writeln!(typing, "{secret}").expect("it listens");
    let mut rest = String::new();
    shown.read_to_string(&mut rest).expect("it is read");
    assert!(child.wait().expect("it ends").success(), "{rest}");
    assert!(rest.contains("Payments"), "the tree is shown: {rest}");
    assert!(!rest.contains(&secret), "what is typed is not shown");
}

#[test]
fn without_a_terminal_it_says_what_is_missing() {
    let served = Served::start(&[]);
    let (canopy, _) = keys(&served);
    let mut command = Command::new("setsid");
    let inner = canopy.command(&["--json", "tree"]);
    command
        .arg("--wait")
        .arg(inner.get_program())
        .args(inner.get_args())
        .env_clear()
        .stdin(Stdio::null());
    for (name, value) in inner.get_envs() {
        command.envs(value.map(|value| (name, value)));
    }
    let output = command
        .env("DBUS_SESSION_BUS_ADDRESS", NO_BUS)
        .output()
        .expect("it runs");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(!output.status.success(), "{told}");
    assert!(told.contains("signedOut"), "{told}");
    assert!(
        told.contains("there is no terminal to ask for it"),
        "{told}"
    );
}
