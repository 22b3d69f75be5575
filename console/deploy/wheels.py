"""Which wheel runs where, told from its file name alone (PEP 425, PEP 600)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from console.model.launch import NodeFacts, Wheel

LEGACY_GLIBC = {"manylinux1": (2, 5), "manylinux2010": (2, 12), "manylinux2014": (2, 17)}
GLIBC_STEPS = (5, 12, 17, 24, 26, 27, 28, 31, 34, 35, 36, 38, 39, 40, 41, 42)
"""Minor releases of glibc 2 that wheels are built for."""


class Platform(Struct, frozen=True):
    """What a wheel has to suit: CPython on Linux with glibc."""

    python: tuple[int, int]
    architecture: str
    glibc: tuple[int, int]

    @classmethod
    def of(cls, facts: NodeFacts, *, in_image: bool = False) -> Platform | None:
        """Return the platform of a node, or of the image in which a server runs there.

        None while it is not known or not one that wheels are built for.
        """
        if in_image:
            image = facts.containers
            if image.image_python is None or image.image_glibc is None or facts.architecture is None:
                return None
            return cls(image.image_python, facts.architecture, image.image_glibc)
        if facts.python_version is None or facts.architecture is None or facts.libc_version is None:
            return None
        if facts.libc != "glibc":
            return None
        return cls(facts.python_version, facts.architecture, facts.libc_version)

    def pip_arguments(self) -> list[str]:
        """Return the options with which pip resolves for this platform instead of its own."""
        major, minor = self.python
        arguments = ["--python-version", f"{major}.{minor}", "--implementation", "cp"]
        for abi in (f"cp{major}{minor}", "abi3", "none"):
            arguments += ["--abi", abi]
        for step in reversed([step for step in GLIBC_STEPS if (2, step) <= self.glibc]):
            arguments += ["--platform", f"manylinux_2_{step}_{self.architecture}"]
        for legacy, glibc in LEGACY_GLIBC.items():
            if glibc <= self.glibc:
                arguments += ["--platform", f"{legacy}_{self.architecture}"]
        return arguments

    def __str__(self) -> str:
        return f"Python {self.python[0]}.{self.python[1]}, glibc {self.glibc[0]}.{self.glibc[1]}, {self.architecture}"


def normal(name: str) -> str:
    """Return a distribution name as package indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _python_fits(tag: str, abi: str, python: tuple[int, int]) -> bool:
    match = re.fullmatch(r"(cp|py)(\d)(\d*)", tag)
    if match is None or int(match[2]) != python[0]:
        return False
    minor = int(match[3]) if match[3] else None
    if match[1] == "py" or abi == "none":
        return abi == "none" and (minor is None or minor <= python[1])
    if abi == "abi3":
        return minor is not None and minor <= python[1]
    return minor == python[1] and abi == f"cp{python[0]}{python[1]}"


def _system_fits(tag: str, platform: Platform) -> bool:
    if tag == "any":
        return True
    if not tag.endswith(f"_{platform.architecture}"):
        return False
    built_for = tag.removesuffix(f"_{platform.architecture}")
    if built_for in LEGACY_GLIBC:
        return LEGACY_GLIBC[built_for] <= platform.glibc
    match = re.fullmatch(r"manylinux_(\d+)_(\d+)", built_for)
    return match is not None and (int(match[1]), int(match[2])) <= platform.glibc


def fits(file_name: str, platform: Platform) -> bool:
    """Say whether the wheel with that file name can be installed on ``platform``."""
    parts = file_name.removesuffix(".whl").split("-")
    if not file_name.endswith(".whl") or len(parts) not in {5, 6}:
        return False
    pythons, abis, systems = (part.split(".") for part in parts[-3:])
    return any(_python_fits(tag, abi, platform.python) for tag in pythons for abi in abis) and any(
        _system_fits(tag, platform) for tag in systems
    )


def find(requirement: str, folder: Path, platform: Platform) -> Wheel | None:
    """Return the wheel in ``folder`` that satisfies a pinned requirement on ``platform``."""
    name, _, version = requirement.partition("==")
    for path in sorted(folder.glob("*.whl")):
        parts = path.name.split("-")
        if len(parts) > 4 and normal(parts[0]) == normal(name) and parts[1] == version and fits(path.name, platform):
            return Wheel(name=name, version=version, path=str(path), size_bytes=path.stat().st_size)
    return None


def missing(requirements: Iterable[str], folder: Path, platform: Platform) -> tuple[str, ...]:
    """Return the requirements that ``folder`` has no wheel for."""
    return tuple(each for each in requirements if find(each, folder, platform) is None)
