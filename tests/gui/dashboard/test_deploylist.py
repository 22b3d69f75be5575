from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from console.model.service import DeployState
from console.ui.dashboard.deploylist import elapsed_text
from tests.gui.dashboard.conftest import Board, pixels
from tests.gui.dashboard.scenes import deploy, deploys


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00:00"), (74, "0:01:14"), (22_360, "6:12:40"), (14 * 86_400, "14 d"), (-5, "0:00:00")]
)
def test_elapsed(seconds: float, text: str) -> None:
    assert elapsed_text(seconds) == text


def test_the_newest_stands_first_and_the_head_counts(board: Board) -> None:
    for view in deploys():
        board.bridge.deploy_changed.emit(view)
    assert board.deploys.summary() == "1 in progress · 2 serving · 2 failed"
    assert board.deploys.words_of(0) == "example-135b-instruct, gpu-a05, 67 %, 0:01:14"
    assert board.deploys.words_of(3) == "example-8b-instruct, gpu-b05, Failed, 0:00:08"


def test_a_change_keeps_the_place_of_a_deploy(board: Board) -> None:
    for view in deploys():
        board.bridge.deploy_changed.emit(view)
    board.bridge.deploy_changed.emit(deploy(8, DeployState.UNDONE))
    assert [view.id for view, _entry in board.deploys._rows][3] == "d8"


def test_keys_and_clicks_choose(board: Board, qtbot: QtBot) -> None:
    for view in deploys():
        board.bridge.deploy_changed.emit(view)
    rows = board.deploys
    rows.setFocus()
    qtbot.keyClick(rows, Qt.Key.Key_Down)
    assert rows.accessibleDescription().startswith("example-70b-instruct, gpu-a01, Serving")
    with qtbot.waitSignal(board.widget.deploy_chosen) as chosen:
        qtbot.keyClick(rows, Qt.Key.Key_Return)
    assert chosen.args == ["d70"]
    with qtbot.waitSignal(board.widget.deploy_chosen) as clicked:
        qtbot.mouseClick(rows, Qt.MouseButton.LeftButton, pos=QPoint(60, 34 + 22 + 3 * 24 + 12))
    assert clicked.args == ["d8"]


def test_nothing_deployed_is_one_line(board: Board, qtbot: QtBot) -> None:
    assert board.deploys.accessibleDescription() == "Nothing has been deployed yet."
    with qtbot.assertNotEmitted(board.widget.deploy_chosen):
        qtbot.keyClick(board.deploys, Qt.Key.Key_Return)


def test_a_second_moves_on(board: Board) -> None:
    board.bridge.deploy_changed.emit(deploy(1, DeployState.RUNNING))
    before = pixels(board.deploys)
    board.clock.at += timedelta(seconds=1)
    board.widget._tick()
    assert pixels(board.deploys) != before


def test_more_rows_than_room_follow_the_cursor(board: Board, qtbot: QtBot) -> None:
    for number in range(30):
        board.bridge.deploy_changed.emit(deploy(number, DeployState.SERVING))
    for _step in range(20):
        qtbot.keyClick(board.deploys, Qt.Key.Key_Down)
    assert board.deploys._first <= 20 < board.deploys._first + board.deploys._fitting()


def test_a_narrow_list_does_without_the_nodes(board: Board) -> None:
    board.bridge.deploy_changed.emit(deploy(1, DeployState.SERVING))
    for width, named in ((430, True), (310, False)):
        board.deploys.resize(width, 260)
        columns = board.deploys._columns()
        assert (columns[1][1] > 0) is named
        assert columns[0][1] >= 95
