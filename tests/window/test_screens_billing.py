"""The screens of the bill, light and dark: axe finds nothing, and their pictures are taken."""

import os

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


# `make pictures` shows ten thousand; to see that all is legible, some hundred do.
LARGE = int(os.environ.get("CANOPY_PICTURE_ACCOUNTS", "300"))


def drawn(window):
    """Both pictures are drawn, and neither has text in text."""
    window.until(lambda: window.run("return document.querySelectorAll('.drawing canvas, .drawing svg').length") >= 2, "both pictures are drawn")
    window.until(lambda: window.run("return [...document.querySelectorAll('.drawing svg')].every((it) => it.querySelectorAll('text').length > 0)"), "with words")
    overlapping = window.run(
        """
        const found = [];
        for (const svg of document.querySelectorAll('.drawing svg')) {
          const boxes = [...svg.querySelectorAll('text')].map((it) => [it.textContent, it.getBoundingClientRect()]).filter(([text, box]) => text.trim() && box.width > 0 && box.right > 0);
          for (const [nth, [text, a]] of boxes.entries()) {
            for (const [other, b] of boxes.slice(nth + 1)) {
              const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
              const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
              // Lines of one label touch.
              if (wide > 2 && high > 4) found.push(`${text} / ${other}`);
            }
          }
        }
        return found;
        """
    )
    assert not overlapping, overlapping


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_large_bill_is_legible(open_window, served, tmp_path, pictures, theme):
    from helpers import canopy

    sandbox = served("--accounts", str(LARGE), "--ous", str(LARGE // 10), "--seed", "7")
    environment = {
        "AWS_ENDPOINT_URL": sandbox.endpoint,
        "AWS_ACCESS_KEY_ID": sandbox.start["accessKeyId"],
        "AWS_SECRET_ACCESS_KEY": sandbox.start["secretAccessKey"],
        "AWS_REGION": "us-east-1",
    }
    filled = canopy("billing", "--refresh", timeout=3000, CANOPY_DATA_DIR=str(tmp_path / "data"), HOME=str(tmp_path), **environment)
    assert filled.returncode == 0, filled.stderr
    window = open_window(arguments=("--connection", "environment"), environment=environment).loaded()
    with_theme(window, theme)
    opened(window)
    for name in ("By OU", "Account", "Service", "Charge type", "Seller"):
        by(window, name)
        window.until(lambda: len(lines(window)) > 1, "there are lines")
        drawn(window)
        assert window.run("return Math.max(...[...document.querySelectorAll('.billing .card, .billing .picture')].map((it) => it.getBoundingClientRect().right)) < innerWidth"), "nothing stands beyond the edge"
        assert len(lines(window)) < 80, "only what is in sight is in the document"
        assert window.run("return document.querySelectorAll('.legend li').length") <= 8, "a legend is read at a glance"
        check(window, pictures, theme, f"bill-large-by-{name.lower().replace('by ', '').replace(' ', '-')}")
    # Sellers are not told by day.
    by(window, "By OU")
    window.click(window.run("return [...document.querySelectorAll('.picture-head .seg-item')].find((it) => it.innerText.trim() === 'Days')"))
    drawn(window)
    check(window, pictures, theme, "bill-large-days")
    window.run("document.querySelector('.bill-columns').scrollIntoView({block: 'start'})")
    check(window, pictures, theme, "bill-large-lines")
    window.press("ctrl+1")
    window.until(lambda: window.run("return document.querySelectorAll('[role=treegrid] .heat').length") > 3, "costs stand beside the tree")
    check(window, pictures, theme, "organization-large-costs")
