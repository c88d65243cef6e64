"""`canopy identity apply` brings the accounts to what the document says, whatever somebody else has changed meanwhile:
the plan shows that and nothing else, and what is mended is as it was. What is removed leaves nothing behind."""

import json
import random

import pytest

from helpers import document
from identity_setup import (
    CLOCKS,
    HOME,
    LOGS,
    Canopy,
    administrator,
    books,
    group,
    person,
    power_user,
    read_only,
    spec,
    without,
    writes,
)

INLINE = [{"name": "logs", "document": LOGS}]
DOCUMENT = spec(
    [
        read_only("Payments", "Storefront", inline=INLINE, sessionSeconds=7200),
        power_user("Payments"),
        administrator("Storefront"),
    ],
    [
        group("Developers", "Read-only"),
        group("Operators", "Read-only", "Power user", "Administrator"),
        group("Auditors", "Read-only"),
    ],
    [
        person("ada", "Developers"),
        person("grace", "Operators"),
        person("alan", "Developers", "Operators"),
        person("edith", "Auditors"),
    ],
)
NOBODY = document(Effect="Allow", Principal={"AWS": "111122223333"}, Action="sts:AssumeRole")
EVERYTHING = document(Effect="Allow", Action="*", Resource="*")
READ_ONLY, SWITCH = "arn:aws:iam::aws:policy/ReadOnlyAccess", "CanopySwitchRoles"


class World:
    """The document applied, with what the books say of it, and somebody who changes things without Canopy."""

    def __init__(self, sandbox, folder, document=DOCUMENT):
        self.sandbox = sandbox
        self.untouched = sandbox.state()
        self.ids = {name: sandbox.account_id(name) for name in ("Payments", "Storefront", HOME)}
        self.canopy = Canopy(sandbox, folder, document)
        self.canopy.apply()
        self.made = books(sandbox.state())

    def iam(self, account):
        return self.sandbox.client("iam", self.sandbox.assume(self.ids[account]))

    def role(self, name, account):
        return f"{name} in {self.ids[account]}"

    @property
    def own_policy(self):
        return f"arn:aws:iam::{self.ids[HOME]}:policy/canopy/CanopySelfService"


@pytest.fixture
def world(sandbox, tmp_path):
    return World(sandbox, tmp_path)


def trust_edited(world):
    world.iam("Payments").update_assume_role_policy(RoleName="Org-ReadOnly", PolicyDocument=NOBODY)
    return [("UpdateAssumeRolePolicy", world.role("Org-ReadOnly", "Payments"))]


def managed_policy_detached(world):
    world.iam("Storefront").detach_role_policy(RoleName="Org-ReadOnly", PolicyArn=READ_ONLY)
    return [("AttachRolePolicy", world.role("Org-ReadOnly", "Storefront"))]


def inline_policy_changed(world):
    world.iam("Payments").put_role_policy(RoleName="Org-ReadOnly", PolicyName="logs", PolicyDocument=EVERYTHING)
    return [("PutRolePolicy", world.role("Org-ReadOnly", "Payments"))]


def inline_policy_deleted(world):
    world.iam("Storefront").delete_role_policy(RoleName="Org-ReadOnly", PolicyName="logs")
    return [("PutRolePolicy", world.role("Org-ReadOnly", "Storefront"))]


def role_deleted(world):
    iam = world.iam("Payments")
    for policy in iam.list_attached_role_policies(RoleName="Org-PowerUser")["AttachedPolicies"]:
        iam.detach_role_policy(RoleName="Org-PowerUser", PolicyArn=policy["PolicyArn"])
    iam.delete_role(RoleName="Org-PowerUser")
    role = world.role("Org-PowerUser", "Payments")
    return [("CreateRole", role), ("AttachRolePolicy", role)]


def session_length_changed(world):
    world.iam("Storefront").update_role(RoleName="Org-ReadOnly", MaxSessionDuration=43200)
    return [("UpdateRole", world.role("Org-ReadOnly", "Storefront"))]


def tags_gone(world):
    world.iam("Storefront").untag_role(RoleName="Org-ReadOnly", TagKeys=["canopy:identity"])
    return [("TagRole", world.role("Org-ReadOnly", "Storefront"))]


def statement_taken_out_of_anothers_role(world):
    iam, role = world.iam("Storefront"), "OrganizationAccountAccessRole"
    trust = iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
    trust["Statement"] = [one for one in trust["Statement"] if one.get("Sid") != "CanopyIdentity"]
    iam.update_assume_role_policy(RoleName=role, PolicyDocument=json.dumps(trust))
    return [("UpdateAssumeRolePolicy", world.role(role, "Storefront"))]


def group_policy_edited(world):
    world.iam(HOME).put_group_policy(GroupName="Developers", PolicyName=SWITCH, PolicyDocument=EVERYTHING)
    return [("PutGroupPolicy", "Developers")]


def group_policy_deleted(world):
    world.iam(HOME).delete_group_policy(GroupName="Operators", PolicyName=SWITCH)
    return [("PutGroupPolicy", "Operators")]


def self_service_detached(world):
    world.iam(HOME).detach_group_policy(GroupName="Developers", PolicyArn=world.own_policy)
    return [("AttachGroupPolicy", "Developers")]


def self_service_rewritten(world):
    world.iam(HOME).create_policy_version(PolicyArn=world.own_policy, PolicyDocument=EVERYTHING, SetAsDefault=True)
    return [("CreatePolicyVersion", "CanopySelfService")]


def group_deleted(world):
    iam, auditors = world.iam(HOME), {"GroupName": "Auditors"}
    iam.remove_user_from_group(**auditors, UserName="edith")
    iam.delete_group_policy(**auditors, PolicyName=SWITCH)
    iam.detach_group_policy(**auditors, PolicyArn=world.own_policy)
    iam.delete_group(**auditors)
    actions = ("CreateGroup", "PutGroupPolicy", "AttachGroupPolicy")
    return [*((action, "Auditors") for action in actions), ("AddUserToGroup", "edith")]


def user_removed_from_group(world):
    world.iam(HOME).remove_user_from_group(UserName="ada", GroupName="Developers")
    return [("AddUserToGroup", "ada")]


def user_put_into_another_group(world):
    world.iam(HOME).add_user_to_group(UserName="ada", GroupName="Operators")
    return [("RemoveUserFromGroup", "ada")]


def password_taken_away(world):
    world.iam(HOME).delete_login_profile(UserName="grace")
    return [("CreateLoginProfile", "grace")]


def user_deleted(world):
    iam, alan = world.iam(HOME), {"UserName": "alan"}
    iam.delete_login_profile(**alan)
    for name in ("Developers", "Operators"):
        iam.remove_user_from_group(**alan, GroupName=name)
    iam.delete_user(**alan)
    actions = ("CreateUser", "AddUserToGroup", "AddUserToGroup", "CreateLoginProfile")
    return [(action, "alan") for action in actions]


def alias_changed(world):
    world.iam(HOME).create_account_alias(AccountAlias="somebody-else")
    return [("CreateAccountAlias", "northwind-people")]


def password_policy_gone(world):
    world.iam(HOME).delete_account_password_policy()
    return [("UpdateAccountPasswordPolicy", "the password policy")]


DRIFTS = (
    trust_edited,
    managed_policy_detached,
    inline_policy_changed,
    inline_policy_deleted,
    role_deleted,
    session_length_changed,
    tags_gone,
    statement_taken_out_of_anothers_role,
    group_policy_edited,
    group_policy_deleted,
    self_service_detached,
    self_service_rewritten,
    group_deleted,
    user_removed_from_group,
    user_put_into_another_group,
    password_taken_away,
    user_deleted,
    alias_changed,
    password_policy_gone,
)


def test_applied_twice_nothing_changes_and_nothing_is_written(world):
    before, calls = world.sandbox.state(), world.sandbox.calls()["calls"]
    assert world.canopy.plan() == []
    again = world.canopy.apply()
    assert again["steps"] == []
    made = {name: count - calls.get(name, 0) for name, count in world.sandbox.calls()["calls"].items()}
    assert writes({name: count for name, count in made.items() if count}) == {}
    accounts = [without(state["accounts"], CLOCKS) for state in (world.sandbox.state(), before)]
    assert accounts[0] == accounts[1]


def drifted_shown_and_mended(world, drifts):
    expected = [step for drift in drifts for step in drift(world)]
    names = [drift.__name__ for drift in drifts]
    assert books(world.sandbox.state()) != world.made, names
    assert sorted(world.canopy.plan()) == sorted(expected), names
    world.canopy.apply()
    assert books(world.sandbox.state()) == world.made, names


@pytest.mark.parametrize("seed", range(3))
def test_whatever_drifted_is_shown_exactly_and_mended(world, seed):
    """Random drifts, as many as there are in one round and few in the next."""
    chance = random.Random(seed)
    for _ in range(2):
        drifted_shown_and_mended(world, chance.sample(DRIFTS, chance.randint(1, len(DRIFTS))))
    assert world.canopy.plan() == []


def test_every_drift_at_once_is_shown_exactly_and_mended(world):
    drifted_shown_and_mended(world, DRIFTS)


def test_removed_the_accounts_hold_byte_for_byte_what_they_held_before(sandbox, tmp_path):
    """With an alias and a password policy of somebody before, a role of the level's name, and all that people make."""
    home = sandbox.account_id(HOME)
    iam = sandbox.client("iam", sandbox.assume(home))
    iam.create_account_alias(AccountAlias="northwind-old")
    iam.update_account_password_policy(MinimumPasswordLength=9, RequireNumbers=True)
    iam.create_user(UserName="mallory")
    iam.create_group(GroupName="Cooks")
    sandbox.assume(sandbox.account_id("Storefront"))
    before = sandbox.state()["accounts"]
    world = World(sandbox, tmp_path)
    key = iam.create_access_key(UserName="ada")["AccessKey"]
    sandbox.client("iam", key).create_virtual_mfa_device(VirtualMFADeviceName="ada")
    world.canopy.identity("verify", "--yes")
    assert world.canopy.identity("remove", "--yes")["state"] == "done"
    after = sandbox.state()["accounts"]
    for account in before:
        clocks = (without(one[account], CLOCKS) for one in (after, before))
        one, other = (json.dumps(books, sort_keys=True) for books in clocks)
        assert one == other, f"{before[account]['name']} is as it was"
    assert world.canopy.identity("remove", "--yes")["steps"] == []


ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def test_what_others_put_in_is_told_and_left_unless_the_document_says_that_it_goes(world):
    iam, mallory = world.iam(HOME), {"UserName": "mallory"}
    iam.create_user(**mallory)
    iam.add_user_to_group(**mallory, GroupName="Developers")
    iam.attach_group_policy(GroupName="Developers", PolicyArn=ADMINISTRATOR)
    iam.put_group_policy(GroupName="Developers", PolicyName="everything", PolicyDocument=EVERYTHING)
    iam.attach_user_policy(UserName="ada", PolicyArn=ADMINISTRATOR)
    iam.put_user_policy(UserName="ada", PolicyName="everything", PolicyDocument=EVERYTHING)
    changed = books(world.sandbox.state())
    plan = world.canopy.identity("plan")
    assert plan["steps"] == []
    assert plan["warnings"] == [
        "Left, for Canopy did not make it: everything on Developers; AdministratorAccess on Developers; everything on "
        'ada; AdministratorAccess on ada; mallory in Developers. With "removeOthers": true the document takes it out.'
    ]
    world.canopy.apply()
    assert books(world.sandbox.state()) == changed, "nothing of it is touched"

    world.canopy.write({**DOCUMENT, "removeOthers": True})
    assert sorted(world.canopy.plan()) == sorted(
        [
            ("DeleteGroupPolicy", "Developers"),
            ("DetachGroupPolicy", "Developers"),
            ("DeleteUserPolicy", "ada"),
            ("DetachUserPolicy", "ada"),
            ("RemoveUserFromGroup", "mallory"),
        ]
    )
    world.canopy.apply()
    left = books(world.sandbox.state())
    [stranger] = [left[HOME]["users"].pop(name) for name in list(left[HOME]["users"]) if name == "mallory"]
    assert left == world.made and not stranger.get("groups"), "the user of somebody else is there, and in no group"


def test_a_role_that_nobody_wants_any_more_and_that_lost_its_tag_is_left_unless_the_document_says_that_it_goes(world):
    payments = world.iam("Payments")
    payments.untag_role(RoleName="Org-PowerUser", TagKeys=["canopy:identity"])
    levels = [one for one in DOCUMENT["levels"] if one["name"] != "Power user"]
    groups = [group("Developers", "Read-only"), group("Operators", "Read-only", "Administrator"), group("Auditors", "Read-only")]
    fewer = {**DOCUMENT, "levels": levels, "groups": groups}
    world.canopy.write(fewer)
    plan = world.canopy.identity("plan")
    assert [(step["action"], step["target"]) for step in plan["steps"]] == [("PutGroupPolicy", "Operators")]
    assert plan["warnings"] == [
        "Left, for Canopy did not make it: Org-PowerUser in Payments, which lost its tag. "
        'With "removeOthers": true the document takes it out.'
    ]
    world.canopy.apply()
    assert payments.get_role(RoleName="Org-PowerUser")["Role"]["RoleName"] == "Org-PowerUser"
    world.canopy.write({**fewer, "removeOthers": True})
    role = world.role("Org-PowerUser", "Payments")
    assert world.canopy.plan() == [("DetachRolePolicy", role), ("DeleteRole", role)]
    world.canopy.apply()
    assert "Org-PowerUser" not in books(world.sandbox.state())["Payments"]["roles"]


def test_who_may_not_read_all_roles_at_once_reads_each_and_sees_the_same(world):
    for drift in (inline_policy_changed, role_deleted, session_length_changed, tags_gone):
        drift(world)
    sandbox, details = world.sandbox, "GetAccountAuthorizationDetails"

    def planned():
        before = sandbox.calls()["calls"]
        plan = world.canopy.plan()
        after = sandbox.calls()["calls"]
        return plan, {name: after[name] - before.get(name, 0) for name in (details, "GetRole")}

    plan, at_once = planned()
    assert at_once[details] > 0 and at_once["GetRole"] == 0
    sandbox.fault(details, "AccessDenied", count=at_once[details])
    again, each = planned()
    assert again == plan and len(plan) == 5
    assert each["GetRole"] > 0
