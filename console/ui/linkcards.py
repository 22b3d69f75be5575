"""The cards beside the pointer: where a link leads, how a GPU is now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect

from console.model.ids import LOCAL_NODE, NodeId
from console.model.node import NodeView
from console.model.text import fill
from console.settings.language import _
from console.ui.boxcards import BoxCards
from console.ui.gpucards import GpuCards
from console.ui.linkpolicy import judge
from console.ui.linktargets import meaning, shown_target
from console.ui.linktip import Note, Tip
from console.ui.qtwords import click_words
from console.ui.signs import Sign
from console.ui.terminal.finding import LIVE, Thing
from console.ui.terminal.links import LinkKind
from console.ui.workcards import Works

if TYPE_CHECKING:
    from console.ui.tabbook import TabBook
    from console.ui.terminal.widget import TerminalWidget
    from console.ui.window import Window


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


class LinkCards:
    """Shows one card at a time; one about a GPU goes on telling how it is."""

    def __init__(
        self, window: Window, book: TabBook, names: Names, gpus: GpuCards, works: Works, boxes: BoxCards
    ) -> None:
        self._window, self._book, self._names = window, book, names
        self._gpus, self._works, self._boxes = gpus, works, boxes
        self.tip: Tip | None = None
        self._shown: tuple[TerminalWidget, Thing] | None = None
        window.fleet.totals_changed.connect(self.refresh)

    def point(self, terminal: TerminalWidget, thing: Thing | None, place: QRect) -> None:
        """Show what is known of a thing at a place of the screen; hide the card where there is none."""
        if thing is None:
            self.hide()
            return
        window = terminal.window()
        if self.tip is None or self.tip.parent() is not window:
            self.hide()
            self.tip = Tip(self._window.themes, window)
        self._shown = terminal, thing
        self.tip.say(list(self._notes(terminal, thing)), QRect(window.mapFromGlobal(place.topLeft()), place.size()))

    def hide(self) -> None:
        """Take the card away."""
        self._shown = None
        if self.tip is not None:
            self.tip.hide()

    def refresh(self) -> None:
        """Say anew what the card is about, as it is now."""
        if self._shown is None or self.tip is None or self._shown[1].found.kind not in LIVE:
            return
        terminal, thing = self._shown
        if terminal.window() is self.tip.parent():
            self.tip.say(list(self._notes(terminal, thing)))

    # ---- where a terminal is ---------------------------------------------------------------------

    def view(self, terminal: TerminalWidget) -> NodeView | None:
        """Return what is known of the node of a terminal; None for this computer."""
        tab = self._book.tab(terminal.terminal_id)
        return None if tab is None else self._window.fleet.view(tab.node_id)

    def node_id(self, terminal: TerminalWidget) -> NodeId | None:
        """Return the node that a terminal is on, while the fleet has it; None for this computer."""
        view = self.view(terminal)
        return None if view is None else view.node.id

    def node_name(self, terminal: TerminalWidget) -> str:
        """Return where a terminal is, empty for this computer."""
        tab = self._book.tab(terminal.terminal_id)
        if tab is None or tab.node_id == LOCAL_NODE:
            return ""
        view = self._window.fleet.view(tab.node_id)
        return view.node.name if view is not None else str(tab.node_id)

    # ---- words -----------------------------------------------------------------------------------

    def _notes(self, terminal: TerminalWidget, thing: Thing) -> Iterator[Note]:
        found = meaning(thing.found)
        if found.kind is LinkKind.WORK:
            node_id = self.node_id(terminal)
            box = None if node_id is None else self._boxes.box(node_id, found)
            if node_id is not None and box is not None:
                yield from self._boxes.notes(node_id, self.node_name(terminal), box)
            if box is None or self._works.places(found.target):
                yield from self._works.notes(found)
            return
        if found.kind in LIVE:
            yield from self._gpus.notes(found, self._gpus.of(self.view(terminal)))
            return
        yield Note(shown_target(thing.found if found.kind is LinkKind.URL else found), mono=True)
        if found.kind is LinkKind.URL:
            judgement = judge(thing, self.node_name(terminal))
            warnings = judgement.concerns or ((judgement.refusal,) if judgement.refusal else ())
            yield from (Note(words, sign=Sign.WARNING) for words in warnings)
        node_id = self._names.node(found.target) if found.kind is LinkKind.HOST else None
        view = None if node_id is None else self._window.fleet.view(node_id)
        if view is not None and view.node.name != found.target:
            yield Note(view.node.name, name=_("Node"))
        does = _("{keys} offers what can be done")
        if found.kind is LinkKind.URL:
            does = _("{keys} opens it")
        elif view is not None:
            does = _("{keys} goes there")
        yield Note(fill(does, {"keys": click_words()}), quiet=True)
