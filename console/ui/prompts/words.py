"""How a command fared, in words."""

from __future__ import annotations

from datetime import UTC, datetime

from console.model.text import fill
from console.settings.language import _
from console.ui.formats import decimal, duration_text
from console.wire.messages import Command

_MINUTE, _HOUR = 60, 3600


def took_text(seconds: float) -> str:
    """Return how long something took: ``< 0.1 s``, ``0.4 s``, ``38 s``, ``3:05 min``, ``1:03:05 h``."""
    if seconds < 0.05:
        return fill(_("< {count} s"), {"count": decimal(0.1)})
    if seconds < _MINUTE:
        return fill(_("{count} s"), {"count": decimal(seconds, 1 if seconds < 10 else 0)})
    template = _("{time} min") if seconds < _HOUR else _("{time} h")
    return fill(template, {"time": duration_text(seconds)})


def time_text(seconds_since_1970: float) -> str:
    """Return a time of day here: ``14:31:07``."""
    return f"{datetime.fromtimestamp(seconds_since_1970, UTC).astimezone():%H:%M:%S}"


def status_text(status: int | None) -> str:
    """Return how a command ended; empty where nobody knows or all went well."""
    return fill(_("status {status}"), {"status": str(status)}) if status else ""


def command_words(command: Command) -> str:
    """Return when a command was begun, how long it took and how it ended, as far as that is known."""
    parts = [
        "" if command.started_at is None else time_text(command.started_at),
        "" if command.seconds is None else took_text(command.seconds),
        status_text(command.status),
    ]
    return ", ".join(part for part in parts if part)
