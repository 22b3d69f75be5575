from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from console.fleet.alert_terms import NAMES, Subject, TermError, condition
from console.model.gpu import Gpu
from console.model.node import NodeState, NodeView
from tests.unit.fleet.alerts_at import NOW, node, seen


def holds(text: str, view: NodeView, gpu: Gpu | None = None) -> bool | None:
    return condition(text).holds(Subject(view, NOW, gpu))


HOT = Gpu(0, temperature_celsius=91.0, utilization_percent=0.0, memory_total_bytes=100, memory_used_bytes=81)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gpu.temperature_celsius >= 85", True),
        ("80 < gpu.temperature_celsius < 90", False),
        ("gpu.memory_used_percent > 80 and gpu.utilization_percent < 5", True),
        ('node.state == "ok" and not gpu.temperature_celsius < 90', True),
        ('node.name in ["gpu02", "gpu01"]', True),
        ('node.name not in ["gpu02", "gpu01"]', False),
        ("gpu.temperature_celsius - 85 > 2 * 3", False),
        ("-gpu.temperature_celsius < 0", True),
        ("gpu.power_draw_watts > 100", None),
        ("gpu.power_draw_watts > 100 or gpu.index == 0", True),
        ("gpu.power_draw_watts > 100 and gpu.index == 1", False),
        ("not gpu.power_draw_watts > 100", None),
        ("gpu.temperature_celsius / gpu.utilization_percent > 1", None),
        ('gpu.fault == ""', True),
    ],
)
def test_a_condition_says_yes_no_or_that_it_cannot_know(text: str, *, expected: bool | None) -> None:
    assert holds(text, seen(node("gpu01"), HOT), HOT) is expected


def test_what_is_unknown_of_a_node_that_has_said_nothing_is_unknown() -> None:
    silent = NodeView(node("gpu01"), NodeState.UNREACHABLE)
    assert holds("node.disk_used_percent > 90", silent) is None
    assert holds('node.state == "unreachable"', silent) is True


@pytest.mark.parametrize(
    ("text", "column", "word"),
    [
        ("gpu.temprature > 3", 1, "gpu.temprature"),
        ('gpu.index > "three"', 13, ""),
        ("gpu.index", 1, ""),
        ("", 1, ""),
        ("__import__('os').system('true') == 0", 1, ""),
        ("node.name.upper() == 'X'", 1, ""),
        ("gpu.index is 3", 14, ""),
        ("not gpu.index", 5, ""),
        ("node.name + 1 > 2", 1, ""),
        ("[gpu.index for gpu in node] == 1", 1, ""),
        ("1" * 2000 + " == 1", 1, ""),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(text: str, column: int, word: str) -> None:
    with pytest.raises(TermError) as caught:
        condition(text)
    assert (caught.value.column, caught.value.word) == (column, word)


@given(st.text(alphabet=st.sampled_from("gpunode.indxst()[]<>=!andort not\"'0123+-*/_,{}lambda:\n "), max_size=60))
def test_no_text_does_anything_but_make_a_condition_or_be_refused(text: str) -> None:
    try:
        made = condition(text)
    except TermError:
        return
    assert made.holds(Subject(seen(node("gpu01"), HOT), NOW, HOT)) in {True, False, None}


def test_every_value_can_be_read_of_a_node_that_tells_everything_and_of_one_that_tells_nothing() -> None:
    for view, gpu in ((seen(node("gpu01"), HOT), HOT), (NodeView(node("gpu01")), None)):
        for name in NAMES.values():
            value = name.read(Subject(replace(view), NOW, gpu))
            assert value is None or isinstance(value, str | float | int)
