"""Layouts that are saved by name."""

from __future__ import annotations

import msgspec

from console.wire.messages.base import Event, Request


class LayoutInfo(msgspec.Struct, frozen=True):
    """A layout, as a person chooses one."""

    name: str
    nodes: tuple[str, ...]
    """The names of the nodes of its panes."""


class Layouts(Event, frozen=True):
    """The layouts that there are, by name; at the start and after each change."""

    layouts: tuple[LayoutInfo, ...]


class SaveLayout(Request, frozen=True, kw_only=True):
    """Keep what is open, and how it is arranged, in place of what has this name."""

    name: str


class OpenLayout(Request, frozen=True, kw_only=True):
    """Open the terminals of a layout anew, behind what is open. Reply: TerminalId of the focused one."""

    name: str


class DeleteLayout(Request, frozen=True, kw_only=True):
    """Delete a layout; what was opened with it stays."""

    name: str
