"""The desk process: starts or finds the core first, then Qt, then the window."""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from itertools import chain
from types import TracebackType
from typing import TYPE_CHECKING

import console
from console.app import launch, paths, windows
from console.app.importing import import_plainly
from console.app.loop import SystemClock
from console.app.profile import Profile
from console.app.windows import PipeEnd
from console.model.errors import ConsoleError, Problem
from console.model.ids import LOCAL_NODE
from console.settings.language import _, problem_advice, problem_text, set_language
from console.settings.options import CONFIRM_PASTE, LANGUAGE, THEME, UI_FONT_SIZE
from console.settings.store import SettingsStore
from console.settings.window_state import load, save
from console.wire import messages as m
from console.wire.arrays import import_numpy
from console.wire.messages.base import Hello, encode
from console.wire.transport import Kind, packet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from console.app.launch import CoreEnd
    from console.model.ids import NodeId
    from console.model.service import DeployView
    from console.ui.bridge import Bridge
    from console.ui.opening import Opening
    from console.ui.terminal.widget import TerminalWidget
    from console.ui.window import Window
    from console.ui.wizards.deploy import DeployWizard

log = logging.getLogger("leitstand.desk")

PARTS = (
    "console.ui.theme",
    "console.model.service",
    "console.ui.environments",
    "console.wire.messages.clusters",
    "console.ui.bridge",
    "console.ui.panes",
    "console.ui.filterfield",
    "console.ui.models.fleet",
    "console.ui.treeview",
    "console.ui.tree",
    "console.ui.find.finder",
    "console.ui.window",
)
"""What is loaded while the system shows the window and after that, a turn of the event loop each.

In the order in which they need one another, and none of them long: a paint has to wait for the turn that runs.
"""

RENDERER = ("console.ui.terminal.widget", "console.wire.frames", "console.ui.terminal.canvas")
"""What the first terminal needs, in the order in which it needs it; the second needs numpy."""

DASHBOARD = ("console.ui.dashboard.board", "console.ui.dashboard.heatpage")
"""What the dashboard is made of."""

WIZARD = ("console.ui.wizards.engine_page", "console.ui.wizards.checks_page", "console.ui.wizards.deploy")
"""What the wizard is made of."""

SCALE_VARIABLE = "QT_SCALE_FACTOR"

SETTLED_MS = 2000
"""When the start is over: the window is painted and what it did not need at once has been loaded."""


def hello(*, watch: bool = False, number: int = 1) -> bytes:
    """Return the first packet of a desk, or of one that leads from now on or watches."""
    return packet(Kind.MESSAGE, encode(Hello(id=number, desk_version=console.__version__, watch=watch)))


def opening_requests(destinations: Sequence[str]) -> bytes:
    """Return the packets that open terminals: of nodes by name, of ``user@host:port``, or ``local``."""
    requests = [
        m.OpenTerminal(node_id=LOCAL_NODE) if wanted == LOCAL_NODE else m.QuickConnect(destination=wanted)
        for wanted in destinations
    ]
    return b"".join(packet(Kind.MESSAGE, m.encode(request)) for request in requests)


def reach(profile: Profile, destinations: Sequence[str] = (), *, watch: bool = False) -> CoreEnd | PipeEnd:
    """Find the core of ``profile`` or, to lead, start one; elsewhere than on Windows it has been greeted then."""
    if sys.platform == "win32":
        return windows.connect(profile)
    if watch:
        return launch.watch(profile, hello(watch=True))
    return launch.connect(profile, hello() + opening_requests(destinations))


def run(profile: Profile, destinations: Sequence[str] = (), *, watch: bool = False) -> int:
    """Show the window, with a terminal for each destination, until the person leaves; return the exit code."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # What the imports make is there to stay; looking through it again and again would hold up the first paint.
    gc.disable()
    core = reach(profile, destinations, watch=watch)
    # The core starts in its own process while Qt is imported here.
    from PySide6.QtCore import QTimer

    import_plainly()
    from console.ui.opening import in_turns

    settings = SettingsStore(paths.user_folders().settings_file)
    scale = settings.get(UI_FONT_SIZE) / UI_FONT_SIZE.default
    application = _application(scale)
    sys.excepthook = _excepthook(sys.excepthook)
    opening = _opening(settings)
    desks: list[Desk] = []

    def build() -> None:
        from console.ui.bridge import Bridge

        desk = Desk(profile, settings, Bridge(), scale)
        desks.append(desk)
        desk.show(opening, core, watch=watch)

    # It takes its time until the system shows the window: loading begins at once, in turns that let the paint pass.
    in_turns([*(partial(import_module, name) for name in PARTS), build], opening)
    QTimer.singleShot(SETTLED_MS, lambda: _settle(application))
    status = application.exec()
    for desk in desks:
        desk.end()
    if any(desk.again for desk in desks):
        # In place of this process: the core and its sessions are found again as after a crash of the window.
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - what started us
    return int(status)


def _opening(settings: SettingsStore) -> Opening:
    """Return the empty window, shown."""
    from console.ui.opening import Opening, read_ground
    from console.ui.screens import on_a_screen
    from console.ui.themechoice import theme_of

    opening = Opening(read_ground(paths.resources() / "themes", theme_of(settings.get(THEME))))
    state = load(paths.user_folders().window_state_file)
    if state.geometry is not None:
        opening.setGeometry(on_a_screen(state.geometry))
    else:
        # A size for when the person takes it out of its full extent.
        opening.resize(opening.screen().availableGeometry().size() * 0.8)
    if state.is_maximized:
        opening.showMaximized()
    else:
        opening.show()
    return opening


def _settle(application: QApplication) -> None:
    """Collect cycles from now on, without what the start has made: a collection is short then. Give memory back."""
    from PySide6.QtCore import Qt, QTimer

    from console.app.garbage import settle
    from console.app.givingback import EVERY_SECONDS, GivingBack

    settle()
    timer = QTimer(application, interval=round(EVERY_SECONDS * 1000), timerType=Qt.TimerType.VeryCoarseTimer)
    # A bound method would not keep its object.
    timer.timeout.connect(partial(GivingBack.look, GivingBack()))
    timer.start()


@contextmanager
def _scaled(scale: float) -> Iterator[None]:
    """Let Qt start ``scale`` times as large as it would; what is started later knows nothing of it."""
    before = os.environ.get(SCALE_VARIABLE)
    try:
        base = float(before or 1.0)
    except ValueError:
        base = 1.0  # Qt takes it for that too
    if scale != 1.0:
        os.environ[SCALE_VARIABLE] = f"{scale * base:.4f}"
    yield
    os.environ.pop(SCALE_VARIABLE, None)
    if before is not None:
        os.environ[SCALE_VARIABLE] = before


def _application(scale: float) -> QApplication:
    from PySide6.QtWidgets import QApplication

    with _scaled(scale):
        application = QApplication(sys.argv[:1])
    application.setApplicationName("leitstand")
    application.setApplicationDisplayName("Leitstand")
    application.setApplicationVersion(console.__version__)
    application.setDesktopFileName("leitstand")
    # The window closes when the core has said what would end, or is gone.
    application.setQuitOnLastWindowClosed(False)
    return application


class Desk:
    """Holds the window, the bridge and the settings together."""

    def __init__(self, profile: Profile, settings: SettingsStore, bridge: Bridge, scale: float = 1.0) -> None:
        from console.settings.schemes import Schemes
        from console.ui.latebridge import LateBridge
        from console.ui.preferences import Preferences
        from console.ui.tabbook import TabBook
        from console.ui.terminallook import ProfileLooks
        from console.ui.terminals import Terminals
        from console.ui.theme import Themes
        from console.ui.treeorder import TreeOrder
        from console.ui.window import Window

        self._profile = profile
        self._bridge = bridge
        self._cores: list[CoreEnd] = []
        self._deploys: dict[str, DeployView] = {}
        self._settings = settings
        self.again = False
        """Whether the window is to be started anew when this one has gone."""
        set_language(self._settings.get(LANGUAGE), paths.resources() / "translations")
        resources = paths.resources()
        self._themes = Themes(resources / "themes", self._settings.get(THEME))
        schemes = Schemes(resources / "themes", resources / "schemes", paths.user_folders().schemes)
        self.preferences = Preferences(settings, schemes, bridge)
        look = ProfileLooks(self.preferences, self._themes, scale)
        self._terminals = Terminals(bridge, self._themes.current, lambda: self.window.release_keyboard(), look)
        self.window: Window = Window(bridge, self._themes, SystemClock(), self._terminals)
        self._book = TabBook(bridge, self.window)
        TreeOrder(self.window, self.preferences)
        self._guard()
        self._wire()
        self._late = LateBridge(bridge, self.window)

    def _equip(self, opening: Opening) -> Iterator[Callable[[], object]]:
        """Give the window all that a person does in it, a part in each turn of the event loop."""
        yield self._add_tools
        yield self._add_pages
        yield self._add_connections
        yield self._add_inventory
        yield self._late.catch_up
        yield opening.equipped

    def _guard(self) -> None:
        """Let nothing that a person types or pastes pass unseen, from the first terminal on."""
        from console.ui.broadcasting import Broadcasting
        from console.ui.clipboardconsent import ClipboardConsent
        from console.ui.palette import Palette
        from console.ui.pasteguard import PasteGuard
        from console.ui.redaction import RedactionSwitch
        from console.ui.snippetshelf import SnippetShelf
        from console.ui.triggermarks import TriggerMarks

        window, bridge, book, terminals = self.window, self._bridge, self._book, self._terminals
        broadcasting = Broadcasting(window, bridge, book)
        guard = PasteGuard(window, book, broadcasting.reach, lambda: self._settings.get(CONFIRM_PASTE))
        terminals.add(guard.watch)
        terminals.add(window.finder.watch)
        ClipboardConsent(window, bridge, self._settings)
        RedactionSwitch(window, bridge, self.preferences)
        Palette(window, bridge, book)
        shelf = SnippetShelf(window, bridge, terminals)
        terminals.add(shelf.watch)
        TriggerMarks(window, bridge, book, terminals)

    def _add_tools(self) -> None:
        from console.ui.exporting import Exporting
        from console.ui.following import Following
        from console.ui.layoutshelf import LayoutShelf
        from console.ui.linkwatch import LinkWatch
        from console.ui.newterminal import NewTerminal
        from console.ui.playback import Playback
        from console.ui.profilemenu import ProfileMenu
        from console.ui.prompts.jumps import PromptJumps
        from console.ui.prompts.notices import FinishNotices
        from console.ui.prompts.timegutter import TimeGutter
        from console.ui.terminaltools import TerminalTools

        window, bridge, book, terminals = self.window, self._late, self._book, self._terminals
        LayoutShelf(window, bridge)
        knowledge = paths.resources() / "knowledge"
        links = self._links = LinkWatch(window, bridge, self._settings, book, knowledge, SystemClock())
        terminals.add(links.attach)
        terminals.add(_read_aloud)
        TerminalTools(window, terminals, links)
        self._new_terminal = NewTerminal(window, self.preferences, bridge)
        ProfileMenu(self._terminals, self.preferences, bridge)
        self._following = Following(window, terminals, self.preferences)
        Exporting(window, bridge, terminals, book)
        jumps = PromptJumps(window, bridge, terminals, book)
        TimeGutter(window, bridge, book, jumps)
        FinishNotices(window, bridge, book, SystemClock())
        Playback(window, bridge, terminals, paths.user_folders().data / "recordings", SystemClock())

    def _add_pages(self) -> None:
        from console.ui.alerts.desk import AlertDesk
        from console.ui.clusters.desk import ClusterDesk
        from console.ui.history.desk import HistoryDesk
        from console.ui.mirror.desk import MirrorDesk
        from console.ui.nodeview.opener import NodeDetails
        from console.ui.readiness.desk import ReadinessDesk
        from console.ui.services.desk import ServicesDesk

        window, bridge = self.window, self._late
        AlertDesk(window, bridge, SystemClock())
        ClusterDesk(window, bridge, SystemClock())
        ReadinessDesk(window, bridge)
        MirrorDesk(window, bridge)
        HistoryDesk(window, bridge, SystemClock(), paths.user_folders().state / "pins.json")
        self._details = NodeDetails(window, bridge, self._settings, paths.resources() / "knowledge", SystemClock())
        self._links.details = self._details
        self._services = ServicesDesk(window, bridge, SystemClock())
        window.deploy_wanted.connect(self._deploy)
        window.deploys_wanted.connect(self._show_deploys)
        window.offer_deploy(available=True)

    def _add_inventory(self) -> None:
        from console.ui.inventory.desk import InventoryDesk
        from console.ui.inventory.markdesk import MarkDesk

        InventoryDesk(self.window, self._late)
        MarkDesk(self.window, self._late)

    def _add_connections(self) -> None:
        from console.ui.forwarddesk import ForwardDesk
        from console.ui.hostkeydesk import HostKeyDesk

        HostKeyDesk(self.window, self._late)
        ForwardDesk(self.window, self._late)

    def _wire(self) -> None:
        from PySide6.QtWidgets import QApplication

        window = self.window
        window.dressing.chosen.connect(self._remember_theme)
        window.watching.restart_wanted.connect(self._connect_again)
        window.watching.watch_wanted.connect(lambda: self._connect_again(watch=True))
        window.left.connect(QApplication.quit)
        self._bridge.bell_sounded.connect(QApplication.beep)
        window.commands.bind("settings", self._show_settings)
        self._bridge.refused.connect(self._say)
        self._bridge.deploy_changed.connect(self._keep_deploy)
        self._bridge.deploy_forgotten.connect(lambda deploy_id: self._deploys.pop(deploy_id, None))
        self._bridge.welcome.connect(self._welcome)

    def show(self, opening: Opening, core: CoreEnd | PipeEnd, *, watch: bool = False) -> None:
        """Show the desk in the window that stands, then listen to the core."""
        from console.ui.firstpaint import FirstPaint
        from console.ui.windowframe import WindowFrame

        self.window.field.wait_for(self.window.furnished)
        FirstPaint(self.window, partial(self._furnish, opening))
        kept = paths.user_folders().window_state_file
        WindowFrame(opening, self.window, self._terminals, self._bridge, load(kept), lambda state: save(kept, state))
        opening.take_in(self.window)
        self._open(core, watch=watch)

    def _furnish(self, opening: Opening) -> None:
        """Load what the first paint did not need: what a terminal is made of, and the rest behind the first of them."""
        from console.ui.firstpaint import when_quiet
        from console.ui.opening import aside, in_turns

        loading, dashboard = ([partial(import_module, name) for name in names] for names in (RENDERER, DASHBOARD))
        rest = partial(in_turns, chain(self._equip(opening), dashboard, [self.window.furnish]), self.window)
        when_free = partial(when_quiet, lambda: self._terminals.is_awaited, rest, self.window)
        prepare = partial(in_turns, [*loading, self._terminals.prepare, when_free], self.window)
        # As long as the window may be away at all, and not to be divided.
        aside(import_numpy, prepare, self.window)

    def _open(self, core: CoreEnd | PipeEnd, *, watch: bool = False) -> None:
        from console.ui.link import PipeLink, SocketLink

        if isinstance(core, PipeEnd):
            pipe = PipeLink(core.name, self._bridge)
            self._bridge.open(pipe)
            pipe.send(hello(watch=watch))
            return
        self._cores.append(core)
        self._bridge.open(SocketLink(core.socket, self._bridge))

    def _connect_again(self, *, watch: bool = False) -> None:
        try:
            self._open(reach(self._profile, watch=watch), watch=watch)
        except ConsoleError as error:
            self._bridge.core_lost.emit(error.problem)

    def _remember_theme(self, name: str) -> None:
        try:
            self.preferences.set(THEME, name)
        except ConsoleError as error:
            self._bridge.tell(m.Notice(error.problem))

    def _say(self, problem: Problem) -> None:
        from console.ui.signs import Sign

        self.window.toast.say(problem_text(problem), problem_advice(problem), Sign.WARNING)

    def _welcome(self, welcome: m.Welcome) -> None:
        self._deploys = {view.id: view for view in welcome.deploys}

    def _keep_deploy(self, view: DeployView) -> None:
        self._deploys[view.id] = view

    def _show_settings(self) -> None:
        from console.ui.settings.sheet import SettingsSheet

        sheet = SettingsSheet(self._themes, self.preferences, self._bridge)
        sheet.restart_wanted.connect(self._start_anew)
        self.window.sheets.present(sheet)

    def _start_anew(self) -> None:
        self.again = True
        self.window.close_for_good()

    def _deploy(self, node_ids: tuple[NodeId, ...]) -> None:
        """Load, make and show the wizard, a turn each: all at once the window would be away for too long."""
        from console.ui.opening import in_turns

        wizards: list[DeployWizard] = []

        def make() -> None:
            from console.ui.wizards.deploy import DeployWizard

            wizards.append(DeployWizard(self._themes, self._bridge, self.window.fleet.views, SystemClock(), node_ids))

        def show() -> None:
            self.window.sheets.present(self._services.follow(wizards.pop()))

        in_turns([*(partial(import_module, name) for name in WIZARD), make, show], self.window)

    def _show_deploys(self) -> None:
        from console.ui.wizards.deploy import DeployWizard

        if not self._deploys:
            from console.ui.signs import Sign

            self.window.toast.say(_("Nothing has been deployed yet"), sign=Sign.HOLLOW)
            return
        views = self.window.fleet.views
        newest_first = tuple(reversed(self._deploys.values()))
        wizard = DeployWizard.following(self._themes, self._bridge, views, SystemClock(), newest_first)
        self.window.sheets.present(self._services.follow(wizard))

    def end(self) -> None:
        """Let go of the core; let the system forget cores that have ended."""
        self._bridge.close()
        for core in self._cores:
            core.reap()


def _read_aloud(widget: TerminalWidget) -> None:
    from console.ui.terminal.accessible import Reader

    Reader(widget)


Hook = Callable[[type[BaseException], BaseException, TracebackType | None], object]


def _excepthook(before: Hook) -> Hook:
    def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.error("A defect in the window", exc_info=(kind, error, trace))
        if issubclass(kind, KeyboardInterrupt):
            before(kind, error, trace)

    return report
