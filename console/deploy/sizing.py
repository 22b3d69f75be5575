"""The fit of a request on a node: what was asked, in the words of its engine, held against what the node has. Pure."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from console.deploy.catalog import Entry
from console.deploy.demands import arguments_for, demand_of, loosened
from console.deploy.estimate import Subject, emptiest
from console.deploy.fit import Capacity, precisions, processors
from console.deploy.needs import likely_packaging
from console.deploy.remedies import explained
from console.engines import Engine
from console.knowledge.engines import EngineRow
from console.knowledge.models import Model
from console.knowledge.shape import Shape
from console.knowledge.shelf import Knowledge
from console.model.field import Field
from console.model.fit import Change, Demand, Estimate, Limit
from console.model.launch import NodeFacts
from console.model.readiness import GpuFacts
from console.model.service import DeployRequest
from console.model.text import N_, Text

OTHER_MODEL = "tag"
"""An engine has a library of its own, and serves a model of it in place of the one that was chosen: Ollama."""
SCHEDULED = frozenset({"kubernetes", "slurm"})
"""Where GPUs are given out by a scheduler, which gives those that are free."""


class Asked(Struct, frozen=True):
    """A request with what is known of its model and its engine."""

    request: DeployRequest
    shape: Shape
    engine: EngineRow
    fields: tuple[Field, ...] = ()
    """The arguments that the engine has."""
    precisions: tuple[str, ...] = ()
    """What weights there are of the model, as published first; empty: nobody says."""
    precision: str = ""
    """What a person wants the weights to be held as; empty: what they are."""
    context_tokens: int = 0
    """What it is started with unless somebody says otherwise; 0: the server decides."""


def known_model(knowledge: Knowledge, name: str) -> Model | None:
    """Return a model of the books by its id, its repository, or a reference of the hub to it."""
    bare = name.removeprefix("hf:").partition("@")[0].lower()
    return next((row for row in knowledge.models.model if bare in {row.id.lower(), row.repository.lower()}), None)


def asked_of(
    request: DeployRequest, knowledge: Knowledge, engine: Engine | None, entry: Entry | None, facts: NodeFacts
) -> Asked | Text:
    """Return what is known of the model and the engine of a request; else why nobody can say whether it fits."""
    books, row = knowledge.engines.find(request.engine), known_model(knowledge, request.model)
    if books is None or engine is None:
        return Text(N_("How this engine uses memory is not known."))
    if dict(request.arguments).get(OTHER_MODEL) and any(field.name == OTHER_MODEL for field in engine.arguments):
        return Text(N_("The shape of this model is not known."))
    # The model's own files are nearer to the truth than a book about it.
    own = entry.resolved.found.shape if entry is not None and entry.resolved is not None else None
    shape = own or (row.shape if row is not None else None)
    if shape is None:
        return Text(N_("The shape of this model is not known."))
    if entry is not None and books.runs_on_cpu:
        # As what it comes decides whether it can use GPUs at all.
        packaging = likely_packaging(request, engine, facts)
        request = replace(request, gpus=engine.needs(entry.weights, request, packaging).gpus)
    return Asked(
        request,
        shape,
        books,
        engine.arguments,
        row.precisions if row is not None else (),
        context_tokens=entry.weights.context_tokens if entry is not None else 0,
    )


def size(asked: Asked, capacity: Capacity, knowledge: Knowledge) -> Estimate:
    """Return whether a request fits on a node, and what would make it fit, in the words of its engine."""
    subject = Subject(asked.shape, asked.engine, knowledge.engines)
    places = _places(asked, capacity)
    if not places:
        base = Estimate(asked.engine.id, asked.engine.title, Demand(), fits=False)
        return replace(base, limit=Limit.GPUS, why=Text(N_("There is no GPU.")))
    on_gpu = tuple(gpu for gpu in places if gpu.index >= 0)
    possible = precisions(asked.precisions or asked.engine.precisions, asked.engine, knowledge, on_gpu)
    demand = demand_of(
        subject,
        asked.request,
        asked.fields,
        sequences=asked.request.sequences,
        precision=asked.precision or usual_precision(asked, possible),
        context_tokens=asked.context_tokens,
    )
    if not demand.gpus and asked.request.target in SCHEDULED:
        demand = emptiest(demand, places)
    found = explained(subject, demand, places, possible)
    found = replace(found, doubts=(*found.doubts, *loosened(subject, asked.request, asked.fields)))
    return replace(found, changes=tuple(_spoken(subject, asked, found.demand, change) for change in found.changes))


def usual_precision(asked: Asked, possible: tuple[str, ...]) -> str:
    """Return what weights are held as unless somebody says otherwise."""
    shape = asked.shape
    if shape.precision and (shape.weight_bytes or shape.precision in possible):
        return shape.precision
    if asked.engine.format == "gguf" and "int4" in possible:
        return "int4"  # llama.cpp and Ollama are given files of four bits unless a person wants others
    published = next(iter(asked.precisions), "")
    if published and published not in possible:
        # The files are what they are: a GPU without bfloat16 computes with as many bits in another way.
        return "fp16" if published == "bf16" and "fp16" in possible else published
    return next(iter(possible), "")


def _places(asked: Asked, capacity: Capacity) -> tuple[GpuFacts, ...]:
    """Return the GPUs of a node; its memory where none is wanted or there."""
    memory = processors(capacity)
    if asked.engine.runs_on_cpu and memory is not None and (not asked.request.gpus or not capacity.gpus):
        return (memory,)
    return capacity.gpus


def _spoken(subject: Subject, asked: Asked, before: Demand, change: Change) -> Change:
    pairs = arguments_for(subject, asked.request, asked.fields, before, change.demand)
    return replace(change, arguments=pairs)
