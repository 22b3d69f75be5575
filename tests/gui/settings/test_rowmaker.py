from __future__ import annotations

from console.ui.settings.controls import ChoiceControl, FontControl, SwitchControl, TextControl
from console.ui.settings.schemecontrol import SchemeControl
from tests.gui.settings.conftest import Settings


def test_each_option_has_the_control_that_suits_it(settings: Settings) -> None:
    kinds = {row.binding.option.name: type(row.control) for row in settings.rows()}
    assert kinds["terminal.scheme"] is SchemeControl
    assert kinds["terminal.font_family"] is FontControl
    assert kinds["terminal.bell"] is ChoiceControl
    assert kinds["terminal.cursor_blink"] is SwitchControl
    assert kinds["terminal.shell"] is kinds["fleet.sample_interval_seconds"] is TextControl
