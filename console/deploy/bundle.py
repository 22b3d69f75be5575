"""Bundles: all that a deploy carries to nodes without a network, in a folder or a tar, with a list that vouches for it.

A bundle has ``leitstand-bundle.json`` and below it ``wheels/``, ``images/`` (``docker save``), ``weights/MODEL/``. The
list comes first in a tar. Everything is checked against it before anything is used.
"""

from __future__ import annotations

import asyncio
import hashlib
import tarfile
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from console.deploy.weights.reference import Reference
from console.model.errors import ConsoleError
from console.model.service import DeployRequest
from console.model.text import N_

MANIFEST = "leitstand-bundle.json"
VERSION = 1
MOST_MANIFEST_BYTES = 16 << 20
IMAGE_OPTION = "image_file"
"""The field of the targets that run containers which takes an image as a file."""
Progress = Callable[[int, int], None]


class Kind(StrEnum):
    """What a file of a bundle is for."""

    WHEEL = "wheel"
    IMAGE = "image"
    WEIGHTS = "weights"


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A file of a bundle."""

    path: str
    """Below the bundle, with slashes."""
    kind: Kind
    size_bytes: int
    sha256: str
    name: str = ""
    """The image, or the model that weights are of, as a request names it."""
    main: bool = False
    """The file of the weights that a server is told of."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The list of a bundle."""

    version: int
    made: str
    """When, in UTC."""
    file: tuple[Item, ...]


class Bundle(Struct, frozen=True):
    """A bundle that was checked."""

    folder: Path
    manifest: Manifest

    def applied(self, request: DeployRequest, image: str) -> DeployRequest:
        """Return the request with what the bundle has in place of indexes, hubs and registries."""
        changed = replace(request, wheelhouse=str(self.folder / "wheels"))
        weights = [item for item in self.manifest.file if item.kind is Kind.WEIGHTS and item.name == request.model]
        if weights:
            main = next((item for item in weights if item.main), None)
            path = self.folder / (main.path if main else weights[0].path)
            changed = replace(changed, model=f"desk:{path if main else path.parent}")
        has_choice = IMAGE_OPTION in dict(request.options)
        for item in self.manifest.file:
            if item.kind is Kind.IMAGE and item.name == image and image and not has_choice:
                changed = replace(changed, options=(*changed.options, (IMAGE_OPTION, str(self.folder / item.path))))
        return changed


def broken(bundle: Path, reason: str) -> ConsoleError:
    """Return that a bundle is none, or not as it was made."""
    return ConsoleError(
        "bundle.broken",
        N_("{bundle} cannot be used: {reason}."),
        N_("Make it again with “leitstand bundle make”, or copy it again."),
        bundle=bundle,
        reason=reason,
    )


def is_bundle(place: str) -> bool:
    """Tell whether a path is a bundle, and not just a folder of wheels."""
    path = Path(place).expanduser()
    return bool(place) and (path.is_file() or (path / MANIFEST).is_file())


def parse(data: bytes, place: Path) -> Manifest:
    """Return the list of a bundle; its paths lead nowhere else."""
    try:
        manifest = msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, RecursionError) as error:
        raise broken(place, f"{MANIFEST}: {error}") from error
    if manifest.version != VERSION:
        raise broken(place, f"its version is {manifest.version}, this program reads {VERSION}")
    seen: set[str] = set()
    for item in manifest.file:
        parts = item.path.split("/")
        plain = all(part.isprintable() and part not in {"", ".", ".."} and "\\" not in part for part in parts)
        if not plain or len(parts) < 2 or item.path in seen or item.size_bytes < 0:
            raise broken(place, f"{MANIFEST}: {item.path[:80]!r} is no path of a file in it")
        seen.add(item.path)
    return manifest


def check(folder: Path, progress: Progress | None = None) -> Bundle:
    """Read a folder whole and return the bundle; ConsoleError names the first file that is not as the list says."""
    try:
        data = _head(folder / MANIFEST)
    except OSError as error:
        raise broken(folder, f"{MANIFEST}: {error.strerror or error}") from error
    manifest = parse(data, folder)
    total, done = sum(item.size_bytes for item in manifest.file), 0
    for item in manifest.file:
        path = folder / item.path
        if path.is_symlink() or not path.is_file():
            raise broken(folder, f"{item.path} is missing")
        size = path.stat().st_size
        if size != item.size_bytes:
            raise broken(folder, f"{item.path} has {size} bytes in place of {item.size_bytes}")
    for item in manifest.file:
        found = sha256_of(folder / item.path)
        if found != item.sha256:
            raise broken(folder, f"{item.path} has the checksum {found} in place of {item.sha256}")
        done += item.size_bytes
        if progress is not None:
            progress(done, total)
    return Bundle(folder, manifest)


def sha256_of(path: Path) -> str:
    """Return the checksum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def item_of(folder: Path, path: Path, kind: Kind, name: str = "", *, main: bool = False) -> Item:
    """Return the line of the list for a file that lies in the folder."""
    return Item(
        path=path.relative_to(folder).as_posix(),
        kind=kind,
        size_bytes=path.stat().st_size,
        sha256=sha256_of(path),
        name=name,
        main=main,
    )


def write(folder: Path, items: Iterable[Item], made: str) -> Manifest:
    """Write the list of a folder."""
    manifest = Manifest(version=VERSION, made=made, file=tuple(sorted(items, key=lambda item: item.path)))
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    (folder / MANIFEST).write_bytes(text + b"\n")
    return manifest


def pack(folder: Path, manifest: Manifest, target: Path) -> None:
    """Write a folder as a tar, its list first."""
    part = target.with_name(f"{target.name}.part")
    with tarfile.open(part, "w", format=tarfile.PAX_FORMAT) as tar:
        for name in (MANIFEST, *(item.path for item in manifest.file)):
            tar.add(folder / name, name, recursive=False)
    part.replace(target)


def unpack(tar_file: Path, below: Path) -> Path:
    """Unpack a tar into a folder below ``below`` that its list gives a name to; only what is on the list is taken."""
    try:
        with tarfile.open(tar_file, "r:") as tar:
            first = tar.next()
            stream = tar.extractfile(first) if first is not None and first.name == MANIFEST else None
            if stream is None:
                raise broken(tar_file, f"it does not begin with {MANIFEST}")
            data = stream.read(MOST_MANIFEST_BYTES + 1)
            manifest = parse(data, tar_file)
            folder = below / hashlib.sha256(data).hexdigest()[:16]
            if (folder / MANIFEST).is_file():
                return folder
            _take(tar, manifest, folder, tar_file)
            # Last: a folder with a list is whole.
            (folder / MANIFEST).write_bytes(data)
            return folder
    except (tarfile.TarError, EOFError) as error:
        raise broken(tar_file, str(error) or "it is no tar") from error
    except OSError as error:
        raise broken(tar_file, error.strerror or str(error)) from error


def _take(tar: tarfile.TarFile, manifest: Manifest, folder: Path, place: Path) -> None:
    wanted = {item.path: item for item in manifest.file}
    while (member := tar.next()) is not None:
        item = wanted.pop(member.name, None)
        stream = tar.extractfile(member) if member.isreg() else None
        if item is None or stream is None or member.size != item.size_bytes:
            raise broken(place, f"{member.name[:80]} is not what the list says")
        target = folder / item.path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as out:
            while chunk := stream.read(1 << 20):
                out.write(chunk)
    if wanted:
        raise broken(place, f"{min(wanted)} is missing")


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_MANIFEST_BYTES + 1)


def folder_of(model: str, meant: Reference | None) -> str:
    """Return the name of the folder below ``weights/`` for a model; what is served is called by it."""
    return meant.name if meant is not None else model


class Bundles:
    """The bundles that requests name: each is checked whole before its first use, and again when it has changed."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._checked: dict[tuple[str, int, int], Bundle] = {}
        self._checking = asyncio.Lock()

    async def applied(self, request: DeployRequest, image: str) -> DeployRequest:
        """Return a request with what its bundle has; unchanged where its wheelhouse is no bundle, or none."""
        if not await asyncio.to_thread(is_bundle, request.wheelhouse):
            return request
        async with self._checking:
            found = await asyncio.to_thread(self._open, Path(request.wheelhouse).expanduser())
        return found.applied(request, image)

    def _open(self, place: Path) -> Bundle:
        mark = (place if place.is_file() else place / MANIFEST).stat()
        key = (str(place), mark.st_mtime_ns, mark.st_size)
        if key not in self._checked:
            folder = unpack(place, self._cache) if place.is_file() else place
            self._checked[key] = check(folder)
        return self._checked[key]
