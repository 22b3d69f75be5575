"""A bundle is used as it was made, or not at all."""

from __future__ import annotations

import io
import json
import os
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.deploy import bundle
from console.deploy.bundle import MANIFEST, Bundles, Item, Kind
from console.deploy.weights.reference import parse
from console.model.errors import ConsoleError
from console.model.service import DeployRequest, DeployState
from console.wire.messages import DeployAction
from tests.unit.deploy.conftest import Desk
from tests.unit.deploy.weights import files
from tests.unit.deploy.wheelhouses import make_wheelhouse

MODEL = "hf:acme/tiny:Q4_K_M"


def make(folder: Path) -> Path:
    """Return a bundle with wheels, an image and weights."""
    make_wheelhouse(folder / "wheels")
    (folder / "images").mkdir()
    (folder / "images" / "vllm.tar").write_bytes(b"image")
    weights = folder / "weights" / "tiny"
    weights.mkdir(parents=True)
    (weights / "tiny.gguf").write_bytes(files.gguf())
    items = [bundle.item_of(folder, path, Kind.WHEEL) for path in (folder / "wheels").iterdir()]
    items.append(bundle.item_of(folder, folder / "images" / "vllm.tar", Kind.IMAGE, "vllm/vllm-openai:v1"))
    items.append(bundle.item_of(folder, weights / "tiny.gguf", Kind.WEIGHTS, MODEL, main=True))
    bundle.write(folder, items, "2026-11-28T18:00:00Z")
    return folder


def packed(folder: Path, target: Path) -> Path:
    bundle.pack(folder, bundle.check(folder).manifest, target)
    return target


def test_what_was_made_is_right(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    found = bundle.check(make(tmp_path / "b"), lambda *one: told.append(one))
    assert len(found.manifest.file) == 5
    assert told[-1][0] == told[-1][1] == sum(item.size_bytes for item in found.manifest.file)


def test_it_stands_in_for_index_hub_and_registry(tmp_path: Path) -> None:
    found = bundle.check(make(tmp_path / "b"))
    request = DeployRequest((), MODEL, wheelhouse="x")
    changed = found.applied(request, "vllm/vllm-openai:v1")
    assert changed.wheelhouse == f"{tmp_path}/b/wheels"
    assert changed.model == f"desk:{tmp_path}/b/weights/tiny/tiny.gguf"
    assert changed.options == (("image_file", f"{tmp_path}/b/images/vllm.tar"),)
    assert found.applied(DeployRequest((), "other"), "another:1").model == "other"
    assert found.applied(DeployRequest((), "other"), "another:1").options == ()


async def test_a_folder_of_wheels_is_left_as_it_is(tmp_path: Path) -> None:
    request = DeployRequest((), MODEL, wheelhouse=str(make_wheelhouse(tmp_path / "w")))
    assert await Bundles(tmp_path / "cache").applied(request, "") == request
    assert await Bundles(tmp_path / "cache").applied(DeployRequest((), MODEL), "") == DeployRequest((), MODEL)


def spoiled(folder: Path, how: str) -> None:
    weights = folder / "weights" / "tiny" / "tiny.gguf"
    manifest = json.loads((folder / MANIFEST).read_text())
    if how == "flipped":
        data = bytearray(weights.read_bytes())
        data[-1] ^= 1
        weights.write_bytes(data)
    elif how == "cut":
        os.truncate(weights, 100)
    elif how == "gone":
        weights.unlink()
    elif how == "link":
        weights.rename(folder / "elsewhere")
        weights.symlink_to(folder / "elsewhere")
    elif how == "version":
        manifest["version"] = 2
        (folder / MANIFEST).write_text(json.dumps(manifest))
    elif how == "no list":
        (folder / MANIFEST).write_text("{")
    else:
        manifest["file"][0]["path"] = how
        (folder / MANIFEST).write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("flipped", "weights/tiny/tiny.gguf has the checksum"),
        ("cut", "weights/tiny/tiny.gguf has 100 bytes in place of"),
        ("gone", "weights/tiny/tiny.gguf is missing"),
        ("link", "weights/tiny/tiny.gguf is missing"),
        ("version", "its version is 2, this program reads 1"),
        ("no list", MANIFEST),
        ("../../etc/passwd", "is no path of a file in it"),
        ("/etc/passwd", "is no path of a file in it"),
        ("wheels", "is no path of a file in it"),
        ("wheels/a\\b", "is no path of a file in it"),
    ],
)
async def test_what_is_not_right_is_named_before_anything_is_used(tmp_path: Path, how: str, words: str) -> None:
    folder = make(tmp_path / "b")
    spoiled(folder, how)
    request = DeployRequest((), MODEL, wheelhouse=str(folder))
    with pytest.raises(ConsoleError) as caught:
        await Bundles(tmp_path / "cache").applied(request, "")
    assert caught.value.code == "bundle.broken"
    assert words in str(caught.value)


async def test_a_bundle_that_has_changed_is_checked_again(tmp_path: Path) -> None:
    bundles, folder = Bundles(tmp_path / "cache"), make(tmp_path / "b")
    request = DeployRequest((), MODEL, wheelhouse=str(folder))
    await bundles.applied(request, "")
    spoiled(folder, "version")
    with pytest.raises(ConsoleError):
        await bundles.applied(request, "")


async def test_a_tar_is_unpacked_once(tmp_path: Path) -> None:
    tar = packed(make(tmp_path / "b"), tmp_path / "b.tar")
    with tarfile.open(tar) as opened:
        assert opened.getnames()[0] == MANIFEST
    bundles = Bundles(tmp_path / "cache")
    first = await bundles.applied(DeployRequest((), MODEL, wheelhouse=str(tar)), "")
    second = await Bundles(tmp_path / "cache").applied(DeployRequest((), MODEL, wheelhouse=str(tar)), "")
    assert first == second
    assert Path(first.model.removeprefix("desk:")).read_bytes() == files.gguf()
    assert len(list((tmp_path / "cache").iterdir())) == 1


def _add(tar: tarfile.TarFile, name: str, data: bytes, kind: bytes = tarfile.REGTYPE) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.type, member.linkname = len(data) if kind == tarfile.REGTYPE else 0, kind, "/etc/passwd"
    tar.addfile(member, io.BytesIO(data))


@pytest.mark.parametrize("how", ["extra", "outside", "link", "missing", "no list", "text", "cut"])
def test_a_tar_that_is_not_as_its_list_says(tmp_path: Path, how: str) -> None:
    folder = make(tmp_path / "b")
    manifest, path = (folder / MANIFEST).read_bytes(), tmp_path / "hostile.tar"
    items = bundle.check(folder).manifest.file
    with tarfile.open(path, "w") as tar:
        if how != "no list":
            _add(tar, MANIFEST, manifest)
        for item in items[: -1 if how == "missing" else None]:
            kind = tarfile.SYMTYPE if how == "link" else tarfile.REGTYPE
            _add(tar, item.path, (folder / item.path).read_bytes(), kind)
        if how in {"extra", "outside"}:
            _add(tar, "../outside" if how == "outside" else "wheels/more", b"x")
    if how == "text":
        path.write_text("no tar at all")
    if how == "cut":
        os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(ConsoleError) as caught:
        bundle.check(bundle.unpack(path, tmp_path / "cache"))
    assert caught.value.code == "bundle.broken"
    assert not (tmp_path / "outside").exists() and not (tmp_path / "cache" / "outside").exists()


@given(st.text(max_size=30), st.integers())
def test_no_path_of_a_list_leads_out(path: str, size: int) -> None:
    item = {"path": path, "kind": "wheel", "size_bytes": size, "sha256": ""}
    data = json.dumps({"version": 1, "made": "", "file": [item]}).encode()
    try:
        found = bundle.parse(data, Path("b"))
    except ConsoleError:
        return
    (only,) = found.file
    assert Path("/b", only.path).resolve().is_relative_to("/b")


def test_the_folder_of_a_model_is_called_as_it_is_served() -> None:
    assert bundle.folder_of(MODEL, parse(MODEL)) == "tiny"
    assert bundle.folder_of("smollm2-135m", None) == "smollm2-135m"
    assert Item(path="a/b", kind=Kind.WHEEL, size_bytes=1, sha256="").main is False


async def test_a_deploy_takes_everything_from_its_bundle(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    tar = packed(make(desk.folder / "b"), desk.folder / "b.tar")
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")  # nobody is asked
    desk.request = DeployRequest(
        desk.request.node_ids, MODEL, port=desk.request.port, wheelhouse=str(tar), target="process"
    )
    view = await desk.serve()
    assert view.state is DeployState.SERVING, view.problem
    assert view.plan.model == "tiny"
    assert [path.name for path in desk.node.home.rglob("*.gguf") if "site-packages" not in str(path)] == ["tiny.gguf"]
    await desk.deploys.control(view.id, DeployAction.UNDO)
    assert (await desk.settled()).state is DeployState.UNDONE
    assert desk.left() == []
