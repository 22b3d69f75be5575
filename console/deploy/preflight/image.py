"""The image in which the server will run: whether the node has it, and with wheels which Python is in it."""

from __future__ import annotations

import re
import shlex

from msgspec.structs import replace

from console.deploy.preflight import Check, Finding, Scope, Situation, answers, unclear
from console.engines import engines
from console.model.service import Verdict
from console.model.text import N_, Text
from console.model.weights import Packaging
from console.targets import choose, packaging_of
from console.targets.containers import fields

TELL = "import platform, sys; print('%d.%d' % sys.version_info[:2], *platform.libc_ver())"
LIKELY_GLIBC = (2, 36)
"""What the images of Python on Debian have at least, where the image itself cannot be asked yet."""


def _wanted(situation: Situation) -> tuple[str, str, bool] | None:
    """Return the engine that runs it, the image, and whether wheels go into it; None: nothing runs in an image."""
    request = situation.request
    engine = engines().get(request.engine) if request is not None else None
    if request is None or engine is None:
        return None
    target = choose(request.target, situation.facts, engine.packagings)
    if target is None or target.id not in {"docker", "podman"}:
        return None
    packaging = packaging_of(target, engine.packagings, request.packaging)
    return target.id, engine.image(request), packaging is Packaging.WHEELS


def command(situation: Situation) -> str:
    """Ask the engine for the image, and the image for its Python: a container that is gone at once."""
    wanted = _wanted(situation)
    if wanted is None:
        return "echo 'image: -'"
    tool, image, has_wheels = wanted
    name = shlex.quote(image)
    ask = f"{tool} run --rm --pull=never --network=none --entrypoint=python3 {name} -c {shlex.quote(TELL)} 2>&1"
    return (
        f"if {tool} image inspect {name} >/dev/null 2>&1; then\n  echo 'image: there'\n"
        + (f'  echo "python: $({ask} | tail -n 1)"\n' if has_wheels else "")
        + "else echo 'image: missing'; fi"
    )


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Fail where the image is missing and not to be pulled, or has no Python for wheels."""
    wanted, said = _wanted(situation), answers(output)
    if "image" not in said:
        return unclear(output)
    if wanted is None:
        return Finding(Verdict.PASS, "-")
    _tool, image, has_wheels = wanted
    is_there = said.get("image") == "there"
    options = dict(situation.request.options) if situation.request is not None else {}
    if not is_there and options.get(fields.PULL.name) == "never" and not options.get(fields.IMAGE_FILE.name):
        hint = Text(N_("The node does not have the image, and it is not to be pulled."))
        return Finding(Verdict.FAIL, image, hint)
    evidence = f"{image}: {'is there' if is_there else 'not there yet'}"
    if not has_wheels:
        return Finding(Verdict.PASS, evidence)
    told = re.fullmatch(r"(\d+)\.(\d+) (\S+) (\d+)\.(\d+)", said.get("python", ""))
    tag = re.search(r"python:(\d+)\.(\d+)(?!.*alpine)", image)
    if is_there and told is not None and told[3] == "glibc":
        python, glibc = (int(told[1]), int(told[2])), (int(told[4]), int(told[5]))
    elif not is_there and tag is not None:
        python, glibc = (int(tag[1]), int(tag[2])), LIKELY_GLIBC
    else:
        hint = Text(N_("The wheels need an image with Python 3 and glibc, such as python:3.12-slim."))
        return Finding(Verdict.FAIL if is_there else Verdict.UNKNOWN, f"{evidence} {said.get('python', '')}", hint)
    known = replace(situation.facts.containers, image_python=python, image_glibc=glibc)
    evidence = f"{evidence}, Python {python[0]}.{python[1]}, glibc {glibc[0]}.{glibc[1]}"
    return Finding(Verdict.PASS, evidence, None, replace(situation.facts, containers=known))


CHECK = Check("image", Text(N_("Image")), 345, command, judge, Scope.DEPLOY, seconds=40.0)
