"""What stands behind ``docker run`` and in a compose file, as the container that is wanted."""

from __future__ import annotations

import csv
import re
import shlex
from collections.abc import Sequence
from typing import Any

from console.sim.containers import Wanted

_ALONE = frozenset({"-d", "--detach", "--rm", "-i", "-t", "-it", "--init", "--privileged", "--interactive", "--tty"})
_JOINED = re.compile(r"(--[a-z-]+)=(.*)", re.DOTALL)
_TAKES = frozenset({
    "--name", "--restart", "--publish", "-p", "--user", "-u", "--label", "-l", "--mount", "--volume", "-v", "--env",
    "-e", "--shm-size", "--security-opt", "--log-driver", "--log-opt", "--gpus", "--device", "--entrypoint", "--pull",
    "--network", "--hostname", "-h", "--workdir", "-w", "--memory", "-m", "--cpus", "--ipc", "--ulimit",
})  # fmt: skip


class Asked:
    """The words of ``docker run``, read."""

    def __init__(self, words: Sequence[str]) -> None:
        self.flags: set[str] = set()
        self.unknown = ""
        self._given: dict[str, list[str]] = {}
        rest = list(words)
        while rest and rest[0].startswith("-"):
            word = rest.pop(0)
            joined = _JOINED.fullmatch(word)
            if word in _ALONE:
                self.flags.add(word)
            elif joined is not None and joined[1] in _TAKES:
                self._given.setdefault(joined[1], []).append(joined[2])
            elif word in _TAKES and rest:
                self._given.setdefault(word, []).append(rest.pop(0))
            else:
                self.unknown = word
                return
        self.image = rest[0] if rest else ""
        self.arguments = tuple(rest[1:])

    @property
    def is_detached(self) -> bool:
        """Tell whether it goes on behind the command."""
        return bool(self.flags & {"-d", "--detach"})

    @property
    def pull(self) -> str:
        """Return when the image is pulled."""
        return self._last("--pull") or "missing"

    def _last(self, *names: str) -> str:
        found = [value for name in names for value in self._given.get(name, ())]
        return found[-1] if found else ""

    def _pairs(self, *names: str) -> tuple[tuple[str, str], ...]:
        found = [value.partition("=") for name in names for value in self._given.get(name, ())]
        return tuple((key, value) for key, _sign, value in found)

    def wanted(self, name: str) -> Wanted:
        """Return the container; ``name`` where none is given."""
        published = [value for option in ("--publish", "-p") for value in self._given.get(option, ())]
        return Wanted(
            self._last("--name") or name,
            self.image,
            self._last("--entrypoint"),
            self.arguments,
            self._pairs("--label", "-l"),
            self._pairs("--env", "-e"),
            tuple(map(ports, published)),
            gpus(self._given.get("--gpus", ()), self._given.get("--device", ())),
            self._last("--restart") or "no",
        )


def taken(words: Sequence[str], *names: str) -> tuple[list[str], list[str]]:
    """Return the words without an option that takes a value, and its values: ``--filter X`` and ``--filter=X``."""
    rest, values, waiting = [], [], False
    for word in words:
        name, sign, value = word.partition("=")
        if waiting:
            values.append(word)
            waiting = False
        elif word in names:
            waiting = True
        elif sign and name in names:
            values.append(value)
        else:
            rest.append(word)
    return rest, values


def ports(published: str) -> tuple[int, int]:
    """Return the port of the node and that inside: ``127.0.0.1:8091:8000``; 0 where it is no number."""
    parts = published.partition("/")[0].split(":")
    numbers = [int(part) if part.isdigit() else 0 for part in parts[-2:]]
    return numbers[0], numbers[-1]


def gpus(values: Sequence[str], devices: Sequence[str]) -> tuple[str, ...]:
    """Return the numbers of the GPUs that are given; ``all`` for all of them."""
    found = [name.rpartition("=")[2] for name in devices if name.startswith("nvidia.com/gpu=")]
    for value in values:
        for part in next(csv.reader([value]), []):
            found += part.removeprefix("device=").split(",") if part.startswith("device=") else [part]
    return tuple(found)


def composed(text: str) -> tuple[Wanted, ...]:
    """Return the containers of a compose file; raises ValueError where it is none."""
    import yaml

    try:
        read = yaml.safe_load(text)
        services = dict(read["services"])
        return tuple(_service(str(name), dict(service)) for name, service in services.items())
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise ValueError(str(error).splitlines()[0]) from error


def _service(name: str, service: dict[str, Any]) -> Wanted:
    entrypoint, command = service.get("entrypoint") or [], service.get("command") or []
    first = entrypoint if isinstance(entrypoint, list) else shlex.split(str(entrypoint))
    words = command if isinstance(command, list) else shlex.split(str(command))
    reserved = ((service.get("deploy") or {}).get("resources") or {}).get("reservations") or {}
    given = [str(number) for device in reserved.get("devices") or () for number in device.get("device_ids") or ()]
    return Wanted(
        str(service.get("container_name") or f"{name}-1"),
        str(service["image"]),
        _plain(first[0]) if first else "",
        tuple(_plain(word) for word in (*first[1:], *words)),
        tuple((str(key), _plain(value)) for key, value in (service.get("labels") or {}).items()),
        tuple((str(key), _plain(value)) for key, value in (service.get("environment") or {}).items()),
        tuple(ports(_plain(value)) for value in service.get("ports") or ()),
        (*given, *gpus((), [_plain(value) for value in service.get("devices") or ()])),
        str(service.get("restart") or "no"),
    )


def _plain(value: object) -> str:
    return str(value).replace("$$", "$")
