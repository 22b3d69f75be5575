"""A real sshd whose machine has a user with a password and sudoers of its own, in a mount namespace.

Nothing of the machine that runs the tests is changed: ``/etc`` is a copy there, and sudo's folders are in memory.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from console.ssh.endpoint import Endpoint
from tests.sshd import HOST, Sshd

USER = "leitstandtest"
NUMBER = 64123
PASSWORD = "q7-Zwölf-geheim"
SUDO, SUDO_RS, DOAS = "sudo", "sudo-rs", "doas"


class RootNode(Sshd):
    """The server. ``rules`` are lines of sudoers, or of doas.conf.

    sshd reads authorized_keys as that user: the way to ``folder`` must be open, as those of pytest are not.
    """

    def __init__(self, folder: Path, tool: str, rules: str) -> None:
        super().__init__(folder)
        path = shutil.which(tool)
        if path is None or shutil.which("unshare") is None or shutil.which("openssl") is None:
            pytest.skip(f"needs {tool}, unshare and openssl")
        self.user = USER
        self.options["SetEnv"] = f"HOME={self.home} PATH={self._programs(tool, path)}"
        self.options["AllowUsers"] = USER
        self.home.chmod(0o777)
        etc = folder / "etc"
        shutil.copytree("/etc", etc, symlinks=True, ignore=lambda at, names: names if at.endswith("/ssl") else [])
        command = ["openssl", "passwd", "-6", "-stdin"]
        secret = subprocess.run(command, input=PASSWORD, text=True, capture_output=True, check=True).stdout.strip()
        for name, line in (
            ("passwd", f"{USER}:x:{NUMBER}:{NUMBER}::{self.home}:/bin/sh"),
            ("group", f"{USER}:x:{NUMBER}:"),
            ("shadow", f"{USER}:{secret}:19000:0:99999:7:::"),
        ):
            with (etc / name).open("a") as file:
                file.write(f"{line}\n")
        (etc / "doas.conf").write_text(f"{rules}\n" if tool == DOAS else "")
        (etc / "doas.conf").chmod(0o600)
        shutil.copy(etc / "pam.d" / "sudo", etc / "pam.d" / "doas")
        (etc / "sudoers").unlink(missing_ok=True)
        (etc / "sudoers").write_text(f"root ALL=(ALL:ALL) ALL\n{rules if tool != DOAS else ''}\n")
        (etc / "sudoers").chmod(0o440)
        lines = [f"mount --bind {etc} /etc", "mkdir -p /run/sudo /var/lib/sudo", "mount -t tmpfs none /run/sudo"]
        lines.append("mount -t tmpfs none /var/lib/sudo")
        if tool == SUDO_RS:
            lines.append(f"mount --bind {Path(path).resolve()} /usr/bin/sudo")
        self.inside = ("unshare", "-m", "sh", "-c", " && ".join([*lines, 'exec "$@"']), "sh")

    def _programs(self, tool: str, path: str) -> str:
        """Return where programs are looked for; with doas there is no sudo, whatever this machine has."""
        folder = self.folder / "bin"
        folder.mkdir()
        for each in Path("/usr/bin").iterdir():
            if each.name != DOAS and (tool != DOAS or each.name != SUDO):
                (folder / each.name).symlink_to(each)
        if tool == DOAS:
            (folder / DOAS).symlink_to(path)
        return str(folder)

    @property
    def endpoint(self) -> Endpoint:
        """The way to it."""
        self.trust()
        return Endpoint(
            HOST,
            self.port,
            USER,
            config_paths=(),
            known_hosts=self.known_hosts,
            client_keys=(self.client_key,),
        )
