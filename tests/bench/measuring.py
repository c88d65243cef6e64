"""What the benchmarks of the window share: figures beside their bars, a generated organization, and memory."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

BIN = Path(os.environ["CANOPY_RELEASE"])
RUNS = 7
missed = []


def say(line):
    print(line, flush=True)


def at_most(what, figure, bar, unit):
    met = figure <= bar
    say(f"{'ok    ' if met else 'MISSED'}  {what}: {figure:.2f} {unit} (at most {bar:.2f})")
    if not met:
        missed.append(what)


class Sandbox:
    """A generated organization, served on loopback without limits."""

    def __init__(self, accounts, ous):
        self.process = subprocess.Popen(
            [BIN / "canopy", "sandbox", "serve", "--accounts", str(accounts), "--ous", str(ous), "--seed", "7"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.start = json.loads(self.process.stdout.readline())

    def environment(self):
        return {
            "AWS_ENDPOINT_URL": self.start["endpoint"],
            "AWS_ACCESS_KEY_ID": self.start["accessKeyId"],
            "AWS_SECRET_ACCESS_KEY": self.start["secretAccessKey"],
            "AWS_REGION": "us-east-1",
        }

    def close(self):
        self.process.kill()
        self.process.wait()


# Memory


def processes(window):
    """The window's own processes: all of the driver's session but the driver."""
    session = window.process.pid
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != session:
            try:
                fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
                if int(fields[3]) == session:
                    yield int(folder.name)
            except (OSError, IndexError):
                continue


def pss_mb(window, name=""):
    """What the window's processes hold, or those of them that are called so."""
    total = 0
    for process in processes(window):
        if name and not Path(f"/proc/{process}/exe").resolve().name.startswith(name):
            continue
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
        total += int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1])
    return total / 1024


def end():
    """Fails where a bar was missed."""
    if missed:
        say(f"missed: {', '.join(missed)}")
        sys.exit(1)
