"""An identity account that Canopy itself sets up: its document, the command line that applies it, and the people in
it, who sign their calls with boto3."""

import json

from helpers import REGION, canopy_json, one_time_code

HOME = "Security Audit"
LOGS = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "logs:Get*", "Resource": "*"}]}
# What a clock or a look at something changes, and what is made anew with another value.
CLOCKS = {"lastUsedAt", "lastUsed", "passwordLastUsed"}
OF_MAKING = {"id", "createdAt", "updatedAt", "lastVersion"}


def level(name, role, policy, *accounts, **more):
    """An access level in accounts by their names."""
    arn = f"arn:aws:iam::aws:policy/{policy}"
    return {"name": name, "roleName": role, "policies": [arn], "for": {"accounts": list(accounts)}, **more}


def read_only(*accounts, **more):
    return level("Read-only", "Org-ReadOnly", "ReadOnlyAccess", *accounts, **more)


def power_user(*accounts, **more):
    return level("Power user", "Org-PowerUser", "PowerUserAccess", *accounts, **more)


def administrator(*accounts, **more):
    return level("Administrator", "OrganizationAccountAccessRole", "AdministratorAccess", *accounts, **more)


def billing(*accounts, **more):
    return level("Billing", "Org-Billing", "job-function/Billing", *accounts, **more)


def group(name, *levels):
    return {"name": name, "levels": [one if isinstance(one, dict) else {"level": one} for one in levels]}


def person(name, *groups):
    return {"name": name, "groups": list(groups)}


def spec(levels, groups, people, **more):
    password_policy = {"minimumLength": 15, "numbers": True, "uppercase": True, "lowercase": True, "notTheLast": 5}
    return {
        "version": 1,
        "where": {"account": HOME},
        "alias": "northwind-people",
        "passwordPolicy": password_policy,
        "levels": levels,
        "groups": groups,
        "people": people,
        **more,
    }


class Canopy:
    """`canopy` with the administrator's keys, a data folder of its own, and a document."""

    def __init__(self, sandbox, folder, document, endpoint=None):
        self.sandbox, self.folder = sandbox, folder
        self.endpoint = endpoint or sandbox.endpoint
        folder.mkdir(parents=True, exist_ok=True)
        self.file = folder / "identity.json"
        self.write(document)

    def write(self, document):
        self.file.write_text(json.dumps(document, indent=2))

    def environment(self, **more):
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": self.sandbox.keys["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": self.sandbox.keys["SecretAccessKey"],
            "AWS_REGION": REGION,
            "CANOPY_DATA_DIR": str(self.folder / "data"),
            "HOME": str(self.folder),
            **more,
        }

    def run(self, *arguments, exit_code=0, **more):
        return canopy_json("--connection", "environment", *arguments, exit_code=exit_code, **self.environment(**more))

    def identity(self, command, *arguments, exit_code=0, **more):
        return self.run(
            "identity", command, "--spec", str(self.file), *arguments, exit_code=exit_code, **more
        )

    def plan(self):
        """Actions and targets of what the document would change."""
        plan = self.identity("plan")
        assert plan["blockers"] == []
        return [(step["action"], step["target"]) for step in plan["steps"]]

    def apply(self):
        job = self.identity("apply", "--yes")
        assert job["state"] == "done", job
        return job


class Person:
    """Somebody whom Canopy has made, with an access key from an administrator. She takes a virtual MFA device into
    use herself, with the codes that it shows."""

    def __init__(self, sandbox, home, name):
        self.sandbox, self.home, self.name = sandbox, home, name
        administrators = sandbox.client("iam", sandbox.assume(home))
        self.key = administrators.create_access_key(UserName=name)["AccessKey"]
        own = sandbox.client("iam", self.key)
        made = own.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]
        self.serial, self.seed = made["SerialNumber"], made["Base32StringSeed"].decode()
        now = sandbox.now()
        two = {f"AuthenticationCode{nth}": one_time_code(self.seed, now + 30 * (nth - 2)) for nth in (1, 2)}
        own.enable_mfa_device(UserName=name, SerialNumber=self.serial, **two)

    def code(self):
        """What the device shows next: a code is good once."""
        self.sandbox.advance(30)
        return {"SerialNumber": self.serial, "TokenCode": one_time_code(self.seed, self.sandbox.now())}

    def with_mfa(self):
        """Temporary credentials of the user, who has given a code."""
        return self.sandbox.client("sts", self.key).get_session_token(**self.code())["Credentials"]

    def enter(self, account, role, keys=None, **more):
        arn = f"arn:aws:iam::{account}:role/{role}"
        sts = self.sandbox.client("sts", keys or self.key)
        return sts.assume_role(RoleArn=arn, RoleSessionName=self.name, **more)["Credentials"]


def without(value, names):
    """A value of the books without the fields that these names have, on all levels."""
    if isinstance(value, dict):
        return {name: without(one, names) for name, one in value.items() if name not in names}
    if isinstance(value, list):
        return [without(one, names) for one in value]
    return value


def parsed(document):
    return json.loads(document) if isinstance(document, str) else document


def books(state):
    """What IAM holds, by account: ids, times and secrets aside, and documents as what they say."""
    found = {}
    for account in state["accounts"].values():
        iam = without(account["iam"], CLOCKS | OF_MAKING)
        for holder in (*iam["roles"].values(), *iam["users"].values(), *iam.get("groups", {}).values()):
            holder["inline"] = {name: parsed(text) for name, text in holder.get("inline", {}).items()}
            holder["attached"] = sorted(holder.get("attached", []))
        for role in iam["roles"].values():
            role["trust"] = parsed(role["trust"])
        for user in iam["users"].values():
            user["login"] = user.get("login") and {"resetRequired": user["login"]["resetRequired"]}
            user["accessKeys"] = len(user["accessKeys"])
        for policy in iam.get("policies", {}).values():
            default = str(policy.pop("defaultVersion"))
            policy["document"] = parsed(policy.pop("versions")[default]["document"])
        found[account["name"]] = iam
    return found


def writes(calls):
    """Those of counted calls that changed something in IAM or the organization."""
    reads = ("Get", "List", "Describe", "Simulate", "AssumeRole")
    return {name: count for name, count in calls.items() if not name.rpartition(":")[2].startswith(reads)}
