from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit, QWidget

from console.ui.theme import Themes
from console.ui.wizards.form import FieldForm
from tests.gui.accessibility import unnamed_widgets, unreachable_widgets
from tests.gui.wizards.walk import CONTEXT, PRECISION, PREFIXES, SPACE

FIELDS = (PRECISION, CONTEXT, PREFIXES, SPACE)


@pytest.fixture
def form(themes: Themes, parent: QWidget) -> FieldForm:
    made = FieldForm(themes, "Arguments", parent)
    made.show_fields(FIELDS)
    parent.show()
    return made


def line(form: FieldForm, name: str) -> QLineEdit:
    found = form.rows[name].input
    assert isinstance(found, QLineEdit)
    return found


def test_what_is_left_alone_is_left_to_the_program(form: FieldForm) -> None:
    assert form.values() == ()
    assert form.value("namespace") == "default"
    line(form, "context").setText("4096")
    line(form, "namespace").setText("default")
    assert form.values() == (("context", "4096"),)


def test_a_wrong_value_is_marked_at_its_field_with_the_range_and_stays(form: FieldForm) -> None:
    edit = line(form, "context")
    edit.setText("12")
    note = form.rows["context"].note
    assert note.text() == "Use a number from 128 to 1000000."
    assert note.property("role") == "error"
    assert edit.accessibleDescription() == note.text()
    assert form.first_fault() is edit
    assert edit.text() == "12"
    edit.setText("128")
    assert form.faults() == {}
    assert "How much it keeps in mind. (128 to 1,000,000)" in note.text()


def test_a_text_that_does_not_match_is_told_what_would(form: FieldForm) -> None:
    line(form, "namespace").setText("No Such")
    assert form.faults() == {"namespace": "It cannot be written like this."}
    assert "Where it goes." in form.rows["namespace"].note.text()


def test_rare_fields_are_folded_away_until_they_say_something(form: FieldForm) -> None:
    row = form.rows["precision"]
    assert not row.control.isVisible()
    assert form.more_button.accessibleName() == "1 more that few need"
    form.more_button.click()
    assert row.control.isVisible()
    form.more_button.click()
    assert not row.control.isVisible()
    form.show_value("precision", "fp8")
    assert row.control.isVisible()
    assert form.values() == (("precision", "fp8"),)


def test_what_was_typed_survives_other_fields_in_between(form: FieldForm) -> None:
    line(form, "context").setText("12")
    form.show_fields((SPACE,))
    assert set(form.rows) == {"namespace"}
    form.show_fields(FIELDS)
    assert line(form, "context").text() == "12"
    assert "context" in form.faults()


def test_everything_can_be_reached_and_has_a_name(form: FieldForm) -> None:
    form.more_button.click()
    assert unnamed_widgets(form) == []
    assert unreachable_widgets(form) == []
