"""The wheel that people install starts, and brings its resources along."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

import console
from tests.meta.source import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


def run(*command: str | Path, cwd: Path, timeout: float = 120) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", target, ROOT, cwd=target)
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the bin folder of a new environment: the wheel is installed, its dependencies are those of this one."""
    folder = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder)
    binaries = folder / "bin"
    ask = "import json, sysconfig; print(json.dumps(sysconfig.get_path('purelib')))"
    packages = Path(json.loads(run(binaries / "python", "-c", ask, cwd=folder)))
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(binaries / "python")]
    run(*pip, "install", "--no-index", "--no-deps", "--quiet", wheel, cwd=folder)
    # A plain line adds the folder and does not follow the path files in it, one of which is the checkout's.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return binaries


def test_the_wheel_keeps_everything_inside_the_package(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"console"}
    for folder, inside in (("resources", "_resources"), ("plugins", "_plugins")):
        files = [path.relative_to(ROOT / folder) for path in (ROOT / folder).rglob("*") if path.is_file()]
        assert files
        missing = [str(file) for file in files if f"console/{inside}/{file.as_posix()}" not in names]
        assert not [name for name in missing if "__pycache__" not in name]
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_it_says_its_version(installed: Path, tmp_path: Path) -> None:
    assert console.__version__ in run(installed / "leitstand", "--version", cwd=tmp_path)


def test_it_finds_its_own_resources(installed: Path, tmp_path: Path) -> None:
    ask = "from console.app import paths; print(paths.resources()); print(paths.plugins())"
    resources, plugins = map(Path, run(installed / "python", "-c", ask, cwd=tmp_path).splitlines())
    assert resources.is_relative_to(installed.parent)
    assert (resources / "translations/de/LC_MESSAGES/leitstand.mo").is_file()
    assert plugins.is_dir()
    assert plugins.is_relative_to(installed.parent)


def test_the_simulated_data_centre_answers(installed: Path, tmp_path: Path) -> None:
    """Core, simulator, SSH and probes run from the wheel; a window is not needed for it."""
    assert run(installed / "leitstand", "demo", "--check", cwd=tmp_path)
