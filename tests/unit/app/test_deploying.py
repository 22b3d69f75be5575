from __future__ import annotations

from console.model.ids import NodeId
from console.model.service import DeployRequest
from console.wire import messages as m
from tests.core import core_in_thread


def test_what_can_be_deployed_where_and_by_what() -> None:
    with core_in_thread() as client:
        client.welcome()
        known = client.ask(m.ListModels())
        assert isinstance(known, m.Catalogue)
        assert "smollm2-135m" in {model.id for model in known.models}
        assert {"llama_cpp"} <= {engine.id for engine in known.engines} and all(e.arguments for e in known.engines)
        assert {"process", "systemd"} <= {target.id for target in known.targets}


def test_nodes_are_found_by_the_names_that_people_use() -> None:
    with core_in_thread() as client:
        client.welcome()
        found = client.ask(m.FindNodes(names=("local", "ops@gpu01.example.com:2222")))
        assert isinstance(found, m.NodeIds) and len(found.ids) == 2 and "gpu01.example.com" in found.ids[1]


def test_what_cannot_be_deployed_is_refused_with_its_reason() -> None:
    with core_in_thread() as client:
        client.welcome()
        assert client.refused(m.MakePlan(deploy=DeployRequest((), "smollm2-135m"))) == "deploy.no_nodes"
        assert (
            client.refused(m.RunPreflight(deploy=DeployRequest((NodeId("local"),), "nothing")))
            == "deploy.model_unknown"
        )
        assert client.ask(m.ListDeploys()) == m.Deploys(())
