from __future__ import annotations

from console.ui.history.subjects import WHOLE_FLEET, Subject
from tests.gui.history.conftest import Bench


def test_a_chip_takes_somebody_out_but_never_the_last(bench: Bench) -> None:
    node = Subject(bench.node("gpu-a01"))
    bench.page.show_subjects([WHOLE_FLEET, node])
    chips = bench.page.choosing._shown
    assert [chip.accessibleName() for chip in chips] == ["Remove Fleet", "Remove gpu-a01"]
    chips[0].click()
    assert bench.page.subjects == (node,)
    assert not bench.page.choosing._shown[0].isEnabled()


def test_no_more_than_eight_are_compared(bench: Bench) -> None:
    bench.page.show_subjects([Subject(bench.node("gpu-a01"), gpu) for gpu in range(8)] + [WHOLE_FLEET])
    assert len(bench.page.subjects) == 8


def test_the_field_offers_nodes_and_their_gpus(bench: Bench) -> None:
    bench.page.choosing.field.setFocus()
    names = bench.page.choosing.field._model.stringList()
    assert {"Fleet", "gpu-a01", "gpu-a01/7"} <= set(names)
