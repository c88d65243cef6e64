"""A D-Bus session of one's own with a real Secret Service (gnome-keyring), unlocked, in an empty home."""

import os
import pathlib
import subprocess
import time

PATIENCE_S = 10


class PrivateBus:
    """Give `environment` to what is to use it. Without `keyring` the bus has no Secret Service."""

    def __init__(self, home: pathlib.Path, keyring=True):
        home.mkdir(parents=True, exist_ok=True)
        runtime = home / "runtime"
        runtime.mkdir(mode=0o700, exist_ok=True)
        self.environment = {
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_RUNTIME_DIR": str(runtime),
        }
        read, write = os.pipe()
        self.daemon = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", f"--print-address={write}"],
            pass_fds=[write],
            env=os.environ | self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as pipe:
            address = pipe.readline().strip()
        assert address, "dbus-daemon did not start"
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = address
        self.keyring = None
        if keyring:
            self.keyring = subprocess.Popen(
                ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
                env=os.environ | self.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            self.keyring.stdin.write(b"password")
            self.keyring.stdin.close()
            self.wait_for("org.freedesktop.secrets")

    def wait_for(self, name: str):
        """Waits until someone owns `name` on the bus."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            asked = subprocess.run(
                [
                    "dbus-send", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus",
                    "org.freedesktop.DBus.NameHasOwner", f"string:{name}",
                ],  # fmt: skip
                env=os.environ | self.environment,
                capture_output=True,
                text=True,
                check=False,
            )
            if "boolean true" in asked.stdout:
                return
            time.sleep(0.05)
        raise AssertionError(f"nobody took the name {name} on the bus")

    def stop(self):
        for process in (self.keyring, self.daemon):
            if process and process.poll() is None:
                process.terminate()
                process.wait(timeout=PATIENCE_S)
