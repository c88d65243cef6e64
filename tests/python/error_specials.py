"""Errors of single operations, and the reasons why some errors cannot occur in the sandbox."""

from access_operations import ACCESS_CANNOT_OCCUR, access_cases
from error_cases import MODELS, OPERATIONS, ROLES, SERVICE_LINKED, SERVICE_POLICY, big, model_errors, with_arguments
from error_account import ACCOUNT_CANNOT_OCCUR, account_cases
from error_identity import IDENTITY_CANNOT_OCCUR, identity_cases
from error_billing import BILLING_CANNOT_OCCUR, billing_cases
from error_policies import POLICY_CANNOT_OCCUR, POLICY_CONSTRAINTS, POLICY_INPUTS, policy_cases
from error_life import (
    HANDSHAKE,
    HANDSHAKE_REASONS_CANNOT_OCCUR,
    LIFE_CANNOT_OCCUR,
    LIFE_CONSTRAINTS,
    LIFE_INPUTS,
    life_cases,
)
from helpers import ADMINISTRATOR, READ_ONLY, document, trust

NOBODY = "999999999999"
NO_OU = "ou-aaaa-aaaaaaaa"
NO_ROLE = "NoSuchRole"
CONSTRAINT = "ConstraintViolationException"
INPUT = "InvalidInputException"
FIFTY_ONE = [{"Key": f"k{number}", "Value": "v"} for number in range(51)]
TWICE = [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]
RESERVED = [{"Key": "aws:a", "Value": "1"}]


def prepared(change, operation, **changes):
    """Valid arguments, after `change(world)` and, where it changed the state, after putting it back."""

    def prepare(world):
        change(world)
        world.put()
        return with_arguments(operation, **changes)(world)

    return prepare


def set_quota(world):
    members = [account for account in world.state["accounts"].values() if account["membership"]]
    world.organization["accountQuota"] = len(members)


def set_finalizing(world):
    world.organization["finalizingUntil"] = "2999-01-01T00:00:00Z"


def add_ous(world):
    ous = world.organization["ous"]
    for number in range(2000 - len(ous)):
        id = f"ou-{world.root[2:]}-zz{number:08}"
        ous[id] = {"id": id, "name": f"filler {number}", "parentId": world.ou["Sandbox"], "policies": []}


def five_deep(world):
    """Fills the levels below `prod`, the second one, and returns the fifth."""
    organizations, parent = world.sandbox.client("organizations"), world.ou["prod"]
    for level in (3, 4, 5):
        answer = organizations.create_organizational_unit(ParentId=parent, Name=f"level {level}")
        parent = answer["OrganizationalUnit"]["Id"]
    return parent


def five_at_once(world):
    organizations = world.sandbox.client("organizations")
    for number in range(5):
        organizations.create_account(AccountName="N", Email=f"n{number}@example.com")
    return "the.sixth@example.com"


def fill_roles(world):
    roles = world.state["accounts"][world.sandbox.management]["iam"]["roles"]
    for number in range(1000 - len(roles)):
        roles[f"R{number:04}"] = {**roles["BillingReader"], "name": f"R{number:04}"}


def fill_attached(world):
    roles = world.state["accounts"][world.sandbox.management]["iam"]["roles"]
    roles["BillingReader"]["attached"] = [f"arn:aws:iam::aws:policy/P{number}" for number in range(20)]


def special_cases():
    def case(operation, code, reason=None, change=None, **changes):
        prepare = prepared(change, operation, **changes) if change else with_arguments(operation, **changes)
        return operation, code, reason, prepare

    yield from policy_cases()
    yield from account_cases()
    yield from life_cases()
    yield from access_cases(case)
    yield from identity_cases()
    yield from billing_cases()
    yield case("CreateAccount", CONSTRAINT, "ACCOUNT_NUMBER_LIMIT_EXCEEDED", set_quota)
    yield case("CreateAccount", CONSTRAINT, "ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED", Email=five_at_once)
    yield case("CreateAccount", "FinalizingOrganizationException", None, set_finalizing)
    yield case("CreateAccount", INPUT, "INVALID_ROLE_NAME", RoleName="AWSServiceRoleForMe")
    yield case("CreateOrganizationalUnit", CONSTRAINT, "OU_DEPTH_LIMIT_EXCEEDED", ParentId=five_deep)
    yield case("CreateOrganizationalUnit", CONSTRAINT, "OU_NUMBER_LIMIT_EXCEEDED", add_ous)
    yield case("CreateOrganizationalUnit", "DuplicateOrganizationalUnitException", Name="Workloads")
    yield case("UpdateOrganizationalUnit", "DuplicateOrganizationalUnitException", Name="dev")
    yield case("DeleteOrganizationalUnit", "OrganizationalUnitNotEmptyException")
    for operation in ("CreateAccount", "CreateOrganizationalUnit", "TagResource"):
        yield case(operation, CONSTRAINT, "MAX_TAG_LIMIT_EXCEEDED", Tags=FIFTY_ONE)
        yield case(operation, INPUT, "DUPLICATE_TAG_KEY", Tags=TWICE)
        yield case(operation, INPUT, "INVALID_SYSTEM_TAGS_PARAMETER", Tags=RESERVED)
    yield case("UntagResource", INPUT, "INVALID_SYSTEM_TAGS_PARAMETER", TagKeys=["aws:a"])
    yield case("ListCreateAccountStatus", INPUT, "INVALID_ENUM", States=["DONE"])
    for operation in ("ListHandshakesForAccount", "ListHandshakesForOrganization"):
        both = {"ActionType": "INVITE", "ParentHandshakeId": "h-aaaaaaaa"}
        yield case(operation, INPUT, "MAX_LIMIT_EXCEEDED_FILTER", Filter=both)
        yield case(operation, INPUT, "INVALID_ENUM", Filter={"ActionType": "DANCE"})

    for operation in ("DescribeOrganizationalUnit", "UpdateOrganizationalUnit", "DeleteOrganizationalUnit"):
        yield case(operation, "OrganizationalUnitNotFoundException", OrganizationalUnitId=NO_OU)
    parents = ("CreateOrganizationalUnit", "ListAccountsForParent", "ListChildren", "ListOrganizationalUnitsForParent")
    for operation in parents:
        yield case(operation, "ParentNotFoundException", ParentId=NO_OU)
    for operation in ("DescribeAccount", "MoveAccount"):
        yield case(operation, "AccountNotFoundException", AccountId=NOBODY)
        yield case(operation, "AccountNotFoundException", AccountId=lambda world: world.outside)
    for operation in ("TagResource", "UntagResource", "ListTagsForResource"):
        yield case(operation, "TargetNotFoundException", ResourceId=NOBODY)
        yield case(operation, "TargetNotFoundException", ResourceId="rp-aaaaaaaa")
    for operation in ("DescribePolicy", "ListTargetsForPolicy"):
        yield case(operation, "PolicyNotFoundException", PolicyId="p-aaaaaaaa")
    yield case("ListPoliciesForTarget", "TargetNotFoundException", TargetId=NOBODY)
    yield case("ListParents", "ChildNotFoundException", ChildId=NO_OU)
    yield case("DescribeHandshake", "HandshakeNotFoundException", HandshakeId="h-aaaaaaaa")
    missing = {"CreateAccountRequestId": "car-aaaaaaaa"}
    yield case("DescribeCreateAccountStatus", "CreateAccountStatusNotFoundException", **missing)
    yield case("MoveAccount", "SourceParentNotFoundException", SourceParentId=NO_OU)
    yield case("MoveAccount", "SourceParentNotFoundException", SourceParentId=lambda world: world.ou["prod"])
    yield case("MoveAccount", "DestinationParentNotFoundException", DestinationParentId=NO_OU)
    here = {"DestinationParentId": lambda world: world.ou["Infrastructure"]}
    yield case("MoveAccount", "DuplicateAccountException", **here)

    for operation in ROLES:
        listed = model_errors(operation)
        if "NoSuchEntity" in listed:
            yield case(operation, "NoSuchEntity", RoleName=NO_ROLE)
        if "UnmodifiableEntity" in listed:
            yield case(operation, "UnmodifiableEntity", RoleName=SERVICE_LINKED)
    for operation in ("GetRolePolicy", "DeleteRolePolicy"):
        yield case(operation, "NoSuchEntity", PolicyName="NotThere")
    for operation in ("AttachRolePolicy", "DetachRolePolicy"):
        yield case(operation, "NoSuchEntity", PolicyArn="arn:aws:iam::aws:policy/NotThere")
    for operation in ("AttachRolePolicy", "DetachRolePolicy"):
        yield case(operation, "InvalidInput", PolicyArn="arn:aws:s3:::no-policy-at-all")
    yield case("AttachRolePolicy", "PolicyNotAttachable", PolicyArn=SERVICE_POLICY)
    yield "AttachRolePolicy", "LimitExceeded", None, attach_one_more
    yield case("DeleteRole", "DeleteConflict")
    yield case("CreateRole", "EntityAlreadyExists", RoleName="billingreader")
    yield case("CreateRole", "InvalidInput", Tags=TWICE)
    yield case("CreateRole", "LimitExceeded", None, fill_roles)
    yield case("CreateRole", "LimitExceeded", AssumeRolePolicyDocument=big("trust"))
    yield case("UpdateAssumeRolePolicy", "LimitExceeded", PolicyDocument=big("trust"))
    yield case("PutRolePolicy", "LimitExceeded", PolicyDocument=big("inline"))
    unknown = trust(NOBODY).replace(":root", ":role/Nobody")
    for text in ("{", document(Effect="Allow", Action="sts:AssumeRole"), unknown):
        yield case("CreateRole", "MalformedPolicyDocument", AssumeRolePolicyDocument=text)
        yield case("UpdateAssumeRolePolicy", "MalformedPolicyDocument", PolicyDocument=text)
    yield case("PutRolePolicy", "MalformedPolicyDocument", PolicyDocument="{}")
    yield case("AssumeRole", "MalformedPolicyDocument", Policy="{")
    yield case("AssumeRole", "PackedPolicyTooLarge", Policy=big("inline"))


def attach_one_more(world):
    fill_attached(world)
    world.put()
    return {"RoleName": "BillingReader", "PolicyArn": ADMINISTRATOR}, None


ONE_AT_A_TIME = "the sandbox answers one call after the other, so that no two changes meet"
NO_REGIONS = "the sandbox has one partition, and no region in it is off or lacks an operation"
IAM_VALIDATES = "IAM answers a name or an ARN of the wrong form with ValidationError, which no model lists"
NO_GROWTH = "the call takes something away, and there is no quota on that"

CANNOT_OCCUR = {
    **POLICY_CANNOT_OCCUR,
    **ACCOUNT_CANNOT_OCCUR,
    **LIFE_CANNOT_OCCUR,
    **ACCESS_CANNOT_OCCUR,
    **IDENTITY_CANNOT_OCCUR,
    **BILLING_CANNOT_OCCUR,
    **{
        (operation, code): ONE_AT_A_TIME
        for operation in OPERATIONS["organizations"] + OPERATIONS["iam"]
        for code in ("ConcurrentModificationException", "ConcurrentModification")
        if code in model_errors(operation)
    },
    ("CreateAccount", "UnsupportedAPIEndpointException"): NO_REGIONS,
    ("DescribeCreateAccountStatus", "UnsupportedAPIEndpointException"): NO_REGIONS,
    ("ListCreateAccountStatus", "UnsupportedAPIEndpointException"): NO_REGIONS,
    ("DescribePolicy", "UnsupportedAPIEndpointException"): NO_REGIONS,
    ("ListPolicies", "UnsupportedAPIEndpointException"): NO_REGIONS,
    ("ListPoliciesForTarget", "UnsupportedAPIEndpointException"): NO_REGIONS,
    ("ListTargetsForPolicy", "UnsupportedAPIEndpointException"): NO_REGIONS,
    ("UntagResource", CONSTRAINT): "a tag policy says what tags are like, not that there must be any",
    ("ListAttachedRolePolicies", "InvalidInput"): IAM_VALIDATES,
    ("DeleteRole", "LimitExceeded"): NO_GROWTH,
    ("DeleteRolePolicy", "LimitExceeded"): NO_GROWTH,
    ("DetachRolePolicy", "LimitExceeded"): NO_GROWTH,
    ("AssumeRole", "RegionDisabledException"): NO_REGIONS,
    ("GetSessionToken", "RegionDisabledException"): NO_REGIONS,
    ("AssumeRole", "ExpiredTokenException"): "it is about assertions in ProvidedContexts, which the sandbox knows not; "
    "expired credentials of the caller are ExpiredToken",
}


def reasons(shape):
    return set(MODELS["organizations"].shape_for(shape + "Reason").enum)


NOT_IN_SERVICE = "belongs to operations that the sandbox does not have yet"
# What can occur in none of the operations above; the two that could are explained one by one.
REASONS_CANNOT_OCCUR = {
    **{
        (INPUT, reason): NOT_IN_SERVICE
        for reason in reasons(INPUT)
        if "DATE" in reason or "RESOURCE_POLICY" in reason or reason.endswith("_ACTION_IN_RESPONSIBILITY_TRANSFER")
    },
    **{
        (INPUT, reason): NOT_IN_SERVICE
        for reason in """INVALID_PARTY_TYPE_TARGET INVALID_SYNTAX_ORGANIZATION_ARN INVALID_SYNTAX_POLICY_ID
        IMMUTABLE_POLICY UNRECOGNIZED_SERVICE_PRINCIPAL TARGET_NOT_SUPPORTED INVALID_EMAIL_ADDRESS_TARGET
        INVALID_PRINCIPAL NON_DETACHABLE_POLICY CALLER_REQUIRED_FIELD_MISSING""".split()
        if reason not in POLICY_INPUTS | set(LIFE_INPUTS)
    },
    **{(HANDSHAKE, reason): why for reason, why in HANDSHAKE_REASONS_CANNOT_OCCUR.items()},
    (INPUT, "MOVING_ACCOUNT_BETWEEN_DIFFERENT_ROOTS"): "an organization has one root",
    (INPUT, "INVALID_FULL_NAME_TARGET"): "characters that a name may not have fail its pattern first",
    (INPUT, "INVALID_LIST_MEMBER"): "no client sends a list with a member of another type; see the test of its own",
}
CONSTRAINTS_THAT_OCCUR = {
    "ACCOUNT_NUMBER_LIMIT_EXCEEDED",
    "ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED",
    "OU_NUMBER_LIMIT_EXCEEDED",
    "OU_DEPTH_LIMIT_EXCEEDED",
    "MAX_TAG_LIMIT_EXCEEDED",
    *POLICY_CONSTRAINTS,
    *LIFE_CONSTRAINTS,
}
REASONS_CANNOT_OCCUR.update(
    ((CONSTRAINT, reason), NOT_IN_SERVICE) for reason in reasons(CONSTRAINT) - CONSTRAINTS_THAT_OCCUR
)
REASONS_CANNOT_OCCUR[CONSTRAINT, "INVALID_PAYMENT_INSTRUMENT"] = "the sandbox knows payment methods that are valid only"
REASONS_CANNOT_OCCUR[CONSTRAINT, "HANDSHAKE_RATE_LIMIT_EXCEEDED"] = "it is a reason of the handshake's own error"
for _reason in ("EULA", "PHONE_VERIFICATION"):
    REASONS_CANNOT_OCCUR[CONSTRAINT, f"ACCOUNT_CANNOT_LEAVE_WITHOUT_{_reason}"] = (
        "of what an account needs to stand on its own, the sandbox knows the payment method"
    )
