"""Errors of the operations on policies, and the reasons why some of them cannot occur in the sandbox."""

import json

from error_cases import model_errors, with_arguments
from helpers import document
from policy_operations import (
    COST_TAGS,
    DENY,
    FULL_ACCESS,
    ONLY_US,
    OPERATIONS,
    RCP,
    RCP_FULL_ACCESS,
    SCP,
    TAGS,
    made,
    tag_policy,
)

NOBODY = "999999999999"
NO_POLICY = "p-aaaaaaaaaa"
CONSTRAINT = "ConstraintViolationException"
INPUT = "InvalidInputException"
FIFTY_ONE = [{"Key": f"k{number}", "Value": "v"} for number in range(51)]
TWICE = [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]
RESERVED = [{"Key": "aws:a", "Value": "1"}]
WRONG_TAG = [{"Key": "team", "Value": "unheard of"}]


def billing_only(world):
    world.organization["featureSet"] = "CONSOLIDATED_BILLING"


def many_policies(world):
    template = world.organization["policies"][COST_TAGS]
    for number in range(1000):
        id = f"p-filler{number:04}"
        world.organization["policies"][id] = {**template, "id": id, "name": id}


def full_target(world):
    """Nine more service control policies on the root, beside FullAWSAccess."""
    template = world.organization["policies"][COST_TAGS]
    for number in range(9):
        id = f"p-filler{number:04}"
        world.organization["policies"][id] = {**template, "id": id, "name": id, "kind": SCP, "content": DENY}
        world.organization["root"]["policies"].append(id)


def enforced_tags(world):
    """A tag policy on the root that holds for the organization's own resources."""
    rule = {
        "tag_key": {"@@assign": "team"},
        "tag_value": {"@@assign": ["shop"]},
        "enforced_for": {"@@assign": ["organizations:*"]},
    }
    world.organization["policies"][COST_TAGS]["content"] = tag_policy("team", **rule)
    world.organization["root"]["policies"].append(COST_TAGS)


def without_tag_policy(world):
    world.organization["ous"][world.ou["Workloads"]]["policies"].remove(COST_TAGS)


def without_tag_policies(world):
    world.organization["root"]["policyTypes"].remove(TAGS)


def statement(**changes):
    """A resource control policy with one thing wrong."""
    fine = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
    return document(**{name: value for name, value in {**fine, **changes}.items() if value is not None})


MALFORMED = {
    SCP: [
        "{",
        "{}",
        json.dumps({"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}),
        document(Effect="Deny", Resource="*"),
        document(Effect="Maybe", Action="*", Resource="*"),
        document(Effect="Deny", Action="*"),
        statement(),
    ],
    RCP: [
        "{",
        statement(Effect="Allow"),
        statement(Principal=None),
        statement(Principal={"AWS": NOBODY}),
        statement(Action="*"),
        statement(Action=None, NotAction="s3:*"),
        statement(Resource=None),
    ],
    TAGS: [
        "[]",
        json.dumps({"plans": {}}),
        tag_policy("team", tag_key="team"),
        tag_policy("team", tag_value={"@@append": "shop"}),
        tag_policy("team", tag_value={"@@invent": ["shop"]}),
    ],
    "BACKUP_POLICY": ["nonsense"],
}
SIZES = {SCP: 10_240, RCP: 5_120, TAGS: 10_000, "CHATBOT_POLICY": 10_000, "AISERVICES_OPT_OUT_POLICY": 2_500}


def sized(kind, length):
    """The content of a policy, made long with spaces: they count."""
    content = {SCP: DENY, RCP: statement()}.get(kind, "{}")
    return content + " " * (length - len(content))


def policy_cases():
    def case(operation, code, reason=None, change=None, **changes):
        def prepare(world):
            if change:
                change(world)
                world.put()
            return with_arguments(operation, **changes)(world)

        return operation, code, reason, prepare

    yield from document_cases(case)
    yield from attachment_cases(case)
    yield from type_cases(case)
    yield from effective_cases(case)


def document_cases(case):
    create, update = "CreatePolicy", "UpdatePolicy"
    for kind, contents in MALFORMED.items():
        for content in contents:
            yield case(create, "MalformedPolicyDocumentException", Type=kind, Content=content)
    for content in MALFORMED[TAGS]:
        yield case(update, "MalformedPolicyDocumentException", Content=content)
    for kind, most in SIZES.items():
        reason = "POLICY_CONTENT_LIMIT_EXCEEDED"
        yield case(create, CONSTRAINT, reason, Type=kind, Content=sized(kind, most + 1))
    yield case(update, CONSTRAINT, "POLICY_CONTENT_LIMIT_EXCEEDED", Content=sized(TAGS, 10_001))
    yield case(create, CONSTRAINT, "POLICY_NUMBER_LIMIT_EXCEEDED", many_policies, Type=TAGS, Content="{}")
    yield case(create, "DuplicatePolicyException", Name="DenyAll")
    yield case(update, "DuplicatePolicyException", PolicyId=made, Name="DenyAll")
    yield case(create, "PolicyTypeNotAvailableForOrganizationException", None, billing_only)
    yield case(create, CONSTRAINT, "MAX_TAG_LIMIT_EXCEEDED", Tags=FIFTY_ONE)
    yield case(create, INPUT, "DUPLICATE_TAG_KEY", Tags=TWICE)
    yield case(create, INPUT, "INVALID_SYSTEM_TAGS_PARAMETER", Tags=RESERVED)
    for operation in ("CreateOrganizationalUnit", create, "TagResource"):
        yield case(operation, CONSTRAINT, "TAG_POLICY_VIOLATION", enforced_tags, Tags=WRONG_TAG)
    for operation in (update, "DeletePolicy"):
        yield case(operation, "PolicyNotFoundException", PolicyId=NO_POLICY)
        yield case(operation, INPUT, "IMMUTABLE_POLICY", PolicyId=FULL_ACCESS)
    for id in (COST_TAGS, ONLY_US):
        yield case("DeletePolicy", "PolicyInUseException", PolicyId=id)


def attachment_cases(case):
    attach, detach = "AttachPolicy", "DetachPolicy"
    for operation in (attach, detach):
        yield case(operation, "PolicyNotFoundException", PolicyId=NO_POLICY)
        for target in (NOBODY, "ou-aaaa-aaaaaaaa", "r-aaaa", lambda world: world.outside):
            yield case(operation, "TargetNotFoundException", TargetId=target)
    yield case(attach, "DuplicatePolicyAttachmentException", TargetId=lambda world: world.ou["Workloads"])
    yield case(attach, "PolicyTypeNotEnabledException", PolicyId=backup_policy)
    too_many = "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"
    root = {"TargetId": lambda world: world.root}
    yield case(attach, CONSTRAINT, too_many, full_target, PolicyId=made, **root)
    yield case(detach, "PolicyNotAttachedException", TargetId=lambda world: world.root)
    yield case(detach, CONSTRAINT, "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED", PolicyId=FULL_ACCESS, **root)
    yield case(detach, INPUT, "NON_DETACHABLE_POLICY", PolicyId=RCP_FULL_ACCESS, **root)


def backup_policy(world):
    return made(world, kind="BACKUP_POLICY", content="{}")


def type_cases(case):
    enable, disable = "EnablePolicyType", "DisablePolicyType"
    for operation in (enable, disable):
        yield case(operation, "RootNotFoundException", RootId="r-aaaa")
    yield case(enable, "PolicyTypeAlreadyEnabledException", PolicyType=TAGS)
    yield case(disable, "PolicyTypeNotEnabledException", PolicyType="BACKUP_POLICY")
    yield case(enable, "PolicyTypeNotAvailableForOrganizationException", None, billing_only)
    for kind in ("SECURITYHUB_POLICY", "INSPECTOR_POLICY"):
        yield case(enable, CONSTRAINT, "SERVICE_ACCESS_NOT_ENABLED", no_service, PolicyType=kind)
    yield case(disable, CONSTRAINT, "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE", billing_only)


def no_service(world):
    world.organization["trustedServices"] = {}


def effective_cases(case):
    effective = "DescribeEffectivePolicy"
    for target in (NOBODY, lambda world: world.outside):
        yield case(effective, "TargetNotFoundException", TargetId=target)
    for target in (lambda world: world.root, lambda world: world.ou["Workloads"]):
        yield case(effective, INPUT, "TARGET_NOT_SUPPORTED", TargetId=target)
    missing = "EffectivePolicyNotFoundException"
    yield case(effective, missing, PolicyType="BACKUP_POLICY")
    yield case(effective, missing, TargetId=None)
    yield case(effective, missing, None, without_tag_policy)
    yield case(effective, missing, None, without_tag_policies)
    for kind in (SCP, RCP):
        yield case(effective, INPUT, "INVALID_ENUM_POLICY_TYPE", PolicyType=kind)
    yield case(effective, CONSTRAINT, "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE", billing_only)


NO_REGIONS = "the sandbox has one partition, and no region in it is off or lacks an operation"
AT_ONCE = "in the sandbox a change of policies is done with the call that makes it"
WHY = {"UnsupportedAPIEndpointException": NO_REGIONS, "PolicyChangesInProgressException": AT_ONCE}
POLICY_CANNOT_OCCUR = {
    (operation, code): why for operation in OPERATIONS for code, why in WHY.items() if code in model_errors(operation)
}
# Reasons that these operations bring about.
POLICY_INPUTS = {"IMMUTABLE_POLICY", "NON_DETACHABLE_POLICY", "TARGET_NOT_SUPPORTED"}
POLICY_CONSTRAINTS = {
    "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
    "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
    "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE",
    "POLICY_CONTENT_LIMIT_EXCEEDED",
    "POLICY_NUMBER_LIMIT_EXCEEDED",
    "SERVICE_ACCESS_NOT_ENABLED",
    "TAG_POLICY_VIOLATION",
}
