"""A systemd unit of the user: started with the node where lingering is on, restarted when it fails."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from console.model.field import Field
from console.model.job import Launch
from console.model.launch import NodeFacts, Service
from console.model.service import Rendering, Step, StepKind
from console.model.text import N_, Text
from console.model.weights import Packaging

# A session without a login manager has no XDG_RUNTIME_DIR; systemctl finds its bus through it.
MEANING = Text(N_("Starts again by itself, its log is in the journal."))
BUS = 'XDG_RUNTIME_DIR="${XDG_RUNTIME_DIR:-/run/user/$(id -u)}" '


def unit_quoted(text: str) -> str:
    """Return ``text`` as one word of an ExecStart line: C-like quotes, no specifiers, no variables."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t") + '"'


def unit(service: Service) -> str:
    """Return the unit file of a service."""
    # StandardOutput takes no quotes: output goes to the log through the shell instead.
    script = 'exec sh "$1" >>"$2" 2>&1'
    words = ("/bin/sh", "-c", script, "sh", service.run_path, service.log_path)
    return f"""\
[Unit]
Description={" ".join(service.description.split()).replace("%", "%%")}
After=network.target
StartLimitIntervalSec=60
StartLimitBurst=5

[Service]
ExecStart={" ".join(unit_quoted(word) for word in words)}
Restart=on-failure
RestartSec=1
TimeoutStopSec=20

[Install]
WantedBy=default.target
"""


@dataclass(frozen=True, slots=True)
class Systemd:
    """A unit of the user's own systemd."""

    id: str = "systemd"
    title: str = N_("systemd user service")
    preference: int = 20
    meaning: Text = MEANING
    packagings: tuple[Packaging, ...] = (Packaging.WHEELS, Packaging.PROGRAM)
    fields: tuple[Field, ...] = ()
    in_image: bool = False

    def suits(self, facts: NodeFacts) -> bool:
        """Without lingering the unit would end with the last session, so ``auto`` leaves it."""
        return bool(facts.systemd_user and facts.linger)

    def _unit_path(self, service: Service) -> str:
        return f"{service.home}/.config/systemd/user/{service.name}.service"

    def _systemctl(self, arguments: str) -> str:
        return f"{BUS}systemctl --user {arguments}"

    def address(self, packaging: Packaging) -> str:
        """Return loopback: it shares the network of the node."""
        del packaging
        return "127.0.0.1"

    def inside(self, service: Service, launch: Launch, command: str) -> str:
        """Return the command: it runs on the node itself."""
        del service, launch
        return command

    def check(self, service: Service, launch: Launch) -> str:
        """Return nothing yet: the unit is verified when it is written."""
        del service, launch
        return ""

    def rendering(self, service: Service, launch: Launch) -> Rendering:
        """Return the unit."""
        del launch
        return Rendering(self.id, self.title, f"{service.name}.service", unit(service))

    def preparation(self, service: Service, launch: Launch) -> tuple[Step, ...]:
        """Return nothing: the node is there already."""
        del service, launch
        return ()

    def steps(self, service: Service, launch: Launch) -> tuple[Step, ...]:
        """Write the unit, then enable and start it."""
        del launch
        path = shlex.quote(self._unit_path(service))
        folders = " ".join(
            shlex.quote(f"{service.home}/.config/systemd{folder}")
            for folder in ("/user/default.target.wants", "/user", "")
        )
        name = shlex.quote(f"{service.name}.service")
        return (
            Step(
                id="unit",
                title=Text(N_("Write the systemd unit")),
                kind=StepKind.WRITE,
                target=self._unit_path(service),
                content=unit(service),
                undo=f"rm -f -- {path}; {self._systemctl('daemon-reload')}; rmdir {folders} 2>/dev/null || :",
            ),
            Step(
                id="start",
                title=Text(N_("Start the service with systemd")),
                kind=StepKind.RUN,
                command=f"{self._systemctl('daemon-reload')} && {self._systemctl(f'enable --now {name}')}",
                undo=f"{self._systemctl(f'disable --now {name}')} || :",
                timeout_seconds=60.0,
            ),
        )

    def start(self, service: Service) -> str:
        """Start the unit, also after it was given up."""
        name = shlex.quote(f"{service.name}.service")
        return f"{self._systemctl(f'reset-failed {name}')} 2>/dev/null; {self._systemctl(f'start {name}')}"

    def stop(self, service: Service) -> str:
        """Stop the unit."""
        return self._systemctl(f"stop {shlex.quote(f'{service.name}.service')}")

    def status(self, service: Service) -> str:
        """Ask whether the unit is active."""
        return self._systemctl(f"is-active {shlex.quote(f'{service.name}.service')}")

    def log(self, service: Service) -> str:
        """Print the end of the log file."""
        return f"tail -n 400 -- {shlex.quote(service.log_path)}"

    def door(self, service: Service) -> str:
        """Return nothing: it listens on the node's loopback."""
        del service
        return ""

    def scale(self, service: Service) -> str:
        """Return nothing: there is one."""
        del service
        return ""


TARGET = Systemd()
