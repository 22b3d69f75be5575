from __future__ import annotations

from msgspec.structs import replace

from console.model.ids import NodeId
from console.model.service import DeployState, DeployView, Doing, Work
from console.ui.signs import Sign
from console.ui.wizards.deploywords import actions_of, deeds_of, elapsed_text, view_sign, view_word, waiting_words
from console.wire.messages import DeployAction
from tests.gui.fakes import FakeClock
from tests.gui.wizards.walk import deploy

CLOCK = FakeClock()
SERVES = deploy(DeployState.SERVING, NodeId("x"))


def at_work(doing: Doing, state: DeployState = DeployState.SERVING, copies: int = 0) -> DeployView:
    return replace(deploy(state, NodeId("x")), work=Work(doing, CLOCK.now().timestamp() - 72, copies))


def test_what_is_at_work_says_on_what_and_for_how_long() -> None:
    words = {doing: view_word(at_work(doing, copies=3)) for doing in Doing}
    assert words[Doing.RESTART] == "Restarting…" and words[Doing.SCALE] == "Scaling to 3 copies…"
    assert len(set(words.values())) == len(Doing)
    assert view_word(SERVES) == "Serving" and view_sign(SERVES) is Sign.OK
    # Half way through a restart it is stopped, and nobody needs to start it.
    half = at_work(Doing.RESTART, DeployState.STOPPED)
    assert (view_word(half), view_sign(half)) == ("Restarting…", Sign.BUSY)
    assert view_word(at_work(Doing.START, DeployState.QUEUED)) == "In the queue"
    assert elapsed_text(half, CLOCK) == "1:12" and elapsed_text(SERVES, CLOCK) == ""
    begun = replace(deploy(DeployState.RUNNING, NodeId("x")), started_at=CLOCK.now().timestamp() - 5)
    assert elapsed_text(begun, CLOCK) == "0:05"


def test_what_is_at_work_takes_no_other_word_but_to_cancel_that() -> None:
    restarts, resumes = at_work(Doing.RESTART), at_work(Doing.RESUME, DeployState.RUNNING)
    assert actions_of(restarts) == () and deeds_of(restarts) == actions_of(SERVES)
    assert actions_of(resumes) == (DeployAction.CANCEL,)
    assert waiting_words(restarts) == "Restarting… Wait until that has ended." and waiting_words(SERVES) == ""
