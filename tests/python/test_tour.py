"""A tour of every operation, with boto3: what each one answers when all is well."""

import json

import pytest

import billing_operations
import policy_operations
import life_operations
from error_cases import OPERATIONS
from helpers import create_account, entries

FULL_ACCESS = "p-FullAWSAccess"


pytestmark = pytest.mark.usefixtures("called_here")


@pytest.fixture
def root(organizations):
    return organizations.list_roots()["Roots"][0]["Id"]


def test_the_organization_and_its_root_are_described(sandbox, organizations):
    found = organizations.describe_organization()["Organization"]
    assert found["Id"].startswith("o-") and found["Arn"].endswith(found["Id"])
    assert found["MasterAccountId"] == sandbox.management
    assert found["FeatureSet"] == "ALL"
    [root] = organizations.list_roots()["Roots"]
    assert (root["Name"], root["Id"][:2]) == ("Root", "r-")
    assert {"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"} in root["PolicyTypes"], "SCPs are on"


def test_accounts_tell_their_state_and_their_path(organizations, member, root):
    organization = organizations.describe_organization()["Organization"]["Id"]
    accounts = {account["Id"]: account for account in entries(organizations.list_accounts, "Accounts")}
    assert 35 <= len(accounts) <= 45, "the sample has some forty accounts"
    assert {account["State"] for account in accounts.values()} == {"ACTIVE", "PENDING_CLOSURE", "SUSPENDED", "CLOSED"}
    assert not any("Status" in account for account in accounts.values()), "Status was retired in September 2026"
    ou = organizations.list_parents(ChildId=member)["Parents"][0]["Id"]
    path = f"{organization}/{root}/{ou}/{member}/"
    assert accounts[member]["Paths"] == [path], "a path leads from the organization to the account, with a last slash"
    assert organizations.describe_account(AccountId=member)["Account"] == accounts[member], "both tell the same"
    assert {"Arn", "Email", "Name", "JoinedMethod", "JoinedTimestamp"} <= set(accounts[member])


def test_parents_and_children_agree(organizations, member, root):
    [parent] = organizations.list_parents(ChildId=member)["Parents"]
    assert parent["Type"] == "ORGANIZATIONAL_UNIT"
    children = organizations.list_children(ParentId=parent["Id"], ChildType="ACCOUNT")["Children"]
    assert {"Id": member, "Type": "ACCOUNT"} in children, "its parent lists it"
    accounts = organizations.list_accounts_for_parent(ParentId=parent["Id"])["Accounts"]
    assert [account["Id"] for account in accounts] == [child["Id"] for child in children]
    assert organizations.list_parents(ChildId=parent["Id"])["Parents"] == [{"Id": root, "Type": "ROOT"}]
    units = organizations.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"]
    children = organizations.list_children(ParentId=root, ChildType="ORGANIZATIONAL_UNIT")["Children"]
    assert [ou["Id"] for ou in units] == [child["Id"] for child in children]
    assert "Infrastructure" in [ou["Name"] for ou in units]


def test_an_ou_is_created_described_renamed_and_deleted(organizations, root):
    tags = [{"Key": "team", "Value": "shop"}]
    made = organizations.create_organizational_unit(ParentId=root, Name="New", Tags=tags)["OrganizationalUnit"]
    assert made["Id"].startswith(f"ou-{root[2:]}-"), "an OU's id holds its root's"
    assert made["Path"].endswith(f"{root}/{made['Id']}/")
    assert organizations.list_tags_for_resource(ResourceId=made["Id"])["Tags"] == tags
    renamed = organizations.update_organizational_unit(OrganizationalUnitId=made["Id"], Name="Renamed")
    assert renamed["OrganizationalUnit"] == {**made, "Name": "Renamed"}, "a new name changes nothing else"
    found = organizations.describe_organizational_unit(OrganizationalUnitId=made["Id"])["OrganizationalUnit"]
    assert found["Name"] == "Renamed"
    attached = organizations.list_policies_for_target(TargetId=made["Id"], Filter="SERVICE_CONTROL_POLICY")["Policies"]
    assert [policy["Id"] for policy in attached] == [FULL_ACCESS], "AWS attaches it to every new OU"
    organizations.delete_organizational_unit(OrganizationalUnitId=made["Id"])
    with pytest.raises(organizations.exceptions.OrganizationalUnitNotFoundException):
        organizations.describe_organizational_unit(OrganizationalUnitId=made["Id"])


def test_two_ous_may_have_one_name_under_two_parents(sandbox, organizations):
    made = organizations.create_organizational_unit(ParentId=sandbox.ou_id("Security"), Name="prod")
    assert made["OrganizationalUnit"]["Id"] != sandbox.ou_id("prod"), "only siblings have names of their own"


def test_an_account_is_created_after_a_while_and_stands_in_the_root(organizations, root):
    tags = [{"Key": "team", "Value": "shop"}]
    status = organizations.create_account(AccountName="New", Email="new@example.com", Tags=tags)["CreateAccountStatus"]
    assert status["State"] == "IN_PROGRESS" and "AccountId" not in status, "creation takes AWS a while"
    request = {"CreateAccountRequestId": status["Id"]}
    for _ in range(10):
        status = organizations.describe_create_account_status(**request)["CreateAccountStatus"]
        if status["State"] != "IN_PROGRESS":
            break
    assert status["State"] == "SUCCEEDED" and status["CompletedTimestamp"] >= status["RequestedTimestamp"]
    account = organizations.describe_account(AccountId=status["AccountId"])["Account"]
    assert (account["Name"], account["Email"], account["JoinedMethod"]) == ("New", "new@example.com", "CREATED")
    assert organizations.list_parents(ChildId=account["Id"])["Parents"][0]["Id"] == root, "it stands in the root"
    assert organizations.list_tags_for_resource(ResourceId=account["Id"])["Tags"] == tags
    listed = entries(organizations.list_create_account_status, "CreateAccountStatuses", States=["SUCCEEDED"])
    assert status["Id"] in [one["Id"] for one in listed]


@pytest.mark.parametrize(
    ("email", "reason"), [("AWS@northwind.example.com", "EMAIL_ALREADY_EXISTS"), (".dot@example.com", "INVALID_EMAIL")]
)
def test_an_account_with_an_address_that_cannot_be_fails_later(organizations, email, reason):
    status = create_account(organizations, "New", email)
    assert (status["State"], status["FailureReason"]) == ("FAILED", reason), "the call itself was accepted"
    assert "AccountId" not in status
    failed = entries(organizations.list_create_account_status, "CreateAccountStatuses", States=["FAILED"])
    assert status["Id"] in [one["Id"] for one in failed]


def test_an_account_is_done_when_the_clock_has_moved(sandbox, organizations):
    made = organizations.create_account(AccountName="New", Email="new@example.com")["CreateAccountStatus"]
    sandbox.advance(10)
    found = organizations.describe_create_account_status(CreateAccountRequestId=made["Id"])["CreateAccountStatus"]
    assert found["State"] == "SUCCEEDED", "nobody has to wait for it in a test"


def test_an_account_moves_and_its_path_with_it(sandbox, organizations, member):
    source, destination = sandbox.ou_id("Infrastructure"), sandbox.ou_id("prod")
    organizations.move_account(AccountId=member, SourceParentId=source, DestinationParentId=destination)
    assert organizations.list_parents(ChildId=member)["Parents"][0]["Id"] == destination
    [path] = organizations.describe_account(AccountId=member)["Account"]["Paths"]
    assert path.split("/")[-4:] == [sandbox.ou_id("Workloads"), destination, member, ""], "the path follows"
    below = [account["Id"] for account in entries(organizations.list_accounts_for_parent, "Accounts", ParentId=source)]
    assert member not in below, "it has left its old parent"


def test_tags_are_set_replaced_and_taken_away(sandbox, organizations, member, root):
    policy = next(id for id in sandbox.organization(sandbox.state())["policies"] if id != FULL_ACCESS)
    for resource in (member, root, sandbox.ou_id("prod"), policy):
        before = organizations.list_tags_for_resource(ResourceId=resource)["Tags"]
        organizations.tag_resource(ResourceId=resource, Tags=[{"Key": "new", "Value": "1"}])
        organizations.tag_resource(ResourceId=resource, Tags=[{"Key": "new", "Value": "2"}])
        tags = organizations.list_tags_for_resource(ResourceId=resource)["Tags"]
        assert {"Key": "new", "Value": "2"} in tags and len(tags) == len(before) + 1, f"replaced on {resource}"
        organizations.untag_resource(ResourceId=resource, TagKeys=["new", "never there"])
        assert organizations.list_tags_for_resource(ResourceId=resource)["Tags"] == before


def test_policies_are_read_from_both_ends(sandbox, organizations):
    policies = organizations.list_policies(Filter="SERVICE_CONTROL_POLICY")["Policies"]
    names = {policy["Name"]: policy["Id"] for policy in policies}
    assert {"FullAWSAccess", "DenyAll", "ProtectLogs"} <= set(names)
    found = organizations.describe_policy(PolicyId=names["DenyAll"])["Policy"]
    assert json.loads(found["Content"])["Statement"][0]["Effect"] == "Deny", "the content is the document"
    assert found["PolicySummary"] in policies
    suspended = sandbox.ou_id("Suspended")
    [target] = organizations.list_targets_for_policy(PolicyId=names["DenyAll"])["Targets"]
    assert (target["TargetId"], target["Type"], target["Name"]) == (suspended, "ORGANIZATIONAL_UNIT", "Suspended")
    attached = organizations.list_policies_for_target(TargetId=suspended, Filter="SERVICE_CONTROL_POLICY")["Policies"]
    assert {policy["Name"] for policy in attached} == {"FullAWSAccess", "DenyAll"}
    targets = entries(organizations.list_targets_for_policy, "Targets", PolicyId=FULL_ACCESS)
    assert {target["Type"] for target in targets} == {"ROOT", "ORGANIZATIONAL_UNIT", "ACCOUNT"}, "it is everywhere"
    [tags] = organizations.list_policies(Filter="TAG_POLICY")["Policies"]
    assert (tags["Name"], tags["AwsManaged"]) == ("CostTags", False), "the sample has one of those"


def test_the_open_invitation_is_read_and_expires(sandbox, organizations):
    [invitation] = organizations.list_handshakes_for_organization()["Handshakes"]
    assert (invitation["Action"], invitation["State"]) == ("INVITE", "OPEN")
    found = organizations.describe_handshake(HandshakeId=invitation["Id"])["Handshake"]
    assert found == invitation, "both tell the same"
    lasts = invitation["ExpirationTimestamp"] - invitation["RequestedTimestamp"]
    assert lasts.days == 15, "an invitation is open for 15 days"
    assert {party["Type"] for party in invitation["Parties"]} == {"ORGANIZATION", "ACCOUNT"}
    assert {resource["Type"] for resource in invitation["Resources"]} == {"ORGANIZATION", "ACCOUNT", "NOTES"}
    assert organizations.list_handshakes_for_account()["Handshakes"] == [], "the management account has none to answer"
    outside = sandbox.client("organizations", next(iter(sandbox.others.values())))
    assert outside.list_handshakes_for_account()["Handshakes"] == [], "an account sees only its own"
    sandbox.advance(13 * 24 * 3600)
    found = organizations.describe_handshake(HandshakeId=invitation["Id"])["Handshake"]
    assert found["State"] == "EXPIRED", "nobody answered in time"
    sandbox.advance(31 * 24 * 3600)
    assert organizations.list_handshakes_for_organization()["Handshakes"] == [], "30 days later it is listed no more"


def test_an_invited_account_sees_its_invitation(sandbox, organizations):
    state, guest = sandbox.state(), next(iter(sandbox.others))
    [invitation] = state["handshakes"].values()
    next(party for party in invitation["parties"] if party["kind"] == "ACCOUNT")["id"] = guest
    sandbox.put_state(state)
    client = sandbox.client("organizations", sandbox.others[guest])
    [found] = client.list_handshakes_for_account(Filter={"ActionType": "INVITE"})["Handshakes"]
    assert found["Id"] == invitation["id"], "an account outside of any organization may ask, too"
    assert client.describe_handshake(HandshakeId=found["Id"])["Handshake"]["State"] == "OPEN"


def test_the_tour_left_out_no_operation(called_here):
    """The last of this file: a new operation needs a stop on the tour."""
    here = set(OPERATIONS["organizations"]) - set(policy_operations.OPERATIONS) - set(life_operations.OPERATIONS)
    here -= set(billing_operations.TRANSFERS)
    assert here - called_here() == set(), "each was called by a test above"
