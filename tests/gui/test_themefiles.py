from __future__ import annotations

from pathlib import Path

from console.ui import themefiles
from tests.gui.fakes import THEME_FOLDER


def test_a_file_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "dark.toml"
    path.write_bytes((THEME_FOLDER / "dark.toml").read_bytes())
    first = themefiles.read(path)
    assert first["dark"] is True
    path.unlink()
    assert themefiles.read(path) is first
