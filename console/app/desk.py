"""The desk process: starts or finds the core first, then Qt, then the window."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from types import TracebackType

import console
from console.app import launch, paths
from console.app.profile import Profile
from console.settings.language import set_language
from console.settings.options import LANGUAGE
from console.settings.store import SettingsStore
from console.wire import messages as m
from console.wire.transport import Kind, packet

log = logging.getLogger("leitstand.desk")


def hello() -> bytes:
    """Return the first packet of a desk."""
    return packet(Kind.MESSAGE, m.encode(m.Hello(id=1, desk_version=console.__version__)))


def run(profile: Profile) -> int:
    """Show the window until the person leaves; return the exit code."""
    folders = paths.user_folders()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    core = launch.connect(profile, hello())
    # The core starts in its own process while Qt is imported here.
    from PySide6.QtWidgets import QApplication

    from console.ui.bridge import Bridge
    from console.ui.link import SocketLink
    from console.ui.window import MainWindow

    settings = SettingsStore(folders.settings_file)
    set_language(settings.get(LANGUAGE), paths.resources() / "translations")
    application = QApplication(sys.argv[:1])
    application.setApplicationName("leitstand")
    application.setApplicationDisplayName("Leitstand")
    application.setApplicationVersion(console.__version__)
    bridge = Bridge()

    def attach_again() -> None:
        bridge.open(SocketLink(launch.connect(profile, hello()).socket, bridge))

    sys.excepthook = _excepthook(sys.excepthook)
    window = MainWindow(bridge, settings=settings, resources=paths.resources(), start_core=attach_again)
    window.show()
    bridge.open(SocketLink(core.socket, bridge))
    status = application.exec()
    bridge.close()
    core.reap()
    return status


Hook = Callable[[type[BaseException], BaseException, TracebackType | None], object]


def _excepthook(before: Hook) -> Hook:
    def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.error("A defect in the window", exc_info=(kind, error, trace))
        if issubclass(kind, KeyboardInterrupt):
            before(kind, error, trace)

    return report
