"""Where a service lies on a node, and which names are allowed there."""

from __future__ import annotations

import posixpath
import re

from console.model.errors import ConsoleError
from console.model.launch import NodeFacts, Service
from console.model.service import DeployRequest
from console.model.text import N_

FOLDER = "folder"
"""The step that makes the folder of a service; taken back, that is gone with all that is in it."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")


def check_request(request: DeployRequest) -> None:
    """Refuse what no node could carry out: names become folders and units, so they are plain."""
    if not NAME.fullmatch(request.service_name):
        raise ConsoleError(
            "deploy.name",
            N_("{name} cannot be the name of a service."),
            N_("Use letters, digits, dots, dashes and underscores, 63 at most, beginning with a letter or digit."),
            name=request.service_name or '""',
        )
    if not 1 <= request.port <= 65535:
        raise ConsoleError(
            "deploy.port", N_("{port} is no port."), N_("Choose one from 1024 to 65535."), port=request.port
        )
    path = request.directory
    plain = path == posixpath.normpath(path) and all(character.isprintable() for character in path)
    if not plain or not (path == "~" or path.startswith(("~/", "/"))) or path in {"/", "//"}:
        raise ConsoleError(
            "deploy.directory",
            N_("{directory} cannot be the folder of a deployment."),
            N_("Name an absolute path, or one that begins with ~/ for the home folder on the node."),
            directory=path or '""',
        )


def service_of(request: DeployRequest, facts: NodeFacts, description: str = "") -> Service:
    """Return the service that a request means on a node."""
    check_request(request)
    home = facts.home
    if home is None or not home.startswith("/"):
        raise ConsoleError(
            "deploy.no_home",
            N_("The node does not say where the home folder of the user is."),
            N_("Check the account on the node: getent passwd shows its home folder."),
        )
    home = home.rstrip("/")
    directory = home + request.directory[1:] if request.directory.startswith("~") else request.directory
    return Service(
        name=request.service_name,
        description=description or request.service_name,
        directory=f"{directory}/{request.service_name}",
        home=home,
        port=request.port,
        options=request.options,
        facts=facts,
    )


def parents(service: Service) -> tuple[str, ...]:
    """Return the folders above the service's own, innermost first, that a deploy may have made.

    Below the home folder these are all up to it; elsewhere only the one that was named.
    """
    found = [posixpath.dirname(service.directory)]
    while found[-1].startswith(f"{service.home}/") and posixpath.dirname(found[-1]) != service.home:
        found.append(posixpath.dirname(found[-1]))
    return tuple(folder for folder in found if folder not in {service.home, "/"})
