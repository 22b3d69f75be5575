from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from console.model.ids import TerminalId
from console.model.snippet import Accent
from console.ui.tabbook import TabBook
from console.ui.terminal.colors import TerminalColors
from console.ui.terminal.highlights import Layer
from console.ui.terminal.marks import MarkKind
from console.ui.terminal.widget import TerminalWidget
from console.ui.terminals import Terminals
from console.ui.triggermarks import TriggerMarks, look_of
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.fakes import tab

ONE = TerminalId(1)


@dataclass
class Stage:
    desk: Desk
    terminal: TerminalWidget

    def spans(self) -> dict[int, tuple[int, int]]:
        layer = self.terminal.display.highlights.layer(Layer.TRIGGER)
        return {row: (spans[0].first, spans[0].last) for row, spans in layer.items()}

    def question(self) -> str:
        bar = self.desk.window.desk.question
        return " ".join(label.text() for label in bar.findChildren(QLabel)) if bar.isVisible() else ""

    def answer(self, words: str) -> None:
        bar = self.desk.window.desk.question
        next(b for b in bar.findChildren(QPushButton) if b.text() == words and not b.isHidden()).click()


@pytest.fixture
def stage(desk: Desk) -> Stage:
    terminals = Terminals(desk.bridge, desk.window.themes.current, lambda: None)
    TriggerMarks(desk.window, desk.bridge, TabBook(desk.bridge, desk.window), terminals)
    desk.window.themes.changed.connect(terminals.set_theme)
    terminal = terminals.make(ONE, desk.window).widget
    assert isinstance(terminal, TerminalWidget)
    desk.bridge.tab_changed.emit(tab(1, desk.views["gpu-a03"]))
    return Stage(desk, terminal)


def hits(*rows: int, accent: Accent = Accent.FAIL, mark: bool = True) -> m.TriggerHits:
    return m.TriggerHits(ONE, tuple(m.TriggerHit(row, 2, 9, accent, mark) for row in rows))


def test_hits_are_highlighted_and_marked(stage: Stage) -> None:
    stage.desk.bridge.trigger_hits.emit(hits(3, 8))
    assert stage.spans() == {3: (2, 9), 8: (2, 9)}
    assert stage.terminal.display.marks._rows[MarkKind.TRIGGER] == [3, 8]
    stage.desk.bridge.trigger_hits.emit(hits(8, mark=False))
    assert stage.spans() == {8: (2, 9)}
    assert MarkKind.TRIGGER not in stage.terminal.display.marks._rows
    stage.desk.bridge.trigger_hits.emit(hits(9, accent=Accent.NONE))
    assert stage.spans() == {}
    assert stage.terminal.display.marks._rows[MarkKind.TRIGGER] == [9], "marked, but not painted"


def test_another_theme_gives_them_its_colours(stage: Stage, qtbot: QtBot) -> None:
    stage.desk.bridge.trigger_hits.emit(hits(3))
    stage.desk.window.themes.choose("light")
    light = stage.desk.window.themes.current.colors.fail.rgb() & 0xFFFFFF

    def ink() -> int | None:
        style = stage.terminal.display.highlights.layer(Layer.TRIGGER)[3][0].style
        return None if style is None else style.ink

    qtbot.waitUntil(lambda: ink() == light)


def test_no_accent_hangs_on_its_colour_alone() -> None:
    looks = {accent: look_of(accent, TerminalColors()) for accent in Accent if accent is not Accent.NONE}
    assert len({look.line for look in looks.values()}) == len(looks)


def test_typing_is_asked_about_by_the_node_s_name(stage: Stage) -> None:
    stage.desk.bridge.trigger_asks.emit(m.TriggerAsks(ONE, "Pager", "q", run=True))
    assert "The trigger Pager wants to run a command on gpu-a03:" in stage.question()
    stage.answer("Allow in this session")
    assert stage.desk.bridge.sent_of(m.AllowTrigger) == [m.AllowTrigger(terminal_id=ONE, name="Pager", allowed=True)]
    stage.desk.bridge.trigger_asks.emit(m.TriggerAsks(ONE, "Other", "y", run=False))
    assert "wants to type into gpu-a03" in stage.question()
    stage.answer("Not now")
    assert len(stage.desk.bridge.sent_of(m.AllowTrigger)) == 1


def test_the_questions_of_a_tab_go_with_it(stage: Stage) -> None:
    stage.desk.bridge.trigger_asks.emit(m.TriggerAsks(ONE, "Pager", "q", run=True))
    stage.desk.bridge.tab_closed.emit(1)
    assert stage.question() == ""
