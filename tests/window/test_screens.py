"""Every screen, light and dark: axe finds nothing, and its picture is taken."""

from pathlib import Path

import pytest

from test_invitations import goes_to, holds, invite, labelled, outsider, plan_is_applied
from test_operations import apply, choose, table

ROOT = Path(__file__).parents[2]
AXE = ROOT / "ui/node_modules/axe-core/axe.min.js"


def check(window, pictures, theme, name):
    window.run(AXE.read_text())
    found = window.driver.execute_async_script(
        """
        const done = arguments[arguments.length - 1];
        window.axe.run(document, {resultTypes: ['violations']}).then(
          ({violations}) => done(violations.map(({id, help, nodes}) => `${id}: ${help}\\n  ${nodes.map((it) => it.html.slice(0, 160) + ' ' + (it.any[0]?.message ?? '')).join('\\n  ')}`)),
          (error) => done([String(error)]));
        """
    )
    assert not found, f"{name}, {theme}:\n" + "\n".join(found)
    window.picture(pictures / f"{name}-{theme}.png")


def with_theme(window, theme):
    window.press("ctrl+3")
    window.shows("Appearance")
    window.click(window.until(lambda: window.run("return [...document.querySelectorAll('.seg-item')].find((it) => it.innerText.trim().toLowerCase() === arguments[0])", theme), theme))
    window.until(lambda: window.run("return document.documentElement.dataset.theme") == theme, f"the window is {theme}")
    window.press("ctrl+1")


def closed(window):
    """Closes what lies over the page: a list that is just going takes an Escape, too."""

    def none_left():
        if window.run("return !!document.querySelector('.modal')"):
            window.press("Escape")
            return False
        return True

    window.until(none_left, "the dialog is closed")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_screen_is_accessible_and_pictured(window, pictures, theme):
    state = window.sandbox()
    with_theme(window, theme)
    check(window, pictures, theme, "organization")

    forensics = state.account("Forensics")
    window.click(window.row(forensics))
    window.shows("team = security")
    window.click(window.run("return document.querySelector('.card-open')"))
    window.shows("AWSServiceRoleForOrganizations")
    check(window, pictures, theme, "account")
    window.open_menu(window.row(forensics))
    window.until(lambda: window.run("return !!document.querySelector('[role=menu]')"), "the context menu is open")
    check(window, pictures, theme, "context-menu")
    window.press("Escape")

    window.click(window.row(state.ou("Security")))
    window.shows("Directly in it")
    check(window, pictures, theme, "ou")

    window.click(window.row(state.account("Backup")))
    window.click(window.row(state.account("DNS")), "ctrl")
    window.shows("2 accounts selected")
    window.carry(window.row(state.account("DNS")), window.row(state.ou("Security")))
    window.until(lambda: "to Security" in window.run("return document.querySelector('.drag-label').innerText"), "the drag says where to")
    window.picture(pictures / f"drag-{theme}.png")
    window.drop()
    window.shows("Move 2 accounts to Security")
    check(window, pictures, theme, "plan")
    window.click(window.by_role("button", "Apply"))
    window.until(lambda: "Undo" in window.text(), "the job is done")
    check(window, pictures, theme, "moved")

    window.press("ctrl+2")
    window.click(window.until(lambda: window.run("return document.querySelector('.job-open')"), "the job is listed"))
    window.shows("Request id")
    check(window, pictures, theme, "activity")
    window.press("ctrl+3")
    window.shows("Versions")
    check(window, pictures, theme, "settings")
    window.press("ctrl+1")

    window.press("ctrl+k")
    window.until(lambda: window.run("return !!document.querySelector('.palette')"), "the palette is open")
    window.type("pay")
    window.until(lambda: window.run("return document.querySelectorAll('.palette [role=option]').length") == 3, "it finds three")
    check(window, pictures, theme, "palette")
    window.press("Escape")

    window.press("ctrl+f")
    window.type("staging")
    window.until(lambda: window.run("return [...document.querySelectorAll('.tree mark')].some((it) => it.innerText.toLowerCase() === 'staging')"), "what fits is marked")
    check(window, pictures, theme, "search")
    window.press("Escape")

    window.click(window.by_role("button", "New account"))
    window.by_role("textbox", "Name")
    window.type("Ledger")
    check(window, pictures, theme, "new-account")
    window.press("Escape")
    window.until(lambda: not window.run("return !!document.querySelector('.modal')"), "the dialog is closed")

    window.click(window.row(state.account("Backup")))
    window.click(window.by_role("button", "Other ways in"))
    choose(window, "Copy sign-in link…")
    window.shows("The link is a secret")
    check(window, pictures, theme, "copy-link")
    window.press("Escape")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_operations_are_accessible_and_pictured(window, pictures, theme):
    state = window.sandbox()
    with_theme(window, theme)
    sheet = "return document.querySelector('.modal.sheet')?.innerText ?? ''"

    # What a move changes: policies by account, and a step opened to its line for the CLI.
    inventory, prod = state.account("Inventory Dev"), state.ou("prod")
    window.click(window.row(inventory))
    window.click(window.row(state.account("Forensics")), "ctrl")
    window.click(window.by_role("button", "Move to…"))
    window.until(lambda: window.run("return document.activeElement?.getAttribute('role') === 'combobox'"), "the field has the keyboard")
    window.type("workloads/prod")
    window.until(lambda: window.run("return document.querySelectorAll('[role=option]').length") == 1, "one OU fits")
    window.press("Down", "Return")
    window.click(window.by_role("button", "Review"))
    window.until(lambda: "ProtectLogs" in window.run(sheet), "policies are told")
    window.click(window.run("return document.querySelector('.plan-step')"))
    check(window, pictures, theme, "plan-policies")
    closed(window)

    # A whole OU.
    window.click(window.row(state.ou("dev")))
    window.press("ctrl+x")
    window.click(window.row(state.ou("Infrastructure")))
    window.press("ctrl+v")
    window.until(lambda: "get new ids" in window.run(sheet), "the impact is told")
    check(window, pictures, theme, "plan-ou")
    closed(window)

    # The closing planner.
    for nth, name in enumerate(("Backup", "DNS", "Network")):
        window.click(window.row(state.account(name)), *(["ctrl"] if nth else []))
    window.until(lambda: "3 accounts selected" in window.text(), "three are selected")
    check(window, pictures, theme, "selection")
    window.click(window.by_role("button", "Close…"))
    window.until(lambda: "Closing quota" in window.run(sheet), "the quota is told")
    check(window, pictures, theme, "closing-planner")
    closed(window)

    # Policies, contacts and regions of an account.
    window.click(window.row(state.account("Payments")))
    window.click(window.until(lambda: window.run("return [...document.querySelectorAll('.policy-name')].find((it) => it.innerText.trim() === 'DenyLeavingRegion')"), "its policies are listed"))
    window.run("document.querySelector('.policy-kind').parentElement.scrollIntoView()")
    check(window, pictures, theme, "policies")
    for name in ("Regions", "Alternate contacts"):
        window.click(window.by_role("button", name))
    window.until(lambda: window.run("return document.querySelectorAll('.regions li').length") > 10, "the regions are listed")
    window.run("document.querySelector('.contacts').parentElement.scrollIntoView()")
    window.click(window.run("return document.querySelector('.regions input:not([disabled])')"))
    check(window, pictures, theme, "contacts-and-regions")
    window.click(window.by_role("button", "Email…"))
    window.until(lambda: window.run("return !!document.querySelector('.guide')"), "the two steps are told")
    check(window, pictures, theme, "change-email")
    closed(window)
    window.click(window.by_role("button", "Edit tags"))
    window.until(lambda: window.run("return !!document.querySelector('.modal .tag-edit')"), "the tags can be edited")
    check(window, pictures, theme, "edit-tags")
    closed(window)

    # A table of accounts, and the job that makes them.
    table(window, ["Shop,aws+shop@northwind.example.com,/Workloads/prod,team=shop;stage=prod", "Shop Staging,aws+shop-staging@northwind.example.com,/Workloads/staging,team=shop", "Till,no-address,/Nowhere,"])
    window.shows("1 row cannot be used and is left out")
    check(window, pictures, theme, "csv-import")
    window.click(window.by_role("button", "Review 2 accounts"))
    window.until(lambda: "Create 2 accounts" in window.run(sheet), "the plan is shown")
    apply(window)
    window.press("ctrl+2")
    window.until(lambda: window.run("return !!document.querySelector('.job-progress')"), "the job is under way")
    window.click(window.run("return document.querySelector('.job-open')"))
    check(window, pictures, theme, "running")
    window.shows("Done · 6 steps")
    window.press("ctrl+1")

    # Someone else was faster.
    dns = state.account("DNS")
    window.click(window.row(dns))
    window.press("ctrl+x")
    window.click(window.row(state.ou("Security")))
    window.press("ctrl+v")
    window.until(lambda: "Move DNS to Security" in window.run(sheet), "the plan is shown")
    window.behind().move_account(AccountId=dns, SourceParentId=state.ou("Infrastructure"), DestinationParentId=state.ou("Suspended"))
    apply(window)
    window.until(lambda: "Expected" in window.text(), "the conflict is told")
    check(window, pictures, theme, "conflict")
    window.press("ctrl+2")
    window.run("document.querySelectorAll('.toast [aria-label=Dismiss]').forEach((it) => it.click())")
    window.until(lambda: not window.run("return !!document.querySelector('.toast')"), "the toasts are gone")
    for head in window.driver.find_elements("css selector", ".job-open[aria-expanded=false]"):
        window.click(head)
    check(window, pictures, theme, "activity-details")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_first_start_is_accessible_and_pictured(open_window, pictures, theme):
    window = open_window(arguments=())
    window.shows("Open an organization")
    if theme == "dark":
        window.run("document.documentElement.dataset.theme = 'dark'")
    check(window, pictures, theme, "welcome")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_failed_load_is_accessible_and_pictured(window, pictures, theme):
    with_theme(window, theme)
    window.fault("ListAccounts", "AccessDenied", 3)
    window.press("F5")
    window.until(lambda: window.run("return !!document.querySelector('.float .note.bad')"), "the failure is told")
    check(window, pictures, theme, "load-failed")


def without_news(window):
    """Dismisses what was told, also of jobs that wait for an answer."""

    def none_left():
        window.run("document.querySelectorAll('.toast [aria-label=Dismiss]').forEach((it) => it.click())")
        return not window.run("return !!document.querySelector('.toast')")

    window.until(none_left, "the news are over")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_both_sides_of_an_invitation_are_accessible_and_pictured(window, pictures, theme):
    first, third = outsider(window, 1), outsider(window, 3)
    with_theme(window, theme)
    invite(window, first, to="Workloads/prod")
    invite(window, third, to="Sandbox")
    window.until(lambda: "Open\n3" in window.text(), "three are open")
    without_news(window)
    check(window, pictures, theme, "invitations")

    window.click(window.by_role("button", "Invite accounts"))
    whom = labelled(window, "Account ids or email addresses")
    window.type("444455556666")
    window.press("Return")
    window.type("platform@example.com")
    window.press("Return")
    window.type(first)
    holds(window, whom, f"444455556666\nplatform@example.com\n{first}")
    window.shows("is open already")
    place = labelled(window, "Move to")
    window.click(place)
    window.press("ctrl+a")
    window.type("workloads/st")
    window.until(lambda: window.run("return document.querySelectorAll('[role=option]').length") == 1, "one place fits")
    window.press("Down", "Return")
    window.shows("Canopy moves each to /Workloads/staging by itself")
    check(window, pictures, theme, "invite-accounts")
    window.press("Escape")
    window.until(lambda: not window.run("return !!document.querySelector('.modal')"), "the dialog is closed")

    window.click(window.by_role("button", "Invite from CSV…"))
    table = labelled(window, "Table")
    window.click(table)
    lines = ["account,email,ou,tags,notes", "444455556666,,/Workloads/prod,team=core,Welcome", ",ops@example.com,/Sandbox,,", "12,,/Nowhere,,"]
    for line in lines:
        window.type(line)
        window.press("Return")
    holds(window, table, "".join(f"{line}\n" for line in lines))
    window.shows("1 row cannot be invited")
    check(window, pictures, theme, "invite-csv")
    window.press("Escape")
    window.until(lambda: not window.run("return !!document.querySelector('.modal')"), "the dialog is closed")

    window.click(window.run("return document.querySelector('.org')"))
    window.shows("guardduty.amazonaws.com")
    check(window, pictures, theme, "organization-details")

    window.click(window.run("return document.querySelector('.who')"))
    window.shows("Account outside 3")
    check(window, pictures, theme, "connections")
    window.press("Escape")
    window.until(lambda: not window.run("return !!document.querySelector('[role=menu]')"), "the menu is closed")
    goes_to(window, "Account outside 2")
    window.shows("No invitation is open")
    check(window, pictures, theme, "no-organization")
    goes_to(window, "Account outside 1")
    window.shows("invites this account")
    check(window, pictures, theme, "received")
    window.press("ctrl+4")
    window.shows("To invite others")
    check(window, pictures, theme, "invitations-received")
    window.click(window.by_role("button", "Accept"))
    window.shows("Accept the invitation")
    check(window, pictures, theme, "accept")
    plan_is_applied(window, "Accept the invitation")
    window.press("ctrl+1")
    window.shows("is a member of an organization that it may not read")
    without_news(window)
    check(window, pictures, theme, "member")
