"""A container as a compose file (the Compose Specification; read by Docker Compose 1.28 and later)."""

from __future__ import annotations

import hashlib
import json
import re

from console.targets.containers.spec import Container

HEAD = """\
# {title}
#
# Made by Leitstand. What belongs to the service lies in {folder}, which is mounted at the same path.
#
#   docker compose -p {project} -f {file} up -d     start it
#   docker compose -p {project} -f {file} down      remove it
"""


def project_of(name: str) -> str:
    """Return a name of a project: they know small letters, digits, dashes and underscores only."""
    plain = re.sub(r"[^a-z0-9_-]", "-", name.lower())
    return plain if plain == name else f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"


def text_of(value: str) -> str:
    """Return a YAML string that compose takes as it stands: JSON's are YAML's, a dollar sign is doubled."""
    return json.dumps(value.replace("$", "$$"), ensure_ascii=False)


def _listed(name: str, values: tuple[str, ...]) -> list[str]:
    return [f"    {name}:", *(f"      - {text_of(value)}" for value in values)] if values else []


def _pairs(name: str, pairs: tuple[tuple[str, str], ...]) -> list[str]:
    return [f"    {name}:", *(f"      {text_of(key)}: {text_of(value)}" for key, value in pairs)] if pairs else []


def _gpus(container: Container, *, has_cdi: bool) -> list[str]:
    if not container.gpus:
        return []
    if has_cdi:
        return _listed("devices", tuple(f"nvidia.com/gpu={number}" for number in container.gpus))
    numbers = ", ".join(text_of(number) for number in container.gpus)
    return [
        "    deploy:",
        "      resources:",
        "        reservations:",
        "          devices:",
        "            - driver: nvidia",
        f"              device_ids: [{numbers}]",
        "              capabilities: [gpu]",
    ]


def compose_file(container: Container, title: str, folder: str, *, pull: str, has_cdi: bool) -> str:
    """Return the file. ``pull`` is ``missing`` or ``never``."""
    head = HEAD.format(title=title, folder=folder, project=project_of(container.name), file="compose.yaml")
    lines = [
        "services:",
        f"  {project_of(container.name)}:",
        f"    container_name: {text_of(container.name)}",
        f"    image: {text_of(container.image)}",
        f"    pull_policy: {'never' if pull == 'never' else 'if_not_present'}",
        *([f"    entrypoint: [{text_of(container.entrypoint)}]"] if container.entrypoint else []),
        *_listed("command", container.arguments),
        *([f"    user: {text_of(container.user)}"] if container.user else []),
        f"    restart: {text_of(container.restart)}",
        "    init: true",
        "    # The network that is there already: nothing is left of it when the service is removed.",
        "    network_mode: bridge",
        "    ports:",
        "      # On the node's loopback only.",
        f"      - {text_of(f'{container.address}:{container.port}:{container.inner_port}')}",
        *_pairs("environment", container.environment),
        *_pairs("labels", container.labels),
        "    volumes:",
    ]
    for each in container.mounts:
        lines += [
            "      - type: bind",
            f"        source: {text_of(each.source)}",
            f"        target: {text_of(each.target)}",
        ]
        lines += ["        read_only: true"] if each.read_only else []
    lines += [f"    shm_size: {container.shared_memory_bytes}"] if container.shared_memory_bytes else []
    lines += _gpus(container, has_cdi=has_cdi)
    lines += ["    security_opt: [no-new-privileges, label=disable]", "    logging:", "      driver: json-file"]
    lines += ['      options: {max-size: "10m", max-file: "3"}']
    return head + "\n".join(lines) + "\n"
