"""The launcher in the real window: favourites and recents, browsers with profiles and containers, several consoles in one
go, sessions that end, links from elsewhere, and profiles for the terminal. What a browser was given is recorded."""

import os
import subprocess
import urllib.parse
import urllib.request

from test_invitations import labelled

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
          .map((row) => row.querySelector('[aria-colindex="3"]')?.innerText ?? row.innerText.replace(/[\\s\\d,]+$/, ''));
        """
    )


def line(window, account):
    return window.until(lambda: window.run("return document.getElementById(`launch-${arguments[0]}`)", account), f"{account} is listed")


def placed(window, account):
    """Puts the keyboard on an account of the launcher: the panel shows it."""
    name = window.sandbox().accounts[account]["name"]
    window.click(line(window, account))
    window.until(lambda: window.run("return document.querySelector('.side h2')?.innerText") == name, f"the panel shows {name}")


def searched(window, text):
    """Writes into the launcher's search."""
    window.press("ctrl+f", "ctrl+a")
    window.type(text)
    window.until(lambda: window.run("return document.querySelector('.launcher-search input').value") == text, f"the search holds {text}")


def tick(window, account):
    """Selects an account of the launcher with the pointer."""
    line(window, account)
    chosen = "return document.getElementById(`launch-${arguments[0]}`)?.getAttribute('aria-selected') === 'true'"
    window.click(window.run("return document.getElementById(`launch-${arguments[0]}`).querySelector('[data-part=select]')", account))
    window.until(lambda: window.run(chosen, account), f"{account} is selected")


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


def test_favourites_and_recents_are_one_key_away(open_window):
    window = open_window().loaded()
    state = window.sandbox()
    dns, network, forensics = (state.account(it) for it in ("DNS", "Network", "Forensics"))
    window.open_menu(window.row(dns))
    window.until(lambda: window.run("return document.activeElement?.innerText ?? ''").startswith("Open console"), "the menu has the keyboard")
    window.press("Down", "Down")
    window.until(lambda: window.run("return document.activeElement?.innerText.trim() ?? ''") == "Add to favourites", "its third line makes a favourite")
    window.press("Return")
    window.until(lambda: not window.run("return !!document.querySelector('[role=menu]')"), "the menu is closed")
    window.click(window.row(network))
    window.until(lambda: window.selected() == [network], "Network is selected")
    window.press("Return")
    assert network in page(window.until(window.opened, "the browser was started")[0])

    launcher(window)
    window.until(lambda: lines(window)[:5] == ["Favourites", "DNS", "Recent", "Network", "Other accounts"], "both stand first")
    window.type("forensics")
    window.until(lambda: lines(window) == ["Forensics"], "it is found")
    window.press("Return")
    url = window.until(lambda: window.opened()[1:], "Enter opens it")[0]
    shown = page(url)
    assert forensics in shown and DEFAULT in shown

    # What is a favourite stays one, and can be taken back by the key that made it.
    window.close()
    again = open_window().loaded()
    again.press("ctrl+k")
    groups = "return [...document.querySelectorAll('.palette-group')].map((it) => it.innerText)"
    again.until(lambda: again.run(groups)[:2] == ["Favourites", "Recent accounts"], "the palette has them in its groups")
    assert "DNS" in again.run("return document.querySelector('.palette [role=option]').innerText")
    again.press("Escape")
    launcher(again)
    again.until(lambda: lines(again)[:5] == ["Favourites", "DNS", "Recent", "Forensics", "Network"], "after a restart, too")
    again.press("Down", "ctrl+d")
    again.until(lambda: lines(again)[:3] == ["Recent", "Forensics", "Network"], "DNS is no favourite any more")


def test_a_browser_profile_for_each_account_and_log_out_first(open_window, tmp_path):
    window = with_browsers(open_window, tmp_path)
    state = window.sandbox()
    dns, network = state.account("DNS"), state.account("Network")
    launcher(window)

    def options(account, profile, container):
        placed(window, account)
        window.click(window.by_role("button", "Options…"))
        window.shows("Remember for")
        selected_of(window, "Browser", "Firefox")
        written(window, "Profile", profile)
        if container:
            written(window, "Container", container)
            selected_of(window, "Where a console is open already", "Log out first")
        window.click(labelled(window, f"Remember for {state.accounts[account]['name']}"))
        window.click(window.run("return [...document.querySelectorAll('.modal button')].at(-1)"))
        window.until(lambda: not window.run("return !!document.querySelector('.modal')"), "the console opens")

    options(dns, "infrastructure", None)
    first = window.until(lambda: started(tmp_path), "Firefox was started")[0]
    assert first[:3] == ["firefox", "-P", "infrastructure"] and len(first) == 4
    assert dns in page(first[3])

    options(network, "work", "Network prod")
    second = window.until(lambda: started(tmp_path)[1:], "it was started again")[0]
    assert second[:3] == ["firefox", "-P", "work"] and len(second) == 4
    container = urllib.parse.parse_qs(second[3].removeprefix("ext+container:"))
    assert (container["name"], container["color"]) == (["Network prod"], ["red"]), "an account of production is red"
    away = urllib.parse.urlsplit(container["url"][0])
    query = urllib.parse.parse_qs(away.query)
    assert (away.path, query["Action"]) == ("/oauth", ["logout"]), "it logs out first"
    assert network in page(query["redirect_uri"][0]), "and then signs in"
    assert network in page(container["url"][0]), "the page that logs out leads there"

    # From now on Enter does the same, each account in its own profile; the tree says so, too.
    placed(window, dns)
    window.press("Return")
    third = window.until(lambda: started(tmp_path)[2:], "Enter starts it as remembered")[0]
    assert third[:3] == ["firefox", "-P", "infrastructure"]
    window.press("ctrl+1")
    window.click(window.row(network))
    window.until(lambda: "Firefox · profile work · container Network prod · log out first" in window.text(), "the inspector tells what is remembered")
    assert not window.opened(), "the default browser had no part in it"


def test_several_consoles_open_in_one_go(window):
    state = window.sandbox()
    names = ["Search", "Storefront", "Payments"]
    launcher(window)
    window.type("workloads/prod")
    window.until(lambda: "8 found" in window.text() and len(lines(window)) == 8, "they are found by their OU")
    for name in names:
        tick(window, state.account(name))
    window.click(window.by_role("button", "Open 3 consoles"))
    window.shows("3 consoles open in your browser")
    shown = [page(url) for url in window.opened()]
    assert len(shown) == 3
    for nth, name in enumerate(names):
        assert state.account(name) in shown[nth], "in the order in which they were selected"


def test_of_several_consoles_one_that_fails_says_why(window):
    state = window.sandbox()
    bad = sorted((it for it in state.accounts.values() if it["membership"]["joinedMethod"] == "INVITED" and it["id"] != state.whole["managementAccountId"] and DEFAULT not in it["iam"]["roles"]), key=lambda it: it["name"])[0]
    launcher(window)
    for account, name in ((state.account("DNS"), "DNS"), (bad["id"], bad["name"])):
        searched(window, name)
        tick(window, account)
    window.press("Return")
    window.shows("1 console opens in your browser")
    alert = window.until(lambda: window.run("return document.querySelector('.toast .note[role=alert]')?.innerText"), "the failure is told")
    assert alert.startswith(f"Could not open the console of {bad['name']}:"), alert
    assert DEFAULT in alert


def test_sessions_show_the_time_left_and_remind_before_their_end(window):
    state = window.sandbox()
    forensics = state.account("Forensics")
    window.press("ctrl+3")
    window.shows("Remind me before a session ends")
    selected_of(window, "Remind me before a session ends", "30 minutes")
    launcher(window)
    placed(window, forensics)
    window.click(window.by_role("button", "Options…"))
    window.shows("Remember for Forensics")
    selected_of(window, "Session lasts", "15 minutes")
    window.click(window.run("return [...document.querySelectorAll('.modal button')].at(-1)"))
    sessions = "return document.querySelector('[aria-label=\"Console sessions\"]')?.innerText ?? ''"
    window.until(lambda: "15 min left" in window.run(sessions) or "14 min left" in window.run(sessions), "its session is listed with the time left")
    assert "min left" in line(window, forensics).text
    window.until(lambda: "The console session of Forensics ends in 15 minutes" in window.text(), "the reminder comes", patience=40)
    opened = len(window.opened())
    window.click(window.by_role("button", "Open again"))
    url = window.until(lambda: window.opened()[opened:], "it opens again")[0]
    assert forensics in page(url)
    window.click(window.by_role("button", "Take Forensics off the list"))
    window.shows("Forensics is off the list")
    window.until(lambda: "None is running" in window.run(sessions), "nothing is listed any more")


def test_a_link_asks_before_it_opens_a_console(open_window):
    window = open_window(arguments=("--sandbox",)).loaded()
    forensics = window.sandbox().account("Forensics")
    window.close()
    link = f"canopy://console/{forensics}?role={DEFAULT}&destination=s3&region=eu-west-1"
    again = open_window(arguments=("--sandbox", link))
    question = "return document.querySelector('[role=alertdialog]')?.innerText ?? ''"
    asked = again.until(lambda: again.run(question), "it asks")
    for told in ("Open the console of Forensics?", forensics, DEFAULT, "S3 in eu-west-1", "Sandbox"):
        assert told in again.until(lambda: told in again.run(question) and again.run(question), f"it tells {told}"), asked
    assert again.run("return document.activeElement.innerText") == "Cancel", "Enter does not open it"
    again.press("Return")
    again.until(lambda: not again.run(question), "the question is answered")
    assert again.opened() == [], "nothing was opened"
    again.close()

    third = open_window(arguments=("--sandbox", link)).loaded()
    third.until(lambda: third.run(question), "it asks again")
    third.click(third.by_role("button", "Open console"))
    url = third.until(third.opened, "whoever agrees gets there")[0]
    assert "region=eu-west-1" in urllib.parse.unquote(url)
    shown = page(url)
    assert forensics in shown and DEFAULT in shown


def test_a_second_canopy_hands_its_link_to_the_first_which_asks(open_window, binary, bus_address):
    window = open_window(arguments=(), environment={"DBUS_SESSION_BUS_ADDRESS": bus_address})
    window.shows("Sandbox")
    window.click(named_button(window, "Sandbox"))
    window.loaded()
    network = window.sandbox().account("Network")
    subprocess.run([binary, f"canopy://console/{network}?role={DEFAULT}"], env=window.environment, check=True, timeout=30)
    window.until(lambda: "Open the console of Network?" in window.text(), "the first window asks")
    window.press("Escape")
    window.until(lambda: "Open the console of Network?" not in window.text(), "Escape declines")
    subprocess.run([binary, f"canopy://console/{network}?open=yes"], env=window.environment, check=True, timeout=30)
    window.until(lambda: "This link cannot be opened" in window.text(), "a link that is odd is refused")
    assert "`open` is no part" in window.text() or "open is no part" in window.text(), "with what is odd about it"
    assert not window.run("return [...document.querySelectorAll('[role=alertdialog] button')].some((it) => it.innerText.trim() === 'Open console')")
    assert window.opened() == []


def test_profiles_for_the_terminal_are_shown_before_they_are_written(open_window, tmp_path):
    config = tmp_path / "config"
    config.write_text("[profile work]\nregion = eu-west-1\n")
    window = open_window(environment={"AWS_CONFIG_FILE": str(config)}).loaded()
    state = window.sandbox()
    launcher(window)
    for name in ("DNS", "Network"):
        tick(window, state.account(name))
    window.shows("2 accounts")
    window.click(window.run("return [...document.querySelectorAll('.side button')].find((it) => it.innerText.trim() === 'Terminal profiles…')"))
    window.shows("2 profiles added")
    written(window, "Profiles are called", "{account}.{role}")
    window.until(lambda: f"[profile DNS.{DEFAULT}]" in window.run("return document.querySelector('.export-preview')?.innerText ?? ''"), "the preview follows")
    assert config.read_text() == "[profile work]\nregion = eu-west-1\n", "nothing is written before someone says so"
    window.click(named_button(window, "Write 2 profiles"))
    window.shows("The file is written, and kept as it was")
    text = config.read_text()
    assert text.startswith("[profile work]\nregion = eu-west-1\n"), "the rest stays as it was"
    for name in ("DNS", "Network"):
        assert f"[profile {name}.{DEFAULT}]\ncredential_process = " in text
        assert f"credentials {state.account(name)} --role {DEFAULT}" in text
    backup = [it for it in tmp_path.iterdir() if it.name.startswith("config") and it != config]
    assert [it.read_text() for it in backup] == ["[profile work]\nregion = eu-west-1\n"]
    assert str(backup[0]) in window.text(), "and it says where"

    window.click(named_button(window, "Take the section out"))
    window.until(lambda: config.read_text() == "[profile work]\nregion = eu-west-1\n", "the section is out again")
