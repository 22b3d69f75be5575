"""What would run on a node: every model of the books on every engine, with what stands in its way. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from console.knowledge.drivers import Runs
from console.knowledge.edition import numbers
from console.knowledge.engines import EngineRow, Precision
from console.knowledge.models import OVERHEAD, Model
from console.knowledge.shelf import Knowledge
from console.model.node import NodeView
from console.model.readiness import Fit, Fits, GpuFacts, Rank, Workload
from console.model.text import N_, Text

GIB = 1 << 30
LEAST_TOKENS = 2048
"""A context shorter than this is of no use for most."""
MOST_GPUS = 16


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a node has, as far as models are concerned. ``None`` is: it did not say."""

    gpus: tuple[GpuFacts, ...]
    driver: str | None
    libc: str | None
    glibc: tuple[int, ...] | None
    architecture: str | None
    memory_available_bytes: int | None


def capacity_of(view: NodeView, knowledge: Knowledge) -> Capacity | None:
    """Return what the last sample of a node tells; None where there is none."""
    snapshot = view.snapshot
    if snapshot is None:
        return None
    gpus = []
    for gpu in snapshot.gpus:
        row = knowledge.gpus.by_name(gpu.name or "")
        capability = numbers(row.capability) if row is not None else ()
        total, used = gpu.memory_total_bytes, gpu.memory_used_bytes
        gpus.append(
            GpuFacts(
                index=gpu.index,
                name=gpu.name or "?",
                capability=(capability[0], capability[1]) if len(capability) == 2 else None,
                memory_total_bytes=total,
                memory_free_bytes=total - used if total is not None and used is not None and not gpu.fault else None,
            )
        )
    libc, _, version = ((snapshot.distro.libc if snapshot.distro else None) or "").partition(" ")
    return Capacity(
        gpus=tuple(gpus),
        driver=snapshot.driver_version,
        libc=libc or None,
        glibc=numbers(version) if libc == "glibc" else None,
        architecture=snapshot.architecture,
        memory_available_bytes=snapshot.memory_available_bytes,
    )


def fits(capacity: Capacity, knowledge: Knowledge, workload: Workload) -> tuple[Fit, ...]:
    """Return a row for every model on every engine."""
    return tuple(
        fit(capacity, knowledge, workload, model, engine)
        for model in knowledge.models.model
        for engine in knowledge.engines.engine
    )


def fit(capacity: Capacity, knowledge: Knowledge, workload: Workload, model: Model, engine: EngineRow) -> Fit:
    """Return whether a model would run on an engine there, as what, and what stands in the way."""
    return _Fitting(capacity, knowledge, workload, model, engine).result()


def ranks(
    views: Iterable[NodeView], knowledge: Knowledge, workload: Workload, model: Model, engine_id: str = ""
) -> tuple[Rank, ...]:
    """Return the nodes for a model, best first, each with the engine that suits it best (or the one that is wanted)."""
    engines = [row for row in knowledge.engines.engine if engine_id in {"", row.id}]
    found = []
    for view in views:
        capacity = capacity_of(view, knowledge)
        if capacity is None or not engines:
            found.append(Rank(view.node.id, view.node.name, None))
            continue
        best = min((fit(capacity, knowledge, workload, model, engine) for engine in engines), key=_order)
        found.append(Rank(view.node.id, view.node.name, best))
    return tuple(sorted(found, key=lambda rank: (rank.fit is None, _order(rank.fit) if rank.fit else (), rank.name)))


def _order(found: Fit) -> tuple[int, bool, int, int]:
    """Sort key: what runs before what does not, on GPUs before on processors, on fewer GPUs, with more context."""
    return (list(Fits).index(found.fits), found.gpus == 0, found.gpus, -found.most_tokens)


class _Fitting:
    def __init__(
        self, capacity: Capacity, knowledge: Knowledge, workload: Workload, model: Model, engine: EngineRow
    ) -> None:
        self.capacity, self.knowledge, self.workload = capacity, knowledge, workload
        self.model, self.engine = model, engine
        self._base = Fit(model.id, model.name, engine.id, engine.title, Fits.NO, is_rough=model.is_estimate_rough)
        self.tokens = min(workload.context_tokens, model.context_tokens) * workload.sequences

    def result(self) -> Fit:
        system = self._system()
        if system is not None:
            return self._no(system)
        if not self.capacity.gpus:
            return self._on_processors() or self._no(Text(N_("There is no GPU.")))
        obstacle = self._driver() or self._capability()
        placed = None if obstacle is not None else self._placed()
        if placed is not None:
            return placed
        return self._on_processors() or self._no(obstacle or self._short())

    # ---- what stands in the way --------------------------------------------------------------

    def _system(self) -> Text | None:
        engine, capacity = self.engine, self.capacity
        if capacity.architecture is not None and capacity.architecture not in engine.architectures:
            return Text(N_("It is not built for {architecture}."), {"architecture": capacity.architecture})
        if not engine.glibc:
            return None
        if capacity.libc == "musl":
            return Text(N_("It needs glibc, the node has musl."))
        if capacity.glibc is not None and capacity.glibc < numbers(engine.glibc):
            return Text(N_("It needs glibc {version}; use a container."), {"version": engine.glibc})
        return None

    def _driver(self) -> Text | None:
        engine, driver = self.engine, self.capacity.driver
        if driver is None:
            return Text(N_("The driver does not say its version."))
        if engine.driver and numbers(driver) < numbers(engine.driver):
            return Text(N_("It needs driver {needed}, there is {driver}."), {"needed": engine.driver, "driver": driver})
        runs = [self.knowledge.drivers.runs(driver, cuda) for cuda in engine.cuda]
        if runs and all(one is Runs.NO for one in runs):
            floor = self.knowledge.drivers.floor_of(engine.cuda[0])
            needed = floor.driver if floor is not None else "?"
            return Text(N_("It needs driver {needed}, there is {driver}."), {"needed": needed, "driver": driver})
        return None

    def _capability(self) -> Text | None:
        least = self._least()
        if least is None:
            return Text(N_("The compute capability of its GPUs is unknown."))
        if least < numbers(self.engine.capability):
            return Text(
                N_("It needs compute capability {needed}, there is {least}."),
                {"needed": self.engine.capability, "least": f"{least[0]}.{least[1]}"},
            )
        return None

    def _least(self) -> tuple[int, int] | None:
        known = [gpu.capability for gpu in self.capacity.gpus]
        return None if None in known else min(one for one in known if one is not None)

    def _short(self) -> Text:
        """Say how much memory is missing, with the smallest weights on all GPUs."""
        usable = self._usable()
        precisions = list(self._precisions())
        if not precisions:
            return Text(N_("There are no weights that engine and GPU both can hold."))
        if not usable:
            return Text(N_("Its GPUs do not say how much memory is free, or are cut into slices."))
        smallest = min(precisions, key=lambda row: row.bytes_per_parameter)
        count = max(self._counts(len(usable)))
        need = self.model.need_bytes(smallest.bytes_per_parameter, LEAST_TOKENS, count)
        free = min(sorted(usable, reverse=True)[:count])
        return Text(
            N_("{need} GiB on each of {count} GPUs needed, {free} GiB usable."),
            {"need": f"{need / GIB:.1f}", "count": str(count), "free": f"{free / GIB:.1f}"},
        )

    # ---- where it goes -----------------------------------------------------------------------

    def _precisions(self, *, on_gpu: bool = True) -> Iterator[Precision]:
        least = self._least() if on_gpu else None
        for name in self.model.precisions:
            row = self.knowledge.engines.precision_of(name)
            if name not in self.engine.precisions or row is None:
                continue
            gate = self.knowledge.gpus.gate_of(row.gate) if row.gate else None
            if gate is None or (least is not None and least >= numbers(gate.capability)):
                yield row

    def _usable(self) -> list[int]:
        """Return what each GPU can give, most first: an engine takes a share of the whole, and no more than is free."""
        share = self.engine.memory_share
        room = [
            min(gpu.memory_free_bytes, round((gpu.memory_total_bytes or gpu.memory_free_bytes) * share))
            for gpu in self.capacity.gpus
            if gpu.memory_free_bytes is not None and not gpu.is_partitioned
        ]
        return sorted(room, reverse=True)

    def _counts(self, gpus: int) -> list[int]:
        counts = range(1, min(gpus, MOST_GPUS) + 1)
        return [count for count in counts if self.engine.splits == "layers" or self.model.divides(count)]

    def _placed(self) -> Fit | None:
        """Return the way with the best weights and the fewest GPUs that has room for what is wanted, or for less."""
        usable = self._usable()
        ways = [(row, count, usable[count - 1]) for row in self._precisions() for count in self._counts(len(usable))]
        for wanted in (self.tokens, LEAST_TOKENS):
            for row, count, free in ways:
                need = self.model.need_bytes(row.bytes_per_parameter, wanted, count)
                if need <= free:
                    return self._yes(row, count, free, is_short=wanted < self.tokens)
        return None

    def _yes(self, row: Precision, count: int, free: int, *, is_short: bool) -> Fit:
        model = self.model
        most = model.most_tokens(row.bytes_per_parameter, free, count)
        notes = []
        if is_short:
            notes.append(Text(N_("Room for {tokens} tokens only."), {"tokens": str(most)}))
        if row.id not in {model.precisions[0], "fp16"}:
            notes.append(Text(N_("Only with weights in {precision}."), {"precision": row.id}))
        if self._takes_too_much(count):
            notes.append(Text(N_("Others are on these GPUs: tell it to take less than its usual share.")))
        if self._is_minor():
            notes.append(Text(N_("CUDA by minor-version compatibility.")))
        tokens = LEAST_TOKENS if is_short else self.tokens
        return replace(
            self._base,
            fits=Fits.LIMIT if notes else Fits.YES,
            notes=tuple(notes),
            precision=row.id,
            gpus=count,
            need_bytes=model.need_bytes(row.bytes_per_parameter, tokens, count),
            free_bytes=free,
            most_tokens=min(most, model.context_tokens * self.workload.sequences),
        )

    def _takes_too_much(self, count: int) -> bool:
        """Tell whether an engine that reserves its share of the whole would find less than that free."""
        if self.engine.splits != "heads":
            return False
        share = self.engine.memory_share
        spare = sorted(
            (gpu.memory_free_bytes - (gpu.memory_total_bytes or 0) * share, gpu.memory_free_bytes)
            for gpu in self.capacity.gpus
            if gpu.memory_free_bytes is not None and not gpu.is_partitioned
        )
        return spare[-count][0] < 0

    def _is_minor(self) -> bool:
        driver = self.capacity.driver or ""
        runs = [self.knowledge.drivers.runs(driver, cuda) for cuda in self.engine.cuda]
        return bool(runs) and Runs.YES not in runs

    def _on_processors(self) -> Fit | None:
        memory = self.capacity.memory_available_bytes
        if not self.engine.runs_on_cpu or memory is None:
            return None
        for row in self._precisions(on_gpu=False):
            model = self.model
            whole = model.weight_bytes(row.bytes_per_parameter) + model.kv_bytes_per_token * self.tokens
            need = round(whole * OVERHEAD)
            if need <= memory:
                return replace(
                    self._base,
                    fits=Fits.LIMIT,
                    notes=(Text(N_("On the processor: slow.")),),
                    precision=row.id,
                    need_bytes=need,
                    free_bytes=memory,
                    most_tokens=min(self.tokens, model.context_tokens * self.workload.sequences),
                )
        return None

    def _no(self, why: Text) -> Fit:
        return replace(self._base, notes=(why,))
