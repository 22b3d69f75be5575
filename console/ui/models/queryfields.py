"""What a query can ask of a node: each key, where its values come from, and in which units its numbers are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field

from console.model.gpu import Gpu
from console.model.node import NodeState, NodeView, Snapshot
from console.model.text import N_
from console.ui.models.markcolors import color_name
from console.ui.models.ordering import rack_of
from console.ui.models.readings import node_readings

STATE_WORDS: Mapping[str, frozenset[NodeState]] = {
    "bad": frozenset({NodeState.KEY_CHANGED, NodeState.FAILED, NodeState.WARNING, NodeState.UNREACHABLE}),
    "warn": frozenset({NodeState.WARNING}),
    "fail": frozenset({NodeState.FAILED}),
    "key": frozenset({NodeState.KEY_CHANGED}),
    "unreach": frozenset({NodeState.UNREACHABLE}),
    "busy": frozenset({NodeState.CONNECTING}),
    "drain": frozenset({NodeState.DRAINED}),
    **{state.value: frozenset({state}) for state in NodeState},
}


class Kind(StrEnum):
    """How values are compared."""

    TEXT = "text"
    VERSION = "version"
    """Numbers with dots between: 570.86 is less than 570.133."""
    NUMBER = "number"


Texts = Callable[[NodeView], Iterable[str]]
Number = Callable[[NodeView, datetime | None], float | None]


class Field(Struct, frozen=True):
    """A key of the query language."""

    name: str
    words: str
    """What it is, marked for the catalogue."""
    kind: Kind = Kind.TEXT
    texts: Texts = field(default=lambda _view: ())
    number: Number = field(default=lambda _view, _now: None)
    units: Mapping[str, float] = field(default_factory=dict)
    """By their lower-case names, in the unit of the number; the empty name is what counts without one."""
    example: str = ""
    is_free: bool = False
    """Whether everybody writes what they like, so that its values are not worth proposing."""


_BYTES = {"": 2**30, "k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40}
BYTES: Mapping[str, float] = _BYTES | {
    f"{unit}{end}": size for unit, size in _BYTES.items() for end in ("b", "ib") if unit
}
"""Powers of 1024, as drivers and kernels count; a bare number is GiB."""
PERCENT: Mapping[str, float] = {"": 1, "%": 1}
CELSIUS: Mapping[str, float] = {"": 1, "c": 1, "°c": 1, "°": 1}
WATTS: Mapping[str, float] = {"": 1, "w": 1, "kw": 1000}
SECONDS: Mapping[str, float] = {"": 1, "s": 1, "m": 60, "min": 60, "h": 3600, "d": 86400}
MILLISECONDS: Mapping[str, float] = {"": 1, "ms": 1, "s": 1000, "us": 0.001}
PLAIN: Mapping[str, float] = {"": 1}


def _of(view: NodeView, pick: Callable[[Snapshot], str | None]) -> Iterator[str]:
    text = pick(view.snapshot) if view.snapshot is not None else None
    if text:
        yield text


def _distro(view: NodeView) -> Iterator[str]:
    if view.snapshot is not None and (distro := view.snapshot.distro) is not None:
        yield from dict.fromkeys((distro.id, distro.pretty_name, distro.family))


def _processes(view: NodeView, name: str) -> Iterator[str]:
    for process in (view.snapshot.gpu_processes or ()) if view.snapshot else ():
        if value := getattr(process, name):
            yield str(value)


def _names(view: NodeView) -> Iterator[str]:
    yield view.node.name
    if view.node.alias and view.node.alias != view.node.name:
        yield view.node.alias


_NO_VALUES = frozenset({NodeState.KEY_CHANGED, NodeState.UNREACHABLE, NodeState.CONNECTING})


def _told(view: NodeView, pick: Callable[[Snapshot], float | None]) -> float | None:
    """Return a number of a node that answers: what another one said once is not how it is."""
    return None if view.snapshot is None or view.state in _NO_VALUES else pick(view.snapshot)


def _gpus(view: NodeView) -> tuple[Gpu, ...]:
    return view.snapshot.gpus if view.snapshot is not None else ()


def _percent(share: float | None) -> float | None:
    return None if share is None else share * 100


def most_free_bytes(view: NodeView) -> int | None:
    """Return the free memory of the emptiest GPU: what fits onto one of them."""
    free = [
        gpu.memory_total_bytes - gpu.memory_used_bytes
        for gpu in _gpus(view)
        if gpu.memory_total_bytes is not None and gpu.memory_used_bytes is not None
    ]
    return max(free, default=None)


def _disk(snapshot: Snapshot) -> float | None:
    if not snapshot.disk_total_bytes or snapshot.disk_free_bytes is None:
        return None
    return 100 * (1 - snapshot.disk_free_bytes / snapshot.disk_total_bytes)


def _age(view: NodeView, now: datetime | None) -> float | None:
    return None if view.snapshot is None or now is None else (now - view.snapshot.taken_at).total_seconds()


def _number(name: str, words: str, units: Mapping[str, float], example: str, value: Number) -> Field:
    return Field(name, words, Kind.NUMBER, number=value, units=units, example=example)


def _if(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


_TEXTS = (
    Field("name", N_("Name of the node"), texts=_names, is_free=True),
    Field("host", N_("Host name or address"), is_free=True,
          texts=lambda view: (view.node.host, view.node.address_shown)),
    Field("user", N_("Who logs in"), texts=lambda view: _if(view.node.user)),
    Field("group", N_("Group, at any depth"), texts=lambda view: dict.fromkeys((*view.node.path, *view.node.groups))),
    Field("site", N_("Outermost group"), texts=lambda view: view.node.path[:1]),
    Field("rack", N_("Rack"), texts=lambda view: _if(rack_of(view))),
    Field("tag", N_("Tag"), texts=lambda view: view.node.tags),
    Field("note", N_("Notes"), texts=lambda view: _if(view.node.notes), is_free=True),
    Field("color", N_("Colour that marks it"), texts=lambda view: _if(color_name(view.node.color))),
    Field("source", N_("Where the node is known from"),
          texts=lambda view: view.node.known_by or (view.node.source.value,)),
    Field("env", N_("Environment: production, staging, development"),
          texts=lambda view: (view.node.environment.value,)),
    Field("state", N_("State, also bad, warn, fail"), texts=lambda view: (view.state.value,)),
    Field("distro", N_("Distribution"), texts=_distro),
    Field("version", N_("Version of the distribution"), Kind.VERSION, example="<9",
          texts=lambda view: _of(view, lambda snapshot: snapshot.distro.version if snapshot.distro else None)),
    Field("kernel", N_("Kernel"), Kind.VERSION, example="<5.14", texts=lambda view: _of(view, lambda s: s.kernel)),
    Field("driver", N_("Driver of the GPUs"), Kind.VERSION, example="<570",
          texts=lambda view: _of(view, lambda s: s.driver_version)),
    Field("cuda", N_("Newest CUDA that the driver runs"), Kind.VERSION, example=">=12.4",
          texts=lambda view: _of(view, lambda s: s.cuda_version)),
    Field("gpu", N_("Model of a GPU"), texts=lambda view: dict.fromkeys(gpu.name for gpu in _gpus(view) if gpu.name)),
    Field("job", N_("Slurm job on a GPU"), texts=lambda view: _processes(view, "job")),
    Field("pod", N_("Kubernetes pod on a GPU"), texts=lambda view: _processes(view, "pod")),
    Field("proc", N_("Program on a GPU, or who runs it"), is_free=True,
          texts=lambda view: [text for name in ("name", "user", "command") for text in _processes(view, name)]),
)  # fmt: skip

_NUMBERS = (
    _number("gpus", N_("How many GPUs"), PLAIN, ">=8",
            lambda view, _: float(len(_gpus(view))) if view.snapshot else None),
    _number("free", N_("Free memory of the emptiest GPU"), BYTES, ">40G",
            lambda view, _: _told(view, lambda _said: most_free_bytes(view))),
    _number("mem", N_("Memory in use, of the GPUs where there are any"), PERCENT, ">90%",
            lambda view, _: _percent(node_readings(view).memory)),
    _number("ram", N_("Main memory that is available"), BYTES, "<64G",
            lambda view, _: _told(view, lambda said: said.memory_available_bytes)),
    _number("disk", N_("How full the disk is"), PERCENT, ">90%", lambda view, _: _told(view, _disk)),
    _number("diskfree", N_("Free space on the disk"), BYTES, "<50G",
            lambda view, _: _told(view, lambda said: said.disk_free_bytes)),
    _number("util", N_("Utilisation"), PERCENT, "<10%", lambda view, _: _percent(node_readings(view).load)),
    _number("load", N_("Load of the processors, one minute"), PLAIN, ">64",
            lambda view, _: _told(view, lambda said: said.load_1m)),
    _number("temp", N_("Temperature of the hottest GPU"), CELSIUS, ">80",
            lambda view, _: node_readings(view).temperature_celsius),
    _number("power", N_("Power of all GPUs"), WATTS, ">5kW", lambda view, _: node_readings(view).power_watts),
    _number("latency", N_("Time to the node and back"), MILLISECONDS, ">50ms",
            lambda view, _: None if view.latency_seconds is None else view.latency_seconds * 1000),
    _number("age", N_("Age of the values"), SECONDS, ">30s", _age),
    _number("uptime", N_("Time since the node was started"), SECONDS, "<1d",
            lambda view, _: _told(view, lambda said: said.uptime_seconds)),
)  # fmt: skip

FIELDS: Mapping[str, Field] = {made.name: made for made in (*_TEXTS, *_NUMBERS)}

ALIASES: Mapping[str, str] = {
    "gpu.temp": "temp", "gpu.util": "util", "gpu.free": "free", "datacenter": "site", "environment": "env",
    "os": "distro", "address": "host", "watts": "power", "tags": "tag", "notes": "note", "memory": "mem",
    "process": "proc", "colour": "color",
}  # fmt: skip


def field_of(key: str) -> Field | None:
    """Return the field of a key, whatever its case."""
    return FIELDS.get(ALIASES.get(key.lower(), key.lower()))
