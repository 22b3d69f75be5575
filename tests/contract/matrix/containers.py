"""A node with a real Docker or Podman, and what can befall it."""

from __future__ import annotations

import base64
import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from console.model.ids import NodeId
from console.model.service import DeployRequest
from console.ssh.endpoint import Endpoint
from tests.contract.matrix.machine import STAND_IN
from tests.contract.targets.node import PLAIN_IMAGE, UID, Node
from tests.sshd import SSHD, free_port
from tests.unit.deploy.weights.files import gguf

IMAGE = "leitstand/matrix:test"
SIZE = "400m"
NAME = "leitstand-matrix"


class ContainerGround:
    """The node, its engine, and the files of its user."""

    def __init__(self, node: Node, tool: str) -> None:
        self._node, self.tool = node, tool

    @property
    def has_images_at_home(self) -> bool:
        """Say whether the engine keeps images and containers in the home folder, which can be filled up."""
        return self.tool == "podman" and self._node.user != "root"

    def endpoint(self) -> Endpoint:
        """Return how a connection gets there."""
        return self._node.endpoint()

    # -- faults -----------------------------------------------------------------------------------

    def blink(self) -> None:
        """Cut every connection."""
        self._node.sh(f"pkill -KILL -P $(cat {self._node.folder}/sshd.pid)")

    def lose(self) -> None:
        """Cut every connection, and let none come about."""
        pid_file = f"{self._node.folder}/sshd.pid"
        self._node.sh(f"main=$(cat {pid_file}); kill -KILL $main; pkill -KILL -P $main; rm -f {pid_file}; sleep 0.2")
        self._node.sh("pkill -KILL -f '^sshd: '")

    def fill(self) -> None:
        """Fill the disk to the last byte."""
        filler = f"{self._node.home}/filler"
        self._node.sh(f"cat /dev/zero >{filler}")

    def take(self, port: int) -> None:
        """Let another model server have the port."""
        source = STAND_IN.read_text()
        (self._node.folder / "taker.py").write_text(source)
        place = f"{self._node.folder}/taker.py"
        self._node.sh(f"setsid python3 {place} well 127.0.0.1 {port} >/dev/null 2>&1 & sleep 0.7")

    def alter(self) -> None:
        """Turn over bits of a file that is on its way."""
        parts = f"find {self._node.home} -name '*.part'"
        self._node.sh(f"{parts} | while read -r each; do printf '\\377' | dd of=$each bs=1 conv=notrunc; done")

    def crash(self) -> None:
        """Kill what runs in the container of the service, as a lack of memory would."""
        self._node.own(f"{self.tool} kill -s KILL {NAME}")

    def heal(self) -> None:
        """Take back what befell it."""
        self._node.sh(f"pkill -KILL -f '{self._node.folder}/[t]aker.py'; rm -f {self._node.home}/filler")
        if not (self._node.folder / "sshd.pid").exists():
            self._node.sh(f"{SSHD} -f {self._node.folder}/sshd_config -E {self._node.folder}/sshd.log")
            deadline = time.monotonic() + 10
            while not (self._node.folder / "sshd.pid").exists():
                assert time.monotonic() < deadline
                time.sleep(0.05)

    # -- what is left -----------------------------------------------------------------------------

    def inventory(self) -> set[str]:
        """Return files, processes of the user, containers, volumes, networks, images."""
        tool, kept = self.tool, (".local/share/containers", ".cache/containers", ".config/containers")
        # The home folder is mounted in there alone: from here it always looks empty.
        found = set(self._node.sh(f"cd {self._node.home} && find . -mindepth 1 -printf '%P\\n'").splitlines())
        found = {path for path in found if not path.startswith(kept)} - {"filler", ".local", ".local/share", ".cache"}
        queries = ("ps -aq", "volume ls -q", "network ls -q", "image ls --format '{{.Repository}}:{{.Tag}}'")
        for query in queries:
            kind = query.split()[0]
            found |= {f"{kind} {line}" for line in self._node.own(f"{tool} {query}").split("\n") if line}
        if self._node.user != "root":
            ran = self._node.sh(f"ps -u {UID} -o args=").splitlines()
            found |= {line for line in ran if not line.startswith(("sshd:", "podman", "/usr/bin/podman", "catatonit"))}
        return found

    def copies(self) -> int:
        """Return how many containers of the service run."""
        query = f"ps -q --filter label=leitstand.service={NAME}"
        return len(self._node.own(f"{self.tool} {query}").split())


def request(folder: Path, target: str, how: str = "well", **options: str) -> DeployRequest:
    """Return a request for the stand-in in an image that is carried, with weights of the desk."""
    weights = folder / "small.gguf"
    if not weights.exists():
        weights.write_bytes(gguf() + bytes(300_000))
    program = base64.b64encode(STAND_IN.read_bytes()).decode()
    words = f"python3 -c 'import base64;exec(base64.b64decode(\"{program}\"))' {how} {{address}} {{port}}"
    chosen = {"image_file": str(folder / "image.tar"), **options}
    return DeployRequest(
        (NodeId("gpu01"),),
        f"desk:{weights}",
        engine="command",
        target=target,
        packaging="image",
        image=IMAGE,
        service_name=NAME,
        port=free_port(),
        directory="~/models",
        arguments=(("command", words), ("start_seconds", "20")),
        options=tuple(chosen.items()),
    )


def mount_home(node: Node, size: str = SIZE) -> None:
    """Give the node a home folder that can be filled up; Podman without root sees what was there when it began."""
    node.sh(f"mountpoint -q {node.home} || mount -t tmpfs -o size={size} none {node.home} && chown {UID} {node.home}")


@contextlib.contextmanager
def ground(node: Node, tool: str, folder: Path) -> Iterator[ContainerGround]:
    """Have the node with a home folder that can be filled up, and a file of an image that it does not have."""
    mount_home(node)
    tar = node.folder / "image.tar"
    told = node.own(f"{tool} tag {PLAIN_IMAGE} {IMAGE} && {tool} save -o {node.home}/image.tar {IMAGE}")
    node.sh(f"mv {node.home}/image.tar {tar}; chmod 644 {tar}")
    told += node.own(f"{tool} rmi {IMAGE}")
    assert tar.exists(), told
    (folder / "image.tar").symlink_to(tar)
    made = ContainerGround(node, tool)
    try:
        yield made
        made.heal()
    finally:
        if not made.has_images_at_home:
            node.sh(f"umount -l {node.home}")
