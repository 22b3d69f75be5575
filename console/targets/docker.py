"""A container of Docker, started by ``docker run`` or by a compose file: the daemon keeps it up."""

from __future__ import annotations

import shlex

from msgspec import Struct

from console.model.field import Field, Kind, Pairs
from console.model.job import Launch
from console.model.launch import NodeFacts, Service
from console.model.service import Rendering, Step, StepKind
from console.model.text import N_, Text
from console.model.weights import Packaging
from console.targets.containers import commands, fields
from console.targets.containers.compose import compose_file, project_of
from console.targets.containers.spec import Container, container_of

MEANING = Text(N_("A container that starts with the node; its image is there, pulled by the node or carried."))
FORM = Field(
    "form",
    Text(N_("Form")),
    Text(N_("“run” is one command, “compose” a compose.yaml in the folder of the service.")),
    Kind.CHOICE,
    default="run",
    choices=("run", "compose"),
)
# The plugin of today, or the program of its own that it once was.
COMPOSE = (
    "compose() {\n"
    '  if docker compose version >/dev/null 2>&1; then docker compose "$@"; else docker-compose "$@"; fi\n'
    "}\n"
)
# Where the daemon knows SELinux, that would keep the folder of the service and the GPUs from the container.
NO_LABEL = "--security-opt=label=disable"
# A first process that hands signals on; logs that do not fill the disk.
OWN = ("--init", NO_LABEL, "--log-driver=json-file", "--log-opt=max-size=10m", "--log-opt=max-file=3")


def takes_names(facts: NodeFacts) -> bool:
    """Say whether GPUs are given by name (CDI): these survive a ``systemctl daemon-reload``, hooks do not."""
    return facts.containers.docker_has_cdi and facts.containers.has_specification


def _gpus(container: Container, facts: NodeFacts) -> tuple[str, ...]:
    if not container.gpus:
        return ()
    if takes_names(facts):
        return tuple(f"--device=nvidia.com/gpu={number}" for number in container.gpus)
    # The value is CSV: the quotes keep the commas of the numbers together.
    return (f'--gpus="device={",".join(container.gpus)}"',)


class Docker(Struct, frozen=True):
    """A container of Docker on the node."""

    id: str = "docker"
    title: str = "Docker"
    preference: int = 8
    meaning: Text = MEANING
    packagings: tuple[Packaging, ...] = (Packaging.IMAGE, Packaging.WHEELS)
    fields: tuple[Field, ...] = (FORM, *fields.COMMON)
    in_image: bool = True

    def suits(self, facts: NodeFacts) -> bool:
        """Return whether a daemon answers this user."""
        return facts.home is not None and facts.containers.docker is not None

    def address(self, options: Pairs) -> str:
        """Return every address: the container has a network of its own, and the node publishes where it was chosen."""
        del options
        return "0.0.0.0"  # noqa: S104 - inside the container

    def inside(self, service: Service, launch: Launch, command: str) -> str:
        """Return ``docker run`` with the image of the server."""
        return commands.inside("docker", service, launch, command, (NO_LABEL,))

    def check(self, service: Service, launch: Launch) -> str:
        """Let compose read the file; ``docker run`` has no dry run."""
        if service.option(FORM) != "compose":
            return ""
        return f"{COMPOSE}compose -f - config -q <<'END_OF_COMPOSE'\n{self._file(service, launch)}END_OF_COMPOSE"

    def _file(self, service: Service, launch: Launch) -> str:
        return compose_file(
            container_of(service, launch, "docker"),
            " ".join(service.description.split()),
            service.directory,
            pull=service.option(fields.PULL),
            has_cdi=takes_names(service.facts),
        )

    def rendering(self, service: Service, launch: Launch) -> Rendering:
        """Return the compose file: ``docker run`` is told the same."""
        return Rendering(self.id, self.title, "compose.yaml", self._file(service, launch))

    def preparation(self, service: Service, launch: Launch) -> tuple[Step, ...]:
        """See to it that the image is there."""
        return commands.image_steps("docker", service, launch)

    def steps(self, service: Service, launch: Launch) -> tuple[Step, ...]:
        """Start the container."""
        if service.option(FORM) == "compose":
            return self._by_compose(service, launch)
        container = container_of(service, launch, "docker")
        listed = commands.words(container, ("--pull=never", *OWN, *_gpus(container, service.facts)))
        return (
            Step(
                id="start",
                title=Text(N_("Start the container with Docker")),
                kind=StepKind.RUN,
                command=f"{commands.unless_taken('docker', service)}docker run -d {listed}",
                undo=commands.remove_containers("docker", service, launch),
            ),
        )

    def _by_compose(self, service: Service, launch: Launch) -> tuple[Step, ...]:
        path = f"{service.directory}/compose.yaml"
        call = f"compose -p {shlex.quote(project_of(service.name))} -f {shlex.quote(path)}"
        return (
            Step(
                id="compose",
                title=Text(N_("Write the compose file")),
                kind=StepKind.WRITE,
                target=path,
                content=self._file(service, launch),
                undo=f"rm -f -- {shlex.quote(path)}",
            ),
            Step(
                id="start",
                title=Text(N_("Check the file and start the container with compose")),
                kind=StepKind.RUN,
                command=(
                    f"{COMPOSE}{call} config -q || exit 1\n{commands.unless_taken('docker', service)}{call} up -d"
                ),
                undo=commands.remove_containers("docker", service, launch),
            ),
        )

    def start(self, service: Service) -> str:
        """Start the container."""
        return commands.start("docker", service)

    def stop(self, service: Service) -> str:
        """Stop the container; the daemon leaves it stopped."""
        return commands.stop("docker", service)

    def status(self, service: Service) -> str:
        """Ask the daemon."""
        return commands.status("docker", service)

    def log(self, service: Service) -> str:
        """Print what the daemon kept of its output."""
        return commands.log("docker", service)

    def door(self, service: Service) -> str:
        """Return nothing: its port is published on the node's loopback."""
        del service
        return ""

    def scale(self, service: Service) -> str:
        """Return nothing: there is one."""
        del service
        return ""


TARGET = Docker()
