from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication

from console.model.node import ChangeSet, NodeView
from console.ui.columns import columns_for
from console.ui.fonts import ui_font
from console.ui.models.fleet import FleetModel
from console.ui.models.rows import Row
from console.ui.rowpaint import NAME_LEFT, RowLook, RowPainter
from console.ui.theme import Theme, load_theme
from tests.gui.fakes import THEME_FOLDER
from tests.gui.fleet import NOW, fleet

VIEWS: dict[str, NodeView] = {view.node.name: view for view in fleet()}


@pytest.fixture
def theme() -> Theme:
    return load_theme(THEME_FOLDER, "dark")


def row_of(name: str) -> Row:
    model = FleetModel()
    model.apply(ChangeSet(changed=tuple(VIEWS.values())))
    row = model.node_row(VIEWS[name].node.id)
    assert row is not None
    return row


def painted(row: Row, theme: Theme, width: int = 440) -> QImage:
    image = QImage(width, 26, QImage.Format.Format_RGB32)
    image.fill(theme.colors.panel)
    painter = QPainter(image)
    look = RowLook(QRectF(0, 0, width, 26), columns_for(width), theme.colors.panel)
    RowPainter(theme, NOW).paint(painter, row, look)
    painter.end()
    return image


def inked(image: QImage, left: int, right: int, ground: QColor) -> int:
    return sum(image.pixelColor(x, y) != ground for x in range(left, right) for y in range(26))


def has(image: QImage, color: QColor, left: int, right: int) -> bool:
    return any(image.pixelColor(x, y) == color for x in range(left, right) for y in range(26))


def test_a_healthy_row_has_two_bars_and_no_state_colour_in_its_values(qapp: QApplication, theme: Theme) -> None:
    image, columns = painted(row_of("gpu-a03"), theme), columns_for(440)
    assert has(image, theme.colors.bar, columns.bars_left, columns.bars_right)
    assert has(image, theme.colors.bar_mem, columns.bars_left, columns.bars_right)
    assert not has(image, theme.colors.warn, columns.bars_left, 440)
    assert image.pixelColor(1, 13) == theme.colors.prod


def test_the_offending_value_is_amber(qapp: QApplication, theme: Theme) -> None:
    image, columns = painted(row_of("gpu-a06"), theme), columns_for(440)
    assert has(image, theme.colors.warn, columns.temperature_right - 30, columns.temperature_right)


@pytest.mark.parametrize("name", ["gpu-c04", "gpu-b06", "gpu-d05"])
def test_words_stand_where_values_are_missing(qapp: QApplication, theme: Theme, name: str) -> None:
    image, columns = painted(row_of(name), theme), columns_for(440)
    assert not has(image, theme.colors.track, columns.bars_left, columns.bars_right)
    assert inked(image, columns.bars_left, columns.values_right, theme.colors.panel) > 60


def test_old_values_are_hatched_and_their_age_is_amber(qapp: QApplication, theme: Theme) -> None:
    image, columns = painted(row_of("gpu-d02"), theme), columns_for(440)
    assert not has(image, theme.colors.bar, columns.bars_left, columns.bars_right)
    assert inked(image, columns.bars_left, columns.bars_right, theme.colors.panel) > 60
    assert columns.age_right is not None
    assert has(image, theme.colors.warn, columns.age_right - 30, columns.age_right)


def test_a_lost_gpu_says_its_cause_over_the_value_columns(qapp: QApplication, theme: Theme) -> None:
    image = painted(row_of("gpu-b03").children[5], theme)
    assert has(image, theme.colors.fail, 62, 76)
    assert inked(image, 130, 260, theme.colors.panel) > 100


def test_a_group_shows_its_worst_child(qapp: QApplication, theme: Theme) -> None:
    group = row_of("gpu-b06").parent
    assert group is not None
    assert has(painted(group, theme), theme.colors.alarm, 400, 440)
    assert not has(painted(group, theme), theme.colors.alarm, 0, 400)


@pytest.mark.parametrize("width", [120, 180, 230, 304, 440, 900])
def test_nothing_of_a_row_leaves_its_width(qapp: QApplication, theme: Theme, width: int) -> None:
    for name in ("gpu-a03", "gpu-b06", "gpu-c07"):
        painted(row_of(name), theme, width)


@pytest.mark.parametrize("width", [304, 440, 468])
def test_a_long_name_is_whole_and_the_distribution_yields_to_it(qapp: QApplication, theme: Theme, width: int) -> None:
    row = row_of("gpu-a03")
    row.name = "This computer"
    image, columns = QImage(width, 26, QImage.Format.Format_RGB32), columns_for(width)
    painter, paint = QPainter(image), RowPainter(theme, NOW)
    look = RowLook(QRectF(0, 0, width, 26), columns, theme.colors.panel)
    end = paint._name(painter, NAME_LEFT, row.name, "name", look)
    painter.end()
    assert end - NAME_LEFT == QFontMetricsF(ui_font("name")).horizontalAdvance(row.name), "nothing is cut off"
    plain, short = painted(row_of("gpu-a03"), theme, width), painted(row, theme, width)
    if columns.version_left is not None:
        gap = range(columns.bars_left - 7, columns.bars_left)
        assert not any(inked(short, x, x + 1, theme.colors.panel) for x in gap)
        assert plain != short
