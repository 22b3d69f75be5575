from __future__ import annotations

from dataclasses import replace

from console.model.errors import Problem
from console.ui.wizards.deploy import DeployWizard
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.wizards.walk import MODEL


def test_the_first_model_is_chosen_and_named_in_the_rail(wizard: DeployWizard, desk: Desk) -> None:
    wizard.next_button.click()
    assert not wizard.next_button.isEnabled()
    assert wizard.next_button.accessibleDescription() == "Reading the catalogue…"
    other = replace(MODEL, id="example-70b", name="Example 70B")
    desk.bridge.answer(m.Catalogue((MODEL, other)))
    assert wizard.next_button.isEnabled()
    assert wizard.model_page.summary() == "SmolLM2 135M Instruct"
    wizard.model_page._group.button(1).click()
    assert wizard.model_page.chosen == other


def test_a_catalogue_that_does_not_come_is_told(wizard: DeployWizard, desk: Desk) -> None:
    wizard.next_button.click()
    _request, _reply, failed = desk.bridge.asked.pop()
    assert failed is not None
    failed(Problem("catalog.broken", "{file} is broken.", "", {"file": "x.toml"}))
    assert wizard.next_button.accessibleDescription() == "x.toml is broken."
