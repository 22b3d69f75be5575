"""What a desk does to a cluster is kept, though the cluster cannot be reached."""

from __future__ import annotations

from console.app import paths
from console.model.slurm import SlurmAction
from console.wire import messages as m
from tests.core import core_in_thread


def test_what_was_tried_is_in_the_history_with_its_reason_and_what_came_of_it() -> None:
    config = paths.user_folders().config
    config.mkdir(parents=True, exist_ok=True)
    (config / "clusters.toml").write_text('[[cluster]]\nname = "batch"\nkind = "slurm"\nlogin = "nobody@127.0.0.1:1"\n')
    drain = m.RunSlurm(cluster="batch", action=SlurmAction.DRAIN, targets=("gpu01",), reason="fan of GPU 3")
    with core_in_thread() as client:
        client.until(lambda: bool(client.of(m.Clusters)))
        assert client.refused(drain).startswith("ssh.")
        client.send(m.WatchCluster(cluster="batch", watching=True))
        client.until(lambda: len(client.of(m.ClusterDeeds)) == 3)
        begun, ended, told = (event.deeds[0] for event in client.of(m.ClusterDeeds))
    assert (begun.id, begun.ended_at, begun.problem) == (ended.id, 0.0, None)
    assert told == ended
    assert (ended.action, ended.targets, ended.reason) == ("drain", ("gpu01",), "fan of GPU 3")
    assert "@" in ended.who
    assert "State=DRAIN" in ended.command
    assert ended.problem is not None
    assert ended.problem.code.startswith("ssh.")
    assert ended.ended_at >= ended.at > 0
