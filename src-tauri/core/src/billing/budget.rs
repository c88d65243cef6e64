//! Budgets as AWS keeps them, and how each stands.
//! <https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html>

use serde::{Deserialize, Serialize};

use super::Amount;

/// How a budget stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum BudgetState {
    /// More was spent than planned.
    Exceeded,
    /// More will be spent than planned, as AWS reckons.
    ForecastExceeds,
    /// Neither.
    Within,
    /// AWS does not say what was spent, or it has no limit in money.
    Unknown,
}

/// A budget.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Budget {
    /// Its name.
    pub name: String,
    /// What it counts, as AWS calls it: `COST`, `USAGE`, `SAVINGS_PLANS_UTILIZATION`.
    pub kind: String,
    /// How often it begins anew: `MONTHLY`.
    pub time_unit: String,
    /// What is planned; none where the plan is a per cent or changes by month.
    pub limit: Option<Amount>,
    /// What was spent in this period.
    pub actual: Option<Amount>,
    /// What will have been spent at its end.
    pub forecast: Option<Amount>,
    /// What these are in: `USD`, `GB`.
    pub unit: String,
    /// How it stands.
    pub state: BudgetState,
    /// How much of the limit is spent, from 0, for drawing.
    pub used: f64,
    /// The same in words, a sentence.
    pub words: String,
}

impl Budget {
    /// A budget with these figures, and how it stands.
    pub fn new(
        name: String,
        kind: String,
        time_unit: String,
        unit: String,
        [limit, actual, forecast]: [Option<Amount>; 3],
    ) -> Self {
        let state = state(&kind, limit, actual, forecast);
        let used = match (limit, actual) {
            (Some(limit), Some(actual)) if actual > Amount::ZERO => actual.fraction_of(limit),
            _ => 0.0,
        };
        let words = match state {
            BudgetState::Exceeded => "More was spent than planned.",
            BudgetState::ForecastExceeds => "AWS expects that more will be spent than planned.",
            BudgetState::Within => "Within what is planned.",
            BudgetState::Unknown => "AWS tells no figures that could be compared.",
        };
        Self {
            name,
            kind,
            time_unit,
            limit,
            actual,
            forecast,
            unit,
            state,
            used,
            words: words.to_owned(),
        }
    }
}

fn state(
    kind: &str,
    limit: Option<Amount>,
    actual: Option<Amount>,
    forecast: Option<Amount>,
) -> BudgetState {
    // Of coverage and utilization more is better, and their limit is a per cent.
    if !matches!(kind, "COST" | "USAGE") {
        return BudgetState::Unknown;
    }
    match (limit, actual, forecast) {
        (Some(limit), Some(actual), _) if actual > limit => BudgetState::Exceeded,
        (Some(limit), _, Some(forecast)) if forecast > limit => BudgetState::ForecastExceeds,
        (Some(_), Some(_), _) => BudgetState::Within,
        _ => BudgetState::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn budget(kind: &str, figures: [Option<&str>; 3]) -> BudgetState {
        let figures = figures.map(|it| it.map(|it| it.parse().expect("an amount")));
        let text = str::to_owned;
        Budget::new(
            text("All"),
            text(kind),
            text("MONTHLY"),
            text("USD"),
            figures,
        )
        .state
    }

    #[test]
    fn a_budget_stands_as_its_figures_say() {
        use BudgetState::{Exceeded, ForecastExceeds, Unknown, Within};
        for (kind, figures, state) in [
            ("COST", [Some("100"), Some("100.01"), Some("90")], Exceeded),
            (
                "COST",
                [Some("100"), Some("60"), Some("120")],
                ForecastExceeds,
            ),
            ("COST", [Some("100"), Some("100"), Some("100")], Within),
            ("USAGE", [Some("100"), Some("1"), None], Within),
            ("COST", [Some("100"), None, None], Unknown),
            ("COST", [None, Some("5"), None], Unknown),
            ("RI_UTILIZATION", [Some("80"), Some("90"), None], Unknown),
        ] {
            assert_eq!(budget(kind, figures), state, "{kind} {figures:?}");
        }
    }
}
