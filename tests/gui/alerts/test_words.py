from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from console.model.alert import Alert, Severity
from console.model.ids import NodeId
from console.model.text import Text
from console.ui.alerts.words import second_line, sign_of_alert, spoken
from console.ui.signs import Sign

ALERT = Alert("hot@a#1", "hot", Severity.WARNING, NodeId("a"), Text("GPU 1 is hot."), Text("Cool it."), 100.0)


@pytest.mark.parametrize(
    ("alert", "sign"),
    [
        (replace(ALERT, severity=Severity.CRITICAL), Sign.FAILED),
        (ALERT, Sign.WARNING),
        (replace(ALERT, acknowledged_at=1.0), Sign.HOLLOW),
        (replace(ALERT, resolved_at=150.0), Sign.TICK),
    ],
)
def test_only_what_calls_has_a_sign_that_calls(qapp: QApplication, alert: Alert, sign: Sign) -> None:
    assert sign_of_alert(alert, 200.0) is sign


def test_a_row_says_where_how_and_what_to_do_and_when_it_is_over_not_what_to_do(qapp: QApplication) -> None:
    assert second_line(ALERT, 200, str.upper, silenced=True) == "A · node is silenced · Cool it."
    assert second_line(replace(ALERT, resolved_at=160.0), 200, str.upper, silenced=False) == "A · over after 60 s"
    assert spoken(ALERT, 200, str.upper, silenced=False) == "Warning, GPU 1 is hot., A · Cool it., since 100 s"
