"""What a person sees when something is wrong: a message that helps, and the rest of the window alive."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from console.model.errors import Problem
from console.model.node import NodeState
from console.wire import messages as m
from tests.core import Client
from tests.e2e.program import COLORS, Program, program
from tests.e2e.screen import screen, wait_for
from tests.sshd import HOST, Sshd, account, free_port, make_key, requires_root, requires_sshd
from tests.unit.deploy.wheelhouses import make_wheelhouse

pytestmark = [pytest.mark.xvfb, pytest.mark.slow, pytest.mark.timeout(150), requires_sshd]


def config_of(server: Sshd, folder: Path, extra: str = "") -> Path:
    """Write an ssh_config with a good host, and hosts that are wrong in one way each."""
    wrong_key = make_key(folder / "wrong_key")
    common = f"  HostName {HOST}\n  User {server.user}\n  IdentitiesOnly yes\n"
    common += f"  UserKnownHostsFile {server.known_hosts}\n"
    good = f"  IdentityFile {server.client_key}\n"
    hosts = {
        "good": f"{common}{good}  Port {server.port}\n",
        "refused": f"{common}{good}  Port {free_port()}\n",
        "wrongkey": f"{common}  Port {server.port}\n  IdentityFile {wrong_key}\n",
        "nokey": f"{common}  Port {server.port}\n  IdentityFile {folder / 'unreadable_key'}\n",
        "nowhere": "  HostName nowhere.invalid\n",
    }
    config = folder / "ssh_config"
    config.write_text("".join(f"Host {name}\n{lines}" for name, lines in hosts.items()) + extra)
    return config


def problems(client: Client) -> dict[str, Problem]:
    """Return why tabs have no session, by the name of the tab."""
    tabs = {tab.terminal_id: tab for tab in client.welcome().tabs}
    tabs.update({event.tab.terminal_id: event.tab for event in client.of(m.TabChanged)})
    return {tab.title: tab.problem for tab in tabs.values() if tab.problem is not None}


def test_wrong_files_and_hosts_each_say_what_is_wrong(tmp_path: Path) -> None:
    with Sshd(tmp_path / "sshd") as server, screen() as glass:
        server.trust()
        known = server.known_hosts.read_text()
        server.known_hosts.write_text("this line is broken\n" + known)
        (tmp_path / "unreadable_key").mkdir()
        inventory = tmp_path / "inventory.toml"
        inventory.write_text('[[group]]\nname = "A"\nnodes = [ {name = "x" host = "x.example.com"} ]\n')
        config = config_of(server, tmp_path)
        with program(glass, ["--inventory", str(inventory), "--ssh-config", str(config)]) as app:
            app.start()
            with app.look() as client:
                client.until(lambda: len(client.welcome().nodes) > 0, 20)
                (broken,) = [p for p in client.welcome().problems if "inventory.toml" in p.text()]
            assert "3" in broken.text(), "the line"
            print(broken.text(), "|", broken.advice())
            glass.keys("ctrl+shift+n")
            glass.picture("bad-inventory-notice")
            glass.keys("Escape")
            for name in ("nowhere", "refused", "wrongkey", "nokey"):
                app.go(name)
                _wait_problem(app, name)
                glass.picture(f"bad-{name}")
            app.go("good")
            app.wait_open(1)
            app.run(f"touch {tmp_path / 'good-works'}")
            wait_for((tmp_path / "good-works").exists, 20, "the good host works, for all that")
            assert "Traceback" not in app.log.read_text()


def _wait_problem(app: Program, name: str) -> None:
    """A question about a password may come where a key was refused: Escape refuses it."""
    with app.look() as client:
        client.until(lambda: name in problems(client) or app.has_sheet(), 40)
        if name not in problems(client):
            app.screen.picture(f"bad-{name}-password")
            app.close_sheet()
            client.until(lambda: name in problems(client), 40)
        problem = problems(client)[name]
    print(f"{name}: {problem.code}: {problem.text()} | {problem.advice()}")
    assert problem.advice()


def test_a_changed_host_key_raises_the_alarm_and_stays_blocked(tmp_path: Path) -> None:
    with Sshd(tmp_path / "sshd") as server, screen() as glass:
        server.trust()
        server.make_host_keys()
        server.restart()
        before = server.known_hosts.read_text()
        with program(glass, ["--ssh-config", str(config_of(server, tmp_path))]) as app:
            app.start()
            app.go("good")
            wait_for(app.has_alarm, 30, "the red alarm")
            glass.picture("bad-changed-key")
            glass.keys("Escape")
            wait_for(lambda: not app.has_alarm(), 20, "the alarm is closed")
            with app.look() as client:
                nodes = {view.node.name: view for view in client.welcome().nodes}
                client.until(lambda: "good" in problems(client), 20)
                assert "changed" in problems(client)["good"].code
            assert nodes["good"].state is NodeState.KEY_CHANGED
            assert server.known_hosts.read_text() == before
            glass.picture("bad-changed-key-blocked")


def test_random_bytes_do_not_hold_up_the_window(tmp_path: Path) -> None:
    config = tmp_path / "ssh_config"
    config.touch()
    with screen() as glass, program(glass, ["--ssh-config", str(config)]) as app:
        app.start()
        for count in (1, 2):
            glass.keys("ctrl+shift+t")
            app.wait_open(count)
        glass.keys("alt+1")
        app.run(f"head -c 20000000 /dev/urandom; touch {tmp_path / 'fed'}")
        glass.keys("alt+2")
        app.run(f"touch {tmp_path / 'alive'}")
        wait_for((tmp_path / "alive").exists, 20, "another tab answers")
        wait_for((tmp_path / "fed").exists, 60, "everything was taken")
        glass.keys("alt+1")
        glass.picture("bad-random-bytes")
        app.screen.keys("ctrl+c", "Return")
        app.run(f"reset; touch {tmp_path / 'again'}")
        wait_for((tmp_path / "again").exists, 30, "and the tab itself goes on")
        glass.picture("bad-random-bytes-reset")
        assert "Traceback" not in app.log.read_text()


@requires_root
@pytest.mark.parametrize("shell", ["/bin/csh", "/usr/bin/fish"])
def test_banner_motd_and_other_login_shells(tmp_path: Path, shell: str) -> None:
    if not os.access(shell, os.X_OK):
        pytest.skip(f"{shell} is not installed")
    banner = tmp_path / "banner"
    banner.write_text("Authorised use only.\nEverything is logged.\n")
    options = {"Banner": str(banner), "PrintMotd": "yes", "StrictModes": "no"}
    with account(tmp_path / "home", shell) as person, Sshd(tmp_path / "sshd", options=options) as server:
        server.user = person.name
        server.trust()
        with screen() as glass, program(glass, ["--ssh-config", str(config_of(server, tmp_path))]) as app:
            app.start()
            app.go("good")
            app.wait_open(1)
            with app.look() as client:
                client.send(m.WatchFleet())

                def sampled() -> bool:
                    views = [
                        *client.welcome().nodes,
                        *(v for e in client.of(m.FleetChanged) for v in e.changes.changed),
                    ]
                    return any(v.node.name == "good" and v.snapshot and v.snapshot.distro for v in views)

                client.until(sampled, 30)
            app.run(f"touch {person.home / 'ran'}")
            wait_for((person.home / "ran").exists, 20, "a command")
            running = subprocess.run(
                ["ps", "-u", person.name, "-o", "args="], check=True, capture_output=True, text=True
            )
            assert Path(shell).name in running.stdout
            glass.picture(f"bad-shell-{Path(shell).name}")


@requires_root
def test_a_full_disk_stops_the_deploy_before_anything_is_written(tmp_path: Path) -> None:
    with Sshd(tmp_path / "sshd") as server, screen() as glass:
        server.trust()
        mounted = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(server.home)]
        if subprocess.run(mounted, check=False, capture_output=True).returncode:
            pytest.skip("a small file system cannot be mounted here")
        try:
            with program(glass, ["--ssh-config", str(config_of(server, tmp_path))]) as app:
                make_wheelhouse(app.home / "ls" / "cache" / "wheels")
                app.start()
                app.go("good")
                app.wait_open(1)
                glass.keys("ctrl+shift+o")
                wait_for(app.has_sheet, 20, "the wizard")
                for _ in ("nodes", "model", "engine", "target"):
                    app.forward()
                wait_for(lambda: glass.count(COLORS["fail"]) > 100, 40, "a check has failed")
                glass.picture("bad-full-disk")
                glass.keys("ctrl+Return")
                glass.still()
                assert app.deploys() == []
                assert not list(server.home.rglob("*leitstand*"))
                app.close_sheet()
        finally:
            server.stop()
            subprocess.run(["umount", "-l", str(server.home)], check=True)
