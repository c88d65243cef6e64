//! The bill's cache: packed parts of months, and beside them how many requests were made, and small notes. Its layout
//! is in `docs/billing-cache.md`.

mod notes;

use canopy_core::{
    ConnectionId, Failure,
    billing::{Kept, Month, Part},
};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, params};

use super::{Store, failed};

/// Months that are kept, for Cost Explorer forgets after 13: those of three years and two months, as long as AWS
/// ever tells monthly costs.
const MONTHS_KEPT: u32 = 38;
/// Months whose rows are kept by day, as long as AWS tells days.
const DAYS_KEPT: u32 = 14;
/// What all parts of all connections may take; the oldest are given up first.
const MOST_BYTES: i64 = 1024 * 1024 * 1024;

/// What the four lists of a month are called, which are made and not asked for.
const TOTALS: &str = "totals";

/// A packed part of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PackedPart {
    pub(crate) read_at: Timestamp,
    pub(crate) estimated: bool,
    pub(crate) unit: String,
    pub(crate) rows: u32,
    pub(crate) content: Vec<u8>,
}

/// Which part of a month, with the lists that are made of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PartName {
    /// As it was asked for.
    Asked(Part),
    /// The same, put aside until the other parts of its month are answered.
    Aside(Part),
    /// The four lists.
    Totals,
}

/// What stands before the name of a part that is put aside.
const ASIDE: &str = "aside:";

impl PartName {
    fn text(self) -> String {
        match self {
            Self::Totals => TOTALS.to_owned(),
            Self::Asked(part) => name_of(part).to_owned(),
            Self::Aside(part) => format!("{ASIDE}{}", name_of(part)),
        }
    }
}

fn name_of(part: Part) -> &'static str {
    match part {
        Part::AccountService => "account-service",
        Part::AccountCharge => "account-charge",
        Part::SellerCharge => "seller-charge",
        Part::AccountDay => "account-day",
        Part::ChargeDay => "charge-day",
    }
}

fn part_of(name: &str) -> Option<Part> {
    let mut all = Part::MONTHLY.into_iter().chain(Part::DAILY);
    all.find(|part| name_of(*part) == name)
}

impl Store {
    /// What is kept of the bill, without the rows.
    pub(crate) fn billing_kept(&self, connection: &ConnectionId) -> Result<Vec<Kept>, Failure> {
        self.billing_parts(connection, part_of)
    }

    /// What is put aside of it, without the rows.
    pub(crate) fn billing_aside(&self, connection: &ConnectionId) -> Result<Vec<Kept>, Failure> {
        self.billing_parts(connection, |name| part_of(name.strip_prefix(ASIDE)?))
    }

    fn billing_parts(
        &self,
        connection: &ConnectionId,
        part_of: impl Fn(&str) -> Option<Part>,
    ) -> Result<Vec<Kept>, Failure> {
        let rows: Vec<(String, String, String, bool, u32)> = self.rows(
            "SELECT month, part, read_at, estimated, \"rows\" FROM billing_part WHERE connection = ?1",
            params![connection.as_str()],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)),
        )?;
        let read = rows
            .into_iter()
            .filter_map(|(month, part, read_at, estimated, rows)| {
                Some(Kept {
                    month: month.parse().ok()?,
                    part: part_of(&part)?,
                    read_at: read_at.parse().ok()?,
                    estimated,
                    rows,
                })
            });
        Ok(read.collect())
    }

    /// One part of a month.
    pub(crate) fn billing_part(
        &self,
        connection: &ConnectionId,
        month: Month,
        part: PartName,
    ) -> Result<Option<PackedPart>, Failure> {
        let database = self.connection();
        let mut statement = database
            .prepare_cached(
                "SELECT read_at, estimated, unit, \"rows\", content FROM billing_part WHERE connection = ?1 AND month = ?2 AND part = ?3",
            )
            .map_err(|error| failed(&error))?;
        let found = statement
            .query_row(
                params![connection.as_str(), month.to_string(), part.text()],
                |row| {
                    let read_at: String = row.get(0)?;
                    Ok((read_at, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
                },
            )
            .optional()
            .map_err(|error| failed(&error))?;
        Ok(found.and_then(|(read_at, estimated, unit, rows, content)| {
            Some(PackedPart {
                read_at: read_at.parse().ok()?,
                estimated,
                unit,
                rows,
                content,
            })
        }))
    }

    /// Keeps parts of a month in the place of those before: all of them or none.
    pub(crate) fn save_billing_parts(
        &self,
        connection: &ConnectionId,
        month: Month,
        parts: &[(PartName, PackedPart)],
    ) -> Result<(), Failure> {
        let mut database = self.connection();
        let transaction = database.transaction().map_err(|error| failed(&error))?;
        for (name, part) in parts {
            transaction
                .execute(
                    "INSERT OR REPLACE INTO billing_part (connection, month, part, read_at, estimated, unit, \"rows\", content) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    params![
                        connection.as_str(),
                        month.to_string(),
                        name.text(),
                        part.read_at.to_string(),
                        part.estimated,
                        part.unit,
                        part.rows,
                        part.content,
                    ],
                )
                .map_err(|error| failed(&error))?;
        }
        transaction.commit().map_err(|error| failed(&error))
    }

    /// Forgets all parts of a month.
    pub(crate) fn forget_billing_month(
        &self,
        connection: &ConnectionId,
        month: Month,
    ) -> Result<(), Failure> {
        self.execute(
            "DELETE FROM billing_part WHERE connection = ?1 AND month = ?2",
            params![connection.as_str(), month.to_string()],
        )
    }

    /// Forgets a part of a month.
    pub(crate) fn forget_billing_part(
        &self,
        connection: &ConnectionId,
        month: Month,
        part: PartName,
    ) -> Result<(), Failure> {
        self.execute(
            "DELETE FROM billing_part WHERE connection = ?1 AND month = ?2 AND part = ?3",
            params![connection.as_str(), month.to_string(), part.text()],
        )
    }

    /// Gives up what is beyond the cache's bounds, the oldest first.
    pub(crate) fn tidy_billing(&self, connection: &ConnectionId) -> Result<(), Failure> {
        // The newest months stay.
        let old = "connection = ?1 AND month NOT IN (SELECT DISTINCT month FROM billing_part WHERE connection = ?1 ORDER BY month DESC LIMIT ?2)";
        self.execute(
            &format!("DELETE FROM billing_part WHERE {old}"),
            params![connection.as_str(), MONTHS_KEPT],
        )?;
        self.execute(
            &format!(
                "DELETE FROM billing_part WHERE part IN ('account-day', 'charge-day') AND {old}"
            ),
            params![connection.as_str(), DAYS_KEPT],
        )?;
        while self.billing_bytes()? > MOST_BYTES {
            self.execute(
                "DELETE FROM billing_part WHERE month = (SELECT min(month) FROM billing_part)",
                [],
            )?;
        }
        Ok(())
    }

    fn billing_bytes(&self) -> Result<i64, Failure> {
        let sum = "SELECT coalesce(sum(length(content)), 0) FROM billing_part";
        self.connection()
            .query_row(sum, [], |row| row.get(0))
            .map_err(|error| failed(&error))
    }
}
