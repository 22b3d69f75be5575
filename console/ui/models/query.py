"""The filter's language: ``gpu:h100 free:>40G distro:rhel -state:ok tag:prod OR name:login*``.

Terms that stand beside each other must all hold; ``OR`` parts alternatives; commas part values of which one is enough;
``-`` turns a term round; quotes keep spaces and commas together. ``:`` is "contains" for texts, ``=`` is "is", and
``> < >= <= !=`` compare numbers with their units and versions (also behind the colon). ``key:*`` asks whether there is
a value at all. What a node does not tell never matches, whatever the comparison.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from fnmatch import fnmatchcase

from msgspec import Struct

from console.model.clock import Clock
from console.model.node import NodeState, NodeView
from console.ui.models.queryfields import ALIASES, FIELDS, STATE_WORDS, Field, Kind, field_of

OR = "OR"
_RELATIONS = (":>=", ":<=", ":!=", ":>", ":<", ":=", ">=", "<=", "!=", ":", ">", "<", "=")
_QUOTED = r'"[^"]*"?'
_TERM = re.compile(
    rf"""(?P<sign>-?)
    (?: (?P<key>[A-Za-z][\w.]*) (?P<relation>{"|".join(map(re.escape, _RELATIONS))}) (?P<value>(?:{_QUOTED}|[^\s"])*)
      | (?P<free>(?:{_QUOTED}|[^\s"])+) )""",
    re.VERBOSE,
)
_PART = re.compile(rf'(?:{_QUOTED}|[^,"])+')
_AMOUNT = re.compile(r"(?P<number>[0-9]*\.?[0-9]+)(?P<unit>[^\d\s]*)\Z")

Holds = Callable[[NodeView, datetime | None], bool]


class Term(Struct, frozen=True):
    """One term of a query and where it stands in the text."""

    start: int
    end: int
    key: str
    """As typed; empty for free text."""
    relation: str
    value: str
    negated: bool
    holds: Holds


class QueryError(Struct, frozen=True):
    """Why a query cannot be understood."""

    key: str
    """The unknown key, or the key whose value is wrong."""
    value: str
    nearest: str
    """The known key or value that is most like it; empty where none is."""
    start: int
    end: int


class Query(Struct, frozen=True):
    """A parsed query; an empty one matches every node."""

    alternatives: tuple[tuple[Term, ...], ...] = ()
    """One of them has to hold, each with all its terms. None of them is empty."""
    error: QueryError | None = None
    clock: Clock | None = None

    @property
    def terms(self) -> tuple[Term, ...]:
        """Return all terms in the order of the text."""
        return tuple(term for terms in self.alternatives for term in terms)

    @property
    def is_narrow(self) -> bool:
        """Tell whether it leaves anything out."""
        return bool(self.alternatives)

    @property
    def is_ageing(self) -> bool:
        """Tell whether time alone changes what matches."""
        return any(field_of(term.key) is FIELDS["age"] for term in self.terms)

    @property
    def free_text(self) -> str:
        """Return the first free term, which rows mark in their names."""
        return next((unquoted(term.value) for term in self.terms if not term.key and not term.negated), "")

    def matches(self, view: NodeView) -> bool:
        """Tell whether it asks for this node."""
        if not self.alternatives:
            return True
        now = self.clock.now() if self.clock is not None else None
        return any(all(term.holds(view, now) is not term.negated for term in terms) for terms in self.alternatives)


def parse(text: str, clock: Clock | None = None) -> Query:
    """Read a query; at the first mistake it says which one and matches everything. Ages need a clock."""
    alternatives: list[list[Term]] = [[]]
    for match in _TERM.finditer(text):
        if match["free"] == OR and not match["sign"]:
            alternatives.append([])
            continue
        term = _term(match)
        if isinstance(term, QueryError):
            return Query(error=term)
        if term is not None:
            alternatives[-1].append(term)
    return Query(tuple(tuple(terms) for terms in alternatives if terms), clock=clock)


def unquoted(text: str) -> str:
    """Return a value without its quotes."""
    return text.replace('"', "")


def _term(match: re.Match[str]) -> Term | QueryError | None:
    negated = match["sign"] == "-"
    start, end = match.span()
    if match["free"] is not None:
        wanted = unquoted(match["free"]).casefold()
        if wanted in {"", "-"}:
            return None
        return Term(start, end, "", "", match["free"], negated, lambda view, _now: _anywhere(view, wanted))
    key, relation, value = match["key"], match["relation"], match["value"]
    field = field_of(key)
    if field is None:
        return QueryError(key, "", nearest(key, (*FIELDS, *ALIASES)), start, end)
    values = [unquoted(part) for part in _PART.findall(value)]
    if not any(values):
        return None
    bare = relation.removeprefix(":") or ":"
    conditions = []
    for part in filter(None, values):
        holds = _condition(field, bare, part)
        if holds is None:
            known = STATE_WORDS if field.name == "state" and bare in {":", "=", "!="} else ()
            return QueryError(key, part if bare == ":" else f"{bare}{part}", nearest(part, known), start, end)
        conditions.append(holds)
    if bare == "!=":
        return Term(start, end, key, relation, value, not negated, _any_of(conditions))
    return Term(start, end, key, relation, value, negated, _any_of(conditions))


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is most like ``word``; empty where none is."""
    from difflib import get_close_matches

    close = get_close_matches(word.lower(), list(known), n=1, cutoff=0.5)
    return close[0] if close else ""


def _any_of(conditions: list[Holds]) -> Holds:
    if len(conditions) == 1:
        return conditions[0]
    return lambda view, now: any(holds(view, now) for holds in conditions)


def _anywhere(view: NodeView, wanted: str) -> bool:
    node = view.node
    return any(wanted in text.casefold() for text in (node.name, node.address_shown or node.host, node.alias))


def _condition(field: Field, relation: str, value: str) -> Holds | None:
    if field.kind is Kind.NUMBER:
        return _number_condition(field, relation, value)
    if value == "*" and relation in {":", "=", "!="}:
        return lambda view, _now: any(True for _text in field.texts(view))
    if field.name == "state":
        return _state_condition(relation, value)
    if relation in {">", "<", ">=", "<="}:
        return _version_condition(field, relation, value) if field.kind is Kind.VERSION else None
    return _text_condition(field, relation, value)


def _state_condition(relation: str, value: str) -> Holds | None:
    words = [states for word, states in STATE_WORDS.items() if word.startswith(value.lower())]
    states = frozenset[NodeState]().union(*words)
    if not states or relation not in {":", "=", "!="}:
        return None
    return lambda view, _now: view.state in states


def _text_condition(field: Field, relation: str, value: str) -> Holds:
    wanted, texts = value.casefold(), field.texts
    if "*" in wanted or "?" in wanted:
        pattern = wanted.replace("[", "[[]")
        return lambda view, _now: any(fnmatchcase(text.casefold(), pattern) for text in texts(view))
    if relation == ":":
        return lambda view, _now: any(wanted in text.casefold() for text in texts(view))
    return lambda view, _now: any(wanted == text.casefold() for text in texts(view))


def _numbers(text: str) -> tuple[int, ...]:
    """Return what versions are compared by: ``6.8.0-71-generic`` is 6, 8, 0, 71."""
    return tuple(int(part) for part in re.findall(r"\d{1,9}", text))


def _version_condition(field: Field, relation: str, value: str) -> Holds | None:
    wanted = _numbers(value)
    if not wanted or not value[0].isdigit():
        return None

    def holds(view: NodeView, _now: datetime | None) -> bool:
        for text in field.texts(view):
            # As many parts as were typed: 12.4.1 is not more than 12.4, and 9.4 is not more than 9.
            found = _numbers(text)[: len(wanted)]
            if found and _holds(relation, less=found < wanted, more=found > wanted):
                return True
        return False

    return holds


def _number_condition(field: Field, relation: str, value: str) -> Holds | None:
    if value == "*":
        return lambda view, now: field.number(view, now) is not None
    amount = _AMOUNT.match(value)
    factor = field.units.get(amount["unit"].lower()) if amount else None
    if amount is None or factor is None:
        return None
    limit = float(amount["number"]) * factor
    step = factor * 10.0 ** -len(amount["number"].partition(".")[2])

    def holds(view: NodeView, now: datetime | None) -> bool:
        number = field.number(view, now)
        if number is None:
            return False
        if relation in {":", "=", "!="}:
            # As exactly as it was typed.
            return round(number / step) == round(limit / step)
        return _holds(relation, less=number < limit, more=number > limit)

    return holds


def _holds(relation: str, *, less: bool, more: bool) -> bool:
    return {">": more, "<": less, ">=": not less, "<=": not more}[relation]
