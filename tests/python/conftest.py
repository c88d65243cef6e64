"""Sandboxes for the tests: one process for each kind, put back to its first state before each test."""

import pytest

from helpers import ACCESS_ROLE, Sandbox


@pytest.fixture(scope="session")
def sample_process():
    sandbox = Sandbox()
    yield sandbox, sandbox.state()
    sandbox.stop()


@pytest.fixture
def sandbox(sample_process):
    """The sample organization as it is at the start. The clock, too, is where it was."""
    sandbox, first = sample_process
    sandbox.put_state(first)
    return sandbox


@pytest.fixture(scope="module")
def called_here(sample_process):
    """Tells the operations that were called since the first test of this file that asks for it."""
    sandbox, _ = sample_process
    before = sandbox.calls()["calls"]

    def called():
        return {operation for operation, count in sandbox.calls()["calls"].items() if count > before.get(operation, 0)}

    return called


@pytest.fixture(scope="session")
def generated():
    """120 accounts in 30 OUs. Tests read it only, or put back what they change."""
    sandbox = Sandbox("--accounts", "120", "--ous", "30", "--seed", "1")
    yield sandbox
    sandbox.stop()


@pytest.fixture
def organizations(sandbox):
    return sandbox.client("organizations")


@pytest.fixture
def iam(sandbox):
    return sandbox.client("iam")


@pytest.fixture
def sts(sandbox):
    return sandbox.client("sts")


@pytest.fixture
def member(sandbox):
    """Id of a member account that was created, so that it has the access role."""
    return sandbox.account_id("Network")


@pytest.fixture
def invited(sandbox):
    """Id of a member account that was invited, so that it has no access role."""
    return sandbox.account_id("Fabrikam Logistics")


@pytest.fixture
def member_keys(sandbox, member):
    """Credentials of the access role in that member."""
    return sandbox.assume(member, ACCESS_ROLE)
