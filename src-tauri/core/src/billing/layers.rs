//! Layers of a picture: a handful of things in a colour each, and all others together. A layer keeps its colour
//! in every picture and table of one view.

use std::collections::{BTreeMap, HashMap};

use super::{Amount, BillKey, ChargeClass, groups::Groups, lines::Head};

/// Colours that are told apart at a glance.
pub(super) const COLOURS: usize = 6;

/// One layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layer {
    pub(super) key: BillKey,
    pub(super) name: String,
    /// None for the others.
    pub(super) colour: Option<u8>,
}

/// The layers of a grouping, and which of them each leaf (an account, service, record type, seller) is in.
#[derive(Debug, Clone, Default)]
pub(super) struct Layers {
    pub(super) all: Vec<Layer>,
    of: HashMap<String, usize>,
    others: Option<usize>,
}

impl Layers {
    /// The layer of a leaf.
    pub(super) fn place(&self, leaf: &str) -> Option<usize> {
        self.of.get(leaf).copied().or(self.others)
    }

    /// The colour of a leaf.
    pub(super) fn colour(&self, leaf: &str) -> Option<u8> {
        self.place(leaf).and_then(|place| self.all[place].colour)
    }

    /// The layer that tells of `key` itself.
    pub(super) fn of_key(&self, key: &BillKey) -> Option<&Layer> {
        self.all.iter().find(|layer| layer.key == *key)
    }

    fn push(&mut self, key: BillKey, name: String) -> usize {
        let colour = u8::try_from(self.all.len()).ok();
        self.all.push(Layer { key, name, colour });
        self.all.len() - 1
    }

    fn push_others(&mut self) {
        self.others = Some(self.all.len());
        self.all.push(Layer {
            key: BillKey::Others,
            name: "All others".to_owned(),
            colour: None,
        });
    }

    /// The largest leaves, each a layer. `sizes` are what each cost over all that is drawn.
    pub(super) fn of_leaves(sizes: &BTreeMap<String, Amount>, head: impl Fn(&str) -> Head) -> Self {
        let mut leaves: Vec<(&String, Amount)> = sizes
            .iter()
            .map(|(name, size)| (name, size.abs()))
            .collect();
        leaves.sort_by(|one, other| (other.1, one.0).cmp(&(one.1, other.0)));
        let all_fit = leaves.len() <= COLOURS;
        let mut layers = Self::default();
        for (leaf, _) in leaves.iter().take(COLOURS) {
            let head = head(leaf);
            let place = layers.push(head.key, head.name);
            layers.of.insert((*leaf).clone(), place);
        }
        if !all_fit {
            layers.push_others();
        }
        layers
    }

    /// The classes of record types that cost most.
    pub(super) fn of_charges(sizes: &BTreeMap<String, Amount>) -> Self {
        let mut classes: BTreeMap<ChargeClass, (Amount, Vec<&String>)> = BTreeMap::new();
        for (record_type, size) in sizes {
            let class = classes.entry(ChargeClass::of(record_type)).or_default();
            class.0 += size.abs();
            class.1.push(record_type);
        }
        let mut classes: Vec<_> = classes.into_iter().collect();
        classes.sort_by_key(|(class, (size, _))| (std::cmp::Reverse(*size), *class));
        let all_fit = classes.len() <= COLOURS;
        let mut layers = Self::default();
        for (class, (_, record_types)) in classes.into_iter().take(COLOURS) {
            let place = layers.push(BillKey::Charge { class }, class.title().to_owned());
            for record_type in record_types {
                layers.of.insert(record_type.clone(), place);
            }
        }
        if !all_fit {
            layers.push_others();
        }
        layers
    }

    /// Organizational units: those below the root first, then the largest is opened as long as there are
    /// colours for what is in it.
    pub(super) fn of_groups(groups: &Groups, sizes: &BTreeMap<String, Amount>) -> Self {
        let (own, sums) = groups.roll_up(|account| size(sizes, account));
        let mut parts = opened(groups, &own, &sums, 0);
        while let Some(largest) = largest_that_opens(groups, &sums, &parts) {
            let inside = opened(groups, &own, &sums, largest);
            if parts.len() - 1 + inside.len() > COLOURS {
                break;
            }
            parts.retain(|part| *part != Part::All(largest));
            parts.extend(inside);
        }
        parts.sort_by_key(|part| std::cmp::Reverse(part.size(&own, &sums)));
        let mut layers = Self::default();
        let all_fit = parts.len() <= COLOURS;
        for part in parts.into_iter().take(COLOURS) {
            let (key, name) = part.head(groups);
            let place = layers.push(key, name);
            for account in part.accounts(groups) {
                layers.of.insert(account, place);
            }
        }
        if !all_fit {
            layers.push_others();
        }
        layers
    }
}

fn size(sizes: &BTreeMap<String, Amount>, account: &str) -> Amount {
    sizes.get(account).copied().unwrap_or_default().abs()
}

/// A part of the organization that is drawn as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// A group with all that is below it.
    All(usize),
    /// Only the accounts that stand directly in it.
    Own(usize),
}

impl Part {
    fn size(self, own: &[Amount], sums: &[Amount]) -> Amount {
        match self {
            Self::All(place) => sums[place],
            Self::Own(place) => own[place],
        }
    }

    fn head(self, groups: &Groups) -> (BillKey, String) {
        match self {
            Self::All(place) => {
                let group = &groups.all[place];
                (group.key.clone(), group.name.clone())
            }
            Self::Own(place) => direct(groups, place),
        }
    }

    fn accounts(self, groups: &Groups) -> Vec<String> {
        let (Self::All(place) | Self::Own(place)) = self;
        let mut accounts = groups.all[place].accounts.clone();
        if let Self::All(_) = self {
            for child in groups.children(place) {
                accounts.extend(Self::All(*child).accounts(groups));
            }
        }
        accounts
    }
}

/// The accounts directly in a group, as one thing: `Workloads, directly`.
pub(super) fn direct(groups: &Groups, place: usize) -> (BillKey, String) {
    let group = &groups.all[place];
    match &group.key {
        BillKey::Ou { id } => (
            BillKey::Direct { parent: id.into() },
            format!("{}, directly", group.name),
        ),
        _ => match &groups.root {
            Some(root) => (
                BillKey::Direct {
                    parent: root.clone(),
                },
                "In the root".to_owned(),
            ),
            None => (BillKey::Organization, group.name.clone()),
        },
    }
}

/// What a group consists of, as far as it cost something.
fn opened(groups: &Groups, own: &[Amount], sums: &[Amount], place: usize) -> Vec<Part> {
    let costs = |child: &usize| !sums[*child].is_zero();
    let children = groups.children(place).iter().copied().filter(costs);
    let mut parts: Vec<Part> = children.map(Part::All).collect();
    if !own[place].is_zero() {
        parts.push(Part::Own(place));
    }
    parts
}

fn largest_that_opens(groups: &Groups, sums: &[Amount], parts: &[Part]) -> Option<usize> {
    parts
        .iter()
        .filter_map(|part| match part {
            Part::All(place) if !groups.children(*place).is_empty() => Some(*place),
            _ => None,
        })
        .max_by_key(|place| (sums[*place], std::cmp::Reverse(*place)))
}
