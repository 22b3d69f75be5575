from __future__ import annotations

import pytest
from msgspec.structs import replace

from console.fleet import events
from console.fleet.store import FleetStore, Pending
from console.model.errors import Problem
from console.model.gpu import Gpu
from console.model.ids import NodeId
from console.model.node import ChangeSet, NodeState, NodeView, Source
from tests.unit.fleet.conftest import HandClock, node, snapshot

A01 = NodeId("fra1/gpu-a01")
LOST = Problem("ssh.connection_lost", "gone")
CHANGED = Problem("ssh.host_key_changed", "changed")
DENIED = Problem("ssh.auth_failed", "denied")


@pytest.fixture
def store(clock: HandClock) -> FleetStore:
    made = FleetStore(clock)
    made.apply(events.NodesLoaded((node("gpu-a01"), node("gpu-a02"))))
    return made


def view(store: FleetStore) -> NodeView:
    found = store.view(A01)
    assert found is not None
    return found


def sample(store: FleetStore, *gpus: Gpu) -> ChangeSet:
    return store.apply(events.SampleArrived(A01, snapshot(1, *gpus), 0.001))


def test_only_what_changed_is_told(store: FleetStore) -> None:
    changes = sample(store)
    assert [changed.node.id for changed in changes.changed] == [A01]
    assert store.apply(events.Tick()) == ChangeSet()
    assert store.apply(events.NodesLoaded((node("gpu-a01"),))) == ChangeSet()


def test_a_node_is_called_then_ok(store: FleetStore) -> None:
    store.apply(events.Connecting(A01))
    assert view(store).state is NodeState.CONNECTING
    sample(store)
    assert view(store).state is NodeState.OK
    assert view(store).latency_seconds == 0.001


def test_values_grow_stale_then_go(store: FleetStore, clock: HandClock) -> None:
    sample(store)
    clock.seconds += 29.9
    assert store.apply(events.Tick()) == ChangeSet()
    clock.seconds += 0.1
    assert [v.state for v in store.apply(events.Tick()).changed] == [NodeState.STALE]
    assert view(store).snapshot is not None
    clock.seconds += 60
    store.apply(events.Tick())
    silent = view(store)
    assert (silent.state, silent.snapshot) == (NodeState.UNREACHABLE, None)
    assert silent.problem is not None
    assert silent.problem.code == "node.silent"
    sample(store)
    assert view(store).state is NodeState.OK


def test_a_lost_link_keeps_the_values_for_a_while(store: FleetStore, clock: HandClock) -> None:
    sample(store)
    store.apply(events.LinkLost(A01, LOST))
    assert (view(store).state, view(store).problem) == (NodeState.UNREACHABLE, LOST)
    assert view(store).snapshot is not None
    store.apply(events.Connecting(A01))
    assert view(store).problem == LOST, "a call that repeats by itself hides nothing"
    clock.seconds += 90
    store.apply(events.Tick())
    assert (view(store).snapshot, view(store).problem) == (None, LOST)


@pytest.mark.parametrize(("problem", "state"), [(CHANGED, NodeState.KEY_CHANGED), (DENIED, NodeState.UNREACHABLE)])
def test_a_refusal_waits_for_a_person(store: FleetStore, problem: Problem, state: NodeState) -> None:
    store.apply(events.Refused(A01, problem))
    store.apply(events.Tick())
    assert (view(store).state, view(store).problem) == (state, problem)
    store.apply(events.Connecting(A01, by_person=True))
    assert (view(store).state, view(store).problem) == (NodeState.CONNECTING, None)


def test_a_key_alarm_stays_when_nobody_looks(store: FleetStore) -> None:
    store.apply(events.Refused(A01, CHANGED))
    store.apply(events.Unwatched(A01))
    assert view(store).state is NodeState.KEY_CHANGED


def test_an_unwatched_node_is_idle(store: FleetStore) -> None:
    sample(store)
    store.apply(events.Unwatched(A01))
    assert (view(store).state, view(store).problem) == (NodeState.IDLE, None)


def test_missed_samples_are_counted_until_the_next_one(store: FleetStore) -> None:
    sample(store)
    store.apply(events.SampleMissed(A01))
    store.apply(events.SampleMissed(A01))
    assert view(store).missed_samples == 2
    sample(store)
    assert view(store).missed_samples == 0


def test_a_gpu_that_was_there_is_missed(store: FleetStore) -> None:
    sample(store, Gpu(0), Gpu(1))
    sample(store, Gpu(0))
    gone = view(store)
    assert gone.state is NodeState.FAILED
    assert gone.problem is not None
    assert gone.problem.text() == "1 of 2 GPUs are gone."


def test_nodes_that_are_not_listed_any_more_go(store: FleetStore) -> None:
    changes = store.apply(events.NodesLoaded((node("gpu-a02"),), frozenset({Source.INVENTORY})))
    assert changes == ChangeSet(removed=(A01,))
    assert store.view(A01) is None


def test_nodes_of_other_sources_stay(store: FleetStore) -> None:
    assert store.apply(events.NodesLoaded((), frozenset({Source.SSH_CONFIG}))) == ChangeSet()
    assert len(store.views()) == 2


def test_a_weaker_source_does_not_overwrite(store: FleetStore) -> None:
    assert store.apply(events.NodesLoaded((node("gpu-a01", Source.QUICK_CONNECT, "203.0.113.9"),))) == ChangeSet()
    assert view(store).node.source is Source.INVENTORY
    store.apply(events.NodesLoaded((node("gpu-a01", Source.LOCAL, "203.0.113.9"),)))
    assert view(store).node.host == "203.0.113.9"


def test_values_of_another_machine_are_dropped(store: FleetStore) -> None:
    sample(store)
    store.apply(events.NodesLoaded((replace(node("gpu-a01"), tags=("new",)),)))
    assert view(store).snapshot is not None
    store.apply(events.NodesLoaded((node("gpu-a01", host="203.0.113.9"),)))
    assert (view(store).state, view(store).snapshot) == (NodeState.IDLE, None)


def test_removed_is_removed_once(store: FleetStore) -> None:
    assert store.apply(events.NodeRemoved(A01)) == ChangeSet(removed=(A01,))
    assert store.apply(events.NodeRemoved(A01)) == ChangeSet()


def test_events_of_unknown_nodes_change_nothing(store: FleetStore) -> None:
    assert store.apply(events.SampleArrived(NodeId("gone"), snapshot())) == ChangeSet()


def test_totals(store: FleetStore) -> None:
    sample(store, Gpu(0, utilization_percent=80.0, power_draw_watts=500.0), Gpu(1, utilization_percent=40.0))
    totals = store.totals()
    assert (totals.nodes_reachable, totals.nodes_total) == (1, 2)
    assert (totals.gpus_ok, totals.gpus_total) == (2, 2)
    assert (totals.utilization_percent, totals.power_draw_watts) == (60.0, 500.0)


def test_changes_that_pile_up_hold_the_last_word_on_each_node() -> None:
    old, new = NodeView(node("gpu-a01")), NodeView(node("gpu-a01"), NodeState.OK)
    other = NodeView(node("gpu-a02"))
    pending = Pending()
    pending.add(ChangeSet((old, other), problems=(LOST,)))
    pending.add(ChangeSet((new,), problems=(LOST,)))
    assert pending
    assert pending.take() == ChangeSet((new, other), (), (LOST,))
    assert not pending
    for changes in (ChangeSet((new, other)), ChangeSet(removed=(A01,))):
        pending.add(changes)
    assert pending.take() == ChangeSet((other,), (A01,))
    for changes in (ChangeSet(removed=(A01,)), ChangeSet((new,))):
        pending.add(changes)
    assert pending.take() == ChangeSet((new,), ())


def test_many_changes_are_taken_in_pieces_those_first_that_wait_longest() -> None:
    views = [NodeView(node(f"gpu-{number}"), NodeState.OK) for number in range(5)]
    gpus = NodeView(node("gpu-8"), NodeState.OK, None, snapshot(1, *(Gpu(index) for index in range(8))))
    pending = Pending()
    pending.add(ChangeSet((*views, gpus), problems=(LOST,)))
    assert pending.take(2) == ChangeSet(tuple(views[:2]), (), (LOST,))
    pending.add(ChangeSet(tuple(views[:1])))
    assert pending.take(4) == ChangeSet(tuple(views[2:]))
    assert pending.take(4) == ChangeSet((gpus,)), "one that is more than a piece goes alone"
    assert pending.take(4) == ChangeSet(tuple(views[:1]))
    assert not pending


def test_new_values_in_rows_that_are_there_count_less_than_new_rows() -> None:
    views = [
        NodeView(node(f"gpu-{number}"), NodeState.OK, None, snapshot(1, *(Gpu(index) for index in range(8))))
        for number in range(3)
    ]
    pending = Pending()
    pending.add(ChangeSet(tuple(views)))
    assert len(pending.take(10).changed) == 1
    assert len(pending.take(20).changed) == 2
    pending.add(ChangeSet(tuple(views)))
    assert len(pending.take(3).changed) == 3
    pending.add(ChangeSet(removed=(views[0].node.id,)))
    pending.take()
    pending.add(ChangeSet(tuple(views)))
    assert len(pending.take(3).changed) == 1, "one that came back is new"


def test_who_is_asked_every_five_minutes_is_not_called_silent_in_between(clock: HandClock) -> None:
    store = FleetStore(clock, interval_seconds=300.0)
    store.apply(events.NodesLoaded((node("gpu-a01"),)))
    sample(store)
    clock.seconds += 600
    assert store.apply(events.Tick()) == ChangeSet()
    clock.seconds += 300
    store.apply(events.Tick())
    assert view(store).state is NodeState.STALE


def test_a_node_that_somebody_works_on_stays_and_is_known_by_nobody(store: FleetStore) -> None:
    known = replace(node("gpu-a01"), known_by=("inventory:x",))
    store.apply(events.NodesLoaded((known, node("gpu-a02"))))
    sample(store)
    gone = events.NodesLoaded((), frozenset({Source.INVENTORY}), keeps=frozenset({A01}))
    changes = store.apply(gone)
    assert (changes.removed, [changed.node.known_by for changed in changes.changed]) == (("fra1/gpu-a02",), [()])
    assert view(store).snapshot is not None
    assert store.apply(gone) == ChangeSet()
    assert store.apply(replace(gone, keeps=frozenset())).removed == (A01,)
