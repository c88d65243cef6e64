"""No secret is printed, logged or kept outside the sandbox's own file. A planted text shows that one would be found."""

import json
import os
import pathlib
import subprocess
import sys
import urllib.parse
import urllib.request

import pytest

from helpers import canopy, canopy_binary, clean_environment, one_time_code
from private_bus import PrivateBus

# The sandbox is AWS here: its state, and what tells other processes how to reach it, hold its keys.
OWN_FILES = {"sandbox.json", "sandbox-endpoint.json", "sandbox.lock"}
CONTROL = "planted-control-4711"
FOLLOW = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1]).read()"


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """What the commands printed, the data folder they left, and the sign-in link that was asked for."""
    folder = tmp_path_factory.mktemp("secrets")
    printed = []

    def run(*arguments, **more):
        ended = canopy("--sandbox", *arguments, CANOPY_DATA_DIR=str(folder), CANOPY_LOG="debug", **more)
        assert ended.returncode == 0, f"canopy {arguments} failed: {ended.stdout}{ended.stderr[-2000:]}"
        printed.extend([ended.stdout, ended.stderr])
        return ended

    for json_flag in ([], ["--json"]):
        target = "/Infrastructure" if json_flag else "/Security"
        run(*json_flag, "tree")
        run(*json_flag, "account", "move", "Network", "--to", target, "--yes")
        run(*json_flag, "roles", "Network")
        run(*json_flag, "activity")
    run("ou", "create", "/", CONTROL, "--yes")
    assert any("DEBUG" in text for text in printed), "CANOPY_LOG=debug logs, or this test would look at nothing"
    links = []
    ended = run("console", "Network", "--print", "--json")
    links.append(json.loads(ended.stdout)["url"])
    ended = run("console", "Network", "--print")
    links.append(ended.stdout.strip())
    # A browser that follows its link is signed in.
    browser = folder.parent / "browser"
    browser.write_text(f"#!/bin/sh\nexec {sys.executable} -c '{FOLLOW}' \"$1\"\n")
    browser.chmod(0o755)
    run("console", "Network", BROWSER=str(browser))
    # The link is what --print is for; everything around it counts.
    for number, text in enumerate(printed):
        for link in links:
            text = text.replace(link, "")
        printed[number] = text
    return printed, folder, links


def secrets(state):
    """Every secret of the sandbox, by what it is."""
    found = {}
    for account in state["accounts"].values():
        for user in account["iam"]["users"].values():
            for key in user["accessKeys"]:
                found[f"secret access key of {user['name']} in {account['id']}"] = key["secret"]
    for session in state["sessions"].values():
        found[f"secret access key of session {session['accessKeyId']}"] = session["secret"]
        found[f"session token of {session['accessKeyId']}"] = session["token"]
    for number, token in enumerate(state["signinTokens"]):
        found[f"sign-in token {number}"] = token
    for number, token in enumerate(state["consoleSessions"]):
        found[f"console session {number}"] = token
    for number, token in enumerate(state.get("signIns", {})):
        found[f"sign-in on its way {number}"] = token
    for account in state["accounts"].values():
        for serial, device in account["iam"].get("mfaDevices", {}).items():
            found[f"seed of {serial}"] = device["seed"]
    center = state.get("identityCenter", {})
    for number, client in enumerate(center.get("clients", {}).values()):
        found[f"secret of registered client {number}"] = client["secret"]
    for kind in ("accessTokens", "refreshTokens", "devices", "codes"):
        for number, token in enumerate(center.get(kind, {})):
            found[f"{kind} {number}"] = token
    return found


def places(printed, folder):
    """All that is looked through, by where it is."""
    every = {f"output {number}": text.encode() for number, text in enumerate(printed)}
    for parent, _, names in os.walk(folder):
        for name in names:
            if name not in OWN_FILES:
                every[name] = (pathlib.Path(parent) / name).read_bytes()
    return every


def grep(texts, every):
    """Where one of `texts` stands, as it is or as one would write it in a URL or in JSON."""
    hits = []
    for what, text in texts.items():
        forms = {text, urllib.parse.quote(text, safe=""), urllib.parse.quote_plus(text), json.dumps(text)[1:-1]}
        forms = {form.encode() for form in forms} | {text.encode("utf-16-le")}
        hits += [f"{what} in {place}" for place, content in every.items() if any(form in content for form in forms)]
    return hits


def test_no_secret_of_the_sandbox_stands_anywhere_else(ran):
    printed, folder, links = ran
    found = secrets(json.loads((folder / "sandbox.json").read_text()))
    for kind in ("secret access key of session", "session token", "sign-in token", "console session"):
        assert any(what.startswith(kind) for what in found), f"the commands made a {kind} to look for"
    assert all(len(secret) >= 20 for secret in found.values()), "what is short would be found by chance"
    assert any(token in link for link in links for what, token in found.items() if "sign-in" in what), (
        "the sign-in tokens looked for are those of the links that were asked for"
    )
    assert grep(found, places(printed, folder)) == []


def test_a_planted_text_is_found_by_the_same_search(ran):
    printed, folder, _ = ran
    hits = grep({"the OU's name": CONTROL}, places(printed, folder))
    assert any("output" in hit for hit in hits), "the command line printed it"
    assert any("sqlite3" in hit for hit in hits), f"the store holds it, so that the search reads the store: {hits}"


def test_the_files_with_the_sandboxs_keys_are_their_owners_alone(ran):
    _, folder, _ = ran
    for name in ("sandbox.json", "sandbox-endpoint.json"):
        mode = (folder / name).stat().st_mode & 0o777
        assert mode == 0o600, f"{name} holds keys and has mode {mode:o}"


@pytest.fixture
def signed_in(sandbox, tmp_path):
    """Sign-ins of both kinds that hold most secrets, over a real keychain: what was printed, and the data folder."""
    bus = PrivateBus(tmp_path / "home")
    data, printed = tmp_path / "data", []
    browser = tmp_path / "browser"
    browser.write_text(f"#!/bin/sh\nexec {sys.executable} {pathlib.Path(__file__).parent / 'allow.py'} \"$1\"\n")
    browser.chmod(0o755)
    environment = clean_environment(
        **bus.environment,
        AWS_ENDPOINT_URL=sandbox.endpoint,
        BROWSER=str(browser),
        CANOPY_DATA_DIR=str(data),
        CANOPY_LOG="debug",
    )

    def run(*arguments, typed=""):
        command = [canopy_binary(), *arguments]
        ended = subprocess.run(command, env=environment, input=typed, capture_output=True, text=True, timeout=60, check=False)
        assert ended.returncode == 0, f"canopy {arguments} failed: {ended.stdout}{ended.stderr[-2000:]}"
        printed.extend([ended.stdout, ended.stderr])

    try:
        serial, _ = sandbox.mfa(sandbox.management, "admin")
        seed = sandbox.state()["accounts"][sandbox.management]["iam"]["mfaDevices"][serial]["seed"]
        keys = ["--access-key-id", sandbox.keys["AccessKeyId"], "--name", CONTROL, "--mfa-serial", serial]
        run("connection", "add", "keys", *keys, typed=sandbox.keys["SecretAccessKey"] + "\n")
        run("--connection", CONTROL, "--mfa-code", one_time_code(seed, sandbox.now()), "tree")
        portal = ["--start-url", sandbox.endpoint + "/start", "--sso-region", "us-east-1"]
        run("connection", "add", "identity-center", *portal, "--name", "portal", "--sso-account", sandbox.management, "--sso-role", "AdministratorAccess")
        run("connection", "sign-in", "portal")
        run("--connection", "portal", "tree")
        yield printed, data
    finally:
        bus.stop()


def test_no_secret_of_a_sign_in_stands_anywhere_but_in_the_keychain(sandbox, signed_in):
    printed, data = signed_in
    found = secrets(sandbox.state())
    for kind in ("seed of", "session token", "secret of registered client", "accessTokens", "refreshTokens"):
        assert any(what.startswith(kind) for what in found), f"the sign-ins left a {kind} to look for"
    every = places(printed, data)
    assert any("sqlite3" in hit for hit in grep({"the connection's name": CONTROL}, every)), "the store is looked through"
    assert grep(found, every) == []
