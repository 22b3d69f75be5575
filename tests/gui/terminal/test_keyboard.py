from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.wire.frames import Mode
from console.wire.messages import KeyPress, Mods, ScrollTerminal, ShowTerminal
from tests.gui.terminal.conftest import Desk
from tests.gui.terminal.page import with_history

Key = Qt.Key
Mod = Qt.KeyboardModifier


def keys(desk: Desk) -> list[KeyPress]:
    return [key for key in desk.take(KeyPress) if isinstance(key, KeyPress)]


def test_keys_are_sent(qtbot: QtBot, desk: Desk) -> None:
    QTest.keyClick(desk.widget, Key.Key_L)
    QTest.keyClick(desk.widget, Key.Key_S)
    QTest.keyClick(desk.widget, Key.Key_Return)
    QTest.keyClick(desk.widget, Key.Key_Tab)
    QTest.keyClick(desk.widget, Key.Key_C, Mod.ControlModifier)
    assert [(key.key, key.text) for key in keys(desk)] == [
        ("l", "l"), ("s", "s"), ("Enter", ""), ("Tab", ""), ("c", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "mods", "kept"),
    [
        (Key.Key_W, Mod.ControlModifier, True),
        (Key.Key_F, Mod.AltModifier, True),
        (Key.Key_T, Mod.ControlModifier | Mod.ShiftModifier, False),
        (Key.Key_PageUp, Mod.ControlModifier, False),
    ],
)
def test_the_programs_chords_win_over_shortcuts(desk: Desk, key: Key, mods: Mod, kept: bool) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, mods, "")
    event.ignore()
    QApplication.sendEvent(desk.widget, event)
    assert event.isAccepted() is kept
    press = QKeyEvent(QEvent.Type.KeyPress, key, mods, "")
    QApplication.sendEvent(desk.widget, press)
    assert bool(keys(desk)) is kept


def test_pages_scroll_and_typing_returns(qtbot: QtBot, desk: Desk) -> None:
    desk.widget.apply_frame(with_history(desk.page.frame(), oldest=0, history=100, first=100))
    for key in (Key.Key_PageUp, Key.Key_PageUp, Key.Key_PageDown, Key.Key_Home):
        QTest.keyClick(desk.widget, key, Mod.ShiftModifier)
    rows = [scroll.first_row for scroll in desk.take(ScrollTerminal) if isinstance(scroll, ScrollTerminal)]
    assert rows == [91, 82, 91, 0]
    assert not keys(desk)
    QTest.keyClick(desk.widget, Key.Key_A)
    assert [type(request) for request in desk.said if not isinstance(request, ShowTerminal)][-2:] == [
        ScrollTerminal,
        KeyPress,
    ]


def test_on_the_alternate_screen_the_pages_are_the_programs(qtbot: QtBot, desk: Desk) -> None:
    desk.widget.apply_frame(replace(desk.page.frame(), modes=Mode.ALTERNATE_SCREEN))
    QTest.keyClick(desk.widget, Key.Key_PageUp, Mod.ShiftModifier)
    assert [(key.key, key.mods) for key in keys(desk)] == [("PageUp", Mods(shift=True))]


def test_a_mode_gets_the_keys_before_anybody_else(desk: Desk) -> None:
    seen: list[int] = []

    def takes_all_but_b(event: QKeyEvent) -> bool:
        seen.append(event.key())
        return event.key() != Key.Key_B

    desk.widget.keyboard.modes.append(takes_all_but_b)
    QTest.keyClick(desk.widget, Key.Key_A)
    QTest.keyClick(desk.widget, Key.Key_B)
    assert [key.key for key in keys(desk)] == ["b"]
    desk.widget.keyboard.modes.clear()
    QTest.keyClick(desk.widget, Key.Key_A)
    assert [key.key for key in keys(desk)] == ["a"]
    assert seen == [Key.Key_A, Key.Key_B]


def test_composed_text_is_sent_when_it_is_finished(desk: Desk) -> None:
    event = QInputMethodEvent("ka", [])
    QApplication.sendEvent(desk.widget, event)
    assert not keys(desk)
    assert desk.widget.display.preedit.text == "ka"
    event = QInputMethodEvent("", [])
    event.setCommitString("か")
    QApplication.sendEvent(desk.widget, event)
    assert [key.text for key in keys(desk)] == ["か"]
    assert not desk.widget.display.preedit.text
