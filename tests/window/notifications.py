"""A notification service on a private bus: it takes down what programs tell the desktop, and clicks on it.

The protocol is org.freedesktop.Notifications, which desktops on Linux speak.
"""

import threading
import time

from jeepney import HeaderFields, MessageType, new_error, new_method_return, new_signal, DBusAddress
from jeepney.bus_messages import message_bus
from jeepney.io.threading import open_dbus_connection

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
PATIENCE_S = 15


class Notifications:
    """The notifications of one bus. Start it before the program that is to tell something."""

    def __init__(self, address: str):
        self.told = []
        self.stopped = False
        self.connection = open_dbus_connection(address)
        self.connection.send(message_bus.RequestName(NAME))
        self.connection.receive(timeout=PATIENCE_S)
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        while not self.stopped:
            try:
                message = self.connection.receive(timeout=0.2)
            except TimeoutError:
                continue
            except (ConnectionError, OSError):
                return
            if message.header.message_type is MessageType.method_call:
                self.connection.send(self._answer(message))

    def _answer(self, message):
        member = message.header.fields[HeaderFields.member]
        if member == "Notify":
            _, _, _, summary, body, actions, _, _ = message.body
            self.told.append((summary, body, actions))
            return new_method_return(message, "u", (len(self.told),))
        if member == "GetCapabilities":
            return new_method_return(message, "as", (["actions", "body"],))
        if member == "GetServerInformation":
            return new_method_return(message, "ssss", ("tests", "canopy", "1", "1.2"))
        if member == "CloseNotification":
            return new_method_return(message)
        return new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")

    def wait(self, count: int):
        """What was told, once there is so much."""
        deadline = time.monotonic() + PATIENCE_S * 3
        while len(self.told) < count:
            assert time.monotonic() < deadline, f"told so far: {self.told}"
            time.sleep(0.05)
        return self.told

    def click(self, number: int):
        """Clicks on a notification, counted from 1."""
        emitter = DBusAddress(PATH, interface=NAME)
        self.connection.send(new_signal(emitter, "ActionInvoked", "us", (number, "default")))

    def close(self):
        self.stopped = True
        self.thread.join(timeout=PATIENCE_S)
        self.connection.close()
