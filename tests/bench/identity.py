"""The identity account of a large organization: 300 accounts with three access levels each, and 50 people. What the plan
takes by itself, whether every policy fits, and how near the job comes to the pace that the plan states.

Run by `make bench`. Bars: the table in docs/benchmarks.md.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

BIN = Path(os.environ["CANOPY_RELEASE"]) / "canopy"
ACCOUNTS, OUS, PEOPLE, SEED = 300, 30, 50, 7
PLAN_BAR, APPLY_BAR = 2.0, 1.2
POLICY = "arn:aws:iam::aws:policy/"
LEVELS = {
    "Read-only": ("Org-ReadOnly", "ReadOnlyAccess"),
    "Power user": ("Org-PowerUser", "PowerUserAccess"),
    "Billing": ("Org-Billing", "job-function/Billing"),
}


def document(home):
    """Everybody in one of three groups, with one, two or all three of the levels in all accounts."""
    names = list(LEVELS)
    groups = [f"Group{nth + 1}" for nth in range(len(names))]
    return {
        "version": 1,
        "where": {"account": home},
        "alias": "bench-people",
        "passwordPolicy": {"minimumLength": 15, "numbers": True, "uppercase": True, "lowercase": True},
        "levels": [
            {"name": name, "roleName": role, "policies": [POLICY + policy], "for": {"all": True}}
            for name, (role, policy) in LEVELS.items()
        ],
        "groups": [
            {"name": group, "levels": [{"level": name} for name in names[: nth + 1]]}
            for nth, group in enumerate(groups)
        ],
        "people": [{"name": f"person{nth}", "groups": [groups[nth % len(groups)]]} for nth in range(PEOPLE)],
    }


@contextmanager
def sandbox(*options):
    """A generated organization in a process of its own, and what it said at its start."""
    served = subprocess.Popen(
        [BIN, "sandbox", "serve", "--accounts", str(ACCOUNTS), "--ous", str(OUS), "--seed", str(SEED), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield json.loads(served.stdout.readline())
    finally:
        served.kill()
        served.wait()


class Canopy:
    def __init__(self, start, folder, pace):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CANOPY_"))}
        self.environment = kept | {
            "AWS_ENDPOINT_URL": start["endpoint"],
            "AWS_ACCESS_KEY_ID": start["accessKeyId"],
            "AWS_SECRET_ACCESS_KEY": start["secretAccessKey"],
            "AWS_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "CANOPY_DATA_DIR": str(folder / pace),
            "CANOPY_PACE": pace,
            "HOME": str(folder),
        }
        accounts = (node for node in self("tree")[0]["nodes"] if node["kind"] == "account")
        home = next(node["id"] for node in accounts if node["id"] != start["managementAccountId"])
        self.file = folder / f"{pace}.json"
        self.file.write_text(json.dumps(document(home)))

    def __call__(self, *arguments):
        """What a command printed, and the seconds that it took."""
        began = time.perf_counter()
        command = [BIN, "--connection", "environment", "--json", *arguments]
        ended = subprocess.run(command, env=self.environment, capture_output=True, check=False)
        took = time.perf_counter() - began
        assert ended.returncode == 0, f"{arguments} ended with {ended.returncode}: {ended.stdout[-2000:]}{ended.stderr[-2000:]}"
        return json.loads(ended.stdout), took

    def identity(self, command, *more):
        return self("identity", command, "--spec", str(self.file), *more)


def at_most(what, figure, bar, unit):
    print(f"{'ok    ' if figure <= bar else 'MISSED'}  {what}: {figure:.2f} {unit} (at most {bar:.2f})", flush=True)
    return figure <= bar


def main():
    met = []
    with tempfile.TemporaryDirectory() as folder:
        # Nothing is held back: what is left is Canopy's own time, with the process, the tree and every account's roles.
        with sandbox() as start:
            canopy = Canopy(start, Path(folder), "none")
            plan, took = min((canopy.identity("plan") for _ in range(3)), key=lambda run: run[1])
            what = f"`canopy identity plan` for {ACCOUNTS} accounts, {len(LEVELS)} levels and {PEOPLE} people"
            met.append(at_most(f"{what}, {len(plan['steps'])} steps", took, PLAN_BAR, "s"))
        fullest = max(plan["documents"], key=lambda one: one["size"] / one["most"])
        share = fullest["size"] / fullest["most"]
        met.append(at_most(f"the fullest policy, of {fullest['of']}, against IAM's limit", share, 1, "×"))
        with sandbox("--throttle", "aws") as start:
            canopy = Canopy(start, Path(folder), "aws")
            plan, before = canopy.identity("apply", "--dry-run")
            job, took = canopy.identity("apply", "--yes")
            assert job["state"] == "done", job["state"]
            ratio = (took - before) / plan["seconds"]
            what = f"{len(job['steps'])} steps of the job, against the pace that the plan states ({took - before:.1f} s, {plan['seconds']:.1f} s)"
            met.append(at_most(what, ratio, APPLY_BAR, "×"))
            again, took = canopy.identity("plan")
            assert again["steps"] == [], again["steps"][:5]
            print(f"        planned again: nothing to do, after {took:.1f} s of looking at AWS's pace")
    sys.exit(0 if all(met) else 1)


main()
