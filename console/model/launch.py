"""What a deploy knows about a node, and what an engine hands to the place that runs it."""

from __future__ import annotations

from msgspec import Struct

from console.model.errors import ConsoleError
from console.model.field import Field, Pairs
from console.model.node import Distro
from console.model.readiness import GpuFacts
from console.model.text import N_


class ContainerFacts(Struct, frozen=True):
    """What a node says of its container engines, to the user who asks."""

    user_id: int | None = None
    group_id: int | None = None
    docker: tuple[int, int] | None = None
    """The version of the daemon; None: it does not answer this user."""
    docker_is_rootless: bool = False
    docker_has_cdi: bool = False
    """The daemon takes the names of devices (CDI)."""
    compose: str = ""
    """The version of ``docker compose`` or ``docker-compose``; empty: neither is there."""
    podman: tuple[int, int] | None = None
    has_specification: bool = False
    """A CDI file describes the GPUs."""
    image_python: tuple[int, int] | None = None
    """The Python in the image that the server runs in."""
    image_glibc: tuple[int, int] | None = None


class NodeFacts(Struct, frozen=True):
    """What preflight learned about a node. ``None`` is: it did not say."""

    home: str | None = None
    distro: Distro | None = None
    libc: str | None = None
    """``glibc`` or ``musl``."""
    libc_version: tuple[int, int] | None = None
    architecture: str | None = None
    python: str | None = None
    """The interpreter that the service will use, as a path."""
    python_version: tuple[int, int] | None = None
    systemd_user: bool | None = None
    """A user manager answers."""
    linger: bool | None = None
    """User services stay when the last session ends."""
    disk_free_bytes: int | None = None
    memory_available_bytes: int | None = None
    has_nvidia: bool | None = None
    """There is an NVIDIA GPU, or a driver that says so."""
    driver: str | None = None
    """The version of NVIDIA's driver, when it answers."""
    driver_hangs: bool = False
    """The driver was asked and did not answer in time: whoever asks again hangs too."""
    gpus: tuple[GpuFacts, ...] = ()
    container_engine: str | None = None
    """``docker``, ``podman`` or ``containerd``, whichever answers."""
    containers: ContainerFacts = ContainerFacts()


class Needs(Struct, frozen=True):
    """What a model on an engine asks of a node. What is empty, zero or None is not asked for."""

    architectures: tuple[str, ...] = ()
    glibc: tuple[int, int] | None = None
    python: tuple[int, int] | None = None
    """The lowest version that has wheels."""
    memory_bytes: int = 0
    disk_bytes: int = 0
    gpus: int = 0
    compute_capability: tuple[int, int] | None = None
    cuda: tuple[str, ...] = ()
    """The CUDA versions that it is built for; one of them is enough."""
    driver: str = ""
    shared_memory_bytes: int = 0
    """Below /dev/shm."""
    container_engine: bool = False
    image: str = ""
    """The image that has to be there or to be had."""
    image_bytes: int = 0
    """What the image takes unpacked, where images lie; 0: nobody knows."""
    hosts: tuple[str, ...] = ()
    """Names that the node has to reach, such as a registry or a hub."""
    root: bool = False
    """Something of it is done as root."""


class Wheel(Struct, frozen=True):
    """A wheel on the desk that is carried to the node."""

    name: str
    version: str
    path: str
    size_bytes: int

    @property
    def file_name(self) -> str:
        """Return the name that the file keeps on the node."""
        return self.path.replace("\\", "/").rsplit("/", 1)[-1]


class Service(Struct, frozen=True):
    """A program that is to stay up on a node. Paths are absolute and on the node."""

    name: str
    """Letters, digits, dot, dash and underscore only: it names a folder and a unit."""
    description: str
    directory: str
    """The service's own folder; it holds ``run``, the script that becomes the program."""
    home: str
    port: int
    """Where it is reached: on the node's loopback, or where the door of its target leads."""
    options: Pairs = ()
    """What was chosen of the target's fields."""
    facts: NodeFacts = NodeFacts()
    """What is known of the node."""

    def option(self, field: Field) -> str:
        """Return what was chosen for a field of the target, or its default."""
        return dict(self.options).get(field.name, "") or field.default

    def chosen(self, field: Field) -> str:
        """Return the same where it becomes part of a manifest or a batch file: what cannot stay is refused."""
        value = self.option(field)
        fault = field.fault(value)
        if fault is not None:
            raise ConsoleError(
                "deploy.option",
                N_("“{value}” cannot be the {field}."),
                fault.template,
                **fault.params,
                value=value,
                field=field.title.english(),
            )
        return value

    @property
    def log_path(self) -> str:
        """Return where the program's output goes."""
        return f"{self.directory}/service.log"

    @property
    def run_path(self) -> str:
        """Return the script that becomes the program."""
        return f"{self.directory}/run"


class Program(Struct, frozen=True):
    """A file that an engine needs beside its packages."""

    name: str
    content: str
