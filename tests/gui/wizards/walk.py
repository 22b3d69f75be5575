"""A deploy as values, and the way through the wizard with a core that says what it should."""

from __future__ import annotations

from PySide6.QtWidgets import QTableWidgetItem

from console.model.errors import Problem
from console.model.field import Field, Kind
from console.model.ids import DeployId, NodeId
from console.model.service import (
    CheckResult,
    DeployState,
    DeployView,
    EngineChoice,
    ModelChoice,
    Plan,
    Step,
    StepKind,
    StepState,
    StepView,
    TargetChoice,
    Verdict,
)
from console.model.text import Text
from console.model.weights import Packaging, WeightsFormat
from console.ui.wizards.deploy import DeployWizard
from console.wire import messages as m
from tests.gui.conftest import Desk

MODEL = ModelChoice(
    "smollm2-135m", "SmolLM2 135M Instruct", Text("A small model."), "llama_cpp", "135M", 127_000_000, 400_000_000,
    license="Apache-2.0", format=WeightsFormat.GGUF,
)  # fmt: skip
BIG = ModelChoice(
    "example-70b", "Example 70B", Text("A large model."), "vllm", "70B", 141_000_000_000, 0,
    license="other", is_gated=True, format=WeightsFormat.SAFETENSORS,
)  # fmt: skip
CONTEXT = Field(
    "context", Text("Context"), Text("How much it keeps in mind."), Kind.INTEGER, low=128, high=1_000_000, unit="tokens"
)
PRECISION = Field("precision", Text("Precision"), Text(""), Kind.CHOICE, choices=("bf16", "fp8"), is_rare=True)
PREFIXES = Field("prefixes", Text("Keep prefixes"), Text(""), Kind.SWITCH, default="yes")
LLAMA = EngineChoice("llama_cpp", "llama.cpp", (Packaging.WHEELS,), (WeightsFormat.GGUF,), (CONTEXT,))
VLLM = EngineChoice(
    "vllm", "vLLM", (Packaging.IMAGE, Packaging.WHEELS), (WeightsFormat.SAFETENSORS,), (CONTEXT, PRECISION, PREFIXES)
)
SPACE = Field("namespace", Text("Namespace"), Text("Where it goes."), default="default", pattern="[a-z-]+")
SYSTEMD = TargetChoice("systemd", "systemd", Text("Starts again."), (Packaging.WHEELS,), ())
CLUSTER = TargetChoice("kubernetes", "Kubernetes", Text("In a cluster."), (Packaging.IMAGE,), (SPACE,))
CATALOGUE = m.Catalogue((MODEL, BIG), (LLAMA, VLLM), (SYSTEMD, CLUSTER))
STEPS = (
    Step("folder", Text("Make the folder of the service"), StepKind.RUN, "mkdir -p /srv/x", undo="rm -rf /srv/x"),
    Step(
        "carry",
        Text("Carry {wheel} to the node", {"wheel": "x.whl"}),
        StepKind.UPLOAD,
        source="/c/x.whl",
        target="/srv/x/x.whl",
        size_bytes=90_000_000,
    ),
)


def plan(node_id: NodeId) -> Plan:
    return Plan(
        node_id, "leitstand-smollm2", "process", "http://127.0.0.1:18080", "/srv/x", STEPS, "stop", "start", port=18080
    )


def check(node_id: NodeId, verdict: Verdict) -> CheckResult:
    return CheckResult(
        "python", Text("Python"), verdict, node_id, "python3 -V", "Python 3.12", Text("Install it."), 0.1
    )


def deploy(state: DeployState, node_id: NodeId, problem: Problem | None = None) -> DeployView:
    steps = (
        StepView(STEPS[0], StepState.DONE, duration_seconds=0.1),
        StepView(STEPS[1], StepState.RUNNING, output="one\ntwo", progress=0.5),
    )
    return DeployView(DeployId("d1"), plan(node_id), state, steps, problem, "Capital of France?", "Paris.")


def node_of(wizard: DeployWizard) -> NodeId:
    return wizard.nodes_page.chosen[0]


def walk_to(wizard: DeployWizard, desk: Desk, page: int, verdict: Verdict = Verdict.PASS) -> None:
    """Answer in the core's place until ``page`` is shown."""
    node = node_of(wizard)
    answers: list[m.Value] = [
        CATALOGUE,
        None,
        None,
        m.PreflightDone((check(node, verdict),)),
        m.Plans((plan(node),), "#!/bin/sh\n"),
        m.DeployIds((DeployId("d1"),)),
    ]
    for number in range(page):
        wizard.next_button.click()
        if answers[number] is not None:
            desk.bridge.answer(answers[number])


def rows_of(wizard: DeployWizard) -> dict[str, QTableWidgetItem]:
    """Return the rows of the nodes page that are not filtered away, by their names."""
    table = wizard.nodes_page.table
    items = [table.item(row, 0) for row in range(table.rowCount()) if not table.isRowHidden(row)]
    return {item.text(): item for item in items if item is not None}
