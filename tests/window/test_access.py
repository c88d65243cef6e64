"""The launcher in the real window: favourites and recents, browsers with profiles and containers, several consoles in one
go, sessions that end, links from elsewhere, and profiles for the terminal. What a browser was given is recorded."""

import os
import urllib.parse
import urllib.request

from test_operations import choose

DEFAULT = "OrganizationAccountAccessRole"


def with_browsers(open_window, tmp_path, **environment):
    """A window on a computer that has Firefox and Chrome: both write down what they were started with."""
    programs = tmp_path / "programs"
    programs.mkdir(exist_ok=True)
    for name in ("firefox", "google-chrome"):
        program = programs / name
        program.write_text(f'#!/bin/sh\n{{ printf "%s\\n" "{name}"; printf "%s\\n" "$@"; printf "\\n"; }} >> "{tmp_path}/started"\n')
        program.chmod(0o755)
    path = {"PATH": f"{programs}:{os.environ['PATH']}"}
    return open_window(environment=path | environment).loaded()


def started(tmp_path):
    """The browsers that were started, each with its arguments."""
    file = tmp_path / "started"
    return [it.splitlines() for it in file.read_text().split("\n\n") if it] if file.exists() else []


def page(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.read().decode()


def launcher(window):
    """Goes to the launcher, where the search has the keyboard."""
    window.press("ctrl+5")
    window.until(lambda: window.run("return document.activeElement?.closest('.launcher-search') !== null && !!document.activeElement?.closest('.launcher-search')"), "the launcher's search has the keyboard")


def lines(window):
    """What the launcher lists, from above: names of groups and accounts."""
    return window.run(
        """
        return [...document.querySelectorAll('.launcher-grid .matrix-rows [role=row]')]
          .sort((a, b) => a.getAttribute('aria-rowindex') - b.getAttribute('aria-rowindex'))
          .map((row) => row.querySelector('[aria-colindex="3"]')?.innerText ?? row.innerText.replace(/\\s+[\\d,]+$/, ''));
        """
    )


def line(window, account):
    return window.until(lambda: window.run("return document.getElementById(`launch-${arguments[0]}`)", account), f"{account} is listed")


def named_button(window, name):
    """A button whose words begin so."""
    return window.until(
        lambda: window.run("return [...document.querySelectorAll('button')].find((it) => it.offsetParent !== null && !it.ariaDisabled && it.innerText.trim().startsWith(arguments[0])) ?? null", name),
        f"there is a button {name}",
    )


def selected_of(window, label, choice):
    """Chooses from a list that opens on its button."""
    window.click(
        window.until(
            lambda: window.run("return [...document.querySelectorAll('.select')].find((it) => it.querySelector('.react-aria-Label, label, span')?.innerText.trim() === arguments[0])?.querySelector('button') ?? null", label),
            f"there is a list {label}",
        )
    )
    window.click(
        window.until(
            lambda: window.run("return [...document.querySelectorAll('[role=option]')].find((it) => it.innerText.trim().startsWith(arguments[0])) ?? null", choice),
            f"it offers {choice}",
        )
    )
    window.until(lambda: not window.run("return !!document.querySelector('.select-list')"), "the list is closed")


def entry(window, label):
    """The field for text with this label."""
    return window.until(
        lambda: window.run("return [...document.querySelectorAll('input.input, textarea.input')].find((it) => it.labels?.[0]?.innerText.trim() === arguments[0]) ?? null", label),
        f"there is a field {label}",
    )


def written(window, label, text):
    """Writes into a field by the real keyboard."""
    target = entry(window, label)
    window.click(target)
    window.press("ctrl+a")
    window.type(text)
    window.until(lambda: window.run("return arguments[0].value", target) == text, f"the field holds {text}")
