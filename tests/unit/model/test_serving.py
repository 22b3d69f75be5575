"""What model servers have in common."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.model import serving
from console.model.ids import NodeId
from console.model.job import Job, Mount
from console.model.launch import Service
from console.model.service import DeployRequest
from console.model.weights import Origin, Packaging, Weights

SERVICE = Service("demo", "Demo", "/home/ops/demo", "/home/ops", 18080)
REQUEST = DeployRequest((NodeId("n"),), "m", arguments=(("devices", "4,5"), ("extra", "--a 'b c'")))
HUB = Weights("m", Origin.HUB, "example/m")


def job(weights: Weights, path: str) -> Job:
    return Job(SERVICE, weights, REQUEST, Packaging.IMAGE, path)


@pytest.mark.parametrize(
    ("image", "host"),
    [
        ("vllm/vllm-openai:v1", "registry-1.docker.io"),
        ("docker.io/library/python:3", "registry-1.docker.io"),
        ("python:3.12", "registry-1.docker.io"),
        ("nvcr.io/nim/meta/llama:1", "nvcr.io"),
        ("registry.example.com:5000/own:1", "registry.example.com:5000"),
        ("localhost/own:1", "localhost"),
    ],
)
def test_registries(image: str, host: str) -> None:
    assert serving.registry(image) == host


def test_a_token_is_a_file_and_the_rest_needs_no_network() -> None:
    assert "HF_TOKEN_PATH" not in dict(serving.hub_environment(job(HUB, "example/m")))
    gated = dict(serving.hub_environment(job(replace(HUB, is_gated=True), "example/m")))
    assert gated["HF_TOKEN_PATH"] == "/home/ops/demo/hub-token" and "HF_HUB_OFFLINE" not in gated
    carried = dict(serving.hub_environment(job(replace(HUB, origin=Origin.NODE), "/srv/m")))
    assert carried["HF_HUB_OFFLINE"] == "1"


def test_containers_see_the_weights_where_they_are() -> None:
    there = replace(HUB, origin=Origin.NODE)
    assert serving.weights_mounts(job(there, "/srv/m")) == (Mount("/srv/m", "/srv/m"),)
    assert serving.weights_mounts(job(there, "/srv/m/a-00001-of-2.gguf")) == (Mount("/srv/m", "/srv/m"),)
    assert serving.weights_mounts(job(there, "/home/ops/demo/weights/m")) == ()
    assert serving.weights_mounts(job(HUB, "example/m")) == ()


def test_what_was_chosen() -> None:
    assert serving.devices(REQUEST) == ("4", "5") and serving.further(REQUEST) == ("--a", "b c")
    assert serving.visible_devices(REQUEST) == (("CUDA_VISIBLE_DEVICES", "4,5"),)
    assert serving.served(HUB, REQUEST) == "m"
    assert serving.hosts(HUB, "nvcr.io/x:1") == ("huggingface.co", "nvcr.io")


def test_a_secret_goes_from_its_file_into_a_variable_and_into_no_argument(tmp_path: Path) -> None:
    token = tmp_path / "it's a token"
    token.write_text("very-private")
    tell = 'exec printf "%s|" "$HF_TOKEN"'
    for path, said in ((token, "very-private|a b|$x|"), (tmp_path / "none", "|a b|$x|")):
        words = serving.with_secret("HF_TOKEN", str(path), f'{tell} "$@"', ("a b", "$x"))
        done = subprocess.run(
            ["/bin/sh", *words], capture_output=True, text=True, check=True, env={"PATH": "/usr/bin:/bin"}
        )
        assert done.stdout == said and "very-private" not in " ".join(words)
