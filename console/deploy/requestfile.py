"""A request as a TOML file: what ``leitstand deploy`` takes and what the wizard saves."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Annotated

import msgspec

from console.model.errors import ConsoleError
from console.model.service import DeployRequest
from console.model.text import N_

HEAD = """\
# A deploy of Leitstand: leitstand deploy FILE --dry-run shows what would be done, --apply does it.
"""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    nodes: tuple[str, ...]
    model: str
    name: str
    engine: str = "llama_cpp"
    target: str = "auto"
    port: int = 18080
    directory: str = "~/.local/share/leitstand"
    packaging: str = ""
    image: str = ""
    gpus: int = 0
    sequences: Annotated[int, msgspec.Meta(ge=1)] = 1
    fixes: tuple[str, ...] = ()
    replaces: bool = False
    stops_first: bool = False
    wheelhouse: str = ""
    arguments: dict[str, str | int | float | bool] = {}
    options: dict[str, str | int | float | bool] = {}


def parse(text: str, path: Path) -> tuple[tuple[str, ...], DeployRequest]:
    """Return the names of the nodes and the request without them; ConsoleError names the line that is wrong.

    Paths of the desk are relative to the folder of the file.
    """
    try:
        found = msgspec.convert(tomllib.loads(text), _File)
    except tomllib.TOMLDecodeError as error:
        raise _wrong(path, str(error)) from error
    except msgspec.ValidationError as error:
        raise _wrong(path, _located(str(error), text)) from error
    if not found.nodes:
        raise _wrong(path, _located("Expected at least one node - at `$.nodes`", text))
    wheelhouse = str((path.parent / Path(found.wheelhouse).expanduser()).resolve()) if found.wheelhouse else ""
    request = DeployRequest(
        (),
        found.model,
        engine=found.engine,
        target=found.target,
        service_name=found.name,
        port=found.port,
        directory=found.directory,
        packaging=found.packaging,
        image=found.image,
        gpus=found.gpus,
        sequences=found.sequences,
        fixes=found.fixes,
        replaces=found.replaces,
        stops_first=found.stops_first,
        arguments=_pairs(found.arguments),
        options=_pairs(found.options),
        wheelhouse=wheelhouse,
    )
    return found.nodes, request


def _pairs(table: dict[str, str | int | float | bool]) -> tuple[tuple[str, str], ...]:
    words = {True: "yes", False: "no"}
    return tuple((name, words[value] if isinstance(value, bool) else str(value)) for name, value in table.items())


def _located(said: str, text: str) -> str:
    """Put the number of the line before what msgspec says of a field."""
    path = re.search(r" - at `\$\.([A-Za-z_]+)", said)
    unknown = re.search(r"unknown field `([^`]+)`", said)
    name = unknown[1] if unknown else path[1] if path else ""
    for number, line in enumerate(text.splitlines(), start=1):
        if name and re.match(rf"\s*\[?{re.escape(name)}\s*[=\]]", line):
            return f"{said} (line {number})"
    return said


def located(error: ConsoleError, text: str, path: Path) -> ConsoleError:
    """Return what was refused of a request with its field and its line in the file; other errors as they are."""
    name = error.problem.params.get("field", "")
    if not name:
        return error
    found = re.search(rf'^\s*"?{re.escape(name)}"?\s*=', text, re.MULTILINE)
    where = f"{name} (line {text.count(chr(10), 0, found.end()) + 1})" if found else name
    said = error.problem
    return ConsoleError(
        said.code,
        N_("{file}: {where}: {said}"),
        said.hint,
        **dict(said.params) | {"file": path, "where": where, "said": said.text()},
    )


def _wrong(path: Path, reason: str) -> ConsoleError:
    return ConsoleError(
        "deploy.request_file",
        N_("{file} is no request: {reason}."),
        N_("The wizard saves one as an example: “Save as…” on its page with the plan."),
        file=path,
        reason=reason.rstrip("."),
    )


def written(names: tuple[str, ...], request: DeployRequest) -> str:
    """Return the file for a request; what is at its default is left out."""
    import tomlkit

    fields = {
        "model": request.model,
        "name": request.service_name,
        "engine": request.engine,
        "target": request.target,
        "port": request.port,
        "directory": request.directory,
        "packaging": request.packaging,
        "image": request.image,
        "gpus": request.gpus,
        "sequences": request.sequences,
        "fixes": list(request.fixes),
        "replaces": request.replaces,
        "stops_first": request.stops_first,
        "wheelhouse": request.wheelhouse,
        "arguments": dict(request.arguments),
        "options": dict(request.options),
    }
    usual = {each.name: each.default for each in msgspec.structs.fields(_File)}
    said = {name: value for name, value in fields.items() if value and value != usual[name]}
    return HEAD + tomlkit.dumps({"nodes": list(names), **said})
