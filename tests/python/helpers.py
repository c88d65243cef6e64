"""What the tests share: a sandbox in its own process, clients for it, and the command line."""

import base64
import hashlib
import hmac
import json
import os
import pathlib
import select
import shutil
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime

import botocore.session
from botocore.config import Config

HERE = pathlib.Path(__file__).parent
REGION = "us-east-1"
ACCESS_ROLE = "OrganizationAccountAccessRole"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
START_SECONDS = 20

_SESSION = botocore.session.Session()
_SESSION.set_config_variable("metadata_service_num_attempts", 1)


def canopy_binary():
    """The command line to test: CANOPY_BIN, else the debug build."""
    default = pathlib.Path.home() / ".cache/canopy/target/debug/canopy"
    binary = os.environ.get("CANOPY_BIN", str(default))
    found = shutil.which(os.path.expanduser(binary))
    assert found, f"there is no program {binary}: build canopy-cli or set CANOPY_BIN"
    return found


def clean_environment(**more):
    """The environment without anything that AWS's SDKs or Canopy would read, and with `more`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CANOPY_"))}
    # No proxy between the tests and this machine.
    kept = {name: value for name, value in kept.items() if not name.lower().endswith("_proxy")}
    return {**kept, "AWS_EC2_METADATA_DISABLED": "true", **more}


def client(service, endpoint, keys, strict=True):
    """A client that tries once. `keys` are as AssumeRole returns them; lax ones check no arguments."""
    config = Config(retries={"total_max_attempts": 1}, parameter_validation=strict, connect_timeout=5, read_timeout=20)
    return _SESSION.create_client(
        service,
        region_name=REGION,
        endpoint_url=endpoint,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys.get("SessionToken"),
        config=config,
    )


def method(client, operation):
    """The client's method for an operation that is named as AWS names it, perhaps with its service in front."""
    names = {api: name for name, api in client.meta.method_to_api_mapping.items()}
    return getattr(client, names[operation.rpartition(":")[2]])


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def http(method, url, body=None, headers=None, follow=True):
    """Status, headers and text of an answer, whatever its status."""
    handlers = [urllib.request.ProxyHandler({})] + ([] if follow else [NoRedirect()])
    request = urllib.request.Request(url, data=body, method=method, headers=headers or {})
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, answer.read().decode()


class Sandbox:
    """`canopy sandbox serve` in its own process."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [canopy_binary(), "sandbox", "serve", *arguments],
            stdout=subprocess.PIPE,
            env=clean_environment(),
        )
        try:
            ready, _, _ = select.select([self.process.stdout], [], [], START_SECONDS)
            assert ready, f"the sandbox printed no start line within {START_SECONDS} s"
            line = self.process.stdout.readline()
            assert line, f"the sandbox ended with {self.process.wait(5)} instead of printing its start line"
            self.start = json.loads(line)
        except BaseException:
            self.stop()
            raise
        self.endpoint = self.start["endpoint"]
        self.management = self.start["managementAccountId"]
        self.keys = _keys(self.start)
        self.others = {other["accountId"]: _keys(other) for other in self.start["others"]}
        self._clients = {}

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def client(self, service, keys=None, strict=True):
        """A client with the administrator's keys, or with others."""
        keys = keys or self.keys
        name = (service, *sorted(keys.items(), key=str), strict)
        if name not in self._clients:
            self._clients[name] = client(service, self.endpoint, keys, strict)
        return self._clients[name]

    def assume(self, account, role=ACCESS_ROLE, keys=None, **more):
        """Credentials of a role's session."""
        arn = f"arn:aws:iam::{account}:role/{role}"
        answer = self.client("sts", keys).assume_role(RoleArn=arn, RoleSessionName="tests", **more)
        return answer["Credentials"]

    def http(self, method, path, body=None, **more):
        return http(method, self.endpoint + path, body, **more)

    def _switch(self, method, path, value=None):
        body = None if value is None else json.dumps(value).encode()
        status, _, text = self.http(method, f"/_sandbox/{path}", body)
        assert status == 200, f"{method} /_sandbox/{path} answered {status}: {text}"
        return json.loads(text)

    def advance(self, seconds):
        return self._switch("POST", "clock", {"advanceSeconds": seconds})

    def fault(self, operation, code, count=1, after=0):
        self._switch("POST", "faults", {"operation": operation, "code": code, "count": count, "after": after})

    def calls(self):
        return self._switch("GET", "calls")

    def now(self):
        """The sandbox's time, in seconds of Unix."""
        told = self.advance(0)["now"]
        return int(datetime.fromisoformat(told.replace("Z", "+00:00")).timestamp())

    def mfa(self, account, user, serial=None):
        """Gives a user an MFA device: its serial number, and the code that it shows now."""
        device = self._switch("POST", "mfa", {"accountId": account, "userName": user, "serial": serial})
        return device["serial"], one_time_code(device["seed"])

    def billing(self, **switches):
        """Turns switches of billing; tells how they stand."""
        return self._switch("POST", "billing", switches)

    def charged(self):
        """How often Cost Explorer was asked, by operation, and what that costs."""
        books = self._switch("GET", "billing")
        return books["requests"], books["charged"]

    def mail(self):
        """What AWS has sent by email, the newest last."""
        return self._switch("GET", "mail")

    def state(self):
        return self._switch("GET", "state")

    def put_state(self, state):
        self._switch("PUT", "state", state)

    def account_id(self, name):
        """The id of the account with this name."""
        accounts = self.state()["accounts"].values()
        return next(account["id"] for account in accounts if account["name"] == name)

    def ou_id(self, name):
        return next(ou["id"] for ou in self.organization(self.state())["ous"].values() if ou["name"] == name)

    @staticmethod
    def organization(state):
        """The only organization in a state."""
        return next(iter(state["organizations"].values()))


def one_time_code(seed, at=None):
    """The six digits of RFC 6238 that a seed in Base32 stands for at a time, written anew."""
    step = int((time.time() if at is None else at) // 30)
    digest = hmac.new(base64.b32decode(seed), step.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def _keys(start):
    return {"AccessKeyId": start["accessKeyId"], "SecretAccessKey": start["secretAccessKey"]}


def canopy(*arguments, timeout=60, **environment):
    """Runs the command line to its end."""
    return subprocess.run(
        [canopy_binary(), *arguments],
        env=clean_environment(**environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def canopy_json(*arguments, exit_code=0, **environment):
    """Runs the command line with `--json` and reads the document that it prints."""
    ended = canopy("--json", *arguments, **environment)
    told = f"canopy {arguments} ended with {ended.returncode}: {ended.stdout}{ended.stderr}"
    assert ended.returncode == exit_code, told
    return json.loads(ended.stdout)


def wait_until(what, check, seconds=20):
    """Waits until `check` returns something, asking often."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = check()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what} did not happen within {seconds} s")


def pages(operation, key, token="NextToken", **arguments):
    """Every page of a list, asked for until no token comes back."""
    every = []
    while True:
        answer = operation(**arguments)
        every.append(answer[key])
        if not answer.get(token):
            return every
        arguments[token] = answer[token]
        assert len(every) < 500, f"the {token} of {key} leads nowhere"


def entries(operation, key, **arguments):
    """All entries of a list, over its pages."""
    return [entry for page in pages(operation, key, **arguments) for entry in page]


def create_account(organizations, name, email, **more):
    """Creates an account, asks until it is done, and returns its final status."""
    status = organizations.create_account(AccountName=name, Email=email, **more)["CreateAccountStatus"]

    def done():
        answer = organizations.describe_create_account_status(CreateAccountRequestId=status["Id"])
        found = answer["CreateAccountStatus"]
        return found if found["State"] != "IN_PROGRESS" else None

    return wait_until(f"the creation of {name}", done)


def trust(account):
    """A trust policy that lets an account's identities in."""
    principal = {"AWS": f"arn:aws:iam::{account}:root"}
    return document(Effect="Allow", Principal=principal, Action="sts:AssumeRole")


def document(**statement):
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
