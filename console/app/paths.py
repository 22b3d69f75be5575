"""Where things are: what came with the program, and the folders of the person who runs it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import platformdirs
from msgspec import Struct

import console
from console.model.errors import ConsoleError
from console.model.text import N_

APP_NAME = "leitstand"
HOME_VARIABLE = "LEITSTAND_HOME"
"""Puts all folders of the person under one, for tests and for a second, separate Leitstand."""


def resources() -> Path:
    """Return the folder of badges, themes, translations and the like, in a checkout, a wheel and a frozen build."""
    return _shipped("resources")


def plugins() -> Path:
    """Return the folder of the bundled plugins, in a checkout, a wheel and a frozen build."""
    return _shipped("plugins")


def _shipped(name: str) -> Path:
    # A frozen build keeps the package's files where the wheel has them, under its own root.
    frozen_root = getattr(sys, "_MEIPASS", None)
    package = Path(frozen_root, "console") if frozen_root else Path(console.__file__).parent
    installed = package / f"_{name}"
    return installed if installed.is_dir() else package.parent / name


class UserFolders(Struct, frozen=True):
    """The folders of one person. They are made by whoever first writes there, except ``runtime``."""

    config: Path
    """Settings and inventories: worth a backup."""
    state: Path
    """Journals, layouts, logs: survives a restart."""
    data: Path
    """What the person made: recordings and session logs."""
    cache: Path
    """Wheelhouses and other things that can be fetched again."""
    runtime: Path
    """Sockets; gone after a restart of the machine. Only the person can look into it."""

    @property
    def settings_file(self) -> Path:
        """Return the file that the person's options are kept in."""
        return self.config / "settings.toml"

    @property
    def window_state_file(self) -> Path:
        """Return the file that says how the window was left."""
        return self.state / "window.json"

    @property
    def layouts(self) -> Path:
        """Return the folder of the layouts that the person has saved."""
        return self.config / "layouts"

    @property
    def schemes(self) -> Path:
        """Return the folder of the colour schemes that the person imported."""
        return self.config / "schemes"


def user_folders() -> UserFolders:
    """Return the folders of the person, under ``LEITSTAND_HOME`` where that is set. Makes the runtime folder."""
    home = os.environ.get(HOME_VARIABLE)
    if home:
        root = Path(home).absolute()
        folders = UserFolders(root / "config", root / "state", root / "data", root / "cache", root / "run")
    else:
        state = platformdirs.user_state_path(APP_NAME, appauthor=False, roaming=False)
        folders = UserFolders(
            platformdirs.user_config_path(APP_NAME, appauthor=False, roaming=False),
            state,
            platformdirs.user_data_path(APP_NAME, appauthor=False, roaming=False),
            platformdirs.user_cache_path(APP_NAME, appauthor=False),
            _runtime_folder(state),
        )
    _make_private(folders.runtime)
    return folders


def _runtime_folder(state: Path) -> Path:
    """Return the same folder in a desktop session, in ``ssh`` and under cron, or each would have a core of its own."""
    if sys.platform != "linux" or os.environ.get("XDG_RUNTIME_DIR"):
        return platformdirs.user_runtime_path(APP_NAME, appauthor=False)
    of_the_session = Path(f"/run/user/{os.getuid()}")
    # Never below /tmp, where anybody could have made the folder first.
    return (of_the_session / APP_NAME) if os.access(of_the_session, os.W_OK) else state / "run"


def _make_private(folder: Path) -> None:
    """Make ``folder`` for this person alone; refuse one that somebody else has put there."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConsoleError(
            "paths.not_made",
            N_("The folder {folder} could not be made: {reason}."),
            N_("Check the permissions above it, or set {variable} to a folder of your own."),
            folder=folder,
            reason=error.strerror or error,
            variable=HOME_VARIABLE,
        ) from error
    if sys.platform == "win32":
        return
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid != os.getuid():
        raise ConsoleError(
            "paths.not_ours",
            N_("{folder} belongs to somebody else."),
            N_("Remove it, or set {variable} to a folder of your own."),
            folder=folder,
            variable=HOME_VARIABLE,
        )
    if found.st_mode & 0o077:
        folder.chmod(0o700)
