"""What outlives the core: destinations, layouts by name, what was measured, and what comes back after a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.app.history import History
from console.app.layouts import LayoutFiles, Layouts
from console.app.observing import Observing
from console.app.restoring import Restoring

if TYPE_CHECKING:
    from console.app.core import Core
    from console.app.paths import UserFolders


class Keeping:
    """Puts these rooms together."""

    def __init__(self, core: Core, folders: UserFolders) -> None:
        destinations = folders.state / "destinations" / f"{core.profile.name}.json"
        self.history = History(destinations, core.tell, core.noticed, core.tasks)
        self.layouts = Layouts(LayoutFiles(folders.layouts), core.tabs, core.tell)
        self.observing = Observing(core, folders)
        folder = folders.state / "restore" / core.profile.name
        self.restoring = Restoring(folder, core.tabs, core.settings, core.clock, core.tasks, core.noticed)
