//! Connections that were entered, without their secrets, and which ones refuse every change.

use canopy_core::{ConnectionId, Failure, connection_spec::ConnectionSpec};
use rusqlite::{OptionalExtension, params};

use super::{Store, failed};

impl Store {
    /// The connections that were entered, by the order in which they came. One that cannot be read is left
    /// out, and the log says so.
    pub fn own_connections(&self) -> Result<Vec<ConnectionSpec>, Failure> {
        let rows = self.rows(
            "SELECT id, content FROM connection ORDER BY rowid",
            [],
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)),
        )?;
        let read = |(id, content): (String, String)| match serde_json::from_str(&content) {
            Ok(spec) => Some(spec),
            Err(error) => {
                tracing::error!(id, %error, "a connection cannot be read");
                None
            }
        };
        Ok(rows.into_iter().filter_map(read).collect())
    }

    /// The connection that was entered with this id.
    pub fn own_connection(&self, id: &ConnectionId) -> Result<Option<ConnectionSpec>, Failure> {
        self.content("SELECT content FROM connection WHERE id = ?1", id.as_str())
    }

    /// Keeps a connection that was entered; one that is edited keeps its place.
    pub fn keep_connection(&self, id: &ConnectionId, spec: &ConnectionSpec) -> Result<(), Failure> {
        self.put(
            "INSERT INTO connection (id, content) VALUES (?1, ?2)
             ON CONFLICT (id) DO UPDATE SET content = excluded.content",
            id.as_str(),
            spec,
        )
    }

    /// Removes a connection that was entered. What was known of it goes with [`Store::forget`].
    pub fn remove_connection(&self, id: &ConnectionId) -> Result<(), Failure> {
        self.execute("DELETE FROM connection WHERE id = ?1", params![id.as_str()])?;
        self.set_read_only(id, false)
    }

    /// Whether every change through this connection is refused.
    pub fn is_read_only(&self, id: &ConnectionId) -> Result<bool, Failure> {
        self.connection()
            .query_row(
                "SELECT 1 FROM read_only WHERE connection = ?1",
                [id.as_str()],
                |_| Ok(()),
            )
            .optional()
            .map(|found| found.is_some())
            .map_err(|error| failed(&error))
    }

    /// Sets whether every change through this connection is refused.
    pub fn set_read_only(&self, id: &ConnectionId, read_only: bool) -> Result<(), Failure> {
        let statement = if read_only {
            "INSERT OR IGNORE INTO read_only (connection) VALUES (?1)"
        } else {
            "DELETE FROM read_only WHERE connection = ?1"
        };
        self.execute(statement, params![id.as_str()])
    }
}
