"""From the name of a model to its weights: the hub, the desk or the node is asked, and nothing is fetched."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from msgspec import Struct

from console.deploy.link import AskLinkFor
from console.deploy.weights.hub import Hub, Listing, endpoint
from console.deploy.weights.look import Found, look
from console.deploy.weights.node_place import NodePlace
from console.deploy.weights.place import DeskPlace, File
from console.deploy.weights.reference import Reference
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.text import N_
from console.model.weights import Origin, Weights, WeightsFormat

LOADED = 1.2
"""What weights take in memory beside a small cache, on a processor."""
TokenFor = Callable[[str], Awaitable[str]]
"""The token for a hub, by its host; empty where the key ring has none."""


async def no_token(_host: str) -> str:
    """Know no token."""
    return ""


class Resolved(Struct, frozen=True):
    """A model that was found, and what is to be known of it."""

    weights: Weights
    found: Found
    folder: str
    """Where the files lie; a repository for those of a hub."""
    license: str = ""


class _HubPlace(Struct, frozen=True):
    hub: Hub
    repository: str
    listing: Listing

    async def files(self) -> tuple[File, ...]:
        return self.listing.files

    async def head(self, name: str, count: int) -> bytes:
        return await asyncio.to_thread(self.hub.head, self.repository, self.listing.commit, name, count)


class Resolver(Struct, frozen=True):
    """Finds models by name."""

    token_for: TokenFor
    link_for: AskLinkFor
    address: Callable[[], str] = endpoint

    async def resolve(self, reference: Reference, node_id: NodeId | None = None) -> Resolved:
        """Return what a name stands for; ``node_id`` is the node that a path on a node is of."""
        match reference.origin:
            case Origin.HUB:
                return await self._on_hub(reference)
            case Origin.NODE:
                return await self._on_node(reference, node_id)
            case _:
                return await _on_desk(reference)

    async def hub(self) -> Hub:
        """Return the hub, with the token that the key ring has for it."""
        bare = Hub(self.address())
        return Hub(bare.address, await self.token_for(bare.host))

    async def _on_hub(self, reference: Reference) -> Resolved:
        hub = await self.hub()
        listing = await asyncio.to_thread(hub.listing, reference.place, reference.revision)
        found = await look(_HubPlace(hub, reference.place, listing), str(reference), reference.file)
        # Pinned to the commit that was looked at: what is fetched later is what the plan was made for.
        weights = _weights(reference, reference.place, found, listing.commit, is_gated=listing.is_gated)
        return Resolved(weights, found, reference.place, listing.license)

    async def _on_node(self, reference: Reference, node_id: NodeId | None) -> Resolved:
        if node_id is None:
            raise ConsoleError("weights.no_node", N_("A path on a node needs a node."), N_("Choose a node first."))
        link = await self.link_for(node_id)
        try:
            place = NodePlace(reference.place, link)
            folder, files = await place.listing()
            found = await look(place, str(reference), _single(files))
        finally:
            await link.release()
        return Resolved(_weights(reference, _served(folder, found), found), found, folder)


async def _on_desk(reference: Reference) -> Resolved:
    path = Path(reference.place).expanduser()
    place = DeskPlace(path)
    found = await look(place, str(reference), _single(await place.files()))
    folder = str(path.parent if path.is_file() else path)
    return Resolved(_weights(reference, _served(folder, found), found), found, folder)


def _single(files: tuple[File, ...]) -> str:
    """Return the one file that a path names; empty for a folder of several."""
    return files[0].name if len(files) == 1 and files[0].name.endswith(".gguf") else ""


def _served(folder: str, found: Found) -> str:
    return f"{folder.rstrip('/')}/{found.main}" if found.main else folder


def _weights(reference: Reference, place: str, found: Found, revision: str = "", *, is_gated: bool = False) -> Weights:
    return Weights(
        id=reference.name,
        origin=reference.origin,
        reference=place,
        format=found.format,
        file=found.main,
        revision=revision,
        is_gated=is_gated,
        size_bytes=found.size_bytes,
        memory_bytes=round(found.size_bytes * LOADED) if found.format is WeightsFormat.GGUF else 0,
    )
