"""What outlives the core or a connection: destinations, layouts, what was measured, alerts, and what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.app import paths
from console.app.alerting import Alerting
from console.app.givingback import GivingBack
from console.app.history import History
from console.app.layouts import LayoutFiles, Layouts
from console.app.measuring import Measuring
from console.app.observing import Observing
from console.app.reconnecting import Reconnecting
from console.app.restoring import Restoring
from console.app.tabtitles import TabTitles
from console.model.ids import DeployId
from console.model.node import ChangeSet
from console.model.service import DeployView
from console.wire import messages as m
from console.wire.tasks import TaskSet

if TYPE_CHECKING:
    from console.app.core import Core
    from console.app.paths import UserFolders


class Keeping:
    """Puts these rooms together."""

    def __init__(self, core: Core, folders: UserFolders) -> None:
        self._tell = core.tell
        destinations = folders.state / "destinations" / f"{core.profile.name}.json"
        self.history = History(destinations, core.tell, core.noticed, core.tasks)
        self.titles = TabTitles(core.tabs)
        self.layouts = Layouts(LayoutFiles(folders.layouts), core.tabs, core.tell)
        self.observing = Observing(core, folders)
        folder = folders.state / "restore" / core.profile.name
        self.restoring = Restoring(folder, core.tabs, core.settings, core.clock, core.tasks, core.noticed)
        self.reconnecting = Reconnecting(core)
        kept = folders.state / "alerts" / f"{core.profile.name}.json"
        self.measuring = Measuring(core, folders.state / "measured" / f"{core.profile.name}.jsonl")
        self.alerting = Alerting(core, folders.config, paths.resources() / "alerts" / "rules.toml", kept)

    def begin(self, tasks: TaskSet) -> None:
        """Start what goes on as long as the core lives."""
        tasks.start(self.alerting.run(), "alerts")
        tasks.start(self.reconnecting.run(), "sleeps")
        tasks.start(GivingBack().run(), "memory")

    def heard(self, event: m.Event) -> None:
        """Follow the tabs."""
        self.restoring.changed()
        self.reconnecting.heard(event)

    def deploy_changed(self, view: DeployView) -> None:
        """Tell of a deploy that changed, and measure it once it serves."""
        self.measuring.deploy_changed(view)
        self._tell(m.DeployChanged(view))

    def deploy_forgotten(self, deploy_id: DeployId) -> None:
        """Tell that a deploy is no longer listed."""
        self.measuring.deploy_forgotten(deploy_id)
        self._tell(m.DeployForgotten(deploy_id))

    def fleet_changed(self, changes: ChangeSet) -> None:
        """Keep what was measured, and judge it."""
        self.observing.fleet_changed(changes)
        self.alerting.heard(changes)
