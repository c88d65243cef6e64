"""`canopy identity center`: what boto3 finds in the sandbox's Identity Center, Canopy tells, too; and why it may not look."""

import json

import pytest

from helpers import canopy, entries


@pytest.fixture
def run(sandbox, tmp_path):
    """Runs the command line on the sandbox, in one data folder; gives its document and what it said beside."""

    def run(*arguments, status=0, keys=None, as_json=True):
        keys = keys or sandbox.keys
        environment = {
            "CANOPY_DATA_DIR": str(tmp_path / "data"),
            "HOME": str(tmp_path),
            "AWS_ENDPOINT_URL": sandbox.endpoint,
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": keys["AccessKeyId"],
            "AWS_SECRET_ACCESS_KEY": keys["SecretAccessKey"],
        }
        if "SessionToken" in keys:
            environment["AWS_SESSION_TOKEN"] = keys["SessionToken"]
        words = ["--json"] if as_json else []
        ended = canopy(*words, "--connection", "environment", "identity", "center", *arguments, **environment)
        assert ended.returncode == status, ended.stdout + ended.stderr
        return json.loads(ended.stdout) if as_json else ended.stdout

    return run


def test_permission_sets_and_assignments_are_those_that_boto3_finds(sandbox, run):
    center, store = sandbox.client("sso-admin"), sandbox.client("identitystore")
    [instance] = center.list_instances()["Instances"]
    arn = {"InstanceArn": instance["InstanceArn"]}
    [told] = run()["instances"]
    assert (told["arn"], told["owner"], told["region"]) == (instance["InstanceArn"], sandbox.management, "us-east-1")
    sets = center.list_permission_sets(**arn)["PermissionSets"]
    assert {it["arn"] for it in told["permissionSets"]} == set(sets)
    names = {it["GroupId"]: it["DisplayName"] for it in store.list_groups(IdentityStoreId=instance["IdentityStoreId"])["Groups"]}
    for it in told["permissionSets"]:
        which = {**arn, "PermissionSetArn": it["arn"]}
        policies = center.list_managed_policies_in_permission_set(**which)["AttachedManagedPolicies"]
        assert it["managedPolicies"] == [policy["Arn"] for policy in policies]
        accounts = entries(center.list_accounts_for_provisioned_permission_set, "AccountIds", **which)
        assert it["accounts"] == sorted(accounts)
        found = {
            (names[one["PrincipalId"]], account)
            for account in accounts
            for one in center.list_account_assignments(**which, AccountId=account)["AccountAssignments"]
        }
        assert {(who["name"], account) for who in it["assigned"] for account in who["accounts"]} == found
        assert it["namesMissing"] is None
    session = {it["name"]: it["sessionSeconds"] for it in told["permissionSets"]}
    assert (session["AdministratorAccess"], session["ReadOnlyAccess"]) == (3600, 28800)


def test_in_words_one_permission_set_is_told_with_names(run, organizations):
    told = run("--set", "PowerUserAccess", as_json=False)
    assert "PowerUserAccess (sessions of 480 min)" in told
    assert "policies: arn:aws:iam::aws:policy/PowerUserAccess" in told
    names = {it["Id"]: it["Name"] for it in entries(organizations.list_accounts, "Accounts")}
    [instance] = run("--set", "PowerUserAccess")["instances"]
    accounts = instance["permissionSets"][0]["accounts"]
    first = ", ".join(sorted(names[it] for it in accounts)[:8])
    more = f"and {len(accounts) - 8} more"
    assert f"    group Developers in {len(accounts)} accounts: {first}, {more}" in told, "accounts are told by name"
    assert "Billing" not in told
    error = run("--set", "Nothing", status=2)["error"]
    assert (error["code"], error["hint"]) == ("notFound", "`canopy identity center` lists them.")


def test_not_enabled_another_region_and_no_permission_are_told_apart(sandbox, run, member_keys):
    elsewhere = run("--region", "eu-west-1")
    assert (elsewhere["regions"], elsewhere["instances"]) == (["eu-west-1"], [])
    assert "may be enabled in another region" in elsewhere["words"]

    [instance] = run(keys=member_keys, status=3)["instances"]
    assert instance["failure"]["code"] == "denied"
    assert "Only the management account and a delegated administrator" in instance["failure"]["hint"]
    assert "permissionSets" not in instance

    sandbox.fault("sso-admin:ListInstances", "AccessDenied")
    assert run(status=3)["error"]["hint"] == "Ask for the permission `sso:ListInstances`."

    state = sandbox.state()
    state["identityCenter"]["enabled"] = False
    [organization] = [it for it in state["organizations"].values() if it["managementAccountId"] == sandbox.management]
    del organization["trustedServices"]["sso.amazonaws.com"]
    sandbox.put_state(state)
    assert "it is not enabled" in run()["words"]
