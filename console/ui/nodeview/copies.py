"""A node's page as text, CSV and JSON. Names and numbers in files are the same in every language."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import datetime

from console.model.node import NodeView
from console.model.node_detail import FIELDS, NodeDetail
from console.ui.nodeview.cells import Cell, Table


def as_text(title: str, head: list[str], tables: Mapping[str, Table]) -> str:
    """Return everything for a person to read: heads, then each table in columns."""
    parts = ["\n".join([title, *head])]
    parts += [f"{name}\n{_columns(table)}" for name, table in tables.items()]
    return "\n\n".join(parts) + "\n"


def _columns(table: Table) -> str:
    if not table.rows:
        return table.empty
    rows = [table.heads, *(tuple(cell.text for cell in row) for row in table.rows)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(table.heads))]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def as_csv(table: Table) -> str:
    """Return one table for a spreadsheet."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(table.names)
    writer.writerows([_plain(cell) for cell in row] for row in table.rows)
    return file.getvalue()


def _plain(cell: Cell) -> object:
    value = cell.value
    if isinstance(value, list):
        return " ".join(map(str, value))
    if isinstance(value, dict):
        return " ".join(f"{name}=={version}" for name, version in value.items())
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@")):
        # A spreadsheet would take a command line that begins so for a formula.
        return f"'{value}"
    return value


def as_json(view: NodeView, detail: NodeDetail, tables: Mapping[str, Table], now: datetime) -> str:
    """Return everything for a program; a value that is not there says why."""
    snapshot = view.snapshot
    gpus = [
        {
            "index": gpu.index,
            "values": {name: gpu.values.get(name) for name in FIELDS},
            "absent": {name: reason.value for name in FIELDS if name not in gpu.values and (reason := gpu.why(name))},
            "fault": gpu.fault.text() if gpu.fault else None,
        }
        for gpu in detail.gpus or ()
    ]
    whole = {
        "node": view.node.name,
        "address": view.node.address_shown or view.node.host,
        "simulated": view.node.simulated,
        "written_at": now.isoformat(timespec="seconds"),
        "sampled_at": snapshot.taken_at.isoformat(timespec="seconds") if snapshot else None,
        "distribution": snapshot.distro.pretty_name if snapshot and snapshot.distro else None,
        "kernel": snapshot.kernel if snapshot else None,
        "driver_version": snapshot.driver_version if snapshot else None,
        "driver_module": snapshot.module_flavor if snapshot else None,
        "cuda_version": snapshot.cuda_version if snapshot else None,
        "gpus": gpus,
        **{name: [_record(table, row) for row in table.rows] for name, table in tables.items()},
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _record(table: Table, row: tuple[Cell, ...]) -> dict[str, object]:
    return {name: cell.value for name, cell in zip(table.names, row, strict=True)}
