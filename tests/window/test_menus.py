"""Dialogs and menus in the real window: what a button shows, it does."""


def move_is_applied(window, title):
    window.until(lambda: title in window.run("return document.querySelector('.modal.sheet')?.innerText ?? ''"), f"the plan “{title}” is shown")
    window.click(window.by_role("button", "Apply"))


def test_an_account_is_created_where_it_is_to_stand(window):
    security = window.sandbox().ou("Security")
    window.click(window.row(security))
    window.click(window.by_role("button", "New account"))
    window.by_role("textbox", "Name")
    window.type("Ledger")
    window.press("Tab")
    window.type("aws+ledger@northwind.example.com")
    window.press("Return")
    move_is_applied(window, "Create account Ledger")
    made = window.until(
        lambda: [it for it in window.sandbox().accounts.values() if it["name"] == "Ledger" and it["membership"]["parentId"] == security],
        "the account stands in Security",
    )[0]
    window.row(made["id"])
    window.until(lambda: window.parent_in_tree(made["id"]) == security, "and so it does in the tree")


def test_move_to_finds_the_ou_by_typing(window):
    state = window.sandbox()
    dns, away = state.account("DNS"), state.ou("Security")
    window.click(window.row(dns))
    window.click(window.by_role("button", "Move to…"))
    window.until(lambda: window.run("return document.activeElement?.getAttribute('role') === 'combobox'"), "the field has the keyboard")
    window.type("secur")
    window.until(lambda: window.run("return document.querySelectorAll('[role=option]').length") == 1, "one OU fits")
    window.press("Down", "Return")
    window.until(lambda: window.run("return document.querySelector('[role=combobox]').value.includes('Security') && !document.querySelector('[role=option]')"), "it is chosen, and the list is gone")
    window.click(window.by_role("button", "Review"))
    move_is_applied(window, "Move DNS to Security")
    window.until(lambda: window.sandbox().parent(dns) == away, "DNS moved")


def test_the_tree_is_collapsed_and_expanded_whole(window):
    def shown():
        return int(window.run("return document.querySelector('[role=treegrid]').getAttribute('aria-rowcount')"))

    all_rows = shown()
    window.click(window.by_role("button", "Collapse all"))
    window.until(lambda: shown() < all_rows / 2, "only the top is left")
    window.click(window.by_role("button", "Expand all"))
    window.until(lambda: shown() == all_rows, "everything is back")


def test_the_context_menu_cuts_and_the_bar_pastes(window):
    state = window.sandbox()
    network, target = state.account("Network"), state.ou("Sandbox")
    window.open_menu(window.row(network))
    window.click(window.by_role("menuitem", window.until(lambda: window.run("return [...document.querySelectorAll('[role=menuitem]')].find((it) => it.innerText.startsWith('Cut'))?.innerText.trim()"), "the menu offers Cut")))
    window.shows("Network cut.")
    window.click(window.row(target))
    window.click(window.by_role("button", "Paste"))
    move_is_applied(window, "Move Network to Sandbox")
    window.until(lambda: window.sandbox().parent(network) == target, "Network moved")
