from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.fleet import sources
from console.fleet.inventory import Inventory, nodes_from_simulation, quick_node, specs
from console.fleet.sources import Loaded, Ran, Reach, SourceKind, SourceSpec, kind_of
from console.model.errors import ConsoleError, Problem
from console.model.ids import NodeId
from console.model.inventory import ChangeKind
from console.model.node import Environment, Node, Source
from tests.unit.fleet.conftest import HandClock

GOOD = '[[node]]\nname = "gpu-a01"\nhost = "gpu-a01.example.com"\n'


class Nowhere:
    """A reach that gets nowhere."""

    async def run(self, node_name: str, command: str, *, seconds: float) -> Ran:
        raise ConsoleError("ssh.unreachable", "{host} is away", host=node_name)


class Away(ConsoleError):
    """Trouble in the network: it goes away by itself."""

    retryable = True


class Cluster:
    """A live source whose answers a test gives."""

    kind = Source.SLURM
    interval_seconds: float | None = 300.0

    def __init__(self, spec: SourceSpec, reach: Reach) -> None:
        self.id, self.place, self._reach = spec.id, spec.place, reach
        self.answer = "gpu-a01"

    async def load(self) -> Loaded:
        ran = await self._reach.run(self.place, "sinfo", seconds=5)
        names = ran.stdout.split()
        return Loaded(tuple(Node(NodeId(f"slurm:{name}"), name, (), name, self.kind, rack="R1") for name in names))


class Answers:
    """A reach whose answer a test gives; None: it cannot be reached."""

    def __init__(self) -> None:
        self.stdout: str | None = "gpu-a01"
        self.asked = 0
        self.error: type[ConsoleError] = ConsoleError

    async def run(self, node_name: str, command: str, *, seconds: float) -> Ran:
        self.asked += 1
        if self.stdout is None:
            raise self.error("ssh.unreachable", "{host} is away", host=node_name)
        return Ran(self.stdout, "", 0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "inventory.toml"
    path.write_text(GOOD)
    return path


def inventory(*files: Path, ssh: tuple[Path, ...] = (), reach: Reach | None = None) -> Inventory:
    return Inventory(specs(files, ssh), reach or Nowhere(), HandClock())


async def load(made: Inventory) -> tuple[list[Node], list[Problem]]:
    made.take(await made.read())
    return list(made.current.nodes), list(made.current.problems)


async def test_a_broken_file_keeps_the_last_good_nodes_and_says_so(file: Path) -> None:
    made = inventory(file)
    before, problems = await load(made)
    assert not problems
    file.write_text("[[node]\n")
    kept, problems = await load(made)
    assert kept == before
    assert problems[0].code == "inventory.unreadable"
    assert "What was read before stays" in problems[0].advice()
    (state,) = made.current.states
    assert (state.is_kept, state.nodes, state.place) == (True, 1, str(file))
    file.write_text(GOOD.replace("a01", "a02"))
    after, problems = await load(made)
    assert ([node.name for node in after], problems) == (["gpu-a02"], [])
    assert not made.current.states[0].is_kept


async def test_an_emptied_file_has_no_nodes(file: Path) -> None:
    made = inventory(file)
    await load(made)
    file.write_text("")
    assert await load(made) == ([], [])


async def test_of_two_files_the_first_counts_and_both_are_named(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text(GOOD.replace("gpu-a01.example.com", "203.0.113.9") + '[[node]]\nname = "more"\n')
    made = inventory(file, other)
    nodes, _ = await load(made)
    assert [(node.name, node.host) for node in nodes] == [("gpu-a01", "gpu-a01.example.com"), ("more", "more")]
    assert nodes[0].known_by == (f"inventory:{file}", f"inventory:{other}")
    first, second = made.current.told(nodes[0].id)
    assert (dict(first.says)["host"], "host" in first.wins) == ("gpu-a01.example.com", True)
    assert (dict(second.says)["host"], second.wins) == ("203.0.113.9", ())


async def test_hosts_of_ssh_config_join_without_doubles(file: Path, tmp_path: Path) -> None:
    config = tmp_path / "config"
    config.write_text("Host gpu-a01 *.internal\n  User ops\nHost bastion\n  HostName 192.0.2.1\n  Port bad\n")
    nodes, problems = await load(inventory(file, ssh=(config,)))
    assert [(node.id, node.source, node.path) for node in nodes] == [
        ("gpu-a01", Source.INVENTORY, ()),
        ("ssh:bastion", Source.SSH_CONFIG, ("SSH config",)),
    ]
    assert (nodes[1].host, nodes[1].alias, nodes[1].address_shown) == ("bastion", "bastion", "192.0.2.1")
    assert f"{config}:5" in problems[0].text()


async def test_what_is_only_looked_at_changes_nothing(file: Path) -> None:
    made = inventory(file)
    await load(made)
    file.write_text(GOOD.replace("a01.example", "a01.fra1.example") + '[[node]]\nname = "new"\n')
    later = await made.read()
    assert [(change.kind, change.name) for change in made.current.changes_to(later)] == [
        (ChangeKind.ADDED, "new"),
        (ChangeKind.CHANGED, "gpu-a01"),
    ]
    assert [node.host for node in made.current.nodes] == ["gpu-a01.example.com"]
    made.take(later)
    assert not made.current.changes_to(await made.read())


async def test_a_source_is_tried_without_being_wanted(file: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text('[[node]]\nname = "tried"\n')
    made = inventory(file)
    await load(made)
    later = await made.read(trial=specs((other,), ())[0])
    assert [change.name for change in made.current.changes_to(later)] == ["tried"]
    assert [node.name for node in (await made.read()).nodes] == ["gpu-a01"]


@pytest.fixture
def slurm(monkeypatch: pytest.MonkeyPatch) -> None:
    cluster = SourceKind(Source.SLURM, "Slurm", Cluster)
    monkeypatch.setattr(sources, "kind_of", lambda source: cluster if source is Source.SLURM else kind_of(source))


@pytest.mark.usefixtures("slurm")
async def test_a_live_source_is_named_in_the_file_asked_when_it_is_due_and_keeps_its_nodes(file: Path) -> None:
    file.write_text(GOOD + '[[source]]\nkind = "slurm"\nplace = "login01"\n')
    answers = Answers()
    made = inventory(file, reach=answers)
    made.take(await made.read(live=False))
    assert (answers.asked, [node.rack for node in made.current.nodes]) == (0, [""])
    live = made.current.states[1]
    assert (live.id, live.interval_seconds, live.loaded_at) == ("slurm:login01", 300.0, None)
    assert (live.is_removable, made.current.states[0].is_removable) == (True, False)

    made.take(await made.read({"slurm:login01"}))
    assert [(node.rack, node.known_by[1:]) for node in made.current.nodes] == [("R1", ("slurm:login01",))]

    answers.stdout = None
    made.take(await made.read({"slurm:login01"}))
    (state,) = made.current.states[1:]
    assert (state.is_kept, state.nodes, state.problems[0].code) == (True, 1, "ssh.unreachable")
    assert [node.rack for node in made.current.nodes] == ["R1"]
    assert state.interval_seconds == 300, "what waits for a person is asked as seldom as ever"
    answers.error = Away
    made.take(await made.read({"slurm:login01"}))
    assert made.current.states[1].interval_seconds == 30, "what is out of reach comes back"
    answers.stdout = "gpu-a01"
    made.take(await made.read({"slurm:login01"}))
    assert made.current.states[1].interval_seconds == 300

    file.write_text(GOOD)
    made.take(await made.read())
    assert [node.rack for node in made.current.nodes] == [""]


async def test_a_kind_that_is_not_there_is_said_and_the_rest_is_read(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(GOOD + '[[source]]\nkind = "slurm"\nplace = "login01"\n')
    monkeypatch.setattr(sources, "kind_of", lambda source: None if source is Source.SLURM else kind_of(source))
    nodes, problems = await load(inventory(file))
    assert [node.name for node in nodes] == ["gpu-a01"]
    assert [problem.code for problem in problems] == ["inventory.no_such_kind"]


def test_quick_node() -> None:
    node = quick_node("ops@gpu01.example.com:2222")
    assert (node.id, node.name, node.host) == ("quick:ops@gpu01.example.com:2222",) + ("gpu01.example.com",) * 2
    assert (node.port, node.user, node.source) == (2222, "ops", Source.QUICK_CONNECT)


def test_a_bad_destination_names_the_part() -> None:
    with pytest.raises(ConsoleError, match=":99999 is wrong"):
        quick_node("ops@gpu01:99999")


READY = {
    "nodes": [
        {
            "name": "gpu-a01", "site": "FRA1", "group": "Rack A01", "environment": "production",
            "host": "127.0.0.1", "port": 2201, "user": "ops", "address_shown": "192.0.2.11",
        }
    ],
    "client_key": "/run/sim/key",
    "known_hosts": "/run/sim/known_hosts",
}  # fmt: skip


def test_simulated_nodes_are_marked() -> None:
    (node,) = nodes_from_simulation(json.dumps(READY))
    assert (node.id, node.path, node.environment) == ("sim:gpu-a01", ("FRA1", "Rack A01"), Environment.PRODUCTION)
    assert (node.simulated, node.source, node.address_shown) == (True, Source.SIMULATION, "192.0.2.11")
    assert (node.host, node.port, node.user) == ("127.0.0.1", 2201, "ops")
    assert (node.identity_files, node.known_hosts) == (("/run/sim/key",), "/run/sim/known_hosts")


@pytest.mark.parametrize(
    "line",
    [
        b"", b"\xff", b"[]", b"null", b"{}", b'{"nodes": [{}], "client_key": "", "known_hosts": ""}',
        b'{"nodes": [{"name": "x", "host": "h", "port": "p", "user": "u"}], "client_key": "", "known_hosts": ""}',
    ],
)  # fmt: skip
def test_a_garbled_ready_line_is_a_typed_error(line: bytes) -> None:
    with pytest.raises(ConsoleError) as caught:
        nodes_from_simulation(line)
    assert caught.value.code == "fleet.simulation_garbled"
