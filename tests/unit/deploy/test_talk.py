"""Streamed answers, vectors and load, from a server that answers over a stream of the node."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.deploy.door import Door
from console.deploy.node import DeployNode
from console.deploy.talk import Load, Talk, percentile
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.job import Paths
from console.model.talking import LoadLevel, Turn
from tests.unit.deploy.conftest import WallClock
from tests.unit.deploy.modelserver import ModelServer, serving
from tests.unit.deploy.nodes import LocalNode
from tests.unit.deploy.plans import make_plan

PATHS = Paths(health="/health", ready="/health", metrics="/metrics", embeddings="/v1/embeddings")


@pytest.fixture
async def server() -> AsyncIterator[ModelServer]:
    async with serving() as made:
        yield made


def talk_with(server: ModelServer, home: Path, paths: Paths = PATHS) -> Talk:
    node = DeployNode(NodeId("n1"), LocalNode(home).link)
    return Talk(Door(node), replace(make_plan(), port=server.port), paths, WallClock())


async def test_an_answer_is_heard_as_it_comes(server: ModelServer, tmp_path: Path) -> None:
    server.word_seconds = 0.02
    heard: list[str] = []
    turns = (Turn("system", "Short."), Turn("user", "one two three"))
    said = await talk_with(server, tmp_path).say(turns, 9, 0.5, heard.append)
    assert heard == ["one ", "two ", "three "] and said.text == "one two three "
    assert (said.tokens, said.prompt_tokens, said.is_cut) == (6, 7, True)
    assert said.first_seconds is not None and 0 < said.first_seconds < said.seconds
    assert said.tokens_per_second is not None and said.tokens_per_second > 0
    (asked,) = server.asked
    assert asked["stream"] is True and asked["max_tokens"] == 9 and asked["temperature"] == 0.5
    assert asked["messages"] == [{"role": "system", "content": "Short."}, {"role": "user", "content": "one two three"}]


async def test_a_server_that_refuses_is_quoted(server: ModelServer, tmp_path: Path) -> None:
    server.refuses = True
    with pytest.raises(ConsoleError) as refused:
        await talk_with(server, tmp_path).say((Turn("user", "x"),), 9, 0.0)
    assert "429" in refused.value.problem.text() and "full" in refused.value.problem.text()


async def test_a_text_as_a_vector(server: ModelServer, tmp_path: Path) -> None:
    found = await talk_with(server, tmp_path).embed("x")
    assert (found.dimensions, found.norm, found.head) == (3, 5.0, (3.0, 4.0, 0.0))
    with pytest.raises(ConsoleError) as refused:
        await talk_with(server, tmp_path, replace(PATHS, embeddings="")).embed("x")
    assert refused.value.code == "serving.not_offered"


async def test_more_and_more_at_once(server: ModelServer, tmp_path: Path) -> None:
    server.word_seconds = 0.01
    levels: list[LoadLevel] = []
    load = Load((1, 4), rounds=2, prompt="one two", max_tokens=8)
    found = await talk_with(server, tmp_path).load(load, levels.append)
    assert list(found) == levels and [level.concurrency for level in levels] == [1, 4]
    assert [(level.answers, level.failures) for level in levels] == [(2, 0), (8, 0)] and server.most_at_once == 4
    first = levels[1]
    assert first.first_p50_seconds is not None and first.whole_p99_seconds is not None
    assert 0 < first.first_p50_seconds <= first.whole_p99_seconds
    # Four at once write more together, because this server does not tire.
    assert levels[1].tokens_per_second > 1.5 * levels[0].tokens_per_second
    assert len({str(asked["messages"]) for asked in server.asked}) == 10  # no two prompts begin alike


async def test_a_level_whose_requests_fail_says_why(server: ModelServer, tmp_path: Path) -> None:
    server.refuses = True
    (level,) = await talk_with(server, tmp_path).load(Load((2,), rounds=1), lambda _level: None)
    assert (level.answers, level.failures, level.first_p50_seconds) == (0, 2, None) and "429" in level.problem


async def test_a_talk_that_is_cut_off_leaves_no_stream(server: ModelServer, tmp_path: Path) -> None:
    server.hangs = True
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.3):
            await talk_with(server, tmp_path).say((Turn("user", "one two"),), 9, 0.0)
    server.hangs = False
    async with asyncio.timeout(5):
        while server.at_once:
            await asyncio.sleep(0.02)


async def test_figures(server: ModelServer, tmp_path: Path) -> None:
    figures = await talk_with(server, tmp_path).figures()
    assert figures is not None and figures.tokens_total == 5
    assert await talk_with(server, tmp_path, replace(PATHS, metrics="")).figures() is None


@pytest.mark.parametrize(("percent", "expected"), [(50, 50), (99, 99), (100, 100), (1, 1)])
def test_percentiles_by_nearest_rank(percent: float, expected: float) -> None:
    assert percentile([float(number) for number in range(100, 0, -1)], percent) == expected
    assert percentile([], percent) is None
