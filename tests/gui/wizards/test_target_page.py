from __future__ import annotations

from console.ui.wizards.deploy import DeployWizard
from console.wire import messages as m
from tests.gui.conftest import Desk
from tests.gui.wizards.walk import node_of, walk_to


def test_the_request_carries_what_was_chosen_on_every_page(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 2)
    wizard.target_page._fields["port"].setText("19090")
    wizard.next_button.click()
    asked = desk.bridge.asked[-1][0]
    assert isinstance(asked, m.RunPreflight)
    assert (asked.deploy.port, asked.deploy.model) == (19090, "smollm2-135m")
    assert asked.deploy.node_ids == (node_of(wizard),)


def test_a_wrong_port_is_marked_at_its_field_and_stops_the_way(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 2)
    wizard.target_page._fields["port"].setText("80")
    assert wizard.target_page._errors["port"].isVisible()
    assert not wizard.next_button.isEnabled()
    wizard.target_page._fields["port"].setText("8080")
    assert not wizard.target_page._errors["port"].isVisible()
    assert wizard.next_button.isEnabled()
