from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from console.model.ids import NodeId
from console.model.mirror import Crossing, Reflection
from console.model.text import Text
from console.ui.mirror.page import SHOWN, MirrorPage
from console.ui.theme import Themes
from tests.gui.conftest import drop

FIRST = Reflection(3, NodeId("a"), Text("Make the folder"), Crossing.COMMAND, "mkdir -p -- x", 1_790_000_000.0)
SECOND = replace(FIRST, number=4, node_id=NodeId("b"), action=Text("Check the disk"), command="df -Pk x")


@pytest.fixture
def page(themes: Themes, qtbot: QtBot) -> Iterator[MirrorPage]:
    made = MirrorPage(themes, lambda: {NodeId("a"): "gpu1", NodeId("b"): "gpu2"})
    made.resize(1000, 500)
    made.show()
    yield made
    drop(made)


def shown(page: MirrorPage) -> list[str]:
    """Return the texts of the rows that are visible, from the top."""
    items = (page._list.itemAt(place) for place in range(page._list.count()))
    rows = [item.widget() for item in items if item is not None]
    return [
        " | ".join(each.text() for each in row.findChildren(QLabel) if each.text() and not each.isHidden())
        for row in rows
        if row is not None and row.objectName() == "mirror-row" and not row.isHidden()
    ]


def test_the_action_stands_beside_its_command_and_what_came_back(page: MirrorPage) -> None:
    page.take(FIRST)
    assert "Make the folder" in shown(page)[0] and "$ mkdir -p -- x" in shown(page)[0]
    page.take(replace(FIRST, output="mkdir: no space left\n", seconds=0.5, failure="It failed."))
    assert len(shown(page)) == 1 and "no space left\nIt failed." in shown(page)[0] and "0.50 s" in shown(page)[0]


def test_rows_stand_in_the_order_in_which_they_began(page: MirrorPage) -> None:
    page.take(SECOND)
    page.take(FIRST)
    assert ["gpu1" in row for row in shown(page)] == [True, False]
    for number in range(5, 5 + SHOWN):
        page.take(replace(FIRST, number=number))
    assert len(shown(page)) == SHOWN
    page.take(FIRST)  # comes late, and has no place any more
    assert len(shown(page)) == SHOWN


def test_the_filter_and_the_commands_for_somebody_else(page: MirrorPage) -> None:
    page.take_all((FIRST, SECOND))
    page.filter.setText("gpu2 disk")
    assert len(shown(page)) == 1 and "df -Pk x" in shown(page)[0]
    page.copy_button.click()
    assert QGuiApplication.clipboard().text() == "# gpu2: Check the disk\ndf -Pk x\n"


def test_a_long_output_says_how_much_more_there_is(page: MirrorPage) -> None:
    page.take(replace(FIRST, output="\n".join(map(str, range(100))), seconds=1.0))
    assert "84 more lines" in shown(page)[0]


def test_it_follows_the_newest_unless_told_not_to(page: MirrorPage, qtbot: QtBot) -> None:
    for number in range(1, 40):
        page.take(replace(FIRST, number=number))
    bar = page._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    page.follow.setChecked(False)
    bar.setValue(0)
    page.take(replace(FIRST, number=50))
    qtbot.wait(50)
    assert bar.value() == 0
