"""A real OpenSSH server on loopback for tests, with keys and a configuration of its own.

``Sshd(folder)`` starts it as root or as the person who runs the tests; a test that needs an account with a
password or another login shell takes ``account()`` and needs root. Tests without an sshd skip.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

SSHD = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/sbin:/usr/bin")
_KEYGEN = shutil.which("ssh-keygen")
_PRIVSEP = Path("/run/sshd")
HOST = "127.0.0.1"

requires_sshd = pytest.mark.skipif(SSHD is None or _KEYGEN is None, reason="needs OpenSSH's sshd and ssh-keygen")
requires_root = pytest.mark.skipif(os.getuid() != 0, reason="needs root, to make accounts or to mount")


def make_key(path: Path, kind: str = "ed25519", passphrase: str = "", *options: str) -> Path:
    """Make a key pair at ``path`` and return the path of the private key."""
    for old in (path, path.with_name(path.name + ".pub")):
        old.unlink(missing_ok=True)
    size = ["-b", "2048"] if kind == "rsa" else []
    command = ["ssh-keygen", "-q", "-t", kind, *size, "-N", passphrase, "-C", "test", *options, "-f", str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return path


def public(path: Path) -> str:
    """Return ``type base64`` of the key at ``path``."""
    return " ".join(path.with_name(path.name + ".pub").read_text().split()[:2])


def free_port() -> int:
    """Return a port on loopback that nobody uses now."""
    with socket.socket() as sock:
        sock.bind((HOST, 0))
        port: int = sock.getsockname()[1]
        return port


def descendants(pid: int) -> list[int]:
    """Return the processes that ``pid`` started, and theirs."""
    table = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], check=True, capture_output=True, text=True).stdout
    children: dict[int, list[int]] = {}
    for line in table.splitlines():
        child, parent = map(int, line.split())
        children.setdefault(parent, []).append(child)
    found: list[int] = []
    waiting = [pid]
    while waiting:
        found += (below := children.get(waiting.pop(), []))
        waiting += below
    return found


class Sshd:
    """A server with the host keys, the options and the authorized key of one test."""

    def __init__(
        self, folder: Path, *, key_types: Sequence[str] = ("ed25519",), options: Mapping[str, str] | None = None
    ) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.home = folder / "home"
        """What sessions take for the home folder; it is empty."""
        self.home.mkdir(exist_ok=True)
        self.port = free_port()
        self.user = pwd.getpwuid(os.getuid()).pw_name
        self.client_key = make_key(folder / "client_key")
        self.known_hosts = folder / "known_hosts"
        self.options = dict(options or {})
        self.key_types = tuple(key_types)
        self.inside: tuple[str, ...] = ()
        """A command that becomes the server in another place, such as a namespace."""
        self._process: subprocess.Popen[bytes] | None = None
        self.make_host_keys()
        self.authorize(self.client_key)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.stop()

    @property
    def name(self) -> str:
        """Return the name of this server in known_hosts."""
        return f"[{HOST}]:{self.port}"

    @property
    def log(self) -> str:
        """Return what the server has logged."""
        path = self.folder / "sshd.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def make_host_keys(self, *key_types: str) -> None:
        """Make new host keys, of other types if given; a running server shows them after ``restart``."""
        self.key_types = key_types or self.key_types
        for kind in self.key_types:
            make_key(self.host_key(kind), kind)

    def host_key(self, kind: str = "ed25519") -> Path:
        """Return the private host key of a type."""
        return self.folder / f"host_{kind}"

    def authorize(self, *keys: Path) -> None:
        """Let exactly these keys in."""
        path = self.folder / "authorized_keys"
        path.write_text("".join(public(key) + "\n" for key in keys))
        path.chmod(0o644)

    def trust(self, *kinds: str, name: str = "") -> Path:
        """Write the host keys into the test's known_hosts and return its path."""
        lines = [f"{name or self.name} {public(self.host_key(kind))}\n" for kind in kinds or self.key_types]
        self.known_hosts.write_text("".join(lines))
        return self.known_hosts

    def start(self) -> None:
        """Start the server and wait until it listens."""
        if SSHD is None:
            pytest.skip("needs OpenSSH's sshd")
        if os.getuid() == 0:
            _PRIVSEP.mkdir(mode=0o755, exist_ok=True)
        self.folder.chmod(0o755)
        config = self.folder / "sshd_config"
        config.write_text("".join(f"{option} {value}\n" for option, value in self._settings()))
        command = [*self.inside, SSHD, "-D", "-e", "-f", str(config)]
        with (self.folder / "sshd.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + 10
        while not self._listens():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"sshd did not start:\n{self.log}")
            time.sleep(0.01)

    def stop(self) -> None:
        """End the server and every session."""
        if self._process is not None:
            self.kill_sessions()
            self._process.kill()
            self._process.wait()
            self._process = None

    def restart(self) -> None:
        """Start again on the same port, with the host keys and options as they are now."""
        self.stop()
        self.start()

    def kill(self) -> None:
        """Kill -9 the server and every session."""
        self.stop()

    def sessions(self) -> list[int]:
        """Return the processes of the sessions, those that they run included."""
        return [] if self._process is None else descendants(self._process.pid)

    def kill_sessions(self) -> None:
        """Kill -9 the sessions; the server goes on."""
        self._signal(signal.SIGKILL)

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """Stop the sessions without ending them: the peer is there and says nothing any more."""
        self._signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        for pid in self.sessions():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def _listens(self) -> bool:
        with socket.socket() as sock:
            return sock.connect_ex((HOST, self.port)) == 0

    def _settings(self) -> list[tuple[str, str]]:
        settings = {
            "Port": str(self.port),
            "ListenAddress": HOST,
            "PidFile": "none",
            "AuthorizedKeysFile": str(self.folder / "authorized_keys"),
            "StrictModes": "no",
            "UsePAM": "no",
            "PermitRootLogin": "yes",
            "PasswordAuthentication": "no",
            "KbdInteractiveAuthentication": "no",
            "PrintMotd": "no",
            "UseDNS": "no",
            "MaxStartups": "100",
            "LogLevel": "VERBOSE",
            # The start-up files of the person who runs the tests are slow, and a session that is killed while
            # one of them holds a lock would leave that behind.
            "SetEnv": f"HOME={self.home}",
            "Subsystem": "sftp internal-sftp",
            **self.options,
        }
        keys = [("HostKey", str(self.host_key(kind))) for kind in self.key_types]
        return [*keys, *settings.items()]


@dataclass(frozen=True)
class Account:
    """A user of this machine for one test."""

    name: str
    password: str
    home: Path


@contextlib.contextmanager
def account(home: Path, shell: str = "/bin/sh") -> Iterator[Account]:
    """Make a user with a password; root only."""
    name, password = f"lst{secrets.token_hex(4)}", secrets.token_hex(8)
    home.mkdir(parents=True, exist_ok=True)
    # sshd reads authorized_keys as that user: the way there must be open.
    for folder in (home, *home.parents):
        if folder.is_relative_to(tempfile.gettempdir()) and folder != Path(tempfile.gettempdir()):
            folder.chmod(0o755)
    subprocess.run(["useradd", "-M", "-N", "-d", str(home), "-s", shell, name], check=True)
    try:
        subprocess.run(["chpasswd"], input=f"{name}:{password}\n".encode(), check=True)
        os.chown(home, pwd.getpwnam(name).pw_uid, -1)
        yield Account(name, password, home)
    finally:
        # By force: a session that was killed may still be ending.
        subprocess.run(["userdel", "-f", name], check=True, capture_output=True)
