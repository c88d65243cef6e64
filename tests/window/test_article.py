"""The whole way, in the real window: an organization of one's own is made and given OUs, an account is invited into it
and carried to its place, the wizard makes the account with the people, and one of them signs in and switches into
production. The organization is a new one; the people's browser is another program."""

import json
import re
import time
import urllib.request

from browser import Browser
from canopy_window import State, one
from helpers import one_time_code
from test_access import named_button
from test_identity import CENTER, JOB_OVER, PAGE, enter, goes_to as goes_to_step, run_button, saved, sheet_of
from test_invitations import goes_to, handshakes, holds, invite, labelled, outsider, plan_is_applied
from test_operations import apply, field, paste, planned
from test_screens import without_news

HOME, PROD = "Account outside 2", "Account outside 1"
UNITS = ("prod", "staging", "dev", "people")
ROLE = "OrganizationAccountAccessRole"
# One's own password, in the place of the one-time one.
PASSWORD = "Correct-Horse-Battery-1"


class Own(State):
    """The books of the organization that one account manages."""

    def __init__(self, window, management):
        state = window.sandbox().whole
        super().__init__({**state, "managementAccountId": management})


def is_set_up(window, home):
    """AWS sets a new organization up for a while, and lets nobody be invited before."""
    state = window.sandbox().whole
    own = one(it for it in state["organizations"].values() if it["managementAccountId"] == home)
    own["finalizingUntil"] = None
    put = urllib.request.Request(f"{window.endpoint()}/_sandbox/state", json.dumps(state).encode(), method="PUT")
    urllib.request.urlopen(put, timeout=10).close()


def makes_units(window, home):
    for name in UNITS:
        window.click(window.by_role("button", "New OU"))
        holds(window, field(window, "Name"), "")
        window.type(name)
        holds(window, field(window, "Name"), name)
        window.press("Return")
        planned(window, name)
        apply(window)
        window.until(lambda: name in {it["name"] for it in Own(window, home).ous.values()}, f"{name} is made")
    window.until(lambda: all(name in window.text() for name in UNITS), "the tree shows them")


def accepts(window, account):
    goes_to(window, PROD)
    window.shows("invites this account")
    window.click(window.by_role("button", "Accept"))
    plan_is_applied(window, "Accept the invitation")
    window.until(lambda: handshakes(window, account)[-1:] == ["ACCEPTED"], "it has joined")
    goes_to(window, HOME)
    window.loaded()
    # What others did is seen when the tree is read again.
    window.press("F5")
    window.row(account)


def carries(window, home, account, ou):
    """With the real mouse."""
    unit = Own(window, home).ou(ou)
    window.drag(window.row(account), window.row(unit))
    planned(window, f"to {ou}")


def writes_where(window):
    # News of what was done lie over the page for a while.
    without_news(window)
    window.press("ctrl+7")
    window.until(lambda: "Where people live" in window.run(PAGE), "the wizard is open")
    window.until(lambda: "There is no instance in" in window.run(CENTER), "Identity Center is looked for")
    window.click(window.until(lambda: window.run("return [...document.querySelectorAll('.identity-page .seg-item')].find((it) => it.innerText.trim() === 'A new account') ?? null"), "a new account can be chosen"))
    enter(window, "Email of its root user", "aws+identity@example.com")
    place = labelled(window, "Organizational unit")
    window.click(place)
    window.press("ctrl+a")
    window.type("people")
    window.until(lambda: window.run("return document.querySelectorAll('[role=option]').length") == 1, "one OU fits")
    window.press("Down", "Return")
    holds(window, place, "people")
    saved(window)


def writes_levels(window, look):
    """Everybody may look; who works in production gets more there, ticked in the tree."""
    goes_to_step(window, "Who may do what")
    window.click(named_button(window, "Add Power user"))
    window.click(named_button(window, "Choose in the tree…"))
    window.until(lambda: window.run("return !!document.querySelector('.tick-tree [role=treeitem]')"), "the tree is shown")
    window.click(item(window, "prod"))
    window.until(lambda: item(window, "prod").get_attribute("aria-checked") == "true", "prod is ticked")
    look("tree")
    window.click(window.by_role("button", "Choose"))
    window.until(lambda: "All in prod" in window.run(PAGE), "it is chosen")


def item(window, name):
    return window.until(lambda: window.run("return [...document.querySelectorAll('.tick-tree [role=treeitem]')].find((it) => it.innerText.trim().startsWith(arguments[0]))", name), f"the tree has {name}")


def writes_people(window):
    goes_to_step(window, "People")
    enter(window, "Account alias", "acme-people")
    window.click(window.run("return [...document.querySelectorAll('.identity-page label')].find((it) => it.innerText.trim() === 'Power user')?.control"))
    enter(window, "User name", "ada")
    enter(window, "Email", "ada@example.com")
    window.click(window.run("return [...document.querySelectorAll('.identity-page button')].find((it) => it.innerText.trim() === 'Add')"))
    window.until(lambda: "1 person" in window.run("return document.querySelector('.identity li:nth-child(3)')?.innerText ?? ''"), "she is in the list")
    saved(window)


def makes_the_first_role(window, account, look):
    """The invited account has no role: somebody of its own makes the first one, with keys that are used once."""
    users = window.sandbox().whole["accounts"][account]["iam"]["users"]
    key = next(key for user in users.values() for key in user["accessKeys"])
    window.click(named_button(window, "Make its first role…"))
    # The dialog grows once its template is made.
    window.shows("AWSTemplateFormatVersion")
    window.click(window.by_role("tab", "One-time credentials"))
    labelled(window, "Access key id")
    look("first-role")
    paste(window, labelled(window, "Access key id"), key["id"])
    paste(window, labelled(window, "Secret access key"), key["secret"])
    window.click(named_button(window, "Check and review the plan"))
    planned(window, f"Create the role {ROLE} in")
    apply(window)
    window.until(lambda: window.sandbox().whole["accounts"][account]["iam"]["roles"].get(ROLE, {}).get("attached"), "the role is made, with what it may do")


def the_whole_way(window, look):
    """From nothing to a sheet that opens production; `look` is called with the name of each page."""
    home, prod = outsider(window, 2), outsider(window, 1)
    goes_to(window, HOME)
    window.shows("No invitation is open")
    look("start")
    window.click(window.by_role("button", "Create organization"))
    plan_is_applied(window, "Create an organization")
    window.loaded()
    window.row(home)
    is_set_up(window, home)
    makes_units(window, home)
    look("units")
    invite(window, prod)
    look("invited")
    accepts(window, prod)
    carries(window, home, prod, "prod")
    look("carried")
    apply(window)
    window.until(lambda: Own(window, home).parent(prod) == Own(window, home).ou("prod"), "the account stands in prod")

    writes_where(window)
    look("where")
    writes_levels(window, look)
    look("levels")
    writes_people(window)
    look("people")
    goes_to_step(window, "Review")
    run_button(window)
    window.until(lambda: "is left out" in window.run(PAGE), "it is told that nobody gets into the invited account")
    look("left-out")
    makes_the_first_role(window, prod, look)
    window.until(lambda: "Review what will change" in window.run(PAGE), "the review is there again")
    window.click(named_button(window, "Read again"))
    window.until(lambda: "is left out" not in window.run(PAGE) and "in 2 accounts" in window.run(PAGE), "the new account and the invited one are reached", patience=60)
    look("review")
    window.click(run_button(window))
    planned(window, "ada")
    look("plan")
    apply(window)
    goes_to_step(window, "Run")
    window.until(lambda: re.search("Done|Failed", window.run(PAGE)), "it is over", patience=JOB_OVER)
    assert "Done" in window.run(PAGE), window.run(PAGE)
    look("run")
    made = Own(window, home)
    people = made.account("identity")
    assert made.parent(people) == made.ou("people"), "the new account stands in its OU"
    iam = made.accounts[people]["iam"]
    assert "ada" in iam["users"] and "Developers" in iam["groups"]
    roles = made.accounts[prod]["iam"]["roles"]
    assert {"Org-ReadOnly", "Org-PowerUser"} <= set(roles)

    goes_to_step(window, "Proof")
    window.click(named_button(window, "Prove it"))
    planned(window, "canopy-probe")
    apply(window)
    window.until(lambda: re.search(r"results? (are|is) (not )?as expected", window.run(PAGE)) and "Done" in window.run(PAGE), "it is proved", patience=JOB_OVER)
    assert re.search(r"All \d+ results are as expected", window.run(PAGE)), window.run(PAGE)
    look("proof")

    goes_to_step(window, "Hand-out")
    window.click(named_button(window, "Write 1 sheet"))
    sheet = sheet_of(window, "ada")
    look("hand-out")
    return prod, sheet.read_text()


def signs_in_and_switches(window, prod, sheet):
    """What the sheet says, step by step, in a browser that knows nothing else."""
    said = lambda name: re.search(rf"^{name} +(\S+)$", sheet, re.MULTILINE)[1]
    link = one(re.findall(rf"^  (\S*account={prod}\S*Org-PowerUser\S*)$", sheet, re.MULTILINE))
    given = said("Password")
    browser = Browser(window.endpoint()).open(said("Sign in at"))
    browser.fill("Sign in", account=said("Account"), username=said("User name"), password=given)
    assert browser.heading() == "Change your password"
    browser.fill("Change password", oldPassword=given, newPassword=PASSWORD, newPasswordAgain=PASSWORD)
    assert browser.facts()["Signed in"] == "without MFA"
    browser.open(link).fill("Switch role")
    assert browser.status == 403, "without MFA the role stays shut"

    seed = browser.assign_device("ada")

    # A code is good once: the next ones come with the clock.
    window.advance(60)
    browser.open(said("Sign in at"))
    browser.fill("Sign in", account=said("Account"), username="ada", password=PASSWORD)
    browser.fill("Submit", mfaCode=one_time_code(seed, time.time() + 60))
    assert browser.facts()["Signed in"] == "with MFA"
    browser.open(link)
    browser.fill("Switch role")
    facts = browser.facts()
    assert (facts["Account"].split()[-1], facts["Role"], facts["Session"]) == (prod, "Org-PowerUser", "ada")


def test_the_article_end_to_end(window):
    prod, sheet = the_whole_way(window, lambda name: None)
    signs_in_and_switches(window, prod, sheet)
