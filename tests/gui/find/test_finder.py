"""Find in a window over a fake core: what is asked, what is shown, where one is led."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.model.errors import Problem
from console.model.ids import TerminalId
from console.model.node import NodeState
from console.ui.find.bar import FindBar
from console.ui.panes import TerminalPart
from console.ui.terminal.highlights import Layer
from console.ui.terminal.marks import MarkKind
from console.ui.terminal.selection import Selection, Spot
from console.ui.terminal.widget import TerminalWidget
from console.ui.theme import Themes
from console.ui.window import Window
from console.wire import messages as m
from tests.gui.conftest import drop
from tests.gui.fakes import THEME_FOLDER, FakeBridge, FakeClock, FakeMaker, tab, welcome
from tests.gui.fleet import fleet
from tests.gui.terminal.page import Page

Key, Shift = Qt.Key, Qt.KeyboardModifier.ShiftModifier
FIRST, SECOND = TerminalId(1), TerminalId(2)


class Maker(FakeMaker):
    """Makes terminals that show frames of a page."""

    def __init__(self, themes: Themes, page: Page) -> None:
        super().__init__(themes)
        self.page = page
        self.window: Window | None = None
        self.widgets: dict[TerminalId, TerminalWidget] = {}

    def make(self, terminal_id: TerminalId, parent: QWidget) -> TerminalPart:
        widget = TerminalWidget(terminal_id, self.page.atlas, parent)
        assert self.window is not None
        self.window.finder.watch(widget)
        self.widgets[terminal_id] = widget
        return TerminalPart(widget, lambda _dimmed: None, lambda: None)


class Desk:
    """A window with two terminals of a thousand rows, the last ten of which are shown."""

    def __init__(self) -> None:
        self.page = Page(40, 10)
        self.bridge = FakeBridge()
        themes = Themes(THEME_FOLDER, "dark")
        self.maker = Maker(themes, self.page)
        self.window = self.maker.window = Window(self.bridge, themes, FakeClock(), self.maker)
        self.window.furnish()
        self.window.resize(QSize(1500, 900))
        self.window.show()
        self.window.activateWindow()
        self.welcome()
        for terminal_id in (FIRST, SECOND):
            self.show(terminal_id, 990)
        self.window.desk.show_terminal(FIRST)
        self.window.desk.focus_terminal()

    def welcome(self) -> None:
        views = tuple(view for view in fleet() if view.state is NodeState.OK)[:2]
        self.bridge.welcome.emit(welcome(views, (tab(1, views[0]), tab(2, views[1])), 1))

    def show(self, terminal_id: TerminalId, first_row: int) -> None:
        frame = replace(self.page.frame(), terminal_id=terminal_id, first_row=first_row, history_rows=990)
        self.maker.widgets[terminal_id].apply_frame(frame)

    def open(self, qtbot: QtBot, text: str = "") -> FindBar:
        self.window.commands["find"].trigger()
        bar = self.window.findChild(FindBar)
        assert bar is not None
        assert bar.isVisible()
        if text:
            qtbot.keyClicks(bar.field, text)
            qtbot.waitUntil(lambda: bool(self.searches()) and self.searches()[-1].pattern == text)
        return bar

    def searches(self) -> list[m.Search]:
        return [request for request, *_ in self.bridge.asked if isinstance(request, m.Search)]

    def found(self, terminal_id: TerminalId, *rows: int, complete: bool = True, text: str = "") -> None:
        hits = tuple(m.Hit(row, 2, row, 6, text) for row in rows)
        self.bridge.found.emit(
            m.Found(
                number=self.searches()[-1].number, terminal_id=terminal_id, hits=hits, from_row=0, count=len(rows),
                complete=complete,
            )
        )  # fmt: skip

    def lit(self, terminal_id: TerminalId, layer: Layer) -> list[int]:
        return sorted(self.maker.widgets[terminal_id].display.highlights.layer(layer))

    def scrolls(self) -> list[int | None]:
        return [request.first_row for request in self.said(m.ScrollTerminal)]

    def said(self, kind: type[m.ScrollTerminal]) -> list[m.ScrollTerminal]:
        return [request for request in self.requests if isinstance(request, kind)]

    @property
    def requests(self) -> list[m.Request]:
        return self.bridge.sent


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    made = Desk()
    for widget in made.maker.widgets.values():
        widget.request.connect(made.bridge.send)
    made.bridge.sent.clear()
    yield made
    made.window.close_for_good()
    drop(made.window)


def test_typing_asks_once_it_rests_and_the_answer_is_highlighted(desk: Desk, qtbot: QtBot) -> None:
    bar = desk.open(qtbot, "error")
    assert [search.pattern for search in desk.searches()] == ["error"]
    assert desk.searches()[-1].terminal_ids == (FIRST,)
    desk.found(FIRST, 100, 985, 991, 995)
    qtbot.waitUntil(lambda: desk.lit(FIRST, Layer.SEARCH) == [985, 991, 995])
    assert desk.lit(FIRST, Layer.CURRENT) == [995]
    marks = desk.maker.widgets[FIRST].display.marks
    assert marks._rows[MarkKind.SEARCH] == [100, 985, 991, 995]
    assert "1/4" in bar._count.text()
    assert desk.scrolls() == []


def test_steps_lead_to_older_hits_round_the_end_and_scroll_where_it_is_needed(desk: Desk, qtbot: QtBot) -> None:
    bar = desk.open(qtbot, "error")
    desk.found(FIRST, 100, 991, 995)
    qtbot.keyClick(bar.field, Key.Key_Return)
    assert (desk.lit(FIRST, Layer.CURRENT), desk.scrolls()) == ([991], [])
    qtbot.keyClick(bar.field, Key.Key_F3)
    assert (desk.lit(FIRST, Layer.CURRENT), desk.scrolls()) == ([100], [97])
    desk.show(FIRST, 97)
    assert desk.lit(FIRST, Layer.SEARCH) == [100]
    desk.window.commands["find_next"].trigger()
    assert (desk.lit(FIRST, Layer.CURRENT), desk.scrolls()[1:]) == ([995], [None])
    desk.show(FIRST, 990)
    qtbot.keyClick(bar.field, Key.Key_Return, Shift)
    assert desk.lit(FIRST, Layer.CURRENT) == [100]
    assert bar._count.text() == "3/3"


def test_a_longer_pattern_goes_on_from_the_present_hit(desk: Desk, qtbot: QtBot) -> None:
    bar = desk.open(qtbot, "err")
    desk.found(FIRST, 100, 991, 995)
    qtbot.keyClick(bar.field, Key.Key_Return)
    qtbot.keyClicks(bar.field, "or")
    qtbot.waitUntil(lambda: desk.searches()[-1].pattern == "error")
    desk.found(FIRST, 100, 991, 995)
    qtbot.waitUntil(lambda: desk.lit(FIRST, Layer.CURRENT) == [991])


def test_escape_takes_everything_away_and_gives_the_keyboard_back(desk: Desk, qtbot: QtBot) -> None:
    bar = desk.open(qtbot, "error")
    desk.found(FIRST, 991)
    qtbot.waitUntil(lambda: desk.lit(FIRST, Layer.SEARCH) == [991])
    qtbot.keyClick(bar.field, Key.Key_Escape)
    assert not bar.isVisible()
    assert desk.lit(FIRST, Layer.SEARCH) == desk.lit(FIRST, Layer.CURRENT) == []
    assert QApplication.focusWidget() is desk.maker.widgets[FIRST]
    assert isinstance(desk.bridge.sent[-1], m.EndSearch | m.ShowTerminal)
    assert any(isinstance(request, m.EndSearch) for request in desk.bridge.sent)


def test_what_an_older_pattern_found_is_not_shown(desk: Desk, qtbot: QtBot) -> None:
    bar = desk.open(qtbot, "a")
    late = m.Found(number=desk.searches()[-1].number, terminal_id=FIRST, hits=(m.Hit(991, 0, 991, 1),), from_row=0)
    qtbot.keyClicks(bar.field, "b")
    qtbot.waitUntil(lambda: desk.searches()[-1].pattern == "ab")
    desk.bridge.found.emit(late)
    desk.found(FIRST, 995)
    qtbot.waitUntil(lambda: desk.lit(FIRST, Layer.SEARCH) == [995])


def test_a_refused_pattern_is_explained_and_a_slow_one_too(desk: Desk, qtbot: QtBot) -> None:
    bar = desk.open(qtbot, "x(")
    _, _, on_problem = desk.bridge.asked[-1]
    assert on_problem is not None
    on_problem(Problem("search.pattern", "Character {position} is wrong.", "", {"position": "2"}))
    assert bar._message.text() == "Character 2 is wrong."
    qtbot.keyClicks(bar.field, ")")
    qtbot.waitUntil(lambda: desk.searches()[-1].pattern == "x()")
    number = desk.searches()[-1].number
    desk.bridge.search_failed.emit(m.SearchFailed(number=number, problem=Problem("search.too_slow", "Slow.")))
    assert bar._message.text() == "Slow."


def test_the_bar_goes_with_the_tab_and_searches_there(desk: Desk, qtbot: QtBot) -> None:
    bar = desk.open(qtbot, "error")
    desk.window.desk.show_terminal(SECOND)
    qtbot.waitUntil(lambda: desk.searches()[-1].terminal_ids == (SECOND,))
    assert bar.isVisible()


def test_the_bar_goes_with_a_terminal_into_another_window(desk: Desk, qtbot: QtBot) -> None:
    bar = desk.open(qtbot, "error")
    qtbot.keyClick(bar.field, Key.Key_Escape)
    other = QWidget()
    widget = desk.maker.widgets[FIRST]
    home = widget.parentWidget()
    widget.setParent(other)
    widget.show()
    other.show()
    widget.setFocus()
    desk.window.commands["find"].trigger()
    assert bar.window() is other
    assert bar.isVisible()
    assert other.focusWidget() is bar.field
    widget.setParent(home)
    widget.show()
    drop(other)
    desk.window.commands["find"].trigger()
    assert desk.window.finder.is_open
    assert desk.window.findChild(FindBar) is not None


def test_over_all_terminals_a_line_of_the_list_leads_there(desk: Desk, qtbot: QtBot) -> None:
    bar = desk.open(qtbot, "error")
    qtbot.keyClick(bar.field, Key.Key_A, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: desk.searches()[-1].terminal_ids == ())
    assert desk.searches()[-1].most_texts > 0
    desk.found(FIRST, 995, text="first error")
    desk.found(SECOND, 300, text="second error")
    qtbot.waitUntil(bar.results.isVisible)
    model = bar.results.model()
    lines = [str(model.index(row, 0).data()) for row in range(model.rowCount())]
    assert lines[1::2] == ["first error", "second error"]
    assert [line.rpartition(": ")[2] for line in lines[::2]] == ["1 hit", "1 hit"]
    bar.results.setCurrentIndex(model.index(3, 0))
    qtbot.keyClick(bar.results, Key.Key_Return)
    assert desk.window.desk.active_tab() is not None
    assert QApplication.focusWidget() is desk.maker.widgets[SECOND]
    assert desk.scrolls()[-1] == 297
    assert desk.lit(SECOND, Layer.CURRENT) == [300]
    assert desk.searches()[-1].terminal_ids == ()


def test_it_begins_with_what_is_marked_on_one_row(desk: Desk, qtbot: QtBot) -> None:
    desk.maker.widgets[FIRST].surface.select(Selection(Spot(992, 3), Spot(992, 9)))
    bar = desk.open(qtbot)
    request, on_reply, _ = next(asked for asked in desk.bridge.asked if isinstance(asked[0], m.ReadText))
    assert isinstance(request, m.ReadText)
    assert (request.start_row, request.start_col, request.end_col) == (992, 3, 9)
    on_reply("gpu-a03")
    qtbot.waitUntil(lambda: bool(desk.searches()))
    assert desk.searches()[-1].pattern == "gpu-a03" == bar.field.text()


def test_a_core_that_starts_anew_is_asked_again(desk: Desk, qtbot: QtBot) -> None:
    desk.open(qtbot, "error")
    before = len(desk.searches())
    desk.welcome()
    assert len(desk.searches()) > before


def test_without_a_terminal_there_is_nothing_to_find_in(qtbot: QtBot, desk: Desk) -> None:
    for terminal_id in (FIRST, SECOND):
        desk.bridge.tab_closed.emit(terminal_id)
    qtbot.waitUntil(lambda: not any(widget.isVisible() for widget in desk.window.findChildren(TerminalWidget)))
    desk.window.commands["find"].trigger()
    assert not desk.window.finder.is_open
