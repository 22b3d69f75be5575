"""A container of Podman: a quadlet where systemd keeps it, else ``podman run``. GPUs by name (CDI) alone.

Podman before 4.4 has no quadlets, and takes ``--gpus`` without a word and without giving any.
"""

from __future__ import annotations

import shlex

from msgspec import Struct
from msgspec.structs import replace

from console.model.field import Field, Kind, Pairs
from console.model.job import Launch
from console.model.launch import NodeFacts, Service
from console.model.service import Rendering, Step, StepKind
from console.model.text import N_, Text
from console.model.weights import Packaging
from console.targets.containers import commands, fields
from console.targets.containers.quadlet import quadlet
from console.targets.containers.spec import Container, container_of

MEANING = Text(N_("A container without a daemon and without root; systemd keeps it, where it has quadlets."))
FORM = Field(
    "form",
    Text(N_("Form")),
    Text(N_("“quadlet” is a unit of systemd, “run” one command; “auto” takes the quadlet where it works.")),
    Kind.CHOICE,
    default="auto",
    choices=("auto", "quadlet", "run"),
)
QUADLETS_SINCE = (4, 4)
RUN_RISK = Text(N_("After a restart of the node it starts only where the unit podman-restart is enabled."))
ALONE_RISK = Text(N_("It is not started again by itself: that needs Podman 4.4 and systemd, for a quadlet."))
# A session without a login manager has no XDG_RUNTIME_DIR; Podman and systemctl look there.
BUS = (
    '[ -n "$XDG_RUNTIME_DIR" ] || [ ! -d "/run/user/$(id -u)" ] || XDG_RUNTIME_DIR="/run/user/$(id -u)"\n'
    "export XDG_RUNTIME_DIR\n"
)
# The first process of a container is deaf for TERM unless it listens; servers listen for INT. SELinux would keep the
# folder of the service and the GPUs from it.
RUN = ("--pull=never", "--stop-signal=SIGINT", "--security-opt=label=disable", "--log-opt=max-size=10mb")
GENERATOR = """\
for generator in /usr/libexec/podman/quadlet /usr/lib/systemd/user-generators/podman-user-generator; do
  [ ! -x "$generator" ] || break
done
"""


def _space(service: Service) -> tuple[str, ...]:
    """Return how users are seen: without root, the user of the node keeps its number in the container."""
    return ("--userns=keep-id",) if service.facts.containers.user_id else ()


def _is_left_alone(service: Service) -> bool:
    """Say whether Podman must not restart it: 4.3 without root hangs in that, and with it all that asks for it."""
    known = service.facts.containers
    return bool(known.user_id) and (known.podman or QUADLETS_SINCE) < QUADLETS_SINCE


def _gpus(container: Container) -> tuple[str, ...]:
    return tuple(f"--device=nvidia.com/gpu={number}" for number in container.gpus)


class Podman(Struct, frozen=True):
    """A container of Podman on the node."""

    id: str = "podman"
    title: str = "Podman"
    preference: int = 6
    meaning: Text = MEANING
    packagings: tuple[Packaging, ...] = (Packaging.IMAGE, Packaging.WHEELS)
    fields: tuple[Field, ...] = (FORM, *fields.COMMON)
    in_image: bool = True

    def suits(self, facts: NodeFacts) -> bool:
        """Return whether it is installed: there is no daemon that could be down."""
        return facts.home is not None and facts.containers.podman is not None

    def _is_quadlet(self, service: Service) -> bool:
        chosen, facts = service.option(FORM), service.facts
        has_quadlets = (facts.containers.podman or (0, 0)) >= QUADLETS_SINCE
        return chosen == "quadlet" or (chosen == "auto" and has_quadlets and bool(facts.systemd_user))

    def address(self, options: Pairs) -> str:
        """Return every address: the container has a network of its own, and the node publishes where it was chosen."""
        del options
        return "0.0.0.0"  # noqa: S104 - inside the container

    def inside(self, service: Service, launch: Launch, command: str) -> str:
        """Return ``podman run`` with the image of the server."""
        own = (*_space(service), "--security-opt=label=disable")
        return BUS + commands.inside("podman", service, launch, command, own)

    def _text(self, service: Service, launch: Launch) -> str:
        container = container_of(service, launch, "podman")
        # The image is there when the unit is started; what quadlets say of pulling came later.
        arguments = (*_space(service), "--pull=never", "--stop-signal=SIGINT")
        return quadlet(container, " ".join(service.description.split()), service.directory, arguments)

    def _path(self, service: Service) -> str:
        return f"{service.home}/.config/containers/systemd/{service.name}.container"

    def check(self, service: Service, launch: Launch) -> str:
        """Let Podman's generator read the quadlet; ``podman run`` has no dry run."""
        if not self._is_quadlet(service):
            return ""
        file = shlex.quote(f"{service.name}.container")
        return (
            "folder=$(mktemp -d) || exit 1\ntrap 'rm -rf -- \"$folder\"' EXIT\n"
            f"cat >\"$folder\"/{file} <<'END_OF_QUADLET'\n{self._text(service, launch)}END_OF_QUADLET\n"
            f'QUADLET_UNIT_DIRS="$folder"; export QUADLET_UNIT_DIRS\n{self._generated(service)}'
        )

    def _generated(self, service: Service) -> str:
        """Return sh that fails with what the generator says where it makes no unit of the file."""
        sign = shlex.quote(f"---{service.name}.service---")
        return (
            f'{GENERATOR}said=$("$generator" -user -dryrun 2>&1)\n'
            f'case $said in *{sign}*) ;; *) echo "$said" >&2; exit 65 ;; esac'
        )

    def rendering(self, service: Service, launch: Launch) -> Rendering:
        """Return the quadlet: ``podman run`` is told the same."""
        return Rendering(self.id, self.title, f"{service.name}.container", self._text(service, launch))

    def preparation(self, service: Service, launch: Launch) -> tuple[Step, ...]:
        """See to it that the image is there."""
        return tuple(_with_bus(step) for step in commands.image_steps("podman", service, launch))

    def steps(self, service: Service, launch: Launch) -> tuple[Step, ...]:
        """Start the container."""
        if self._is_quadlet(service):
            return tuple(_with_bus(step) for step in self._by_quadlet(service, launch))
        container = container_of(service, launch, "podman")
        alone = _is_left_alone(service)
        # What starts containers with the node looks for "always".
        restart = {"unless-stopped": "always"}.get(container.restart, container.restart)
        container = replace(container, restart="no" if alone else restart)
        listed = commands.words(container, (*RUN, *_space(service), *_gpus(container)))
        start = Step(
            id="start",
            title=Text(N_("Start the container with Podman")),
            kind=StepKind.RUN,
            command=f"{commands.unless_taken('podman', service)}podman run -d {listed}",
            undo=commands.remove_containers("podman", service, launch),
            risk=ALONE_RISK if alone else RUN_RISK,
        )
        return (_with_bus(start),)

    def _by_quadlet(self, service: Service, launch: Launch) -> tuple[Step, ...]:
        unit, path = shlex.quote(f"{service.name}.service"), shlex.quote(self._path(service))
        above = " ".join(shlex.quote(f"{service.home}/.config/containers{part}") for part in ("/systemd", ""))
        return (
            Step(
                id="quadlet",
                title=Text(N_("Write the quadlet")),
                kind=StepKind.WRITE,
                target=self._path(service),
                content=self._text(service, launch),
                undo=f"rm -f -- {path} {path}.part; systemctl --user daemon-reload; rmdir {above} 2>/dev/null || :",
            ),
            Step(
                id="start",
                title=Text(N_("Check the quadlet and start it with systemd")),
                kind=StepKind.RUN,
                command=(
                    f"{self._generated(service)}\n{commands.unless_taken('podman', service)}"
                    f"systemctl --user daemon-reload && systemctl --user start {unit}"
                ),
                undo=(
                    f"systemctl --user stop {unit}; systemctl --user reset-failed {unit} 2>/dev/null\n"
                    f"{commands.remove_containers('podman', service, launch)}"
                ),
                timeout_seconds=900.0,
            ),
        )

    def _of_unit(self, service: Service, verb: str) -> str:
        return f"{BUS}systemctl --user {verb} {shlex.quote(f'{service.name}.service')}"

    def start(self, service: Service) -> str:
        """Start the unit or the container."""
        if self._is_quadlet(service):
            return f"{self._of_unit(service, 'reset-failed')} 2>/dev/null; {self._of_unit(service, 'start')}"
        return BUS + commands.start("podman", service)

    def stop(self, service: Service) -> str:
        """Stop the unit or the container."""
        if self._is_quadlet(service):
            return self._of_unit(service, "stop")
        return BUS + commands.stop("podman", service)

    def status(self, service: Service) -> str:
        """Ask systemd or Podman."""
        if self._is_quadlet(service):
            return self._of_unit(service, "is-active")
        return BUS + commands.status("podman", service)

    def log(self, service: Service) -> str:
        """Print what it said: a unit's container is gone with its end, its words are in the journal."""
        if not self._is_quadlet(service):
            return BUS + commands.log("podman", service)
        unit = shlex.quote(f"{service.name}.service")
        journal = f"journalctl --user -u {unit} -n 400 --no-pager -o cat"
        return f"{BUS}{journal} 2>/dev/null || {commands.log('podman', service)}"

    def door(self, service: Service) -> str:
        """Return nothing: its port is published on the node's loopback."""
        del service
        return ""

    def scale(self, service: Service) -> str:
        """Return nothing: there is one."""
        del service
        return ""


def _with_bus(step: Step) -> Step:
    command = BUS + step.command if step.command else ""
    return replace(step, command=command, undo=BUS + step.undo if step.kind is not StepKind.UPLOAD else step.undo)


TARGET = Podman()
