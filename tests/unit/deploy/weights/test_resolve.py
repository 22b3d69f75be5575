"""A name becomes weights, wherever they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.deploy.link import AskLink
from console.deploy.weights.reference import parse
from console.deploy.weights.resolve import Resolver
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.weights import Origin, WeightsFormat
from tests.hub import Hub, Repository
from tests.unit.deploy.weights import files
from tests.unit.deploy.weights.nodes import LocalLink

NODE = NodeId("n1")


def resolver(token: str = "", link: LocalLink | None = None) -> Resolver:
    async def token_for(host: str) -> str:
        assert host == "127.0.0.1"
        return token

    async def link_for(node_id: NodeId) -> AskLink:
        assert node_id == NODE and link is not None
        return link

    return Resolver(token_for, link_for)


async def test_a_model_of_the_hub_is_pinned_to_the_commit_that_was_looked_at(hub: Hub) -> None:
    model = files.safetensors({"embed": ("BF16", (100, 64), 12_800)})
    hub.repositories["a/b"] = repository = Repository(
        {"config.json": files.config(), "model.safetensors": model}, license="mit"
    )
    found = await resolver().resolve(parse("hf:a/b"))
    assert found.weights.origin is Origin.HUB and found.weights.reference == "a/b"
    assert found.weights.format is WeightsFormat.SAFETENSORS and found.weights.revision == repository.commit
    assert found.weights.size_bytes == len(model) + len(files.config())
    assert found.license == "mit"
    shape = found.found.shape
    assert shape is not None and (shape.layers, shape.weight_bytes) == (32, 12_800)


async def test_a_gated_model_is_read_with_the_token_of_the_key_ring(hub: Hub) -> None:
    hub.repositories["a/g"] = Repository({"m.gguf": files.gguf()}, gated="auto", granted=("hf_yes",))
    hub.valid_tokens.add("hf_yes")
    with pytest.raises(ConsoleError) as caught:
        await resolver().resolve(parse("hf:a/g"))
    assert caught.value.code == "weights.gated"
    assert "keyring set leitstand hub:127.0.0.1" in caught.value.problem.advice()
    found = await resolver("hf_yes").resolve(parse("hf:a/g"))
    assert found.weights.is_gated and found.weights.file == "m.gguf"
    assert "hf_yes" not in repr(found)


async def test_a_file_of_the_desk(tmp_path: Path) -> None:
    (tmp_path / "mine.gguf").write_bytes(files.gguf())
    (tmp_path / "other.gguf").write_bytes(files.gguf())
    found = await resolver().resolve(parse(f"desk:{tmp_path}/mine.gguf"))
    assert (found.weights.reference, found.weights.id) == (f"{tmp_path}/mine.gguf", "mine")
    assert found.folder == str(tmp_path)
    assert [file.name for file in found.found.files] == ["mine.gguf"]


async def test_a_folder_of_a_node_is_looked_at_there(tmp_path: Path) -> None:
    folder = tmp_path / "llama"
    folder.mkdir()
    (folder / "config.json").write_bytes(files.config())
    (folder / "model.safetensors").write_bytes(files.safetensors({"e": ("F32", (10,), 40)}))
    link = LocalLink(str(tmp_path))
    found = await resolver(link=link).resolve(parse("node:~/llama"), NODE)
    assert found.weights.reference == str(folder.resolve())
    assert found.found.shape is not None and found.found.shape.parameters == 10
    assert link.released == 1


async def test_a_path_on_a_node_needs_a_node() -> None:
    with pytest.raises(ConsoleError) as caught:
        await resolver().resolve(parse("node:/x"))
    assert caught.value.code == "weights.no_node"
