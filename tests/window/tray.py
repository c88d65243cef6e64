"""A system tray on a private bus: it takes the icons that programs register, reads their menus and clicks in them.

The protocols are StatusNotifierItem and com.canonical.dbusmenu, which desktops on Linux speak.
"""

import threading
import time

from jeepney import DBusAddress, HeaderFields, MessageType, Properties, new_error, new_method_call, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.threading import DBusRouter, open_dbus_connection

WATCHER = "org.kde.StatusNotifierWatcher"
PATIENCE_S = 15


class Tray:
    """The tray of one bus. Start it before the program that is to show an icon."""

    def __init__(self, address: str):
        self.items = []
        self.stopped = False
        self.asking = open_dbus_connection(address)
        self.router = DBusRouter(self.asking)
        self.serving = open_dbus_connection(address)
        self.serving.send(message_bus.RequestName(WATCHER))
        self.serving.receive(timeout=PATIENCE_S)
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        while not self.stopped:
            try:
                message = self.serving.receive(timeout=0.2)
            except TimeoutError:
                continue
            except (ConnectionError, OSError):
                return
            if message.header.message_type is MessageType.method_call:
                self.serving.send(self._answer(message))

    def _answer(self, message):
        fields = message.header.fields
        member, sender = fields[HeaderFields.member], fields[HeaderFields.sender]
        if member == "RegisterStatusNotifierItem":
            said = message.body[0]
            path = said if said.startswith("/") else "/StatusNotifierItem"
            self.items.append((sender, path))
            return new_method_return(message)
        if member == "Get":
            values = {"IsStatusNotifierHostRegistered": ("b", True), "ProtocolVersion": ("i", 0)}
            value = values.get(message.body[1], ("as", []))
            return new_method_return(message, "v", (value,))
        if member == "GetAll":
            values = {"IsStatusNotifierHostRegistered": ("b", True), "ProtocolVersion": ("i", 0)}
            return new_method_return(message, "a{sv}", (values,))
        return new_error(message, "org.freedesktop.DBus.Error.UnknownMethod")

    def _ask(self, destination, path, interface, method, signature, *arguments):
        address = DBusAddress(path, bus_name=destination, interface=interface)
        reply = self.router.send_and_get_reply(
            new_method_call(address, method, signature, arguments), timeout=PATIENCE_S
        )
        assert reply.header.message_type is MessageType.method_return, reply.body
        return reply.body

    def _menu(self):
        deadline = time.monotonic() + PATIENCE_S
        while not self.items and time.monotonic() < deadline:
            time.sleep(0.05)
        assert self.items, "no program showed an icon in the tray"
        owner, path = self.items[-1]
        item = DBusAddress(path, bus_name=owner, interface="org.kde.StatusNotifierItem")
        reply = self.router.send_and_get_reply(Properties(item).get("Menu"), timeout=PATIENCE_S)
        return owner, reply.body[0][1]

    def entries(self):
        """The entries of the menu, from above: id by words."""
        owner, path = self._menu()
        _, (_, _, children) = self._ask(
            owner, path, "com.canonical.dbusmenu", "GetLayout", "iias", 0, -1, ["label", "enabled", "type"]
        )
        entries = {}
        for _, (number, properties, _) in children:
            if "label" in properties:
                entries[properties["label"][1].replace("__", "_")] = number
        return entries

    def click(self, words: str):
        """Chooses the entry that begins so."""
        owner, path = self._menu()
        number = next(number for label, number in self.entries().items() if label.startswith(words))
        self._ask(
            owner, path, "com.canonical.dbusmenu", "Event", "isvu", number, "clicked", ("i", 0), int(time.time())
        )

    def close(self):
        self.stopped = True
        self.thread.join(timeout=PATIENCE_S)
        self.router.close()
        self.asking.close()
        self.serving.close()
