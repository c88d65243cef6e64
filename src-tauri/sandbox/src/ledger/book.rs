//! One month of the calendar as bills see it: how usage spreads over its days, how much of it is known,
//! and whether it can still change.

use std::ops::Range;

use jiff::civil::{Date, Weekday};

use super::draw::{For, between};
use crate::{
    money::Amount,
    month::{Month, days_after},
};

/// So many days after its end a bill is final. AWS says that it is issued in the first days of the next
/// month. <https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/getting-viewing-bill.html>
const FINAL_AFTER_DAYS: i64 = 5;
/// Ways in which usage spreads over a month; the first is evenly.
pub(super) const SHAPES: usize = 8;
pub(super) const EVENLY: usize = 0;
const MOST_DAYS: usize = 31;

/// A month.
pub(crate) struct Book {
    pub(crate) month: Month,
    /// The first of its days that is not known yet: 1 if none is, one more than it has if all are.
    pub(crate) known: i8,
    /// Whether it will not change any more.
    pub(crate) is_final: bool,
    /// By shape, the weight of all days before a day; the last one is the whole month's.
    weights: [[i64; MOST_DAYS + 1]; SHAPES],
}

impl Book {
    /// The month as it stands on a day, of which nothing is known yet.
    pub(crate) fn of(month: Month, today: Date) -> Self {
        let days = month.days();
        let known = match Month::of(today) {
            now if now > month => days + 1,
            now if now == month => today.day(),
            _ => 1,
        };
        let mut weights = [[0; MOST_DAYS + 1]; SHAPES];
        let mut dates = Vec::with_capacity(MOST_DAYS);
        dates.extend((0..i64::from(days)).map(|day| days_after(month.first(), day)));
        for (shape, weights) in weights.iter_mut().enumerate() {
            let mut sum = 0;
            for (day, slot) in weights.iter_mut().enumerate() {
                *slot = sum;
                sum += dates.get(day).map_or(0, |&date| weight(shape, date));
            }
        }
        Self {
            month,
            known,
            is_final: today >= days_after(month.plus(1).first(), FINAL_AFTER_DAYS),
            weights,
        }
    }

    /// One more than the month has days.
    pub(crate) fn end(&self) -> i8 {
        self.month.days() + 1
    }

    /// What of a month's amount falls on some of its days.
    pub(super) fn spread(&self, amount: Amount, shape: usize, days: &Range<i8>) -> Amount {
        if *days == (1..self.end()) {
            return amount;
        }
        let weights = &self.weights[shape % SHAPES];
        let before = |day: i8| weights[usize::try_from(day - 1).unwrap_or(0).min(MOST_DAYS)];
        let whole = before(self.end());
        amount.share(before(days.end), whole) - amount.share(before(days.start), whole)
    }
}

/// How much is used on a day, against others of the same month.
fn weight(shape: usize, date: Date) -> i64 {
    let is_weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
    let usual = match (shape, is_weekend) {
        (EVENLY, _) => return 1000,
        // What stands still at weekends, and what does not.
        (1 | 2, true) => 350,
        (3, true) => 1500,
        (4, _) => 800 + i64::from(date.day()) * 20,
        _ => 1000,
    };
    let about = [
        u64::try_from(shape).unwrap_or(0),
        u64::from(date.year().unsigned_abs()),
        u64::from(date.day_of_year().unsigned_abs()),
    ];
    usual * between(920, 1080, For::Day, &about) / 1000
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_days_of_a_month_add_up_to_it_in_every_shape() {
        let amount: Amount = "1234.5678901234".parse().unwrap();
        for month in [date(2026, 2, 1), date(2026, 10, 1), date(2026, 11, 1)] {
            let book = Book::of(Month::of(month), date(2027, 1, 1));
            for shape in 0..SHAPES {
                let days = (1..book.end()).map(|day| book.spread(amount, shape, &(day..day + 1)));
                assert_eq!(days.sum::<Amount>(), amount, "shape {shape}");
                assert_eq!(book.spread(amount, shape, &(1..book.end())), amount);
            }
        }
    }

    #[test]
    fn a_month_is_known_up_to_yesterday_and_final_five_days_after_its_end() {
        let november = Month::of(date(2026, 11, 1));
        let known = |today| Book::of(november, today).known;
        assert_eq!(known(date(2026, 10, 31)), 1);
        assert_eq!(known(date(2026, 11, 1)), 1);
        assert_eq!(
            known(date(2026, 11, 15)),
            15,
            "the 14th is the last known day"
        );
        assert_eq!(known(date(2026, 12, 1)), 31);
        assert!(!Book::of(november, date(2026, 12, 5)).is_final);
        assert!(Book::of(november, date(2026, 12, 6)).is_final);
    }
}
