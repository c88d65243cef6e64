"""The identity account is set up in the real window, step by step: where people live, what they may do, who they
are; it is run, proved and handed out. Beside it stands what IAM Identity Center gives, and the document is a file."""

import json
import re

from test_access import named_button
from test_operations import apply, field, paste, planned
from test_screens import closed

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
    # A file is there before all of it is written; the page tells the end.
    window.until(lambda: "1 sheet written" in window.run(PAGE), "the page says so")
    return window.until(lambda: next(iter(window.data.rglob(f"access-{person}.txt")), None), f"the sheet of {person} is written")


def run_button(window):
    """The button that runs what was read; while it is read anew, it waits."""
    return window.until(
        lambda: window.run("return [...document.querySelectorAll('.identity-page button')].find((it) => !it.ariaDisabled && /^Run \\d+ change/.test(it.innerText.trim())) ?? null"),
        "what will change is read",
        patience=60,
    )


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
    run_button(window)
    look("review")
    assert "Customer Login" in window.run(PAGE), "who cannot be entered is told before anything happens"
    window.click(run_button(window))
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
    window.until(lambda: "6 accounts are not set up" in window.run(PAGE), "it is proved", patience=JOB_OVER)
    assert re.search(r"All \d+ results are as expected", window.run(PAGE)), "where it was set up, all is as it should be"
    tried = window.run("return [...document.querySelectorAll('.identity-page tbody tr')].filter((row) => row.innerText.includes('not set up')).map((row) => row.innerText)")
    shut = {name for name in SHUT if any(name in row for row in tried)}
    assert shut == SHUT and all(any(name in row for name in SHUT) for row in tried), f"only the accounts that nobody got into have no role: {tried}"
    # The results are there before its users are deleted again.
    window.until(lambda: "canopy-probe" not in str(window.sandbox().accounts[people]["iam"]["users"].keys()), "nothing is left of the probe", patience=JOB_OVER)
    look("proof")

    goes_to(window, "Hand-out")
    window.click(named_button(window, "Write 1 sheet"))
    sheet = sheet_of(window, "ada").read_text()
    look("hand-out")
    assert payments in sheet
    assert "Password" not in window.run("return document.body.innerText").replace("Passwords", ""), "no password comes to the web view"


def test_the_identity_account_is_set_up_proved_and_handed_out(window):
    set_up(window, lambda name: None)


CENTER = "return [...document.querySelectorAll('.identity-page section')].find((it) => it.ariaLabel === 'IAM Identity Center')?.innerText ?? ''"
DIALOG = "return document.querySelector('.modal')?.innerText ?? ''"


def looks_into_identity_center(window, look):
    """Its permission sets, who is assigned them, and the way to it; `look` is called while they are shown."""
    state = window.sandbox()
    window.press("ctrl+7")
    window.until(lambda: "It is enabled in us-east-1" in window.run(CENTER), "the page says that it is enabled")
    window.click(named_button(window, "Permission sets and assignments…"))
    window.until(lambda: "4 permission sets" in window.run(DIALOG), "they are read")
    window.click(window.until(lambda: window.run("return [...document.querySelectorAll('.modal .card-open')].find((it) => it.innerText.includes('PowerUserAccess')) ?? null"), "there is a set for power users"))
    window.until(lambda: "Group Developers" in window.run(DIALOG), "it is told who has it")
    assert "8 h" in window.run(DIALOG) and "arn:aws:iam::aws:policy/PowerUserAccess" in window.run(DIALOG)
    look("permission-sets")
    window.click(window.run("return [...document.querySelectorAll('.modal .btn')].find((it) => it.innerText.trim() === 'Open in the console…')"))
    management = state.accounts[state.whole["managementAccountId"]]["name"]
    window.until(lambda: f"Open the console of {management}" in window.run(DIALOG), "it is asked how to step in")
    places = "return [...document.querySelectorAll('.modal input')].map((it) => it.value).join(' ')"
    window.until(lambda: "IAM Identity Center" in window.run(places) and "us-east-1" in window.run(places), "it leads there")


def test_identity_center_is_looked_into_and_its_console_is_offered(window):
    looks_into_identity_center(window, lambda name: None)


def test_the_document_is_saved_as_a_file_and_opened_again(window, tmp_path):
    kept = tmp_path / "kept.json"
    kept.write_text("somebody else's")
    window.press("ctrl+7")
    window.until(lambda: "Where people live" in window.run(PAGE), "the wizard is open")
    goes_to(window, "People")
    enter(window, "Account alias", "kept-people")
    saved(window)
    window.click(named_button(window, "Show as document…"))
    paste(window, field(window, "Save as"), str(kept))
    window.click(named_button(window, "Save"))
    window.until(lambda: "is there already" in window.run(DIALOG), "what is there is not replaced unasked")
    assert kept.read_text() == "somebody else's"
    window.click(named_button(window, "Replace it"))
    window.until(lambda: "The document is saved" in window.run(DIALOG), "it is saved")
    assert json.loads(kept.read_text())["alias"] == "kept-people"
    closed(window)

    window.click(named_button(window, "Open a document…"))
    paste(window, field(window, "Document"), kept.read_text().replace("kept-people", "opened-people"))
    window.click(window.run("return [...document.querySelectorAll('.modal .btn')].find((it) => it.innerText.trim() === 'Open it all the same' || it.innerText.trim() === 'Open')"))
    window.click(window.until(lambda: window.run("return [...document.querySelectorAll('.modal .btn')].find((it) => it.innerText.trim() === 'Open it all the same') ?? null"), "what is lacking does not keep it from being opened"))
    window.until(lambda: window.run("return arguments[0].value", field(window, "Account alias")) == "opened-people", "it goes on with that document")
