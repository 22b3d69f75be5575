"""One connect: the host key is judged, a person asked, the login done; what fails is explained."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections.abc import Callable
from dataclasses import replace  # noqa: TID251 - some fields of a Target are not compared, which no Struct offers
from functools import partial
from typing import Protocol

import asyncssh
from msgspec import Struct

from console.model.errors import Problem
from console.ssh.acknowledging import acknowledge_at_once
from console.ssh.asking import Asker, HostKeyOffer
from console.ssh.client import Client, Credentials
from console.ssh.errors import HostKeyRefused, HungUp, SshError
from console.ssh.explain import Attempt, UnknownHostKey, explain
from console.ssh.hostkeys import Standing, fingerprint, read_known_hosts
from console.ssh.identities import Identities, KeyStore
from console.ssh.patience import Patience
from console.ssh.pinning import pin
from console.ssh.questions import Passwords, Questions
from console.ssh.rotation import follow
from console.ssh.secrets import SecretStore
from console.ssh.target import CIPHERS, Target

log = logging.getLogger("leitstand.ssh")

_HAPPY_EYEBALLS_SECONDS = 0.25


class Limits(Struct, frozen=True):
    """How long and how many; the defaults are what was measured to work for a thousand nodes."""

    connect_seconds: float = 10.0
    login_seconds: float = 20.0
    keepalive_seconds: float = 5.0
    keepalive_count: int = 2
    connects_in_flight: int = 32
    connects_per_jump_host: int = 8
    channels: int = 6
    """Beside the probe; sshd's MaxSessions is 10 and SFTP counts."""


class Dialled(Struct, frozen=True):
    """A login that worked."""

    raw: asyncssh.SSHClientConnection
    client: Client
    problems: tuple[Problem, ...]


class Via(Protocol):
    """What a jump host offers to the dialler."""

    raw: asyncssh.SSHClientConnection
    jump_gate: asyncio.Semaphore


class _DirectRoute:
    """Opens the TCP connection: all addresses of the host are tried side by side, not one after the other."""

    def __init__(self, target: Target) -> None:
        self._target = target

    async def create_connection(
        self, session_factory: Callable[[], asyncio.Protocol], _host: str, _port: int
    ) -> tuple[asyncio.BaseTransport, asyncio.BaseProtocol]:
        options = self._target.options
        # The race loses its winner's socket when it is cancelled in that very turn: only names run it.
        delay = None if _is_address(self._target.host) else _HAPPY_EYEBALLS_SECONDS
        transport, protocol = await asyncio.get_running_loop().create_connection(
            session_factory,
            self._target.host,
            self._target.port,
            family=options.family,
            local_addr=options.local_addr,
            happy_eyeballs_delay=delay,
            interleave=1,
        )
        acknowledge_at_once(transport.get_extra_info("socket"), protocol)
        return transport, protocol


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class Dialler:
    """Connects to targets; what all attempts share is here: open keys, the key ring, the limits."""

    def __init__(self, asker: Asker, limits: Limits, secrets: SecretStore) -> None:
        self._asker = asker
        self._limits = limits
        self._secrets = secrets
        self._keys = KeyStore()
        self._gate = asyncio.Semaphore(limits.connects_in_flight)

    async def dial(self, target: Target, via: Via | None) -> Dialled:
        """Connect and log in; an unknown host key is asked about, pinned, and then verified by a second connect."""
        while True:
            try:
                return await self._attempt(target, via)
            except UnknownHostKey as unknown:
                await self._trust(target, unknown)
            except HungUp:
                known = read_known_hosts(target.known_hosts_paths)
                if not target.host_key_algorithms or not known.trusted(target.name):
                    raise
                # OpenSSH hangs up without a word when it has no key of the types that ssh_config allows.
                # Ask for all types: a trusted key is still the only one that passes, and a changed one shows itself.
                target = replace(target, host_key_algorithms="")

    async def _trust(self, target: Target, unknown: UnknownHostKey) -> None:
        key = unknown.key
        if key is None:
            raise HostKeyRefused(host=target.name.written, key_type="", fingerprint="") from unknown
        offer = HostKeyOffer(
            host=target.name.alias or target.host,
            port=target.port,
            key_type=key.get_algorithm(),
            fingerprint_sha256=fingerprint(key.public_data),
            known_hosts_path=target.known_hosts_path,
            problems=tuple(p.text() for p in read_known_hosts(target.known_hosts_paths).problems),
        )
        if not await self._asker.trust_host_key(offer):
            raise HostKeyRefused(
                host=target.name.written, key_type=offer.key_type, fingerprint=offer.fingerprint_sha256
            ) from unknown
        await asyncio.to_thread(
            pin,
            target.known_hosts_path,
            target.name,
            offer.key_type,
            key.public_data,
            hashed=target.hashes_known_hosts,
        )
        log.info("key of %s pinned: %s %s", target.name.written, offer.key_type, offer.fingerprint_sha256)

    async def _attempt(self, target: Target, via: Via | None) -> Dialled:
        known = await asyncio.to_thread(read_known_hosts, target.known_hosts_paths)
        patience = self._patience(target, via)
        questions = Questions(self._asker, self._secrets, patience)
        identities = Identities(target, self._keys, questions)
        passwords = Passwords(questions, target.login)
        client = Client(target.name, known, Credentials(identities, passwords, questions, target.login), patience)
        attempt = Attempt(target, client, known, identities, passwords, patience, _name_of(via))
        try:
            async with patience.attempt():
                raw = await self._connect(target, via, client, known.algorithms(target.name))
        except (OSError, asyncssh.Error, ValueError) as error:
            failure = explain(attempt, error)
            log.info("connect %s: %s", target.login, failure.code)
            raise failure from error
        finally:
            await identities.close()
        if client.last_public:
            self._keys.remember_worked(target.login, client.last_public)
        await passwords.accepted()
        return Dialled(raw, client, (*known.problems, *identities.problems))

    def _patience(self, target: Target, via: Via | None) -> Patience:
        gate = self._gate if via is None else via.jump_gate
        return Patience(gate, target.connect_seconds or self._limits.connect_seconds, self._limits.login_seconds)

    async def _connect(
        self, target: Target, via: Via | None, client: Client, algorithms: list[str]
    ) -> asyncssh.SSHClientConnection:
        if via is not None:
            tunnel: object = via.raw
        else:
            tunnel = () if target.has_proxy_command else _DirectRoute(target)
        return await asyncssh.connect(
            target.host,
            options=target.options,
            config=None,
            tunnel=tunnel,
            client_factory=lambda: client,
            known_hosts=client.known_hosts,
            server_host_key_algs=target.host_key_algorithms or algorithms,
            encryption_algs=target.ciphers or CIPHERS,
            connect_timeout=None,  # ours waits while a person is asked
            login_timeout=0,
            keepalive_interval=target.keepalive_seconds or self._limits.keepalive_seconds,
            keepalive_count_max=target.keepalive_count or self._limits.keepalive_count,
            encoding=None,
            server_host_keys_handler=partial(self._announced, target, client) if target.is_rotation_followed else None,
        )

    async def _announced(
        self,
        target: Target,
        client: Client,
        proven: list[asyncssh.SSHKey],
        _removed: list[asyncssh.SSHKey],
        _retained: list[asyncssh.SSHKey],
        _revoked: list[asyncssh.SSHKey],
    ) -> None:
        """Take what a host proved to have. The library knows no trusted keys from us, so it makes it prove them all."""
        if client.offered is None or client.verdict is None or client.verdict.standing is not Standing.TRUSTED:
            return  # an authority vouched for the host
        used = client.offered.public_data
        try:
            await asyncio.to_thread(
                follow, target.known_hosts_paths, target.name, used, proven, hashed=target.hashes_known_hosts
            )
        except SshError as error:
            log.info("%s", error)


def _name_of(via: Via | None) -> str:
    return "" if via is None else str(via.raw.get_extra_info("host") or "")
