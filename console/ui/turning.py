"""Buttons of which one is chosen, such as the names of pages."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QAbstractButton


def follow(button: QAbstractButton, is_chosen: Callable[[], bool], choose: Callable[[], object]) -> None:
    """Choose by a button what is not chosen yet, and keep the button down while it is.

    A click turns the button, and so does a screen reader, which does not click.
    """

    def turned(is_on: bool) -> None:
        if is_on != is_chosen():
            choose()

    button.toggled.connect(turned)
