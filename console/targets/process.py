"""A background process of the user with a supervisor of a few lines of sh: needs nothing but a POSIX system."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from importlib import resources

from console.model.launch import NodeFacts, Service
from console.model.service import Step, StepKind
from console.model.text import N_, Text


def _script(name: str) -> str:
    return (resources.files(__package__) / "on_node" / name).read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Process:
    """A supervised process with a pid file; it outlives the connection, not a restart of the node."""

    id: str = "process"
    title: str = "Supervised process"
    preference: int = 10

    def suits(self, facts: NodeFacts) -> bool:
        """Return whether there is a home folder: nothing else is needed."""
        return facts.home is not None

    def steps(self, service: Service) -> tuple[Step, ...]:
        """Write the two scripts and start the service."""
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
        """Start the supervisor."""
        return f"sh {self._control(service)} start"

    def stop(self, service: Service) -> str:
        """TERM, patience, KILL; only processes of this service."""
        return f"sh {self._control(service)} stop"

    def status(self, service: Service) -> str:
        """Ask for the supervisor."""
        return f"sh {self._control(service)} status"

    def log(self, service: Service) -> str:
        """Print the end of the log file."""
        return f"sh {self._control(service)} log"


TARGET = Process()
