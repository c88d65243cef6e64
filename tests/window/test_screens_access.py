"""The screens of access, light and dark: axe finds nothing, and their pictures are taken."""

from urllib.parse import quote

import pytest

from test_access import launcher, line, lines, named_button, placed, selected_of, tick, with_browsers, written
from test_screens import check, closed, with_theme, without_news


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_launcher_is_accessible_and_pictured(open_window, tmp_path, pictures, theme):
    window = with_browsers(open_window, tmp_path)
    state = window.sandbox()
    with_theme(window, theme)
    launcher(window)
    window.until(lambda: "Forensics" in lines(window), "the accounts are listed")
    check(window, pictures, theme, "launcher-first")
    for nth, name in enumerate(("DNS", "Log Archive"), 1):
        window.click(line(window, state.account(name)))
        window.press("ctrl+d")
        window.until(lambda: window.run("return document.querySelectorAll('.launcher-star.on').length") == nth, "it is a favourite")
    for name in ("Network", "Forensics"):
        window.click(line(window, state.account(name)))
        window.press("Return")
        window.until(lambda: name in window.run("return document.querySelector('.sessions')?.innerText ?? ''"), "its session is listed")
    without_news(window)
    window.press("ctrl+1")
    window.shows("Build and Release")
    launcher(window)
    window.until(lambda: lines(window)[3:5] == ["Recent", "Forensics"], "what was opened stands first")
    window.click(line(window, state.account("Forensics")))
    check(window, pictures, theme, "launcher")
    window.click(line(window, state.account("DNS")))
    window.press("space", "Down", "space", "Down", "space")
    window.shows("Open 3 consoles")
    check(window, pictures, theme, "launcher-several")
    window.press("Escape", "ctrl+f")
    window.type("work prod")
    window.shows("found")
    check(window, pictures, theme, "launcher-search")
    window.press("ctrl+a")
    window.type("zzz")
    window.shows("No account fits")
    check(window, pictures, theme, "launcher-nothing")
    window.press("ctrl+a", "BackSpace")

    placed(window, state.account("DNS"))
    window.click(window.by_role("button", "Options…"))
    window.shows("Remember for DNS")
    check(window, pictures, theme, "console-options-first")
    window.click(window.until(lambda: window.run("return [...document.querySelectorAll('.seg-item')].find((it) => it.innerText.trim() === 'Service')"), "services are offered"))
    written(window, "Service", "Virtual")
    window.until(lambda: window.run("return document.querySelectorAll('[role=option]').length") >= 1, "one fits")
    window.press("Down", "Return")
    selected_of(window, "Browser", "Firefox")
    selected_of(window, "Where a console is open already", "Log out first")
    written(window, "Profile", "work")
    written(window, "Container", "DNS")
    check(window, pictures, theme, "console-options")
    window.click(window.run("return [...document.querySelectorAll('.select button')][0]"))
    window.shows("12 hours")
    check(window, pictures, theme, "console-duration")
    closed(window)

    window.click(window.by_role("button", "Other ways in"))
    window.shows("Switch-role link…")
    check(window, pictures, theme, "console-menu")
    window.press("Down", "Down", "Return")
    window.shows("Shown in the console as")
    check(window, pictures, theme, "switch-role")
    closed(window)

    window.click(named_button(window, "Terminal profiles…"))
    window.until(lambda: window.run("return !!document.querySelector('.export-preview .diff')"), "the preview is there")
    check(window, pictures, theme, "terminal-profiles")
    closed(window)

    window.press("ctrl+3")
    window.shows("Remind me before a session ends")
    window.run("document.querySelector('[aria-label=Browsers]').scrollIntoView({block: 'center'})")
    check(window, pictures, theme, "settings-browsers")
    window.click(named_button(window, "Add browser…"))
    window.shows("the address, percent-encoded")
    check(window, pictures, theme, "add-browser")
    closed(window)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_link_s_question_and_a_reminder_are_accessible_and_pictured(open_window, pictures, theme):
    window = open_window().loaded()
    forensics = window.sandbox().account("Forensics")
    with_theme(window, theme)
    window.press("ctrl+3")
    window.shows("Remind me before a session ends")
    window.shows("Add browser…")
    selected_of(window, "Remind me before a session ends", "30 minutes")
    launcher(window)
    for name in ("DNS", "Network", "Backup"):
        tick(window, window.sandbox().account(name))
    window.click(named_button(window, "Bookmarks…"))
    window.shows("Bookmarks for 3 accounts")
    check(window, pictures, theme, "bookmarks")
    closed(window)
    window.click(window.by_role("button", "Clear"))
    placed(window, forensics)
    window.click(window.by_role("button", "Options…"))
    window.shows("Remember for Forensics")
    selected_of(window, "Session lasts", "15 minutes")
    window.click(window.run("return [...document.querySelectorAll('.modal button')].at(-1)"))
    window.until(lambda: "ends in 15 minutes" in window.text(), "the reminder comes", patience=40)
    check(window, pictures, theme, "reminder")
    window.close()

    asked = open_window(arguments=("--sandbox", f"canopy://console/{forensics}?role=OrganizationAccountAccessRole&destination=s3&region=eu-west-1")).loaded()
    asked.shows("Open the console of Forensics?")
    asked.shows("S3 in eu-west-1")
    check(asked, pictures, theme, "link-question")
    asked.close()

    page = "https://console.aws.amazon.com/cloudwatch/home?region=eu-central-1#logsV2:log-groups/log-group/production/log-events"
    far = open_window(arguments=("--sandbox", f"canopy://console/999999999999?destination={quote(page, safe='')}")).loaded()
    far.shows("Open the console of 999999999999?")
    check(far, pictures, theme, "link-question-unknown")
    far.close()

    odd = open_window(arguments=("--sandbox", f"canopy://console/{forensics}?open=yes")).loaded()
    odd.shows("This link cannot be opened")
    check(odd, pictures, theme, "link-refused")
