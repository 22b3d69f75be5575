"""From an endpoint to everything that is needed to connect: ssh_config applied, defaults filled in."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh

from console.ssh.config import hashes_known_hosts
from console.ssh.endpoint import Endpoint
from console.ssh.errors import ConfigBroken
from console.ssh.hostkeys import HostName

_DEFAULT_KEYS = ("id_ed25519", "id_ecdsa", "id_rsa", "id_ed25519_sk", "id_ecdsa_sk")
_GLOBAL_KNOWN_HOSTS = (Path("/etc/ssh/ssh_known_hosts"), Path("/etc/ssh/ssh_known_hosts2"))

# AES with hardware support costs 40 % less processor time than the library's first choice.
CIPHERS = (
    "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com",
    "chacha20-poly1305@openssh.com",
    "aes256-ctr",
    "aes192-ctr",
    "aes128-ctr",
)


@dataclass(frozen=True, slots=True)
class Target:
    """A resolved endpoint."""

    endpoint: Endpoint
    host: str
    port: int
    user: str
    name: HostName
    known_hosts_paths: tuple[Path, ...]
    identity_paths: tuple[Path, ...]
    are_identities_named: bool
    """Whether the key files were named by somebody: the default ones may be missing silently."""
    is_agent_restricted: bool
    certificate_paths: tuple[Path, ...]
    agent_path: str
    jumps: tuple[str, ...]
    has_proxy_command: bool
    has_own_host_key_algorithms: bool
    has_own_ciphers: bool
    hashes_known_hosts: bool
    connect_seconds: float | None
    keepalive_seconds: float | None
    environment: Mapping[str, str]
    options: asyncssh.SSHClientConnectionOptions = field(repr=False, compare=False)

    @property
    def known_hosts_path(self) -> Path:
        """Return the file that new keys are written to."""
        return self.known_hosts_paths[0]

    @property
    def login(self) -> str:
        """Return ``user@host`` for questions and logs."""
        return f"{self.user}@{self.host}" + ("" if self.port == 22 else f":{self.port}")


async def resolve(endpoint: Endpoint) -> Target:
    """Apply ssh_config. ``Match exec`` may run programs, so this happens off the loop."""
    return await asyncio.to_thread(_resolve, endpoint)


def _resolve(endpoint: Endpoint) -> Target:
    try:
        return _target(endpoint, _options(endpoint))
    except (ValueError, OSError) as error:
        # The library writes "file line 3: reason"; people and editors know "file:3: reason".
        reason = re.sub(r" line (\d+):", r":\1:", str(error), count=1)
        raise ConfigBroken(host=endpoint.lookup, reason=reason) from error


def _options(endpoint: Endpoint) -> asyncssh.SSHClientConnectionOptions:
    # A path that does not exist is left out: ssh without a configuration is the normal case.
    paths = [str(path) for path in endpoint.config_paths if path.exists()]
    options = asyncssh.SSHClientConnectionOptions(
        # None, not an empty list: an empty list means "the default file" to the library.
        config=paths or None,
        host=endpoint.lookup,
        port=() if endpoint.port is None else endpoint.port,
        username=() if endpoint.user is None else endpoint.user,
        # Keys and host keys are ours; the library would raise at the first missing IdentityFile.
        client_keys=None,
        known_hosts=None,
        gss_host=None,
        x509_trusted_certs=None,
    )
    if options.config.has_match_final():
        options.update(host=endpoint.lookup, reload=True, final=True)
    return options


def _target(endpoint: Endpoint, options: asyncssh.SSHClientConnectionOptions) -> Target:
    config = options.config
    identities = endpoint.client_keys or _paths(config.get("IdentityFile"))
    host = str(config.get("Hostname") or endpoint.host)
    jump = config.get("ProxyJump")
    alias = config.get("HostKeyAlias")
    timeout = config.get("ConnectTimeout")
    keepalive = config.get("ServerAliveInterval")
    return Target(
        endpoint=endpoint,
        host=host,
        port=options.port,
        user=options.username,
        name=HostName(host, options.port, str(alias) if alias else ""),
        known_hosts_paths=_known_hosts_paths(endpoint, _paths(config.get("UserKnownHostsFile"))),
        identity_paths=identities or tuple(Path("~/.ssh").expanduser() / name for name in _DEFAULT_KEYS),
        are_identities_named=bool(identities),
        is_agent_restricted=bool(config.get("IdentitiesOnly")),
        certificate_paths=_paths(config.get("CertificateFile")),
        agent_path=_agent_path(config.get("IdentityAgent", "")),
        jumps=endpoint.jumps or (tuple(j.strip() for j in jump.split(",")) if isinstance(jump, str) and jump else ()),
        has_proxy_command=bool(config.get("ProxyCommand")),
        has_own_host_key_algorithms=bool(config.get("HostKeyAlgorithms")),
        has_own_ciphers=bool(config.get("Ciphers")),
        hashes_known_hosts=hashes_known_hosts(endpoint.config_paths),
        connect_seconds=float(timeout) if isinstance(timeout, int) and timeout > 0 else None,
        keepalive_seconds=float(keepalive) if isinstance(keepalive, int) and keepalive > 0 else None,
        environment=_environment(config.get("SetEnv")),
        options=options,
    )


def _known_hosts_paths(endpoint: Endpoint, configured: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return the files to read, the one to write first. /dev/null would switch the check off: it is ignored."""
    if endpoint.known_hosts is not None:
        return (endpoint.known_hosts,)
    own = tuple(path for path in configured if path != Path("/dev/null"))
    return (*(own or (Path("~/.ssh/known_hosts").expanduser(),)), *_GLOBAL_KNOWN_HOSTS)


def _agent_path(configured: object) -> str:
    if configured is None:  # IdentityAgent none
        return ""
    text = str(configured)
    if text in {"", "SSH_AUTH_SOCK"}:
        return os.environ.get("SSH_AUTH_SOCK", "")
    if text.startswith("$"):
        return os.environ.get(text[1:].strip("{}"), "")
    return str(Path(text).expanduser())


def _paths(value: object) -> tuple[Path, ...]:
    return tuple(Path(str(item)).expanduser() for item in value) if isinstance(value, list) else ()


def _environment(value: object) -> dict[str, str]:
    items = [str(item) for item in value] if isinstance(value, list) else []
    return dict(item.split("=", 1) for item in items if "=" in item)
