"""The operations of access: MFA devices, users and policies that are looked at, federated sessions."""

from helpers import READ_ONLY, document, one_time_code

IAM = """CreateVirtualMFADevice DeactivateMFADevice DeleteVirtualMFADevice EnableMFADevice GetPolicy GetPolicyVersion
    GetUser ListMFADevices ListVirtualMFADevices SimulatePrincipalPolicy""".split()
STS = ["GetFederationToken"]
NOBODY = "nobody"
NO_DEVICE = "arn:aws:iam::000000000000:mfa/none"
BIG = document(Effect="Allow", Action=[f"s3:Get{number:08}" for number in range(800)], Resource="*")
TWICE = [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]


def device(world):
    """A device that somebody has."""
    return world.sandbox.mfa(world.sandbox.management, "admin")[0]


def new_device(world):
    """A device that nobody has yet: its serial number and seed."""
    iam = world.sandbox.client("iam")
    made = iam.create_virtual_mfa_device(VirtualMFADeviceName="new")["VirtualMFADevice"]
    return made["SerialNumber"], made["Base32StringSeed"]


def codes(world, serial, seed):
    """What gives a device to the administrator: two codes, one after the other."""
    at = world.sandbox.now()
    first, second = (one_time_code(seed, at + after) for after in (-30, 0))
    return {
        "UserName": "admin",
        "SerialNumber": serial,
        "AuthenticationCode1": first,
        "AuthenticationCode2": second,
    }


def to_give(world):
    return codes(world, *new_device(world))


VALID = {
    "CreateVirtualMFADevice": lambda w: {"VirtualMFADeviceName": "ada"},
    "DeactivateMFADevice": lambda w: {"UserName": "admin", "SerialNumber": device(w)},
    "DeleteVirtualMFADevice": lambda w: {"SerialNumber": new_device(w)[0]},
    "EnableMFADevice": to_give,
    "GetPolicy": lambda w: {"PolicyArn": READ_ONLY},
    "GetPolicyVersion": lambda w: {"PolicyArn": READ_ONLY, "VersionId": "v1"},
    "GetUser": lambda w: {"UserName": "admin"},
    "ListMFADevices": lambda w: {"UserName": "admin"},
    "SimulatePrincipalPolicy": lambda w: {
        "PolicySourceArn": f"arn:aws:iam::{w.sandbox.management}:user/admin",
        "ActionNames": ["s3:ListAllMyBuckets"],
    },
    "GetFederationToken": lambda w: {"Name": "ada"},
}


def with_device_of_that_name(world):
    world.sandbox.client("iam").create_virtual_mfa_device(VirtualMFADeviceName="ada")
    return {"VirtualMFADeviceName": "ada"}, None


def in_use(world):
    return {"SerialNumber": device(world)}, None


def given_already(world):
    return {**to_give(world), "SerialNumber": device(world)}, None


def wrong_codes(world):
    arguments = to_give(world)
    return {**arguments, "AuthenticationCode1": arguments["AuthenticationCode2"]}, None


def a_ninth(world):
    for number in range(8):
        serial = f"arn:aws:iam::{world.sandbox.management}:mfa/{number}"
        world.sandbox.mfa(world.sandbox.management, "admin", serial)
    return to_give(world), None


def access_cases(case):
    """Errors of single operations; `case` makes one of changed arguments."""
    yield "CreateVirtualMFADevice", "EntityAlreadyExists", None, with_device_of_that_name
    yield case("CreateVirtualMFADevice", "InvalidInput", Tags=TWICE)
    yield "DeleteVirtualMFADevice", "DeleteConflict", None, in_use
    yield case("DeleteVirtualMFADevice", "NoSuchEntity", SerialNumber=NO_DEVICE)
    yield "EnableMFADevice", "EntityAlreadyExists", None, given_already
    yield "EnableMFADevice", "InvalidAuthenticationCode", None, wrong_codes
    yield "EnableMFADevice", "LimitExceeded", None, a_ninth
    for operation in ("EnableMFADevice", "DeactivateMFADevice"):
        yield case(operation, "NoSuchEntity", SerialNumber=NO_DEVICE)
    for operation in ("EnableMFADevice", "DeactivateMFADevice", "GetUser", "ListMFADevices"):
        yield case(operation, "NoSuchEntity", UserName=NOBODY)
    for operation in ("GetPolicy", "GetPolicyVersion"):
        yield case(operation, "NoSuchEntity", PolicyArn="arn:aws:iam::aws:policy/NotThere")
    yield case("GetPolicyVersion", "NoSuchEntity", VersionId="v999")
    yield case("SimulatePrincipalPolicy", "NoSuchEntity", PolicySourceArn="arn:aws:iam::000000000000:user/nobody")
    yield case("GetFederationToken", "MalformedPolicyDocument", Policy="{")
    yield case("GetFederationToken", "PackedPolicyTooLarge", Policy=BIG)


NO_GROWTH = "the call takes something away, and there is no quota on that"
NO_MAKING = "nothing in the sandbox is in the midst of being made"
IAM_VALIDATES = "IAM answers a name or an ARN of the wrong form with ValidationError, which no model lists"

ACCESS_CANNOT_OCCUR = {
    ("DeactivateMFADevice", "EntityTemporarilyUnmodifiable"): NO_MAKING,
    ("DeactivateMFADevice", "LimitExceeded"): NO_GROWTH,
    ("DeleteVirtualMFADevice", "LimitExceeded"): NO_GROWTH,
    ("EnableMFADevice", "EntityTemporarilyUnmodifiable"): NO_MAKING,
    ("SimulatePrincipalPolicy", "InvalidInput"): IAM_VALIDATES,
    ("SimulatePrincipalPolicy", "PolicyEvaluation"): "what the sandbox keeps, it can evaluate",
    ("GetFederationToken", "RegionDisabledException"): "no region of the sandbox is off",
}
