import os
import subprocess
import sys
from pathlib import Path

import pytest

from canopy_window import Display, Window

ROOT = Path(__file__).parents[2]
# A served sandbox, the command line and a private bus are the same here as there.
sys.path.append(str(ROOT / "tests/python"))


@pytest.fixture(scope="session")
def binary() -> Path:
    """The window's program: `CANOPY_WINDOW_BIN`, as the Makefile sets it."""
    return Path(os.environ["CANOPY_WINDOW_BIN"])


@pytest.fixture(scope="session")
def display():
    display = Display()
    yield display
    display.close()


@pytest.fixture
def open_window(binary, display, tmp_path):
    """Opens windows on one data folder and closes them at the end."""
    opened = []

    def open_window(**options) -> Window:
        window = Window(binary, display, tmp_path / "data", **options)
        opened.append(window)
        return window

    yield open_window
    for window in opened:
        window.close()


@pytest.fixture
def served():
    """Serves sandboxes in processes of their own: other organizations."""
    from helpers import Sandbox

    running = []

    def served(*arguments) -> Sandbox:
        running.append(Sandbox(*arguments))
        return running[-1]

    yield served
    for sandbox in running:
        sandbox.stop()


@pytest.fixture
def bus(tmp_path):
    """A bus with an unlocked keychain on it."""
    from private_bus import PrivateBus

    bus = PrivateBus(tmp_path / "home")
    yield bus
    bus.stop()


@pytest.fixture
def window(open_window) -> Window:
    return open_window().loaded()


@pytest.fixture
def bus_address():
    """The address of a D-Bus session of the test's own."""
    read, write = os.pipe()
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", f"--print-address={write}"],
        pass_fds=[write],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        address = pipe.readline().strip()
    assert address, "dbus-daemon did not start"
    yield address
    daemon.terminate()
    daemon.wait()


@pytest.fixture(scope="session")
def pictures(tmp_path_factory) -> Path:
    """Where pictures go: `make pictures` names the folder in docs/, other runs keep none."""
    asked = os.environ.get("CANOPY_PICTURES")
    return Path(asked) if asked else tmp_path_factory.mktemp("pictures")
