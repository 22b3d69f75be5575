from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from console.model.service import Rendering
from console.ui.theme import Themes
from console.ui.wizards.renderings import RenderingsView
from tests.gui.accessibility import unnamed_widgets

UNIT = Rendering("systemd", "systemd user service", "x.service", "[Unit]\n")
COMPOSE = Rendering("docker", "Docker", "compose.yaml", "services:\n")


def test_the_chosen_target_comes_first_and_each_can_be_copied_and_saved(themes: Themes, parent: QWidget) -> None:
    view = RenderingsView(themes, parent)
    view.show_renderings((UNIT, COMPOSE), "docker")
    assert [column.rendering for column in view.columns] == [COMPOSE, UNIT]
    saved: list[object] = []
    view.save_wanted.connect(saved.append)
    view.columns[1].copy_button.click()
    view.columns[1].save_button.click()
    assert QGuiApplication.clipboard().text() == "[Unit]\n"
    assert saved == [UNIT]
    assert unnamed_widgets(view) == []
    view.show_renderings((), "")
    assert view.columns == []
