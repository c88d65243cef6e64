"""The screens of the bill, light and dark: axe finds nothing, and their pictures are taken."""

import pytest

from test_billing import at_rest, by, lines, opened, press_in, read, words
from test_screens import check, with_theme


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_bill_is_accessible_and_pictured(window, pictures, theme):
    with_theme(window, theme)
    opened(window)
    window.shows("Read the bill")
    check(window, pictures, theme, "bill-first")
    read(window)
    # The pictures come with their own part of the program.
    window.until(lambda: window.run("return document.querySelectorAll('.drawing canvas, .drawing svg').length") >= 2, "both pictures are drawn")
    check(window, pictures, theme, "bill")
    press_in(window, "Budgets", "Read budgets")
    window.until(lambda: "Northwind" in words(window, "Budgets"), "the budgets are read")
    window.run("document.querySelector('section[aria-label=Budgets]').scrollIntoView({block: 'center'})")
    check(window, pictures, theme, "bill-budgets")
    for name in ("Account", "Service", "Charge type"):
        by(window, name)
        window.until(lambda: len(lines(window)) > 1, "there are lines")
        check(window, pictures, theme, f"bill-by-{name.lower().replace(' ', '-')}")
    window.press("ctrl+1")
    window.until(lambda: window.run("return document.querySelectorAll('[role=treegrid] .heat').length") > 3, "costs stand beside the tree")
    check(window, pictures, theme, "organization-costs")
    opened(window)
    at_rest(window)
