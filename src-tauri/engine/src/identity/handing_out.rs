//! The hand-out: a sheet for everyone, written by Rust into a folder that only its owner can look into. A
//! one-time password stands on it once, and is forgotten then.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use canopy_core::{
    Code, Failure, Topic,
    identity::{IdentitySpec, Person, Sheet as Content, SignIn},
};
use serde::{Deserialize, Serialize};

use super::passwords::OneTimePassword;
use crate::{files::new_private, session::Session, store::make_private};

/// Whose sheets are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct HandOutRequest {
    /// The document.
    pub spec: IdentitySpec,
    /// For whom; everyone where nobody is named.
    #[serde(default)]
    pub people: Vec<String>,
    /// Where to; a folder of Canopy's own where nothing is said.
    #[serde(default)]
    pub folder: Option<String>,
}

/// A sheet that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Sheet {
    /// Whose.
    pub person: String,
    /// Where they read mail.
    pub email: Option<String>,
    /// The files: a page, and the same as text.
    pub files: Vec<String>,
    /// Whether a one-time password stands on it. It is not written a second time.
    pub with_password: bool,
}

/// Sheets that were written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct HandedOut {
    /// The folder that holds them.
    pub folder: String,
    /// Each.
    pub sheets: Vec<Sheet>,
    /// Where people sign in.
    pub sign_in_url: String,
}

impl Session {
    /// Writes the sheets. Those whose password is not known (any more) say so: a new one is a change of its
    /// own.
    ///
    /// Errors: `notFound` where the identity account is not there yet, `invalid` for somebody whom the
    /// document does not name and for a folder that cannot be written.
    pub async fn hand_out(&self, request: &HandOutRequest) -> Result<HandedOut, Failure> {
        let spec = &request.spec;
        let tree = self.known_tree()?;
        let account = self.identity_account(spec).ok_or_else(|| {
            Failure::not_found("the identity account is not there yet")
                .hint("Apply the document first.")
        })?;
        let people = chosen(spec, &request.people)?;
        let alias = self.inside(&account)?.alias().await?;
        let elsewhere = self.sign_in_elsewhere();
        let sign_in = SignIn {
            account: &account,
            alias: alias.as_deref(),
            elsewhere: elsewhere.as_deref(),
            partition: self.own_partition()?,
        };
        let folder = request.folder.as_ref().map_or_else(
            || {
                self.engine()
                    .data_folder()
                    .join("handout")
                    .join(account.as_str())
            },
            PathBuf::from,
        );
        make_private(&folder).map_err(|error| not_written(&folder, &error))?;
        let mut sheets = Vec::with_capacity(people.len());
        for person in people {
            let content = Content::new(spec, person, &tree, &sign_in)?;
            let password = self.passwords().of(&account, &person.name);
            let shown = password.as_ref().map(OneTimePassword::expose);
            let mut files = Vec::new();
            for (ending, text) in [("html", content.html(shown)), ("txt", content.text(shown))] {
                let file = folder.join(format!("access-{}.{ending}", person.name));
                write_private(&file, &text).map_err(|error| not_written(&file, &error))?;
                files.push(file.display().to_string());
            }
            // It is on the sheet; that is the only place.
            self.passwords().forget(&account, &person.name);
            sheets.push(Sheet {
                person: person.name.clone(),
                email: person.email.clone(),
                files,
                with_password: password.is_some(),
            });
        }
        self.engine().announce(Some(self.id()), &[Topic::Identity]);
        Ok(HandedOut {
            folder: folder.display().to_string(),
            sheets,
            sign_in_url: sign_in.url(),
        })
    }
}

/// The people that are named; all where nobody is.
fn chosen<'a>(spec: &'a IdentitySpec, names: &[String]) -> Result<Vec<&'a Person>, Failure> {
    if names.is_empty() {
        return Ok(spec.people.iter().collect());
    }
    let find = |name: &String| {
        let mut people = spec.people.iter();
        people
            .find(|person| person.name.eq_ignore_ascii_case(name))
            .ok_or_else(|| {
                Failure::invalid(format!("the document names nobody called {name}"))
                    .hint("Add them to the document first.")
            })
    };
    names.iter().map(find).collect()
}

fn not_written(file: &Path, error: &std::io::Error) -> Failure {
    Failure::new(
        Code::Invalid,
        format!("{} cannot be written: {error}", file.display()),
    )
    .hint("Choose another folder.")
}

/// Writes a file that only its owner can read, in the place of an earlier one.
fn write_private(file: &Path, text: &str) -> std::io::Result<()> {
    // One that is there may have been readable by others, or be a link to somewhere else.
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    new_private(file)?.write_all(text.as_bytes())
}
