from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

import console
from console.app import paths
from console.model.errors import ConsoleError

CHECKOUT = Path(__file__).resolve().parents[3]


def test_in_a_checkout() -> None:
    assert paths.resources() == CHECKOUT / "resources"
    assert paths.plugins() == CHECKOUT / "plugins"
    assert (paths.resources() / "translations").is_dir()


def test_in_a_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = tmp_path / "site-packages" / "console"
    (installed / "_resources").mkdir(parents=True)
    (installed / "_plugins").mkdir()
    monkeypatch.setattr(console, "__file__", str(installed / "__init__.py"))
    assert paths.resources() == installed / "_resources"
    assert paths.plugins() == installed / "_plugins"


def test_in_a_frozen_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "console" / "_resources").mkdir(parents=True)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resources() == tmp_path / "console" / "_resources"


def test_one_variable_moves_every_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "home"))
    folders = paths.user_folders()
    assert {folders.config.parent, folders.state.parent, folders.cache.parent, folders.runtime.parent} == {
        tmp_path / "home"
    }
    assert folders.settings_file == tmp_path / "home" / "config" / "settings.toml"
    assert folders.schemes == tmp_path / "home" / "config" / "schemes"
    assert list((tmp_path / "home").iterdir()) == [folders.runtime]


def test_the_folders_of_the_platform(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(paths.HOME_VARIABLE)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "c"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "r"))
    folders = paths.user_folders()
    if sys.platform == "linux":
        assert folders.config == tmp_path / "c" / "leitstand"
        assert folders.runtime == tmp_path / "r" / "leitstand"
    assert stat.S_IMODE(folders.runtime.stat().st_mode) == 0o700


@pytest.mark.skipif(sys.platform != "linux", reason="the other platforms have one rule")
def test_a_runtime_folder_without_a_session(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (paths.HOME_VARIABLE, "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert paths.user_folders().runtime == tmp_path / "leitstand" / "run"


def test_a_runtime_folder_that_others_can_read_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    (tmp_path / "run").mkdir(mode=0o755)
    assert stat.S_IMODE(paths.user_folders().runtime.stat().st_mode) == 0o700


def test_a_runtime_folder_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000)
    with pytest.raises(ConsoleError) as caught:
        paths.user_folders()
    assert caught.value.code == "paths.not_ours"
    assert paths.HOME_VARIABLE in caught.value.problem.advice()


def test_a_link_is_not_a_runtime_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "run").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ConsoleError):
        paths.user_folders()


def test_a_folder_that_cannot_be_made_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "file"))
    with pytest.raises(ConsoleError, match="could not be made"):
        paths.user_folders()
