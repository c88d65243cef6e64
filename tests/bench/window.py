"""The speed of the window: the release build on a virtual display, each figure beside a bound or a peer of this run.

Run by `make bench`. Bars: the table in docs/benchmarks.md.
"""

import mmap
import os
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "window"))
from canopy_window import Display, Window  # noqa: E402
from measuring import BIN, RUNS, Sandbox, at_most, end, pss_mb, say  # noqa: E402


# Scrolling

SCROLL = """
const [scroller, done] = [arguments[0], arguments[arguments.length - 1]];
const frames = [];
let last = null;
scroller.scrollTop = 0;
function step(now) {
  if (last !== null) frames.push(now - last);
  last = now;
  if (frames.length === 240) return done(frames);
  scroller.scrollTop += 300;
  if (scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 400) scroller.scrollTop = 0;
  requestAnimationFrame(step);
}
requestAnimationFrame(step);
"""
PLAIN_LIST = """
// The plainest virtual list there is: the rows in sight, as text, drawn anew with each scroll.
const [count, width, height] = arguments;
document.body.innerHTML = '<div id="plain" style="overflow:auto"><div id="rows" style="position:relative"></div></div>';
const [plain, rows] = [document.getElementById('plain'), document.getElementById('rows')];
plain.style.cssText += `;width:${width}px;height:${height}px`;
rows.style.height = count * 28 + 'px';
function draw() {
  const first = Math.max(0, Math.floor(plain.scrollTop / 28) - 12);
  const shown = Math.ceil(height / 28) + 24;
  rows.replaceChildren(...Array.from({length: shown}, (_, nth) => {
    const row = document.createElement('div');
    row.style.cssText = `position:absolute;height:28px;left:0;right:0;top:${(first + nth) * 28}px`;
    row.textContent = `Account ${first + nth} aws+account@example.com 111122223333`;
    return row;
  }));
}
plain.addEventListener('scroll', draw);
draw();
return plain;
"""


def p95(frames):
    return sorted(frames)[int(len(frames) * 0.95)]


def scrolling(window):
    tree = window.run("return document.querySelector('.tree')")
    ours = min(p95(window.driver.execute_async_script(SCROLL, tree)) for _ in range(3))
    rows = int(tree.get_attribute("aria-rowcount"))
    _, _, width, height = window.rect(tree)
    plain = window.run(PLAIN_LIST, rows, width, height)
    peer = min(p95(window.driver.execute_async_script(SCROLL, plain)) for _ in range(3))
    say(f"        a frame of a scroll, p95: Canopy's tree {ours:.1f} ms, a plain virtual list {peer:.1f} ms")
    at_most("scroll, p95 frame against a plain list", ours / peer, 2, "×")


# Dropping and typing

WATCH_DROP = """
window.dropped = null; window.planned = null;
window.addEventListener('drop', (event) => { window.dropped = event.timeStamp; }, {capture: true});
new MutationObserver((_, observer) => {
  if (window.dropped !== null && window.planned === null && document.querySelector('.modal.sheet')) {
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.planned = performance.now(); }));
  }
}).observe(document.body, {childList: true, subtree: true});
"""
WATCH_TYPING = """
window.typed = []; window.filtered = [];
const grid = document.querySelector(arguments[0]);
document.querySelector('[role=searchbox]').addEventListener('keydown', (event) => { window.typed.push(event.timeStamp); }, {capture: true});
new MutationObserver(() => {
  const nth = window.typed.length - 1;
  // The frame in which the rows stand as filtered.
  requestAnimationFrame(() => setTimeout(() => { window.filtered[nth] = performance.now(); }));
}).observe(grid, {attributes: true, attributeFilter: ['aria-rowcount']});
"""


def dropping(window):
    times = []
    for _ in range(RUNS):
        window.run("document.querySelector('.tree').scrollTop = 0")
        time.sleep(0.3)
        window.run(WATCH_DROP)
        accounts, holders = (
            window.run(f"return [...document.querySelectorAll('.tree [data-id]')].filter((it) => it.querySelector('.cell.{kind}') && it.getBoundingClientRect().top < 700)")
            for kind in ("account", "ou")
        )
        parent = window.parent_in_tree(accounts[0].get_attribute("data-id"))
        target = next(it for it in holders if it.get_attribute("data-id") != parent)
        window.drag(accounts[0], target)
        times.append(window.until(lambda: window.run("return window.planned && window.planned - window.dropped"), "the plan is on screen"))
        window.press("Escape")
        window.until(lambda: not window.run("return !!document.querySelector('.modal')"), "the plan is gone")
    at_most("from drop to the plan on screen, median", statistics.median(times), 100, "ms")


def typing(window, where, grid):
    """Types into the search of the page, a letter at a time."""
    window.press("ctrl+f")
    window.run(WATCH_TYPING, grid)
    for letter in ("a", "c", "c", "o", "u", "n", "t", "space", "4", "2", "BackSpace", "BackSpace"):
        window.press(letter)
        time.sleep(0.25)
    pairs = zip(*window.run("return [window.typed, window.filtered]"))
    times = [filtered - typed for typed, filtered in pairs if filtered is not None]
    assert len(times) >= 3, "letters changed what is shown"
    at_most(f"a keystroke filters 10,000 accounts in {where}, the slowest of {len(times)}", max(times), 50, "ms")
    window.press("Escape")


def launching(window):
    window.press("ctrl+5")
    window.until(lambda: window.run("return document.activeElement?.getAttribute('role') === 'searchbox'"), "the launcher's search has the keyboard")
    typing(window, "the launcher", "[role=grid]")
    window.press("ctrl+1")
    window.until(lambda: window.run("return !!document.querySelector('.tree')"), "the tree is back")


# Memory


def opened(display, folder, sandbox):
    window = Window(BIN / "canopy-desktop", display, folder / "data", ("--connection", "environment"), sandbox.environment())
    window.until(lambda: window.run("return document.querySelector('.load-words')?.textContent.startsWith('Updated')"), "the organization is loaded", 60)
    window.click(window.by_role("button", "Expand all"))
    time.sleep(2)
    return window


# Starting


class Screen:
    """The pixels of a display, straight from its memory."""

    def __init__(self, folder):
        self.process = subprocess.Popen(
            ["Xvfb", ":77", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset", "-fbdir", str(folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        file = folder / "Xvfb_screen0"
        while not (file.exists() and file.stat().st_size > 4_000_000):
            time.sleep(0.05)
        time.sleep(0.5)
        with open(file, "rb") as opened_file:
            self.memory = mmap.mmap(opened_file.fileno(), 0, prot=mmap.PROT_READ)
        header = struct.unpack(">25I", self.memory[:100])
        self.start, self.line = header[0] + header[19] * 12, header[12]

    def row(self, y, left, right):
        at = self.start + y * self.line
        return self.memory[at + left * 4 : at + right * 4]

    def close(self):
        self.process.terminate()
        self.process.wait()


def green(screen):
    """The empty window's page is painted."""
    return all(screen.row(y, 600, 604)[:3] == bytes([0x4D, 0x7A, 0x1F]) for y in (200, 600))


def has_rows(screen):
    """Ids stand in the column of ids, on most of the rows of the tree."""
    background = screen.row(790, 780, 900)
    inked = sum(any(screen.row(y, 790, 860) != background[:280] for y in range(top, top + 10)) for top in range(118, 700, 28))
    return inked >= 18


def until_painted(screen, command, environment, painted):
    started = time.monotonic()
    process = subprocess.Popen(command, env=os.environ | environment | {"DISPLAY": ":77", "NO_AT_BRIDGE": "1", "DBUS_SESSION_BUS_ADDRESS": "disabled:"}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        while not painted(screen):
            assert time.monotonic() - started < 20, f"{command[0]} did not paint"
            time.sleep(0.002)
        return time.monotonic() - started
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        time.sleep(0.6)


def starting(folder, sandbox, data):
    screen = Screen(folder)
    environment = sandbox.environment() | {"CANOPY_DATA_DIR": str(data)}
    # A load behind the saved tree must not be what is measured.
    os.kill(sandbox.process.pid, signal.SIGSTOP)
    empty, canopy = [], []
    try:
        for _ in range(RUNS):
            empty.append(until_painted(screen, [BIN / "canopy-bench-empty"], {}, green))
            canopy.append(until_painted(screen, [BIN / "canopy-desktop", "--connection", "environment"], environment, has_rows))
    finally:
        os.kill(sandbox.process.pid, signal.SIGCONT)
        screen.close()
    ours, peer = statistics.median(canopy), statistics.median(empty)
    say(f"        start to paint, median of {RUNS}: saved tree of 10,000 accounts {ours * 1000:.0f} ms, an empty Tauri window {peer * 1000:.0f} ms")
    at_most("restart, saved tree against an empty window", ours / peer, 1.5, "×")


def main():
    display = Display()
    large, small = Sandbox(10_000, 1_000), Sandbox(40, 8)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        for name in ("small", "large", "screen"):
            (folder / name).mkdir()
        window = opened(display, folder / "small", small)
        few = pss_mb(window)
        window.close()
        window = opened(display, folder / "large", large)
        many = pss_mb(window)
        say(f"        memory (PSS) of the three processes: 40 accounts {few:.0f} MB, 10,000 accounts all expanded {many:.0f} MB")
        at_most("memory of 10,000 accounts", many, 1.5 * few + 60, "MB")
        typing(window, "the tree", "[role=treegrid]")
        launching(window)
        dropping(window)
        scrolling(window)
        window.close()
        starting(folder / "screen", large, folder / "large" / "data")
    for sandbox in (large, small):
        sandbox.close()
    display.close()
    end()


main()
