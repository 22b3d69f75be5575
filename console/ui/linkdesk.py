"""Follows what stands in the terminals: opens addresses, goes to nodes, copies paths. Nothing happens by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu

from console.model.clock import Clock
from console.model.errors import ConsoleError
from console.model.ids import NodeId, TerminalId
from console.model.node_detail import Container
from console.model.text import fill
from console.settings.language import _
from console.ui.boxcards import BoxCards
from console.ui.gpucards import GpuCards
from console.ui.linkcards import LinkCards, Names
from console.ui.linkpolicy import Judgement, judge
from console.ui.linktargets import destination_of, meaning, way_to
from console.ui.signs import Sign
from console.ui.terminal.finding import LIVE, Thing
from console.ui.terminal.gputext import recognise_gpus
from console.ui.terminal.hover import Hover, place_of
from console.ui.terminal.links import Found, LinkKind
from console.ui.terminal.logical import LogicalLine, Rows
from console.ui.terminal.worktext import recognise_work
from console.ui.workcards import Works
from console.ui.xids import XidBook
from console.wire import messages as m

if TYPE_CHECKING:
    from console.settings.store import SettingsStore
    from console.ui.bridge import Bridge
    from console.ui.nodeview.opener import NodeDetails
    from console.ui.tabbook import TabBook
    from console.ui.terminal.widget import TerminalWidget
    from console.ui.window import Window

MOST_PLACES = 12
"""GPUs of a job that a menu offers."""
TABLE, ALWAYS = "open_links", "always"
"""The table of the settings file with an answer for each host."""

Choice = tuple[str, Callable[[], None]]
"""Words, and what they do."""


class LinkDesk(QObject):
    """The links in all terminals of a window."""

    def __init__(
        self,
        window: Window,
        bridge: Bridge,
        settings: SettingsStore,
        book: TabBook,
        xids: XidBook,
        clock: Clock,
        *,
        details: Callable[[], NodeDetails | None] = lambda: None,
    ) -> None:
        super().__init__(window)
        self._window, self._bridge, self._settings, self._book = window, bridge, settings, book
        self._names = Names(window.fleet.views)
        self._gpus = GpuCards(xids, clock)
        self._works = Works(window.fleet.views)
        self._boxes = BoxCards(self, details, clock)
        self.cards = LinkCards(window, book, self._names, self._gpus, self._works, self._boxes)
        self._commands: dict[TerminalId, str] = {}
        """What to type into terminals that are not open yet."""
        window.fleet.totals_changed.connect(self._names.forget)
        window.fleet.totals_changed.connect(self._works.forget)
        bridge.tab_changed.connect(self._tab_changed)
        bridge.detail_changed.connect(self.cards.refresh)
        book.forgotten.connect(lambda terminal_id: self._commands.pop(TerminalId(terminal_id), None))

    def attach(self, terminal: TerminalWidget) -> None:
        """Watch over a new terminal."""
        terminal.finder.hosts = self._names
        terminal.finder.live = partial(self._live, terminal)
        hover = Hover(terminal, terminal.finder)
        hover.pointed.connect(partial(self.cards.point, terminal))
        hover.followed.connect(partial(self.follow, terminal))
        self._bridge.detail_changed.connect(hover.look_again)
        terminal.menu_parts.append(partial(self._extend, terminal, hover))

    def _live(self, terminal: TerminalWidget, line: LogicalLine, rows: Rows) -> list[Found]:
        found = recognise_gpus(line, rows, self._gpus.of(self.cards.view(terminal)))
        node_id = self.cards.node_id(terminal)
        boxes = [] if node_id is None else self._boxes.recognise(node_id, line, rows)
        taken = {(box.start, box.end) for box in boxes}
        work = boxes + [w for w in recognise_work(line, rows, self._works) if (w.start, w.end) not in taken]
        return found + [each for each in work if all(each.end <= o.start or each.start >= o.end for o in found)]

    # ---- what a person does ----------------------------------------------------------------------

    def follow(self, terminal: TerminalWidget, thing: Thing, place: QPoint) -> None:
        """Do what one expects of a click: open an address, go to a node; else offer what can be done."""
        self.cards.hide()
        found = meaning(thing.found)
        if found.kind is LinkKind.URL:
            self._open(judge(thing, self.cards.node_name(terminal)))
        elif (there := self._box(terminal, found)) is not None:
            self._boxes.go(*there)
        elif found.kind in LIVE and (gpus := self._gpus_of(terminal, found)):
            self._window.panel.view.select_gpu(*gpus[0])
        elif found.kind is LinkKind.HOST and (node_id := self._names.node(found.target)) is not None:
            self._window.panel.view.select_node(node_id)
        else:
            self.menu(terminal, thing).popup(place)

    def offer_at(self, terminal: TerminalWidget, row: int, col: int) -> bool:
        """Offer what can be done with the thing at a cell; return whether there is one."""
        canvas = terminal.display.canvas
        there = canvas is not None and canvas.linked(row, col)

        def offer(thing: Thing | None) -> None:
            nonlocal there
            there = thing is not None
            if thing is not None:
                self._offer(terminal, thing)

        terminal.finder.at(row, col, offer)
        return there

    def hint(self, terminal: TerminalWidget) -> None:
        """Give letters to everything in sight that can be followed; leave when they are shown already."""
        from console.ui.terminal.hints import HintMode

        mode = HintMode.of(terminal)
        if mode is not None:
            mode.leave()
            return

        def choose(thing: Thing, copies: bool) -> None:
            if copies:
                _copy(meaning(thing.found).target)
            else:
                self._offer(terminal, thing)

        def show(things: list[Thing]) -> None:
            if things and HintMode.of(terminal) is None:
                HintMode(terminal, things, choose)
            elif not things:
                self._window.toast.say(_("There are no links on the screen"), sign=Sign.HOLLOW)

        terminal.finder.on_screen(show)

    def _offer(self, terminal: TerminalWidget, thing: Thing) -> None:
        """Open the menu of a thing at its beginning, its first entry chosen."""
        menu = self.menu(terminal, thing)
        menu.setActiveAction(menu.actions()[0])
        menu.popup(place_of(terminal, thing).bottomLeft())

    def menu(self, terminal: TerminalWidget, thing: Thing) -> QMenu:
        """Return everything that can be done with a thing."""
        menu = QMenu(terminal)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, call in self.choices(terminal, thing):
            menu.addAction(words, call)
        return menu

    def choices(self, terminal: TerminalWidget, thing: Thing) -> Iterator[Choice]:
        """Yield what can be done, the usual first."""
        found = meaning(thing.found)
        if found.kind is LinkKind.URL:
            yield _("Open link…"), lambda: self._open(judge(thing, self.cards.node_name(terminal)))
            yield _("Copy link"), partial(_copy, found.target)
        elif found.kind is LinkKind.PATH:
            yield from self._path_choices(terminal, found)
        elif found.kind in LIVE:
            yield from self._live_choices(terminal, found)
        else:
            yield from self._host_choices(found)

    def _path_choices(self, terminal: TerminalWidget, found: Found) -> Iterator[Choice]:
        yield _("Copy path"), partial(_copy, found.target)
        if found.line is not None:
            place = f"{found.target}:{found.line}" + ("" if found.column is None else f":{found.column}")
            yield _("Copy path with line"), partial(_copy, place)
        command, tab = way_to(found), self._book.tab(terminal.terminal_id)
        if command and tab is not None:
            words = fill(_("Open a terminal at {path}"), {"path": found.target})
            yield words, partial(self._open_at, tab.node_id, command)

    def _host_choices(self, found: Found) -> Iterator[Choice]:
        node_id = self._names.node(found.target)
        view = None if node_id is None else self._window.fleet.view(node_id)
        if view is not None:
            name = {"node": view.node.name}
            yield fill(_("Go to {node}"), name), partial(self._window.panel.view.select_node, view.node.id)
            yield fill(_("Open a terminal on {node}"), name), partial(self._window.desk.open_node, view.node.id)
        else:
            destination = destination_of(found)
            words = fill(_("Connect to {destination}"), {"destination": destination})
            yield words, partial(self._window.desk.open_destination, destination)
        yield _("Copy host"), partial(_copy, found.target)

    def _gpus_of(self, terminal: TerminalWidget, found: Found) -> list[tuple[NodeId, int]]:
        if found.kind is LinkKind.WORK:
            return self._works.gpus_of(found)
        view = self.cards.view(terminal)
        gpus = self._gpus.of(view).gpus_of(found)
        return [] if view is None else [(view.node.id, gpu.index) for gpu in gpus]

    def _box(self, terminal: TerminalWidget, found: Found) -> tuple[NodeId, Container] | None:
        node_id = self.cards.node_id(terminal)
        box = None if node_id is None or found.kind is not LinkKind.WORK else self._boxes.box(node_id, found)
        return None if node_id is None or box is None else (node_id, box)

    def _live_choices(self, terminal: TerminalWidget, found: Found) -> Iterator[Choice]:
        there = self._box(terminal, found)
        if there is not None:
            yield fill(_("Go to container {name}"), {"name": there[1].name}), partial(self._boxes.go, *there)
        for node_id, index in self._gpus_of(terminal, found)[:MOST_PLACES]:
            words = fill(_("Go to GPU {index}"), {"index": str(index)})
            if found.kind is LinkKind.WORK and (view := self._window.fleet.view(node_id)) is not None:
                words = fill(_("Go to GPU {index} of {node}"), {"index": str(index), "node": view.node.name})
            yield words, partial(self._window.panel.view.select_gpu, node_id, index)
        if found.kind is LinkKind.XID:
            yield _("Open NVIDIA's catalogue…"), partial(self._open, judge(page_of(self._gpus.source())))
            yield _("Copy XID"), partial(_copy, found.target.partition(" ")[0])
        elif found.kind is LinkKind.PROCESS:
            yield _("Copy PID"), partial(_copy, found.target)
        elif found.kind is LinkKind.WORK:
            yield _("Copy name"), partial(_copy, found.target.partition(" ")[2])
        else:
            yield _("Copy GPU"), partial(_copy, found.target)

    def _extend(self, terminal: TerminalWidget, hover: Hover, menu: QMenu, place: QPoint) -> None:
        """Put what can be done with the thing at ``place`` on top of a terminal's menu."""
        cell = hover.cell(place.toPointF())
        if cell is None:
            return
        first = menu.actions()[0]

        def add(thing: Thing | None) -> None:
            if thing is None:
                return
            for words, call in self.choices(terminal, thing):
                action = menu.addAction(words, call)
                menu.removeAction(action)
                menu.insertAction(first, action)
            menu.insertSeparator(first)

        if hover.thing is not None and hover.thing.holds(*cell):
            add(hover.thing)
        else:
            terminal.finder.at(*cell, add)

    # ---- opening ---------------------------------------------------------------------------------

    def _open(self, judgement: Judgement) -> None:
        if judgement.refusal:
            self._window.toast.say(_("Not opened"), judgement.refusal, sign=Sign.WARNING)
        elif not judgement.concerns and self._settings.answer(TABLE, judgement.key) == ALWAYS:
            self._hand_over(judgement)
        else:
            from console.ui.linksheet import LinkSheet

            sheet = LinkSheet(self._window.themes, judgement)
            sheet.agreed.connect(partial(self._agreed, judgement))
            self._window.sheets.present(sheet)

    def _agreed(self, judgement: Judgement, always: bool) -> None:
        if always:
            try:
                self._settings.set_answer(TABLE, judgement.key, ALWAYS)
            except ConsoleError as error:
                self._bridge.tell(m.Notice(error.problem))
        self._hand_over(judgement)

    def _hand_over(self, judgement: Judgement) -> None:
        if not QDesktopServices.openUrl(QUrl(judgement.uri, QUrl.ParsingMode.StrictMode)):
            self._window.toast.say(_("Nothing on this computer opens the link"), judgement.uri, sign=Sign.WARNING)

    def _open_at(self, node_id: NodeId, command: str) -> None:
        """Open a terminal and type what leads to the place that the person asked for."""

        def opened(value: object) -> None:
            if isinstance(value, int):
                self._commands[TerminalId(value)] = command
                tab = self._book.tab(TerminalId(value))
                if tab is not None:
                    self._tab_changed(tab)

        self._bridge.ask(m.OpenTerminal(node_id=node_id), opened)

    def _tab_changed(self, tab: m.Tab) -> None:
        if tab.terminal_id not in self._commands:
            return
        self._window.desk.show_terminal(tab.terminal_id)
        if tab.state is m.TabState.OPEN:
            command = self._commands.pop(tab.terminal_id)
            self._bridge.send(m.KeyPress(terminal_id=tab.terminal_id, key="", text=command))
            self._bridge.send(m.KeyPress(terminal_id=tab.terminal_id, key="Enter"))


def page_of(uri: str) -> Thing:
    """Return an address of our own as a thing that can be opened."""
    return Thing(Found(0, len(uri), LinkKind.URL, uri), uri, ())


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
