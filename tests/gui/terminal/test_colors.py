from __future__ import annotations

import pytest
from msgspec.structs import replace

from console.ui.terminal.colors import TerminalColors


def test_the_defaults_are_the_dark_tokens_and_cannot_change() -> None:
    colors = TerminalColors()
    assert (colors.foreground, colors.background) == (0xD5DDD9, 0x0F1413)
    assert replace(colors, cursor=1).cursor == 1
    with pytest.raises(AttributeError):
        setattr(colors, "cursor", 1)  # noqa: B010 - what the type forbids is tried
