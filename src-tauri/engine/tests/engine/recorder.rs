//! A browser that opens nothing and takes down what it was started with.

use std::{os::unix::fs::PermissionsExt, path::PathBuf};

use canopy_core::browser::{Browser, SessionMode};
use tempfile::TempDir;

use crate::desk::until;

/// What ends each start in the record.
const END: &str = "(end)";

/// A browser's program in a folder of its own.
pub(crate) struct Recorder {
    folder: TempDir,
}

impl Recorder {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let recorder = Self { folder };
        recorder.write(&format!(
            "#!/bin/sh\nfor argument; do printf '%s\\n' \"$argument\"; done >> {0}.part\nprintf '%s\\n' '{END}' >> {0}.part\ncp {0}.part {0}\n",
            recorder.record().display()
        ));
        recorder
    }

    /// One that ends with an error at once.
    pub(crate) fn failing() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let recorder = Self { folder };
        recorder.write("#!/bin/sh\nexit 3\n");
        recorder
    }

    fn write(&self, script: &str) {
        std::fs::write(self.program(), script).expect("a file");
        let all = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(self.program(), all).expect("it can be run");
    }

    pub(crate) fn program(&self) -> PathBuf {
        self.folder.path().join("browser.sh")
    }

    fn record(&self) -> PathBuf {
        self.folder.path().join("record")
    }

    /// The browser `id` that is this one, started with `arguments`.
    pub(crate) fn browser(&self, id: &str, arguments: &str, mode: SessionMode) -> Browser {
        Browser {
            id: id.to_owned(),
            name: format!("Browser {id}"),
            template: format!("{} {arguments}", self.program().display()),
            mode,
        }
    }

    /// With what it was started, once that was `count` times.
    pub(crate) async fn started(&self, count: usize) -> Vec<Vec<String>> {
        until("the browser was started", async || {
            self.starts().len() >= count
        })
        .await;
        let starts = self.starts();
        assert_eq!(starts.len(), count, "{starts:?}");
        starts
    }

    /// With what it was started so far.
    pub(crate) fn starts(&self) -> Vec<Vec<String>> {
        let text = std::fs::read_to_string(self.record()).unwrap_or_default();
        let lines: Vec<String> = text.lines().map(ToOwned::to_owned).collect();
        let mut starts: Vec<Vec<String>> = lines
            .split(|line| line == END)
            .map(<[String]>::to_vec)
            .collect();
        starts.pop();
        starts
    }
}
