from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt, SignalInstance
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

class SignalBlocker(AbstractContextManager[SignalBlocker]):
    args: list[object] | None
    signal_triggered: bool
    def wait(self) -> None: ...
    def __exit__(self, *exc_info: object) -> None: ...

class MultiSignalBlocker(AbstractContextManager[MultiSignalBlocker]):
    signal_triggered: bool
    def wait(self) -> None: ...
    def __exit__(self, *exc_info: object) -> None: ...

class QtBot:
    def addWidget(
        self, widget: QWidget, *, before_close_func: Callable[[QWidget], object] | None = None
    ) -> None: ...
    def wait(self, ms: int) -> None: ...
    def waitUntil(self, callback: Callable[[], object], *, timeout: int = 5000) -> None: ...
    def waitActive(self, widget: QWidget, *, timeout: int = 5000) -> AbstractContextManager[object]: ...
    def waitExposed(self, widget: QWidget, *, timeout: int = 5000) -> AbstractContextManager[object]: ...
    def waitSignal(
        self,
        signal: SignalInstance,
        *,
        timeout: int = 5000,
        raising: bool | None = None,
        check_params_cb: Callable[..., bool] | None = None,
    ) -> SignalBlocker: ...
    def waitSignals(
        self,
        signals: list[SignalInstance],
        *,
        timeout: int = 5000,
        raising: bool | None = None,
        check_params_cbs: list[Callable[..., bool]] | None = None,
        order: str = "none",
    ) -> MultiSignalBlocker: ...
    def assertNotEmitted(self, signal: SignalInstance, *, wait: int = 0) -> AbstractContextManager[None]: ...
    def screenshot(self, widget: QWidget, suffix: str = "", region: QRect | None = None) -> Path: ...
    @staticmethod
    def keyClick(
        widget: QWidget | None, key: Qt.Key | str, modifier: Qt.KeyboardModifier = ..., delay: int = -1
    ) -> None: ...
    @staticmethod
    def keyPress(
        widget: QWidget | None, key: Qt.Key | str, modifier: Qt.KeyboardModifier = ..., delay: int = -1
    ) -> None: ...
    @staticmethod
    def keyRelease(
        widget: QWidget | None, key: Qt.Key | str, modifier: Qt.KeyboardModifier = ..., delay: int = -1
    ) -> None: ...
    @staticmethod
    def keyClicks(widget: QWidget | None, sequence: str, modifier: Qt.KeyboardModifier = ..., delay: int = -1) -> None: ...
    @staticmethod
    def keySequence(widget: QWidget | None, key_sequence: QKeySequence) -> None: ...
    @staticmethod
    def mouseClick(
        widget: QWidget, button: Qt.MouseButton, modifier: Qt.KeyboardModifier = ..., pos: QPoint = ..., delay: int = -1
    ) -> None: ...
    @staticmethod
    def mouseDClick(
        widget: QWidget, button: Qt.MouseButton, modifier: Qt.KeyboardModifier = ..., pos: QPoint = ..., delay: int = -1
    ) -> None: ...
    @staticmethod
    def mousePress(
        widget: QWidget, button: Qt.MouseButton, modifier: Qt.KeyboardModifier = ..., pos: QPoint = ..., delay: int = -1
    ) -> None: ...
    @staticmethod
    def mouseRelease(
        widget: QWidget, button: Qt.MouseButton, modifier: Qt.KeyboardModifier = ..., pos: QPoint = ..., delay: int = -1
    ) -> None: ...
    @staticmethod
    def mouseMove(widget: QWidget, pos: QPoint = ..., delay: int = -1) -> None: ...
