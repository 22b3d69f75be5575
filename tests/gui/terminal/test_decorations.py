from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from console.ui.terminal.decorations import Decorations
from console.ui.terminal.fonts import CellMetrics, measure
from console.wire.frames import Attribute, Underline

INK = 0x00FF00


def lines(metrics: CellMetrics, kind: int, cells: int = 3) -> np.ndarray[tuple[int, ...], np.dtype[np.uint32]]:
    out = np.zeros((metrics.height, cells, metrics.width), np.uint32)
    attributes = np.full(cells, kind, np.uint16)
    attributes[0] = 0
    inks = np.full(cells, INK, np.uint32)
    Decorations(metrics).paint(attributes, inks, inks, out)
    out &= np.uint32(0xFFFFFF)
    return out


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_each_kind_looks_different_and_stays_in_its_cell(qapp: QApplication, ratio: float) -> None:
    metrics = measure(13.0, ratio)
    kinds = [*range(1, len(Underline)), Attribute.STRIKE.value, Attribute.OVERLINE.value]
    pictures = [lines(metrics, kind) for kind in kinds]
    assert len({picture.tobytes() for picture in pictures}) == len(kinds)
    for picture in pictures:
        assert not picture[:, 0].any()
        assert picture[:, 1].max() > 0xC000
        assert (picture[:, 1] == picture[:, 2]).all()


@pytest.mark.parametrize("ratio", [1.0, 2.0, 3.0])
def test_a_double_underline_has_a_gap(qapp: QApplication, ratio: float) -> None:
    inked = lines(measure(13.0, ratio), Underline.DOUBLE)[:, 1].any(axis=1).astype(int)
    assert np.count_nonzero(np.diff(inked) == 1) == 2


def test_underlines_stand_below_the_text_and_strikes_through_it(qapp: QApplication) -> None:
    metrics = measure(13.0, 1.0)
    assert np.flatnonzero(lines(metrics, Underline.SINGLE)[:, 1].any(axis=1))[0] > metrics.baseline
    strike = np.flatnonzero(lines(metrics, Attribute.STRIKE)[:, 1].any(axis=1))[0]
    assert metrics.baseline / 2 < strike < metrics.baseline


def test_lines_add_up(qapp: QApplication) -> None:
    both = lines(measure(13.0, 1.0), Underline.SINGLE | Attribute.OVERLINE)
    assert both[0, 1].all()
    assert np.count_nonzero(both[:, 1].any(axis=1)) == 2


def test_blinking_and_links_draw_nothing(qapp: QApplication) -> None:
    assert not lines(measure(13.0, 1.0), Attribute.BLINK | Attribute.HYPERLINK).any()


def test_only_underlines_have_a_colour_of_their_own(qapp: QApplication) -> None:
    metrics = measure(13.0, 2.0)
    out = np.zeros((metrics.height, 1, metrics.width), np.uint32)
    kind = np.full(1, Underline.SINGLE | Attribute.STRIKE, np.uint16)
    Decorations(metrics).paint(kind, np.full(1, INK, np.uint32), np.full(1, 0xFF0000, np.uint32), out)
    rows = [row for row in (out[:, 0, 0] & 0xFFFFFF).tolist() if row]
    assert rows == [INK] * (len(rows) // 2) + [0xFF0000] * (len(rows) // 2)
