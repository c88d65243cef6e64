"""The identity account is set up in the real window, step by step: where people live, what they may do, who they
are; it is run, proved and handed out."""

import re

from test_access import named_button
from test_operations import apply, field, planned

PAGE = "return document.querySelector('.identity-page')?.innerText ?? ''"
STEP = "return [...document.querySelectorAll('.identity li button')].find((it) => it.innerText.includes(arguments[0]))"
JOB_OVER = 300
# Accounts of the sample that Canopy does not get into.
SHUT = {"Fabrikam Logistics", "Tailspin Analytics", "Log Archive", "Legacy Reporting", "Customer Login", "Security Tooling"}


def goes_to(window, step):
    window.click(window.until(lambda: window.run(STEP, step), f"there is a step {step}"))


def enter(window, label, text):
    window.click(field(window, label))
    window.type(text)
    window.until(lambda: window.run("return arguments[0].value", field(window, label)) == text, f"{label} is entered")


def saved(window):
    window.until(lambda: "Draft saved" in window.run("return document.querySelector('.bar')?.innerText ?? ''"), "the draft is kept")


def sheet_of(window, person):
    return window.until(lambda: next(iter(window.data.rglob(f"access-{person}.txt")), None), f"the sheet of {person} is written")


def set_up(window, look):
    """The whole way; `look` is called with each page's name."""
    state = window.sandbox()
    people, payments = state.account("Security Audit"), state.account("Payments")
    window.press("ctrl+7")
    window.until(lambda: "Where people live" in window.run(PAGE), "the wizard is open")
    look("where")
    window.click(field(window, "Account"))
    window.type("Security Audit")
    window.until(lambda: window.run("return document.querySelectorAll('[role=option]').length") == 1, "one account fits")
    window.press("Down", "Return")
    window.until(lambda: "Security Audit" in window.run("return document.querySelector('.identity')?.innerText.split('Summary')[1] ?? ''"), "it is chosen")
    goes_to(window, "Who may do what")
    window.shows("Add an access level")
    look("levels")
    goes_to(window, "People")
    enter(window, "User name", "ada")
    enter(window, "Email", "ada@example.com")
    window.click(window.run("return [...document.querySelectorAll('.identity-page button')].find((it) => it.innerText.trim() === 'Add')"))
    window.until(lambda: "1 person" in window.run("return document.querySelector('.identity li:nth-child(3)')?.innerText ?? ''"), "she is in the list")
    saved(window)
    look("people")

    # Whoever leaves and comes back finds the draft.
    window.press("ctrl+1")
    window.shows("Workloads")
    window.press("ctrl+7")
    kept = "return [...document.querySelectorAll('.identity-page input')].map((it) => it.value)"
    window.until(lambda: "ada@example.com" in window.run(kept), "the wizard is where it was left")

    goes_to(window, "Review")
    window.until(lambda: re.search(r"Run \d+ changes…", window.run(PAGE)), "what will change is read", patience=60)
    look("review")
    assert "Customer Login" in window.run(PAGE), "who cannot be entered is told before anything happens"
    window.click(window.by_role("button", re.search(r"Run \d+ changes…", window.run(PAGE))[0]))
    planned(window, "ada")
    apply(window)
    goes_to(window, "Run")
    window.until(lambda: "Done" in window.run(PAGE), "it is done", patience=JOB_OVER)
    look("run")
    iam = window.sandbox().accounts[people]["iam"]
    assert "ada" in iam["users"] and "Developers" in iam["groups"]
    assert "Org-ReadOnly" in window.sandbox().accounts[payments]["iam"]["roles"]

    goes_to(window, "Proof")
    window.click(window.until(lambda: window.run("return [...document.querySelectorAll('.identity-page button')].find((it) => it.innerText.startsWith('Prove'))"), "it can be proved"))
    planned(window, "canopy-probe")
    apply(window)
    window.until(lambda: "6 results are not as expected" in window.run(PAGE), "it is proved", patience=JOB_OVER)
    tried = window.run("return [...document.querySelectorAll('.identity-page tbody tr, .identity-page [role=row]')].map((row) => row.innerText)")
    shut = {name for name in SHUT if any(name in row for row in tried[:8])}
    assert shut == SHUT, f"only the accounts that nobody got into have no role: {tried[:8]}"
    look("proof")
    assert "canopy-probe" not in str(window.sandbox().accounts[people]["iam"]["users"].keys()), "nothing is left of the probe"

    goes_to(window, "Hand-out")
    window.click(named_button(window, "Write 1 sheet"))
    sheet = sheet_of(window, "ada").read_text()
    look("hand-out")
    assert payments in sheet
    assert "Password" not in window.run("return document.body.innerText").replace("Passwords", ""), "no password comes to the web view"


def test_the_identity_account_is_set_up_proved_and_handed_out(window):
    set_up(window, lambda name: None)
