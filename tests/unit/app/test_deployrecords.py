"""What a desk may read of a deploy."""

from __future__ import annotations

from pathlib import Path

from console.model.ids import DeployId
from console.wire import messages as m
from tests.core import core_in_thread


def test_the_log_of_a_deploy_that_nobody_knows_is_refused() -> None:
    with core_in_thread() as client:
        gone = DeployId("gone")
        assert client.refused(m.ReadStepLog(deploy_id=gone, step="install")) == "deploy.unknown"
        assert client.refused(m.ReadDeeds(deploy_id=gone)) == "deploy.unknown"
        assert client.refused(m.CompareDeploy(deploy_id=gone)) == "deploy.unknown"
        assert client.refused(m.ScaleService(deploy_id=gone, replicas=2)) == "deploy.unknown"


def test_the_history_is_read_and_taken_along_though_nothing_was_deployed(tmp_path: Path) -> None:
    with core_in_thread() as client:
        assert client.ask(m.ReadPast()) == m.DeployPast((), 0)
        for form in m.PastForm:
            client.ask(m.SavePast(path=f"{tmp_path}/past.{form}", form=form))
    assert (tmp_path / "past.csv").read_text().startswith("started,ended,who,action,service,node")
    assert (tmp_path / "past.json").read_text() == "[]\n"
