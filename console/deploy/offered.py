"""What can be chosen in a request: the model servers and the places to run, as a desk shows them."""

from __future__ import annotations

from console.engines import engines, registry
from console.model.service import DeployRequest, EngineChoice, TargetChoice
from console.model.weights import Packaging
from console.targets import cluster, targets


def engine_choices() -> tuple[EngineChoice, ...]:
    """Return the model servers that can be chosen."""
    return tuple(
        EngineChoice(
            each.id,
            each.title,
            each.packagings,
            each.formats,
            each.arguments,
            chats=bool(each.paths.chat),
            embeds=bool(each.paths.embeddings),
            registry=registry(each),
            needs_image=Packaging.IMAGE in each.packagings and not each.image(DeployRequest((), "")),
        )
        for each in engines().values()
    )


def target_choices() -> tuple[TargetChoice, ...]:
    """Return the places to run that can be chosen."""
    return tuple(
        TargetChoice(each.id, each.title, each.meaning, each.packagings, each.fields, cluster(each.id) is not None)
        for each in targets().values()
    )
