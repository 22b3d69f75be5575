"""A background process of the user with a supervisor of a few lines of sh: needs nothing but a POSIX system."""

from __future__ import annotations

import shlex
from importlib import resources

from msgspec import Struct

from console.model.field import Field, Pairs
from console.model.job import Launch
from console.model.launch import NodeFacts, Service
from console.model.service import Rendering, Step, StepKind
from console.model.text import N_, Text
from console.model.weights import Packaging
from console.targets.common import listening
from console.targets.common.gpus import DEVICES, visible
from console.targets.common.ports import refused_where_taken

MEANING = Text(N_("Runs without systemd, with a pid file and a log beside it."))


def _script(name: str) -> str:
    return (resources.files(__package__) / "on_node" / name).read_text("utf-8")


class Process(Struct, frozen=True):
    """A supervised process with a pid file; it outlives the connection, not a restart of the node."""

    id: str = "process"
    title: str = N_("Supervised process")
    preference: int = 10
    meaning: Text = MEANING
    packagings: tuple[Packaging, ...] = (Packaging.WHEELS, Packaging.PROGRAM)
    fields: tuple[Field, ...] = (DEVICES, listening.LISTEN)
    in_image: bool = False

    def suits(self, facts: NodeFacts) -> bool:
        """Return whether there is a home folder: nothing else is needed."""
        return facts.home is not None

    def address(self, options: Pairs) -> str:
        """Return what was chosen: it shares the network of the node."""
        return listening.address(options)

    def inside(self, service: Service, launch: Launch, command: str) -> str:
        """Return the command: it runs on the node itself."""
        del service, launch
        return command

    def check(self, service: Service, launch: Launch) -> str:
        """Return nothing: there is no tool that could be asked."""
        del service, launch
        return ""

    def rendering(self, service: Service, launch: Launch) -> Rendering:
        """Return the script that keeps it running."""
        del service, launch
        return Rendering(self.id, self.title, "supervise", _script("supervise.sh"))

    def preparation(self, service: Service, launch: Launch) -> tuple[Step, ...]:
        """Return nothing: the node is there already."""
        del service, launch
        return ()

    def steps(self, service: Service, launch: Launch) -> tuple[Step, ...]:
        """Write the two scripts and start the service."""
        del launch
        files = tuple(
            Step(
                id=name,
                title=title,
                kind=StepKind.WRITE,
                target=f"{service.directory}/{name}",
                content=_script(f"{name}.sh"),
                mode=0o755,
                undo=f"rm -f -- {shlex.quote(f'{service.directory}/{name}')}",
            )
            for name, title in (
                ("supervise", Text(N_("Write the script that keeps the service running"))),
                ("control", Text(N_("Write the script that starts and stops the service"))),
            )
        )
        start = Step(
            id="start",
            title=Text(N_("Start the service as a supervised process")),
            kind=StepKind.RUN,
            command=self.start(service),
            undo=f"[ ! -f {self._control(service)} ] || {self.stop(service)}",
            timeout_seconds=60.0,
        )
        return (*files, start)

    def _control(self, service: Service) -> str:
        return shlex.quote(f"{service.directory}/control")

    def start(self, service: Service) -> str:
        """Start the supervisor; a service that outlived its own still holds the port, and ends first."""
        control = f"sh {self._control(service)}"
        shown = "".join(f"{name}={shlex.quote(value)} " for name, value in visible(service))
        return (
            f"if ! {control} status >/dev/null 2>&1; then\n{control} stop >/dev/null || exit 1\n"
            f"{refused_where_taken(service.port)}fi\n{shown}{control} start"
        )

    def stop(self, service: Service) -> str:
        """TERM, patience, KILL; only processes of this service."""
        return f"sh {self._control(service)} stop"

    def status(self, service: Service) -> str:
        """Ask for the supervisor."""
        return f"sh {self._control(service)} status"

    def log(self, service: Service) -> str:
        """Print the end of the log file."""
        return f"sh {self._control(service)} log"

    def door(self, service: Service) -> str:
        """Return nothing: it listens on the node's loopback."""
        del service
        return ""

    def scale(self, service: Service) -> str:
        """Return nothing: there is one."""
        del service
        return ""


TARGET = Process()
