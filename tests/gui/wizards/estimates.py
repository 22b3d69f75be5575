"""Fits of requests, for tests."""

from __future__ import annotations

from console.model.fit import Band, Change, Demand, Estimate, GpuUse, Limit, NodeEstimate, Parts
from console.model.ids import NodeId
from console.model.text import Text

GIB = 1 << 30
H100 = "NVIDIA H100 80GB HBM3"


def use(index: int, *, used: int = 1, weights: int = 33, kv: int = 3, fits: bool = True, taken: int = 72) -> GpuUse:
    parts = Parts(weights * GIB, kv * GIB, 5 * GIB, GIB)
    total = parts.total
    return GpuUse(index, H100, 80 * GIB, used * GIB, parts, 72 * GIB, max(taken * GIB, total), fits=fits)


DEMAND = Demand("bf16", context_tokens=32768, tensor=4)
FITS = Estimate(
    "vllm", "vLLM", DEMAND, fits=True, gpus=tuple(use(index) for index in range(4)),
    need_bytes=42 * GIB, room_bytes=72 * GIB, context_tokens=131072,
    band=Band(5, 0.97, 1.08),
)  # fmt: skip
CHANGES = (
    Change(
        DEMAND, (Text("each layer over {tensor} GPUs", {"tensor": "4"}),), 42 * GIB, 72 * GIB, 131072,
        (("gpus", "4"), ("tensor_parallel_size", "4")),
    ),
    Change(
        Demand("int4", context_tokens=32768), (Text("weights in {precision}", {"precision": "int4"}),),
        50 * GIB, 72 * GIB, 40960,
    ),
    Change(
        Demand("bf16", context_tokens=32768, sequences=2), (Text("{count} at once", {"count": "2"}),),
        70 * GIB, 72 * GIB, 32768, (),
    ),
)  # fmt: skip
TOO_LARGE = Estimate(
    "vllm", "vLLM", Demand("bf16", context_tokens=32768, sequences=4), fits=False, limit=Limit.MEMORY,
    why=Text("{need} GiB on each of {count} GPUs needed, {free} GiB usable.", {
        "need": "150.0", "count": "1", "free": "72.0",
    }),
    gpus=(use(0, weights=131, kv=13, fits=False),), need_bytes=150 * GIB, room_bytes=72 * GIB, changes=CHANGES,
    doubts=(Text("Images take more, by their number and size."),),
)  # fmt: skip
NODES = (
    NodeEstimate(NodeId("gpu-b04"), "gpu-b04", FITS),
    NodeEstimate(NodeId("gpu-a01"), "gpu-a01", TOO_LARGE),
    NodeEstimate(NodeId("x"), "x", why=Text("The node has not told yet what it has: wait for its values.")),
)
