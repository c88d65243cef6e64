"""The AWS CLI, which nobody wrote for us, against the sandbox."""

import json
import pathlib
import subprocess
import sys

import pytest

from helpers import ACCESS_ROLE, REGION, clean_environment


def aws(sandbox, *arguments, keys=None, exit_code=0, printed=True):
    """Runs the AWS CLI of the tests' own environment; reads what it prints as JSON."""
    keys = keys or sandbox.keys
    environment = clean_environment(
        AWS_ACCESS_KEY_ID=keys["AccessKeyId"],
        AWS_SECRET_ACCESS_KEY=keys["SecretAccessKey"],
        AWS_DEFAULT_REGION=REGION,
        AWS_CONFIG_FILE="/dev/null",
        AWS_SHARED_CREDENTIALS_FILE="/dev/null",
        AWS_MAX_ATTEMPTS="1",
        AWS_PAGER="",
        **({"AWS_SESSION_TOKEN": keys["SessionToken"]} if "SessionToken" in keys else {}),
    )
    program = pathlib.Path(sys.executable).parent / "aws"
    command = [sys.executable, str(program), "--endpoint-url", sandbox.endpoint, "--output", "json", *arguments]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == exit_code, f"aws {arguments} ended with {ended.returncode}: {ended.stderr}"
    if exit_code != 0:
        return ended.stderr
    return json.loads(ended.stdout) if printed else None


def test_the_organization_is_described(sandbox):
    found = aws(sandbox, "organizations", "describe-organization")["Organization"]
    assert found["MasterAccountId"] == sandbox.management
    assert found["FeatureSet"] == "ALL"


def test_all_accounts_are_listed_over_all_pages(sandbox):
    accounts = aws(sandbox, "organizations", "list-accounts")["Accounts"]
    members = [account for account in sandbox.state()["accounts"].values() if account["membership"]]
    assert {account["Id"] for account in accounts} == {account["id"] for account in members}, "the CLI pages by itself"
    leading = [account for account in accounts if account["Id"].startswith("00")]
    assert leading and all(len(account["Id"]) == 12 for account in leading), "leading zeros stay"


def test_a_role_is_assumed_and_used(sandbox, member):
    arn = f"arn:aws:iam::{member}:role/{ACCESS_ROLE}"
    answer = aws(sandbox, "sts", "assume-role", "--role-arn", arn, "--role-session-name", "cli")
    who = aws(sandbox, "sts", "get-caller-identity", keys=answer["Credentials"])
    assert who["Account"] == member, "the account follows from the credentials"
    assert who["Arn"] == answer["AssumedRoleUser"]["Arn"]


def test_an_account_is_renamed_and_its_policy_read(sandbox, member):
    aws(sandbox, "account", "put-account-name", "--account-id", member, "--account-name", "Renamed", printed=False)
    found = aws(sandbox, "organizations", "describe-account", "--account-id", member)["Account"]
    assert found["Name"] == "Renamed"
    quota = ["--service-code", "organizations", "--quota-code", "L-E619E033"]
    assert aws(sandbox, "service-quotas", "get-service-quota", *quota)["Quota"]["Value"] == 100.0
    target = ["--target-id", sandbox.account_id("Storefront"), "--policy-type", "TAG_POLICY"]
    merged = aws(sandbox, "organizations", "describe-effective-policy", *target)["EffectivePolicy"]
    assert "cost-center" in json.loads(merged["PolicyContent"])["tags"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["organizations", "describe-account", "--account-id", "999999999999"], "AccountNotFoundException"),
        (["iam", "get-role", "--role-name", "Missing"], "NoSuchEntity"),
        (["account", "get-primary-email", "--account-id", "999999999999"], "AccessDeniedException"),
        (["service-quotas", "list-service-quotas", "--service-code", "ec2"], "NoSuchResourceException"),
    ],
)
def test_a_refusal_is_told_with_its_code(sandbox, arguments, code):
    assert f"({code})" in aws(sandbox, *arguments, exit_code=255)
