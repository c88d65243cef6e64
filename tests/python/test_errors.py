"""Error by error: each one that botocore's model lists for an operation is brought about, or cannot be."""

import json

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import pytest
from botocore.exceptions import ClientError

from error_cases import MODELS, OPERATIONS, SERVICE, World, argument_cases, bare, general_cases, model_errors
from error_specials import CANNOT_OCCUR, CONSTRAINT, HANDSHAKE, INPUT, REASONS_CANNOT_OCCUR, reasons, special_cases
from helpers import ACCESS_ROLE, READ_ONLY, document, http, method, trust

CASES = [*general_cases(), *argument_cases(), *special_cases()]


def refusal(call, **arguments):
    """The code and reason with which a call is refused."""
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response.get("Reason"), error.response
    pytest.fail("the call was not refused")


def name(case):
    operation, code, reason, _ = case
    return f"{operation}-{reason or code}"


@pytest.mark.parametrize("case", CASES, ids=map(name, CASES))
def test_the_call_is_refused_as_the_model_says(sandbox, case):
    operation, code, reason, prepare = case
    service = SERVICE[operation]
    arguments, keys = prepare(World(sandbox))
    before = sandbox.state()["organizations"]
    client = sandbox.client(service, keys, strict=False)
    found, found_reason, response = refusal(method(client, operation), **arguments)
    assert (found, found_reason) == (code, reason), f"{operation}({arguments}) said {response['Error']['Message']}"
    metadata = response["ResponseMetadata"]
    assert metadata["RequestId"], "a refusal has a request id to ask AWS about"
    wanted = 500 if code == "ServiceException" else 400
    if service == "organizations":
        assert metadata["HTTPStatusCode"] == wanted, "all but failures of the service are HTTP 400"
    after = sandbox.state()["organizations"]
    assert after == before, "a call that is refused changes nothing"


def test_every_error_of_the_model_is_brought_about_or_cannot_occur():
    provoked = {(operation, code) for operation, code, _, _ in CASES}
    listed = {(operation, code) for operation in SERVICE for code in model_errors(operation)}
    assert provoked & set(CANNOT_OCCUR) == set(), "what is brought about can occur"
    assert provoked | set(CANNOT_OCCUR) == listed, "nothing may be forgotten, and nothing invented"
    assert all(CANNOT_OCCUR.values()), "each has its reason why"


@pytest.mark.parametrize("shape", [INPUT, CONSTRAINT, HANDSHAKE])
def test_every_reason_of_the_model_is_brought_about_or_cannot_occur(shape):
    provoked = {reason for _, code, reason, _ in CASES if code == shape}
    cannot = {reason for code, reason in REASONS_CANNOT_OCCUR if code == shape}
    assert provoked & cannot == set(), "what is brought about can occur"
    assert provoked | cannot == reasons(shape), "nothing may be forgotten, and nothing invented"


def test_every_operation_of_the_sandbox_is_in_the_model():
    for service, operations in OPERATIONS.items():
        assert set(map(bare, operations)) <= set(MODELS[service].operation_names), f"{service} has these operations"


def test_a_list_member_of_the_wrong_type_is_an_invalid_list_member(sandbox):
    """No client writes such a list, so that the request is signed by hand."""
    world = World(sandbox)
    request = botocore.awsrequest.AWSRequest(
        method="POST",
        url=sandbox.endpoint + "/",
        data=json.dumps({"ResourceId": world.member, "Tags": ["team"]}),
        headers={"X-Amz-Target": "AWSOrganizationsV20161128.TagResource", "Content-Type": "application/x-amz-json-1.1"},
    )
    keys = botocore.credentials.Credentials(sandbox.keys["AccessKeyId"], sandbox.keys["SecretAccessKey"])
    botocore.auth.SigV4Auth(keys, "organizations", "us-east-1").add_auth(request)
    status, _, text = http("POST", request.url, request.body, dict(request.headers))
    answer = json.loads(text)
    assert (status, answer["__type"], answer["Reason"]) == (400, INPUT, "INVALID_LIST_MEMBER"), text


def test_throttling_names_its_type(sandbox, organizations):
    sandbox.fault("ListRoots", "Throttle")
    _, _, response = refusal(organizations.list_roots)
    assert response["Type"] == "RATE_EXCEEDED", "TooManyRequestsException says what there was too much of"


@pytest.mark.parametrize(
    ("service", "operation", "code"),
    [
        ("organizations", "list_roots", "ExpiredTokenException"),
        ("iam", "list_roles", "ExpiredToken"),
        ("sts", "get_caller_identity", "ExpiredToken"),
    ],
)
def test_credentials_that_have_expired_are_refused(sandbox, member_keys, service, operation, code):
    sandbox.advance(3601)
    assert refusal(getattr(sandbox.client(service, member_keys), operation))[0] == code


@pytest.mark.parametrize(
    ("change", "json_code", "query_code"),
    [
        ({"SecretAccessKey": "wrong"}, "InvalidSignatureException", "SignatureDoesNotMatch"),
        ({"AccessKeyId": "AKIAXXXXXXXXXXXXXXXX"}, "UnrecognizedClientException", "InvalidClientTokenId"),
    ],
)
def test_wrong_keys_are_refused(sandbox, change, json_code, query_code):
    keys = {**sandbox.keys, **change}
    assert refusal(sandbox.client("organizations", keys).list_roots)[0] == json_code
    assert refusal(sandbox.client("sts", keys).get_caller_identity)[0] == query_code


def test_a_session_token_that_is_not_its_own_is_refused(sandbox, member_keys):
    keys = {**member_keys, "SessionToken": "x" * 200}
    assert refusal(sandbox.client("sts", keys).get_caller_identity)[0] == "InvalidClientTokenId"


@pytest.mark.parametrize("code", ["AccessDenied", "ExpiredToken"])
def test_a_fault_can_refuse_any_service(sandbox, organizations, sts, code):
    sandbox.fault("*", code, count=2)
    assert refusal(organizations.list_roots)[0] == f"{code}Exception"
    assert refusal(sts.get_caller_identity)[0] == code


def test_a_role_that_is_missing_and_one_that_refuses_look_alike(sandbox, sts, member):
    iam = sandbox.client("iam", sandbox.assume(member))
    iam.create_role(RoleName="Closed", AssumeRolePolicyDocument=trust(member))
    answers = []
    for role in ("Closed", "Missing"):
        arn = f"arn:aws:iam::{member}:role/{role}"
        code, _, response = refusal(sts.assume_role, RoleArn=arn, RoleSessionName="tests")
        answers.append((code, response["Error"]["Message"].replace(role, "ROLE")))
    assert answers[0] == answers[1], "AWS does not tell a stranger which roles there are"
    assert answers[0][0] == "AccessDenied"


@pytest.mark.parametrize(
    "arguments",
    [{"DurationSeconds": 899}, {"DurationSeconds": 43_201}, {"DurationSeconds": 7200}, {"RoleSessionName": "x"}],
)
def test_a_session_that_a_role_does_not_allow_is_a_validation_error(sandbox, member, arguments):
    sts = sandbox.client("sts", strict=False)
    arn = f"arn:aws:iam::{member}:role/{ACCESS_ROLE}"
    wanted = {"RoleArn": arn, "RoleSessionName": "tests", **arguments}
    assert refusal(sts.assume_role, **wanted)[0] == "ValidationError"


@pytest.mark.parametrize(
    "arguments", [{"RoleName": "a b"}, {"MaxSessionDuration": 60}, {"Path": "x"}, {"AssumeRolePolicyDocument": ""}]
)
def test_a_role_that_cannot_be_is_a_validation_error(sandbox, member, arguments):
    iam = sandbox.client("iam", strict=False)
    wanted = {"RoleName": "New", "AssumeRolePolicyDocument": trust(member), **arguments}
    assert refusal(iam.create_role, **wanted)[0] == "ValidationError"


def test_a_session_of_a_user_without_mfa_may_not_call_iam(sandbox, sts):
    keys = sts.get_session_token()["Credentials"]
    assert refusal(sandbox.client("iam", keys).list_roles)[0] == "InvalidClientTokenId", "AWS asks for MFA there"
    serial, code = sandbox.mfa(sandbox.management, "admin")
    keys = sts.get_session_token(SerialNumber=serial, TokenCode=code)["Credentials"]
    assert sandbox.client("iam", keys).list_roles()["Roles"], "with MFA it may"


def test_a_session_policy_narrows_what_a_role_may_do(sandbox, member):
    nothing = document(Effect="Allow", Action="s3:List*", Resource="*")
    for more in ({"Policy": nothing}, {"PolicyArns": [{"arn": READ_ONLY}]}):
        iam = sandbox.client("iam", sandbox.assume(member, **more))
        call = iam.delete_role if "PolicyArns" in more else iam.get_role
        assert refusal(call, RoleName=ACCESS_ROLE)[0] == "AccessDenied", "the role's own policy allows it"
