"""What holds for every model server."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

import console.engines
from console.deploy import arguments
from console.deploy.needs import needs_of
from console.engines import Engine, engines
from console.model import serving
from console.model.errors import ConsoleError
from console.model.field import Field
from console.model.launch import Needs
from console.model.weights import Origin, Packaging, Weights
from tests.contract.engines.requests import (
    FROM_HUB,
    HOSTILE,
    OPEN,
    SERVICE,
    WHEEL,
    every,
    job,
    least,
    value_for,
    weights_for,
)
from tests.unit.knowledge.books import books

WAYS = [
    pytest.param(engine, packaging, weights, id=f"{engine.id}-{packaging}-{weights.origin}")
    for engine in engines().values()
    for packaging in engine.packagings
    for weights in weights_for(engine, packaging)
]
EACH = pytest.mark.parametrize("engine", engines().values(), ids=list(engines()))
EACH_WAY = pytest.mark.parametrize(("engine", "packaging", "weights"), WAYS)
EACH_FIELD = pytest.mark.parametrize(
    ("engine", "field"),
    [pytest.param(one, field, id=f"{one.id}-{field.name}") for one in engines().values() for field in one.arguments],
)
SECRET = re.compile(r"hf_\w{8}|nvapi-\w|(?i:password|api[-_]key|token)=(?!\$\(cat )")


def test_there_is_one_engine_a_file() -> None:
    folder = Path(console.engines.__file__).parent
    assert sorted(engines()) == sorted(path.stem for path in folder.glob("*.py") if path.stem != "__init__")


@EACH
def test_an_engine_says_what_it_is(engine: Engine) -> None:
    assert engine.packagings and engine.formats and engine.start_seconds >= 10
    assert engine.paths.health.startswith("/") and engine.paths.ready.startswith("/")
    assert engine.paths.chat.startswith("/") or engine.paths.embeddings.startswith("/")
    assert len({argument.name for argument in engine.arguments}) == len(engine.arguments)
    if engine.id != "command":
        row = books().engines.find(engine.id)
        assert row is not None and row.source in books().engines.source


@EACH
def test_its_own_image_is_pinned(engine: Engine) -> None:
    image = engine.image(job(engine, engine.packagings[0], FROM_HUB).request)
    if image:
        name, _, tag = image.rpartition(":")
        assert "." in name.partition("/")[0], "short names mean different things to Docker and Podman"
        assert re.search(r"\d", tag) and tag != "latest" and "/" not in tag


@EACH_FIELD
def test_each_argument_has_a_meaning_and_a_range(engine: Engine, field: Field) -> None:
    assert field.title.english() and field.meaning.english().endswith(".")
    assert field.fault(field.default) is None and field.fault(value_for(field)) is None
    if field.kind.value in {"integer", "number"}:
        assert field.low is not None and field.high is not None
    request = job(engine, engine.packagings[0], FROM_HUB, arguments=((field.name, "\x1b[2J"),)).request
    with pytest.raises(ConsoleError) as refused:
        arguments.check(request, engine)
    assert refused.value.problem.params["field"] == field.name


@EACH_FIELD
def test_each_argument_changes_how_the_server_is_started(engine: Engine, field: Field) -> None:
    for packaging in engine.packagings:
        for weights in weights_for(engine, packaging):
            plain = engine.launch(job(engine, packaging, weights))
            others = tuple(pair for pair in least(engine) if pair[0] != field.name)
            value = "other {port} {address}" if field.name == "command" else value_for(field)
            if engine.launch(job(engine, packaging, weights, arguments=(*others, (field.name, value)))) != plain:
                return
    pytest.fail("nothing reads it")


@EACH_WAY
def test_the_server_stays_on_loopback(engine: Engine, packaging: Packaging, weights: Weights) -> None:
    for chosen in (least(engine), every(engine)):
        asked = job(engine, packaging, weights, arguments=chosen, address="127.0.0.1")
        if engine.id in OPEN:
            with pytest.raises(ConsoleError, match="every address"):
                engine.launch(asked)
            continue
        launch = engine.launch(asked)
        said = " ".join((*launch.arguments, *launch.entrypoint, *(value for _, value in launch.environment)))
        assert "0.0.0.0" not in said and not re.search(r"(?<![\w:])::(?![\w:])", said)
        assert launch.port == 18080 and "18080" in said
    inside = engine.launch(job(engine, packaging, weights, address="0.0.0.0"))
    told = " ".join((*inside.arguments, *(value for _, value in inside.environment)))
    assert "0.0.0.0" in told or engine.id in OPEN, "nobody would reach it in a network of its own"


@EACH_WAY
def test_no_secret_is_seen_in_the_list_of_processes(engine: Engine, packaging: Packaging, weights: Weights) -> None:
    gated = replace(weights, is_gated=True)
    launch = engine.launch(job(engine, packaging, gated, arguments=every(engine)))
    assert not SECRET.search(" ".join((*launch.arguments, *(f"{name}={value}" for name, value in launch.environment))))
    if weights.origin is Origin.HUB:
        everything = " ".join((*launch.arguments, *(value for _, value in launch.environment)))
        assert f"{SERVICE.directory}/{serving.TOKEN_FILE}" in everything, "where would its token come from?"


@EACH_WAY
def test_what_is_hostile_stays_one_word(engine: Engine, packaging: Packaging, weights: Weights) -> None:
    odd = replace(weights, reference=f"/srv/{HOSTILE}", file=HOSTILE, id=HOSTILE)
    launch = engine.launch(job(engine, packaging, odd))
    words = (*launch.arguments, *(value for _, value in launch.environment))
    assert any(HOSTILE in word or HOSTILE in word.replace('\\"', '"') for word in words)
    assert not any(word in {"rm", ";", "-rf"} for word in words)
    done = subprocess.run(
        ["/bin/sh", "-c", f"printf '%s\\n' {shlex.join(launch.arguments)}"], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == list(launch.arguments)


@EACH_WAY
def test_what_it_needs_is_sane(engine: Engine, packaging: Packaging, weights: Weights) -> None:
    for gpus in (0, 4):
        request = job(engine, packaging, weights, gpus=gpus).request
        needs = needs_of(engine, weights, request, packaging, books())
        assert needs.disk_bytes > weights.size_bytes and needs.memory_bytes >= weights.memory_bytes
        assert bool(needs.image) is (packaging is Packaging.IMAGE) is needs.container_engine
        assert (packaging is Packaging.IMAGE) is any("." in host and host != serving.HUB_HOST for host in needs.hosts)
        assert bool(needs.gpus) is bool(gpus) or needs.gpus == 1 or packaging is Packaging.WHEELS
        assert (needs.compute_capability is None) or needs.gpus
        assert all(requirement.count("==") == 1 for requirement in engine.requirements(weights))
        _agree(engine, needs, packaging, weights, gpus)


def _agree(engine: Engine, needs: Needs, packaging: Packaging, weights: Weights, gpus: int) -> None:
    launch = engine.launch(job(engine, packaging, weights, gpus=gpus))
    assert launch.gpus == needs.gpus and launch.packaging is packaging
    assert (launch.image == needs.image) or packaging is Packaging.WHEELS
    assert launch.shared_memory_bytes == needs.shared_memory_bytes
    assert bool(launch.shared_memory_bytes) is (launch.gpus > 1)
    if weights.origin is Origin.NODE and packaging is Packaging.IMAGE:
        assert any(weights.reference.startswith(mount.source) for mount in launch.mounts), (
            "it would not see the weights"
        )


def test_shared_memory_is_what_the_books_ask_for() -> None:
    assert books().engines.room.shared_memory_bytes == serving.SHARED_MEMORY_BYTES


@EACH
def test_programs_are_python_or_sh_and_have_plain_names(engine: Engine) -> None:
    for program in engine.programs():
        assert "/" not in program.name and "0.0.0.0" not in program.content
        if program.name.endswith(".py"):
            ast.parse(program.content)
        else:
            subprocess.run(["/bin/sh", "-n"], input=program.content.encode(), check=True)


@EACH
def test_unknown_words_explain_nothing(engine: Engine) -> None:
    assert engine.explain("all is well") is None
    assert engine.explain("leitstand: address 127.0.0.1:18080 already in use") is not None


def test_further_arguments_reach_llama_cpp_as_wheels_or_are_refused() -> None:
    def words(extra: str) -> tuple[str, ...]:
        engine = engines()["llama_cpp"]
        return engine.launch(job(engine, Packaging.WHEELS, WHEEL, arguments=(("extra", extra),))).arguments

    assert words("")[-2:] == ("--context", "2048")
    said = words("-b 512 --no-warmup --flash-attn on --chat-template 'a b'")
    assert said[-4:] == (
        "--set=n_batch=512", "--set=warmup=0", "--set=flash_attn_type=enabled", "--set=chat_template=a b",
    )  # fmt: skip
    for extra in ("--n-gpu-layers 9", "-b", "512", "--top-k 3 --lora x.gguf"):
        with pytest.raises(ConsoleError, match="does not take") as refused:
            words(extra)
        assert "--batch-size" in refused.value.problem.advice()
