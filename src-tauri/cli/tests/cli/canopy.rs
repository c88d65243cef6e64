//! Runs the program in a data folder of its own, without anything of this machine's AWS configuration.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Output, Stdio},
    sync::Arc,
};

use serde_json::Value;
use tempfile::TempDir;

/// A data folder, and whom the program signs in as.
pub(crate) struct Canopy {
    folder: Arc<TempDir>,
    variables: BTreeMap<&'static str, String>,
    connection: Vec<&'static str>,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Canopy {
    /// On the sandbox of a new data folder.
    pub(crate) fn sandbox() -> Self {
        Self {
            folder: Arc::new(tempfile::tempdir().expect("a folder")),
            variables: BTreeMap::new(),
            connection: vec!["--sandbox"],
        }
    }

    /// On a sandbox that is served over HTTP, with its keys in the environment.
    pub(crate) fn at(served: &Served) -> Self {
        let text = |name: &str| served.start[name].as_str().expect("a text").to_owned();
        Self {
            variables: BTreeMap::from([
                ("AWS_ENDPOINT_URL", text("endpoint")),
                ("AWS_ACCESS_KEY_ID", text("accessKeyId")),
                ("AWS_SECRET_ACCESS_KEY", text("secretAccessKey")),
            ]),
            connection: vec!["--connection", "environment"],
            ..Self::sandbox()
        }
    }

    /// The same without saying which connection.
    pub(crate) fn without_connection(mut self) -> Self {
        self.connection.clear();
        self
    }

    /// The same data folder through another connection.
    pub(crate) fn through(&self, connection: &'static str) -> Self {
        Self {
            folder: self.folder.clone(),
            variables: self.variables.clone(),
            connection: vec!["--connection", connection],
        }
    }

    /// The same data folder with the keys of the served sandbox's first account outside.
    pub(crate) fn outside(&self, served: &Served) -> Self {
        let text = |name: &str| served.start["others"][0][name].as_str().expect("a text");
        let mut outside = self.through("environment");
        outside
            .variables
            .insert("AWS_ACCESS_KEY_ID", text("accessKeyId").to_owned());
        outside
            .variables
            .insert("AWS_SECRET_ACCESS_KEY", text("secretAccessKey").to_owned());
        outside
    }

    /// Where a test may put a file.
    pub(crate) fn file(&self, name: &str, content: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).expect("it is written");
        path.to_str().expect("a path").to_owned()
    }

    /// The error of what must be refused with this status, code and words.
    pub(crate) fn refused(
        &self,
        arguments: &[&str],
        status: i32,
        code: &str,
        words: &str,
    ) -> Value {
        let (ended, document) = self.json(arguments);
        let error = &document["error"];
        assert_eq!(
            (ended, error["code"].as_str()),
            (status, Some(code)),
            "{arguments:?}: {document:#}"
        );
        assert!(
            error["message"]
                .as_str()
                .is_some_and(|message| message.contains(words)),
            "{arguments:?} is told with `{words}`: {document:#}"
        );
        error.clone()
    }

    /// The program, ready to run.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = bare(self.folder.path());
        command
            .envs(&self.variables)
            .args(&self.connection)
            .args(arguments);
        command
    }

    /// Runs it to its end. Nobody is there to answer.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        ended(
            &self
                .command(arguments)
                .output()
                .expect("the program starts"),
        )
    }

    /// Runs it with `--json`, and gives what it printed: one document.
    pub(crate) fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let ended = self.run(&[&["--json"], arguments].concat());
        let document = serde_json::from_str(&ended.out);
        (
            ended.code,
            document.unwrap_or_else(|error| panic!("one JSON document ({error}): {ended:?}")),
        )
    }

    /// The same, for what must succeed.
    pub(crate) fn done(&self, arguments: &[&str]) -> Value {
        let (code, document) = self.json(arguments);
        assert_eq!(code, 0, "{arguments:?} succeeds: {document:#}");
        document
    }

    /// The path that a node's name has in the tree now; none where it is not there.
    pub(crate) fn path_of(&self, name: &str) -> Option<String> {
        let tree = self.done(&["tree"]);
        node(&tree, name).map(|node| node["path"].as_str().expect("a path").to_owned())
    }
}

/// The first node of that name.
pub(crate) fn node<'a>(tree: &'a Value, name: &str) -> Option<&'a Value> {
    tree["nodes"]
        .as_array()
        .expect("nodes")
        .iter()
        .find(|node| node["name"] == name)
}

/// A `canopy sandbox serve`, killed at the end of the test.
pub(crate) struct Served {
    pub(crate) start: Value,
    pub(crate) child: Child,
}

impl Served {
    /// Starts it and reads its start line.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        // A data folder that cannot be made: serving must not need one.
        let mut command = bare(Path::new("/dev/null/canopy"));
        command
            .args(["sandbox", "serve"])
            .args(arguments)
            .stdout(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped"))
            .read_line(&mut line)
            .expect("a start line");
        let start = serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("one JSON line ({error}): {line}"));
        Self { start, child }
    }

    /// Sends a signal by the system's own `kill`.
    pub(crate) fn signal(&self, name: &str) {
        send(name, &self.child);
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Sends a signal to a process.
pub(crate) fn send(name: &str, child: &Child) {
    let sent = Command::new("kill")
        .args([format!("-{name}"), child.id().to_string()])
        .status();
    assert!(sent.expect("kill is there").success(), "the signal is sent");
}

fn bare(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_canopy"));
    command.env_clear().stdin(Stdio::null());
    for name in ["PATH", "HOME"] {
        command.envs(std::env::var_os(name).map(|value| (name, value)));
    }
    command
        .env("CANOPY_DATA_DIR", folder)
        .env("AWS_CONFIG_FILE", "/dev/null")
        .env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
        .env("AWS_EC2_METADATA_DISABLED", "true");
    command
}

pub(crate) fn ended(output: &Output) -> Ended {
    Ended {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
