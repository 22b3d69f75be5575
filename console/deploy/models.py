"""The models that can be deployed: those of the catalogue, those whose shape is known, and any that a person names."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from msgspec.structs import replace

from console.deploy.catalog import Catalogue, Entry, short
from console.deploy.weights import reference
from console.deploy.weights.resolve import Resolved, Resolver
from console.engines import engines
from console.knowledge.shelf import Knowledge
from console.model.clock import Clock
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.service import DeployRequest, ModelChoice
from console.model.text import N_, Text
from console.model.weights import Origin, Weights, WeightsFormat

FRESH_SECONDS = 600.0
"""How long what was found stands: checks and plan are made of the same."""
USUAL_CONTEXT_TOKENS = 4096
USUAL = ("vllm", "llama_cpp")
"""The engines that most take, the first that reads the weights."""


class Models:
    """Finds models by name and remembers for a while what their files said."""

    def __init__(
        self, catalogue: Catalogue, knowledge: Callable[[], Knowledge], resolver: Resolver, clock: Clock
    ) -> None:
        self._catalogue = catalogue
        self._knowledge = knowledge
        self._resolver = resolver
        self._clock = clock
        self._found: dict[tuple[str, NodeId | None], tuple[float, Resolved]] = {}

    async def choices(self) -> tuple[ModelChoice, ...]:
        """Return what can be chosen, each with an engine that reads its weights."""
        # First what comes with its server and needs nothing from elsewhere.
        choices = sorted(
            (entry.choice for entry in (await self._all()).entries), key=lambda choice: bool(choice.source)
        )
        return tuple(
            replace(choice, engine=choice.engine or usual(choice.format))
            for choice in choices
            if choice.engine or usual(choice.format)
        )

    async def entry(self, request: DeployRequest, *, whole: bool = False) -> Entry:
        """Return the model of a request; ConsoleError where there is none or it cannot be looked at.

        What is known of a model is enough for a plan; ``whole``: its files are looked at all the same.
        """
        entry = await self._entry(request, whole=whole)
        engine = engines().get(request.engine)
        if engine is not None and entry.weights.format not in {*engine.formats, WeightsFormat.OTHER}:
            raise ConsoleError(
                "deploy.format",
                N_("{engine} does not read {format}."),
                N_("Choose one that does: {engines}."),
                engine=engine.title,
                format=entry.weights.format.value,
                engines=", ".join(each.id for each in engines().values() if entry.weights.format in each.formats)
                or "-",
            )
        return entry

    async def _entry(self, request: DeployRequest, *, whole: bool) -> Entry:
        if reference.is_reference(request.model):
            return _entry(await self._resolve(request.model, request), request)
        entry = (await self._all()).entry(request.model)
        is_known = entry.weights.format is WeightsFormat.SAFETENSORS and not whole
        if not entry.choice.source or is_known:
            return entry
        return _merged(entry, await self._resolve(entry.choice.source, request))

    async def _all(self) -> Catalogue:
        known = await asyncio.to_thread(self._knowledge)
        return self._catalogue.with_known(known)

    async def _resolve(self, name: str, request: DeployRequest) -> Resolved:
        meant = reference.parse(name)
        node_id = request.node_ids[0] if meant.origin is Origin.NODE and request.node_ids else None
        key, now = (name, node_id), self._clock.monotonic()
        at, found = self._found.get(key, (0.0, None))
        if found is None or now - at > FRESH_SECONDS:
            found = await self._resolver.resolve(meant, node_id)
            self._found[key] = now, found
        return found


def usual(format: WeightsFormat) -> str:  # noqa: A002 - it is the weights' format
    """Return the engine that is offered first for weights; empty where none reads them."""
    there = _readers(format)
    return next((name for name in (*USUAL, *there) if name in there), "")


def _readers(format: WeightsFormat) -> list[str]:  # noqa: A002 - it is the weights' format
    return [engine.id for engine in engines().values() if format in engine.formats]


def _entry(resolved: Resolved, request: DeployRequest) -> Entry:
    shape = resolved.found.shape
    weights = replace(resolved.weights, context_tokens=_context_tokens(resolved))
    choice = ModelChoice(
        id=weights.id,
        name=weights.id,
        summary=Text(
            N_("{files} files in {place}."), {"files": str(len(resolved.found.files)), "place": resolved.folder}
        ),
        engine=usual(weights.format),
        parameters=short(shape.parameters) if shape is not None and shape.parameters else "",
        download_bytes=weights.size_bytes,
        memory_bytes=weights.memory_bytes,
        license=resolved.license,
        is_gated=weights.is_gated,
        source=request.model,
        format=weights.format,
    )
    return Entry(choice, weights, resolved=resolved)


def _context_tokens(resolved: Resolved) -> int:
    """Return how much context a model is started with; 0: the server decides."""
    if resolved.weights.format is not WeightsFormat.GGUF:
        return 0
    # On a processor the longest context that a model was made for is more than most nodes have room for.
    longest = resolved.found.shape.context_tokens if resolved.found.shape is not None else None
    return min(longest or USUAL_CONTEXT_TOKENS, USUAL_CONTEXT_TOKENS)


def _merged(entry: Entry, resolved: Resolved) -> Entry:
    """Return an entry of a file of the catalogue with what its weights say of themselves."""
    said, own = resolved.weights, entry.weights
    weights: Weights = replace(
        said,
        id=own.id,
        size_bytes=own.size_bytes or said.size_bytes,
        memory_bytes=own.memory_bytes or said.memory_bytes,
        context_tokens=own.context_tokens or _context_tokens(resolved),
    )
    return replace(entry, weights=weights, resolved=resolved)
