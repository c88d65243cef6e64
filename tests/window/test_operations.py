"""Every operation in the real window: what is dragged, typed, chosen and confirmed is so in the sandbox, too."""

from canopy_window import one

SHEET = "return document.querySelector('.modal.sheet')?.innerText ?? ''"


def planned(window, *words):
    """Waits for the plan with these words."""
    return window.until(lambda: all(word in window.run(SHEET) for word in words), f"a plan with {words} is shown")


def apply(window, verb="Apply"):
    # The plan may be drawn anew between the look and the click; then the look is repeated.
    window.until(lambda: window.click(window.by_role("button", verb)) is None, f"{verb} is clicked")
    window.until(lambda: not window.run("return !!document.querySelector('.modal.sheet')"), "the plan is under way")


def choose(window, name):
    """Takes the line of the open menu that begins with `name`."""
    item = window.until(
        lambda: window.run("return [...document.querySelectorAll('[role=menuitem]')].find((it) => it.innerText.trim().startsWith(arguments[0]))", name),
        f"the menu offers {name}",
    )
    window.click(item)


def palette(window, typed):
    """Opens the palette and takes what fits first."""
    window.press("ctrl+k")
    window.until(lambda: window.run("return !!document.querySelector('.palette')"), "the palette is open")
    window.type(typed)
    window.until(lambda: typed.lower() in window.run("return document.querySelector('.palette [aria-selected=true]')?.innerText.toLowerCase() ?? ''"), f"it finds {typed}")
    window.press("Return")


def field(window, label):
    return window.until(
        lambda: window.run("return [...document.querySelectorAll('input, textarea')].find((it) => (it.getAttribute('aria-label') ?? it.labels?.[0]?.innerText ?? '').startsWith(arguments[0]))", label),
        f"there is a field {label}",
    )


def paste(window, element, text):
    """Puts a text into a field as a paste does, at once."""
    window.run(
        """
        const [field, text] = arguments;
        const kind = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
        Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(field, text);
        field.dispatchEvent(new Event('input', {bubbles: true}));
        """,
        element,
        text,
    )


def table(window, rows):
    palette(window, "from csv")
    paste(window, field(window, "Table"), "name,email,ou,tags\n" + "\n".join(rows))
    window.until(lambda: window.run("return document.querySelectorAll('.csv-rows tbody tr').length") == len(rows), "each row is shown")


def test_an_ou_is_dragged_whole(window):
    state = window.sandbox()
    sandbox, target = state.ou("Sandbox"), state.ou("Infrastructure")
    inside = {it for it in state.accounts if state.parent(it) == sandbox}
    window.drag(window.row(sandbox), window.row(target))
    planned(window, "Move Sandbox to Infrastructure", "get new ids")
    apply(window)

    def moved():
        now = window.sandbox()
        made = [it["id"] for it in now.ous.values() if it["name"] == "Sandbox" and it["parentId"] == target]
        return made and sandbox not in now.ous and {it for it in now.accounts if now.parent(it) == made[0]} == inside and made[0]

    made = window.until(moved, "the OU stands there with all its accounts, and the old one is gone")
    window.row(made)
    window.until(lambda: window.parent_in_tree(made) == target, "and so it does in the tree")


def test_an_ou_is_refused_where_it_cannot_go(window):
    state = window.sandbox()
    # In the middle: a drag at the edge scrolls.
    window.run("arguments[0].scrollIntoView({block: 'center'})", window.row(state.ou("Workloads")))
    window.carry(window.row(state.ou("Workloads")), window.row(state.ou("dev")))
    refusal = window.until(lambda: window.run("return document.querySelector('.drag-label.refused')?.innerText"), "the refusal stands beside the pointer")
    window.drop()
    assert "Workloads cannot be moved into itself" in refusal
    assert not window.run(SHEET), "no plan is made"


def test_an_account_is_closed_once_its_name_is_typed(window):
    forensics = window.sandbox().account("Forensics")
    window.open_menu(window.row(forensics))
    choose(window, "Close account")
    planned(window, "Close Forensics", "90 days", "Closing quota")
    window.type("Forensic")
    window.press("Return")
    assert window.sandbox().accounts[forensics].get("state", "ACTIVE") == "ACTIVE", "a wrong name closes nothing"
    window.type("s")
    apply(window, "Close account")
    window.until(lambda: window.sandbox().accounts[forensics]["state"] != "ACTIVE", "the account is being closed")
    window.until(lambda: "left" in window.row(forensics).text, "its row says how long it is still shown")


def test_several_accounts_are_tagged_as_one_plan(window):
    state = window.sandbox()
    ids = [state.account("Backup"), state.account("DNS")]
    window.click(window.row(ids[0]))
    window.click(window.row(ids[1]), "ctrl")
    window.click(window.by_role("button", "Edit tags…"))
    window.click(field(window, "Tag key"))
    window.type("owner")
    window.press("Tab")
    window.type("ada")
    window.press("Return")
    planned(window, "Change the tags of 2 accounts")
    apply(window)
    for account in ids:
        window.until(lambda: window.sandbox().accounts[account]["membership"]["tags"].get("owner") == "ada", "both are tagged")


def test_tags_of_one_account_are_changed_and_undone(window):
    backup = window.sandbox().account("Backup")
    tags = lambda: window.sandbox().accounts[backup]["membership"]["tags"]
    before = tags()
    window.click(window.row(backup))
    window.click(window.by_role("button", "Edit tags"))
    value = field(window, "Tag value")
    window.click(value)
    window.press("ctrl+a")
    window.type("storage")
    window.press("Return")
    planned(window, "Change the tags of Backup")
    apply(window)
    window.until(lambda: "storage" in tags().values(), "the tag is changed")
    window.click(window.by_role("button", "Undo"))
    window.until(lambda: tags() == before, "the tag is as before")


def test_accounts_are_created_from_a_table(window):
    prod = window.sandbox().ou("prod")
    table(window, ["Shop,aws+shop@northwind.example.com,/Workloads/prod,team=shop", "Till,no-address,/Nowhere,"])
    window.shows("1 row cannot be used and is left out")
    window.click(window.by_role("button", "Review 1 account"))
    planned(window, "Create account Shop")
    apply(window)
    made = window.until(lambda: [it for it in window.sandbox().accounts.values() if it["name"] == "Shop"], "the account is made")[0]
    window.until(lambda: window.sandbox().parent(made["id"]) == prod, "and stands where the table said")
    assert window.sandbox().accounts[made["id"]]["membership"]["tags"] == {"team": "shop"}


def test_a_job_is_paused_and_goes_on(window):
    names = ["One", "Two", "Three"]
    table(window, [f"{name},aws+{name.lower()}@northwind.example.com,/Sandbox," for name in names])
    window.click(window.by_role("button", "Review 3 accounts"))
    planned(window, "Create 3 accounts")
    apply(window)
    window.click(window.by_role("button", "Pause"))
    window.press("ctrl+2")
    window.shows("Paused ·")
    window.click(window.until(lambda: window.run("return [...document.querySelectorAll('.job .btn')].find((it) => it.innerText.trim() === 'Resume')"), "the job can go on"))
    window.shows("Done · 9 steps")
    state = window.sandbox()
    for name in names:
        assert state.parent(state.account(name)) == state.ou("Sandbox"), "each was made once, and stands where it should"


def test_activity_shows_each_step_and_copies_it_for_the_cli(window):
    state = window.sandbox()
    window.drag(window.row(state.account("DNS")), window.row(state.ou("Security")))
    planned(window, "Move DNS to Security")
    apply(window)
    window.press("ctrl+2")
    window.shows("Done · 1 step")
    window.click(window.until(lambda: window.run("return document.querySelector('.job-open')"), "the job is listed"))
    window.shows("Move DNS from Infrastructure to Security")
    window.shows("Request id")
    window.click(window.by_role("button", "Copy step 1 as AWS CLI"))
    window.by_role("button", "Copied step 1 as AWS CLI")
    window.click(one(window.run("return [...document.querySelectorAll('.seg-item')].filter((it) => it.innerText.startsWith('Failed'))")))
    window.shows("No job failed")


def test_a_conflict_says_what_was_expected_and_found(window):
    state = window.sandbox()
    dns, home, away = state.account("DNS"), state.ou("Infrastructure"), state.ou("Suspended")
    window.drag(window.row(dns), window.row(state.ou("Security")))
    planned(window, "Move DNS to Security")
    window.behind().move_account(AccountId=dns, SourceParentId=home, DestinationParentId=away)
    apply(window)
    window.until(lambda: "Expected" in window.text(), "the toast says that it changed meanwhile")
    window.press("ctrl+2")
    window.shows("What you can do")
    assert "in /Infrastructure" in window.text() and "in /Suspended" in window.text()
    assert window.sandbox().parent(dns) == away, "what the other did stays"


def test_the_email_is_changed_in_two_steps(window):
    backup = window.sandbox().account("Backup")
    window.click(window.row(backup))
    window.click(window.by_role("button", "Email…"))
    field(window, "New email")
    window.type("aws+backup-2@northwind.example.com")
    window.press("Return")
    planned(window, "one-time code")
    apply(window)
    window.shows("A one-time code was sent to aws+backup-2@northwind.example.com")
    code = window.sandbox().whole["mail"][-1]["code"]
    window.click(window.by_role("button", "Enter the code…"))
    field(window, "One-time code")
    window.type(code)
    window.press("Return")
    window.until(lambda: window.sandbox().accounts[backup]["email"] == "aws+backup-2@northwind.example.com", "the email is changed")
    window.until(lambda: "A one-time code was sent" not in window.text(), "nothing is waited for any more")


def test_an_account_is_renamed_by_keyboard(window):
    dns = window.sandbox().account("DNS")
    window.click(window.row(dns))
    window.press("F2")
    field(window, "Name")
    window.press("ctrl+a")
    window.type("Names")
    window.press("Return")
    planned(window, "Rename DNS to Names")
    apply(window)
    window.until(lambda: window.sandbox().accounts[dns]["name"] == "Names", "the account is renamed")


def test_contacts_and_regions_are_changed(window):
    dns = window.sandbox().account("DNS")
    window.click(window.row(dns))
    window.until(lambda: window.run("return !!document.querySelector('.policies') && !!document.querySelector('.tags')"), "its policies and tags are read")
    window.click(window.by_role("button", "Regions"))
    window.click(window.until(lambda: window.run("return document.querySelector('.regions input:not([disabled])')"), "a region can be turned"))
    window.click(window.by_role("button", "Review"))
    planned(window, "Turn ", " on in DNS")
    apply(window)
    window.click(window.by_role("button", "Alternate contacts"))
    window.click(window.by_role("button", "Add the billing contact"))
    whose = {"Name": "Ada Lovelace", "Title": "Owner", "Email": "ada@northwind.example.com", "Phone": "+44 20 7946 0000"}
    for label, text in whose.items():
        window.click(field(window, label))
        window.type(text)
        window.until(lambda: window.run("return arguments[0].value", field(window, label)) == text, f"{label} is entered")
    window.click(window.by_role("button", "Review"))
    planned(window, "Change the billing contact of DNS")
    apply(window)
    window.until(lambda: "Ada Lovelace" in str(window.sandbox().accounts[dns]["profile"]), "the contact is kept")


def test_what_the_palette_cannot_do_says_why(window):
    window.click(window.row(window.sandbox().ou("Security")))
    window.press("ctrl+k")
    window.until(lambda: window.run("return !!document.querySelector('.palette')"), "the palette is open")
    window.type("close")
    window.shows("Only accounts can be closed")
    window.press("Return")
    assert window.run("return !!document.querySelector('.palette')"), "it stays open: nothing was done"
