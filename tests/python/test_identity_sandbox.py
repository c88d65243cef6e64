"""An identity account in the sandbox, seen by clients that we did not write: who may do what with and without
MFA, which roles open under which conditions, and a person at the sign-in page."""

import json
import re
import time
import urllib.parse
from datetime import datetime

import pytest
from botocore.exceptions import ClientError

from browser import Browser
from error_cases import World, bare
from helpers import ADMINISTRATOR, READ_ONLY, document, method, one_time_code
from identity_operations import IAM, PASSWORD, codes, people

ADA = {"UserName": "ada"}
OWN = ["arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::*:mfa/${aws:username}"]
# What a user may do without MFA: look after their password and their device.
SELF_SERVICE = """iam:ChangePassword iam:CreateVirtualMFADevice iam:DeleteVirtualMFADevice iam:EnableMFADevice
    iam:GetMFADevice iam:GetUser iam:ListMFADevices iam:ResyncMFADevice""".split()
NEEDS_NO_MFA = SELF_SERVICE + ["iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"]


def statements(*every):
    return json.dumps({"Version": "2012-10-17", "Statement": list(every)})


def trust_users_with_mfa(account, **more):
    condition = {"Bool": {"aws:MultiFactorAuthPresent": "true"}, **more}
    principal = {"AWS": f"arn:aws:iam::{account}:root"}
    return document(Effect="Allow", Principal=principal, Action="sts:AssumeRole", Condition=condition)


class Identity:
    """An identity account as a wizard would make it: a group, a self-service policy, a user, roles elsewhere."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.account = sandbox.account_id("Shared Services")
        self.iam = sandbox.client("iam", sandbox.assume(self.account))
        self.organization = sandbox.organization(sandbox.state())["id"]
        self.iam.create_account_alias(AccountAlias="northwind-people")
        self.iam.update_account_password_policy(MinimumPasswordLength=14, AllowUsersToChangePassword=True)
        self.iam.create_group(GroupName="Developers")
        conditions = {"StringEquals": {"aws:ResourceOrgID": self.organization}}
        enter = {"Action": "sts:AssumeRole", "Resource": "arn:aws:iam::*:role/Org-ReadOnly", "Condition": conditions}
        without = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
        policy = statements(
            {"Effect": "Allow", **enter},
            {"Effect": "Allow", "Action": SELF_SERVICE, "Resource": OWN},
            {"Effect": "Allow", "Action": NEEDS_NO_MFA[-2:], "Resource": "*"},
            {"Effect": "Deny", "NotAction": NEEDS_NO_MFA, "Resource": "*", "Condition": without},
        )
        arn = self.iam.create_policy(PolicyName="Developers", PolicyDocument=policy)["Policy"]["Arn"]
        self.iam.attach_group_policy(GroupName="Developers", PolicyArn=arn)
        self.iam.create_user(**ADA)
        self.iam.add_user_to_group(**ADA, GroupName="Developers")
        self.key = self.iam.create_access_key(**ADA)["AccessKey"]
        for name in ("Payments", "Storefront"):
            self.role(name, "Org-ReadOnly", trust_users_with_mfa(self.account), READ_ONLY)

    def inside(self, name):
        return self.sandbox.client("iam", self.sandbox.assume(self.sandbox.account_id(name)))

    def role(self, account, name, trust, policy=None):
        inside = self.inside(account)
        arn = inside.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        if policy:
            inside.attach_role_policy(RoleName=name, PolicyArn=policy)
        return arn

    def device(self):
        """The user's own device, which she gives herself with her key alone: its serial number and seed."""
        own = self.sandbox.client("iam", self.key)
        made = own.create_virtual_mfa_device(VirtualMFADeviceName="ada")["VirtualMFADevice"]
        serial, seed = made["SerialNumber"], made["Base32StringSeed"].decode()
        own.enable_mfa_device(**ADA, SerialNumber=serial, **codes(seed))
        return serial, seed

    def with_mfa(self):
        """Temporary credentials of the user, with a code of her device that was not used yet."""
        serial, seed = self.device()
        now = self.sandbox.advance(60)["now"]
        at = datetime.fromisoformat(now.replace("Z", "+00:00")).timestamp()
        sts = self.sandbox.client("sts", self.key)
        return sts.get_session_token(SerialNumber=serial, TokenCode=one_time_code(seed, at))["Credentials"]

    def enter(self, account, role="Org-ReadOnly", keys=None, **more):
        arn = f"arn:aws:iam::{self.sandbox.account_id(account)}:role/{role}"
        sts = self.sandbox.client("sts", keys or self.key)
        return sts.assume_role(RoleArn=arn, RoleSessionName="ada", **more)["Credentials"]


@pytest.fixture
def identity(sandbox):
    return Identity(sandbox)


def answer(call, **arguments):
    """What becomes of a call: done, or the code of its refusal."""
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "done"


DENIED = "AccessDenied"


def matrix(identity, keys):
    """Calls by service and name, each with arguments that would do something."""
    client = identity.sandbox.client
    iam, organizations, sts = (client(service, keys) for service in ("iam", "organizations", "sts"))
    allow = document(Effect="Allow", Action="*", Resource="*")
    return {
        "see oneself": (sts.get_caller_identity, {}),
        "see own user": (iam.get_user, ADA),
        "see own devices": (iam.list_mfa_devices, ADA),
        "see all devices": (iam.list_virtual_mfa_devices, {}),
        "see the password rules": (iam.get_account_password_policy, {}),
        "make own device": (iam.create_virtual_mfa_device, {"VirtualMFADeviceName": "ada"}),
        "make another's device": (iam.create_virtual_mfa_device, {"VirtualMFADeviceName": "admin"}),
        "see users": (iam.list_users, {}),
        "see roles": (iam.list_roles, {}),
        "make a user": (iam.create_user, {"UserName": "eve"}),
        "make oneself a key": (iam.create_access_key, ADA),
        "allow oneself everything": (
            iam.put_user_policy,
            {**ADA, "PolicyName": "all", "PolicyDocument": allow},
        ),
        "join a group": (iam.add_user_to_group, {**ADA, "GroupName": "Developers"}),
        "leave the password rules": (iam.delete_account_password_policy, {}),
        "take the alias": (iam.delete_account_alias, {"AccountAlias": "northwind-people"}),
        "see accounts": (organizations.list_accounts, {}),
        "leave the organization": (organizations.leave_organization, {}),
    }


def outcomes(identity, keys):
    state = identity.sandbox.state()
    found = {}
    for name, (call, arguments) in matrix(identity, keys).items():
        found[name] = answer(call, **arguments).removesuffix("Exception")
        identity.sandbox.put_state(state)
    return found


def test_a_user_may_do_without_mfa_only_what_leads_to_it(identity):
    may = {"see oneself", "see own user", "see own devices", "see all devices", "see the password rules"}
    may |= {"make own device"}
    found = outcomes(identity, identity.key)
    assert found == {name: "done" if name in may else DENIED for name in found}


def test_a_user_may_do_with_mfa_no_more_than_that_and_enter_roles(identity):
    keys = identity.with_mfa()
    found = outcomes(identity, keys)
    may = {"see oneself", "see own user", "see own devices", "see all devices", "see the password rules"}
    wanted = {name: "done" if name in may else DENIED for name in found}
    assert found == {**wanted, "make own device": "EntityAlreadyExists"}, "she has hers already"


def test_a_role_may_do_what_its_policies_say(identity):
    keys = identity.enter("Payments", keys=identity.with_mfa())
    found = outcomes(identity, keys)
    reads = {"see oneself", "see all devices", "see users", "see roles"}
    wanted = {name: "done" if name in reads else DENIED for name in found}
    nobody = {name: "NoSuchEntity" for name in ("see own user", "see own devices", "see the password rules")}
    assert found == {**wanted, **nobody}, "it reads, in an account where nobody lives; only managers see accounts"


def test_roles_open_with_mfa_and_in_the_organization_only(identity):
    outside = identity.sandbox.others[next(iter(identity.sandbox.others))]
    stranger = identity.sandbox.client("iam", outside)
    elsewhere = stranger.create_role(
        RoleName="Org-ReadOnly", AssumeRolePolicyDocument=trust_users_with_mfa(identity.account)
    )["Role"]["Arn"]
    identity.role("Payments", "Org-Admin", trust_users_with_mfa(identity.account), ADMINISTRATOR)
    assert answer(identity.enter, account="Payments") == DENIED, "a key alone"
    keys = identity.with_mfa()
    for account in ("Payments", "Storefront"):
        assert answer(identity.enter, account=account, keys=keys) == "done"
    refused = [("Payments", "Org-Admin"), ("Network", "Org-ReadOnly"), ("Payments", "OrganizationAccountAccessRole")]
    for account, role in refused:
        assert answer(identity.enter, account=account, role=role, keys=keys) == DENIED, f"{role} in {account}"
    sts = identity.sandbox.client("sts", keys)
    abroad = answer(sts.assume_role, RoleArn=elsewhere, RoleSessionName="ada")
    assert abroad == DENIED, "a role of the same name outside of the organization"


def test_a_code_goes_with_the_call_that_enters_and_is_good_once(identity):
    serial, seed = identity.device()
    identity.sandbox.advance(60)
    code = {"SerialNumber": serial, "TokenCode": one_time_code(seed, time.time() + 60)}
    assert answer(identity.enter, account="Payments", **code) == "done"
    assert answer(identity.enter, account="Payments", **code) == DENIED
    foreign = {**code, "SerialNumber": serial.replace("/ada", "/eve")}
    assert answer(identity.enter, account="Payments", **foreign) == DENIED


@pytest.mark.parametrize(
    ("operator", "with_key", "with_mfa"),
    [("Bool", DENIED, "done"), ("BoolIfExists", "done", "done")],
)
def test_a_trust_that_asks_if_exists_lets_keys_through(identity, operator, with_key, with_mfa):
    """The trap that the IAM console sets: long-term keys have no such key at all."""
    principal = {"AWS": f"arn:aws:iam::{identity.account}:root"}
    condition = {operator: {"aws:MultiFactorAuthPresent": "true"}}
    trust = document(Effect="Allow", Principal=principal, Action="sts:AssumeRole", Condition=condition)
    identity.role("Network", "Lax", trust)
    enter = document(Effect="Allow", Action="sts:AssumeRole", Resource="*")
    identity.iam.create_user(UserName="eve")
    identity.iam.put_user_policy(UserName="eve", PolicyName="enter", PolicyDocument=enter)
    key = identity.iam.create_access_key(UserName="eve")["AccessKey"]
    assert answer(identity.enter, account="Network", role="Lax", keys=key) == with_key
    serial, code = identity.sandbox.mfa(identity.account, "eve")
    code = {"SerialNumber": serial, "TokenCode": code}
    assert answer(identity.enter, account="Network", role="Lax", keys=key, **code) == with_mfa


@pytest.mark.parametrize(
    ("key", "value", "opens"),
    [
        ("aws:ResourceOrgPaths", "{organization}/{root}/{workloads}/*", ["Payments"]),
        ("aws:ResourceOrgPaths", "{organization}/{root}/{infrastructure}/*", ["Network"]),
        ("aws:ResourceOrgID", "{organization}", ["Network", "Payments"]),
        ("aws:ResourceOrgID", "o-another0000", []),
    ],
)
def test_a_policy_can_say_where_the_roles_are(identity, key, value, opens):
    sandbox = identity.sandbox
    organization = sandbox.organization(sandbox.state())
    told = {"organization": organization["id"], "root": organization["root"]["id"]}
    ous = {name.lower(): sandbox.ou_id(name) for name in ("Workloads", "Infrastructure")}
    operator = "ForAnyValue:StringLike" if key.endswith("Paths") else "StringEquals"
    condition = {operator: {key: value.format(**told, **ous)}}
    enter = document(Effect="Allow", Action="sts:AssumeRole", Resource="*", Condition=condition)
    identity.iam.create_user(UserName="eve")
    identity.iam.put_user_policy(UserName="eve", PolicyName="enter", PolicyDocument=enter)
    key = identity.iam.create_access_key(UserName="eve")["AccessKey"]
    principal = {"AWS": f"arn:aws:iam::{identity.account}:root"}
    trust = document(Effect="Allow", Principal=principal, Action="sts:AssumeRole")
    for account in ("Network", "Payments"):
        identity.role(account, "Place", trust)
    found = [a for a in ("Network", "Payments") if answer(identity.enter, account=a, role="Place", keys=key) == "done"]
    assert found == opens


def test_a_trust_can_ask_for_the_organization_and_for_the_users_own_name(identity):
    source = {"StringEquals": {"sts:SourceIdentity": "${aws:username}", "aws:PrincipalOrgID": identity.organization}}
    principal = {"AWS": f"arn:aws:iam::{identity.account}:root"}
    actions = ["sts:AssumeRole", "sts:SetSourceIdentity"]
    trust = document(Effect="Allow", Principal=principal, Action=actions, Condition=source)
    identity.role("Network", "Named", trust)
    enter = document(Effect="Allow", Action=actions, Resource="*")
    identity.iam.create_user(UserName="eve")
    identity.iam.put_user_policy(UserName="eve", PolicyName="enter", PolicyDocument=enter)
    key = identity.iam.create_access_key(UserName="eve")["AccessKey"]
    who = {"account": "Network", "role": "Named", "keys": key}
    assert answer(identity.enter, **who) == DENIED, "no name is given"
    assert answer(identity.enter, **who, SourceIdentity="ada") == DENIED, "another's name"
    assert answer(identity.enter, **who, SourceIdentity="eve") == "done"


def test_who_leaves_the_group_loses_the_roles_at_once(identity):
    keys = identity.with_mfa()
    assert answer(identity.enter, account="Payments", keys=keys) == "done"
    identity.iam.remove_user_from_group(**ADA, GroupName="Developers")
    assert answer(identity.enter, account="Payments", keys=keys) == DENIED


# The key of the entries of each list, and one entry's own name.
LISTS = {
    "ListUsers": ("Users", "UserName"),
    "ListGroups": ("Groups", "GroupName"),
    "ListGroupsForUser": ("Groups", "GroupName"),
    "iam:ListPolicies": ("Policies", "Arn"),
    "ListPolicyVersions": ("Versions", "VersionId"),
    "ListAttachedUserPolicies": ("AttachedPolicies", "PolicyArn"),
    "ListAttachedGroupPolicies": ("AttachedPolicies", "PolicyArn"),
    "ListUserPolicies": ("PolicyNames", None),
    "ListGroupPolicies": ("PolicyNames", None),
    "ListAccessKeys": ("AccessKeyMetadata", "AccessKeyId"),
    "ListMFADevices": ("MFADevices", "SerialNumber"),
    "ListVirtualMFADevices": ("VirtualMFADevices", "SerialNumber"),
    "ListUserTags": ("Tags", "Key"),
    "ListRoleTags": ("Tags", "Key"),
    "ListPolicyTags": ("Tags", "Key"),
    "ListMFADeviceTags": ("Tags", "Key"),
}
# This list has three kinds of entries on its pages.
OF_SEVERAL_KINDS = {"ListEntitiesForPolicy"}


@pytest.fixture
def crowd(sandbox):
    """The people, and five of everything that can be listed."""
    world = World(sandbox)
    made = people(world)
    iam = made.iam
    allow = document(Effect="Allow", Action="s3:List*", Resource="*")
    tags = [{"Key": f"key{number}", "Value": "v"} for number in range(5)]
    for number in range(5):
        group = {"GroupName": f"Group{number}"}
        iam.create_user(UserName=f"user{number}")
        iam.create_group(**group)
        iam.add_user_to_group(**ADA, **group)
        iam.add_user_to_group(UserName=f"user{number}", GroupName="Developers")
        arn = made.policy(f"Policy{number}")
        iam.attach_user_policy(**ADA, PolicyArn=arn)
        iam.attach_group_policy(GroupName="Developers", PolicyArn=arn)
        iam.put_user_policy(**ADA, PolicyName=f"own{number}", PolicyDocument=allow)
        iam.put_group_policy(GroupName="Developers", PolicyName=f"own{number}", PolicyDocument=allow)
        serial, seed = made.make_device(f"device{number}")
        iam.enable_mfa_device(**ADA, SerialNumber=serial, **codes(seed))
    for _ in range(3):
        iam.create_policy_version(PolicyArn=made.used, PolicyDocument=allow)
    iam.create_access_key(**ADA)
    iam.tag_user(**ADA, Tags=tags)
    iam.tag_role(RoleName="BillingReader", Tags=tags)
    iam.tag_policy(PolicyArn=made.used, Tags=tags)
    iam.tag_mfa_device(SerialNumber=made.device, Tags=tags)
    return world


def listed(world, operation, key, **more):
    """All entries of a list, in pages of two."""
    call = method(world.people.iam, operation)
    found, marker = [], {}
    while True:
        page = call(**world.valid(operation), MaxItems=2, **marker, **more)
        entries = page[key] if isinstance(key, str) else [entry for one in key for entry in page[one]]
        assert len(entries) <= 2, "MaxItems is honoured"
        found += entries
        if not page["IsTruncated"]:
            assert "Marker" not in page
            return found
        marker = {"Marker": page["Marker"]}


def test_every_list_about_people_is_here():
    every = {operation for operation in IAM if bare(operation).startswith("List")}
    assert set(LISTS) | OF_SEVERAL_KINDS == every


def test_pages_of_every_list_are_the_whole(crowd):
    for operation, (key, name) in LISTS.items():
        whole = method(crowd.people.iam, operation)(**crowd.valid(operation))
        assert not whole["IsTruncated"] and "Marker" not in whole, f"{operation} fits on one page"
        assert len(whole[key]) >= (2 if operation == "ListAccessKeys" else 5), operation
        found = listed(crowd, operation, key)
        assert found == whole[key], f"pages of {operation} are the whole"
        names = [entry[name] if name else entry for entry in found]
        assert len(names) == len(set(names)), f"no entry of {operation} comes twice"


def test_pages_of_a_group_and_of_a_policys_holders_are_the_whole(crowd):
    members = listed(crowd, "GetGroup", "Users")
    assert [user["UserName"] for user in members] == ["ada", *(f"user{number}" for number in range(5))]
    iam, arn = crowd.people.iam, crowd.people.used
    for number in range(3):
        iam.attach_group_policy(GroupName=f"Group{number}", PolicyArn=arn)
        iam.attach_user_policy(UserName=f"user{number}", PolicyArn=arn)
    kinds = ("PolicyGroups", "PolicyUsers", "PolicyRoles")
    holders = listed(crowd, "ListEntitiesForPolicy", kinds)
    names = [holder.get("GroupName") or holder.get("UserName") for holder in holders]
    assert sorted(names) == sorted(
        ["Developers", "Group0", "Group1", "Group2", "ada", "user0", "user1", "user2"]
    )


def test_a_person_signs_in_enrols_a_device_and_switches_into_prod(identity):
    """The article's story, from the one-time password to the role in production."""
    sandbox = identity.sandbox
    identity.iam.create_login_profile(**ADA, Password=PASSWORD, PasswordResetRequired=True)
    new = "Battery-Staple-2"
    browser = Browser(sandbox.endpoint).open("/signin?account=northwind-people")
    browser.fill("Sign in", username="ada", password=PASSWORD)
    assert browser.heading() == "Change your password"
    browser.fill("Change password", oldPassword=PASSWORD, newPassword=new, newPasswordAgain=new)
    assert browser.facts()["Signed in"] == "without MFA"

    payments = sandbox.account_id("Payments")
    link = f"/switchrole?account={payments}&roleName=Org-ReadOnly&displayName=Prod&color=F2B0A9"
    browser.open(link).fill("Switch role")
    assert (browser.status, browser.heading()) == (403, "Switch role"), "the role asks for MFA"

    seed = browser.assign_device("ada")

    sandbox.advance(60)
    browser.open(link)
    browser.open("/signin" + browser.page.split('href="/signin')[1].split('"')[0])
    browser.fill("Sign in", account="northwind-people", username="ada", password=new)
    code = one_time_code(seed, time.time() + 60)
    browser.fill("Submit", mfaCode=code)
    assert browser.heading() == "Switch role", "the sign-in leads on to where the link led"
    browser.fill("Switch role")
    facts = browser.facts()
    assert (browser.heading(), facts["Account"], facts["Role"]) == ("Prod", f"Payments {payments}", "Org-ReadOnly")
    assert facts["Session"] == "ada", "the session has the person's name"
    open_sessions = json.loads(sandbox.http("GET", "/_sandbox/console")[2])
    [session] = [one for one in open_sessions if one["identity"] == "Org-ReadOnly"]
    assert session["accountId"] == payments
    browser.fill("Switch back to ada")
    assert browser.facts()["Signed in"] == "with MFA"
    used = identity.iam.get_user(**ADA)["User"]
    assert used["PasswordLastUsed"]


def test_the_sign_in_page_tells_nobody_what_was_wrong(identity):
    identity.iam.create_login_profile(**ADA, Password=PASSWORD)
    pages = set()
    for account, user, password in (
        ("northwind-people", "ada", "wrong"),
        ("northwind-people", "nobody", PASSWORD),
        ("nowhere", "ada", PASSWORD),
    ):
        browser = Browser(identity.sandbox.endpoint).open("/signin")
        browser.fill("Sign in", account=account, username=user, password=password)
        assert browser.status == 403
        pages.add(re.search(r'<p role="alert">(.*?)</p>', browser.page)[1])
    assert pages == {"Your authentication information is incorrect. Please try again."}


def test_what_is_typed_into_a_page_is_no_part_of_it(sandbox):
    evil = "\"><script>alert(1)</script>"
    for path, field in (("/signin", "account"), ("/signin", "next"), ("/switchrole", "roleName")):
        page = Browser(sandbox.endpoint).open(f"{path}?{urllib.parse.urlencode({field: evil})}").page
        assert "<script>" not in page and "&lt;script&gt;" in page
