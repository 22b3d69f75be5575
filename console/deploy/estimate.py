"""How much memory a model takes on each GPU, and whether it is there: arithmetic that a person can follow. Pure.

Weights and keys and values follow from the model's own shape. What comes on top follows from how the engine works
(``engines.toml``) and was held against what engines themselves print: see the tests for the sources.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

from msgspec import Struct
from msgspec.structs import replace

from console.knowledge.engines import EngineRow, Engines, Precision
from console.knowledge.shape import Shape
from console.model.fit import Demand, Estimate, GpuUse, Limit, Parts
from console.model.readiness import GpuFacts
from console.model.text import N_, Text

GIB = 1 << 30
LEAST_TOKENS = 2048
"""A context shorter than this is of no use for most."""
LARGE_BYTES = 70 * GIB
"""From here on vLLM batches more by itself (``EngineArgs.get_batch_defaults``), but not on an A100."""
WIDE_BYTES = 2
USUAL_VOCABULARY = 152_064
"""Taken where a model does not say how many tokens it knows."""
STEP = 1024
"""Contexts are proposed in steps of this."""


class Subject(Struct, frozen=True):
    """What an estimate is about: a model on an engine."""

    shape: Shape
    engine: EngineRow
    books: Engines

    def precision(self, name: str) -> Precision | None:
        """Return a way to hold weights: one of the books, or that of the model's own files."""
        found, shape = self.books.precision_of(name), self.shape
        if found is not None or not name or name != shape.precision or not shape.weight_bytes or not shape.parameters:
            return found
        return Precision(id=name, bytes_per_parameter=shape.weight_bytes / shape.parameters, source=shape.source)

    def holds(self, name: str) -> bool:
        """Tell whether the engine can hold weights like this: it says so, or they are the model's own files."""
        return name in self.engine.precisions or (name == self.shape.precision and self.shape.weight_bytes is not None)


# ---- the parts ---------------------------------------------------------------------------------------------------


def weight_bytes(subject: Subject, precision: Precision) -> int:
    """Return what all weights take, in files of the engine's format."""
    shape, engine = subject.shape, subject.engine
    if shape.weight_bytes is not None and shape.precision in {precision.id, ""}:
        return shape.weight_bytes
    parameters = shape.parameters
    if parameters is None:
        known = subject.precision(shape.precision)
        if shape.weight_bytes is None or known is None:
            return 0
        parameters = round(shape.weight_bytes / known.bytes_per_parameter)
    if engine.format == "gguf" and precision.gguf_bytes:
        return round(parameters * precision.gguf_bytes)
    wide = min(shape.wide_parameters, parameters) if precision.bytes_per_parameter < WIDE_BYTES else 0
    return round((parameters - wide) * precision.bytes_per_parameter) + wide * WIDE_BYTES


def kv_bytes(subject: Subject, demand: Demand) -> int:
    """Return what keys and values of all sequences take in all layers, once."""
    shape, engine = subject.shape, subject.engine
    tokens, sequences = demand.context_tokens, demand.sequences
    whole = shape.full_layers * tokens * sequences
    if shape.windowed_layers and shape.window_tokens and "window" in engine.caches:
        beyond = max(0, tokens - shape.window_tokens) * sequences
        # What is being read in is kept until it has been worked through, window or not.
        reading = min(engine.overhead.batch_tokens, beyond)
        whole += shape.windowed_layers * (min(tokens, shape.window_tokens) * sequences + reading)
    else:
        whole += shape.windowed_layers * tokens * sequences
    values = subject.books.kv_bytes_of(demand.kv_precision)
    return ceil(whole * shape.kv_values * values) + shape.state_bytes * sequences


def parts(subject: Subject, precision: Precision, demand: Demand, *, total_bytes: int, is_large: bool) -> Parts:
    """Return what the fullest GPU of a group takes; ``total_bytes`` are those of the GPU, 0 on the processor."""
    shape, over = subject.shape, subject.engine.overhead
    tensor, pipeline = demand.tensor, demand.pipeline
    stage = ceil(shape.layers / pipeline) / shape.layers
    weights = weight_bytes(subject, precision)
    ends = min(weights, shape.vocabulary * shape.hidden_size * WIDE_BYTES) if pipeline > 1 else 0
    # MLA keeps one latent for all heads: every GPU has it whole. Else heads are shared out as far as there are any.
    shares = 1 if shape.latent_size else min(tensor, max(shape.kv_heads, 1))
    rows = over.large_rows if is_large and over.large_rows else over.rows
    if over.rows_are_sequences and demand.most_sequences:
        rows = demand.most_sequences
    batch = over.large_batch_tokens if is_large and over.large_batch_tokens else over.batch_tokens
    flight = rows * (shape.vocabulary or USUAL_VOCABULARY) * over.logit_bytes
    flight += batch * shape.hidden_size * over.hidden_bytes
    runtime = over.context_bytes + over.graph_bytes + (over.link_bytes if demand.world > 1 else 0)
    return Parts(
        weights=ceil((max(0, weights - ends) * stage + ends) / tensor),
        kv=ceil(kv_bytes(subject, demand) * stage / shares),
        activations=ceil(flight),
        runtime=runtime if total_bytes else 0,
    )


def is_large(gpu: GpuFacts) -> bool:
    """Tell whether engines batch more on this GPU by themselves."""
    return (gpu.memory_total_bytes or 0) >= LARGE_BYTES and "A100" not in gpu.name.upper()


# ---- one GPU -----------------------------------------------------------------------------------------------------


def use_of(subject: Subject, precision: Precision, demand: Demand, gpu: GpuFacts) -> GpuUse:
    """Return a GPU with its part of the model on it."""
    engine = subject.engine
    free = gpu.memory_free_bytes or 0
    total = gpu.memory_total_bytes or free
    on_gpu = gpu.index >= 0
    need = parts(subject, precision, demand, total_bytes=total if on_gpu else 0, is_large=is_large(gpu))
    share = demand.memory_share or engine.memory_share
    outside = engine.overhead.context_bytes if on_gpu else 0
    taken = need.total
    match engine.reserves if on_gpu else "":
        case "all":
            taken = round(total * share) + outside
            room = min(taken, free)
            fits = need.total <= taken <= free
        case "cache":
            cache = round(total * share)
            taken = cache + need.activations + need.runtime
            room = min(taken, free)
            fits = need.weights + need.kv <= cache and taken <= free
        case _:
            room = round(free * share)
            fits = need.total <= room
    return GpuUse(gpu.index, gpu.name, total, total - free, need, room, taken, fits)


# ---- the whole ---------------------------------------------------------------------------------------------------


def divides(subject: Subject, tensor: int) -> bool:
    """Tell whether the heads can be shared out over so many GPUs.

    vLLM and SGLang take fewer heads of keys and values than GPUs too, if their number divides that of the GPUs.
    """
    shape = subject.shape
    if subject.engine.splits == "layers":
        return tensor == 1
    if shape.heads % tensor:
        return False
    return bool(shape.latent_size) or shape.kv_heads % tensor == 0 or tensor % max(shape.kv_heads, 1) == 0


def normal(subject: Subject, demand: Demand) -> Demand:
    """Return a demand in the words of its engine: one that divides by layers has groups only."""
    if subject.engine.splits == "layers" and demand.tensor > 1:
        return replace(demand, tensor=1, pipeline=demand.world)
    return demand


def chosen(demand: Demand, gpus: tuple[GpuFacts, ...]) -> tuple[GpuFacts, ...]:
    """Return the GPUs that a demand would take: those that are named, else those that come first."""
    known = [gpu for gpu in gpus if gpu.memory_free_bytes is not None and not gpu.is_partitioned]
    whole = [gpu for gpu in known if not gpu.profile]
    if demand.world > 1 and whole:
        known = whole  # slices cannot work together
    if demand.gpus:
        known = _emptiest([gpu for gpu in known if gpu.index in demand.gpus])
    return tuple(known[: demand.world])


def emptiest(demand: Demand, gpus: tuple[GpuFacts, ...]) -> Demand:
    """Return the same on the GPUs with the most free memory."""
    everywhere = replace(demand, gpus=tuple(sorted({gpu.index for gpu in gpus})))
    return replace(demand, gpus=tuple(sorted({gpu.index for gpu in chosen(everywhere, gpus)})))


def _emptiest(gpus: list[GpuFacts]) -> list[GpuFacts]:
    return sorted(gpus, key=lambda gpu: -(gpu.memory_free_bytes or 0))


def estimate(subject: Subject, demand: Demand, gpus: tuple[GpuFacts, ...]) -> Estimate:
    """Return whether a model fits as it is wanted; ``demand.precision`` has to be there. Changes are not looked for."""
    demand = normal(subject, demand)
    base = Estimate(subject.engine.id, subject.engine.title, demand, fits=False, doubts=doubts(subject))
    precision = subject.precision(demand.precision)
    if precision is None or not subject.holds(demand.precision):
        why = Text(N_("There are no weights that engine and GPU both can hold."))
        return replace(base, limit=Limit.PRECISION, why=why)
    places = chosen(demand, gpus)
    limit = _cannot(subject, demand, gpus, places)
    if limit is not None:
        return replace(base, limit=limit[0], why=limit[1])
    uses = tuple(use_of(subject, precision, demand, gpu) for gpu in places)
    fullest = min(uses, key=lambda use: use.room_bytes - use.parts.total)
    fits = all(use.fits for use in uses)
    found = replace(
        base,
        fits=fits,
        gpus=tuple(sorted(uses, key=lambda use: use.index)),
        need_bytes=fullest.parts.total,
        room_bytes=fullest.room_bytes,
        context_tokens=longest_context(subject, demand, gpus),
    )
    if fits:
        return found
    reason, why = _short(subject, precision, demand, fullest)
    return replace(found, limit=reason, why=why)


def fits(subject: Subject, demand: Demand, gpus: tuple[GpuFacts, ...]) -> bool:
    """Tell only whether it fits."""
    demand = normal(subject, demand)
    precision, places = subject.precision(demand.precision), chosen(demand, gpus)
    if precision is None or not subject.holds(demand.precision):
        return False
    if _cannot(subject, demand, gpus, places) is not None:
        return False
    return all(use_of(subject, precision, demand, gpu).fits for gpu in _tightest(places))


def _tightest(places: tuple[GpuFacts, ...]) -> tuple[GpuFacts, ...]:
    """Return of GPUs of one kind the one with the least free memory: where it fits there, it fits on all of them."""
    found: dict[tuple[str, int | None], GpuFacts] = {}
    for gpu in places:
        kind = (gpu.name, gpu.memory_total_bytes)
        other = found.get(kind)
        if other is None or (gpu.memory_free_bytes or 0) < (other.memory_free_bytes or 0):
            found[kind] = gpu
    return tuple(found.values())


def most(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Return the greatest number of ``low`` to ``high`` for which something holds that ends to hold; 0: for none."""
    if not holds(low):
        return 0
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def longest_context(subject: Subject, demand: Demand, gpus: tuple[GpuFacts, ...]) -> int:
    """Return the longest context of each sequence that fits, up to what the model was made for; 0: none does."""
    ceiling = subject.shape.context_tokens or demand.context_tokens
    return most(1, ceiling, lambda tokens: fits(subject, replace(demand, context_tokens=tokens), gpus))


def _cannot(
    subject: Subject, demand: Demand, gpus: tuple[GpuFacts, ...], places: tuple[GpuFacts, ...]
) -> tuple[Limit, Text] | None:
    """Return what has nothing to do with bytes."""
    shape, world = subject.shape, demand.world
    most_tokens = shape.context_tokens
    if most_tokens is not None and demand.context_tokens > most_tokens:
        values = {"tokens": str(demand.context_tokens), "most": str(most_tokens)}
        return Limit.CONTEXT, Text(N_("It was made for {most} tokens of context, not for {tokens}."), values)
    if not divides(subject, demand.tensor):
        values = {"heads": str(shape.heads), "kv": str(shape.kv_heads), "count": str(demand.tensor)}
        return Limit.HEADS, Text(
            N_("Its {heads} heads ({kv} of keys and values) cannot be shared out over {count} GPUs."), values
        )
    if demand.pipeline > shape.layers:
        values = {"layers": str(shape.layers), "count": str(demand.pipeline)}
        return Limit.LAYERS, Text(N_("It has {layers} layers, fewer than {count}."), values)
    if len(places) < world:
        if gpus and not any(gpu.memory_free_bytes is not None and not gpu.is_partitioned for gpu in gpus):
            return Limit.UNKNOWN, Text(N_("Its GPUs do not say how much memory is free, or are cut into slices."))
        values = {"needed": str(world), "count": str(len(places))}
        return Limit.GPUS, Text(N_("It needs {needed} GPUs, {count} can be used."), values)
    if world > 1 and any(gpu.profile for gpu in places):
        return Limit.SLICES, Text(N_("Slices of a GPU cannot work on one model together: use one."))
    return None


def _short(subject: Subject, precision: Precision, demand: Demand, fullest: GpuUse) -> tuple[Limit, Text]:
    """Return which of the parts is too much on the fullest GPU."""
    alone = GpuFacts(
        fullest.index, fullest.name, memory_total_bytes=fullest.total_bytes, memory_free_bytes=fullest.total_bytes
    )
    values = {
        "need": gib(fullest.parts.total),
        "free": gib(fullest.room_bytes),
        "count": str(demand.world),
        "used": gib(fullest.used_bytes),
        "take": gib(fullest.taken_bytes),
        "kv": gib(fullest.parts.kv),
        "left": gib(max(0, fullest.room_bytes - fullest.parts.total + fullest.parts.kv)),
    }
    if fullest.used_bytes and use_of(subject, precision, demand, alone).fits:
        if fullest.parts.total <= fullest.room_bytes:
            return Limit.OTHERS, Text(
                N_("Others hold {used} GiB of the GPU; the engine wants {take} GiB of it at once."), values
            )
        return Limit.OTHERS, Text(N_("{need} GiB needed; others hold {used} GiB, {free} GiB are left."), values)
    on_gpu = fullest.index >= 0
    smallest = replace(demand, context_tokens=min(demand.context_tokens, LEAST_TOKENS), sequences=1)
    if use_of(subject, precision, smallest, alone).fits:
        if not on_gpu:
            return Limit.KV, Text(
                N_("The weights fit. Keys and values for that context take {kv} GiB, {left} GiB are left."), values
            )
        return Limit.KV, Text(
            N_("The weights fit. Keys and values for that context take {kv} GiB on each GPU, {left} GiB are left."),
            values,
        )
    if not on_gpu:
        return Limit.MEMORY, Text(N_("{need} GiB of memory needed, {free} GiB usable."), values)
    if demand.world == 1:
        return Limit.MEMORY, Text(N_("{need} GiB on the GPU needed, {free} GiB usable."), values)
    return Limit.MEMORY, Text(N_("{need} GiB on each of {count} GPUs needed, {free} GiB usable."), values)


def doubts(subject: Subject) -> tuple[Text, ...]:
    """Return why an estimate is of low confidence."""
    shape = subject.shape
    found = list(cache_doubts(subject))
    if shape.has_vision:
        found.append(Text(N_("Images take more, by their number and size.")))
    if not shape.vocabulary or not shape.hidden_size:
        found.append(Text(N_("The size of its vocabulary is not known.")))
    return tuple(found)


def cache_doubts(subject: Subject) -> tuple[Text, ...]:
    """Return why nobody can tell what weights and cache take, and so that they are too much."""
    shape, engine = subject.shape, subject.engine
    found = list(shape.doubts)
    if shape.windowed_layers and "window" not in engine.caches:
        found.append(Text(N_("This engine may keep the whole context in layers that look back a little only.")))
    if shape.latent_size and "latent" not in engine.caches:
        found.append(Text(N_("This engine may keep more than the compressed keys and values.")))
    if shape.state_bytes and "state" not in engine.caches:
        found.append(Text(N_("How this engine keeps the state of recurrent layers is not known.")))
    return tuple(found)


def gib(count: int) -> str:
    """Return bytes as GiB with one decimal."""
    return f"{count / GIB:.1f}"
