//! AWS Budgets: monthly budgets of costs, how much of each is spent, and when it sends word.
//! <https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_Operations_AWS_Budgets.html>

mod page;
mod spend;
#[cfg(test)]
mod tests;

use serde_json::{Value, json};

use self::{
    page::{Page, invalid},
    spend::Spending,
};
use crate::{
    authorize::Caller,
    clock::epoch,
    cost_explorer::ask,
    ledger,
    month::{Month, start_of},
    state::{Budget, Notification, State},
    wire::{Input, Refusal},
};

/// Every budget of the sandbox counts everything that is on the bill.
const COST_TYPES: [(&str, bool); 11] = [
    ("IncludeCredit", true),
    ("IncludeDiscount", true),
    ("IncludeOtherSubscription", true),
    ("IncludeRecurring", true),
    ("IncludeRefund", true),
    ("IncludeSubscription", true),
    ("IncludeSupport", true),
    ("IncludeTax", true),
    ("IncludeUpfront", true),
    ("UseAmortized", false),
    ("UseBlended", false),
];
/// The longest name of a budget.
const MAX_NAME: usize = 100;
/// A budget without an end ends then.
const NO_END: f64 = 3_706_473_600.0;
/// Months whose budgets are remembered, the current one besides.
const MONTHS_BACK: i64 = 12;

/// One call, with what answers to it need.
struct Context<'a> {
    state: &'a State,
    account_id: &'a str,
    budgets: &'a [Budget],
}

impl<'a> Context<'a> {
    fn spending(&self) -> Spending<'a> {
        Spending::of(self.state, self.account_id)
    }

    /// The budget that is named.
    fn budget(&self, input: Input<'_>) -> Result<&'a Budget, Refusal> {
        let name = input.raw("BudgetName");
        let fits = (1..=MAX_NAME).contains(&name.chars().count())
            && !name.contains([':', '\\'])
            && !name.contains("/action/");
        if !fits {
            return Err(invalid("BudgetName is not the name of a budget."));
        }
        self.budgets
            .iter()
            .find(|budget| budget.name == name)
            .ok_or_else(|| {
                let message = format!("Unable to get budget: {name} - the budget doesn't exist.");
                Refusal::json("NotFoundException", 400, message)
            })
    }
}

type Run = fn(&Context<'_>, Input<'_>) -> Result<Value, Refusal>;

/// Answers one call.
pub(crate) fn answer(
    state: &State,
    caller: &Caller,
    operation: &str,
    arguments: &Value,
) -> Result<Value, Refusal> {
    let run: Run = match operation {
        "DescribeBudget" => describe,
        "DescribeBudgetNotificationsForAccount" => notifications_for_account,
        "DescribeBudgetPerformanceHistory" => history,
        "DescribeBudgets" => list,
        "DescribeNotificationsForBudget" => notifications,
        _ => return Err(Refusal::json("UnknownOperationException", 400, "")),
    };
    let input = Input(arguments);
    let account_id = input.raw("AccountId");
    if account_id.len() != 12 || !account_id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(invalid("AccountId must have 12 digits."));
    }
    let name = Some(input.raw("BudgetName")).filter(|name| !name.is_empty());
    let resource = format!(
        "arn:aws:budgets::{account_id}:budget/{}",
        name.unwrap_or("*")
    );
    ask(state, caller, "budgets:ViewBudget", &resource)?;
    if account_id != caller.account_id {
        let message = format!(
            "Account {} has no access to account {account_id}.",
            caller.account_id
        );
        return Err(Refusal::json("AccessDeniedException", 400, message));
    }
    let payer = state
        .payers
        .get(account_id)
        .unwrap_or_else(|| ledger::plain());
    let context = Context {
        state,
        account_id,
        budgets: &payer.budgets,
    };
    run(&context, input)
}

fn list(context: &Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let page = Page::of(input, "Budgets", 100, 1000, context.state.now())?;
    let spending = context.spending();
    let show = |budget: &Budget| show(&spending, budget, input);
    let shown = context.budgets.iter().map(show).collect();
    Ok(page.take("Budgets", shown))
}

fn describe(context: &Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let budget = context.budget(input)?;
    Ok(json!({ "Budget": show(&context.spending(), budget, input) }))
}

fn show(spending: &Spending<'_>, budget: &Budget, input: Input<'_>) -> Value {
    let mut spent = json!({ "ActualSpend": spend::show(spending.actual(budget)) });
    if let Some(forecast) = spending.forecast(budget) {
        spent["ForecastedSpend"] = spend::show(forecast);
    }
    let mut shown = described(budget);
    shown["BudgetLimit"] = spend::show(budget.limit);
    shown["CalculatedSpend"] = spent;
    shown["TimePeriod"] = json!({
        "Start": epoch(start_of(Month::of(crate::month::date(budget.created_at)).first())),
        "End": NO_END,
    });
    shown["LastUpdatedTime"] = epoch(budget.created_at).into();
    if input.0["ShowFilterExpression"] == true && !budget.filters.is_empty() {
        shown["FilterExpression"] = spend::expression(budget);
        shown["Metrics"] = json!(["UnblendedCost"]);
    }
    shown
}

/// What a budget is about, whatever is spent.
fn described(budget: &Budget) -> Value {
    let types = COST_TYPES.map(|(name, included)| (name.to_owned(), Value::from(included)));
    json!({
        "BudgetName": budget.name,
        "BudgetType": "COST",
        "TimeUnit": "MONTHLY",
        "CostFilters": budget.filters,
        "CostTypes": Value::Object(types.into_iter().collect()),
    })
}

fn history(context: &Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let page = Page::of(input, "History", 100, 100, context.state.now())?;
    let budget = context.budget(input)?;
    let bound = |name: &str| input.0["TimePeriod"][name].as_f64();
    let (start, end) = (bound("Start"), bound("End"));
    if matches!((start, end), (Some(start), Some(end)) if start >= end) {
        return Err(invalid("The start of TimePeriod must be before its end."));
    }
    let spending = context.spending();
    let this_month = Month::of(spending.today());
    let created = Month::of(crate::month::date(budget.created_at));
    let months = (0..=MONTHS_BACK).map(|back| this_month.plus(-back));
    let amounts = months
        .filter(|month| *month >= created)
        .filter_map(|month| {
            let (from, until) = (start_of(month.first()), start_of(month.plus(1).first()));
            let (from, until) = (epoch(from), epoch(until));
            if start.is_some_and(|start| until <= start) || end.is_some_and(|end| from >= end) {
                return None;
            }
            Some(json!({
                "BudgetedAmount": spend::show(budget.limit),
                "ActualAmount": spend::show(spending.of_month(budget, month)),
                "TimePeriod": { "Start": from, "End": until },
            }))
        });
    let mut page = page.take("BudgetedAndActualAmountsList", amounts.collect());
    let mut shown = described(budget);
    shown["BudgetedAndActualAmountsList"] = page["BudgetedAndActualAmountsList"].take();
    let mut answer = json!({ "BudgetPerformanceHistory": shown });
    if let Some(token) = page.get("NextToken") {
        answer["NextToken"] = token.clone();
    }
    Ok(answer)
}

fn notifications(context: &Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let page = Page::of(input, "Notifications", 100, 100, context.state.now())?;
    let budget = context.budget(input)?;
    let spending = context.spending();
    Ok(page.take("Notifications", shown_notifications(&spending, budget)))
}

fn notifications_for_account(context: &Context<'_>, input: Input<'_>) -> Result<Value, Refusal> {
    let page = Page::of(input, "AllNotifications", 50, 1000, context.state.now())?;
    let spending = context.spending();
    let with_any = context
        .budgets
        .iter()
        .filter(|budget| !budget.notifications.is_empty());
    let shown = with_any.map(|budget| {
        let notifications = shown_notifications(&spending, budget);
        json!({ "BudgetName": budget.name, "Notifications": notifications })
    });
    Ok(page.take("BudgetNotificationsForAccount", shown.collect()))
}

fn shown_notifications(spending: &Spending<'_>, budget: &Budget) -> Vec<Value> {
    let show = |notification: &Notification| {
        let is_over = spending.is_over(budget, notification);
        json!({
            "NotificationType": notification.kind,
            "ComparisonOperator": "GREATER_THAN",
            "Threshold": notification.threshold,
            "ThresholdType": "PERCENTAGE",
            "NotificationState": if is_over { "ALARM" } else { "OK" },
        })
    };
    budget.notifications.iter().map(show).collect()
}
