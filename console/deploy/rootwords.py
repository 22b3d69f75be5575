"""Passwords for sudo: asked for when it is known that one is needed, and handed over on standard input.

Who deploys to many nodes is asked once, and says whether the password is for all where the same user logs in. Their
accounts may be one account of a directory, which wrong passwords lock everywhere. So nodes take turns; a password goes
on to the next node only after it has opened one, to none after a node has refused it, and where a node has refused all
that was tried, or nobody answered, no other node of the deploy is asked.

What sudo, sudo-rs and doas say was read from sudo 1.9.13, sudo-rs 0.2.5 and opendoas 6.8.2.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from collections.abc import Iterable
from enum import Enum
from typing import Protocol

from msgspec import Struct

from console.deploy.link import AskLink
from console.deploy.shell import SHELL, SHELL_WITH_WORD, as_input
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.text import N_

MOST_TRIES = 2
"""Wrong passwords in a row. pam_faillock locks an account after three."""
MOST_TRIES_RS = 1
"""sudo-rs counts the end of its input as two more wrong ones."""
LOOK_SECONDS = 20.0
ANSWER_SECONDS = 300.0
"""How long a person may take for all tries."""


class Access(Enum):
    """How the user of a node becomes root there."""

    ROOT = "root"
    """The user is root."""
    FREE = "free"
    """Without a password."""
    SOME = "some"
    """Without a password, for some commands only."""
    PASSWORD = "password"
    TERMINAL = "terminal"
    """Only on a terminal: requiretty, or doas with a password, which takes it from nowhere else."""
    REFUSED = "refused"
    NONE = "none"
    """There is neither sudo nor doas."""
    UNKNOWN = "unknown"


LOOK = """\
echo "user: $(id -u)"
echo "name: $(id -un)"
if [ "$(id -u)" = 0 ]; then echo 'access: root'
elif command -v sudo >/dev/null 2>&1; then
  echo "tool: $(sudo -V 2>/dev/null | head -n 1)"
  if LC_ALL=C sudo -n -- true >/dev/null 2>&1; then echo 'access: free'
  elif said=$(LC_ALL=C sudo -n -v 2>&1); then echo 'access: some'
  else echo "access: $(printf '%s\\n' "$said" | tail -n 1)"; fi
elif command -v doas >/dev/null 2>&1; then
  echo 'tool: doas'
  if said=$(doas -n -- true 2>&1); then echo 'access: free'; else echo "access: $said"; fi
else
  echo 'access: none'
fi"""
"""Prints who the user is, the tool and how it lets the user in. It leaves a line in the node's log."""
TRY = "printf '%s\\n' \"$leitstand_word\" | LC_ALL=C sudo -k -S -p '' -v"
NOT_ALLOWED = r"not in the sudoers|may not run sudo|afraid I can't do that|doas: Operation not permitted"
_WORDS = (
    (NOT_ALLOWED, Access.REFUSED),
    (r"must have a tty|doas: Authentication required", Access.TERMINAL),
    (r"password is required|authentication is required", Access.PASSWORD),
)
WRONG = r"incorrect password attempt|incorrect authentication attempt|Authentication failed"


def access_of(said: str) -> Access:
    """Return what the line behind ``access:`` means."""
    if said in {each.value for each in (Access.ROOT, Access.FREE, Access.SOME, Access.NONE)}:
        return Access(said)
    return next((access for pattern, access in _WORDS if re.search(pattern, said)), Access.UNKNOWN)


class Word(Struct, frozen=True):
    """A password as a person gave it; its repr never shows it."""

    secret: str
    remember: bool = False
    for_others: bool = False
    """It may be used on the other nodes that the question named."""

    def __repr__(self) -> str:
        return f"Word(secret=…, remember={self.remember}, for_others={self.for_others})"


class Keeper(Protocol):
    """Who asks the person, and has the key ring."""

    async def remembered(self, node_id: NodeId) -> str:
        """Return the password that the key ring has; empty where it has none."""
        ...

    def alike(self, node_id: NodeId, others: tuple[NodeId, ...]) -> tuple[NodeId, ...]:
        """Return those of the others where the same user logs in."""
        ...

    async def ask(self, node_id: NodeId, attempt: int, others: tuple[NodeId, ...]) -> Word | None:
        """Ask the person, who may let it be used on ``others`` too; None where nobody answers."""
        ...

    async def keep(self, node_id: NodeId, secret: str) -> None:
        """Put a password that works into the key ring."""
        ...

    async def forget(self, node_id: NodeId) -> None:
        """Take a password that does not work out of the key ring."""
        ...


class NoRoot(ConsoleError):
    """Nobody becomes root there now."""


WRONG_CODE, UNANSWERED_CODE = "deploy.sudo_wrong", "deploy.sudo_unanswered"


class Together:
    """Nodes that are asked for together, as those of one deploy."""

    def __init__(self, node_ids: Iterable[NodeId] = ()) -> None:
        self.open = set(node_ids)
        """Nodes that may still need a password."""
        self.shared: dict[str, tuple[Word, frozenset[NodeId]]] = {}
        """By user: the password that a person let be used on these nodes, and that has opened one."""
        self.refused: dict[str, tuple[str, NodeId]] = {}
        """By user: the code with which, and the node where, it came to an end for all."""


class RootWords:
    """The passwords of this core, by node. They are in memory, and in the key ring where a person wants that."""

    def __init__(self, keeper: Keeper | None = None) -> None:
        self._keeper = keeper
        self._words: dict[NodeId, str] = {}
        self._users: dict[NodeId, str] = {}
        self._asking: dict[NodeId, asyncio.Lock] = {}
        self._turns: dict[str, asyncio.Lock] = {}
        self._meanwhile = Together()
        """Those that nobody said belong together, and that wait at the same time."""
        self._wrong: set[tuple[str, bytes]] = set()
        self._salt = secrets.token_bytes(16)

    async def word(self, node_id: NodeId, link: AskLink, together: Together | None = None) -> str:
        """Return the password that sudo wants; empty where it wants none or lets nobody in. NoRoot without one.

        ``together`` are the nodes of the same deploy; without it those that wait at the same time.
        """
        mine = together or self._meanwhile
        mine.open.add(node_id)
        try:
            async with self._asking.setdefault(node_id, asyncio.Lock()):
                if node_id not in self._words:
                    done = await link.run(SHELL, stdin=as_input(LOOK).encode(), timeout=LOOK_SECONDS)
                    said = done.stdout.decode(errors="replace")
                    found = re.search(r"^access: (.*)$", said, re.MULTILINE)
                    if found is None or access_of(found[1].strip()) is not Access.PASSWORD:
                        return ""
                    await self._learn(node_id, link, said, mine)
                return self._words[node_id]
        finally:
            mine.open.discard(node_id)
            if mine is self._meanwhile and not mine.open:
                self._meanwhile = Together()

    def drop(self, node_id: NodeId) -> None:
        """Forget a password that does not work any more, for every node of that user that has the same."""
        word, user = self._words.pop(node_id, None), self._users.get(node_id)
        for each in [each for each, known in self._words.items() if known == word and self._users.get(each) == user]:
            del self._words[each]

    async def _learn(self, node_id: NodeId, link: AskLink, said: str, mine: Together) -> None:
        name = re.search(r"^name: (.*)$", said, re.MULTILINE)
        user = self._users[node_id] = name[1].strip() if name is not None else ""
        tries = MOST_TRIES_RS if "sudo-rs" in said else MOST_TRIES
        async with self._turns.setdefault(user, asyncio.Lock()):
            self._words[node_id] = await self._found(node_id, link, tries, mine)

    async def _found(self, node_id: NodeId, link: AskLink, tries: int, mine: Together) -> str:
        user, keeper = self._users[node_id], self._keeper
        if keeper is None:
            raise _unanswered(node_id)
        if user in mine.refused:
            raise _not_tried(node_id, *mine.refused[user])
        stored = await keeper.remembered(node_id)
        if stored and not self._is_wrong(user, stored):
            if await self._tried(node_id, link, stored):
                return stored
            await keeper.forget(node_id)
            tries -= 1
        attempt = 1
        word, nodes = mine.shared.get(user, (Word(""), frozenset[NodeId]()))
        if tries and node_id in nodes and not self._is_wrong(user, word.secret):
            if await self._tried(node_id, link, word.secret):
                if word.remember:
                    await keeper.keep(node_id, word.secret)
                return word.secret
            del mine.shared[user]
            attempt, tries = 2, tries - 1
        for each in range(attempt, attempt + tries):
            asked = await self._asked(node_id, link, mine, (keeper, each))
            if asked:
                return asked
        mine.refused[user] = (WRONG_CODE, node_id)
        raise NoRoot(
            WRONG_CODE,
            N_("sudo on {node} did not take the password."),
            N_("It was not tried more often, so that the account is not locked. Check again to be asked anew."),
            node=node_id,
        )

    async def _asked(self, node_id: NodeId, link: AskLink, mine: Together, how: tuple[Keeper, int]) -> str:
        """Ask once; return the password where it opens the node, else nothing."""
        keeper, attempt = how
        others = keeper.alike(node_id, tuple(sorted(mine.open - {node_id})))
        word = await keeper.ask(node_id, attempt, others)
        if word is None:
            mine.refused[self._users[node_id]] = (UNANSWERED_CODE, node_id)
            raise _unanswered(node_id)
        if not await self._tried(node_id, link, word.secret):
            return ""
        if word.for_others:
            mine.shared[self._users[node_id]] = (word, frozenset(others))
        if word.remember:
            await keeper.keep(node_id, word.secret)
        return word.secret

    async def _tried(self, node_id: NodeId, link: AskLink, word: str) -> bool:
        mark = self._mark(self._users[node_id], word)
        is_right = await _opens(node_id, link, word)
        (self._wrong.discard if is_right else self._wrong.add)(mark)
        return is_right

    def _is_wrong(self, user: str, word: str) -> bool:
        """Say whether a node has refused it: it is not tried on others unless a person types it for them."""
        return self._mark(user, word) in self._wrong

    def _mark(self, user: str, word: str) -> tuple[str, bytes]:
        return user, hashlib.blake2b(word.encode(), key=self._salt).digest()


async def _opens(node_id: NodeId, link: AskLink, word: str) -> bool:
    if not word or "\n" in word or "\0" in word:
        return False
    done = await link.run(SHELL_WITH_WORD, stdin=f"{word}\n{as_input(TRY)}".encode(), timeout=LOOK_SECONDS)
    said = (done.stdout + done.stderr).decode(errors="replace")
    if done.rc != 0 and not re.search(WRONG, said):
        reason = next((line for line in reversed(said.splitlines()) if line.strip()), str(done.rc))
        raise NoRoot(
            "deploy.sudo_refused",
            N_("sudo on {node} says: {reason}"),
            N_("Let this user act as root, or choose what needs no root."),
            node=node_id,
            reason=reason.replace(word, "…"),
        )
    return done.rc == 0


def _unanswered(node_id: NodeId) -> NoRoot:
    return NoRoot(
        UNANSWERED_CODE,
        N_("sudo on {node} asks for a password, and nobody gave it."),
        N_("Check again to be asked anew, put it into the key ring, or choose what needs no root."),
        node=node_id,
    )


def _not_tried(node_id: NodeId, code: str, other: NodeId) -> NoRoot:
    if code == UNANSWERED_CODE:
        return _unanswered(node_id)
    return NoRoot(
        "deploy.sudo_not_tried",
        N_("sudo on {node} was not tried: {other} did not take the password of the same user."),
        N_("If both are one account, more wrong passwords would lock it. Check again to be asked anew."),
        node=node_id,
        other=other,
    )
