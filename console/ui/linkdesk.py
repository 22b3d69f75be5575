"""Follows what stands in the terminals: opens addresses, goes to nodes, copies paths. Nothing happens by itself."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from PySide6.QtCore import QObject, QPoint, QRect, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu

from console.model.errors import ConsoleError
from console.model.ids import LOCAL_NODE, NodeId, TerminalId
from console.model.node import NodeView
from console.model.text import fill
from console.settings.language import _
from console.ui.linkpolicy import Judgement, judge
from console.ui.linktip import Note, Tip
from console.ui.qtwords import click_words
from console.ui.signs import Sign
from console.ui.terminal.finding import Thing
from console.ui.terminal.hover import Hover, place_of
from console.ui.terminal.links import Found, LinkKind
from console.ui.terminal.pasting import quoted
from console.wire import messages as m

if TYPE_CHECKING:
    from console.settings.store import SettingsStore
    from console.ui.bridge import Bridge
    from console.ui.tabbook import TabBook
    from console.ui.terminal.widget import TerminalWidget
    from console.ui.window import Window

TABLE, ALWAYS = "open_links", "always"
"""The table of the settings file with an answer for each host."""

Choice = tuple[str, Callable[[], None]]
"""Words, and what they do."""


class Names:
    """What the nodes of the fleet are called; looked up anew when the fleet has changed."""

    def __init__(self, views: Callable[[], list[NodeView]]) -> None:
        self._views = views
        self._known: dict[str, NodeId] = {}

    def forget(self) -> None:
        """Look anew."""
        self._known = {}

    def node(self, name: str) -> NodeId | None:
        """Return the node of a name or an address."""
        if not self._known:
            for view in self._views():
                hostname = view.snapshot.hostname if view.snapshot is not None else None
                for known in (view.node.address_shown or view.node.host, hostname, view.node.name):
                    if known:
                        self._known[known] = view.node.id
        return self._known.get(name)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.node(name) is not None


class LinkDesk(QObject):
    """The links in all terminals of a window."""

    def __init__(self, window: Window, bridge: Bridge, settings: SettingsStore, book: TabBook) -> None:
        super().__init__(window)
        self._window, self._bridge, self._settings, self._book = window, bridge, settings, book
        self._tip: Tip | None = None
        self._names = Names(window.fleet.views)
        self._commands: dict[TerminalId, str] = {}
        """What to type into terminals that are not open yet."""
        window.fleet.totals_changed.connect(self._names.forget)
        bridge.tab_changed.connect(self._tab_changed)
        book.forgotten.connect(lambda terminal_id: self._commands.pop(TerminalId(terminal_id), None))

    def attach(self, terminal: TerminalWidget) -> None:
        """Watch over a new terminal."""
        terminal.finder.hosts = self._names
        hover = Hover(terminal, terminal.finder)
        hover.pointed.connect(partial(self._pointed, terminal))
        hover.followed.connect(partial(self.follow, terminal))
        terminal.menu_parts.append(partial(self._extend, terminal, hover))

    # ---- what a person does ----------------------------------------------------------------------

    def follow(self, terminal: TerminalWidget, thing: Thing, place: QPoint) -> None:
        """Do what one expects of a click: open an address, go to a node; else offer what can be done."""
        self._hide_tip()
        found = meaning(thing.found)
        if found.kind is LinkKind.URL:
            self._open(judge(thing, self._node_name(terminal)))
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
            yield _("Open link…"), lambda: self._open(judge(thing, self._node_name(terminal)))
            yield _("Copy link"), partial(_copy, found.target)
        elif found.kind is LinkKind.PATH:
            yield from self._path_choices(terminal, found)
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
                self._bridge.notice.emit(m.Notice(error.problem))
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

    # ---- the card --------------------------------------------------------------------------------

    def _pointed(self, terminal: TerminalWidget, thing: Thing | None, place: QRect) -> None:
        if thing is None:
            self._hide_tip()
            return
        window = terminal.window()
        if self._tip is None or self._tip.parent() is not window:
            self._hide_tip()
            self._tip = Tip(self._window.themes, window)
        self._tip.say(self._notes(terminal, thing), QRect(window.mapFromGlobal(place.topLeft()), place.size()))

    def _hide_tip(self) -> None:
        if self._tip is not None:
            self._tip.hide()

    def _notes(self, terminal: TerminalWidget, thing: Thing) -> list[Note]:
        found = meaning(thing.found)
        notes = [Note(thing.found.target if found.kind is LinkKind.URL else _place(found), mono=True)]
        if found.kind is LinkKind.URL:
            judgement = judge(thing, self._node_name(terminal))
            warnings = judgement.concerns or ((judgement.refusal,) if judgement.refusal else ())
            notes += [Note(words, sign=Sign.WARNING) for words in warnings]
        node_id = self._names.node(found.target) if found.kind is LinkKind.HOST else None
        view = None if node_id is None else self._window.fleet.view(node_id)
        if view is not None and view.node.name != found.target:
            notes.append(Note(view.node.name, name=_("Node")))
        does = {
            LinkKind.URL: _("{keys} opens it"),
            LinkKind.PATH: _("{keys} offers what can be done"),
            LinkKind.HOST: _("{keys} offers what can be done") if view is None else _("{keys} goes there"),
        }[found.kind]
        notes.append(Note(fill(does, {"keys": click_words()}), quiet=True))
        return notes

    def _node_name(self, terminal: TerminalWidget) -> str:
        """Return where a terminal is, empty for this computer."""
        tab = self._book.tab(terminal.terminal_id)
        if tab is None or tab.node_id == LOCAL_NODE:
            return ""
        view = self._window.fleet.view(tab.node_id)
        return view.node.name if view is not None else str(tab.node_id)


def meaning(found: Found) -> Found:
    """Return what an address stands for here: a file of the node, a host to connect to, or itself."""
    if found.kind is not LinkKind.URL:
        return found
    try:
        parts = urlsplit(found.target)
        port = parts.port
    except ValueError:
        return found
    if parts.scheme == "file" and parts.path:
        return Found(found.start, found.end, LinkKind.PATH, unquote(parts.path))
    if parts.scheme in {"ssh", "sftp"} and parts.hostname:
        return Found(found.start, found.end, LinkKind.HOST, parts.hostname, user=parts.username or "", port=port)
    return found


def way_to(found: Found) -> str:
    """Return what a shell takes to go to a path, or to the folder of the file that it is.

    Empty for a path that depends on the folder of a shell which is not known.
    """
    path = found.target
    if not path.startswith(("/", "~")):
        return ""
    folder = f"cd -- {folder_argument(posixpath.dirname(path) or '/')}"
    name = posixpath.basename(path)
    is_file = found.line is not None or "." in name.lstrip(".")
    return folder if is_file else f"cd -- {folder_argument(path)}" + (f" || {folder}" if name else "")


def folder_argument(folder: str) -> str:
    """Return a folder as one argument of a shell; the tilde in front is the shell's."""
    home, slash, rest = folder.partition("/")
    if home.startswith("~"):
        return f"{home}{slash}{quoted([rest]).strip() if rest else ''}"
    return quoted([folder]).strip()


def destination_of(found: Found) -> str:
    """Return a host as the quick connection takes it. A port is that of a service, unless somebody logs in there."""
    host = f"[{found.target}]" if ":" in found.target else found.target
    port = f":{found.port}" if found.port is not None and found.user else ""
    return f"{found.user}@{host}{port}" if found.user else host


def _place(found: Found) -> str:
    place = "".join(f":{number}" for number in (found.line, found.column) if number is not None)
    if found.kind is LinkKind.HOST:
        return destination_of(found)
    return found.target + place


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
