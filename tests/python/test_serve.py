"""How `canopy sandbox serve` is started, and the faults that close the connection."""

import json
import signal

import pytest
from botocore.exceptions import HTTPClientError

from helpers import Sandbox, canopy


@pytest.fixture
def serve():
    """Starts sandboxes, and stops them at the end."""
    started = []

    def start(*arguments):
        started.append(Sandbox(*arguments))
        return started[-1]

    yield start
    for sandbox in started:
        sandbox.stop()


def test_the_start_line_says_all_that_a_client_needs(sandbox):
    assert set(sandbox.start) == {
        "endpoint", "signinUrl", "managementAccountId", "accessKeyId", "secretAccessKey", "others",
    }
    assert sandbox.endpoint.startswith("http://127.0.0.1:"), "it serves this machine only"
    assert len(sandbox.others) == 3, "three accounts outside can be invited"


def test_faults_can_be_set_from_the_start(serve):
    organizations = serve("--accounts", "3", "--fault", "ListRoots=Throttle:2").client("organizations")
    for _ in range(2):
        with pytest.raises(organizations.exceptions.TooManyRequestsException):
            organizations.list_roots()
    assert organizations.list_roots()["Roots"], "the third call succeeds"


def test_throttled_as_aws_does_a_burst_passes_and_the_next_call_does_not(serve):
    sandbox = serve("--accounts", "3", "--throttle", "aws")
    organizations = sandbox.client("organizations")
    for _ in range(2):
        organizations.describe_organization()
    with pytest.raises(organizations.exceptions.TooManyRequestsException):
        organizations.describe_organization()
    calls = sandbox.calls()
    assert calls["calls"]["DescribeOrganization"] == 2, "DescribeOrganization: one a second, two at once"
    assert calls["throttled"]["DescribeOrganization"] == 1


def test_a_timeout_does_nothing_and_a_lost_reply_has_acted(sandbox, organizations):
    root = organizations.list_roots()["Roots"][0]["Id"]

    def names():
        units = organizations.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"]
        return {ou["Name"] for ou in units}

    for code, acts in (("Timeout", False), ("LostReply", True)):
        sandbox.fault("CreateOrganizationalUnit", code)
        with pytest.raises(HTTPClientError):
            organizations.create_organizational_unit(ParentId=root, Name=code)
        assert (code in names()) == acts, f"after {code} the OU is {'there' if acts else 'not there'}"


def test_a_state_file_carries_everything_over_to_the_next_start(serve, tmp_path):
    file = tmp_path / "state.json"
    first = serve("--accounts", "3", "--state", str(file))
    root = first.organization(first.state())["root"]["id"]
    first.client("organizations").create_organizational_unit(ParentId=root, Name="Kept")
    first.process.send_signal(signal.SIGTERM)
    assert first.process.wait(10) == 0, "asked to stop, it writes its state and ends well"
    assert file.stat().st_mode & 0o777 == 0o600, "the state holds keys"
    assert "Kept" in json.dumps(json.loads(file.read_text()))

    second = serve("--state", str(file))
    assert second.keys == first.keys, "the same keys work"
    assert second.ou_id("Kept") and second.management == first.management


@pytest.mark.parametrize(
    "arguments",
    [["--accounts", "0"], ["--seed", "1"], ["--fault", "ListRoots=Boom"], ["--throttle", "some"], ["--port", "1e9"]],
)
def test_what_cannot_be_served_is_refused_at_the_start(arguments):
    ended = canopy("sandbox", "serve", *arguments)
    assert (ended.returncode, ended.stdout) == (2, ""), f"{arguments} is invalid: {ended.stderr}"
