"""What becomes of the fleet when the last window has gone and the core lives on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from console.app import paths
from console.app.profile import Profile
from console.model.ids import LOCAL_NODE
from console.model.node import NodeState, NodeView
from console.wire import messages as m
from tests.core import Client, attach, core_in_thread


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    """A fleet of nothing but this machine."""
    (tmp_path / "ssh_config").write_text("")
    return Profile(inventory=(str(tmp_path / "none.toml"),), ssh_config=(str(tmp_path / "ssh_config"),))


@pytest.fixture
def choose() -> Iterator[Callable[[str], None]]:
    """Say in the settings what happens without a window."""
    file = paths.user_folders().settings_file
    file.parent.mkdir(parents=True, exist_ok=True)

    def write(choice: str) -> None:
        file.write_text(f'[fleet]\nsample_interval_seconds = 0.5\nwithout_window = "{choice}"\n')

    yield write
    file.unlink()


def here(views: tuple[NodeView, ...]) -> NodeView:
    return next(view for view in views if view.node.id == LOCAL_NODE)


def heard(client: Client) -> int:
    """Return the number of the newest sample that a desk was told of."""
    seen = [view for event in client.of(m.FleetChanged) for view in event.changes.changed if view.snapshot]
    return max((view.snapshot.sequence for view in seen if view.snapshot), default=0)


def left_and_found(client: Client, profile: Profile) -> tuple[int, NodeView]:
    """Watch, go away, come back; return what had been heard before, and how this machine is shown then."""
    client.welcome()
    client.send(m.WatchFleet())
    client.open()
    client.until(lambda: heard(client) >= 2)
    client.socket.close()
    client.ended = True
    time.sleep(1.8)
    again = attach(str(profile.socket(paths.user_folders().runtime)))
    found = here(again.welcome().nodes)
    again.send(m.WatchFleet())
    again.until(lambda: heard(again) >= 1)
    if found.snapshot is not None and found.state is not NodeState.IDLE:
        assert heard(again) >= found.snapshot.sequence, "the probe has been started anew"
    again.send(m.Leave(force=True))
    again.wait_ended()
    again.socket.close()
    return heard(client), found


def test_nodes_are_asked_on_without_a_window(profile: Profile, choose: Callable[[str], None]) -> None:
    choose("while")
    with core_in_thread(profile) as client:
        before, found = left_and_found(client, profile)
    assert found.snapshot is not None
    assert found.state is not NodeState.IDLE
    assert found.snapshot.sequence >= before + 2


def test_nobody_is_asked_where_a_person_wants_that(profile: Profile, choose: Callable[[str], None]) -> None:
    choose("stop")
    with core_in_thread(profile) as client:
        before, found = left_and_found(client, profile)
    assert found.state is NodeState.IDLE
    assert found.snapshot is not None
    assert found.snapshot.sequence <= before + 1


@pytest.mark.parametrize("choice", ["while", "stay"])
def test_a_core_stays_for_it_only_where_a_person_wants_that(
    choice: str, profile: Profile, choose: Callable[[str], None]
) -> None:
    choose(choice)
    with core_in_thread(profile) as client:
        client.welcome()
        assert client.ask(m.Leave()) == m.WouldEnd(stays=choice == "stay")
        if choice == "stay":
            client.ask(m.ListModels())
            client.send(m.Leave(force=True))
        client.wait_ended()
