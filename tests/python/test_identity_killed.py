"""`canopy identity` is killed while a write is under way, once at every write: what goes on afterwards comes to the end
that it would have come to, and nothing is there twice."""

import http.client
import http.server
import subprocess
import threading
import urllib.parse

import pytest

from helpers import Sandbox, canopy_binary, clean_environment
from identity_setup import Canopy, books, group, person, read_only, spec, writes

KILL_SECONDS = 20


@pytest.fixture(scope="module")
def small_process():
    """An organization so small that a hundred runs take no time."""
    sandbox = Sandbox("--accounts", "4", "--ous", "1", "--seed", "3")
    yield sandbox, sandbox.state()
    sandbox.stop()


@pytest.fixture
def sandbox(small_process):
    sandbox, first = small_process
    sandbox.put_state(first)
    return sandbox


@pytest.fixture
def places(sandbox):
    """Two members: the one that gets the people, and the one that gets the role."""
    aside = {sandbox.management, *sandbox.others}
    return [account for account in sandbox.state()["accounts"] if account not in aside][:2]


@pytest.fixture
def document(places):
    home, member = places
    return document_of(home, member, "ada")


def document_of(home, member, *people):
    where = {"where": {"account": home}}
    return spec(
        [read_only(member)], [group("Developers", "Read-only")], [person(name, "Developers") for name in people], **where
    )


class Gate:
    """The sandbox's endpoint with a gate before it, that kills a process while its nth write is under way: the
    sandbox has acted or has not, and the answer never arrives."""

    def __init__(self, sandbox):
        self.there = urllib.parse.urlsplit(sandbox.endpoint)
        self.lock = threading.Lock()
        self.open()
        gate = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                gate.answer(self)

            do_GET = do_PUT = do_POST

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        # Whoever was killed reads no answer.
        self.server.handle_error = lambda *_: None
        self.endpoint = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def open(self):
        """Lets everything through, and counts writes anew."""
        self.made, self.nth, self.acts, self.process = [], None, None, None
        self.reached = threading.Event()

    def hold(self, nth, acts):
        """The nth write from now on, from 1, is the last thing that the process does."""
        self.open()
        self.nth, self.acts = nth, acts

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, request):
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        target = request.headers.get("X-Amz-Target", "").rpartition(".")[2]
        action = target or urllib.parse.parse_qs(body.decode(errors="replace")).get("Action", [""])[0]
        held = False
        if writes({action: 1} if action else {}):
            with self.lock:
                self.made.append(action)
                held = len(self.made) == self.nth
        if held and not self.acts:
            return self.kill(request)
        status, headers, answer = self.forward(request, body)
        if held:
            return self.kill(request)
        request.send_response_only(status)
        for name, value in headers:
            if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                request.send_header(name, value)
        request.send_header("Content-Length", str(len(answer)))
        request.end_headers()
        request.wfile.write(answer)

    def forward(self, request, body):
        connection = http.client.HTTPConnection(self.there.hostname, self.there.port, timeout=20)
        # The signature is over the host that was called.
        connection.request(request.command, request.path, body, dict(request.headers.items()))
        answer = connection.getresponse()
        whole = answer.status, answer.getheaders(), answer.read()
        connection.close()
        return whole

    def kill(self, request):
        self.process.kill()
        self.process.wait()
        self.reached.set()
        request.close_connection = True


@pytest.fixture
def gate(sandbox):
    made = Gate(sandbox)
    yield made
    made.stop()


def killed(gate, canopy, *arguments):
    """Runs `canopy` until the gate kills it."""
    command = [canopy_binary(), "--connection", "environment", "--json", *arguments]
    process = subprocess.Popen(
        command,
        env=clean_environment(**canopy.environment()),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    gate.process = process
    out, err = process.communicate(timeout=KILL_SECONDS)
    assert gate.reached.is_set(), f"it ended by itself: {out.decode()}{err.decode()}"
    assert process.returncode == -9
    made = list(gate.made)
    gate.open()
    return made


def carried_through(gate, canopy, command, start):
    """The writes of an uninterrupted run from `start`, and the books at its end."""
    canopy.sandbox.put_state(start)
    gate.open()
    job = canopy.identity(command, "--yes")
    assert job.get("state", "done") == "done", job
    assert job.get("passed", True), job
    return list(gate.made), books(canopy.sandbox.state())


def resumed(canopy):
    """Goes on with what was left, and tells how its jobs ended."""
    ended = canopy.run("resume")
    return [job["state"] for job in ended["jobs"]]


def killed_at_every_write(gate, sandbox, folder, command, start, document, of=lambda _: True):
    """Kills a command once at each of its writes, after the sandbox acted and before it did in turns, and goes on."""
    whole = Canopy(sandbox, folder / "whole", document, gate.endpoint)
    all_writes, end = carried_through(gate, whole, command, start)
    for nth, action in enumerate(all_writes, 1):
        if not of(action):
            continue
        acts = nth % 4 != 0
        sandbox.put_state(start)
        canopy = Canopy(sandbox, folder / str(nth), document, gate.endpoint)
        gate.hold(nth, acts)
        made = killed(gate, canopy, "identity", command, "--spec", str(canopy.file), "--yes")
        what = f"{command} killed {'after' if acts else 'before'} write {nth}, {made[-1]}"
        assert resumed(canopy) == ["done"], what
        assert books(sandbox.state()) == end, what
    return all_writes, end


def test_a_set_up_that_is_killed_at_any_write_comes_to_the_same_end(sandbox, places, gate, document, tmp_path):
    all_writes, end = killed_at_every_write(gate, sandbox, tmp_path, "apply", sandbox.state(), document)
    assert sorted(all_writes) == sorted(
        """CreateAccountAlias UpdateAccountPasswordPolicy CreatePolicy CreateGroup PutGroupPolicy AttachGroupPolicy
        CreateRole AttachRolePolicy CreateUser AddUserToGroup CreateLoginProfile""".split()
    )
    home, member = (end[sandbox.state()["accounts"][account]["name"]] for account in places)
    assert (list(home["users"]), list(home["groups"]), len(home["policies"])) == (["ada"], ["Developers"], 1)
    assert [name for name in member["roles"] if name.startswith("Org-")] == ["Org-ReadOnly"]


def test_a_set_up_that_was_killed_can_be_applied_by_somebody_else_instead(sandbox, gate, document, tmp_path):
    start = sandbox.state()
    whole = Canopy(sandbox, tmp_path / "whole", document, gate.endpoint)
    all_writes, end = carried_through(gate, whole, "apply", start)
    for nth in range(1, len(all_writes) + 1, 3):
        sandbox.put_state(start)
        canopy = Canopy(sandbox, tmp_path / str(nth), document, gate.endpoint)
        gate.hold(nth, acts=True)
        made = killed(gate, canopy, "identity", "apply", "--spec", str(canopy.file), "--yes")
        # Who goes on has no journal of it.
        Canopy(sandbox, tmp_path / f"{nth}-other", document, gate.endpoint).apply()
        assert books(sandbox.state()) == end, f"killed at write {nth}, {made[-1]}"


# The device that is named after a user goes even where it was never taken into use: deleted twice, gone once.
DELETION = """DeleteLoginProfile DeleteAccessKey RemoveUserFromGroup DeactivateMFADevice DeleteVirtualMFADevice
    DeleteVirtualMFADevice DeleteUser""".split()


def test_a_person_who_goes_is_gone_whole_wherever_it_was_killed(sandbox, places, gate, document, tmp_path):
    """Somebody with what people have: a key, and an MFA device in use."""
    Canopy(sandbox, tmp_path / "first", document).apply()
    home = places[0]
    iam = sandbox.client("iam", sandbox.assume(home))
    iam.create_access_key(UserName="ada")
    sandbox.mfa(home, "ada", f"arn:aws:iam::{home}:mfa/ada")
    all_writes, end = killed_at_every_write(
        gate,
        sandbox,
        tmp_path,
        "apply",
        sandbox.state(),
        document_of(*places, "grace"),
        of=lambda action: action in DELETION,
    )
    assert [action for action in all_writes if action in DELETION] == DELETION
    there = end[sandbox.state()["accounts"][home]["name"]]
    assert list(there["users"]) == ["grace"] and "mfaDevices" not in there


def test_a_proof_that_is_killed_at_any_write_is_made_again_and_leaves_nothing(sandbox, gate, document, tmp_path):
    Canopy(sandbox, tmp_path / "first", document).apply()
    start = sandbox.state()
    all_writes, end = killed_at_every_write(gate, sandbox, tmp_path, "verify", start, document)
    assert {"CreateAccessKey", "CreateVirtualMFADevice", "EnableMFADevice", "DeleteUser"} <= set(all_writes)
    assert end == books(start), "no user, key or device is left"


def test_a_removal_that_is_killed_at_any_write_leaves_nothing(sandbox, gate, document, tmp_path):
    before = books(sandbox.state())
    # Whoever removes has no journal of an alias and a password policy before.
    document |= {"alias": None, "passwordPolicy": None}
    Canopy(sandbox, tmp_path / "first", document).apply()
    _, end = killed_at_every_write(gate, sandbox, tmp_path, "remove", sandbox.state(), document)
    assert end == before
