from __future__ import annotations

from pathlib import Path

import pytest

from console.settings.window_state import WindowState, load, save

LEFT = WindowState((10, 20, 1300, 800), is_maximized=False, text_zoom=-2, has_dashboard=False)


def test_what_was_left_is_found_again(tmp_path: Path) -> None:
    file = tmp_path / "state" / "window.json"
    assert load(file) == WindowState()
    save(file, LEFT)
    assert load(file) == LEFT


@pytest.mark.parametrize("text", ["", "{", "[]", '{"geometry": [1, 2]}', '{"text_zoom": "large"}', "\0" * 50_000])
def test_a_file_that_makes_no_sense_is_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "window.json"
    file.write_text(text)
    assert load(file) == WindowState()


def test_what_a_later_version_adds_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "window.json"
    file.write_text('{"text_zoom": 3, "rotation": 90}')
    assert load(file) == WindowState(text_zoom=3)
