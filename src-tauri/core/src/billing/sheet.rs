//! What Cost Explorer answered for one month and two groupings, packed: every distinct name once, then the
//! rows, column by column. A month of 10,000 accounts with 30 services each takes some 4 MB, and one metric
//! of it is read in a few milliseconds. `docs/billing-cache.md` describes the bytes.

use std::collections::HashMap;

use super::{
    Amount, Metric,
    numbers::{write_number, write_signed},
};

/// What a packed sheet begins with: its kind and the number of its layout.
pub(super) const MAGIC: &[u8] = b"CanopyBill1";
/// How many metrics a row has.
pub(super) const METRICS: usize = Metric::ALL.len();

/// The amounts of one row, in the order of [`Metric::ALL`].
pub type Amounts = [Amount; METRICS];

/// Bytes that are no sheet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a part of the bill's cache is damaged")]
pub struct Damaged;

/// Distinct names in the order in which they came, each with the sum of its rows.
#[derive(Debug, Clone, Default)]
struct Names {
    places: HashMap<String, u32>,
    all: Vec<String>,
    sums: Vec<Sum>,
}

/// The sum of a name's rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// By metric.
    pub amounts: Amounts,
    /// Of how many rows.
    pub rows: u32,
}

impl Sum {
    /// Adds a row.
    pub fn add(&mut self, amounts: &Amounts) {
        for (sum, amount) in self.amounts.iter_mut().zip(amounts) {
            *sum += *amount;
        }
        self.rows += 1;
    }
}

impl Names {
    fn add(&mut self, name: &str, amounts: &Amounts) -> u32 {
        let place = if let Some(place) = self.places.get(name) {
            *place
        } else {
            let place = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
            self.places.insert(name.to_owned(), place);
            self.all.push(name.to_owned());
            self.sums.push(Sum::default());
            place
        };
        self.sums[place as usize].add(amounts);
        place
    }

    fn sums(&self) -> impl Iterator<Item = (&str, &Sum)> {
        self.all.iter().map(String::as_str).zip(&self.sums)
    }
}

/// A sheet in the making. Rows are packed as they come, so that an answer of millions of them fits.
#[derive(Debug, Clone, Default)]
pub struct SheetBuilder {
    firsts: Names,
    seconds: Names,
    rows: u32,
    places: Vec<u8>,
    last: (u32, u32),
    metrics: [Vec<u8>; METRICS],
}

impl SheetBuilder {
    /// Adds a row: what `first` (an account) has of `second` (a service).
    pub fn add(&mut self, first: &str, second: &str, amounts: &Amounts) {
        let first = self.firsts.add(first, amounts);
        let second = self.seconds.add(second, amounts);
        let step = i128::from(first) - i128::from(self.last.0);
        write_signed(&mut self.places, step);
        let step = i128::from(second) - i128::from(self.last.1);
        write_signed(&mut self.places, step);
        self.last = (first, second);
        self.rows += 1;
        // Metrics seldom differ, and a difference of nothing is one byte.
        let base = amounts[0].units();
        write_signed(&mut self.metrics[0], base);
        for (bytes, amount) in self.metrics.iter_mut().zip(amounts).skip(1) {
            write_signed(bytes, amount.units() - base);
        }
    }

    /// How many rows it has.
    pub fn rows(&self) -> u32 {
        self.rows
    }

    /// The sums of its first names.
    pub fn by_first(&self) -> impl Iterator<Item = (&str, &Sum)> {
        self.firsts.sums()
    }

    /// The sums of its second names.
    pub fn by_second(&self) -> impl Iterator<Item = (&str, &Sum)> {
        self.seconds.sums()
    }

    /// The packed sheet.
    pub fn pack(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for names in [&self.firsts, &self.seconds] {
            write_number(&mut bytes, names.all.len() as u128);
            for name in &names.all {
                write_number(&mut bytes, name.len() as u128);
                bytes.extend_from_slice(name.as_bytes());
            }
        }
        write_number(&mut bytes, u128::from(self.rows));
        for column in std::iter::once(&self.places).chain(&self.metrics) {
            write_number(&mut bytes, column.len() as u128);
            bytes.extend_from_slice(column);
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::Column, *};

    fn amounts(units: [i64; METRICS]) -> Amounts {
        units.map(|units| Amount::of_units(i128::from(units) * 1_000_000).expect("an amount"))
    }

    #[test]
    fn the_sums_of_a_sheet_are_those_of_its_rows() {
        let mut sheet = SheetBuilder::default();
        sheet.add("111122223333", "EC2", &amounts([1, 2, 3, 4, 5]));
        sheet.add("111122223333", "S3", &amounts([10, 20, 30, 40, 50]));
        sheet.add("222233334444", "EC2", &amounts([-100, 0, 0, 0, 0]));
        let sum = |units, rows| Sum {
            amounts: amounts(units),
            rows,
        };
        assert_eq!(
            sheet
                .by_first()
                .map(|(name, sum)| (name, *sum))
                .collect::<Vec<_>>(),
            [
                ("111122223333", sum([11, 22, 33, 44, 55], 2)),
                ("222233334444", sum([-100, 0, 0, 0, 0], 1)),
            ]
        );
        assert_eq!(
            sheet
                .by_second()
                .map(|(name, sum)| (name, *sum))
                .collect::<Vec<_>>(),
            [
                ("EC2", sum([-99, 2, 3, 4, 5], 2)),
                ("S3", sum([10, 20, 30, 40, 50], 1))
            ]
        );
    }

    proptest! {
        #[test]
        fn a_sheet_is_unpacked_as_it_was_packed(
            rows in prop::collection::vec(("[a-c]{0,2}", "[x-zß]{0,2}", prop::array::uniform5(any::<i64>())), 0..60),
        ) {
            let mut sheet = SheetBuilder::default();
            for (first, second, units) in &rows {
                sheet.add(first, second, &amounts(*units));
            }
            let packed = sheet.pack();
            for (place, metric) in Metric::ALL.into_iter().enumerate() {
                let column = Column::unpack(&packed, metric).expect("a sheet");
                let expected: Vec<_> = rows
                    .iter()
                    .map(|(first, second, units)| (first.as_str(), second.as_str(), amounts(*units)[place]))
                    .collect();
                prop_assert_eq!(column.rows().collect::<Vec<_>>(), expected);
            }
            let again = SheetBuilder::unpack(&packed).expect("a sheet");
            prop_assert_eq!(again.pack(), packed, "whole, too");
            prop_assert_eq!(again.by_first().collect::<Vec<_>>(), sheet.by_first().collect::<Vec<_>>());
        }

        #[test]
        fn damaged_bytes_are_refused_and_never_panic(cut in 0_usize..200, flip in 0_usize..200, by in 1_u8..) {
            let mut sheet = SheetBuilder::default();
            for number in 0..8 {
                sheet.add(&format!("account {number}"), "service", &amounts([number, 0, 1, 0, 2]));
            }
            let packed = sheet.pack();
            let part = &packed[..cut.min(packed.len() - 1)];
            prop_assert_eq!(Column::unpack(part, Metric::Blended), Err(Damaged));
            prop_assert!(SheetBuilder::unpack(part).is_err());
            let mut changed = packed;
            let place = flip % changed.len();
            changed[place] ^= by;
            // Another amount may come of it, a panic may not.
            drop(Column::unpack(&changed, Metric::Blended));
            drop(SheetBuilder::unpack(&changed));
        }
    }
}
