"""The callbacks of one login: the host key, the keys and passwords, the end of the connection."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Sequence

import asyncssh
from msgspec import Struct

from console.ssh.asking import SecretKind, SecretRequest
from console.ssh.hostkeys import HostName, KnownHosts, Standing, Verdict
from console.ssh.identities import Identities
from console.ssh.keepalive import ask_when_silent
from console.ssh.patience import Patience
from console.ssh.questions import Passwords, Questions
from console.ssh.shortway import shorten
from console.ssh.windows import give_windows_back_late

_LONGEST_BANNER = 8192
_MOST_CHALLENGES = 8

Prompts = Sequence[tuple[str, bool]]


class Credentials(Struct, frozen=True):
    """What one login can show."""

    identities: Identities
    passwords: Passwords
    questions: Questions
    login: str


class Client(asyncssh.SSHClient):
    """Judges the host key at once and answers the server from the credentials."""

    def __init__(self, name: HostName, known: KnownHosts, credentials: Credentials, patience: Patience) -> None:
        self.verdict: Verdict | None = None
        self.offered: asyncssh.SSHKey | None = None
        self.peer_address = ""
        self.banner = ""
        self.tried: list[str] = []
        self.last_public = b""
        self.on_lost: Callable[[Exception | None], None] | None = None
        self.is_authenticated = False
        self._name = name
        self._known = known
        self._credentials = credentials
        self._patience = patience
        self._challenges = 0

    # -- the host key -----------------------------------------------------------------------------

    def known_hosts(self, _host: str, address: str, _port: int | None) -> tuple[list[asyncssh.SSHKey], ...]:
        """Tell the library about authorities and revoked keys only: all other keys come to us for judgement."""
        self.peer_address = address
        authorities = _keys(entry.blob for entry in self._known.authorities(self._name))
        # The library needs the revoked keys for certificates only; plain keys it would refuse without a word to us.
        revoked = _keys(entry.blob for entry in self._known.revoked(self._name, address)) if authorities else []
        return [], authorities, revoked, [], [], [], []

    def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
        """Accept trusted keys, refuse and record all others.

        This must stay a plain function: a coroutine is true, and an ``async def`` would accept everything.
        """
        del host, port
        self.offered = key
        self.verdict = self._known.judge(self._name, addr, key.public_data)
        return self.verdict.standing is Standing.TRUSTED

    def validate_host_ca_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
        """Refuse authorities that known_hosts does not name; those it names never come here."""
        del host, addr, port
        self.offered = key
        self.verdict = Verdict(Standing.UNKNOWN)
        return False

    # -- the connection ---------------------------------------------------------------------------

    def connection_made(self, conn: asyncssh.SSHClientConnection) -> None:
        """Start the time for the login."""
        give_windows_back_late(conn)
        ask_when_silent(conn)
        shorten(conn)
        self._patience.connected()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the connection that it is gone."""
        if self.on_lost is not None:
            self.on_lost(exc)

    def auth_banner_received(self, msg: str, lang: str) -> None:
        """Keep what the server says before the login, within reason."""
        del lang
        self.banner = (self.banner + msg)[:_LONGEST_BANNER]

    def auth_completed(self) -> None:
        """Note that the server let us in."""
        self.is_authenticated = True

    # -- the login --------------------------------------------------------------------------------

    async def public_key_auth_requested(self) -> asyncssh.SSHKeyPair | None:
        """Offer the next key."""
        offer = await self._credentials.identities.next()
        if offer is None:
            return None
        self.last_public = offer.pair.public_data
        self.tried.append(f"{offer.pair.get_algorithm()} ({offer.source})")
        return offer.pair

    async def password_auth_requested(self) -> str | None:
        """Offer the next password."""
        self.last_public = b""
        password = await self._credentials.passwords.next()
        if password is not None:
            self._note("password")
        return password

    async def kbdint_auth_requested(self) -> str | None:
        """Take part in keyboard-interactive as long as there is something left to answer."""
        self.last_public = b""
        return None if self._challenges >= _MOST_CHALLENGES or self._credentials.passwords.is_given_up else ""

    async def kbdint_challenge_received(
        self, name: str, instructions: str, lang: str, prompts: Prompts
    ) -> list[str] | None:
        """Answer the server's questions; None gives the method up.

        A server that repeats its question for ever would spin at full speed: passwords are limited to
        three, and so are the rounds as a whole.
        """
        del name, instructions, lang
        self._challenges += 1
        if self._challenges > _MOST_CHALLENGES:
            return None
        answers: list[str] = []
        for prompt, is_echoed in prompts:
            answer = await self._answer(prompt, is_echoed=is_echoed)
            if answer is None:
                return None
            answers.append(answer)
            self._note("keyboard-interactive")
        return answers

    async def _answer(self, prompt: str, *, is_echoed: bool) -> str | None:
        if not is_echoed and "password" in prompt.lower():
            return await self._credentials.passwords.next(prompt)
        request = SecretRequest(
            SecretKind.PROMPT, self._credentials.login, attempt=self._challenges, prompt=prompt, is_echoed=is_echoed
        )
        answer = await self._credentials.questions.ask(request)
        return None if answer is None else answer.secret

    def _note(self, method: str) -> None:
        if method not in self.tried:
            self.tried.append(method)


def _keys(blobs: Iterable[bytes]) -> list[asyncssh.SSHKey]:
    keys: list[asyncssh.SSHKey] = []
    for blob in blobs:
        length = int.from_bytes(blob[:4], "big")
        line = blob[4 : 4 + length] + b" " + base64.b64encode(blob)
        try:
            keys.append(asyncssh.import_public_key(line))
        except asyncssh.KeyImportError:
            continue  # a type that the library cannot use it cannot be shown either
    return keys
