"""The readiness report of this machine, through a real sshd and every login shell, without a trace."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from console.deploy.link import NodeLink
from console.deploy.preflight import Scope, checks
from console.deploy.readiness import Readiness
from console.model.ids import NodeId
from console.model.node import Node, Source
from console.model.readiness import ReadinessReport
from console.model.service import CheckResult, Verdict
from console.ssh.connect import Connector, Limits
from console.ssh.endpoint import Endpoint
from console.ssh.secrets import NoSecretStore
from console.wire.tasks import TaskSet
from tests.sshd import HOST, Sshd, account, requires_root, requires_sshd
from tests.unit.deploy.conftest import WallClock
from tests.unit.deploy.nodes import LocalNode
from tests.unit.deploy.test_link import Nobody
from tests.unit.knowledge.books import books

NODE = Node(NodeId("gpu01"), "gpu01", (), HOST, Source.INVENTORY, address_shown="gpu01.example.com")


async def test_a_report_says_of_when_it_is_and_leaves_nothing(node: LocalNode) -> None:
    shown: list[tuple[CheckResult, int]] = []
    readiness = Readiness(books, node.link, lambda _node_id: NODE, WallClock())
    report = await readiness.report(NODE.id, lambda result, total: shown.append((result, total)))
    assert (report.name, report.address) == ("gpu01", "gpu01.example.com")
    assert {total for _, total in shown} == {len(checks(Scope.NODE))}
    assert {result.check for result, _ in shown} == {result.check for result in report.results}
    assert report.editions and all(edition.date for edition in report.editions)
    assert report.system and report.count(Verdict.PASS) >= 5
    assert all(result.command for result in report.results)
    assert list(node.home.rglob("*")) == [] and node.users == 0


@requires_sshd
@requires_root
@pytest.mark.parametrize("shell", ["bash", "dash", "tcsh", "fish"])
async def test_every_login_shell(tmp_path: Path, shell: str) -> None:
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"needs {shell}")
    with account(tmp_path / "home", path) as person:
        options = {"SetEnv": f"HOME={person.home}"}
        with Sshd(tmp_path / "sshd", options=options) as sshd:
            sshd.trust()
            before = sorted(person.home.rglob("*"))
            endpoint = Endpoint(
                HOST,
                sshd.port,
                person.name,
                config_paths=(),
                known_hosts=sshd.known_hosts,
                client_keys=(sshd.client_key,),
            )
            report = await _report(endpoint)
            assert sorted(person.home.rglob("*")) == before or shell == "fish"  # which keeps its own settings
        found = {result.check: result for result in report.results}
        assert found["reachable"].verdict is Verdict.PASS, found["reachable"]
        assert person.name in found["reachable"].evidence and found["libc"].evidence.startswith("glibc")
        assert all(result.evidence for result in report.results)


async def _report(endpoint: Endpoint) -> ReadinessReport:
    tasks, clock = TaskSet("test"), WallClock()
    connector = Connector(Nobody(), tasks, clock, Limits(connect_seconds=10), NoSecretStore())

    async def link(_node_id: NodeId) -> NodeLink:
        return await connector.connect(endpoint)

    try:
        return await Readiness(books, link, lambda _node_id: NODE, clock).report(NODE.id, lambda _result, _total: None)
    finally:
        await connector.close()
        await tasks.close()
        await asyncio.get_running_loop().shutdown_default_executor()
