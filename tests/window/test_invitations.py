"""Invitations in the real window, on both sides: sent by the organization, answered by an account outside."""

import json
import urllib.request


def goes_to(window, connection):
    """Opens another connection, as a person does: with the switcher at the lower left."""
    window.click(window.until(lambda: window.run("return document.querySelector('.who')"), "the switcher is there"))
    window.click(item(window, connection))


def item(window, name):
    return window.until(
        lambda: window.run("return [...document.querySelectorAll('[role=menuitem]')].find((it) => it.innerText.includes(arguments[0])) ?? null", name),
        f"the menu offers {name}",
    )


def labelled(window, name):
    """The field with this label, also one of several lines."""
    return window.until(
        lambda: window.run("return [...document.querySelectorAll('label')].find((it) => it.innerText.trim() === arguments[0])?.control ?? null", name),
        f"there is a field {name}",
    )


def holds(window, field, text):
    """Waits until what was typed has arrived: keys come later than the next click."""
    window.until(lambda: window.run("return arguments[0].value", field) == text, f"the field holds {text}")


def plan_is_applied(window, title, button="Apply"):
    window.until(lambda: title in window.run("return document.querySelector('.modal.sheet')?.innerText ?? ''"), f"the plan “{title}” is shown")
    window.click(window.by_role("button", button))
    window.until(lambda: not window.run("return !!document.querySelector('.modal.sheet')"), "the plan is on its way")


def outsider(window, nth=1):
    """The account behind `sandbox:N`."""
    return window.sandbox().whole["others"][nth - 1]


def handshakes(window, account):
    """The states of the invitations to an account, oldest first."""
    found = [it for it in window.sandbox().whole["handshakes"].values() if any(party["id"] == account for party in it["parties"])]
    return [it["state"] for it in sorted(found, key=lambda it: it["requestedAt"])]


def ask_to_invite(window, account, to=None):
    """Writes whom to invite and applies the plan; what AWS makes of it is another matter."""
    window.press("ctrl+4")
    window.click(window.by_role("button", "Invite accounts"))
    whom = labelled(window, "Account ids or email addresses")
    window.type(account)
    holds(window, whom, account)
    if to:
        place = labelled(window, "Move to")
        window.click(place)
        window.press("ctrl+a")
        window.type(to)
        holds(window, place, to)
        window.until(lambda: window.run("return document.querySelectorAll('[role=option]').length") == 1, f"one place fits {to}")
        window.press("Down", "Return")
        window.shows(f"Canopy moves it to /{to} by itself")
    window.click(window.by_role("button", "Review"))
    plan_is_applied(window, f"Invite {account}")


def invite(window, account, to=None):
    ask_to_invite(window, account, to)
    window.until(lambda: handshakes(window, account)[-1:] == ["OPEN"], "the invitation is sent")


def test_an_account_that_accepts_arrives_in_its_ou_by_itself(window):
    account, prod = outsider(window), window.sandbox().ou("prod")
    invite(window, account, to="Workloads/prod")
    window.shows("/Workloads/prod")

    goes_to(window, "Account outside 1")
    window.shows("invites this account")
    window.click(window.by_role("button", "Accept"))
    plan_is_applied(window, "Accept the invitation")
    window.shows("is a member of an organization that it may not read")

    goes_to(window, "A sample organization")
    window.until(lambda: window.sandbox().accounts.get(account, {}).get("membership", {}).get("parentId") == prod, "it stands in prod", patience=60)
    window.row(account)
    window.until(lambda: window.parent_in_tree(account) == prod, "and so it does in the tree")
    window.press("ctrl+2")
    window.until(lambda: "Done" in window.run("return document.querySelector('.job')?.innerText ?? ''"), "the activity tells it")


def test_an_account_declines_and_is_invited_again(window):
    account = outsider(window)
    invite(window, account)
    goes_to(window, "Account outside 1")
    window.click(window.by_role("button", "Decline"))
    plan_is_applied(window, "Decline the invitation")
    window.until(lambda: handshakes(window, account) == ["DECLINED"], "it is declined")

    goes_to(window, "A sample organization")
    window.press("ctrl+4")
    window.click(window.until(lambda: window.run("return [...document.querySelectorAll('.seg-item')].find((it) => it.innerText.trim().startsWith('Answered'))"), "there is a filter"))
    window.click(window.by_role("button", f"Invite {account} again"))
    holds(window, labelled(window, "Account ids or email addresses"), account)
    window.click(window.by_role("button", "Review"))
    plan_is_applied(window, f"Invite {account}")
    window.until(lambda: handshakes(window, account) == ["DECLINED", "OPEN"], "it is invited again")


def test_an_invitation_is_cancelled(window):
    account = outsider(window)
    invite(window, account)
    window.click(window.by_role("button", f"Cancel the invitation to {account}"))
    plan_is_applied(window, f"Cancel the invitation to {account}")
    window.until(lambda: handshakes(window, account) == ["CANCELED"], "it is cancelled")
    window.until(lambda: "Answered\n1" in window.text(), "it stands among the answered")


def test_an_account_outside_creates_an_organization_of_its_own(window):
    account = outsider(window, 2)
    goes_to(window, "Account outside 2")
    window.shows("No invitation is open")
    window.click(window.run("return document.querySelectorAll('.choice')[1]"))
    window.until(lambda: window.run("return document.querySelectorAll('.choice')[1].dataset.selected"), "billing only is chosen")
    window.click(window.by_role("button", "Create organization"))
    plan_is_applied(window, "Create an organization")
    made = window.until(lambda: window.sandbox().whole["accounts"][account].get("membership"), "it has an organization")
    assert window.sandbox().whole["organizations"][made["organizationId"]]["featureSet"] == "CONSOLIDATED_BILLING"
    window.loaded()
    window.row(account)
    window.shows(made["organizationId"])

    window.click(window.run("return document.querySelector('.org')"))
    window.click(window.by_role("button", "Enable all features…"))
    plan_is_applied(window, "Turn on all features")
    window.shows("All features are on")
    assert window.sandbox().whole["organizations"][made["organizationId"]]["featureSet"] == "ALL"


def test_many_are_invited_from_a_table(window):
    first, second = outsider(window, 1), outsider(window, 2)
    window.press("ctrl+4")
    window.click(window.by_role("button", "Invite from CSV…"))
    table = labelled(window, "Table")
    window.click(table)
    lines = ["account,ou,notes", f"{first},/Workloads/prod,Welcome", f"{second},/Nowhere,", f"{second},/Sandbox,Hello"]
    for line in lines:
        window.type(line)
        window.press("Return")
    holds(window, table, "".join(f"{line}\n" for line in lines))
    window.shows("/Nowhere")
    window.shows("1 row cannot be invited")
    window.click(window.by_role("button", "Review 2 invitations"))
    plan_is_applied(window, "Invite 2 accounts")
    window.until(lambda: handshakes(window, first) == handshakes(window, second) == ["OPEN"], "both are invited")
    window.press("ctrl+4")
    window.shows("/Sandbox")


def test_the_details_lead_to_accounts_and_say_why_the_organization_stays(window):
    audit = window.sandbox().account("Security Audit")
    window.click(window.run("return document.querySelector('.org')"))
    window.shows("cloudtrail.amazonaws.com")
    window.shows("39 of 100")
    button = window.by_role("button", "Delete organization…")
    window.run("arguments[0].scrollIntoView()", button)
    assert window.run("return arguments[0].getAttribute('aria-disabled')", button) == "true"
    window.click(window.by_role("button", "Security Audit"))
    window.until(lambda: window.selected() == [audit], "the account is shown in the tree")


def test_an_invitation_without_a_verified_address_says_what_to_do(window):
    account, state = outsider(window), window.sandbox().whole
    state["accounts"][state["managementAccountId"]]["emailVerified"] = False
    put = urllib.request.Request(f"{window.endpoint()}/_sandbox/state", json.dumps(state).encode(), method="PUT")
    urllib.request.urlopen(put, timeout=10).close()
    ask_to_invite(window, account)
    window.until(lambda: "is not verified" in window.run("return document.querySelector('.sent [role=alert]')?.innerText ?? ''"), "the page says why")
    window.shows("AWS sent a message to it")
    assert handshakes(window, account) == []
