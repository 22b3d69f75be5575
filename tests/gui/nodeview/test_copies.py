from __future__ import annotations

import csv
import io
import json

from console.ui.nodeview import contents
from console.ui.nodeview.cells import Cell, Table, text
from console.ui.nodeview.copies import as_csv, as_json, as_text
from tests.gui.fleet import NOW
from tests.gui.nodeview.nodes import DETAIL, SNAPSHOT, VIEW


def test_csv_has_plain_numbers_under_english_names() -> None:
    rows = list(csv.reader(io.StringIO(as_csv(contents.gpu_table(DETAIL, ("memory_used_bytes", "serial"))))))
    assert rows[:2] == [["index", "memory_used_bytes", "serial"], ["0", str(70 << 30), ""]]


def test_a_command_line_is_no_formula() -> None:
    table = Table(("Command",), ("command",), ((text("=1+2"),), (text("python3"),), (Cell("a", ["x", "y"]),)))
    assert as_csv(table).splitlines() == ["command", "'=1+2", "python3", "x y"]


def test_json_says_why_a_value_is_not_there() -> None:
    tables = {"processes": contents.process_table(SNAPSHOT, DETAIL)}
    read = json.loads(as_json(VIEW, DETAIL, tables, NOW))
    assert read["node"] == "gpu01"
    assert read["gpus"][0]["values"]["power_draw_watts"] == 612.4
    assert read["gpus"][0]["absent"]["serial"] == "no_permission"
    assert read["gpus"][2]["fault"] == "GPU 2 is lost."
    assert read["processes"][0]["job"] == "4711"


def test_text_stands_in_columns() -> None:
    table = Table(("A", "Long head"), ("a", "b"), ((text("x"), text("y")),))
    assert as_text("gpu01", ["one"], {"Things": table}).splitlines() == [
        "gpu01", "one", "", "Things", "A  Long head", "x  y",
    ]  # fmt: skip
