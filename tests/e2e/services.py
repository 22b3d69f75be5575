"""The page of services, as a person goes round it: look, ask, measure, restart, remove."""

from __future__ import annotations

from console.model.service import DeployState
from tests.e2e.screen import wait_for
from tests.e2e.test_pages import Pages

QUESTION = "What is the capital of France?"


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


def act(here: Pages, button: str, state: DeployState) -> None:
    """Press a button of the overview and see it take effect."""
    here.press("Overview")
    here.press(button)
    here.app.wait_deploy(state, within=120)


def restart(here: Pages, name: str) -> None:
    """Restart, stop and start the service, and ask it again."""
    before = len(here.app.deploys()[-1])
    here.press("Restart")
    wait_for(lambda: len(here.app.deploys()[-1]) > before and here.app.deploy_state() == DeployState.SERVING, 120)
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
