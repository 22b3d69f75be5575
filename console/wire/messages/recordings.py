"""Recordings: what is written of a tab while it runs."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from console.model.ids import TerminalId
from console.wire.messages.base import Request


class RecordingKind(StrEnum):
    """How a tab is written."""

    CAST = "cast"
    """With times, to be played: asciicast version 3."""
    LOG = "log"
    """Lines of text."""


class Recording(msgspec.Struct, frozen=True):
    """A file that a tab is being written to."""

    path: str
    started_at: float
    """Unix seconds."""


class StartRecording(Request, frozen=True, kw_only=True):
    """Write a tab into a new file of the person's. Reply: its path."""

    terminal_id: TerminalId
    kind: RecordingKind = RecordingKind.CAST


class StopRecording(Request, frozen=True, kw_only=True):
    """End the file that a tab is written to. Reply: its path, empty where there was none."""

    terminal_id: TerminalId
    kind: RecordingKind = RecordingKind.CAST


class AddMarker(Request, frozen=True, kw_only=True):
    """Write a marker into the recording of a tab. Reply: whether it is recorded."""

    terminal_id: TerminalId
    label: str = ""
