"""What would run on a node: every model of the books on every engine, with what stands in its way. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from console.deploy import estimate as estimating
from console.deploy.estimate import LEAST_TOKENS, Subject
from console.deploy.remedies import MOST_GPUS, percent, share_left
from console.knowledge.drivers import Runs
from console.knowledge.edition import numbers
from console.knowledge.engines import EngineRow
from console.knowledge.models import Model
from console.knowledge.shelf import Knowledge
from console.model.fit import Demand, Estimate
from console.model.gpu import Gpu
from console.model.node import NodeView
from console.model.node_detail import MigInstance, NodeDetail
from console.model.readiness import Fit, Fits, GpuFacts, Rank, Workload
from console.model.text import N_, Text

_AILMENTS = frozenset({"gpu.xid", "gpu.remap_failed"})
_BROKEN = N_("GPU {gpus} has failed; mending it stops what runs on the node.")


class Capacity(Struct, frozen=True):
    """What a node has, as far as models are concerned. ``None`` is: it did not say."""

    gpus: tuple[GpuFacts, ...]
    driver: str | None
    libc: str | None
    glibc: tuple[int, ...] | None
    architecture: str | None
    memory_available_bytes: int | None
    failed_gpus: tuple[int, ...] = ()
    """Those that are lost, or of which the driver said that somebody has to look after them."""


def capacity_of(view: NodeView, knowledge: Knowledge, detail: NodeDetail | None = None) -> Capacity | None:
    """Return what the last sample of a node tells; None where there is none. ``detail`` knows of slices."""
    snapshot = view.snapshot
    if snapshot is None:
        return None
    slices = {gpu.index: gpu.mig for gpu in (detail.gpus if detail is not None else None) or () if gpu.mig}
    libc, _, version = ((snapshot.distro.libc if snapshot.distro else None) or "").partition(" ")
    return Capacity(
        gpus=tuple(facts for gpu in snapshot.gpus for facts in _facts(gpu, knowledge, slices.get(gpu.index, ()))),
        driver=snapshot.driver_version,
        libc=libc or None,
        glibc=numbers(version) if libc == "glibc" else None,
        architecture=snapshot.architecture,
        memory_available_bytes=snapshot.memory_available_bytes,
        failed_gpus=tuple(gpu.index for gpu in snapshot.gpus if gpu.fault is not None or _ails(gpu)),
    )


def _ails(gpu: Gpu) -> bool:
    return any(concern.code in _AILMENTS for concern in gpu.concerns)


def _facts(gpu: Gpu, knowledge: Knowledge, slices: tuple[MigInstance, ...]) -> Iterator[GpuFacts]:
    """Return a GPU, and the slices that it is cut into: then nothing goes on the whole of it."""
    row = knowledge.gpus.by_name(gpu.name or "")
    capability = numbers(row.capability) if row is not None else ()
    total, used = gpu.memory_total_bytes, gpu.memory_used_bytes
    whole = GpuFacts(
        index=gpu.index,
        name=gpu.name or "?",
        capability=(capability[0], capability[1]) if len(capability) == 2 else None,
        memory_total_bytes=total,
        memory_free_bytes=total - used if total is not None and used is not None and not gpu.fault else None,
        is_partitioned=True if slices else None,
    )
    yield whole
    for part in slices:
        size, taken = part.memory_total_bytes, part.memory_used_bytes
        if size is not None:
            profile = part.profile or f"{size >> 30} GiB"
            yield replace(
                whole,
                name=f"{whole.name} {profile}",
                memory_total_bytes=size,
                memory_free_bytes=size - (taken or 0),
                is_partitioned=False,
                profile=profile,
            )


def fits(capacity: Capacity, knowledge: Knowledge, workload: Workload) -> tuple[Fit, ...]:
    """Return a row for every model on every engine."""
    return tuple(
        fit(capacity, knowledge, workload, model, engine)
        for model in knowledge.models.model
        for engine in knowledge.engines.writers
    )


def fit(capacity: Capacity, knowledge: Knowledge, workload: Workload, model: Model, engine: EngineRow) -> Fit:
    """Return whether a model would run on an engine there, as what, and what stands in the way."""
    found = _Fitting(capacity, knowledge, workload, model, engine).result()
    if not capacity.failed_gpus or not found.gpus:
        return found
    # Who mends it resets or restarts the node, and the model with it.
    broken = Text(_BROKEN, {"gpus": ", ".join(map(str, capacity.failed_gpus))})
    return replace(found, fits=Fits.LIMIT, notes=(broken, *found.notes))


def ranks(
    views: Iterable[NodeView], knowledge: Knowledge, workload: Workload, model: Model, engine_id: str = ""
) -> tuple[Rank, ...]:
    """Return the nodes for a model, best first, each with the engine that suits it best (or the one that is wanted)."""
    engines = [row for row in knowledge.engines.writers if engine_id in {"", row.id}]
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
        self.subject = Subject(model.shape, engine, knowledge.engines)
        self._emptiest: dict[int, tuple[GpuFacts, ...]] = {}
        rough = bool(estimating.doubts(self.subject))
        self._base = Fit(model.id, model.name, engine.id, engine.title, Fits.NO, is_rough=rough)
        self.tokens = min(workload.context_tokens, model.context_tokens)

    def result(self) -> Fit:
        obstacle = system(self.capacity, self.engine)
        if obstacle is not None:
            return self._no(obstacle)
        if not self.capacity.gpus:
            return self._on_processors() or self._no(Text(N_("There is no GPU.")))
        obstacle = driver(self.capacity, self.engine, self.knowledge) or capability(self.capacity, self.engine)
        placed = None if obstacle is not None else self._placed()
        if placed is not None:
            return placed
        return self._on_processors() or self._no(obstacle or self._short())

    def _demand(self, precision: str, count: int, tokens: int) -> Demand:
        heads = self.engine.splits == "heads"
        return Demand(
            precision=precision,
            context_tokens=tokens,
            sequences=self.workload.sequences,
            tensor=count if heads else 1,
            pipeline=1 if heads else count,
        )

    def _gpus(self, count: int) -> tuple[GpuFacts, ...]:
        """Return so many GPUs, those with the most free memory."""
        found = self._emptiest.get(count)
        if found is None:
            everywhere = tuple(sorted({gpu.index for gpu in self.capacity.gpus}))
            found = estimating.chosen(Demand(tensor=count, gpus=everywhere), self.capacity.gpus)
            self._emptiest[count] = found
        return found

    def _counts(self) -> list[int]:
        free = [gpu for gpu in self.capacity.gpus if gpu.memory_free_bytes is not None and not gpu.is_partitioned]
        counts = range(1, min(len(free), MOST_GPUS) + 1)
        return [count for count in counts if self.engine.splits == "layers" or estimating.divides(self.subject, count)]

    def _placed(self) -> Fit | None:
        """Return the way with the best weights and the fewest GPUs that has room for what is wanted, or for less."""
        for tokens in dict.fromkeys((self.tokens, min(self.tokens, LEAST_TOKENS))):
            for precision in self._precisions():
                ways = [self._demand(precision, count, tokens) for count in self._counts()]
                for way in (*ways, *self._with_another_share(ways)):
                    if estimating.fits(self.subject, way, self._gpus(way.world)):
                        return self._yes(estimating.estimate(self.subject, way, self._gpus(way.world)))
        return None

    def _with_another_share(self, ways: list[Demand]) -> Iterator[Demand]:
        """Return the same with as much of the GPUs as others leave, where an engine takes its share at once."""
        if self.engine.reserves:
            for way in ways:
                share = share_left(self.subject, way, self._gpus(way.world))
                if share > 0:
                    yield replace(way, memory_share=share)

    def _yes(self, found: Estimate) -> Fit:
        model, demand = self.model, found.demand
        notes = []
        most = found.context_tokens * demand.sequences
        if demand.context_tokens < self.tokens:
            notes.append(Text(N_("Room for {tokens} tokens only."), {"tokens": str(most)}))
        if demand.precision not in {model.precisions[0], "fp16"}:
            notes.append(Text(N_("Only with weights in {precision}."), {"precision": demand.precision}))
        if demand.memory_share and demand.memory_share < self.engine.memory_share:
            notes.append(Text(N_("Others are on these GPUs: tell it to take less than its usual share.")))
        elif demand.memory_share:
            values = {"share": percent(demand.memory_share)}
            notes.append(Text(N_("Only if it may take {share} of each GPU."), values))
        if self._is_minor():
            notes.append(Text(N_("CUDA by minor-version compatibility.")))
        return replace(
            self._base,
            fits=Fits.LIMIT if notes else Fits.YES,
            notes=tuple(notes),
            precision=demand.precision,
            gpus=demand.world,
            need_bytes=found.need_bytes,
            free_bytes=found.room_bytes,
            most_tokens=most,
        )

    def _short(self) -> Text:
        """Say how much memory is missing, with the smallest weights on all GPUs."""
        precisions, counts = list(self._precisions()), self._counts()
        if not precisions:
            return Text(N_("There are no weights that engine and GPU both can hold."))
        bytes_of = {name: self._bytes_of(name) for name in precisions}
        smallest = min(precisions, key=lambda name: bytes_of[name])
        demand = self._demand(smallest, max(counts, default=1), min(self.tokens, LEAST_TOKENS))
        found = estimating.estimate(self.subject, demand, self._gpus(demand.world) or self.capacity.gpus)
        return found.why or Text(N_("There is no GPU."))

    def _bytes_of(self, precision: str) -> float:
        row = self.knowledge.engines.precision_of(precision)
        return row.bytes_per_parameter if row is not None else 0.0

    def _precisions(self, *, on_gpu: bool = True) -> tuple[str, ...]:
        gpus = self.capacity.gpus if on_gpu else ()
        return precisions(self.model.precisions, self.engine, self.knowledge, gpus)

    def _is_minor(self) -> bool:
        version = self.capacity.driver or ""
        runs = [self.knowledge.drivers.runs(version, cuda) for cuda in self.engine.cuda]
        return bool(runs) and Runs.YES not in runs

    def _on_processors(self) -> Fit | None:
        memory = processors(self.capacity)
        if not self.engine.runs_on_cpu or memory is None:
            return None
        for precision in self._precisions(on_gpu=False):
            demand = self._demand(precision, 1, self.tokens)
            found = estimating.estimate(self.subject, demand, (memory,))
            if found.fits:
                return replace(
                    self._base,
                    fits=Fits.LIMIT,
                    notes=(Text(N_("On the processor: slow.")),),
                    precision=precision,
                    need_bytes=found.need_bytes,
                    free_bytes=found.room_bytes,
                    most_tokens=found.context_tokens * demand.sequences,
                )
        return None

    def _no(self, why: Text) -> Fit:
        return replace(self._base, notes=(why,))


# ---- what stands in the way, whatever the memory -----------------------------------------------------------------


def system(capacity: Capacity, engine: EngineRow) -> Text | None:
    """Return what of the node's system keeps an engine from running."""
    if capacity.architecture is not None and capacity.architecture not in engine.architectures:
        return Text(N_("It is not built for {architecture}."), {"architecture": capacity.architecture})
    if not engine.glibc:
        return None
    if capacity.libc == "musl":
        return Text(N_("It needs glibc, the node has musl."))
    if capacity.glibc is not None and capacity.glibc < numbers(engine.glibc):
        return Text(N_("It needs glibc {version}; use a container."), {"version": engine.glibc})
    return None


def driver(capacity: Capacity, engine: EngineRow, knowledge: Knowledge) -> Text | None:
    """Return why the driver is too old; None: it is not."""
    version = capacity.driver
    if version is None:
        return Text(N_("The driver does not say its version."))
    if engine.driver and numbers(version) < numbers(engine.driver):
        return Text(N_("It needs driver {needed}, there is {driver}."), {"needed": engine.driver, "driver": version})
    runs = [knowledge.drivers.runs(version, cuda) for cuda in engine.cuda]
    if runs and all(one is Runs.NO for one in runs):
        floor = knowledge.drivers.floor_of(engine.cuda[0])
        needed = floor.driver if floor is not None else "?"
        return Text(N_("It needs driver {needed}, there is {driver}."), {"needed": needed, "driver": version})
    return None


def capability(capacity: Capacity, engine: EngineRow) -> Text | None:
    """Return why the GPUs are too old; None: they are not."""
    least = least_capability(capacity.gpus)
    if least is None:
        return Text(N_("The compute capability of its GPUs is unknown."))
    if least < numbers(engine.capability):
        return Text(
            N_("It needs compute capability {needed}, there is {least}."),
            {"needed": engine.capability, "least": f"{least[0]}.{least[1]}"},
        )
    return None


def least_capability(gpus: Iterable[GpuFacts]) -> tuple[int, int] | None:
    """Return the least compute capability; None where one of the GPUs does not say. A lost one is none."""
    there = list(gpus)
    known = [gpu.capability for gpu in there if gpu.memory_free_bytes is not None] or [gpu.capability for gpu in there]
    return None if not known or None in known else min(one for one in known if one is not None)


def precisions(
    wanted: Iterable[str], engine: EngineRow, knowledge: Knowledge, gpus: Iterable[GpuFacts]
) -> tuple[str, ...]:
    """Return what weights can be held as: those of ``wanted`` that the engine and all of these GPUs can."""
    least = least_capability(gpus)
    found = []
    for name in wanted:
        row = knowledge.engines.precision_of(name)
        if row is None or name not in engine.precisions:
            continue
        gate = knowledge.gpus.gate_of(row.gate) if row.gate else None
        if gate is None or (least is not None and least >= numbers(gate.capability)):
            found.append(name)
    return tuple(found)


def processors(capacity: Capacity) -> GpuFacts | None:
    """Return the memory of the node, as if it were a GPU; None where it does not say."""
    memory = capacity.memory_available_bytes
    return None if memory is None else GpuFacts(-1, "", memory_total_bytes=memory, memory_free_bytes=memory)
