"""There is no service of that name yet."""

from __future__ import annotations

from console.deploy.preflight import Check, Finding, Scope, Situation, first_line
from console.deploy.shell import quoted
from console.model.service import Verdict
from console.model.text import N_, Text


def command(situation: Situation) -> str:
    """Print what is already there under the service's name."""
    service = situation.service
    if service is None:
        return "exit 1"
    unit = quoted(f"{service.home}/.config/systemd/user/{service.name}.service")
    folder = quoted(service.directory)
    control = quoted(f"{service.directory}/control")
    return (
        f"if [ -e {folder} ]; then ls -ld {folder}; fi\n"
        f"if [ -e {unit} ]; then ls -l {unit}; fi\n"
        f"if [ -f {control} ]; then sh {control} status; fi\n"
        "exit 0"
    )


def judge(output: str, rc: int | None, situation: Situation) -> Finding:
    """Fail when anything is there: a deploy takes over nothing."""
    if rc != 0 or situation.service is None:
        return Finding(Verdict.UNKNOWN, first_line(output))
    line = first_line(output)
    if not line:
        return Finding(Verdict.PASS, f"no {situation.service.name}")
    running = any(text.startswith("runs") for text in output.splitlines())
    template = (
        N_("A service called {name} runs there. Stop and undo that deployment, or choose another name.")
        if running
        else N_("Something called {name} is there already. Undo that deployment, or choose another name.")
    )
    return Finding(Verdict.FAIL, line, Text(template, {"name": situation.service.name}))


CHECK = Check("service_absent", Text(N_("Service name is free")), 590, command, judge, Scope.DEPLOY)
