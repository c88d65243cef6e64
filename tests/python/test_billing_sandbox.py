"""Cost Explorer, Budgets, anomalies and billing preferences of the sandbox, with boto3.

Amounts are added up here, in Python's decimals, and never taken over from the sandbox."""

import datetime
from decimal import Decimal

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from billing_operations import OPERATIONS, TRANSFERS, closed, month, own, period, today
from error_billing import entry, explorer_refusals, transfer
from error_cases import World
from helpers import Sandbox, client, document, entries, method

pytestmark = pytest.mark.usefixtures("called_here")

DAY = 24 * 3600
DIMENSIONS = ("LINKED_ACCOUNT", "SERVICE", "RECORD_TYPE", "LEGAL_ENTITY_NAME", "INVOICING_ENTITY", "REGION")
COSTS = ["AmortizedCost", "BlendedCost", "NetAmortizedCost", "NetUnblendedCost", "UnblendedCost"]
METRICS = [*COSTS, "NormalizedUsageAmount", "UsageQuantity"]
PAGE = 5000
# What Northwind's last thirteen months have, each of them at least once.
RECORD_TYPES = {
    "Credit",
    "DiscountedUsage",
    "Recurring",
    "Refund",
    "SavingsPlanCoveredUsage",
    "SavingsPlanNegation",
    "SavingsPlanRecurringFee",
    "SavingsPlanUpfrontFee",
    "Support",
    "Tax",
    "Upfront",
    "Usage",
}


@pytest.fixture
def ce(sandbox):
    return sandbox.client("ce")


def groups(*keys):
    return [{"Type": "DIMENSION", "Key": key} for key in keys]


def only(key, *values):
    return {"Dimensions": {"Key": key, "Values": list(values)}}


def ask(ce, when, *keys, granularity="MONTHLY", metrics=("UnblendedCost",), **more):
    """The periods of an answer, over all of its pages."""
    wanted = {"TimePeriod": when, "Granularity": granularity, "Metrics": list(metrics), **more}
    if keys:
        wanted["GroupBy"] = groups(*keys)
    results = []
    while True:
        answer = ce.get_cost_and_usage(**wanted)
        results += answer["ResultsByTime"]
        if "NextPageToken" not in answer:
            return results
        wanted["NextPageToken"] = answer["NextPageToken"]


def rows(results, metric="UnblendedCost"):
    """By period and keys. No row may come twice."""
    found = {}
    for result in results:
        start = result["TimePeriod"]["Start"]
        for group in result["Groups"]:
            key = (start, *group["Keys"])
            assert key not in found, f"{key} comes twice"
            found[key] = Decimal(group["Metrics"][metric]["Amount"])
    return found


def total(results, metric="UnblendedCost"):
    return sum(Decimal(result["Total"][metric]["Amount"]) for result in results)


def history(sandbox, months=13):
    """The closed months, the current one not among them."""
    date = today(sandbox)
    return period(month(date, -months), month(date))


def move_to_day(sandbox, day):
    """Moves the clock to noon of a day of this month, or of the next one."""
    date = today(sandbox)
    wanted = date.replace(day=day) if date.day <= day else month(date, 1).replace(day=day)
    sandbox.advance((wanted - date).days * DAY)
    return wanted


@pytest.mark.parametrize("metric", METRICS)
def test_whatever_one_groups_by_adds_up_to_the_total(sandbox, ce, metric):
    when = history(sandbox)
    plain = ask(ce, when, metrics=[metric])
    assert len(plain) == 13 and all(result["Groups"] == [] for result in plain)
    totals = {result["TimePeriod"]["Start"]: Decimal(result["Total"][metric]["Amount"]) for result in plain}
    for keys in [(one,) for one in DIMENSIONS] + [("LINKED_ACCOUNT", "RECORD_TYPE"), ("SERVICE", "RECORD_TYPE")]:
        sums = dict.fromkeys(totals, Decimal(0))
        for (start, *_), amount in rows(ask(ce, when, *keys, metrics=[metric]), metric).items():
            sums[start] += amount
        assert sums == totals, f"{metric} by {keys}"


def test_two_groups_are_the_finer_cut_of_one(sandbox, ce):
    when = closed(sandbox, 1)
    by_account = rows(ask(ce, when, "LINKED_ACCOUNT"))
    both = rows(ask(ce, when, "LINKED_ACCOUNT", "SERVICE"))
    turned = rows(ask(ce, when, "SERVICE", "LINKED_ACCOUNT"))
    assert both == {(start, account, service): cost for (start, service, account), cost in turned.items()}
    for (start, account), cost in by_account.items():
        assert sum(found for (_, id, _), found in both.items() if id == account) == cost


def test_every_kind_of_charge_is_on_northwinds_bill(sandbox, ce):
    found = rows(ask(ce, history(sandbox), "RECORD_TYPE"))
    kinds = {}
    for (_, kind), cost in found.items():
        kinds[kind] = kinds.get(kind, 0) + cost
    assert set(kinds) == RECORD_TYPES
    assert kinds["Credit"] < -5000 and kinds["Refund"] < -300, "gifts are negative"
    assert kinds["SavingsPlanCoveredUsage"] + kinds["SavingsPlanNegation"] == 0, "what is covered is negated"
    assert kinds["DiscountedUsage"] == 0, "reserved hours cost nothing more"
    assert kinds["SavingsPlanUpfrontFee"] == 6000


def test_a_commitment_is_paid_or_amortized_and_comes_to_the_same_over_a_year(sandbox, ce):
    date = today(sandbox)
    year = period(month(date, -12), month(date))
    kinds = [kind for kind in RECORD_TYPES if kind.startswith("SavingsPlan")]
    kinds += ["DiscountedUsage", "Recurring", "Upfront"]
    found = ask(ce, year, metrics=COSTS, Filter=only("RECORD_TYPE", *kinds))
    assert total(found) > 6000
    for metric in COSTS:
        assert total(found, metric) == total(found), metric
    single = ask(ce, closed(sandbox, 1), metrics=COSTS, Filter=only("RECORD_TYPE", *kinds))
    assert total(single, "AmortizedCost") != total(single), "in a single month they differ"


def test_net_costs_have_the_discount_on_usage(sandbox, ce):
    [usage] = ask(
        ce,
        closed(sandbox, 1),
        metrics=COSTS,
        Filter={"And": [only("RECORD_TYPE", "Usage"), only("BILLING_ENTITY", "AWS")]},
    )
    listed, net = (Decimal(usage["Total"][metric]["Amount"]) for metric in ("UnblendedCost", "NetUnblendedCost"))
    assert abs(listed * Decimal("0.96") - net) < Decimal("0.0001"), "Northwind pays four percent less"


def test_days_add_up_to_their_month_but_for_tax(sandbox, ce):
    when = closed(sandbox, 2)
    daily = ask(ce, when, granularity="DAILY")
    days = (datetime.date.fromisoformat(when["End"]) - datetime.date.fromisoformat(when["Start"])).days
    assert len(daily) == days
    tax = total(ask(ce, when, Filter=only("RECORD_TYPE", "Tax")))
    assert tax > 0
    assert total(daily) + tax == total(ask(ce, when)), "taxes are charged by the month"
    kinds = {kind for _, kind in rows(ask(ce, when, "RECORD_TYPE", granularity="DAILY"))}
    assert "Tax" not in kinds


def test_the_end_of_a_period_is_not_in_it(sandbox, ce):
    first = month(today(sandbox), -2)
    day = datetime.timedelta(1)
    dates = [first + day * number for number in range(3, 7)]
    one_by_one = [total(ask(ce, period(date, date + day))) for date in dates]
    together = ask(ce, period(dates[0], dates[-1] + day))
    assert together[0]["TimePeriod"] == period(dates[0], dates[-1] + day)
    assert sum(one_by_one) == total(together) > 0


def test_filters_are_and_or_and_not(sandbox, ce, member):
    when = closed(sandbox, 1)
    whole = total(ask(ce, when))
    account, usage = only("LINKED_ACCOUNT", member), only("RECORD_TYPE", "Usage")
    found = {
        name: total(ask(ce, when, Filter=wanted))
        for name, wanted in {
            "account": account,
            "usage": usage,
            "and": {"And": [account, usage]},
            "or": {"Or": [account, usage]},
            "not": {"Not": account},
            "nested": {"And": [{"Not": account}, {"Or": [usage, only("RECORD_TYPE", "Tax")]}]},
        }.items()
    }
    by_kind = rows(ask(ce, when, "LINKED_ACCOUNT", "RECORD_TYPE"))
    assert found["account"] == sum(cost for (_, id, _), cost in by_kind.items() if id == member)
    assert found["account"] + found["not"] == whole
    assert found["and"] + found["or"] == found["account"] + found["usage"]
    others = [(kind, cost) for (_, id, kind), cost in by_kind.items() if id != member]
    assert found["nested"] == sum(cost for kind, cost in others if kind in ("Usage", "Tax"))


def test_tax_drops_out_where_one_filters_by_anything_but_accounts(sandbox, ce, member):
    when = closed(sandbox, 1)

    def has_tax(wanted):
        return any(kind == "Tax" for _, kind in rows(ask(ce, when, "RECORD_TYPE", Filter=wanted)))

    assert has_tax(only("LINKED_ACCOUNT", member))
    assert has_tax(only("SERVICE", "Tax"))
    assert not has_tax({"Not": only("SERVICE", "AWS Glue")})
    assert not has_tax(only("REGION", "eu-west-1"))


def test_sellers_are_told_apart(sandbox, ce):
    found = rows(ask(ce, closed(sandbox, 1), "LEGAL_ENTITY_NAME", "INVOICING_ENTITY"))
    sellers = {seller for _, seller, _ in found}
    invoicing = {entity for _, _, entity in found}
    assert invoicing == {"Amazon Web Services EMEA SARL", "Amazon Web Services, Inc."}
    assert len(sellers - invoicing) >= 1, "someone sells on AWS Marketplace, and AWS sends the invoice"


def test_what_has_no_tags_is_one_group(sandbox, ce):
    when = closed(sandbox, 1)
    whole = total(ask(ce, when))
    for kind, key in (("TAG", "team"), ("COST_CATEGORY", "Team")):
        found = ask(ce, when, GroupBy=[{"Type": kind, "Key": key}])
        assert list(rows(found).items()) == [((when["Start"], f"{key}$"), whole)]
    absent = {"Tags": {"Key": "team", "MatchOptions": ["ABSENT"]}}
    without_tax = whole - total(ask(ce, when, Filter=only("RECORD_TYPE", "Tax")))
    assert total(ask(ce, when, Filter=absent)) == without_tax
    assert total(ask(ce, when, Filter={"Tags": {"Key": "team", "Values": ["data"]}})) == 0


def test_accounts_are_described_and_those_that_left_keep_their_rows(sandbox, ce):
    answer = ce.get_cost_and_usage(
        TimePeriod=closed(sandbox, 3),
        Granularity="MONTHLY",
        Metrics=["UnblendedCost"],
        GroupBy=groups("LINKED_ACCOUNT"),
    )
    assert answer["GroupDefinitions"] == groups("LINKED_ACCOUNT")
    names = {found["Value"]: found["Attributes"]["description"] for found in answer["DimensionValueAttributes"]}
    members = {account["Id"] for account in entries(sandbox.client("organizations").list_accounts, "Accounts")}
    gone = set(names) - members
    assert {names[id] for id in gone} == {"Northwind Labs"}, "it was sold two months ago"
    assert set(names) == {account for _, account in rows([answer["ResultsByTime"][0]])}
    # An account that leaves now.
    left = sandbox.account_id("Fabrikam Logistics")
    before = rows(ask(ce, closed(sandbox, 1), "LINKED_ACCOUNT"))
    sandbox.client("organizations").remove_account_from_organization(AccountId=left)
    assert rows(ask(ce, closed(sandbox, 1), "LINKED_ACCOUNT")) == before, "what was charged stays charged"
    sandbox.advance(70 * DAY)
    later = rows(ask(ce, closed(sandbox, 1), "LINKED_ACCOUNT"))
    assert left not in {account for _, account in later}, "and nothing is added"


def test_the_current_month_is_estimated_and_so_is_the_last_until_it_is_final(sandbox, ce):
    date = move_to_day(sandbox, 20)
    assert [found["Estimated"] for found in ask(ce, period(month(date, -2), month(date, 1)))] == [False, False, True]
    date = move_to_day(sandbox, 2)
    assert [found["Estimated"] for found in ask(ce, period(month(date, -2), month(date, 1)))] == [False, True, True]
    date = move_to_day(sandbox, 6)
    assert [found["Estimated"] for found in ask(ce, period(month(date, -2), month(date, 1)))] == [False, False, True]


def test_closed_months_stay_and_the_current_one_grows_by_the_day(sandbox, ce):
    date = move_to_day(sandbox, 10)
    final, now = period(month(date, -13), month(date, -1)), period(month(date), month(date, 1))
    before = ask(ce, final, "LINKED_ACCOUNT"), total(ask(ce, now))
    days = ask(ce, now, granularity="DAILY")
    amounts = [Decimal(day["Total"]["UnblendedCost"]["Amount"]) for day in days]
    assert all(amount > 0 for amount in amounts[:9]) and not any(amounts[9:]), "known up to yesterday"
    sandbox.advance(5 * DAY)
    assert ask(ce, final, "LINKED_ACCOUNT") == before[0]
    assert total(ask(ce, now)) > before[1]


def test_thirteen_months_and_the_current_one_are_all_there_is(sandbox, ce):
    date = today(sandbox)
    assert len(ask(ce, period(month(date, -13), month(date, 1)))) == 14
    with pytest.raises(ClientError) as refused:
        ask(ce, period(month(date, -14), month(date)))
    assert "You haven't enabled historical data beyond 14 months." in str(refused.value)
    with pytest.raises(ClientError) as refused:
        ask(ce, period(month(date), month(date, 2)))
    assert "end date past the beginning of next month" in str(refused.value)


def test_pages_hold_five_thousand_rows_and_together_everything_once(generated):
    ce = generated.client("ce")
    when = history(generated, 3)
    wanted = {"TimePeriod": when, "Granularity": "MONTHLY", "Metrics": ["UnblendedCost"]}
    wanted["GroupBy"] = groups("LINKED_ACCOUNT", "SERVICE")
    sizes, results = [], []
    while True:
        answer = ce.get_cost_and_usage(**wanted)
        results += answer["ResultsByTime"]
        sizes.append(sum(len(result["Groups"]) for result in answer["ResultsByTime"]))
        if "NextPageToken" not in answer:
            break
        wanted["NextPageToken"] = answer["NextPageToken"]
    assert len(sizes) >= 3 and set(sizes[:-1]) == {PAGE}, sizes
    found = rows(results)
    assert len(found) == sum(sizes) >= 120 * 30 * 3
    assert sum(found.values()) == total(ask(ce, when))


def test_data_that_changes_between_pages_is_missed_by_them(sandbox, ce):
    state = sandbox.state()
    state["payers"][sandbox.management]["everyService"] = True
    sandbox.put_state(state)
    when = history(sandbox)
    before = total(ask(ce, when))
    sandbox.billing(betweenPages=[entry(when["Start"], account="000000000000", cost="1000.25")])
    found = sum(rows(ask(ce, when, "LINKED_ACCOUNT", "SERVICE")).values())
    assert found == before, "it came in where the pages had been already"
    assert total(ask(ce, when)) == before + Decimal("1000.25")
    again = sum(rows(ask(ce, when, "LINKED_ACCOUNT", "SERVICE")).values())
    assert again == before + Decimal("1000.25"), "it comes once"


def test_an_entry_is_on_the_bill_as_it_was_written(sandbox, ce):
    when = closed(sandbox, 2)
    before = rows(ask(ce, when, "LINKED_ACCOUNT", "RECORD_TYPE", metrics=METRICS), "AmortizedCost")
    more = {"amortized": "0", "legalEntity": "Adatum", "usageQuantity": "3.5", "region": "eu-north-1"}
    sandbox.billing(entries=[entry(when["Start"], account="999900001111", kind="Other", cost="-7.0000000001", **more)])
    both = ask(ce, when, "LINKED_ACCOUNT", "RECORD_TYPE", metrics=METRICS)
    new = (when["Start"], "999900001111", "Other")
    assert rows(both, "AmortizedCost") == {**before, new: Decimal(0)}
    assert rows(both)[new] == Decimal("-7.0000000001")
    assert rows(both, "UsageQuantity")[new] == Decimal("3.5")
    assert rows(ask(ce, when, "LEGAL_ENTITY_NAME"))[when["Start"], "Adatum"] == Decimal("-7.0000000001")
    assert rows(ask(ce, when, "REGION"))[when["Start"], "eu-north-1"] == Decimal("-7.0000000001")


def test_a_forecast_goes_on_as_last_month_did(sandbox, ce):
    date = move_to_day(sandbox, 20)
    wanted = {"TimePeriod": period(date, month(date, 1)), "Metric": "UNBLENDED_COST"}
    answer = ce.get_cost_forecast(**wanted, Granularity="MONTHLY", PredictionIntervalLevel=80)
    [found] = answer["ForecastResultsByTime"]
    mean, low, high = (
        Decimal(found[name])
        for name in ("MeanValue", "PredictionIntervalLowerBound", "PredictionIntervalUpperBound")
    )
    assert answer["Total"] == {"Amount": found["MeanValue"], "Unit": "USD"}
    assert found["TimePeriod"] == wanted["TimePeriod"] and 0 < low < mean < high
    last = period(month(date, -1), month(date))
    gifts = {"Not": only("RECORD_TYPE", "Credit", "Refund", "SavingsPlanUpfrontFee", "Upfront")}
    days = Decimal((month(date) - month(date, -1)).days)
    rest = Decimal((month(date, 1) - date).days)
    assert abs(total(ask(ce, last, Filter=gifts)) / days * rest - mean) < Decimal("0.000001")
    daily = ce.get_cost_forecast(**wanted, Granularity="DAILY")["ForecastResultsByTime"]
    assert len(daily) == rest and set(daily[0]) == {"TimePeriod", "MeanValue"}, "without a level the mean stands alone"
    wide = ce.get_cost_forecast(**wanted, Granularity="MONTHLY", PredictionIntervalLevel=99)
    assert Decimal(wide["ForecastResultsByTime"][0]["PredictionIntervalUpperBound"]) > high


def test_values_to_filter_by_are_told_searched_and_sorted(sandbox, ce, member):
    when = closed(sandbox, 1)
    for dimension in DIMENSIONS:
        answer = ce.get_dimension_values(TimePeriod=when, Dimension=dimension)
        told = {value["Value"] for value in answer["DimensionValues"]}
        grouped = {key for _, key in rows(ask(ce, when, dimension))} - {"NoRegion"}
        assert told == grouped, dimension
        assert answer["ReturnSize"] == answer["TotalSize"] == len(told)
    found = ce.get_dimension_values(TimePeriod=when, Dimension="LINKED_ACCOUNT", SearchString="network")
    assert [value["Value"] for value in found["DimensionValues"]] == [member]
    assert found["DimensionValues"][0]["Attributes"] == {"description": "Network"}
    costs = rows(ask(ce, when, "SERVICE"))
    order = [{"Key": "UnblendedCost", "SortOrder": "DESCENDING"}]
    found = ce.get_dimension_values(TimePeriod=when, Dimension="SERVICE", SortBy=order, MaxResults=5)
    dearest = sorted(costs, key=costs.get, reverse=True)[:5]
    assert [value["Value"] for value in found["DimensionValues"]] == [service for _, service in dearest]


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


REFUSALS = list(explorer_refusals())


@pytest.mark.parametrize("number", range(len(REFUSALS)))
def test_what_the_model_does_not_list_is_refused_with_codes_common_to_aws(sandbox, number):
    operation, code, prepare = REFUSALS[number]
    arguments, keys = prepare(World(sandbox))
    with pytest.raises(ClientError) as refused:
        method(sandbox.client("ce", keys, strict=False), operation)(**arguments)
    assert refused.value.response["Error"]["Code"] == code, refused.value


def test_ten_thousand_accounts_answer_a_page_at_a_time():
    sandbox = Sandbox("--accounts", "10000", "--ous", "500", "--seed", "1")
    try:
        when = closed(sandbox, 1)
        answer = sandbox.client("ce").get_cost_and_usage(
            TimePeriod=when,
            Granularity="MONTHLY",
            Metrics=["UnblendedCost"],
            GroupBy=groups("LINKED_ACCOUNT", "SERVICE"),
        )
        assert len(answer["ResultsByTime"][0]["Groups"]) == PAGE and answer["NextPageToken"]
        whole = rows(ask(sandbox.client("ce"), when, "LINKED_ACCOUNT"))
        assert len(whole) == 10_000
        assert sum(whole.values()) == total(ask(sandbox.client("ce"), when))
    finally:
        sandbox.stop()


def test_the_tour_left_out_no_operation(called_here):
    """The last of this file: a new operation needs a test."""
    every = {operation for operations in OPERATIONS.values() for operation in operations}
    assert every | set(TRANSFERS) <= called_here(), "each was called by a test above"
