"""The screens of access, light and dark: axe finds nothing, and their pictures are taken."""

import pytest

from test_access import launcher, line, lines, named_button, selected_of, with_browsers, written
from test_screens import check, with_theme, without_news
from test_screens_roles import closed


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_launcher_is_accessible_and_pictured(open_window, tmp_path, pictures, theme):
    window = with_browsers(open_window, tmp_path)
    state = window.sandbox()
    with_theme(window, theme)
    launcher(window)
    window.until(lambda: "Forensics" in lines(window), "the accounts are listed")
    check(window, pictures, theme, "launcher-first")
    for name in ("DNS", "Log Archive"):
        window.click(line(window, state.account(name)))
        window.press("ctrl+d")
        window.until(lambda: window.run("return document.querySelectorAll('.launcher-star.on').length"), "it is a favourite")
    for name in ("Network", "Forensics"):
        window.click(line(window, state.account(name)))
        window.press("Return")
        window.until(lambda: any(name in it for it in [window.run("return document.querySelector('.sessions')?.innerText ?? ''")]), "its session is listed")
    without_news(window)
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

    window.click(line(window, state.account("DNS")))
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
    window.press("Escape")
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
