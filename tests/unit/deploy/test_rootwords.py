"""Passwords for sudo by what the tools say; with real ones in ``tests/unit/app/test_sudowords.py``."""

from __future__ import annotations

import asyncio

import pytest

from console.deploy.rootwords import Access, NoRoot, RootWords, Together, Word, access_of
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

    def __init__(self, says: str = "sudo: a password is required", right: str = "right", user: str = "ops") -> None:
        self.says, self.right, self.user = says, right, user
        self.tried: list[str] = []

    async def run(self, command: str, *, stdin: bytes = b"", timeout: float) -> Completed:
        del timeout
        await asyncio.sleep(0)
        if command != SHELL_WITH_WORD:
            return Completed(0, f"user: 7\nname: {self.user}\naccess: {self.says}\n".encode(), b"")
        self.tried.append(stdin.decode().partition("\n")[0])
        is_right = self.tried[-1] == self.right
        return Completed(int(not is_right), b"", b"" if is_right else b"sudo: 1 incorrect password attempt\n")

    async def release(self) -> None:
        return


class Keeper:
    """A person with a list of answers, and a key ring."""

    def __init__(self, *answers: Word | None, stored: str = "") -> None:
        self.answers, self.stored, self.asked = list(answers), stored, 0
        self.named: list[tuple[NodeId, int, tuple[NodeId, ...]]] = []

    async def remembered(self, node_id: NodeId) -> str:
        del node_id
        return self.stored

    def alike(self, node_id: NodeId, others: tuple[NodeId, ...]) -> tuple[NodeId, ...]:
        del node_id
        return others

    async def ask(self, node_id: NodeId, attempt: int, others: tuple[NodeId, ...]) -> Word | None:
        self.named.append((node_id, attempt, others))
        self.asked += 1
        return self.answers.pop(0)

    async def keep(self, node_id: NodeId, secret: str) -> None:
        del node_id
        self.stored = secret

    async def forget(self, node_id: NodeId) -> None:
        del node_id
        self.stored = ""


class Ring(Keeper):
    """A key ring that has an old password, of every node."""

    async def remembered(self, node_id: NodeId) -> str:
        del node_id
        return "old"


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


# -- many nodes ---------------------------------------------------------------------------------

NODES = tuple(NodeId(f"gpu{number:02}") for number in range(1, 21))
FOR_ALL = Word("right", for_others=True)


async def asked_of(words: RootWords, links: dict[NodeId, Link], together: Together | None) -> list[str]:
    """Return what each node got: its password, or the code of why it got none."""

    async def one(node_id: NodeId) -> str:
        try:
            return await words.word(node_id, links[node_id], together)
        except NoRoot as refused:
            return refused.code

    return await asyncio.gather(*(one(node_id) for node_id in links))


def links_for(right: str = "right") -> dict[NodeId, Link]:
    return {node_id: Link(right=right) for node_id in NODES}


async def test_one_answer_opens_all_nodes_that_the_question_named() -> None:
    links, keeper = links_for(), Keeper(FOR_ALL)
    assert await asked_of(RootWords(keeper), links, Together(NODES)) == ["right"] * 20
    assert keeper.named == [(NODES[0], 1, NODES[1:])]
    assert all(link.tried == ["right"] for link in links.values())


async def test_those_that_wait_at_the_same_time_are_asked_for_together() -> None:
    # After a restart the steps of many nodes go on, and nothing was asked before.
    links, keeper = links_for(), Keeper(FOR_ALL)
    assert await asked_of(RootWords(keeper), links, None) == ["right"] * 20
    assert keeper.named == [(NODES[0], 1, NODES[1:])]


async def test_without_the_word_for_all_every_node_is_asked_for() -> None:
    links, keeper = links_for(), Keeper(*[Word("right")] * 20)
    assert await asked_of(RootWords(keeper), links, Together(NODES)) == ["right"] * 20
    assert [node_id for node_id, _, _ in keeper.named] == list(NODES)
    assert keeper.named[-1] == (NODES[-1], 1, ())


async def test_an_account_of_a_directory_is_never_locked() -> None:
    # Each wrong password counts on the same account, wherever it is tried; three lock it.
    links, keeper = links_for(right="else"), Keeper(Word("typo", for_others=True), Word("typo2", for_others=True))
    codes = await asked_of(RootWords(keeper), links, Together(NODES))
    assert codes == ["deploy.sudo_wrong", *["deploy.sudo_not_tried"] * 19]
    assert sum(len(link.tried) for link in links.values()) == 2 and keeper.asked == 2


async def test_after_a_node_that_refuses_it_no_other_is_tried_before_somebody_is_asked() -> None:
    links, keeper = links_for(), Keeper(FOR_ALL, Word("own", for_others=False), None)
    links[NODES[2]].right = "own"
    words = RootWords(keeper)
    codes = await asked_of(words, links, Together(NODES))
    assert codes == ["right", "right", "own", *["deploy.sudo_unanswered"] * 17]
    assert links[NODES[2]].tried == ["right", "own"] and all(not links[each].tried for each in NODES[3:])
    assert keeper.named[1] == (NODES[2], 2, NODES[3:])
    # Whoever checks again is asked anew, and what a node refused is not tried by itself.
    keeper.answers = [FOR_ALL]
    assert (await asked_of(words, links, Together(NODES)))[3:] == ["right"] * 17


async def test_whoever_refuses_does_so_once() -> None:
    links, keeper = links_for(), Keeper(None)
    assert await asked_of(RootWords(keeper), links, Together(NODES)) == ["deploy.sudo_unanswered"] * 20
    assert keeper.asked == 1 and not any(link.tried for link in links.values())


async def test_an_old_password_of_the_key_ring_is_tried_on_one_node_only() -> None:
    links, keeper = links_for(), Ring(FOR_ALL)
    assert await asked_of(RootWords(keeper), links, Together(NODES)) == ["right"] * 20
    assert [link.tried for link in links.values()] == [["old", "right"], *[["right"]] * 19]


async def test_another_user_does_not_get_it() -> None:
    links, keeper = links_for(), Keeper(FOR_ALL, None)
    links[NODES[1]].user = "admin"
    codes = await asked_of(RootWords(keeper), links, Together(NODES))
    assert codes == ["right", "deploy.sudo_unanswered", *["right"] * 18] and not links[NODES[1]].tried


async def test_one_that_does_not_work_any_more_is_forgotten_for_all_that_have_it() -> None:
    links, keeper = links_for(), Keeper(FOR_ALL, FOR_ALL)
    words = RootWords(keeper)
    await asked_of(words, links, Together(NODES))
    words.drop(NODES[7])
    for link in links.values():
        link.tried.clear()
    await asked_of(words, links, Together(NODES))
    assert all(link.tried == ["right"] for link in links.values()) and keeper.asked == 2
