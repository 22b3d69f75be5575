"""From files to weights and shape."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from console.deploy.weights.look import Found, look
from console.deploy.weights.place import File
from console.model.errors import ConsoleError
from console.model.weights import WeightsFormat
from tests.unit.deploy.weights import files

SHARD = files.safetensors({"embed": ("BF16", (100, 64), 12_800)})
INDEX = json.dumps(
    {"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}
).encode()
SHARDED = {
    "config.json": files.config(),
    "tokenizer.json": b"{}",
    "README.md": b"#",
    "model.safetensors.index.json": INDEX,
    "model-00001-of-00002.safetensors": SHARD,
    "model-00002-of-00002.safetensors": SHARD,
    "consolidated.safetensors": SHARD,
}


@dataclass
class Memory:
    held: Mapping[str, bytes]
    read: list[tuple[str, int]] = field(default_factory=list)

    async def files(self) -> tuple[File, ...]:
        return tuple(File(name, len(data)) for name, data in self.held.items())

    async def head(self, name: str, count: int) -> bytes:
        self.read.append((name, count))
        return self.held[name][:count]


async def found(held: Mapping[str, bytes], wanted: str = "") -> Found:
    return await look(Memory(held), "hf:a/b", wanted)


async def test_a_sharded_model_is_measured_by_its_tensors() -> None:
    model = await found(SHARDED)
    assert model.format is WeightsFormat.SAFETENSORS and model.main == ""
    assert model.shape is not None
    assert (model.shape.parameters, model.shape.weight_bytes, model.shape.precision) == (12_800, 25_600, "bf16")
    assert {file.name for file in model.files} == set(SHARDED) - {"README.md", "consolidated.safetensors"}


async def test_a_shard_that_is_missing_is_named() -> None:
    with pytest.raises(ConsoleError, match="model-00002-of-00002"):
        await found({name: data for name, data in SHARDED.items() if "00002-of" not in name})


async def test_a_quantisation_is_found_by_its_word() -> None:
    held = {"m-Q4_K_M.gguf": files.gguf(), "m-Q8_0.gguf": files.gguf(), "m-IQ4_K_M_XL.gguf": files.gguf()}
    assert (await found(held, "q8_0")).main == "m-Q8_0.gguf"
    assert (await found(held, "m-Q4_K_M.gguf")).main == "m-Q4_K_M.gguf"
    assert (await found(held)).main == "m-Q4_K_M.gguf"
    with pytest.raises(ConsoleError, match="no file Q2_K") as caught:
        await found(held, "Q2_K")
    assert "m-Q8_0.gguf" in caught.value.problem.advice()


async def test_where_nobody_chose_and_nothing_is_usual_a_person_is_asked() -> None:
    with pytest.raises(ConsoleError) as caught:
        await found({"m-Q2_K.gguf": files.gguf(), "m-Q8_0.gguf": files.gguf()})
    assert caught.value.code == "weights.choose"


async def test_a_gguf_in_parts_is_one_model() -> None:
    first, second = files.gguf(), files.gguf({"split.no": 1}, files.LLAMA_TENSORS[:1])
    model = await found({"q/m-Q8_0-00001-of-00002.gguf": first, "q/m-Q8_0-00002-of-00002.gguf": second})
    assert model.main == "q/m-Q8_0-00001-of-00002.gguf"
    assert len(model.files) == 2
    assert model.shape is not None and model.shape.parameters == 2 * 51_200 + 512


async def test_a_projector_for_pictures_is_not_the_model() -> None:
    assert (await found({"mmproj-f16.gguf": b"", "m.gguf": files.gguf()})).main == "m.gguf"


async def test_no_more_is_read_than_the_header_takes() -> None:
    keys = {**files.LLAMA_KEYS, "tokenizer.ggml.tokens": ["word"] * 100_000}
    big = files.gguf(keys, (("t", (1024, 8192), 1),))
    place = Memory({"m.gguf": big})
    await look(place, "x")
    assert len(place.read) == 4
    assert place.read[-1][1] < len(big) // 4


async def test_a_family_that_is_not_known_can_be_served_without_a_shape() -> None:
    model = await found({"config.json": b'{"model_type": "strange"}', "model.safetensors": SHARD})
    assert model.shape is None
    assert model.problem is not None and model.problem.code == "weights.no_field"


async def test_weights_of_the_old_kind() -> None:
    model = await found(
        {"config.json": files.config(), "pytorch_model-1.bin": bytes(50), "pytorch_model-2.bin": bytes(7)}
    )
    assert model.format is WeightsFormat.OTHER
    assert model.shape is not None and model.shape.weight_bytes == 57


async def test_a_place_without_weights() -> None:
    with pytest.raises(ConsoleError) as caught:
        await found({"README.md": b""})
    assert caught.value.code == "weights.none"
