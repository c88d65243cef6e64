"""The consolidated bill in the real window. What it says is compared with what boto3 is told by the sandbox's Cost
Explorer, and what it spent with the sandbox's own count."""

import json
import re
import urllib.request
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from canopy_window import one
from test_invitations import goes_to, invite, outsider, plan_is_applied
from test_roles import button

LINES = """
return [...document.querySelectorAll('.bill-lines-body [role=row]')]
  .sort((a, b) => a.ariaRowIndex - b.ariaRowIndex)
  .map((row) => [Number(row.getAttribute('aria-level')), ...[...row.querySelectorAll('[role=gridcell]')].map((it) => it.innerText.trim())]);
"""
SECTION = "return document.querySelector(`section[aria-label=\"${arguments[0]}\"]`)"


# What AWS would say, from a client that Canopy's authors did not write


def books(window):
    with urllib.request.urlopen(f"{window.endpoint()}/_sandbox/billing", timeout=10) as answer:
        return json.load(answer)


def turn(window, **switches):
    body = json.dumps(switches).encode()
    urllib.request.urlopen(urllib.request.Request(f"{window.endpoint()}/_sandbox/billing", body), timeout=10).close()


def asked(window):
    return sum(books(window)["requests"].values())


def client(window, service):
    import boto3

    whole = window.sandbox().whole
    users = whole["accounts"][whole["managementAccountId"]]["iam"]["users"]
    key = next(key for user in users.values() for key in user["accessKeys"])
    return boto3.client(service, endpoint_url=window.endpoint(), region_name="us-east-1", aws_access_key_id=key["id"], aws_secret_access_key=key["secret"])


def costs(window, dimension):
    """What each account, service, … cost in this month, as boto3 is told."""
    today = datetime.now(UTC).date()
    period = {"Start": today.replace(day=1).isoformat(), "End": (today + timedelta(days=1)).isoformat()}
    found = {}
    token = {}
    while True:
        page = client(window, "ce").get_cost_and_usage(
            TimePeriod=period,
            Granularity="MONTHLY",
            Metrics=["UnblendedCost"],
            GroupBy=[{"Type": "DIMENSION", "Key": dimension}],
            **token,
        )
        for group in one(page["ResultsByTime"])["Groups"]:
            name = group["Keys"][0]
            found[name] = found.get(name, Decimal(0)) + Decimal(group["Metrics"]["UnblendedCost"]["Amount"])
        if "NextPageToken" not in page:
            return found
        token = {"NextPageToken": page["NextPageToken"]}


def near(shown, amount):
    """Whether these are the same to the cent: halves may be rounded to either side."""
    return abs(Decimal(re.sub(r"[$,]", "", shown).replace("−", "-")) - amount) <= Decimal("0.011")


# The window


def opened(window):
    window.press("ctrl+6")
    window.until(lambda: window.run("return document.querySelector('.bar .h1')?.innerText") == "Billing", "the bill's page is open")


def at_rest(window):
    """Waits until nothing is being read."""
    window.until(lambda: window.run("return !!document.querySelector('.bill-lines') && !document.querySelector('.bill-reading')"), "the bill is read", patience=120)


def read(window):
    """Reads the bill for the first time."""
    opened(window)
    window.click(window.until(lambda: window.run("return [...document.querySelectorAll('.bill-situation .btn')].find((it) => it.innerText.startsWith('Read the bill'))"), "the bill can be read"))
    at_rest(window)


def lines(window):
    return window.run(LINES)


def first_lines(window):
    return {line[1].split("\n")[0]: line[2] for line in lines(window) if line[0] == 1}


def by(window, name):
    window.click(window.until(lambda: window.run("return [...document.querySelectorAll('.bar .seg-item')].find((it) => it.innerText.trim() === arguments[0])", name), f"it can be laid out by {name}"))
    head = "Organizational unit" if name == "By OU" else name
    window.until(lambda: window.run("return document.querySelector('.bill-lines-head [role=columnheader]')?.innerText") == head, f"it is laid out by {name}")


def card(window, title):
    return window.until(
        lambda: window.run("return [...document.querySelectorAll('.bill-card')].find((it) => it.innerText.startsWith(arguments[0]))?.innerText.split('\\n') ?? null", title),
        f"there is a card {title}",
    )


def section(window, name):
    return window.until(lambda: window.run(SECTION, name), f"there is a part {name}")


def words(window, name):
    return window.run("return arguments[0].innerText", section(window, name))


def press_in(window, part, name):
    window.click(
        window.until(
            lambda: window.run("return [...arguments[0].querySelectorAll('button')].find((it) => !it.ariaDisabled && (it.innerText.trim() || it.ariaLabel).startsWith(arguments[1]))", section(window, part), name),
            f"{part} has {name}",
        )
    )


def spent(window):
    return window.run("return document.querySelector('.bill-meter')?.innerText ?? ''")


def test_the_bill_is_read_once_and_then_opens_from_what_is_kept(open_window):
    window = open_window().loaded()
    opened(window)
    window.shows("The bill was not read yet.")
    assert asked(window) == 0, "looking costs nothing"
    read(window)
    requests = asked(window)
    assert 0 < requests
    window.until(lambda: spent(window) == f"Fresh · ${requests / 100:.2f} this month", "the meter agrees with the sandbox's count")
    assert books(window)["charged"] == f"{requests / 100:.2f}".rstrip("0").rstrip(".")

    total = sum(costs(window, "LINKED_ACCOUNT").values())
    assert near(card(window, "So far in ")[1], total)
    assert "−" in card(window, "Credits and refunds")[1]
    assert card(window, "Forecast for the month")[1] != "—"
    assert "same days" in card(window, "Against ")[2]
    shown = lines(window)
    requests = asked(window)
    window.close()

    window = open_window().loaded()
    opened(window)
    at_rest(window)
    assert lines(window) == shown
    assert asked(window) == 0, "the sandbox's count begins anew with it, and nothing was asked"


def test_every_grouping_tells_the_same_bill(window):
    read(window)
    requests = asked(window)
    for name, dimension in [("Account", "LINKED_ACCOUNT"), ("Service", "SERVICE"), ("Seller", "LEGAL_ENTITY_NAME")]:
        by(window, name)
        told = {key: amount for key, amount in costs(window, dimension).items() if amount}
        accounts = window.sandbox().whole["accounts"]
        names = {key: accounts[key]["name"] if dimension == "LINKED_ACCOUNT" and key in window.sandbox().accounts else key for key in told}
        shown = first_lines(window)
        missing = {names[key]: str(amount) for key, amount in told.items() if names[key] not in shown or not near(shown[names[key]], amount)}
        # Rows out of sight are not in the document: what is, must be right, and the largest are.
        assert len(shown) >= min(len(told), 8)
        assert not {key: value for key, value in missing.items() if key in shown}, name
    by(window, "Charge type")
    charges = costs(window, "RECORD_TYPE")
    shown = first_lines(window)
    assert near(shown["Tax"], charges["Tax"])
    assert near(shown["Usage"], charges["Usage"] + charges.get("DiscountedUsage", 0))
    assert near(shown["Savings plans, negation"], charges["SavingsPlanNegation"])
    by(window, "By OU")
    units = sum(Decimal(re.sub(r"[$,]", "", amount).replace("−", "-")) for amount in first_lines(window).values())
    assert abs(units - sum(costs(window, "LINKED_ACCOUNT").values())) < Decimal("0.1"), "units and what stands beside them make the total"
    assert asked(window) - requests == 5, "only this test asked"


def test_a_unit_opens_down_to_the_services_of_an_account(window):
    read(window)
    window.run("document.querySelector('.bill-lines').focus()")
    names = [line[1].split("\n")[0] for line in lines(window)]
    window.press("Home", *["Down"] * names.index("prod"), "Right")
    window.until(lambda: any(line[0] == 3 and line[1].startswith("Payments") for line in lines(window)), "the accounts of prod are shown")
    payments = one(line for line in lines(window) if line[0] == 3 and line[1].startswith("Payments"))
    account = window.sandbox().account("Payments")
    assert near(payments[2], costs(window, "LINKED_ACCOUNT")[account])
    at = [line[1].split("\n")[0] for line in lines(window)]
    window.press("Home", *["Down"] * at.index("Payments"), "Right")
    window.until(lambda: any(line[0] == 4 for line in lines(window)), "the services of the account are shown")
    services = [line for line in lines(window) if line[0] == 4]
    parts = sum(Decimal(re.sub(r"[$,]", "", line[2]).replace("−", "-")) for line in services)
    assert abs(parts - costs(window, "LINKED_ACCOUNT")[account]) < Decimal("0.2"), "services make the account"

    window.press("Return")
    window.until(lambda: window.selected() == [account], "Enter shows the account in the tree")


def test_pictures_lead_to_months_lines_and_files(window):
    read(window)
    bars = window.until(lambda: window.run("return document.querySelector('.drawing')"), "there are bars")
    window.run("arguments[0].focus()", bars)
    window.press("End", "Left")
    current = card(window, "So far in ")[0].removeprefix("So far in ")
    said = window.until(lambda: (words := window.run("return arguments[0].querySelector('[aria-live]').textContent", bars)) and not words.startswith(current) and words, "the keyboard says where it is")
    month = said.split(":")[0]
    window.press("Return")
    window.until(lambda: window.run("return document.querySelector('.bill-card')?.innerText.split('\\n')[0]") == month, "Enter opens the month")
    assert window.run("return [...document.querySelectorAll('.bar [aria-haspopup]')].at(-1).innerText.trim()") == month, "and the bar says which it is"

    tiles = window.run("return document.querySelectorAll('.drawing')[1]")
    window.run("arguments[0].focus()", tiles)
    window.press("Home", "Return", "Home", "Return", "Home", "Return")
    crumbs = window.until(
        lambda: (found := window.run("return document.querySelector('.crumbs').innerText.split('\\n').map((it) => it.trim()).filter(Boolean)")) and len(found) == 4 and found,
        "a tile opens down to an account's services",
    )
    assert crumbs[:3] == ["Organization", "Workloads", "prod"]
    window.press("Home", "Return")
    window.until(lambda: "here" in window.run("return document.querySelector('.bill-row.here')?.className ?? ''"), "a service leads to its line")
    assert window.run("return Number(document.querySelector('.bill-row.here').getAttribute('aria-level'))") == 4

    exports = window.data / "exports"
    for name, ending, begins in [("Save as PNG", "png", b"\x89PNG"), ("Save as SVG", "svg", b"<svg"), ("Save the figures as CSV", "csv", b"Month,Total (USD),")]:
        window.click(window.run("return document.querySelector('.picture [aria-label^=Save]')"))
        window.click(window.until(lambda: window.run("return [...document.querySelectorAll('[role=menuitem]')].find((it) => it.innerText.trim() === arguments[0])", name), f"the menu has {name}"))
        window.until(lambda: any(it.suffix == f".{ending}" for it in exports.glob("*")) if exports.exists() else False, f"a {ending} is written")
        file = one(it for it in exports.glob("*") if it.suffix == f".{ending}")
        assert file.read_bytes().startswith(begins)
        file.unlink()
    window.click(window.by_role("button", "Save these lines as CSV"))
    window.until(lambda: list(exports.glob("bill-*-by-ou.csv")), "the lines are written")


def test_the_biggest_mover_is_the_one_that_grew(window):
    read(window)
    movers = words(window, "Biggest movers")
    assert "Data Platform" in movers, "its warehouse moved in last month, or this one"
    press_in(window, "Biggest movers", "Data Platform")
    window.until(lambda: window.run("return document.querySelector('.bill-row.here')?.innerText.startsWith('Data Platform')"), "it leads to its line")


def test_budgets_anomalies_and_sharing_are_read_when_someone_asks(window):
    read(window)
    before = asked(window)
    press_in(window, "Budgets", "Read budgets")
    whole = window.sandbox().whole
    payer = whole["payers"][whole["managementAccountId"]]
    told = client(window, "budgets").describe_budgets(AccountId=whole["managementAccountId"])["Budgets"]
    assert told
    window.until(lambda: all(it["BudgetName"] in words(window, "Budgets") for it in told), "every budget is shown")
    spent_of = {it["BudgetName"]: (Decimal(it["CalculatedSpend"]["ActualSpend"]["Amount"]), Decimal(it["BudgetLimit"]["Amount"])) for it in told if "BudgetLimit" in it and "CalculatedSpend" in it}
    for name, (actual, limit) in spent_of.items():
        line = window.run("return [...document.querySelectorAll('.budgets > li')].find((it) => it.innerText.startsWith(arguments[0])).innerText", name)
        assert ("Exceeded" in line) == (actual > limit), name
    assert asked(window) == before, "budgets cost nothing"

    press_in(window, "Anomalies found by AWS", "Read anomalies")
    window.until(lambda: window.run("return !!document.querySelector('section[aria-label=\"Anomalies found by AWS\"] .bill-news')"), "anomalies are listed")
    now = asked(window)
    assert now > before
    window.until(lambda: f"${now / 100:.2f} this month" in spent(window), "the meter counts them, too")

    press_in(window, "Sharing of discounts", "Read preferences")
    window.until(lambda: "Shared" in words(window, "Sharing of discounts"), "sharing is told as set")
    apart = [whole["accounts"][it]["name"] for it in payer["sharing"]["creditsNotFor"]]
    assert all(name in words(window, "Sharing of discounts") for name in apart)
    assert asked(window) == now, "preferences cost nothing"


def test_unusual_days_say_how_they_are_found(window):
    read(window)
    press_in(window, "Unusual days", "How is it found?")
    window.shows("the median of the 28 days before it")


def test_costs_stand_in_the_tree_until_someone_hides_them(window):
    state = window.sandbox()
    read(window)
    shown = card(window, "So far in ")[1]
    window.press("ctrl+1")
    window.until(lambda: window.run("return !!document.querySelector('.tree-pane.costs')"), "costs stand in the tree")
    first = window.run("return document.querySelector('.tree-rows [data-id] .cell.num').innerText")
    assert first == "$" + f"{round(Decimal(shown[1:].replace(',', ''))):,}", "the root costs what the bill says"
    payments = window.row(state.account("Payments"))
    assert window.run("return !!arguments[0].querySelector('.sparkline polyline')", payments)
    window.click(window.by_role("button", "Show costs"))
    window.until(lambda: not window.run("return !!document.querySelector('.tree-pane.costs')"), "costs are hidden")


def test_a_reading_can_be_stopped_and_shows_nothing_by_halves(window):
    opened(window)
    # AWS asks to slow down, which leaves time to change one's mind.
    window.fault("GetCostAndUsage", "Throttle", 3)
    window.click(window.run("return document.querySelector('.bill-situation .btn')"))
    window.click(window.until(lambda: window.run("return document.querySelector('.bill-reading .btn')"), "it is being read"))
    window.shows("The reading of the bill was stopped")
    window.until(lambda: not window.run("return !!document.querySelector('.bill-reading')"), "it is over")
    assert not window.run("return !!document.querySelector('.bill-lines')"), "what was read by halves is not shown"
    asked_before = asked(window)
    window.click(window.run("return document.querySelector('.bill-situation .btn')"))
    at_rest(window)
    assert asked(window) > asked_before
    window.until(lambda: f"${asked(window) / 100:.2f} this month" in spent(window), "the meter counts both")


def test_an_older_month_opens_from_the_first_reading(window):
    """Of an organization as small as this one, the first reading asks for the days of all months."""
    read(window)
    before = asked(window)
    refresh = "return [...document.querySelectorAll('.bar .btn')].find((it) => it.innerText.trim() === 'Refresh')"
    assert window.run(f"{refresh}.ariaDisabled") == "true", "everything is fresh"
    window.click(window.run("return [...document.querySelectorAll('.bar [aria-haspopup]')].at(-1)"))
    months = window.until(lambda: window.run("return [...document.querySelectorAll('[role=menuitemradio]')].map((it) => it.innerText.trim())"), "the months are listed")
    assert len(months) == 14, "13 closed ones and the current one"
    window.click(window.run("return [...document.querySelectorAll('[role=menuitemradio]')].at(-4)"))
    window.until(lambda: months[-4] in window.run("return [...document.querySelectorAll('.bar [aria-haspopup]')].at(-1).innerText"), "the month is shown")
    at_rest(window)
    window.until(lambda: spent(window) == f"Fresh · ${before / 100:.2f} this month", "nothing of it is missing")
    assert asked(window) == before, "looking at it costs nothing"


STATES = {
    "off": ("Cost Explorer is off", "Open Cost Explorer once in the management account's console"),
    "preparing": ("AWS prepares the figures", "within 24 hours"),
}


@pytest.mark.parametrize("state", STATES)
def test_cost_explorer_that_has_nothing_is_a_page_with_the_next_step(window, state):
    turn(window, costExplorer=state)
    opened(window)
    window.click(window.run("return document.querySelector('.bill-situation .btn')"))
    title, hint = STATES[state]
    window.shows(title)
    assert hint in window.text()
    assert asked(window) == 0, "what is refused is not charged for"
    turn(window, costExplorer="on")
    window.click(button(window, window.run("return document.querySelector('.bill-situation .btn').innerText.trim()")))
    at_rest(window)


def test_a_missing_permission_is_named(window):
    whole = window.sandbox().whole
    user = next(iter(whole["accounts"][whole["managementAccountId"]]["iam"]["users"].values()))
    deny = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "ce:*", "Resource": "*"}]}
    user["inline"]["no-costs"] = json.dumps(deny)
    put = urllib.request.Request(f"{window.endpoint()}/_sandbox/state", json.dumps(whole).encode(), method="PUT")
    urllib.request.urlopen(put, timeout=10).close()
    opened(window)
    window.click(window.run("return document.querySelector('.bill-situation .btn')"))
    window.shows("You may not see the bill")
    assert "ce:GetCostAndUsage" in window.text()


def test_a_member_sees_its_own_costs_unless_the_organization_forbids_it(window):
    account = outsider(window)
    invite(window, account)
    goes_to(window, "Account outside 1")
    window.shows("invites this account")
    window.click(window.by_role("button", "Accept"))
    plan_is_applied(window, "Accept the invitation")
    window.shows("is a member of an organization that it may not read")
    turn(window, memberAccess=False)
    opened(window)
    window.click(window.run("return document.querySelector('.bill-situation .btn')"))
    window.shows("Member accounts may not see their costs")
    turn(window, memberAccess=True)
    window.click(button(window, window.run("return document.querySelector('.bill-situation .btn').innerText.trim()")))
    at_rest(window)
    window.shows("Only the costs of the account that is signed in are seen")


def test_a_billing_transfer_is_told_with_the_figures(window):
    whole = window.sandbox().whole
    payer, home = outsider(window), whole["managementAccountId"]
    turn(
        window,
        transfer={
            "id": "rt-abcd1234",
            "name": "Group billing",
            "status": "ACCEPTED",
            "source": {"accountId": home, "email": whole["accounts"][home]["email"]},
            "target": {"accountId": payer, "email": whole["accounts"][payer]["email"]},
            "startsAt": "2026-09-01T00:00:00Z",
        },
    )
    opened(window)
    window.click(window.run("return document.querySelector('.bill-situation .btn')"))
    window.shows("Another organization pays for this one (billing transfer)")


def test_a_partition_without_cost_explorer_asks_nothing(open_window):
    window = open_window().loaded()
    turn(window, partition="aws-us-gov")
    window.until(lambda: any(b"aws-us-gov" in it.read_bytes() for it in window.data.glob("sandbox*.json")), "the sandbox has kept it")
    window.close()
    window = open_window().loaded()
    opened(window)
    window.shows("There is no Cost Explorer in AWS GovCloud (US).")
    assert not window.run("return !!document.querySelector('.bill-situation .btn')"), "there is nobody to ask"
    assert asked(window) == 0


def test_the_settings_say_how_much_is_asked_by_itself(window):
    window.press("ctrl+3")
    window.shows("Requests a month that Canopy may make by itself")
    field = window.run("return [...document.querySelectorAll('label')].find((it) => it.innerText.startsWith('Requests a month')).control")
    window.click(field)
    window.press("ctrl+a")
    window.type("0")
    window.shows("None: the bill is read only when you ask for it.")
    window.click(button(window, "Set"))
    window.until(lambda: window.run("return [...document.querySelectorAll('.btn')].find((it) => it.innerText.trim() === 'Set').ariaDisabled") == "true", "it is kept")
    read(window)
    window.click(window.until(lambda: window.run("return document.querySelector('.bill-meter')"), "what asking costs"))
    window.shows("0 of 0 requests that the settings allow in a month")
