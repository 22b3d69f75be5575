"""Root on a real node by real sudo, sudo-rs and doas: asked once, never seen, never tried until an account locks."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from console.app.sudowords import SudoKeeper
from console.deploy import survey as surveying
from console.deploy.mirror import Mirror
from console.deploy.mirrored import MirroredNode
from console.deploy.node import CommandFailed
from console.deploy.preflight import reachable, sudo
from console.deploy.rootwords import NoRoot, RootWords, Together
from console.deploy.survey import Survey, take
from console.model.ids import NodeId
from console.model.launch import Needs
from console.model.mirror import Reflection
from console.model.node import Node, Source
from console.model.service import CheckResult, DeployRequest, Verdict
from console.ssh.asking import Answer, HostKeyOffer, SecretKind, SecretRequest
from console.ssh.connect import Connection, Connector
from console.ssh.dial import Limits
from console.ssh.secrets import NoSecretStore, SecretStore
from console.targets.common.root import AS_ROOT
from console.wire.tasks import TaskSet
from tests.rootnode import DOAS, NUMBER, PASSWORD, SUDO, SUDO_RS, USER, RootNode
from tests.sshd import requires_root, requires_sshd
from tests.unit.deploy.conftest import WallClock
from tests.unit.knowledge.books import books

pytestmark = [requires_sshd, requires_root]

NODE = NodeId("gpu01")
ASKS, FREE, NOBODY = f"{USER} ALL=(ALL:ALL) ALL", f"{USER} ALL=(ALL:ALL) NOPASSWD: ALL", ""
"""What sudoers says of the user."""
RS = pytest.param(SUDO_RS, marks=pytest.mark.faults)


class Ring(SecretStore):
    """A key ring in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[str, str] = {}

    async def ring_name(self) -> str:
        return "ring"

    async def load(self, request: SecretRequest) -> str | None:
        return self.kept.get(f"{request.kind.value}:{request.subject}")

    async def save(self, request: SecretRequest, secret: str) -> bool:
        self.kept[f"{request.kind.value}:{request.subject}"] = secret
        return True

    async def forget(self, request: SecretRequest) -> None:
        self.kept.pop(f"{request.kind.value}:{request.subject}", None)


@dataclass
class Person:
    """Answers as told."""

    answers: list[Answer | str | None] = field(default_factory=list)
    asked: list[SecretRequest] = field(default_factory=list)

    async def trust_host_key(self, offer: HostKeyOffer) -> bool:
        del offer
        return False

    async def secret(self, request: SecretRequest) -> Answer | str | None:
        self.asked.append(request)
        return self.answers.pop(0) if self.answers else None


def _node(node_id: NodeId) -> Node:
    return Node(node_id, node_id, (), f"{node_id}.example.com", Source.INVENTORY, user=USER)


class Bench:
    """A node, who is asked, and what the mirror saw."""

    def __init__(self, server: RootNode, connector: Connector) -> None:
        self.server, self._connector = server, connector
        self.person, self.ring = Person(), Ring()
        self.seen: list[Reflection] = []
        self.words = RootWords(SudoKeeper(self.person, _node, self.ring))
        self.mirror = Mirror(WallClock())
        self.mirror.watch(self.seen.append)
        self.node = MirroredNode(NODE, self.link, "/nowhere", self.mirror, words=self.words)

    async def link(self, _node_id: NodeId) -> Connection:
        return await self._connector.connect(self.server.endpoint)

    async def checked(self, node_id: NodeId = NODE, together: Together | None = None) -> CheckResult:
        """Return what preflight says about root for a unit of the system."""
        request = DeployRequest((node_id,), "smollm2-135m", target="systemd", options=(("scope", "system"),))
        survey = Survey(node_id, books(), request, Needs(root=True), words=self.words, together=together)
        results: list[CheckResult] = []
        await take(survey, self.link, WallClock(), results.append)
        return next(result for result in results if result.check == "sudo")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="leitstand-root-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
async def bench_for(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Callable[[str, str], Bench]]:
    monkeypatch.setattr(surveying, "checks", lambda _scope: (reachable.CHECK, sudo.CHECK))
    tasks = TaskSet("test")
    connector = Connector(Person(), tasks, WallClock(), Limits(connect_seconds=5, login_seconds=10), NoSecretStore())
    servers: list[RootNode] = []

    def made(tool: str, rules: str) -> Bench:
        server = RootNode(open_folder / "sshd", tool, rules)
        server.start()
        servers.append(server)
        return Bench(server, connector)

    yield made
    await connector.close()
    for server in servers:
        server.stop()
    await tasks.close()


WHO = f"{AS_ROOT}as_root id -u"


@pytest.mark.parametrize("tool", [SUDO, RS])
async def test_a_password_is_asked_for_once_and_opens_every_step(
    bench_for: Callable[[str, str], Bench], tool: str
) -> None:
    bench = bench_for(tool, ASKS)
    bench.person.answers = [Answer(PASSWORD, remember=True)]
    result = await bench.checked()
    assert result.verdict is Verdict.PASS and "password" in str(result.hint).lower()
    for _ in range(2):
        assert (await bench.node.shell(WHO, 20)).strip() == "0"
    assert [(each.kind, each.subject) for each in bench.person.asked] == [
        (SecretKind.SUDO, f"{USER}@gpu01.example.com")
    ]
    # What works is in the key ring, and asked for by nobody the next time.
    assert bench.ring.kept == {f"sudo:{USER}@gpu01.example.com": PASSWORD}
    bench.words.drop(NODE)
    assert (await bench.node.shell(WHO, 20)).strip() == "0" and len(bench.person.asked) == 1


@pytest.mark.parametrize("tool", [SUDO, RS])
async def test_the_password_is_nowhere_to_be_seen(
    bench_for: Callable[[str, str], Bench], tool: str, open_folder: Path
) -> None:
    bench = bench_for(tool, ASKS)
    bench.person.answers = [PASSWORD]
    go = bench.server.home / "go"
    heard: list[bytes] = []
    wait = f"while [ ! -e {go} ]; do sleep 0.05; done"
    # While it runs as root, with its own standard input told.
    command = f"{AS_ROOT}cd {bench.server.home}\nas_root sh -c 'cat; env; touch there; {wait}'"
    step = asyncio.create_task(bench.node.step(command, 30, heard.append))
    while not (bench.server.home / "there").exists():
        assert not step.done(), await step
        await asyncio.sleep(0.05)
    secret = PASSWORD.encode()
    running = 0
    for each in Path("/proc").glob("[0-9]*"):
        for name in ("cmdline", "environ"):
            try:
                found = (each / name).read_bytes()
            except OSError:
                continue
            assert secret not in found, (each, name)
            running += name == "cmdline" and b"touch there" in found
    assert running
    go.touch()
    await step
    assert secret not in b"".join(heard)
    assert PASSWORD not in repr(bench.seen) and any("as_root" in each.command for each in bench.seen)
    hidden = [path for path in open_folder.rglob("*") if path.is_file() and secret in path.read_bytes()]
    assert not hidden
    # No ticket is left with which another program of the user would be root.
    assert "required" in await bench.node.shell("sudo -n true 2>&1 || :", 20)


@pytest.mark.parametrize(("tool", "tries"), [(SUDO, 2), pytest.param(SUDO_RS, 1, marks=pytest.mark.faults)])
async def test_a_wrong_password_is_asked_for_again_and_not_until_the_account_is_locked(
    bench_for: Callable[[str, str], Bench], tool: str, tries: int
) -> None:
    bench = bench_for(tool, ASKS)
    bench.person.answers = ["wrong"] * 5
    result = await bench.checked()
    assert result.verdict is Verdict.FAIL and "did not take" in result.evidence
    assert [each.attempt for each in bench.person.asked] == list(range(1, tries + 1))
    if tries > 1:
        bench.person.answers = ["wrong", PASSWORD]
        assert (await bench.checked()).verdict is Verdict.PASS
    # One that the ring has and that is wrong goes out of it.
    bench.words.drop(NODE)
    bench.ring.kept[f"sudo:{USER}@gpu01.example.com"] = "old"
    bench.person.answers = [PASSWORD]
    if tries > 1:
        assert (await bench.node.shell(WHO, 20)).strip() == "0"
    else:
        with pytest.raises(NoRoot):
            await bench.node.shell(WHO, 20)
    assert not bench.ring.kept


@pytest.mark.parametrize("typed", [PASSWORD, "wrong"])
async def test_many_nodes_with_one_account_are_asked_for_once(
    bench_for: Callable[[str, str], Bench], typed: str
) -> None:
    bench = bench_for(SUDO, ASKS)
    nodes = tuple(NodeId(f"gpu0{number}") for number in range(1, 5))
    bench.person.answers = [Answer(typed, for_others=True)] * 5
    together = Together(nodes)
    results = await asyncio.gather(*(bench.checked(node_id, together) for node_id in nodes))
    is_right = typed == PASSWORD
    assert {result.verdict for result in results} == {Verdict.PASS if is_right else Verdict.FAIL}
    # One account behind all of them: two wrong passwords in all, however many nodes there are.
    assert len(bench.person.asked) == (1 if is_right else 2)
    named = {bench.person.asked[0].subject, *bench.person.asked[0].others}
    assert named == {f"{USER}@{each}.example.com" for each in nodes}
    if not is_right:
        assert sum("was not tried" in result.evidence for result in results) == 3


@pytest.mark.faults
async def test_nobody_answers(bench_for: Callable[[str, str], Bench]) -> None:
    bench = bench_for(SUDO, ASKS)
    with pytest.raises(NoRoot) as refused:
        await bench.node.shell(WHO, 20)
    assert refused.value.code == "deploy.sudo_unanswered"
    assert (await bench.node.shell("id -u", 20)).strip() == str(NUMBER)


@pytest.mark.faults
@pytest.mark.parametrize(
    ("tool", "rules", "verdict", "fix"),
    [
        (SUDO, FREE, Verdict.PASS, ""),
        (SUDO_RS, FREE, Verdict.PASS, ""),
        (DOAS, f"permit nopass {USER}", Verdict.PASS, ""),
        (SUDO, f"{FREE}: /usr/bin/id".replace("ALL: /", "/"), Verdict.WARN, ""),
        (SUDO, NOBODY, Verdict.FAIL, f"echo '{USER} ALL"),
        (SUDO_RS, NOBODY, Verdict.FAIL, f"echo '{USER} ALL"),
        (DOAS, "", Verdict.FAIL, f"permit nopass {USER}"),
        (DOAS, f"permit {USER}", Verdict.FAIL, f"permit nopass {USER}"),
        (SUDO, f"Defaults requiretty\n{FREE}", Verdict.FAIL, f"Defaults:{USER} !requiretty"),
    ],
)
async def test_nobody_is_asked_where_no_password_helps(
    bench_for: Callable[[str, str], Bench], tool: str, rules: str, verdict: Verdict, fix: str
) -> None:
    bench = bench_for(tool, rules)
    result = await bench.checked()
    assert (result.verdict, bench.person.asked) == (verdict, []) and fix in result.fix and bool(fix) is bool(result.fix)
    if verdict is Verdict.FAIL:
        with pytest.raises(CommandFailed) as failed:
            await bench.node.shell(WHO, 20)
        assert "root" in failed.value.problem.advice()
    else:
        assert (await bench.node.shell(WHO, 20)).strip() == "0"


@pytest.mark.faults
async def test_a_lecture_stands_in_nobodys_way(bench_for: Callable[[str, str], Bench]) -> None:
    bench = bench_for(SUDO, f"Defaults lecture=always, timestamp_type=tty\n{ASKS}")
    bench.person.answers = [PASSWORD]
    assert (await bench.checked()).verdict is Verdict.PASS
    assert "0" in (await bench.node.shell(WHO, 20)).splitlines()


@pytest.mark.faults
async def test_who_may_not_after_all_is_told_what_sudo_says(bench_for: Callable[[str, str], Bench]) -> None:
    bench = bench_for(SUDO, f"{USER} otherhost.example.com=(ALL) ALL")
    bench.person.answers = [PASSWORD]
    result = await bench.checked()
    assert result.verdict is Verdict.FAIL and "may not run sudo" in result.evidence
