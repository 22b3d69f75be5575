from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from console.model.field import Field
from console.model.service import EngineChoice
from console.model.text import Text
from console.model.weights import Packaging, WeightsFormat
from console.ui.wizards.deploy import DeployWizard
from console.wire import messages as m
from tests.gui.accessibility import unnamed_widgets
from tests.gui.conftest import Desk
from tests.gui.wizards.walk import walk_to


def test_only_engines_that_read_the_model_can_be_chosen(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 2)
    buttons = wizard.engine_page.engines.buttons
    assert buttons["llama_cpp"].isChecked()
    assert not buttons["vllm"].isEnabled()
    assert buttons["vllm"].accessibleDescription() == "Does not read gguf"
    wizard.back_button.click()
    wizard.model_page.filter.setText("70b")
    wizard.next_button.click()
    assert wizard.engine_page.engines.buttons["vllm"].isChecked()


def test_the_form_is_that_of_the_engine_and_what_is_typed_reaches_the_request(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 1)
    wizard.model_page.filter.setText("70b")
    wizard.next_button.click()
    page = wizard.engine_page
    assert list(page.arguments.rows) == ["context", "prefixes", "precision"]
    page.show_arguments((("context", "4096"), ("gpus", "8")))
    page.way.show_value("packaging", "wheels")
    wizard.next_button.click()
    wizard.next_button.click()
    asked = desk.bridge.asked[-1][0]
    assert isinstance(asked, m.RunPreflight)
    request = asked.deploy
    assert (request.engine, request.gpus, request.packaging) == ("vllm", 8, "wheels")
    assert request.arguments == (("context", "4096"),)


def test_a_wrong_argument_stops_the_way_and_gets_the_focus(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 2)
    page = wizard.engine_page
    edit = page.arguments.rows["context"].input
    assert isinstance(edit, QLineEdit)
    edit.setText("5")
    assert wizard.next_button.accessibleDescription() == "Correct the marked fields"
    assert page.first_focus() is edit
    assert unnamed_widgets(page) == []


def test_what_would_make_it_fit_is_taken_over_into_the_form(wizard: DeployWizard, desk: Desk) -> None:
    walk_to(wizard, desk, 2)
    page = wizard.engine_page
    page.fit.ask()
    asked = desk.bridge.asked[-1][0]
    assert isinstance(asked, m.EstimateFit)
    assert (asked.deploy.model, asked.deploy.node_ids) == ("smollm2-135m", wizard.nodes_page.chosen)
    page.fit.arguments_wanted.emit((("context", "2048"), ("gpus", "2")))
    assert page.arguments.value("context") == "2048"
    assert page.summary() == "llama.cpp, 2 GPUs"
    page.fit.ask()
    asked = desk.bridge.asked[-1][0]
    assert isinstance(asked, m.EstimateFit)
    assert asked.deploy.gpus == 2


def test_the_tab_key_walks_from_field_to_field_and_stops_nowhere_between(
    wizard: DeployWizard, desk: Desk, qtbot: QtBot
) -> None:
    walk_to(wizard, desk, 1)
    wizard.model_page.filter.setText("70b")
    wizard.next_button.click()
    qtbot.wait(20)
    page = wizard.engine_page
    page.engines.buttons["vllm"].setFocus()
    walked = []
    while (focus := QApplication.focusWidget()) not in walked:
        walked.append(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    rows = {**page.way.rows, **page.arguments.rows}
    fields = [rows[name].input for name in ("gpus", "packaging", "image", "context", "prefixes")]
    estimate = [page.fit.node, page.fit.sequences, page.fit.precision]
    footer = [wizard.back_button, wizard.close_button, wizard.next_button]
    assert walked[1:] == [*fields, page.arguments.more_button, *estimate, *footer]


COMMAND = EngineChoice(
    "command",
    "OpenAI-compatible command",
    (Packaging.PROGRAM, Packaging.IMAGE),
    (WeightsFormat.GGUF,),
    (Field("command", Text("Command"), Text("What starts it."), is_required=True, pattern=".*port.*"),),
    needs_image=True,
)


def test_what_has_to_be_there_is_asked_for_at_its_field(wizard: DeployWizard, desk: Desk) -> None:
    """The command itself, and the image where it comes as one or where the target takes nothing else."""
    walk_to(wizard, desk, 2)
    page = wizard.engine_page
    page.show_engines((*page._engines, COMMAND))
    page.engines.buttons["command"].click()
    row = page.arguments.rows["command"]
    assert wizard.next_button.accessibleDescription() == "Fill in “Command”" and not wizard.next_button.isEnabled()
    page.fit.ask()
    asked = desk.bridge.asked[-1][0]
    assert isinstance(asked, m.EstimateFit) and asked.deploy.engine == "command", "the estimate is of what is shown"
    assert row.note.text() == "Fill this in. What starts it." and row.note.property("role") == "error"
    assert page.first_focus() is row.input
    assert isinstance(row.input, QLineEdit)
    row.input.setText("serve --port 1")
    assert wizard.next_button.isEnabled() and row.note.property("role") == "hint"
    page.way.show_value("packaging", "image")
    assert wizard.next_button.accessibleDescription() == "Fill in “Image”"
    assert page.way.rows["image"].note.property("role") == "error"
    page.way.show_value("packaging", "")
    wizard.next_button.click()
    cluster = wizard.target_page.targets.buttons["kubernetes"]
    assert not cluster.isEnabled() and "Name the image" in cluster.accessibleDescription()
    wizard.show_page(2)
    page.way.show_value("image", "docker.io/acme/it:1")
    wizard.show_page(3)
    assert wizard.target_page.targets.buttons["kubernetes"].isEnabled()
