"""Errors of Account Management and of Service Quotas, and the reasons why some of them cannot occur."""

import re

from account_operations import ACCOUNT, CONTACT, NEW_EMAIL, OPT_IN, about
from error_cases import MODELS, model_errors, with_arguments

NOBODY = "999999999999"
VALIDATION = "ValidationException"
CONFLICT = "ConflictException"
NOT_FOUND = "ResourceNotFoundException"
SIX = ["ap-east-1", "ap-south-2", "ap-southeast-3", "ca-west-1", "eu-south-1", "me-south-1"]


def account_cases():
    yield from field_cases()
    yield from reach_cases()
    yield from email_cases()
    yield from region_cases()
    yield from contact_cases()
    yield from quota_cases()


def case(operation, code, **changes):
    return operation, code, None, with_arguments(operation, **changes)


def field_cases():
    """What the model says about fields, turned against the sandbox."""
    for operation in ACCOUNT:
        shape = MODELS["account"].operation_model(operation).input_shape
        for name, member in shape.members.items():
            for wrong in wrong_values(name, member, name in shape.required_members):
                yield case(operation, VALIDATION, **{name: wrong})
    for name, member in MODELS["account"].shape_for("ContactInformation").members.items():
        required = name in MODELS["account"].shape_for("ContactInformation").required_members
        for wrong in wrong_values(name, member, required):
            contact = {field: value for field, value in {**CONTACT, name: wrong}.items() if value is not None}
            yield case("PutContactInformation", VALIDATION, ContactInformation=contact)


def wrong_values(name, member, required):
    least, most = member.metadata.get("min"), member.metadata.get("max")
    if required:
        yield None
    if name == "NextToken":
        yield "not-a-token"
    elif member.type_name == "integer":
        yield from (least - 1, most + 1)
    elif name == "RegionOptStatusContains":
        yield ["ON"]
    elif getattr(member, "enum", None):
        yield "SOMETHING"
    elif member.type_name == "string":
        if most:
            yield "1" * (most + 1)
        if least:
            yield ""
        pattern = member.metadata.get("pattern")
        if pattern and not re.fullmatch(pattern, "€€€€€€"):
            yield "€€€€€€"


def reach_cases():
    """Accounts that one may not ask about, with every operation."""
    for operation in ACCOUNT:
        for id in (NOBODY, lambda world: world.outside, lambda world: world.sandbox.management):
            yield case(operation, "AccessDeniedException", AccountId=id)
        yield operation, "AccessDeniedException", None, no_trust(operation)


def no_trust(operation):
    def prepare(world):
        arguments = world.valid(operation)
        state = world.sandbox.state()
        world.sandbox.organization(state)["trustedServices"] = {}
        world.sandbox.put_state(state)
        return arguments, None

    return prepare


def email_cases():
    accept, start = "AcceptPrimaryEmailUpdate", "StartPrimaryEmailUpdate"
    for taken in ("aws@northwind.example.com", "AWS@Northwind.example.com"):
        yield case(start, CONFLICT, PrimaryEmail=taken)
    for wrong in ("no-address", ".dot@example.com", "a@b"):
        yield case(start, VALIDATION, PrimaryEmail=wrong)
    yield case(accept, NOT_FOUND, PrimaryEmail="another@example.com")
    yield accept, NOT_FOUND, None, lambda world: (about(world, PrimaryEmail=NEW_EMAIL, Otp="123456"), None)
    yield case(accept, VALIDATION, Otp="12345")
    yield case(accept, VALIDATION, Otp="abcdef")
    yield accept, VALIDATION, None, late
    yield accept, CONFLICT, None, overtaken
    status = "GetPrimaryEmailUpdateStatus"
    yield status, NOT_FOUND, None, lambda world: (about(world), None)


def late(world):
    arguments = world.valid("AcceptPrimaryEmailUpdate")
    world.sandbox.advance(24 * 3600)
    return arguments, None


def overtaken(world):
    """Someone else has the address by now."""
    arguments = world.valid("AcceptPrimaryEmailUpdate")
    state = world.sandbox.state()
    state["accounts"][world.production]["email"] = NEW_EMAIL
    world.sandbox.put_state(state)
    return arguments, None


def switch(world, name, on=True):
    account = world.sandbox.client("account")
    (account.enable_region if on else account.disable_region)(**about(world), RegionName=name)


def region_cases():
    enable, disable = "EnableRegion", "DisableRegion"
    for operation in (enable, disable, "GetRegionOptStatus"):
        yield case(operation, VALIDATION, RegionName="moon-east-1")
    for operation in (enable, disable):
        yield case(operation, VALIDATION, RegionName="us-east-1")
        yield operation, "TooManyRequestsException", None, six_regions(operation)
    yield enable, VALIDATION, None, lambda world: (switch(world, OPT_IN), with_arguments(enable)(world))[1]
    yield disable, VALIDATION, None, lambda world: (about(world, RegionName=OPT_IN), None)
    yield enable, CONFLICT, None, disabling
    yield disable, CONFLICT, None, enabling


def enabling(world):
    switch(world, OPT_IN)
    return about(world, RegionName=OPT_IN), None


def disabling(world):
    switch(world, OPT_IN)
    world.sandbox.advance(3600)
    switch(world, OPT_IN, on=False)
    return about(world, RegionName=OPT_IN), None


def six_regions(operation):
    def prepare(world):
        arguments = world.valid(operation)
        for name in SIX:
            switch(world, name)
        return arguments, None

    return prepare


def contact_cases():
    for operation in ("GetAlternateContact", "DeleteAlternateContact"):
        yield case(operation, NOT_FOUND, AlternateContactType="BILLING")
    yield "GetContactInformation", NOT_FOUND, None, lambda world: (about(world), None)


def quota_cases():
    illegal = "IllegalArgumentException"
    gets = ("GetServiceQuota", "GetAWSDefaultServiceQuota")
    lists = ("ListServiceQuotas", "ListAWSDefaultServiceQuotas")
    for operation in gets + lists:
        yield case(operation, "NoSuchResourceException", ServiceCode="ec2")
        for wrong in (None, "", "1!", "x" * 64):
            yield case(operation, illegal, ServiceCode=wrong)
    for operation in gets:
        yield case(operation, "NoSuchResourceException", QuotaCode="L-00000000")
        for wrong in (None, "", "1!"):
            yield case(operation, illegal, QuotaCode=wrong)
    for operation in lists:
        for wrong in (0, 101):
            yield case(operation, illegal, MaxResults=wrong)
        yield case(operation, "InvalidPaginationTokenException", NextToken="bm9uc2Vuc2U=")


MEMBERS_ONLY = "one that is not a member is AccessDeniedException, so that nobody learns which accounts there are"
ACCOUNT_CANNOT_OCCUR = {
    (operation, NOT_FOUND): MEMBERS_ONLY
    for operation in ("GetPrimaryEmail", "StartPrimaryEmailUpdate")
    if NOT_FOUND in model_errors(operation)
}
