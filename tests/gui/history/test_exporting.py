from __future__ import annotations

import csv
import io
from xml.etree import ElementTree as ET

from console.ui.history.exporting import as_csv, as_svg
from tests.gui.history.conftest import Bench


def test_numbers_have_time_subject_and_unit_and_gaps_are_empty(bench: Bench) -> None:
    start, _end = bench.page.feed.stretch
    bench.answer(lambda _moment: 1500.0, gap=(start + 1000, start + 2000))
    card = bench.page.cards["power"]
    rows = list(csv.DictReader(io.StringIO(as_csv([(card.panel, card.lines)]))))
    told = [row for row in rows if row["mean"]]
    assert {(row["subject"], row["panel"], row["unit"]) for row in rows} == {("Fleet", "power", "kW")}
    assert {row["mean"] for row in told} == {"1.5"}
    assert told[0]["time"].endswith("+00:00")
    assert len(rows) - len(told) == 1


def test_the_drawing_is_svg_with_lines_and_words(bench: Bench) -> None:
    bench.answer(lambda moment: moment % 50)
    root = ET.fromstring(as_svg(bench.page, "History"))
    names = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert root.tag.endswith("svg")
    assert names.count("text") > 10
    assert names.count("path") + names.count("polyline") > 3
