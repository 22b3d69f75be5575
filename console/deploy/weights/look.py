"""From the files of a place to weights and their shape, by reading nothing but the beginnings of files."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from console.deploy.weights import config, gguf, safetensors, trouble
from console.deploy.weights.failures import BadFile, NeedMore
from console.deploy.weights.fields import MOST_BYTES
from console.deploy.weights.place import File, Place
from console.knowledge.shape import Shape
from console.model.errors import Problem
from console.model.weights import WeightsFormat

FIRST_BYTES = 1 << 16
MOST_HEAD_BYTES = gguf.MOST_HEADER_BYTES
AT_ONCE = 8
MOST_HEADERS = 64
"""Of a model in more files than this, the sizes of the files are taken instead of those of their tensors."""
PREFERRED = "Q4_K_M"
"""What is taken of many quantisations where nobody chose: it is what most take."""
_PART = re.compile(r"-(\d{5})-of-(\d{5})(?=\.(?:gguf|safetensors)$)")
Parsed = TypeVar("Parsed")


class Found(Struct, frozen=True):
    """Weights that were found in a place."""

    format: WeightsFormat
    files: tuple[File, ...]
    """All that has to be there: the weights, and what goes with them."""
    main: str
    """The file that a server is told of; empty: the folder as a whole."""
    shape: Shape | None
    """None where the files do not say enough."""
    problem: Problem | None = None
    """Why there is no shape, where its configuration could not be understood."""

    @property
    def size_bytes(self) -> int:
        """Return what is carried or fetched."""
        return sum(file.size_bytes for file in self.files)


async def look(place: Place, name: str, wanted: str = "") -> Found:
    """Return the weights of a place; ``name`` is how it is called, ``wanted`` a file or a quantisation."""
    files = await place.files()
    ggufs = [file for file in files if file.name.lower().endswith(".gguf")]
    tensors = [file for file in files if file.name.endswith(".safetensors") and "/" not in file.name]
    if wanted or not tensors:
        if ggufs:
            return await _gguf(place, _chosen(name, ggufs, wanted))
        if wanted:
            raise trouble.no_file(name, wanted, [file.name for file in files if "/" not in file.name])
    if tensors:
        return await _safetensors(place, files, tensors)
    binaries = [file for file in files if re.fullmatch(r"pytorch_model.*\.bin", file.name)]
    if not binaries:
        raise trouble.nothing_there(name)
    shape, problem = await _config(place, files)
    whole = sum(file.size_bytes for file in binaries)
    shape = replace(shape, weight_bytes=whole) if shape is not None else None
    return Found(WeightsFormat.OTHER, (*binaries, *_beside(files)), "", shape, problem)


async def parsed(place: Place, file: File, parse: Callable[[bytes, str, int | None], Parsed]) -> Parsed:
    """Read as much of a file as its header takes."""
    count = FIRST_BYTES
    while True:
        data = await place.head(file.name, min(count, file.size_bytes or count))
        try:
            return await asyncio.to_thread(parse, data, file.name, file.size_bytes or None)
        except NeedMore as more:
            if len(data) < count and not file.size_bytes:
                raise trouble.no_place(file.name, "it ends too early") from more
            count = min(max(more.count, 4 * count), max(MOST_HEAD_BYTES, more.count))


# -- GGUF --------------------------------------------------------------------------------------------


def _chosen(name: str, files: Sequence[File], wanted: str) -> list[File]:
    """Return the files of one set of weights, in order: a large one is in parts."""
    sets: dict[str, list[File]] = {}
    for file in files:
        if "mmproj" in file.name.lower():
            continue  # what turns pictures into tokens, beside the model
        sets.setdefault(_PART.sub("", file.name), []).append(file)
    for key, parts in sets.items():
        if wanted and wanted in {key, *(part.name for part in parts)}:
            return sorted(parts, key=lambda part: part.name)
    alike = [key for key in sets if _has_word(key, wanted or PREFERRED)]
    if not wanted and len(sets) == 1:
        alike = list(sets)
    if len(alike) == 1:
        return sorted(sets[alike[0]], key=lambda part: part.name)
    choices = sorted(alike or sets)
    raise trouble.no_file(name, wanted, choices) if wanted and not alike else trouble.choose(name, choices)


def _has_word(name: str, word: str) -> bool:
    return re.search(rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9_])", name, re.IGNORECASE) is not None


async def _gguf(place: Place, parts: Sequence[File]) -> Found:
    headers = await _each(place, parts, gguf.parse)
    shape = gguf.shape(headers[0], parts[0].name)
    shape = replace(
        shape,
        parameters=sum(header.parameters for header in headers),
        weight_bytes=sum(header.weight_bytes for header in headers),
    )
    return Found(WeightsFormat.GGUF, tuple(parts), parts[0].name, shape)


async def _each(place: Place, files: Sequence[File], parse: Callable[[bytes, str, int | None], Parsed]) -> list[Parsed]:
    places = asyncio.Semaphore(AT_ONCE)

    async def one(file: File) -> Parsed:
        async with places:
            return await parsed(place, file, parse)

    return list(await asyncio.gather(*(one(file) for file in files)))


# -- safetensors -------------------------------------------------------------------------------------


async def _safetensors(place: Place, files: Sequence[File], tensors: Sequence[File]) -> Found:
    by_name = {file.name: file for file in files}
    if safetensors.INDEX in by_name:
        index = safetensors.parse_index(await place.head(safetensors.INDEX, MOST_BYTES + 1))
        absent = [shard for shard in index.shards if shard not in by_name]
        if absent:
            raise trouble.no_file(safetensors.INDEX, absent[0], sorted(file.name for file in tensors))
        tensors = [by_name[shard] for shard in index.shards]
    elif safetensors.SINGLE in by_name:
        tensors = [by_name[safetensors.SINGLE]]
    shape, problem = await _config(place, files)
    if shape is not None:
        shape = await _measured(place, shape, tensors)
    return Found(WeightsFormat.SAFETENSORS, (*tensors, *_beside(files)), "", shape, problem)


async def _measured(place: Place, shape: Shape, tensors: Sequence[File]) -> Shape:
    if len(tensors) > MOST_HEADERS:
        return replace(shape, weight_bytes=sum(file.size_bytes for file in tensors))
    headers = await _each(place, tensors, safetensors.parse)
    found = [tensor for header in headers for tensor in header.tensors]
    precision = shape.precision or safetensors.precision(found)
    return replace(
        shape,
        precision=precision,
        parameters=safetensors.parameters(found, precision),
        weight_bytes=sum(header.weight_bytes for header in headers),
        source=f"{shape.source}, {tensors[0].name}",
    )


async def _config(place: Place, files: Sequence[File]) -> tuple[Shape | None, Problem | None]:
    """Return the shape; a configuration of a family that nobody has heard of yet may still be served."""
    if not any(file.name == config.NAME for file in files):
        return None, None
    try:
        return config.read(await place.head(config.NAME, MOST_BYTES + 1)), None
    except BadFile as error:
        return None, error.problem


def _beside(files: Sequence[File]) -> tuple[File, ...]:
    """Return the small files that belong to weights: configuration, tokenizer, template, code of its own."""
    endings = (".json", ".model", ".txt", ".jinja", ".py", ".tiktoken")
    return tuple(file for file in files if "/" not in file.name and file.name.endswith(endings))
