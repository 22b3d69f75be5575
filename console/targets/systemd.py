"""A systemd unit of the user: started with the node where lingering is on, restarted when it fails."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from console.model.launch import NodeFacts, Service
from console.model.service import Step, StepKind
from console.model.text import N_, Text

# A session without a login manager has no XDG_RUNTIME_DIR; systemctl finds its bus through it.
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
    title: str = "systemd user service"
    preference: int = 20

    def suits(self, facts: NodeFacts) -> bool:
        """Without lingering the unit would end with the last session, so ``auto`` leaves it."""
        return bool(facts.systemd_user and facts.linger)

    def _unit_path(self, service: Service) -> str:
        return f"{service.home}/.config/systemd/user/{service.name}.service"

    def _systemctl(self, arguments: str) -> str:
        return f"{BUS}systemctl --user {arguments}"

    def steps(self, service: Service) -> tuple[Step, ...]:
        """Write the unit, then enable and start it."""
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
        return f"tail -n 40 -- {shlex.quote(service.log_path)}"


TARGET = Systemd()
