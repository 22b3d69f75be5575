"""``leitstand bundle``: collects all that a deploy needs for nodes without a network, and checks what was collected."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from console.app import paths
from console.app.hubs import token
from console.app.knowing import knowledge
from console.app.loop import SystemClock
from console.deploy import bundle, catalog
from console.deploy.bundle import Item, Kind
from console.deploy.catalog import Entry
from console.deploy.link import AskLink
from console.deploy.models import Models
from console.deploy.weights import reference
from console.deploy.weights.hub import Hub
from console.deploy.weights.resolve import Resolver
from console.deploy.wheelhouse import Wheelhouse
from console.deploy.wheels import Platform
from console.engines import engines
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.service import DeployRequest
from console.model.text import N_
from console.model.weights import Origin, Packaging

TAR = ".tar"
MB = 1_000_000


class Order(Struct, frozen=True):
    """What a bundle is wanted for."""

    model: str
    engine: str
    platforms: tuple[Platform, ...]
    images: tuple[str, ...] = ()
    """Files of ``docker save`` as NAME=FILE, or names of images that this machine has."""


def run(options: argparse.Namespace) -> int:
    """Make or check a bundle; return the exit code."""
    if options.action == "check":
        _tell(_check(Path(options.bundle).expanduser()))
        return 0
    glibc, python = _pair(options.glibc), _pair(options.python)
    platforms = tuple(Platform(python, each, glibc) for each in options.architecture or ["x86_64"])
    order = Order(options.model, options.engine, platforms, tuple(options.image))
    manifest = asyncio.run(make(Path(options.out).expanduser(), order))
    for item in manifest.file:
        _tell(f"{item.sha256}  {item.size_bytes / MB:10.1f} MB  {item.path}")
    return 0


def _pair(version: str) -> tuple[int, int]:
    first, _, second = version.partition(".")
    if not first.isdecimal() or not second.isdecimal():
        raise ConsoleError(
            "bundle.version", N_("{version} is no version."), N_("Write two numbers: 3.11."), version=version
        )
    return int(first), int(second)


def _check(place: Path) -> str:
    with tempfile.TemporaryDirectory(prefix="leitstand-bundle-") as scratch:
        folder = bundle.unpack(place, Path(scratch)) if place.is_file() else place
        found = bundle.check(folder)
    size = sum(item.size_bytes for item in found.manifest.file)
    return f"{place}: {len(found.manifest.file)} files, {size / MB:.1f} MB, of {found.manifest.made}: right"


async def make(out: Path, order: Order) -> bundle.Manifest:
    """Make a bundle and return its list."""
    if out.exists():
        raise ConsoleError(
            "bundle.exists", N_("{path} is there already."), N_("Choose a new folder or remove it."), path=out
        )
    folder = out if out.suffix != TAR else Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent.resolve()))
    try:
        items = await _collect(folder, order)
        made = f"{SystemClock().now():%Y-%m-%dT%H:%M:%SZ}"
        manifest = await asyncio.to_thread(bundle.write, folder, items, made)
        if folder != out:
            await asyncio.to_thread(bundle.pack, folder, manifest, out)
    except BaseException:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        raise
    if folder != out:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
    return manifest


async def _collect(folder: Path, order: Order) -> list[Item]:
    engine = engines().get(order.engine)
    if engine is None:
        raise ConsoleError(
            "deploy.engine_unknown",
            N_("There is no engine called {engine}."),
            N_("Choose one of: {engines}."),
            engine=order.engine or "-",
            engines=", ".join(engines()),
        )
    folders = paths.user_folders()
    resolver = Resolver(token, _no_link)
    entries = catalog.read(paths.resources() / "catalog", folders.config / "catalog")
    request = DeployRequest((), order.model, engine=order.engine)
    models = Models(entries, knowledge, resolver, SystemClock())
    entry = await models.entry(request, whole=True)
    items: list[Item] = []
    if Packaging.WHEELS in engine.packagings:
        house = Wheelhouse(folders.cache / "wheels")
        for platform in order.platforms:
            wheels = await house.collect(engine.requirements(entry.weights), platform, report=_fetched)
            items += [_placed(folder, Path(wheel.path), Kind.WHEEL) for wheel in wheels]
    items += [await asyncio.to_thread(_image, folder, each) for each in order.images]
    items += await _weights(folder, order.model, entry, await resolver.hub())
    return list({item.path: item for item in items}.values())


async def _no_link(node_id: NodeId) -> AskLink:
    raise AssertionError(node_id)  # a path on a node is refused where there is no node


def _placed(folder: Path, source: Path, kind: Kind, name: str = "", below: str = "", *, main: bool = False) -> Item:
    target = folder / (below or f"{kind.value}s") / source.name
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        target.hardlink_to(source)
    except FileExistsError:
        pass
    except OSError:  # on another disk
        shutil.copyfile(source, target)
    return bundle.item_of(folder, target, kind, name, main=main)


async def _weights(folder: Path, model: str, entry: Entry, hub: Hub) -> list[Item]:
    found = entry.resolved
    if entry.weights.origin is Origin.WHEEL or found is None:
        return []
    meant = reference.parse(model) if reference.is_reference(model) else None
    below = f"weights/{bundle.folder_of(model, meant)}"
    items = []
    for file in found.found.files:
        target = folder / below / file.name
        target.parent.mkdir(parents=True, exist_ok=True)
        if found.weights.origin is Origin.HUB:
            place, commit = found.folder, found.weights.revision
            await asyncio.to_thread(hub.download, place, commit, file, target, _progress(file.name))
            is_main = file.name == found.found.main
            items.append(await asyncio.to_thread(bundle.item_of, folder, target, Kind.WEIGHTS, model, main=is_main))
        else:
            source, is_main = Path(found.folder) / file.name, file.name == found.found.main
            items.append(await asyncio.to_thread(_placed, folder, source, Kind.WEIGHTS, model, below, main=is_main))
    return items


def _image(folder: Path, wanted: str) -> Item:
    """Return an image: a file that is there, or what Docker or Podman of this machine saves."""
    name, _, file = wanted.partition("=")
    plain = "".join(character if character.isalnum() or character in "._-" else "_" for character in name)
    target = folder / "images" / f"{plain}{TAR}"
    target.parent.mkdir(parents=True, exist_ok=True)
    if file:
        try:
            shutil.copyfile(Path(file).expanduser(), target)
        except OSError as error:
            raise ConsoleError(
                "bundle.no_image",
                N_("The image {image} cannot be taken: {reason}."),
                N_("Name its file as NAME=FILE, or an image that Docker or Podman has here."),
                image=name,
                reason=error.strerror or error,
            ) from error
        return bundle.item_of(folder, target, Kind.IMAGE, name)
    reason = "there is no Docker and no Podman here"
    for tool in ("docker", "podman"):
        if shutil.which(tool) is None:
            continue
        done = subprocess.run([tool, "save", "-o", str(target), name], capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return bundle.item_of(folder, target, Kind.IMAGE, name)
        reason = (done.stderr.strip().splitlines() or [f"status {done.returncode}"])[-1].rstrip(".")
    raise ConsoleError(
        "bundle.no_image",
        N_("The image {image} cannot be taken: {reason}."),
        N_("Name its file as NAME=FILE, or an image that Docker or Podman has here."),
        image=name,
        reason=reason,
    )


def _fetched(name: str, done: int, total: int) -> None:
    if done == total:
        _tell(f"{name}: {total / MB:.1f} MB")


def _progress(name: str) -> Callable[[int, int], None]:
    """Return what says how far a file is, each tenth of it."""
    told = 0

    def tell(done: int, total: int) -> None:
        nonlocal told
        tenth = 10 * done // max(total, 1)
        if tenth > told:
            told = tenth
            _tell(f"{name}: {done / MB:.1f} of {total / MB:.1f} MB")

    return tell


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
