"""The second half of the tour: roles in IAM, sessions from STS, and what SCPs take away."""

import json
from datetime import datetime, timezone

import pytest
from botocore.exceptions import ClientError

import access_operations
from error_cases import OPERATIONS, ROLES
from helpers import ACCESS_ROLE, ADMINISTRATOR, READ_ONLY, create_account, document, trust

ALLOW = document(Effect="Allow", Action="s3:List*", Resource="*")
pytestmark = pytest.mark.usefixtures("called_here")


def denied(call, **arguments):
    """The message of a refusal because of missing rights."""
    with pytest.raises(ClientError) as refused:
        call(**arguments)
    error = refused.value.response["Error"]
    assert error["Code"] in ("AccessDenied", "AccessDeniedException"), f"the call failed otherwise: {error}"
    return error["Message"]


def test_a_role_lives_through_all_that_can_be_done_to_it(sandbox, iam):
    text = trust(sandbox.management)
    tags = [{"Key": "team", "Value": "shop"}]
    made = iam.create_role(
        RoleName="Tour",
        Path="/tour/",
        AssumeRolePolicyDocument=text,
        Description="first",
        MaxSessionDuration=7200,
        Tags=tags,
    )["Role"]
    assert made["Arn"] == f"arn:aws:iam::{sandbox.management}:role/tour/Tour"
    assert made["AssumeRolePolicyDocument"] == json.loads(text), "the trust comes back as it was given"
    found = iam.get_role(RoleName="Tour")["Role"]
    assert (found["MaxSessionDuration"], found["Description"], found["Tags"]) == (7200, "first", tags)
    listed = [role["RoleName"] for role in iam.list_roles(PathPrefix="/tour/")["Roles"]]
    assert listed == ["Tour"], "the path narrows the list"
    assert {"Tour", "BillingReader"} <= {role["RoleName"] for role in iam.list_roles()["Roles"]}

    for _ in range(2):
        iam.attach_role_policy(RoleName="Tour", PolicyArn=READ_ONLY)
    attached = iam.list_attached_role_policies(RoleName="Tour")["AttachedPolicies"]
    assert attached == [{"PolicyName": "ReadOnlyAccess", "PolicyArn": READ_ONLY}], "twice is once"
    iam.detach_role_policy(RoleName="Tour", PolicyArn=READ_ONLY)
    assert iam.list_attached_role_policies(RoleName="Tour")["AttachedPolicies"] == []

    iam.put_role_policy(RoleName="Tour", PolicyName="Written", PolicyDocument=ALLOW)
    assert iam.list_role_policies(RoleName="Tour")["PolicyNames"] == ["Written"]
    assert iam.get_role_policy(RoleName="Tour", PolicyName="Written")["PolicyDocument"] == json.loads(ALLOW)
    iam.delete_role_policy(RoleName="Tour", PolicyName="Written")
    assert iam.list_role_policies(RoleName="Tour")["PolicyNames"] == []

    other = trust(next(iter(sandbox.others)))
    iam.update_assume_role_policy(RoleName="Tour", PolicyDocument=other)
    iam.update_role(RoleName="Tour", Description="second", MaxSessionDuration=3600)
    found = iam.get_role(RoleName="Tour")["Role"]
    assert found["AssumeRolePolicyDocument"] == json.loads(other)
    assert (found["Description"], found["MaxSessionDuration"]) == ("second", 3600)

    iam.delete_role(RoleName="Tour")
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_role(RoleName="Tour")


def test_an_account_has_at_most_one_alias(sandbox, iam):
    assert iam.list_account_aliases()["AccountAliases"] == []
    state = sandbox.state()
    state["accounts"][sandbox.management]["iam"]["alias"] = "northwind"
    sandbox.put_state(state)
    assert iam.list_account_aliases()["AccountAliases"] == ["northwind"]


def test_each_account_has_its_own_iam(sandbox, iam, member):
    inside = sandbox.client("iam", sandbox.assume(member))
    inside.create_role(RoleName="OnlyHere", AssumeRolePolicyDocument=trust(member))
    assert f"::{member}:" in inside.get_role(RoleName="OnlyHere")["Role"]["Arn"]
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_role(RoleName="OnlyHere")
    iam.create_role(RoleName="OnlyHere", AssumeRolePolicyDocument=trust(sandbox.management))


def test_the_caller_is_who_the_credentials_say(sandbox, sts, member):
    assert sts.get_caller_identity()["Arn"] == f"arn:aws:iam::{sandbox.management}:user/admin"
    for account, keys in sandbox.others.items():
        assert sandbox.client("sts", keys).get_caller_identity()["Account"] == account
    inside = sandbox.client("sts", sandbox.assume(member)).get_caller_identity()
    assert inside["Account"] == member
    assert inside["Arn"] == f"arn:aws:sts::{member}:assumed-role/{ACCESS_ROLE}/tests"
    assert inside["UserId"].startswith("AROA") and inside["UserId"].endswith(":tests")


def seconds_left(credentials):
    return (credentials["Expiration"] - datetime.now(timezone.utc)).total_seconds()


def test_sessions_last_as_long_as_asked(sandbox, sts, member):
    assert 3590 <= seconds_left(sandbox.assume(member)) <= 3601, "an hour where nothing is said"
    assert 890 <= seconds_left(sandbox.assume(member, DurationSeconds=900)) <= 901
    assert 43_190 <= seconds_left(sts.get_session_token()["Credentials"]) <= 43_201, "a user's last twelve hours"
    keys = sts.get_session_token(DurationSeconds=900)["Credentials"]
    assert 890 <= seconds_left(keys) <= 901
    who = sandbox.client("sts", keys).get_caller_identity()
    assert who["Arn"].endswith(":user/admin"), "it is the same user"
    assert sandbox.client("organizations", keys).list_roots()["Roots"], "with the same rights"


def test_a_session_of_a_role_gets_no_session_token(sandbox, member):
    assert "session credentials" in denied(sandbox.client("sts", sandbox.assume(member)).get_session_token)


def test_a_created_account_can_be_entered_and_an_invited_one_cannot(sandbox, organizations, sts, invited):
    status = create_account(organizations, "New", "new@example.com")
    inside = sandbox.client("iam", sandbox.assume(status["AccountId"]))
    role = inside.get_role(RoleName=ACCESS_ROLE)["Role"]
    principal = role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"]["AWS"]
    assert principal == f"arn:aws:iam::{sandbox.management}:root", "it trusts the management account"
    [attached] = inside.list_attached_role_policies(RoleName=ACCESS_ROLE)["AttachedPolicies"]
    assert attached["PolicyArn"] == ADMINISTRATOR
    arn = f"arn:aws:iam::{invited}:role/{ACCESS_ROLE}"
    denied(sts.assume_role, RoleArn=arn, RoleSessionName="tests")


def test_every_created_member_has_the_access_role_and_no_invited_one(sandbox):
    for account in sandbox.state()["accounts"].values():
        joined = (account["membership"] or {}).get("joinedMethod")
        has = ACCESS_ROLE in account["iam"]["roles"]
        assert has == (joined == "CREATED"), f"{account['name']} joined as {joined}"


def test_an_account_can_be_created_with_a_role_of_another_name(sandbox, organizations, sts):
    status = create_account(organizations, "New", "new@example.com", RoleName="Landing")
    assert sandbox.assume(status["AccountId"], "Landing")
    arn = f"arn:aws:iam::{status['AccountId']}:role/{ACCESS_ROLE}"
    denied(sts.assume_role, RoleArn=arn, RoleSessionName="tests")


def test_a_stranger_cannot_enter_a_member(sandbox, member):
    stranger = sandbox.client("sts", next(iter(sandbox.others.values())))
    arn = f"arn:aws:iam::{member}:role/{ACCESS_ROLE}"
    denied(stranger.assume_role, RoleArn=arn, RoleSessionName="tests")


@pytest.mark.parametrize("name", ["Old Webshop", "Hackathon 2024"])
def test_a_closed_or_suspended_account_cannot_be_entered(sandbox, sts, name):
    arn = f"arn:aws:iam::{sandbox.account_id(name)}:role/{ACCESS_ROLE}"
    denied(sts.assume_role, RoleArn=arn, RoleSessionName="tests")


def test_an_scp_denies_even_to_an_administrator(sandbox):
    iam = sandbox.client("iam", sandbox.assume(sandbox.account_id("Legacy Reporting")))
    message = denied(iam.list_roles)
    assert "explicit deny in a service control policy" in message, "the refusal says which kind of policy it was"


def test_an_scp_comes_and_goes_with_a_move(sandbox, organizations, member):
    iam = sandbox.client("iam", sandbox.assume(member))
    assert iam.list_roles()["Roles"]
    here, parked = sandbox.ou_id("Infrastructure"), sandbox.ou_id("Suspended")
    organizations.move_account(AccountId=member, SourceParentId=here, DestinationParentId=parked)
    denied(iam.list_roles)
    organizations.move_account(AccountId=member, SourceParentId=parked, DestinationParentId=here)
    assert iam.list_roles()["Roles"], "the same session may again"


def test_without_an_allow_on_some_level_nothing_is_allowed(sandbox, member):
    keys = sandbox.assume(member)
    state = sandbox.state()
    ou = sandbox.ou_id("Infrastructure")
    sandbox.organization(state)["ous"][ou]["policies"] = []
    sandbox.put_state(state)
    message = denied(sandbox.client("iam", keys).list_roles)
    assert "no service control policy allows" in message, "on each level something must allow it"


def test_scps_leave_the_management_account_alone(sandbox, iam):
    state = sandbox.state()
    organization = sandbox.organization(state)
    deny = next(id for id, policy in organization["policies"].items() if policy["name"] == "DenyAll")
    organization["root"]["policies"].append(deny)
    sandbox.put_state(state)
    assert iam.list_roles()["Roles"]


def test_a_role_may_do_only_what_its_own_policies_allow(sandbox, iam):
    iam.create_role(RoleName="Reader", AssumeRolePolicyDocument=trust(sandbox.management))
    keys = sandbox.assume(sandbox.management, "Reader")
    organizations = sandbox.client("organizations", keys)
    assert "no identity-based policy allows" in denied(organizations.list_roots)
    iam.attach_role_policy(RoleName="Reader", PolicyArn=READ_ONLY)
    root = organizations.list_roots()["Roots"][0]["Id"]
    denied(organizations.create_organizational_unit, ParentId=root, Name="New")


def test_a_member_may_describe_its_organization_and_no_more(sandbox, member_keys):
    organizations = sandbox.client("organizations", member_keys)
    assert organizations.describe_organization()["Organization"]["MasterAccountId"] == sandbox.management
    denied(organizations.list_accounts)


def test_the_tour_left_out_no_operation(called_here):
    """The last of this file: a new operation needs a stop on the tour."""
    here = {*ROLES, *OPERATIONS["sts"]} - set(access_operations.STS)
    missed = here - called_here()
    assert missed == set(), "each was called by a test above"
