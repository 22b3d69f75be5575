"""Values as the core tells them."""

from __future__ import annotations

from datetime import UTC, datetime

from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.inventory import ChangeKind, FieldChange, NodeChange, SourceState, Told
from console.model.node import Source
from console.wire import messages as m

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
BROKEN = Problem("inventory.unreadable", "{place}: the inventory cannot be read: {reason}.", "Correct the line.",
                 {"place": "/srv/hosts.yml:3", "reason": "a colon is missing"})  # fmt: skip
OWN = SourceState("inventory:/home/inventory.toml", Source.INVENTORY, "/home/inventory.toml", 3, AT)
ANSIBLE = SourceState("ansible:/srv/hosts.yml", Source.ANSIBLE, "/srv/hosts.yml", 12, AT, is_kept=True,
                      problems=(BROKEN,), is_removable=True)  # fmt: skip
CHANGES = (
    NodeChange(ChangeKind.ADDED, NodeId("n"), "gpu-new", (FieldChange("host", "", "192.0.2.9"),)),
    NodeChange(ChangeKind.CHANGED, NodeId("c"), "gpu-c01", (FieldChange("port", "22", "2222"),
                                                            FieldChange("rack", "R1", ""))),
    NodeChange(ChangeKind.GONE, NodeId("g"), "gpu-old"),
)  # fmt: skip
TOLD = (
    Told(OWN.id, (("name", "gpu-a01"), ("user", "ops")), ("name", "user")),
    Told(ANSIBLE.id, (("name", "gpu-a01"), ("user", "deploy"), ("host", "192.0.2.1")), ("host",)),
)


def reading(*, by_itself: bool = True) -> m.InventoryRead:
    return m.InventoryRead(AT, (OWN, ANSIBLE), CHANGES, by_itself)
