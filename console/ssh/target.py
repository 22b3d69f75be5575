"""From an endpoint to everything that is needed to connect: ssh_config applied, defaults filled in."""

from __future__ import annotations

import asyncio
import fnmatch
import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh

from console.model.forward import Forward
from console.ssh.algorithms import algorithms
from console.ssh.configforwards import configured
from console.ssh.configvalues import Values, values_for
from console.ssh.endpoint import Endpoint
from console.ssh.errors import ConfigBroken
from console.ssh.hostkeys import HostName

_DEFAULT_KEYS = ("id_ed25519", "id_ecdsa", "id_rsa", "id_ed25519_sk", "id_ecdsa_sk")
_FAMILIES = {"any": socket.AF_UNSPEC, "inet": socket.AF_INET, "inet6": socket.AF_INET6}
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
    host_key_algorithms: str
    """The types of host keys that the configuration wants; empty: those of known keys first."""
    ciphers: str
    hashes_known_hosts: bool
    connect_seconds: float | None
    keepalive_seconds: float | None
    keepalive_count: int | None
    is_rotation_followed: bool
    """Whether further keys that the host proves to have are written down, and those that it has dropped removed."""
    forwards: tuple[Forward, ...]
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
        values = values_for(endpoint.config_paths, endpoint.lookup, endpoint.user, endpoint.port)
        if not endpoint.alias:
            return _target(endpoint, values, values.hostname)
        return _target(endpoint, values, values.hostname if "hostname" in values.first else endpoint.host)
    except (ValueError, OSError) as error:
        raise ConfigBroken(host=endpoint.lookup, reason=error) from error


def _target(endpoint: Endpoint, values: Values, host: str) -> Target:
    identities = endpoint.client_keys or _paths(values, "identityfile")
    port, user, agent = values.port_number(), values.login, _agent_path(values, values.text("identityagent"))
    jump = values.text("proxyjump")
    return Target(
        endpoint=endpoint,
        host=host,
        port=port,
        user=user,
        name=HostName(host, port, _unless_none(values.text("hostkeyalias"))),
        known_hosts_paths=known_hosts_paths(endpoint, values),
        identity_paths=identities or tuple(Path("~/.ssh").expanduser() / name for name in _DEFAULT_KEYS),
        are_identities_named=bool(identities),
        is_agent_restricted=bool(values.flag("identitiesonly")),
        certificate_paths=_paths(values, "certificatefile"),
        agent_path=agent,
        jumps=endpoint.jumps or tuple(part.strip() for part in jump.split(",") if part.strip()),
        has_proxy_command=bool(_unless_none(values.text("proxycommand"))),
        host_key_algorithms=algorithms(values, "hostkeyalgorithms"),
        ciphers=algorithms(values, "ciphers"),
        hashes_known_hosts=bool(values.flag("hashknownhosts")),
        connect_seconds=values.seconds("connecttimeout"),
        keepalive_seconds=values.seconds("serveraliveinterval"),
        keepalive_count=values.number("serveralivecountmax"),
        is_rotation_followed=_is_rotation_followed(endpoint, values),
        forwards=configured(values),
        environment=_environment(values),
        options=_options(values, host, port, user, agent),
    )


def _options(values: Values, host: str, port: int, user: str, agent: str) -> asyncssh.SSHClientConnectionOptions:
    """Return the library's options. It is told each value: its own reading of the files is left out."""
    return asyncssh.SSHClientConnectionOptions(
        config=None,
        host=host,
        port=port,
        username=user,
        # Keys and host keys are ours; the library would raise at the first missing IdentityFile.
        client_keys=None,
        known_hosts=None,
        gss_host=None,
        x509_trusted_certs=None,
        tunnel=None,
        proxy_command=_proxy_command(values),
        family=values.chosen("addressfamily", _FAMILIES) or socket.AF_UNSPEC,
        local_addr=(values.text("bindaddress"), 0) if values.text("bindaddress") else None,
        tcp_keepalive=values.flag("tcpkeepalive") is not False,
        kex_algs=algorithms(values, "kexalgorithms") or (),
        mac_algs=algorithms(values, "macs") or (),
        compression_algs="zlib@openssh.com,zlib,none" if values.flag("compression") else (),
        public_key_auth=values.flag("pubkeyauthentication") is not False,
        password_auth=values.flag("passwordauthentication") is not False,
        kbdint_auth=values.flag(
            "kbdinteractiveauthentication"
            if values.text("kbdinteractiveauthentication")
            else "challengeresponseauthentication"
        )
        is not False,
        host_based_auth=False,
        preferred_auth=values.text("preferredauthentications") or (),
        agent_forwarding=_forwarded_agent(values, agent),
        command=_unless_none(values.expand_command(values.text("remotecommand"))) or None,
        send_env=None,
        env=None,
        **_rekey(values),
    )


def _rekey(values: Values) -> dict[str, str]:
    words = dict(zip(("rekey_bytes", "rekey_seconds"), values.words("rekeylimit"), strict=False))
    return {name: word for name, word in words.items() if word.lower() not in {"default", "none"}}


def _proxy_command(values: Values) -> list[str] | None:
    command = _unless_none(values.expand_command(values.text("proxycommand")))
    if not command:
        return None
    if sys.platform == "win32":
        return command.split()
    return [os.environ.get("SHELL") or "/bin/sh", "-c", f"exec {command}"]


def _forwarded_agent(values: Values, agent: str) -> str | bool:
    """Return the agent that programs on the host may ask: none unless the configuration says so."""
    wanted = values.text("forwardagent")
    asked = values.flag("forwardagent")
    if not wanted or asked is False:
        return False
    return (agent if asked else _agent_path(values, wanted)) or False


def known_hosts_paths(endpoint: Endpoint, values: Values) -> tuple[Path, ...]:
    """Return the files to read, the one to write first. /dev/null would switch the check off: it is ignored."""
    if endpoint.known_hosts is not None:
        return (endpoint.known_hosts,)
    own = _known_hosts(values, "userknownhostsfile") or (Path("~/.ssh/known_hosts").expanduser(),)
    return (*own, *(_known_hosts(values, "globalknownhostsfile") or _GLOBAL_KNOWN_HOSTS))


def _is_rotation_followed(endpoint: Endpoint, values: Values) -> bool:
    """Return whether UpdateHostKeys is on: as in OpenSSH it is by default where nobody named another file."""
    is_default_file = endpoint.known_hosts is None and not values.words("userknownhostsfile")
    return is_default_file if not values.text("updatehostkeys") else bool(values.flag("updatehostkeys"))


def _known_hosts(values: Values, option: str) -> tuple[Path, ...]:
    names = [word for word in values.words(option) if word not in {"none", "/dev/null"}]
    return tuple(Path(values.expand(name)) for name in names)


def _agent_path(values: Values, configured: str) -> str:
    if configured == "none":
        return ""
    if configured in {"", "SSH_AUTH_SOCK"}:
        return os.environ.get("SSH_AUTH_SOCK", "")
    if configured.startswith("$") and not configured.startswith("${"):
        return os.environ.get(configured[1:], "")
    return values.expand(configured)


def _paths(values: Values, option: str) -> tuple[Path, ...]:
    return tuple(Path(values.expand(line.value)) for line in values.every(option) if _unless_none(line.value))


def _environment(values: Values) -> dict[str, str]:
    """Return what SendEnv takes from this program's environment and what SetEnv adds."""
    sent: dict[str, str] = {}
    for pattern in (word for line in values.every("sendenv") for word in line.arguments):
        for name in fnmatch.filter(os.environ, pattern.removeprefix("-")):
            if pattern.startswith("-"):
                sent.pop(name, None)
            else:
                sent[name] = os.environ[name]
    return sent | dict(item.split("=", 1) for item in values.words("setenv") if "=" in item)


def _unless_none(value: str) -> str:
    return "" if value.lower() == "none" else value
