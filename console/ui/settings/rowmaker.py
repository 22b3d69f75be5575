"""How the sections get their rows: each option with the control that suits it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from console.settings.terminal_options import SCHEME
from console.ui.bridge import Bridge
from console.ui.settings.binding import Binding
from console.ui.settings.row import OptionRow
from console.ui.settings.schemecontrol import SchemeControl
from console.ui.theme import Themes

RowMaker = Callable[[Binding, QWidget], OptionRow]


def row_maker(themes: Themes, bridge: Bridge) -> RowMaker:
    """Return what makes rows in a window."""
    return partial(_made, themes, bridge)


def _made(themes: Themes, bridge: Bridge, binding: Binding, parent: QWidget) -> OptionRow:
    control = SchemeControl(binding, themes, bridge) if binding.option.name == SCHEME.name else None
    return OptionRow(binding, themes, parent, control)
