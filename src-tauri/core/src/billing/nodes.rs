//! What stands beside the tree: each account's and organizational unit's cost of a month, its part of the whole,
//! and its last months as a line.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::{Amount, BillKey, Metric, Month, Totals, groups::Groups};
use crate::{ids::NodeId, tree::Tree};

/// The highest point of a line.
const HEIGHT: f64 = 100.0;

/// One node's costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct NodeCost {
    /// Which.
    pub id: NodeId,
    /// What it cost in the month, with all that is below it.
    pub amount: Amount,
    /// Its part of the whole, from -1 to 1, for drawing.
    pub share: f64,
    /// Each month's height from 0 to 100, the highest being 100, for drawing.
    pub line: Vec<u8>,
}

/// The costs of all nodes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct NodeCosts {
    /// The month of the amounts.
    pub month: Month,
    /// How costs are counted.
    pub metric: Metric,
    /// What amounts are in.
    pub unit: String,
    /// Whether AWS may still change the month.
    pub estimated: bool,
    /// The months of the lines, oldest first.
    pub months: Vec<Month>,
    /// Every node that cost something in any of them.
    pub nodes: Vec<NodeCost>,
    /// What accounts cost in the month that are not in the tree.
    pub departed: Amount,
}

/// The costs of the tree's nodes in `month`; none where that month is not known.
pub fn nodes(
    tree: &Tree,
    months: &BTreeMap<Month, Totals>,
    month: Month,
    metric: Metric,
) -> Option<NodeCosts> {
    let shown = months.get(&month)?;
    let place = months.keys().position(|it| *it == month)?;
    let mut all: HashMap<&str, Series> = HashMap::new();
    for (nth, totals) in months.values().enumerate() {
        for (account, amount) in &totals.accounts {
            let series = all.entry(account);
            let series = series.or_insert_with(|| Series(vec![Amount::ZERO; months.len()]));
            series.0[nth] = *amount;
        }
    }
    let accounts: BTreeSet<&str> = all.keys().copied().collect();
    let groups = Groups::of(Some(tree), &accounts);
    let series = |account: &str| all.get(account).cloned().unwrap_or_default();
    let (_, mut sums) = groups.roll_up(series);
    // The whole has what is gone, the root of the tree has not.
    let gone = groups.all.iter().position(|it| it.key == BillKey::Departed);
    let gone = gone.map(|place| sums[place].clone()).unwrap_or_default();
    sums[0] -= &gone;
    let at_month = |series: &Series| series.0.get(place).copied().unwrap_or_default();
    let total = shown.total();
    let cost = |id: NodeId, series: &Series| {
        let amount = at_month(series);
        NodeCost {
            id,
            amount,
            share: amount.fraction_of(total),
            line: series.line(),
        }
    };
    let mut nodes = Vec::new();
    for (group, sum) in groups.all.iter().zip(&sums) {
        let id = match &group.key {
            BillKey::Organization => tree.root().id.clone(),
            BillKey::Ou { id } => id.into(),
            _ => continue,
        };
        if !sum.0.is_empty() {
            nodes.push(cost(id, sum));
        }
        for account in &group.accounts {
            if let Ok(id) = account.parse() {
                nodes.push(cost(id, &series(account)));
            }
        }
    }
    Some(NodeCosts {
        month,
        metric,
        unit: shown.unit.clone(),
        estimated: shown.estimated,
        months: months.keys().copied().collect(),
        nodes,
        departed: at_month(&gone),
    })
}

/// One amount for each month; nothing yet where it is empty.
#[derive(Debug, Clone, Default)]
struct Series(Vec<Amount>);

impl std::ops::AddAssign for Series {
    fn add_assign(&mut self, other: Self) {
        if self.0.is_empty() {
            self.0 = other.0;
            return;
        }
        for (sum, amount) in self.0.iter_mut().zip(other.0) {
            *sum += amount;
        }
    }
}

impl std::ops::SubAssign<&Self> for Series {
    fn sub_assign(&mut self, other: &Self) {
        for (sum, amount) in self.0.iter_mut().zip(&other.0) {
            *sum -= *amount;
        }
    }
}

impl Series {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a fraction of 100"
    )]
    fn line(&self) -> Vec<u8> {
        let highest = self.0.iter().copied().max().unwrap_or_default();
        let height = |amount: &Amount| {
            // Below nothing there is no line.
            let fraction = amount.fraction_of(highest).max(0.0);
            (fraction * HEIGHT).round() as u8
        };
        self.0.iter().map(height).collect()
    }
}
