//! How a file of an older Canopy becomes one of this.

use canopy_core::Failure;
use rusqlite::Connection;

use super::failed;

/// What was added when, in order; a file remembers how far it came in `user_version`.
const MIGRATIONS: [&str; 7] = [
    include_str!("migrations/1_first.sql"),
    include_str!("migrations/2_waiting.sql"),
    include_str!("migrations/3_readiness.sql"),
    include_str!("migrations/4_connections.sql"),
    include_str!("migrations/5_consoles.sql"),
    include_str!("migrations/6_billing.sql"),
    include_str!("migrations/7_identity.sql"),
];

/// Brings the file up to date.
///
/// Errors: `invalid` for a file of a newer Canopy.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), Failure> {
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
