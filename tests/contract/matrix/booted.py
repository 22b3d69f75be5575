"""A node that boots: a systemd of the system as process 1 of namespaces, a user who may use sudo, an sshd."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.contract.matrix.machine import Machine, machine
from tests.contract.matrix.tidy import clear_groups, own

USER, UID = "lstops", 4343
SUDOER = f"/etc/sudoers.d/{USER}"
TARGETS = ("sysinit", "basic", "multi-user", "shutdown", "network-online", "network", "default")
# Nothing of the machine itself is started, and nothing reaches it: /etc is a layer of the node's own that lasts,
# /run and /tmp are as empty as after every boot, and so is the tree of control groups.
BOOT = """
set -e
mount --make-rprivate /
mkdir -p "$FOLDER/etc" "$FOLDER/work"
mount -t overlay overlay -o "lowerdir=/etc,upperdir=$FOLDER/etc,workdir=$FOLDER/work" /etc
mount -t tmpfs tmpfs /sys/fs/cgroup
mkdir /sys/fs/cgroup/systemd
mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd
mkdir -p "/sys/fs/cgroup/systemd/$GROUP"
echo $$ >"/sys/fs/cgroup/systemd/$GROUP/cgroup.procs"
mount -t tmpfs tmpfs /run
mkdir -m 755 /run/sshd
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -t tmpfs tmpfs /lib/systemd/system-generators
mount -t tmpfs tmpfs /lib/systemd/system
if [ ! -e /etc/leitstand-installed ]; then
  rm -rf /etc/init.d /etc/systemd/system
  mkdir -p /etc/systemd/system
  useradd -o -M -u "$ID" -U -d "$NODE_HOME" -s /bin/sh -p '*' "$NAME"
  echo "$NAME ALL=(root) NOPASSWD: ALL" >"/etc/sudoers.d/$NAME"
  echo >/etc/leitstand-installed
fi
for target in $TARGETS; do
  printf '[Unit]\\nDescription=%s\\nDefaultDependencies=no\\n' "$target" >"/lib/systemd/system/$target.target"
done
# Whoever is not root asks systemd over the bus.
printf '[Unit]\\nDefaultDependencies=no\\n[Socket]\\nListenStream=/run/dbus/system_bus_socket\\n' \\
  >/lib/systemd/system/dbus.socket
printf '[Unit]\\nDefaultDependencies=no\\nRequires=dbus.socket\\n[Service]\\nType=notify\\nExecStart=%s\\n' \
  '/usr/bin/dbus-daemon --system --address=systemd: --nofork --nopidfile' >/lib/systemd/system/dbus.service
echo Wants=basic.target multi-user.target dbus.service >>/lib/systemd/system/default.target
exec unshare --cgroup /bin/sh -c 'umount /sys/fs/cgroup/systemd
mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd
exec env -i container=leitstand PATH=/usr/sbin:/usr/bin:/sbin:/bin \\
  /lib/systemd/systemd --system --log-target=null --show-status=no'
"""


class Booted(Machine):
    """The node, and what can befall it."""

    def __init__(self, node: Machine, folder: Path) -> None:
        super().__init__(node.sshd)
        self._folder = folder
        self._variables = {
            "PATH": os.environ["PATH"],
            "FOLDER": str(folder),
            "GROUP": folder.name,
            "NODE_HOME": str(self.home),
            "NAME": USER,
            "ID": str(UID),
            "TARGETS": " ".join(TARGETS),
        }
        self._kernel: subprocess.Popen[bytes] | None = None
        self._init = 0
        node.sshd.user = USER
        os.chown(self.home, UID, UID)

    def boot(self) -> None:
        """Let systemd and the server come up."""
        self._kernel = subprocess.Popen(
            ["unshare", "--mount", "--pid", "--uts", "--fork", "--kill-child", "--mount-proc", "/bin/sh", "-c", BOOT],
            env=self._variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 20
        while "running" not in self._state():
            if self._kernel.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("no systemd of the system can run here")
            time.sleep(0.1)
        self.sshd.inside = ("nsenter", "-t", str(self._init), "-m", "-p", "--no-fork", "--")
        self.sshd.restart()

    def _state(self) -> str:
        with contextlib.suppress(OSError, IndexError):
            kernel = 0 if self._kernel is None else self._kernel.pid
            self._init = int(Path(f"/proc/{kernel}/task/{kernel}/children").read_text().split()[0])
            is_up = b"systemd" in Path(f"/proc/{self._init}/cmdline").read_bytes()
            return self.inside("systemctl is-system-running") if is_up else ""
        return ""

    def cut_power(self) -> None:
        """End all that runs, at once."""
        if self._kernel is not None:
            self._kernel.kill()
            self._kernel.wait()
        self.sshd.stop()
        self.sshd.inside = ()

    def inside(self, command: str) -> str:
        """Run sh there as root and return what it printed, errors too."""
        words = ["nsenter", "-t", str(self._init), "-m", "-p", "--", "env", "-i", f"PATH={os.environ['PATH']}"]
        done = subprocess.run([*words, "sh", "-c", command], capture_output=True, text=True, check=False, timeout=60)
        return done.stdout + done.stderr

    # -- faults -----------------------------------------------------------------------------------

    def restart(self) -> None:
        """Cut the power and boot: only disks last."""
        self.cut_power()
        self.boot()

    def refuse(self) -> None:
        """Let the user not act as root any more."""
        self.inside(f"rm -f {SUDOER}")

    def heal(self) -> None:
        """Take back what befell it."""
        super().heal()
        self.inside(f"echo '{USER} ALL=(root) NOPASSWD: ALL' >{SUDOER}")

    # -- what is left -----------------------------------------------------------------------------

    def inventory(self) -> set[str]:
        """Return files and processes, the units of the system and what systemd knows of the service."""
        # What Podman keeps there is made by everybody who asks for its version.
        units = self.inside("find /etc/systemd/system /tmp -not -path '/tmp/containers-user-*'").splitlines()
        known = self.inside("systemctl list-units --all --plain --no-legend 'leitstand-*'").splitlines()
        return super().inventory() | set(units) | set(known)

    def copies(self) -> int:
        """Return how many servers run."""
        return sum("stand_in.py" in words for words in self.processes().values())


@contextlib.contextmanager
def booted() -> Iterator[Booted]:
    """Have such a node; RuntimeError where none can be had."""
    # Units of the system see a /tmp of their own, and it is empty after every boot.
    folder = Path(tempfile.mkdtemp(prefix=own("node"), dir="/srv"))
    folder.chmod(0o755)
    try:
        with machine(folder) as node:
            made = Booted(node, folder)
            try:
                made.boot()
                yield made
                made.heal()
            finally:
                made.cut_power()
                clear_groups(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
