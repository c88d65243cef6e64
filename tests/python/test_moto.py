"""The command line against moto, an emulator that we did not write: it has no Paths, and pages of 100."""

import pathlib
import random
import socket
import subprocess
import sys

import pytest

from helpers import ACCESS_ROLE, REGION, canopy_json, clean_environment, client, entries, http, wait_until

KEYS = {"AccessKeyId": "test", "SecretAccessKey": "test"}
MANAGEMENT = "123456789012"
START_SECONDS = 30
# Moto fills each new account with all managed policies, one second long: only where roles matter.
TREES = {"30 accounts": (30, 12, 1), "150 accounts": (150, 40, 2), "500 accounts": (500, 90, 3)}
MAX_DEPTH = 4


class Moto:
    """moto_server in its own process."""

    def __init__(self, folder, managed_policies):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{port}"
        self.folder = folder
        program = pathlib.Path(sys.executable).parent / "moto_server"
        more = {"MOTO_IAM_LOAD_MANAGED_POLICIES": "true"} if managed_policies else {}
        with open(folder / "moto.log", "wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(program), "-H", "127.0.0.1", "-p", str(port)],
                env=clean_environment(**more),
                stdout=log,
                stderr=log,
            )
        try:
            wait_until("the start of moto", self._answers, START_SECONDS)
        except BaseException:
            self.stop()
            raise

    def _answers(self):
        assert self.process.poll() is None, (self.folder / "moto.log").read_text()[-2000:]
        try:
            return http("GET", f"{self.endpoint}/moto-api/data.json")[0] == 200
        except OSError:
            return False

    def stop(self):
        self.process.kill()
        self.process.wait()

    def reset(self):
        assert http("POST", f"{self.endpoint}/moto-api/reset", b"")[0] == 200

    def client(self, service, keys=KEYS):
        return client(service, self.endpoint, keys)

    def canopy(self, data, *arguments, exit_code=0):
        """The command line with an environment that reaches moto and nothing else."""
        return canopy_json(
            "--connection",
            "environment",
            *arguments,
            exit_code=exit_code,
            AWS_ENDPOINT_URL=self.endpoint,
            AWS_ACCESS_KEY_ID="test",
            AWS_SECRET_ACCESS_KEY="test",
            AWS_REGION=REGION,
            CANOPY_DATA_DIR=str(data),
            CANOPY_PACE="none",
            # No profile of whoever runs the tests.
            HOME=str(data),
        )


@pytest.fixture(scope="module")
def bare_moto(tmp_path_factory):
    moto = Moto(tmp_path_factory.mktemp("moto"), managed_policies=False)
    yield moto
    moto.stop()


@pytest.fixture(scope="module")
def moto(tmp_path_factory):
    moto = Moto(tmp_path_factory.mktemp("moto"), managed_policies=True)
    yield moto
    moto.stop()


def seed_organization(organizations, accounts, ous, seed):
    """Nested OUs, at most four deep, and accounts spread over them, some at the root."""
    chance = random.Random(seed)
    organizations.create_organization(FeatureSet="ALL")
    root = organizations.list_roots()["Roots"][0]["Id"]
    parents = [(root, 0)]
    for number in range(ous):
        parent, depth = chance.choice([(id, depth) for id, depth in parents if depth < MAX_DEPTH])
        made = organizations.create_organizational_unit(ParentId=parent, Name=f"Unit {number:03}")
        parents.append((made["OrganizationalUnit"]["Id"], depth + 1))
    for number in range(accounts - 1):
        status = organizations.create_account(AccountName=f"Account {number:04}", Email=f"a{number:04}@example.com")
        parent = chance.choice(parents)[0]
        if parent != root:
            organizations.move_account(
                AccountId=status["CreateAccountStatus"]["AccountId"], SourceParentId=root, DestinationParentId=parent
            )
    return root, max(depth for _, depth in parents)


def walk(organizations):
    """The tree as boto3 finds it by asking each parent for its children."""
    root = organizations.list_roots()["Roots"][0]
    found = [{"id": root["Id"], "kind": "root", "name": root["Name"], "parentId": None, "path": "/", "email": None}]
    waiting = [(root["Id"], "")]
    while waiting:
        parent, path = waiting.pop()
        ous = entries(organizations.list_organizational_units_for_parent, "OrganizationalUnits", ParentId=parent)
        accounts = entries(organizations.list_accounts_for_parent, "Accounts", ParentId=parent)
        for kind, children in (("ou", ous), ("account", accounts)):
            for child in children:
                node = {"id": child["Id"], "kind": kind, "name": child["Name"], "parentId": parent}
                found.append({**node, "path": f"{path}/{child['Name']}", "email": child.get("Email")})
        waiting += [(ou["Id"], f"{path}/{ou['Name']}") for ou in ous]
    return {node["id"]: node for node in found}


@pytest.mark.parametrize("size", TREES)
def test_the_tree_is_what_boto3_finds_by_walking(bare_moto, tmp_path, size):
    accounts, ous, seed = TREES[size]
    bare_moto.reset()
    organizations = bare_moto.client("organizations")
    root, depth = seed_organization(organizations, accounts, ous, seed)
    expected = walk(organizations)
    assert len(expected) == 1 + ous + accounts, "the seeding made what it was to make"
    assert depth == MAX_DEPTH, "the OUs are nested as deep as they are to be"

    document = bare_moto.canopy(tmp_path, "tree")
    assert document["complete"] is True, "no part of the tree is missing"
    assert document["organization"]["managementAccountId"] == MANAGEMENT
    found = {node["id"]: {name: node.get(name) for name in expected[root]} for node in document["nodes"]}
    assert len(found) == len(document["nodes"]), "no node comes twice"
    assert found == expected, "ids, kinds, names, parents, paths and addresses are those that boto3 finds"
    states = {node["state"] for node in document["nodes"] if node["kind"] == "account"}
    assert states == {"ACTIVE"}, "moto has State"
    assert document["load"]["throttled"] == 0, "moto turns nobody away"


def test_a_second_start_finds_what_changed_in_between(bare_moto, tmp_path):
    bare_moto.reset()
    organizations = bare_moto.client("organizations")
    root, _ = seed_organization(organizations, 10, 5, 4)
    bare_moto.canopy(tmp_path, "tree")
    made = organizations.create_organizational_unit(ParentId=root, Name="Later")["OrganizationalUnit"]["Id"]
    names = {node["id"]: node["name"] for node in bare_moto.canopy(tmp_path, "tree")["nodes"]}
    assert names.get(made) == "Later", "what was saved does not hide what is new"


def applied(job, *actions):
    """The steps of a job that is done, with the ids that they made."""
    assert job["state"] == "done", f"the job is done: {job}"
    assert [step["action"] for step in job["steps"]] == list(actions)
    assert all(step["state"] == "done" for step in job["steps"])
    writes = [step for step in job["steps"] if step["action"] != "AssumeRole"]
    assert all(step["requestId"] for step in writes), "each step that writes tells AWS's request id"
    return [step.get("made", {}) for step in job["steps"]]


def parent_of(organizations, id):
    return organizations.list_parents(ChildId=id)["Parents"][0]["Id"]


def test_an_ou_and_an_account_are_created_moved_and_entered(moto, tmp_path):
    organizations = moto.client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    root = organizations.list_roots()["Roots"][0]["Id"]
    [outer] = applied(moto.canopy(tmp_path, "ou", "create", "/", "Workloads", "--yes"), "CreateOrganizationalUnit")
    [inner] = applied(
        moto.canopy(tmp_path, "ou", "create", "/Workloads", "prod", "--yes"), "CreateOrganizationalUnit"
    )
    ou = organizations.describe_organizational_unit(OrganizationalUnitId=inner["ouId"])["OrganizationalUnit"]
    assert ou["Name"] == "prod"
    assert (parent_of(organizations, inner["ouId"]), parent_of(organizations, outer["ouId"])) == (outer["ouId"], root)

    arguments = ["--name", "Shop", "--email", "shop@example.com", "--to", "/Workloads/prod", "--tag", "team=shop"]
    steps = ["CreateAccount", "MoveAccount", "AssumeRole"]
    made, _, _ = applied(moto.canopy(tmp_path, "account", "create", *arguments, "--yes"), *steps)
    account = made["accountId"]
    assert made["roleArn"] == f"arn:aws:iam::{account}:role/{ACCESS_ROLE}", "and its role is told"
    described = organizations.describe_account(AccountId=account)["Account"]
    assert (described["Name"], described["Email"]) == ("Shop", "shop@example.com")
    assert parent_of(organizations, account) == inner["ouId"], "--to is where it stands"
    tags = organizations.list_tags_for_resource(ResourceId=account)["Tags"]
    assert tags == [{"Key": "team", "Value": "shop"}]

    applied(moto.canopy(tmp_path, "account", "move", "shop@example.com", "--to", "/", "--yes"), "MoveAccount")
    assert parent_of(organizations, account) == root
    plan = moto.canopy(tmp_path, "account", "move", "Shop", "--to", "/Workloads", "--dry-run")
    assert [step["action"] for step in plan["steps"]] == ["MoveAccount"]
    assert parent_of(organizations, account) == root, "a dry run moves nothing"

    keys = moto.client("sts").assume_role(RoleArn=made["roleArn"], RoleSessionName="tests")["Credentials"]
    assert moto.client("sts", keys).get_caller_identity()["Account"] == account, "one can step into the new account"
    roles = moto.canopy(tmp_path, "roles", "Shop")
    assert roles["accountId"] == account, "and so can the command line"
    [access] = [role for role in roles["roles"] if role["name"] == ACCESS_ROLE]
    assert MANAGEMENT in access["trustPolicy"], "the role lets the management account in"


def test_tags_units_and_closings_are_what_boto3_finds(moto, tmp_path):
    moto.reset()
    organizations = moto.client("organizations")
    organizations.create_organization(FeatureSet="ALL")
    status = organizations.create_account(AccountName="Shop", Email="shop@example.com")["CreateAccountStatus"]
    account = status["AccountId"]
    applied(moto.canopy(tmp_path, "ou", "create", "/", "One", "--yes"), "CreateOrganizationalUnit")
    applied(moto.canopy(tmp_path, "ou", "rename", "/One", "Two", "--yes"), "UpdateOrganizationalUnit")
    applied(moto.canopy(tmp_path, "ou", "tag", "/Two", "--tag", "stage=prod", "--yes"), "TagResource")
    unit = next(node["id"] for node in moto.canopy(tmp_path, "tree")["nodes"] if node["name"] == "Two")
    found = organizations.list_tags_for_resource(ResourceId=unit)["Tags"]
    assert found == [{"Key": "stage", "Value": "prod"}]
    applied(moto.canopy(tmp_path, "ou", "tag", "/Two", "--remove", "stage", "--yes"), "UntagResource")
    assert organizations.list_tags_for_resource(ResourceId=unit)["Tags"] == []
    applied(moto.canopy(tmp_path, "ou", "delete", "/Two", "--yes"), "DeleteOrganizationalUnit")
    applied(moto.canopy(tmp_path, "account", "close", "Shop", "--yes"), "CloseAccount")
    closed = organizations.describe_account(AccountId=account)["Account"]["Status"]
    assert closed in ("PENDING_CLOSURE", "SUSPENDED"), closed


def test_an_account_that_nobody_has_is_an_error_document(moto, tmp_path):
    moto.reset()
    moto.client("organizations").create_organization(FeatureSet="ALL")
    arguments = ["account", "move", "Nobody", "--to", "/", "--yes"]
    error = moto.canopy(tmp_path, *arguments, exit_code=2)["error"]
    assert error["code"] == "notFound" and "Nobody" in error["message"], error
