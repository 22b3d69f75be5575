"""What would run on a node, and which node suits a model: arithmetic that a person can follow."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from console.deploy.fit import Capacity, capacity_of, fit, fits, ranks
from console.model import gpu_concern
from console.model.gpu import Gpu
from console.model.ids import NodeId
from console.model.node import Distro, Node, NodeView, Snapshot, Source
from console.model.node_detail import GpuDetail, MigInstance, NodeDetail
from console.model.readiness import Fit, Fits, GpuFacts, Workload
from tests.unit.knowledge.books import books

GIB = 1 << 30


def gpus(name: str, capability: tuple[int, int], gib: int, count: int, free: float = 1.0) -> tuple[GpuFacts, ...]:
    return tuple(GpuFacts(index, name, capability, gib * GIB, round(gib * GIB * free)) for index in range(count))


def node(devices: tuple[GpuFacts, ...], driver: str | None = "580.95.05") -> Capacity:
    return Capacity(devices, driver, "glibc", (2, 39), "x86_64", 512 * GIB)


H100X8 = node(gpus("NVIDIA H100 80GB HBM3", (9, 0), 80, 8))
A100X4 = node(gpus("NVIDIA A100-SXM4-40GB", (8, 0), 40, 4))
L4 = node(gpus("NVIDIA L4", (8, 9), 24, 1))


def on(capacity: Capacity, model: str, engine: str = "vllm", workload: Workload | None = None) -> Fit:
    shape = books().models.find(model)
    row = next(row for row in books().engines.engine if row.id == engine)
    assert shape is not None
    return fit(capacity, books(), workload or Workload(), shape, row)


@pytest.mark.parametrize(
    ("capacity", "model", "verdict", "precision", "count"),
    [
        (H100X8, "llama-3.1-8b", Fits.YES, "bf16", 1),
        (H100X8, "llama-3.1-70b", Fits.YES, "bf16", 4),
        # 405B in 16 bits takes 8 x 95 GiB; in 8 bits 8 x 48 GiB.
        (H100X8, "llama-3.1-405b", Fits.LIMIT, "fp8", 8),
        (A100X4, "llama-3.1-8b", Fits.YES, "bf16", 1),
        # 70B on four of 40 GiB: 33 GiB of weights each leave room for 8,192 tokens, not for four of them.
        (A100X4, "llama-3.1-70b", Fits.YES, "bf16", 4),
        (A100X4, "qwen2.5-72b", Fits.LIMIT, "bf16", 4),
        (L4, "qwen2.5-7b", Fits.YES, "bf16", 1),
        (L4, "qwen3-14b", Fits.LIMIT, "fp8", 1),
        (L4, "llama-3.1-70b", Fits.NO, "", 0),
    ],
)
def test_on_vllm(capacity: Capacity, model: str, verdict: Fits, precision: str, count: int) -> None:
    found = on(capacity, model)
    assert (found.fits, found.precision, found.gpus) == (verdict, precision, count), found
    if verdict is not Fits.NO:
        assert found.need_bytes <= found.free_bytes and found.most_tokens >= 2048


def test_a_longer_context_needs_more() -> None:
    short, long = on(L4, "llama-3.1-8b"), on(L4, "llama-3.1-8b", workload=Workload(131072))
    assert short.fits is Fits.YES
    assert long.fits is Fits.LIMIT and long.need_bytes <= long.free_bytes
    assert on(H100X8, "llama-3.1-8b", workload=Workload(131072, 4)).gpus > on(H100X8, "llama-3.1-8b").gpus


@pytest.mark.parametrize(
    ("capacity", "engine", "why"),
    [
        (replace(H100X8, driver="470.82.01"), "vllm", "driver 525.60.13"),
        (replace(H100X8, driver="535.1"), "nim", "driver 560.28.03"),
        (replace(H100X8, glibc=(2, 17)), "vllm", "glibc 2.28"),
        (replace(H100X8, libc="musl", glibc=None), "vllm", "musl"),
        (replace(H100X8, architecture="ppc64le"), "vllm", "ppc64le"),
        (replace(H100X8, driver=None), "vllm", "does not say"),
        (node(gpus("Tesla V100-SXM2-32GB", (7, 0), 32, 8)), "vllm", "compute capability 7.5"),
        (node(tuple(replace(gpu, capability=None) for gpu in H100X8.gpus)), "vllm", "unknown"),
        (node(tuple(replace(gpu, is_partitioned=True) for gpu in H100X8.gpus)), "vllm", "slices"),
        (node(gpus("NVIDIA H100", (9, 0), 80, 1, free=0.05)), "vllm", "others hold 76.0 GiB"),
        (node(()), "vllm", "no GPU"),
    ],
)
def test_the_limiting_factor_is_named(capacity: Capacity, engine: str, why: str) -> None:
    found = on(capacity, "llama-3.1-8b", engine)
    assert found.fits is Fits.NO and why in str(found.notes[0]), str(found.notes[0])


def test_gpus_of_others_are_left_to_them() -> None:
    busy = gpus("NVIDIA H100", (9, 0), 80, 1, free=0.1)
    free = tuple(replace(gpu, index=gpu.index + 1) for gpu in gpus("NVIDIA H100", (9, 0), 80, 1))
    assert on(node(busy + free), "llama-3.1-8b").gpus == 1
    # 16 bits would need both, and only one is free.
    assert on(node(busy + free), "llama-3.3-70b").precision == "fp8"


def test_an_engine_that_takes_its_share_is_told_to_take_less() -> None:
    shared = node(gpus("NVIDIA H100", (9, 0), 80, 1, free=0.6))
    found = on(shared, "llama-3.1-8b")
    assert found.fits is Fits.LIMIT and "usual share" in str(found.notes[0])
    assert on(shared, "llama-3.1-8b", "llama_cpp").fits is Fits.YES


def test_an_old_driver_is_a_limit_where_the_minor_version_carries_it() -> None:
    found = on(replace(H100X8, driver="550.163.01"), "llama-3.1-8b")
    assert found.fits is Fits.LIMIT and "minor-version" in str(found.notes[0])


def test_small_models_run_on_the_processor() -> None:
    found = on(node(()), "smollm2-1.7b", "llama_cpp")
    assert found.fits is Fits.LIMIT and found.gpus == 0 and "processor" in str(found.notes[0])
    assert on(replace(node(()), memory_available_bytes=GIB), "llama-3.1-8b", "llama_cpp").fits is Fits.NO


def test_layers_divide_where_heads_do_not() -> None:
    three = node(gpus("NVIDIA L4", (8, 9), 24, 3))
    assert on(three, "qwen2.5-14b", "llama_cpp").gpus == 2
    assert on(three, "qwen2.5-32b", "ollama").gpus in {2, 3}


def test_a_rough_estimate_says_so() -> None:
    # vLLM keeps of windows what they look back; of SGLang that is not known.
    assert not on(H100X8, "gpt-oss-20b").is_rough and on(H100X8, "gpt-oss-20b", "sglang").is_rough
    assert on(H100X8, "gemma-3-27b").is_rough and not on(H100X8, "qwen3-8b").is_rough
    assert on(H100X8, "gpt-oss-120b").fits is Fits.YES


def test_every_model_on_every_engine() -> None:
    found = fits(H100X8, books(), Workload())
    assert len(found) == len(books().models.model) * len(books().engines.writers)
    assert all(row.notes for row in found if row.fits is not Fits.YES)


def view(name: str, devices: tuple[Gpu, ...], *, seen: bool = True) -> NodeView:
    snapshot = Snapshot(
        1,
        datetime(2026, 11, 28, tzinfo=UTC),
        distro=Distro("ubuntu", "debian", "Ubuntu", "24.04", "Ubuntu", "glibc 2.39"),
        architecture="x86_64",
        driver_version="580.95.05",
        memory_available_bytes=64 * GIB,
        gpus=devices,
    )
    return NodeView(Node(NodeId(name), name, (), name, Source.INVENTORY), snapshot=snapshot if seen else None)


def devices(name: str, gib: int, used: int, count: int) -> tuple[Gpu, ...]:
    return tuple(
        Gpu(index, name=name, memory_total_bytes=gib * GIB, memory_used_bytes=used * GIB) for index in range(count)
    )


def test_a_sample_tells_what_a_node_has() -> None:
    found = capacity_of(view("a", devices("NVIDIA H100 80GB HBM3", 80, 10, 2)), books())
    assert found is not None and found.glibc == (2, 39) and found.driver == "580.95.05"
    assert [(gpu.capability, gpu.memory_free_bytes) for gpu in found.gpus] == [((9, 0), 70 * GIB)] * 2
    assert capacity_of(view("b", (), seen=False), books()) is None


def test_nodes_are_ranked_for_a_model() -> None:
    model = books().models.find("llama-3.3-70b")
    assert model is not None
    views = (
        view("unseen", (), seen=False),
        view("busy", devices("NVIDIA H100 80GB HBM3", 80, 75, 8)),
        view("l4", devices("NVIDIA L4", 24, 0, 4)),
        view("h200", devices("NVIDIA H200", 141, 0, 8)),
        view("h100", devices("NVIDIA H100 80GB HBM3", 80, 0, 8)),
    )
    found = ranks(views, books(), Workload(), model)
    assert [rank.name for rank in found] == ["h200", "h100", "l4", "busy", "unseen"]
    assert [rank.fit.fits if rank.fit else None for rank in found][:2] == [Fits.YES, Fits.YES]
    assert found[-1].fit is None
    only = ranks(views, books(), Workload(), model, "ollama")
    assert all(rank.fit is None or rank.fit.engine_id == "ollama" for rank in only)


def test_a_node_with_a_failed_gpu_ranks_below_whole_ones_and_says_why() -> None:
    model = books().models.find("llama-3.1-8b")
    assert model is not None
    first, second = devices("NVIDIA H100 80GB HBM3", 80, 0, 2)
    hurt = (first, replace(second, concerns=(gpu_concern.xid(79, "0000:ab:00"),)))
    found = ranks((view("a-hurt", hurt), view("b-whole", (first, second))), books(), Workload(), model)
    assert [(rank.name, rank.fit.fits if rank.fit else None) for rank in found] == [
        ("b-whole", Fits.YES),
        ("a-hurt", Fits.LIMIT),
    ]
    assert found[1].fit is not None and found[1].fit.notes[0].params == {"gpus": "1"}


def test_slices_stand_in_place_of_the_gpu_that_is_cut() -> None:
    part = MigInstance(0, profile="3g.40gb", memory_total_bytes=40 * GIB, memory_used_bytes=GIB)
    detail = NodeDetail(gpus=(GpuDetail(1, mig=(part, replace(part, index=1, memory_used_bytes=None))),))
    found = capacity_of(view("a", devices("NVIDIA H100 80GB HBM3", 80, 10, 2)), books(), detail)
    assert found is not None
    assert [(gpu.index, gpu.profile, gpu.is_partitioned) for gpu in found.gpus] == [
        (0, "", None), (1, "", True), (1, "3g.40gb", False), (1, "3g.40gb", False),
    ]  # fmt: skip
    assert [gpu.memory_free_bytes for gpu in found.gpus[2:]] == [39 * GIB, 40 * GIB]
