"""Every operation through the command line, with boto3 as the observer that we did not write.

Each test has a data folder of its own; commands are processes of their own, so nothing but the folder
and AWS (here, the sandbox) connects one with the next."""

import os
import pty
import subprocess

import pytest

from helpers import (
    ACCESS_ROLE,
    REGION,
    canopy_binary,
    canopy_json,
    clean_environment,
    create_account,
    document,
    entries,
)

DAY = 24 * 3600
SETUP_SECONDS = 20
CLOSED = ("Payments Dev", "Orders Dev", "Search Dev", "Inventory Dev")
CONTACT = {
    "Name": "Ada",
    "Title": "Owner",
    "EmailAddress": "ada@example.com",
    "PhoneNumber": "+44 20 7946 0000",
}


class Desk:
    """Someone at the command line: a data folder, and whose keys."""

    def __init__(self, sandbox, folder, keys):
        self.sandbox = sandbox
        self.folder = folder
        self.keys = keys

    def __call__(self, *arguments, exit_code=0):
        return canopy_json(
            "--connection",
            "environment",
            *arguments,
            exit_code=exit_code,
            **self.environment(),
        )

    def environment(self):
        return {
            "AWS_ENDPOINT_URL": self.sandbox.endpoint,
            "AWS_ACCESS_KEY_ID": self.keys["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": self.keys["SecretAccessKey"],
            "AWS_REGION": REGION,
            "CANOPY_DATA_DIR": str(self.folder),
            # No profile of whoever runs the tests.
            "HOME": str(self.folder),
        }

    def applied(self, *arguments, state="done"):
        """Plans, looks that planning changed nothing, applies, and returns the steps."""
        before = self.sandbox.state()["organizations"]
        plan = self(*arguments, "--dry-run")
        assert self.sandbox.state()["organizations"] == before, "a dry run changes nothing"
        assert plan["blockers"] == []
        job = self(*arguments, "--yes")
        assert job["state"] == state, job
        assert [step["action"] for step in job["steps"]] == [step["action"] for step in plan["steps"]]
        return job["steps"]


@pytest.fixture
def canopy(sandbox, tmp_path):
    return Desk(sandbox, tmp_path / "management", sandbox.keys)


@pytest.fixture
def outside(sandbox, tmp_path):
    """An account outside: its id, its command line, and its client."""
    account, keys = next(iter(sandbox.others.items()))
    return account, Desk(sandbox, tmp_path / "outside", keys), sandbox.client("organizations", keys)


def parent_of(organizations, id):
    return organizations.list_parents(ChildId=id)["Parents"][0]["Id"]


def path_ou(organizations, *names):
    """The id of the OU with this path."""
    id = organizations.list_roots()["Roots"][0]["Id"]
    for name in names:
        ous = entries(organizations.list_organizational_units_for_parent, "OrganizationalUnits", ParentId=id)
        id = next(ou["Id"] for ou in ous if ou["Name"] == name)
    return id


def tags_of(organizations, id):
    tags = entries(organizations.list_tags_for_resource, "Tags", ResourceId=id)
    return {tag["Key"]: tag["Value"] for tag in tags}


def state_of(organizations, account):
    return organizations.describe_account(AccountId=account)["Account"]["State"]


def asked(client):
    """The only open handshake that an account can answer."""
    handshakes = entries(client.list_handshakes_for_account, "Handshakes")
    [handshake] = [one for one in handshakes if one["State"] == "OPEN"]
    return handshake


def test_an_organization_is_founded_joined_given_all_features_and_deleted(sandbox, outside, tmp_path):
    account, founder, organizations = outside
    guest_id, guest_keys = list(sandbox.others.items())[1]
    guest = sandbox.client("organizations", guest_keys)
    error = founder("tree", exit_code=2)["error"]
    assert error["code"] == "notFound" and "canopy org create" in error["hint"], error

    [made] = founder.applied("org", "create", "--billing-only")
    described = organizations.describe_organization()["Organization"]
    assert (described["Id"], described["MasterAccountId"]) == (made["made"]["organizationId"], account)
    assert described["FeatureSet"] == "CONSOLIDATED_BILLING"
    assert founder("org", "show")["services"] == []
    sandbox.advance(SETUP_SECONDS)

    founder.applied("invite", "send", "--account", guest_id)
    guest.accept_handshake(HandshakeId=asked(guest)["Id"])
    steps = founder.applied("org", "enable-all-features", state="waiting")
    assert [step["state"] for step in steps] == ["done", "pending"], "the guest has not agreed"
    listed = {one["id"]: one for one in founder("invite", "list")["handshakes"]}
    assert listed[steps[0]["made"]["handshakeId"]]["action"] == "ENABLE_ALL_FEATURES"
    [waits] = founder("resume")["jobs"]
    assert waits["state"] == "waiting" and "not agreed" in waits["waitsFor"]

    member = Desk(sandbox, tmp_path / "guest", guest_keys)
    [approval] = [one for one in member("invite", "list")["handshakes"] if one["state"] == "OPEN"]
    assert approval["action"] == "APPROVE_ALL_FEATURES"
    member.applied("invite", "accept", approval["id"])
    assert organizations.describe_organization()["Organization"]["FeatureSet"] == "CONSOLIDATED_BILLING"
    [done] = founder("resume")["jobs"]
    assert done["state"] == "done"
    assert organizations.describe_organization()["Organization"]["FeatureSet"] == "ALL"

    assert founder("org", "delete", "--yes", exit_code=3)["error"]["code"] == "conflict", "the guest is in it"
    member.applied("org", "leave")
    with pytest.raises(guest.exceptions.AWSOrganizationsNotInUseException):
        guest.describe_organization()
    founder.applied("org", "delete")
    with pytest.raises(organizations.exceptions.AWSOrganizationsNotInUseException):
        organizations.describe_organization()


@pytest.mark.parametrize("by", ["account", "email"])
def test_an_invitation_that_is_accepted_while_nobody_looks_ends_in_its_ou(sandbox, organizations, canopy, outside, by):
    account, _, client = outside
    email = sandbox.state()["accounts"][account]["email"]
    whom = ["--account", account] if by == "account" else ["--email", email]
    arguments = ["invite", "send", *whom, "--to", "/Workloads/prod", "--notes", "Welcome", "--tag", "team=shop"]
    invite, move = canopy.applied(*arguments, state="waiting")
    assert move["state"] == "pending"
    received = asked(client)
    assert received["Id"] == invite["made"]["handshakeId"]
    prod = path_ou(organizations, "Workloads", "prod")
    [sent] = [one for one in canopy("invite", "list")["handshakes"] if one["id"] == received["Id"]]
    assert (sent["direction"], sent["notes"]) == ("sent", "Welcome")
    assert sent["destination"] == {"id": prod, "path": "/Workloads/prod"}
    [waits] = canopy("resume")["jobs"]
    assert (waits["state"], waits["dueAt"] is not None) == ("waiting", True), "nobody has answered"

    client.accept_handshake(HandshakeId=received["Id"])
    assert parent_of(organizations, account) != prod, "AWS puts it at the root"
    [job] = canopy("resume")["jobs"]
    assert job["state"] == "done"
    assert parent_of(organizations, account) == prod
    assert tags_of(organizations, account) == {"team": "shop"}
    assert canopy("resume")["jobs"] == [], "there is nothing left"


def test_an_invitation_is_cancelled_and_another_one_declined(organizations, canopy, outside):
    account, other, client = outside
    [sent] = canopy.applied("invite", "send", "--account", account)
    id = sent["made"]["handshakeId"]
    canopy.applied("invite", "cancel", id)
    assert organizations.describe_handshake(HandshakeId=id)["Handshake"]["State"] == "CANCELED"
    [sent, _] = canopy.applied("invite", "send", "--account", account, "--to", "Sandbox", state="waiting")
    other.applied("invite", "decline", sent["made"]["handshakeId"])
    states = {one["Id"]: one["State"] for one in entries(client.list_handshakes_for_account, "Handshakes")}
    assert states[sent["made"]["handshakeId"]] == "DECLINED"
    [job] = canopy("resume", exit_code=1)["jobs"]
    assert job["state"] == "cancelled", "nobody will join"


def test_an_invitation_that_nobody_answers_ends_and_is_told(sandbox, canopy, outside):
    canopy.applied("invite", "send", "--account", outside[0], "--to", "Sandbox", state="waiting")
    sandbox.advance(16 * DAY)
    [job] = canopy("resume", exit_code=1)["jobs"]
    assert job["state"] == "cancelled"
    [error] = [step["error"] for step in job["steps"] if "error" in step]
    assert "unanswered" in error["message"], error
    states = {one["state"] for one in canopy("invite", "list")["handshakes"]}
    assert states == {"EXPIRED"}, "the sample's own one is over, too"


def test_who_has_not_verified_its_address_cannot_invite(sandbox, canopy, outside):
    state = sandbox.state()
    state["accounts"][sandbox.management]["emailVerified"] = False
    sandbox.put_state(state)
    [step] = canopy("invite", "send", "--account", outside[0], "--yes", exit_code=3)["steps"]
    assert "verif" in step["error"]["message"] and step["error"]["hint"], step


def test_the_daily_limit_of_invitations_is_told(sandbox, canopy, outside):
    told = canopy("invite", "list")
    assert told["sentInADay"] == 0 and told["allowedInADay"] >= 20
    canopy.applied("invite", "send", "--account", outside[0])
    assert canopy("invite", "list")["sentInADay"] == 1


def test_an_ou_is_moved_with_its_tags_policies_and_accounts(sandbox, organizations, canopy):
    old = path_ou(organizations, "Workloads", "dev")
    organizations.tag_resource(ResourceId=old, Tags=[{"Key": "stage", "Value": "dev"}])
    content = document(Effect="Deny", Action="s3:DeleteBucket", Resource="*")
    made = organizations.create_policy(
        Name="KeepBuckets", Description="", Content=content, Type="SERVICE_CONTROL_POLICY"
    )
    policy = made["Policy"]["PolicySummary"]["Id"]
    organizations.attach_policy(PolicyId=policy, TargetId=old)
    deep = organizations.create_organizational_unit(ParentId=old, Name="deep")["OrganizationalUnit"]["Id"]
    accounts = [one["Id"] for one in entries(organizations.list_accounts_for_parent, "Accounts", ParentId=old)]
    organizations.move_account(AccountId=accounts[0], SourceParentId=old, DestinationParentId=deep)

    canopy.applied("ou", "move", "/Workloads/dev", "/Sandbox")
    new = path_ou(organizations, "Sandbox", "dev")
    assert new != old, "AWS has no such call: it is another OU"
    found = [one["Id"] for one in entries(organizations.list_accounts_for_parent, "Accounts", ParentId=new)]
    assert sorted(found) == sorted(accounts[1:])
    assert parent_of(organizations, accounts[0]) == path_ou(organizations, "Sandbox", "dev", "deep")
    assert tags_of(organizations, new) == {"stage": "dev"}
    targets = entries(organizations.list_targets_for_policy, "Targets", PolicyId=policy)
    assert [target["TargetId"] for target in targets] == [new]
    with pytest.raises(organizations.exceptions.OrganizationalUnitNotFoundException):
        organizations.describe_organizational_unit(OrganizationalUnitId=old)

    canopy("undo", "--yes")
    back = path_ou(organizations, "Workloads", "dev")
    assert tags_of(organizations, back) == {"stage": "dev"}
    assert parent_of(organizations, accounts[1]) == back


def test_a_fourth_closing_waits_until_aws_has_closed_the_others(sandbox, organizations, canopy):
    ids = [sandbox.account_id(name) for name in CLOSED]
    steps = canopy.applied("account", "close", *CLOSED, state="waiting")
    assert [step["state"] for step in steps] == ["done", "done", "done", "pending"]
    assert [state_of(organizations, id) for id in ids] == ["PENDING_CLOSURE"] * 3 + ["ACTIVE"]
    [waits] = canopy("resume")["jobs"]
    assert waits["state"] == "waiting", "AWS closes three at once"

    sandbox.advance(DAY)
    [job] = canopy("resume")["jobs"]
    assert job["state"] == "done"
    assert state_of(organizations, ids[3]) == "PENDING_CLOSURE"
    nodes = {node["id"]: node for node in canopy("tree")["nodes"]}
    assert nodes[ids[0]]["state"] == state_of(organizations, ids[0]) == "CLOSED"
    sandbox.advance(90 * DAY)
    assert ids[0] not in {node["id"] for node in canopy("tree")["nodes"]}, "after 90 days it is gone"


def test_an_address_changes_with_the_code_from_the_mail(sandbox, canopy):
    account = sandbox.client("account")
    id = sandbox.account_id("Payments")
    new = "aws+payouts@northwind.example.com"
    canopy.applied("account", "email", "Payments", "--to", new)
    mail = sandbox.mail()[-1]
    assert mail["to"] == new
    assert account.get_primary_email(AccountId=id)["PrimaryEmail"] != new, "nothing changes before the code is given"
    wrong = canopy("account", "email", "Payments", "--to", new, "--code", "nonsense", "--yes", exit_code=1)
    assert wrong["steps"][0]["error"]["code"] in ("invalid", "denied")
    canopy.applied("account", "email", id, "--to", new, "--code", mail["code"])
    assert account.get_primary_email(AccountId=id)["PrimaryEmail"] == new
    assert mail["code"] not in str(canopy("activity")), "the code is written nowhere"


def test_names_tags_contacts_and_regions_are_what_boto3_finds(sandbox, organizations, canopy):
    account = sandbox.client("account")
    id = sandbox.account_id("Payments")
    canopy.applied("account", "rename", "Payments", "Payouts")
    assert account.get_account_information(AccountId=id)["AccountName"] == "Payouts"
    assert organizations.describe_account(AccountId=id)["Account"]["Name"] == "Payouts"

    before = tags_of(organizations, id)
    canopy.applied("account", "tag", "Payouts", "--tag", "tier=gold", "--tag", "team=x")
    assert tags_of(organizations, id) == {**before, "tier": "gold", "team": "x"}
    canopy.applied("account", "tag", "Payouts", "--remove", "tier")
    assert tags_of(organizations, id) == {**before, "team": "x"}
    canopy("undo", "--yes")
    canopy("undo", "--yes")
    assert tags_of(organizations, id) == before, "undone twice, two jobs back"

    who = ["--name", "Ada", "--title", "Owner", "--email", "ada@example.com", "--phone", "+44 20 7946 0000"]
    canopy.applied("account", "contacts", "Payouts", "--kind", "security", *who)
    found = account.get_alternate_contact(AccountId=id, AlternateContactType="SECURITY")["AlternateContact"]
    assert {name: found[name] for name in CONTACT} == CONTACT
    [told] = [one for one in canopy("account", "contacts", "Payouts")["contacts"] if one["contact"]]
    assert (told["kind"], told["contact"]["name"]) == ("SECURITY", "Ada")
    canopy.applied("account", "contacts", "Payouts", "--kind", "security", "--remove")
    with pytest.raises(account.exceptions.ResourceNotFoundException):
        account.get_alternate_contact(AccountId=id, AlternateContactType="SECURITY")

    def region(name):
        return account.get_region_opt_status(AccountId=id, RegionName=name)["RegionOptStatus"]

    canopy.applied("account", "regions", "Payouts", "--enable", "ap-east-1")
    assert region("ap-east-1") in ("ENABLING", "ENABLED")
    sandbox.advance(DAY)
    regions = {one["name"]: one["state"] for one in canopy("account", "regions", "Payouts")["regions"]}
    assert regions["ap-east-1"] == region("ap-east-1") == "ENABLED"
    canopy.applied("account", "regions", "Payouts", "--disable", "ap-east-1")
    assert region("ap-east-1") in ("DISABLING", "DISABLED")


def test_accounts_are_created_one_by_one_and_from_a_table(sandbox, organizations, canopy, tmp_path):
    arguments = ["--name", "Ledger", "--email", "ledger@example.com", "--to", "/Workloads/dev", "--tag", "team=f"]
    create, _, usable = canopy.applied("account", "create", *arguments)
    made = create["made"]
    assert usable["action"] == "AssumeRole"
    assert parent_of(organizations, made["accountId"]) == path_ou(organizations, "Workloads", "dev")
    assert tags_of(organizations, made["accountId"]) == {"team": "f"}
    role = sandbox.client("sts").assume_role(RoleArn=made["roleArn"], RoleSessionName="tests")
    keys = role["Credentials"]
    assert sandbox.client("sts", keys).get_caller_identity()["Account"] == made["accountId"]
    assert made["roleArn"].endswith(f"/{ACCESS_ROLE}")

    table = tmp_path / "accounts.csv"
    table.write_text("name,email,ou,role\nOne,one@example.com,/Sandbox,Root\nTwo,nonsense,,\n")
    error = canopy("account", "create", "--csv", str(table), "--yes", exit_code=2)["error"]
    assert [row["line"] for row in error["rows"]] == [3], error
    assert "One" not in {one["Name"] for one in entries(organizations.list_accounts, "Accounts")}, "nothing is done"
    table.write_text("name,email,ou,role\nOne,one@example.com,/Sandbox,Root\nTwo,two@example.com,,\n")
    canopy.applied("account", "create", "--csv", str(table))
    found = {one["Name"]: one["Id"] for one in entries(organizations.list_accounts, "Accounts")}
    assert parent_of(organizations, found["One"]) == path_ou(organizations, "Sandbox")
    assert parent_of(organizations, found["Two"]) == path_ou(organizations)
    assert sandbox.assume(found["One"], "Root"), "its role has the name that the table gives"
    canopy("account", "create", "--csv", str(table), "--yes", exit_code=3)


def test_an_account_is_removed_and_what_aws_refuses_is_told(sandbox, organizations, canopy, invited):
    canopy.applied("account", "remove", "Fabrikam Logistics")
    with pytest.raises(organizations.exceptions.AccountNotFoundException):
        organizations.describe_account(AccountId=invited)
    job = canopy("account", "remove", "Payments", "--yes", exit_code=3)
    [step] = job["steps"]
    assert job["state"] == "failed" and step["error"]["code"] == "conflict" and step["requestId"], job
    young = create_account(organizations, "Young", "young@example.com")["AccountId"]
    error = canopy("account", "remove", young, "--yes", exit_code=3)["error"]
    assert "4 days" in error["message"], error


def test_what_applies_to_a_node_is_what_boto3_finds(organizations, canopy):
    shown = canopy("policies", "/Workloads/prod")
    id = path_ou(organizations, "Workloads", "prod")
    assert shown["node"]["id"] == id
    assert shown["kinds"], "the sample has policies"
    for kind in shown["kinds"]:
        attached = entries(organizations.list_policies_for_target, "Policies", TargetId=id, Filter=kind["kind"])
        own = [one["id"] for one in kind["applied"] if one["from"]["id"] == id]
        assert sorted(own) == sorted(policy["Id"] for policy in attached)
        assert kind["free"] == kind["slots"] - len(attached)


def answered(canopy, answer, *arguments):
    """Runs a command in a terminal where someone types, and returns how it ended and what stood there."""
    main, end = pty.openpty()
    with subprocess.Popen(
        [canopy_binary(), "--connection", "environment", *arguments],
        env=clean_environment(**canopy.environment()),
        stdin=end,
        stdout=end,
        stderr=end,
    ) as process:
        os.close(end)
        os.write(main, f"{answer}\n".encode())
        told = b""
        while True:
            try:
                read = os.read(main, 4096)
            except OSError:
                # Linux says so when nobody holds the other end any more.
                break
            if not read:
                break
            told += read
        os.close(main)
        return process.wait(60), told.decode()


def test_who_closes_an_account_types_its_name(sandbox, organizations, canopy):
    id = sandbox.account_id("Payments Dev")
    code, told = answered(canopy, "y", "account", "close", "Payments Dev")
    assert (code, state_of(organizations, id)) == (1, "ACTIVE"), told
    assert "Type `Payments Dev` to apply" in told
    code, told = answered(canopy, "Payments Dev", "account", "close", "Payments Dev")
    assert (code, state_of(organizations, id)) == (0, "PENDING_CLOSURE"), told
    code, told = answered(canopy, "y", "account", "move", "Orders", "--to", "/Sandbox")
    assert code == 0 and "Apply? [y/N]" in told, "what can be undone needs a `y`"
    code, told = answered(canopy, "", "account", "move", "Search", "--to", "/Sandbox")
    assert code == 1 and "nothing was changed" in told


LOST = {
    "InviteAccountToOrganization": ("invite", "send", "--email", "aws@adventure-works.example.com"),
    "CreateAccount": ("account", "create", "--name", "Once", "--email", "once@example.com"),
    "CreateOrganizationalUnit": ("ou", "create", "/", "Once"),
    "RemoveAccountFromOrganization": ("account", "remove", "Fabrikam Logistics"),
    "PutAccountName": ("account", "rename", "Payments", "Once"),
    "CloseAccount": ("account", "close", "Payments Dev"),
    "TagResource": ("account", "tag", "Payments", "--tag", "once=yes"),
}


@pytest.mark.parametrize("operation", LOST)
def test_a_lost_reply_is_looked_up_and_nothing_is_done_twice(sandbox, canopy, operation):
    before = sandbox.calls()["calls"].get(operation, 0)
    sandbox.fault(operation, "LostReply")
    job = canopy(*LOST[operation], "--yes")
    assert all(step["state"] == "done" for step in job["steps"]), job
    repeated = sandbox.calls()["calls"][operation] - before
    assert repeated == 1 or operation in ("TagResource", "PutAccountName"), "what may not be repeated is looked up"


def test_the_journal_tells_each_step_as_a_line_for_the_aws_cli(canopy):
    canopy("account", "move", "Payments", "--to", "/Sandbox", "--yes")
    [job] = canopy("activity")["jobs"]
    [step] = canopy("activity", job["jobId"])["steps"]
    assert step["command"].startswith("aws organizations move-account --account-id ")
    assert step["requestId"] and step["startedAt"] <= step["endedAt"]
    error = canopy("activity", "job-000000000000", exit_code=2)["error"]
    assert error["code"] == "notFound", error
