//! A packed sheet as it is read: its names, and its columns of numbers that are not looked at before they are wanted.
//! `docs/billing-cache.md` describes the bytes.

use super::{
    Amount, Metric,
    numbers::{read_number, read_signed},
    sheet::{Amounts, Damaged, MAGIC, METRICS, SheetBuilder},
};

/// The parts of a packed sheet.
struct Packed<'a> {
    firsts: Vec<String>,
    seconds: Vec<String>,
    rows: usize,
    places: Places<'a>,
    metrics: [&'a [u8]; METRICS],
}

/// The places of both names of each row.
struct Places<'a> {
    left: &'a [u8],
    first: i128,
    second: i128,
}

impl<'a> Packed<'a> {
    fn of(bytes: &'a [u8]) -> Result<Self, Damaged> {
        let mut left = bytes.strip_prefix(MAGIC).ok_or(Damaged)?;
        let firsts = read_names(&mut left)?;
        let seconds = read_names(&mut left)?;
        let rows = read_length(&mut left)?;
        let mut columns = [&left[..0]; METRICS + 1];
        for column in &mut columns {
            let length = read_length(&mut left)?;
            *column = left.split_off(..length).ok_or(Damaged)?;
        }
        let [places, metrics @ ..] = columns;
        // Each row takes a byte at least: what is damaged cannot ask for all memory.
        if !left.is_empty() || rows > places.len() {
            return Err(Damaged);
        }
        let places = Places {
            left: places,
            first: 0,
            second: 0,
        };
        Ok(Self {
            firsts,
            seconds,
            rows,
            places,
            metrics,
        })
    }

    /// The places of the next row's names.
    fn next_places(&mut self) -> Result<(u32, u32), Damaged> {
        let places = &mut self.places;
        places.first = further(places.first, &mut places.left)?;
        places.second = further(places.second, &mut places.left)?;
        Ok((
            place(places.first, &self.firsts)?,
            place(places.second, &self.seconds)?,
        ))
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
        let mut packed = Packed::of(bytes)?;
        let (mut base, mut own) = (packed.metrics[0], packed.metrics[metric.place()]);
        let is_base = metric.place() == 0;
        let mut cells = Vec::with_capacity(packed.rows);
        for _ in 0..packed.rows {
            let (first, second) = packed.next_places()?;
            let mut units = read_signed(&mut base)?;
            if !is_base {
                units = units.checked_add(read_signed(&mut own)?).ok_or(Damaged)?;
            }
            cells.push((first, second, Amount::of_units(units).ok_or(Damaged)?));
        }
        let own_is_read = is_base || own.is_empty();
        if packed.places.left.is_empty() && base.is_empty() && own_is_read {
            Ok(Self {
                firsts: packed.firsts,
                seconds: packed.seconds,
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

impl SheetBuilder {
    /// Reads a packed sheet whole, so that its sums can be compared with those of another one.
    ///
    /// Errors: [`Damaged`] where the bytes are not what [`SheetBuilder::pack`] wrote.
    pub fn unpack(bytes: &[u8]) -> Result<Self, Damaged> {
        let mut packed = Packed::of(bytes)?;
        let mut sheet = Self::default();
        for _ in 0..packed.rows {
            let (first, second) = packed.next_places()?;
            let mut amounts = Amounts::default();
            let mut base = 0;
            for (metric, amount) in amounts.iter_mut().enumerate() {
                let own = read_signed(&mut packed.metrics[metric])?;
                let units = if metric == 0 {
                    base = own;
                    own
                } else {
                    base.checked_add(own).ok_or(Damaged)?
                };
                *amount = Amount::of_units(units).ok_or(Damaged)?;
            }
            sheet.add(
                &packed.firsts[first as usize],
                &packed.seconds[second as usize],
                &amounts,
            );
        }
        let is_read = packed.metrics.iter().all(|left| left.is_empty());
        if packed.places.left.is_empty() && is_read {
            Ok(sheet)
        } else {
            Err(Damaged)
        }
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
