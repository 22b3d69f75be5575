"""Wheels for simulated nodes: the names that a deploy carries, padding for content. A booth has no network.

A simulated node takes any wheel and runs none, so nothing real has to be fetched for it. They lie in a
cache of their own, where no real deploy looks.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

PADDING_BYTES = 24 * 1024 * 1024
"""Enough that carrying a wheel over can be watched."""


def write(requirements: Iterable[str], folder: Path) -> None:
    """Put a wheel for each pinned requirement into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for requirement in requirements:
        name, _, version = requirement.partition("==")
        _write(folder, name.replace("-", "_"), version)


def _write(folder: Path, name: str, version: str) -> None:
    info = f"{name}-{version}.dist-info"
    part = folder / f".{name}.part"
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as wheel:
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
        wheel.writestr(f"{name}/simulated.bin", bytes(PADDING_BYTES))
    part.replace(folder / f"{name}-{version}-py3-none-any.whl")
