from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtWidgets import QLineEdit, QWidget

from console.model.field import Field, Kind
from console.model.text import Text
from console.ui.settings.controls import DropDown
from console.ui.theme import Themes
from console.ui.tick import TickBox
from console.ui.wizards.formrow import FormRow, note
from console.ui.wizards.pathedit import PathEdit
from tests.gui.wizards.walk import CONTEXT, PRECISION, PREFIXES


def row(field: Field, themes: Themes, parent: QWidget) -> FormRow:
    return FormRow(themes, field, {"fp8": "Eight bits"}, parent)


def test_each_kind_has_the_control_that_suits_it(themes: Themes, parent: QWidget) -> None:
    folder = Field("f", Text("Folder"), Text(""), Kind.FOLDER)
    kinds = [type(row(field, themes, parent).control) for field in (CONTEXT, PRECISION, PREFIXES, folder)]
    assert kinds == [QLineEdit, DropDown, TickBox, PathEdit]


def test_a_switch_without_a_default_can_be_left_to_the_program(themes: Themes, parent: QWidget) -> None:
    made = row(replace(PREFIXES, default=""), themes, parent)
    assert made.text == ""
    made.show_text("no")
    assert made.text == "no"
    assert made.fault() == ""


def test_a_switch_says_only_what_differs_from_its_default(themes: Themes, parent: QWidget) -> None:
    made = row(PREFIXES, themes, parent)
    said: list[str] = []
    made.changed.connect(lambda: said.append(made.text))
    assert made.text == ""
    assert isinstance(made.control, TickBox)
    made.control.click()
    assert said == ["no"]


def test_a_choice_shows_words_and_says_the_value(themes: Themes, parent: QWidget) -> None:
    made = row(PRECISION, themes, parent)
    made.show_text("fp8")
    assert isinstance(made.control, DropDown)
    assert (made.control.currentText(), made.text) == ("Eight bits", "fp8")


def test_a_choice_that_is_not_offered_any_more_is_kept_and_marked(themes: Themes, parent: QWidget) -> None:
    made = row(PRECISION, themes, parent)
    made.show_text("int3")
    assert made.text == "int3"
    assert made.mark() == "Use one of: bf16, fp8."


def test_an_empty_choice_is_what_the_program_decides(themes: Themes, parent: QWidget) -> None:
    made = row(replace(PRECISION, choices=("", "fp8")), themes, parent)
    assert isinstance(made.control, DropDown)
    assert [made.control.itemText(place) for place in range(made.control.count())] == ["automatic", "Eight bits"]


def test_a_note_has_the_range() -> None:
    assert note(CONTEXT) == "How much it keeps in mind. (128 to 1,000,000)"
    assert note(replace(CONTEXT, meaning=Text(""), high=None)) == "from 128"
