"""Dialogs inside the window: a scrim over the desk and one sheet at a time, never an event loop of its own."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from console.ui.focuschain import focus_chain, step_focus
from console.ui.screens import bring_forward
from console.ui.theme import Themes

SCRIM, ALARM_SCRIM = 0.55, 0.62
_MARGIN = 12


class Sheet(QDialog):
    """A dialog that lives in the window. Escape refuses; the tab key stays inside."""

    tells_truth = False
    """Whether it shows real names also while names are hidden, because a person decides on them or edits them."""
    behind: Sheet | None = None
    """The sheet before which this one stands as a curtain."""

    def __init__(self, themes: Themes, *, alarm: bool = False) -> None:
        super().__init__(None, Qt.WindowType.Widget)
        self.setWindowFlags(Qt.WindowType.Widget)
        self.themes = themes
        self.scrim = ALARM_SCRIM if alarm else SCRIM
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)

    def first_focus(self) -> QWidget | None:
        """Return the control that gets the focus: the safe one."""
        return None

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Walk round the controls of this sheet only."""
        step_focus(focus_chain([self]), forward=is_next)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape refuses; Enter presses the focused button only."""
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
            return
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the raised ground."""
        colors = self.themes.current.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors.line, 1))
        painter.setBrush(colors.raised)
        radius = self.themes.current.metrics.radius.dialog
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


class SheetHost(QWidget):
    """Covers the desk between the bars while a sheet is open; further sheets wait."""

    opened = Signal()
    emptied = Signal()

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._waiting: list[Sheet] = []
        self._before: QWidget | None = None
        self.current: Sheet | None = None
        self._curtain: Callable[[Sheet | None], Sheet] | None = None
        self.hide()
        parent.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._keep_focus)

    def present(self, sheet: Sheet, *, above: bool = False) -> None:
        """Open a sheet, after those that are open already, or above the one that is: that comes back afterwards."""
        sheet.setParent(self)
        sheet.setWindowFlags(Qt.WindowType.Widget)
        sheet.finished.connect(lambda _result, gone=sheet: self._gone(gone))
        if self.current is not None and above:
            self._waiting.insert(0, self.current)
            self.current.hide()
            self._open(sheet)
            return
        if self.current is not None:
            self._waiting.append(sheet)
            return
        self._before = QApplication.focusWidget()
        self._open(sheet)
        self.opened.emit()

    def withdraw(self, sheet: Sheet) -> None:
        """Close a sheet whose question needs no answer any more."""
        front = next((each for each in self._waiting if sheet in {each, each.behind}), None)
        if front is not None:
            self._waiting.remove(front)
            for gone in {front, sheet}:
                gone.deleteLater()
        elif self.current is not None and sheet in {self.current, self.current.behind}:
            self.current.done(QDialog.DialogCode.Rejected)

    def hide_names(self, curtain: Callable[[Sheet | None], Sheet] | None) -> None:
        """Let what ``curtain`` makes stand before each sheet that shows real names from now on; None: no more."""
        self._curtain = curtain
        sheet = self.current
        if curtain is not None and sheet is not None and sheet.tells_truth:
            self._open(sheet)

    def _open(self, sheet: Sheet) -> None:
        self._show(sheet if self._curtain is None or not sheet.tells_truth else self._covered(self._curtain, sheet))

    def open_dialog(self, dialog: QDialog) -> None:
        """Open a window of its own that shows real names; while they are hidden, once a person wants to see them."""
        if self._curtain is None:
            dialog.open()
            return
        curtain = self._curtain(None)
        self.present(curtain, above=True)
        curtain.rejected.connect(dialog.reject)
        curtain.finished.connect(lambda result: dialog.open() if result == QDialog.DialogCode.Accepted else None)

    def _covered(self, make: Callable[[Sheet | None], Sheet], sheet: Sheet) -> Sheet:
        sheet.hide()  # else it would show with this host
        curtain = make(sheet)
        curtain.setParent(self)
        curtain.setWindowFlags(Qt.WindowType.Widget)
        curtain.accepted.connect(lambda: self._waiting.insert(0, sheet))
        curtain.rejected.connect(sheet.reject)
        curtain.rejected.connect(sheet.deleteLater)
        curtain.finished.connect(lambda _result: self._gone(curtain))
        return curtain

    def _show(self, sheet: Sheet) -> None:
        self.current = sheet
        sheet.installEventFilter(self)
        self.show()
        self.raise_()
        self._place()
        sheet.open()
        self._place()
        # It may have been asked for in another window of ours, such as by a paste into a terminal there.
        bring_forward(self)
        (sheet.first_focus() or sheet).setFocus(Qt.FocusReason.TabFocusReason)

    def _gone(self, sheet: Sheet) -> None:
        if sheet is not self.current:
            return
        self.current = None
        sheet.hide()
        sheet.deleteLater()
        if self._waiting:
            self._open(self._waiting.pop(0))
            return
        self.hide()
        if self._before is not None and self._before.isVisible():
            bring_forward(self._before)
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self._before = None
        self.emptied.emit()

    def _keep_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Keep keys in the sheet: what is typed must not land in a shell behind it."""
        sheet = self.current
        if sheet is None or new is None or new is sheet or sheet.isAncestorOf(new) or new.window() is not self.window():
            return
        self._before = new
        (sheet.first_focus() or sheet).setFocus(Qt.FocusReason.TabFocusReason)

    def _place(self) -> None:
        sheet = self.current
        if sheet is None:
            return
        room = self.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        hint = sheet.sizeHint()
        width = min(max(hint.width(), sheet.minimumWidth()), room.width())
        height = sheet.heightForWidth(width) if sheet.hasHeightForWidth() else hint.height()
        height = min(max(height, sheet.minimumHeight()), room.height())
        place = QRect(0, 0, width, height)
        place.moveCenter(room.center())
        sheet.setGeometry(place)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep covering the desk when it changes its size, and give a sheet the room that it wants now."""
        if watched is self.current:
            if event.type() == QEvent.Type.LayoutRequest:
                self._place()
        elif event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.cover(watched)
        return False

    def cover(self, desk: QWidget) -> None:
        """Lie over all of ``desk`` but its bars."""
        size = self._themes.current.metrics.size
        self.setGeometry(0, size.top_bar, desk.width(), desk.height() - size.top_bar - size.status_bar)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the sheet in the middle."""
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the scrim and the shadow of the sheet."""
        sheet = self.current
        if sheet is None:
            return
        color = QColor(self._themes.current.colors.scrim)
        color.setAlphaF(sheet.scrim)
        painter = QPainter(self)
        painter.fillRect(self.rect(), color)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_shadow(painter, QRectF(sheet.geometry()), drop=8, blur=14, alpha=0.25)


def open_dialog(dialog: QDialog) -> None:
    """Open a dialog of files, which shows real names of folders, as the sheets of its window open what is true."""
    parent = dialog.parentWidget()
    host = None if parent is None else parent.window().findChild(SheetHost)
    if host is None:
        dialog.open()
    else:
        host.open_dialog(dialog)


def paint_shadow(painter: QPainter, rect: QRectF, *, drop: int, blur: int, alpha: float) -> None:
    """Draw a soft shadow under ``rect``, a layer a pixel."""
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    ink = QColor("#000000")
    ink.setAlphaF(alpha / blur * 1.6)
    painter.setBrush(ink)
    for reach in range(blur):
        path = QPainterPath()
        path.addRoundedRect(rect.adjusted(-reach, drop - reach, reach, drop + reach), 10 + reach, 10 + reach)
        painter.drawPath(path)
    painter.restore()
