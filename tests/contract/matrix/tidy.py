"""Takes away what a run of the matrix left that was killed: ``python -m tests.contract.matrix.tidy``.

Nothing of a run that goes on is touched: each of its folders says in its name which process it belongs to.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.contract.clusters.bed import TESTBED, run

HERE, SERVED = Path(tempfile.gettempdir()), Path("/srv")
FOLDERS = re.compile(r"leitstand-(?:node|matrix|store)-(\d+)-\w+")
CLEAR = """
mount --make-rprivate /
mount -t tmpfs tmpfs /sys/fs/cgroup && mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup
find "/sys/fs/cgroup/$GROUP" -depth -type d -exec rmdir {} + 2>/dev/null
"""
ENGINES = """
for tool in docker podman; do
  command -v $tool >/dev/null || continue
  $tool ps -aq --filter label=leitstand.service=leitstand-matrix | xargs -r $tool rm -f -v
  $tool rmi leitstand/matrix:test
done
"""
SLURM = "pkill -CONT -x slurmctld; scancel --user gpu; rm -rf ~gpu/models"


def own(name: str) -> str:
    """Return the beginning of a folder's name that says whose it is."""
    return f"leitstand-{name}-{os.getpid()}-"


def clear_groups(folder: Path) -> None:
    """Take the control groups of a node away that booted in a folder."""
    variables = {"PATH": os.environ["PATH"], "GROUP": folder.name}
    words = ["unshare", "--mount", "/bin/sh", "-c", CLEAR]
    subprocess.run(words, env=variables, check=False, capture_output=True)


def folders(*, of_the_living: bool = False) -> list[Path]:
    """Return the folders of runs that ended without taking them away, or of those that go on."""
    named = ((path, FOLDERS.fullmatch(path.name)) for place in (HERE, SERVED) for path in place.iterdir())
    return [path for path, found in named if found and Path(f"/proc/{found[1]}").exists() == of_the_living]


def homes() -> list[Path]:
    """Return the folders of servers that whoever started them has left: they stay in front, and have no parent."""
    found = []
    for pid, words, _ in _processes():
        config = re.search(r"sshd -D -e -f (\S+)/sshd_config", words)
        with contextlib.suppress(OSError):
            parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
            if config and parent == "1" and Path(config[1]).is_relative_to(HERE):
                found.append(Path(config[1]))
    return found


def _processes() -> Iterator[tuple[int, str, str]]:
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            yield int(folder.name), _text(folder / "cmdline"), _text(folder / "environ")


def _text(path: Path) -> str:
    return path.read_bytes().replace(b"\0", b" ").decode(errors="replace")


def end(place: Path) -> None:
    """End what has to do with a folder, let go of what is mounted in it, and take it away."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        # In the words too: those who keep a service up may have no variables.
        at = [pid for pid, words, variables in _processes() if f"{place}/" in f"{words} {variables} "]
        at = [pid for pid in at if pid != os.getpid()]
        if not at:
            break
        for pid in at:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)
    mounts = [line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()]
    for mount in reversed([each for each in mounts if each.startswith(f"{place}/")]):
        subprocess.run(["umount", "-l", mount], check=False, capture_output=True)
    clear_groups(place)
    shutil.rmtree(place, ignore_errors=True)


def tidy_beds() -> None:
    """Take out of the systems of the test bed what the matrix calls its own."""
    for name in ("docker", "podman"):
        if run(name, "env").returncode == 0:
            left = "umount -l $(sed -n 's#.* \\(/tmp/leitstand-node-[^ ]*\\) .*#\\1#p' /proc/mounts); userdel -f ops"
            run(name, "exec", "sh", "-c", f"{ENGINES}{left}")
    if run("slurm", "env").returncode == 0:
        run("slurm", "exec", "sh", "-c", SLURM)
    known = run("kubernetes", "env")
    config = re.search(r"^KUBECONFIG=(.*)$", known.stdout, re.MULTILINE)
    if known.returncode == 0 and config:
        words = ["kubectl", f"--kubeconfig={config[1]}", "delete", "namespace", "lst-matrix", "--ignore-not-found"]
        subprocess.run(words, check=False, capture_output=True)


def main() -> None:
    """Take everything away."""
    for place in [*homes(), *folders()]:
        sys.stdout.write(f"{place}\n")
        end(place)
    if TESTBED.exists() and not folders(of_the_living=True):
        tidy_beds()


if __name__ == "__main__":
    main()
