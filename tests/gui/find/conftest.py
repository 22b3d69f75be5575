"""A terminal on a page, as the tests of the terminal have it."""

from tests.gui.terminal.conftest import desk, page

__all__ = ["desk", "page"]
