"""vLLM: the official image, or a ``vllm`` that the node has already.

Arguments after https://docs.vllm.ai/en/latest/configuration/engine_args/ and vllm/config of release 0.28; endpoints
after https://docs.vllm.ai/en/latest/serving/openai_compatible_server/.
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

IMAGE = "docker.io/vllm/vllm-openai:v0.28.0-cu129"
"""https://hub.docker.com/r/vllm/vllm-openai/tags; its entry point is ``vllm serve``."""
IMAGE_CUDA = "12.9"
PATHS = Paths(health="/health", ready="/health", metrics="/metrics", embeddings="/v1/embeddings")
MEMORY_BYTES, DISK_BYTES = 8_000_000_000, 1_000_000_000
"""Of the node: weights pass through it, the processes themselves stay."""

LENGTH = serving.CONTEXT
UTILISATION = serving.GPU_SHARE
TENSOR = serving.TENSOR
PIPELINE = serving.PIPELINE
DTYPE = serving.DTYPE
QUANTIZATION = serving.QUANTIZATION
KV_CACHE = Field(
    "kv_cache_dtype",
    Text(N_("Numbers of the cache")),
    Text(N_("fp8 holds twice the context in the same memory, with answers a little less exact.")),
    Kind.CHOICE,
    default="auto",
    choices=("auto", "bfloat16", "float16", "fp8", "fp8_e4m3", "fp8_e5m2"),
)
SEQUENCES = serving.SEQUENCES
BATCH = Field(
    "max_num_batched_tokens",
    Text(N_("Tokens per step")),
    Text(N_("More make long questions faster, and answers that are under way slower.")),
    Kind.INTEGER,
    low=64,
    high=1_000_000,
    unit=N_("tokens"),
    is_rare=True,
)
PREFIX = Field(
    "enable_prefix_caching",
    Text(N_("Keep beginnings")),
    Text(N_("What questions have in common at their beginning is computed once. On by itself.")),
    Kind.SWITCH,
    is_rare=True,
)
CHUNKED = Field(
    "enable_chunked_prefill",
    Text(N_("Long questions in pieces")),
    Text(N_("A long question does not hold up the answers to others. On by itself.")),
    Kind.SWITCH,
    is_rare=True,
)
EAGER = serving.NO_GRAPH
OFFLOAD = Field(
    "cpu_offload_gb",
    Text(N_("Weights in the node's memory")),
    Text(N_("So much of the weights per GPU stays in the node's memory and is fetched for each token: slow.")),
    Kind.NUMBER,
    low=0,
    high=2048,
    unit="GiB",
    is_rare=True,
)
TOOLS = Field(
    "tool_call_parser",
    Text(N_("Tool calls")),
    Text(
        N_(
            "How this model writes that it calls a tool: hermes (Qwen), llama3_json, mistral, deepseek_v3, openai "
            "(gpt-oss), glm45, kimi_k2, qwen3_coder and others. Empty: no tools."
        )
    ),
    pattern=r"[a-z0-9_]{1,40}",
    is_rare=True,
)
REASONING = Field(
    "reasoning_parser",
    Text(N_("Reasoning")),
    Text(N_("How this model sets its reasoning apart from its answer: deepseek_r1, qwen3, openai_gptoss and others.")),
    pattern=r"[a-z0-9_]{1,40}",
    is_rare=True,
)
PROGRAM = Field(
    "program",
    Text(N_("Program")),
    Text(N_("The vllm on the node, as a path or a name: only where its own installation is used.")),
    default="vllm",
    pattern=r"[A-Za-z0-9_./][A-Za-z0-9_./ +-]{0,200}",
    is_rare=True,
)
ARGUMENTS = (
    LENGTH, UTILISATION, TENSOR, SEQUENCES, DTYPE, KV_CACHE, serving.SERVED_NAME, QUANTIZATION, PIPELINE, BATCH, PREFIX,
    CHUNKED, EAGER, OFFLOAD, TOOLS, REASONING, serving.TRUST_REMOTE_CODE, serving.DEVICES, PROGRAM, serving.EXTRA,
)  # fmt: skip
FLAGS: Mapping[str, Field] = {
    "--max-model-len": LENGTH,
    "--gpu-memory-utilization": UTILISATION,
    "--pipeline-parallel-size": PIPELINE,
    "--dtype": DTYPE,
    "--quantization": QUANTIZATION,
    "--kv-cache-dtype": KV_CACHE,
    "--max-num-seqs": SEQUENCES,
    "--max-num-batched-tokens": BATCH,
    "--cpu-offload-gb": OFFLOAD,
    "--tool-call-parser": TOOLS,
    "--reasoning-parser": REASONING,
}
SWITCHES: Mapping[str, Field] = {
    "--enable-prefix-caching": PREFIX,
    "--enable-chunked-prefill": CHUNKED,
    "--enforce-eager": EAGER,
    "--trust-remote-code": serving.TRUST_REMOTE_CODE,
}


def _length(found: Found) -> Found:
    return {LENGTH.name: found["length"]} if int(found["length"]) > 0 else {}


def _free_share(found: Found) -> Found:
    share = int(100 * float(found["free"]) / float(found["total"])) - 1
    return {UTILISATION.name: f"{share / 100:g}"} if share >= 10 else {}


def _divisor(found: Found) -> Found:
    heads, size = int(found["heads"]), int(found["size"])
    fits = [count for count in range(1, size) if heads % count == 0]
    return {TENSOR.name: str(max(fits))} if fits else {}


def _quarter(found: Found) -> Found:
    return {SEQUENCES.name: str(max(1, int(found["requests"]) // 4))}


SHORT_OF_CACHE = N_("There is room for {length} tokens of context on these GPUs, and more was asked for.")
SIGNS: tuple[Sign, ...] = (
    Sign(r"estimated maximum model length is (?P<length>\d+)", SHORT_OF_CACHE, _length),
    Sign(
        r"larger than the maximum number of tokens that can be stored in\s+KV cache \(\s*(?P<length>\d+)\)",
        SHORT_OF_CACHE,
        _length,
    ),
    Sign(
        r"greater than the derived max_model_len \([^=()]*=(?P<length>\d+)",
        N_("The model was made for {length} tokens of context, and more was asked for."),
        _length,
    ),
    Sign(
        r"Free memory on device (?:\S+ )?\((?P<free>[\d.]+)/(?P<total>[\d.]+) GiB\) on startup is less",
        N_("Others have memory of this GPU: {free} of {total} GiB are free. Take a smaller share, or another GPU."),
        _free_share,
    ),
    Sign(
        r"Total number of attention heads \((?P<heads>\d+)\)\s+must be divisible by tensor parallel size\s+"
        r"\((?P<size>\d+)\)",
        N_("The {heads} attention heads of the model do not divide evenly over {size} GPUs."),
        _divisor,
    ),
    Sign(
        r"World size \((?P<size>\d+)\) is larger than the number of available GPUs \((?P<gpus>\d+)\)",
        N_("{size} GPUs were asked for, and it sees {gpus}."),
        lambda found: {TENSOR.name: found["gpus"]} if int(found["gpus"]) else {},
    ),
    Sign(
        r"Bfloat16 is only supported on GPUs with compute capability of at least [\d.]+\. Your (?P<gpu>.+?) GPU has "
        r"compute capability (?P<capability>[\d.]+\d)",
        N_("{gpu} has compute capability {capability} and no bfloat16, as what the model is published."),
        lambda _found: {DTYPE.name: "half"},
    ),
    Sign(
        r"out of memory occurred when warming up sampler with (?P<requests>\d+) dummy requests",
        N_("There is no room for {requests} questions at a time."),
        _quarter,
    ),
    Sign(
        r"max_num_batched_tokens \(\d+\) is smaller than max_model_len \((?P<length>\d+)\)",
        N_("A step takes fewer tokens than the longest question has."),
        lambda found: {BATCH.name: found["length"]},
    ),
    Sign(
        r"fp8e4nv not supported in this architecture|FP8 KV cache is not supported",
        N_("These GPUs have no 8-bit floats for the cache."),
        lambda _found: {KV_CACHE.name: "auto"},
    ),
    Sign(
        r"No available memory for the cache blocks",
        N_(
            "The weights leave no memory for the cache. Take a larger share of the GPU, more GPUs, or weights of fewer "
            "bits."
        ),
        lambda _found: {UTILISATION.name: "0.95"},
    ),
    Sign(
        r"(?s)[Cc]apturing (?:CUDA graph|cudagraph).*CUDA(?: error:)? out of memory",
        N_("The weights fit, but not the CUDA graphs beside them."),
        lambda _found: {EAGER.name: "yes"},
        N_("Do without CUDA graphs and try again"),
    ),
    Sign(
        r"quantization method (?P<method>\S+) is not supported for the current GPU",
        N_("These GPUs do not compute with {method}. Take other weights, or newer GPUs."),
    ),
)


class Vllm(Struct, frozen=True):
    """vLLM on GPUs of NVIDIA."""

    id: str = "vllm"
    title: str = "vLLM"
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
        model = (job.model_path, *(("--revision", job.weights.revision) if job.weights.revision else ()))
        arguments = (
            *(() if as_image else (serving.chosen(request, PROGRAM), "serve")),
            *model,
            *("--served-model-name", serving.served(job.weights, request)),
            *("--host", job.address, "--port", str(job.service.port)),
            *("--tensor-parallel-size", str(tensor)),
            *serving.flags(request, FLAGS),
            *serving.switches(request, SWITCHES, "--no-"),
            *(("--enable-auto-tool-choice",) if serving.chosen(request, TOOLS) else ()),
            *serving.further(request),
        )
        cache = f"{job.service.directory}/cache"
        quiet = (("VLLM_NO_USAGE_STATS", "1"), ("VLLM_CACHE_ROOT", cache))
        seen = () if as_image else serving.visible_devices(request)
        return serving.launch(self, job, arguments, gpus, (*serving.hub_environment(job), *quiet, *seen))

    def explain(self, log: str) -> Diagnosis | None:
        """Read the server's own last words."""
        return lastwords.explain(log, (*SIGNS, *lastwords.TORCH, *lastwords.HUB, *lastwords.SYSTEM))


ENGINE = Vllm()
