from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from console.model.ids import LOCAL_NODE
from console.ui.services.book import ServiceBook
from console.ui.services.snippets import Snippets
from tests.gui.conftest import drop
from tests.gui.fakes import FakeBridge
from tests.gui.fleet import fleet
from tests.gui.services.values import CATALOGUE, service

NODE = next(iter(fleet()))


@pytest.fixture
def part(book: ServiceBook, qtbot: QtBot) -> Iterator[Snippets]:
    nodes = {NODE.node.id: NODE, LOCAL_NODE: replace(NODE, node=replace(NODE.node, id=LOCAL_NODE))}
    made = Snippets(book, nodes.get)
    made.show()
    yield made
    drop(made)


def test_the_lines_are_those_of_the_service(part: Snippets) -> None:
    part.show_deploy(service("d1", NODE.node.id))
    assert part.tunnel.text.toPlainText().startswith("ssh -N -L 18080:") and part.tunnel.isVisible()
    assert "/v1/chat/completions" in part.curl.text.toPlainText()
    assert "OpenAI(" in part.openai.text.toPlainText() and "urlopen" in part.urllib.text.toPlainText()


def test_a_service_on_this_machine_needs_no_tunnel(part: Snippets) -> None:
    part.show_deploy(service("d1", LOCAL_NODE))
    assert not part.tunnel.isVisible() and part._here.isVisible()


def test_what_makes_vectors_is_asked_for_vectors(part: Snippets, book: ServiceBook, bridge: FakeBridge) -> None:
    part.show_deploy(service("d1", NODE.node.id, engine="tei"))
    book.learn()
    bridge.answer(CATALOGUE)
    assert "/v1/embeddings" in part.curl.text.toPlainText()
