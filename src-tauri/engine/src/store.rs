//! What outlives the process, in one SQLite file that the window and the command line share: saved
//! trees, the journal, settings, and the lease that lets one job at a time write to an organization.

mod billing;
mod connections;
mod console_sessions;
mod consoles;
mod identity;
mod journal;
mod lease;
mod readiness;

use std::{
    path::Path,
    sync::{Mutex, MutexGuard},
    time::Duration,
};

pub(crate) use billing::{PackedPart, PartName};
use canopy_core::{
    Code, ConnectionId, Failure, NodeId, RoleName, Tree, browser::Browser, policies::Policies,
};
pub use console_sessions::ConsoleSession;
pub(crate) use console_sessions::NewSession;
pub use consoles::Recent;
pub(crate) use consoles::RoleMaximum;
use jiff::Timestamp;
pub(crate) use readiness::KeptMap;
use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The role that AWS makes in every created account.
const DEFAULT_ROLE: &str = "OrganizationAccountAccessRole";
/// How long to wait for another process that writes.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// What was added when, in order; a file remembers how far it came in `user_version`.
const MIGRATIONS: [&str; 7] = [
    include_str!("store/migrations/1_first.sql"),
    include_str!("store/migrations/2_waiting.sql"),
    include_str!("store/migrations/3_readiness.sql"),
    include_str!("store/migrations/4_connections.sql"),
    include_str!("store/migrations/5_consoles.sql"),
    include_str!("store/migrations/6_billing.sql"),
    include_str!("store/migrations/7_identity.sql"),
];

/// How the window looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// As the system does.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What the user chose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// How the window looks.
    #[serde(default)]
    pub theme: Theme,
    /// The connection that was open last.
    #[serde(default)]
    pub last_connection: Option<ConnectionId>,
    /// The role that consoles are opened with where none is named.
    pub default_role: RoleName,
    /// How many minutes before the end of a console session to say so; never for 0.
    #[serde(default = "five_minutes")]
    pub reminder_minutes: u32,
    /// The region that consoles show where none is chosen.
    #[serde(default)]
    pub session_region: Option<String>,
    /// Browsers that the user added or changed.
    #[serde(default)]
    pub browsers: Vec<Browser>,
    /// How many requests to Cost Explorer Canopy may make in a month by itself. AWS takes $0.01 for each.
    #[serde(default = "billing_requests_by_itself")]
    pub billing_requests_by_itself: u32,
    /// Whether the tree shows what its accounts and organizational units cost, as far as the bill was read.
    #[serde(default = "costs_in_tree")]
    pub costs_in_tree: bool,
}

fn five_minutes() -> u32 {
    5
}

/// A dollar's worth: a look at the bill of some hundred accounts on most days.
fn billing_requests_by_itself() -> u32 {
    100
}

fn costs_in_tree() -> bool {
    true
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            last_connection: None,
            default_role: DEFAULT_ROLE.parse().expect("a role name"),
            reminder_minutes: five_minutes(),
            session_region: None,
            browsers: Vec::new(),
            billing_requests_by_itself: billing_requests_by_itself(),
            costs_in_tree: costs_in_tree(),
        }
    }
}

/// What was expanded and selected in the tree.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ViewState {
    /// Expanded nodes; nothing before anyone expanded or collapsed one.
    pub expanded: Option<Vec<NodeId>>,
    /// Selected nodes.
    #[serde(default)]
    pub selected: Vec<NodeId>,
    /// What was on screen, to be shown at the next start before anything else is ready.
    #[serde(default)]
    pub opening: Option<Opening>,
}

/// What the web view last drew: names, ids and addresses of the rows in sight, no secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Opening {
    /// The elements.
    pub html: String,
    /// When the tree in it was known to be so.
    #[specta(type = String)]
    pub at: Timestamp,
}

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
        migrate(&mut connection)?;
        Ok(Self(Mutex::new(connection)))
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        crate::lock(&self.0)
    }

    /// The tree that was saved last for a connection. One that cannot be read counts as none.
    pub fn saved_tree(&self, connection: &ConnectionId) -> Result<Option<Tree>, Failure> {
        let tree = self.content(
            "SELECT content FROM tree WHERE connection = ?1",
            connection.as_str(),
        );
        tree.or_else(|failure| {
            if failure.code == Code::Invalid {
                Ok(None)
            } else {
                Err(failure)
            }
        })
    }

    /// Saves a tree in the place of the one before.
    pub fn save_tree(&self, connection: &ConnectionId, tree: &Tree) -> Result<(), Failure> {
        self.put(
            "INSERT OR REPLACE INTO tree (connection, content) VALUES (?1, ?2)",
            connection.as_str(),
            tree,
        )
    }

    /// The policies that were read last for a connection. Ones that cannot be read count as none.
    pub fn saved_policies(&self, connection: &ConnectionId) -> Result<Option<Policies>, Failure> {
        let policies = self.content(
            "SELECT content FROM policies WHERE connection = ?1",
            connection.as_str(),
        );
        policies.or_else(|failure| {
            if failure.code == Code::Invalid {
                Ok(None)
            } else {
                Err(failure)
            }
        })
    }

    /// Saves policies in the place of those before.
    pub fn save_policies(
        &self,
        connection: &ConnectionId,
        policies: &Policies,
    ) -> Result<(), Failure> {
        self.put(
            "INSERT OR REPLACE INTO policies (connection, content) VALUES (?1, ?2)",
            connection.as_str(),
            policies,
        )
    }

    /// What the user chose; the defaults before anyone chose anything.
    pub fn settings(&self) -> Result<Settings, Failure> {
        Ok(self
            .content("SELECT content FROM setting WHERE id = ?1", 1)?
            .unwrap_or_default())
    }

    /// Keeps what the user chose.
    pub fn save_settings(&self, settings: &Settings) -> Result<(), Failure> {
        self.put(
            "INSERT OR REPLACE INTO setting (id, content) VALUES (?1, ?2)",
            1,
            settings,
        )
    }

    /// What was expanded and selected.
    pub fn view_state(&self, connection: &ConnectionId) -> Result<ViewState, Failure> {
        Ok(self
            .content(
                "SELECT content FROM view WHERE connection = ?1",
                connection.as_str(),
            )?
            .unwrap_or_default())
    }

    /// Keeps what is expanded and selected.
    pub fn save_view_state(
        &self,
        connection: &ConnectionId,
        state: &ViewState,
    ) -> Result<(), Failure> {
        self.put(
            "INSERT OR REPLACE INTO view (connection, content) VALUES (?1, ?2)",
            connection.as_str(),
            state,
        )
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

fn migrate(connection: &mut Connection) -> Result<(), Failure> {
    let transaction = connection
        .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
        .map_err(|error| failed(&error))?;
    let version: u32 = transaction
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(|error| failed(&error))?;
    let version = usize::try_from(version).unwrap_or(usize::MAX);
    if version > MIGRATIONS.len() {
        return Err(
            Failure::invalid("the data folder was written by a newer Canopy")
                .hint("Update Canopy, or choose another folder with CANOPY_DATA_DIR."),
        );
    }
    for migration in &MIGRATIONS[version..] {
        transaction
            .execute_batch(migration)
            .map_err(|error| failed(&error))?;
    }
    transaction
        .pragma_update(
            None,
            "user_version",
            u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX),
        )
        .map_err(|error| failed(&error))?;
    transaction.commit().map_err(|error| failed(&error))
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
