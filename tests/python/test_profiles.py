"""Exported profiles as other programs use them: the AWS CLI and boto3 ask `canopy credentials` in many accounts,
50 at once, with the real Secret Service."""

import concurrent.futures
import json
import pathlib
import subprocess
import sys
import threading

import boto3
import pytest

from helpers import ACCESS_ROLE, REGION, canopy, clean_environment
from private_bus import PrivateBus

AT_ONCE = 50
# Accounts that the AWS CLI asks in, and how many of its processes at once for each.
CLI_ACCOUNTS, CLI_EACH = 10, 5


@pytest.fixture(scope="module")
def world(generated, tmp_path_factory):
    """A home with a base profile and the exported ones, and the environment that every program gets."""
    home = tmp_path_factory.mktemp("home")
    bus = PrivateBus(home)
    config = home / "config"
    base = "\n".join(
        [
            "# written by hand",
            "[profile base]",
            f"aws_access_key_id = {generated.keys['AccessKeyId']}",
            f"aws_secret_access_key = {generated.keys['SecretAccessKey']}",
            f"region = {REGION}",
            "",
        ]
    )
    config.write_text(base)
    environment = bus.environment | {
        "AWS_CONFIG_FILE": str(config),
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_ENDPOINT_URL": generated.endpoint,
        "CANOPY_DATA_DIR": str(home / "canopy"),
    }
    asked = ["--profile", "base", "export", "aws-config", "--naming", "{account_id}", "--region", REGION, "--yes", "--json"]
    ended = canopy(*asked, **environment)
    assert ended.returncode == 0, f"{ended.stdout}{ended.stderr}"
    document = json.loads(ended.stdout)
    assert config.read_text() == base + document["section"], "what stood there stands there"
    # Some accounts were invited, and have no role.
    created = [account["id"] for account in generated.state()["accounts"].values() if ACCESS_ROLE in account["iam"]["roles"]]
    profiles = [profile for profile in document["profiles"] if profile in created]
    assert len(profiles) >= AT_ONCE + CLI_ACCOUNTS + 1
    yield generated, environment, profiles, config
    bus.stop()


def assumed(sandbox):
    return sandbox.calls()["calls"].get("AssumeRole", 0)


def caller_with_boto3(environment, profile):
    """Who a program is that uses the profile. In a process of its own, as programs are."""
    code = "import boto3, sys; print(boto3.Session(profile_name=sys.argv[1]).client('sts').get_caller_identity()['Account'])"
    ended = subprocess.run(
        [sys.executable, "-c", code, profile],
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return ended.stdout.strip() or ended.stderr


def start_aws(environment, profile):
    program = pathlib.Path(sys.executable).parent / "aws"
    return subprocess.Popen(
        [sys.executable, str(program), "sts", "get-caller-identity", "--profile", profile, "--query", "Account", "--output", "text"],
        env=clean_environment(AWS_PAGER="", AWS_MAX_ATTEMPTS="1", **environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_fifty_sessions_of_boto3_at_once_assume_each_role_once(world, monkeypatch):
    sandbox, environment, profiles, _ = world
    profiles = profiles[:AT_ONCE]
    for name, value in clean_environment(**environment).items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    ready = threading.Barrier(AT_ONCE)

    def caller(profile):
        session = boto3.Session(profile_name=profile)
        ready.wait()
        # Whoever makes a client asks for credentials.
        return session.client("sts").get_caller_identity()["Account"]

    for expected in (AT_ONCE, 0):
        before = assumed(sandbox)
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
            assert list(pool.map(caller, profiles)) == profiles
        assert assumed(sandbox) - before == expected, "one AssumeRole for each account, and none while it is good"


def test_fifty_processes_of_the_aws_cli_at_once_assume_each_role_once(world):
    sandbox, environment, profiles, _ = world
    profiles = profiles[AT_ONCE : AT_ONCE + CLI_ACCOUNTS]
    before = assumed(sandbox)
    started = [(profile, start_aws(environment, profile)) for profile in profiles * CLI_EACH]
    assert len(started) == AT_ONCE
    ended = [(profile, *process.communicate(timeout=300), process.returncode) for profile, process in started]
    wrong = [it for it in ended if it[1].strip() != it[0] or it[3] != 0]
    assert not wrong, wrong
    assert assumed(sandbox) - before == CLI_ACCOUNTS, "of five that ask at once for an account, one asks AWS"


def test_a_profile_gives_what_canopy_gives_and_keeps_it_sealed(world):
    sandbox, environment, profiles, config = world
    profile = profiles[-1]
    assert caller_with_boto3(environment, profile) == profile
    ended = canopy("--profile", "base", "credentials", profile, "--role", ACCESS_ROLE, **environment)
    document = json.loads(ended.stdout)
    assert document["Version"] == 1
    folder = pathlib.Path(environment["CANOPY_DATA_DIR"])
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert any(file.parent.name == "sealed" for file in files)
    for file in [*files, config]:
        content = file.read_bytes()
        for name in ("SecretAccessKey", "SessionToken"):
            assert document[name].encode() not in content, f"the {name} stands in {file}"
        assert file.stat().st_mode & 0o077 == 0, f"{file} can be read by others"


def test_a_role_that_is_not_there_is_told_through_every_program(world):
    _, environment, profiles, config = world
    text = config.read_text().replace(f"credentials {profiles[0]} --role {ACCESS_ROLE}", f"credentials {profiles[0]} --role Nobody")
    other = config.with_name("other")
    other.write_text(text)
    process = start_aws(environment | {"AWS_CONFIG_FILE": str(other)}, profiles[0])
    out, err = process.communicate(timeout=120)
    assert process.returncode != 0 and out == ""
    assert "you may not assume" in err.lower() or "no role of that name" in err, err
