"""The filter's language: ``state:warn rack:a01 -os:sles temp>60 free text``. All terms must hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from console.model.node import NodeState, NodeView
from console.ui.models.readings import node_readings

_TERM = re.compile(r"(?P<sign>-?)(?:(?P<key>[A-Za-z][\w.]*)(?P<relation>[:<>])(?P<value>\S*)|(?P<free>\S+))")

_STATE_WORDS: dict[str, frozenset[NodeState]] = {
    "warn": frozenset({NodeState.WARNING}),
    "fail": frozenset({NodeState.FAILED}),
    "key": frozenset({NodeState.KEY_CHANGED}),
    "unreach": frozenset({NodeState.UNREACHABLE}),
    "busy": frozenset({NodeState.CONNECTING}),
    "drain": frozenset({NodeState.DRAINED}),
    "bad": frozenset({NodeState.KEY_CHANGED, NodeState.FAILED, NodeState.WARNING, NodeState.UNREACHABLE}),
} | {state.value: frozenset({state}) for state in NodeState}

_ALIASES = {
    "gpu.temp": "temp", "rack": "group", "datacenter": "site", "environment": "env", "distro": "os",
    "gpu.util": "util", "load": "util", "address": "host", "watts": "power",
}  # fmt: skip


def _gpu_names(view: NodeView) -> str:
    return " ".join(gpu.name or "" for gpu in view.snapshot.gpus) if view.snapshot else ""


def _distro(view: NodeView) -> str:
    distro = view.snapshot.distro if view.snapshot else None
    return f"{distro.id} {distro.pretty_name}" if distro else ""


TEXT_FIELDS: dict[str, Callable[[NodeView], str]] = {
    "name": lambda view: view.node.name,
    "host": lambda view: f"{view.node.host} {view.node.address_shown}",
    "site": lambda view: view.node.path[0] if view.node.path else "",
    "group": lambda view: " ".join(view.node.path[1:] or view.node.path),
    "env": lambda view: view.node.environment.value,
    "os": _distro,
    "gpu": _gpu_names,
    "tag": lambda view: " ".join(view.node.tags),
    "kernel": lambda view: (view.snapshot.kernel or "") if view.snapshot else "",
    "driver": lambda view: (view.snapshot.driver_version or "") if view.snapshot else "",
}


def _percent(share: float | None) -> float | None:
    return None if share is None else share * 100


NUMBER_FIELDS: dict[str, Callable[[NodeView], float | None]] = {
    "temp": lambda view: node_readings(view).temperature_celsius,
    "util": lambda view: _percent(node_readings(view).load),
    "mem": lambda view: _percent(node_readings(view).memory),
    "power": lambda view: node_readings(view).power_watts,
    "gpus": lambda view: float(len(view.snapshot.gpus)) if view.snapshot else None,
    "latency": lambda view: None if view.latency_seconds is None else view.latency_seconds * 1000,
}


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a query and where it stands in the text."""

    start: int
    end: int
    key: str
    """As typed; empty for free text."""
    relation: str
    value: str
    negated: bool
    holds: Callable[[NodeView], bool]


@dataclass(frozen=True, slots=True)
class QueryError:
    """Why a query cannot be understood."""

    key: str
    """The unknown key, or the key whose value is wrong."""
    value: str
    nearest: str
    """The known key that is most like it; empty where none is."""
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query; an empty one matches every node."""

    terms: tuple[Term, ...] = ()
    error: QueryError | None = None

    def matches(self, view: NodeView) -> bool:
        """Tell whether all terms hold."""
        return all(term.holds(view) is not term.negated for term in self.terms)

    @property
    def is_narrow(self) -> bool:
        """Tell whether it leaves anything out."""
        return bool(self.terms)

    @property
    def free_text(self) -> str:
        """Return the first free term, which rows mark in their names."""
        return next((term.value for term in self.terms if not term.key and not term.negated), "")


def parse(text: str) -> Query:
    """Read a query; at the first mistake it says which one and matches everything."""
    terms: list[Term] = []
    for match in _TERM.finditer(text):
        term = _term(match)
        if isinstance(term, QueryError):
            return Query(error=term)
        if term is not None:
            terms.append(term)
    return Query(tuple(terms))


def _term(match: re.Match[str]) -> Term | QueryError | None:
    negated = match["sign"] == "-"
    if match["free"] is not None:
        wanted = match["free"].casefold()
        if wanted == "-":
            return None
        return Term(match.start(), match.end(), "", "", match["free"], negated, lambda view: _anywhere(view, wanted))
    key, relation, value = match["key"], match["relation"], match["value"]
    field = _ALIASES.get(key.lower(), key.lower())
    if field != "state" and field not in TEXT_FIELDS and field not in NUMBER_FIELDS:
        return _unknown(match, key)
    if not value:
        return None
    holds = _condition(field, relation, value)
    if holds is None:
        return QueryError(key, value, "", match.start(), match.end())
    return Term(match.start(), match.end(), key, relation, value, negated, holds)


def _unknown(match: re.Match[str], key: str) -> QueryError:
    known = ["state", *TEXT_FIELDS, *NUMBER_FIELDS, *_ALIASES]
    close = get_close_matches(key.lower(), known, n=1, cutoff=0.5)
    return QueryError(key, "", close[0] if close else "", match.start(), match.end())


def _anywhere(view: NodeView, wanted: str) -> bool:
    return any(wanted in text.casefold() for text in (view.node.name, view.node.address_shown or view.node.host))


def _condition(field: str, relation: str, value: str) -> Callable[[NodeView], bool] | None:
    if field == "state":
        words = [states for word, states in _STATE_WORDS.items() if word.startswith(value.lower())]
        states = frozenset[NodeState]().union(*words)
        return (lambda view: view.state in states) if states and relation == ":" else None
    if field in TEXT_FIELDS:
        text, wanted = TEXT_FIELDS[field], value.casefold()
        return (lambda view: wanted in text(view).casefold()) if relation == ":" else None
    try:
        limit = float(value)
    except ValueError:
        return None
    number = NUMBER_FIELDS[field]
    return lambda view: _compare(number(view), relation, limit)


def _compare(number: float | None, relation: str, limit: float) -> bool:
    if number is None:
        return False
    if relation == ">":
        return number > limit
    return number < limit if relation == "<" else round(number) == round(limit)
