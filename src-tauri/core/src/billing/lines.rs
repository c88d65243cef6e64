//! The lines of each grouping. Lines on the first level add up to the whole, and what stands below a line to the line.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
};

use super::{
    Amount, BillKey, BillLine, ChargeClass,
    groups::{Groups, name_of},
    layers::Layers,
    rows::{Comparable, Figures},
};
use crate::tree::Tree;

type ByLeaf = BTreeMap<String, Figures>;

/// What all lines of a table share.
#[derive(Clone, Copy)]
struct Table {
    total: Amount,
    known: Comparable,
}

impl Table {
    fn line(self, key: BillKey, name: String, figures: &Figures, colour: Option<u8>) -> BillLine {
        BillLine {
            key,
            name,
            detail: None,
            depth: 0,
            amount: figures.amount,
            change: figures.change(self.known),
            last_year: figures.last_year(self.known),
            share: figures.amount.fraction_of(self.total),
            colour,
            accounts: None,
        }
    }

    fn account(
        self,
        tree: Option<&Tree>,
        id: &str,
        figures: &Figures,
        colour: Option<u8>,
    ) -> BillLine {
        let (name, detail) = name_of(tree, id);
        let key = BillKey::Account { id: id.to_owned() };
        BillLine {
            detail,
            ..self.line(key, name, figures, colour)
        }
    }

    /// What AWS's rounding leaves between the total and these figures.
    fn rounding(self, figures: &ByLeaf) -> Option<BillLine> {
        let sum: Amount = figures.values().map(|it| it.amount).sum();
        let class = ChargeClass::Rounding;
        (sum != self.total).then(|| BillLine {
            key: BillKey::Charge { class },
            name: class.title().to_owned(),
            detail: Some(class.words().to_owned()),
            depth: 0,
            amount: self.total - sum,
            change: None,
            last_year: None,
            share: 0.0,
            colour: None,
            accounts: None,
        })
    }
}

fn largest_first(lines: &mut [BillLine]) {
    lines.sort_by(|one, other| {
        (Reverse(one.amount), &one.name, &one.key).cmp(&(
            Reverse(other.amount),
            &other.name,
            &other.key,
        ))
    });
}

fn told(figures: &ByLeaf) -> impl Iterator<Item = (&String, &Figures)> {
    figures.iter().filter(|(_, figures)| !figures.are_nothing())
}

/// A line for each account.
pub(super) fn accounts(
    tree: Option<&Tree>,
    figures: &ByLeaf,
    known: Comparable,
    total: Amount,
    layers: &Layers,
) -> Vec<BillLine> {
    let table = Table { total, known };
    let mut lines: Vec<BillLine> = told(figures)
        .map(|(id, figures)| table.account(tree, id, figures, layers.colour(id)))
        .collect();
    largest_first(&mut lines);
    lines
}

/// A line for each service.
pub(super) fn services(
    figures: &ByLeaf,
    known: Comparable,
    total: Amount,
    layers: &Layers,
) -> Vec<BillLine> {
    let table = Table { total, known };
    let mut lines: Vec<BillLine> = told(figures)
        .map(|(name, figures)| {
            let key = BillKey::Service { name: name.clone() };
            table.line(key, name.clone(), figures, layers.colour(name))
        })
        .collect();
    largest_first(&mut lines);
    lines
}

/// A line for each class of charges, with its record types below where there are several.
pub(super) fn charges(
    figures: &ByLeaf,
    known: Comparable,
    total: Amount,
    layers: &Layers,
) -> Vec<BillLine> {
    let table = Table { total, known };
    let mut classes: BTreeMap<ChargeClass, Vec<(&String, &Figures)>> = BTreeMap::new();
    for (record_type, figures) in told(figures) {
        let class = classes.entry(ChargeClass::of(record_type)).or_default();
        class.push((record_type, figures));
    }
    let mut heads = Vec::new();
    let mut below: HashMap<BillKey, Vec<BillLine>> = HashMap::new();
    for (class, types) in classes {
        let sum = types.iter().map(|(_, figures)| **figures).sum();
        let key = BillKey::Charge { class };
        let colour = layers.of_key(&key).and_then(|layer| layer.colour);
        let mut head = table.line(key.clone(), class.title().to_owned(), &sum, colour);
        head.detail = Some(class.words().to_owned());
        heads.push(head);
        if types.len() > 1 || class == ChargeClass::Other {
            let mut lines: Vec<BillLine> = types
                .into_iter()
                .map(|(name, figures)| {
                    let key = BillKey::RecordType { name: name.clone() };
                    let line = table.line(key, name.clone(), figures, colour);
                    BillLine { depth: 1, ..line }
                })
                .collect();
            largest_first(&mut lines);
            below.insert(key, lines);
        }
    }
    heads.extend(table.rounding(figures));
    largest_first(&mut heads);
    let with_below = |head: BillLine| {
        let lines = below.remove(&head.key).unwrap_or_default();
        std::iter::once(head).chain(lines).collect::<Vec<_>>()
    };
    heads.into_iter().flat_map(with_below).collect()
}

/// A line for each company that sells.
pub(super) fn sellers(
    figures: &ByLeaf,
    known: Comparable,
    total: Amount,
    layers: &Layers,
) -> Vec<BillLine> {
    let table = Table { total, known };
    let mut lines: Vec<BillLine> = told(figures)
        .map(|(name, figures)| {
            let key = BillKey::Seller { name: name.clone() };
            table.line(key, name.clone(), figures, layers.colour(name))
        })
        .collect();
    lines.extend(table.rounding(figures));
    largest_first(&mut lines);
    lines
}

/// A line for each organizational unit below its parent, for the accounts directly in the root, and for those
/// that are gone.
pub(super) fn groups(
    tree: Option<&Tree>,
    groups: &Groups,
    figures: &ByLeaf,
    known: Comparable,
    total: Amount,
    layers: &Layers,
) -> Vec<BillLine> {
    let table = Table { total, known };
    let of = |account: &str| figures.get(account).copied().unwrap_or_default();
    let (_, sums) = groups.roll_up(of);
    let (_, counts) = groups.roll_up(|account| u32::from(!of(account).are_nothing()));
    let mut below: HashMap<usize, Vec<usize>> = HashMap::new();
    for (place, group) in groups.all.iter().enumerate() {
        if let Some(parent) = group.parent.filter(|_| counts[place] > 0) {
            below.entry(parent).or_default().push(place);
        }
    }
    let mut lines = Vec::new();
    let mut open = vec![0];
    while let Some(place) = open.pop() {
        let group = &groups.all[place];
        if place > 0 {
            let colour = colour(groups, place, layers, &sums);
            let line = table.line(group.key.clone(), group.name.clone(), &sums[place], colour);
            lines.push(BillLine {
                detail: group.path.clone(),
                depth: group.depth - 1,
                accounts: Some(counts[place]),
                ..line
            });
        }
        let mut children = below.remove(&place).unwrap_or_default();
        // What is gone stands last, whatever it cost.
        let is_gone = |place: usize| groups.all[place].key == BillKey::Departed;
        children.sort_by_key(|place| (!is_gone(*place), sums[*place].amount, Reverse(*place)));
        open.extend(children);
    }
    let mut direct: Vec<BillLine> = groups.all[0]
        .accounts
        .iter()
        .map(|id| (id, of(id)))
        .filter(|(_, figures)| !figures.are_nothing())
        .map(|(id, figures)| table.account(tree, id, &figures, layers.colour(id)))
        .collect();
    largest_first(&mut direct);
    let gone = lines.iter().position(|line| line.key == BillKey::Departed);
    let place = gone.unwrap_or(lines.len());
    lines.splice(place..place, direct);
    lines
}

/// The colour of the layer that a group is, or is in; else of the largest layer in it.
fn colour(groups: &Groups, place: usize, layers: &Layers, sums: &[Figures]) -> Option<u8> {
    let mut at = Some(place);
    while let Some(place) = at {
        if let Some(layer) = layers.of_key(&groups.all[place].key) {
            return layer.colour;
        }
        at = groups.all[place].parent;
    }
    let mut at = place;
    loop {
        let children = groups.children(at).iter().copied();
        at = children.max_by_key(|child| (sums[*child].amount, Reverse(*child)))?;
        if let Some(layer) = layers.of_key(&groups.all[at].key) {
            return layer.colour;
        }
    }
}
