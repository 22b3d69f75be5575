"""What a request asks of a node: what the engine knows of itself, filled up with what stands in the books."""

from __future__ import annotations

from msgspec.structs import replace

from console.engines import Engine
from console.knowledge.edition import numbers
from console.knowledge.shelf import Knowledge
from console.model.launch import Needs, NodeFacts
from console.model.service import DeployRequest
from console.model.weights import Packaging, Weights
from console.targets import choose, packaging_of, targets


def needs_of(
    engine: Engine, weights: Weights, request: DeployRequest, packaging: Packaging, knowledge: Knowledge
) -> Needs:
    """Return what the node has to have. Figures of a GPU count only where GPUs are wanted."""
    needs = replace(engine.needs(weights, request, packaging), root=acts_as_root(request))
    row = knowledge.engines.find(engine.id)
    if row is None:
        return needs
    needs = replace(
        needs,
        architectures=needs.architectures or row.architectures,
        image_bytes=needs.image_bytes or (row.image_bytes if needs.image else 0),
    )
    if packaging is not Packaging.IMAGE and row.glibc:
        needs = replace(needs, glibc=needs.glibc or _pair(row.glibc))
    if not needs.gpus:
        return needs
    own_image = packaging is not Packaging.IMAGE or needs.image == engine.image(replace(request, image=""))
    return replace(
        needs,
        compute_capability=needs.compute_capability or _pair(row.capability),
        # What somebody else's image was built for is not known.
        cuda=needs.cuda or (row.cuda if own_image else ()),
        driver=needs.driver or row.driver,
    )


def likely_packaging(request: DeployRequest, engine: Engine, facts: NodeFacts) -> Packaging:
    """Return as what the server will most likely come; while nothing is known of a node, what it would be on most."""
    target = choose(request.target, facts, engine.packagings)
    found = packaging_of(target, engine.packagings, request.packaging) if target is not None else None
    return found or engine.packagings[0]


def acts_as_root(request: DeployRequest) -> bool:
    """Say whether something that was chosen of the target is done as root."""
    options = dict(request.options)
    asked = targets().values() if request.target == "auto" else filter(None, (targets().get(request.target),))
    return any(options.get(field.name) in field.root_choices for target in asked for field in target.fields)


def _pair(version: str) -> tuple[int, int]:
    first, second = (*numbers(version), 0)[:2]
    return first, second
