"""Names for identifiers, so that one kind is not passed for another."""

from __future__ import annotations

from typing import NewType

NodeId = NewType("NodeId", str)
"""Stable for as long as the node is in the inventory, e.g. ``fra1/gpu-a01`` or ``quick:ops@gpu01:22``."""

TerminalId = NewType("TerminalId", int)
"""Given by the core, from 1, never reused while the core lives."""

DeployId = NewType("DeployId", str)
"""Given by the core; names the journal of a deployment and the service that it made."""

LOCAL_NODE = NodeId("local")
"""The desk's own machine."""
