"""The keys of a login in the order in which OpenSSH offers them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from functools import partial
from pathlib import Path

import asyncssh
from asyncssh.sk import sk_available
from msgspec import Struct

from console.model.errors import Problem
from console.model.text import N_
from console.ssh.errors import KeyNeedsAgent
from console.ssh.questions import Questions
from console.ssh.target import Target

log = logging.getLogger("leitstand.ssh.identities")


class KeyFile(Struct, frozen=True):
    """A private key file, or a public one that selects a key of the agent."""

    path: Path
    public: asyncssh.SSHKey | None
    pairs: tuple[asyncssh.SSHKeyPair, ...]
    locked: bytes = b""
    """The contents of a file that needs a passphrase."""


class Offer(Struct, frozen=True):
    """A key to offer, and what to call it in a message."""

    pair: asyncssh.SSHKeyPair
    source: str


class KeyStore:
    """Keys that are open, kept in memory as an agent does, so that a reconnect asks nothing.

    Reading RSA keys and checking passphrases takes a tenth of a second: it happens off the loop.
    """

    def __init__(self) -> None:
        self._files: dict[Path, tuple[tuple[tuple[Path, int, int], ...], KeyFile]] = {}
        """What was read of each key file, and of which files it was made."""
        self._open: dict[Path, tuple[bytes, asyncssh.SSHKey]] = {}
        self._worked: dict[str, bytes] = {}

    async def read(self, path: Path, certificates: tuple[Path, ...]) -> KeyFile | None:
        """Read a key file; None where it is missing, as OpenSSH does. Raises OSError and KeyImportError."""
        # Certificates too: those that live for an hour are written anew while the key stays.
        made_of = _made_of(path, *certificates, path.with_name(f"{path.name}-cert.pub"))
        if not made_of or made_of[0][0] != path:
            return None
        before, file = self._files.get(path, ((), None))
        if file is None or before != made_of:
            file = await asyncio.to_thread(_read_key_file, path, certificates)
            self._files[path] = (made_of, file)
        return file

    async def unlock(self, file: KeyFile, questions: Questions) -> tuple[asyncssh.SSHKey | None, int]:
        """Open a key with a passphrase; return the key and the number of wrong passphrases."""
        contents, key = self._open.get(file.path, (b"", None))
        if key is not None and contents == file.locked:
            return key, 0
        opened, wrong = await questions.passphrase(str(file.path), partial(_decrypt, file))
        if opened is not None:
            self._open[file.path] = (file.locked, opened)
        return opened, wrong

    def remember_worked(self, login: str, public: bytes) -> None:
        """Offer this key first the next time: servers count each key that they refuse."""
        self._worked[login] = public

    def worked(self, login: str) -> bytes:
        """Return the key that this login took the last time."""
        return self._worked.get(login, b"")


class LockedKeyPair(asyncssh.SSHKeyPair):
    """A key whose passphrase is asked for only when the server would accept the key."""

    def __init__(self, public: asyncssh.SSHKey, identities: Identities, file: KeyFile) -> None:
        super().__init__(
            public.algorithm,
            public.algorithm,
            public.sig_algorithms,
            public.sig_algorithms,
            public.public_data,
            None,
        )
        self._identities = identities
        self._file = file

    async def sign_async(self, data: bytes) -> bytes:
        """Sign with the key once it is open; a ValueError sends the login on to the next key."""
        key = await self._identities.unlock(self._file)
        if key is None:
            raise ValueError("the key stays locked")
        return await asyncio.to_thread(key.sign, data, self.sig_algorithm)


class Identities:
    """The keys of one login."""

    def __init__(self, target: Target, store: KeyStore, questions: Questions) -> None:
        self.problems: list[Problem] = []
        self.locked_path = ""
        self.wrong_passphrases = 0
        self.is_given_up = False
        self._target = target
        self._store = store
        self._questions = questions
        self._agent: asyncssh.SSHAgentClient | None = None
        self._offers = self._all()

    async def next(self) -> Offer | None:
        """Return the next key to offer."""
        return await anext(self._offers, None)

    async def unlock(self, file: KeyFile) -> asyncssh.SSHKey | None:
        """Open a key file with the person's help."""
        key, wrong = await self._store.unlock(file, self._questions)
        if key is None:
            self.locked_path, self.wrong_passphrases = str(file.path), wrong
            self.is_given_up = wrong == 0
        return key

    async def close(self) -> None:
        """Let go of the agent."""
        await self._offers.aclose()
        if self._agent is not None:
            self._agent.close()
            await self._agent.wait_closed()
            self._agent = None

    async def _all(self) -> AsyncGenerator[Offer, None]:
        """Yield the keys: the one that worked, the agent's that are named, the agent's others, the files."""
        files = await self._key_files()
        agent = await self._agent_pairs()
        named = {data for file in files for data in _public_data(file)}
        matching = [pair for pair in agent if pair.key_public_data in named]
        others = [] if self._target.is_agent_restricted else [p for p in agent if p.key_public_data not in named]
        offers = [Offer(pair, "agent") for pair in [*matching, *others]]
        held = {pair.key_public_data for pair in agent}
        offers += [Offer(pair, str(f.path)) for f in files for pair in self._file_pairs(f, held)]
        worked = self._store.worked(self._target.login)
        seen: set[bytes] = set()
        for offer in sorted(offers, key=lambda o: o.pair.public_data != worked):
            if offer.pair.public_data not in seen:
                seen.add(offer.pair.public_data)
                yield offer
        async for offer in self._without_public_part(files):
            yield offer

    def _file_pairs(self, file: KeyFile, held: set[bytes]) -> Iterable[asyncssh.SSHKeyPair]:
        if _is_on_security_key(file) and not sk_available:
            # Offered, the server would ask for a signature that nobody here can make.
            if not _public_data(file) & held:
                self.problems.append(_needs_agent(file.path))
            return ()
        if file.locked and file.public is not None:
            return (LockedKeyPair(file.public, self, file),)
        return file.pairs

    async def _without_public_part(self, files: list[KeyFile]) -> AsyncIterator[Offer]:
        """Open the old PEM keys last: without a .pub file only the passphrase tells which key they are."""
        for file in files:
            if file.locked and file.public is None:
                key = await self.unlock(file)
                if key is not None:
                    for pair in asyncssh.load_keypairs(key):
                        yield Offer(pair, str(file.path))

    async def _key_files(self) -> list[KeyFile]:
        files: list[KeyFile] = []
        for path in self._target.identity_paths:
            try:
                file = await self._store.read(path, self._target.certificate_paths)
            except OSError as error:
                self.problems.append(_unreadable(path, error.strerror or str(error)))
            except ValueError as error:  # KeyImportError and a certificate of another key
                self.problems.append(_unreadable(path, str(error)))
            else:
                if file is not None:
                    files.append(file)
        return files

    async def _agent_pairs(self) -> list[asyncssh.SSHKeyPair]:
        if not self._target.agent_path:
            return []
        try:
            self._agent = await asyncssh.connect_agent(self._target.agent_path)
            return list(await self._agent.get_keys())
        except (OSError, ValueError) as error:
            # An agent that has gone is normal: SSH_AUTH_SOCK outlives it.
            log.info("SSH agent not usable: %s", type(error).__name__)
            return []


def _made_of(*paths: Path) -> tuple[tuple[Path, int, int], ...]:
    """Return the files that exist, with what tells whether they have changed. Raises OSError for the unreadable."""
    found: list[tuple[Path, int, int]] = []
    for path in paths:
        try:
            stat = path.stat()
        except FileNotFoundError:
            continue
        found.append((path, stat.st_mtime_ns, stat.st_size))
    return tuple(found)


def _read_key_file(path: Path, certificates: tuple[Path, ...]) -> KeyFile:
    certlist = [str(c) for c in certificates if c.is_file()]
    data = path.read_bytes()
    public = _public_part(path)
    try:
        pairs = asyncssh.load_keypairs([str(path)], certlist=certlist)
    except asyncssh.KeyImportError as error:
        if str(error).startswith("Passphrase"):
            return KeyFile(path, public, (), locked=data)
        if public is not None and b"PRIVATE KEY" not in data:
            return KeyFile(path, public, ())  # a .pub file: it selects a key of the agent
        raise
    return KeyFile(path, public, tuple(pairs))


def _public_part(path: Path) -> asyncssh.SSHKey | None:
    for candidate in (f"{path}.pub", str(path)):
        try:
            return asyncssh.read_public_key(candidate)
        except (OSError, ValueError):
            continue
    return None


async def _decrypt(file: KeyFile, passphrase: str) -> asyncssh.SSHKey | None:
    try:
        return await asyncio.to_thread(asyncssh.import_private_key, file.locked, passphrase)
    except ValueError:  # KeyEncryptionError for most formats, KeyImportError for some
        return None


def _public_data(file: KeyFile) -> set[bytes]:
    """Return the public keys that a file names."""
    public = set() if file.public is None else {file.public.public_data}
    return public | {pair.key_public_data for pair in file.pairs}


def _is_on_security_key(file: KeyFile) -> bool:
    """Tell whether the file is only the handle of a key that a FIDO device keeps."""
    algorithms = [pair.algorithm for pair in file.pairs] if file.public is None else [file.public.algorithm]
    return any(algorithm.startswith(b"sk-") for algorithm in algorithms)


def _needs_agent(path: Path) -> Problem:
    return Problem(KeyNeedsAgent.CODE, KeyNeedsAgent.MESSAGE, KeyNeedsAgent.HINT, {"path": str(path)})


def _unreadable(path: Path, reason: str) -> Problem:
    return Problem(
        "ssh.key_unreadable",
        N_("The private key {path} cannot be read: {reason}."),
        N_("Check the permissions and the contents of the file. It must be a private key, not the .pub file."),
        {"path": str(path), "reason": reason},
    )
