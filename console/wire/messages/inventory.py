"""The inventory: its sources, what a reading of them changes, and who says what of a node."""

from __future__ import annotations

from datetime import datetime

from console.model.ids import NodeId
from console.model.inventory import NodeChange, SourceState, Told
from console.wire.messages.base import Event, Request, Result


class InventoryRead(Event, frozen=True):
    """The sources were read, and what that changed was taken. A desk that attaches is told the last ones again."""

    at: datetime
    sources: tuple[SourceState, ...]
    changes: tuple[NodeChange, ...] = ()
    by_itself: bool = False
    """A file changed or a live source was due: nobody has seen the changes before."""


class PreviewInventory(Request, frozen=True, kw_only=True):
    """Read the sources without taking what they say. Reply: InventoryPreview."""

    path: str = ""
    """An inventory to read as well, which is added when the preview is taken."""
    without: str = ""
    """The id of a source to leave out, which is taken out of the person's file when the preview is taken."""


class InventoryPreview(Result, frozen=True):
    """What would change."""

    number: int
    """To take it by."""
    sources: tuple[SourceState, ...]
    changes: tuple[NodeChange, ...]


class TakeInventory(Request, frozen=True, kw_only=True):
    """Take the preview of this number; it is refused when the inventory has changed since."""

    number: int


class AskOrigins(Request, frozen=True, kw_only=True):
    """Ask where a node is known from. Reply: Origins."""

    node_id: NodeId


class Origins(Result, frozen=True):
    """What each source says of a node, strongest first."""

    told: tuple[Told, ...]
    sources: tuple[SourceState, ...]
