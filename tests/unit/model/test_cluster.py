from __future__ import annotations

from console.model.cluster import Cluster, ClusterKind


def test_its_address_is_what_a_person_wrote() -> None:
    assert Cluster("a", ClusterKind.SLURM, login="login.example.com").where == "login.example.com"
    assert Cluster("b", ClusterKind.KUBERNETES, context="prod", kubeconfig="/k").where == "prod"
    assert Cluster("c", ClusterKind.PROMETHEUS, url="http://example.com").where == "http://example.com"
