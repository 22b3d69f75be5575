from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from console.fleet.alert_rules import Rule
from console.fleet.alert_terms import condition
from console.fleet.alerts import MOST_KEPT, OVER_AFTER_SECONDS, Alerts
from console.fleet.upstream import upstream
from console.model.alert import Alert, Severity
from console.model.gpu import Gpu
from console.model.ids import NodeId
from console.model.node import NodeState, NodeView
from tests.unit.fleet.alerts_at import NOW, lost, node, seen


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


def rule(name: str, when: str, wait: float = 0.0, *, explains: bool = False) -> Rule:
    return Rule(name, condition(when), wait, Severity.WARNING, "{node.name}", explains=explains)


DOWN = rule("down", 'node.state == "unreachable"', 20.0, explains=True)
HOT = rule("hot", "gpu.temperature_celsius >= 85", 60.0)
FULL = rule("full", "node.disk_used_percent > 90")


class Place:
    """Alerts and the clock that they go by."""

    def __init__(self, rules: Iterable[Rule], names: Iterable[str] = ()) -> None:
        self.clock = Clock()
        known = {f"{name}.example.com": NodeId(name) for name in names}
        self.alerts = Alerts(self.clock, lambda view: upstream(view, known.get))
        self.alerts.use(rules)

    def show(self, *views: NodeView, after: float = 0.0) -> tuple[Alert, ...]:
        self.clock.seconds += after
        for view in views:
            self.alerts.look(view)
        return self.alerts.settle()

    def firing(self) -> dict[str, Alert]:
        return {alert.id: alert for alert in self.alerts.values() if alert.is_firing}


def gpu(celsius: float | None, index: int = 0) -> Gpu:
    return Gpu(index, temperature_celsius=celsius)


def test_a_condition_becomes_an_alert_when_it_has_held_and_is_over_when_it_has_not_for_a_while() -> None:
    here = Place([HOT])
    hot, cool = seen(node("a"), gpu(90)), seen(node("a"), gpu(70))
    assert not here.show(hot)
    assert not here.show(hot, after=59)
    assert [alert.id for alert in here.show(hot, after=1)] == ["hot@a#0"]
    assert not here.show(cool, after=10)
    assert not here.show(hot, after=10), "it goes to and fro: one alert"
    assert not here.show(cool, after=OVER_AFTER_SECONDS)
    over = here.show(cool, after=OVER_AFTER_SECONDS)
    assert [alert.resolved_at is not None for alert in over] == [True]
    assert not here.firing()
    assert over[0].since == (NOW + timedelta(seconds=1000)).timestamp()


def test_a_short_peak_is_no_alert() -> None:
    here = Place([HOT])
    here.show(seen(node("a"), gpu(90)))
    here.show(seen(node("a"), gpu(70)), after=30)
    assert not here.show(seen(node("a"), gpu(90)), after=40)
    assert not here.firing()


def test_what_is_unknown_neither_begins_nor_ends_an_alert() -> None:
    here = Place([FULL])
    here.show(seen(node("a"), disk_free=5))
    assert here.firing()
    here.show(NodeView(node("a"), NodeState.UNREACHABLE), after=1000)
    here.show(NodeView(node("a"), NodeState.IDLE), after=1000)
    assert here.firing()


def test_a_node_that_is_down_is_one_alert_and_not_fifty() -> None:
    here = Place([DOWN, HOT, FULL])
    of = node("a")
    hot = seen(of, *(gpu(95, index) for index in range(8)), disk_free=1)
    here.show(hot)
    here.show(hot, after=60)
    assert len(here.firing()) == 9
    here.show(lost(of))
    assert {alert.part_of for alert in here.firing().values()} == {"down@a"}, "its cause is about to be an alert"
    here.show(after=20)
    told = [alert for alert in here.firing().values() if not alert.part_of]
    assert [(alert.id, alert.parts) for alert in told] == [("down@a", 9)]
    here.show(hot, after=5)
    here.show(hot, after=OVER_AFTER_SECONDS)
    assert {alert.part_of for alert in here.firing().values()} == {""}


def test_a_jump_host_that_is_down_is_one_alert_with_the_nodes_behind_it() -> None:
    jump, behind = node("jump"), [node(f"n{number}", ("ops@jump.example.com:22",)) for number in range(5)]
    here = Place([DOWN], ["jump"])
    here.show(lost(jump), *(lost(of, jump="jump.example.com") for of in behind))
    here.show(after=20)
    told = [alert for alert in here.firing().values() if not alert.part_of]
    assert [(alert.id, alert.parts) for alert in told] == [("down@jump", 5)]


def test_behind_a_host_that_nobody_asks_the_first_node_stands_for_the_others() -> None:
    here = Place([DOWN])
    for number in range(5):
        here.show(lost(node(f"n{number}"), jump="gate.example.net"), after=1)
    here.show(after=20)
    told = [alert for alert in here.firing().values() if not alert.part_of]
    assert [(alert.id, alert.parts) for alert in told] == [("down@n0", 4)]


def test_acknowledging_lasts_as_long_as_was_said_and_ends_with_the_alert() -> None:
    here = Place([FULL])
    full = seen(node("a"), disk_free=5)
    here.show(full)
    now = here.clock.now().timestamp()
    assert here.alerts.acknowledge("full@a", now + 60)
    (told,) = here.alerts.settle()
    assert told.is_acknowledged(now + 59)
    assert not told.is_acknowledged(now + 60)
    assert here.alerts.unacknowledge("full@a")
    assert not here.firing()["full@a"].is_acknowledged(now)
    assert not here.alerts.acknowledge("full@b", None)


def test_alerts_outlive_the_core_and_go_on_until_the_node_says_otherwise() -> None:
    before = Place([FULL])
    before.show(seen(node("a"), disk_free=5), seen(node("b"), disk_free=5))
    here = Place([FULL])
    here.alerts.restore(before.alerts.values(), [FULL])
    assert not here.show()
    here.show(seen(node("a"), disk_free=5))
    assert set(here.firing()) == {"full@a", "full@b"}
    here.show(seen(node("b")), after=1)
    here.show(after=OVER_AFTER_SECONDS)
    assert set(here.firing()) == {"full@a"}
    here.alerts.keep_nodes([])
    here.show()
    assert not here.firing()


def test_a_rule_that_goes_takes_its_alerts_along_and_one_that_changes_does_not() -> None:
    here = Place([FULL, HOT])
    here.show(seen(node("a"), disk_free=5))
    here.alerts.use([rule("full", "node.disk_used_percent > 80")])
    here.show(seen(node("a"), disk_free=15), after=100)
    assert set(here.firing()) == {"full@a"}
    here.alerts.use([])
    here.show()
    assert not here.firing()


def test_the_alert_of_a_gpu_that_is_gone_is_over() -> None:
    here = Place([HOT])
    here.show(seen(node("a"), gpu(90), gpu(90, 1)))
    here.show(after=60)
    here.show(seen(node("a"), gpu(90)))
    here.show(after=OVER_AFTER_SECONDS)
    assert set(here.firing()) == {"hot@a#0"}


def test_of_those_that_are_over_only_so_many_are_kept() -> None:
    here = Place([FULL])
    for number in range(MOST_KEPT + 10):
        here.show(seen(node(f"n{number}"), disk_free=1))
        here.alerts.forget(NodeId(f"n{number}"))
        here.show(after=1)
    assert len(here.alerts.values()) == MOST_KEPT
    here.alerts.forget_over()
    assert not here.alerts.values()


@given(st.lists(st.tuples(st.sampled_from([70.0, 90.0, None]), st.integers(0, 50)), max_size=40))
def test_every_change_is_told_exactly_once(samples: list[tuple[float | None, int]]) -> None:
    here = Place([HOT])
    told: dict[str, Alert] = {}
    for celsius, after in samples:
        for alert in here.show(seen(node("a"), gpu(celsius)), after=after):
            told[alert.id] = alert
        assert not here.show()
    values = {alert.id: alert for alert in here.alerts.values()}
    assert {name: told[name] for name in values} == values
