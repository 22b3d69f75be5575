"""Clusters over the wire: a core in a thread, and login nodes that cannot be reached."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from console.app import paths
from console.model.node import NodeState
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
