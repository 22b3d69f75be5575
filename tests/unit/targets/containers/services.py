"""A service in a container for tests."""

from __future__ import annotations

from console.model.job import Launch, Mount
from console.model.launch import ContainerFacts, NodeFacts, Service
from console.model.weights import Packaging

KNOWN = ContainerFacts(user_id=1000, group_id=100, docker=(27, 3), podman=(5, 2))
FACTS = NodeFacts(home="/home/ops", containers=KNOWN)
IMAGE = Launch(
    ("serve", "--model", "acme/large $5", "it's"),
    Packaging.IMAGE,
    environment=(("TOKEN_FILE", "/run/x"),),
    image="registry.example.com/acme/server:v1",
    mounts=(Mount("/data/models", "/models"),),
    gpus=2,
    shared_memory_bytes=16 << 30,
    port=8000,
)
WHEELS = Launch(("/home/ops/x/venv/bin/python",), image="registry.example.com/python:3.12", port=18080)


def service(name: str = "chat", facts: NodeFacts = FACTS, **options: str) -> Service:
    return Service(name, "Large (acme)", f"/home/ops/x/{name}", "/home/ops", 18080, tuple(options.items()), facts)
