from __future__ import annotations

from collections import Counter
from pathlib import Path

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from console.app import paths
from console.settings.store import SettingsStore
from console.ui.actions import ACTIONS, SUBMENUS, TAB_KEYS, Actions
from console.ui.exporting import Exporting
from console.ui.linkwatch import LinkWatch
from console.ui.playback import Playback
from console.ui.tabbook import TabBook
from console.ui.terminals import Terminals
from console.ui.terminaltools import TerminalTools
from tests.gui.conftest import Desk, drop


def test_each_action_and_each_key_is_there_once(qapp: QApplication) -> None:
    assert max(Counter(spec.id for spec in ACTIONS).values()) == 1
    keys = [spec.keys for spec in ACTIONS if spec.keys] + list(TAB_KEYS)
    assert max(Counter(keys).values()) == 1
    assert all(QKeySequence(key).toString() for key in keys)


def test_a_window_has_something_to_do_for_each_action(desk: Desk, tmp_path: Path) -> None:
    settings, book = SettingsStore(tmp_path / "settings.toml"), TabBook(desk.bridge, desk.window)
    links = LinkWatch(desk.window, desk.bridge, settings, book, paths.resources() / "knowledge", desk.clock)
    terminals = Terminals(desk.bridge, desk.window.themes.current, lambda: None)
    TerminalTools(desk.window, terminals, links)
    Playback(desk.window, desk.bridge, terminals, tmp_path, desk.clock)
    Exporting(desk.window, desk.bridge, terminals, book)
    for spec in ACTIONS:
        if spec.id not in {"leave", "deploy", "open_recording"}:
            desk.window.commands[spec.id].trigger()
    desk.window.notices.hide()
    sheet = desk.window.sheets.current
    assert sheet is not None
    sheet.reject()


def test_an_action_that_would_do_nothing_is_not_offered(qtbot: QtBot) -> None:
    window = QWidget()
    actions = Actions(window)
    assert actions.available() == []
    actions.offer("deploy", available=False)
    for spec in ACTIONS:
        actions.bind(spec.id, lambda: None)
    assert "deploy" not in {name for name, _, _ in actions.available()}
    menu = actions.menu(window)
    assert "Deploy model…" not in {action.text() for action in menu.actions() if action.isVisible()}
    assert sum(action.isSeparator() for action in menu.actions()) >= 4
    below = [action.menu() for action in menu.actions() if action.menu() is not None]
    assert [isinstance(sub, QMenu) and len(sub.actions()) > 2 for sub in below] == [True] * len(SUBMENUS)
    drop(window)
