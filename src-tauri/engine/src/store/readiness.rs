//! Which roles can be assumed where, kept row by row as it is found, so that nothing is asked twice.

use std::collections::HashSet;

use canopy_core::{AccountId, ConnectionId, Failure, RoleName, readiness::RoleReadiness};
use rusqlite::params;
use serde::{Deserialize, Serialize};

use super::{Store, failed};

/// What a map asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KeptMap {
    /// The roles it asks for.
    pub(crate) roles: Vec<RoleName>,
    /// The accounts it asks in; all where nothing is said.
    #[serde(default)]
    pub(crate) accounts: Option<Vec<AccountId>>,
    /// Calls a second.
    pub(crate) rate: u32,
    /// Whether nobody stopped it, and it has not come to its end.
    pub(crate) under_way: bool,
}

impl Store {
    /// All that was found of a connection's roles, stale or not.
    pub fn readiness(&self, connection: &ConnectionId) -> Result<Vec<RoleReadiness>, Failure> {
        let rows: Vec<String> = self.rows(
            "SELECT content FROM readiness WHERE connection = ?1 ORDER BY role, account",
            params![connection.as_str()],
            |row| row.get(0),
        )?;
        // A row that cannot be read counts as none: it is asked again.
        let read = rows.iter().filter_map(|row| serde_json::from_str(row).ok());
        Ok(read.collect())
    }

    /// What was found and need not be asked again.
    pub(crate) fn asked(
        &self,
        connection: &ConnectionId,
    ) -> Result<HashSet<(AccountId, RoleName)>, Failure> {
        let rows: Vec<(String, String)> = self.rows(
            "SELECT account, role FROM readiness WHERE connection = ?1 AND stale = 0",
            params![connection.as_str()],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let read = rows
            .iter()
            .filter_map(|(account, role)| Some((account.parse().ok()?, role.parse().ok()?)));
        Ok(read.collect())
    }

    /// Keeps what was found. A row that is `stale` is asked again by the next map.
    pub(crate) fn save_readiness(
        &self,
        connection: &ConnectionId,
        row: &RoleReadiness,
        stale: bool,
    ) -> Result<(), Failure> {
        let content = serde_json::to_string(row).map_err(|error| super::unreadable(&error))?;
        self.execute(
            "INSERT OR REPLACE INTO readiness (connection, account, role, content, stale) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![connection.as_str(), row.account.as_str(), row.role.as_str(), content, stale],
        )
    }

    /// Notes that these roles are to be asked for again; in these accounts, or in all.
    pub(crate) fn outdate_readiness(
        &self,
        connection: &ConnectionId,
        roles: &[RoleName],
        accounts: Option<&[AccountId]>,
    ) -> Result<(), Failure> {
        let mut database = self.connection();
        let transaction = database.transaction().map_err(|error| failed(&error))?;
        for role in roles {
            let done = match accounts {
                None => transaction
                    .execute(
                        "UPDATE readiness SET stale = 1 WHERE connection = ?1 AND role = ?2",
                        params![connection.as_str(), role.as_str()],
                    )
                    .map(|_| ()),
                Some(accounts) => accounts.iter().try_for_each(|account| {
                    transaction
                        .execute(
                            "UPDATE readiness SET stale = 1 WHERE connection = ?1 AND role = ?2 AND account = ?3",
                            params![connection.as_str(), role.as_str(), account.as_str()],
                        )
                        .map(|_| ())
                }),
            };
            done.map_err(|error| failed(&error))?;
        }
        transaction.commit().map_err(|error| failed(&error))
    }

    /// Forgets what was found of one role, and says whether there was anything.
    pub(crate) fn forget_readiness(
        &self,
        connection: &ConnectionId,
        account: &AccountId,
        role: &RoleName,
    ) -> Result<bool, Failure> {
        let deleted = self.connection().execute(
            "DELETE FROM readiness WHERE connection = ?1 AND account = ?2 AND role = ?3",
            params![connection.as_str(), account.as_str(), role.as_str()],
        );
        deleted
            .map(|deleted| deleted > 0)
            .map_err(|error| failed(&error))
    }

    /// The map that was asked for last. One that cannot be read counts as none.
    pub(crate) fn readiness_map(
        &self,
        connection: &ConnectionId,
    ) -> Result<Option<KeptMap>, Failure> {
        let kept = self.content(
            "SELECT content FROM readiness_map WHERE connection = ?1",
            connection.as_str(),
        );
        kept.or_else(|failure| {
            if failure.code == canopy_core::Code::Invalid {
                Ok(None)
            } else {
                Err(failure)
            }
        })
    }

    /// Keeps what is asked for.
    pub(crate) fn save_readiness_map(
        &self,
        connection: &ConnectionId,
        map: &KeptMap,
    ) -> Result<(), Failure> {
        self.put(
            "INSERT OR REPLACE INTO readiness_map (connection, content) VALUES (?1, ?2)",
            connection.as_str(),
            map,
        )
    }
}
