"""A service as a person has it, on any target: lead it through the wizard, look, ask, measure, restart, remove."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from console.model.service import DeployState
from console.targets import targets
from tests.e2e.program import Program
from tests.e2e.screen import wait_for
from tests.e2e.test_pages import Pages

QUESTION = "What is the capital of France?"
MORE = "more that few need"
NO_KIND = " --cache-type-k q9_9"
"""The version that is told this ends before it serves; the space is there because xdotool has options of its own."""


TARGETS = ("auto", *sorted(targets()))
"""As the page lists them."""


class Way(NamedTuple):
    """How a version is led to a target beside what is usual."""

    engine: str = ""
    """A key that chooses another engine."""
    others: str = ""
    """Targets that cannot be chosen there."""
    options: Sequence[tuple[str, str]] = ()
    """Fields of the target, and what they get."""

    def place(self, target: str) -> int:
        """Return which of the targets that can be chosen it is."""
        return [each for each in TARGETS if each not in self.others.split()].index(target)


USUAL = Way()
GOOD, BROKEN = {"Context": "1024"}, {"Further_arguments": NO_KIND}


def lead(app: Program, target: str, engine: Sequence[str] = (), fields: Sequence[str] = (), others: str = "") -> None:
    """Lead a deploy through the wizard to ``target``.

    ``engine`` and ``fields`` are what the first fields of engine and target get, in their order; a key in front of
    them is pressed first. ``others`` are targets that cannot be chosen there.
    """
    app.screen.still()
    app.screen.keys("ctrl+shift+o")
    wait_for(app.has_sheet, 20, "the wizard")
    app.forward()
    app.forward()
    app.screen.still()
    fill(app, engine)
    app.screen.picture(f"deploy-{target}-engine")
    app.forward()
    app.screen.still()
    app.screen.keys(*["Down"] * Way(others=others).place(target))
    fill(app, fields)
    app.screen.picture(f"deploy-{target}-target")
    for page in ("target", "preflight", "plan"):
        app.forward()
        app.screen.still()
        app.screen.picture(f"deploy-{target}-after-{page}")
    wait_for(lambda: app.deploy_state() != "", 60, "the plan runs")


def fill(app: Program, texts: Sequence[str]) -> None:
    """Type into one field after the other; ``<Key>`` presses a key where it stands."""
    for text in texts:
        if text.startswith("<"):
            app.screen.keys(text.strip("<>"))
            app.screen.still()  # other fields may come with another choice
            continue
        app.screen.keys("Tab")
        if text:
            app.screen.type(text)


def put(here: Pages, field: str, text: str) -> None:
    """Put a text into a field, whatever it had."""
    here.press(field)
    here.app.screen.keys("ctrl+a")
    here.app.screen.type(text)


def upgrade(here: Pages, target: str, image: str = "", way: Way = USUAL, **fields: str) -> None:
    """Put a version with other arguments in the place of what serves."""
    app = here.app
    app.go("deploy model")
    wait_for(app.has_sheet, 20, "the wizard")
    before = len(app.deploys())
    app.forward()
    app.forward()
    here.wait("Engines", MORE)
    if way.engine:
        app.screen.keys(way.engine)
        app.screen.still()
    here.press(next(name for name in here.wait("Engines", MORE) if name.endswith(MORE)))
    for field, text in (fields | ({"Image": image} if image else {})).items():
        put(here, field.replace("_", " "), text)
    app.forward()
    here.wait("Targets")
    app.screen.keys(*["Down"] * way.place(target))
    for field, text in way.options:
        put(here, field, text)
    here.press("In place of what serves")
    app.screen.picture(f"services-{target}-upgrade")
    for page in ("target", "preflight", "plan"):
        app.forward()
        app.screen.still()
        app.screen.picture(f"services-{target}-upgrade-after-{page}")
    wait_for(lambda: len(app.deploys()) > before, 60, "the upgrade runs")


def serve(here: Pages, target: str) -> None:
    """See what was led to ``target`` serve and answer, and ask it one thing more."""
    app = here.app
    app.wait_deploy(DeployState.SERVING, within=150)
    app.screen.picture(f"deploy-{target}-serving")
    assert "Paris" in app.answers()[0][1]
    app.forward()
    app.screen.still()
    app.ask("Name one colour.")
    app.screen.picture(f"deploy-{target}-result")
    app.close_sheet()


def versions(
    here: Pages,
    target: str,
    image: str = "",
    way: Way = USUAL,
    good: Mapping[str, str] = GOOD,
    broken: Mapping[str, str] = BROKEN,
) -> None:
    """Put two more versions in the place of what serves, the second a broken one; go back, and remove what is left."""
    app = here.app
    upgrade(here, target, image, way, **good)
    app.wait_deploy(DeployState.SERVING, within=150)
    app.screen.picture(f"services-{target}-upgraded")
    app.close_sheet()
    upgrade(here, target, image, way, **broken)
    app.wait_deploy(DeployState.UNDONE, within=150)
    app.screen.picture(f"services-{target}-returned")
    app.close_sheet()
    choose(here, 1)
    here.wait("leitstand-smollm2-135m-2", "Serving", "Replaced, kept", "Undone")
    app.screen.picture(f"services-{target}-after-the-return")
    remove(here, target, 1, goes_back=True)
    remove(here, target)


def tour(here: Pages, name: str, *others: str) -> None:
    """Go through every part of the page of the newest service; ``others`` are words that its overview says."""
    app, glass = here.app, here.app.screen
    app.go("services: metrics")
    here.wait("Endpoint", "leitstand-smollm2", *others)
    glass.picture(f"services-{name}-overview")
    here.press("Try it")
    for field, value in (("Tokens at most", "48"), ("Temperature", "0.0")):
        here.press(field)
        glass.keys("ctrl+a")
        glass.type(f"{value}\n")
    here.press("Question to the model")
    glass.type(f"{QUESTION}\n")
    here.wait("First token after", "tokens/s")
    glass.picture(f"services-{name}-chat")
    here.press("Snippets")
    here.wait("curl")
    glass.picture(f"services-{name}-snippets")
    here.press("Load test")
    here.press("How many ask at once")
    glass.keys("ctrl+a")
    glass.type("1, 2")
    here.press("Start the load test")
    here.wait("All levels are measured.", within=120)
    glass.picture(f"services-{name}-load")
    here.press("Log")
    here.wait("Read at ")
    glass.picture(f"services-{name}-log")
    here.press("Steps")
    glass.picture(f"services-{name}-steps")
    here.press("History and drift")
    here.press("Compare now")
    here.wait("As deployed", within=60)
    glass.picture(f"services-{name}-drift")
    here.press("Overview")


def since(here: Pages, before: int) -> list[object]:
    """Return the states of the newest deploy since its journal had so many lines, but for how it waited."""
    states = [line["state"] for line in here.app.deploys()[-1][before:] if line.get("type") == "StateChanged"]
    return [state for state in states if state not in {DeployState.QUEUED, DeployState.RUNNING}]


def act(here: Pages, button: str, state: DeployState) -> None:
    """Press a button of the overview and see it take effect."""
    here.press("Overview")
    here.press(button)
    here.app.wait_deploy(state, within=120)


def scale(here: Pages, name: str, copies: int) -> None:
    """Let so many copies run."""
    before = len(here.app.deploys()[-1])
    here.press("Overview")
    here.press("Copies")
    here.app.screen.keys("ctrl+a")
    here.app.screen.type(f"{copies}")
    here.press("Scale")
    wait_for(lambda: since(here, before)[-1:] == [DeployState.SERVING], 120, "it is scaled")
    here.app.screen.picture(f"services-{name}-scaled")


def restart(here: Pages, name: str) -> None:
    """Restart, stop and start the service, and ask it again."""
    before = len(here.app.deploys()[-1])
    here.press("Restart")
    wait_for(lambda: since(here, before)[-2:] == [DeployState.STOPPED, DeployState.SERVING], 120, "it is restarted")
    act(here, "Stop", DeployState.STOPPED)
    here.app.screen.picture(f"services-{name}-stopped")
    act(here, "Start", DeployState.SERVING)


def choose(here: Pages, row: int) -> None:
    """Choose a service of the list."""
    here.app.go("services: metrics")
    here.wait("History and drift")
    here.app.screen.still()
    here.app.screen.keys(*["Up"] * 9, *["Down"] * row)
    here.press("Overview")


def remove(here: Pages, name: str, row: int = 0, *, goes_back: bool = False) -> None:
    """Remove a service of the list, or go back to the version before, with the question before it."""
    choose(here, row)
    here.press("Back to the version before" if goes_back else "Remove…")
    wait_for(here.app.has_sheet, 20, "the question before")
    here.app.screen.picture(f"services-{name}-{'back' if goes_back else 'remove'}")
    before = undone(here)
    here.press("Go back" if goes_back else "Remove")
    wait_for(lambda: undone(here) > before, 120, "it is taken back", lambda: str(here.app.deploys()[row][-4:]))
    here.app.screen.picture(f"services-{name}-{'back' if goes_back else 'remove'}-done")


def undone(here: Pages) -> int:
    """Return how many deploys have been taken back."""
    states = [[line["state"] for line in each if line.get("type") == "StateChanged"] for each in here.app.deploys()]
    return sum(each[-1] == DeployState.UNDONE for each in states if each)
