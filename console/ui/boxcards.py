"""The containers of the node that a terminal is on: found in its text, told in a card, gone to on the node's page.

A node tells of its containers only to who looks closely. It is looked at while the pointer is over lines that are
about containers, and for a minute after that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QObject, QTimer

from console.model.clock import Clock
from console.model.ids import NodeId
from console.model.node_detail import Container, NodeDetail
from console.model.text import fill
from console.settings.language import _
from console.ui.formats import age_text
from console.ui.linktip import Note
from console.ui.signs import Sign
from console.ui.terminal.links import Found
from console.ui.terminal.logical import LogicalLine, Rows
from console.ui.terminal.worktext import recognise_boxes, speaks_of_containers

if TYPE_CHECKING:
    from console.ui.nodeview.opener import NodeDetails

VIEWER = "pointer"
KEPT_MS = 60_000
DIGITS = 12


class NodeBoxes(Struct, frozen=True):
    """The containers that a node told of."""

    detail: NodeDetail

    def find(self, name: str) -> str | None:
        """Return the twelve digits of the container that is called so."""
        boxes = self.detail.containers or ()
        return next((box.id for box in boxes if name == box.name or _is_identity(name, box)), None)

    def box(self, found: Found) -> Container | None:
        """Return the container that a text is about."""
        kind, _space, digits = found.target.partition(" ")
        boxes = self.detail.containers or ()
        return next((box for box in boxes if kind == "container" and box.id == digits), None)


class BoxCards(QObject):
    """Looks at nodes for the pointer. ``details`` keeps what nodes say, once the window has all its parts."""

    def __init__(self, parent: QObject, details: Callable[[], NodeDetails | None], clock: Clock) -> None:
        super().__init__(parent)
        self._details, self._clock = details, clock
        self._enough = QTimer(self, singleShot=True, interval=KEPT_MS)
        self._enough.timeout.connect(lambda: self._look_at(frozenset()))

    def recognise(self, node_id: NodeId, line: LogicalLine, rows: Rows) -> list[Found]:
        """Return what a line says of the containers of its node; one that is not known yet is asked."""
        boxes = self._of(node_id)
        found = [] if boxes is None else recognise_boxes(line, boxes)
        if found or (boxes is None and speaks_of_containers(line, rows)):
            self._look_at(frozenset({node_id}))
            self._enough.start()
        return found

    def box(self, node_id: NodeId, found: Found) -> Container | None:
        """Return the container of a node that a text is about."""
        boxes = self._of(node_id)
        return None if boxes is None else boxes.box(found)

    def notes(self, node_id: NodeId, node: str, box: Container) -> Iterator[Note]:
        """Yield the lines of a card about a container of the node that is called ``node``."""
        running = box.state.lower() in {"running", "up"}
        yield Note(fill(_("Container {name}"), {"name": box.name}), sign=None if running else Sign.HOLLOW, strong=True)
        values = (
            (_("Image"), box.image),
            (_("State"), box.state),
            (_("Distribution inside"), box.system or ""),
            (_("CUDA inside"), box.cuda_version or ""),
            (_("GPUs given"), ", ".join(box.gpus)),
            (_("Pod"), box.pod or ""),
        )
        yield from (Note(words, name=name) for name, words in values if words)
        boxes = self._of(node_id)
        at = None if boxes is None else boxes.detail.containers_at
        if at is not None:
            age = age_text(max(0.0, (self._clock.now() - at).total_seconds()))
            yield Note(fill(_("{node}, {age} ago"), {"node": node, "age": age}), quiet=True)

    def go(self, node_id: NodeId, box: Container) -> None:
        """Show a container on the page of its node."""
        details = self._details()
        if details is not None:
            details.open(node_id, part="containers", row=box.id)

    def _of(self, node_id: NodeId) -> NodeBoxes | None:
        details = self._details()
        detail = None if details is None else details.detail(node_id)
        return None if detail is None or detail.containers is None else NodeBoxes(detail)

    def _look_at(self, node_ids: frozenset[NodeId]) -> None:
        details = self._details()
        if details is not None:
            details.want(VIEWER, node_ids)


def _is_identity(name: str, box: Container) -> bool:
    return len(name) >= DIGITS and box.id == name[:DIGITS] and all(c in "0123456789abcdef" for c in name)
