//! How many requests were made, and small notes beside the bill.

use canopy_core::{Code, ConnectionId, Failure, billing::Month};
use rusqlite::{OptionalExtension, params};
use serde::{Serialize, de::DeserializeOwned};

use crate::store::{Store, failed};

/// Requests of a month.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Requests {
    /// All of them.
    pub(crate) all: u32,
    /// Those that nobody had asked for.
    pub(crate) by_itself: u32,
}

impl Store {
    /// Counts requests; less than none takes back what was counted and not made.
    pub(crate) fn count_billing_requests(
        &self,
        connection: &ConnectionId,
        month: Month,
        requests: i32,
        by_itself: bool,
    ) -> Result<(), Failure> {
        let of_itself = if by_itself { requests } else { 0 };
        self.execute(
            "INSERT INTO billing_request (connection, month, requests, by_itself) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (connection, month) DO UPDATE SET requests = requests + ?3, by_itself = by_itself + ?4",
            params![connection.as_str(), month.to_string(), requests, of_itself],
        )
    }

    /// How many requests were made in a month.
    pub(crate) fn billing_requests(
        &self,
        connection: &ConnectionId,
        month: Month,
    ) -> Result<Requests, Failure> {
        let found = self
            .connection()
            .query_row(
                "SELECT requests, by_itself FROM billing_request WHERE connection = ?1 AND month = ?2",
                params![connection.as_str(), month.to_string()],
                |row| {
                    Ok(Requests {
                        all: row.get(0)?,
                        by_itself: row.get(1)?,
                    })
                },
            )
            .optional();
        found
            .map(Option::unwrap_or_default)
            .map_err(|error| failed(&error))
    }

    /// A note of some kind. One that cannot be read counts as none.
    pub(crate) fn billing_note<T: DeserializeOwned>(
        &self,
        connection: &ConnectionId,
        kind: &str,
    ) -> Result<Option<T>, Failure> {
        let found: Option<String> = self
            .connection()
            .query_row(
                "SELECT content FROM billing_note WHERE connection = ?1 AND kind = ?2",
                params![connection.as_str(), kind],
                |row| row.get(0),
            )
            .optional()
            .map_err(|error| failed(&error))?;
        Ok(found.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Keeps a note in the place of the one before.
    pub(crate) fn save_billing_note<T: Serialize>(
        &self,
        connection: &ConnectionId,
        kind: &str,
        note: &T,
    ) -> Result<(), Failure> {
        let content = serde_json::to_string(note)
            .map_err(|error| Failure::new(Code::Unexpected, error.to_string()))?;
        self.execute(
            "INSERT OR REPLACE INTO billing_note (connection, kind, content) VALUES (?1, ?2, ?3)",
            params![connection.as_str(), kind, content],
        )
    }
}
