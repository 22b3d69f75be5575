"""Estimates for tests."""

from __future__ import annotations

from console.model.ids import NodeId
from console.model.readiness import Fit, Fits, Rank
from console.model.text import Text

GIB = 1 << 30
ONLY, SLOW = Text("Only with weights in {precision}.", {"precision": "fp8"}), Text("On the processor: slow.")
YES = Fit("llama", "Llama 8B", "vllm", "vLLM", Fits.YES, (), "bf16", 1, 20 * GIB, 72 * GIB, 131072)
LIMIT = Fit(
    "gemma", "Gemma 27B", "vllm", "vLLM", Fits.LIMIT, (ONLY,),
    "fp8", 1, 34 * GIB, 72 * GIB, 9000, is_rough=True,
)  # fmt: skip
NO = Fit("llama405", "Llama 405B", "nim", "NVIDIA NIM", Fits.NO, (Text("There is no GPU."),))
CPU = Fit(
    "smol", "SmolLM", "ollama", "Ollama", Fits.LIMIT, (Text("On the processor: slow."),), "fp16", 0, GIB, 8 * GIB, 8192
)
RANKS = (
    Rank(NodeId("gpu-a01"), "gpu-a01", YES),
    Rank(NodeId("gpu-a05"), "gpu-a05", LIMIT),
    Rank(NodeId("x"), "x", None),
)
