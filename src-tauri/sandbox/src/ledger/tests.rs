//! Whether bills are right.

mod changes;
mod presence;
mod sums;

use jiff::civil::date;

use super::*;
use crate::{builder::Builder, state::JoinedMethod, testing::World};

/// Noon of a day in November 2026.
const NOON: &str = "2026-11-15T12:00:00Z";

fn noon() -> Timestamp {
    NOON.parse().unwrap()
}

fn month(year: i16, month: i8) -> Month {
    Month::of(date(year, month, 1))
}

/// A world whose bills have everything.
fn rich() -> World {
    let mut world = World::with(|builder: &mut Builder| {
        let root = builder.root_id.clone();
        for number in 0..24 {
            let (name, email) = (
                format!("More {number}"),
                format!("more{number}@example.com"),
            );
            builder.account(&root, &name, &email, JoinedMethod::Created);
        }
    });
    *world.payer() = Payer {
        every_charge: true,
        discount_basis_points: 700,
        savings_plan: Some(SavingsPlan {
            upfront_per_month: Amount::whole(100),
            paid_in: 6,
        }),
        ..Payer::default()
    };
    world
}

/// The lines of everything in some days of a month.
fn lines<'a>(ledger: &Ledger<'a>, month: Month, days: Range<i8>, with_tax: bool) -> Vec<Line<'a>> {
    let book = ledger.book(month);
    let mut lines = Vec::new();
    for bill in &ledger.bills {
        ledger.charges(bill, &book, &days, with_tax, &mut |line| lines.push(line));
    }
    lines
}

fn sum<'a>(lines: impl IntoIterator<Item = &'a Line<'a>>) -> Amounts {
    let mut sum = Amounts::default();
    lines.into_iter().for_each(|line| sum += line.amounts);
    sum
}

fn of_type<'a>(
    lines: &'a [Line<'a>],
    record_type: RecordType,
) -> impl Iterator<Item = &'a Line<'a>> {
    lines
        .iter()
        .filter(move |line| line.record_type == record_type)
}
