//! What a line of the bill consists of: an organizational unit's accounts, an account's services and charges, a
//! service's accounts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    BillKey, BillLine, ChargeClass, Column,
    groups::Groups,
    layers::Layers,
    lines,
    rows::{Comparable, Figures},
};
use crate::tree::Tree;

/// One way in which a line is taken apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct BillInside {
    /// What the lines are: `Services`.
    pub title: String,
    /// The lines. They add up to the line that was taken apart.
    pub lines: Vec<BillLine>,
}

/// The rows of a month, and those of the month before where whole months are compared.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// Those of the month.
    pub now: &'a Column,
    /// Those of the month before.
    pub before: Option<&'a Column>,
}

/// What a month's rows are asked for by.
#[derive(Debug, Clone, Copy)]
pub struct MonthRows<'a> {
    /// By account and service.
    pub services: Rows<'a>,
    /// By account and record type.
    pub charges: Rows<'a>,
    /// By legal entity and record type.
    pub sellers: Rows<'a>,
}

type ByLeaf = BTreeMap<String, Figures>;

/// Takes a line apart.
pub fn inside(tree: Option<&Tree>, rows: &MonthRows<'_>, key: &BillKey) -> Vec<BillInside> {
    let services = &rows.services;
    match key {
        BillKey::Account { id } => vec![
            part(
                "Services",
                table(services, |first, _| first == id, |_, it| it),
                lines_of_services,
            ),
            part(
                "Charges",
                table(&rows.charges, |first, _| first == id, |_, it| it),
                lines_of_charges,
            ),
        ],
        BillKey::Service { name } => vec![accounts(
            tree,
            table(services, |_, second| second == name, |first, _| first),
        )],
        BillKey::Charge { class } => vec![accounts(
            tree,
            table(
                &rows.charges,
                |_, second| ChargeClass::of(second) == *class,
                |first, _| first,
            ),
        )],
        BillKey::RecordType { name } => vec![accounts(
            tree,
            table(&rows.charges, |_, second| second == name, |first, _| first),
        )],
        BillKey::Seller { name } => vec![part(
            "Charges",
            table(&rows.sellers, |first, _| first == name, |_, it| it),
            lines_of_charges,
        )],
        BillKey::Organization | BillKey::Others => vec![accounts(
            tree,
            table(services, |_, _| true, |first, _| first),
        )],
        BillKey::Ou { .. } | BillKey::Direct { .. } | BillKey::Departed => {
            let columns = std::iter::once(services.now).chain(services.before);
            let known = columns
                .flat_map(|column| column.firsts.iter().map(String::as_str))
                .collect();
            let groups = Groups::of(tree, &known);
            let is_in = |account: &str| {
                groups
                    .place(account)
                    .is_some_and(|place| groups.holds(place, key))
            };
            vec![accounts(
                tree,
                table(services, |first, _| is_in(first), |first, _| first),
            )]
        }
    }
}

/// The sums of the rows that are wanted, by what `leaf` chooses of them.
fn table(
    rows: &Rows<'_>,
    wanted: impl Fn(&str, &str) -> bool,
    leaf: for<'a> fn(&'a str, &'a str) -> &'a str,
) -> (ByLeaf, Comparable) {
    let mut figures = ByLeaf::new();
    let mut add = |column: &Column, set: fn(&mut Figures, super::Amount)| {
        for (first, second, amount) in column.rows() {
            if wanted(first, second) {
                set(
                    figures.entry(leaf(first, second).to_owned()).or_default(),
                    amount,
                );
            }
        }
    };
    add(rows.now, |figures, amount| {
        figures.amount += amount;
        figures.compared += amount;
    });
    if let Some(before) = rows.before {
        add(before, |figures, amount| figures.before += amount);
    }
    let known = Comparable {
        before: rows.before.is_some(),
        last_year: false,
    };
    (figures, known)
}

fn part(
    title: &str,
    (figures, known): (ByLeaf, Comparable),
    lines: fn(&ByLeaf, Comparable) -> Vec<BillLine>,
) -> BillInside {
    BillInside {
        title: title.to_owned(),
        lines: lines(&figures, known),
    }
}

fn total(figures: &ByLeaf) -> super::Amount {
    figures.values().map(|it| it.amount).sum()
}

fn lines_of_services(figures: &ByLeaf, known: Comparable) -> Vec<BillLine> {
    lines::services(figures, known, total(figures), &Layers::default())
}

fn lines_of_charges(figures: &ByLeaf, known: Comparable) -> Vec<BillLine> {
    lines::charges(figures, known, total(figures), &Layers::default())
}

fn accounts(tree: Option<&Tree>, (figures, known): (ByLeaf, Comparable)) -> BillInside {
    BillInside {
        title: "Accounts".to_owned(),
        lines: lines::accounts(tree, &figures, known, total(&figures), &Layers::default()),
    }
}
