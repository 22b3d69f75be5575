from __future__ import annotations

import ast
from pathlib import Path

from pytestqt.qtbot import QtBot

from console.ui.stylesheet import stylesheet
from console.ui.theme import Themes
from console.ui.tick import TickBox
from tests.gui.conftest import drop


def test_a_checked_box_has_a_tick_and_not_only_a_colour(qtbot: QtBot, themes: Themes) -> None:
    box = TickBox(themes, "Compared")
    box.setStyleSheet(stylesheet(themes.current))
    colors = themes.current.colors

    def seen() -> set[str]:
        image = box.grab().toImage()
        return {image.pixelColor(x, y).name() for x in range(20) for y in range(image.height())}

    box.show()
    assert colors.accent.name() not in seen()
    box.setChecked(True)
    assert {colors.accent.name(), colors.on_accent.name()} <= seen()
    drop(box)


def test_every_check_box_of_the_window_has_one() -> None:
    room = Path(__file__).parents[2] / "console/ui"
    plain = []
    for path in room.rglob("*.py"):
        called = [node.func for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
        plain += [path.name for each in called if isinstance(each, ast.Name) and each.id == "QCheckBox"]
    assert plain == []
