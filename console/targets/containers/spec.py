"""A container as a value, made of a service and how its server is started."""

from __future__ import annotations

from msgspec import Struct

from console.model.field import Pairs
from console.model.job import Launch, Mount
from console.model.launch import Service
from console.model.weights import Packaging
from console.targets.common import listening
from console.targets.common.gpus import DEVICES
from console.targets.containers import fields

GIB = 1 << 30
SHELL = "/bin/sh"
PORT = "leitstand.port"
"""The label that says where it is reached."""


class Container(Struct, frozen=True):
    """All that an engine has to be told of a container."""

    name: str
    image: str
    entrypoint: str
    """Empty: the image's own."""
    arguments: tuple[str, ...]
    environment: Pairs
    labels: Pairs
    mounts: tuple[Mount, ...]
    port: int
    """On ``address`` of the node."""
    inner_port: int
    address: str
    """Of the node: loopback, or all of them."""
    gpus: tuple[str, ...]
    """Their numbers."""
    shared_memory_bytes: int
    restart: str
    user: str
    """``UID:GID``; empty: the image's own."""


def labels_of(service: Service) -> Pairs:
    """Return who put it there and what it is: by these it is found again."""
    return (
        ("leitstand.service", service.name),
        ("leitstand.directory", service.directory),
        ("leitstand.description", " ".join(service.description.split())),
        (PORT, str(service.port)),
    )


def owner_of(service: Service, tool: str) -> str:
    """Return the user of the node as the container sees them; empty: not known."""
    known = service.facts.containers
    if tool == "docker" and known.docker_is_rootless:
        return "0:0"
    return "" if known.user_id is None else f"{known.user_id}:{known.group_id}"


def user_of(service: Service, tool: str) -> str:
    """Return as whom the container runs, so that what it writes belongs to who deployed it."""
    return "" if service.option(fields.USER) == "image" else owner_of(service, tool)


def gpus_of(service: Service, launch: Launch) -> tuple[str, ...]:
    """Return the numbers of the GPUs that it gets."""
    if launch.gpus == 0:
        return ()
    chosen = service.option(DEVICES)
    if not chosen and launch.devices:
        return launch.devices
    return tuple(chosen.split(",")) if chosen else tuple(str(number) for number in range(launch.gpus))


def container_of(service: Service, launch: Launch, tool: str) -> Container:
    """Return the container of a service. Its folder is there at the same path, so paths mean the same in and out."""
    is_image = launch.packaging is Packaging.IMAGE
    user = user_of(service, tool)
    # The user of the node has no home folder in the image; what servers keep there belongs to the service.
    home = (("HOME", service.directory),) if user else ()
    chosen_shm = service.option(fields.SHARED_MEMORY)
    return Container(
        name=service.name,
        image=launch.image,
        entrypoint=(*launch.entrypoint, "")[0] if is_image else SHELL,
        arguments=(*launch.entrypoint[1:], *launch.arguments) if is_image else (service.run_path,),
        # With wheels the script sets the variables itself.
        environment=tuple(dict((*home, *(launch.environment if is_image else ()))).items()),
        labels=labels_of(service),
        mounts=(Mount(service.directory, service.directory, read_only=False), *launch.mounts),
        port=service.port,
        inner_port=launch.port or service.port,
        address=listening.address(service.options),
        gpus=gpus_of(service, launch),
        shared_memory_bytes=int(chosen_shm) * GIB if chosen_shm else launch.shared_memory_bytes,
        restart=service.option(fields.RESTART),
        user=user,
    )
