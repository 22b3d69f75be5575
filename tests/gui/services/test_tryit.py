from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.model.ids import DeployId, NodeId
from console.model.service import DeployState
from console.model.talking import Embedding, Said, Turn
from console.ui.services.book import ServiceBook
from console.ui.services.tryit import TryIt
from console.ui.theme import Themes
from console.wire import messages as m
from tests.gui.conftest import drop
from tests.gui.fakes import FakeBridge
from tests.gui.services.values import CATALOGUE, PROBLEM, service

NODE = NodeId("fra1/a")
ONE = service("d1", NODE)


@pytest.fixture
def part(themes: Themes, bridge: FakeBridge, book: ServiceBook, qtbot: QtBot) -> Iterator[TryIt]:
    made = TryIt(themes, bridge, book)
    book.learn()
    bridge.answer(CATALOGUE)
    made.resize(700, 500)
    made.show()
    made.show_deploy(ONE)
    yield made
    drop(made)


def ask(part: TryIt, qtbot: QtBot, text: str) -> None:
    qtbot.keyClicks(part.question, text)
    qtbot.keyClick(part.question, Qt.Key.Key_Return)


def test_an_answer_is_written_while_it_comes_and_its_speed_under_it(
    part: TryIt, bridge: FakeBridge, qtbot: QtBot
) -> None:
    part.system.setText("Be brief.")
    part.max_tokens.setValue(40)
    part.temperature.setValue(0.2)
    ask(part, qtbot, "Capital of France?")
    number = len(bridge.asked)
    assert bridge.asked[-1][0] == m.Chat(
        deploy_id=DeployId("d1"), turns=(Turn("system", "Be brief."), Turn("user", "Capital of France?")),
        max_tokens=40, temperature=0.2,
    )  # fmt: skip
    assert [part.stop_button.isVisible(), part.send_button.isVisible()] == [True, False]
    bridge.service_told.emit(m.ChatPiece(number, "Par"))
    bridge.service_told.emit(m.ChatPiece(number + 7, "not this one"))
    assert part.transcript.toPlainText().endswith("Capital of France?\nModel\nPar")
    bridge.answer(m.ChatSaid(Said("Paris.", 21, 0.084, 1.084)))
    assert (
        "Model\nParis.\nFirst token after 84 ms · 20.0 tokens/s · 21 tokens in 1.08 s" in part.transcript.toPlainText()
    )
    assert not part.stop_button.isVisible()
    ask(part, qtbot, "And of Italy?")
    before = (Turn("user", "Capital of France?"), Turn("assistant", "Paris."))
    assert getattr(bridge.asked[-1][0], "turns", ())[1:] == (*before, Turn("user", "And of Italy?"))


def test_an_answer_that_takes_too_long_is_stopped(part: TryIt, bridge: FakeBridge, qtbot: QtBot) -> None:
    ask(part, qtbot, "Count to a million.")
    number = len(bridge.asked)
    part.stop_button.click()
    assert bridge.sent == [m.StopTalk(request_id=number)]
    bridge.answer(m.ChatSaid(Said("1 2 3", 3, 0.1, 0.4, is_cut=True)))
    assert "cut off" in part.transcript.toPlainText() and part.send_button.isVisible()


def test_why_there_is_no_answer_stands_where_it_would(part: TryIt, bridge: FakeBridge, qtbot: QtBot) -> None:
    ask(part, qtbot, "Hello?")
    _request, _on_reply, on_problem = bridge.asked.pop()
    assert on_problem is not None
    on_problem(PROBLEM)
    assert part.transcript.toPlainText().endswith("The example failed. Try the other one.")
    ask(part, qtbot, "Again?")
    request = bridge.asked[-1][0]
    assert isinstance(request, m.Chat) and request.turns == (Turn("user", "Again?"),)


def test_each_service_has_a_talk_of_its_own(part: TryIt, bridge: FakeBridge, qtbot: QtBot) -> None:
    ask(part, qtbot, "First?")
    number = len(bridge.asked)
    part.show_deploy(service("d2", NODE))
    assert part.transcript.toPlainText() == "" and part.send_button.isVisible()
    bridge.service_told.emit(m.ChatPiece(number, "one"))
    assert part.transcript.toPlainText() == ""
    part.show_deploy(ONE)
    assert part.transcript.toPlainText().endswith("First?\nModel\none")
    bridge.answer(m.ChatSaid(Said("one two", 2, 0.1, 0.2)))
    assert "one two\n" in part.transcript.toPlainText()
    part.clear_button.click()
    assert part.transcript.toPlainText() == ""


def test_what_embeds_is_asked_for_vectors(part: TryIt, bridge: FakeBridge, qtbot: QtBot) -> None:
    part.show_deploy(service("d3", NODE, engine="tei"))
    assert part.embed_button.isVisible() and not part.send_button.isVisible()
    ask(part, qtbot, "night")
    assert bridge.answer(m.Embedded(Embedding(384, 1.0, (0.25, -0.5), 0.012))) == m.Embed(
        deploy_id=DeployId("d3"), text="night"
    )
    assert "384 dimensions · length 1.000 · 12 ms · begins with 0.2500  -0.5000" in part.transcript.toPlainText()


def test_a_service_that_does_not_serve_is_not_asked(part: TryIt, bridge: FakeBridge, qtbot: QtBot) -> None:
    part.show_deploy(service("d1", NODE, DeployState.STOPPED))
    ask(part, qtbot, "Hello?")
    assert not bridge.asked and not part.send_button.isEnabled()


def test_another_theme_keeps_the_talk(part: TryIt, themes: Themes, bridge: FakeBridge, qtbot: QtBot) -> None:
    ask(part, qtbot, "Hello?")
    bridge.answer(m.ChatSaid(Said("Hi.", 2, 0.1, 0.2)))
    before = part.transcript.toPlainText()
    themes.choose("light")
    assert part.transcript.toPlainText() == before
