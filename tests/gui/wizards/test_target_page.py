from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QCheckBox, QLineEdit

from console.model.weights import Packaging
from console.ui.wizards.deploy import DeployWizard
from console.wire import messages as m
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import Desk
from tests.gui.wizards.walk import CLUSTER, SYSTEMD, node_of, walk_to


def line(wizard: DeployWizard, name: str) -> QLineEdit:
    page = wizard.target_page
    edit = (page.service.rows.get(name) or page.options.rows[name]).input
    assert isinstance(edit, QLineEdit)
    return edit


def test_the_request_carries_what_was_chosen_on_every_page(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 3)
    line(wizard, "port").setText("19090")
    line(wizard, "wheelhouse").setText(" /media/wheels ")
    wizard.next_button.click()
    asked = desk.bridge.asked[-1][0]
    assert isinstance(asked, m.RunPreflight)
    request = asked.deploy
    assert (request.port, request.model, request.engine) == (19090, "smollm2-135m", "llama_cpp")
    assert (request.service_name, request.wheelhouse) == ("leitstand-smollm2-135m", "/media/wheels")
    assert (request.node_ids, request.target, request.directory) == (
        (node_of(wizard),), "auto", "~/.local/share/leitstand",
    )  # fmt: skip


def test_a_new_version_in_place_of_what_serves(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 3)
    box = wizard.target_page.service.rows["replaces"].input
    assert isinstance(box, QCheckBox) and not box.isChecked()
    box.click()
    wizard.next_button.click()
    asked = desk.bridge.asked[-1][0]
    assert isinstance(asked, m.RunPreflight) and asked.deploy.replaces and not asked.deploy.stops_first


@pytest.mark.parametrize("replaces", [True, False])
def test_the_old_one_is_stopped_first_only_where_one_is_replaced(
    wizard: DeployWizard, desk: Desk, replaces: bool
) -> None:
    walk_to(wizard, desk, 3)
    for name in ("replaces", "stops_first")[not replaces :]:
        box = wizard.target_page.service.rows[name].input
        assert isinstance(box, QCheckBox)
        box.click()
    wizard.next_button.click()
    asked = desk.bridge.asked[-1][0]
    assert isinstance(asked, m.RunPreflight) and asked.deploy.stops_first is replaces


def test_a_wrong_port_is_marked_at_its_field_and_stops_the_way(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 3)
    line(wizard, "port").setText("80")
    assert wizard.target_page.service.rows["port"].note.property("role") == "error"
    assert not wizard.next_button.isEnabled()
    line(wizard, "port").setText("8080")
    assert wizard.next_button.isEnabled()


def test_a_target_that_cannot_take_the_server_says_why(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 3)
    cluster = wizard.target_page.targets.buttons["kubernetes"]
    assert not cluster.isEnabled()
    assert cluster.accessibleDescription() == "Does not take llama.cpp in this packaging"
    assert wizard.target_page.targets.buttons["auto"].isChecked()


def test_the_options_are_those_of_the_target(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 1)
    wizard.model_page.filter.setText("70b")
    wizard.next_button.click()
    wizard.next_button.click()
    page = wizard.target_page
    assert page.options.rows == {}
    page.targets.buttons["kubernetes"].click()
    line(wizard, "namespace").setText("models")
    assert unnamed_widgets(page) == []
    wizard.next_button.click()
    asked = desk.bridge.asked[-1][0]
    assert isinstance(asked, m.RunPreflight)
    assert (asked.deploy.target, asked.deploy.options) == ("kubernetes", (("namespace", "models"),))


def test_from_this_computer_only_clusters_are_told_what_to_do(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 3)
    page = wizard.target_page
    page.show_targets((SYSTEMD, replace(CLUSTER, packagings=(Packaging.WHEELS,), is_cluster=True)))
    page.limit(is_own_machine=True)
    assert not page.targets.buttons["systemd"].isEnabled() and not page.targets.buttons["auto"].isEnabled()
    assert "Not on this computer" in page.targets.buttons["systemd"].accessibleDescription()
    page.targets.buttons["kubernetes"].click()
    assert page.obstacle() == ""
    page.limit(is_own_machine=False)
    assert page.targets.buttons["systemd"].isEnabled()
