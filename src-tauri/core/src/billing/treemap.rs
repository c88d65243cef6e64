//! The treemap: organizational units, in them accounts, in them services, each as large as what it cost. A picture
//! holds some hundred tiles, so what is small is joined, never dropped.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::{
    Amount, BillKey, Column,
    groups::{Groups, name_of},
    layers::{self, Layers},
    totals::{self, Totals},
};
use crate::tree::Tree;

/// Accounts that have a tile of their own.
const ACCOUNTS: usize = 200;
/// Services of an account that have one.
const SERVICES: usize = 6;

/// A tile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Tile {
    /// What it is about.
    pub key: BillKey,
    /// Its name; joined ones say how many they are.
    pub name: String,
    /// What it cost, more than nothing: the sum of the tiles in it.
    pub amount: Amount,
    /// The colour that it has in the bars.
    pub colour: Option<u8>,
    /// The tiles in it.
    pub tiles: Vec<Tile>,
}

/// The picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Treemap {
    /// The tiles of the whole organization.
    pub tiles: Vec<Tile>,
    /// Their sum.
    pub drawn: Amount,
    /// What has no size to be drawn with: credits and other negative amounts. Both together are the total.
    pub left_out: Amount,
}

/// Draws a month. `services` are its rows by account and service; `months` give the colours of the bars.
pub fn treemap(
    tree: Option<&Tree>,
    months: &BTreeMap<super::Month, Totals>,
    services: &Column,
) -> Treemap {
    let sizes = totals::sizes(months, |month| &month.accounts);
    let accounts: BTreeSet<&str> = (sizes.keys().map(String::as_str))
        .chain(services.firsts.iter().map(String::as_str))
        .collect();
    let groups = Groups::of(tree, &accounts);
    let colours = Layers::of_groups(&groups, &sizes);
    let (of_accounts, left_out) = positive(services);
    let large = largest(&of_accounts);
    let drawing = Drawing {
        tree,
        groups: &groups,
        colours: &colours,
        services: &of_accounts,
        large: &large,
    };
    let tiles = drawing.inside(0);
    Treemap {
        drawn: tiles.iter().map(|tile| tile.amount).sum(),
        tiles,
        left_out,
    }
}

/// What each account has of services that cost more than nothing.
type OfAccounts<'a> = HashMap<&'a str, Vec<(&'a str, Amount)>>;

fn positive(services: &Column) -> (OfAccounts<'_>, Amount) {
    // By place first: there are far more rows than accounts.
    let mut found = vec![Vec::new(); services.firsts.len()];
    let mut left_out = Amount::ZERO;
    for (account, service, amount) in &services.cells {
        if *amount > Amount::ZERO {
            let service = services.seconds[*service as usize].as_str();
            found[*account as usize].push((service, *amount));
        } else {
            left_out += *amount;
        }
    }
    let accounts = services.firsts.iter().map(String::as_str).zip(found);
    let costs = accounts.filter(|(_, services)| !services.is_empty());
    (costs.collect(), left_out)
}

fn sum(services: &[(&str, Amount)]) -> Amount {
    services.iter().map(|(_, amount)| *amount).sum()
}

fn largest<'a>(accounts: &OfAccounts<'a>) -> BTreeSet<&'a str> {
    let mut by_size: Vec<(Amount, &str)> = accounts
        .iter()
        .map(|(account, services)| (sum(services), *account))
        .collect();
    by_size.sort_by(|one, other| (other.0, one.1).cmp(&(one.0, other.1)));
    let large = by_size.into_iter().take(ACCOUNTS);
    large.map(|(_, account)| account).collect()
}

struct Drawing<'a> {
    tree: Option<&'a Tree>,
    groups: &'a Groups,
    colours: &'a Layers,
    services: &'a OfAccounts<'a>,
    large: &'a BTreeSet<&'a str>,
}

impl Drawing<'_> {
    /// The tiles in a group: the groups below it, then its accounts, the largest first.
    fn inside(&self, place: usize) -> Vec<Tile> {
        let mut tiles = Vec::new();
        for child in self.groups.children(place) {
            let group = &self.groups.all[*child];
            tiles.extend(with(
                group.key.clone(),
                group.name.clone(),
                self.colours.of_key(&group.key).and_then(|it| it.colour),
                self.inside(*child),
            ));
        }
        let mut small = (Amount::ZERO, 0_usize, None);
        for account in &self.groups.all[place].accounts {
            let Some(services) = self.services.get(account.as_str()) else {
                continue;
            };
            if self.large.contains(account.as_str()) {
                tiles.push(self.account(account, services));
            } else {
                small = (
                    small.0 + sum(services),
                    small.1 + 1,
                    self.colours.colour(account),
                );
            }
        }
        largest_first(&mut tiles);
        if small.1 > 0 {
            tiles.push(Tile {
                key: layers::direct(self.groups, place).0,
                name: more(small.1, "account"),
                amount: small.0,
                colour: small.2,
                tiles: Vec::new(),
            });
        }
        tiles
    }

    fn account(&self, id: &str, services: &[(&str, Amount)]) -> Tile {
        let colour = self.colours.colour(id);
        let mut tiles: Vec<Tile> = services
            .iter()
            .map(|(name, amount)| Tile {
                key: BillKey::Service {
                    name: (*name).to_owned(),
                },
                name: (*name).to_owned(),
                amount: *amount,
                colour,
                tiles: Vec::new(),
            })
            .collect();
        largest_first(&mut tiles);
        let rest = tiles.split_off(SERVICES.min(tiles.len()));
        if !rest.is_empty() {
            tiles.push(Tile {
                key: BillKey::Others,
                name: more(rest.len(), "service"),
                amount: rest.iter().map(|tile| tile.amount).sum(),
                colour,
                tiles: Vec::new(),
            });
        }
        Tile {
            key: BillKey::Account { id: id.to_owned() },
            name: name_of(self.tree, id).0,
            amount: sum(services),
            colour,
            tiles,
        }
    }
}

fn with(key: BillKey, name: String, colour: Option<u8>, tiles: Vec<Tile>) -> Option<Tile> {
    let amount: Amount = tiles.iter().map(|tile| tile.amount).sum();
    (!tiles.is_empty()).then_some(Tile {
        key,
        name,
        amount,
        colour,
        tiles,
    })
}

fn largest_first(tiles: &mut [Tile]) {
    tiles.sort_by(|one, other| (other.amount, &one.key).cmp(&(one.amount, &other.key)));
}

fn more(count: usize, thing: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} more {thing}{plural}")
}
