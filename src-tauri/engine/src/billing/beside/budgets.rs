//! AWS Budgets.

use aws_sdk_budgets::types::{Budget as AwsBudget, Spend};
use canopy_core::{
    Failure,
    billing::{Amount, Budget},
};

use crate::session::Session;

impl Session {
    pub(super) async fn read_budgets(&self) -> Result<Vec<Budget>, Failure> {
        let client = aws_sdk_budgets::Client::new(&self.at_home()?);
        let account = self.caller().account_id.as_str();
        let call = |token| {
            let call = client.describe_budgets().account_id(account);
            call.set_next_token(token).send()
        };
        let read = self
            .aws()
            .pages("budgets:DescribeBudgets", call, |page| {
                let token = page.next_token;
                (page.budgets.unwrap_or_default(), token)
            })
            .await?;
        let mut budgets: Vec<Budget> = read.iter().map(budget).collect();
        budgets.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(budgets)
    }
}

fn budget(read: &AwsBudget) -> Budget {
    let amount = |spend: Option<&Spend>| spend.and_then(|it| Amount::of_estimate(it.amount()));
    let spent = read.calculated_spend();
    let actual = spent.and_then(|it| it.actual_spend());
    let limit = read.budget_limit();
    let unit = limit.or(actual).map_or("", |spend| spend.unit());
    Budget::new(
        read.budget_name().to_owned(),
        read.budget_type().as_str().to_owned(),
        read.time_unit().as_str().to_owned(),
        unit.to_owned(),
        [
            amount(limit),
            amount(actual),
            amount(spent.and_then(|it| it.forecasted_spend())),
        ],
    )
}
