"""The pages of the identity account, light and dark: axe finds nothing, and their pictures are taken."""

import pytest

from test_identity import set_up
from test_screens import check, with_theme


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_identity_account_is_accessible_and_pictured(window, pictures, theme):
    with_theme(window, theme)
    set_up(window, lambda name: check(window, pictures, theme, f"identity-{name}"))
