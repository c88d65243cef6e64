"""The screens of connections, light and dark: axe finds nothing, and their pictures are taken."""

import pytest

from helpers import one_time_code
from test_connections import DIALOG, add_keys, at_home, connections, fill, line, more, opened
from test_invitations import labelled
from test_roles import button, radio
from test_screens import check, closed, with_theme, without_news

ROLE = "arn:aws:iam::111122223333:role/Org-ReadOnly"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_connections_are_accessible_and_pictured(open_window, served, pictures, theme):
    sandbox = served()
    serial, _ = sandbox.mfa(sandbox.management, "admin")
    seed = sandbox.state()["accounts"][sandbox.management]["iam"]["mfaDevices"][serial]["seed"]
    window = open_window(arguments=(), environment=at_home(sandbox))
    window.until(lambda: window.run("return document.querySelectorAll('.welcome-item').length") > 0, "what can be opened is listed")
    with_theme(window, theme)
    window.by_role("button", "Add a connection…")
    check(window, pictures, theme, "welcome-connections")
    connections(window)
    check(window, pictures, theme, "connections-none")

    window.click(window.by_role("button", "Add connection…"))
    labelled(window, "Secret access key")
    fill(window, "Name", "Northwind")
    fill(window, "Access key id", sandbox.keys["AccessKeyId"])
    check(window, pictures, theme, "add-keys")
    radio(window, "Identity Center")
    fill(window, "Start URL", "https://northwind.awsapps.com/start")
    fill(window, "Region of Identity Center", "eu-central-1")
    check(window, pictures, theme, "add-identity-center")
    radio(window, "aws login")
    check(window, pictures, theme, "add-login")
    closed(window)

    add_keys(window, sandbox, "Northwind", **{"MFA device (ARN), if a code is needed": serial})
    without_news(window)
    window.click(window.run("return [...arguments[0].querySelectorAll('button')].find((it) => it.innerText.includes('Edit'))", line(window, "Northwind")))
    window.until(lambda: "Edit Northwind" in window.run(DIALOG), "it can be edited")
    fill(window, "Role to assume first (ARN), if any", ROLE)
    fill(window, "Minutes a session lasts, if not an hour", "14")
    window.run("arguments[0].scrollIntoView({block: 'center'})", labelled(window, "Minutes a session lasts, if not an hour"))
    check(window, pictures, theme, "edit-connection")
    closed(window)

    opened(window, "Northwind")
    window.until(lambda: "Enter an MFA code" in window.run(DIALOG), "the code is asked for")
    check(window, pictures, theme, "mfa-code")
    window.press("Escape")
    window.by_role("button", "Sign in again")
    check(window, pictures, theme, "signed-out")
    window.click(window.by_role("button", "Sign in again"))
    window.until(lambda: "Enter an MFA code" in window.run(DIALOG), "it is asked again")
    window.type(one_time_code(seed, sandbox.now()))
    window.press("Return")
    window.loaded()
    without_news(window)

    connections(window)
    more(window, "Northwind", "Make read-only")
    window.until(lambda: window.run("return document.querySelector('.rail').innerText").count("Read-only") == 2, "it says so")
    window.click(window.run("return arguments[0].querySelector('[aria-haspopup]')", line(window, "Northwind")))
    window.until(lambda: window.run("return !!document.querySelector('[role=menu]')"), "its menu is open")
    check(window, pictures, theme, "connections-page")
    window.press("Escape")
    more(window, "Northwind", "Permissions")
    window.shows("See the tree")
    check(window, pictures, theme, "permissions")
    closed(window)
    more(window, "Northwind", "Remove")
    button(window, "Remove connection")
    check(window, pictures, theme, "remove-connection")
    closed(window)

    window.press("ctrl+1")
    dns = sandbox.account_id("DNS")
    window.click(window.row(dns))
    window.until(lambda: window.selected() == [dns], "it is selected")
    window.open_menu(window.row(dns))
    window.until(lambda: window.run("return !!document.querySelector('[role=menu]')"), "the context menu is open")
    check(window, pictures, theme, "read-only")
    window.press("Escape")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_sign_in_in_the_browser_is_accessible_and_pictured(open_window, served, pictures, theme):
    sandbox = served()
    window = open_window(arguments=(), environment=at_home(sandbox))
    window.by_role("button", "Add a connection…")
    with_theme(window, theme)
    connections(window)
    window.click(window.by_role("button", "Add connection…"))
    radio(window, "Identity Center")
    fill(window, "Start URL", sandbox.endpoint + "/start")
    fill(window, "Region of Identity Center", "us-east-1")
    window.click(button(window, "Use a code instead"))
    window.until(lambda: window.run("return !!document.querySelector('.device-code')"), "a code is shown")
    check(window, pictures, theme, "device-code")
