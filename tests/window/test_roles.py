"""Roles in the real window: made, edited and deleted in several accounts, found out where they let in, and the first
role of an account that has none. Whatever the window says is so in the sandbox's own books."""

import json
import urllib.request

from canopy_window import one
from test_invitations import holds, labelled
from test_operations import apply, choose, field, paste, planned

DEFAULT = "OrganizationAccountAccessRole"
DIALOG = "return document.querySelector('.modal .dialog')?.innerText ?? ''"


def roles(window, account):
    """The roles of an account, by name, as the sandbox has them."""
    return window.sandbox().whole["accounts"][account]["iam"]["roles"]


def trusted(role):
    """The accounts that a role trusts by name."""
    statements = json.loads(role["trust"])["Statement"]
    found = [principal for it in (statements if isinstance(statements, list) else [statements]) for principal in listed(it["Principal"]["AWS"])]
    return {principal.split(":")[4] for principal in found}


def listed(one_or_many):
    return one_or_many if isinstance(one_or_many, list) else [one_or_many]


def select(window, *accounts):
    for nth, account in enumerate(accounts):
        window.click(window.row(account), *(["ctrl"] if nth else []))
    if len(accounts) > 1:
        window.shows(f"{len(accounts)} accounts selected")


def radio(window, name):
    """Chooses one of a group: its name begins so."""
    window.click(
        window.until(
            lambda: window.run(
                "return [...document.querySelectorAll('.template, .seg-item')].find((it) => it.offsetParent !== null && it.innerText.trim().startsWith(arguments[0])) ?? null",
                name,
            ),
            f"there is a choice {name}",
        )
    )


def button(window, name):
    """A button that can be pressed by now."""
    return window.until(
        lambda: window.run(
            "return [...document.querySelectorAll('button')].filter((it) => it.offsetParent !== null && !it.ariaDisabled && (it.getAttribute('aria-label') ?? it.firstChild?.nodeName === 'svg' ? (it.getAttribute('aria-label') ?? it.innerText) : it.innerText).trim() === arguments[0])[0] ?? null",
            name,
        ),
        f"there is a button {name} that can be pressed",
    )


def reviewed(window):
    window.click(button(window, "Review"))


def make(window, template, *accounts):
    """Makes a role from a template in these accounts, which takes its name."""
    select(window, *accounts)
    window.click(window.by_role("button", "Create role…"))
    window.until(lambda: template in window.run(DIALOG), "the templates are there")
    radio(window, template)
    reviewed(window)
    planned(window, "Create ", " in ")
    apply(window)


def access(window):
    """Goes to the map of readiness."""
    window.click(window.until(lambda: window.run("return [...document.querySelectorAll('.nav')].find((it) => it.innerText.trim().startsWith('Access'))"), "there is a page for access"))

    def there():
        # It may be one of several parts of its page.
        part = window.run("return [...document.querySelectorAll('[role=tab], .seg-item')].find((it) => it.innerText.trim().startsWith('Readiness')) ?? null")
        if part:
            window.click(part)
        return window.run("return !!document.querySelector('.readiness, .readiness-empty')")

    window.until(there, "the map of readiness is shown")


def find_out(window):
    window.click(window.by_role("button", "Find out…"))
    window.click(button(window, "Find out"))


def cell(window, account, role=DEFAULT):
    """What the map says of a role in an account; nothing while the row is out of sight."""
    return window.run("return document.getElementById(`cell-${arguments[0]}-${arguments[1]}`)?.innerText.trim() ?? null", account, role)


def searched(window, text):
    search = window.until(lambda: window.run("return document.querySelector('.readiness .search input')"), "there is a search")
    window.click(search)
    window.press("ctrl+a")
    window.type(text)
    holds(window, search, text)


def in_tree(window, account):
    """Brings an account's row into sight."""
    window.press("ctrl+1")
    window.press("ctrl+f")
    window.until(lambda: window.run("return !!document.activeElement?.closest('.search')"), "the search has the keyboard")
    window.press("ctrl+a")
    window.type(account)
    window.row(account)


def invited(window):
    """An invited account without the default role."""
    state = window.sandbox()
    found = [it for it in state.accounts.values() if it["membership"]["joinedMethod"] == "INVITED" and it["id"] != state.whole["managementAccountId"] and DEFAULT not in it["iam"]["roles"]]
    return sorted(found, key=lambda it: it["name"])[0]


def keys_of(window, account):
    """Gives an account a user who may do everything, and its keys: what its owner would lend."""
    state = window.sandbox()
    management = state.whole["accounts"][state.whole["managementAccountId"]]["iam"]["users"]
    user = json.loads(json.dumps(one(it for it in management.values() if it["accessKeys"])))
    key = {"id": "AKIAWINDOWJOURNEY123", "secret": "window-journey/secret+of+the+invited+one"}
    user |= {"name": "owner", "id": "AIDAWINDOWJOURNEY123", "accessKeys": [key], "attached": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
    state.whole["accounts"][account]["iam"]["users"]["owner"] = user
    put = urllib.request.Request(f"{window.endpoint()}/_sandbox/state", json.dumps(state.whole).encode(), method="PUT")
    urllib.request.urlopen(put, timeout=10).close()
    return key


def test_a_role_is_made_in_several_accounts_and_taken_back(window):
    state = window.sandbox()
    accounts = [state.account("Backup"), state.account("DNS")]
    make(window, "Read-only", *accounts)
    made = window.until(lambda: all(set(roles(window, it)) - set(state.accounts[it]["iam"]["roles"]) for it in accounts), "the role is in both accounts")
    assert made
    name = one(set(roles(window, accounts[0])) - set(state.accounts[accounts[0]]["iam"]["roles"]))
    for account in accounts:
        role = roles(window, account)[name]
        assert role["attached"] == ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
        assert trusted(role) == {state.whole["managementAccountId"]}
        assert state.organization["id"] in role["trust"], "only from within the organization"

    window.click(button(window, "Undo"))
    # Sessions that are open lose their rights, which the plan says: so it is looked at before.
    planned(window, "Undo", f"Delete the role {name} in DNS")
    apply(window)
    window.until(lambda: all(name not in roles(window, it) for it in accounts), "the way back deletes it in both")


def test_a_role_of_ones_own_is_made_in_the_accounts_of_an_ou(window):
    state = window.sandbox()
    dev = state.ou("dev")
    accounts = [it for it in state.accounts if state.parent(it) == dev]
    window.open_menu(window.row(dev))
    choose(window, f"Create role in {len(accounts)} accounts")
    radio(window, "Custom")
    policy = field(window, "Policy")
    paste(window, policy, '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Actoin": "s3:*", "Resource": "*"}]}')
    window.until(lambda: "Line 1, column" in window.run(DIALOG), "what is wrong is told with its place")
    document = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}]}'
    paste(window, policy, document)
    paste(window, labelled(window, "Name"), "Buckets")
    window.until(lambda: "Line 1" not in window.run(DIALOG), "nothing is wrong any more")
    reviewed(window)
    planned(window, f"Create Buckets in {len(accounts)} accounts")
    apply(window)
    window.until(lambda: all("Buckets" in roles(window, it) for it in accounts), "it is in every account of the OU", patience=60)
    inline = window.until(lambda: roles(window, accounts[0])["Buckets"]["inline"], "its policy is written into it")
    assert json.loads(one(inline.values())) == json.loads(document)


def test_trust_is_edited_in_several_accounts_with_what_it_gives_and_takes(window):
    state = window.sandbox()
    backup, dns, forensics = (state.account(it) for it in ("Backup", "DNS", "Forensics"))
    make(window, "Read-only", backup, dns)
    name = window.until(lambda: set(roles(window, dns)) - set(state.accounts[dns]["iam"]["roles"]), "the role is made").pop()
    before = roles(window, dns)[name]["trust"]

    window.click(window.by_role("button", "Edit trust…"))
    window.until(lambda: window.run("return document.querySelectorAll('[role=option]').length") > 0, "the roles of both accounts are offered")
    window.type(name)
    window.until(lambda: window.run("return document.querySelectorAll('[role=option]').length") == 1, "one fits")
    window.press("Down", "Return")
    window.shows("It is in 2 accounts")
    policy = field(window, "Trust policy")
    after = json.loads(before)
    after["Statement"][0]["Principal"]["AWS"] = f"arn:aws:iam::{forensics}:root"
    paste(window, policy, json.dumps(after))
    window.until(lambda: "gains access" in window.run(DIALOG) and "loses access" in window.run(DIALOG), "who gains and who loses is told")
    assert f"Forensics ({forensics})" in window.run(DIALOG), "by name and by id"
    assert window.run("return document.querySelectorAll('.diff .removed').length") > 0 and window.run("return document.querySelectorAll('.diff .added').length") > 0
    reviewed(window)
    planned(window, f"Edit who may assume {name} in 2 accounts")
    window.click(window.run("return document.querySelector('.plan-step')"))
    window.until(lambda: window.run("return document.querySelectorAll('.modal.sheet .diff .added').length") > 0, "the step shows both policies")
    apply(window)
    window.until(lambda: all(trusted(roles(window, it)[name]) == {forensics} for it in (backup, dns)), "both trust the other account")

    window.press("ctrl+2")
    window.click(window.until(lambda: window.run("return document.querySelector('.job-open')"), "the activity lists it"))
    window.click(window.by_role("button", "Show the policy of step 1"))
    window.until(lambda: window.run("return document.querySelectorAll('.job .diff .removed').length") > 0, "the journal shows both policies, too")
    window.click(button(window, "Undo"))
    window.until(lambda: all(json.loads(roles(window, it)[name]["trust"]) == json.loads(before) for it in (backup, dns)), "the way back trusts as before")


def test_a_role_is_deleted_in_several_accounts_and_comes_back_as_it_was(window):
    state = window.sandbox()
    accounts = [state.account("Backup"), state.account("DNS")]
    make(window, "Read-only", *accounts)
    name = window.until(lambda: set(roles(window, accounts[1])) - set(state.accounts[accounts[1]]["iam"]["roles"]), "the role is made").pop()
    window.until(lambda: all(roles(window, it).get(name, {}).get("attached") for it in accounts), "with its policy")
    window.run("document.querySelectorAll('.toast [aria-label=Dismiss]').forEach((it) => it.click())")

    select(window, *accounts)
    window.click(window.by_role("button", "Delete role…"))
    window.until(lambda: window.run("return document.querySelectorAll('[role=option]').length") > 0, "the roles are offered")
    window.type(name)
    window.until(lambda: window.run("return document.querySelectorAll('[role=option]').length") == 1, "one fits")
    window.press("Down", "Return")
    window.shows("From 2 accounts, as one plan")
    reviewed(window)
    planned(window, f"Delete {name} in 2 accounts")
    window.type("delete 2 roles")
    window.click(button(window, "Delete 2 roles"))
    window.until(lambda: all(name not in roles(window, it) for it in accounts), "it is gone from both")
    window.click(button(window, "Undo"))
    window.until(lambda: all(roles(window, it).get(name, {}).get("attached") == ["arn:aws:iam::aws:policy/ReadOnlyAccess"] for it in accounts), "it is there again, with its policy")


def test_a_roles_policies_and_session_are_seen_and_its_session_is_changed(window):
    state = window.sandbox()
    dns = state.account("DNS")
    select(window, dns)
    window.click(window.run("return document.querySelector('.card-open')"))
    window.click(window.until(lambda: window.run("return [...document.querySelectorAll('.role-line')].find((it) => it.innerText.startsWith(arguments[0]))", DEFAULT), "its roles are listed"))
    window.click(window.until(lambda: window.run("return [...document.querySelectorAll('.role-policies .policy-name')].find((it) => it.innerText.startsWith('AdministratorAccess'))"), "with its policies"))
    window.until(lambda: '"Action": "*"' in window.run("return document.querySelector('.role-policies pre')?.innerText ?? ''"), "whose document is shown")
    window.click(window.by_role("button", "Session…"))
    radio(window, "4 h")
    reviewed(window)
    planned(window, "Change the session")
    apply(window)
    window.until(lambda: roles(window, dns)[DEFAULT]["maxSessionDurationSeconds"] == 14400, "AWS allows four hours")


def test_readiness_is_found_out_cancelled_and_gone_on_with(window):
    def assumed():
        """How often a role was assumed, as the sandbox counted."""
        with urllib.request.urlopen(f"{window.endpoint()}/_sandbox/calls", timeout=10) as answer:
            return json.load(answer)["calls"].get("AssumeRole", 0)

    account = invited(window)
    access(window)
    window.shows("20 a second")
    window.click(window.by_role("button", "Find out…"))
    radio(window, "5")
    window.click(button(window, "Find out"))
    window.until(lambda: "left · 5 a second" in window.text(), "it says how far it is, how long it takes and how fast")
    window.until(lambda: window.run("return document.querySelectorAll('.matrix-cell .state.ok').length") > 2, "answers come in one by one")
    window.click(window.by_role("button", "Cancel"))
    go_on = window.until(lambda: window.run("return [...document.querySelectorAll('button')].find((it) => it.innerText.startsWith('Go on, '))?.innerText"), "what is left can be asked later")
    left = int(go_on.split()[2].replace(",", ""))
    window.click(button(window, go_on))
    window.until(lambda: "Oldest answer" in window.text() and "Go on, " not in window.text(), "everything was asked", patience=60)
    assert left > 0
    total = int(window.run("return document.querySelector('.seg-item .num').innerText").replace(",", ""))
    # The caller's own account may need no call; no other was asked twice, though it was in two goes.
    assert total - 1 <= assumed() <= total, f"{assumed()} calls for {total} accounts"

    searched(window, account["id"])
    window.until(lambda: cell(window, account["id"]) == "Probably missing", "the invited account has no such role")
    in_tree(window, account["id"])
    mark = window.until(lambda: window.run("return document.getElementById('row-' + arguments[0])?.querySelector('.readiness-mark')?.title ?? null", account["id"]), "it is marked in the tree")
    assert DEFAULT in mark and "Probably missing" in mark
    dns = window.sandbox().account("DNS")
    in_tree(window, dns)
    assert not window.run("return !!document.getElementById('row-' + arguments[0]).querySelector('.readiness-mark')", dns), "others are not"


def test_an_invited_account_gets_its_first_role_by_one_time_credentials(window):
    account = invited(window)
    key = keys_of(window, account["id"])
    access(window)
    find_out(window)
    searched(window, account["id"])
    window.until(lambda: cell(window, account["id"]) == "Probably missing", "it has none", patience=60)
    window.until(lambda: "left · 20 a second" not in window.text(), "everything was asked", patience=60)
    window.click(window.by_role("button", f"Make the first role: {DEFAULT} in {account['name']}"))
    window.until(lambda: "AWSTemplateFormatVersion" in window.run(DIALOG), "a template is offered")
    window.click(window.by_role("tab", "CloudShell"))
    window.until(lambda: "aws iam create-role" in window.run(DIALOG), "and a line for CloudShell")
    window.click(window.by_role("tab", "One-time credentials"))
    paste(window, labelled(window, "Access key id"), key["id"])
    paste(window, labelled(window, "Secret access key"), key["secret"])
    window.click(button(window, "Check and review the plan"))
    planned(window, f"Create the role {DEFAULT} in {account['name']}")
    apply(window)
    made = window.until(lambda: roles(window, account["id"]).get(DEFAULT, {}).get("attached") and roles(window, account["id"])[DEFAULT], "the role is there, with its policy")
    assert trusted(made) == {window.sandbox().whole["managementAccountId"]}
    window.until(lambda: cell(window, account["id"]) == "Assumable", "and it is asked for again by itself", patience=60)
    in_tree(window, account["id"])
    window.until(lambda: window.run("const row = document.getElementById('row-' + arguments[0]); return row && !row.querySelector('.readiness-mark')", account["id"]), "its mark in the tree is gone")
    assert key["secret"] not in window.run("return document.documentElement.outerHTML")


def test_credentials_of_another_account_are_refused_and_gone(window):
    account = invited(window)
    other = window.sandbox().whole["others"][0]
    users = window.sandbox().whole["accounts"][other]["iam"]["users"]
    key = next(key for user in users.values() for key in user["accessKeys"])
    access(window)
    find_out(window)
    searched(window, account["id"])
    window.until(lambda: cell(window, account["id"]) == "Probably missing", "it has none", patience=60)
    window.click(window.by_role("button", f"Make the first role: {DEFAULT} in {account['name']}"))
    window.click(window.by_role("tab", "One-time credentials"))
    paste(window, labelled(window, "Access key id"), key["id"])
    secret = labelled(window, "Secret access key")
    paste(window, secret, key["secret"])
    window.click(button(window, "Check and review the plan"))
    window.until(lambda: window.run("return document.querySelector('.modal [role=alert]')?.innerText ?? ''"), "the refusal is told")
    assert other in window.run(DIALOG), "it says whose they are"
    assert window.run("return arguments[0].value", secret) == "", "the secret left the form"
    assert DEFAULT not in roles(window, account["id"]), "nothing was made"
