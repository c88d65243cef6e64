//! One job at a time writes to an organization, whichever process started it. The lease says who, and
//! runs out by itself when that process is gone.

use canopy_core::{Code, Failure};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, TransactionBehavior, params};

use super::{Store, failed};

impl Store {
    /// Takes the lease, or keeps it for longer, until `seconds` from `now`.
    ///
    /// Errors: `conflict`, naming who has it.
    pub fn take_lease(
        &self,
        scope: &str,
        owner: &str,
        now: Timestamp,
        seconds: i64,
    ) -> Result<(), Failure> {
        let mut connection = self.connection();
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|error| failed(&error))?;
        let held: Option<(String, i64)> = transaction
            .query_row(
                "SELECT owner, expires_at FROM lease WHERE organization = ?1",
                [scope],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()
            .map_err(|error| failed(&error))?;
        if let Some((other, expires_at)) = held
            && other != owner
            && expires_at > now.as_second()
        {
            let message = format!("another job is changing this organization: {other}");
            return Err(Failure::new(Code::Conflict, message)
                .hint("Wait until it is done, then try again."));
        }
        transaction
            .execute(
                "INSERT OR REPLACE INTO lease (organization, owner, expires_at) VALUES (?1, ?2, ?3)",
                params![scope, owner, now.as_second() + seconds],
            )
            .map_err(|error| failed(&error))?;
        transaction.commit().map_err(|error| failed(&error))
    }

    /// Gives the lease back, where `owner` has it.
    pub fn release_lease(&self, scope: &str, owner: &str) -> Result<(), Failure> {
        self.execute(
            "DELETE FROM lease WHERE organization = ?1 AND owner = ?2",
            params![scope, owner],
        )
    }

    /// Who has the lease at `now`.
    pub fn lease_owner(&self, scope: &str, now: Timestamp) -> Result<Option<String>, Failure> {
        let query = "SELECT owner FROM lease WHERE organization = ?1 AND expires_at > ?2";
        let found = self
            .connection()
            .query_row(query, params![scope, now.as_second()], |row| row.get(0));
        found.optional().map_err(|error| failed(&error))
    }
}
