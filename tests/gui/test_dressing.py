from __future__ import annotations

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Desk


def ground() -> str:
    return QApplication.palette().color(QPalette.ColorRole.Window).name()


def test_a_chosen_theme_is_put_on_at_once_and_told(desk: Desk, qtbot: QtBot) -> None:
    dark = ground()
    with qtbot.waitSignal(desk.window.dressing.chosen) as told:
        desk.window.commands["theme_light"].trigger()
    assert told.args == ["light"]
    assert ground() != dark
    assert desk.window.themes.current.colors.desk.name() == ground()


def test_the_button_goes_round_all_themes(desk: Desk) -> None:
    seen: list[str] = []
    desk.window.dressing.chosen.connect(seen.append)
    for _ in range(3):
        desk.window.top.theme_wanted.emit()
    assert sorted(seen) == ["dark", "high_contrast", "light"]
