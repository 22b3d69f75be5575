from __future__ import annotations

from msgspec.structs import replace

from console.model.ids import NodeId
from console.model.service import DeployState, Doing, Work
from console.ui.services.treerows import service_row
from console.ui.signs import Sign
from tests.gui.services.values import FIGURES, service

NODE = NodeId("fra1/a")


def test_a_row_tells_the_speed_while_it_is_known_and_else_where_it_answers() -> None:
    plain = service_row(service("d1", NODE), None)
    assert (plain.name, plain.words, plain.figure, plain.sign) == ("leitstand-smollm2", "smollm2", ":18080", Sign.OK)
    told = service_row(service("d1", NODE), FIGURES)
    assert (told.words, told.figure) == ("3 running, 1 waiting", "41.3 tokens/s")


def test_a_service_that_does_not_serve_says_how_it_is() -> None:
    row = service_row(service("d1", NODE, DeployState.STOPPED), None)
    assert (row.words, row.figure, row.sign) == ("Stopped", "", Sign.DRAINED)


def test_a_service_at_work_says_on_what() -> None:
    row = service_row(replace(service("d1", NODE), work=Work(Doing.RESTART, 1.0)), FIGURES)
    assert (row.words, row.figure, row.sign) == ("Restarting…", "", Sign.BUSY)
