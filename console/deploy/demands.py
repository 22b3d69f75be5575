"""Between a request, in the words of its engine, and a demand, in those of the estimate. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from console.deploy.estimate import Subject, normal
from console.model.field import Field, Pairs
from console.model.fit import Demand
from console.model.service import DeployRequest
from console.model.text import N_, Text

CONTEXT = ("max_model_len", "context", "context_length", "num_ctx", "max_total_tokens")
TENSOR = ("tensor_parallel_size", "tp_size", "tp", "tensor_parallel")
PIPELINE = ("pipeline_parallel_size", "pp_size", "pipeline_parallel")
SHARE = ("gpu_memory_utilization", "mem_fraction_static")
KV = ("kv_cache_dtype", "cache_type", "cache_type_k", "kv_cache_type")
BATCH = ("max_num_seqs", "max_running_requests", "max_batch_size")
PARALLEL = ("parallel", "num_parallel")
"""Engines that keep a whole context for each: llama.cpp, Ollama."""
WEIGHTS = ("quantization",)
DEVICES = ("devices", "gpu_ids", "cuda_visible_devices")
OFFLOADED = ("gpu_layers", "cpu_offload_gb")
"""Engines that leave a part of the weights to the processor: llama.cpp, vLLM."""
FURTHER = "extra"
GPUS = "gpus"
"""Not an argument of an engine: the request's own number of GPUs."""

WIDE = frozenset({"fp16", "f16", "float16", "bfloat16", "bf16", "auto", ""})
WORDS: Mapping[str, str] = {"awq": "int4", "gptq": "int4", "awq_marlin": "int4", "gptq_marlin": "int4"}
"""What quantisations of vLLM hold weights as; others are called as here."""


class Spoken:
    """The arguments of a request by what they mean, whatever the engine calls them."""

    def __init__(self, fields: Iterable[Field], arguments: Pairs) -> None:
        self._fields = {field.name: field for field in fields}
        self._values = dict(arguments)

    def field(self, names: tuple[str, ...]) -> Field | None:
        """Return the argument of the engine that means this; None: it has none."""
        return next((self._fields[name] for name in names if name in self._fields), None)

    def text(self, names: tuple[str, ...]) -> str:
        """Return what was chosen, or what it is where nobody chose."""
        field = self.field(names)
        return "" if field is None else self._values.get(field.name, "") or field.default

    def own_text(self, name: str) -> str:
        """Return what a person chose of an argument; empty where nobody did."""
        return self._values.get(name, "") if name in self._fields else ""

    def own_number(self, names: tuple[str, ...]) -> int:
        """Return a whole number that a person chose; 0 where nobody did."""
        field = self.field(names)
        said = "" if field is None else self._values.get(field.name, "")
        return int(said) if said.isascii() and said.isdecimal() else 0

    def number(self, names: tuple[str, ...]) -> float:
        """Return a number that was chosen; 0 where none was, or none that could be read."""
        try:
            return float(self.text(names))
        except ValueError:
            return 0.0

    def pair(self, names: tuple[str, ...], value: str) -> tuple[str, str] | None:
        """Return the argument with a value; None where the engine has none, or none that takes it."""
        field = self.field(names)
        if field is None or field.fault(value) is not None:
            return None
        return field.name, value


def demand_of(
    subject: Subject,
    request: DeployRequest,
    fields: tuple[Field, ...],
    *,
    sequences: int,
    precision: str,
    context_tokens: int = 0,
) -> Demand:
    """Return what a request asks of memory; ``precision`` and ``context_tokens`` stand where nothing else is said."""
    said = Spoken(fields, request.arguments)
    world = max(1, request.gpus)
    pipeline = int(said.number(PIPELINE)) or 1
    tensor = int(said.number(TENSOR)) or max(1, world // pipeline)
    chosen = said.text(WEIGHTS).lower()
    kv = said.text(KV).lower()
    usual = context_tokens or subject.shape.context_tokens or Demand().context_tokens
    context = int(said.number(CONTEXT)) or usual
    named = said.text(DEVICES) or dict(request.options).get(DEVICES[0], "")
    devices = tuple(int(part) for part in named.split(",") if part.strip().isdecimal())
    return normal(
        subject,
        Demand(
            precision=WORDS.get(chosen, chosen) if subject.precision(WORDS.get(chosen, chosen)) else precision,
            kv_precision="fp16" if kv in WIDE else _kv_name(subject, kv),
            context_tokens=context,
            sequences=max(1, said.own_number(PARALLEL) or sequences),
            tensor=tensor,
            pipeline=pipeline,
            memory_share=said.number(SHARE) if subject.engine.reserves else 0.0,
            most_sequences=int(said.number(BATCH)),
            gpus=devices,
        ),
    )


def loosened(subject: Subject, request: DeployRequest, fields: tuple[Field, ...]) -> tuple[Text, ...]:
    """Return what was chosen that changes in a way that nobody can tell how much memory is taken."""
    said, found = Spoken(fields, request.arguments), []
    if any(said.own_text(name) for name in OFFLOADED):
        found.append(Text(N_("A part of the weights is left to the processor: the GPUs hold less.")))
    if said.own_text(FURTHER):
        found.append(Text(N_("The further arguments may change how much memory it takes.")))
    chosen = said.text(WEIGHTS).lower()
    if chosen and not subject.shape.weight_bytes and subject.precision(WORDS.get(chosen, chosen)) is None:
        found.append(Text(N_("How many bits {method} leaves to the weights is not known."), {"method": chosen}))
    return tuple(found)


def _kv_name(subject: Subject, said: str) -> str:
    names = [name for name in subject.engine.kv_precisions if said.startswith(name)]
    return names[0] if names else "fp16"


def arguments_for(
    subject: Subject, request: DeployRequest, fields: tuple[Field, ...], before: Demand, after: Demand
) -> Pairs | None:
    """Return the arguments that make one demand of another; None where the engine cannot be told.

    How many sequences are served is no argument where the engine keeps what it is given for all of them.
    """
    said = Spoken(fields, request.arguments)
    now, then = _words(before), _words(after)
    pairs = [said.pair(names, then[names]) for names in now if now[names] != then[names]]
    if after.sequences != before.sequences and said.field(PARALLEL) is not None:
        pairs.append(said.pair(PARALLEL, str(after.sequences)))
    if after.world != before.world:
        pairs.append((GPUS, str(after.world)))
    # An engine without the argument divides its layers, or each layer, over all GPUs that it is given.
    if after.tensor != before.tensor and said.field(TENSOR) is not None:
        pairs.append(said.pair(TENSOR, str(after.tensor)))
    if after.pipeline != before.pipeline and (subject.engine.splits == "heads" or said.field(PIPELINE) is not None):
        pairs.append(said.pair(PIPELINE, str(after.pipeline)))
    return None if None in pairs else tuple(pair for pair in pairs if pair is not None)


def _words(demand: Demand) -> dict[tuple[str, ...], str]:
    return {
        CONTEXT: str(demand.context_tokens),
        SHARE: f"{demand.memory_share:g}",
        BATCH: str(demand.most_sequences),
        KV: demand.kv_precision,
        WEIGHTS: demand.precision,
        DEVICES: ",".join(map(str, demand.gpus)),
    }


def with_arguments(request: DeployRequest, pairs: Pairs) -> DeployRequest:
    """Return a request with other arguments, among them the number of its GPUs."""
    values = {**dict(request.arguments), **dict(pairs)}
    gpus = int(values.pop(GPUS, "") or request.gpus)
    return replace(request, gpus=gpus, arguments=tuple(sorted(values.items())))
