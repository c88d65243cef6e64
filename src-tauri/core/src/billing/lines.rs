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

/// What each leaf cost and is compared with.
pub(super) type ByLeaf = BTreeMap<String, Figures>;

/// What all lines of a table share.
#[derive(Clone, Copy)]
pub(super) struct Table {
    /// What the lines add up to.
    pub(super) total: Amount,
    /// What the month comes to, of which each line is a share.
    pub(super) whole: Amount,
    pub(super) known: Comparable,
}

/// What a line is about, and how it is called.
pub(super) struct Head {
    pub(super) key: BillKey,
    pub(super) name: String,
    pub(super) detail: Option<String>,
}

impl Head {
    pub(super) fn account(tree: Option<&Tree>, id: &str) -> Self {
        let (name, detail) = name_of(tree, id);
        Self {
            key: BillKey::Account { id: id.to_owned() },
            name,
            detail,
        }
    }

    pub(super) fn service(name: &str) -> Self {
        let key = |name| BillKey::Service { name };
        Self::called(name, key)
    }

    pub(super) fn seller(name: &str) -> Self {
        let key = |name| BillKey::Seller { name };
        Self::called(name, key)
    }

    fn called(name: &str, key: impl Fn(String) -> BillKey) -> Self {
        Self {
            key: key(name.to_owned()),
            name: name.to_owned(),
            detail: None,
        }
    }
}

impl Table {
    /// A table of the whole month.
    pub(super) fn of(total: Amount, known: Comparable) -> Self {
        Self {
            total,
            whole: total,
            known,
        }
    }

    fn line(self, head: Head, figures: &Figures, colour: Option<u8>) -> BillLine {
        BillLine {
            key: head.key,
            name: head.name,
            detail: head.detail,
            depth: 0,
            amount: figures.amount,
            change: figures.change(self.known),
            last_year: figures.last_year(self.known),
            share: figures.amount.fraction_of(self.whole),
            colour,
            accounts: None,
        }
    }

    /// What AWS's rounding leaves between the total and the sum of some lines.
    pub(super) fn rounding(self, sum: Amount) -> Option<BillLine> {
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

pub(super) fn largest_first(lines: &mut [BillLine]) {
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

/// A line for each leaf, whatever it is.
pub(super) fn leaves(
    table: Table,
    figures: &ByLeaf,
    head: impl Fn(&str) -> Head,
    colour: impl Fn(&str) -> Option<u8>,
) -> Vec<BillLine> {
    let line = |(leaf, figures): (&String, &Figures)| table.line(head(leaf), figures, colour(leaf));
    let mut lines: Vec<BillLine> = told(figures).map(line).collect();
    largest_first(&mut lines);
    lines
}

/// A line for each class of charges, with its record types below where there are several.
pub(super) fn charges(figures: &ByLeaf, table: Table, layers: &Layers) -> Vec<BillLine> {
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
        let head = Head {
            key: key.clone(),
            name: class.title().to_owned(),
            detail: Some(class.words().to_owned()),
        };
        heads.push(table.line(head, &sum, colour));
        if types.len() > 1 || class == ChargeClass::Other {
            let mut lines: Vec<BillLine> = types
                .into_iter()
                .map(|(name, figures)| {
                    let head = Head::called(name, |name| BillKey::RecordType { name });
                    let line = table.line(head, figures, colour);
                    BillLine { depth: 1, ..line }
                })
                .collect();
            largest_first(&mut lines);
            below.insert(key, lines);
        }
    }
    heads.extend(table.rounding(figures.values().map(|it| it.amount).sum()));
    largest_first(&mut heads);
    let with_below = |head: BillLine| {
        let lines = below.remove(&head.key).unwrap_or_default();
        std::iter::once(head).chain(lines).collect::<Vec<_>>()
    };
    heads.into_iter().flat_map(with_below).collect()
}

/// A line for each organizational unit below its parent, for the accounts directly in the root, and for those
/// that are gone.
pub(super) fn groups(
    tree: Option<&Tree>,
    groups: &Groups,
    figures: &ByLeaf,
    table: Table,
    layers: &Layers,
) -> Vec<BillLine> {
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
            let head = Head {
                key: group.key.clone(),
                name: group.name.clone(),
                detail: group.path.clone(),
            };
            let line = table.line(head, &sums[place], colour);
            lines.push(BillLine {
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
        .map(|(id, figures)| table.line(Head::account(tree, id), &figures, layers.colour(id)))
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
