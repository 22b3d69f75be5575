"""The whole walk on real hosts with a real OpenSSH, from the first unknown key to the reconnection."""

from __future__ import annotations

import fcntl
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from console.model.node import NodeState, NodeView
from console.model.service import DeployState
from console.wire import messages as m
from tests.core import Client
from tests.e2e.program import Program, program, wait_open
from tests.e2e.screen import screen, wait_for

BED = Path(__file__).parents[2].parent / "shared" / "tools" / "testbed"
CACHE = Path(tempfile.gettempdir()) / "leitstand-e2e-cache"
"""Fetched wheels stay here from run to run."""
needs_bed = pytest.mark.skipif(
    not (BED / "hosts").exists() or os.getuid() != 0, reason="needs the test bed beside the checkout, and root"
)
pytestmark = [pytest.mark.xvfb, pytest.mark.testbed, pytest.mark.slow, pytest.mark.timeout(240), needs_bed]


@dataclass(frozen=True)
class Hosts:
    """Real hosts, and an ssh_config under which nobody knows their keys yet."""

    config: Path
    known_hosts: Path

    def bed(self, *arguments: str) -> str:
        """Run the test bed's script for hosts."""
        return bed("hosts", *arguments)

    def on(self, node: str, command: str) -> str:
        """Run a command as root on a node, without SSH."""
        return self.bed("exec", node, "sh", "-c", command)

    def has(self, node: str, test: str) -> bool:
        """Say whether a command succeeds on a node."""
        return self.on(node, f"if {test}; then echo yes; fi").strip() == "yes"


def bed(script: str, *arguments: str) -> str:
    """Run a script of the test bed."""
    done = subprocess.run([str(BED / script), *arguments], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, f"{script} {' '.join(arguments)}: {done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture
def hosts(tmp_path: Path) -> Iterator[Hosts]:
    """Start three hosts, one with eight pretended GPUs; there is one test bed a machine."""
    with Path(tempfile.gettempdir(), "testbed.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            bed("nvml", "up", "--smi")
            printed = bed("hosts", "up", "--count", "2")
            bed("nvml", "attach", "gpu01")
            values = dict(line.split("=", 1) for line in printed.splitlines() if "=" in line)
            config, known = tmp_path / "ssh_config", tmp_path / "known_hosts"
            text = Path(values["SSH_CONFIG"]).read_text()
            config.write_text(text.replace(values["KNOWN_HOSTS"], str(known)))
            known.touch()
            yield Hosts(config, known)
        finally:
            for script in ("hosts", "nvml"):
                bed(script, "down")


def test_the_whole_walk_on_real_hosts(hosts: Hosts) -> None:
    with screen() as glass, program(glass, ["--ssh-config", str(hosts.config)]) as app:
        CACHE.mkdir(exist_ok=True)
        (app.home / "ls").mkdir()
        (app.home / "ls" / "cache").symlink_to(CACHE)
        app.start()
        _trust(app, hosts)
        _programs(app, hosts)
        _tree(app)
        _deploy(app, hosts)
        _reconnect(app, hosts)
        log = app.log.read_text()
        assert "Traceback" not in log, log


def _trust(app: Program, hosts: Hosts) -> None:
    """An unknown key is refused by default and trusted with a tick and a click only."""
    app.go("gpu01")
    wait_for(app.has_sheet, 30, "the question about the host key")
    app.screen.picture("real-trust")
    app.screen.keys("Return")  # the focus is on the refusal
    wait_for(lambda: not app.has_sheet(), 20, "refused")
    assert hosts.known_hosts.read_text() == ""
    app.screen.picture("real-refused")
    app.screen.keys("ctrl+shift+j", "Return")  # a lost tab connects again with Enter
    wait_for(app.has_sheet, 30, "the question again")
    app.screen.keys("shift+Tab", "shift+Tab", "space")  # from the refusal back to the tick
    app.screen.picture("real-compared")
    app.screen.keys("Tab", "space")
    wait_for(lambda: "ssh-ed25519" in hosts.known_hosts.read_text(), 20, "the key is written")
    wait_for(lambda: not app.has_sheet(), 20, "trusted")
    app.wait_open()


def _programs(app: Program, hosts: Hosts) -> None:
    app.run("echo typed by hand > ran; nvidia-smi | tee smi")
    wait_for(lambda: hosts.has("gpu01", "grep -q H100 /home/gpu/smi"), 20, "commands run")
    assert hosts.on("gpu01", "cat /home/gpu/ran").strip() == "typed by hand"
    app.screen.picture("real-nvidia-smi")
    app.run("vim -u NONE -N note.txt")
    app.screen.still()
    app.screen.type("iWritten in vim: {100%} ~ok")
    app.screen.keys("Return")
    app.screen.type("second line")
    app.screen.picture("real-vim")
    app.screen.keys("Escape")
    app.screen.type(":wq\n")
    wait_for(lambda: hosts.has("gpu01", "test -s /home/gpu/note.txt"), 20, "vim has written")
    assert hosts.on("gpu01", "cat /home/gpu/note.txt") == "Written in vim: {100%} ~ok\nsecond line\n"
    app.run("htop; echo $? > htop-left")
    wait_for(lambda: hosts.has("gpu01", "pgrep -x htop >/dev/null"), 20, "htop runs")
    app.screen.picture("real-htop")
    app.screen.keys("q")
    wait_for(lambda: hosts.has("gpu01", "test -s /home/gpu/htop-left"), 20, "htop has ended")
    app.run("tmux new -s work")
    wait_for(lambda: hosts.has("gpu01", "pgrep tmux >/dev/null"), 20, "tmux runs")
    app.screen.still()
    app.screen.keys("ctrl+b")
    app.screen.type("%")
    app.screen.still()
    app.screen.type("touch in-tmux; ls -la\n")
    wait_for(lambda: hosts.has("gpu01", "test -e /home/gpu/in-tmux"), 20, "a command in tmux")
    app.screen.picture("real-tmux")
    app.screen.keys("ctrl+b")
    app.screen.type("d")
    app.screen.still()
    app.run("tmux kill-server; less /etc/services")
    wait_for(lambda: hosts.has("gpu01", "pgrep -x less >/dev/null"), 20, "less runs")
    app.screen.type("/ssh\n")
    app.screen.picture("real-less")
    app.screen.type("q")
    wait_for(lambda: not hosts.has("gpu01", "pgrep -x less >/dev/null"), 20, "less has ended")


def views(client: Client) -> dict[str, NodeView]:
    """Return the fleet as the core knows it now."""
    found = {view.node.name: view for view in client.welcome().nodes}
    for event in client.of(m.FleetChanged):
        found.update({view.node.name: view for view in event.changes.changed})
    return found


def _tree(app: Program) -> None:
    """The node whose key is trusted fills with its distribution and its GPUs."""

    def is_full() -> bool:
        view = views(client).get("gpu01")
        return view is not None and view.snapshot is not None and len(view.snapshot.gpus) == 8

    with app.look() as client:
        client.send(m.WatchFleet())
        client.until(is_full, 30)
        view = views(client)["gpu01"]
    assert view.state is NodeState.OK, view
    assert view.snapshot is not None
    assert view.snapshot.distro is not None
    assert view.snapshot.gpu_source == "nvml"
    assert all("H100" in (gpu.name or "") and gpu.memory_total_bytes for gpu in view.snapshot.gpus)
    app.screen.picture("real-tree")


def _deploy(app: Program, hosts: Hosts) -> None:
    started = time.monotonic()
    app.run("cd")
    app.lead_deploy("real")
    app.wait_deploy(DeployState.SERVING, 120)
    print(f"from the wizard to a served model: {time.monotonic() - started:.1f} s")
    app.screen.picture("real-wizard-run")
    ((question, answer),) = app.answers()
    assert "Paris" in answer, (question, answer)
    app.forward()
    app.screen.still()
    more = app.ask("What colour is the sky on a clear day?")
    assert len(more.strip()) > 3, more
    app.screen.picture("real-wizard-result")
    port = "python3 -c 'import socket; socket.create_connection((\"127.0.0.1\", 18080), 2)' 2>/dev/null"
    assert hosts.has("gpu01", port)
    app.close_sheet()
    app.screen.keys("ctrl+shift+m")
    wait_for(app.has_sheet, 20, "the list of deploys")
    app.press(1, DeployState.STOPPED)
    assert not hosts.has("gpu01", port)
    app.screen.picture("real-stopped")
    app.press(1, DeployState.UNDONE)
    app.screen.picture("real-undone")
    app.close_sheet()
    service = "pgrep -fa '[l]eitstand-smollm2'"
    left = hosts.on("gpu01", f"find /home/gpu/.local /home/gpu/.config 2>/dev/null; {service}; true")
    assert "leitstand" not in left, left


def _reconnect(app: Program, hosts: Hosts) -> None:
    """The tab says that its connection is lost and keeps its scrollback; Enter connects it again."""
    app.run("seq -f '%g of the lines before' 200")
    hosts.bed("kill-sshd", "gpu01")
    with app.look() as client:
        tab = client.welcome().tabs[-1]
        if tab.state is not m.TabState.LOST:
            client.until(lambda: (client.tab(tab.terminal_id) or tab).state is m.TabState.LOST, 60)
        client.send(m.ShowTerminal(terminal_id=tab.terminal_id, visible=True, focused=True))
        client.until(lambda: "200 of the lines before" in client.screen(tab.terminal_id), 20)
    app.screen.picture("real-lost")
    hosts.bed("heal", "gpu01")

    def reconnected() -> bool:
        app.screen.keys("ctrl+shift+j", "Return")
        app.screen.type("touch back-again\n")
        try:
            wait_for(lambda: hosts.has("gpu01", "test -e /home/gpu/back-again"), 6)
        except AssertionError:
            return False
        return True

    wait_for(reconnected, 60, "connected again")
    with app.look() as client:
        wait_open(client, 1, "200 of the lines before")
    app.screen.picture("real-reconnected")
