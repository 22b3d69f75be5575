"""The line above a terminal: environment, who and where, whether the host key is known, and the button to maximise."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from console.model.node import Environment, NodeView
from console.model.text import fill
from console.settings.language import _
from console.ui.environments import EnvironmentChip
from console.ui.fonts import mono_font, ui_font
from console.ui.icons import IconButton
from console.ui.signs import Sign, SignLabel
from console.ui.theme import Themes
from console.wire.messages import Tab

_SPACING = 12


class FrameHead(QWidget):
    """The line above a terminal. Where it is narrow, the words for the key go first, then the address."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._is_front = True
        self._name = ""
        self._chip = EnvironmentChip(themes, self)
        self._who, self._address, self._key = QLabel(self), QLabel(self), QLabel(self)
        self._tick = SignLabel(themes, Sign.TICK, 12, self)
        for label in (self._who, self._address):
            label.setFont(mono_font("mono_small"))
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._key.setFont(ui_font("small"))
        self.broadcast = ""
        self._broadcast_sign = SignLabel(themes, Sign.WARNING, 12, self)
        self._broadcast = QLabel(self)
        self._broadcast.setFont(ui_font("small_strong"))
        for part in (self._broadcast_sign, self._broadcast):
            part.hide()
        self._way_out = QLabel(_("Ctrl+Shift+Esc leaves the terminal"), self)
        self._way_out.setProperty("role", "hint")
        self._way_out.hide()
        self.zoom_button = IconButton(themes, "ph.arrows-out", _("Maximise pane"), self, 14)
        self.zoom_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.zoom_button.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 0, 10, 1)
        layout.setSpacing(_SPACING)
        for shown in (self._chip, self._who, self._address):
            layout.addWidget(shown)
        layout.addStretch(1)
        layout.addWidget(self._broadcast_sign)
        layout.addSpacing(-6)
        layout.addWidget(self._broadcast)
        layout.addWidget(self._way_out)
        key = QHBoxLayout()
        key.setSpacing(4)
        key.addWidget(self._tick)
        key.addWidget(self._key)
        layout.addLayout(key)
        layout.addWidget(self.zoom_button)
        self.setFixedHeight(themes.current.metrics.size.frame_head)
        self.dress()

    def show_tab(self, tab: Tab, view: NodeView | None) -> None:
        """Show where the session of a tab is."""
        self._chip.set_environment(view.node.environment if view is not None else Environment.UNKNOWN)
        if view is not None:
            host = view.snapshot.hostname if view.snapshot and view.snapshot.hostname else view.node.name
            self._address.setText(view.node.address_shown or view.node.host)
        else:
            host = str(tab.node_id)
            self._address.clear()
        self._name = tab.shown_as or (f"{tab.user}@{host}" if tab.user else host)
        if tab.shown_as:
            self._address.clear()
        if tab.plays:
            self._name = fill(_("Recording: {name}"), {"name": self._name.removeprefix("recording:")})
        self._tick.setVisible(tab.key_verified)
        self._tick.setToolTip(_("Key verified") if tab.key_verified else "")
        self._key.setText(_("Key verified") if tab.key_verified else "")
        self._fit()

    def show_place(self, *, is_one_of_many: bool, is_front: bool, is_alone: bool) -> None:
        """Say whether there are other panes on the page, whether this one has the keyboard, and hides the others."""
        self.zoom_button.setVisible(is_one_of_many)
        if is_alone:
            self.zoom_button.say("ph.arrows-in", _("Show all panes"))
        else:
            self.zoom_button.say("ph.arrows-out", _("Maximise pane"))
        self._is_front = is_front or not is_one_of_many
        self.dress()
        self._fit()

    def show_broadcast(self, words: str) -> None:
        """Say that what is typed here goes to others too; empty words take it away."""
        self.broadcast = words
        self._broadcast.setText(words)
        for part in (self._broadcast_sign, self._broadcast):
            part.setVisible(bool(words))
        self._fit()
        self.update()

    def show_way_out(self, *, shown: bool) -> None:
        """Say how the keyboard leaves a terminal, to whom Tab has just led in: here Tab is the program's."""
        self._way_out.setVisible(shown)
        self._fit()

    def _fit(self) -> None:
        """Leave out what does not fit, and elide the name at last."""
        metrics = QFontMetricsF(self._who.font())
        fixed = [self._chip, self._broadcast_sign, self._broadcast, self._tick, self.zoom_button, self._way_out]
        taken = sum(part.sizeHint().width() + _SPACING for part in fixed if not part.isHidden())
        room = self.width() - 24 - taken
        name = metrics.horizontalAdvance(self._name) + 2
        address = metrics.horizontalAdvance(self._address.text()) + _SPACING if self._address.text() else 0
        key = QFontMetricsF(self._key.font()).horizontalAdvance(self._key.text()) + _SPACING
        self._address.setVisible(bool(address) and name + address <= room)
        self._key.setVisible(bool(self._key.text()) and name + address + key <= room)
        self._who.setText(metrics.elidedText(self._name, Qt.TextElideMode.ElideRight, max(room, 40)))
        self._who.setToolTip(self._name)

    def dress(self) -> None:
        """Use the colours of the theme in force; the name stands out where the keyboard is."""
        colors = self._themes.current.colors
        name = colors.text if self._is_front else colors.text3
        for label, color in ((self._who, name), (self._address, colors.text2)):
            weight = 600 if self._is_front and label is self._who and not self.zoom_button.isHidden() else 400
            family = label.font().families()[0]
            sheet = f"color: {color.name()}; font-family: '{family}'; font-size: 12px; font-weight: {weight};"
            if label.styleSheet() != sheet:
                label.setStyleSheet(sheet)
        self._key.setStyleSheet(f"color: {colors.text2.name()}; font-size: 12px;")
        self._broadcast.setStyleSheet(f"color: {colors.text.name()}; font-size: 12px; font-weight: 600;")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Decide anew what fits."""
        self._fit()

    def showEvent(self, event: QEvent) -> None:
        """Decide with the fonts of the screen."""
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the line under it."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.fillRect(self.rect(), colors.fail_bg if self.broadcast else colors.panel)
        if self.broadcast:
            painter.fillRect(0, self.height() - 2, self.width(), 2, colors.fail)
        else:
            painter.fillRect(0, self.height() - 1, self.width(), 1, colors.line)
