"""The window: composes bar, fleet, terminals and status, and carries what one says to the others."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QHBoxLayout, QVBoxLayout, QWidget

from console.model.clock import Clock
from console.model.errors import Problem
from console.model.ids import TerminalId
from console.model.node import ChangeSet, NodeState
from console.model.service import DeployState, DeployView
from console.model.text import fill
from console.settings.language import _
from console.settings.options import SAMPLE_INTERVAL
from console.ui.actions import Actions, other_words
from console.ui.bridge import Bridge
from console.ui.commandfield import CommandField
from console.ui.dashboard.surround import Surround
from console.ui.dressing import Dressing
from console.ui.empty import Banner
from console.ui.find.finder import Finder
from console.ui.focuschain import focus_chain, step_focus
from console.ui.focusring import FocusRing
from console.ui.icons import LateIcons
from console.ui.leaving import Leaving
from console.ui.models.fleet import FleetModel
from console.ui.notices import Entry as NoticeEntry
from console.ui.notices import NoticeList
from console.ui.panes import TerminalMaker
from console.ui.qtwords import speak
from console.ui.questions import ALARM_CODES, Questions
from console.ui.recording import Recording
from console.ui.screens import bring_forward
from console.ui.sheets import SheetHost
from console.ui.statusbar import StatusBar
from console.ui.tabactions import TabActions
from console.ui.tabdesk import TabDesk
from console.ui.tabdrag import TabDrag
from console.ui.theme import Themes
from console.ui.toast import Toast
from console.ui.topbar import TopBar
from console.ui.tree import FleetPanel
from console.ui.watching import Watching
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.dashboard.board import Dashboard
    from console.ui.models.suggest import Entry
    from console.ui.views import Views


TOTALS_MS = 250
"""How long after a change the totals are summed up anew."""


class Window(QWidget):
    """The desk. It knows the core through the bridge only."""

    left = Signal()
    """The person left: the program ends."""
    deploy_wanted = Signal(object)
    """Tuple of NodeIds to deploy on; connect it and call ``offer_deploy``."""
    furnished = Signal()
    """What the first paint did not need is there."""
    deploys_wanted = Signal()
    """Show what has been deployed; the same listener does both."""

    def __init__(self, bridge: Bridge, themes: Themes, clock: Clock, maker: TerminalMaker) -> None:
        super().__init__()
        speak()
        self.setObjectName("desk")
        self.setWindowTitle("Leitstand")
        self.setMinimumSize(QSize(800, 480))
        self._bridge, self.themes, self._clock = bridge, themes, clock
        self._sampling_seconds = SAMPLE_INTERVAL.default
        self._may_close = self._simulated = False
        self._deploys_at_welcome: tuple[DeployView, ...] = ()
        self.fleet = FleetModel(self)
        self.commands = Actions(self)
        self.dressing = Dressing(themes, self.commands, self)
        self._icons = LateIcons(themes)
        self.field = CommandField(themes, [self._node_entries, self._command_entries])
        self.top = TopBar(themes, self.field, self._icons)
        self.banner = Banner(themes)
        self.panel = FleetPanel(self.fleet, themes, clock)
        bridge.fleet_changed.connect(self._fleet_changed)
        self.desk = TabDesk(bridge, self.fleet, maker, themes)
        self.board: Dashboard | None = None
        self.surround = Surround(self.desk, themes)
        self.status = StatusBar(themes, clock)
        self.toast = Toast(themes, self)
        self.tab_actions = TabActions(self.desk, self.commands, self.toast)
        self._drag = TabDrag(self.desk, themes)
        self.recording = Recording(self.desk, self.commands, bridge, self.status, self.toast, clock)
        self.finder = Finder(self, bridge)
        self.notices = NoticeList(themes, self)
        self.sheets = SheetHost(themes, self)
        self.ring = FocusRing(themes, self)
        self.questions = Questions(bridge, self.fleet, self.sheets, themes)
        self.leaving = Leaving(bridge, self.sheets, themes)
        self.leaving.settled.connect(self.close_for_good)
        self._totals = QTimer(self, singleShot=True, interval=TOTALS_MS)
        self._totals.timeout.connect(self._show_totals)
        self.offer_deploy(available=False)
        self.commands.offer("question", available=False)
        self._compose()
        self._wire()
        self.watching = Watching(self, bridge)

    def _compose(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.panel)
        middle.addWidget(self.surround, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.top, self.banner):
            layout.addWidget(part)
        layout.addLayout(middle, 1)
        layout.addWidget(self.status)

    def _wire(self) -> None:
        bridge = self._bridge
        bridge.welcome.connect(self._welcome)
        bridge.notice.connect(self._notice)
        bridge.core_lost.connect(self._core_lost)
        bridge.deploy_changed.connect(self._deploy_changed)
        self.field.destination_chosen.connect(self.desk.open_destination)
        self.field.left.connect(self.desk.focus_terminal)
        self.panel.open_wanted.connect(self.desk.open_node)
        self.panel.retry_wanted.connect(lambda node_id: bridge.send(m.RetryNode(node_id=node_id)))
        self.panel.deploy_wanted.connect(lambda node_id: self.deploy_wanted.emit((node_id,)))
        self.desk.connect_wanted.connect(self.field.open)
        self.desk.active_changed.connect(self._follow)
        self.desk.action_wanted.connect(lambda name: self.commands[name].trigger())
        self.desk.question.shown.connect(lambda shown: self.commands.offer("question", available=shown))
        self.top.mark.clicked.connect(self._menu)
        self.top.bell.clicked.connect(lambda: self.notices.open_under(self.top.bell))
        self.top.theme_wanted.connect(self.dressing.next_theme)
        self.notices.changed.connect(self._count_notices)
        self.status.state_chosen.connect(self.panel.show_state)
        self.status.deploy_chosen.connect(self.deploys_wanted)
        self.status.all_chosen.connect(lambda: self.panel.filter.set_text(""))
        self.sheets.opened.connect(lambda: self._hold(held=True))
        self.sheets.emptied.connect(lambda: self._hold(held=False))
        self._bind()
        self.commands.tab_wanted.connect(self.desk.show_place)
        self.themes.changed.connect(self.update)

    # ---- what others call --------------------------------------------------------------------

    @cached_property
    def views(self) -> Views:
        """Return the pages that stand in place of the terminals; the first one needs it."""
        from console.ui.views import Views

        views = Views(self.desk.area, self.commands, self.themes)
        views.shown_changed.connect(self.surround.give_way)
        return views

    def furnish(self) -> None:
        """Load what the first paint did not need: the dashboard and the icons."""
        self.board = _dashboard(self, self._bridge, self._clock)
        self.board.keep(self._deploys_at_welcome)
        self.surround.take_in(self.board)
        self._icons.load_soon()
        self.furnished.emit()

    def offer_deploy(self, *, available: bool) -> None:
        """Offer to deploy models, where something listens to ``deploy_wanted``."""
        self.panel.can_deploy = available
        self.commands.offer("deploy", available=available)
        self.commands.offer("deploys", available=available)

    def release_keyboard(self) -> None:
        """Take the keyboard back from a terminal, to the tree."""
        bring_forward(self)
        self.panel.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_sampling(self, seconds: float) -> None:
        """Say how often nodes are asked."""
        self._sampling_seconds = seconds
        self._show_totals()

    def close_for_good(self) -> None:
        """Close without asking."""
        self._may_close = True
        self.close()

    # ---- actions -----------------------------------------------------------------------------

    def _bind(self) -> None:
        bind = self.commands.bind
        bind("command", self._here(self.field.open))
        bind("filter", self._here(lambda: self.panel.filter.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)))
        bind("tree", self.release_keyboard)
        bind("question", self._here(self.desk.question.take_keyboard))
        bind("deploy", self._deploy)
        bind("dashboard", lambda: self.surround.want(wanted=self.commands["dashboard"].isChecked()))
        bind("deploys", self.deploys_wanted.emit)
        bind("reload", lambda: self._bridge.send(m.ReloadInventory()))
        bind("notices", lambda: self.notices.open_under(self.top.bell))
        bind("about", self._about)
        bind("leave", self.close)

    def _deploy(self) -> None:
        node_id = self.panel.view.current_node()
        tab = self.desk.active_tab()
        if node_id is None and tab is not None:
            node_id = tab.node_id
        self.deploy_wanted.emit(() if node_id is None else (node_id,))

    def _about(self) -> None:
        from console.ui.dialogs import AboutDialog

        self.sheets.present(AboutDialog(self.themes))

    def _menu(self) -> None:
        mark = self.top.mark
        self.commands.menu(self).popup(mark.mapToGlobal(mark.rect().bottomLeft()))

    def _here(self, call: Callable[[], object]) -> Callable[[], None]:
        """Do something with the keyboard in this window, whichever had it."""

        def do() -> None:
            bring_forward(self)
            call()

        return do

    def _node_entries(self) -> list[Entry]:
        from console.ui.models.suggest import node_entry

        return [node_entry(view, partial(self.desk.open_node, view.node.id)) for view in self.fleet.views()]

    def _command_entries(self) -> list[Entry]:
        from console.ui.models.suggest import Entry, Section

        available = self.commands.available()
        return [
            Entry(words, Section.ACTIONS, self.commands[name].trigger, aliases=other_words(name), keys=keys)
            for name, words, keys in available
        ]

    def _hold(self, *, held: bool) -> None:
        self.commands.suspend(suspended=held)
        if held:
            bring_forward(self)
        for part in (self.top, self.status):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, held)
        self._count_notices()

    # ---- what the core tells -----------------------------------------------------------------

    def _welcome(self, welcome: m.Welcome) -> None:
        self.banner.hide()
        self.fleet.keep_only({view.node.id for view in welcome.nodes})
        self._fleet_changed(ChangeSet(changed=welcome.nodes, problems=welcome.problems))
        self._simulated = welcome.simulated
        self._deploys_at_welcome = welcome.deploys
        self._show_totals()
        # Who has begun to type before the core was there goes on typing.
        self.desk.restore(welcome.tabs, welcome.arrangement, take_focus=not self.field.is_open)
        for deploy in welcome.deploys:
            self._deploy_changed(deploy)
        self._bridge.send(m.WatchFleet())

    def _core_lost(self, problem: Problem) -> None:
        self.banner.say(problem, _("Start again"))
        self.status.show_fleet(0, self.fleet.counts.copy(), None)

    def _fleet_changed(self, changes: ChangeSet) -> None:
        self.fleet.apply(changes)
        self.field.forget()
        for problem in changes.problems:
            self._notice(m.Notice(problem))
        for view in changes.changed:
            if view.state is NodeState.KEY_CHANGED:
                self.questions.alarm(view.problem, view.node.id)
        if not self._totals.isActive():
            self._totals.start()

    def _show_totals(self) -> None:
        begun = self._clock.monotonic()
        total = self.fleet.totals()
        self.top.show_totals(total, simulated=total.simulated or self._simulated)
        self.status.show_fleet(total.nodes_reachable, self.fleet.counts.copy(), self._sampling_seconds)
        # Summing up a large fleet must stay a small part of the time.
        taken_ms = (self._clock.monotonic() - begun) * 1000
        self._totals.setInterval(max(TOTALS_MS, round(taken_ms * 50)))

    def _notice(self, notice: m.Notice) -> None:
        self.notices.add(NoticeEntry(notice.problem, self._clock.now(), notice.node_id))

    def _count_notices(self) -> None:
        alarms = self.questions.has_alarm or any(e.problem.code in ALARM_CODES for e in self.notices.entries)
        self.top.bell.set_count(self.notices.unread, alarm=alarms)

    def _deploy_changed(self, deploy: DeployView) -> None:
        self.status.show_deploy(_under_way(deploy, self.fleet))

    def _follow(self, terminal_id: TerminalId | None) -> None:
        tab = self.desk.active_tab()
        if terminal_id is not None and tab is not None:
            self.panel.view.select_node(tab.node_id)

    # ---- the window itself -------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask the core what leaving would end, and close when that is settled."""
        if self._may_close or not self._bridge.is_attached or self._bridge.is_watching:
            event.accept()
            self.desk.windows.close_all()
            self.left.emit()
            return
        event.ignore()
        self.leaving.ask()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the focused button with Enter too, not with the space bar only."""
        focus = QApplication.focusWidget()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and isinstance(focus, QAbstractButton):
            focus.click()

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Walk top bar, filter, tree, tabs, terminal, dashboard, status bar."""
        panel, desk = self.panel, self.desk
        fleet = (panel.filter, panel.view, panel.legend)
        board = () if self.board is None else (self.board,)
        areas = (self.top, self.banner, *fleet, desk.strip, desk.question, desk.content, *board, self.status)
        step_focus(focus_chain(areas), forward=is_next)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for the width, as the breakpoints of the look say."""
        super().resizeEvent(event)
        metrics = self.themes.current.metrics
        width, size = self.width(), metrics.size
        tree = size.tree_width_standard
        if width < metrics.breakpoint.compact_below:
            tree = size.tree_width_compact
        elif width >= metrics.breakpoint.wide_from:
            tree = size.tree_width_wide
        self.panel.setFixedWidth(tree + 1)
        self.surround.arrange()
        self.sheets.cover(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground."""
        QPainter(self).fillRect(self.rect(), self.themes.current.colors.desk)


def _under_way(deploy: DeployView, fleet: FleetModel) -> str:
    """Return what the status bar says of a deploy; empty when it is in the middle of nothing."""
    if deploy.state not in {DeployState.RUNNING, DeployState.UNDOING}:
        return ""
    view = fleet.view(deploy.plan.node_id)
    return fill(_("Deploy: preparing {node}"), {"node": view.node.name if view else deploy.plan.node_id})


def _dashboard(window: Window, bridge: Bridge, clock: Clock) -> Dashboard:
    """Return the dashboard of ``window``, tied to its tree and its terminals."""
    from console.ui.dashboard.board import Dashboard
    from console.ui.dashboard.heatpage import HeatDesk

    HeatDesk(window)
    tree = window.panel.view
    board = Dashboard(bridge, window.fleet, window.themes, clock)
    board.node_wanted.connect(tree.select_node)
    board.open_wanted.connect(window.desk.open_node)
    board.deploy_chosen.connect(lambda _deploy_id: window.deploys_wanted.emit())
    tree.selectionModel().currentChanged.connect(lambda *_rows: board.select(tree.current_node()))
    return board
