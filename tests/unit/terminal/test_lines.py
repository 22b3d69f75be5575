from __future__ import annotations

import pytest

from console.terminal.engine import EngineKind
from console.terminal.lines import line_extent
from tests.unit.terminal.screens import KINDS, engine


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_is_found_whole_wherever_it_is(kind: EngineKind) -> None:
    terminal = engine(kind, 10, 5, 1000)
    terminal.feed(b"short\r\n" + b"x" * 1995 + b"\r\nnext\r\n" + b"y" * 25)
    # 10 columns: row 0, then rows 1 to 200, then 201, then 202 to 204.
    assert [line_extent(terminal, row) for row in (0, 1, 77, 200, 201, 203)] == [
        (0, 0), (1, 200), (1, 200), (1, 200), (201, 201), (202, 204),
    ]  # fmt: skip
    terminal.close()
