"""The identity account that `canopy identity apply` makes, met by a client that we did not write, as the people in it:
which roles let them in, with and without MFA, and what each of them may do."""

import json

import pytest
from botocore.exceptions import ClientError

from helpers import Sandbox, document, method
from identity_setup import (
    HOME,
    Canopy,
    Person,
    administrator,
    billing,
    group,
    person,
    power_user,
    read_only,
    spec,
)

ACCOUNTS = ("Payments", "Storefront", "Network")
ROLES = {
    "Read-only": "Org-ReadOnly",
    "Power user": "Org-PowerUser",
    "Administrator": "OrganizationAccountAccessRole",
    "Billing": "Org-Billing",
}
DOCUMENT = spec(
    [
        read_only(*ACCOUNTS),
        power_user("Payments", "Storefront"),
        administrator("Payments"),
        billing("Payments", "Network"),
    ],
    [
        group("Readers", "Read-only"),
        group("Developers", "Read-only", {"level": "Power user", "for": {"accounts": ["Storefront"]}}),
        group("Administrators", "Read-only", "Power user", "Administrator"),
        group("Finance", "Billing"),
    ],
    [
        person("ada", "Readers"),
        person("dora", "Developers"),
        person("grace", "Administrators"),
        person("frank", "Finance"),
        person("mary", "Readers", "Finance"),
    ],
)
# Whom each role in each account must let in; all others are refused.
GRANTED = {
    "ada": {("Payments", "Read-only"), ("Storefront", "Read-only"), ("Network", "Read-only")},
    "dora": {
        ("Payments", "Read-only"),
        ("Storefront", "Read-only"),
        ("Network", "Read-only"),
        ("Storefront", "Power user"),
    },
    "grace": {
        ("Payments", "Read-only"),
        ("Storefront", "Read-only"),
        ("Network", "Read-only"),
        ("Payments", "Power user"),
        ("Storefront", "Power user"),
        ("Payments", "Administrator"),
    },
    "frank": {("Payments", "Billing"), ("Network", "Billing")},
    "mary": {
        ("Payments", "Read-only"),
        ("Storefront", "Read-only"),
        ("Network", "Read-only"),
        ("Payments", "Billing"),
        ("Network", "Billing"),
    },
}
DENIED = "AccessDenied"


class SetUp:
    """A sandbox with the document applied, and its people with their devices."""

    def __init__(self, folder):
        self.sandbox = Sandbox()
        self.canopy = Canopy(self.sandbox, folder, DOCUMENT)
        self.canopy.apply()
        self.ids = {name: self.sandbox.account_id(name) for name in (*ACCOUNTS, HOME, "Northwind")}
        self.people = {one["name"]: Person(self.sandbox, self.ids[HOME], one["name"]) for one in DOCUMENT["people"]}


@pytest.fixture(scope="module")
def set_up(tmp_path_factory):
    made = SetUp(tmp_path_factory.mktemp("identity"))
    yield made
    made.sandbox.stop()


def answer(call, **arguments):
    """What becomes of a call: done, or the code of its refusal."""
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"].removesuffix("Exception")
    return "done"


@pytest.mark.parametrize("name", GRANTED)
def test_a_person_enters_each_role_of_their_groups_with_a_code_and_no_other(set_up, name):
    someone = set_up.people[name]
    found, expected = {}, {}
    for account in (*ACCOUNTS, HOME, "Northwind"):
        for level, role in ROLES.items():
            place = (account, level)
            found[place] = answer(someone.enter, account=set_up.ids[account], role=role, **someone.code())
            expected[place] = "done" if place in GRANTED[name] else DENIED
    assert found == expected


@pytest.mark.parametrize("name", GRANTED)
def test_without_mfa_nobody_enters_any_role(set_up, name):
    someone = set_up.people[name]
    session = set_up.sandbox.client("sts", someone.key).get_session_token()["Credentials"]
    for keys in (someone.key, session):
        for account in (*ACCOUNTS, HOME, "Northwind"):
            for level, role in ROLES.items():
                met = answer(someone.enter, account=set_up.ids[account], role=role, keys=keys)
                assert met == DENIED, f"{level} in {account}"


def test_a_session_with_mfa_opens_the_same_roles_and_a_role_opens_no_further_one(set_up):
    grace = set_up.people["grace"]
    keys = grace.with_mfa()
    for account in ACCOUNTS:
        for level, role in ROLES.items():
            met = answer(grace.enter, account=set_up.ids[account], role=role, keys=keys)
            assert met == ("done" if (account, level) in GRANTED["grace"] else DENIED), f"{level} in {account}"
    inside = grace.enter(set_up.ids["Payments"], ROLES["Read-only"], keys=keys)
    onwards = answer(grace.enter, account=set_up.ids["Payments"], role=ROLES["Administrator"], keys=inside)
    assert onwards == DENIED, "a role that may read does not lead to one that may do everything"


@pytest.mark.parametrize("name", GRANTED)
def test_of_all_roles_in_the_organization_those_of_the_groups_open_and_no_other(set_up, name):
    """Among them one in each production account that trusts the identity account: the sample has auditors."""
    someone = set_up.people[name]
    keys = someone.with_mfa()
    accounts = [one for one in set_up.sandbox.state()["accounts"].values() if one.get("membership")]
    tried, opened = 0, set()
    for account in accounts:
        for role in account["iam"]["roles"]:
            tried += 1
            if answer(someone.enter, account=account["id"], role=role, keys=keys) == "done":
                opened.add((account["name"], role))
    assert tried > 90
    assert opened == {(account, ROLES[level]) for account, level in GRANTED[name]}


def test_anothers_code_and_a_used_code_open_nothing(set_up):
    ada, grace = set_up.people["ada"], set_up.people["grace"]
    where = {"account": set_up.ids["Payments"], "role": ROLES["Read-only"]}
    assert answer(ada.enter, **where, **grace.code()) == DENIED
    code = ada.code()
    assert answer(ada.enter, **where, **code) == "done"
    assert answer(ada.enter, **where, **code) == DENIED


ALLOW = document(Effect="Allow", Action="*", Resource="*")
NOBODY = {"UserName": "nobody"}
TRUST = document(Effect="Allow", Principal={"AWS": "111122223333"}, Action="sts:AssumeRole")
PERIOD = {"Start": "2026-10-01", "End": "2026-11-01"}
COSTS = {"TimePeriod": PERIOD, "Granularity": "MONTHLY", "Metrics": ["UnblendedCost"]}
# Each action, who calls it (ada with her key alone, ada with MFA, then the role of each preset in Payments), and what
# each must meet: `yes`, `-` for a refusal, or the code of the answer to a call that is allowed.
# The user lives in the identity account, the roles in Payments.
MATRIX = """
    sts:GetCallerIdentity                     yes   yes   | yes   yes   yes   yes
    sts:GetSessionToken                       yes   -     | -     -     -     -
    iam:GetUser                               yes   yes   | NoSuchEntity  -  NoSuchEntity  -
    iam:ListMFADevices                        yes   yes   | NoSuchEntity  -  NoSuchEntity  -
    iam:ListVirtualMFADevices                 yes   yes   | yes   -     yes   -
    iam:GetAccountPasswordPolicy              yes   yes   | NoSuchEntity  -  NoSuchEntity  -
    iam:GetAccountSummary                     yes   yes   | yes   -     yes   -
    iam:ListAccountAliases                    -     yes   | yes   -     yes   -
    iam:GetLoginProfile                       yes   yes   | NoSuchEntity  -  NoSuchEntity  -
    iam:CreateVirtualMFADevice                yes   yes   | -     -     yes   -
    iam:DeactivateMFADevice                   -     yes   | -     -     NoSuchEntity  -
    iam:DeleteVirtualMFADevice                -     DeleteConflict | -  -   NoSuchEntity  -
    iam:ListUsers                             -     -     | yes   -     yes   -
    iam:ListRoles                             -     -     | yes   yes   yes   -
    iam:ListGroups                            -     -     | yes   -     yes   -
    iam:ListPolicies                          -     -     | yes   -     yes   -
    iam:GetRole                               -     -     | yes   -     yes   -
    iam:ListAccessKeys                        -     -     | NoSuchEntity  -  NoSuchEntity  -
    iam:CreateAccessKey                       -     -     | -     -     NoSuchEntity  -
    iam:CreateUser                            -     -     | -     -     yes   -
    iam:DeleteUser                            -     -     | -     -     NoSuchEntity  -
    iam:AddUserToGroup                        -     -     | -     -     NoSuchEntity  -
    iam:RemoveUserFromGroup                   -     -     | -     -     NoSuchEntity  -
    iam:PutUserPolicy                         -     -     | -     -     NoSuchEntity  -
    iam:AttachUserPolicy                      -     -     | -     -     NoSuchEntity  -
    iam:PutGroupPolicy                        -     -     | -     -     NoSuchEntity  -
    iam:UpdateLoginProfile                    -     -     | -     -     NoSuchEntity  -
    iam:CreatePolicy                          -     -     | -     -     yes   -
    iam:CreateRole                            -     -     | -     -     yes   -
    iam:UpdateAssumeRolePolicy                -     -     | -     -     yes   -
    iam:PutRolePolicy                         -     -     | -     -     yes   -
    iam:AttachRolePolicy                      -     -     | -     -     yes   -
    iam:UpdateAccountPasswordPolicy           -     -     | -     -     yes   -
    iam:CreateAccountAlias                    -     -     | -     -     yes   -
    organizations:DescribeOrganization        -     -     | yes   yes   yes   -
    organizations:ListAccounts                -     -     | -     -     -     -
    organizations:LeaveOrganization           -     -     | -     -     ConstraintViolation  -
    account:ListRegions                       -     -     | yes   yes   yes   -
    account:PutAlternateContact               -     -     | -     -     yes   -
    ce:GetCostAndUsage                        -     -     | yes   yes   yes   yes
    budgets:DescribeBudgets                   -     -     | yes   yes   yes   yes
    servicequotas:ListServiceQuotas           -     -     | yes   yes   yes   -
"""


def rows():
    lines = [line.replace("|", " ").split() for line in MATRIX.strip().splitlines()]
    return {action: answers for action, *answers in lines}


def arguments(action, set_up):
    """With what an action is called: about the user herself, or about the role of the preset."""
    ada, role = {"UserName": "ada"}, {"RoleName": "Org-ReadOnly"}
    home = set_up.ids[HOME]
    contact = {"Name": "A", "Title": "B", "EmailAddress": "a@example.com", "PhoneNumber": "+49 30 1"}
    given = {
        "GetUser": ada,
        "ListMFADevices": ada,
        "GetLoginProfile": ada,
        "CreateVirtualMFADevice": {"VirtualMFADeviceName": "second"},
        "DeactivateMFADevice": {**ada, "SerialNumber": set_up.people["ada"].serial},
        "GetRole": role,
        "ListAccessKeys": ada,
        "CreateAccessKey": ada,
        "CreateUser": {"UserName": "eve"},
        "DeleteUser": {"UserName": "frank"},
        "AddUserToGroup": {**ada, "GroupName": "Administrators"},
        "RemoveUserFromGroup": {**ada, "GroupName": "Readers"},
        "PutUserPolicy": {**ada, "PolicyName": "all", "PolicyDocument": ALLOW},
        "AttachUserPolicy": {**ada, "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"},
        "PutGroupPolicy": {"GroupName": "Readers", "PolicyName": "all", "PolicyDocument": ALLOW},
        "UpdateLoginProfile": {"UserName": "grace", "PasswordResetRequired": False},
        "CreatePolicy": {"PolicyName": "All", "PolicyDocument": ALLOW},
        "CreateRole": {"RoleName": "Door", "AssumeRolePolicyDocument": TRUST},
        "UpdateAssumeRolePolicy": {**role, "PolicyDocument": TRUST},
        "PutRolePolicy": {**role, "PolicyName": "all", "PolicyDocument": ALLOW},
        "AttachRolePolicy": {**role, "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"},
        "UpdateAccountPasswordPolicy": {"MinimumPasswordLength": 8},
        "CreateAccountAlias": {"AccountAlias": "somebody-else"},
        "PutAlternateContact": {"AlternateContactType": "SECURITY", **contact},
        "GetCostAndUsage": COSTS,
        "ListServiceQuotas": {"ServiceCode": "organizations"},
    }
    operation = action.partition(":")[2]

    def of(caller):
        account = home if caller.startswith("ada") else set_up.ids["Payments"]
        by_account = {
            "DescribeBudgets": {"AccountId": account},
            "DeleteVirtualMFADevice": {"SerialNumber": f"arn:aws:iam::{account}:mfa/ada"},
        }
        return given.get(operation) or by_account.get(operation, {})

    return of


SERVICES = {"servicequotas": "service-quotas"}


def test_a_matrix_of_actions_is_met_by_each_user_and_role_as_the_table_says(set_up):
    table = rows()
    assert len(table) >= 40
    ada, grace, mary = (set_up.people[name] for name in ("ada", "grace", "mary"))
    payments = set_up.ids["Payments"]
    callers = {
        "ada": ada.key,
        "ada with MFA": ada.with_mfa(),
        "Read-only": grace.enter(payments, ROLES["Read-only"], **grace.code()),
        "Power user": grace.enter(payments, ROLES["Power user"], **grace.code()),
        "Administrator": grace.enter(payments, ROLES["Administrator"], **grace.code()),
        "Billing": mary.enter(payments, ROLES["Billing"], **mary.code()),
    }
    sandbox = set_up.sandbox
    state = sandbox.state()
    found = {}
    for action in table:
        service, _, operation = action.partition(":")
        found[action] = []
        with_what = arguments(action, set_up)
        for name, keys in callers.items():
            client = sandbox.client(SERVICES.get(service, service), keys)
            met = answer(method(client, operation), **with_what(name))
            found[action].append({"done": "yes", DENIED: "-"}.get(met, met))
            if met == "done":
                sandbox.put_state(state)
    differences = {action: (found[action], table[action]) for action in table if found[action] != table[action]}
    assert differences == {}, json.dumps(differences, indent=1)
