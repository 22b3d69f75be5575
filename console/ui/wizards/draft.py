"""What a person can choose whatever the engine and the target, as fields; which choices go together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from console.model.field import Field, Kind
from console.model.ids import LOCAL_NODE
from console.model.node import Node, NodeState, NodeView, Source
from console.model.service import DeployRequest, EngineChoice, TargetChoice
from console.model.text import N_, Text
from console.model.weights import Packaging, WeightsFormat
from console.settings.language import _

AUTO = "auto"
SMALLEST_PORT, LARGEST_PORT, LONGEST_NAME, MOST_GPUS = 1024, 65535, 48, 1024
PACKAGINGS: Mapping[str, str] = {
    Packaging.WHEELS: N_("Python packages"),
    Packaging.IMAGE: N_("Container image"),
    Packaging.PROGRAM: N_("Program on the node"),
}
"""What people call a packaging."""
AUTO_TITLE = N_("Whichever the node has")
AUTO_MEANING = N_("A systemd user service where there is one, else a supervised process.")

_PACKAGING = Text(N_("As what the server comes to the node."))
_IMAGE = Text(N_("Another image than the engine's own, such as one in a registry of yours."))
_GPUS = Text(N_("How many GPUs a server takes; none: it runs on processors."))
_NAME = Text(N_("Small letters, digits and hyphens, a letter first."))
_PORT = Text(N_("Where the server listens, on the node's loopback."))
_DIRECTORY = Text(N_("A path that begins with / or ~/, without spaces. All that is carried goes there."))
_REPLACES = Text(
    N_(
        "A service of this name goes on until the new one beside it has answered; where that fails, it stays. "
        "The way back is kept."
    )
)
_STOPS_FIRST = Text(
    N_(
        "Where there is not room for both, and only in place of what serves: nobody is served until the new one has "
        "started; where that fails, the old one starts again by itself."
    )
)
_WHEELHOUSE = Text(N_("Empty: fetch them once from the package index"))


def can_be_chosen(view: NodeView) -> bool:
    """Tell whether a model can be put on a node, or into a cluster from it: its key is not in doubt."""
    return view.state is not NodeState.KEY_CHANGED


def with_own_machine(views: Iterable[NodeView]) -> list[NodeView]:
    """Return the fleet and, behind it, this computer; a simulated data centre has none."""
    found = list(views)
    if any(view.node.source is Source.SIMULATION for view in found):
        return found
    own = Node(LOCAL_NODE, _("This computer"), (), "localhost", Source.LOCAL)
    return [*(view for view in found if view.node.id != LOCAL_NODE), NodeView(own, NodeState.OK)]


def reads(engine: EngineChoice, weights: WeightsFormat) -> bool:
    """Tell whether an engine reads weights; of such that nobody has looked into, each may."""
    return weights is WeightsFormat.OTHER or weights in engine.formats


def takes(target: TargetChoice, engine: EngineChoice, packaging: str) -> bool:
    """Tell whether a server can come to a target, as what was chosen or as anything that both know."""
    shared = set(target.packagings) & set(engine.packagings)
    return packaging in shared if packaging else bool(shared)


def takes_images_only(target: TargetChoice, engine: EngineChoice) -> bool:
    """Tell whether a server can come to a target as an image alone."""
    return set(target.packagings) & set(engine.packagings) == {Packaging.IMAGE}


def way_fields(engine: EngineChoice) -> tuple[Field, ...]:
    """Return what can be chosen of the way that a server comes and of what it takes."""
    found = [Field("gpus", Text(N_("GPUs")), _GPUS, Kind.INTEGER, default="0", low=0, high=MOST_GPUS)]
    if len(engine.packagings) > 1:
        names = tuple(packaging.value for packaging in engine.packagings)
        found.append(Field("packaging", Text(N_("Packaging")), _PACKAGING, Kind.CHOICE, choices=names))
    image = Field(
        "image", Text(N_("Image")), _IMAGE, pattern=r"[\w.:/@+-]+", is_rare=Packaging.IMAGE not in engine.packagings
    )
    return (*found, image)


def service_fields(model: str) -> tuple[Field, ...]:
    """Return what can be chosen of a service of ``model``: its name follows the model."""
    usual = DeployRequest((), model)
    pattern = rf"[a-z][a-z0-9-]{{0,{LONGEST_NAME - 1}}}"
    return (
        Field("service_name", Text(N_("Service name")), _NAME, default=service_name(model), pattern=pattern),
        Field(
            "port", Text(N_("Port on the node")), _PORT, Kind.INTEGER, str(usual.port), SMALLEST_PORT, LARGEST_PORT
        ),
        Field(
            "directory", Text(N_("Folder on the node")), _DIRECTORY,
            default=usual.directory, pattern=r"(~/|/)[\w./~+@-]+", is_rare=True,
        ),
        Field("replaces", Text(N_("In place of what serves")), _REPLACES, Kind.SWITCH, default="no"),
        Field("stops_first", Text(N_("Stop the old one first")), _STOPS_FIRST, Kind.SWITCH, default="no"),
        Field("wheelhouse", Text(N_("Folder with wheels")), _WHEELHOUSE, Kind.FOLDER, is_rare=True),
    )  # fmt: skip


def service_name(model: str) -> str:
    """Return a name for the service of a model: its own, in letters that every target takes."""
    plain = re.sub(r"[^a-z0-9]+", "-", model.rpartition("/")[2].rpartition(":")[2].lower()).strip("-")
    return f"leitstand-{plain}"[:LONGEST_NAME].rstrip("-")
