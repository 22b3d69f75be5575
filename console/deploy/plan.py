"""From a request and the facts of a node to a plan: a pure function.

What a node needs depends on the engine and on as what it comes. For wheels: Linux with glibc, POSIX sh with the usual
small tools, Python with ``venv``; no pip, no compiler, no network and no root.
"""

from __future__ import annotations

import contextlib
import re
import shlex
from collections.abc import Collection, Sequence
from posixpath import dirname

from msgspec import Struct

from console.deploy import chat, supply
from console.deploy.catalog import Entry
from console.deploy.door import on_node
from console.deploy.expectations import expected
from console.deploy.layout import FOLDER, parents, service_of
from console.deploy.shell import quoted
from console.engines import Engine, client
from console.model import serving
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.job import Job, Launch
from console.model.launch import NodeFacts, Program, Service, Wheel
from console.model.service import CheckResult, DeployRequest, Plan, Rendering, Step, StepKind, Verdict
from console.model.text import N_, Text
from console.model.weights import Packaging
from console.targets import Target, cluster, packaging_of, targets
from console.targets.common.root import AS_ROOT

UPLOAD_BYTES_PER_SECOND = 100_000
"""The slowest line that is waited for."""


class Means(Struct, frozen=True):
    """With what a plan is made: the model, its engine, the place to run, the wheels to carry."""

    entry: Entry
    engine: Engine
    target: Target
    wheels: tuple[Wheel, ...]
    """The installer's wheel is the last one; none where the server comes as something else."""
    fixes: tuple[Step, ...] = ()
    """What is put right on the node first, because somebody chose it."""


def plan(request: DeployRequest, node_id: NodeId, facts: NodeFacts, means: Means, token: str) -> Plan:
    """Return what a deploy will do on one node. ``token`` marks the folder as made by this plan."""
    entry, engine, target = means.entry, means.engine, means.target
    service = service_of(request, facts, f"{entry.choice.name} ({engine.title})")
    packaging = _packaging(request, means)
    launch = engine.launch(job_of(request, service, means, packaging))
    on_node = packaging is Packaging.WHEELS and not target.in_image
    if on_node and facts.python is None:
        raise ConsoleError(
            "deploy.no_python",
            N_("No suitable Python was found on {node}."),
            N_("Run the preflight checks: they name the package to install."),
            node=node_id,
        )
    model = serving.served(entry.weights, request)
    # An environment that was made in an image works only there; who waits and asks does it on the node.
    python = f"{service.directory}/venv/bin/python" if on_node else facts.python or "python3"
    maker = facts.python if on_node and facts.python else "python3"
    steps = (
        *means.fixes,
        *_judged(service, launch, target),
        _folder(service, token),
        *supply.steps(service, entry, facts.python or "python3"),
        *supply.key_steps(service, launch.registry),
        *target.preparation(service, launch),
        *(_wheels(service, launch, means, maker) if packaging is Packaging.WHEELS else ()),
        *(_program(service, program) for program in (*engine.programs(), client())),
        *((_run_script(service, launch),) if _is_run_here(service, target, packaging) else ()),
        *target.steps(service, launch),
        _wait(service, means, (model, launch.start_seconds), python),
        _ask(service, means, model, python),
    )
    return Plan(
        node_id=node_id,
        service_name=service.name,
        target=target.id,
        url=f"http://127.0.0.1:{service.port}",
        directory=service.directory,
        steps=tuple(expected(step) for step in steps),
        stop=target.stop(service),
        start=target.start(service),
        status=target.status(service),
        log=target.log(service),
        engine=engine.id,
        model=model,
        port=service.port,
        system=entry.system,
        question=entry.question,
        packaging=packaging.value,
        door=target.door(service),
        enter=elsewhere.enter(service) if (elsewhere := cluster(target.id)) is not None else "",
        scale=target.scale(service),
        rendering=target.rendering(service, launch),
        request=request,
    )


def renderings(request: DeployRequest, facts: NodeFacts, means: Means) -> tuple[Rendering, ...]:
    """Return the same request as every target that the engine suits would have it."""
    service = service_of(request, facts, f"{means.entry.choice.name} ({means.engine.title})")
    found = []
    for target in targets().values():
        packaging = packaging_of(target, means.engine.packagings, "")
        if packaging is None:
            continue
        job = job_of(request, service, Means(means.entry, means.engine, target, means.wheels), packaging)
        # What is asked for need not do elsewhere: a command on the node names no image.
        with contextlib.suppress(ConsoleError):
            found.append(target.rendering(service, means.engine.launch(job)))
    return tuple(found)


def _packaging(request: DeployRequest, means: Means) -> Packaging:
    packaging = packaging_of(means.target, means.engine.packagings, request.packaging)
    if packaging is None:
        raise ConsoleError(
            "deploy.packaging",
            N_("{engine} cannot be brought to “{target}” that way."),
            N_("Choose another target or another packaging."),
            engine=means.engine.title,
            target=means.target.title,
        )
    return packaging


def job_of(request: DeployRequest, service: Service, means: Means, packaging: Packaging) -> Job:
    """Return what the engine is asked for."""
    weights = means.entry.weights
    return Job(
        service,
        supply.served(service, weights),
        request,
        packaging,
        supply.path(service, weights),
        means.target.address(service.options),
    )


def fix_steps(results: Sequence[CheckResult], chosen: Collection[str]) -> tuple[Step, ...]:
    """Return a step for each fix that was chosen, is safe and still needed.

    A fix says ``sudo``, for people to copy; its step becomes root in whatever way there is.
    """
    return tuple(
        Step(
            id=f"fix-{result.check}",
            title=Text(N_("Put right: {check}"), {"check": result.title.english()}),
            kind=StepKind.RUN,
            command=_as_root(result.fix),
            undo=_as_root(result.undo),
            why=result.hint,
            risk=ROOT_RISK if _SUDO.search(result.fix) else None,
            as_root=bool(_SUDO.search(result.fix)),
        )
        for result in results
        if result.check in chosen and result.undo and result.verdict in {Verdict.WARN, Verdict.FAIL}
    )


_SUDO = re.compile(r"^sudo ", re.MULTILINE)
ROOT_RISK = Text(N_("It acts as root, by sudo where the user is not root."))


def _as_root(command: str) -> str:
    return AS_ROOT + _SUDO.sub("as_root ", command) if _SUDO.search(command) else command


def _judged(service: Service, launch: Launch, target: Target) -> tuple[Step, ...]:
    command = target.check(service, launch)
    if not command:
        return ()
    return (
        Step(
            id="judge",
            title=Text(N_("Let {target} judge the request"), {"target": target.title}),
            kind=StepKind.RUN,
            command=command,
            why=Text(N_("Its own dry run: what it would refuse is known before anything is changed.")),
            expected_seconds=1.0,
        ),
    )


def _folder(service: Service, token: str) -> Step:
    folder, mark = quoted(service.directory), quoted(f"{service.directory}/.leitstand")
    # Made beside it and then moved: it is never there without its mark, also where the disk is full.
    made = quoted(f"{service.directory}.{token}")
    # What other deploys have below these folders keeps them.
    above = "".join(f"rmdir -- {quoted(each)} 2>/dev/null || exit 0\n" for each in parents(service))
    return Step(
        id=FOLDER,
        title=Text(N_("Make the folder of the service")),
        kind=StepKind.RUN,
        command=(
            f"umask 077\n[ -e {folder} ] || {{\n"
            f"  mkdir -p -- {made} && echo {quoted(token)} | cat >{made}/.leitstand && mv -- {made} {folder} ||"
            " exit 1\n}\n"
            f'if [ "$(cat {mark} 2>/dev/null)" != {quoted(token)} ]; then\n'
            f'  echo "something is there already:" {folder} >&2\n  exit 73\nfi\n'
            f"mkdir -p -- {quoted(f'{service.directory}/wheels')}"
        ),
        check=f'[ "$(cat {mark} 2>/dev/null)" = {quoted(token)} ]',
        undo=(
            f"rm -rf -- {made}\n"
            f'if [ -e {folder} ] && [ "$(cat {mark} 2>/dev/null)" != {quoted(token)} ]; then exit 0; fi\n'
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


def _wheels(service: Service, launch: Launch, means: Means, python: str) -> tuple[Step, ...]:
    def inside(command: str) -> str:
        return means.target.inside(service, launch, command)

    return (
        *(_carry(wheel, service) for wheel in means.wheels),
        Step(
            id="environment",
            title=Text(N_("Make a virtual environment")),
            kind=StepKind.RUN,
            command=inside(f"{quoted(python)} -m venv --without-pip {quoted(f'{service.directory}/venv')}"),
            undo=f"rm -rf -- {quoted(f'{service.directory}/venv')}",
            check=f"[ -x {quoted(f'{service.directory}/venv/bin/python')} ]",
        ),
        Step(
            id="install",
            title=Text(N_("Install {packages}"), {"packages": ", ".join(wheel.name for wheel in means.wheels[:-1])}),
            kind=StepKind.RUN,
            command=inside(_install(service, means.wheels)),
            timeout_seconds=600.0,
        ),
        Step(
            id="tidy",
            title=Text(N_("Remove the wheels that were carried")),
            kind=StepKind.RUN,
            command=f"rm -rf -- {quoted(f'{service.directory}/wheels')}",
        ),
    )


def _install(service: Service, wheels: tuple[Wheel, ...]) -> str:
    python, folder = f"{service.directory}/venv/bin/python", f"{service.directory}/wheels"
    # The wheel of pip runs from its archive, so the node needs no pip of its own.
    pip = f"{folder}/{wheels[-1].file_name}/pip"
    # What a first try has left half installed is written over: it may lack what pip needs to take it out.
    options = (
        "--no-index --no-deps --no-cache-dir --no-input --disable-pip-version-check --progress-bar off "
        "--ignore-installed"
    )
    names = " ".join(quoted(f"{folder}/{wheel.file_name}") for wheel in wheels[:-1])
    # The node's own settings for pip (another index, a target) are not meant for this.
    return f"PIP_CONFIG_FILE=/dev/null {quoted(python)} {quoted(pip)} install {options} {names}"


def _program(service: Service, program: Program) -> Step:
    path = f"{service.directory}/{program.name}"
    return Step(
        id=f"write-{program.name}",
        title=Text(N_("Write {file}"), {"file": program.name}),
        kind=StepKind.WRITE,
        target=path,
        content=program.content,
        undo=f"rm -f -- {quoted(path)}",
    )


def _is_run_here(service: Service, target: Target, packaging: Packaging) -> bool:
    """Say whether the node itself starts the server: containers and clusters have a command line of their own."""
    return packaging is not Packaging.IMAGE and not target.door(service)


def _run_script(service: Service, launch: Launch) -> Step:
    words = shlex.join(launch.arguments)
    variables = "".join(f"export {name}={quoted(value)}\n" for name, value in launch.environment)
    return Step(
        id="write-run",
        title=Text(N_("Write the script that becomes the server")),
        kind=StepKind.WRITE,
        target=service.run_path,
        content=f"#!/bin/sh\ncd {quoted(dirname(service.run_path))} || exit 1\n{variables}exec {words}\n",
        mode=0o755,
        undo=f"rm -f -- {quoted(service.run_path)}",
    )


def _client(service: Service, means: Means, python: str, action: str, rest: tuple[str, str]) -> str:
    return on_node(means.target.door(service), service.port, (python, service.directory, action, *rest))


def _wait(service: Service, means: Means, what: tuple[str, int], python: str) -> Step:
    model, seconds = what
    return Step(
        id="wait",
        title=Text(N_("Wait until the model is loaded")),
        kind=StepKind.WAIT,
        command=_client(service, means, python, "wait", (means.engine.paths.ready_for(model), str(seconds))),
        timeout_seconds=float(seconds),
    )


def _ask(service: Service, means: Means, model: str, python: str) -> Step:
    entry = means.entry
    asked = chat.request_to(means.engine.paths, model, entry.system, entry.question)
    return Step(
        id="ask",
        title=Text(N_("Ask: {question}"), {"question": entry.question}),
        kind=StepKind.ASK,
        command=_client(service, means, python, "ask", asked),
        timeout_seconds=120.0,
    )
