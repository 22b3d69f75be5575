"""What befalls a node is noticed, named, stays with that node, and heals: on real hosts with a real OpenSSH."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from console.model.node import NodeState
from console.wire import messages as m
from tests.faults.bed import HEALTHY, Bed, Watch, hosts, needs_bed, watching

pytestmark = [pytest.mark.faults, pytest.mark.testbed, pytest.mark.slow, pytest.mark.timeout(300), needs_bed]

JUMP, VICTIM, OTHER, *BEHIND = (f"gpu{number:02}" for number in range(1, 9))
GONE = NodeState.UNREACHABLE, NodeState.STALE


@pytest.fixture(scope="module")
def bed() -> Iterator[Bed]:
    with hosts(8) as made:
        yield made


@pytest.fixture
def watch(bed: Bed, tmp_path: Path) -> Iterator[Watch]:
    """Two nodes that are well: one that something befalls, and one that must not notice."""
    inventory = bed.inventory(tmp_path / "inventory.toml", [VICTIM, OTHER])
    with watching(inventory, bed.ssh_config) as made:
        made.wait_healthy(VICTIM, OTHER)
        yield made
    bed.do("heal", VICTIM)


@contextmanager
def contained(watch: Watch, *names: str) -> Iterator[None]:
    """See to it that other nodes are sampled on and are never in another state."""
    for name in names:
        watch.states[name].clear()
    before, begun = dict(watch.samples), time.monotonic()
    yield
    seconds = time.monotonic() - begun
    for name in names:
        assert set(watch.states[name]) <= HEALTHY, watch.states[name]
        # Every two seconds; on a machine that is busy with other things some come late.
        assert watch.samples[name] - before[name] >= seconds / 2 / 2 - 1, (name, seconds)


def test_sshd_is_killed(bed: Bed, watch: Watch) -> None:
    with contained(watch, OTHER):
        bed.do("kill-sshd", VICTIM)
        view = watch.wait_down(VICTIM, 10, NodeState.UNREACHABLE)
        assert view.problem is not None
        assert view.problem.code.startswith("ssh."), view.problem
        watch.look(4)
        bed.do("heal", VICTIM)
        watch.wait_healthy(VICTIM)


def test_the_host_freezes(bed: Bed, watch: Watch) -> None:
    with contained(watch, OTHER):
        bed.do("freeze", VICTIM)
        view = watch.wait_down(VICTIM, 40, NodeState.UNREACHABLE)
        assert view.problem is not None
        assert view.problem.code.startswith("ssh."), view.problem
        bed.do("thaw", VICTIM)
        watch.wait_healthy(VICTIM)


@pytest.mark.parametrize("way", ["both", "INPUT ! -i lo", "OUTPUT ! -o lo"])
def test_the_network_is_parted(bed: Bed, watch: Watch, way: str) -> None:
    with contained(watch, OTHER):
        if way == "both":
            bed.do("partition", VICTIM)
        else:
            bed.on(VICTIM, f"iptables -A {way} -j DROP")
        view = watch.wait_down(VICTIM, 40, NodeState.UNREACHABLE)
        assert view.problem is not None
        assert view.problem.code.startswith("ssh."), view.problem
        bed.do("heal", VICTIM)
        watch.wait_healthy(VICTIM)


def test_a_third_of_all_packets_is_lost(bed: Bed, watch: Watch) -> None:
    with contained(watch, OTHER):
        bed.do("loss", VICTIM, "30")
        before = watch.samples[VICTIM]
        deadline = time.monotonic() + 90
        while watch.samples[VICTIM] < before + 5:
            assert time.monotonic() < deadline, watch.views[VICTIM]
            watch.look(1)
        bed.do("heal", VICTIM)
        watch.wait_healthy(VICTIM)


def test_a_jump_host_dies_under_five_nodes(bed: Bed, tmp_path: Path) -> None:
    inventory = bed.inventory(tmp_path / "inventory.toml", [OTHER], BEHIND)
    with watching(inventory, bed.ssh_config) as watch:
        watch.wait_healthy(OTHER, *BEHIND)
        with contained(watch, OTHER):
            bed.do("kill-sshd", JUMP)
            for name in BEHIND:
                view = watch.wait_down(name, 15, NodeState.UNREACHABLE)
                assert view.problem is not None
                assert view.problem.code.startswith("ssh."), view.problem
            watch.look(3)
            problem = watch.views[BEHIND[0]].problem
            assert problem is not None
            assert bed.addresses[JUMP] in problem.text(), "that the way is down is said, not that the node is"
            bed.do("heal", JUMP)
            watch.wait_healthy(*BEHIND)


SMALL_ROOT = """
set -e
mkdir -p /small; mount -t tmpfs -o size=2m,mode=755 tmpfs /small; cd /small
mkdir usr etc proc dev home run tmp; for l in bin sbin lib lib64; do [ ! -L /$l ] || cp -P /$l .; done
for d in usr etc proc dev home; do mount --rbind /$d $d; done
echo "ChrootDirectory /small" >> /etc/ssh/sshd_config
"""


def test_the_disk_is_full(bed: Bed, watch: Watch) -> None:
    try:
        bed.on(VICTIM, SMALL_ROOT)
        bed.restart_sshd(VICTIM)
        watch.wait(VICTIM, lambda v: bool(v.snapshot and (v.snapshot.disk_total_bytes or 9e9) < 4e6), 60, "small")
        watch.wait_healthy(VICTIM)
        with contained(watch, OTHER):
            bed.on(VICTIM, "cat /dev/zero > /small/tmp/full 2>/dev/null || true")
            view = watch.wait_down(VICTIM, 20, NodeState.WARNING)
            assert view.problem is not None
            assert view.problem.code == "node.disk_full", view.problem
            terminal = watch.client.open(view.node.id)
            watch.client.until(lambda: "$" in watch.client.screen(terminal), 30)
            watch.client.type(terminal, "echo full of $((40+2))\n")
            watch.client.until(lambda: "full of 42" in watch.client.screen(terminal), 20)
            bed.on(VICTIM, "rm /small/tmp/full")
            watch.wait(VICTIM, lambda v: v.problem is None or v.problem.code != "node.disk_full", 20, "roomy")
    finally:
        bed.on(VICTIM, "sed -i /ChrootDirectory/d /etc/ssh/sshd_config; umount -l /small")
        bed.restart_sshd(VICTIM)


class JumpingClock:
    """The wall clock of the desk's machine, which somebody sets."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def monotonic(self) -> float:
        return time.monotonic()


def test_the_clock_jumps(bed: Bed, tmp_path: Path) -> None:
    clock = JumpingClock()
    inventory = bed.inventory(tmp_path / "inventory.toml", [VICTIM, OTHER])
    with watching(inventory, bed.ssh_config, clock) as watch:
        watch.wait_healthy(VICTIM, OTHER)
        with contained(watch, VICTIM, OTHER):
            for hours in (7, -26):
                clock.ahead = timedelta(hours=hours)
                watch.look(3)
                view = watch.views[VICTIM]
                assert view.snapshot is not None
                assert abs(view.snapshot.taken_at - clock.now()) < timedelta(minutes=1)


def test_another_distribution_answers_under_the_same_address(bed: Bed, watch: Watch) -> None:
    before = watch.views[VICTIM].snapshot
    known = bed.known_hosts.read_text()
    with contained(watch, OTHER):
        bed.on(VICTIM, "mkdir -p /keep; cp -a /etc/ssh/host_key* /etc/os-release /keep")
        bed.on(VICTIM, "rm /etc/ssh/host_key*; ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/host_key")
        bed.on(VICTIM, "rm /etc/os-release; printf 'ID=rocky\\nVERSION_ID=9.4\\nNAME=Rocky\\n' > /etc/os-release")
        bed.restart_sshd(VICTIM)
        view = watch.wait_down(VICTIM, 20, NodeState.KEY_CHANGED)
        assert view.problem is not None
        assert view.problem.code == "ssh.host_key_changed", view.problem
        samples = watch.samples[VICTIM]
        watch.look(6)
        assert watch.samples[VICTIM] == samples, "nothing is asked of a machine that is not who it says"
        assert watch.views[VICTIM].state is NodeState.KEY_CHANGED
        # A person compares the key and puts it in the place of the old one.
        key = bed.on(VICTIM, "cut -d' ' -f1,2 /etc/ssh/host_key.pub").strip()
        address = bed.addresses[VICTIM]
        others = [line for line in known.splitlines() if f"[{address}]" not in line]
        bed.known_hosts.write_text("\n".join([*others, f"[{address}]:{bed.port} {key}"]) + "\n")
        watch.client.send(m.RetryNode(node_id=view.node.id))
        watch.wait_healthy(VICTIM)
        after = watch.views[VICTIM].snapshot
        assert before is not None and before.distro is not None
        assert after is not None and after.distro is not None
        assert (before.distro.id, after.distro.id) == ("debian", "rocky")
    bed.on(VICTIM, "rm /etc/os-release; cp -a /keep/host_key* /etc/ssh; cp -a /keep/os-release /etc/os-release")
    bed.known_hosts.write_text(known)
    bed.restart_sshd(VICTIM)


GARBAGE = "while :; do head -c 65536 /dev/urandom || exit; done\n"
LOOKS_WELL = "[ $1 = --version ] && echo Python 3.11.2 && exit\n"


@pytest.mark.parametrize("before", ["", LOOKS_WELL], ids=["always", "once it runs"])
def test_python_prints_garbage(bed: Bed, watch: Watch, before: str) -> None:
    """Another Python asks in its place, or else the shell."""
    program = f"#!/bin/sh\n{before}{GARBAGE}"
    try:
        with contained(watch, OTHER):
            bed.on(VICTIM, f"printf '%s' '{program}' > /usr/local/bin/python3; chmod 755 /usr/local/bin/python3")
            bed.on(VICTIM, "pkill -u gpu -f zlib")
            watch.wait(VICTIM, lambda view: view.state not in HEALTHY, 20, "interrupted")
            watch.wait_healthy(VICTIM)
            assert bed.on(VICTIM, "pgrep -fc /usr/local/bin/[p]ython3 || true").strip() == "0", "nothing is left behind"
    finally:
        bed.on(VICTIM, "rm -f /usr/local/bin/python3")


def test_a_login_prints_garbage_without_end(bed: Bed, watch: Watch) -> None:
    profile = "/home/gpu/.bashrc"
    try:
        with contained(watch, OTHER):
            bed.on(VICTIM, f"cp {profile} /keep-bashrc; printf '%s' '{GARBAGE}' > {profile}; pkill -u gpu -f zlib")
            view = watch.wait(
                VICTIM, lambda v: v.problem is not None and v.problem.code == "fleet.probe_garbled", 60, "garbled"
            )
            assert view.state is NodeState.UNREACHABLE
            bed.on(VICTIM, f"cp /keep-bashrc {profile}")
            watch.wait_healthy(VICTIM)
    finally:
        bed.on(VICTIM, f"cp /keep-bashrc {profile}")


def test_python_is_gone_in_mid_run(bed: Bed, watch: Watch) -> None:
    try:
        with contained(watch, OTHER):
            bed.on(VICTIM, "mkdir -p /gone; mv /usr/bin/python3* /gone; pkill -u gpu -f zlib")
            watch.wait(VICTIM, lambda view: view.state not in HEALTHY, 20, "interrupted")
            watch.wait_healthy(VICTIM)
            view = watch.views[VICTIM]
            assert view.snapshot is not None
            assert view.snapshot.load_1m is not None
    finally:
        bed.on(VICTIM, "mv /gone/python3* /usr/bin/")


HANGING_LIBRARY = """
#include <unistd.h>
int nvmlInitWithFlags(unsigned flags) { while (access("/run/hang", F_OK) == 0) usleep(100000); return 12; }
"""


@pytest.mark.skipif(shutil.which("gcc") is None, reason="needs gcc")
def test_the_driver_hangs_and_python_asks_the_library(bed: Bed, watch: Watch, tmp_path: Path) -> None:
    library = tmp_path / "libnvidia-ml.so.1"
    source = tmp_path / "hang.c"
    source.write_text(HANGING_LIBRARY)
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", library, source], check=True)
    multiarch = subprocess.run(["gcc", "-print-multiarch"], check=True, capture_output=True, text=True).stdout.strip()
    place = f"/usr/lib/{multiarch}/libnvidia-ml.so.1"
    bed.put(VICTIM, library, place)
    try:
        with contained(watch, OTHER):
            bed.on(VICTIM, "touch /run/hang; pkill -u gpu -f zlib")
            view = watch.wait_down(VICTIM, 60, NodeState.FAILED)
            assert view.problem is not None
            assert view.problem.code == "gpu.no_answer", view.problem
            samples = watch.samples[VICTIM]
            watch.look(10)
            assert watch.samples[VICTIM] >= samples + 3, "load, memory and disk are told on"
            bed.on(VICTIM, "rm /run/hang")
            watch.wait_healthy(VICTIM)
    finally:
        bed.on(VICTIM, f"rm -f /run/hang {place}")


HANGING_SMI = """#!/bin/sh
trap "" TERM
[ ! -e /run/hang ] || sleep 60
echo "0, GPU-1, NVIDIA H100 80GB HBM3, 00000000:18:00.0, 81559, 1024, 12, 40, 100.0, 700.0, 0, 550.163.01"
"""


def test_nvidia_smi_hangs_for_a_minute_and_the_shell_asks_it(bed: Bed, watch: Watch) -> None:
    """Nobody can end a program that hangs in a driver: the node falls silent, and answers again by itself."""
    try:
        bed.on(VICTIM, "mkdir -p /gone; mv /usr/bin/python3* /gone; pkill -u gpu -f zlib")
        bed.on(VICTIM, f"printf '%s' '{HANGING_SMI}' > /usr/local/bin/nvidia-smi; chmod 755 /usr/local/bin/nvidia-smi")
        watch.wait_healthy(VICTIM)
        with contained(watch, OTHER):
            bed.on(VICTIM, "touch /run/hang")
            watch.wait(VICTIM, lambda view: view.state in GONE, 60, "silent")
            running = int(bed.on(VICTIM, "pgrep -c -f 'sh.*nvidia-smi' || true"))
            assert running <= 3, "they do not pile up"
            bed.on(VICTIM, "rm /run/hang")
            watch.wait_healthy(VICTIM, within=120)
    finally:
        bed.on(VICTIM, "rm -f /run/hang /usr/local/bin/nvidia-smi; mv /gone/python3* /usr/bin/")
