"""The colours of a terminal that the desk itself paints with; a program's own come in the frames."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TerminalColors:
    """Tokens ``term_fg``, ``term_bg``, ``cursor``, ``terminal.selection`` and ``term_rule``, as 0xRRGGBB."""

    foreground: int = 0xD5DDD9
    background: int = 0x0F1413
    cursor: int = 0xA5D0FF
    selection: int = 0x1A324C
    rule: int = 0x55625D
