from __future__ import annotations

import pytest

from console.model.errors import Problem
from console.model.weights import WeightsFormat
from console.ui.wizards.deploy import DeployWizard
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.wizards.walk import BIG, CATALOGUE, walk_to


def test_the_first_model_is_chosen_and_named_in_the_rail(wizard: DeployWizard, desk: Desk) -> None:
    wizard.next_button.click()
    assert not wizard.next_button.isEnabled()
    assert wizard.next_button.accessibleDescription() == "Reading the catalogue…"
    desk.bridge.answer(CATALOGUE)
    assert wizard.next_button.isEnabled()
    assert wizard.model_page.summary() == "SmolLM2 135M Instruct"
    wizard.model_page.filter.setText("70b")
    assert wizard.model_page.chosen == BIG
    assert "who shows a token" in wizard.model_page._about.text()


def test_a_catalogue_that_does_not_come_is_told(wizard: DeployWizard, desk: Desk) -> None:
    wizard.next_button.click()
    _request, _reply, failed = desk.bridge.asked.pop()
    assert failed is not None
    failed(Problem("catalog.broken", "{file} is broken.", "", {"file": "x.toml"}))
    assert wizard.next_button.accessibleDescription() == "x.toml is broken."


@pytest.mark.parametrize(
    ("source", "text", "model", "weights"),
    [
        ("hf", "org/Model-7B", "hf:org/Model-7B", WeightsFormat.OTHER),
        ("hf", "https://huggingface.co/org/Model-7B/tree/main", "hf:org/Model-7B", WeightsFormat.OTHER),
        ("desk", "/srv/x.gguf", "desk:/srv/x.gguf", WeightsFormat.GGUF),
        ("node", "/models/x", "node:/models/x", WeightsFormat.OTHER),
    ],
)
def test_any_other_model_can_be_named(
    wizard: DeployWizard, desk: Desk, source: str, text: str, model: str, weights: WeightsFormat
) -> None:
    walk_to(wizard, desk, 1)
    page = wizard.model_page
    page.sources.buttons[source].click()
    assert wizard.next_button.accessibleDescription() == "Choose a model"
    page.other.rows[source].show_text(text)
    assert (page.model, page.weights) == (model, weights)
    assert wizard.next_button.isEnabled()


@pytest.mark.parametrize(("source", "text"), [("hf", "noslash"), ("hf", "a/b; rm"), ("node", "relative")])
def test_what_cannot_be_a_model_is_marked(wizard: DeployWizard, desk: Desk, source: str, text: str) -> None:
    walk_to(wizard, desk, 1)
    wizard.model_page.sources.buttons[source].click()
    wizard.model_page.other.rows[source].show_text(text)
    assert wizard.next_button.accessibleDescription() == "Correct the marked fields"
    wizard.model_page.sources.buttons["catalogue"].click()
    assert wizard.next_button.isEnabled(), "what is not shown stands in no way"


def test_the_catalogue_is_asked_for_again_only_while_it_is_missing(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 2)
    wizard.back_button.click()
    assert not any(isinstance(asked, m.ListModels) for asked, _reply, _failed in desk.bridge.asked)


def test_a_token_is_asked_for_where_the_hub_may_want_one(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 1)
    page = wizard.model_page
    assert not page.token_button.isVisible(), "the first model is free"
    page.filter.setText("70b")
    assert page.token_button.isVisible()
    page.token_button.click()
    assert desk.bridge.answer(True) == m.AskHubToken(host="huggingface.co")
    assert page._token.text() == "A token is there."
    page.sources.buttons["node"].click()
    assert not page.token_button.isVisible()
    page.sources.buttons["hf"].click()
    assert page.token_button.isVisible()
