from __future__ import annotations

from pathlib import Path

import pytest

from console.settings.pins import MOST, Pin, load_pins, save_pins


def test_what_was_pinned_is_found_again(tmp_path: Path) -> None:
    pins = (Pin("power", (("", None), ("fra1/gpu-a01", 3)), 900),)
    save_pins(tmp_path / "pins.json", pins)
    assert load_pins(tmp_path / "pins.json") == pins


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[{"panel": 1}]', "[" * 9000])
def test_a_file_that_cannot_be_read_pins_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "pins.json").write_text(text)
    assert load_pins(tmp_path / "pins.json") == ()
    assert load_pins(tmp_path / "none.json") == ()


def test_no_more_than_there_is_room_for(tmp_path: Path) -> None:
    save_pins(tmp_path / "pins.json", (Pin("power", (), 1),) * 9)
    assert len(load_pins(tmp_path / "pins.json")) == MOST
