"""The pages of the identity account, and the whole way to it, light and dark: axe finds nothing, and their pictures are
taken."""

import pytest

from test_article import the_whole_way
from test_identity import looks_into_identity_center, set_up
from test_screens import check, with_theme, without_news


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_identity_account_is_accessible_and_pictured(window, pictures, theme):
    with_theme(window, theme)
    set_up(window, lambda name: check(window, pictures, theme, f"identity-{name}"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_identity_center_is_accessible_and_pictured(window, pictures, theme):
    with_theme(window, theme)
    looks_into_identity_center(window, lambda name: check(window, pictures, theme, f"identity-{name}"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_whole_way_is_accessible_and_pictured(window, pictures, theme):
    with_theme(window, theme)

    def look(name):
        without_news(window)
        check(window, pictures, theme, f"article-{name}")

    the_whole_way(window, look)
