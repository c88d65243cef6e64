"""What a restart keeps, and what a crash cannot spoil."""

import json
import urllib.request


def test_a_restart_shows_the_saved_tree_selected_and_opened_as_it_was(open_window):
    window = open_window().loaded()
    state = window.sandbox()
    security, network = state.ou("Security"), state.account("Network")
    window.click(window.row(security))
    window.press("Left")
    window.until(lambda: window.row(security).get_attribute("aria-expanded") == "false", "Security is closed")
    window.click(window.row(network))
    window.until(lambda: window.selected() == [network], "Network is selected")
    # The view is kept a moment after it came to rest.
    window.until(lambda: network in json.dumps(window.run("return window.__TAURI_INTERNALS__.invoke('view_state', {connection: 'sandbox'})")), "the selection is kept")
    window.close()

    again = open_window()
    again.until(lambda: again.run("return document.querySelectorAll('.tree [data-id]').length > 0"), "the tree is there")
    assert again.selected() == [network]
    # What was last on screen gives its place to the tree itself meanwhile.
    again.until(lambda: again.row(security).get_attribute("aria-expanded") == "false", "Security is closed")
    again.loaded()
    assert again.row(security).get_attribute("aria-expanded") == "false"
    assert again.selected() == [network]


def test_a_restart_begins_with_what_was_last_on_screen(open_window):
    window = open_window().loaded()
    network = window.sandbox().account("Network")
    kept = "return window.__TAURI_INTERNALS__.invoke('view_state', {connection: 'sandbox'})"
    window.until(lambda: network in ((window.run(kept) or {}).get("opening") or {}).get("html", ""), "what is on screen is kept")
    window.close()

    again = open_window()
    opening = again.until(lambda: again.run("return window.__CANOPY_OPENING__"), "the web view was given it")
    assert f'id="row-{network}"' in opening["html"], "with the rows of the tree"
    assert "toast" not in opening["html"], "and without what passes"
    again.loaded()


def test_what_others_changed_meanwhile_is_told(open_window):
    window = open_window().loaded()
    state = window.sandbox()
    network, security = state.account("Network"), state.ou("Security")
    state.accounts[network]["membership"]["parentId"] = security
    body = json.dumps(state.whole).encode()
    put = urllib.request.Request(f"{window.endpoint()}/_sandbox/state", body, method="PUT")
    urllib.request.urlopen(put, timeout=10).close()
    window.press("F5")
    window.shows("Changed since you last looked: 1 moved")
    window.until(lambda: window.parent_in_tree(network) == security, "the tree shows it")


def test_a_killed_window_loses_nothing(open_window):
    window = open_window().loaded()
    state = window.sandbox()
    backup, away = state.account("Backup"), state.ou("Security")
    window.drag(window.row(backup), window.row(away))
    window.click(window.by_role("button", "Apply"))
    window.until(lambda: window.parent_in_tree(backup) == away, "Backup moved")
    window.kill()

    again = open_window().loaded()
    assert again.parent_in_tree(backup) == away
    assert again.sandbox().parent(backup) == away
    again.press("ctrl+2")
    again.shows("Move Backup to Security")
    again.shows("Done · 1 step")


def test_the_sandbox_can_be_put_back(window):
    state = window.sandbox()
    backup, home, away = state.account("Backup"), state.ou("Infrastructure"), state.ou("Security")
    window.drag(window.row(backup), window.row(away))
    window.click(window.by_role("button", "Apply"))
    window.until(lambda: window.sandbox().parent(backup) == away, "Backup moved")
    window.press("ctrl+3")
    window.click(window.by_role("button", "Reset the sandbox…"))
    window.click(window.by_role("button", "Reset the sandbox"))
    window.shows("The sandbox is the sample organization again")
    window.press("ctrl+1")
    window.until(lambda: window.parent_in_tree(backup) == home, "the tree is as at first")
    assert window.sandbox().parent(backup) == home
