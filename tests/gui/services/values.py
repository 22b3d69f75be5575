"""Services as values."""

from __future__ import annotations

from msgspec.structs import replace

from console.model.errors import Problem
from console.model.ids import DeployId, NodeId
from console.model.service import DeployState, DeployView, EngineChoice
from console.model.talking import LoadLevel, ServiceFigures
from console.model.text import N_
from console.model.weights import Packaging, WeightsFormat
from console.wire import messages as m
from tests.gui.wizards.walk import LLAMA, MODEL, SYSTEMD, deploy

VECTORS = EngineChoice(
    "tei", "Example vectors", (Packaging.IMAGE,), (WeightsFormat.SAFETENSORS,), (), chats=False, embeds=True
)
CATALOGUE = m.Catalogue((MODEL,), (LLAMA, VECTORS), (SYSTEMD,))
PROBLEM = Problem("deploy.example", N_("The example failed."), N_("Try the other one."))
FIGURES = ServiceFigures(3, 1, 0.42, tokens_per_second=41.26, prompt_tokens_per_second=1250.0)


def service(
    identity: str,
    node_id: NodeId,
    state: DeployState = DeployState.SERVING,
    *,
    name: str = "leitstand-smollm2",
    engine: str = "llama_cpp",
    problem: Problem | None = None,
) -> DeployView:
    """Return a service that was deployed."""
    view = deploy(state, node_id, problem)
    plan = replace(view.plan, service_name=name, engine=engine, model="smollm2", port=18080, directory=f"/srv/{name}")
    return replace(view, id=DeployId(identity), plan=plan, started_at=1_790_000_000.0)


def level(concurrency: int) -> LoadLevel:
    """Return how a service did with so many asking at once."""
    return LoadLevel(concurrency, 3 * concurrency, 0, 0.1, 0.2, 0.5, 0.9, 40.0 * concurrency, 40.0, 1.5)
