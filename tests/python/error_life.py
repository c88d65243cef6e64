"""Errors in an organization's life, and the reasons why some of them cannot occur in the sandbox."""

from error_cases import model_errors
from life_operations import GUARD, OPERATIONS, TRAIL, auditor
from life_worlds import (
    admin,
    administrator,
    all_closed,
    approval_of_a_stranger,
    begun,
    billing_only,
    by,
    ended,
    expired,
    finalizing,
    full,
    half_an_outsider,
    invited,
    invited_and,
    invited_elsewhere,
    manager_invited,
    many_accounts,
    member,
    member_invited,
    nothing,
    only_organizations,
    outsider,
    policy_type,
    poor_outsider,
    request_for_all_features,
    suspended,
    three_closing,
    three_trails,
    tried_often,
    unverified,
    young,
)

NOBODY = "999999999999"
CONSTRAINT = "ConstraintViolationException"
HANDSHAKE = "HandshakeConstraintViolationException"
INPUT = "InvalidInputException"
DEPENDENCY = "AccessDeniedForDependencyException", "ACCESS_DENIED_DURING_CREATE_SERVICE_LINKED_ROLE"


def life_cases():
    def case(operation, code, reason=None, change=nothing, keys=admin, **changes):
        return operation, code, reason, by(keys, change, operation, **changes)

    yield from founding_cases(case)
    yield from leaving_cases(case)
    yield from inviting_cases(case)
    yield from answering_cases(case)
    yield from service_cases(case)


def founding_cases(case):
    found = "CreateOrganization"
    yield case(found, "AlreadyInOrganizationException")
    yield case(found, "AlreadyInOrganizationException", keys=member)
    yield case(found, CONSTRAINT, "MASTER_ACCOUNT_PAYMENT_INSTRUMENT_REQUIRED", poor_outsider, outsider)
    yield case(found, CONSTRAINT, "ACCOUNT_CREATION_NOT_COMPLETE", half_an_outsider, outsider)
    yield case(found, *DEPENDENCY, only_organizations, outsider)
    yield case("DeleteOrganization", "OrganizationNotEmptyException")
    enable = "EnableAllFeatures"
    yield case(enable, HANDSHAKE, "ORGANIZATION_ALREADY_HAS_ALL_FEATURES")
    yield case(enable, HANDSHAKE, "ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION", begun)
    yield case(enable, CONSTRAINT, "ALL_FEATURES_MIGRATION_ORGANIZATION_SIZE_LIMIT_EXCEEDED", many_accounts)


def leaving_cases(case):
    leave, remove, close = "LeaveOrganization", "RemoveAccountFromOrganization", "CloseAccount"
    yield case(leave, "MasterCannotLeaveOrganizationException")
    yield case(remove, "MasterCannotLeaveOrganizationException", AccountId=lambda w: w.sandbox.management)
    for reason, change in (
        ("WAIT_PERIOD_ACTIVE", young),
        ("MEMBER_ACCOUNT_PAYMENT_INSTRUMENT_REQUIRED", nothing),
        ("CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG", administrator),
    ):
        yield case(leave, CONSTRAINT, reason, change, member)
        yield case(remove, CONSTRAINT, reason, change, AccountId=lambda w: w.member)
    gone = {"AccountId": lambda w: w.member}
    yield case(remove, CONSTRAINT, "ACCOUNT_CANNOT_LEAVE_ORGANIZATION", suspended, **gone)
    for operation in (remove, close):
        for id in (NOBODY, lambda w: w.outside):
            yield case(operation, "AccountNotFoundException", AccountId=id)
    yield case(close, "AccountAlreadyClosedException", AccountId=lambda w: w.sandbox.account_id("Old Webshop"))
    for name in ("Hackathon 2024", "Sandbox Elif"):
        yield case(close, "ConflictException", AccountId=lambda w, name=name: w.sandbox.account_id(name))
    yield case(close, CONSTRAINT, "CANNOT_CLOSE_MANAGEMENT_ACCOUNT", AccountId=lambda w: w.sandbox.management)
    yield case(close, CONSTRAINT, "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE", billing_only)
    yield case(close, CONSTRAINT, "CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED", three_closing)
    yield case(close, CONSTRAINT, "CLOSE_ACCOUNT_QUOTA_EXCEEDED", all_closed)


def inviting_cases(case):
    invite = "InviteAccountToOrganization"
    yield case(invite, "AccountOwnerNotVerifiedException", None, unverified)
    yield case(invite, "FinalizingOrganizationException", None, finalizing)
    yield case(invite, "DuplicateHandshakeException", None, invited)
    email = {"Target": {"Type": "EMAIL", "Id": "AWS@adventure-works.example.com"}}
    yield case(invite, "DuplicateHandshakeException", None, invited, **email)
    for target in (lambda w: w.member, lambda w: w.sandbox.management):
        same = {"Target": lambda w, target=target: {"Type": "ACCOUNT", "Id": target(w)}}
        yield case(invite, HANDSHAKE, "ALREADY_IN_AN_ORGANIZATION", **same)
    yield case(invite, HANDSHAKE, "ACCOUNT_NUMBER_LIMIT_EXCEEDED", full)
    yield case(invite, HANDSHAKE, "HANDSHAKE_RATE_LIMIT_EXCEEDED", tried_often)
    yield case(invite, HANDSHAKE, "INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES", begun)
    for reason, target in (
        ("INVALID_PARTY_TYPE_TARGET", {"Type": "ORGANIZATION", "Id": "o-aaaaaaaaaa"}),
        ("INVALID_ENUM", {"Type": "PERSON", "Id": "Ann"}),
        ("INVALID_PATTERN", {"Type": "ACCOUNT", "Id": "12345"}),
        ("INVALID_EMAIL_ADDRESS_TARGET", {"Type": "EMAIL", "Id": "nobody"}),
        ("INPUT_REQUIRED", {"Type": "ACCOUNT"}),
        ("INPUT_REQUIRED", {"Id": NOBODY}),
        ("MAX_LENGTH_EXCEEDED", {"Type": "EMAIL", "Id": "x" * 65}),
        ("MIN_LENGTH_EXCEEDED", {"Type": "EMAIL", "Id": ""}),
    ):
        yield case(invite, INPUT, reason, Target=target)
    fifty_one = [{"Key": f"k{number}", "Value": "v"} for number in range(51)]
    yield case(invite, CONSTRAINT, "MAX_TAG_LIMIT_EXCEEDED", Tags=fifty_one)
    yield case(invite, INPUT, "DUPLICATE_TAG_KEY", Tags=fifty_one[:1] * 2)
    yield case(invite, INPUT, "INVALID_SYSTEM_TAGS_PARAMETER", Tags=[{"Key": "aws:a", "Value": "1"}])


def answering_cases(case):
    accept, decline, cancel = "AcceptHandshake", "DeclineHandshake", "CancelHandshake"
    for operation in (accept, decline, cancel):
        yield case(operation, "HandshakeNotFoundException", HandshakeId="h-aaaaaaaa")
        yield case(operation, "HandshakeNotFoundException", keys=member)
    for operation in (accept, decline):
        yield case(operation, "AccessDeniedException")
    yield case(cancel, "AccessDeniedException", None, invited, outsider)
    for operation, own, others in (
        (accept, "ACCEPTED", ("DECLINED", "CANCELED")),
        (decline, "DECLINED", ("ACCEPTED", "CANCELED")),
        (cancel, "CANCELED", ("ACCEPTED", "DECLINED")),
    ):
        keys = admin if operation == cancel else outsider
        yield case(operation, "HandshakeAlreadyInStateException", None, ended(own), keys)
        for other in others:
            yield case(operation, "InvalidHandshakeTransitionException", None, ended(other), keys)
        yield case(operation, "InvalidHandshakeTransitionException", None, expired, keys)
    begun_request = {"HandshakeId": request_for_all_features}
    yield case(accept, "InvalidHandshakeTransitionException", None, begun, **begun_request)
    yield case(accept, "AWSOrganizationsNotInUseException", None, approval_of_a_stranger, outsider)
    yield case(accept, *DEPENDENCY, invited_and(only_organizations), outsider)
    yield case(accept, HANDSHAKE, "PAYMENT_INSTRUMENT_REQUIRED", invited_and(poor_outsider), outsider)
    yield case(accept, HANDSHAKE, "ACCOUNT_NUMBER_LIMIT_EXCEEDED", invited_and(full), outsider)
    yield case(accept, HANDSHAKE, "ALREADY_IN_AN_ORGANIZATION", member_invited, member)
    yield accept, "MasterCannotLeaveOrganizationException", None, manager_invited
    yield accept, CONSTRAINT, "WAIT_PERIOD_ACTIVE", invited_elsewhere(young)
    held = "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG"
    yield accept, CONSTRAINT, held, invited_elsewhere(administrator)


def service_cases(case):
    register, deregister = "RegisterDelegatedAdministrator", "DeregisterDelegatedAdministrator"
    services = "ListDelegatedServicesForAccount"
    for operation in OPERATIONS:
        if "AWSService" in operation or "Delegated" in operation:
            yield case(operation, CONSTRAINT, "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE", billing_only)
    for operation in ("EnableAWSServiceAccess", "DisableAWSServiceAccess", register, deregister):
        yield case(operation, INPUT, "UNRECOGNIZED_SERVICE_PRINCIPAL", ServicePrincipal="coffee.amazonaws.com")
    hub = {"ServicePrincipal": "securityhub.amazonaws.com"}
    yield case("DisableAWSServiceAccess", CONSTRAINT, "POLICY_TYPE_ENABLED_FOR_THIS_SERVICE", policy_type, **hub)
    for operation in (register, deregister, services):
        yield case(operation, "AccountNotFoundException", AccountId=NOBODY)
    yield case(deregister, "AccountNotRegisteredException", AccountId=lambda w: w.member)
    yield case(deregister, "AccountNotRegisteredException", ServicePrincipal=TRAIL)
    yield case(services, "AccountNotRegisteredException", AccountId=lambda w: w.member)
    guard = {"AccountId": auditor, "ServicePrincipal": GUARD}
    yield case(register, "AccountAlreadyRegisteredException", **guard)
    for reason, change, changes in (
        ("CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR", nothing, {"AccountId": lambda w: w.sandbox.management}),
        ("CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR", suspended, {}),
        ("SERVICE_ACCESS_NOT_ENABLED", nothing, {"ServicePrincipal": "health.amazonaws.com"}),
        ("DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE", nothing, {"ServicePrincipal": GUARD}),
        ("MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED", three_trails, {}),
    ):
        yield case(register, CONSTRAINT, reason, change, **changes)
    delegable = {"ServicePrincipal": "ram.amazonaws.com"}
    yield case(register, INPUT, "UNRECOGNIZED_SERVICE_PRINCIPAL", **delegable)


NO_ARGUMENTS = "the call has no arguments"
NO_REGIONS = "the sandbox has one partition, and no region in it is off or lacks an operation"
NO_TRANSFERS = "the sandbox transfers no responsibility for bills between organizations"
LIFE_CANNOT_OCCUR = {
    **{
        (operation, "UnsupportedAPIEndpointException"): NO_REGIONS
        for operation in OPERATIONS
        if "UnsupportedAPIEndpointException" in model_errors(operation)
    },
    **{
        (operation, INPUT): NO_ARGUMENTS
        for operation in ("DeleteOrganization", "EnableAllFeatures", "LeaveOrganization")
    },
    ("DeleteOrganization", CONSTRAINT): NO_TRANSFERS,
    ("LeaveOrganization", "AccountNotFoundException"): "an account in no organization gets "
    "AWSOrganizationsNotInUseException, which the model lists, too",
}
LIFE_CONSTRAINTS = {reason for _, code, reason, _ in life_cases() if code == CONSTRAINT}
LIFE_INPUTS = {reason for _, code, reason, _ in life_cases() if code == INPUT}
HANDSHAKE_REASONS_CANNOT_OCCUR = {
    "ORGANIZATION_FROM_DIFFERENT_SELLER_OF_RECORD": NO_REGIONS,
    "ORGANIZATION_MEMBERSHIP_CHANGE_RATE_LIMIT_EXCEEDED": "AWS publishes no rate that could be exceeded",
    "MANAGEMENT_ACCOUNT_EMAIL_NOT_VERIFIED": "an invitation is refused with AccountOwnerNotVerifiedException, "
    "which its documentation names",
    "PAST_DUE_INVOICE": "the sandbox sends no invoices",
    "UNUSED_PREPAYMENT_BALANCE": NO_TRANSFERS,
    "LEGACY_PERMISSIONS_STILL_IN_USE": NO_TRANSFERS,
    "RESPONSIBILITY_TRANSFER_ALREADY_EXISTS": NO_TRANSFERS,
    "SOURCE_AND_TARGET_CANNOT_MATCH": NO_TRANSFERS,
    "TARGET_ACCOUNT_VALIDATION_FAILURE": NO_TRANSFERS,
}
