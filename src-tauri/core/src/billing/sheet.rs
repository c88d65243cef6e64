//! What Cost Explorer answered for one month and two groupings, packed: every distinct name once, then the
//! rows, column by column. A month of 10,000 accounts with 30 services each takes some 4 MB, and one metric
//! of it is read in a few milliseconds. `docs/billing-cache.md` describes the bytes.

use std::collections::HashMap;

use super::{Amount, Metric};

/// What a packed sheet begins with: its kind and the number of its layout.
const MAGIC: &[u8] = b"CanopyBill1";
/// How many metrics a row has.
const METRICS: usize = Metric::ALL.len();

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

/// One metric of a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Column {
    /// The distinct first names: accounts, sellers, or days.
    pub firsts: Vec<String>,
    /// The distinct second names: services, record types.
    pub seconds: Vec<String>,
    /// The rows: the places of both names, and the amount.
    pub cells: Vec<(u32, u32, Amount)>,
}

impl Column {
    /// Reads one metric of a packed sheet.
    ///
    /// Errors: [`Damaged`] where the bytes are not what [`SheetBuilder::pack`] wrote.
    pub fn unpack(bytes: &[u8], metric: Metric) -> Result<Self, Damaged> {
        let mut left = bytes.strip_prefix(MAGIC).ok_or(Damaged)?;
        let firsts = read_names(&mut left)?;
        let seconds = read_names(&mut left)?;
        let rows = read_length(&mut left)?;
        let mut columns = [&left[..0]; METRICS + 1];
        for column in &mut columns {
            let length = read_length(&mut left)?;
            *column = left.split_off(..length).ok_or(Damaged)?;
        }
        let [mut places, metrics @ ..] = columns;
        // Each row takes a byte at least: what is damaged cannot ask for all memory.
        if !left.is_empty() || rows > places.len() {
            return Err(Damaged);
        }
        let (mut base, mut own) = (metrics[0], metrics[metric.place()]);
        let is_base = metric.place() == 0;
        let mut cells = Vec::with_capacity(rows);
        let (mut first, mut second) = (0_i128, 0_i128);
        for _ in 0..rows {
            first = further(first, &mut places)?;
            second = further(second, &mut places)?;
            let mut units = read_signed(&mut base)?;
            if !is_base {
                units = units.checked_add(read_signed(&mut own)?).ok_or(Damaged)?;
            }
            cells.push((
                place(first, &firsts)?,
                place(second, &seconds)?,
                Amount::of_units(units).ok_or(Damaged)?,
            ));
        }
        let own_is_read = is_base || own.is_empty();
        if places.is_empty() && base.is_empty() && own_is_read {
            Ok(Self {
                firsts,
                seconds,
                cells,
            })
        } else {
            Err(Damaged)
        }
    }

    /// The rows with their names.
    pub fn rows(&self) -> impl Iterator<Item = (&str, &str, Amount)> {
        self.cells.iter().map(|(first, second, amount)| {
            (
                self.firsts[*first as usize].as_str(),
                self.seconds[*second as usize].as_str(),
                *amount,
            )
        })
    }
}

fn further(from: i128, left: &mut &[u8]) -> Result<i128, Damaged> {
    from.checked_add(read_signed(left)?).ok_or(Damaged)
}

fn place(place: i128, names: &[String]) -> Result<u32, Damaged> {
    let place = u32::try_from(place).map_err(|_| Damaged)?;
    if (place as usize) < names.len() {
        Ok(place)
    } else {
        Err(Damaged)
    }
}

fn read_names(left: &mut &[u8]) -> Result<Vec<String>, Damaged> {
    let count = read_length(left)?;
    if count > left.len() {
        return Err(Damaged);
    }
    let mut names = Vec::with_capacity(count);
    for _ in 0..count {
        let length = read_length(left)?;
        let name = left.split_off(..length).ok_or(Damaged)?;
        let name = std::str::from_utf8(name).map_err(|_| Damaged)?;
        names.push(name.to_owned());
    }
    Ok(names)
}

fn read_length(left: &mut &[u8]) -> Result<usize, Damaged> {
    usize::try_from(read_number(left)?).map_err(|_| Damaged)
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
fn write_number(bytes: &mut Vec<u8>, mut number: u128) {
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            bytes.push(low);
            return;
        }
        bytes.push(low | 0x80);
    }
}

fn read_number(left: &mut &[u8]) -> Result<u128, Damaged> {
    // Most numbers are small, and 64 bits are faster than 128.
    let mut low: u64 = 0;
    for (place, byte) in left.iter().enumerate().take(9) {
        low |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            *left = &left[place + 1..];
            return Ok(u128::from(low));
        }
    }
    let mut number = u128::from(low);
    for (place, byte) in left.iter().enumerate().skip(9) {
        let bits = u128::from(byte & 0x7f);
        let shift = 7 * u32::try_from(place).map_err(|_| Damaged)?;
        if shift >= 126 && bits >> (128_u32.saturating_sub(shift).min(127)) != 0 {
            return Err(Damaged);
        }
        number |= bits.checked_shl(shift).ok_or(Damaged)?;
        if byte & 0x80 == 0 {
            *left = &left[place + 1..];
            return Ok(number);
        }
    }
    Err(Damaged)
}

/// Signed numbers alternate, 0 -1 1 -2 2, so that small ones stay short.
#[expect(
    clippy::cast_sign_loss,
    reason = "the bits are what is written, and the sign is among them"
)]
fn write_signed(bytes: &mut Vec<u8>, number: i128) {
    write_number(bytes, ((number << 1) ^ (number >> 127)) as u128);
}

#[expect(
    clippy::cast_possible_wrap,
    reason = "the reverse of how it was written"
)]
fn read_signed(left: &mut &[u8]) -> Result<i128, Damaged> {
    let number = read_number(left)?;
    Ok((number >> 1) as i128 ^ -((number & 1) as i128))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn amounts(units: [i64; METRICS]) -> Amounts {
        units.map(|units| Amount::of_units(i128::from(units) * 1_000_000).expect("an amount"))
    }

    #[test]
    fn numbers_of_any_size_are_read_as_they_were_written() {
        for number in [
            0,
            1,
            -1,
            63,
            64,
            -64,
            -65,
            i128::from(i64::MAX),
            i128::from(i64::MIN),
            i128::MAX,
            i128::MIN,
        ] {
            let mut bytes = Vec::new();
            write_signed(&mut bytes, number);
            let mut left = bytes.as_slice();
            assert_eq!((read_signed(&mut left), left.len()), (Ok(number), 0));
        }
        assert_eq!(read_number(&mut [0xff; 30].as_slice()), Err(Damaged));
        assert_eq!(read_number(&mut [0x80].as_slice()), Err(Damaged));
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
        }

        #[test]
        fn damaged_bytes_are_refused_and_never_panic(cut in 0_usize..200, flip in 0_usize..200, by in 1_u8..) {
            let mut sheet = SheetBuilder::default();
            for number in 0..8 {
                sheet.add(&format!("account {number}"), "service", &amounts([number, 0, 1, 0, 2]));
            }
            let packed = sheet.pack();
            prop_assert_eq!(Column::unpack(&packed[..cut.min(packed.len() - 1)], Metric::Blended), Err(Damaged));
            let mut changed = packed;
            let place = flip % changed.len();
            changed[place] ^= by;
            // Another amount may come of it, a panic may not.
            drop(Column::unpack(&changed, Metric::Blended));
        }
    }
}
