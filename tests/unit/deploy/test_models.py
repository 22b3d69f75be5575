"""Models by name: from the catalogue, of a known shape, or from anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.deploy import catalog
from console.deploy.link import AskLink
from console.deploy.models import Models, usual
from console.deploy.weights.resolve import Resolver, no_token
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.service import DeployRequest
from console.model.weights import Origin, WeightsFormat
from tests.unit.deploy.conftest import CATALOGUE, WallClock
from tests.unit.deploy.weights import files
from tests.unit.deploy.weights.nodes import LocalLink
from tests.unit.knowledge.books import books

NODE = NodeId("n1")


class Later(WallClock):
    """A clock that is put forward by hand."""

    seconds = 1000.0

    def monotonic(self) -> float:
        return self.seconds


def models(clock: Later | None = None, own: Path | None = None, link: LocalLink | None = None) -> Models:
    async def link_for(node_id: NodeId) -> AskLink:
        assert node_id == NODE and link is not None
        return link

    return Models(catalog.read(CATALOGUE, own), books, Resolver(no_token, link_for), clock or Later())


def wanted(model: str) -> DeployRequest:
    return DeployRequest((NODE,), model, engine="vllm" if model.startswith("llama") else "llama_cpp")


async def test_a_model_of_the_desk_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "mine.gguf").write_bytes(files.gguf())
    entry = await models().entry(wanted(f"desk:{tmp_path}/mine.gguf"))
    assert entry.weights.origin is Origin.DESK and entry.weights.format is WeightsFormat.GGUF
    assert entry.choice.engine == "llama_cpp"
    assert entry.question
    assert entry.resolved is not None and entry.resolved.found.shape is not None


async def test_a_path_of_a_node_is_looked_at_on_the_node_of_the_request(tmp_path: Path) -> None:
    (tmp_path / "there.gguf").write_bytes(files.gguf())
    entry = await models(link=LocalLink(str(tmp_path))).entry(wanted("node:~/there.gguf"))
    assert (entry.weights.origin, entry.weights.reference) == (Origin.NODE, f"{tmp_path.resolve()}/there.gguf")


async def test_what_was_found_stands_for_a_while(tmp_path: Path) -> None:
    clock = Later()
    path = tmp_path / "mine.gguf"
    path.write_bytes(files.gguf())
    found = models(clock)
    first = await found.entry(wanted(f"desk:{path}"))
    path.unlink()
    assert await found.entry(wanted(f"desk:{path}")) == first
    clock.seconds += 601
    with pytest.raises(ConsoleError) as caught:
        await found.entry(wanted(f"desk:{path}"))
    assert caught.value.code == "weights.no_place"


async def test_an_entry_of_ones_own_says_what_its_weights_say(tmp_path: Path) -> None:
    (tmp_path / "w.gguf").write_bytes(files.gguf())
    own = tmp_path / "catalog"
    own.mkdir()
    (own / "mine.toml").write_text(
        f'id = "mine"\nname = "Mine"\nsummary = "s"\nlicense = "MIT"\nsource = "desk:{tmp_path}/w.gguf"\n'
        "[needs]\ncontext_tokens = 512\n"
    )
    entry = await models(own=own).entry(wanted("mine"))
    assert (entry.id, entry.weights.id, entry.weights.context_tokens) == ("mine", "mine", 512)
    assert entry.weights.size_bytes == (tmp_path / "w.gguf").stat().st_size


async def test_a_known_model_needs_no_hub_to_be_planned() -> None:
    entry = await models().entry(wanted("llama-3.1-70b"))
    assert entry.weights.origin is Origin.HUB and entry.resolved is None


async def test_only_what_an_engine_reads_is_offered() -> None:
    choices = await models().choices()
    assert choices[0].id == "smollm2-135m"
    assert all(choice.engine for choice in choices)
    offered = {choice.id for choice in choices}
    assert ("llama-3.1-70b" in offered) == bool(usual(WeightsFormat.SAFETENSORS))


async def test_a_name_that_means_nothing() -> None:
    for name, code in (("hf:a/b/c", "weights.reference"), ("nothing", "deploy.model_unknown")):
        with pytest.raises(ConsoleError) as caught:
            await models().entry(wanted(name))
        assert caught.value.code == code


async def test_an_engine_that_does_not_read_the_weights_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(files.safetensors({"e": ("F32", (10,), 40)}))
    with pytest.raises(ConsoleError, match=r"llama\.cpp does not read safetensors") as caught:
        await models().entry(wanted(f"desk:{tmp_path}"))
    assert "vllm" in caught.value.problem.advice()
