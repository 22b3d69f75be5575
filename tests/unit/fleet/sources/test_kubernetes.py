from __future__ import annotations

import asyncio
import json
from pathlib import Path

from console.fleet.sources import Ran, SourceSpec
from console.fleet.sources.kubernetes import SOURCE_KIND
from console.model.ids import NodeId
from console.model.node import Source
from tests.unit.fleet.clusters.apiserver import Api, Asked, reply, serving

NODE = {
    "metadata": {"name": "gpu01", "labels": {"nvidia.com/gpu.product": "H100"}},
    "spec": {"unschedulable": True},
    "status": {
        "capacity": {"nvidia.com/gpu": "8"},
        "conditions": [{"type": "Ready", "status": "True"}],
        "addresses": [{"type": "InternalIP", "address": "192.0.2.7"}],
    },
}


class Nobody:
    async def run(self, node_name: str, command: str, *, seconds: float) -> Ran:
        raise AssertionError((node_name, command, seconds))


def spec(folder: Path, api: Api) -> SourceSpec:
    path = folder / "config"
    path.write_text(
        "contexts: [{name: prod, context: {cluster: c, user: u}}]\n"
        f"clusters: [{{name: c, cluster: {{server: '{api.url}'}}}}]\n"
    )
    return SourceSpec(Source.KUBERNETES, "prod", options={"kubeconfig": str(path)})


async def test_the_nodes_of_a_context_come_with_their_addresses(tmp_path: Path) -> None:
    async def answer(_asked: Asked, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(reply(json.dumps({"metadata": {}, "items": [NODE]}).encode()))

    async with serving(answer) as api:
        loaded = await SOURCE_KIND.make(spec(tmp_path, api), Nobody()).load()
    (node,) = loaded.nodes
    assert (node.id, node.name, node.host, node.path) == (
        NodeId("kubernetes:gpu01"), "gpu01", "192.0.2.7", ("Kubernetes", "prod"),
    )  # fmt: skip
    assert loaded.also[node.id] == (("Kubernetes", "Ready,SchedulingDisabled"), ("GPU", "8 H100"))


async def test_what_goes_wrong_leaves_the_nodes_of_before(tmp_path: Path) -> None:
    async def answer(_asked: Asked, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(reply(b"no json"))

    async with serving(answer) as api:
        wanted = spec(tmp_path, api)
        loaded = await SOURCE_KIND.make(wanted, Nobody()).load()
        assert loaded.failed
        assert loaded.problems[0].code == "inventory.kubernetes_garbled"
    loaded = await SOURCE_KIND.make(wanted, Nobody()).load()
    assert loaded.problems[0].code == "cluster.unreachable"
