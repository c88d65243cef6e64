"""The desktop is told before a console session ends, also while the window is behind others."""

import sqlite3
import time

from notifications import Notifications

SESSION = """
INSERT INTO console_session (connection, account, role, opened_at, ends_at, content)
VALUES ('sandbox', ?, 'OrganizationAccountAccessRole', ?, ?, '{"destination":{"kind":"home"}}')
"""


def test_the_desktop_is_told_once_before_a_console_session_ends(open_window, bus_address, tmp_path):
    desktop = Notifications(bus_address)
    try:
        window = open_window(environment={"DBUS_SESSION_BUS_ADDRESS": bus_address}).loaded()
        forensics = window.sandbox().account("Forensics")
        now = int(time.time())
        with sqlite3.connect(tmp_path / "data" / "canopy.sqlite3", timeout=20) as store:
            # One that ends soon, and one that has time.
            store.execute(SESSION, (forensics, now - 3000, now + 170))
            store.execute(SESSION, (window.sandbox().account("DNS"), now, now + 3600))
        [(title, body, actions)] = desktop.wait(1)
        assert title == "Console of Forensics"
        assert body == "The session as OrganizationAccountAccessRole ends in 3 minutes. Open it again from Canopy to go on."
        assert "default" in actions, "a click is heard"
        time.sleep(16)
        assert len(desktop.told) == 1, "once, though Canopy looks again and again"
    finally:
        desktop.close()
