"""What of the terminals outlives the core: layouts by name, and what comes back after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.app.layouts import LayoutFiles, Layouts
from console.app.restoring import Restoring

if TYPE_CHECKING:
    from console.app.core import Core
    from console.app.paths import UserFolders


class Keeping:
    """Puts both together."""

    def __init__(self, core: Core, folders: UserFolders) -> None:
        self.layouts = Layouts(LayoutFiles(folders.layouts), core.tabs, core.tell)
        folder = folders.state / "restore" / core.profile.name
        self.restoring = Restoring(folder, core.tabs, core.settings, core.clock, core.tasks, core.noticed)
