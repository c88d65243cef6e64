"""Canopy's real window on a virtual display: started, looked at by WebDriver, driven by real X events."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

from selenium.common.exceptions import StaleElementReferenceException, WebDriverException
from selenium.webdriver import Remote, WebKitGTKOptions
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.webelement import WebElement
from urllib3.exceptions import HTTPError

PATIENCE_S = 20
ANSWER_S = 60
# Where a click on an element lands, once nothing moves it and nothing lies over it; else what is in the way.
TARGET = """
const [it, right] = arguments;
it.scrollIntoView({block: 'nearest'});
const ends = (effect) => effect?.getComputedTiming().endTime !== Infinity;
const moved = document.getAnimations().some(({playState, effect}) =>
  playState === 'running' && ends(effect) && effect.target?.contains(it));
const box = it.getBoundingClientRect();
const at = [Math.round(box.left + Math.min(box.width / 2, right)), Math.round(box.top + box.height / 2)];
const hit = document.elementFromPoint(...at);
if (!moved && hit && (it.contains(hit) || hit.contains(it))) return {at};
return {at: null, words: moved ? 'it moves' : `${hit?.tagName}.${hit?.className} lies over it`};
"""
FOCUSED = """
const it = document.activeElement;
return it?.matches('input, textarea') ? {name: it.getAttribute('aria-label') ?? it.labels?.[0]?.innerText ?? '', value: it.value} : null;
"""
SETTLED = """
const rows = document.querySelectorAll('.tree [data-id]').length;
const load = document.querySelector('.load-words')?.textContent ?? '';
return rows > 0 && load.startsWith('Updated');
"""


class Display:
    """A screen of 1280 × 800 that nobody sees."""

    def __init__(self):
        read, write = os.pipe()
        self.process = subprocess.Popen(
            # Without -noreset the server starts anew when its last client leaves, and refuses who comes just then.
            ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=[write],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        assert number, "Xvfb did not start"
        self.name = f":{number}"

    def xdotool(self, *words):
        subprocess.run(["xdotool", *map(str, words)], env=os.environ | {"DISPLAY": self.name}, check=True)

    def close(self):
        self.process.terminate()
        self.process.wait()


class Window:
    """One running Canopy on a data folder of its own."""

    def __init__(self, binary: Path, display: Display, data: Path, arguments=("--sandbox",), environment=None):
        self.display = display
        self.data = data
        self.browsed = data.parent / "browsed"
        browser = data.parent / "browser"
        browser.write_text(f'#!/bin/sh\nprintf "%s\\n" "$1" >> "{self.browsed}"\n')
        browser.chmod(0o755)
        # The driver's environment is the window's.
        self.environment = {
            key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "CANOPY_", "DBUS_"))
        } | {
            "DISPLAY": display.name,
            "CANOPY_DATA_DIR": str(data),
            "AWS_CONFIG_FILE": str(data.parent / "no-config"),
            "AWS_SHARED_CREDENTIALS_FILE": str(data.parent / "no-credentials"),
            "BROWSER": str(browser),
            "NO_AT_BRIDGE": "1",
            "DBUS_SESSION_BUS_ADDRESS": "disabled:",
            "TAURI_WEBVIEW_AUTOMATION": "true",
        } | (environment or {})
        options = WebKitGTKOptions()
        options.binary_location = str(binary)
        for argument in arguments:
            options.add_argument(argument)
        # The window does not call itself a browser.
        options._caps.pop("browserName", None)
        port = free_port()
        self.log = open(data.parent / "window.log", "a", encoding="utf-8")
        self.process = subprocess.Popen(
            ["WebKitWebDriver", f"--port={port}"],
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )
        self.until(lambda: answers(port), "WebKitWebDriver answers")
        # A window that does not come up, or hangs, is a failure and not a wait without end.
        server = ClientConfig(remote_server_addr=f"http://127.0.0.1:{port}", timeout=ANSWER_S)
        self.driver = Remote(command_executor=server.remote_server_addr, options=options, client_config=server)
        self.driver.set_script_timeout(PATIENCE_S)

    def close(self):
        """Closes the window; what hangs is killed with the driver's process group."""
        if self.process.poll() is None:
            try:
                self.driver.quit()
            except (WebDriverException, HTTPError):
                # It ended by itself, as a test may have wanted.
                pass
            self.kill()

    def kill(self):
        """Ends the window at once, as a crash would."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        self.log.close()

    # Looking

    def run(self, script: str, *arguments):
        """What the script gives; an element knows how it was found, for it may be drawn anew."""
        found = self.driver.execute_script(script, *arguments)
        if isinstance(found, WebElement):
            found.again = lambda: self.run(script, *arguments)
        return found

    def until(self, condition, why: str, patience=PATIENCE_S):
        """Waits until `condition()` is true, and gives what it gave."""
        deadline = time.monotonic() + patience
        while True:
            try:
                found = condition()
            except StaleElementReferenceException:
                found = None
            if found:
                return found
            assert time.monotonic() < deadline, f"waited {patience} s: {why}\n{self.state_in_words()}"
            time.sleep(0.05)

    def state_in_words(self) -> str:
        """What a failure says of the window: the end of its text, and where the keyboard is."""
        if not hasattr(self, "driver"):
            return ""
        focus = self.run("return document.activeElement?.outerHTML.slice(0, 200)")
        return f"{self.text()[-400:]}\nfocus: {focus} {self.run(FOCUSED)}"

    def loaded(self):
        self.until(lambda: self.run(SETTLED), "the tree is loaded")
        return self

    def text(self) -> str:
        return self.run("return document.body.innerText")

    def shows(self, text: str):
        return self.until(lambda: text in self.text(), f"“{text}” is on screen")

    def by_role(self, role: str, name: str):
        """The one element that is visible with this role and name."""

        def find():
            # Names as the accessibility tree has them, near enough: a label, else the text.
            return self.run(
                """
                const [role, name] = arguments;
                const implicit = {button: 'button', textbox: 'input:not([role])', link: 'a[href]', radio: 'input[type=radio]'};
                const all = [...document.querySelectorAll(`[role="${role}"]` + (implicit[role] ? ',' + implicit[role] : ''))];
                const labelled = (it) => it.id ? document.querySelector(`label[for="${CSS.escape(it.id)}"]`)?.innerText : null;
                const named = (it) => (it.getAttribute('aria-label') ?? labelled(it) ?? it.innerText).trim();
                return all.filter((it) => it.offsetParent !== null && named(it) === name)[0] ?? null;
                """,
                role,
                name,
            )

        return self.until(find, f"there is a {role} named “{name}”")

    def row(self, node_id: str):
        return self.until(
            lambda: self.run("return document.getElementById(arguments[0])", f"row-{node_id}"),
            f"the row of {node_id} is on screen",
        )

    def rect(self, element):
        """Where an element is on the screen: its left, top, width and height, in px."""
        return self.run(
            """
            const box = arguments[0].getBoundingClientRect();
            return [box.left, box.top, box.width, box.height];
            """,
            element,
        )

    def selected(self):
        return self.run("return [...document.querySelectorAll('[role=row][aria-selected=true]')].map((it) => it.dataset.id)")

    def parent_in_tree(self, node_id: str) -> str | None:
        """The holder of a row, as the tree draws it: the nearest row above it that is one level up."""
        return self.run(
            """
            const row = document.getElementById('row-' + arguments[0]);
            if (!row) return null;
            const level = Number(row.ariaLevel ?? row.getAttribute('aria-level'));
            const above = [...document.querySelectorAll('.tree [data-id]')]
              .filter((it) => Number(it.getAttribute('aria-level')) === level - 1
                && Number(it.getAttribute('aria-rowindex')) < Number(row.getAttribute('aria-rowindex')))
              .sort((a, b) => b.getAttribute('aria-rowindex') - a.getAttribute('aria-rowindex'));
            return above[0]?.dataset.id ?? null;
            """,
            node_id,
        )

    # Doing

    def target(self, element, right=90):
        """Where the mouse meets an element, at most `right` px from its left: once it is still and in sight. An
        element that was drawn anew is looked for again."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                found = self.run(TARGET, element, right)
            except StaleElementReferenceException:
                if not hasattr(element, "again"):
                    raise
                element = self.until(element.again, "the element is drawn anew")
                continue
            if found["at"]:
                return found["at"]
            assert time.monotonic() < deadline, f"cannot be clicked: {found['words']}\n{self.state_in_words()}"
            time.sleep(0.05)

    def click(self, element, *modifiers):
        """A click of the real mouse, once the element is in sight."""
        at = self.target(element)
        for key in modifiers:
            self.display.xdotool("keydown", key)
        self.display.xdotool("mousemove", *at, "click", 1)
        for key in modifiers:
            self.display.xdotool("keyup", key)

    def open_menu(self, element):
        """A click of the right button."""
        self.display.xdotool("mousemove", *self.target(element, right=130), "click", 3)

    def press(self, *keys):
        """Real keys."""
        for key in keys:
            self.display.xdotool("key", key)

    def spell(self, text: str):
        """Real keys for what is no field: a list that goes to what one types."""
        self.display.xdotool("type", "--delay", "15", text)

    def type(self, text: str):
        """Real keys for the field that has the keyboard, or gets it in a moment."""
        self.until(lambda: self.run(FOCUSED), f"a field takes “{text}”")
        self.spell(text)
        self.until(lambda: text in (self.run(FOCUSED) or {"value": ""})["value"], f"“{text}” is in the field")

    def carry(self, source, target):
        """Presses the mouse on one row and moves it onto another, without letting go."""
        x0, y0, _, h0 = self.rect(source)
        x1, y1, _, h1 = self.rect(target)
        start, end = (round(x0 + 110), round(y0 + h0 / 2)), (round(x1 + 130), round(y1 + h1 / 2))
        self.display.xdotool("mousemove", *start, "sleep", "0.1", "mousedown", 1, "sleep", "0.1")
        for step in range(1, 13):
            at = [round(a + (b - a) * step / 12) for a, b in zip(start, end)]
            self.display.xdotool("mousemove", *at, "sleep", "0.03")
        self.display.xdotool("mousemove", end[0] + 2, end[1] + 1, "sleep", "0.15")

    def drop(self):
        self.display.xdotool("mouseup", 1)

    def drag(self, source, target):
        self.carry(source, target)
        self.drop()

    def picture(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.driver.get_screenshot_as_png())

    # The other side

    def endpoint(self) -> str:
        served = json.loads((self.data / "sandbox-endpoint.json").read_text())
        return served if isinstance(served, str) else served["endpoint"]

    def sandbox(self) -> "State":
        with urllib.request.urlopen(f"{self.endpoint()}/_sandbox/state", timeout=10) as answer:
            return State(json.load(answer))

    def fault(self, operation: str, code: str, count: int = 1):
        body = json.dumps({"operation": operation, "code": code, "count": count}).encode()
        urllib.request.urlopen(urllib.request.Request(f"{self.endpoint()}/_sandbox/faults", body), timeout=10).close()

    def advance(self, seconds: int):
        """Moves the sandbox's clock forward."""
        body = json.dumps({"advanceSeconds": seconds}).encode()
        urllib.request.urlopen(urllib.request.Request(f"{self.endpoint()}/_sandbox/clock", body), timeout=10).close()

    def behind(self):
        """Another client at work on the same organization: boto3, with the management account's own keys."""
        import boto3

        whole = self.sandbox().whole
        users = whole["accounts"][whole["managementAccountId"]]["iam"]["users"]
        key = next(key for user in users.values() for key in user["accessKeys"])
        return boto3.client(
            "organizations",
            endpoint_url=self.endpoint(),
            region_name="us-east-1",
            aws_access_key_id=key["id"],
            aws_secret_access_key=key["secret"],
        )

    def opened(self) -> list[str]:
        """The URLs that the browser was given."""
        return self.browsed.read_text().splitlines() if self.browsed.exists() else []


class State:
    """The sandbox's own books."""

    def __init__(self, state):
        self.whole = state
        management = state["accounts"][state["managementAccountId"]]
        self.organization = state["organizations"][management["membership"]["organizationId"]]
        self.accounts = {
            account["id"]: account
            for account in state["accounts"].values()
            if (account.get("membership") or {}).get("organizationId") == self.organization["id"]
        }
        self.ous = self.organization["ous"]

    def account(self, name: str) -> str:
        return one(it["id"] for it in self.accounts.values() if it["name"] == name)

    def ou(self, name: str) -> str:
        return one(it["id"] for it in self.ous.values() if it["name"] == name)

    def parent(self, account_id: str) -> str:
        return self.accounts[account_id]["membership"]["parentId"]

    def secrets(self) -> set[str]:
        """Every secret that there is: keys, tokens, seeds of MFA devices, what browsers are signed in with, and what
        Identity Center hands out."""
        found = set()
        for account in self.whole["accounts"].values():
            found |= {key["secret"] for user in account["iam"]["users"].values() for key in user["accessKeys"]}
            found |= {device["seed"] for device in account["iam"].get("mfaDevices", {}).values()}
        for session in self.whole["sessions"].values():
            found |= {session["secret"], session["token"]}
        center = self.whole.get("identityCenter", {})
        found |= {client["secret"] for client in center.get("clients", {}).values()}
        for tokens in ("accessTokens", "refreshTokens", "devices", "codes"):
            found |= set(center.get(tokens, {}))
        return found | set(self.whole["signinTokens"]) | set(self.whole["consoleSessions"])


def one(found):
    found = list(found)
    assert len(found) == 1, found
    return found[0]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
