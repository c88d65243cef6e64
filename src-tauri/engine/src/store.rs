//! What outlives the process, in one SQLite file that the window and the command line share: saved
//! trees, the journal, settings, and the lease that lets one job at a time write to an organization.

mod billing;
mod connections;
mod console_sessions;
mod consoles;
mod identity;
mod journal;
mod lease;
mod migrations;
mod organization;
mod readiness;
mod settings;
mod view_state;

use std::{
    path::Path,
    sync::{Mutex, MutexGuard},
    time::Duration,
};

pub(crate) use billing::{PackedPart, PartName};
use canopy_core::{Code, ConnectionId, Failure};
pub use console_sessions::ConsoleSession;
pub(crate) use console_sessions::NewSession;
pub use consoles::Recent;
pub(crate) use consoles::RoleMaximum;
pub(crate) use readiness::KeptMap;
use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use serde::{Serialize, de::DeserializeOwned};
pub use settings::{Settings, Theme};
pub use view_state::{Opening, ViewState};

/// How long to wait for another process that writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The SQLite file of a data folder.
#[derive(Debug)]
pub struct Store(Mutex<Connection>);

impl Store {
    /// Opens `canopy.sqlite3` in `folder`, and makes both where they are not there yet.
    ///
    /// Errors: `invalid` for a file of a newer Canopy or one that is no database, `unexpected` for a
    /// folder that cannot be written.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        make_private(folder).map_err(|error| {
            Failure::unexpected(format!(
                "the data folder {} cannot be made: {error}",
                folder.display()
            ))
            .hint("Choose another with CANOPY_DATA_DIR.")
        })?;
        let file = folder.join("canopy.sqlite3");
        let mut connection = Connection::open(&file).map_err(|error| failed(&error))?;
        keep_private(&file);
        connection
            .busy_timeout(BUSY_TIMEOUT)
            .map_err(|error| failed(&error))?;
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;",
            )
            .map_err(|error| failed(&error))?;
        migrations::migrate(&mut connection)?;
        Ok(Self(Mutex::new(connection)))
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        crate::lock(&self.0)
    }

    /// Forgets all that was known of a connection, its journal too: what it told of is not there any more.
    pub fn forget(&self, connection: &ConnectionId) -> Result<(), Failure> {
        for table in [
            "tree",
            "policies",
            "view",
            "recent",
            "job",
            "readiness",
            "readiness_map",
            "console_options",
            "favourite",
            "role_maximum",
            "console_session",
            "billing_part",
            "billing_request",
            "billing_note",
            "identity_draft",
        ] {
            self.execute(
                &format!("DELETE FROM {table} WHERE connection = ?1"),
                params![connection.as_str()],
            )?;
        }
        Ok(())
    }

    fn content<T: DeserializeOwned>(
        &self,
        query: &str,
        key: impl rusqlite::ToSql,
    ) -> Result<Option<T>, Failure> {
        let found: Option<String> = self
            .connection()
            .query_row(query, [key], |row| row.get(0))
            .optional()
            .map_err(|error| failed(&error))?;
        found
            .map(|text| serde_json::from_str(&text).map_err(|error| unreadable(&error)))
            .transpose()
    }

    fn put<T: Serialize>(
        &self,
        statement: &str,
        key: impl rusqlite::ToSql,
        content: &T,
    ) -> Result<(), Failure> {
        let content = serde_json::to_string(content).map_err(|error| unreadable(&error))?;
        self.execute(statement, params![key, content])
    }

    fn execute(&self, statement: &str, parameters: impl rusqlite::Params) -> Result<(), Failure> {
        self.connection()
            .execute(statement, parameters)
            .map(|_| ())
            .map_err(|error| failed(&error))
    }

    fn rows<T>(
        &self,
        query: &str,
        parameters: impl rusqlite::Params,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Failure> {
        let connection = self.connection();
        let mut statement = connection
            .prepare_cached(query)
            .map_err(|error| failed(&error))?;
        let rows = statement
            .query_map(parameters, read)
            .map_err(|error| failed(&error))?;
        rows.collect::<rusqlite::Result<_>>()
            .map_err(|error| failed(&error))
    }
}

/// What SQLite says, in words, with what to do.
fn failed(error: &rusqlite::Error) -> Failure {
    let code = error.sqlite_error_code();
    match code {
        Some(ErrorCode::DiskFull) => {
            Failure::unexpected("the disk is full, so nothing can be written down")
                .hint("Free some space, then try again.")
        }
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            Failure::invalid("canopy.sqlite3 in the data folder is damaged")
                .hint("Move it away to start anew; AWS itself is not touched by that.")
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Failure::new(Code::Conflict, "another Canopy keeps the data folder busy")
                .hint("Try again in a moment.")
        }
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            Failure::unexpected("the data folder cannot be written")
                .hint("Look at its permissions, or choose another with CANOPY_DATA_DIR.")
        }
        _ => Failure::unexpected(format!("the data folder cannot be used: {error}")),
    }
}

fn unreadable(error: &serde_json::Error) -> Failure {
    Failure::invalid(format!(
        "something in the data folder cannot be read: {error}"
    ))
}

/// Makes a folder that only its owner can look into.
pub(crate) fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Lets only its owner read the file. A file system without permissions has nothing to set.
fn keep_private(file: &Path) {
    #[cfg(unix)]
    if let Err(error) =
        std::fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(0o600))
    {
        tracing::debug!(%error, "permissions could not be set");
    }
    #[cfg(not(unix))]
    let _ = file;
}

#[cfg(test)]
mod tests;
