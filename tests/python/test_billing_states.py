"""Budgets, anomalies and sharing of the sandbox, and who sees costs and who does not, with boto3."""

import datetime
from decimal import Decimal

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from billing_operations import OPERATIONS, closed, month, own, period, today
from billing_sums import ask, move_to_day, only, rows, total
from error_billing import transfer
from error_cases import World
from helpers import client, document, entries, method


@pytest.fixture
def ce(sandbox):
    return sandbox.client("ce")


def test_a_member_sees_its_own_costs_and_nothing_where_it_may_not(sandbox, ce, member, member_keys):
    when = closed(sandbox, 1)
    theirs = sandbox.client("ce", member_keys)
    everyone = rows(ask(ce, when, "LINKED_ACCOUNT", "SERVICE"))
    own_rows = {key: cost for key, cost in everyone.items() if key[1] == member}
    assert rows(ask(theirs, when, "LINKED_ACCOUNT", "SERVICE")) == own_rows and own_rows
    sandbox.billing(memberAccess=False)
    with pytest.raises(ClientError) as refused:
        ask(theirs, when)
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
    assert refused.value.response["Error"]["Message"] == "Linked account doesn't have access to cost explorer."
    assert total(ask(ce, when)) > 0, "the management account sees everything"
    sandbox.billing(memberAccess=True, costExplorer="off")
    for caller in (ce, theirs):
        with pytest.raises(ClientError) as refused:
            ask(caller, when)
        assert refused.value.response["Error"]["Message"] == "User not enabled for cost explorer access"


def test_an_action_that_is_missing_is_named(sandbox):
    iam = sandbox.client("iam")
    reader = "BillingReader"
    wanted = {"ce:GetCostAndUsage": "ce", "budgets:ViewBudget": "budgets", "billing:GetBillingPreferences": "billing"}
    for action, service in wanted.items():
        world = World(sandbox)
        keys = sandbox.assume(sandbox.management, reader)
        operation = action.split(":")[1].replace("ViewBudget", "DescribeBudgets")
        call = method(sandbox.client(service, keys), operation)
        call(**world.valid(operation))
        denied = document(Effect="Deny", Action=action, Resource="*")
        iam.put_role_policy(RoleName=reader, PolicyName="Denied", PolicyDocument=denied)
        with pytest.raises(ClientError) as refused:
            call(**world.valid(operation))
        assert f"is not authorized to perform: {action} on resource: " in str(refused.value)
        iam.delete_role_policy(RoleName=reader, PolicyName="Denied")


def test_an_account_of_its_own_has_a_bill_of_its_own(sandbox):
    account, keys = next(iter(sandbox.others.items()))
    found = rows(ask(sandbox.client("ce", keys), closed(sandbox, 1), "LINKED_ACCOUNT"))
    assert [id for _, id in found] == [account] and all(cost > 0 for cost in found.values())


def test_whose_bill_is_transferred_sees_list_prices_and_no_history(sandbox, ce):
    date = move_to_day(sandbox, 20)
    sandbox.billing(transfer=transfer(World(sandbox)))
    organizations = sandbox.client("organizations")
    [found] = organizations.list_outbound_responsibility_transfers(Type="BILLING")["ResponsibilityTransfers"]
    assert (found["Id"], found["Status"], found["Type"]) == ("rt-aaaabbbb", "ACCEPTED", "BILLING")
    assert found["Source"]["ManagementAccountId"] == sandbox.management
    assert found["Target"]["ManagementAccountId"] == "111122223333"
    assert ":transfer/o-" in found["Arn"] and found["Arn"].endswith("/billing/outbound/rt-aaaabbbb")
    assert organizations.list_inbound_responsibility_transfers(Type="BILLING")["ResponsibilityTransfers"] == []
    with pytest.raises(ce.exceptions.BillExpirationException):
        ask(ce, period(month(date, -1), month(date)))
    since = ask(ce, period(month(date, -1), month(date, 1)), "RECORD_TYPE")
    assert since[0]["Groups"] == [] and total([since[0]]) == 0, "what was before is gone"
    assert {kind for _, kind in rows(since)} == {"Usage", "Tax"}
    assert ce.get_anomalies(DateInterval={"StartDate": (date - datetime.timedelta(60)).isoformat()})["Anomalies"] == []
    sandbox.billing(transfer=transfer(World(sandbox), status="WITHDRAWN"))
    assert total(ask(ce, period(month(date, -1), month(date)))) > 0, "what has been withdrawn has no effect"


def test_each_answer_of_cost_explorer_is_charged_for(sandbox, ce):
    before, cost = sandbox.charged()
    calls = sandbox.calls()["calls"]
    when = closed(sandbox, 1)
    ask(ce, when)
    ask(ce, when, "SERVICE")
    ce.get_dimension_values(TimePeriod=when, Dimension="SERVICE")
    with pytest.raises(ClientError):
        ask(ce, when, granularity="HOURLY")
    sandbox.fault("GetCostAndUsage", "InternalError")
    with pytest.raises(ClientError):
        ask(ce, when)
    after, charged = sandbox.charged()
    new = {operation: count - before.get(operation, 0) for operation, count in after.items()}
    assert {operation: count for operation, count in new.items() if count} == {
        "GetCostAndUsage": 2,
        "GetDimensionValues": 1,
    }
    assert Decimal(charged) - Decimal(cost) == Decimal("0.03"), "a cent each; refusals are free"
    assert sandbox.calls()["calls"]["GetCostAndUsage"] == calls.get("GetCostAndUsage", 0) + 3, "the refused one, too"


def test_there_is_no_cost_explorer_in_govcloud(sandbox):
    for service, operation in (("ce", "GetCostAndUsage"), ("budgets", "DescribeBudgets")):
        arguments = World(sandbox).valid(operation)
        sandbox.billing(partition="aws-us-gov")
        arn = sandbox.client("sts").get_caller_identity()["Arn"]
        assert arn == f"arn:aws-us-gov:iam::{sandbox.management}:user/admin"
        with pytest.raises(ConnectionClosedError):
            method(client(service, sandbox.endpoint, sandbox.keys), operation)(**arguments)
        sandbox.billing(partition="aws")


def test_budgets_tell_what_is_spent_and_what_will_be(sandbox, ce):
    date = move_to_day(sandbox, 20)
    budgets = sandbox.client("budgets")
    found = {budget["BudgetName"]: budget for budget in entries(budgets.describe_budgets, "Budgets", **own(World(sandbox)))}
    assert set(found) == {"Northwind", "Data Platform", "Sandboxes"}
    now = period(month(date), month(date, 1))
    for name, budget in found.items():
        assert (budget["BudgetType"], budget["TimeUnit"]) == ("COST", "MONTHLY")
        accounts = budget["CostFilters"].get("LinkedAccount")
        more = {"Filter": only("LINKED_ACCOUNT", *accounts)} if accounts else {}
        spent = total(ask(ce, now, **more))
        actual = Decimal(budget["CalculatedSpend"]["ActualSpend"]["Amount"])
        assert abs(actual - spent) <= Decimal("0.005"), name
        wanted = {"TimePeriod": period(date, month(date, 1)), "Metric": "UNBLENDED_COST", "Granularity": "MONTHLY"}
        rest = Decimal(ce.get_cost_forecast(**wanted, **more)["Total"]["Amount"])
        forecast = Decimal(budget["CalculatedSpend"]["ForecastedSpend"]["Amount"])
        assert abs(forecast - spent - rest) <= Decimal("0.005"), name
        single = budgets.describe_budget(**own(World(sandbox), BudgetName=name))["Budget"]
        assert single == budget
    limits = {name: Decimal(budget["BudgetLimit"]["Amount"]) for name, budget in found.items()}
    assert Decimal(found["Sandboxes"]["CalculatedSpend"]["ActualSpend"]["Amount"]) > limits["Sandboxes"], "overrun"
    assert Decimal(found["Northwind"]["CalculatedSpend"]["ForecastedSpend"]["Amount"]) < limits["Northwind"], "it holds"


def test_notifications_are_in_alarm_where_budgets_are_overrun(sandbox):
    move_to_day(sandbox, 20)
    budgets = sandbox.client("budgets")
    world = World(sandbox)

    def states(name):
        notifications = budgets.describe_notifications_for_budget(**own(world, BudgetName=name))["Notifications"]
        return {found["NotificationType"]: found["NotificationState"] for found in notifications}

    assert states("Sandboxes") == {"ACTUAL": "ALARM", "FORECASTED": "ALARM"}
    assert states("Northwind") == {"ACTUAL": "OK", "FORECASTED": "OK"}
    assert states("Data Platform") == {"ACTUAL": "OK", "FORECASTED": "ALARM"}
    every = budgets.describe_budget_notifications_for_account(**own(world))["BudgetNotificationsForAccount"]
    assert {
        found["BudgetName"]: {one["NotificationType"]: one["NotificationState"] for one in found["Notifications"]}
        for found in every
    } == {name: states(name) for name in ("Northwind", "Data Platform", "Sandboxes")}


def test_the_history_of_a_budget_is_what_months_cost(sandbox, ce):
    budgets = sandbox.client("budgets")
    answer = budgets.describe_budget_performance_history(**own(World(sandbox), BudgetName="Northwind"))
    history = answer["BudgetPerformanceHistory"]["BudgetedAndActualAmountsList"]
    assert len(history) >= 10, "it was made three hundred days ago"
    for past in history[1:]:
        start, end = (past["TimePeriod"][name].astimezone(datetime.timezone.utc).date() for name in ("Start", "End"))
        spent = total(ask(ce, period(start, end)))
        assert abs(Decimal(past["ActualAmount"]["Amount"]) - spent) <= Decimal("0.005")


def test_anomalies_agree_with_the_bill(sandbox, ce):
    date = today(sandbox)
    since = {"StartDate": (date - datetime.timedelta(30)).isoformat()}
    monitors = {found["MonitorName"]: found for found in ce.get_anomaly_monitors()["AnomalyMonitors"]}
    assert {name: monitor["MonitorType"] for name, monitor in monitors.items()} == {
        "Services": "DIMENSIONAL",
        "Development": "CUSTOM",
    }
    [subscription] = ce.get_anomaly_subscriptions()["AnomalySubscriptions"]
    assert subscription["MonitorArnList"] == [monitors["Services"]["MonitorArn"]]
    arn = monitors["Development"]["MonitorArn"]
    account = sandbox.account_id("Data Platform Dev")
    found = ce.get_anomalies(DateInterval=since, MonitorArn=arn)["Anomalies"]
    [forgotten] = [anomaly for anomaly in found if anomaly["RootCauses"][0]["LinkedAccount"] == account]
    cause = forgotten["RootCauses"][0]
    assert (cause["LinkedAccountName"], cause["UsageType"]) == ("Data Platform Dev", "EU-BoxUsage:p4d.24xlarge")
    start, end = (datetime.date.fromisoformat(forgotten[f"Anomaly{name}Date"]) for name in ("Start", "End"))
    assert (end - start).days == 2
    when = period(start, end + datetime.timedelta(1))
    wanted = {"And": [only("LINKED_ACCOUNT", account), only("SERVICE", cause["Service"]), only("RECORD_TYPE", "Usage")]}
    spent = total(ask(ce, when, metrics=["NetUnblendedCost"], granularity="DAILY", Filter=wanted), "NetUnblendedCost")
    impact = forgotten["Impact"]
    assert Decimal(str(impact["TotalActualSpend"])) == spent
    assert abs(impact["TotalExpectedSpend"] + impact["TotalImpact"] - impact["TotalActualSpend"]) < 1e-9
    assert impact["TotalImpact"] > 550


def test_sharing_is_told_for_the_family_and_for_each_account(sandbox):
    billing = sandbox.client("billing")
    fabrikam = sandbox.account_id("Fabrikam Logistics")
    for feature, excepted in (("RI_SHARING", set()), ("CREDIT_SHARING", {fabrikam})):
        found = entries(billing.get_billing_preferences, "billingPreferences", token="nextToken", features=[feature])
        [family] = [preference for preference in found if "accountId" not in preference]
        assert family == {"feature": feature, "key": "open-sharing", "value": "ENABLED"}
        off = {preference["accountId"] for preference in found if preference["value"] == "DISABLED"}
        assert off == excepted
    sandbox.billing(sharing={"reservations": False})
    found = billing.get_billing_preferences(features=["RI_SHARING"])["billingPreferences"]
    assert {preference["value"] for preference in found} == {"DISABLED"}


def test_every_operation_about_costs_answers(sandbox):
    world = World(sandbox)
    for service, operations in OPERATIONS.items():
        for operation in operations:
            assert method(sandbox.client(service), operation)(**world.valid(operation)), operation
