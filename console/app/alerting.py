"""Alerts of this core: shows the nodes to the rules, keeps what came of it, and tells desks and webhooks."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from console.app.filewatch import follow
from console.model.alert import Alert, Silence
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.node import ChangeSet, NodeView
from console.settings.store import write_atomic
from console.wire import messages as m

if TYPE_CHECKING:
    from console.app.core import Core
    from console.app.webhooks import Webhooks
    from console.fleet.alert_rules import Rules
    from console.fleet.alerts import Alerts

log = logging.getLogger("leitstand.alerts")

FILE = "alerts.toml"
ROUND_SECONDS = 1.0
LOOK_SECONDS = 5.0
"""Between two looks at a node whose state stays the same: rules wait longer than that."""
SLICE_SECONDS = 0.002


class _Kept(msgspec.Struct, frozen=True):
    """What outlives the core."""

    alerts: tuple[Alert, ...] = ()
    silences: tuple[Silence, ...] = ()


class Alerting:
    """Sleeps while nothing changes and nothing waits."""

    def __init__(self, core: Core, config: Path, shipped: Path, state: Path) -> None:
        self._core, self._files, self._path = core, (shipped, config / FILE), state
        self._clock = core.clock
        self._dirty: dict[NodeId, NodeView] = {}
        self._looked: dict[NodeId, tuple[float, object]] = {}
        self._silences: dict[NodeId, Silence] = {}
        self._told: set[str] = set()
        self._rules: Rules | None = None
        self._alerts: Alerts | None = None
        self._hooks: Webhooks | None = None
        self._wake = asyncio.Event()
        self._removed: list[NodeId] = []
        self._is_kept = True
        self._keeping = asyncio.Lock()
        """One writer at a time, or what was done before could be written over what was done last."""
        self.now: dict[type[m.Request], Callable[..., m.Value]] = {
            m.Acknowledge: self._acknowledge,
            m.SilenceNode: self._silence,
            m.ForgetAlerts: self._forget_over,
        }

    # ---- what the core calls -----------------------------------------------------------------

    def heard(self, changes: ChangeSet) -> None:
        """Take in what changed; it is judged in a moment."""
        for view in changes.changed:
            self._dirty[view.node.id] = view
        self._removed += changes.removed
        self._wake.set()

    def tell_all(self) -> None:
        """Tell a desk that has just attached."""
        if self._alerts is not None:
            self._core.tell(m.AlertsChanged(self._alerts.values(), self._current_silences()))

    async def run(self) -> None:
        """Judge for as long as the core lives."""
        await self._begin()
        while True:
            await self._wake.wait()
            if not self._waits():
                self._wake.clear()
            await self._round()
            await asyncio.sleep(ROUND_SECONDS)

    async def load(self) -> None:
        """Read the rules, and go on by them; what is wrong in the person's file is told."""
        from console.fleet.alert_rules import read_rules

        rules = await asyncio.to_thread(read_rules, self._files)
        self._rules = rules
        if self._alerts is not None and self._hooks is not None:
            self._alerts.use(rules.rules)
            self._hooks.use(rules.webhooks)
            self._looked.clear()
            self._dirty = {view.node.id: view for view in self._views()} | self._dirty
            self._wake.set()
        for problem in rules.problems:
            self._core.tell(m.Notice(problem))

    # ---- rounds ------------------------------------------------------------------------------

    async def _begin(self) -> None:
        from console.app.webhooks import Webhooks
        from console.fleet.alerts import Alerts
        from console.fleet.upstream import upstream

        kept = await asyncio.to_thread(_read, self._path)
        self._silences = {silence.node_id: silence for silence in kept.silences}
        alerts = Alerts(self._clock, lambda view: upstream(view, self._named))
        self._hooks = Webhooks(self._core.tasks, self._core.noticed, self._core.name_of, _secret_of)
        await self.load()
        rules = self._rules
        alerts.restore(kept.alerts, rules.rules if rules is not None else ())
        self._told = {alert.id for alert in alerts.values()}
        self._alerts = alerts
        if rules is not None:
            self._hooks.use(rules.webhooks)
        self.tell_all()
        self._core.tasks.start(follow(self._files[1], self.load), "alert rules")
        # What it kept is of nodes that may be in no inventory any more.
        await self._core.rooms()
        alerts.keep_nodes(view.node.id for view in self._views())
        self._wake.set()

    def _waits(self) -> bool:
        return bool(self._dirty) or (self._alerts is not None and self._alerts.is_waiting())

    async def _round(self) -> None:
        alerts = self._alerts
        if alerts is None:
            return
        removed, self._removed = self._removed, []
        for node_id in removed:
            alerts.forget(node_id)
            self._dirty.pop(node_id, None)
        await self._look(alerts)
        changed = alerts.settle()
        if changed or removed:
            self.tell_all()
            self._raise(alerts.values())
            await self._keep()

    async def _look(self, alerts: Alerts) -> None:
        began = self._clock.monotonic()
        for node_id, view in list(self._dirty.items()):
            now = self._clock.monotonic()
            at, state = self._looked.get(node_id, (float("-inf"), None))
            if now - at < LOOK_SECONDS and state == (view.state, view.problem):
                continue
            self._dirty.pop(node_id, None)
            self._looked[node_id] = (now, (view.state, view.problem))
            alerts.look(view)
            if now - began > SLICE_SECONDS:
                await asyncio.sleep(0)
                began = self._clock.monotonic()

    def _raise(self, values: Iterable[Alert]) -> None:
        """Tell of what is new and of what is over, once each; parts of another alert are never told of."""
        values = tuple(values)
        firing = [alert for alert in values if alert.is_firing and not alert.part_of]
        new = [alert for alert in firing if alert.id not in self._told and not self._is_held_back(alert)]
        before = {alert.id.rpartition("+")[0]: alert for alert in reversed(values) if not alert.is_firing}
        known = {alert.id for alert in values if alert.is_firing}
        over = [before[gone] for gone in self._told - known if gone in before]
        self._told = (self._told & known) | {alert.id for alert in new}
        if new:
            self._core.tell(m.AlertsRaised(tuple(new)))
        if self._hooks is not None and (new or over):
            self._hooks.tell([*new, *over])

    def _is_held_back(self, alert: Alert) -> bool:
        now = self._clock.now()
        silence = self._silences.get(alert.node_id)
        if silence is not None and now.timestamp() < silence.until:
            return True
        quiet = self._rules.quiet if self._rules is not None else ()
        hour = now.astimezone().time()
        return any(hours.holds(hour) and alert.severity.rank > hours.unless.rank for hours in quiet)

    # ---- what a person does ------------------------------------------------------------------

    def _acknowledge(self, request: m.Acknowledge) -> None:
        alerts = self._alerts
        if alerts is None:
            return
        if request.seconds == 0:
            alerts.unacknowledge(request.alert_id)
        else:
            until = None if request.seconds is None else self._clock.now().timestamp() + request.seconds
            alerts.acknowledge(request.alert_id, until)
        self._changed()

    def _silence(self, request: m.SilenceNode) -> None:
        self._silences.pop(request.node_id, None)
        if request.seconds > 0:
            until = self._clock.now().timestamp() + request.seconds
            self._silences[request.node_id] = Silence(request.node_id, until)
        self._changed()

    def _forget_over(self, _: m.ForgetAlerts) -> None:
        if self._alerts is not None:
            self._alerts.forget_over()
            self._changed()

    def _changed(self) -> None:
        if self._alerts is not None:
            self._alerts.settle()
        self.tell_all()
        self._core.tasks.start(self._keep(), "keep alerts")

    # ---- the rest ----------------------------------------------------------------------------

    def _views(self) -> tuple[NodeView, ...]:
        rooms = self._core.ready_rooms()
        return rooms.store.views() if rooms is not None else ()

    def _named(self, name: str) -> NodeId | None:
        found = (view.node.id for view in self._views() if name in {view.node.host, view.node.alias, view.node.name})
        return next(found, None)

    def _current_silences(self) -> tuple[Silence, ...]:
        now = self._clock.now().timestamp()
        self._silences = {node_id: silence for node_id, silence in self._silences.items() if silence.until > now}
        return tuple(self._silences.values())

    async def _keep(self) -> None:
        alerts = self._alerts
        if alerts is None:
            return
        try:
            async with self._keeping:
                text = msgspec.json.encode(_Kept(alerts.values(), self._current_silences())).decode()
                await asyncio.to_thread(write_atomic, self._path, text)
            self._is_kept = True
        except ConsoleError as error:
            if self._is_kept:
                self._core.noticed(error.problem)
            self._is_kept = False


async def _secret_of(host: str) -> str | None:
    from console.ssh.asking import SecretKind, SecretRequest
    from console.ssh.secrets import SecretStore

    return await SecretStore().load(SecretRequest(SecretKind.WEBHOOK, host))


def _read(path: Path) -> _Kept:
    """Return what was kept; a file that cannot be read holds nothing, and is written anew with the next alert."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Kept)
    except FileNotFoundError:
        return _Kept()
    except (OSError, msgspec.DecodeError) as error:
        log.info("%s cannot be read: %s", path, error)
        return _Kept()
