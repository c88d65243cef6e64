//! `aws login`: a console sign-in that the AWS CLI turns into credentials. Canopy reads and renews what it
//! leaves; here it is started, where it is installed.
//! <https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sign-in.html>

use std::{path::Path, process::Stdio, sync::Mutex, time::Duration};

use canopy_core::{Failure, Topic};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, BufReader},
    process::Command,
};

use crate::{
    Engine,
    connection::{Kind, profiles},
    lock, programs,
};

/// The first version that has `aws login`.
const FIRST: (u32, u32) = (2, 32);
/// How long the person may take.
const PATIENCE: Duration = Duration::from_mins(10);
/// How long the program may take to tell its version.
const VERSION_PATIENCE: Duration = Duration::from_secs(30);
/// Where the region of a profile that names none is.
const REGION: &str = "us-east-1";

impl Engine {
    /// Has the AWS CLI sign `profile` in with the browser, and waits for it. The wait shows as a question;
    /// dismissing it stops the program.
    ///
    /// Errors: `notFound` where there is no AWS CLI, `invalid` where it is too old or the name is none,
    /// `cancelled`, `signedOut` with what the program said.
    pub async fn aws_cli_login(&self, profile: &str) -> Result<(), Failure> {
        if profile.is_empty() || profile.starts_with('-') || profile.chars().any(char::is_control) {
            return Err(
                Failure::invalid(format!("`{profile}` is not a profile's name"))
                    .hint("Choose a profile of ~/.aws/config, or a new name."),
            );
        }
        let id = Kind::profile_id(profile)?;
        let program = programs::found("aws").ok_or_else(|| {
            Failure::not_found("the AWS CLI is not installed, or not on PATH")
                .hint("Install the AWS CLI 2.32 or newer, or sign in through IAM Identity Center, which Canopy does by itself.")
        })?;
        must_have_login(&program).await?;
        let mut command = Command::new(&program);
        command.args(["login", "--profile", profile]);
        if !has_region(profile).await? {
            command.args(["--region", REGION]);
        }
        let unusable = |error: std::io::Error| {
            Failure::unexpected(format!("the AWS CLI could not be started: {error}"))
        };
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // Whoever gives the sign-in up drops it.
            .kill_on_drop(true)
            .spawn()
            .map_err(unusable)?;
        let waiting = self
            .asking()
            .browser(Some(&id), String::new(), None, PATIENCE);
        let said = Mutex::new(String::new());
        let (out, err) = (child.stdout.take(), child.stderr.take());
        let url = waiting.url();
        let ended = waiting
            .meanwhile(async {
                let heed = |line: &str| {
                    if let Some(found) = address(line) {
                        url.set(found);
                    } else if !line.trim().is_empty() {
                        line.trim().clone_into(&mut lock(&said));
                    }
                };
                let ((), (), ended) =
                    tokio::join!(lines(out, &heed), lines(err, &heed), child.wait());
                ended.map_err(unusable)
            })
            .await?;
        if !ended.success() {
            let said = lock(&said).clone();
            let why = if said.is_empty() {
                ended.to_string()
            } else {
                said
            };
            return Err(Failure::new(
                canopy_core::Code::SignedOut,
                format!("`aws login` did not sign in: {why}"),
            )
            .hint(format!(
                "Try `aws login --profile {profile}` in a terminal; it may want an answer."
            )));
        }
        self.close(&id);
        self.announce(Some(&id), &[Topic::Connections]);
        Ok(())
    }
}

async fn must_have_login(program: &Path) -> Result<(), Failure> {
    let asked = Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let answer = tokio::time::timeout(VERSION_PATIENCE, asked).await;
    let text = match answer {
        Ok(Ok(output)) => [output.stdout, output.stderr].concat(),
        _ => Vec::new(),
    };
    let text = String::from_utf8_lossy(&text);
    match version(&text) {
        Some((version, _)) if version >= FIRST => Ok(()),
        Some((_, written)) => Err(Failure::invalid(format!(
            "the AWS CLI is version {written}, and `aws login` came with 2.32"
        ))
        .hint("Update the AWS CLI, or sign in through IAM Identity Center, which Canopy does by itself.")),
        None => Err(Failure::invalid("the AWS CLI does not tell its version")
            .hint("Look whether `aws --version` works in a terminal.")),
    }
}

/// The version in `aws-cli/2.32.1 Python/3.13 …`.
fn version(text: &str) -> Option<((u32, u32), &str)> {
    let written = text.split_once("aws-cli/")?.1;
    let written = written.split_whitespace().next()?;
    let mut parts = written.split('.').map(str::parse);
    Some(((parts.next()?.ok()?, parts.next()?.ok()?), written))
}

/// Whether the program finds a region by itself: it asks for one otherwise, and nobody can answer.
async fn has_region(profile: &str) -> Result<bool, Failure> {
    let is_set = |name| std::env::var_os(name).is_some_and(|it| !it.is_empty());
    if is_set("AWS_REGION") || is_set("AWS_DEFAULT_REGION") {
        return Ok(true);
    }
    let profiles = profiles::load().await?;
    let found = profiles.get_profile(profile);
    Ok(found.is_some_and(|it| it.get("region").is_some()))
}

/// The web address in a line.
fn address(line: &str) -> Option<String> {
    let at = line.find("https://").or_else(|| line.find("http://"))?;
    let found = line[at..].split_whitespace().next()?;
    Some(found.to_owned())
}

async fn lines(from: Option<impl AsyncRead + Unpin>, heed: &impl Fn(&str)) {
    let Some(from) = from else { return };
    let mut lines = BufReader::new(from).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        heed(&line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_the_program_writes_them() {
        let read = |text| version(text).map(|(version, _)| version);
        assert_eq!(
            read("aws-cli/2.32.1 Python/3.13.9 Linux/6.1 exe/x86_64.debian.12"),
            Some((2, 32))
        );
        assert_eq!(
            read("aws-cli/1.44.9 Python/3.11.2 Linux/6.1 botocore/1.42.9"),
            Some((1, 44))
        );
        assert_eq!(read("command not found"), None);
        let has_login = |text| version(text).is_some_and(|(version, _)| version >= FIRST);
        assert!(
            !has_login("aws-cli/2.9.19 Python/3.9"),
            "nine is less than thirty-two"
        );
        assert!(has_login("aws-cli/3.0.0 Python/3.14"));
    }

    #[test]
    fn an_address_is_found_in_a_line() {
        assert_eq!(
            address("open https://signin.example/authorize?x=1 now").as_deref(),
            Some("https://signin.example/authorize?x=1")
        );
        assert_eq!(address("nothing here"), None);
    }
}
