"""SGLang: the official image, or a Python on the node that has it.

Arguments after https://docs.sglang.io/advanced_features/server_arguments.html, release 0.5.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from console.model import lastwords, serving
from console.model.diagnosis import Diagnosis
from console.model.field import Field, Kind
from console.model.job import Job, Launch, Paths
from console.model.lastwords import Found, Sign
from console.model.launch import Needs, Program
from console.model.service import DeployRequest
from console.model.text import N_, Text
from console.model.weights import Packaging, Weights, WeightsFormat

IMAGE = "docker.io/lmsysorg/sglang:v0.5.17-cu130"
"""https://hub.docker.com/r/lmsysorg/sglang/tags; it starts whatever command it is given."""
IMAGE_CUDA = "13.0"
# /health answers as soon as it listens, /health_generate after it made a token.
PATHS = Paths(health="/health", ready="/health_generate", metrics="/metrics", embeddings="/v1/embeddings")
MEMORY_BYTES, DISK_BYTES = 8_000_000_000, 1_000_000_000

LENGTH = replace(serving.CONTEXT, name="context_length")
SHARE = Field(
    "mem_fraction_static",
    Text(N_("Share of GPU memory")),
    Text(
        N_("For weights and cache together. Less where it runs out of memory while it answers, more to start at all.")
    ),
    Kind.NUMBER,
    low=0.05,
    high=0.99,
)
TENSOR = replace(serving.TENSOR, name="tp_size")
PIPELINE = replace(serving.PIPELINE, name="pp_size")
RUNNING = replace(serving.SEQUENCES, name="max_running_requests")
DTYPE = serving.DTYPE
KV_CACHE = Field(
    "kv_cache_dtype",
    Text(N_("Numbers of the cache")),
    Text(N_("fp8 holds twice the context in the same memory, with answers a little less exact.")),
    Kind.CHOICE,
    default="auto",
    choices=("auto", "bf16", "fp8_e4m3", "fp8_e5m2"),
)
QUANTIZATION = serving.QUANTIZATION
CHUNK = Field(
    "chunked_prefill_size",
    Text(N_("Long questions in pieces")),
    Text(N_("So many tokens of a long question are read at once. Fewer take less memory.")),
    Kind.INTEGER,
    low=64,
    high=1_000_000,
    unit=N_("tokens"),
    is_rare=True,
)
NO_PREFIX = Field(
    "disable_radix_cache",
    Text(N_("Forget beginnings")),
    Text(N_("What questions have in common at their beginning is computed anew each time.")),
    Kind.SWITCH,
    default="no",
    is_rare=True,
)
NO_GRAPH = replace(serving.NO_GRAPH, name="disable_cuda_graph")
TOOLS = Field(
    "tool_call_parser",
    Text(N_("Tool calls")),
    Text(
        N_("How this model writes that it calls a tool, such as qwen25, llama3, mistral, deepseekv3. Empty: no tools.")
    ),
    pattern=r"[a-z0-9_-]{1,40}",
    is_rare=True,
)
REASONING = Field(
    "reasoning_parser",
    Text(N_("Reasoning")),
    Text(N_("How this model sets its reasoning apart from its answer, such as deepseek-r1, qwen3, gpt-oss.")),
    pattern=r"[a-z0-9_-]{1,40}",
    is_rare=True,
)
PYTHON = Field(
    "program",
    Text(N_("Program")),
    Text(N_("The Python on the node that has SGLang, as a path or a name: only where its own installation is used.")),
    default="python3",
    pattern=r"[A-Za-z0-9_./][A-Za-z0-9_./ +-]{0,200}",
    is_rare=True,
)
ARGUMENTS = (
    LENGTH, SHARE, TENSOR, RUNNING, DTYPE, KV_CACHE, serving.SERVED_NAME, QUANTIZATION, PIPELINE, CHUNK, NO_PREFIX,
    NO_GRAPH, TOOLS, REASONING, serving.TRUST_REMOTE_CODE, serving.DEVICES, PYTHON, serving.EXTRA,
)  # fmt: skip
FLAGS: Mapping[str, Field] = {
    "--context-length": LENGTH,
    "--mem-fraction-static": SHARE,
    "--pp-size": PIPELINE,
    "--max-running-requests": RUNNING,
    "--dtype": DTYPE,
    "--kv-cache-dtype": KV_CACHE,
    "--quantization": QUANTIZATION,
    "--chunked-prefill-size": CHUNK,
    "--tool-call-parser": TOOLS,
    "--reasoning-parser": REASONING,
}
SWITCHES: Mapping[str, Field] = {
    "--disable-radix-cache": NO_PREFIX,
    "--disable-cuda-graph": NO_GRAPH,
    "--trust-remote-code": serving.TRUST_REMOTE_CODE,
}


def _more(found: Found) -> Found:
    share = float(found["now"] or 0.85)
    return {SHARE.name: f"{min(0.95, share + 0.05):.2f}"} if share < 0.95 else {}


SIGNS: tuple[Sign, ...] = (
    Sign(
        r"Not enough memory\. Please try to increase --mem-fraction-static(?:\. Current value: \S*?=(?P<now>0\.\d+))?",
        N_("Weights and cache do not fit into the share of the GPU that it may take."),
        _more,
    ),
    Sign(
        r"(?s)[Cc]apture cuda graph.*(?:CUDA out of memory|OutOfMemoryError)",
        N_("The weights fit, but not the CUDA graphs beside them."),
        lambda _found: {NO_GRAPH.name: "yes"},
        N_("Do without CUDA graphs and try again"),
    ),
    Sign(
        r"alloc_req_slots runs out of memory",
        N_("There is no room for so many questions at a time."),
        lambda _found: {RUNNING.name: "16"},
    ),
    Sign(
        r"context_length \((?P<asked>\d+)\) is greater than the derived context_length \((?P<length>\d+)\)",
        N_("The model was made for {length} tokens of context, and more was asked for."),
        lambda found: {LENGTH.name: found["length"]},
    ),
    Sign(
        r"SGLang only supports sm75 and above",
        N_("These GPUs are too old for SGLang: it needs compute capability 7.5."),
    ),
)


class Sglang(Struct, frozen=True):
    """SGLang on GPUs of NVIDIA."""

    id: str = "sglang"
    title: str = "SGLang"
    paths: Paths = PATHS
    start_seconds: int = 1800
    packagings: tuple[Packaging, ...] = (Packaging.IMAGE, Packaging.PROGRAM)
    formats: tuple[WeightsFormat, ...] = (WeightsFormat.SAFETENSORS, WeightsFormat.OTHER)
    arguments: tuple[Field, ...] = ARGUMENTS

    def needs(self, weights: Weights, request: DeployRequest, packaging: Packaging) -> Needs:
        """Return what the node has to have; capability, CUDA and driver stand in the books."""
        gpus = serving.gpus(request, TENSOR, PIPELINE)
        image = self.image(request) if packaging is Packaging.IMAGE else ""
        needs = serving.gpu_needs(weights, gpus, image, memory_bytes=MEMORY_BYTES, disk_bytes=DISK_BYTES)
        return replace(needs, cuda=(IMAGE_CUDA,)) if image == IMAGE else needs

    def requirements(self, weights: Weights) -> tuple[str, ...]:
        """Return nothing: its packages are not carried."""
        del weights
        return ()

    def image(self, request: DeployRequest) -> str:
        """Return the official image."""
        return request.image or IMAGE

    def programs(self) -> tuple[Program, ...]:
        """Return nothing: it is all there."""
        return ()

    def launch(self, job: Job) -> Launch:
        """Return how the server is started."""
        request, as_image = job.request, job.packaging is Packaging.IMAGE
        gpus = serving.gpus(request, TENSOR, PIPELINE)
        tensor = serving.number(request, TENSOR) or max(1, gpus // (serving.number(request, PIPELINE) or 1))
        arguments = (
            *("python3" if as_image else serving.chosen(request, PYTHON), "-m", "sglang.launch_server"),
            *("--model-path", job.model_path),
            *(("--revision", job.weights.revision) if job.weights.revision else ()),
            *("--served-model-name", serving.served(job.weights, request)),
            *("--host", job.address, "--port", str(job.service.port)),
            *("--tp-size", str(tensor), "--enable-metrics"),
            *serving.flags(request, FLAGS),
            *serving.switches(request, SWITCHES),
            *serving.further(request),
        )
        environment = (*serving.hub_environment(job), *(() if as_image else serving.visible_devices(request)))
        return serving.launch(self, job, arguments, gpus, environment)

    def explain(self, log: str) -> Diagnosis | None:
        """Read the server's own last words."""
        return lastwords.explain(log, (*SIGNS, *lastwords.TORCH, *lastwords.HUB, *lastwords.SYSTEM))


ENGINE = Sglang()
