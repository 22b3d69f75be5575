"""Fifty real hosts, faults at random for so many minutes, and then: is anything left behind?

``bash packaging/dev soak [MINUTES]`` as root, beside the test bed. Prints what was done and what was found, and ends
with 1 when a task, a descriptor or a process on a node has been leaked, or a node has not come back.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from console.app.givingback import give_back
from console.wire import messages as m
from tests.faults.bed import HEALTHY, Bed, Watch, hosts, watching

NODES, VICTIMS = 50, 6
SHORTEST_SECONDS, LONGEST_SECONDS = 3.0, 25.0
SETTLE_SECONDS = 180.0
LAST_WORDS_SECONDS = 130.0
"""How long a kernel goes on telling a host that was parted that a connection has ended."""


@dataclass(frozen=True)
class Held:
    """What the core holds at one moment."""

    tasks: int
    descriptors: int
    resident_bytes: int

    @classmethod
    def now(cls, watch: Watch) -> Held:
        """Count in this process, in which the core runs as well."""
        tasks = asyncio.all_tasks(watch.loop)
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return cls(len(tasks), len(list(Path("/proc/self/fd").iterdir())), int(line.split()[1]) * 1024)
        raise AssertionError("no VmRSS")

    def __str__(self) -> str:
        return f"{self.tasks} tasks, {self.descriptors} descriptors, {self.resident_bytes / 2**20:.0f} MiB resident"


class Soak:
    """Lets something befall a node, and takes it back a while later."""

    def __init__(self, bed: Bed, watch: Watch, seed: int) -> None:
        self._bed, self._watch = bed, watch
        self._random = random.Random(seed)
        self._until: dict[str, float] = {}
        self._sized_at = time.monotonic()
        self._faults: dict[str, Callable[[str], object]] = {
            "kill -9 of sshd": lambda node: bed.do("kill-sshd", node),
            "freeze": lambda node: bed.do("freeze", node),
            "partition": lambda node: bed.do("partition", node),
            "30 % loss": lambda node: bed.do("loss", node, "30"),
            "probe killed": lambda node: bed.on(node, "pkill -KILL -u gpu -f zlib || true"),
            "sessions killed": lambda node: bed.on(node, "pkill -KILL -u gpu || true"),
            "terminal": self._terminal,
        }
        self.done: Counter[str] = Counter()
        self.sizes: list[float] = []
        """What is resident of the core, in MiB, minute by minute."""

    def _terminal(self, node: str) -> None:
        watch = self._watch
        if watch.views[node].state not in HEALTHY:
            return
        terminal = watch.client.open(watch.views[node].node.id)
        watch.look(1)
        watch.client.send(m.CloseTerminal(terminal_id=terminal))

    def step(self) -> None:
        """Heal those whose time has come; let something befall another one."""
        now = time.monotonic()
        for node in [node for node, until in self._until.items() if until <= now]:
            self.heal(node)
        if len(self._until) < VICTIMS:
            node = self._random.choice([name for name in self._bed.addresses if name not in self._until])
            name = self._random.choice(list(self._faults))
            self._until[node] = now + self._random.uniform(SHORTEST_SECONDS, LONGEST_SECONDS)
            self.done[name] += 1
            self._faults[name](node)
        self._watch.look(self._random.uniform(0.2, 1.0))
        if now - self._sized_at >= 60:
            self._sized_at = now
            self.sizes.append(Held.now(self._watch).resident_bytes / 2**20)
            print(f"{self.sizes[-1]:.1f} MiB", flush=True)

    def heal(self, node: str) -> None:
        """Take back what has befallen a node."""
        self._until.pop(node, None)
        self._bed.do("heal", node)

    def heal_all(self) -> None:
        """Take everything back."""
        for node in list(self._until):
            self.heal(node)


def processes(bed: Bed) -> dict[str, list[str]]:
    """Return the processes of our user on each node; the pauses of a probe in sh come and go."""
    found = {node: bed.on(node, "ps -u gpu -o pid=,args= | cut -c1-100").splitlines() for node in bed.addresses}
    return {node: [line for line in lines if " sleep " not in line] for node, lines in found.items()}


def too_many(bed: Bed, watch: Watch, usual: int) -> dict[str, list[str]]:
    """Return the nodes with more processes than usual; a session behind a partition ends late, and is waited for."""
    until = time.monotonic() + LAST_WORDS_SECONDS
    while True:
        found = {node: lines for node, lines in processes(bed).items() if len(lines) > usual}
        if not found or time.monotonic() > until:
            return found
        watch.look(2)


def run(minutes: float, seed: int) -> list[str]:
    """Run the soak; return what was found wanting."""
    wrong = []
    with hosts(NODES) as bed, tempfile.TemporaryDirectory() as folder:
        os.environ["LEITSTAND_HOME"] = f"{folder}/ls"
        inventory = bed.inventory(Path(folder, "inventory.toml"), list(bed.addresses))
        with watching(inventory, bed.ssh_config) as watch:
            watch.wait_healthy(*bed.addresses, within=SETTLE_SECONDS)
            soak = Soak(bed, watch, seed)
            end = time.monotonic() + 60 * minutes
            _shake(soak, min(end, time.monotonic() + 30))  # what is loaded with the first fault is no leak
            watch.wait_healthy(*bed.addresses, within=SETTLE_SECONDS)
            watch.look(10)
            before, usual = Held.now(watch), max(map(len, processes(bed).values()))
            print(f"before: {before}, at most {usual} processes on a node", flush=True)
            _shake(soak, end)
            watch.wait_healthy(*bed.addresses, within=SETTLE_SECONDS)
            watch.look(20)
            print(f"MiB resident, minute by minute: {' '.join(f'{size:.0f}' for size in soak.sizes)}")
            after, now = Held.now(watch), too_many(bed, watch, usual)
            print(f"after {minutes:g} minutes: {after}, {len(now)} nodes with more than {usual} processes")
            print(f"grown in each five minutes: {' '.join(f'{grown:+.1f}' for grown in quarters(soak.sizes))} MiB")
            print(f"befallen: {dict(soak.done)}")
            print(f"resident memory has grown by {(after.resident_bytes - before.resident_bytes) / 2**20:.1f} MiB")
            gc.collect()
            give_back()
            print(f"{Held.now(watch).resident_bytes / 2**20:.1f} MiB once all that nobody holds has been given back")
            wrong += [f"{after.tasks - before.tasks} tasks"] if after.tasks > before.tasks else []
            more = after.descriptors - before.descriptors
            wrong += [f"{more} descriptors"] if more > 0 else []
            wrong += [f"{node}: {'; '.join(lines)}" for node, lines in now.items()]
        time.sleep(5)
        wrong += [f"{node} after the end: {'; '.join(lines)}" for node, lines in processes(bed).items() if lines]
    return wrong


def quarters(sizes: list[float], minutes: int = 5) -> list[float]:
    """Return how much was added in each five minutes, of what was resident minute by minute."""
    ends = sizes[:1] + sizes[minutes::minutes]
    return [after - before for before, after in pairwise(ends)]


def _shake(soak: Soak, until: float) -> None:
    while time.monotonic() < until:
        soak.step()
    soak.heal_all()


def main() -> int:
    """Run for as many minutes as the first argument says; the second is the seed."""
    logging.basicConfig(level=logging.WARNING)
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 20.0
    wrong = run(minutes, int(sys.argv[2]) if len(sys.argv) > 2 else 7)
    print("leaked: " + ", ".join(wrong) if wrong else "nothing is left behind, every node has come back")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
