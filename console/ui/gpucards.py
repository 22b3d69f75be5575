"""What the fleet knows of a GPU, a process or an XID that stands in a terminal, as a card and as places to go to."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from console.model.clock import Clock
from console.model.gpu import Gpu, GpuProcess
from console.model.node import NodeView, Snapshot
from console.model.text import fill
from console.settings.language import _, ngettext, problem_advice, problem_text
from console.ui.formats import age_text, decimal
from console.ui.linktip import Note
from console.ui.signs import Sign
from console.ui.terminal.links import Found, LinkKind
from console.ui.xids import XidBook

MOST_PROCESSES = 4
MOST_COMMAND = 72
"""Characters of a command line; the whole one is in ``ps``."""
GIB = 1 << 30


class NodeGpus(Struct, frozen=True):
    """The GPUs of one node at one moment, found by what a text calls them."""

    view: NodeView | None
    xids: XidBook

    @property
    def snapshot(self) -> Snapshot | None:
        """What the probe said last."""
        return None if self.view is None else self.view.snapshot

    def gpu(self, target: str) -> bool:
        """Return whether there is a GPU of this index, identity or place."""
        return self.find(target) is not None

    def process(self, pid: int) -> bool:
        """Return whether a process computes on a GPU."""
        return any(process.pid == pid for process in self.processes())

    def xid(self, code: int) -> bool:
        """Return whether it is known what an XID means."""
        return self.xids.find(code) is not None

    def find(self, target: str) -> Gpu | None:
        """Return a GPU by its index, identity or place on the bus."""
        gpus = () if self.snapshot is None else self.snapshot.gpus
        if target.isdecimal():
            return next((gpu for gpu in gpus if gpu.index == int(target)), None)
        if target.lower().startswith("gpu-"):
            return next((gpu for gpu in gpus if (gpu.uuid or "").lower() == target.lower()), None)
        place = _place(target)
        return next((gpu for gpu in gpus if gpu.bus_id is not None and _place(gpu.bus_id) == place), None)

    def processes(self) -> tuple[GpuProcess, ...]:
        """Return who computes on the GPUs."""
        return () if self.snapshot is None else self.snapshot.gpu_processes or ()

    def gpus_of(self, found: Found) -> list[Gpu]:
        """Return the GPUs that something in a text is about."""
        if found.kind is LinkKind.PROCESS:
            uuids = {process.gpu_uuid for process in self.processes() if process.pid == int(found.target)}
            return [gpu for gpu in (() if self.snapshot is None else self.snapshot.gpus) if gpu.uuid in uuids]
        if found.kind is LinkKind.GPU:
            gpu = self.find(found.target)
            return [] if gpu is None else [gpu]
        place = found.target.partition(" ")[2]
        return self._at(place) if place else []

    def _at(self, place: str) -> list[Gpu]:
        """Return the GPU at a place that an XID names. A lost one does not tell where it is, but no other is there."""
        gpu = self.find(place)
        if gpu is not None:
            return [gpu]
        gpus = () if self.snapshot is None else self.snapshot.gpus
        lost = [gpu for gpu in gpus if gpu.fault is not None and gpu.bus_id is None]
        return lost if len(lost) == 1 else []


class GpuCards:
    """Writes cards. ``xids`` is the book that explains XIDs."""

    def __init__(self, xids: XidBook, clock: Clock) -> None:
        self._xids, self._clock = xids, clock

    def of(self, view: NodeView | None) -> NodeGpus:
        """Return what is known of a node."""
        return NodeGpus(view, self._xids)

    def notes(self, found: Found, node: NodeGpus) -> Iterator[Note]:
        """Yield the lines of a card."""
        gpus = node.gpus_of(found)
        if found.kind is LinkKind.XID:
            yield from self._xid(int(found.target.partition(" ")[0]))
        elif found.kind is LinkKind.PROCESS:
            yield from _process([process for process in node.processes() if process.pid == int(found.target)])
        for gpu in gpus:
            yield from _gpu(gpu, brief=found.kind is not LinkKind.GPU)
        if found.kind is LinkKind.GPU:
            for gpu in gpus:
                yield from _on_gpu([process for process in node.processes() if process.gpu_uuid == gpu.uuid])
        if gpus and node.view is not None and node.snapshot is not None:
            age = age_text(max(0.0, (self._clock.now() - node.snapshot.taken_at).total_seconds()))
            yield Note(fill(_("{node}, {age} ago"), {"node": node.view.node.name, "age": age}), quiet=True)

    def source(self) -> str:
        """Return where NVIDIA describes its XIDs."""
        return self._xids.catalog.address

    def _xid(self, code: int) -> Iterator[Note]:
        xid = self._xids.find(code)
        if xid is None:
            return
        sign = {"none": Sign.HOLLOW, "app": Sign.WARNING}.get(xid.concerns, Sign.FAILED)
        yield Note(f"XID {code}: {xid.name}", sign=sign, strong=True)
        yield Note(xid.words.meaning)
        yield Note(xid.words.cause, name=_("Likely cause"))
        yield Note(xid.words.advice, name=_("Next step"))
        if xid.words.doubt:
            yield Note(xid.words.doubt, name=_("Sources disagree"))
        for source in self._xids.sources(xid)[:1]:
            read = {"title": source.title, "date": source.read_on.isoformat()}
            yield Note(fill(_("{title}, read on {date}"), read), name=_("Source"), quiet=True)


def _gpu(gpu: Gpu, *, brief: bool) -> Iterator[Note]:
    name = " · ".join(part for part in (f"GPU {gpu.index}", gpu.name) if part)
    yield Note(name, sign=Sign.FAILED if gpu.fault is not None else None, strong=not brief)
    if gpu.fault is not None:
        yield Note(problem_text(gpu.fault))
    for concern in gpu.concerns:
        yield Note(problem_text(concern), sign=Sign.WARNING)
        if not brief:
            yield Note(problem_advice(concern), name=_("Next step"))
    if gpu.utilization_percent is not None:
        yield Note(f"{gpu.utilization_percent:.0f} %", name=_("Utilisation"))
    if gpu.memory_used_bytes is not None and gpu.memory_total_bytes is not None:
        yield Note(f"{_gib(gpu.memory_used_bytes)} / {_gib(gpu.memory_total_bytes)} GiB", name=_("Memory"))
    if gpu.temperature_celsius is not None:
        yield Note(f"{gpu.temperature_celsius:.0f} °C", name=_("Temperature"))
    if gpu.power_draw_watts is not None:
        limit = "" if gpu.power_limit_watts is None else f" / {gpu.power_limit_watts:.0f}"
        yield Note(f"{gpu.power_draw_watts:.0f}{limit} W", name=_("Power"))


def _process(processes: list[GpuProcess]) -> Iterator[Note]:
    for process in processes[:1]:
        yield Note(" · ".join(part for part in (f"PID {process.pid}", process.user) if part), strong=True)
        command = process.command or process.name
        if command:
            yield Note(_cut(command), mono=True)
        for words, name in ((_("Job"), process.job), (_("Pod"), process.pod), (_("Container"), process.container)):
            if name:
                yield Note(name, name=words)
    held = [process.memory_used_bytes for process in processes if process.memory_used_bytes is not None]
    if held:
        yield Note(f"{_gib(sum(held))} GiB", name=_("GPU memory"))


def _on_gpu(processes: list[GpuProcess]) -> Iterator[Note]:
    for process in processes[:MOST_PROCESSES]:
        memory = "" if process.memory_used_bytes is None else f"{_gib(process.memory_used_bytes)} GiB"
        parts = (str(process.pid), process.user, memory, _cut(process.command or process.name or ""))
        yield Note("  ".join(part for part in parts if part), mono=True)
    more = len(processes) - MOST_PROCESSES
    if more > 0:
        yield Note(ngettext("{count} more process", "{count} more processes", more), quiet=True)


def _gib(size: int) -> str:
    return decimal(size / GIB)


def _cut(command: str) -> str:
    return command if len(command) <= MOST_COMMAND else command[: MOST_COMMAND - 1] + "…"


def _place(bus_id: str) -> str:
    """Return the bus and the device of a PCI address, whatever stands around them."""
    parts = bus_id.lower().partition(".")[0].split(":")
    return ":".join(parts[-2:])
