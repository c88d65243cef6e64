//! What a line of the bill consists of: an account's services and charges, a service's accounts.

use serde::{Deserialize, Serialize};

use super::{
    Amount, BillKey, BillLine, ChargeClass, Column, Part,
    layers::Layers,
    lines::{self, ByLeaf, Head, Table},
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

/// The rows of a month in one cut, and those of the months that it is compared with, where whole months are.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    /// Those of the month.
    pub now: Column,
    /// Those of the month before.
    pub before: Option<Column>,
    /// Those of the same month last year.
    pub last_year: Option<Column>,
}

impl BillKey {
    /// Whether it holds accounts, so that [`accounts_inside`](super::accounts_inside) tells what it consists of.
    pub fn holds_accounts(&self) -> bool {
        matches!(
            self,
            Self::Organization | Self::Ou { .. } | Self::Direct { .. } | Self::Departed
        )
    }
}

/// Takes a line apart that holds no accounts. `rows` gives the rows of the month in one cut, `whole` is what it comes to.
pub fn inside<E>(
    tree: Option<&Tree>,
    rows: impl Fn(Part) -> Result<Rows, E>,
    whole: Amount,
    key: &BillKey,
) -> Result<Vec<BillInside>, E> {
    Ok(match key {
        BillKey::Account { id } => {
            let is_its = |first: &str, _: &str| first == id;
            let services = table(&rows(Part::AccountService)?, is_its, |_, it| it);
            let charges = table(&rows(Part::AccountCharge)?, is_its, |_, it| it);
            vec![
                part("Services", services, whole, lines_of_services),
                part("Charges", charges, whole, lines_of_charges),
            ]
        }
        BillKey::Service { name } => {
            let is_it = |_: &str, second: &str| second == name;
            let accounts = table(&rows(Part::AccountService)?, is_it, |it, _| it);
            vec![BillInside::of_accounts(
                tree,
                whole,
                &accounts.0,
                accounts.1,
            )]
        }
        BillKey::Charge { class } => {
            let is_its = |_: &str, second: &str| ChargeClass::of(second) == *class;
            let accounts = table(&rows(Part::AccountCharge)?, is_its, |it, _| it);
            vec![BillInside::of_accounts(
                tree,
                whole,
                &accounts.0,
                accounts.1,
            )]
        }
        BillKey::RecordType { name } => {
            let is_it = |_: &str, second: &str| second == name;
            let accounts = table(&rows(Part::AccountCharge)?, is_it, |it, _| it);
            vec![BillInside::of_accounts(
                tree,
                whole,
                &accounts.0,
                accounts.1,
            )]
        }
        BillKey::Seller { name } => {
            let is_its = |first: &str, _: &str| first == name;
            let charges = table(&rows(Part::SellerCharge)?, is_its, |_, it| it);
            vec![part("Charges", charges, whole, lines_of_charges)]
        }
        BillKey::Organization
        | BillKey::Others
        | BillKey::Ou { .. }
        | BillKey::Direct { .. }
        | BillKey::Departed => Vec::new(),
    })
}

/// The sums of the rows that are wanted, by what `leaf` chooses of them.
fn table(
    rows: &Rows,
    wanted: impl Fn(&str, &str) -> bool,
    leaf: for<'a> fn(&'a str, &'a str) -> &'a str,
) -> (ByLeaf, Comparable) {
    let mut figures = ByLeaf::new();
    let mut add = |column: &Column, set: fn(&mut Figures, Amount)| {
        for (first, second, amount) in column.rows() {
            if wanted(first, second) {
                set(
                    figures.entry(leaf(first, second).to_owned()).or_default(),
                    amount,
                );
            }
        }
    };
    add(&rows.now, |figures, amount| {
        figures.amount += amount;
        figures.compared += amount;
    });
    if let Some(before) = &rows.before {
        add(before, |figures, amount| figures.before += amount);
    }
    if let Some(last_year) = &rows.last_year {
        add(last_year, |figures, amount| figures.last_year += amount);
    }
    let known = Comparable {
        before: rows.before.is_some(),
        last_year: rows.last_year.is_some(),
    };
    (figures, known)
}

fn part(
    title: &str,
    (figures, known): (ByLeaf, Comparable),
    whole: Amount,
    lines: fn(&ByLeaf, Table) -> Vec<BillLine>,
) -> BillInside {
    BillInside {
        title: title.to_owned(),
        lines: lines(&figures, alone(&figures, whole, known)),
    }
}

/// A table of these figures alone.
fn alone(figures: &ByLeaf, whole: Amount, known: Comparable) -> Table {
    Table {
        total: figures.values().map(|it| it.amount).sum(),
        whole,
        known,
    }
}

fn lines_of_services(figures: &ByLeaf, table: Table) -> Vec<BillLine> {
    lines::leaves(table, figures, Head::service, |_| None)
}

fn lines_of_charges(figures: &ByLeaf, table: Table) -> Vec<BillLine> {
    lines::charges(figures, table, &Layers::default())
}

impl BillInside {
    pub(super) fn of_accounts(
        tree: Option<&Tree>,
        whole: Amount,
        figures: &ByLeaf,
        known: Comparable,
    ) -> Self {
        let head = |id: &str| Head::account(tree, id);
        let table = alone(figures, whole, known);
        Self {
            title: "Accounts".to_owned(),
            lines: lines::leaves(table, figures, head, |_| None),
        }
    }
}
