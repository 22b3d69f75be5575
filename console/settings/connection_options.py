"""The options of connections."""

from __future__ import annotations

from console.model.text import N_
from console.settings.option import AnyOption, Option

RECONNECT = Option(
    "terminal.reconnect",
    default=True,
    description=N_("Open a new shell by itself in a terminal that the network has cut off, as after a sleep"),
)

CONNECTION_OPTIONS: tuple[AnyOption, ...] = (RECONNECT,)
