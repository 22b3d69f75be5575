"""SmolLM2 put on real systems by the real window, asked there, and removed without a trace."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.contract.clusters import modelimage
from tests.contract.clusters.bed import TESTBED, system
from tests.contract.clusters.test_slurm import can_log_in, shell
from tests.contract.targets import node as nodes
from tests.contract.targets.node import IMAGE, UID, Node
from tests.deploys import CACHE
from tests.e2e import services
from tests.e2e.test_pages import Pages, pages
from tests.sshd import HOST, Sshd, free_port, requires_sshd

pytestmark = [
    pytest.mark.xvfb,
    pytest.mark.testbed,
    pytest.mark.deploys,
    pytest.mark.slow,
    pytest.mark.timeout(400),
    pytest.mark.skipif(
        not TESTBED.exists() or os.getuid() != 0, reason="needs the test bed beside the checkout, and root"
    ),
]


NAMESPACE = "lst-window"
WAY = services.Way("Up", "process systemd", (("Namespace", NAMESPACE),))


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


def test_a_container(place: Place) -> None:
    before = place.there()
    arguments = ("--ssh-config", str(place.config), "--open", "gpu01")
    with pages(*arguments, profile="fleet", size=(1440, 900)) as here:
        here.app.wait_open()
        services.lead(here.app, place.tool, engine=("", "", IMAGE))  # past the number of GPUs and the packaging
        services.serve(here, place.tool)
        services.tour(here, place.tool, place.tool.title())
        services.restart(here, place.tool)
        services.versions(here, place.tool, IMAGE)
        assert "Traceback" not in here.app.log.read_text()
    assert place.there() == before


def test_a_job_of_slurm() -> None:
    with (
        system("slurm", is_well=can_log_in) as bed,
        pages("--ssh-config", bed["SSH_CONFIG"], "--open", "login", profile="fleet", size=(1440, 900)) as here,
    ):
        left = "squeue -h -n leitstand-smollm2-135m -o %i; find ~ -path '*smollm2-135m*' | sort"
        assert shell(bed, left) == ""
        here.app.wait_open()
        services.lead(here.app, "slurm", fields=("h100", "", "", "", "2"))
        services.serve(here, "slurm")
        services.tour(here, "slurm", "Slurm")
        services.restart(here, "slurm")
        services.remove(here, "slurm")
        assert "Traceback" not in here.app.log.read_text()
        assert shell(bed, left) == ""


@contextmanager
def admin(folder: Path) -> Iterator[tuple[Pages, str]]:
    """Open the window on a node where the tools of the cluster work; also the image with the model."""
    with system("kubernetes") as bed, Sshd(folder / "sshd") as sshd:
        image = modelimage.provide(Path(bed["KUBECONFIG"]).parents[1] / "cache", CACHE / "wheels")
        sshd.trust()
        config = folder / "ssh_config"
        config.write_text(
            f"Host admin\n  HostName {HOST}\n  Port {sshd.port}\n  User {sshd.user}\n"
            f"  IdentityFile {sshd.client_key}\n  UserKnownHostsFile {sshd.known_hosts}\n"
        )
        home = folder / "sshd/home/.kube"
        home.mkdir(parents=True)
        shutil.copy(bed["KUBECONFIG"], home / "config")
        with pages("--ssh-config", str(config), "--open", "admin", profile="fleet", size=(1440, 900)) as here:
            here.app.wait_open()
            services.lead(
                here.app,
                "kubernetes",
                engine=("<Up>", "", "", image, modelimage.COMMAND),
                fields=(NAMESPACE,),
                others=WAY.others,
            )
            services.serve(here, "kubernetes")
            yield here, image
            assert "Traceback" not in here.app.log.read_text()
        kubectl = ["kubectl", f"--kubeconfig={bed['KUBECONFIG']}", "get"]
        assert subprocess.check_output([*kubectl, "namespace", NAMESPACE, "--ignore-not-found"]) == b""


@pytest.mark.timeout(600)  # a cluster takes a while to come up
@requires_sshd
def test_pods_of_kubernetes(tmp_path: Path) -> None:
    with admin(tmp_path) as (here, _image):
        services.tour(here, "kubernetes", "Kubernetes")
        services.scale(here, "kubernetes", 2)
        services.restart(here, "kubernetes")
        services.remove(here, "kubernetes")


@pytest.mark.timeout(600)  # a cluster takes a while to come up
@requires_sshd
def test_the_next_version_on_kubernetes_and_a_broken_one(tmp_path: Path) -> None:
    with admin(tmp_path) as (here, image):
        services.versions(
            here,
            "kubernetes",
            image,
            WAY,
            good={"Command": modelimage.COMMAND, "Served_name": "second"},
            broken={"Command": f"{modelimage.COMMAND} --no-such-thing"},
        )
