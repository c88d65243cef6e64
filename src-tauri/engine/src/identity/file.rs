//! The document as a file, where somebody wants it: to keep, to review, and to be applied elsewhere.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use canopy_core::{
    Code, Failure,
    identity::{self, IdentitySpec},
};

use crate::{Engine, billing::WrittenFile, store::make_private};

/// What the document is called where nobody says otherwise.
const NAME: &str = "identity.json";

impl Engine {
    /// Where the document goes if nobody says otherwise.
    pub fn identity_file(&self) -> PathBuf {
        self.exports_folder().join(NAME)
    }

    /// Writes a document to a file; one that is there is replaced only where that was asked for.
    ///
    /// Errors: `conflict` where there is such a file, `invalid` for a path that is not whole or cannot be written.
    pub fn write_identity(
        &self,
        spec: &IdentitySpec,
        file: &str,
        replace: bool,
    ) -> Result<WrittenFile, Failure> {
        let file = whole(file.trim())?;
        if file == self.identity_file() {
            make_private(&self.exports_folder()).map_err(|error| not_written(&file, &error))?;
        }
        let mut options = std::fs::OpenOptions::new();
        options.write(true);
        if replace {
            options.create(true).truncate(true);
        } else {
            options.create_new(true);
        }
        let written = options
            .open(&file)
            .and_then(|mut open| open.write_all(identity::write(spec).as_bytes()));
        written.map_err(|error| not_written(&file, &error))?;
        Ok(WrittenFile {
            path: file.display().to_string(),
        })
    }
}

/// A path from the root of the disk on; `~/` is one's own folder.
fn whole(text: &str) -> Result<PathBuf, Failure> {
    let home = directories::BaseDirs::new().map(|it| it.home_dir().to_owned());
    let path = match (text.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(text),
    };
    if path.is_absolute() && path.file_name().is_some() {
        return Ok(path);
    }
    Err(
        Failure::invalid(format!("`{text}` is not the whole path of a file"))
            .hint("Begin at the root of the disk, or with `~/` for your own folder."),
    )
}

fn not_written(file: &Path, error: &std::io::Error) -> Failure {
    let name = file.display();
    if error.kind() == std::io::ErrorKind::AlreadyExists {
        return Failure::new(Code::Conflict, format!("{name} is there already"))
            .hint("Replace it, or choose another name.");
    }
    Failure::invalid(format!("{name} cannot be written: {error}"))
        .hint("Choose a folder that is there and that you may write to.")
}
