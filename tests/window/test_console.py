"""One click opens a member account's console in the browser."""

import urllib.request


def page(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()


def test_one_click_opens_the_console_of_the_account(window):
    forensics = window.sandbox().account("Forensics")
    window.click(window.row(forensics))
    window.click(window.by_role("button", "Open console"))
    url = window.until(window.opened, "the browser was started")[0]
    shown = page(url)
    for expected in ("Forensics", forensics, "OrganizationAccountAccessRole", "Time left"):
        assert expected in shown


def test_enter_opens_the_console_and_the_palette_remembers_it(window):
    state = window.sandbox()
    window.click(window.row(state.account("Network")))
    window.press("Return")
    assert state.account("Network") in page(window.until(window.opened, "the browser was started")[0])
    window.press("ctrl+k")
    first = "return document.querySelector('.palette [role=option]')?.innerText ?? ''"
    # The browser asks for its page before Canopy has written down that it was opened.
    window.until(lambda: "Network" in window.run(first), "what was opened last comes first")
    window.press("Return")
    window.until(lambda: len(window.opened()) == 2, "Enter opens it again")


def test_an_account_without_the_role_says_why_and_what_to_do(window):
    state = window.sandbox()
    invited = [it for it in state.accounts.values() if it["membership"]["joinedMethod"] == "INVITED" and it["id"] != state.whole["managementAccountId"]]
    window.press("ctrl+k")
    window.type(invited[0]["id"])
    window.until(lambda: invited[0]["name"] in window.run("return document.querySelector('.palette')?.innerText ?? ''"), "the palette finds it")
    window.press("Return")
    alert = window.until(lambda: window.run("return document.querySelector('.toast .note[role=alert]')?.innerText"), "the failure is told")
    assert "OrganizationAccountAccessRole" in alert, alert
    assert not window.opened(), "no browser was started"
