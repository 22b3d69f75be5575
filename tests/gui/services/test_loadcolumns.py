from __future__ import annotations

from msgspec.structs import replace

from console.ui.services.loadcolumns import LOAD_COLUMNS, as_csv
from console.ui.signs import Sign
from tests.gui.services.values import level


def test_a_level_with_failures_shows_it_and_why() -> None:
    failed = replace(level(2), failures=1, problem='HTTP 503: "busy"', first_p99_seconds=None)
    shown = {column.id: column.text(failed) for column in LOAD_COLUMNS}
    assert (shown["failures"], shown["problem"], shown["first99"]) == ("1", 'HTTP 503: "busy"', "–")
    sign = LOAD_COLUMNS[0].sign
    assert sign is not None and (sign(failed), sign(level(2))) == (Sign.FAILED, Sign.TICK)
    lines = as_csv([failed]).splitlines()
    assert lines[1] == '2,6,1,0.1,,0.5,0.9,80,40,1.5,"HTTP 503: ""busy"""'
