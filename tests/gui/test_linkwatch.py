from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.app import paths
from console.model.ids import TerminalId
from console.settings.store import SettingsStore
from console.ui.linkwatch import LinkWatch
from console.ui.tabbook import TabBook
from console.ui.terminal.hover import Hover
from console.ui.terminals import Terminals
from tests.gui.conftest import Desk, drop


@pytest.fixture
def watch(desk: Desk, tmp_path: Path) -> Iterator[LinkWatch]:
    settings, book = SettingsStore(tmp_path / "settings.toml"), TabBook(desk.bridge, desk.window)
    yield LinkWatch(desk.window, desk.bridge, settings, book, paths.resources() / "knowledge", desk.clock)
    desk.window.toast.hide()


def test_a_terminal_is_watched_a_moment_after_it_was_made(qtbot: QtBot, desk: Desk, watch: LinkWatch) -> None:
    parent = QWidget()
    terminals = Terminals(desk.bridge, desk.window.themes.current, lambda: None)
    terminals.add(watch.attach)
    widget = terminals.make(TerminalId(1), parent).widget
    assert widget.findChild(Hover) is None
    qtbot.waitUntil(lambda: widget.findChild(Hover) is not None)
    gone = terminals.make(TerminalId(2), parent).widget
    drop(gone)
    qtbot.wait(400)
    drop(parent)


def test_the_window_starts_without_it() -> None:
    code = "import console.ui.linkwatch, sys; sys.exit('console.ui.terminal.links' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
