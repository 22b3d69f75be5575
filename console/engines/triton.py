"""Triton Inference Server with its vLLM backend, behind its OpenAI-compatible frontend.

https://docs.nvidia.com/deeplearning/triton-inference-server/user-guide/docs/client_guide/openai_readme.html; the model
repository after https://github.com/triton-inference-server/vllm_backend, release 26.05.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import resources

from msgspec import Struct
from msgspec.structs import replace

from console.model import lastwords, serving
from console.model.diagnosis import Diagnosis
from console.model.errors import ConsoleError
from console.model.field import Field, Kind
from console.model.job import Job, Launch, Paths
from console.model.lastwords import Sign
from console.model.launch import Needs, Program
from console.model.service import DeployRequest
from console.model.text import N_, Text
from console.model.weights import Packaging, Weights, WeightsFormat

IMAGE = "nvcr.io/nvidia/tritonserver:26.05-vllm-python-py3"
"""https://catalog.ngc.nvidia.com/orgs/nvidia/containers/tritonserver; it starts whatever command it is given."""
# Those of the frontend. Triton's own, /v2/health/ready, are on another port, which is not opened.
PATHS = Paths(health="/health/ready", ready="/health/ready", metrics="/metrics")
MEMORY_BYTES, DISK_BYTES = 8_000_000_000, 1_000_000_000
PROGRAM = "triton_server.py"

LENGTH = serving.CONTEXT
UTILISATION = serving.GPU_SHARE
TENSOR = serving.TENSOR
SEQUENCES = serving.SEQUENCES
DTYPE = serving.DTYPE
KV_CACHE = Field(
    "kv_cache_dtype",
    Text(N_("Numbers of the cache")),
    Text(N_("fp8 holds twice the context in the same memory, with answers a little less exact.")),
    Kind.CHOICE,
    default="auto",
    choices=("auto", "fp8", "fp8_e4m3", "fp8_e5m2"),
)
QUANTIZATION = replace(serving.QUANTIZATION, choices=("", "fp8", "awq", "gptq", "compressed-tensors", "bitsandbytes"))
NUMBERS: Mapping[str, Field] = {"max_model_len": LENGTH, "max_num_seqs": SEQUENCES}
WORDS: Mapping[str, Field] = {"dtype": DTYPE, "kv_cache_dtype": KV_CACHE, "quantization": QUANTIZATION}
SIGNS: tuple[Sign, ...] = (
    Sign(
        r"estimated maximum model length is (?P<length>\d+)",
        N_("There is room for {length} tokens of context on these GPUs, and more was asked for."),
        lambda found: {LENGTH.name: found["length"]},
    ),
    Sign(
        r"Bfloat16 is only supported on GPUs with compute capability of at least",
        N_("These GPUs have no bfloat16, as what the model is published."),
        lambda _found: {DTYPE.name: "half"},
    ),
    Sign(
        r"Free memory on device (?:\S+ )?\((?P<free>[\d.]+)/(?P<total>[\d.]+) GiB\) on startup is less",
        N_("Others have memory of this GPU: {free} of {total} GiB are free. Take a smaller share, or another GPU."),
    ),
    Sign(
        r"failed to load '(?P<name>[^']*)' version \d+: (?P<reason>[^\n]{1,160})",
        N_("Triton could not load the model: {reason}"),
    ),
    Sign(
        r"unable to find backend library for backend '(?P<name>[^']*)'",
        N_("The image has no backend {name}. Take one whose tag names it, as 26.05-vllm-python-py3."),
    ),
)


class Triton(Struct, frozen=True):
    """Triton with vLLM, on GPUs of NVIDIA."""

    id: str = "triton"
    title: str = "Triton"
    paths: Paths = PATHS
    start_seconds: int = 1800
    packagings: tuple[Packaging, ...] = (Packaging.IMAGE,)
    formats: tuple[WeightsFormat, ...] = (WeightsFormat.SAFETENSORS, WeightsFormat.OTHER)
    arguments: tuple[Field, ...] = (
        LENGTH, UTILISATION, TENSOR, SEQUENCES, DTYPE, KV_CACHE, serving.SERVED_NAME, QUANTIZATION,
        serving.TRUST_REMOTE_CODE, serving.DEVICES,
    )  # fmt: skip

    def needs(self, weights: Weights, request: DeployRequest, packaging: Packaging) -> Needs:
        """Return what the node has to have; capability, CUDA and driver stand in the books."""
        del packaging
        image, gpus = self.image(request), serving.gpus(request, TENSOR)
        return serving.gpu_needs(weights, gpus, image, memory_bytes=MEMORY_BYTES, disk_bytes=DISK_BYTES)

    def requirements(self, weights: Weights) -> tuple[str, ...]:
        """Return nothing: it comes as an image only."""
        del weights
        return ()

    def image(self, request: DeployRequest) -> str:
        """Return the official image with the vLLM backend."""
        return request.image or IMAGE

    def programs(self) -> tuple[Program, ...]:
        """Return the program that makes the model repository and becomes the frontend."""
        folder = resources.files(__package__) / "on_node"
        return (Program(PROGRAM, (folder / PROGRAM).read_text("utf-8")),)

    def launch(self, job: Job) -> Launch:
        """Return how the server is started."""
        request, folder = job.request, job.service.directory
        name = serving.served(job.weights, request)
        if "/" in name:
            raise ConsoleError(
                "deploy.served_name",
                N_("{engine} cannot serve a model called {name}."),
                N_("Choose a served name without a slash: it becomes the name of a folder."),
                engine=self.title,
                name=name,
                field=serving.SERVED_NAME.name,
            )
        gpus = serving.gpus(request, TENSOR)
        words = (
            *("python3", f"{folder}/{PROGRAM}", "--repository", f"{folder}/repository"),
            *("--name", name, "--model", job.model_path, "--settings", json.dumps(self._settings(job, gpus))),
            *("--host", job.address, "--port", str(job.service.port)),
        )
        environment = (*serving.hub_environment(job), ("VLLM_NO_USAGE_STATS", "1"))
        return serving.launch(self, job, words, gpus, environment)

    def _settings(self, job: Job, gpus: int) -> dict[str, object]:
        """Return what the vLLM backend is told: its model.json without the model."""
        request = job.request
        found: dict[str, object] = {
            "tensor_parallel_size": gpus,
            "gpu_memory_utilization": float(serving.chosen(request, UTILISATION)),
            "disable_log_stats": False,
        }
        found |= {
            name: serving.number(request, field) for name, field in NUMBERS.items() if serving.chosen(request, field)
        }
        found |= {name: value for name, field in WORDS.items() if (value := serving.chosen(request, field))}
        if job.weights.revision:
            found["revision"] = job.weights.revision
        if serving.chosen(request, serving.TRUST_REMOTE_CODE) == "yes":
            found["trust_remote_code"] = True
        return found

    def explain(self, log: str) -> Diagnosis | None:
        """Read the server's own last words."""
        signs = (*SIGNS[:3], *lastwords.TORCH, *lastwords.HUB, *lastwords.SYSTEM, *SIGNS[3:])
        return lastwords.explain(log, signs)


ENGINE = Triton()
