"""What holds for every model server."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import console.engines
from console.deploy import catalog
from console.deploy.catalog import Entry
from console.engines import Engine, engines
from console.model.ids import NodeId
from console.model.job import Job
from console.model.launch import Service
from console.model.service import DeployRequest

ROOT = Path(__file__).parents[3]
SERVICE = Service("demo", "Demo", "/home/o p/demo", "/home/o p", 18080)


def entry_for(engine: Engine) -> Entry:
    return next(entry for entry in catalog.read(ROOT / "resources/catalog").entries if entry.choice.engine == engine.id)


def test_there_is_one_engine_a_file() -> None:
    folder = Path(console.engines.__file__).parent
    assert sorted(engines()) == sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("engine", engines().values(), ids=list(engines()))
def test_an_engine_says_all_that_a_plan_needs(engine: Engine) -> None:
    weights = entry_for(engine).weights
    request = DeployRequest((NodeId("n"),), weights.id)
    needs = engine.needs(weights, request, engine.packagings[0])
    assert needs.disk_bytes > weights.size_bytes and needs.memory_bytes >= weights.memory_bytes
    assert needs.architectures and needs.python is not None and needs.python >= (3, 8)
    assert all(requirement.count("==") == 1 for requirement in engine.requirements(weights))
    assert engine.paths.health.startswith("/") and engine.paths.chat.startswith("/")
    assert len({argument.name for argument in engine.arguments}) == len(engine.arguments)


@pytest.mark.parametrize("engine", engines().values(), ids=list(engines()))
def test_the_server_stays_on_loopback_and_gets_what_was_asked(engine: Engine) -> None:
    weights = entry_for(engine).weights
    request = DeployRequest((NodeId("n"),), weights.id, port=18080, arguments=(("threads", "3"),))
    command = engine.launch(Job(SERVICE, weights, request, engine.packagings[0], weights.file)).arguments
    assert command[0].startswith(f"{SERVICE.directory}/") and {"18080", "3"} <= set(command)
    assert "0.0.0.0" not in " ".join(command)
    for program in engine.programs():
        ast.parse(program.content)
        assert "0.0.0.0" not in program.content
        assert "/" not in program.name


@pytest.mark.parametrize("engine", engines().values(), ids=list(engines()))
def test_unknown_words_explain_nothing(engine: Engine) -> None:
    assert engine.explain("all is well") is None
    assert engine.explain("leitstand: address 127.0.0.1:18080 already in use") is not None
