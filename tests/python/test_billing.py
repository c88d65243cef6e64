"""The bill as Canopy shows it, against one that boto3 reads from the same Cost Explorer and Python adds up in decimals."""

import collections
import datetime
import decimal
import json

import pytest

from helpers import canopy

METRICS = {
    "unblended": "UnblendedCost",
    "net-unblended": "NetUnblendedCost",
    "amortized": "AmortizedCost",
    "net-amortized": "NetAmortizedCost",
    "blended": "BlendedCost",
}
# What Canopy calls a kind of charges, by AWS's record types.
CLASSES = {
    "Usage": "usage",
    "DiscountedUsage": "usage",
    "SavingsPlanCoveredUsage": "savingsPlanCovered",
    "SavingsPlanNegation": "savingsPlanNegation",
    "Recurring": "commitmentRecurring",
    "RIFee": "commitmentRecurring",
    "SavingsPlanRecurringFee": "commitmentRecurring",
    "Upfront": "commitmentUpfront",
    "SavingsPlanUpfrontFee": "commitmentUpfront",
    "Support": "support",
    "Tax": "tax",
    "Credit": "credit",
    "Refund": "refund",
}


def today():
    return datetime.datetime.now(datetime.timezone.utc).date()


def month_before(back):
    first = today().replace(day=1)
    for _ in range(back):
        first = (first - datetime.timedelta(days=1)).replace(day=1)
    return first


@pytest.fixture
def run(sandbox, tmp_path):
    """Runs the command line on the sandbox, in one data folder, and reads its document."""

    def run(*arguments, status=0, keys=None):
        environment = {
            "CANOPY_DATA_DIR": str(tmp_path / "data"),
            "HOME": str(tmp_path),
            "AWS_ENDPOINT_URL": sandbox.endpoint,
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": sandbox.start["accessKeyId"],
            "AWS_SECRET_ACCESS_KEY": sandbox.start["secretAccessKey"],
        }
        if keys:
            environment |= {
                "CANOPY_DATA_DIR": str(tmp_path / "member"),
                "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
                "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
                "AWS_SESSION_TOKEN": keys["SessionToken"],
            }
        ended = canopy("--json", *arguments, timeout=120, **environment)
        assert ended.returncode == status, f"{arguments}: {ended.stdout}{ended.stderr}"
        return json.loads(ended.stdout)

    return run


def costs(client, start, metric, *groups):
    """The sums of a month by what is grouped by, page after page."""
    end = min((start + datetime.timedelta(days=32)).replace(day=1), today() + datetime.timedelta(days=1))
    asked = {
        "TimePeriod": {"Start": str(start), "End": str(end)},
        "Granularity": "MONTHLY",
        "Metrics": [metric],
        "GroupBy": [{"Type": "DIMENSION", "Key": group} for group in groups],
    }
    sums = collections.defaultdict(decimal.Decimal)
    while True:
        page = client.get_cost_and_usage(**asked)
        for result in page["ResultsByTime"]:
            for group in result["Groups"]:
                sums[tuple(group["Keys"])] += decimal.Decimal(group["Metrics"][metric]["Amount"])
        if "NextPageToken" not in page:
            return sums
        asked["NextPageToken"] = page["NextPageToken"]


def shown(document, kind, level=None):
    """What the rows of one kind come to, those of nothing left out."""
    rows = [row for row in document["rows"] if row["kind"] == kind and level in (None, row["level"])]
    amounts = {row["id"]: decimal.Decimal(row["cost"]["amount"]) for row in rows}
    assert len(amounts) == len(rows), "no row stands twice"
    return {key: amount for key, amount in amounts.items() if amount}


def told(sums):
    return {key: amount for key, amount in sums.items() if amount}


def summed(pairs):
    sums = collections.defaultdict(decimal.Decimal)
    for key, amount in pairs:
        sums[key] += amount
    return told(sums)


def by_unit(sandbox, sums):
    """What each unit costs with all that is below it, from where accounts stand in the sandbox's own books."""
    state = sandbox.state()
    units = sandbox.organization(state)["ous"]
    pairs = []
    for (account,), amount in sums.items():
        membership = state["accounts"].get(account, {}).get("membership") or {}
        at = membership.get("parentId")
        while at in units:
            pairs.append((at, amount))
            at = units[at]["parentId"]
    return summed(pairs)


def test_the_bill_equals_what_boto3_reads_and_python_adds_up(sandbox, run):
    for back in [0, 1, 3, 12]:
        for metric in METRICS:
            check(sandbox, run, month_before(back), metric)


def check(sandbox, run, month, metric):
    client, aws = sandbox.client("ce"), METRICS[metric]

    def bill(by):
        return run("billing", "--month", f"{month:%Y-%m}", "--metric", metric, "--by", by)

    accounts = costs(client, month, aws, "LINKED_ACCOUNT")
    total = sum(accounts.values())
    by_account = bill("account")
    assert shown(by_account, "account") == {key: amount for (key,), amount in told(accounts).items()}
    assert shown(bill("ou"), "ou") == by_unit(sandbox, accounts)
    services = costs(client, month, aws, "SERVICE")
    assert shown(bill("service"), "service") == {key: amount for (key,), amount in told(services).items()}
    records = costs(client, month, aws, "RECORD_TYPE")
    by_charge = bill("charge")
    assert shown(by_charge, "charge") == summed((CLASSES[key], amount) for (key,), amount in records.items())
    sellers = costs(client, month, aws, "LEGAL_ENTITY_NAME")
    assert shown(bill("seller"), "seller") == {key: amount for (key,), amount in told(sellers).items()}
    for by in ["ou", "account", "service", "charge", "seller"]:
        document = bill(by)
        assert decimal.Decimal(document["total"]["amount"]) == total
        top = [row["cost"] for row in document["rows"] if row["level"] == 0]
        assert sum(decimal.Decimal(cost["amount"]) for cost in top) == total, f"rows by {by} add up"
        assert {cost["unit"] for cost in top} == {"USD"}


def test_a_month_is_compared_with_whole_months_and_the_current_one_by_its_whole_days(sandbox, run):
    client = sandbox.client("ce")
    closed = run("billing", "--month", f"{month_before(1):%Y-%m}", "--by", "account")
    before = sum(costs(client, month_before(2), "UnblendedCost", "LINKED_ACCOUNT").values())
    assert decimal.Decimal(closed["change"]["before"]["amount"]) == before
    last_year = sum(costs(client, month_before(13), "UnblendedCost", "LINKED_ACCOUNT").values())
    assert decimal.Decimal(closed["lastYear"]["before"]["amount"]) == last_year
    day = today().day - 1
    current = run("billing", "--by", "account")
    if day == 0:
        assert current["change"] is None
        return

    def days(month):
        lengths = [month_before(back).replace(day=28) + datetime.timedelta(days=4) for back in (1, 12)]
        shortest = min((it - datetime.timedelta(days=it.day)).day for it in lengths)
        end = month + datetime.timedelta(days=min(day, shortest))
        answer = client.get_cost_and_usage(
            TimePeriod={"Start": str(month), "End": str(end)}, Granularity="DAILY", Metrics=["UnblendedCost"]
        )
        return sum(decimal.Decimal(it["Total"]["UnblendedCost"]["Amount"]) for it in answer["ResultsByTime"])

    assert decimal.Decimal(current["change"]["before"]["amount"]) == days(month_before(1))
    assert decimal.Decimal(current["change"]["difference"]["amount"]) == days(month_before(0)) - days(month_before(1))


def test_requests_are_counted_as_the_sandbox_counts_them_and_a_second_look_is_free(sandbox, run):
    before = sum(sandbox.charged()[0].values())

    def charged():
        return sum(sandbox.charged()[0].values()) - before

    first = run("billing")
    assert first["requests"]["now"] == first["requests"]["thisMonth"] == charged()
    assert decimal.Decimal(first["requests"]["cost"]["amount"]) == decimal.Decimal("0.01") * charged()
    for by in ["account", "service", "charge", "seller"]:
        again = run("billing", "--by", by, "--metric", "unblended")
        assert again["requests"]["now"] == 0
    assert charged() == first["requests"]["thisMonth"]


def test_the_table_holds_what_the_document_does(run):
    document = run("billing", "--by", "account")
    table = run("billing", "--by", "account", "--csv")["csv"].splitlines()
    head, rows = table[0].split(","), table[1:]
    assert len(rows) == len(document["rows"])
    place = head.index("amount")
    amounts = [decimal.Decimal(row.split(",")[place]) for row in rows]
    assert sum(amounts) == decimal.Decimal(document["total"]["amount"])


def test_without_cost_explorer_the_command_says_what_to_do(sandbox, run):
    sandbox.billing(costExplorer="off")
    error = run("billing", status=3)["error"]
    assert (error["code"], error["message"]) == ("conflict", "Cost Explorer is not turned on in this organization")
    assert error["hint"].startswith("Open Cost Explorer once")


def test_a_member_account_sees_its_own_costs_only(sandbox, run, member, member_keys):
    own = run("billing", "--by", "account", keys=member_keys)
    assert set(shown(own, "account")) == {member}
    assert any(words.startswith("Only the costs of the account that is signed in") for words in own["notes"])


def test_a_member_account_without_access_is_told_so(sandbox, run, member_keys):
    sandbox.billing(memberAccess=False)
    error = run("billing", status=3, keys=member_keys)["error"]
    assert error["code"] == "denied"
    assert error["message"] == "the organization does not let its member accounts see their costs"
