from __future__ import annotations

from PySide6.QtWidgets import QWidget

from console.ui.wizards.choices import Choice, ChoiceList

FIRST, SECOND, OTHER = Choice("a", "A", "The first"), Choice("b", "B", "The second", "Too old"), Choice("c", "C", "")


def test_what_cannot_be_chosen_says_why_and_is_not_chosen(parent: QWidget) -> None:
    shown = ChoiceList("Engines", parent)
    assert shown.chosen == ""
    shown.show_choices((FIRST, SECOND), "b")
    assert shown.chosen == "a"
    assert not shown.buttons["b"].isEnabled()
    assert shown.buttons["b"].accessibleDescription() == "Too old"
    shown.show_choices((FIRST, SECOND, OTHER), "c")
    assert (shown.chosen, shown.title()) == ("c", "C")
    said: list[str] = []
    shown.changed.connect(lambda: said.append(shown.chosen))
    shown.buttons["a"].click()
    assert said == ["a"]
