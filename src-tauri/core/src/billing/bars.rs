//! Stacked bars, by month and by day: the figures that a picture and the table below it show.

use serde::{Deserialize, Serialize};

use super::{
    Amount, BillKey,
    layers::{Layer, Layers},
};

/// One bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Bar {
    /// The month or day: `2026-11`, `2026-11-03`.
    pub at: String,
    /// The sum of its layers.
    pub total: Amount,
    /// Whether AWS may still change it.
    pub estimated: bool,
}

/// What one thing cost, bar by bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct BarLayer {
    /// What it is about.
    pub key: BillKey,
    /// Its name.
    pub name: String,
    /// Its colour; none for all others together.
    pub colour: Option<u8>,
    /// One amount for each bar.
    pub amounts: Vec<Amount>,
}

/// A picture of stacked bars.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Bars {
    /// The bars, oldest first.
    pub bars: Vec<Bar>,
    /// The layers, the largest first.
    pub layers: Vec<BarLayer>,
    /// What is not in it, or why there is none: a sentence.
    pub words: Option<String>,
}

/// Stacks what each bar has in each layer.
pub(super) fn stack<Parts>(
    layers: &Layers,
    bars: impl Iterator<Item = (String, bool, Parts)>,
) -> Bars
where
    Parts: IntoIterator<Item = (Option<usize>, Amount)>,
{
    let head = |layer: &Layer| BarLayer {
        key: layer.key.clone(),
        name: layer.name.clone(),
        colour: layer.colour,
        amounts: Vec::new(),
    };
    let mut stacked: Vec<BarLayer> = layers.all.iter().map(head).collect();
    let mut drawn = Vec::new();
    for (at, estimated, parts) in bars {
        for layer in &mut stacked {
            layer.amounts.push(Amount::ZERO);
        }
        let mut total = Amount::ZERO;
        for (place, amount) in parts {
            total += amount;
            let layer = place.and_then(|place| stacked[place].amounts.last_mut());
            if let Some(sum) = layer {
                *sum += amount;
            }
        }
        drawn.push(Bar {
            at,
            total,
            estimated,
        });
    }
    stacked.retain(|layer| layer.amounts.iter().any(|amount| !amount.is_zero()));
    Bars {
        bars: drawn,
        layers: stacked,
        words: None,
    }
}
