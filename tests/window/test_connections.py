"""Ways to sign in, in the real window: several organizations side by side, read-only, keys in the system's keychain,
codes of MFA devices, and IAM Identity Center."""

import json
import urllib.parse

from allow import allow
from helpers import canopy, http, one_time_code
from test_invitations import goes_to, holds, labelled
from test_operations import choose, field, planned
from test_roles import button, radio

DIALOG = "return document.querySelector('.modal .dialog')?.innerText ?? ''"
RAIL = "return document.querySelector('.rail').innerText"


def profile(name, sandbox):
    """A profile whose endpoint is a served sandbox."""
    return (
        f"[profile {name}]\nregion = us-east-1\nendpoint_url = {sandbox.endpoint}\n"
        f"aws_access_key_id = {sandbox.keys['AccessKeyId']}\naws_secret_access_key = {sandbox.keys['SecretAccessKey']}\n\n"
    )


def organization_id(sandbox):
    return sandbox.organization(sandbox.state())["id"]


def at_home(sandbox, **more):
    """What a window finds whose AWS is a served sandbox."""
    return {"AWS_ENDPOINT_URL": sandbox.endpoint, "CANOPY_SIGNIN_URL": sandbox.start["signinUrl"], **more}


def connections(window):
    """Goes to the page of connections."""
    goes_to(window, "Manage connections")
    window.until(lambda: window.run("return document.querySelector('main h1')?.innerText") == "Connections", "the page is shown")


def line(window, name):
    return window.until(
        lambda: window.run("return [...document.querySelectorAll('.connection-line')].find((it) => it.querySelector('b').innerText === arguments[0]) ?? null", name),
        f"{name} is listed",
    )


def more(window, name, what):
    """Takes a line of a connection's menu."""
    window.click(window.run("return arguments[0].querySelector('[aria-haspopup]')", line(window, name)))
    choose(window, what)


def opened(window, name):
    """Opens a connection from its line."""
    line(window, name)
    window.click(
        window.until(
            lambda: window.run("return [...arguments[0].querySelectorAll('button')].find((it) => it.innerText.trim().startsWith('Open') && !it.ariaDisabled) ?? null", line(window, name)),
            f"{name} can be opened",
        )
    )


def off(window, name):
    """A button that is off, and why."""
    return window.until(
        lambda: window.run(
            """
            const button = [...document.querySelectorAll('button[aria-disabled=true]')].find((it) => it.innerText.trim() === arguments[0]);
            return button ? {button, why: document.getElementById(button.getAttribute('aria-describedby'))?.textContent} : null;
            """,
            name,
        ),
        f"the button {name} is off",
    )


def fill(window, label, text):
    into = labelled(window, label)
    window.click(into)
    window.press("ctrl+a")
    window.type(text)
    holds(window, into, text)


def add_keys(window, sandbox, name, **more):
    connections(window)
    window.click(window.by_role("button", "Add connection…"))
    fill(window, "Name", name)
    fill(window, "Access key id", sandbox.keys["AccessKeyId"])
    fill(window, "Secret access key", sandbox.keys["SecretAccessKey"])
    for label, text in more.items():
        fill(window, label, text)
    window.click(button(window, "Add connection"))
    window.shows(f"{name} added")


def test_several_organizations_stand_side_by_side_each_with_its_tree(open_window, served, tmp_path):
    north, south = served(), served("--accounts", "12", "--ous", "3", "--seed", "7")
    config = tmp_path / "config"
    config.write_text(profile("north", north) + profile("south", south))
    window = open_window(arguments=("--profile", "north"), environment={"AWS_CONFIG_FILE": str(config)}).loaded()
    window.until(lambda: organization_id(north) in window.run(RAIL), "the first organization is open")
    storefront = north.account_id("Forensics")
    window.click(window.row(storefront))

    goes_to(window, "south")
    window.loaded()
    window.until(lambda: organization_id(south) in window.run(RAIL), "the second organization is open")
    assert not window.run("return document.getElementById(`row-${arguments[0]}`)", storefront), "the tree is the other's"
    assert "12" in window.run("return document.querySelector('.nav-list').innerText"), "with its accounts"
    window.click(window.by_role("button", "New OU"))
    window.by_role("textbox", "Name")
    window.type("Only south")
    window.press("Return")
    planned(window, "Only south")
    window.click(window.by_role("button", "Apply"))

    def names(sandbox):
        return [ou["name"] for ou in sandbox.organization(sandbox.state())["ous"].values()]

    window.until(lambda: "Only south" in names(south), "the change is made where the window is")
    assert "Only south" not in names(north)

    # The sandbox of the window itself is a third.
    goes_to(window, "A sample organization")
    window.until((window.data / "sandbox-endpoint.json").exists, "it runs")
    window.until(lambda: window.run("return !document.querySelector('.who').innerText.includes('Profile')"), "it is switched to")
    window.until(lambda: window.sandbox().organization["id"] in window.run(RAIL), "the sandbox is open")
    window.loaded()

    goes_to(window, "north")
    window.until(lambda: organization_id(north) in window.run(RAIL), "and back")
    window.until(lambda: window.selected() == [storefront], "what was selected there still is")


def test_a_read_only_connection_refuses_every_change_whoever_asks(window):
    def command(*arguments):
        return canopy(*arguments, CANOPY_DATA_DIR=str(window.data))

    def ous():
        return {ou["name"] for ou in window.sandbox().ous.values()}

    connections(window)
    more(window, "Sandbox", "Make read-only")
    window.until(lambda: window.run(RAIL).count("Read-only") == 2, "it says so at the top and beside who is signed in")
    window.press("ctrl+1")
    make = off(window, "New OU")
    assert make["why"] == "This connection is read-only: change it on the Connections page", "a change is off, with the reason"
    window.click(make["button"])
    assert not window.run("return !!document.querySelector('.modal')"), "and does nothing"
    window.click(window.row(window.sandbox().account("DNS")))
    window.press("ctrl+x")
    window.until(lambda: "This connection is read-only" in window.run("return document.querySelector('.toast')?.innerText ?? ''"), "a key says why not, too")

    refused = command("--sandbox", "--json", "ou", "create", "/", "Never", "--yes")
    error = json.loads(refused.stdout)["error"]
    assert (refused.returncode, error["code"], error["message"]) == (3, "denied", "Sandbox is read-only in Canopy: nothing is changed through it")
    assert "Never" not in ous()

    connections(window)
    more(window, "Sandbox", "Allow changes")
    window.until(lambda: "Read-only" not in window.run(RAIL), "changes are allowed again")
    window.press("ctrl+1")
    # Made read-only from elsewhere, what the window does not know yet, the core does.
    assert command("connection", "read-only", "sandbox", "on").returncode == 0
    window.click(window.by_role("button", "New OU"))
    window.by_role("textbox", "Name")
    window.type("Never")
    window.press("Return")
    planned(window, "Never", "Sandbox is read-only in Canopy: nothing is changed through it", "Cannot be applied")
    window.press("Return")
    assert "Never" not in ous()
    window.press("Escape")
    assert command("connection", "read-only", "sandbox", "off").returncode == 0
    assert command("--sandbox", "ou", "create", "/", "Now", "--yes").returncode == 0
    assert "Now" in ous()


def test_keys_are_kept_in_the_systems_keychain_and_nowhere_else(bus, open_window, served):
    sandbox = served()
    environment = at_home(sandbox, **bus.environment)
    window = open_window(arguments=(), environment=environment)
    window.click(window.by_role("button", "Add a connection…"))
    window.click(window.by_role("button", "Add connection…"))
    assert "It goes to the system’s keychain" in window.run(DIALOG) and "Secrets are not kept" not in window.run(DIALOG)
    window.press("Escape")
    window.until(lambda: not window.run("return !!document.querySelector('.modal')"), "the dialog is closed")
    add_keys(window, sandbox, "north")
    opened(window, "north")
    window.loaded()
    window.until(lambda: organization_id(sandbox) in window.run(RAIL), "it signs in with them")
    window.close()

    again = open_window(arguments=(), environment=environment).loaded()
    again.until(lambda: organization_id(sandbox) in again.run(RAIL), "the next start asks for nothing")
    connections(again)
    edit = "return [...arguments[0].querySelectorAll('button')].find((it) => it.innerText.includes('Edit'))"
    again.click(again.run(edit, line(again, "north")))
    again.until(lambda: "Edit north" in again.run(DIALOG), "it can be edited")
    assert again.run("return arguments[0].value", labelled(again, "Secret access key")) == "", "the secret never comes back"
    fill(again, "Name", "north pole")
    again.click(button(again, "Save"))
    again.shows("north pole saved")
    opened(again, "Sandbox")
    again.loaded()
    goes_to(again, "north pole")
    again.loaded()
    again.until(lambda: organization_id(sandbox) in again.run(RAIL), "it signs in with the secret that was kept")
    goes_to(again, "A sample organization")
    connections(again)
    more(again, "north pole", "Remove")
    again.until(lambda: "Its secret goes from the keychain" in again.run(DIALOG), "it is asked first")
    again.click(button(again, "Remove connection"))
    again.shows("north pole removed")
    again.close()
    secret = sandbox.keys["SecretAccessKey"].encode()
    for file in again.data.rglob("*"):
        # The window's own sandbox is another AWS, with the same keys.
        looked_at = file.is_file() and not file.name.startswith("sandbox")
        assert not looked_at or secret not in file.read_bytes(), f"the secret lies in {file}"


def test_without_a_keychain_the_secret_is_asked_for_at_each_start_and_it_says_why(open_window, served):
    sandbox = served()
    window = open_window(arguments=(), environment=at_home(sandbox))
    words = "This system offers no keychain. Canopy asks for secrets each time it starts, and writes them nowhere."
    window.click(window.by_role("button", "Add a connection…"))
    window.shows(words)
    window.click(window.by_role("button", "Add connection…"))
    window.until(lambda: words in window.run(DIALOG) and "It stays in memory until Canopy ends." in window.run(DIALOG), "the dialog says so, too")
    window.press("Escape")
    window.until(lambda: not window.run("return !!document.querySelector('.modal')"), "the dialog is closed")
    add_keys(window, sandbox, "north")
    opened(window, "north")
    window.loaded()
    window.close()

    again = open_window(arguments=(), environment=at_home(sandbox))
    again.until(lambda: "Enter a secret access key" in again.run(DIALOG), "the next start asks")
    assert "This system offers no keychain. Canopy keeps the secret in memory until it ends, and writes it nowhere." in again.run(DIALOG)
    again.type(sandbox.keys["SecretAccessKey"])
    again.press("Return")
    again.loaded()
    again.until(lambda: organization_id(sandbox) in again.run(RAIL), "and signs in")
    again.close()
    secret = sandbox.keys["SecretAccessKey"].encode()
    for file in again.data.rglob("*"):
        # The window's own sandbox is another AWS, with the same keys.
        looked_at = file.is_file() and not file.name.startswith("sandbox")
        assert not looked_at or secret not in file.read_bytes(), f"the secret lies in {file}"


def test_the_code_of_an_mfa_device_is_asked_for_and_a_wrong_one_asked_again(bus, open_window, served):
    sandbox = served()
    serial, _ = sandbox.mfa(sandbox.management, "admin")
    seed = sandbox.state()["accounts"][sandbox.management]["iam"]["mfaDevices"][serial]["seed"]
    window = open_window(arguments=(), environment=at_home(sandbox, **bus.environment))
    window.click(window.by_role("button", "Add a connection…"))
    add_keys(window, sandbox, "guarded", **{"MFA device (ARN), if a code is needed": serial})
    opened(window, "guarded")
    window.until(lambda: "Enter an MFA code" in window.run(DIALOG) and serial in window.run(DIALOG), "the code is asked for, by device")
    right = one_time_code(seed, sandbox.now())
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    window.type("12345")
    window.press("Return")
    window.until(lambda: "Enter an MFA code" in window.run(DIALOG), "five digits are no code")
    window.press("ctrl+a")
    window.type(wrong)
    window.press("Return")
    window.shows("AWS did not take the MFA code")
    window.click(window.by_role("button", "Sign in again"))
    window.until(lambda: "Enter an MFA code" in window.run(DIALOG), "it is asked again")
    window.type(one_time_code(seed, sandbox.now()))
    window.press("Return")
    window.loaded()
    window.until(lambda: organization_id(sandbox) in window.run(RAIL), "the code lets in")


def test_a_person_of_identity_center_is_added_with_the_browser_and_signs_in_with_a_code(bus, open_window, served):
    sandbox = served()
    window = open_window(arguments=(), environment=at_home(sandbox, **bus.environment))
    window.click(window.by_role("button", "Add a connection…"))
    window.click(window.by_role("button", "Add connection…"))
    radio(window, "Identity Center")
    fill(window, "Name", "ada at north")
    fill(window, "Start URL", sandbox.endpoint + "/start")
    fill(window, "Region of Identity Center", "us-east-1")
    window.click(button(window, "Sign in with the browser"))
    window.until(lambda: "Your browser shows a page" in window.text(), "it says what to do")
    allow(window.until(window.opened, "the browser was started")[-1])
    roles = field(window, "Account and role")
    window.click(roles)
    window.type("Northwind")
    window.until(lambda: window.run("return document.querySelectorAll('[role=option]').length") == 3, "the roles of that account are offered")
    window.press("Down", "Return")
    window.until(lambda: "AdministratorAccess" in window.run("return arguments[0].value", roles), "one is chosen")
    window.click(button(window, "Add connection"))
    window.shows("ada at north added")
    opened(window, "ada at north")
    window.loaded()
    window.until(lambda: organization_id(sandbox) in window.run(RAIL) and "AWSReservedSSO_AdministratorAccess" in window.run(RAIL), "she is signed in")

    connections(window)
    more(window, "ada at north", "Sign in with a code")
    code = window.until(lambda: window.run("return document.querySelector('.device-code')?.innerText.trim()"), "a code is shown")
    body = urllib.parse.urlencode({"user_code": code, "decision": "allow"}).encode()
    assert http("POST", sandbox.endpoint + "/device", body)[0] == 200
    window.shows("Signed in to ada at north")
