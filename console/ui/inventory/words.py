"""The inventory in words: fields, kinds of sources, changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from console.model.inventory import ChangeKind, FieldChange, NodeChange, SourceState, count
from console.model.node import Source
from console.model.text import fill
from console.settings.language import _, ngettext


def field_name(field: str) -> str:
    """Return what people call a field."""
    return {
        "name": _("Name"),
        "path": _("Group"),
        "host": _("Host"),
        "port": _("Port"),
        "user": _("User"),
        "identity_files": _("Key files"),
        "known_hosts": _("Known hosts"),
        "jumps": _("Jump hosts"),
        "alias": _("Host in ssh_config"),
        "environment": _("Environment"),
        "rack": _("Rack"),
        "tags": _("Tags"),
        "groups": _("Groups"),
        "notes": _("Notes"),
        "color": _("Colour"),
    }.get(field, field)


def kind_name(kind: Source) -> str:
    """Return what people call a kind of source."""
    return {
        Source.INVENTORY: _("Inventory file"),
        Source.SSH_CONFIG: _("SSH config"),
        Source.ANSIBLE: _("Ansible inventory"),
        Source.SLURM: "Slurm",
        Source.KUBERNETES: "Kubernetes",
    }.get(kind, kind.value)


def source_name(source_id: str) -> str:
    """Return kind and place of a source, by its id."""
    kind, _colon, place = source_id.partition(":")
    return f"{kind_name(Source(kind))}  {place}" if kind in set(Source) else source_id


def short_name(source_id: str) -> str:
    """Return kind and last part of a source: ``Ansible inventory  hosts.yml``."""
    kind, _colon, place = source_id.partition(":")
    return source_name(f"{kind}:{place.rpartition('/')[2]}")


def field_words(change: FieldChange) -> str:
    """Return a change of a field: ``Port: 22 → 2222``."""
    name, new = field_name(change.field), change.new or _("not said")
    return f"{name}: {change.old} → {new}" if change.old else f"{name}: {new}"


def change_words(change: NodeChange) -> str:
    """Return a change of a node: what became of it, and its name."""
    words = {
        ChangeKind.ADDED: _("Added: {node}"),
        ChangeKind.CHANGED: _("Changed: {node}"),
        ChangeKind.GONE: _("Gone: {node}"),
    }
    return fill(words[change.kind], {"node": change.name})


def summary(changes: Iterable[NodeChange]) -> str:
    """Return how many nodes are added, changed and gone."""
    counts = count(changes)
    parts = [
        ngettext("{count} node added", "{count} nodes added", counts[ChangeKind.ADDED]),
        ngettext("{count} changed", "{count} changed", counts[ChangeKind.CHANGED]),
        ngettext("{count} gone", "{count} gone", counts[ChangeKind.GONE]),
    ]
    kinds = (ChangeKind.ADDED, ChangeKind.CHANGED, ChangeKind.GONE)
    return ", ".join(part for part, kind in zip(parts, kinds, strict=True) if counts[kind]) or _("Nothing changes")


def state_words(state: SourceState) -> str:
    """Return how a source is."""
    if state.is_kept:
        return _("Cannot be read: the nodes of before are kept")
    if state.loaded_at is None:
        return _("Cannot be read") if state.problems else _("Not read yet")
    if state.problems:
        return ngettext("{count} remark", "{count} remarks", len(state.problems))
    return _("Read")


def failing(sources: Sequence[SourceState]) -> list[SourceState]:
    """Return the sources that could not be read."""
    return [state for state in sources if state.is_kept or (state.loaded_at is None and state.problems)]
