"""What a request asks of a node, filled up from the books."""

from __future__ import annotations

from msgspec.structs import replace

from console.deploy.needs import acts_as_root, needs_of
from console.engines import engines
from console.model.weights import Origin, Packaging, Weights
from tests.unit.deploy.plans import REQUEST
from tests.unit.knowledge.books import books

WEIGHTS = Weights("m", Origin.HUB, "example/m", size_bytes=5)
ASKED = replace(REQUEST, engine="vllm", gpus=2)


def test_figures_come_from_the_books() -> None:
    needs = needs_of(engines()["vllm"], WEIGHTS, ASKED, Packaging.IMAGE, books())
    assert (needs.compute_capability, needs.glibc, needs.gpus) == ((7, 5), None, 2)
    assert needs.cuda == ("12.9",) and needs.image_bytes > 1_000_000_000
    assert needs.hosts == ("huggingface.co", "registry-1.docker.io")


def test_on_the_node_itself_its_libraries_count() -> None:
    needs = needs_of(engines()["vllm"], WEIGHTS, ASKED, Packaging.PROGRAM, books())
    assert needs.glibc == (2, 28) and not needs.image and "12.8" in needs.cuda


def test_what_somebody_elses_image_was_built_for_is_not_known() -> None:
    asked = replace(ASKED, image="registry.example.com/vllm:1")
    assert needs_of(engines()["vllm"], WEIGHTS, asked, Packaging.IMAGE, books()).cuda == ()


def test_without_gpus_no_figures_of_gpus() -> None:
    weights = replace(WEIGHTS, origin=Origin.WHEEL, reference="m==1")
    needs = needs_of(engines()["llama_cpp"], weights, REQUEST, Packaging.WHEELS, books())
    assert needs.compute_capability is None and needs.cuda == () and needs.glibc == (2, 17)
    assert needs.architectures == ("x86_64", "aarch64")


def test_a_unit_of_the_system_acts_as_root_and_one_of_the_user_does_not() -> None:
    system = replace(REQUEST, target="systemd", options=(("scope", "system"),))
    assert acts_as_root(system) and acts_as_root(replace(system, target="auto"))
    assert not acts_as_root(replace(system, options=())) and not acts_as_root(replace(system, target="docker"))
    assert not acts_as_root(replace(system, target="unheard of"))
