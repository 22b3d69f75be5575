"""The library, and the check of its cells."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from console.terminal import ghostty_library
from console.terminal.caps import EngineUnavailable
from console.terminal.ghostty_library import layout_difference, library_path, load
from tests.unit.terminal.screens import engine


@pytest.fixture
def _fast() -> None:
    engine("ghostty").close()


@pytest.mark.usefixtures("_fast")
def test_the_layout_is_what_it_was() -> None:
    assert layout_difference(load()) == ""


@pytest.mark.usefixtures("_fast")
def test_moved_bits_are_noticed() -> None:
    class Moved:
        """The library, with style numbers that are one off."""

        def __getattr__(self, name: str) -> object:
            return getattr(load(), name)

        def ghostty_cell_get(self, cell: int, key: int, out: list[int]) -> int:
            result = int(load().ghostty_cell_get(cell, key, out))
            if key == load().CELL_DATA_STYLE_ID:
                out[0] += 1
            return result

    assert "bits of a cell moved" in layout_difference(Moved())


def test_no_library_is_an_error_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ghostty_library, "library_path", lambda: None)
    with pytest.raises(EngineUnavailable, match="no library for this system"):
        load.__wrapped__()


def test_a_file_that_is_no_library_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fake = tmp_path / "libghostty-vt.so"
    fake.write_text("not a library")
    monkeypatch.setattr(ghostty_library, "library_path", lambda: fake)
    with pytest.raises(EngineUnavailable):
        load.__wrapped__()


@pytest.mark.usefixtures("_fast")
def test_pyghostty_itself_is_not_imported() -> None:
    """Its declarations take 130 ms to read."""
    code = "import sys; from console.terminal.ghostty import GhosttyEngine; sys.exit('pyghostty' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert library_path() is not None
