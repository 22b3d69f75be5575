"""``leitstand readiness NODE``: the report of a node without a window, over a connection of its own."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from console.app import paths
from console.app.knowing import knowledge
from console.app.loop import SystemClock
from console.app.profile import Profile
from console.app.readiness import OwnShell
from console.model.ids import LOCAL_NODE, NodeId
from console.model.readiness import ReadinessReport
from console.model.service import Verdict
from console.settings.language import set_language
from console.settings.options import LANGUAGE
from console.settings.store import SettingsStore, write_atomic
from console.ui.readiness.forms import written
from console.wire.tasks import TaskSet

if TYPE_CHECKING:
    from console.deploy.link import AskLink
    from console.fleet.sources import Ran
    from console.model.clock import Clock
    from console.model.node import Node
    from console.ssh.asking import HostKeyOffer, SecretRequest

READY, WITH_WARNINGS, NOT_READY = 0, 3, 4


class NobodyAsks:
    """There is no person to ask: unknown hosts are not trusted, secrets are not there."""

    async def trust_host_key(self, offer: HostKeyOffer) -> bool:
        """Trust nothing new: open the node in the window, or with ssh, once."""
        del offer
        return False

    async def secret(self, request: SecretRequest) -> None:
        """Know none."""
        del request


def run(profile: Profile, name: str, form: str, output: str) -> int:
    """Print the report of a node, or write it to a file; return the exit code."""
    language = SettingsStore(paths.user_folders().settings_file).get(LANGUAGE)
    set_language(language, paths.resources() / "translations")
    report = asyncio.run(_report(profile, name))
    text = written(report, form)
    if output:
        write_atomic(Path(output), text)
    else:
        print(text, end="")  # noqa: T201 - the command line's own voice
    return exit_code(report)


def exit_code(report: ReadinessReport) -> int:
    """Return what a script learns of a report."""
    if report.count(Verdict.FAIL):
        return NOT_READY
    return WITH_WARNINGS if report.count(Verdict.WARN) + report.count(Verdict.UNKNOWN) else READY


async def _report(profile: Profile, name: str) -> ReadinessReport:
    from console.deploy.readiness import Readiness
    from console.fleet.dial import NodeDialer
    from console.ssh.connect import Connector

    clock, tasks = SystemClock(), TaskSet("readiness")
    connector = Connector(NobodyAsks(), tasks, clock)
    dialer = NodeDialer(connector, tuple(Path(path) for path in profile.ssh_config) or None)
    node = await _node(profile, name, clock)

    async def link(_node_id: NodeId) -> AskLink:
        if node.id == LOCAL_NODE:
            return OwnShell()
        return await connector.connect(dialer.endpoint(node))

    try:
        readiness = Readiness(knowledge, link, lambda _node_id: node, clock)
        return await readiness.report(node.id, lambda _result, _total: None)
    finally:
        await connector.close()
        await tasks.close()


async def _node(profile: Profile, name: str, clock: Clock) -> Node:
    """Return the node of a name: this computer, one of the inventory, or what ``user@host:port`` says."""
    from console.app.inventory import roots
    from console.fleet.inventory import Inventory, local_node, quick_node

    if name == LOCAL_NODE:
        return local_node()
    # Sources that need a connection are left out: nobody is there to be asked for a password.
    reading = await Inventory(roots(profile), NoReach(), clock).read(live=False)
    known = (node for node in reading.nodes if name in {node.name, node.alias, node.id})
    return next(known, None) or quick_node(name)


class NoReach:
    """Reaches no node for the sake of the inventory."""

    async def run(self, node_name: str, command: str, *, seconds: float) -> Ran:
        """Refuse: live sources are not read here."""
        raise AssertionError(node_name, command, seconds)
