"""What a person has chosen so far, as a value, and what is still wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from console.model.field import Pairs
from console.model.ids import NodeId
from console.model.node import NodeState, NodeView, Source
from console.model.service import DeployRequest
from console.model.text import N_, Text

SMALLEST_PORT, LARGEST_PORT = 1024, 65535
MOST_THREADS = 256
_NAME = re.compile(r"[a-z][a-z0-9-]{0,47}\Z")
_DIRECTORY = re.compile(r"[\w./~+@-]+\Z")

TARGETS: tuple[tuple[str, str, str], ...] = (
    ("auto", N_("Whichever the node has"), N_("A systemd user service where there is one, else a supervised process.")),
    ("systemd", N_("systemd user service"), N_("Starts again by itself, its log is in the journal.")),
    ("process", N_("Supervised process"), N_("Runs without systemd, with a pid file and a log beside it.")),
)
"""Target, title, meaning."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """A field of the form that cannot stay as it is."""

    field: str
    message: Text


def can_be_chosen(view: NodeView) -> bool:
    """Tell whether a model can be put on a node at all: it is reached over SSH and its key is not in doubt."""
    return view.node.source is not Source.LOCAL and view.state is not NodeState.KEY_CHANGED


def default_request(nodes: tuple[NodeId, ...]) -> DeployRequest:
    """Return the request that a fresh wizard shows."""
    return DeployRequest(nodes, model="", arguments=(("threads", "1"),))


def with_fields(request: DeployRequest, fields: dict[str, str]) -> tuple[DeployRequest, list[FieldError]]:
    """Return the request with what the form says, and what in the form cannot stay."""
    errors = []
    name, directory = fields["service_name"].strip(), fields["directory"].strip()
    if not _NAME.match(name):
        errors.append(FieldError("service_name", Text(N_("Use small letters, digits and hyphens, a letter first."))))
    port = _whole(fields["port"])
    if port is None or not SMALLEST_PORT <= port <= LARGEST_PORT:
        limits = {"low": str(SMALLEST_PORT), "high": str(LARGEST_PORT)}
        errors.append(FieldError("port", Text(N_("Use a number from {low} to {high}."), limits)))
    threads = _whole(fields["threads"])
    if threads is None or not 1 <= threads <= MOST_THREADS:
        limits = {"low": "1", "high": str(MOST_THREADS)}
        errors.append(FieldError("threads", Text(N_("Use a number from {low} to {high}."), limits)))
    if not _DIRECTORY.match(directory) or not (directory.startswith("~/") or PurePosixPath(directory).is_absolute()):
        errors.append(FieldError("directory", Text(N_("Use a path that begins with / or ~/, without spaces."))))
    if errors:
        return request, errors
    changed = replace(
        request,
        service_name=name,
        port=port or request.port,
        arguments=_with(request.arguments, "threads", str(threads)),
        directory=directory,
        wheelhouse=fields["wheelhouse"].strip(),
        target=fields["target"],
    )
    return changed, []


def _with(chosen: Pairs, name: str, value: str) -> Pairs:
    return (*((other, kept) for other, kept in chosen if other != name), (name, value))


def _whole(text: str) -> int | None:
    return int(text) if text.strip().isdecimal() and text.isascii() else None
