"""Console sign-in as a browser does it, and the sandbox's switches over HTTP."""

import json
import re
import urllib.parse

import pytest

from helpers import ACCESS_ROLE, http, trust


def session(keys):
    return json.dumps(
        {"sessionId": keys["AccessKeyId"], "sessionKey": keys["SecretAccessKey"], "sessionToken": keys["SessionToken"]}
    )


def ask_token(sandbox, keys, **more):
    """Status and text of getSigninToken, with the credentials in the body."""
    form = {"Action": "getSigninToken", "Session": session(keys), **more}
    status, _, text = sandbox.http("POST", "/federation", urllib.parse.urlencode(form).encode())
    return status, text


def sign_in_token(sandbox, keys, **more):
    status, text = ask_token(sandbox, keys, **more)
    assert status == 200, f"getSigninToken was refused: {text}"
    return json.loads(text)["SigninToken"]


def login_path(token, destination="https://console.aws.amazon.com/ec2/home"):
    form = {"Action": "login", "Issuer": "tests", "Destination": destination, "SigninToken": token}
    return "/federation?" + urllib.parse.urlencode(form)


def test_a_sign_in_link_leads_to_a_page_that_says_who_is_where_and_for_how_long(sandbox, member):
    token = sign_in_token(sandbox, sandbox.assume(member, DurationSeconds=3600))
    status, headers, _ = sandbox.http("GET", login_path(token), follow=False)
    assert status == 302, "the link redirects to the console, so that the token leaves the address bar"
    assert token not in headers["Location"], "the console's address must not hold the sign-in token"

    status, headers, page = sandbox.http("GET", login_path(token))
    assert status == 200 and headers["Content-Type"].startswith("text/html")
    assert member in page and "Network" in page, "the page names the account"
    assert ACCESS_ROLE in page, "the page names the role"
    left = re.search(r"(\d+) h (\d+) min", page)
    assert left, "the page says how much time is left"
    assert 58 <= int(left[1]) * 60 + int(left[2]) <= 60, "without SessionDuration it lasts as long as the credentials"
    assert "https://console.aws.amazon.com/ec2/home" in page, "the page says where the link was to lead"
    assert headers["Cache-Control"] == "no-store", "nobody may keep a signed-in page"


def test_a_session_duration_decides_how_long_the_console_lasts(sandbox, member):
    token = sign_in_token(sandbox, sandbox.assume(member), SessionDuration="1800")
    _, _, page = sandbox.http("GET", login_path(token))
    assert re.search(r"0 h (29|30) min", page), "SessionDuration 1800 is half an hour"


@pytest.mark.parametrize("seconds", ["899", "43201", "soon", "3600"])
def test_a_session_duration_outside_its_bounds_is_refused(sandbox, member, seconds):
    status, text = ask_token(sandbox, sandbox.assume(member), SessionDuration=seconds)
    assert status == 400, f"900 to 43200 and less than the role's maximum of 3600, not {seconds}: {text}"


def test_a_sign_in_token_ends_after_15_minutes(sandbox, member):
    keys = sandbox.assume(member)
    token = sign_in_token(sandbox, keys)
    sandbox.advance(14 * 60)
    assert sandbox.http("GET", login_path(token))[0] == 200, "after 14 minutes it still works"
    sandbox.advance(2 * 60)
    status, _, page = sandbox.http("GET", login_path(token))
    assert status == 400 and "no longer works" in page, "after 16 minutes it has expired, and the page says so"


def test_a_console_session_ends_with_its_time(sandbox, member):
    token = sign_in_token(sandbox, sandbox.assume(member))
    _, headers, _ = sandbox.http("GET", login_path(token), follow=False)
    sandbox.advance(3601)
    status, _, page = sandbox.http("GET", headers["Location"])
    assert status == 403 and "not signed in" in page, "the credentials have ended, and the console with them"


def test_chained_credentials_may_not_ask_for_a_duration(sandbox, member):
    iam = sandbox.client("iam", sandbox.assume(member))
    iam.create_role(RoleName="Second", AssumeRolePolicyDocument=trust(member))
    chained = sandbox.assume(member, "Second", keys=sandbox.assume(member))
    status, text = ask_token(sandbox, chained, SessionDuration="900")
    assert status == 400, f"AWS refuses SessionDuration after role chaining: {text}"
    assert sign_in_token(sandbox, chained), "without SessionDuration chained credentials work"


def test_expired_and_wrong_credentials_get_no_token(sandbox, member):
    keys = sandbox.assume(member)
    for wrong in ({"SecretAccessKey": "x"}, {"SessionToken": "x"}, {"AccessKeyId": "ASIAXXXXXXXXXXXXXXXX"}):
        assert ask_token(sandbox, {**keys, **wrong})[0] == 400, f"{wrong} must not sign in"
    assert ask_token(sandbox, {**sandbox.keys, "SessionToken": ""})[0] == 400, "long-term keys do not federate"
    sandbox.advance(3601)
    assert ask_token(sandbox, keys)[0] == 400, "expired credentials must not sign in"


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example.com"},
        {"Host": "127.0.0.1.evil.example.com"},
        {"Origin": "https://evil.example.com"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"},
    ],
)
@pytest.mark.parametrize("path", ["/_sandbox/state", "/_sandbox/calls", "/console", "/federation"])
def test_a_request_from_another_site_is_refused(sandbox, path, headers):
    status, _, text = sandbox.http("GET", path, headers=headers)
    assert status == 403, f"a web page could read {path} through the browser with {headers}: {text}"


def test_this_machines_own_pages_may_ask(sandbox):
    port = sandbox.endpoint.rsplit(":", 1)[1]
    for name in ("127.0.0.1", "localhost"):
        headers = {"Host": f"{name}:{port}", "Origin": f"http://{name}:{port}"}
        assert sandbox.http("GET", "/_sandbox/calls", headers=headers)[0] == 200, f"{name} is this machine"


def test_a_link_from_another_page_may_open_the_console(sandbox, member):
    token = sign_in_token(sandbox, sandbox.assume(member))
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert sandbox.http("GET", login_path(token), headers=headers)[0] == 200, "a person clicked it"


def test_the_clock_moves_forward_only(sandbox):
    before = sandbox.advance(0)["now"]
    after = sandbox.advance(86_400)["now"]
    assert before[:10] < after[:10], "a day later the date is another"
    status, _, text = sandbox.http("POST", "/_sandbox/clock", b'{"advanceSeconds": -1}')
    assert status == 400 and "backwards" in json.loads(text)["message"], "time does not run backwards"


def test_a_fault_hits_as_often_and_as_late_as_it_was_asked(sandbox, organizations):
    sandbox.fault("ListRoots", "Throttle", count=2, after=1)
    codes = []
    for _ in range(4):
        try:
            organizations.list_roots()
            codes.append(None)
        except organizations.exceptions.TooManyRequestsException as error:
            codes.append(error.response["Error"]["Code"])
    assert codes == [None, "TooManyRequestsException", "TooManyRequestsException", None], "one passes, two fail"


def test_calls_are_counted_by_operation_and_throttled_ones_apart(sandbox, organizations):
    before = sandbox.calls()
    organizations.list_roots()
    sandbox.fault("ListRoots", "Throttle")
    with pytest.raises(organizations.exceptions.TooManyRequestsException):
        organizations.list_roots()
    after = sandbox.calls()
    for kind in ("calls", "throttled"):
        grown = after[kind]["ListRoots"] - before[kind].get("ListRoots", 0)
        assert grown == 1, f"one more under {kind}, not {grown}"


def test_a_state_is_put_back_as_it_was_read(sandbox, organizations):
    saved = sandbox.state()
    root = organizations.list_roots()["Roots"][0]["Id"]
    made = organizations.create_organizational_unit(ParentId=root, Name="Passing")["OrganizationalUnit"]["Id"]
    assert made in sandbox.organization(sandbox.state())["ous"], "a state shows what was just made"
    sandbox.put_state(saved)
    read = sandbox.state()
    for state in (saved, read):
        state.pop("random")
    assert read == saved, "what was put is what is read"
    with pytest.raises(organizations.exceptions.OrganizationalUnitNotFoundException):
        organizations.describe_organizational_unit(OrganizationalUnitId=made)


@pytest.mark.parametrize("path", ["state", "faults", "clock"])
@pytest.mark.parametrize("body", [b"{", b"[]", b'{"version": "one"}', b""])
def test_a_switch_refuses_what_it_cannot_read(sandbox, path, body):
    method = "PUT" if path == "state" else "POST"
    status, _, text = sandbox.http(method, f"/_sandbox/{path}", body)
    assert status == 400 and json.loads(text)["message"], f"{body} is no {path}: it answered {status} {text}"


def test_a_state_that_contradicts_itself_is_refused(sandbox, organizations, member):
    broken = sandbox.state()
    broken["accounts"][member]["membership"]["parentId"] = "ou-nope-nopenope"
    status, _, text = sandbox.http("PUT", "/_sandbox/state", json.dumps(broken).encode())
    assert status == 400 and member in json.loads(text)["message"], "the message names the account"
    assert organizations.describe_account(AccountId=member)["Account"]["Id"] == member, "the old state still stands"


def test_a_path_that_is_no_switch_is_not_found(sandbox):
    assert sandbox.http("GET", "/_sandbox/nothing")[0] == 404
    assert sandbox.http("DELETE", "/_sandbox/state")[0] == 404, "nobody deletes the state"
    assert http("GET", sandbox.endpoint + "/favicon.ico")[0] >= 400, "a browser's own requests are no calls"
