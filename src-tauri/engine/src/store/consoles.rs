//! What is remembered about consoles: how each account's is opened, favourites, what was opened last, and
//! the sessions that run.

use canopy_core::{AccountId, ConnectionId, Failure, RoleName, console::ConsoleOptions};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{Store, failed};

/// An account whose console was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Recent {
    /// Which.
    pub account: AccountId,
    /// As whom.
    pub role: RoleName,
    /// When last.
    #[specta(type = String)]
    pub at: Timestamp,
}

/// What is known of a role's longest session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RoleMaximum {
    /// In seconds; none where the role may not be looked at.
    pub(crate) seconds: Option<i32>,
    /// When it was read.
    pub(crate) at: Timestamp,
}

impl Store {
    /// Notes that a console was opened.
    pub fn remember_recent(
        &self,
        connection: &ConnectionId,
        account: &AccountId,
        role: &RoleName,
        at: Timestamp,
    ) -> Result<(), Failure> {
        self.execute(
            "INSERT OR REPLACE INTO recent (connection, account, role, at) VALUES (?1, ?2, ?3, ?4)",
            params![
                connection.as_str(),
                account.as_str(),
                role.as_str(),
                at.to_string()
            ],
        )
    }

    /// Accounts whose console was opened, newest first.
    pub fn recents(&self, connection: &ConnectionId, limit: u32) -> Result<Vec<Recent>, Failure> {
        let rows = self.rows(
            "SELECT account, role, at FROM recent WHERE connection = ?1 ORDER BY at DESC LIMIT ?2",
            params![connection.as_str(), limit],
            |row| {
                Ok((
                    row.get::<_, String>(0)?,
                    row.get::<_, String>(1)?,
                    row.get::<_, String>(2)?,
                ))
            },
        )?;
        let read = |(account, role, at): (String, String, String)| {
            Some(Recent {
                account: account.parse().ok()?,
                role: role.parse().ok()?,
                at: at.parse().ok()?,
            })
        };
        Ok(rows.into_iter().filter_map(read).collect())
    }

    /// How the console of an account is to be opened, where someone chose that. What cannot be read counts
    /// as not chosen.
    pub fn console_options(
        &self,
        connection: &ConnectionId,
        account: &AccountId,
    ) -> Result<Option<ConsoleOptions>, Failure> {
        let found: Option<String> = self
            .connection()
            .query_row(
                "SELECT content FROM console_options WHERE connection = ?1 AND account = ?2",
                params![connection.as_str(), account.as_str()],
                |row| row.get(0),
            )
            .optional()
            .map_err(|error| failed(&error))?;
        Ok(found.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// Keeps how the console of an account is to be opened.
    pub fn keep_console_options(
        &self,
        connection: &ConnectionId,
        account: &AccountId,
        options: &ConsoleOptions,
    ) -> Result<(), Failure> {
        let content = serde_json::to_string(options).map_err(|error| super::unreadable(&error))?;
        self.execute(
            "INSERT OR REPLACE INTO console_options (connection, account, content) VALUES (?1, ?2, ?3)",
            params![connection.as_str(), account.as_str(), content],
        )
    }

    /// Forgets how the console of an account is to be opened.
    pub fn forget_console_options(
        &self,
        connection: &ConnectionId,
        account: &AccountId,
    ) -> Result<(), Failure> {
        self.execute(
            "DELETE FROM console_options WHERE connection = ?1 AND account = ?2",
            params![connection.as_str(), account.as_str()],
        )
    }

    /// The favourites, in the order in which they became ones.
    pub fn favourites(&self, connection: &ConnectionId) -> Result<Vec<AccountId>, Failure> {
        let rows = self.rows(
            "SELECT account FROM favourite WHERE connection = ?1 ORDER BY at, account",
            params![connection.as_str()],
            |row| row.get::<_, String>(0),
        )?;
        Ok(rows.iter().filter_map(|text| text.parse().ok()).collect())
    }

    /// Makes an account a favourite, or an ordinary one again. One that is a favourite keeps its place.
    pub fn set_favourite(
        &self,
        connection: &ConnectionId,
        account: &AccountId,
        favourite: bool,
        at: Timestamp,
    ) -> Result<(), Failure> {
        if favourite {
            self.execute(
                "INSERT OR IGNORE INTO favourite (connection, account, at) VALUES (?1, ?2, ?3)",
                params![connection.as_str(), account.as_str(), at.to_string()],
            )
        } else {
            self.execute(
                "DELETE FROM favourite WHERE connection = ?1 AND account = ?2",
                params![connection.as_str(), account.as_str()],
            )
        }
    }

    /// What is known of a role's longest session.
    pub(crate) fn role_maximum(
        &self,
        connection: &ConnectionId,
        account: &AccountId,
        role: &RoleName,
    ) -> Result<Option<RoleMaximum>, Failure> {
        let found: Option<(Option<i32>, String)> = self
            .connection()
            .query_row(
                "SELECT seconds, at FROM role_maximum WHERE connection = ?1 AND account = ?2 AND role = ?3",
                params![connection.as_str(), account.as_str(), role.as_str()],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()
            .map_err(|error| failed(&error))?;
        Ok(found.and_then(|(seconds, at)| {
            let at = at.parse().ok()?;
            Some(RoleMaximum { seconds, at })
        }))
    }

    /// Keeps what was read of a role's longest session.
    pub(crate) fn keep_role_maximum(
        &self,
        connection: &ConnectionId,
        account: &AccountId,
        role: &RoleName,
        maximum: RoleMaximum,
    ) -> Result<(), Failure> {
        self.execute(
            "INSERT OR REPLACE INTO role_maximum (connection, account, role, seconds, at) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                connection.as_str(),
                account.as_str(),
                role.as_str(),
                maximum.seconds,
                maximum.at.to_string()
            ],
        )
    }

    /// Forgets what was read of a role's longest session: the role has changed.
    pub(crate) fn forget_role_maximum(
        &self,
        connection: &ConnectionId,
        account: &AccountId,
        role: &RoleName,
    ) -> Result<(), Failure> {
        self.execute(
            "DELETE FROM role_maximum WHERE connection = ?1 AND account = ?2 AND role = ?3",
            params![connection.as_str(), account.as_str(), role.as_str()],
        )
    }

    /// The roles of an account whose longest session was read.
    pub(crate) fn roles_read(
        &self,
        connection: &ConnectionId,
        account: &AccountId,
    ) -> Result<Vec<RoleName>, Failure> {
        let rows = self.rows(
            "SELECT role FROM role_maximum WHERE connection = ?1 AND account = ?2 ORDER BY role",
            params![connection.as_str(), account.as_str()],
            |row| row.get::<_, String>(0),
        )?;
        Ok(rows.iter().filter_map(|text| text.parse().ok()).collect())
    }
}
