//! A test in a process of its own, with an environment of its own: a home that is empty, AWS configuration
//! that the test writes, the sandbox in AWS's place, and a keychain or none.

mod entered;

use std::{
    path::{Path, PathBuf},
    pin::Pin,
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use canopy_core::{AccountId, ConnectionId, Failure};
use canopy_engine::{
    Engine, Options,
    asking::{Question, QuestionKind},
    session::Session,
};
use canopy_sandbox::Sandbox;
pub(crate) use entered::{assumed, keys, role_credentials, session_token, spec};
use serde_json::{Value, json};

use crate::{books::Books, desk::until};

/// Names the folder to the process that runs the test itself.
const FOLDER: &str = "CANOPY_TEST_ALONE";
/// Where nobody listens: there is no bus, so no keychain.
const NO_BUS: &str = "unix:path=/nonexistent/bus";
/// Starts a Secret Service that is unlocked, then the test.
const UNLOCKED: &str = r#"printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$0" "$@""#;
/// A bus on which no one keeps secrets.
const NOBODY: &str = r#"exec "$0" "$@""#;

const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"#;

/// Locks the keychain, as a screen saver may.
pub(crate) fn lock_the_keychain() {
    let done = Command::new("dbus-send")
        .args([
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets",
            "org.freedesktop.Secret.Service.Lock",
            "array:objpath:/org/freedesktop/secrets/collection/login",
        ])
        .output()
        .expect("dbus-send");
    assert!(done.status.success(), "{done:?}");
}

/// Which keychain the test finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keychain {
    /// Not even a bus.
    None,
    /// A bus, and no Secret Service.
    BusOnly,
    /// gnome-keyring, unlocked.
    Unlocked,
}

/// What a test finds in its own process.
pub(crate) struct Alone {
    folder: PathBuf,
    start: Value,
}

/// Runs `body` as the test `name` in a process of its own. Panics there fail the test here.
pub(crate) fn alone<F: Future<Output = ()>>(
    name: &str,
    keychain: Keychain,
    body: impl FnOnce(Alone) -> F,
) {
    alone_with(name, keychain, |_| Vec::new(), body);
}

/// The same, after `prepare` has written what the process is to find; it answers with more variables.
pub(crate) fn alone_with<F: Future<Output = ()>>(
    name: &str,
    keychain: Keychain,
    prepare: impl FnOnce(&Alone) -> Vec<(&'static str, String)>,
    body: impl FnOnce(Alone) -> F,
) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    if let Some(folder) = std::env::var_os(FOLDER) {
        let folder = PathBuf::from(folder);
        let start =
            std::fs::read(folder.join("sandbox-endpoint.json")).expect("the sandbox's start");
        let start = serde_json::from_slice(&start).expect("JSON");
        runtime.block_on(body(Alone { folder, start }));
        // A question that is asked still must not hold the process up.
        runtime.shutdown_background();
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let start = runtime.block_on(serve(folder.path()));
    let world = Alone {
        folder: folder.path().to_owned(),
        start,
    };
    std::fs::create_dir(world.path("data")).expect("a folder");
    let more = prepare(&world);
    let program = std::env::current_exe().expect("this program");
    let mut command = match keychain {
        Keychain::None => Command::new(program),
        other => {
            let script = match other {
                Keychain::Unlocked => UNLOCKED,
                _ => NOBODY,
            };
            // The bus starts nobody by itself: what answers on it is what the test started.
            world.write("bus.conf", BUS);
            let mut command = Command::new("dbus-run-session");
            command.arg("--config-file").arg(world.path("bus.conf"));
            command.args(["--", "sh", "-c", script]).arg(program);
            command
        }
    };
    for (variable, _) in std::env::vars_os() {
        if variable.to_string_lossy().starts_with("AWS_") {
            command.env_remove(variable);
        }
    }
    let path = |name: &str| world.path(name).display().to_string();
    command
        .args(["--exact", name, "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder.path())
        .env("HOME", folder.path())
        .env("XDG_DATA_HOME", path("xdg"))
        .env("XDG_CONFIG_HOME", path("xdg"))
        .env("XDG_RUNTIME_DIR", folder.path())
        .env("USER", "ada")
        .env("AWS_CONFIG_FILE", path("config"))
        .env("AWS_SHARED_CREDENTIALS_FILE", path("credentials"))
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_ENDPOINT_URL", world.endpoint())
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::null());
    if keychain == Keychain::None {
        command.env("DBUS_SESSION_BUS_ADDRESS", NO_BUS);
    }
    command.envs(more);
    let output = command.output().expect("another process");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(output.status.success(), "{name} failed:\n{said}");
    assert!(said.contains("1 passed"), "{name} did not run:\n{said}");
}

async fn serve(folder: &Path) -> Value {
    let sandbox = Arc::new(Sandbox::sample(canopy_sandbox::Options::default()));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
        .await
        .expect("a port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    let start = sandbox.start_line(&endpoint);
    std::fs::write(folder.join("sandbox-endpoint.json"), start.to_string()).expect("a file");
    tokio::spawn(sandbox.serve(listener));
    start
}

impl Alone {
    /// A place in the test's folder, which is its home.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes a file into it.
    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("a file");
    }

    /// Canopy, on the test's data folder. It opens no browser.
    pub(crate) fn canopy(&self) -> Arc<Engine> {
        let options = Options {
            data_folder: Some(self.path("data")),
        };
        let engine = Engine::open(options).expect("the engine opens");
        engine.set_sign_in_browser(|_| false);
        engine
    }

    fn text(&self, name: &str) -> &str {
        self.start[name].as_str().expect("a text")
    }

    pub(crate) fn endpoint(&self) -> &str {
        self.text("endpoint")
    }

    pub(crate) fn key(&self) -> &str {
        self.text("accessKeyId")
    }

    pub(crate) fn secret(&self) -> &str {
        self.text("secretAccessKey")
    }

    /// Key id and secret of an account outside of the organization.
    pub(crate) fn outsider(&self) -> (&str, &str) {
        let keys = &self.start["others"][0];
        let text = |name: &str| keys[name].as_str().expect("a text");
        (text("accessKeyId"), text("secretAccessKey"))
    }

    pub(crate) fn management(&self) -> AccountId {
        self.text("managementAccountId")
            .parse()
            .expect("an account")
    }

    /// The sandbox's books and switches.
    pub(crate) fn books(&self) -> Books {
        Books::of(&self.folder)
    }

    /// A role of the management account that anyone in it may assume under `condition`, with its ARN.
    pub(crate) async fn role(&self, name: &str, condition: Value) -> String {
        let account = self.management();
        self.role_in(&account, name, condition, 43_200).await
    }

    /// The same in any account; `longest` is its longest session, in seconds.
    pub(crate) async fn role_in(
        &self,
        account: &AccountId,
        name: &str,
        condition: Value,
        longest: i64,
    ) -> String {
        let trust = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow",
            "Principal": {"AWS": format!("arn:aws:iam::{}:root", self.management())},
            "Action": "sts:AssumeRole",
            "Condition": condition,
        }]});
        self.books()
            .meddle(|state| {
                let roles = &mut state["accounts"][account.as_str()]["iam"]["roles"];
                let template = roles.as_object().expect("roles").values();
                let mut role = template.clone().next().expect("a role").clone();
                role["name"] = name.into();
                role["path"] = "/".into();
                role["id"] = format!("AROA{name:X<17}").to_uppercase().into();
                role["trust"] = trust.to_string().into();
                role["maxSessionDurationSeconds"] = longest.into();
                role["attached"] = json!(["arn:aws:iam::aws:policy/AdministratorAccess"]);
                roles[name] = role;
            })
            .await;
        format!("arn:aws:iam::{account}:role/{name}")
    }

    /// A whole session with the engine's own words where it fails.
    pub(crate) async fn open(&self, engine: &Arc<Engine>, id: &ConnectionId) -> Arc<Session> {
        match engine.session(id).await {
            Ok(session) => session,
            Err(failure) => panic!("it signs in: {failure} ({:?})", failure.hint),
        }
    }
}

/// The one question that is open, once there is one.
pub(crate) async fn question(engine: &Engine) -> Question {
    until("a question is asked", async || {
        !engine.questions().is_empty()
    })
    .await;
    let mut questions = engine.questions();
    assert_eq!(questions.len(), 1, "{questions:?}");
    questions.remove(0)
}

/// Does `work` while `person` answers what it asks. Both must end within a minute.
pub(crate) fn while_someone<'a, T: 'a>(
    work: impl Future<Output = T> + 'a,
    person: impl Future<Output = ()> + 'a,
) -> Pin<Box<dyn Future<Output = T> + 'a>> {
    let both = Box::pin(async { tokio::join!(work, person).0 });
    Box::pin(async {
        tokio::time::timeout(Duration::from_mins(1), both)
            .await
            .expect("it ends in time")
    })
}

/// The page that the question names.
pub(crate) fn page_of(question: &Question) -> &str {
    match &question.kind {
        QuestionKind::Browser { url, .. } => url,
        other => panic!("not a question about a page: {other:?}"),
    }
}

/// A failure where there must be one.
pub(crate) fn refused<T>(result: Result<T, Failure>, why: &str) -> Failure {
    match result {
        Err(failure) => failure,
        Ok(_) => panic!("{why}"),
    }
}

/// Every file of a folder, with what is in it.
pub(crate) fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push((entry.path(), std::fs::read(entry.path()).expect("a file")));
        }
    }
    found
}

/// The files of a folder in which `text` stands.
pub(crate) fn holding(folder: &Path, text: &str) -> Vec<PathBuf> {
    let holds = |content: &[u8]| {
        content
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    };
    let found = files(folder)
        .into_iter()
        .filter(|(_, content)| holds(content));
    found.map(|(path, _)| path).collect()
}
