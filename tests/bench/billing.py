"""The bill of 10,000 accounts over 14 months, 30 services each: from the cache to the screen in the release build, and
what it takes in memory against one month of the same organization.

Run by `make bench`. Bars: the table in docs/benchmarks.md.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "window"))
from canopy_window import Display, Window  # noqa: E402
from measuring import BIN, RUNS, Sandbox, at_most, end, pss_mb, say  # noqa: E402

ACCOUNTS, OUS = 10_000, 1_000
GROUPINGS = ["Account", "Service", "Charge type", "Seller", "By OU"]
# From the press of a mouse button to the frame in which all of it stands: lines, bars and treemap.
WATCH = """
const [selector, wanted] = arguments;
window.pressed = null; window.drawn = null;
window.addEventListener('pointerdown', (event) => {
  if (event.target.closest(selector)) window.pressed ??= event.timeStamp;
}, {capture: true});
const isThere = () => document.querySelector('.bill-lines')?.ariaLabel?.endsWith(wanted)
  && document.querySelectorAll('.bill-lines-body [role=row]').length > 0
  && [...document.querySelectorAll('.drawing svg')].filter((it) => it.querySelectorAll('path').length > 3).length === 2
  && document.querySelector('.drawing').ariaLabel.includes(wanted);
new MutationObserver((_, observer) => {
  if (window.pressed !== null && isThere()) {
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.drawn = performance.now(); }));
  }
}).observe(document.body, {childList: true, subtree: true, attributes: true, attributeFilter: ['aria-label']});
"""


def fill(folder, sandbox, *arguments):
    """Reads the bill with the command line, as anybody would."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "CANOPY_"))}
    environment |= sandbox.environment() | {"CANOPY_DATA_DIR": str(folder / "data"), "CANOPY_LOG": "error"}
    began = time.monotonic()
    command = [BIN / "canopy", "--json", "billing", "--refresh", *arguments]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    document = json.loads(ended.stdout)
    say(f"        read in {time.monotonic() - began:.0f} s: {document['requests']['now']:,} requests")
    return document


def answers(folder, sandbox):
    """From the cache to the answer as the window gets it, in a process of its own."""
    environment = dict(os.environ) | sandbox.environment()
    command = [BIN / "canopy-bench", "measure-bill", str(folder / "data")]
    return json.loads(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)


def opened(display, folder, sandbox):
    window = Window(BIN / "canopy-desktop", display, folder / "data", ("--connection", "environment"), sandbox.environment())
    window.until(lambda: window.run("return document.querySelector('.load-words')?.textContent.startsWith('Updated')"), "the organization is loaded", 60)
    time.sleep(1)
    return window


def press(window, element, selector, wanted):
    """Presses something, and gives after how many ms the bill stands as wanted."""
    window.run(WATCH, selector, wanted)
    window.click(element)
    return window.until(lambda: window.run("return window.drawn && window.drawn - window.pressed"), f"the bill by {wanted} is drawn")


def show(window):
    rail = window.run("return [...document.querySelectorAll('.rail button, .rail a')].find((it) => it.innerText.trim() === 'Billing' || it.ariaLabel === 'Billing')")
    return press(window, rail, ".rail", "by OU")


def switch(window, name):
    segment = window.run("return [...document.querySelectorAll('.bar .seg-item')].find((it) => it.innerText.trim() === arguments[0])", name)
    return press(window, segment, ".seg", "by " + (name[:1].lower() + name[1:] if name != "By OU" else "OU"))


def main():
    display = Display()
    sandbox = Sandbox(ACCOUNTS, OUS)
    with tempfile.TemporaryDirectory() as folder:
        year, month = Path(folder) / "year", Path(folder) / "month"
        for each in (year, month):
            each.mkdir()
        fill(month, sandbox, "--only-month")
        fill(year, sandbox)
        size = sum(it.stat().st_size for it in (year / "data").glob("canopy.sqlite3*")) / 1024 / 1024
        say(f"        the cache holds {size:.0f} MB")

        measured = answers(year, sandbox)
        for name, took in measured["ms"].items():
            say(f"        {name}: {took:.0f} ms")
        say(f"        memory of the process that answered: {measured['mb']:.0f} MB, at most {measured['mostMb']:.0f} MB")

        clicks, switches = [], []
        for run in range(3):
            window = opened(display, year, sandbox)
            clicks.append(show(window))
            # Other groupings are made ready while the page is at rest.
            time.sleep(4)
            for name in GROUPINGS:
                switches.append((switch(window, name), name))
                time.sleep(0.5)
            many = pss_mb(window, "canopy-desktop")
            window.close()
        say(f"        clicks: {', '.join(f'{it:.0f}' for it in clicks)} ms; switches: {', '.join(f'{name} {it:.0f}' for it, name in switches)} ms")
        at_most("from the click on Billing to the bill of 10,000 accounts on screen, median", statistics.median(clicks), 500, "ms")
        at_most("from one grouping to another, the slowest median", max(statistics.median([it for it, of in switches if of == name]) for name in GROUPINGS), 100, "ms")

        window = opened(display, month, sandbox)
        show(window)
        time.sleep(4)
        for name in GROUPINGS:
            switch(window, name)
            time.sleep(0.5)
        few = pss_mb(window, "canopy-desktop")
        window.close()
        say(f"        memory (PSS) of the program without its web view: one month {few:.0f} MB, all months {many:.0f} MB")
        at_most("memory of all months", many, 1.5 * few + 100, "MB")
    sandbox.close()
    display.close()
    end()


main()
