from __future__ import annotations

import msgspec
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from console.model.ids import NodeId, TerminalId
from console.ui.terminal.colors import TerminalColors
from console.ui.terminal.widget import TerminalWidget
from console.ui.terminallook import TerminalLook
from console.ui.terminals import Terminals
from console.ui.theme import Theme, Themes
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
    maker = Terminals(FakeBridge(), themes.current, lambda: None)
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


def tab_of(number: int, profile: str) -> m.Tab:
    return m.Tab(TerminalId(number), NodeId("gpu01"), "gpu01", profile=profile)


def test_each_terminal_has_the_look_of_its_profile_and_follows_when_that_changes(qtbot: QtBot, themes: Themes) -> None:
    bridge, parent = FakeBridge(), QWidget()
    sizes = {"": 13.0, "large": 20.0}

    def look(theme: Theme, profile: str) -> TerminalLook:
        return TerminalLook(TerminalColors(background=0x22101E if profile else 0x0F1413), size=sizes[profile])

    maker = Terminals(bridge, themes.current, lambda: None, look)
    bridge.welcome.emit(welcome((), (tab_of(1, ""), tab_of(2, "large"))))
    plain, large = (maker.make(TerminalId(number), parent).widget for number in (1, 2))
    assert isinstance(plain, TerminalWidget)
    assert isinstance(large, TerminalWidget)
    assert (plain.display.colors.background, large.display.colors.background) == (0x0F1413, 0x22101E)
    assert (plain.display.size, large.display.size) == (13.0, 20.0)
    maker.zoom(3)
    assert (plain.display.size, large.display.size) == (16.0, 23.0)
    maker.zoom(0)
    bridge.tab_changed.emit(tab_of(1, "large"))
    assert plain.display.size == 20.0
    sizes["large"] = 9.0
    maker.restyle()
    assert plain.display.size == large.display.size == 9.0
    drop(parent)


def test_after_another_desk_has_led_the_core_is_told_again_what_is_seen(qtbot: QtBot, themes: Themes) -> None:
    bridge, parent = FakeBridge(), QWidget()
    maker = Terminals(bridge, themes.current, lambda: None)
    widget = maker.make(TerminalId(1), parent).widget
    assert isinstance(widget, TerminalWidget)
    parent.resize(700, 500)
    parent.show()
    widget.resize(600, 400)
    widget.show()
    bridge.sent.clear()
    again = welcome((), (tab_of(1, ""),))
    kept = []
    for watching in (True, False):
        bridge.sent.clear()
        bridge.welcome.emit(msgspec.structs.replace(again, watching=watching))
        kept.append(widget.display.keeps_grid)
        assert bridge.sent_of(m.ShowTerminal)
        assert bridge.sent_of(m.ResizeTerminal)
    assert kept == [True, False], "who watches sees all of the leader's grid"
    drop(parent)


def test_a_terminal_is_awaited_until_it_has_been_painted_once_or_is_gone(qtbot: QtBot, themes: Themes) -> None:
    parent, bridge = QWidget(), FakeBridge()
    maker = Terminals(bridge, themes.current, lambda: None)
    awaited = [maker.is_awaited]
    first, second = maker.make(TerminalId(1), parent), maker.make(TerminalId(2), parent)
    assert isinstance(first.widget, TerminalWidget)
    first.widget.request.emit(m.FrameAck(terminal_id=TerminalId(1), sequence=1, paint_seconds=0.0))
    awaited.append(maker.is_awaited)
    second.release()
    awaited.append(maker.is_awaited)
    assert awaited == [False, True, False]
    drop(parent)
