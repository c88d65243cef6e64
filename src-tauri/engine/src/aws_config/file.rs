//! The file itself: where it is, and how it is replaced so that no reader ever finds half of it.
//! <https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html>

use std::{
    fs,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

use canopy_core::{Code, Failure};
use jiff::Timestamp;

use crate::files::{home, in_home, new_private};

/// What the name of a kept file has behind that of the file itself; the time follows.
const BACKUP: &str = ".before-canopy-";
/// How many of them are kept.
const BACKUPS: usize = 5;
/// How many links may lead from one to the next.
const LINKS: usize = 16;

/// The AWS configuration, or a file in its place.
#[derive(Debug)]
pub(super) struct ConfigFile {
    /// As it is named.
    named: PathBuf,
    /// Where links lead from there.
    real: PathBuf,
}

impl ConfigFile {
    /// The file that is named, else that of `AWS_CONFIG_FILE`, else `~/.aws/config`.
    ///
    /// Errors: `invalid` where there is no home folder, or links lead round in a circle.
    pub(super) fn at(named: Option<&str>) -> Result<Self, Failure> {
        let named = match named.map(str::trim).filter(|it| !it.is_empty()) {
            Some(named) => in_home(named).ok_or_else(homeless)?,
            None => match std::env::var("AWS_CONFIG_FILE") {
                Ok(file) if !file.is_empty() => in_home(&file).ok_or_else(homeless)?,
                _ => home().ok_or_else(homeless)?.join(".aws").join("config"),
            },
        };
        let mut real = named.clone();
        for _ in 0..LINKS {
            match fs::read_link(&real) {
                Ok(next) => real = real.parent().unwrap_or(Path::new("/")).join(next),
                Err(_) => return Ok(Self { named, real }),
            }
        }
        Err(Failure::invalid(format!(
            "{} leads from link to link without end",
            named.display()
        ))
        .hint("Mend the link, or name another file."))
    }

    /// As it is named.
    pub(super) fn path(&self) -> &Path {
        &self.named
    }

    /// What is in it; nothing where there is no such file.
    ///
    /// Errors: `invalid` for one that is no text, or a folder.
    pub(super) fn read(&self) -> Result<String, Failure> {
        match fs::read(&self.real) {
            Ok(bytes) => String::from_utf8(bytes).map_err(|_| {
                Failure::invalid(format!("{} is no text in UTF-8", self.named.display()))
                    .hint("Mend the file first; nothing was written.")
            }),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
            Err(error) => Err(self.unusable("read", &error)),
        }
    }

    /// Replaces what is in it, after `before` was kept beside it: where the latter is.
    ///
    /// Errors: `conflict` where it says something else than `before` by now.
    pub(super) fn replace(&self, before: &str, text: &str) -> Result<Option<PathBuf>, Failure> {
        let failed = |error: std::io::Error| self.unusable("written", &error);
        let folder = self.real.parent().unwrap_or(Path::new("/"));
        crate::store::make_private(folder).map_err(failed)?;
        let is_there = self.real.exists();
        let now = Timestamp::now();
        let backup = is_there
            .then(|| self.beside(&format!("{BACKUP}{}", now.strftime("%Y%m%dT%H%M%S%6fZ"))));
        if let Some(backup) = &backup {
            write_private(backup, before).map_err(failed)?;
        }
        let fresh = self.beside(&format!(".canopy-{}", std::process::id()));
        let _ = fs::remove_file(&fresh);
        write_private(&fresh, text).map_err(failed)?;
        let replaced = match self.read() {
            Ok(found) if found == before => fs::rename(&fresh, &self.real).map_err(failed),
            Ok(_) => Err(Failure::new(
                Code::Conflict,
                format!("{} was changed meanwhile", self.named.display()),
            )
            .hint("Look at the changes once more, then write them.")),
            Err(failure) => Err(failure),
        };
        if let Err(failure) = replaced {
            let _ = fs::remove_file(&fresh);
            if let Some(backup) = &backup {
                let _ = fs::remove_file(backup);
            }
            return Err(failure);
        }
        self.drop_old_backups();
        Ok(backup)
    }

    fn beside(&self, ending: &str) -> PathBuf {
        let mut name = self.real.file_name().unwrap_or_default().to_owned();
        name.push(ending);
        self.real.with_file_name(name)
    }

    /// One that cannot be removed stays.
    fn drop_old_backups(&self) {
        let start = self.beside(BACKUP);
        let start = start.file_name().unwrap_or_default().to_string_lossy();
        let folder = self.real.parent().unwrap_or(Path::new("/"));
        let Ok(entries) = fs::read_dir(folder) else {
            return;
        };
        let mut kept: Vec<PathBuf> = entries
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().starts_with(&*start))
            .map(|entry| entry.path())
            .collect();
        // Their names tell their age.
        kept.sort();
        let old = kept.len().saturating_sub(BACKUPS);
        for file in kept.drain(..old) {
            let _ = fs::remove_file(file);
        }
    }

    fn unusable(&self, what: &str, error: &std::io::Error) -> Failure {
        Failure::invalid(format!(
            "{} could not be {what}: {error}",
            self.named.display()
        ))
        .hint("Look at its permissions, or name another file.")
    }
}

/// A new file that only its owner can read.
fn write_private(file: &Path, text: &str) -> std::io::Result<()> {
    let mut file = new_private(file)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn homeless() -> Failure {
    Failure::invalid("there is no home folder for the AWS configuration")
        .hint("Set AWS_CONFIG_FILE to a file.")
}
