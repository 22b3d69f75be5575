"""Clusters over the wire: a core in a thread, and login nodes that cannot be reached."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from console.app import paths
from console.app.clusters import Names
from console.model.ids import NodeId
from console.model.node import Node, NodeState, NodeView, Source
from console.model.slurm import SlurmAction
from console.wire import messages as m
from tests.core import Client, core_in_thread


@pytest.fixture
def client() -> Iterator[Client]:
    config = paths.user_folders().config
    config.mkdir(parents=True, exist_ok=True)
    (config / "clusters.toml").write_text('[[cluster]]\nname = "batch"\nkind = "slurm"\nlogin = "nobody@127.0.0.1:1"\n')
    with core_in_thread() as client:
        client.until(lambda: bool(client.of(m.Clusters)))
        yield client


def newest(client: Client) -> m.Clusters:
    return client.of(m.Clusters)[-1]


def test_a_cluster_that_is_looked_at_is_asked(client: Client) -> None:
    assert [view.state for view in newest(client).views] == [NodeState.IDLE]
    client.ask(m.WatchCluster(cluster="batch", watching=True))
    client.until(lambda: newest(client).views[0].state is NodeState.UNREACHABLE)
    problem = newest(client).views[0].problem
    assert problem is not None
    assert problem.code.startswith("ssh.")
    client.ask(m.AskAgain(cluster="batch"))
    client.ask(m.WatchCluster(cluster="batch", watching=False))
    client.until(lambda: newest(client).views[0].state is NodeState.IDLE)


def test_one_is_added_and_told(client: Client) -> None:
    fields = {"name": "second", "kind": "slurm", "login": "nobody@127.0.0.1:1"}
    assert client.ask(m.AddCluster(fields=fields)) == "second"
    assert [view.cluster.name for view in newest(client).views] == ["batch", "second"]
    assert client.refused(m.AddCluster(fields=fields)) == "cluster.not_added"
    assert client.ask(m.ReloadClusters()) == 2


def test_what_cannot_be_asked_is_refused(client: Client) -> None:
    assert client.refused(m.SlurmDetails(cluster="batch", job="1")).startswith("ssh.")
    assert client.refused(m.JobOutput(cluster="nowhere", job="1")) == "cluster.unknown"
    drain = m.RunSlurm(cluster="batch", action=SlurmAction.DRAIN, targets=("a b",))
    assert client.refused(drain) == "cluster.odd_target"


GPU = {"__name__": "DCGM_FI_DEV_GPU_UTIL", "gpu": "0", "UUID": "GPU-0", "Hostname": "gpu01.example.com"}


def prometheus() -> ThreadingHTTPServer:
    """Serve one sample of one GPU."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            data: object = {"alerts": [], "activeTargets": [], "version": "2.42.0"}
            if "/query" in self.path:
                data = {"result": [{"metric": GPU, "value": [0, "87"]}]}
            body = json.dumps({"data": data}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the library calls it
            del format, args

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def metrics(client: Client) -> Iterator[str]:
    server = prometheus()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    client.ask(m.AddCluster(fields={"name": "metrics", "kind": "prometheus", "url": url}))
    yield url
    server.shutdown()
    server.server_close()
    thread.join()


def nodes(client: Client) -> dict[str, NodeView]:
    """Return the fleet as the events have told it, by name."""
    found: dict[str, NodeView] = {}
    for event in client.of(m.FleetChanged):
        gone = set(event.changes.removed)
        found = {name: view for name, view in found.items() if view.node.id not in gone}
        found |= {view.node.name: view for view in event.changes.changed}
    return found


@pytest.mark.usefixtures("metrics")
def test_prometheus_fills_the_fleet_with_nodes_that_nobody_asks(client: Client) -> None:
    name = "gpu01.example.com"
    client.until(lambda: name in nodes(client) and nodes(client)[name].snapshot is not None)
    fed = nodes(client)[name]
    assert (fed.node.source, fed.node.path) == (Source.PROMETHEUS, ("metrics",))
    assert fed.snapshot is not None
    assert (fed.snapshot.gpus[0].utilization_percent, fed.snapshot.gpu_source) == (87.0, "prometheus")
    (paths.user_folders().config / "clusters.toml").write_text("")
    client.ask(m.ReloadClusters())
    client.until(lambda: name not in nodes(client))


@pytest.fixture
def inventory() -> Iterator[Path]:
    """Where the person's own inventory is; other tests find none."""
    path = paths.user_folders().config / "inventory.toml"
    yield path
    path.unlink(missing_ok=True)


@pytest.mark.usefixtures("metrics")
def test_a_node_that_is_written_down_later_takes_the_values_over(client: Client, inventory: Path) -> None:
    client.until(lambda: "gpu01.example.com" in nodes(client))
    inventory.write_text('[[node]]\nname = "gpu01"\nhost = "127.0.0.1"\nport = 1\n')
    client.ask(m.ReloadInventory())
    client.ask(m.AskAgain(cluster="metrics"))
    client.until(lambda: "gpu01" in nodes(client) and nodes(client)["gpu01"].snapshot is not None)
    assert nodes(client)["gpu01"].node.source is Source.INVENTORY
    client.until(lambda: "gpu01.example.com" not in nodes(client))


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("gpu01", "a"),
        ("gpu01.site-a.example.com", "a"),
        ("gpu01.site-c.example.com", None),
        ("gpu02", None),
        ("gpu02.site-b.example.com", "c"),
        ("gpu03.example.com", "d"),
        ("192.0.2.4", "d"),
        ("192.0.2.5", None),
        ("192", None),
    ],
)
def test_a_name_stands_for_a_node_only_where_no_other_can_be_meant(name: str, found: str | None) -> None:
    names = Names(
        Node(NodeId(node_id), name, (), host, Source.INVENTORY)
        for node_id, name, host in (
            ("a", "gpu01.site-a.example.com", "192.0.2.1"),
            ("b", "gpu02.site-a.example.com", "192.0.2.2"),
            ("c", "gpu02.site-b.example.com", "192.0.2.3"),
            ("d", "gpu03", "192.0.2.4"),
        )
    )
    assert names.find(name) == found
