"""What the command field suggests: entries of many kinds, found by a few letters, in their sections."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum

from msgspec import Struct

from console.model.node import NodeView
from console.model.text import N_
from console.ui.models.fuzzy import contains, match
from console.ui.models.readings import system_label
from console.ui.models.rows import name_of


class Section(IntEnum):
    """Kinds of entries, in the order in which they stand where nothing is typed."""

    CONNECT = 0
    RECENT = 1
    OPEN = 2
    LAYOUTS = 3
    SNIPPETS = 4
    ACTIONS = 5
    NODES = 6
    FILTERS = 7
    FIELDS = 8
    VALUES = 9


TITLES: dict[Section, str] = {
    Section.CONNECT: N_("Connect"),
    Section.RECENT: N_("Recent"),
    Section.OPEN: N_("Open terminals"),
    Section.LAYOUTS: N_("Layouts"),
    Section.SNIPPETS: N_("Snippets"),
    Section.ACTIONS: N_("Commands"),
    Section.NODES: N_("Nodes"),
    Section.FILTERS: N_("Saved filters"),
    Section.FIELDS: N_("Fields"),
    Section.VALUES: N_("Values"),
}

MOST = 60
"""Suggestions; who sees more types another letter."""
_OTHER_WORDS = 40.0
"""Score of what fits by its detail and its other words only."""
_DESTINATION = re.compile(r"(?i)^ssh(?:://|\s)|@|\s-[Jpl]|:\d+$|^\[|^[^\s.]+\.[^\s]+$")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that can be chosen."""

    words: str
    section: Section
    run: Callable[[], object] = field(compare=False, repr=False)
    detail: str = ""
    """Shown beside the words, and searched as well."""
    aliases: str = ""
    """Searched only: other words for the same thing."""
    keys: str = ""
    forget: Callable[[], object] | None = field(default=None, compare=False, repr=False)
    """Take it out of what is remembered."""


class Hit(Struct, frozen=True):
    """An entry that fits, and the letters of its words that were meant."""

    entry: Entry
    places: frozenset[int] = frozenset()
    score: float = 0.0


def node_entry(view: NodeView, run: Callable[[], object]) -> Entry:
    """Return the entry of a node: found by its name, its address, its system and its place in the tree."""
    node = view.node
    system = system_label(view.snapshot.distro if view.snapshot is not None else None)
    detail = " · ".join(part for part in (node.address_shown or node.host, system) if part)
    return Entry(name_of(node), Section.NODES, run, detail, " ".join((*node.path, *node.tags, node.alias)))


def is_destination(text: str) -> bool:
    """Return whether a text reads as a host: ``user@host``, ``host:22``, ``a.b``, ``ssh host``, ``host -J hop``."""
    return bool(_DESTINATION.search(text.strip()))


def suggest(query: str, entries: Iterable[Entry], connect: Callable[[str], Entry]) -> list[Hit]:
    """Return what fits, section by section; the section of the best hit is first.

    ``connect`` makes the entry that connects to what is typed. It is first where nothing else is meant.
    """
    text = " ".join(query.split())
    if not text:
        return [Hit(entry) for entry in sorted(entries, key=lambda entry: entry.section)]
    hits = sorted(_hits(text, entries), key=lambda hit: -hit.score)[:MOST]
    best: dict[Section, float] = {}
    for hit in hits:
        best.setdefault(hit.entry.section, hit.score)
    order = sorted(best, key=lambda section: -best[section])
    ordered = [hit for section in order for hit in hits if hit.entry.section is section]
    if " " in text and not is_destination(text):
        return ordered
    own = Hit(connect(text))
    is_meant = any(hit.entry.words.casefold().startswith(text.casefold()) for hit in ordered[:1])
    return [*ordered, own] if ordered and (is_meant or not is_destination(text)) else [own, *ordered]


def _hits(text: str, entries: Iterable[Entry]) -> Iterable[Hit]:
    for entry in entries:
        found = match(text, entry.words)
        if found is not None:
            yield Hit(entry, found.places, found.score)
        elif contains(text, f"{entry.words} {entry.detail} {entry.aliases}"):
            yield Hit(entry, score=_OTHER_WORDS)
