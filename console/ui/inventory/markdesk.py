"""Marks at the window: of one node, several or a group, from the menu or the command field, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.model.errors import Problem
from console.model.marks import MarkChange, MarkTargets
from console.model.node import NodeView, Source
from console.model.text import fill
from console.settings.language import _, ngettext
from console.ui.environments import environment_word
from console.ui.models.ordering import Grouping
from console.ui.signs import Sign
from console.ui.treechoice import Choice, ChosenGroup
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.bridge import Bridge
    from console.ui.inventory.marksheet import MarkSheet
    from console.ui.window import Window

_UNWRITTEN = frozenset({Source.LOCAL, Source.SIMULATION, Source.QUICK_CONNECT, Source.PROMETHEUS})
"""Nodes that stand in no inventory."""


class MarkDesk(QObject):
    """Opens the sheet for what is chosen and sends what a person changed."""

    def __init__(self, window: Window, bridge: Bridge) -> None:
        super().__init__(window)
        self._window, self._bridge = window, bridge
        window.commands.bind("mark_nodes", self._mark_chosen)
        window.panel.menu_entries.append(lambda view: self._entries(Choice((view,))))
        window.panel.choice_entries.append(self._entries)

    def _entries(self, choice: Choice) -> Sequence[tuple[str, Callable[[], object]]]:
        if self._markable(choice) is None:
            return []
        return [(_("Mark: environment, colour, tags, notes…"), partial(self.mark, choice))]

    def _mark_chosen(self) -> None:
        choice = self._window.panel.view.choice()
        tab = self._window.desk.active_tab()
        if choice == Choice() and tab is not None and (view := self._window.fleet.view(tab.node_id)) is not None:
            choice = Choice((view,))
        if choice == Choice():
            self._window.toast.say(_("Choose a node in the fleet first"), sign=Sign.HOLLOW)
        elif self._markable(choice) is None:
            hint = _("Only what stands in ~/.ssh/config or another inventory can be marked.")
            if any(view.node.source is Source.SIMULATION for view in choice.nodes):
                hint = _("The simulated data centre has no file to write marks to. Its nodes come with theirs.")
            self._window.toast.say(_("This stands in no inventory"), hint, Sign.HOLLOW)
        else:
            self.mark(choice)

    def mark(self, choice: Choice) -> None:
        """Ask what the person's own file says of them, then show it to be changed."""
        targets = self._markable(choice)
        if targets is not None:
            self._bridge.ask(m.AskMarks(targets=targets), partial(self._show, choice, targets))

    def _markable(self, choice: Choice) -> MarkTargets | None:
        """Return what is marked for a choice; None where there is nothing that could be."""
        is_by_path = self._window.fleet.order.grouping is Grouping.PATH
        # A group of the tree that is none of the inventory stands for the nodes in it.
        groups = [group for group in choice.groups if is_by_path and _writable(group.views)]
        loose = () if is_by_path else [view for group in choice.groups for view in group.views]
        nodes = _writable((*choice.nodes, *loose))
        if not nodes and not groups:
            return None
        ids = dict.fromkeys(view.node.id for view in nodes)
        return MarkTargets(tuple(ids), tuple(group.path for group in groups))

    def _show(self, choice: Choice, targets: MarkTargets, marks: object) -> None:
        if not isinstance(marks, m.Marks):
            return
        from console.ui.inventory.marksheet import MarkSheet, MarkWords

        words = MarkWords(_title(choice, targets), _detail(choice, targets), _others(choice, targets, marks))
        sheet = MarkSheet(self._window.themes, words, marks.marks, marks.file)
        writer = _Writer(self, self._window, self._bridge, sheet, targets, marks.version)
        sheet.save_wanted.connect(writer.write)
        sheet.finished.connect(writer.deleteLater)
        self._window.sheets.present(sheet)


class _Writer(QObject):
    """Brings what is saved in one sheet to the core, until it is written or given up."""

    def __init__(
        self, parent: QObject, window: Window, bridge: Bridge, sheet: MarkSheet, targets: MarkTargets, version: str
    ) -> None:
        super().__init__(parent)
        self._window, self._bridge, self._sheet = window, bridge, sheet
        self._targets, self._version = targets, version
        self._is_open = True
        sheet.finished.connect(self._close)

    def _close(self) -> None:
        self._is_open = False

    def write(self, change: MarkChange) -> None:
        """Send a change; where nothing is changed there is nothing to write."""
        if change == MarkChange():
            self._sheet.accept()
            return
        request = m.ChangeMarks(targets=self._targets, change=change, version=self._version)
        self._bridge.ask(request, self._written, self._refused)

    def _written(self, done: object) -> None:
        if self._is_open:
            self._sheet.accept()
        if isinstance(done, m.MarksChanged) and done.number:
            undo = partial(_take_back, self._window, self._bridge, done.number)
            self._window.toast.say(_("Marked"), _written_words(self._targets), action=_("Undo"), call=undo)

    def _refused(self, problem: Problem) -> None:
        if not self._is_open:
            return
        self._sheet.show_problem(problem)
        if problem.code == "inventory.file_moved_on":
            self._bridge.ask(m.AskMarks(targets=self._targets), self._rebase, self._sheet.show_problem)

    def _rebase(self, marks: object) -> None:
        if self._is_open and isinstance(marks, m.Marks):
            self._version = marks.version
            self._sheet.rebase(marks.marks)


def _take_back(window: Window, bridge: Bridge, number: int) -> None:
    bridge.ask(m.UndoMarks(number=number), lambda _none: window.toast.say(_("The marks are as they were before")))


def _writable(views: Sequence[NodeView]) -> list[NodeView]:
    return [view for view in views if view.node.source not in _UNWRITTEN]


def _title(choice: Choice, targets: MarkTargets) -> str:
    if len(targets.groups) == 1 and not targets.node_ids:
        return fill(_("Mark the group {name}"), {"name": " / ".join(targets.groups[0])})
    if targets.groups and not targets.node_ids:
        return ngettext("Mark {count} group", "Mark {count} groups", len(targets.groups))
    if targets.groups:
        return _("Mark nodes and groups")
    if len(targets.node_ids) == 1:
        names = [view.node.name for view in (*choice.nodes, *_inside(choice.groups))]
        return fill(_("Mark {node}"), {"node": names[0]})
    return ngettext("Mark {count} node", "Mark {count} nodes", len(targets.node_ids))


def _inside(groups: Sequence[ChosenGroup]) -> list[NodeView]:
    return [view for group in groups for view in group.views]


def _detail(choice: Choice, targets: MarkTargets) -> str:
    """Return which nodes are meant, where the title does not say it."""
    if targets.groups:
        count = len({view.node.id for view in (*choice.nodes, *_inside(choice.groups))})
        return ngettext(
            "It counts for {count} node, also for later ones.",
            "It counts for {count} nodes, also for later ones.",
            count,
        )
    names = [view.node.name for view in _writable((*choice.nodes, *_inside(choice.groups)))]
    return ", ".join(names[:6]) + (" …" if len(names) > 6 else "") if len(names) > 1 else ""


def _others(choice: Choice, targets: MarkTargets, marks: m.Marks) -> str:
    """Return what else is said of a single node: by its group, or by other sources."""
    if targets.groups or len(targets.node_ids) != 1:
        return ""
    nodes = (view.node for view in (*choice.nodes, *_inside(choice.groups)))
    node, own = next(node for node in nodes if node.id == targets.node_ids[0]), marks.marks[0]
    tags = [tag for tag in node.tags if tag not in own.tags]
    parts = []
    if own.environment is None and (environment := environment_word(node.environment)):
        parts.append(environment)
    if tags:
        parts.append(fill(_("tags {value}"), {"value": ", ".join(tags)}))
    notes = [line for line in node.notes.splitlines() if line not in own.notes.splitlines()]
    if notes:
        parts.append(fill(_("notes “{value}”"), {"value": " ".join(notes)}))
    return fill(_("Its groups and other sources say: {what}. That stays."), {"what": "; ".join(parts)}) if parts else ""


def _written_words(targets: MarkTargets) -> str:
    parts = []
    if targets.node_ids:
        parts.append(ngettext("{count} node", "{count} nodes", len(targets.node_ids)))
    if targets.groups:
        parts.append(ngettext("{count} group", "{count} groups", len(targets.groups)))
    return ", ".join(parts)
