//! Console sessions that were opened, until they end. Two processes may look at once, and only one of them
//! gets to remind of an end.

use canopy_core::{
    AccountId, ConnectionId, Failure, RoleName, console::ConsoleOptions, destination::Destination,
};
use jiff::Timestamp;
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use super::{Store, failed};

/// A console session that was opened and has not ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct ConsoleSession {
    /// Its number.
    pub id: u32,
    /// Where.
    pub account: AccountId,
    /// As whom.
    pub role: RoleName,
    /// When it was opened.
    #[specta(type = String)]
    pub opened_at: Timestamp,
    /// When AWS ends it.
    #[specta(type = String)]
    pub ends_at: Timestamp,
    /// The browser's id; none for the system's default one.
    pub browser: Option<String>,
    /// Where it landed.
    pub destination: Destination,
    /// With what it was opened, to open it again.
    pub options: ConsoleOptions,
}

/// A session that is to be kept.
#[derive(Debug, Clone)]
pub(crate) struct NewSession<'a> {
    pub(crate) account: &'a AccountId,
    pub(crate) role: &'a RoleName,
    pub(crate) opened_at: Timestamp,
    pub(crate) ends_at: Timestamp,
    pub(crate) options: &'a ConsoleOptions,
}

impl Store {
    /// Keeps a session that was opened. Its identity's session in the same browser ends by that; all others
    /// of that browser, too, where it `logged_out` first.
    pub(crate) fn keep_console_session(
        &self,
        connection: &ConnectionId,
        session: &NewSession<'_>,
        logged_out: bool,
    ) -> Result<(), Failure> {
        let content =
            serde_json::to_string(session.options).map_err(|error| super::unreadable(&error))?;
        let running = self.sessions(
            "SELECT id, account, role, opened_at, ends_at, content, connection FROM console_session",
            [],
        )?;
        let over = running.iter().filter(|(of, it)| {
            let same =
                of == connection && it.account == *session.account && it.role == *session.role;
            it.ends_at <= session.opened_at
                || ((same || logged_out) && it.options.shares_a_browser_with(session.options))
        });
        let mut database = self.connection();
        let transaction = database.transaction().map_err(|error| failed(&error))?;
        for (_, it) in over {
            transaction
                .execute("DELETE FROM console_session WHERE id = ?1", params![it.id])
                .map_err(|error| failed(&error))?;
        }
        transaction
            .execute(
                "INSERT INTO console_session (connection, account, role, opened_at, ends_at, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    connection.as_str(),
                    session.account.as_str(),
                    session.role.as_str(),
                    session.opened_at.as_second(),
                    session.ends_at.as_second(),
                    content
                ],
            )
            .map_err(|error| failed(&error))?;
        transaction.commit().map_err(|error| failed(&error))
    }

    /// The sessions that run at `now`, the one that ends first in front.
    pub fn console_sessions(
        &self,
        connection: &ConnectionId,
        now: Timestamp,
    ) -> Result<Vec<ConsoleSession>, Failure> {
        let running = self.sessions(
            "SELECT id, account, role, opened_at, ends_at, content, connection FROM console_session WHERE connection = ?1 AND ends_at > ?2 ORDER BY ends_at, id",
            params![connection.as_str(), now.as_second()],
        )?;
        Ok(running.into_iter().map(|(_, session)| session).collect())
    }

    /// Takes a session off the list, and says whose it was.
    pub(crate) fn drop_console_session(&self, id: u32) -> Result<Option<ConnectionId>, Failure> {
        let dropped = self.rows(
            "DELETE FROM console_session WHERE id = ?1 RETURNING connection",
            params![id],
            |row| row.get::<_, String>(0),
        )?;
        Ok(dropped.first().and_then(|id| id.parse().ok()))
    }

    /// The sessions that end between `now` and `soon` and that nobody was reminded of; from now on,
    /// somebody was.
    pub(crate) fn ending_console_sessions(
        &self,
        now: Timestamp,
        soon: Timestamp,
    ) -> Result<Vec<(ConnectionId, ConsoleSession)>, Failure> {
        self.sessions(
            "UPDATE console_session SET reminded = 1 WHERE reminded = 0 AND ends_at > ?1 AND ends_at <= ?2 RETURNING id, account, role, opened_at, ends_at, content, connection",
            params![now.as_second(), soon.as_second()],
        )
    }

    fn sessions(
        &self,
        query: &str,
        parameters: impl rusqlite::Params,
    ) -> Result<Vec<(ConnectionId, ConsoleSession)>, Failure> {
        let rows = self.rows(query, parameters, |row| Ok(read(row)))?;
        Ok(rows.into_iter().flatten().collect())
    }
}

/// A row as a session; one that cannot be read counts as none.
fn read(row: &Row<'_>) -> Option<(ConnectionId, ConsoleSession)> {
    let text = |column: usize| row.get::<_, String>(column).ok();
    let time = |column: usize| Timestamp::from_second(row.get(column).ok()?).ok();
    let options: ConsoleOptions = serde_json::from_str(&text(5)?).ok()?;
    let session = ConsoleSession {
        id: row.get(0).ok()?,
        account: text(1)?.parse().ok()?,
        role: text(2)?.parse().ok()?,
        opened_at: time(3)?,
        ends_at: time(4)?,
        browser: options.browser.clone(),
        destination: options.destination.clone(),
        options,
    };
    Some((text(6)?.parse().ok()?, session))
}
