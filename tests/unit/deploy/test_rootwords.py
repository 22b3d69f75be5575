"""Passwords for sudo by what the tools say; with real ones in ``tests/unit/app/test_sudowords.py``."""

from __future__ import annotations

import asyncio

import pytest

from console.deploy.rootwords import Access, NoRoot, RootWords, Word, access_of
from console.deploy.shell import SHELL_WITH_WORD
from console.model.ids import NodeId
from tests.unit.deploy.nodes import Completed

NODE = NodeId("gpu01")


@pytest.mark.parametrize(
    ("said", "access"),
    [
        ("root", Access.ROOT),
        ("free", Access.FREE),
        ("some", Access.SOME),
        ("none", Access.NONE),
        ("sudo: a password is required", Access.PASSWORD),
        ("sudo-rs: interactive authentication is required", Access.PASSWORD),
        ("doas: Authentication required", Access.TERMINAL),
        ("sudo: sorry, you must have a tty to run sudo", Access.TERMINAL),
        ("Sorry, user ops may not run sudo on gpu01.", Access.REFUSED),
        ("sudo-rs: I'm sorry ops. I'm afraid I can't do that", Access.REFUSED),
        ("doas: Operation not permitted", Access.REFUSED),
        ("sudo: /etc/sudo.conf is owned by uid 7, should be 0", Access.UNKNOWN),
    ],
)
def test_what_the_tools_say(said: str, access: Access) -> None:
    assert access_of(said) is access


class Link:
    """A node whose sudo takes one password."""

    def __init__(self, says: str = "sudo: a password is required", right: str = "right") -> None:
        self.says, self.right = says, right
        self.tried: list[str] = []

    async def run(self, command: str, *, stdin: bytes = b"", timeout: float) -> Completed:
        del timeout
        await asyncio.sleep(0)
        if command != SHELL_WITH_WORD:
            return Completed(0, f"user: 7\naccess: {self.says}\n".encode(), b"")
        self.tried.append(stdin.decode().partition("\n")[0])
        is_right = self.tried[-1] == self.right
        return Completed(int(not is_right), b"", b"" if is_right else b"sudo: 1 incorrect password attempt\n")

    async def release(self) -> None:
        return


class Keeper:
    """A person with a list of answers, and a key ring."""

    def __init__(self, *answers: Word | None, stored: str = "") -> None:
        self.answers, self.stored, self.asked = list(answers), stored, 0

    async def remembered(self, node_id: NodeId) -> str:
        del node_id
        return self.stored

    async def ask(self, node_id: NodeId, attempt: int) -> Word | None:
        del node_id, attempt
        self.asked += 1
        return self.answers.pop(0)

    async def keep(self, node_id: NodeId, secret: str) -> None:
        del node_id
        self.stored = secret

    async def forget(self, node_id: NodeId) -> None:
        del node_id
        self.stored = ""


async def test_who_comes_meanwhile_waits_for_the_same_answer() -> None:
    link, keeper = Link(), Keeper(Word("right"))
    words = RootWords(keeper)
    assert await asyncio.gather(*(words.word(NODE, link) for _ in range(5))) == ["right"] * 5
    assert (keeper.asked, link.tried, keeper.stored) == (1, ["right"], "")
    assert "right" not in repr(Word("right"))


async def test_a_wrong_one_of_the_ring_counts_as_a_try() -> None:
    link, keeper = Link(), Keeper(Word("wrong"), Word("right"), stored="old")
    with pytest.raises(NoRoot):
        await RootWords(keeper).word(NODE, link)
    assert (link.tried, keeper.stored) == (["old", "wrong"], "")


async def test_what_would_be_two_lines_is_never_sent() -> None:
    link = Link(right="rm")
    with pytest.raises(NoRoot):
        await RootWords(Keeper(Word("rm\n-rf"), Word("a\0b"))).word(NODE, link)
    assert link.tried == []


async def test_nobody_to_ask_and_nothing_to_ask_for() -> None:
    with pytest.raises(NoRoot):
        await RootWords().word(NODE, Link())
    assert await RootWords().word(NODE, Link("free")) == ""
