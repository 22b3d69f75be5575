"""Weights of the desk are carried; a token goes over standard input into a file of the service and nowhere else."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import stat
import threading
from pathlib import Path

import msgspec
import pytest
import yaml
from msgspec.structs import replace

from console.deploy import supply
from console.deploy.catalog import Entry
from console.deploy.link import NodeLink, Progress
from console.deploy.node import CommandFailed, DeployNode
from console.deploy.plan import Means, plan
from console.deploy.playbook import playbook
from console.deploy.script import script
from console.deploy.weights.resolve import Resolver
from console.engines import engines
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.launch import Service
from console.model.service import DeployState, ModelChoice, Plan, Step, StepKind
from console.model.text import Text
from console.model.weights import Origin, Weights, WeightsFormat
from console.ssh.connect import Connector
from console.ssh.endpoint import Endpoint
from console.ssh.secrets import NoSecretStore
from console.targets import targets
from console.wire.messages import DeployAction
from console.wire.tasks import TaskSet
from tests.hub import Hub, Repository
from tests.sshd import HOST, Sshd, requires_sshd
from tests.unit.deploy.conftest import Desk, WallClock
from tests.unit.deploy.nodes import LocalNode
from tests.unit.deploy.plans import FACTS, REQUEST, WHEELS
from tests.unit.deploy.weights import files
from tests.unit.ssh.conftest import Person

TOKEN = "hf_ThisIsASecretThatNobodySees"
GATED = Weights("llama", Origin.HUB, "meta-llama/Llama", WeightsFormat.GGUF, is_gated=True)


def gated_plan(home: str = "/home/ops") -> Plan:
    entry = Entry(ModelChoice("llama", "Llama", Text("s"), "llama_cpp", "8B", 0, 0), GATED)
    means = Means(entry, engines()["llama_cpp"], targets()["process"], WHEELS)
    return plan(REQUEST, NodeId("n1"), replace(FACTS, home=home), means, "0123456789abcdef")


# -- weights of the desk ------------------------------------------------------------------------------


async def test_weights_of_the_desk_are_carried_served_and_taken_back(desk: Desk) -> None:
    weights = desk.folder / "my models" / "mine.gguf"
    weights.parent.mkdir()
    weights.write_bytes(files.gguf())
    desk.request = replace(desk.request, model=f"desk:{weights}")
    view = await desk.serve()
    assert view.state is DeployState.SERVING, view.problem
    (carried,) = [path for path in desk.node.home.rglob("*.gguf") if "site-packages" not in str(path)]
    assert carried.read_bytes() == weights.read_bytes()
    assert "weights/mine.gguf" in (carried.parents[1] / "run").read_text()
    step = next(one.step for one in view.steps if one.step.id == "carry-mine.gguf")
    assert step.is_checked and step.size_bytes == len(files.gguf())
    await desk.deploys.control(view.id, DeployAction.UNDO)
    assert (await desk.settled()).state is DeployState.UNDONE
    assert desk.left() == []


class Cut(ConsoleError):
    retryable = True


class Shaky(LocalNode):
    """A node whose line is cut a few times."""

    cuts = 3

    async def carry(self, source: Path, target: str, sha256: str, progress: Progress | None) -> None:
        if self.cuts:
            self.cuts -= 1
            raise Cut("ssh.connection_lost", "cut")
        await super().carry(source, target, sha256, progress)


@pytest.mark.parametrize(("cuts", "arrives"), [(3, True), (50, False)])
async def test_a_line_that_is_cut_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cuts: int, arrives: bool
) -> None:
    monkeypatch.setattr("console.deploy.node.CARRY_PAUSES_SECONDS", (0.0, 0.0, 0.0))
    monkeypatch.setattr("console.deploy.node.PAUSE_BEFORE_RETRY_SECONDS", 0.0)
    node = Shaky(tmp_path)
    node.cuts = cuts
    (tmp_path / "w").write_bytes(b"weights")
    step = Step("c", Text("c"), StepKind.UPLOAD, source=str(tmp_path / "w"), target=str(tmp_path / "there"))
    with contextlib.nullcontext() if arrives else pytest.raises(Cut):
        await DeployNode(NodeId("n1"), node.link).carry(step, lambda _done, _total: None)
    assert (tmp_path / "there").exists() == arrives
    assert node.users == 0


async def test_a_gguf_of_a_hub_is_fetched_by_the_node_and_served(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with Hub() as hub:
        for name in ("http_proxy", "HTTP_PROXY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        monkeypatch.setattr(desk.deploys, "_token_for", _token)
        monkeypatch.setattr(desk.deploys._models, "_resolver", Resolver(_token, desk.node.link))
        gguf = files.gguf()
        hub.repositories["acme/it"] = Repository({"it-Q4_K_M.gguf": gguf}, gated="auto", granted=(TOKEN,))
        hub.valid_tokens.add(TOKEN)
        desk.request = replace(desk.request, model="hf:acme/it:q4_k_m")
        view = await desk.serve()
    assert view.state is DeployState.SERVING, view.problem
    (fetched,) = [path for path in desk.node.home.rglob("*.gguf") if "site-packages" not in str(path)]
    assert fetched.read_bytes() == gguf
    assert str(fetched.relative_to(desk.node.home)) in (fetched.parents[1] / "run").read_text()
    assert TOKEN not in repr(view)
    await desk.deploys.control(view.id, DeployAction.UNDO)
    assert (await desk.settled()).state is DeployState.UNDONE
    assert desk.left() == []


def test_what_was_fetched_is_seen_as_a_file_of_the_node() -> None:
    service, weights = supply_service(), replace(GATED, file="m.gguf", revision="abc")
    seen = supply.served(service, weights)
    assert (seen.origin, seen.reference, seen.revision) == (Origin.NODE, f"{service.directory}/weights/m.gguf", "")
    assert supply.served(service, replace(weights, format=WeightsFormat.SAFETENSORS)).origin is Origin.HUB


def test_where_the_server_finds_weights() -> None:
    service = supply_service()
    for weights, expected in [
        (replace(GATED, origin=Origin.WHEEL, file="llm/*.gguf"), "llm/*.gguf"),
        (GATED, "meta-llama/Llama"),
        (replace(GATED, origin=Origin.NODE, reference="/data/m.gguf"), "/data/m.gguf"),
        (replace(GATED, origin=Origin.DESK, file="m.gguf"), f"{service.directory}/weights/m.gguf"),
        (replace(GATED, origin=Origin.DESK, file=""), f"{service.directory}/weights"),
    ]:
        assert supply.path(service, weights) == expected


def supply_service() -> Service:
    return Service("s", "S", "/home/ops/s", "/home/ops", 1)


def test_only_what_is_gated_gets_the_token() -> None:
    entry = Entry(ModelChoice("llama", "Llama", Text("s"), "llama_cpp", "8B", 0, 0), replace(GATED, is_gated=False))
    assert supply.steps(supply_service(), entry) == ()
    (step,) = supply.steps(supply_service(), replace(entry, weights=GATED))
    assert (step.kind, step.mode, step.target) == (StepKind.SECRET, 0o600, "/home/ops/s/hub-token")


async def test_a_key_of_a_registry_goes_the_way_of_the_token_under_its_own_name(node: LocalNode) -> None:
    service = replace(supply_service(), directory=str(node.home))
    assert supply.key_steps(service, "") == ()
    (step,) = supply.key_steps(service, "nvcr.io")
    asked: list[str] = []

    async def key(host: str) -> str:
        asked.append(host)
        return "nvapi-secret"

    await DeployNode(NodeId("n1"), node.link, token_for=key).secret(step)
    file = node.home / "ngc-key"
    assert asked == ["nvcr.io"] and file.read_text() == "nvapi-secret" and file.stat().st_mode & 0o777 == 0o600
    made = replace(gated_plan(), steps=(step,))
    assert "${NGC_API_KEY_FILE:-" in script((made,), {}) and "HF_TOKEN_PATH" not in script((made,), {})
    assert "NGC_API_KEY_FILE" in playbook((made,), {})

    async def none(_host: str) -> str:
        return ""

    with pytest.raises(ConsoleError) as refused:
        await DeployNode(NodeId("n1"), node.link, token_for=none).secret(step)
    assert "nvcr.io" in refused.value.problem.text()


# -- the token ----------------------------------------------------------------------------------------


class Watch(threading.Thread):
    """Reads arguments and environment of every process that it may see, again and again."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[bytes] = set()
        self.rounds = 0
        self._is_over = threading.Event()

    def run(self) -> None:
        while not self._is_over.wait(0.01):
            for name in ("cmdline", "environ"):
                for path in Path("/proc").glob(f"[0-9]*/{name}"):
                    try:
                        self.seen.add(path.read_bytes())
                    except OSError:
                        continue
            self.rounds += 1

    def end(self) -> bytes:
        self._is_over.set()
        self.join()
        return b"\n".join(self.seen)


@requires_sshd
async def test_the_token_is_in_no_list_of_processes_and_no_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    folder = tmp_path / "it's a service"
    folder.mkdir()
    (step,) = supply.steps(replace(supply_service(), directory=str(folder)), gated_entry())
    # Slow enough to be looked at.
    step = replace(step, command=f"sleep 0.6; echo waiting >&2; {step.command}; sleep 0.3")
    tasks, watch = TaskSet("test"), Watch()
    with Sshd(tmp_path / "sshd", options={"LogLevel": "DEBUG3"}) as server:
        server.trust()
        connector = Connector(Person(), tasks, WallClock(), secrets=NoSecretStore())
        endpoint = Endpoint(HOST, server.port, server.user, (), server.known_hosts, (server.client_key,))

        async def link_for(_node_id: NodeId) -> NodeLink:
            return await connector.connect(endpoint)

        watch.start()
        try:
            await DeployNode(NodeId("n1"), link_for, token_for=_token).secret(step)
        finally:
            seen = watch.end()
            await connector.close()
            await tasks.close()
            await asyncio.get_running_loop().shutdown_default_executor()
        log = server.log
    target = folder / "hub-token"
    assert target.read_text() == TOKEN
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["hub-token"]
    assert watch.rounds > 3 and b"hub-token" in seen, "the step was looked at while it ran"
    assert TOKEN.encode() not in seen
    assert TOKEN not in caplog.text and TOKEN not in log


async def _token(_host: str) -> str:
    return TOKEN


def gated_entry() -> Entry:
    return Entry(ModelChoice("llama", "Llama", Text("s"), "llama_cpp", "8B", 0, 0), GATED)


def test_the_token_is_in_no_plan_and_no_export() -> None:
    made = gated_plan()
    shell, tasks = script((made,), {}), playbook((made,), {})
    for text in (repr(made), msgspec.json.encode(made).decode(), shell, tasks):
        assert "hub-token" in text and TOKEN not in text
    assert "give " in shell and '<"$token"' in shell
    copies = [task for play in _read(tasks) for task in play["tasks"] if task.get("no_log")]
    assert [task["ansible.builtin.copy"]["mode"] for task in copies] == ["0600"]


def _read(text: str) -> list[dict[str, list[dict[str, dict[str, str]]]]]:
    class Loader(yaml.SafeLoader):
        """Knows Ansible's own tag."""

    Loader.add_constructor("!unsafe", lambda _loader, node: node.value)
    return list(yaml.load(text, Loader))


async def test_the_token_is_in_no_journal(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk.deploys, "_token_for", _token)
    made = gated_plan(str(desk.node.home))
    kept = tuple(step for step in made.steps if step.id in {"folder", "token"})
    await desk.deploys.run((replace(made, steps=kept),))
    view = await desk.settled()
    assert view.state is DeployState.SERVING, view.problem
    assert (Path(made.directory) / "hub-token").read_text() == TOKEN
    journal = "".join(path.read_text() for path in (desk.folder / "state").rglob("*") if path.is_file())
    assert "hub-token" in journal and TOKEN not in journal
    assert TOKEN not in repr(desk.listener.views)
    await desk.deploys.control(view.id, DeployAction.UNDO)
    assert (await desk.settled()).state is DeployState.UNDONE
    assert desk.left() == []


async def test_without_a_token_the_step_says_where_to_put_it(node: LocalNode) -> None:
    (step,) = supply.steps(supply_service(), gated_entry())
    with pytest.raises(ConsoleError) as caught:
        await DeployNode(NodeId("n1"), node.link).secret(step)
    assert caught.value.code == "deploy.no_token"
    assert "keyring set leitstand hub:huggingface.co" in caught.value.problem.advice()


async def test_what_the_node_says_of_a_failure_holds_no_token(node: LocalNode) -> None:
    (step,) = supply.steps(supply_service(), gated_entry())
    step = replace(step, command="cat >&2; exit 1")
    with pytest.raises(CommandFailed) as caught:
        await DeployNode(NodeId("n1"), node.link, token_for=_token).secret(step)
    assert TOKEN not in f"{caught.value.problem} {caught.value.output}"
