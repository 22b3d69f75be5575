"""What servers print when they cannot go on is understood, and what would help is offered."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from console.deploy import arguments
from console.engines import engines
from console.model.ids import NodeId
from console.model.service import DeployRequest
from tests.contract.engines.requests import least

SAID = tomllib.loads((Path(__file__).parent / "lastwords.toml").read_text("utf-8"))["said"]


@pytest.mark.parametrize("said", SAID, ids=[f"{said['engine']}-{said['says'][:30]}" for said in SAID])
def test_last_words_are_understood(said: dict[str, object]) -> None:
    engine = engines()[str(said["engine"])]
    noise = "INFO 01-11 15:51:02 [core.py:70] Initializing an engine\n" * 20
    found = engine.explain(f"{noise}{said['log']}\nTraceback (most recent call last):\n")
    assert found is not None and str(said["says"]) in found.meaning.english()
    assert dict(found.arguments) == said["arguments"]
    assert "{" not in found.meaning.english()
    if found.arguments:
        assert found.fix is not None and "try again" in found.fix.english() and "{" not in found.fix.english()
        request = DeployRequest((NodeId("n"),), "m", engine.id, arguments=(*least(engine), *found.arguments))
        arguments.check(request, engine)
    if "button" in said:
        assert found.fix is not None and found.fix.english() == said["button"]


def test_every_engine_is_heard() -> None:
    assert {str(said["engine"]) for said in SAID} == set(engines())
