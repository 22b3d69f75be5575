"""Deploys into real clusters through a real SSH connection to a login node."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from console.app.loop import SystemClock
from console.deploy.deploys import Deploys
from console.deploy.link import NodeLink
from console.deploy.measured import entered, processes
from console.deploy.ownmachine import OwnMachine
from console.deploy.shell import SHELL, as_input
from console.fleet.endpoint import endpoint
from console.fleet.inventory import quick_node
from console.model.ids import DeployId, NodeId
from console.model.service import DeployRequest, DeployState, DeployView, StepView
from console.ssh.asking import Answer, HostKeyOffer, SecretRequest
from console.ssh.connect import Connector
from console.ssh.secrets import NoSecretStore
from console.wire.messages import DeployAction
from console.wire.tasks import TaskSet
from tests.deploys import deploys_in

RESTING = frozenset(DeployState) - {DeployState.RUNNING, DeployState.UNDOING}


class Nobody:
    """There is nobody who could be asked."""

    async def trust_host_key(self, offer: HostKeyOffer) -> bool:
        raise AssertionError(offer)

    async def secret(self, request: SecretRequest) -> Answer | None:
        raise AssertionError(request)


class Listener:
    """Keeps every state that was shown."""

    def __init__(self) -> None:
        self.states: list[DeployState] = []

    def deploy_changed(self, view: DeployView) -> None:
        if not self.states or self.states[-1] is not view.state:
            self.states.append(view.state)

    def deploy_moved(self, view: DeployView, step: StepView) -> None:
        del view, step

    def deploy_forgotten(self, deploy_id: DeployId) -> None:
        del deploy_id


class Room:
    """The deploys of a core; its nodes are hosts of an ssh_config, or all of them this machine."""

    def __init__(self, folder: Path, ssh_config: Path, *, is_here: bool = False) -> None:
        self._is_here = is_here
        self.folder = folder
        self.tasks = TaskSet("room")
        self.clock = SystemClock()
        self.connector = Connector(Nobody(), self.tasks, self.clock, secrets=NoSecretStore())
        self.config = (ssh_config,)
        self.listener = Listener()
        self.deploys = self.open()

    def open(self) -> Deploys:
        return deploys_in(self.folder, self.link, self.clock, self.tasks, self.listener)

    async def link(self, node_id: NodeId) -> NodeLink:
        if self._is_here:
            return OwnMachine()
        return await self.connector.connect(endpoint(quick_node(node_id), self.config))

    async def begin(self, request: DeployRequest) -> DeployId:
        """Plan, and start to carry it out."""
        plans = (await self.deploys.make_plans(request)).plans
        return (await self.deploys.run(plans))[0]

    def view(self, deploy_id: DeployId) -> DeployView:
        return next(view for view in self.deploys.views() if view.id == deploy_id)

    async def until(self, deploy_id: DeployId, *states: DeployState, within: float = 120) -> DeployView:
        """Return the view of a deploy when it is in one of these states, or has come to rest in another."""
        async with asyncio.timeout(within):
            while (view := self.view(deploy_id)).state not in states:
                await asyncio.sleep(0.1)
        return view

    async def settled(self, deploy_id: DeployId, within: float = 150) -> DeployView:
        """Return the view of a deploy when it does nothing any more."""
        async with asyncio.timeout(within):
            while self.deploys._deploys[deploy_id].is_busy:
                await asyncio.sleep(0.1)
        return self.view(deploy_id)

    async def act(self, deploy_id: DeployId, action: DeployAction) -> DeployView:
        await self.deploys.control(deploy_id, action)
        return await self.settled(deploy_id)

    async def taken(self, view: DeployView) -> int:
        """Return the bytes of memory that the processes of a service say they hold, where the cluster runs them."""
        link = await self.link(view.plan.node_id)
        try:
            asked = as_input(entered(view.plan.enter)).encode()
            done = await link.run(SHELL, stdin=asked, timeout=60)
        finally:
            await link.release()
        return sum(processes(done.stdout.decode(errors="replace")).values())

    async def close(self) -> None:
        await self.deploys.close()
        for view in self.deploys.views():
            if view.state is not DeployState.UNDONE:
                await self.deploys._deploys[view.id].execution.undo()
        await self.tasks.close()
        await self.connector.close()


async def eventually(condition: Callable[[], Awaitable[bool]], within: float = 30) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(within):
        while not await condition():
            await asyncio.sleep(0.2)
