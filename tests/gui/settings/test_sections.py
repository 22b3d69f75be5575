from __future__ import annotations

from console.settings.options import OPTIONS
from console.ui.settings.sections import SECTIONS


def test_every_option_stands_in_one_section() -> None:
    shown = [option.name for section in SECTIONS for option in section.options()]
    assert sorted(shown) == sorted(option.name for option in OPTIONS)
