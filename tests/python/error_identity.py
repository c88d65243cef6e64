"""Errors of IAM's people and policies and of Identity Center, and the reasons why some of them cannot occur."""

from error_cases import MODELS, SERVICE_LINKED, SERVICE_POLICY, ALLOW, bare, big, model_errors, with_arguments
from helpers import ADMINISTRATOR, READ_ONLY, document, trust
from identity_operations import ADA, DEVELOPERS, IAM, OPERATIONS, PASSWORD, ROLE, codes, my_password, people

NOWHERE = "arn:aws:iam::123456789012:policy/NotThere"
NO_ARN = "arn:aws:s3:::no-policy-at-all"
NO_DEVICE = "arn:aws:iam::123456789012:mfa/not-there"
NO_KEY = "AKIAXXXXXXXXXXXXXXXX"
NO_ID = "00000000-0000-4000-a000-000000000000"
TWICE = [{"Key": "a", "Value": "1"}, {"Key": "A", "Value": "2"}]
FIFTY_ONE = [{"Key": f"k{number}", "Value": "v"} for number in range(51)]
# What is not there, by the argument that names it. Policies written into a holder are looked for only to be
# read or deleted.
MISSING = {
    "UserName": "nobody",
    "GroupName": "Nothing",
    "RoleName": "NoSuchRole",
    "PolicyArn": NOWHERE,
    "PolicySourceArn": "arn:aws:iam::123456789012:user/nobody",
    "PermissionsBoundary": NOWHERE,
    "SerialNumber": NO_DEVICE,
    "AccessKeyId": NO_KEY,
    "VersionId": "v9",
}
MAKES = ("CreateUser", "CreateGroup")
NO_PASSWORD = ("GetLoginProfile", "UpdateLoginProfile", "DeleteLoginProfile")


def case(operation, code, **changes):
    return operation, code, None, with_arguments(operation, **changes)


def after(operation, code, prepare, **changes):
    """A case after `prepare(world)`, which may return changes to the arguments of its own."""

    def make(world):
        people(world)
        more = prepare(world) or {}
        return with_arguments(operation, **{**changes, **more})(world)

    return operation, code, None, make


def identity_cases():
    yield from missing_cases()
    yield from limit_cases()
    yield from name_cases()
    yield from document_cases()
    yield from conflict_cases()
    yield from credential_cases()
    yield from center_cases()


def missing_cases():
    for operation in IAM:
        shape = MODELS["iam"].operation_model(bare(operation)).input_shape
        if "NoSuchEntity" not in model_errors(operation):
            continue
        for name in shape.members if shape else ():
            makes = operation in MAKES and name in ("UserName", "GroupName")
            if name in MISSING and not makes:
                yield case(operation, "NoSuchEntity", **{name: MISSING[name]})
    for operation in ("GetUserPolicy", "GetGroupPolicy", "DeleteUserPolicy", "DeleteGroupPolicy"):
        yield case(operation, "NoSuchEntity", PolicyName="NotThere")
    for operation in NO_PASSWORD:
        yield case(operation, "NoSuchEntity", UserName="bare")
    yield case("RemoveUserFromGroup", "NoSuchEntity", UserName="bare")
    yield case("DetachUserPolicy", "NoSuchEntity", PolicyArn=READ_ONLY)
    yield case("DetachGroupPolicy", "NoSuchEntity", PolicyArn=READ_ONLY)
    yield case("DeleteUserPermissionsBoundary", "NoSuchEntity", UserName="bare")
    yield case("DeleteAccountAlias", "NoSuchEntity", AccountAlias="not-ours")
    for operation in ("GetAccountPasswordPolicy", "DeleteAccountPasswordPolicy"):
        yield after(operation, "NoSuchEntity", no_password_policy)
    yield "ChangePassword", "NoSuchEntity", None, no_password


def no_password_policy(world):
    people(world).iam.delete_account_password_policy()


def no_password(world):
    """The administrator has none."""
    people(world)
    return {"OldPassword": PASSWORD, "NewPassword": "Battery-Staple-2"}, None


def iam_of(world):
    return world.state["accounts"][world.sandbox.management]["iam"]


def filled(change):
    """Changes the saved state of IAM, with the people in it."""

    def prepare(world):
        world.state = world.sandbox.state()
        change(iam_of(world))
        world.put()

    return prepare


def more_users(iam):
    for number in range(5000):
        iam["users"][f"u{number}"] = {**iam["users"]["bare"], "name": f"u{number}"}


def more_groups(iam):
    for number in range(300):
        iam["groups"][f"g{number}"] = {**iam["groups"]["Empty"], "name": f"g{number}"}


def more_policies(iam):
    arn, pattern = next(item for item in iam["policies"].items() if item[0].endswith("/Bare"))
    for number in range(1500):
        iam["policies"][f"{arn}{number}"] = {**pattern, "name": f"Bare{number}"}


def more_devices(iam):
    serial = next(serial for serial in iam["mfaDevices"] if serial.endswith("/spare"))
    for number in range(5000):
        iam["mfaDevices"][f"{serial}{number}"] = {**iam["mfaDevices"][serial], "serial": f"{serial}{number}"}


def eight_devices(iam):
    serial = next(serial for serial in iam["mfaDevices"] if serial.endswith("/ada"))
    for number in range(8):
        taken = {**iam["mfaDevices"][serial], "serial": f"{serial}{number}", "user": "bare"}
        iam["mfaDevices"][f"{serial}{number}"] = taken


def ten_groups(iam):
    iam["users"]["bare"]["groups"] = [f"g{number}" for number in range(10)]


def ten_policies(iam):
    attached = [f"arn:aws:iam::aws:policy/P{number}" for number in range(10)]
    iam["users"]["ada"]["attached"] = iam["groups"]["Developers"]["attached"] = attached


def five_versions(world):
    made = people(world)
    for _ in range(3):
        made.iam.create_policy_version(PolicyArn=made.used, PolicyDocument=ALLOW)


def two_keys(world):
    people(world).iam.create_access_key(**ADA)


def limit_cases():
    limit = "LimitExceeded"
    yield after("CreateUser", limit, filled(more_users))
    yield after("CreateGroup", limit, filled(more_groups))
    yield after("iam:CreatePolicy", limit, filled(more_policies))
    yield after("CreateVirtualMFADevice", limit, filled(more_devices))
    yield after("EnableMFADevice", limit, filled(eight_devices))
    yield after("AddUserToGroup", limit, filled(ten_groups))
    yield after("AttachUserPolicy", limit, filled(ten_policies))
    yield after("AttachGroupPolicy", limit, filled(ten_policies))
    yield after("CreatePolicyVersion", limit, five_versions)
    yield after("CreateAccessKey", limit, two_keys)
    for operation in ("PutUserPolicy", "PutGroupPolicy", "iam:CreatePolicy", "CreatePolicyVersion"):
        yield case(operation, limit, PolicyDocument=big("inline"))
    for operation in ("CreateUser", "iam:CreatePolicy", "CreateVirtualMFADevice"):
        yield case(operation, limit, Tags=FIFTY_ONE)
    for operation in ("TagUser", "TagRole", "TagPolicy", "TagMFADevice"):
        yield case(operation, limit, Tags=FIFTY_ONE)


def name_cases():
    taken = "EntityAlreadyExists"
    yield case("CreateUser", taken, UserName="ADA")
    yield case("UpdateUser", taken, NewUserName="BARE")
    yield case("CreateGroup", taken, GroupName="developers")
    yield case("UpdateGroup", taken, NewGroupName="EMPTY")
    yield case("iam:CreatePolicy", taken, PolicyName="used")
    yield case("CreateVirtualMFADevice", taken, VirtualMFADeviceName="ada")
    yield case("CreateLoginProfile", taken, **ADA)
    yield case("CreateAccountAlias", taken, AccountAlias="northwind-people")


def document_cases():
    malformed = "MalformedPolicyDocument"
    principal = document(Effect="Allow", Principal="*", Action="s3:*", Resource="*")
    for operation in ("PutUserPolicy", "PutGroupPolicy", "iam:CreatePolicy", "CreatePolicyVersion"):
        for text in ("{", "{}", principal, document(Effect="Allow", Action="s3:*")):
            yield case(operation, malformed, PolicyDocument=text)
    for operation in IAM:
        shape = MODELS["iam"].operation_model(bare(operation)).input_shape
        members = shape.members if shape else {}
        if "InvalidInput" in model_errors(operation):
            for name in ("PolicyArn", "PermissionsBoundary"):
                if name in members:
                    yield case(operation, "InvalidInput", **{name: NO_ARN})
            if "Tags" in members:
                yield case(operation, "InvalidInput", Tags=TWICE)
                yield case(operation, "InvalidInput", Tags=[{"Key": "aws:a", "Value": "b"}])
        if "PolicyNotAttachable" in model_errors(operation):
            name = "PolicyArn" if "PolicyArn" in members else "PermissionsBoundary"
            yield case(operation, "PolicyNotAttachable", **{name: SERVICE_POLICY})
        if "UnmodifiableEntity" in model_errors(operation):
            yield case(operation, "UnmodifiableEntity", RoleName=SERVICE_LINKED)
    # AWS's own policies are read by everyone and written by nobody.
    for operation in ("CreatePolicyVersion", "SetDefaultPolicyVersion", "DeletePolicyVersion", "iam:DeletePolicy"):
        yield case(operation, "InvalidInput", PolicyArn=READ_ONLY)


def conflict_cases():
    conflict = "DeleteConflict"
    yield case("DeleteUser", conflict, **ADA)
    yield case("DeleteGroup", conflict, **DEVELOPERS)
    yield case("iam:DeletePolicy", conflict, PolicyArn=lambda world: people(world).used)
    yield case("DeletePolicyVersion", conflict, VersionId="v1")
    yield case("DeleteVirtualMFADevice", conflict, SerialNumber=lambda world: people(world).device)


def credential_cases():
    violation = "PasswordPolicyViolation"
    yield case("CreateLoginProfile", violation, Password="12345")
    yield case("UpdateLoginProfile", violation, Password="12345")
    yield case("ChangePassword", violation, NewPassword="12345")
    yield "ChangePassword", "InvalidUserType", None, as_role
    wrong = "InvalidAuthenticationCode"
    yield case("EnableMFADevice", wrong, **far_codes("spare_seed"))
    yield case("ResyncMFADevice", wrong, **far_codes("seed"))
    yield case("EnableMFADevice", "EntityAlreadyExists", SerialNumber=lambda world: people(world).device)


def far_codes(seed):
    """Codes of an hour from now."""
    names = ("AuthenticationCode1", "AuthenticationCode2")
    return {name: lambda world, name=name: codes(getattr(people(world), seed), 120)[name] for name in names}


def as_role(world):
    return my_password(world), world.sandbox.assume(world.sandbox.management, **admin_role(world))


def admin_role(world):
    """A role of the management account that may do everything."""
    iam = people(world).iam
    iam.create_role(RoleName="Everything", AssumeRolePolicyDocument=trust(world.sandbox.management))
    iam.attach_role_policy(RoleName="Everything", PolicyArn=ADMINISTRATOR)
    return {"role": "Everything"}


def center_cases():
    for service, operations in OPERATIONS.items():
        for operation in operations:
            listed = model_errors(operation)
            yield operation, "ThrottlingException", None, with_fault(operation, "Throttle")
            yield operation, "InternalServerException", None, with_fault(operation, "InternalError")
            yield operation, "AccessDeniedException", None, denied(operation)
            shape = MODELS[service].operation_model(bare(operation)).input_shape
            for name, member in shape.members.items():
                for wrong in wrong_values(name, member, name in shape.required_members):
                    yield case(operation, "ValidationException", **{name: wrong})
            if "ResourceNotFoundException" in listed:
                for name, value in NOT_THERE.items():
                    if name in shape.members:
                        yield case(operation, "ResourceNotFoundException", **{name: value})


NOT_THERE = {
    "InstanceArn": "arn:aws:sso:::instance/ssoins-0000000000000000",
    "PermissionSetArn": "arn:aws:sso:::permissionSet/ssoins-0000000000000000/ps-0000000000000000",
    "AccountId": "999999999999",
    "PrincipalId": NO_ID,
    "IdentityStoreId": "d-0000000000",
    "UserId": NO_ID,
    "GroupId": NO_ID,
    "MemberId": {"UserId": NO_ID},
}


def wrong_values(name, member, required):
    if required:
        yield None
    if name == "NextToken":
        yield "not-a-token"
    elif name == "MaxResults":
        yield from (0, 101)
    elif name in ("InstanceArn", "PermissionSetArn", "AccountId", "IdentityStoreId", "PrincipalType"):
        yield "x"
    elif name == "Filters":
        yield [{"AttributePath": "Nothing", "AttributeValue": "x"}]
    elif name == "Filter":
        yield {"AccountId": "x"}


def with_fault(operation, code):
    def prepare(world):
        arguments = world.valid(operation)
        world.sandbox.fault(operation, code)
        return arguments, None

    return prepare


def denied(operation):
    """A member that is nobody's deputy; to the list of instances, one whom an SCP denies everything."""
    keys = "denied_keys" if operation == "sso-admin:ListInstances" else "member_keys"
    return lambda world: (world.valid(operation), getattr(world, keys)())


NO_GROWTH = "the call takes something away or changes it, and there is no quota on that"
AT_ONCE = "in the sandbox what was made can be changed at once"
IAM_VALIDATES = "IAM answers a value of the wrong form with ValidationError, which no model lists"
GROWS = {operation for operation, code, _, _ in limit_cases()}
INVALID = {operation for operation, code, _, _ in document_cases() if code == "InvalidInput"}
IDENTITY_CANNOT_OCCUR = {
    **{
        (operation, "LimitExceeded"): NO_GROWTH
        for operation in IAM
        if "LimitExceeded" in model_errors(operation) and operation not in GROWS
    },
    **{
        (operation, "InvalidInput"): IAM_VALIDATES
        for operation in IAM
        if "InvalidInput" in model_errors(operation) and operation not in INVALID
    },
    **{
        (operation, "EntityTemporarilyUnmodifiable"): AT_ONCE
        for operation in IAM
        if "EntityTemporarilyUnmodifiable" in model_errors(operation)
    },
    ("CreateGroup", "NoSuchEntity"): "a group is made of nothing that would have to be there",
    ("UpdateAccountPasswordPolicy", "NoSuchEntity"): "a policy that is not there is made",
    ("UpdateAccountPasswordPolicy", "MalformedPolicyDocument"): IAM_VALIDATES,
    ("SimulatePrincipalPolicy", "PolicyEvaluation"): "every policy that was accepted can be evaluated",
}
