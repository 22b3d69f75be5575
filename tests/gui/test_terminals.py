from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.model.ids import TerminalId
from console.ui.terminal.widget import TerminalWidget
from console.ui.terminals import Terminals
from console.ui.theme import Themes
from console.wire import messages as m
from tests.gui.conftest import drop
from tests.gui.fakes import FakeBridge, welcome


def test_terminals_are_fed_coloured_and_let_go(qtbot: QtBot, themes: Themes) -> None:
    bridge, parent, left = FakeBridge(), QWidget(), []
    maker = Terminals(bridge, themes.current, lambda: left.append(1))
    part = maker.make(TerminalId(4), parent)
    assert isinstance(part.widget, TerminalWidget)
    assert bridge._views == {4: part.widget}
    part.widget.request.emit(m.Paste(terminal_id=TerminalId(4), text="x"))
    assert bridge.sent_of(m.Paste) == [m.Paste(terminal_id=TerminalId(4), text="x")]
    part.widget.focus_released.emit()
    assert left == [1]
    part.release()
    assert bridge._views == {}
    drop(parent)


def test_the_palette_goes_to_the_core_at_the_start_and_with_each_theme(qtbot: QtBot, themes: Themes) -> None:
    bridge = FakeBridge()
    maker = Terminals(bridge, themes.current, lambda: None)
    bridge.welcome.emit(welcome(()))
    themes.choose("light")
    maker.set_theme(themes.current)
    palettes = [p for p in bridge.sent if isinstance(p, m.SetPalette)]
    assert [p.background for p in palettes] == [0x0F1413, 0xFBFCFB]
    assert all(len(p.ansi) == 16 for p in palettes)


def test_the_text_of_all_terminals_grows_and_gets_its_size_back(qtbot: QtBot, themes: Themes) -> None:
    parent = QWidget()
    maker = Terminals(FakeBridge(), themes.current, lambda: None, 14.0)
    first = maker.make(TerminalId(1), parent).widget
    assert isinstance(first, TerminalWidget)
    sizes = [first.sizeHint().height()]
    for steps in (2, 0):
        maker.zoom(steps)
        sizes.append(first.sizeHint().height())
    assert sizes[1] > sizes[0] == sizes[2]
    maker.zoom(2)
    second = maker.make(TerminalId(2), parent).widget
    assert second.sizeHint() == first.sizeHint()
    drop(parent)
