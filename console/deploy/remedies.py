"""What would make a model fit: concrete changes of what is asked, each held against the very estimate. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from math import floor

from msgspec.structs import replace

from console.deploy.estimate import LEAST_TOKENS, STEP, Subject, chosen, divides, emptiest, estimate, fits, most, normal
from console.model.fit import Change, Demand, Estimate
from console.model.readiness import GpuFacts
from console.model.text import N_, Text

MOST_CHANGES = 6
ENOUGH = 2
"""With fewer single changes than this, pairs of them are proposed too."""
MOST_GPUS = 16
MOST_SHARE = 0.95
"""More of a GPU is not left to an engine: its driver and CUDA's context need the rest."""
BATCHES = (256, 64, 16)
"""How many sequences at once are proposed to keep room for."""

Way = Callable[[Subject, Demand, tuple[GpuFacts, ...], tuple[str, ...]], Iterator[Demand]]


def explained(
    subject: Subject, demand: Demand, gpus: tuple[GpuFacts, ...], precisions: tuple[str, ...] = ()
) -> Estimate:
    """Return the estimate with what would make it fit; ``precisions`` are those that engine, model and GPUs share."""
    found = estimate(subject, demand, gpus)
    if found.fits:
        return found
    return replace(found, changes=changes(subject, found.demand, gpus, precisions))


def changes(
    subject: Subject, demand: Demand, gpus: tuple[GpuFacts, ...], precisions: tuple[str, ...]
) -> tuple[Change, ...]:
    """Return changes that make it fit: one thing where that is enough, else two, else as much as it takes."""

    def verified(wanted: Iterator[Demand]) -> Iterator[Change]:
        for one in wanted:
            if fits(subject, one, gpus):
                yield _change(subject, demand, one, gpus)

    singles = [list(islice(verified(way(subject, demand, gpus, precisions)), 1)) for way in _WAYS]
    found = [change for one in singles for change in one]
    if len(found) < ENOUGH:
        pairs = (
            second(subject, half, gpus, precisions)
            for place, first in enumerate(_WAYS)
            for half in first(subject, demand, gpus, precisions)
            for second in _WAYS[place + 1 :]
        )
        for pair in pairs:
            found.extend(islice(verified(pair), 1))
            if len(found) > ENOUGH:
                break
    if not found:
        found.extend(islice(verified(_everything(subject, demand, gpus, precisions)), 1))
    return tuple(_distinct(found))[:MOST_CHANGES]


def _distinct(found: list[Change]) -> Iterator[Change]:
    """Pass over what is proposed already, and what only adds to it."""
    seen: list[frozenset[str]] = []
    for change in found:
        said = frozenset(str(text) for text in change.texts)
        if not any(other <= said for other in seen):
            seen.append(said)
            yield change


def _change(subject: Subject, before: Demand, after: Demand, gpus: tuple[GpuFacts, ...]) -> Change:
    found = estimate(subject, after, gpus)
    texts = differences(before, found.demand)
    return Change(found.demand, texts, found.need_bytes, found.room_bytes, found.context_tokens)


def differences(before: Demand, after: Demand) -> tuple[Text, ...]:
    """Return in words what is different between two demands."""
    texts = list(_where(before, after))
    for now, then, template, field in (
        (before.memory_share, after.memory_share, N_("{share} of each GPU for the engine"), "share"),
        (before.most_sequences, after.most_sequences, N_("{count} sequences in a batch at most"), "count"),
        (before.kv_precision, after.kv_precision, N_("keys and values in {precision}"), "precision"),
        (before.precision, after.precision, N_("weights in {precision}"), "precision"),
        (before.context_tokens, after.context_tokens, N_("{count} tokens of context"), "count"),
        (before.sequences, after.sequences, N_("{count} at once"), "count"),
    ):
        if now != then:
            texts.append(Text(template, {field: percent(then) if isinstance(then, float) else str(then)}))
    return tuple(texts)


def _where(before: Demand, after: Demand) -> Iterator[Text]:
    if after.gpus and after.gpus != before.gpus:
        yield Text(N_("GPUs {gpus}"), {"gpus": ", ".join(map(str, after.gpus))})
    elif after.gpus != before.gpus and after.world == before.world:
        yield Text(N_("the GPUs that come first"))
    if (after.tensor, after.pipeline) == (before.tensor, before.pipeline):
        return
    values = {"tensor": str(after.tensor), "pipeline": str(after.pipeline), "world": str(after.world)}
    if after.world == 1:
        yield Text(N_("one GPU"))
    elif after.pipeline == 1:
        yield Text(N_("each layer over {tensor} GPUs"), values)
    elif after.tensor == 1:
        yield Text(N_("the layers over {pipeline} GPUs"), values)
    else:
        yield Text(N_("{world} GPUs: {pipeline} groups of {tensor}"), values)


def percent(share: float) -> str:
    """Return a share as people write it."""
    return f"{round(share * 100)} %"


# ---- ways, the least costly first --------------------------------------------------------------------------------


def _other_gpus(
    _subject: Subject, demand: Demand, gpus: tuple[GpuFacts, ...], _precisions: tuple[str, ...]
) -> Iterator[Demand]:
    others = emptiest(demand, gpus)
    if others.gpus and set(others.gpus) != {gpu.index for gpu in chosen(demand, gpus)}:
        yield others


def share_left(subject: Subject, demand: Demand, gpus: tuple[GpuFacts, ...]) -> float:
    """Return the greatest share of the GPUs, in steps of a hundredth, that others leave to the engine."""
    outside = subject.engine.overhead.context_bytes
    shares = [
        (gpu.memory_free_bytes or 0) / gpu.memory_total_bytes - outside / gpu.memory_total_bytes
        for gpu in chosen(demand, gpus)
        if gpu.memory_total_bytes and gpu.index >= 0
    ]
    return min(MOST_SHARE, floor(min(shares) * 100) / 100) if shares else 0.0


def _share(
    subject: Subject, demand: Demand, gpus: tuple[GpuFacts, ...], _precisions: tuple[str, ...]
) -> Iterator[Demand]:
    if subject.engine.reserves:
        share = share_left(subject, demand, gpus)
        if share > 0 and share != (demand.memory_share or subject.engine.memory_share):
            yield replace(demand, memory_share=share)


def _spread(
    subject: Subject, demand: Demand, gpus: tuple[GpuFacts, ...], _precisions: tuple[str, ...]
) -> Iterator[Demand]:
    count = min(MOST_GPUS, len(gpus))
    ways = [
        (tensor, pipeline)
        for tensor in range(1, count + 1)
        for pipeline in range(1, count // tensor + 1)
        if divides(subject, tensor) and pipeline <= subject.shape.layers
    ]
    # Within a node, groups of GPUs one after the other are for what does not divide otherwise.
    for tensor, pipeline in sorted(ways, key=lambda way: (way[1], way[0])):
        if (tensor, pipeline) != (demand.tensor, demand.pipeline):
            wider = normal(subject, replace(demand, tensor=tensor, pipeline=pipeline))
            if len(demand.gpus) != wider.world:
                yield replace(wider, gpus=())
                yield emptiest(wider, gpus)
            else:
                yield wider


def _batch(
    subject: Subject, demand: Demand, _gpus: tuple[GpuFacts, ...], _precisions: tuple[str, ...]
) -> Iterator[Demand]:
    over = subject.engine.overhead
    if not over.rows_are_sequences:
        return
    now = demand.most_sequences or over.rows
    for count in BATCHES:
        if demand.sequences <= count and (count < now or not demand.most_sequences):
            yield replace(demand, most_sequences=count)


def _kv(
    subject: Subject, demand: Demand, _gpus: tuple[GpuFacts, ...], _precisions: tuple[str, ...]
) -> Iterator[Demand]:
    now = subject.books.kv_bytes_of(demand.kv_precision)
    for name in subject.engine.kv_precisions:
        if subject.books.kv_bytes_of(name) < now:
            yield replace(demand, kv_precision=name)


def _context(
    subject: Subject, demand: Demand, gpus: tuple[GpuFacts, ...], _precisions: tuple[str, ...]
) -> Iterator[Demand]:
    ceiling = min(demand.context_tokens, subject.shape.context_tokens or demand.context_tokens)
    steps = most(1, ceiling // STEP, lambda count: fits(subject, replace(demand, context_tokens=count * STEP), gpus))
    if LEAST_TOKENS <= steps * STEP < demand.context_tokens:
        yield replace(demand, context_tokens=steps * STEP)


def _sequences(
    subject: Subject, demand: Demand, gpus: tuple[GpuFacts, ...], _precisions: tuple[str, ...]
) -> Iterator[Demand]:
    if demand.sequences > 1:
        count = most(1, demand.sequences - 1, lambda count: fits(subject, replace(demand, sequences=count), gpus))
        if count:
            yield replace(demand, sequences=count)


def _precision(
    subject: Subject, demand: Demand, _gpus: tuple[GpuFacts, ...], precisions: tuple[str, ...]
) -> Iterator[Demand]:
    now = subject.precision(demand.precision)
    for name in precisions:
        row = subject.precision(name)
        if row is not None and (now is None or row.bytes_per_parameter < now.bytes_per_parameter):
            yield replace(demand, precision=name)


_WAYS: tuple[Way, ...] = (_other_gpus, _share, _spread, _batch, _kv, _precision, _context, _sequences)


def _everything(
    subject: Subject, demand: Demand, gpus: tuple[GpuFacts, ...], precisions: tuple[str, ...]
) -> Iterator[Demand]:
    """Give way in everything: the smallest weights and cache, every GPU, and then the longest context that fits."""
    for way in (_other_gpus, _precision, _kv, _batch):
        demand = next(iter(list(way(subject, demand, gpus, precisions))[::-1]), demand)
    for spread in [demand, *_spread(subject, demand, gpus, precisions)][::-1]:
        for shared in (spread, *_share(subject, spread, gpus, precisions)):
            yield shared
            alone = replace(shared, sequences=1)
            yield alone
            yield from _context(subject, alone, gpus, precisions)
