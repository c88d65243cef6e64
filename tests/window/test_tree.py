"""The tree in the real window: what is dragged, cut, pasted and taken back is so in the sandbox, too."""

import time

import pytest


def move_is_done(window, title):
    window.shows(title)
    window.until(lambda: "Undo" in window.text(), "the toast offers Undo")


def apply(window, title):
    window.until(lambda: title in window.run("return document.querySelector('.modal.sheet')?.innerText ?? ''"), f"the plan “{title}” is shown")
    window.click(window.by_role("button", "Apply"))
    move_is_done(window, title)


def stands_in(window, account, parent, why):
    window.until(lambda: window.parent_in_tree(account) == parent, f"in the tree, {why}")
    assert window.sandbox().parent(account) == parent, f"in the sandbox, {why}"


def test_the_sample_organization_is_shown_whole(window):
    state = window.sandbox()
    rows = int(window.run("return document.querySelector('[role=treegrid]').getAttribute('aria-rowcount')"))
    assert rows == len(state.accounts) + len(state.ous) + 1 + 1, "each account, each OU, the root and the head have a row"
    for name in ("Northwind", "Sandbox", state.whole["managementAccountId"]):
        assert name in window.text()


def test_one_account_is_dragged_and_the_toast_takes_it_back(window):
    state = window.sandbox()
    backup, home, away = state.account("Backup"), state.ou("Infrastructure"), state.ou("Security")
    window.drag(window.row(backup), window.row(away))
    assert window.sandbox().parent(backup) == home, "nothing happens before the plan was applied"
    apply(window, "Move Backup to Security")
    stands_in(window, backup, away, "Backup stands in Security")
    window.click(window.row(backup))
    window.until(lambda: "Security / Backup" in window.run("return document.querySelector('.side').innerText"), "the inspector agrees")

    window.click(window.by_role("button", "Undo"))
    stands_in(window, backup, home, "Backup is back")


def test_a_selection_is_dragged_together(window):
    state = window.sandbox()
    ids = [state.account(name) for name in ("Forensics", "Log Archive")]
    target = state.ou("Sandbox")
    window.click(window.row(ids[0]))
    window.click(window.row(ids[1]), "ctrl")
    window.until(lambda: sorted(window.selected()) == sorted(ids), "both are selected")
    window.drag(window.row(ids[1]), window.row(target))
    apply(window, "Move 2 accounts to Sandbox")
    for account in ids:
        stands_in(window, account, target, "both moved")


def test_a_drop_that_changes_nothing_is_refused_with_its_reason(window):
    state = window.sandbox()
    backup, home = state.account("Backup"), state.ou("Infrastructure")
    window.carry(window.row(backup), window.row(home))
    refusal = window.until(lambda: window.run("return document.querySelector('.drag-label.refused')?.innerText"), "the refusal stands beside the pointer")
    window.drop()
    assert "Infrastructure" in refusal or "already" in refusal.lower(), refusal
    time.sleep(0.5)
    assert not window.run("return !!document.querySelector('.modal.sheet')"), "no plan is made"


def test_a_closed_ou_opens_under_a_resting_drag(window):
    state = window.sandbox()
    security, forensics, backup = state.ou("Security"), state.account("Forensics"), state.account("Backup")
    window.click(window.row(security))
    window.press("Left")
    window.until(lambda: not window.run("return document.getElementById(arguments[0])", f"row-{forensics}"), "Security is closed")
    window.carry(window.row(backup), window.row(security))
    window.row(forensics)
    window.drop()
    window.shows("Move Backup to Security")


def test_the_keyboard_cuts_and_pastes(window):
    state = window.sandbox()
    network, target = state.account("Network"), state.ou("Suspended")
    window.click(window.row(network))
    window.press("ctrl+x")
    window.shows("Network cut.")
    window.spell("susp")
    window.until(lambda: window.selected() == [target], "typing finds the OU")
    window.press("ctrl+v")
    window.shows("Move Network to Suspended")
    window.press("Return")
    stands_in(window, network, target, "Network moved by keyboard alone")


def test_search_filters_as_one_types(window):
    window.press("ctrl+f")
    window.type("payments")
    window.shows("3 found")
    names = window.run("return [...document.querySelectorAll('.tree-rows .cell.account .text')].map((it) => it.innerText)")
    assert sorted(names) == ["Payments", "Payments Dev", "Payments Staging"]
    window.press("Escape")
    window.until(lambda: "3 found" not in window.text(), "Escape ends the search")


def test_activity_lists_the_job_and_undoes_it(window):
    state = window.sandbox()
    dns, home, away = state.account("DNS"), state.ou("Infrastructure"), state.ou("Security")
    window.drag(window.row(dns), window.row(away))
    apply(window, "Move DNS to Security")
    window.press("ctrl+2")
    window.shows("Done · 1 step")
    undo = window.until(lambda: window.run("return document.querySelector('.job .btn:last-of-type')"), "the job has an Undo")
    window.click(undo)
    window.until(lambda: window.sandbox().parent(dns) == home, "DNS is back")
    window.until(lambda: "undone" in window.text(), "the job says that it was undone")


def test_ous_are_created_renamed_and_deleted(window):
    window.click(window.row(window.sandbox().ou("Security")))
    window.click(window.by_role("button", "New OU"))
    window.by_role("textbox", "Name")
    window.type("Quarantine")
    window.press("Return")
    apply(window, "Create Quarantine")
    made = window.until(lambda: [it for it in window.sandbox().ous.values() if it["name"] == "Quarantine"], "the OU is there")[0]
    window.click(window.row(made["id"]))
    window.press("F2")
    window.by_role("textbox", "Name")
    window.press("ctrl+a")
    window.type("Isolation")
    window.press("Return")
    window.until(lambda: window.run("return !!document.querySelector('.modal.sheet')"), "the plan is shown")
    window.click(window.by_role("button", "Apply"))
    window.until(lambda: window.sandbox().ous[made["id"]]["name"] == "Isolation", "the OU is renamed")
    window.click(window.row(made["id"]))
    window.press("Delete")
    window.until(lambda: window.run("return !!document.querySelector('.modal.sheet')"), "the plan is shown")
    window.click(window.by_role("button", "Apply"))
    window.until(lambda: made["id"] not in window.sandbox().ous, "the OU is gone")
    window.until(lambda: not window.run("return document.getElementById(arguments[0])", f"row-{made['id']}"), "and so is its row")


@pytest.mark.parametrize(
    ("code", "words"),
    [("AccessDenied", "permissions"), ("ExpiredToken", "credentials")],
)
def test_a_move_that_aws_refuses_says_why_and_changes_nothing(window, code, words):
    state = window.sandbox()
    backup, home = state.account("Backup"), state.ou("Infrastructure")
    window.fault("MoveAccount", code)
    window.drag(window.row(backup), window.row(state.ou("Security")))
    window.click(window.by_role("button", "Apply"))
    alert = window.until(lambda: window.run("return document.querySelector('.toast .note[role=alert]')?.innerText"), "the toast says what went wrong")
    assert words in alert.lower(), alert
    stands_in(window, backup, home, "nothing moved")
