"""One simulated node: its files, its processes, its GPUs, and who listens on its ports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from console.sim import personality
from console.sim.batch import Batch
from console.sim.command import Command
from console.sim.containers import Containers
from console.sim.devices import Devices
from console.sim.files import NodeFiles
from console.sim.inventory import NodeSpec
from console.sim.memory import Disk, Memory, disks_of, load_average, memory_of
from console.sim.processes import ProcessTable
from console.sim.procfs import write_moving, write_still
from console.sim.registry import commands
from console.sim.seeding import write_story
from console.sim.story import Story
from console.sim.workload import Workload
from console.wire.tasks import TaskSet

if TYPE_CHECKING:
    from console.sim.http import Service

REFRESH_SECONDS = 0.2


class Node:
    """What every session on one node shares."""

    def __init__(self, spec: NodeSpec, story: Story, tasks: TaskSet, network: Mapping[str, Node]) -> None:
        self.spec = spec
        self.story = story
        self.tasks = tasks
        self.network = network
        self.personality = personality.load(spec.personality)
        self.workloads = tuple(Workload(w, spec.name, story.seed, n) for n, w in enumerate(spec.workloads))
        self.devices = Devices(spec, story, self.workloads)
        small = self.personality.init != "systemd"
        self.processes = ProcessTable(spec, story, self.workloads, small=small)
        self.files = NodeFiles()
        self.services: dict[int, Service] = {}
        self.containers = Containers(self)
        self.sessions: list[tuple[str, str, float]] = []
        self.commands: dict[str, Command] = {name: command for name, command in commands().items() if self._has(name)}
        self._stdin_count = 0
        self._refreshed = 0.0
        self._batch: Batch | None = None
        write_story(self)
        write_still(self)
        self.refresh()

    def _has(self, name: str) -> bool:
        chosen = self.personality.package_command
        if name in {"apt", "apt-get", "dpkg"}:
            return chosen == "apt"
        if name in {"dnf", "yum"}:
            return chosen == "dnf"
        if name == "rpm":
            return chosen in {"dnf", "zypper"}
        if name in {"apk", "zypper"}:
            return chosen == name
        if name.startswith("python3"):
            own = self.personality
            return bool(own.python) if name == "python3" else own.python_extra.startswith(name[6:] + ".")
        if name.startswith("nvidia-"):
            return self.spec.nvidia_gpus > 0 and not (name == "nvidia-ctk" and self.spec.driver_missing)
        if name == "amd-smi":
            return self.spec.gpus > self.spec.nvidia_gpus
        return name not in self.personality.absent

    @property
    def batch(self) -> Batch:
        """Return the batch system, the same on every node."""
        first = next(iter(self.network.values()))
        if first._batch is None:
            first._batch = Batch(self.story, self.network)
        return first._batch

    def refresh(self) -> None:
        """Bring the files under /proc up to this moment."""
        moment = self.story.moment()
        if abs(moment - self._refreshed) >= REFRESH_SECONDS:
            self._refreshed = moment
            write_moving(self)

    def listen(self, port: int, service: Service) -> None:
        """Let a service answer at a port; who looks for it there finds it at once."""
        self.services[port] = service
        write_moving(self)

    def close(self, port: int) -> None:
        """Let nothing answer at a port any more."""
        self.services.pop(port, None)
        write_moving(self)

    def memory(self) -> Memory:
        """Return the memory now."""
        return memory_of(self.spec, self.story, self.processes)

    def disks(self) -> list[Disk]:
        """Return the file systems."""
        return disks_of(self.spec, self.story)

    def load_average(self) -> tuple[float, float, float]:
        """Return the load of the last one, five and fifteen minutes."""
        return load_average(self.spec, self.story, self.processes)

    def uptime_seconds(self) -> float:
        """Return the time since the node was started."""
        return self.story.moment() - self.story.booted(self.spec.name).timestamp()

    def stdin_file(self, data: bytes) -> str:
        """Keep what comes in for a script in a file the shell can read from; the caller removes it."""
        self._stdin_count += 1
        path = f"/run/.stdin-{self._stdin_count}"
        self.files.write(path, data)
        return path
