"""The process table of a node: what the story runs, and what visitors start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from console.sim.inventory import NodeSpec
from console.sim.noise import pick
from console.sim.story import Story
from console.sim.workload import Workload

KIB_PER_GIB = 1024 * 1024


@dataclass(slots=True)
class Process:
    """One row of ps."""

    pid: int
    ppid: int
    user: str
    command: str
    started: float
    tty: str = "?"
    state: str = "S"
    cpu_percent: float = 0.0
    rss_kib: int = 0
    gpu: int | None = None
    workload: Workload | None = None
    stop: Callable[[], None] | None = field(default=None, repr=False)

    @property
    def vsz_kib(self) -> int:
        """Return the virtual size, a plausible multiple of what is resident."""
        return self.rss_kib * 3 + 4096 if self.rss_kib else 0

    @property
    def name(self) -> str:
        """Return the short name that top and pgrep show."""
        first = self.command.split(" ", 1)[0]
        return first.strip("[]").rsplit("/", 1)[-1].removeprefix("-").removesuffix(":")[:15]


SYSTEM = (
    ("root", "/usr/lib/systemd/systemd --switched-root --system --deserialize 31", 0.0, 13512),
    ("root", "[kthreadd]", 0.0, 0),
    ("root", "[rcu_preempt]", 0.1, 0),
    ("root", "[kworker/0:1-events]", 0.0, 0),
    ("root", "/usr/lib/systemd/systemd-journald", 0.1, 64200),
    ("root", "/usr/lib/systemd/systemd-udevd", 0.0, 9100),
    ("dbus", "/usr/bin/dbus-daemon --system --nofork --nopidfile", 0.0, 5200),
    ("root", "/usr/lib/systemd/systemd-logind", 0.0, 8400),
    ("chrony", "/usr/sbin/chronyd -F 1", 0.0, 3500),
    ("root", "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups", 0.0, 8900),
    ("root", "/usr/bin/containerd", 0.4, 61000),
    ("root", "/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock", 0.6, 118000),
    ("root", "/usr/sbin/cron -f", 0.0, 2900),
)
SYSTEM_GPU = (
    ("nvidia-persistenced", "/usr/bin/nvidia-persistenced --user nvidia-persistenced", 0.0, 1900),
    ("root", "/usr/bin/nv-fabricmanager -c /usr/share/nvidia/nvswitch/fabricmanager.cfg", 0.1, 16400),
    ("root", "/usr/bin/nv-hostengine -n --service-account nvidia-dcgm", 0.7, 27800),
)
SYSTEM_SMALL = (
    ("root", "/sbin/init", 0.0, 1280),
    ("root", "[kthreadd]", 0.0, 0),
    ("root", "/sbin/syslogd -t -n", 0.0, 1100),
    ("root", "sshd: /usr/sbin/sshd [listener] 0 of 10-100 startups", 0.0, 5200),
    ("chrony", "/usr/sbin/chronyd -f /etc/chrony/chrony.conf", 0.0, 2300),
    ("root", "/usr/sbin/crond -c /etc/crontabs -f", 0.0, 980),
)


class ProcessTable:
    """Knows every process of one node and gives out process numbers."""

    def __init__(self, spec: NodeSpec, story: Story, workloads: tuple[Workload, ...], *, small: bool) -> None:
        self._spec = spec
        self._story = story
        self._next = 41_000 + pick(0, 2000, story.seed, spec.name, "pid")
        self._visitors: dict[int, Process] = {}
        self._fixed = self._system(small=small)
        for workload in workloads:
            self._fixed += self._of_workload(workload)

    def _system(self, *, small: bool) -> list[Process]:
        booted = self._story.booted(self._spec.name).timestamp()
        rows: tuple[tuple[str, str, float, int], ...] = SYSTEM_SMALL if small else SYSTEM
        if self._spec.nvidia_gpus and not self._spec.driver_missing:
            rows = rows + SYSTEM_GPU
        table = []
        for number, (user, command, cpu, rss) in enumerate(rows):
            pid = number + 1 if number < 4 else 600 + number * 37
            parent = 0 if number < 2 else 2 if command.startswith("[") else 1
            table.append(Process(pid, parent, user, command, booted + number, cpu_percent=cpu, rss_kib=rss))
        return table

    def _of_workload(self, workload: Workload) -> list[Process]:
        spec, kind = self._spec, workload.kind
        started = self._story.booted(spec.name).timestamp() + 3600 * (6 + 5 * workload.number)
        main = 9_000 + workload.number * 4_000 + pick(0, 900, self._story.seed, spec.name, workload.number)
        shim = Process(
            main - 21, 1, "root", "/usr/bin/containerd-shim-runc-v2 -namespace moby", started, rss_kib=14_000
        )
        leader = Process(main, shim.pid, "root", workload.command(), started + 1, workload=workload)
        leader.cpu_percent, leader.rss_kib = kind.cpu_percent / 4, int(kind.rss_gib * KIB_PER_GIB / 3)
        workers = []
        for rank, gpu in enumerate(workload.spec.gpus):
            if gpu == spec.lost_gpu:
                continue
            worker = Process(main + 310 + rank * 7, main, "root", workload.worker(rank), started + 20, gpu=gpu)
            worker.workload, worker.state = workload, "R"
            worker.cpu_percent, worker.rss_kib = kind.cpu_percent, int(kind.rss_gib * KIB_PER_GIB)
            workers.append(worker)
        return [shim, leader, *workers]

    def all(self) -> list[Process]:
        """Return every process, by number."""
        return sorted([*self._fixed, *self._visitors.values()], key=lambda process: process.pid)

    def find(self, pid: int) -> Process | None:
        """Return the process with that number."""
        return next((process for process in self.all() if process.pid == pid), None)

    def on_gpus(self) -> list[Process]:
        """Return the processes that hold memory of a GPU, as nvidia-smi lists them."""
        return sorted((p for p in self._fixed if p.gpu is not None), key=lambda p: (p.gpu or 0, p.pid))

    def reserve(self) -> int:
        """Return a number for a shell that is not shown."""
        self._next += 1
        return self._next

    def start(self, user: str, command: str, *, tty: str = "?", parent: int = 1) -> Process:
        """Add a process that a visitor started."""
        self._next += 1 + pick(0, 2, self._story.seed, self._next)
        process = Process(self._next, parent, user, command, self._story.moment(), tty=tty, rss_kib=3400)
        self._visitors[process.pid] = process
        return process

    def end(self, process: Process) -> None:
        """Take a visitor's process out of the table."""
        self._visitors.pop(process.pid, None)

    def visitors(self) -> list[Process]:
        """Return what visitors started and what still runs."""
        return list(self._visitors.values())

    def resident_kib(self) -> int:
        """Return the memory all processes hold."""
        return sum(process.rss_kib for process in self.all())

    def cpu_percent(self) -> float:
        """Return the processor time all processes take, 100 for each processor."""
        return sum(process.cpu_percent for process in self.all())
