"""The icon in the system's tray: what was opened last is one click away while the window is behind others."""

import pytest

from canopy_window import answers
from private_bus import PrivateBus
from test_console import page
from tray import Tray

ROLE = "OrganizationAccountAccessRole"


@pytest.fixture
def tray(tmp_path):
    """A desktop that has a tray."""
    bus = PrivateBus(tmp_path / "home", keyring=False)
    tray = Tray(bus.environment["DBUS_SESSION_BUS_ADDRESS"])
    tray.environment = bus.environment
    yield tray
    tray.close()
    bus.stop()


def test_consoles_opened_last_are_in_the_trays_menu_and_open_from_there(tray, open_window):
    window = open_window(environment=tray.environment).loaded()
    assert list(tray.entries()) == ["Open Canopy", "No console opened yet", "Quit Canopy"]
    state = window.sandbox()
    for count, name in enumerate(("Forensics", "Network"), 1):
        account = state.account(name)
        window.click(window.row(account))
        window.until(lambda: window.selected() == [account], f"{name} is selected")
        window.click(window.by_role("button", "Open console"))
        window.until(lambda: len(window.opened()) == count, f"the console of {name} opens")
    window.until(lambda: list(tray.entries()) == ["Open Canopy", f"Network · {ROLE}", f"Forensics · {ROLE}", "Quit Canopy"], "the newest stands first")
    tray.click("Forensics")
    url = window.until(lambda: (window.opened() or [""])[2:], "it opens from the tray")[0]
    assert state.account("Forensics") in page(url)
    window.until(lambda: list(tray.entries())[1] == f"Forensics · {ROLE}", "and is the newest now")


def test_the_tray_ends_canopy(tray, open_window):
    window = open_window(environment=tray.environment).loaded()
    assert "Quit Canopy" in tray.entries()
    port = int(window.endpoint().rsplit(":", 1)[1])
    assert answers(port), "the window serves its sandbox"
    tray.click("Quit Canopy")
    window.until(lambda: not answers(port), "it ends, and serves nothing any more")


def test_a_system_without_a_tray_goes_without(bus, open_window):
    open_window(environment=bus.environment).loaded()
