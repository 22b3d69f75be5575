"""A container as a quadlet: the file of which Podman's generator makes a unit of systemd (Podman 4.4 and later).

Only keys of that first version are used; what came later is said by ``PodmanArgs``.
"""

from __future__ import annotations

from collections.abc import Sequence

from console.targets.common.words import unit_quoted, unit_text
from console.targets.containers.commands import mount
from console.targets.containers.spec import Container

HEAD = """\
# {title}
#
# Made by Leitstand. What belongs to the service lies in {folder}, which is mounted at the same path.
# Its place is ~/.config/containers/systemd; then
#
#   systemctl --user daemon-reload
#   systemctl --user start {name}.service

"""
RESTARTS = {"unless-stopped": "always", "always": "always", "on-failure": "on-failure", "no": "no"}


def quadlet(container: Container, title: str, folder: str, arguments: Sequence[str]) -> str:
    """Return the file. ``arguments`` are those of ``podman run`` that no key of the first version says."""
    extra = [*arguments, *([f"--user={container.user}"] if container.user else [])]
    extra += [f"--entrypoint={container.entrypoint}"] if container.entrypoint else []
    extra += [f"--shm-size={container.shared_memory_bytes}"] if container.shared_memory_bytes else []
    extra += [f"--mount={mount(each)}" for each in container.mounts]
    lines = [
        "[Unit]",
        f"Description={unit_text(title)}",
        "StartLimitIntervalSec=60",
        "StartLimitBurst=5",
        "",
        "[Container]",
        f"ContainerName={container.name}",
        f"Image={container.image}",
        f"Exec={' '.join(unit_quoted(each) for each in container.arguments)}",
        "# On the node's loopback only.",
        f"PublishPort={container.address}:{container.port}:{container.inner_port}",
        *(f"AddDevice=nvidia.com/gpu={number}" for number in container.gpus),
        *(f"Environment={unit_quoted(f'{name}={value}')}" for name, value in container.environment),
        *(f"Label={unit_quoted(f'{name}={value}')}" for name, value in container.labels),
        "NoNewPrivileges=true",
        "SecurityLabelDisable=true",
        *(f"PodmanArgs={unit_quoted(each)}" for each in extra),
        "",
        "[Service]",
        f"Restart={RESTARTS[container.restart]}",
        "RestartSec=1",
        "TimeoutStartSec=900",
        "",
        "[Install]",
        "WantedBy=default.target",
    ]
    return HEAD.format(title=title, folder=folder, name=container.name) + "\n".join(lines) + "\n"
