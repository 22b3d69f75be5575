from __future__ import annotations

from msgspec import structs

from console.model.ids import DeployId, NodeId
from console.model.service import DeployState
from console.ui.services.book import ServiceBook
from console.wire import messages as m
from tests.gui.fakes import FakeBridge, welcome
from tests.gui.services.values import CATALOGUE, FIGURES, service

ONE, TWO = DeployId("d1"), DeployId("d2")
NODE = NodeId("fra1/a")


def test_figures_are_asked_for_while_somebody_looks_at_a_service_that_serves(
    bridge: FakeBridge, book: ServiceBook
) -> None:
    bridge.deploy_changed.emit(service("d1", NODE))
    bridge.deploy_changed.emit(service("d2", NODE, DeployState.STOPPED))
    assert not bridge.sent
    book.want("page", frozenset({ONE, TWO}))
    book.want("tree", frozenset({ONE}))
    assert bridge.sent == [m.WatchService(deploy_id=ONE)]
    bridge.service_told.emit(m.ServiceTold(ONE, FIGURES))
    assert book.figures[ONE] == FIGURES
    book.want("page", frozenset())
    assert len(bridge.sent) == 1  # the tree still looks
    bridge.deploy_changed.emit(service("d1", NODE, DeployState.STOPPED))
    assert bridge.sent[-1] == m.WatchService(deploy_id=ONE, watching=False) and ONE not in book.figures
    bridge.deploy_changed.emit(service("d1", NODE))
    assert bridge.sent[-1] == m.WatchService(deploy_id=ONE)


def test_a_core_that_greets_anew_is_told_again_and_what_it_has_not_is_gone(
    bridge: FakeBridge, book: ServiceBook
) -> None:
    bridge.deploy_changed.emit(service("d1", NODE))
    bridge.deploy_changed.emit(service("d2", NODE))
    book.want("page", frozenset({ONE, TWO}))
    bridge.sent.clear()
    gone: list[str] = []
    book.gone.connect(gone.append)
    bridge.welcome.emit(structs.replace(welcome(()), deploys=(service("d1", NODE),)))
    assert list(book.deploys) == [ONE] and gone == ["d2"]
    assert m.WatchService(deploy_id=ONE) in bridge.sent


def test_engines_and_targets_are_called_what_the_core_calls_them(bridge: FakeBridge, book: ServiceBook) -> None:
    assert book.title("llama_cpp") == "llama_cpp"
    book.learn()
    bridge.answer(CATALOGUE)
    assert book.title("llama_cpp") == "llama.cpp" and book.title("kubernetes") == "kubernetes"
    book.learn()
    assert not bridge.asked
