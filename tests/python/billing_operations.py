"""The operations of Cost Explorer, Budgets and Billing, and of billing transfers, with what they need."""

import datetime

CE = """GetAnomalies GetAnomalyMonitors GetAnomalySubscriptions GetCostAndUsage GetCostForecast
    GetDimensionValues""".split()
BUDGETS = """DescribeBudget DescribeBudgetNotificationsForAccount DescribeBudgetPerformanceHistory DescribeBudgets
    DescribeNotificationsForBudget""".split()
BILLING = ["GetBillingPreferences"]
TRANSFERS = ["ListInboundResponsibilityTransfers", "ListOutboundResponsibilityTransfers"]
OPERATIONS = {"ce": CE, "budgets": BUDGETS, "billing": BILLING}
MONTHS_BACK = 13


def today(sandbox):
    """The date in the sandbox, whose clock may have been moved."""
    now = datetime.datetime.fromisoformat(sandbox.advance(0)["now"])
    return now.astimezone(datetime.timezone.utc).date()


def month(date, more=0):
    """The first day of a date's month, or of one so many months later."""
    number = date.year * 12 + date.month - 1 + more
    return datetime.date(number // 12, number % 12 + 1, 1)


def period(start, end):
    return {"Start": start.isoformat(), "End": end.isoformat()}


def closed(sandbox, back=3):
    """A month so many months ago."""
    date = today(sandbox)
    return period(month(date, -back), month(date, 1 - back))


def costs(world):
    """Arguments with which the costs of a month are asked for."""
    return {"TimePeriod": closed(world.sandbox), "Granularity": "MONTHLY", "Metrics": ["UnblendedCost"]}


def rest(world):
    """The rest of the month, and at least a day of it."""
    date = today(world.sandbox)
    return period(date, month(date, 1))


def days_ago(world, days):
    return (today(world.sandbox) - datetime.timedelta(days)).isoformat()


def own(world, **more):
    return {"AccountId": world.sandbox.management, **more}


VALID = {
    "GetAnomalies": lambda w: {"DateInterval": {"StartDate": days_ago(w, 60)}},
    "GetCostAndUsage": costs,
    "GetCostForecast": lambda w: {"TimePeriod": rest(w), "Granularity": "MONTHLY", "Metric": "UNBLENDED_COST"},
    "GetDimensionValues": lambda w: {"TimePeriod": closed(w.sandbox), "Dimension": "SERVICE"},
    "DescribeBudget": lambda w: own(w, BudgetName="Sandboxes"),
    "DescribeBudgetNotificationsForAccount": own,
    "DescribeBudgetPerformanceHistory": lambda w: own(w, BudgetName="Sandboxes"),
    "DescribeBudgets": own,
    "DescribeNotificationsForBudget": lambda w: own(w, BudgetName="Sandboxes"),
    "GetBillingPreferences": lambda w: {"features": ["RI_SHARING"]},
    "ListInboundResponsibilityTransfers": lambda w: {"Type": "BILLING"},
    "ListOutboundResponsibilityTransfers": lambda w: {"Type": "BILLING"},
}
