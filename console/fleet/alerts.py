"""Alerts at work: conditions become alerts when they have held long enough, and one cause is one alert."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from console.fleet.alert_rules import Rule
from console.fleet.alert_terms import Subject
from console.model.alert import Alert
from console.model.clock import Clock
from console.model.gpu import Gpu
from console.model.ids import NodeId
from console.model.node import NodeState, NodeView

OVER_AFTER_SECONDS = 30.0
"""A value that goes to and fro across its limit is one alert, not one a minute."""
MOST_KEPT = 500
"""Alerts that are over."""
_ASKS_NOBODY = frozenset({NodeState.IDLE, NodeState.CONNECTING})
"""Nothing is known of such a node just now."""

Key = tuple[str, NodeId, int | None]


class _Watch(Struct):
    """A condition that holds, or has held a moment ago."""

    alert: Alert
    rule: Rule
    due: float
    """Monotonic time from which on it is an alert."""
    quiet_since: float | None = None
    """Monotonic time since which the condition does not hold."""
    is_raised: bool = False


class Alerts:
    """The only writer of alerts. Pure but for the clock: it is shown nodes and answers with what has changed.

    ``upstream`` returns the node on the way to a node, if that is what keeps us from it.
    """

    def __init__(self, clock: Clock, upstream: Callable[[NodeView], NodeId | None]) -> None:
        self._clock, self._upstream = clock, upstream
        self._node_rules: tuple[Rule, ...] = ()
        self._gpu_rules: tuple[Rule, ...] = ()
        self._watches: dict[Key, _Watch] = {}
        self._views: dict[NodeId, NodeView] = {}
        self._over: dict[str, Alert] = {}
        self._told: dict[str, Alert] = {}

    def use(self, rules: Iterable[Rule]) -> None:
        """Judge by these rules from now on; alerts of rules that are gone are over."""
        known = self._take(rules)
        for watch in self._watches.values():
            rule = known.get(watch.rule.id)
            if rule is None:
                watch.quiet_since = float("-inf")
            else:
                watch.rule = rule

    def restore(self, alerts: Iterable[Alert], rules: Iterable[Rule]) -> None:
        """Take back what was kept: what was firing goes on until a node says otherwise."""
        known = self._take(rules)
        for alert in alerts:
            rule = known.get(alert.rule)
            if alert.resolved_at is not None:
                self._over[alert.id] = alert
            elif rule is not None:
                key = (alert.rule, alert.node_id, alert.gpu)
                self._watches[key] = _Watch(alert, rule, float("-inf"), is_raised=True)
        self._told = {alert.id: alert for alert in self.values()}

    def _take(self, rules: Iterable[Rule]) -> dict[str, Rule]:
        """Judge by these rules, and return them by name."""
        known = {rule.id: rule for rule in rules}
        self._node_rules = tuple(rule for rule in known.values() if not rule.condition.is_of_gpu)
        self._gpu_rules = tuple(rule for rule in known.values() if rule.condition.is_of_gpu)
        return known

    def values(self) -> tuple[Alert, ...]:
        """Return every alert: those that fire, then those that are over, newest first."""
        firing = [watch.alert for watch in self._watches.values() if watch.is_raised]
        firing.sort(key=lambda alert: (alert.severity.rank, -alert.since))
        return (*firing, *reversed(self._over.values()))

    def acknowledge(self, alert_id: str, until: float | None) -> bool:
        """Note that a person has seen an alert, until a time or until it is over; tell whether there is one."""
        return self._note(alert_id, lambda alert, now: replace(alert, acknowledged_at=now, acknowledged_until=until))

    def unacknowledge(self, alert_id: str) -> bool:
        """Take that back."""
        return self._note(alert_id, lambda alert, _now: replace(alert, acknowledged_at=None, acknowledged_until=None))

    def forget_over(self) -> None:
        """Drop the alerts that are over."""
        self._over.clear()

    def look(self, view: NodeView) -> None:
        """Judge a node as it is now."""
        self._views[view.node.id] = view
        if view.state in _ASKS_NOBODY:
            return
        now = self._clock.now()
        gpus: tuple[Gpu, ...] = view.snapshot.gpus if view.snapshot is not None else ()
        subject = Subject(view, now)
        for rule in self._node_rules:
            self._judge(rule, subject)
        for gpu in gpus:
            subject = Subject(view, now, gpu)
            for rule in self._gpu_rules:
                self._judge(rule, subject)
        if view.snapshot is not None:
            self._forget_gpus(view.node.id, {gpu.index for gpu in gpus})

    def forget(self, node_id: NodeId) -> None:
        """Let the alerts of a node that is gone be over."""
        self._views.pop(node_id, None)
        for (_rule, of_node, _gpu), watch in self._watches.items():
            if of_node == node_id:
                watch.quiet_since = float("-inf")

    def keep_nodes(self, node_ids: Iterable[NodeId]) -> None:
        """Let the alerts of all other nodes be over."""
        kept = set(node_ids)
        for gone in {node_id for _rule, node_id, _gpu in self._watches if node_id not in kept}:
            self.forget(gone)

    def settle(self) -> tuple[Alert, ...]:
        """Raise what has held long enough, end what is over, sort parts to causes; return what is new or changed."""
        monotonic, now = self._clock.monotonic(), self._clock.now().timestamp()
        for key, watch in list(self._watches.items()):
            if watch.quiet_since is not None and monotonic - watch.quiet_since >= self._patience(watch):
                del self._watches[key]
                if watch.is_raised:
                    self._end(watch.alert, now)
            elif not watch.is_raised and watch.quiet_since is None and monotonic >= watch.due:
                watch.is_raised = True
        self._sort_parts()
        values = {alert.id: alert for alert in self.values()}
        changed = tuple(alert for alert in values.values() if self._told.get(alert.id) != alert)
        self._told = values
        return changed

    def is_waiting(self) -> bool:
        """Tell whether ``settle`` has something to do without any node having changed."""
        return any(watch.quiet_since is not None or not watch.is_raised for watch in self._watches.values())

    # ---- conditions --------------------------------------------------------------------------

    def _judge(self, rule: Rule, subject: Subject) -> None:
        holds = rule.condition.holds(subject)
        if holds is None:
            return
        key = (rule.id, subject.view.node.id, subject.gpu.index if subject.gpu is not None else None)
        watch = self._watches.get(key)
        if not holds:
            if watch is not None and watch.quiet_since is None:
                watch.quiet_since = self._clock.monotonic()
            return
        message, hint = rule.texts(subject)
        if watch is None:
            since, due = subject.now.timestamp(), self._clock.monotonic() + rule.wait_seconds
            name = f"{rule.id}@{key[1]}" + ("" if key[2] is None else f"#{key[2]}")
            alert = Alert(name, rule.id, rule.severity, key[1], message, hint, since, key[2])
            self._watches[key] = _Watch(alert, rule, due)
            return
        watch.quiet_since = None
        watch.alert = replace(watch.alert, severity=rule.severity)
        if message.template != watch.alert.message.template:
            watch.alert = replace(watch.alert, message=message, hint=hint)

    def _forget_gpus(self, node_id: NodeId, present: set[int]) -> None:
        """Let alerts of GPUs end that the node does not have any more; that they are gone is an alert of its own."""
        for (_rule, of_node, gpu), watch in self._watches.items():
            if of_node == node_id and gpu is not None and gpu not in present and watch.quiet_since is None:
                watch.quiet_since = self._clock.monotonic()

    def _patience(self, watch: _Watch) -> float:
        return OVER_AFTER_SECONDS if watch.is_raised else 0.0

    def _end(self, alert: Alert, now: float) -> None:
        over = replace(alert, id=f"{alert.id}+{now:.0f}", resolved_at=now, parts=0)
        self._told.pop(alert.id, None)
        self._over[over.id] = over
        while len(self._over) > MOST_KEPT:
            self._over.pop(next(iter(self._over)))

    # ---- causes ------------------------------------------------------------------------------

    def _sort_parts(self) -> None:
        """Let every alert of a node whose cause is known be a part of it, and count the parts."""
        causes = self._causes()
        counts: dict[str, int] = {}
        for watch in self._watches.values():
            cause = self._cause_of(watch, causes)
            watch.alert = replace(watch.alert, part_of=cause.alert.id if cause is not None else "", parts=0)
            if cause is not None and watch.is_raised:
                counts[cause.alert.id] = counts.get(cause.alert.id, 0) + 1
        for watch in self._watches.values():
            if watch.alert.id in counts:
                watch.alert = replace(watch.alert, parts=counts[watch.alert.id])

    def _causes(self) -> Mapping[NodeId, _Watch]:
        """Return, of each node, the condition that explains the others: the oldest one, raised or about to be.

        Of nodes behind a host that nobody asks, so that nothing is known of it, the first one stands for it.
        """
        causes: dict[NodeId, _Watch] = {}
        explaining = sorted(
            (watch for watch in self._watches.values() if watch.rule.explains), key=lambda watch: watch.alert.since
        )
        for watch in explaining:
            causes.setdefault(watch.alert.node_id, watch)
        for watch in explaining:
            before = self._before(watch.alert.node_id)
            if before is not None:
                causes.setdefault(before, watch)
        return causes

    def _before(self, node_id: NodeId) -> NodeId | None:
        view = self._views.get(node_id)
        return None if view is None else self._upstream(view)

    def _cause_of(self, watch: _Watch, causes: Mapping[NodeId, _Watch]) -> _Watch | None:
        """Return what explains a condition: the last cause on the way to its node that is not itself explained."""
        found, node_id, passed = None, watch.alert.node_id, set[NodeId]()
        while node_id not in passed:
            passed.add(node_id)
            cause = causes.get(node_id)
            if cause is None:
                break
            found = cause
            before = self._before(node_id)
            if before is None:
                break
            node_id = before
        return None if found is watch else found

    def _note(self, alert_id: str, change: Callable[[Alert, float], Alert]) -> bool:
        for watch in self._watches.values():
            if watch.alert.id == alert_id and watch.is_raised:
                watch.alert = change(watch.alert, self._clock.now().timestamp())
                return True
        return False
