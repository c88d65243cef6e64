"""The speed of `canopy credentials` with a warm cache: beside the AWS CLI's own profile for the same account, and
beside a program that does nothing but read one item of the keychain.

Run by `make bench`. Bars: the table in docs/benchmarks.md.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "python"))
from private_bus import PrivateBus  # noqa: E402

BIN = Path(os.environ["CANOPY_RELEASE"])
AWS = Path(sys.executable).parent / "aws"
ROLE = "OrganizationAccountAccessRole"
RUNS = 15
CLI_BAR, KEYCHAIN_BAR = 0.2, 1.3


def config(start, account):
    """A profile with keys, and the AWS CLI's own way into an account."""
    return f"""[profile base]
aws_access_key_id = {start["accessKeyId"]}
aws_secret_access_key = {start["secretAccessKey"]}
region = us-east-1

[profile member]
source_profile = base
role_arn = arn:aws:iam::{account}:role/{ROLE}
region = us-east-1
"""


def member(start):
    """An account that was created, so that it has the role."""
    with urllib.request.urlopen(start["endpoint"] + "/_sandbox/state") as answer:
        accounts = json.load(answer)["accounts"].values()
    return next(account["id"] for account in accounts if account["name"] == "Payments")


def seconds(command, environment):
    began = time.perf_counter()
    ended = subprocess.run(command, env=environment, capture_output=True, check=False)
    took = time.perf_counter() - began
    assert ended.returncode == 0, f"{command} ended with {ended.returncode}: {ended.stderr.decode()}"
    return took


def measured(commands, environment):
    """The median of each, measured in turn so that what slows one slows all."""
    for command in commands.values():
        # Once for the caches: Canopy's, the AWS CLI's and the system's.
        seconds(command, environment)
    times = {name: [] for name in commands}
    for _ in range(RUNS):
        for name, command in commands.items():
            times[name].append(seconds(command, environment))
    return {name: statistics.median(each) for name, each in times.items()}


def at_most(what, ratio, bar):
    print(f"{'ok    ' if ratio <= bar else 'MISSED'}  {what}: {ratio:.2f} × (at most {bar:.2f})", flush=True)
    return ratio <= bar


def main():
    sandbox = subprocess.Popen([BIN / "canopy", "sandbox", "serve"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    bus = None
    try:
        start = json.loads(sandbox.stdout.readline())
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            bus = PrivateBus(home)
            account = member(start)
            file = home / "aws-config"
            file.write_text(config(start, account))
            kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CANOPY_"))}
            environment = kept | bus.environment | {
                "AWS_CONFIG_FILE": str(file),
                "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
                "AWS_ENDPOINT_URL": start["endpoint"],
                "AWS_EC2_METADATA_DISABLED": "true",
                "AWS_PAGER": "",
                "CANOPY_DATA_DIR": str(home / "canopy"),
            }  # fmt: skip
            found = measured(
                {
                    "canopy": [BIN / "canopy", "--profile", "base", "credentials", account, "--role", ROLE],
                    "aws": [sys.executable, AWS, "sts", "get-caller-identity", "--profile", "member"],
                    "keychain": [BIN / "canopy-bench-keychain", "canopy", "sealing-key"],
                },
                environment,
            )
            bus.stop()
    finally:
        sandbox.kill()
        sandbox.wait()
    ours, cli, keychain = (found[name] * 1000 for name in ("canopy", "aws", "keychain"))
    print(f"        `canopy credentials`, warm, median of {RUNS}: {ours:.1f} ms; the AWS CLI's own profile {cli:.0f} ms; one read of the keychain {keychain:.1f} ms")
    met = [
        at_most("`canopy credentials` against the AWS CLI's own profile", ours / cli, CLI_BAR),
        at_most("`canopy credentials` against one read of the keychain", ours / keychain, KEYCHAIN_BAR),
    ]
    sys.exit(0 if all(met) else 1)


main()
