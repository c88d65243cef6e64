"""Readings of the bill that break off, through the command line, on an organization whose answers have many pages. What
the command line shows is compared with what boto3 reads and Python adds up; what it asks with the sandbox's own count."""

import decimal
import json

import pytest

from helpers import Sandbox, canopy
from test_billing import costs, month_before

FAULTS = ["Throttle", "InternalError", "Timeout"]


@pytest.fixture(scope="module")
def large():
    """Sixty accounts with thirty services each."""
    sandbox = Sandbox("--accounts", "60", "--ous", "12", "--seed", "3")
    yield sandbox
    sandbox.stop()


def runner(sandbox, folder):
    """Runs the command line in one data folder, and gives its exit code, its document, and what it said."""

    def run(*arguments):
        ended = canopy(
            "--json",
            *arguments,
            timeout=300,
            CANOPY_DATA_DIR=str(folder / "data"),
            HOME=str(folder),
            AWS_ENDPOINT_URL=sandbox.endpoint,
            AWS_REGION="us-east-1",
            AWS_ACCESS_KEY_ID=sandbox.start["accessKeyId"],
            AWS_SECRET_ACCESS_KEY=sandbox.start["secretAccessKey"],
        )
        return ended.returncode, json.loads(ended.stdout), ended.stderr

    return run


@pytest.fixture
def run(large, tmp_path):
    return runner(large, tmp_path)


def asked(sandbox):
    return sum(sandbox.charged()[0].values())


def total(sandbox, month):
    return sum(costs(sandbox.client("ce"), month, "UnblendedCost", "LINKED_ACCOUNT").values())


@pytest.fixture(scope="module")
def whole(large, tmp_path_factory):
    """How many requests one reading makes that nothing disturbs."""
    before = asked(large)
    code, _, said = runner(large, tmp_path_factory.mktemp("whole"))("billing", "--refresh")
    assert code == 0, said
    return asked(large) - before


@pytest.mark.parametrize("fault", FAULTS)
def test_a_reading_that_breaks_off_in_the_midst_of_pages_goes_on_where_it_was(large, whole, run, fault):
    before = asked(large)
    # The first question has five or six pages: months that its first pages tell are not asked for again.
    large.fault("GetCostAndUsage", fault, 6, after=4)
    code, document, _ = run("billing", "--refresh", "--by", "account")
    assert code == 1
    assert document["error"]["code"] == ("throttled" if fault == "Throttle" else "unreachable")
    assert asked(large) - before == 4
    code, document, said = run("billing", "--refresh", "--by", "account")
    assert code == 0, said
    assert asked(large) - before <= whole + 1, "one page at the most is asked for twice"
    for back in [0, 1, 12, 13]:
        code, document, _ = run("billing", "--month", f"{month_before(back):%Y-%m}", "--by", "charge")
        assert code == 0
        assert decimal.Decimal(document["total"]["amount"]) == total(large, month_before(back))


def test_what_changes_between_pages_is_named_left_out_and_read_again(large, run):
    month = month_before(13)
    large.billing(
        betweenPages=[
            {
                "accountId": large.management,
                "date": month.isoformat(),
                "service": "Amazon Simple Storage Service",
                "recordType": "Usage",
                "unblended": "12.34",
            }
        ]
    )
    code, document, _ = run("billing", "--refresh")
    assert code == 0
    changed = [words for words in document["notes"] if "AWS changed its figures" in words]
    assert len(changed) == 1 and changed[0].startswith(f"{month:%B %Y}"), document["notes"]
    before = asked(large)
    code, document, _ = run("billing", "--refresh", "--month", f"{month:%Y-%m}", "--by", "charge")
    assert code == 0
    assert decimal.Decimal(document["total"]["amount"]) == total(large, month)
    assert not [words for words in document["notes"] if "AWS changed its figures" in words]
    assert asked(large) - before <= 8, "that month alone"
