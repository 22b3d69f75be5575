"""A notice on the desktop, for a window that nobody looks at: by the desktop's own service, else by its tray."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

SERVICE, PLACE = "org.freedesktop.Notifications", "/org/freedesktop/Notifications"
SHOWN_MILLISECONDS = 10_000


class DesktopNotice(QObject):
    """Asks the desktop to show something; where it has nothing to show it with, the window asks for attention alone."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._tray: QSystemTrayIcon | None = None

    def show(self, title: str, text: str) -> None:
        """Show a notice. The desktop answers later or never: nobody waits for it."""
        QApplication.alert(self._window)
        if sys.platform.startswith("linux") and _by_service(title, text):
            return
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._window.windowIcon(), self)
            self._tray.setToolTip("Leitstand")
        self._tray.show()
        self._tray.showMessage(title, text, QSystemTrayIcon.MessageIcon.Warning, SHOWN_MILLISECONDS)


def _by_service(title: str, text: str) -> bool:
    """Call ``Notify`` as the Desktop Notifications Specification 1.2 has it; False where there is no session bus."""
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return False
    message = QDBusMessage.createMethodCall(SERVICE, PLACE, SERVICE, "Notify")
    # A body is markup there, and what nodes are called is not ours.
    body = text.replace("&", "&amp;").replace("<", "&lt;")
    message.setArguments(["Leitstand", 0, "", title, body, [], {}, SHOWN_MILLISECONDS])
    return bool(bus.send(message))
