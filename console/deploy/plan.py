"""From a request and the facts of a node to a plan: a pure function.

What a node needs: Linux with glibc, POSIX sh with the usual small tools, Python 3.10 or later with ``venv``.
It needs no pip, no compiler, no network and no root.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from posixpath import dirname

from console.deploy import chat
from console.deploy.catalog import Entry
from console.deploy.layout import parents, service_of
from console.deploy.shell import quoted
from console.engines import Engine
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.launch import NodeFacts, Service, Wheel
from console.model.service import DeployRequest, Plan, Step, StepKind
from console.model.text import N_, Text
from console.targets import Target

UPLOAD_BYTES_PER_SECOND = 100_000
"""The slowest line that is waited for."""


@dataclass(frozen=True, slots=True)
class Means:
    """With what a plan is made: the model, its engine, the place to run, the wheels to carry."""

    entry: Entry
    engine: Engine
    target: Target
    wheels: tuple[Wheel, ...]
    """The installer's wheel is the last one."""


def plan(request: DeployRequest, node_id: NodeId, facts: NodeFacts, means: Means, token: str) -> Plan:
    """Return what a deploy will do on one node. ``token`` marks the folder as made by this plan."""
    entry, engine, target = means.entry, means.engine, means.target
    service = service_of(request, facts, f"{entry.choice.name} ({engine.title})")
    if facts.python is None:
        raise ConsoleError(
            "deploy.no_python",
            N_("No suitable Python was found on {node}."),
            N_("Run the preflight checks: they name the package to install."),
            node=node_id,
        )
    steps = (
        _folder(service, token),
        *(_carry(wheel, service) for wheel in means.wheels),
        _environment(service, facts.python),
        _install(service, means.wheels),
        _tidy(service),
        *_programs(service, engine),
        _run_script(service, engine, entry, request),
        *target.steps(service),
        _wait(service, engine),
        _ask(service, engine, entry),
    )
    return Plan(
        node_id=node_id,
        service_name=service.name,
        target=target.id,
        url=f"http://127.0.0.1:{service.port}",
        directory=service.directory,
        steps=steps,
        stop=target.stop(service),
        start=target.start(service),
        status=target.status(service),
        log=target.log(service),
        engine=engine.id,
        model=entry.id,
        port=service.port,
        system=entry.system,
        question=entry.question,
    )


def _folder(service: Service, token: str) -> Step:
    folder, mark = quoted(service.directory), quoted(f"{service.directory}/.leitstand")
    # What other deploys have below these folders keeps them.
    above = "".join(f"rmdir -- {quoted(each)} 2>/dev/null || exit 0\n" for each in parents(service))
    return Step(
        id="folder",
        title=Text(N_("Make the folder of the service")),
        kind=StepKind.RUN,
        command=(
            f'if [ -e {folder} ] && [ "$(cat {mark} 2>/dev/null)" != {quoted(token)} ]; then\n'
            f'  echo "something is there already:" {folder} >&2\n  exit 73\nfi\n'
            f"umask 077\nmkdir -p -- {quoted(f'{service.directory}/wheels')} && echo {quoted(token)} >{mark}"
        ),
        undo=(
            f'[ "$(cat {mark} 2>/dev/null)" = {quoted(token)} ] || exit 0\n'
            # A program that was cut off may still be writing for a moment.
            f"for _ in 1 2 3 4 5; do rm -rf -- {folder} && break; sleep 1; done\n"
            f"[ ! -e {folder} ] || exit 1\n{above}"
        ),
    )


def _carry(wheel: Wheel, service: Service) -> Step:
    target = f"{service.directory}/wheels/{wheel.file_name}"
    return Step(
        id=f"carry-{wheel.name}",
        title=Text(N_("Carry {file} to the node"), {"file": wheel.file_name}),
        kind=StepKind.UPLOAD,
        source=wheel.path,
        target=target,
        undo=f"rm -f -- {quoted(target)} {quoted(f'{target}.part')}",
        size_bytes=wheel.size_bytes,
        timeout_seconds=60.0 + wheel.size_bytes / UPLOAD_BYTES_PER_SECOND,
    )


def _environment(service: Service, python: str) -> Step:
    venv = quoted(f"{service.directory}/venv")
    return Step(
        id="environment",
        title=Text(N_("Make a virtual environment")),
        kind=StepKind.RUN,
        command=f"{quoted(python)} -m venv --without-pip {venv}",
        undo=f"rm -rf -- {venv}",
    )


def _install(service: Service, wheels: tuple[Wheel, ...]) -> Step:
    python, folder = f"{service.directory}/venv/bin/python", f"{service.directory}/wheels"
    # The wheel of pip runs from its archive, so the node needs no pip of its own.
    pip = f"{folder}/{wheels[-1].file_name}/pip"
    options = "--no-index --no-deps --no-cache-dir --no-input --disable-pip-version-check --progress-bar off"
    names = " ".join(quoted(f"{folder}/{wheel.file_name}") for wheel in wheels[:-1])
    return Step(
        id="install",
        title=Text(N_("Install {packages}"), {"packages": ", ".join(wheel.name for wheel in wheels[:-1])}),
        kind=StepKind.RUN,
        # The node's own settings for pip (another index, a target) are not meant for this.
        command=f"PIP_CONFIG_FILE=/dev/null {quoted(python)} {quoted(pip)} install {options} {names}",
        timeout_seconds=600.0,
    )


def _tidy(service: Service) -> Step:
    return Step(
        id="tidy",
        title=Text(N_("Remove the wheels that were carried")),
        kind=StepKind.RUN,
        command=f"rm -rf -- {quoted(f'{service.directory}/wheels')}",
    )


def _programs(service: Service, engine: Engine) -> tuple[Step, ...]:
    return tuple(
        Step(
            id=f"write-{program.name}",
            title=Text(N_("Write {file}"), {"file": program.name}),
            kind=StepKind.WRITE,
            target=f"{service.directory}/{program.name}",
            content=program.content,
            undo=f"rm -f -- {quoted(f'{service.directory}/{program.name}')}",
        )
        for program in engine.programs()
    )


def _run_script(service: Service, engine: Engine, entry: Entry, request: DeployRequest) -> Step:
    words = shlex.join(engine.command(service, entry, request))
    return Step(
        id="write-run",
        title=Text(N_("Write the script that becomes the server")),
        kind=StepKind.WRITE,
        target=service.run_path,
        content=f"#!/bin/sh\ncd {quoted(dirname(service.run_path))} || exit 1\nexec {words}\n",
        mode=0o755,
        undo=f"rm -f -- {quoted(service.run_path)}",
    )


def _client(service: Service, *arguments: str) -> str:
    return shlex.join((f"{service.directory}/venv/bin/python", f"{service.directory}/client.py", *arguments))


def _wait(service: Service, engine: Engine) -> Step:
    return Step(
        id="wait",
        title=Text(N_("Wait until the model is loaded")),
        kind=StepKind.WAIT,
        command=_client(service, "wait", str(service.port), engine.health_path, str(engine.start_seconds)),
        timeout_seconds=float(engine.start_seconds),
    )


def _ask(service: Service, engine: Engine, entry: Entry) -> Step:
    body = chat.body(entry.id, entry.system, entry.question)
    return Step(
        id="ask",
        title=Text(N_("Ask: {question}"), {"question": entry.question}),
        kind=StepKind.ASK,
        command=_client(service, "ask", str(service.port), engine.chat_path, body),
        timeout_seconds=120.0,
    )
