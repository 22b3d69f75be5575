"""The find bar: pattern, how it is meant, how many hits there are, and those of all tabs below it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from console.model.errors import Problem
from console.model.text import fill
from console.settings.language import _, problem_advice, problem_text
from console.ui.dashboard.segments import Segment
from console.ui.find.field import FindField
from console.ui.find.results import ResultList
from console.ui.formats import whole
from console.ui.qtwords import key_words
from console.ui.sheets import paint_shadow
from console.ui.theme import Themes
from console.wire.messages import SearchCase

_SHADOW = 8
WIDTH = 520
WIDTH_BESIDE = 180
"""What the pattern, the margins and the shadow need at least, where the options stand beside it."""
CASES = (SearchCase.SMART, SearchCase.SENSITIVE, SearchCase.INSENSITIVE)


class FindBar(QWidget):
    """Says what a person wants to find. Whoever shows it places it."""

    changed = Signal()
    """Another pattern, or it is meant in another way."""
    stepped = Signal(int)
    """By how many hits, towards the older ones."""
    left = Signal()
    """Close, and give the keyboard back."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self.case = SearchCase.SMART
        self.field = FindField(themes, self)
        self._count = QLabel(self)
        self._count.setProperty("role", "caption")
        self._count.setMinimumWidth(64)
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._message = QLabel(self)
        self._message.setProperty("role", "error")
        self._message.setWordWrap(True)
        self._message.setTextFormat(Qt.TextFormat.PlainText)
        self._message.hide()
        self.results = ResultList(themes, self)
        self.case_option = self._option("Aa", "", "Alt+C", self._next_case)
        self.case_option.setCheckable(False)
        self.regex_option = self._option(".*", _("Regular expression"), "Alt+R", self.changed.emit)
        self.word_option = self._option(_("Word"), _("Whole words"), "Alt+W", self.changed.emit)
        self.all_option = self._option(_("All"), _("In all terminals"), "Alt+A", self._all_toggled)
        self._older = self._step_button("↑", _("Next hit, further up"), "Enter", lambda: self.stepped.emit(1))
        self._newer = self._step_button(
            "↓", _("Previous hit, further down"), "Shift+Enter", lambda: self.stepped.emit(-1)
        )
        self._close = self._step_button("✕", _("Close"), "Esc", self.left.emit)
        self.options = (self.case_option, self.regex_option, self.word_option, self.all_option)
        self._compose()
        self.field.textChanged.connect(lambda: self.changed.emit())
        self.field.stepped.connect(self.stepped)
        self.setAccessibleName(_("Find in the terminal"))
        self._show_case()
        self.hide()

    def _compose(self) -> None:
        pattern = QHBoxLayout()
        pattern.addWidget(self.field, 1)
        pattern.addWidget(self._count)
        self._tools = QHBoxLayout()
        self._tools.setSpacing(2)
        for option in self.options:
            self._tools.addWidget(option)
        self._tools.addSpacing(4)
        self._tools.addStretch(1)
        for button in (self._older, self._newer, self._close):
            self._tools.addWidget(button)
        line = self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        line.setSpacing(4)
        line.addLayout(pattern, 1)
        line.addLayout(self._tools)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10 + _SHADOW, 6 + _SHADOW, 6 + _SHADOW, 6 + _SHADOW)
        layout.setSpacing(4)
        layout.addLayout(line)
        layout.addWidget(self._message)
        layout.addWidget(self.results)

    def _step_button(self, text: str, words: str, keys: str, call: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(f"{words} ({key_words(keys)})")
        button.setAccessibleName(words)
        button.setFixedSize(26, 26)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda: call())
        return button

    def _option(self, text: str, words: str, keys: str, call: Callable[[], object]) -> Segment:
        option = Segment(self._themes, text, self)
        option.setAccessibleName(words)
        option.setToolTip(f"{words} ({key_words(keys)})")
        option.clicked.connect(lambda: call())
        shortcut = QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(option.click)
        return option

    def _all_toggled(self) -> None:
        self.results.show_results(())
        self.changed.emit()

    def _next_case(self) -> None:
        self.case = CASES[(CASES.index(self.case) + 1) % len(CASES)]
        self._show_case()
        self.changed.emit()

    def _show_case(self) -> None:
        text, words = {
            SearchCase.SMART: ("Aa?", _("Capitals matter where the pattern has one")),
            SearchCase.SENSITIVE: ("Aa", _("Capitals matter")),
            SearchCase.INSENSITIVE: ("aa", _("Capitals do not matter")),
        }[self.case]
        self.case_option.setText(text)
        self.case_option.setAccessibleName(words)
        self.case_option.setToolTip(f"{words} ({key_words('Alt+C')})")

    # ---- what the finder shows ---------------------------------------------------------------

    def show_count(self, number: int, count: int, *, complete: bool) -> None:
        """Say which hit of how many is the present one; as long as it searches, there may be more."""
        self.show_problem(None)
        if not self.field.text():
            self._count.clear()
        elif count:
            self._count.setText(f"{whole(number)}/{whole(count)}" + ("" if complete else "…"))
        else:
            self._count.setText(_("No hit") if complete else "…")
        words = _("No hit")
        if count:
            words = fill(_("Hit {number} of {count}"), {"number": whole(number), "count": whole(count)})
        self.field.setAccessibleDescription(words if self.field.text() else "")

    def show_problem(self, problem: Problem | None) -> None:
        """Say what is wrong with the pattern, and where."""
        text = "" if problem is None else f"{problem_text(problem)} {problem_advice(problem)}".strip()
        if text == self._message.text() and self._message.isVisible() == bool(text):
            return
        self._message.setText(text)
        self._message.setVisible(bool(text))
        self.field.setAccessibleDescription(text)
        position = problem.params.get("position", "") if problem is not None else ""
        self.field.show_mistake(int(position) - 1 if position.isdigit() else None)
        if problem is not None:
            self._count.clear()

    def fit(self, room: int, height: int) -> None:
        """Take as much of ``room`` by ``height`` as the bar needs; where that is narrow, on two lines."""
        self.results.most_height = max(0, height // 2)
        tools = self._tools.sizeHint().width()
        beside = WIDTH_BESIDE + tools + self._count.minimumWidth()
        is_narrow = room < beside
        directions = QBoxLayout.Direction
        self._line.setDirection(directions.TopToBottom if is_narrow else directions.LeftToRight)
        self.setFixedWidth(min(WIDTH + 2 * _SHADOW, max(room, tools + 16 + 2 * _SHADOW)))
        self.adjustSize()

    # ---- Qt ----------------------------------------------------------------------------------

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Stay in the bar: Escape leaves it."""
        parts = (self.field, *self.options, self._older, self._newer, self._close, self.results)
        chain = [part for part in parts if part.isVisible()]
        at = next((place for place, part in enumerate(chain) if part.hasFocus()), 0)
        reason = Qt.FocusReason.TabFocusReason if is_next else Qt.FocusReason.BacktabFocusReason
        chain[(at + (1 if is_next else -1)) % len(chain)].setFocus(reason)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Escape; no other key goes on to whatever is below."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card and its shadow."""
        colors = self._themes.current.colors
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(self.rect()).adjusted(_SHADOW, _SHADOW, -_SHADOW, -_SHADOW)
        paint_shadow(painter, card, drop=3, blur=_SHADOW, alpha=0.20)
        painter.setPen(QPen(colors.line, 1))
        painter.setBrush(colors.raised)
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
