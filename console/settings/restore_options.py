"""The options of what comes back after a restart of the machine."""

from __future__ import annotations

from console.model.text import N_
from console.settings.option import AnyOption, Choice, Option

RESTORE = Option(
    "terminal.restore",
    "off",
    N_("What comes back after a restart of the computer or of the core"),
    choices=(
        Choice("off", N_("Nothing")),
        Choice("layout", N_("Tabs and panes")),
        Choice("scrollback", N_("Tabs and panes with what they showed; passwords and keys in it are masked")),
    ),
)
RESTORE_CONNECT = Option(
    "terminal.restore_connect",
    default=False,
    description=N_("Connect what comes back at once, instead of waiting for Enter"),
)

RESTORE_OPTIONS: tuple[AnyOption, ...] = (RESTORE, RESTORE_CONNECT)
