"""Which errors the sandbox can answer, and how to bring each about.

A case is `(operation, code, reason, prepare)`. `prepare(world)` may change the sandbox, and returns
the arguments and, where they are not the administrator's, the keys of the call.
"""

import json
import re
from dataclasses import dataclass

import botocore.session

import access_operations
import account_operations
import identity_operations
import billing_operations
import policy_operations
import life_operations
from helpers import READ_ONLY, document, trust

OPERATIONS = {
    "organizations": """CreateAccount CreateOrganizationalUnit DeleteOrganizationalUnit DescribeAccount
        DescribeCreateAccountStatus DescribeHandshake DescribeOrganization DescribeOrganizationalUnit DescribePolicy
        ListAccounts ListAccountsForParent ListChildren ListCreateAccountStatus ListHandshakesForAccount
        ListHandshakesForOrganization ListOrganizationalUnitsForParent ListParents ListPolicies ListPoliciesForTarget
        ListRoots ListTagsForResource ListTargetsForPolicy MoveAccount TagResource UntagResource
        UpdateOrganizationalUnit""".split(),
    "iam": """AttachRolePolicy CreateRole DeleteRole DeleteRolePolicy DetachRolePolicy GetRole GetRolePolicy
        ListAccountAliases ListAttachedRolePolicies ListRolePolicies ListRoles PutRolePolicy UpdateAssumeRolePolicy
        UpdateRole""".split(),
    "sts": ["AssumeRole", "GetCallerIdentity", "GetSessionToken"],
    **account_operations.OPERATIONS,
    **identity_operations.OPERATIONS,
    **billing_operations.OPERATIONS,
}
ROLES = list(OPERATIONS["iam"])
OPERATIONS["iam"] = list(dict.fromkeys(ROLES + access_operations.IAM + identity_operations.IAM))
OPERATIONS["sts"] += access_operations.STS
OPERATIONS["organizations"] += policy_operations.OPERATIONS
OPERATIONS["organizations"] += life_operations.OPERATIONS
OPERATIONS["organizations"] += billing_operations.TRANSFERS
SERVICE = {operation: service for service, operations in OPERATIONS.items() for operation in operations}
MODELS = {service: botocore.session.Session().get_service_model(service) for service in OPERATIONS}
SERVICE_LINKED = "AWSServiceRoleForOrganizations"
SERVICE_POLICY = "arn:aws:iam::aws:policy/aws-service-role/AWSOrganizationsServiceTrustPolicy"
ALLOW = document(Effect="Allow", Action="s3:List*", Resource="*")


@dataclass
class World:
    """The sandbox before a case, and the ids that arguments need."""

    sandbox: object

    def __post_init__(self):
        self.state = self.sandbox.state()
        self.organization = self.sandbox.organization(self.state)
        self.root = self.organization["root"]["id"]
        self.member = self.sandbox.account_id("Network")
        self.production = self.sandbox.account_id("Storefront")
        self.outside = next(iter(self.sandbox.others))
        ous = self.organization["ous"].values()
        self.ou = {ou["name"]: ou["id"] for ou in ous}
        self.handshake = next(iter(self.state["handshakes"]))
        self.policy = "p-FullAWSAccess"

    def put(self):
        self.sandbox.put_state(self.state)

    def member_keys(self):
        return self.sandbox.assume(self.member)

    def denied_keys(self):
        """A role in an account to which an SCP denies everything."""
        return self.sandbox.assume(self.sandbox.account_id("Legacy Reporting"))

    def outside_keys(self):
        return self.sandbox.others[self.outside]

    def role(self):
        """A role of the management account that holds what can be held."""
        roles = self.state["accounts"][self.sandbox.management]["iam"]["roles"]
        roles["BillingReader"]["inline"]["Written"] = ALLOW
        self.put()
        return "BillingReader"

    def valid(self, operation):
        """Arguments with which a call succeeds."""
        make = VALID.get(operation)
        return make(self) if make else {}

    def request(self):
        made = self.sandbox.client("organizations").create_account(AccountName="N", Email="n@example.com")
        return made["CreateAccountStatus"]["Id"]


VALID = {
    **access_operations.VALID,
    **account_operations.VALID,
    **identity_operations.VALID,
    **billing_operations.VALID,
    **policy_operations.VALID,
    **life_operations.VALID,
    "CreateAccount": lambda w: {"AccountName": "New", "Email": "new@example.com"},
    "CreateOrganizationalUnit": lambda w: {"ParentId": w.root, "Name": "New"},
    "DeleteOrganizationalUnit": lambda w: {"OrganizationalUnitId": w.ou["Sandbox"]},
    "DescribeAccount": lambda w: {"AccountId": w.member},
    "DescribeCreateAccountStatus": lambda w: {"CreateAccountRequestId": w.request()},
    "DescribeHandshake": lambda w: {"HandshakeId": w.handshake},
    "DescribeOrganizationalUnit": lambda w: {"OrganizationalUnitId": w.ou["prod"]},
    "DescribePolicy": lambda w: {"PolicyId": w.policy},
    "ListAccountsForParent": lambda w: {"ParentId": w.root},
    "ListChildren": lambda w: {"ParentId": w.root, "ChildType": "ACCOUNT"},
    "ListOrganizationalUnitsForParent": lambda w: {"ParentId": w.root},
    "ListParents": lambda w: {"ChildId": w.member},
    "ListPolicies": lambda w: {"Filter": "SERVICE_CONTROL_POLICY"},
    "ListPoliciesForTarget": lambda w: {"TargetId": w.root, "Filter": "SERVICE_CONTROL_POLICY"},
    "ListTagsForResource": lambda w: {"ResourceId": w.member},
    "ListTargetsForPolicy": lambda w: {"PolicyId": w.policy},
    "MoveAccount": lambda w: {
        "AccountId": w.member,
        "SourceParentId": w.ou["Infrastructure"],
        "DestinationParentId": w.root,
    },
    "TagResource": lambda w: {"ResourceId": w.member, "Tags": [{"Key": "a", "Value": "b"}]},
    "UntagResource": lambda w: {"ResourceId": w.member, "TagKeys": ["team"]},
    "UpdateOrganizationalUnit": lambda w: {"OrganizationalUnitId": w.ou["prod"], "Name": "production"},
    "AttachRolePolicy": lambda w: {"RoleName": w.role(), "PolicyArn": READ_ONLY},
    "CreateRole": lambda w: {"RoleName": "New", "AssumeRolePolicyDocument": trust(w.sandbox.management)},
    "DeleteRole": lambda w: {"RoleName": w.role()},
    "DeleteRolePolicy": lambda w: {"RoleName": w.role(), "PolicyName": "Written"},
    "DetachRolePolicy": lambda w: {"RoleName": w.role(), "PolicyArn": "arn:aws:iam::aws:policy/job-function/Billing"},
    "GetRole": lambda w: {"RoleName": w.role()},
    "GetRolePolicy": lambda w: {"RoleName": w.role(), "PolicyName": "Written"},
    "ListAttachedRolePolicies": lambda w: {"RoleName": w.role()},
    "ListRolePolicies": lambda w: {"RoleName": w.role()},
    "PutRolePolicy": lambda w: {"RoleName": w.role(), "PolicyName": "Written", "PolicyDocument": ALLOW},
    "UpdateAssumeRolePolicy": lambda w: {"RoleName": w.role(), "PolicyDocument": trust(w.sandbox.management)},
    "UpdateRole": lambda w: {"RoleName": w.role(), "Description": "d"},
    "AssumeRole": lambda w: {
        "RoleArn": f"arn:aws:iam::{w.member}:role/OrganizationAccountAccessRole",
        "RoleSessionName": "tests",
    },
}


def bare(operation):
    """The name of an operation without its service, where that stands in front."""
    return operation.rpartition(":")[2]


def model_errors(operation):
    """The codes of the errors that the service's model lists for an operation."""
    shapes = MODELS[SERVICE[operation]].operation_model(bare(operation)).error_shapes
    return {shape.metadata.get("error", {}).get("code", shape.name) for shape in shapes}


def with_arguments(operation, **changes):
    """Valid arguments but for `changes`; None leaves one out."""

    def prepare(world):
        wanted = {**world.valid(operation), **{k: v(world) if callable(v) else v for k, v in changes.items()}}
        return {name: value for name, value in wanted.items() if value is not None}, None

    return prepare


def with_keys(operation, keys):
    return lambda world: (world.valid(operation), getattr(world, keys)())


def with_fault(operation, code):
    def prepare(world):
        arguments = world.valid(operation)
        world.sandbox.fault(operation, code)
        return arguments, None

    return prepare


def general_cases():
    """What can happen to every operation that lists it."""
    for operation in OPERATIONS["organizations"]:
        listed = model_errors(operation)
        yield operation, "TooManyRequestsException", None, with_fault(operation, "Throttle")
        yield operation, "ServiceException", None, with_fault(operation, "InternalError")
        # An account in no organization may accept an invitation.
        if "AWSOrganizationsNotInUseException" in listed and operation != "AcceptHandshake":
            yield operation, "AWSOrganizationsNotInUseException", None, with_keys(operation, "outside_keys")
        members_may = ["DescribeOrganization", "ListHandshakesForAccount", "DescribeHandshake"]
        members_may += policy_operations.FOR_MEMBERS
        members_may += life_operations.FOR_MEMBERS
        keys = "denied_keys" if operation in members_may else "member_keys"
        yield operation, "AccessDeniedException", None, with_keys(operation, keys)
    for operation in OPERATIONS["iam"]:
        if "ServiceFailure" in model_errors(operation):
            yield operation, "ServiceFailure", None, with_fault(operation, "InternalError")
    for service, internal in (("account", "InternalServerException"), ("service-quotas", "ServiceException")):
        for operation in OPERATIONS[service]:
            yield operation, "TooManyRequestsException", None, with_fault(operation, "Throttle")
            yield operation, internal, None, with_fault(operation, "InternalError")
            yield operation, "AccessDeniedException", None, with_keys(operation, "denied_keys")


def argument_cases():
    """What the model says about arguments, turned against the sandbox."""
    for operation in OPERATIONS["organizations"]:
        shape = MODELS["organizations"].operation_model(operation).input_shape
        for name, member in (shape.members if shape else {}).items():
            for reason, wrong in wrong_values(operation, name, member, name in shape.required_members):
                yield operation, "InvalidInputException", reason, with_arguments(operation, **{name: wrong})


def wrong_values(operation, name, member, required):
    least, most = member.metadata.get("min"), member.metadata.get("max")
    pattern = member.metadata.get("pattern")
    if required:
        yield "INPUT_REQUIRED", None
    if name == "NextToken":
        yield "INVALID_NEXT_TOKEN", "not-a-token"
    elif member.type_name == "integer":
        yield "MAX_VALUE_EXCEEDED", most + 1
        yield "MIN_VALUE_EXCEEDED", least - 1
    elif getattr(member, "enum", None):
        of_policies = name in ("Filter", "PolicyType", "Type") and "Transfers" not in operation
        yield "INVALID_ENUM_POLICY_TYPE" if of_policies else "INVALID_ENUM", "SOMETHING"
    elif member.type_name == "string":
        odd = "€" * max(least or 1, 7)
        if pattern and not re.fullmatch(pattern, odd):
            yield "INVALID_PATTERN_TARGET_ID" if name == "TargetId" else "INVALID_PATTERN", odd
        if most:
            yield "MAX_LENGTH_EXCEEDED", "x" * (most + 1)
        if least:
            yield "MIN_LENGTH_EXCEEDED", ""


def big(name):
    """An inline policy or a trust policy that is too large."""
    actions = [f"s3:Get{number:08}" for number in range(800)]
    if name == "trust":
        conditions = {"StringEquals": {"aws:PrincipalOrgID": [f"o-{number:010}" for number in range(200)]}}
        principal = json.loads(trust("000000000000"))["Statement"][0]["Principal"]
        return document(Effect="Allow", Principal=principal, Action="sts:AssumeRole", Condition=conditions)
    return document(Effect="Allow", Action=actions, Resource="*")
