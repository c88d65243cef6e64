"""The screens of roles and readiness, light and dark: axe finds nothing, and their pictures are taken."""

import json
import subprocess

import pytest

from test_invitations import labelled
from test_operations import apply, field, paste, planned
from test_roles import DEFAULT, access, button, cell, find_out, in_tree, invited, radio, reviewed, searched, select
from test_screens import check, closed, with_theme, without_news


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_roles_are_accessible_and_pictured(window, pictures, theme):
    state = window.sandbox()
    with_theme(window, theme)
    dns, backup = state.account("DNS"), state.account("Backup")
    select(window, dns)
    window.click(window.run("return document.querySelector('.card-open')"))
    window.click(window.until(lambda: window.run("return [...document.querySelectorAll('.role-line')].find((it) => it.innerText.startsWith(arguments[0]))", DEFAULT), "its roles are listed"))
    window.click(window.until(lambda: window.run("return document.querySelector('.role-policies .policy-name')"), "with its policies"))
    window.until(lambda: window.run("return !!document.querySelector('.role-policies pre')"), "whose document is shown")
    check(window, pictures, theme, "role")

    select(window, dns, backup)
    window.click(window.by_role("button", "Create role…"))
    button(window, "Review")
    check(window, pictures, theme, "create-role")
    radio(window, "Custom")
    paste(window, field(window, "Policy"), '{\n  "Version": "2012-10-17",\n  "Statement": [\n    {\n      "Effect": "Allow",\n      "Actoin": "s3:Get*",\n      "Resource": "*"\n    }\n  ]\n}')
    window.until(lambda: window.run("return !!document.querySelector('.problems')"), "the problem is told")
    window.run("document.querySelector('.problems').scrollIntoView({block: 'center'})")
    check(window, pictures, theme, "create-custom-role")
    radio(window, "Read-only")
    reviewed(window)
    planned(window, "Create ")
    window.click(window.run("return document.querySelector('.plan-step')"))
    check(window, pictures, theme, "plan-role")
    apply(window)
    window.until(lambda: window.run("return document.querySelector('.toast')?.innerText.includes('Undo')"), "the role is made")
    without_news(window)

    window.click(window.by_role("button", "Edit trust…"))
    window.until(lambda: window.run("return document.querySelectorAll('[role=option]').length") > 1, "roles are offered")
    window.type("Read")
    window.until(lambda: window.run("return document.querySelectorAll('[role=option]').length") == 1, "one fits")
    window.press("Down", "Return")
    policy = field(window, "Trust policy")
    trust = json.loads(window.run("return arguments[0].value", policy))
    trust["Statement"][0]["Principal"]["AWS"] = [f"arn:aws:iam::{state.account('Forensics')}:root"]
    paste(window, policy, json.dumps(trust, indent=2))
    window.shows("gains access")
    check(window, pictures, theme, "edit-trust")
    closed(window)

    window.click(window.by_role("button", "Delete role…"))
    window.until(lambda: window.run("return document.querySelectorAll('[role=option]').length") > 1, "roles are offered")
    window.type("Read")
    window.until(lambda: window.run("return document.querySelectorAll('[role=option]').length") == 1, "one fits")
    window.press("Down", "Return")
    window.shows("From 2 accounts")
    check(window, pictures, theme, "delete-role")
    closed(window)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_readiness_is_accessible_and_pictured(window, pictures, theme):
    account = invited(window)
    with_theme(window, theme)
    access(window)
    check(window, pictures, theme, "readiness-empty")
    window.click(window.by_role("button", "Find out…"))
    check(window, pictures, theme, "find-out")
    window.click(button(window, "Find out"))
    window.until(lambda: "a second" not in window.text() and "Oldest answer" in window.text(), "everything was asked", patience=60)
    check(window, pictures, theme, "readiness")
    searched(window, account["name"])
    window.until(lambda: cell(window, account["id"]) == "Probably missing", "it has none")
    window.click(window.run("return document.getElementById(`cell-${arguments[0]}-${arguments[1]}`)", account["id"], DEFAULT))
    check(window, pictures, theme, "readiness-account")
    window.click(window.by_role("button", f"Make the first role: {DEFAULT} in {account['name']}"))
    window.shows("AWSTemplateFormatVersion")
    check(window, pictures, theme, "bootstrap")
    window.click(window.by_role("tab", "CloudShell"))
    window.shows("aws iam create-role")
    check(window, pictures, theme, "bootstrap-cloudshell")
    window.click(window.by_role("tab", "One-time credentials"))
    labelled(window, "Secret access key")
    check(window, pictures, theme, "bootstrap-credentials")
    closed(window)
    in_tree(window, account["id"])
    window.click(window.row(account["id"]))
    window.until(lambda: window.run("return document.getElementById('row-' + arguments[0])?.querySelector('.readiness-mark')", account["id"]), "it is marked")
    check(window, pictures, theme, "tree-marks")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_thousand_accounts_are_mapped_and_pictured(open_window, binary, pictures, theme):
    served = subprocess.Popen(
        [binary.parent / "canopy", "sandbox", "serve", "--accounts", "1000", "--ous", "40", "--seed", "7"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        start = json.loads(served.stdout.readline())
        environment = {
            "AWS_ENDPOINT_URL": start["endpoint"],
            "AWS_ACCESS_KEY_ID": start["accessKeyId"],
            "AWS_SECRET_ACCESS_KEY": start["secretAccessKey"],
            "AWS_REGION": "us-east-1",
        }
        window = open_window(arguments=("--connection", "environment"), environment=environment).loaded()
        with_theme(window, theme)
        access(window)
        window.shows("20 a second, 1,0")
        find_out(window)
        window.until(lambda: window.run("return document.querySelectorAll('.matrix-cell .state.ok').length") > 8, "answers come in")
        check(window, pictures, theme, "readiness-running")
        window.until(lambda: "a second" not in window.text() and "Oldest answer" in window.text(), "a thousand accounts are mapped", patience=120)
        check(window, pictures, theme, "readiness-thousand")
        shown = window.run("return document.querySelectorAll('.matrix-rows [role=row]').length")
        assert shown < 80, f"only the rows in sight are in the document, not {shown}"
        window.run("document.querySelector('.matrix').focus()")
        window.press("End")
        window.until(lambda: window.run("const grid = document.querySelector('.matrix'); return grid.scrollTop + grid.clientHeight >= grid.scrollHeight - 120"), "the keyboard goes to the last account at once")
    finally:
        served.kill()
        served.wait()
