"""Any server with an OpenAI-compatible address: a command that a person writes, on the node or in an image."""

from __future__ import annotations

import shlex

from msgspec import Struct
from msgspec.structs import replace

from console.model import lastwords, serving
from console.model.diagnosis import Diagnosis
from console.model.errors import ConsoleError
from console.model.field import Field, Kind
from console.model.job import Job, Launch, Paths
from console.model.launch import Needs, Program
from console.model.service import DeployRequest
from console.model.text import N_, Text
from console.model.weights import Packaging, Weights, WeightsFormat

# What every such server has: the list of its models. It answers when they are loaded.
PATHS = Paths(health="/v1/models", ready="/v1/models", metrics="/metrics", embeddings="/v1/embeddings")

COMMAND = Field(
    "command",
    Text(N_("Command")),
    Text(
        N_(
            "Its words have to hold {address} and {port}, where it is to listen. {model} stands for the weights, "
            "{name} for the name that clients ask for, {folder} for the folder of the service. With an image: what "
            "follows its entry point."
        ),
        {name: "{" + name + "}" for name in ("address", "port", "model", "name", "folder")},
    ),
    pattern=r"(?=.*\{port\})(?=.*\{address\}).*",
    is_required=True,
    is_words=True,
)
SECONDS = Field(
    "start_seconds",
    Text(N_("Time to start")),
    Text(N_("How long it may take until it answers.")),
    Kind.INTEGER,
    default="600",
    low=5,
    high=7200,
    unit="s",
    is_rare=True,
)


class Command(Struct, frozen=True):
    """A command of a person's own."""

    id: str = "command"
    title: str = "OpenAI-compatible command"
    paths: Paths = PATHS
    start_seconds: int = 600
    packagings: tuple[Packaging, ...] = (Packaging.PROGRAM, Packaging.IMAGE)
    formats: tuple[WeightsFormat, ...] = (WeightsFormat.GGUF, WeightsFormat.SAFETENSORS, WeightsFormat.OTHER)
    arguments: tuple[Field, ...] = (COMMAND, serving.SERVED_NAME, SECONDS, serving.DEVICES)

    def needs(self, weights: Weights, request: DeployRequest, packaging: Packaging) -> Needs:
        """Return what is known of it: the size of the weights, the image, the GPUs that were asked for."""
        image = request.image if packaging is Packaging.IMAGE else ""
        return Needs(
            memory_bytes=weights.memory_bytes,
            disk_bytes=weights.size_bytes + 50_000_000,
            gpus=request.gpus,
            shared_memory_bytes=serving.shared_memory_bytes(request.gpus),
            container_engine=packaging is Packaging.IMAGE,
            image=image,
            hosts=serving.hosts(weights, image),
        )

    def requirements(self, weights: Weights) -> tuple[str, ...]:
        """Return nothing: nobody knows its packages."""
        del weights
        return ()

    def image(self, request: DeployRequest) -> str:
        """Return the image that was chosen."""
        return request.image

    def programs(self) -> tuple[Program, ...]:
        """Return nothing: it is all there."""
        return ()

    def launch(self, job: Job) -> Launch:
        """Return the words of the command, with what they stand for."""
        request, as_image = job.request, job.packaging is Packaging.IMAGE
        if as_image and not request.image:
            raise ConsoleError(
                "deploy.no_image",
                N_("No image is chosen."),
                N_("Name the image that the command belongs to."),
                field="image",
            )
        stands_for = {
            "{model}": job.model_path,
            "{name}": serving.served(job.weights, request),
            "{folder}": job.service.directory,
            "{address}": job.address,
            "{port}": str(job.service.port),
        }
        words = shlex.split(serving.chosen(request, COMMAND))
        filled = tuple(_filled(word, stands_for) for word in words)
        environment = (*serving.hub_environment(job), *(() if as_image else serving.visible_devices(request)))
        launch = serving.launch(self, job, filled, request.gpus, environment)
        return replace(launch, start_seconds=serving.number(request, SECONDS))

    def explain(self, log: str) -> Diagnosis | None:
        """Read what any server says."""
        return lastwords.explain(log, (*lastwords.HUB, *lastwords.SYSTEM))


def _filled(word: str, stands_for: dict[str, str]) -> str:
    for name, value in stands_for.items():
        word = word.replace(name, value)
    return word


ENGINE = Command()
