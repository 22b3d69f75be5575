"""What the filter proposes while one types: keys, values that the fleet has, and the filters that were saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFocusEvent, QKeyEvent, QMouseEvent

from console.model.node import NodeView
from console.ui.filterfield import FilterField
from console.ui.models.querysuggest import Completion, complete
from console.ui.models.suggest import Entry, Hit, Section
from console.ui.suggestions import Suggestions, spoken
from console.ui.theme import Themes


class FilterList(QObject):
    """The list under the filter. Tab takes what is chosen, Enter only what somebody went to; Escape closes it."""

    def __init__(
        self,
        themes: Themes,
        field: FilterField,
        views: Callable[[], Iterable[NodeView]],
        saved: Callable[[], Mapping[str, str]],
    ) -> None:
        super().__init__(field)
        self._field, self._views, self._saved = field, views, saved
        self._themes = themes
        self._has_walked = False
        self._list: Suggestions | None = None
        field.edit.textEdited.connect(lambda _text: self._suggest())
        field.edit.installEventFilter(self)

    @property
    def list(self) -> Suggestions:
        """Return the list; it is made in the window that the filter is in when it is needed first."""
        if self._list is None:
            self._list = Suggestions(self._themes, self._field)
            self._list.chosen.connect(self._run)
        return self._list

    def _suggest(self, *, wanted: bool = False) -> None:
        """Show what fits; after a space only when somebody asks for it."""
        edit = self._field.edit
        text, cursor = edit.text(), edit.cursorPosition()
        self._has_walked = False
        if not wanted and (cursor == 0 or text[cursor - 1].isspace()):
            self.list.hide()
            return
        saved = [] if text.strip() else self._saved().items()
        hits = [Hit(Entry(name, Section.FILTERS, partial(self._take, word, len(word)), word)) for name, word in saved]
        self.list.show_hits([*hits, *map(self._hit, complete(text, cursor, self._views()))])

    def _hit(self, completion: Completion) -> Hit:
        section = Section.FIELDS if completion.words.endswith(":") else Section.VALUES
        run = partial(self._take, completion.text, completion.cursor)
        return Hit(Entry(completion.words, section, run, completion.detail))

    def _take(self, text: str, cursor: int) -> None:
        edit = self._field.edit
        edit.setText(text)
        edit.setCursorPosition(cursor)
        edit.setFocus(Qt.FocusReason.OtherFocusReason)
        if text[cursor - 1 : cursor] == ":":
            self._suggest()

    def _run(self, entry: Entry) -> None:
        self.list.hide()
        entry.run()

    def _step(self, by: int) -> None:
        if self._has_walked or by < 0:
            self.list.step(by)
        self._has_walked = True
        hit = self.list.current()
        if hit is not None and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._field.edit, spoken(hit)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the keys to the list while it is open."""
        if isinstance(event, QKeyEvent) and event.type() in {QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride}:
            return self._key(event)
        if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut and self._list is not None:
            self._list.hide()
        is_click = isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonRelease
        if is_click and not self._field.edit.text():
            self._suggest(wanted=True)
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key, modifiers = event.key(), event.modifiers()
        if key == Qt.Key.Key_Space and modifiers == Qt.KeyboardModifier.ControlModifier:
            if event.type() == QEvent.Type.KeyPress:
                self._suggest(wanted=True)
            event.accept()
            return True
        if self._list is None or not self._list.isVisible() or modifiers & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        hit = self.list.current()
        takes = key == Qt.Key.Key_Tab or (key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._has_walked)
        if key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            action: Callable[[], object] = partial(self._step, 1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape:
            action = self.list.hide
        elif takes and hit is not None:
            action = partial(self._run, hit.entry)
        else:
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            action()
        return True
