"""What the window knows of services: deploys as the core tells them, and their own figures while somebody looks."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from console.model.ids import DeployId
from console.model.service import DeployState, DeployView, EngineChoice
from console.model.talking import ServiceFigures
from console.settings.language import _
from console.ui.bridge import Bridge
from console.wire import messages as m


class ServiceBook(QObject):
    """Asks the core for the figures of exactly those services that somebody looks at and that serve."""

    changed = Signal(str)
    """DeployId: a deploy is new or changed."""
    gone = Signal(str)
    """DeployId: a deploy is no longer listed."""
    figures_changed = Signal(str)
    """DeployId: it has told its figures, or tells them no more."""
    learned = Signal()
    """What engines and targets are called, and what engines offer."""

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.deploys: dict[DeployId, DeployView] = {}
        """Oldest first."""
        self.figures: dict[DeployId, ServiceFigures | None] = {}
        """None: it does not answer, or tells nothing."""
        self.engines: dict[str, EngineChoice] = {}
        self._titles: dict[str, str] = {}
        self._wanted: dict[str, frozenset[DeployId]] = {}
        self._asked: frozenset[DeployId] = frozenset()
        bridge.welcome.connect(self._welcomed)
        bridge.deploy_changed.connect(self._take)
        bridge.deploy_forgotten.connect(self._forget)
        bridge.service_told.connect(self._told)

    def learn(self) -> None:
        """Ask once what engines and targets are called and offer."""
        if not self.engines:
            self._bridge.ask(m.ListModels(), self._learned, lambda _problem: None)

    def _learned(self, catalogue: m.Value) -> None:
        if isinstance(catalogue, m.Catalogue):
            self.engines = {each.id: each for each in catalogue.engines}
            self._titles = {each.id: _(each.title) for each in catalogue.engines}
            self._titles |= {each.id: _(each.title) for each in catalogue.targets}
            self.learned.emit()

    def title(self, identity: str) -> str:
        """Return what people call an engine or a target."""
        return self._titles.get(identity, identity)

    def want(self, viewer: str, deploy_ids: frozenset[DeployId]) -> None:
        """Hear the figures of these for one part of the window, and for it of no others."""
        self._wanted[viewer] = deploy_ids
        self._settle()

    def _settle(self) -> None:
        wanted = frozenset[DeployId]().union(*self._wanted.values())
        serving = {each for each in wanted if each in self.deploys and _serves(self.deploys[each])}
        before, self._asked = self._asked, frozenset(serving)
        for deploy_id in sorted(before - self._asked):
            self._bridge.send(m.WatchService(deploy_id=deploy_id, watching=False))
            self.figures.pop(deploy_id, None)
            self.figures_changed.emit(deploy_id)
        for deploy_id in sorted(self._asked - before):
            self._bridge.send(m.WatchService(deploy_id=deploy_id))

    def _welcomed(self, welcome: m.Welcome) -> None:
        gone = [known for known in self.deploys if known not in {view.id for view in welcome.deploys}]
        for deploy_id in gone:
            self._forget(deploy_id)
        # The core that greets is another one, or has forgotten who looked.
        self._asked = frozenset()
        for view in welcome.deploys:
            self._take(view)
        self._settle()

    def _take(self, view: DeployView) -> None:
        self.deploys[view.id] = view
        self._settle()
        self.changed.emit(view.id)

    def _forget(self, deploy_id: str) -> None:
        if self.deploys.pop(DeployId(deploy_id), None) is not None:
            self._settle()
            self.gone.emit(deploy_id)

    def _told(self, event: m.Event) -> None:
        if isinstance(event, m.ServiceTold) and event.deploy_id in self._asked:
            self.figures[event.deploy_id] = event.figures
            self.figures_changed.emit(event.deploy_id)


def _serves(view: DeployView) -> bool:
    return view.state is DeployState.SERVING
