"""Cost Explorer of the sandbox, with boto3.

Amounts are added up here, in Python's decimals, and never taken over from the sandbox."""

import datetime
from decimal import Decimal

import pytest
from botocore.exceptions import ClientError

from billing_operations import closed, month, period, today
from billing_sums import DAY, ask, groups, history, move_to_day, only, rows, total
from error_billing import entry, explorer_refusals
from error_cases import World
from helpers import Sandbox, entries, method

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
