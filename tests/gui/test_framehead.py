from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLabel

from console.model.ids import LOCAL_NODE, TerminalId
from console.ui.framehead import FrameHead
from console.wire import messages as m
from tests.gui.conftest import Desk


def head(desk: Desk) -> FrameHead:
    pane = desk.window.desk.pane(TerminalId(1))
    assert pane is not None
    return pane.findChildren(FrameHead)[0]


def words(part: FrameHead) -> list[str]:
    return [label.text() for label in part.findChildren(QLabel) if label.isVisible() and label.text()]


def test_a_narrow_head_leaves_out_the_key_then_the_address_and_elides_the_name_last(desk: Desk) -> None:
    part = head(desk)
    everything = ["ops@gpu-a03.fra1.example.com", "192.0.2.13", "Key verified"]
    assert words(part) == everything
    left: list[list[str]] = []
    for width in range(part.width(), 120, -20):
        part.resize(width, part.height())
        if not left or words(part) != left[-1]:
            left.append(words(part))
    assert left[:3] == [everything, everything[:2], everything[:1]]
    assert left[-1][0].endswith("…")
    assert part.childAt(20, 14) is not None, "the environment stays"


def test_the_button_shows_what_it_does_only_beside_other_panes(desk: Desk) -> None:
    part = head(desk)
    assert not part.zoom_button.isVisible()
    part.show_place(is_one_of_many=True, is_front=True, is_alone=False)
    assert part.zoom_button.isVisible()
    assert part.zoom_button.accessibleName() == "Maximise pane"
    part.show_place(is_one_of_many=True, is_front=True, is_alone=True)
    assert part.zoom_button.accessibleName() == "Show all panes"


def test_a_head_whose_input_goes_to_others_is_red_and_says_so_clear_of_its_edge(desk: Desk) -> None:
    part = head(desk)
    part.show_tab(m.Tab(TerminalId(1), LOCAL_NODE, "local", state=m.TabState.OPEN), None)
    part.show_broadcast("Input to 3 terminals")
    QApplication.sendPostedEvents()
    said = next(label for label in part.findChildren(QLabel) if label.text() == "Input to 3 terminals")
    assert part.width() - said.geometry().right() >= 8
    foot = part.grab().toImage().pixelColor(200, part.height() - 1)
    assert foot == desk.window.themes.current.colors.fail
