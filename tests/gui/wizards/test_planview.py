from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from console.model.ids import NodeId
from console.model.text import Text
from console.ui.theme import Themes
from console.ui.wizards.planview import PlanView
from tests.gui.wizards.walk import STEPS, plan


def test_a_step_says_why_what_may_happen_and_what_takes_it_back(themes: Themes, parent: QWidget) -> None:
    view = PlanView(themes, parent)
    step = replace(STEPS[0], why=Text("All of it lies there."), risk=Text("The port is closed for a moment <1 s>."))
    view.show_plan(replace(plan(NodeId("a")), steps=(step,)), "gpu-a01")
    lines = [line for line in view.toPlainText().splitlines() if line]
    assert lines == [
        "gpu-a01 · http://127.0.0.1:18080", "1. Make the folder of the service", "All of it lies there.",
        "$ mkdir -p /srv/x", "▲ The port is closed for a moment <1 s>.", "↶ rm -rf /srv/x",
    ]  # fmt: skip


def test_another_theme_paints_the_same_plan(themes: Themes, parent: QWidget) -> None:
    view = PlanView(themes, parent)
    view.show_plan(plan(NodeId("a")), "gpu-a01")
    before, text = view.toHtml(), view.toPlainText()
    themes.choose("light")
    assert view.toHtml() != before
    assert view.toPlainText() == text
