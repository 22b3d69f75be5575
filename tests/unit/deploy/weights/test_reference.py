"""How models are named."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.deploy.weights.reference import Reference, is_reference, parse
from console.model.errors import ConsoleError
from console.model.weights import Origin


@pytest.mark.parametrize(
    ("model", "expected", "name"),
    [
        ("hf:Qwen/Qwen3-8B", Reference(Origin.HUB, "Qwen/Qwen3-8B"), "Qwen3-8B"),
        ("hf:gpt2", Reference(Origin.HUB, "gpt2"), "gpt2"),
        ("hf:a/b@refs/pr/1", Reference(Origin.HUB, "a/b", "refs/pr/1"), "b"),
        ("hf:a/b:Q4_K_M", Reference(Origin.HUB, "a/b", "", "Q4_K_M"), "b"),
        ("hf:a/b@v1:sub/x.gguf", Reference(Origin.HUB, "a/b", "v1", "sub/x.gguf"), "b"),
        ("desk:/srv/models/Mine v2.gguf", Reference(Origin.DESK, "/srv/models/Mine v2.gguf"), "Mine-v2"),
        ("desk:~/models/", Reference(Origin.DESK, "~/models"), "models"),
        ("node:/data/llama", Reference(Origin.NODE, "/data/llama"), "llama"),
    ],
)
def test_names_that_mean_something(model: str, expected: Reference, name: str) -> None:
    found = parse(model)
    assert (found, found.name) == (expected, name)
    assert parse(str(found)) == found


@pytest.mark.parametrize(
    "model",
    [
        "", "hf:", "hf:/a", "hf:a/b/c", "hf:a/../b", "hf:a/b@", "hf:a/b@../x", "hf:a/b:../../etc/passwd", "hf:a/b:",
        "hf:a b/c", "hf:-a/b", "hf:a/b\n", "desk:relative", "desk:/a/../b", "node:", "node:~x", "ftp:/a",
        "hf:" + "a" * 500,
    ],
)  # fmt: skip
def test_names_that_mean_nothing(model: str) -> None:
    if model in {"hf:a/b@", "hf:a/b:"}:  # what is empty was not chosen
        assert parse(model).place == "a/b"
        return
    with pytest.raises(ConsoleError) as caught:
        parse(model)
    assert caught.value.code == "weights.reference"


def test_an_entry_of_the_catalogue_is_no_reference() -> None:
    assert not is_reference("smollm2-135m")
    assert is_reference("hf:a/b")


@given(st.sampled_from(["hf:", "desk:", "node:", ""]), st.text(max_size=40))
def test_any_text(scheme: str, rest: str) -> None:
    with contextlib.suppress(ConsoleError):
        found = parse(scheme + rest)
        assert found.name
        assert ".." not in found.place.split("/")
