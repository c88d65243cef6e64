//! The seven metrics, by the two names that each has.

use serde_json::{Map, Value, json};

use super::invalid;
use crate::{
    ledger::Amounts,
    money::Amount,
    wire::{Input, Refusal},
};

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Metric {
    Amortized,
    Blended,
    NetAmortized,
    NetUnblended,
    NormalizedUsage,
    Unblended,
    UsageQuantity,
}

/// Each with its name in requests and answers, and the one that forecasts use.
const METRICS: [(Metric, &str, &str); 7] = [
    (Metric::Amortized, "AmortizedCost", "AMORTIZED_COST"),
    (Metric::Blended, "BlendedCost", "BLENDED_COST"),
    (
        Metric::NetAmortized,
        "NetAmortizedCost",
        "NET_AMORTIZED_COST",
    ),
    (
        Metric::NetUnblended,
        "NetUnblendedCost",
        "NET_UNBLENDED_COST",
    ),
    (
        Metric::NormalizedUsage,
        "NormalizedUsageAmount",
        "NORMALIZED_USAGE_AMOUNT",
    ),
    (Metric::Unblended, "UnblendedCost", "UNBLENDED_COST"),
    (Metric::UsageQuantity, "UsageQuantity", "USAGE_QUANTITY"),
];

impl Metric {
    /// The metrics of a request. Both names are understood, as on AWS.
    pub(super) fn list(input: Input<'_>) -> Result<Vec<Self>, Refusal> {
        let names = input.list("Metrics")?;
        if names.is_empty() {
            return Err(invalid("Metrics must name at least one metric."));
        }
        let mut metrics = Vec::new();
        for name in names {
            let name = name.as_str().unwrap_or("");
            let metric = Self::find(|_, camel, upper| name == camel || name == upper)
                .ok_or_else(|| unknown(name))?;
            if !metrics.contains(&metric) {
                metrics.push(metric);
            }
        }
        Ok(metrics)
    }

    /// The metric of a forecast: costs only.
    pub(super) fn of_forecast(name: &str) -> Result<Self, Refusal> {
        Self::find(|_, _, upper| name == upper)
            .filter(|metric| metric.is_cost())
            .ok_or_else(|| unknown(name))
    }

    /// The metric that values are sorted by.
    pub(super) fn of_sort(name: &str) -> Result<Self, Refusal> {
        Self::find(|_, camel, _| name == camel).ok_or_else(|| unknown(name))
    }

    fn find(fits: impl Fn(Self, &str, &str) -> bool) -> Option<Self> {
        METRICS
            .iter()
            .find(|(metric, camel, upper)| fits(*metric, camel, upper))
            .map(|(metric, ..)| *metric)
    }

    fn is_cost(self) -> bool {
        !matches!(self, Self::UsageQuantity | Self::NormalizedUsage)
    }

    pub(crate) fn of(self, amounts: &Amounts) -> Amount {
        match self {
            Self::Amortized => amounts.amortized,
            Self::Blended => amounts.blended,
            Self::NetAmortized => amounts.net_amortized,
            Self::NetUnblended => amounts.net_unblended,
            Self::NormalizedUsage => amounts.normalized_usage,
            Self::Unblended => amounts.unblended,
            Self::UsageQuantity => amounts.usage_quantity,
        }
    }

    fn name(self) -> &'static str {
        METRICS
            .iter()
            .find(|(metric, ..)| *metric == self)
            .map_or("", |(_, name, _)| name)
    }

    /// Amounts as answers hold them. Different usages add up to nothing that has a unit.
    pub(super) fn show(metrics: &[Self], amounts: &Amounts) -> Value {
        let shown = metrics.iter().map(|metric| {
            let unit = if metric.is_cost() { "USD" } else { "N/A" };
            let value = json!({ "Amount": metric.of(amounts).to_string(), "Unit": unit });
            (metric.name().to_owned(), value)
        });
        Value::Object(shown.collect::<Map<_, _>>())
    }
}

fn unknown(name: &str) -> Refusal {
    let names: Vec<&str> = METRICS.iter().map(|(_, _, upper)| *upper).collect();
    invalid(format!(
        "Value '{name}' at 'metrics' failed to satisfy constraint: Member must satisfy enum value set: [{}]",
        names.join(", ")
    ))
}
