"""Passwords for sudo: asked for once a node, when it is known that one is needed, and handed over on standard input.

What sudo, sudo-rs and doas say was read from sudo 1.9.13, sudo-rs 0.2.5 and opendoas 6.8.2.
"""

from __future__ import annotations

import asyncio
import re
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

    def __repr__(self) -> str:
        return f"Word(secret=…, remember={self.remember})"


class Keeper(Protocol):
    """Who asks the person, and has the key ring."""

    async def remembered(self, node_id: NodeId) -> str:
        """Return the password that the key ring has; empty where it has none."""
        ...

    async def ask(self, node_id: NodeId, attempt: int) -> Word | None:
        """Ask the person; None where nobody answers."""
        ...

    async def keep(self, node_id: NodeId, secret: str) -> None:
        """Put a password that works into the key ring."""
        ...

    async def forget(self, node_id: NodeId) -> None:
        """Take a password that does not work out of the key ring."""
        ...


class NoRoot(ConsoleError):
    """Nobody becomes root there now."""


class RootWords:
    """The passwords of this core, by node. They are in memory, and in the key ring where a person wants that."""

    def __init__(self, keeper: Keeper | None = None) -> None:
        self._keeper = keeper
        self._words: dict[NodeId, str] = {}
        self._asking: dict[NodeId, asyncio.Lock] = {}

    async def word(self, node_id: NodeId, link: AskLink) -> str:
        """Return the password that sudo wants; empty where it wants none or lets nobody in. NoRoot without one."""
        async with self._asking.setdefault(node_id, asyncio.Lock()):
            if node_id not in self._words:
                done = await link.run(SHELL, stdin=as_input(LOOK).encode(), timeout=LOOK_SECONDS)
                said = done.stdout.decode(errors="replace")
                found = re.search(r"^access: (.*)$", said, re.MULTILINE)
                if found is None or access_of(found[1].strip()) is not Access.PASSWORD:
                    return ""
                tries = MOST_TRIES_RS if "sudo-rs" in said else MOST_TRIES
                self._words[node_id] = await self._asked(node_id, link, tries)
            return self._words[node_id]

    def drop(self, node_id: NodeId) -> None:
        """Forget a password that does not work any more; the next one who needs it is asked."""
        self._words.pop(node_id, None)

    async def _asked(self, node_id: NodeId, link: AskLink, tries: int) -> str:
        if self._keeper is None:
            raise _unanswered(node_id)
        stored = await self._keeper.remembered(node_id)
        if stored:
            if await _opens(node_id, link, stored):
                return stored
            await self._keeper.forget(node_id)
            tries -= 1
        for attempt in range(1, tries + 1):
            word = await self._keeper.ask(node_id, attempt)
            if word is None:
                raise _unanswered(node_id)
            if await _opens(node_id, link, word.secret):
                if word.remember:
                    await self._keeper.keep(node_id, word.secret)
                return word.secret
        raise NoRoot(
            "deploy.sudo_wrong",
            N_("sudo on {node} did not take the password."),
            N_("It was not tried more often, so that the account is not locked. Check again to be asked anew."),
            node=node_id,
        )


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
        "deploy.sudo_unanswered",
        N_("sudo on {node} asks for a password, and nobody gave it."),
        N_("Check again to be asked anew, put it into the key ring, or choose what needs no root."),
        node=node_id,
    )
