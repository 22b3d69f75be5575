"""What the fleet knows of a Slurm job, a pod or a container that stands in a terminal: where it computes, and how."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from console.model.gpu import Gpu, GpuProcess
from console.model.ids import NodeId
from console.model.node import NodeView
from console.model.text import N_, fill
from console.settings.language import _, ngettext
from console.ui.formats import decimal
from console.ui.linktip import Note
from console.ui.terminal.links import Found

MOST_NODES = 8
GIB = 1 << 30
WORDS = {"job": N_("Slurm job {name}"), "pod": N_("Pod {name}"), "container": N_("Container {name}")}

Place = tuple[NodeView, Gpu | None, GpuProcess]


class Works:
    """All that computes on GPUs of the fleet, by what it belongs to; gathered anew when the fleet has changed."""

    def __init__(self, views: Callable[[], Iterable[NodeView]]) -> None:
        self._views = views
        self._known: dict[str, list[Place]] | None = None

    def forget(self) -> None:
        """Gather anew with the next look."""
        self._known = None

    def __contains__(self, target: object) -> bool:
        return target in self._gathered()

    def places(self, target: str) -> list[Place]:
        """Return where something computes: ``job 4711``, ``pod chat-0``, ``container 3f4e3f4e3f4e``."""
        return self._gathered().get(target, [])

    def gpus_of(self, found: Found) -> list[tuple[NodeId, int]]:
        """Return the GPUs that something computes on, each once."""
        places = ((view.node.id, gpu.index) for view, gpu, _process in self.places(found.target) if gpu is not None)
        return list(dict.fromkeys(places))

    def _gathered(self) -> dict[str, list[Place]]:
        if self._known is None:
            known: dict[str, list[Place]] = {}
            for view in self._views():
                for place in _places(view):
                    process = place[2]
                    for kind, name in (("job", process.job), ("pod", process.pod), ("container", process.container)):
                        if name:
                            known.setdefault(f"{kind} {name}", []).append(place)
            self._known = known
        return self._known

    def notes(self, found: Found) -> Iterator[Note]:
        """Yield the lines of a card: whose it is, on which GPUs of which nodes, how much memory, how busy."""
        kind, _space, name = found.target.partition(" ")
        places = self.places(found.target)
        yield Note(fill(_(WORDS[kind]), {"name": name}), strong=True)
        processes = [process for _view, _gpu, process in places]
        users = sorted({process.user for process in processes if process.user})
        if users:
            yield Note(", ".join(users), name=_("User"))
        for other in ("job", "pod", "container"):
            names = sorted({value for process in processes if (value := getattr(process, other))})
            if other != kind and names:
                yield Note(", ".join(names[:3]), name=fill(_(WORDS[other]), {"name": ""}).strip())
        command = next(
            (process.command or process.name for process in processes if process.command or process.name), ""
        )
        if command:
            yield Note(command[:72], mono=True)
        yield from _where(places)


def _places(view: NodeView) -> Iterator[Place]:
    snapshot = view.snapshot
    if snapshot is None:
        return
    gpus = {gpu.uuid: gpu for gpu in snapshot.gpus}
    for process in snapshot.gpu_processes or ():
        yield view, gpus.get(process.gpu_uuid), process


def _where(places: list[Place]) -> Iterator[Note]:
    by_node: dict[NodeId, list[Place]] = {}
    for place in places:
        by_node.setdefault(place[0].node.id, []).append(place)
    for there in list(by_node.values())[:MOST_NODES]:
        gpus = {gpu.index: gpu for _view, gpu, _process in there if gpu is not None}
        held = sum(process.memory_used_bytes or 0 for _view, _gpu, process in there)
        loads = [gpu.utilization_percent for gpu in gpus.values() if gpu.utilization_percent is not None]
        parts = [
            fill(_("GPU {indices}"), {"indices": ", ".join(map(str, sorted(gpus)))}) if gpus else "",
            f"{decimal(held / GIB)} GiB" if held else "",
            f"{sum(loads) / len(loads):.0f} %" if loads else "",
        ]
        yield Note(" · ".join(part for part in parts if part), name=there[0][0].node.name)
    more = len(by_node) - MOST_NODES
    if more > 0:
        yield Note(ngettext("{count} more node", "{count} more nodes", more), quiet=True)
