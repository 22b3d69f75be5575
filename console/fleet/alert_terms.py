"""Conditions of alert rules: ``gpu.temperature_celsius >= 85 and node.environment == "production"``.

The grammar is Python's for ``and``, ``or``, ``not``, comparisons, ``in`` with a list, ``+ - * /``, numbers, texts and
the names below; nothing is ever called, indexed or assigned. What a node does not tell is unknown, and what depends on
it is unknown too (Kleene's logic): an alert neither begins nor ends by it.
"""

from __future__ import annotations

import ast
import operator
import warnings
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

from console.model.gpu import Gpu
from console.model.node import NodeView
from console.model.text import N_

MOST_CHARACTERS = 1_000

Value = float | str | bool | None
"""None: unknown."""


class Subject(Struct, frozen=True):
    """What a condition is about: a node, and one of its GPUs where the condition names one."""

    view: NodeView
    now: datetime
    gpu: Gpu | None = None


Term = Callable[[Subject], Value]


class Kind(StrEnum):
    """What a part of a condition is."""

    NUMBER = "number"
    TEXT = "text"
    FLAG = "flag"


class Name(Struct, frozen=True):
    """Something that can be asked of a node or a GPU."""

    kind: Kind
    read: Term


class TermError(ValueError):
    """A condition that makes no sense. ``reason`` is marked for the catalogue; ``column`` counts from 1."""

    def __init__(self, reason: str, column: int, word: str = "") -> None:
        super().__init__(reason)
        self.reason, self.column, self.word = reason, column, word


class Condition(Struct, frozen=True):
    """A condition, ready to be asked. ``names`` are those it uses, such as ``gpu.ecc_uncorrected``."""

    holds: Callable[[Subject], bool | None]
    names: frozenset[str]

    @property
    def is_of_gpu(self) -> bool:
        """Tell whether it is asked for each GPU."""
        return any(name.startswith("gpu.") for name in self.names)


def _share(used: float | None, total: float | None) -> float | None:
    return None if used is None or not total else 100 * used / total


def _memory_used_percent(subject: Subject) -> Value:
    snapshot = subject.view.snapshot
    if snapshot is None or snapshot.memory_available_bytes is None:
        return None
    free = _share(snapshot.memory_available_bytes, snapshot.memory_total_bytes)
    return None if free is None else 100 - free


def _disk_used_percent(subject: Subject) -> Value:
    snapshot = subject.view.snapshot
    if snapshot is None:
        return None
    free = _share(snapshot.disk_free_bytes, snapshot.disk_total_bytes)
    return None if free is None else 100 - free


def _load_per_cpu(subject: Subject) -> Value:
    snapshot = subject.view.snapshot
    if snapshot is None or snapshot.load_1m is None or not snapshot.cpu_count:
        return None
    return snapshot.load_1m / snapshot.cpu_count


def _age_seconds(subject: Subject) -> Value:
    snapshot = subject.view.snapshot
    return None if snapshot is None else (subject.now - snapshot.taken_at).total_seconds()


def _latency_milliseconds(subject: Subject) -> Value:
    seconds = subject.view.latency_seconds
    return None if seconds is None else seconds * 1000


def _distro(subject: Subject) -> Value:
    snapshot = subject.view.snapshot
    return None if snapshot is None or snapshot.distro is None else snapshot.distro.id


def _gpu_problem(subject: Subject) -> Value:
    snapshot = subject.view.snapshot
    return None if snapshot is None else snapshot.gpu_problem.code if snapshot.gpu_problem is not None else ""


def _gpu_count(subject: Subject) -> Value:
    return None if subject.view.snapshot is None else float(len(subject.view.snapshot.gpus))


def _gpu_memory_used_percent(subject: Subject) -> Value:
    gpu = subject.gpu
    return None if gpu is None else _share(gpu.memory_used_bytes, gpu.memory_total_bytes)


def _gpu_power_percent(subject: Subject) -> Value:
    gpu = subject.gpu
    return None if gpu is None else _share(gpu.power_draw_watts, gpu.power_limit_watts)


def _gpu_xid(subject: Subject) -> Value:
    """Return the number of the driver's last message about this GPU; 0 where there was none."""
    snapshot, gpu = subject.view.snapshot, subject.gpu
    if snapshot is None or gpu is None or snapshot.xids is None or gpu.bus_id is None:
        return None
    if not snapshot.xids:
        return 0.0
    place = _place(gpu.bus_id)
    return next((float(xid.code) for xid in reversed(snapshot.xids) if _place(xid.bus_id) == place), 0.0)


def _place(bus_id: str) -> str:
    """Return domain, bus and device; the kernel writes four digits of the domain, NVML eight, and no function."""
    return bus_id.lower().split(".")[0][-10:]


def _of_snapshot(field: str) -> Term:
    return lambda subject: None if subject.view.snapshot is None else getattr(subject.view.snapshot, field)


def _of_gpu(field: str) -> Term:
    return lambda subject: None if subject.gpu is None else getattr(subject.gpu, field)


def _gpu_fault(subject: Subject) -> Value:
    return None if subject.gpu is None else subject.gpu.fault.code if subject.gpu.fault else ""


def _gpu_concern(subject: Subject) -> Value:
    return None if subject.gpu is None else subject.gpu.concerns[0].code if subject.gpu.concerns else ""


_NUMBERS_OF_SNAPSHOT = ("uptime_seconds", "load_1m", "cpu_count")
_NUMBERS_OF_GPU = (
    "index", "temperature_celsius", "utilization_percent", "power_draw_watts", "power_limit_watts", "ecc_uncorrected"
)  # fmt: skip

NAMES: Mapping[str, Name] = {
    "node.name": Name(Kind.TEXT, lambda subject: subject.view.node.name),
    "node.state": Name(Kind.TEXT, lambda subject: subject.view.state.value),
    "node.problem": Name(Kind.TEXT, lambda subject: subject.view.problem.code if subject.view.problem else ""),
    "node.environment": Name(Kind.TEXT, lambda subject: subject.view.node.environment.value),
    "node.group": Name(Kind.TEXT, lambda subject: "/".join(subject.view.node.path)),
    "node.kernel": Name(Kind.TEXT, _of_snapshot("kernel")),
    "node.driver": Name(Kind.TEXT, _of_snapshot("driver_version")),
    "node.distro": Name(Kind.TEXT, _distro),
    "node.gpu_problem": Name(Kind.TEXT, _gpu_problem),
    "node.gpus": Name(Kind.NUMBER, _gpu_count),
    "node.missed_samples": Name(Kind.NUMBER, lambda subject: float(subject.view.missed_samples)),
    "node.age_seconds": Name(Kind.NUMBER, _age_seconds),
    "node.latency_milliseconds": Name(Kind.NUMBER, _latency_milliseconds),
    "node.load_per_cpu": Name(Kind.NUMBER, _load_per_cpu),
    "node.memory_used_percent": Name(Kind.NUMBER, _memory_used_percent),
    "node.disk_used_percent": Name(Kind.NUMBER, _disk_used_percent),
    **{f"node.{field}": Name(Kind.NUMBER, _of_snapshot(field)) for field in _NUMBERS_OF_SNAPSHOT},
    "gpu.name": Name(Kind.TEXT, _of_gpu("name")),
    "gpu.fault": Name(Kind.TEXT, _gpu_fault),
    "gpu.concern": Name(Kind.TEXT, _gpu_concern),
    "gpu.memory_used_percent": Name(Kind.NUMBER, _gpu_memory_used_percent),
    "gpu.power_percent": Name(Kind.NUMBER, _gpu_power_percent),
    "gpu.xid": Name(Kind.NUMBER, _gpu_xid),
    **{f"gpu.{field}": Name(Kind.NUMBER, _of_gpu(field)) for field in _NUMBERS_OF_GPU},
}
"""Everything a condition may ask for. Texts are empty where there is nothing to tell of, such as no fault."""


def condition(text: str) -> Condition:
    """Return the condition that ``text`` says.

    Raises:
        TermError: it is none, or compares what cannot be compared.
    """
    if len(text) > MOST_CHARACTERS:
        raise TermError(N_("it is too long"), 1)
    try:
        with warnings.catch_warnings(action="ignore"):  # such as for a \d, which is nobody's business in the core's log
            tree = ast.parse(text.strip() or "?", mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise TermError(N_("it is no condition"), getattr(error, "offset", None) or 1) from error
    reader = _Reader()
    kind, term = reader.read(tree.body)
    if kind is not Kind.FLAG:
        raise TermError(N_("it must be something that is true or not, such as node.gpus < 8"), 1)

    def holds(subject: Subject) -> bool | None:
        value = term(subject)
        return None if value is None else bool(value)

    return Condition(holds, frozenset(reader.names))


Compare = Callable[[Any, Any], bool]
_COMPARE: Mapping[type[ast.cmpop], Compare] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: operator.eq, ast.NotEq: operator.ne,
}  # fmt: skip
_COUNT: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip


class _Reader:
    """Turns the tree of a condition into functions, and refuses what is not in the grammar."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def read(self, node: ast.expr) -> tuple[Kind, Term]:
        match node:
            case ast.Constant(value=bool() | int() | float() | str() as value):
                return _kind_of(value), lambda _subject: value
            case ast.Attribute(value=ast.Name(id=owner), attr=field):
                return self._name(f"{owner}.{field}", node)
            case ast.BoolOp(op=op, values=values):
                return Kind.FLAG, _joined([self._flag(part) for part in values], is_and=isinstance(op, ast.And))
            case ast.UnaryOp(op=ast.Not(), operand=part):
                return Kind.FLAG, _negated(self._flag(part))
            case ast.UnaryOp(op=ast.USub(), operand=part):
                return Kind.NUMBER, _counted(operator.sub, lambda _subject: 0.0, self._number(part))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _COUNT:
                return Kind.NUMBER, _counted(_COUNT[type(op)], self._number(left), self._number(right))
            case ast.Compare():
                return Kind.FLAG, self._comparison(node)
            case _:
                raise _wrong(node, N_("this has no place in a condition"))

    def _name(self, name: str, node: ast.expr) -> tuple[Kind, Term]:
        found = NAMES.get(name)
        if found is None:
            raise _wrong(node, N_("there is no such value"), name)
        self.names.add(name)
        return found.kind, found.read

    def _flag(self, node: ast.expr) -> Term:
        kind, term = self.read(node)
        if kind is not Kind.FLAG:
            raise _wrong(node, N_("it must be something that is true or not, such as node.gpus < 8"))
        return term

    def _number(self, node: ast.expr) -> Term:
        kind, term = self.read(node)
        if kind is not Kind.NUMBER:
            raise _wrong(node, N_("here must be a number"))
        return term

    def _comparison(self, node: ast.Compare) -> Term:
        parts: list[Term] = []
        left = node.left
        for op, right in zip(node.ops, node.comparators, strict=True):
            parts.append(self._pair(op, left, right))
            left = right
        return parts[0] if len(parts) == 1 else _joined(parts, is_and=True)

    def _pair(self, op: ast.cmpop, left: ast.expr, right: ast.expr) -> Term:
        kind, term = self.read(left)
        if isinstance(op, ast.In | ast.NotIn) and isinstance(right, ast.List | ast.Tuple):
            choices = [self._like(kind, part) for part in right.elts]
            among = _joined([_compared(operator.eq, term, choice) for choice in choices], is_and=False)
            return among if isinstance(op, ast.In) else _negated(among)
        compare = _COMPARE.get(type(op))
        if compare is None:
            raise _wrong(right, N_("this has no place in a condition"))
        return _compared(compare, term, self._like(kind, right))

    def _like(self, kind: Kind, node: ast.expr) -> Term:
        other, term = self.read(node)
        if other is not kind:
            raise _wrong(node, N_("a number and a text cannot be compared"))
        return term


def _kind_of(value: Value) -> Kind:
    return Kind.FLAG if isinstance(value, bool) else Kind.TEXT if isinstance(value, str) else Kind.NUMBER


def _wrong(node: ast.expr, reason: str, word: str = "") -> TermError:
    return TermError(reason, node.col_offset + 1, word)


def _joined(parts: list[Term], *, is_and: bool) -> Term:
    def term(subject: Subject) -> Value:
        is_unknown = False
        for part in parts:
            value = part(subject)
            if value is None:
                is_unknown = True
            elif bool(value) is not is_and:
                return not is_and  # decides it, whatever the others say
        return None if is_unknown else is_and

    return term


def _negated(part: Term) -> Term:
    def term(subject: Subject) -> Value:
        value = part(subject)
        return None if value is None else not value

    return term


def _counted(count: Callable[[float, float], float], left: Term, right: Term) -> Term:
    def term(subject: Subject) -> Value:
        one, other = left(subject), right(subject)
        if not isinstance(one, int | float) or not isinstance(other, int | float):
            return None
        try:
            return count(one, other)
        except (ZeroDivisionError, OverflowError):
            return None

    return term


def _compared(compare: Compare, left: Term, right: Term) -> Term:
    def term(subject: Subject) -> Value:
        one, other = left(subject), right(subject)
        return None if one is None or other is None else compare(one, other)

    return term
