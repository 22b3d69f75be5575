"""A distribution as a node shows it: one TOML file each, found by scanning the folder."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources

from msgspec import Struct, field


class Personality(Struct, frozen=True):
    """What differs between distributions."""

    name: str
    kernel: str
    kernel_build: str
    libc: str
    package_command: str
    prompt: str
    motd: str
    os_release: str
    driver: str = "580.95.05"
    cuda: str = "13.0"
    shell: str = "bash"
    init: str = "systemd"
    python: str = ""
    python_extra: str = ""
    packages: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    absent: tuple[str, ...] = ()

    def release(self, key: str) -> str:
        """Return one value of os-release, empty when it has none."""
        for line in self.os_release.splitlines():
            name, _, value = line.partition("=")
            if name == key:
                return value.strip('"')
        return ""


def load(name: str) -> Personality:
    """Return the personality with that file name."""
    folder = resources.files("console.sim").joinpath("personalities")
    table = tomllib.loads(folder.joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    table["absent"] = tuple(table.get("absent", ()))
    return Personality(name=name, **table)


def names() -> list[str]:
    """Return every personality there is."""
    folder = resources.files("console.sim").joinpath("personalities")
    return sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))
