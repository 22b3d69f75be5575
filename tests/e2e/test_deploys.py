"""SmolLM2 put on real systems by the real window, asked there, and removed without a trace."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from console.model.service import DeployState
from console.targets import targets
from tests.contract.clusters import modelimage
from tests.contract.clusters.bed import TESTBED, system
from tests.contract.clusters.test_slurm import can_log_in, shell
from tests.contract.targets import node as nodes
from tests.contract.targets.node import IMAGE, UID, Node
from tests.deploys import CACHE
from tests.e2e.program import Program, program
from tests.e2e.screen import screen, wait_for
from tests.sshd import HOST, Sshd, free_port, requires_sshd

pytestmark = [
    pytest.mark.xvfb,
    pytest.mark.testbed,
    pytest.mark.deploys,
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        not TESTBED.exists() or os.getuid() != 0, reason="needs the test bed beside the checkout, and root"
    ),
]
TARGETS = ("auto", *sorted(targets()))
"""As the page lists them."""


@dataclass(frozen=True)
class Place:
    """A machine with a container engine, under a name of an ssh_config."""

    node: Node
    config: Path
    tool: str

    def there(self) -> list[str]:
        """Return what the container engine has beside its images, and the files of the user."""
        listed = self.node.sh(f"{self.tool} ps -aq; {self.tool} volume ls -q", user=self.node.user)
        return [*listed.split(), *self.node.left()]


def bedded(tool: str, bed: Mapping[str, str]) -> tuple[Path, str, Mapping[str, str], str]:
    """Return the state of a container engine, its address, what its sessions have, and whose they are."""
    if tool == "docker":
        socket = Path(bed["DOCKER_HOST"].removeprefix("unix://"))
        os.chown(socket, UID, -1)  # as membership in the group of the socket would
        return socket.parent, bed["DOCKER_ADDRESS"], {"DOCKER_HOST": bed["DOCKER_HOST"]}, nodes.USER
    state = Path(bed["CONTAINER_HOST"].removeprefix("unix://")).parent
    variables = {
        "CONTAINERS_CONF": f"{state}/containers.conf",
        "CONTAINERS_STORAGE_CONF": f"{state}/storage.conf",
        "PODMAN_IGNORE_CGROUPSV1_WARNING": "1",
    }
    return state, bed["PODMAN_ADDRESS"], variables, "root"


@pytest.fixture(params=["docker", "podman"])
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[Place]:
    # Others may have a node in the same namespaces.
    monkeypatch.setattr(nodes, "PORT", free_port())
    tool = str(request.param)
    with ExitStack() as held:
        state, address, variables, user = bedded(tool, held.enter_context(system(tool, "--python")))
        made = held.enter_context(nodes.node(state / "pids/node", address, variables, user=user))
        held.enter_context(nodes.image(made, tool))
        config = tmp_path / "ssh_config"
        config.write_text(
            f"Host gpu01\n  HostName {made.address}\n  Port {nodes.PORT}\n  User {made.user}\n"
            f"  IdentityFile {made.folder}/client_key\n  UserKnownHostsFile {made.folder}/known_hosts\n"
        )
        yield Place(made, config, tool)


def lead(app: Program, target: str, engine: Sequence[str] = (), fields: Sequence[str] = (), others: str = "") -> None:
    """Lead a deploy through the wizard to ``target``.

    ``engine`` and ``fields`` are what the first fields of engine and target get, in their order; a key in front of
    them is pressed first. ``others`` are targets that cannot be chosen there.
    """
    app.screen.keys("ctrl+shift+o")
    wait_for(app.has_sheet, 20, "the wizard")
    app.forward()
    app.forward()
    app.screen.still()
    fill(app, engine)
    app.screen.picture(f"deploy-{target}-engine")
    app.forward()
    app.screen.still()
    app.screen.keys(*["Down"] * [each for each in TARGETS if each not in others.split()].index(target))
    fill(app, fields)
    app.screen.picture(f"deploy-{target}-target")
    for page in ("target", "preflight", "plan"):
        app.forward()
        app.screen.still()
        app.screen.picture(f"deploy-{target}-after-{page}")
    wait_for(lambda: app.deploy_state() != "", 60, "the plan runs")


def fill(app: Program, texts: Sequence[str]) -> None:
    """Type into one field after the other; ``<Key>`` presses a key where it stands."""
    for text in texts:
        if text.startswith("<"):
            app.screen.keys(text.strip("<>"))
            continue
        app.screen.keys("Tab")
        if text:
            app.screen.type(text)


def walk(app: Program, target: str) -> None:
    """See it serve, ask it, stop it and take everything back."""
    app.wait_deploy(DeployState.SERVING, within=150)
    app.screen.picture(f"deploy-{target}-serving")
    assert "Paris" in app.answers()[0][1]
    app.forward()
    app.screen.still()
    app.ask("Name one colour.")
    app.screen.picture(f"deploy-{target}-result")
    app.close_sheet()
    app.screen.keys("ctrl+shift+m")
    wait_for(app.has_sheet, 20, "the list of deploys")
    app.press(1, DeployState.STOPPED)
    app.press(1, DeployState.UNDONE)
    app.close_sheet()


def test_a_container(place: Place) -> None:
    before = place.there()
    with screen() as glass, program(glass, ["--ssh-config", str(place.config), "--open", "gpu01"]) as app:
        app.start()
        app.wait_open()
        lead(app, place.tool, engine=("", "", IMAGE))  # past the number of GPUs and the packaging
        walk(app, place.tool)
        assert "Traceback" not in app.log.read_text()
    assert place.there() == before


def test_a_job_of_slurm() -> None:
    with (
        system("slurm", is_well=can_log_in) as bed,
        screen() as glass,
        program(glass, ["--ssh-config", bed["SSH_CONFIG"], "--open", "login"]) as app,
    ):
        left = "squeue -h -n leitstand-smollm2-135m -o %i; find ~ -path '*smollm2-135m*' | sort"
        assert shell(bed, left) == ""
        app.start()
        app.wait_open()
        lead(app, "slurm", fields=("h100", "", "", "", "2"))
        walk(app, "slurm")
        assert shell(bed, left) == ""


@requires_sshd
def test_pods_of_kubernetes(tmp_path: Path) -> None:
    with system("kubernetes") as bed, Sshd(tmp_path / "sshd") as sshd:
        image = modelimage.provide(Path(bed["KUBECONFIG"]).parents[1] / "cache", CACHE / "wheels")
        sshd.trust()
        config = tmp_path / "ssh_config"
        config.write_text(
            f"Host admin\n  HostName {HOST}\n  Port {sshd.port}\n  User {sshd.user}\n"
            f"  IdentityFile {sshd.client_key}\n  UserKnownHostsFile {sshd.known_hosts}\n"
        )
        home = tmp_path / "sshd/home/.kube"
        home.mkdir(parents=True)
        shutil.copy(bed["KUBECONFIG"], home / "config")
        arguments = ["--ssh-config", str(config), "--open", "admin"]
        with screen() as glass, program(glass, arguments) as app:
            app.start()
            app.wait_open()
            lead(
                app,
                "kubernetes",
                engine=("<Up>", "", "", image, modelimage.COMMAND),
                fields=("lst-window",),
                others="process systemd",
            )
            walk(app, "kubernetes")
        kubectl = ["kubectl", f"--kubeconfig={bed['KUBECONFIG']}", "get"]
        assert subprocess.check_output([*kubectl, "namespace", "lst-window", "--ignore-not-found"]) == b""
