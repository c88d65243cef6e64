"""Access to the sandbox through boto3: federated sessions, doors that stay shut, and IAM Identity Center."""

import base64
import hashlib
import json
import re
import secrets
import urllib.parse

import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from helpers import ACCESS_ROLE, REGION, document, http, one_time_code
from test_signin import ask_token, login_path

ALL = document(Effect="Allow", Action="*", Resource="*")
SSO = ("ListAccounts", "ListAccountRoles", "GetRoleCredentials", "Logout")
OIDC = ("RegisterClient", "StartDeviceAuthorization", "CreateToken")
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
BACK = "http://127.0.0.1:8123/back"


def refusal(call, **arguments):
    """The code and message with which a call is refused."""
    with pytest.raises(ClientError) as refused:
        call(**arguments)
    error = refused.value.response["Error"]
    return error["Code"], error.get("Message", "")


# Federated sessions


def test_a_federated_session_is_named_and_lasts_as_asked(sandbox, sts):
    answer = sts.get_federation_token(Name="ada", DurationSeconds=129_600)
    arn = f"arn:aws:sts::{sandbox.management}:federated-user/ada"
    assert answer["FederatedUser"] == {"FederatedUserId": f"{sandbox.management}:ada", "Arn": arn}
    assert abs(answer["Credentials"]["Expiration"].timestamp() - sandbox.now() - 129_600) < 5
    seen = sandbox.client("sts", answer["Credentials"]).get_caller_identity()
    assert (seen["Arn"], seen["UserId"]) == (arn, f"{sandbox.management}:ada")


def test_a_federated_session_may_do_what_the_user_and_its_policy_allow_together(sandbox, sts):
    narrow = document(Effect="Allow", Action="organizations:ListRoots", Resource="*")
    keys = sts.get_federation_token(Name="ada", Policy=narrow)["Credentials"]
    organizations = sandbox.client("organizations", keys)
    assert organizations.list_roots()["Roots"]
    assert refusal(organizations.list_accounts)[0] == "AccessDeniedException"
    nothing = sts.get_federation_token(Name="ada")["Credentials"]
    assert refusal(sandbox.client("organizations", nothing).list_roots)[0] == "AccessDeniedException", "no policy, no rights"


def test_a_federated_session_calls_neither_iam_nor_sts_but_for_its_name(sandbox, sts, member):
    keys = sts.get_federation_token(Name="ada", Policy=ALL)["Credentials"]
    assert refusal(sandbox.client("iam", keys).list_roles)[0] == "InvalidClientTokenId"
    inside = sandbox.client("sts", keys)
    arn = f"arn:aws:iam::{member}:role/{ACCESS_ROLE}"
    assert refusal(inside.assume_role, RoleArn=arn, RoleSessionName="tests")[0] == "AccessDenied"
    assert refusal(inside.get_session_token)[0] == "AccessDenied"
    code, message = refusal(inside.get_federation_token, Name="again")
    assert (code, message) == ("AccessDenied", "Cannot call GetFederationToken with session credentials")


def test_only_long_term_keys_get_a_federated_session(sandbox, sts, member):
    for keys in (sandbox.assume(member), sts.get_session_token()["Credentials"]):
        code, message = refusal(sandbox.client("sts", keys).get_federation_token, Name="ada")
        assert (code, message) == ("AccessDenied", "Cannot call GetFederationToken with session credentials")


@pytest.mark.parametrize(
    "arguments",
    [{"Name": "a"}, {"Name": "a" * 33}, {"Name": "a b"}, {"Name": None}, {"DurationSeconds": 899}, {"DurationSeconds": 129_601}],
)
def test_a_federated_session_that_cannot_be_is_a_validation_error(sandbox, arguments):
    wanted = {name: value for name, value in {"Name": "ada", **arguments}.items() if value is not None}
    assert refusal(sandbox.client("sts", strict=False).get_federation_token, **wanted)[0] == "ValidationError"


def test_a_federated_session_opens_the_users_own_console_without_a_duration(sandbox, sts):
    keys = sts.get_federation_token(Name="ada", Policy=ALL)["Credentials"]
    status, text = ask_token(sandbox, keys, SessionDuration="3600")
    assert (status, text) == (400, "SessionDuration is not allowed with GetFederationToken")
    status, text = ask_token(sandbox, keys)
    assert status == 200, text
    status, _, page = sandbox.http("GET", login_path(json.loads(text)["SigninToken"]))
    assert status == 200 and "ada" in page and sandbox.management in page


# Doors that stay shut


def test_each_of_three_accounts_keeps_the_management_account_out_for_its_own_reason(sandbox, sts):
    def enter(name, **more):
        arn = f"arn:aws:iam::{sandbox.account_id(name)}:role/{ACCESS_ROLE}"
        return refusal(sts.assume_role, RoleArn=arn, RoleSessionName="tests", **more)

    for name in ("Customer Login", "Security Tooling"):
        code, message = enter(name)
        assert code == "AccessDenied" and message.endswith(ACCESS_ROLE), "a trust policy gives no reason"
    code, message = enter("Log Archive")
    assert (code, message.endswith("with an explicit deny in a resource control policy")) == ("AccessDenied", True)

    serial, shown = sandbox.mfa(sandbox.management, "admin")
    assert sandbox.assume(sandbox.account_id("Customer Login"), SerialNumber=serial, TokenCode=shown), "a code opens it"
    audit = sandbox.assume(sandbox.account_id("Security Audit"))
    assert sandbox.assume(sandbox.account_id("Security Tooling"), keys=audit), "Security Audit is trusted"


def test_a_device_is_given_to_a_user_with_two_codes_and_opens_what_asks_for_mfa(sandbox, iam):
    made = iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"]
    seed, serial = made["Base32StringSeed"], made["SerialNumber"]
    at = sandbox.now()
    first, second = (one_time_code(seed, at + after) for after in (-30, 0))
    iam.enable_mfa_device(UserName="admin", SerialNumber=serial, AuthenticationCode1=first, AuthenticationCode2=second)
    assert [it["SerialNumber"] for it in iam.list_mfa_devices(UserName="admin")["MFADevices"]] == [serial]
    login = sandbox.account_id("Customer Login")
    with pytest.raises(ClientError):
        sandbox.assume(login, SerialNumber=serial, TokenCode=second)  # No code is good twice.
    sandbox.advance(30)
    assert sandbox.assume(login, SerialNumber=serial, TokenCode=one_time_code(seed, sandbox.now()))


# IAM Identity Center


def center(sandbox, service, strict=True):
    """A client that signs nothing: the person's token stands for them."""
    config = Config(signature_version=botocore.UNSIGNED, retries={"total_max_attempts": 1}, parameter_validation=strict)
    return botocore.session.Session().create_client(service, region_name=REGION, endpoint_url=sandbox.endpoint, config=config)


def registered(oidc):
    made = oidc.register_client(clientName="tests", clientType="public", redirectUris=[BACK])
    return {"clientId": made["clientId"], "clientSecret": made["clientSecret"]}


def press(sandbox, path, fields):
    """What a person's browser sends when they press a button of one of the sandbox's own pages."""
    body = urllib.parse.urlencode(fields).encode()
    return sandbox.http("POST", path, body, follow=False)


def code_from_the_browser(sandbox, client, verifier, decision="allow"):
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "response_type": "code",
        "client_id": client["clientId"],
        "redirect_uri": BACK,
        "state": "s1",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    status, _, page = sandbox.http("GET", "/authorize?" + urllib.parse.urlencode(asked))
    assert status == 200 and "Allow access to your accounts?" in page
    status, headers, _ = press(sandbox, "/authorize", {**asked, "decision": decision})
    assert status == 302
    back = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(headers["Location"]).query))
    assert back["state"] == "s1"
    return back


def token(sandbox):
    """A person's access token, through the browser."""
    oidc = center(sandbox, "sso-oidc")
    client, verifier = registered(oidc), secrets.token_urlsafe(48)
    code = code_from_the_browser(sandbox, client, verifier)["code"]
    answer = oidc.create_token(**client, grantType="authorization_code", code=code, codeVerifier=verifier, redirectUri=BACK)
    return answer["accessToken"]


def test_the_browser_brings_a_code_that_only_its_verifier_turns_into_a_token_once(sandbox):
    oidc = center(sandbox, "sso-oidc")
    client, verifier = registered(oidc), secrets.token_urlsafe(48)
    code = code_from_the_browser(sandbox, client, verifier)["code"]
    asked = {**client, "grantType": "authorization_code", "code": code, "redirectUri": BACK}
    assert oidc.create_token(**asked, codeVerifier=verifier)["accessToken"]
    assert refusal(oidc.create_token, **asked, codeVerifier=verifier)[0] == "InvalidGrantException"
    again = code_from_the_browser(sandbox, client, verifier)["code"]
    assert refusal(oidc.create_token, **{**asked, "code": again}, codeVerifier="x" * 64)[0] == "InvalidGrantException"
    assert code_from_the_browser(sandbox, client, verifier, "deny") == {"error": "access_denied", "state": "s1"}


def test_a_code_that_is_entered_on_another_machine_is_waited_for(sandbox):
    oidc = center(sandbox, "sso-oidc")
    client = registered(oidc)
    device = oidc.start_device_authorization(**client, startUrl=sandbox.endpoint + "/start")
    asked = {**client, "grantType": DEVICE_GRANT, "deviceCode": device["deviceCode"]}
    assert refusal(oidc.create_token, **asked)[0] == "AuthorizationPendingException"
    assert refusal(oidc.create_token, **asked)[0] == "SlowDownException", "once a second"
    path = urllib.parse.urlsplit(device["verificationUriComplete"])
    status, _, page = sandbox.http("GET", f"{path.path}?{path.query}")
    assert status == 200 and device["userCode"] in page
    press(sandbox, "/device", {"user_code": device["userCode"], "decision": "allow"})
    sandbox.advance(2)
    answer = oidc.create_token(**asked)
    assert answer["accessToken"] and answer["expiresIn"] == 3600
    renewed = oidc.create_token(**client, grantType="refresh_token", refreshToken=answer["refreshToken"])
    assert renewed["accessToken"] != answer["accessToken"]


def test_a_persons_roles_are_listed_and_give_credentials(sandbox):
    portal, bearer = center(sandbox, "sso"), token(sandbox)
    accounts = {it["accountName"]: it["accountId"] for it in portal.list_accounts(accessToken=bearer)["accountList"]}
    storefront = accounts["Storefront"]
    assert "Old Webshop" not in accounts, "nobody enters a closed account"
    roles = [it["roleName"] for it in portal.list_account_roles(accessToken=bearer, accountId=storefront)["roleList"]]
    assert roles == ["AdministratorAccess", "Billing", "PowerUserAccess", "ReadOnlyAccess"]
    given = portal.get_role_credentials(accessToken=bearer, accountId=storefront, roleName="ReadOnlyAccess")["roleCredentials"]
    keys = {
        "AccessKeyId": given["accessKeyId"],
        "SecretAccessKey": given["secretAccessKey"],
        "SessionToken": given["sessionToken"],
    }
    seen = sandbox.client("sts", keys).get_caller_identity()
    assert re.fullmatch(rf"arn:aws:sts::{storefront}:assumed-role/AWSReservedSSO_ReadOnlyAccess_[0-9a-f]{{16}}/ada", seen["Arn"])
    portal.logout(accessToken=bearer)
    assert refusal(portal.list_accounts, accessToken=bearer)[0] == "UnauthorizedException"


def fault(sandbox, name, code):
    sandbox.fault(name, code)


def portal_cases():
    """`(operation, code, provoke)`: `provoke(sandbox)` makes the call that is refused."""
    arguments = {
        "ListAccounts": {},
        "ListAccountRoles": {"accountId": "x"},
        "GetRoleCredentials": {"accountId": "x", "roleName": "x"},
        "Logout": {},
    }
    for operation, more in arguments.items():
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()

        def call(sandbox, bearer, name=name, more=more):
            return refusal(getattr(center(sandbox, "sso"), name), accessToken=bearer, **more)[0]

        def throttled(sandbox, operation=operation, call=call):
            fault(sandbox, f"sso:{operation}", "Throttle")
            return call(sandbox, "x")

        yield operation, "UnauthorizedException", lambda sandbox, call=call: call(sandbox, "not-a-token")
        yield operation, "TooManyRequestsException", throttled


def oidc_cases():
    def asked(sandbox, name, **more):
        return refusal(getattr(center(sandbox, "sso-oidc", strict=False), name), **more)[0]

    def of_client(name, **more):
        return lambda sandbox: asked(sandbox, name, **registered(center(sandbox, "sso-oidc")), **more)

    def failing(operation, name):
        def provoke(sandbox):
            fault(sandbox, f"sso-oidc:{operation}", "InternalError")
            return asked(sandbox, name)

        return provoke

    stranger = {"clientId": "nobody", "clientSecret": "nothing"}
    for operation, name in zip(OIDC, ("register_client", "start_device_authorization", "create_token")):
        yield operation, "InternalServerException", failing(operation, name)
    yield "RegisterClient", "InvalidClientMetadataException", lambda s: asked(s, "register_client", clientName="x", clientType="secret")
    elsewhere = {"clientName": "x", "clientType": "public", "redirectUris": ["https://example.com/"]}
    yield "RegisterClient", "InvalidRedirectUriException", lambda s: asked(s, "register_client", **elsewhere)
    yield "StartDeviceAuthorization", "InvalidClientException", lambda s: asked(s, "start_device_authorization", **stranger, startUrl="x")
    yield "StartDeviceAuthorization", "InvalidRequestException", of_client("start_device_authorization")
    yield "CreateToken", "InvalidClientException", lambda s: asked(s, "create_token", **stranger, grantType=DEVICE_GRANT)
    yield "CreateToken", "InvalidGrantException", of_client("create_token", grantType=DEVICE_GRANT, deviceCode="x")
    yield "CreateToken", "UnsupportedGrantTypeException", of_client("create_token", grantType="password")
    yield "CreateToken", "AuthorizationPendingException", lambda s: device_code(s, [])
    yield "CreateToken", "SlowDownException", lambda s: device_code(s, ["ask"])
    yield "CreateToken", "AccessDeniedException", lambda s: device_code(s, ["deny"])
    yield "CreateToken", "ExpiredTokenException", lambda s: device_code(s, ["wait"])


def device_code(sandbox, before):
    """How a device code is refused after something has happened to it."""
    oidc = center(sandbox, "sso-oidc")
    client = registered(oidc)
    device = oidc.start_device_authorization(**client, startUrl=sandbox.endpoint + "/start")
    asked = {**client, "grantType": DEVICE_GRANT, "deviceCode": device["deviceCode"]}
    for what in before:
        if what == "ask":
            refusal(oidc.create_token, **asked)
        elif what == "deny":
            press(sandbox, "/device", {"user_code": device["userCode"], "decision": "deny"})
        else:
            sandbox.advance(601)
    return refusal(oidc.create_token, **asked)[0]


CASES = [*portal_cases(), *oidc_cases()]
ALWAYS_THERE = "an account that is not assigned is forbidden, whether it is there or not"
NO_SCOPES = "the sandbox's clients ask for the portal's one scope, and it looks at none"
CANNOT_OCCUR = {
    **{(operation, "ResourceNotFoundException"): ALWAYS_THERE for operation in SSO[:3]},
    **{(operation, "InvalidRequestException"): "the portal's arguments are in the address; what is missing is not found" for operation in SSO},
    ("RegisterClient", "InvalidRequestException"): "what a registration lacks is wrong metadata here",
    ("RegisterClient", "InvalidScopeException"): NO_SCOPES,
    ("RegisterClient", "UnsupportedGrantTypeException"): "a client may name any grant; CreateToken refuses those that are none",
    ("RegisterClient", "SlowDownException"): "only a device that asks too often is slowed down",
    ("StartDeviceAuthorization", "SlowDownException"): "only a device that asks too often is slowed down",
    ("StartDeviceAuthorization", "UnauthorizedClientException"): "every client that is registered may start a device",
    ("CreateToken", "UnauthorizedClientException"): "every client that is registered may have every grant",
    ("CreateToken", "InvalidScopeException"): NO_SCOPES,
    ("CreateToken", "InvalidRequestException"): "what a grant lacks makes it invalid",
}


@pytest.mark.parametrize(("operation", "code", "provoke"), CASES, ids=[f"{it[0]}-{it[1]}" for it in CASES])
def test_identity_center_refuses_as_its_model_says(sandbox, operation, code, provoke):
    assert provoke(sandbox) == code


def test_every_error_of_identity_centers_models_is_brought_about_or_cannot_occur():
    session = botocore.session.Session()
    listed = set()
    for service, operations in (("sso", SSO), ("sso-oidc", OIDC)):
        model = session.get_service_model(service)
        for operation in operations:
            shapes = model.operation_model(operation).error_shapes
            listed |= {(operation, shape.metadata.get("error", {}).get("code", shape.name)) for shape in shapes}
    provoked = {(operation, code) for operation, code, _ in CASES}
    assert provoked & set(CANNOT_OCCUR) == set(), "what is brought about can occur"
    assert provoked | set(CANNOT_OCCUR) == listed, "nothing may be forgotten, and nothing invented"


def test_the_pages_of_identity_center_answer_this_machine_only(sandbox):
    status, _, text = http("GET", sandbox.endpoint + "/start", headers={"Host": "portal.example.com"})
    assert (status, text) == (403, "The sandbox answers this machine's own pages only.")
    assert sandbox.http("GET", "/start")[0] == 200
