"""Nothing of what is hidden is left on the whole screen: each page of the program is read, and so is its terminal."""

from __future__ import annotations

import re
import tomllib

import pytest

from console.sim.batch import USERS
from tests.addresses import ipv4
from tests.e2e import test_screenreader
from tests.e2e.program import ROOT, wait_open
from tests.e2e.screen import wait_for
from tests.e2e.test_pages import Pages, pages

pytestmark = [*test_screenreader.pytestmark[:2], pytest.mark.timeout(300), *test_screenreader.pytestmark[3:]]
ADDRESS = ipv4(10, 1, 2, 3)
FLEET = tomllib.loads((ROOT / "console/sim/datacentre.toml").read_text())
TRUE = [*(node["name"] for node in FLEET["node"]), *USERS, "ops", ADDRESS]
LEAK = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, TRUE))})(?!\w)|gpu-[a-d]\[")
EXAMPLES = ("Compare: gpu-a01 or gpu-a01/3",)
"""What stands in an empty field, whatever the nodes are called."""
PAGES = {
    "alerts": "Active: 2",
    "node details": "NVIDIA H100 80GB HBM3",
    "history of the fleet": "Power",
    "slurm: queue": "Partition: h100 *",
    "host keys": "Host keys",
    "mirror": "Mirror",
    "port forwards": "Port forwards",
    "services: metrics": "Services",
}
"""What opens each, and a word by which it is seen to be there."""
SNIPPETS = '[[Logs]]\nname = "Into gpu-a01"\ntext = "ssh ops@gpu-a01 journalctl"\n'


def leaks(here: Pages, *words: str) -> list[str]:
    """Return what tells a true name, once ``words`` are there."""
    shown: list[str] = []

    def are_there() -> bool:
        shown[:] = here.read(texts=True)
        return len(shown) > 40 and all(any(word in text for text in shown) for word in words)

    wait_for(are_there, 60, f"to read {words}", lambda: str(shown[-40:]))
    return [text[:200] for text in shown if LEAK.search(text) and text not in EXAMPLES]


def test_no_true_name_is_left_on_any_page_when_names_are_hidden() -> None:
    with pages(files={"snippets.toml": SNIPPETS}) as here:
        app = here.app
        here.wait("gpu-b04")
        app.go("gpu-b04")
        app.wait_open()
        app.run(f"squeue; cat /etc/hosts; echo {ADDRESS} ops@gpu-a01")
        for words in ("alerts", "slurm: queue"):
            app.go(words)
            here.wait(PAGES[words])
        assert leaks(here), "they are there before"
        app.screen.keys("ctrl+alt+shift+x")
        wait_for(
            lambda: not leaks(here, "Names hidden"), 20, "what was shown before is hidden", lambda: str(leaks(here))
        )
        found = {}
        for words, title in PAGES.items():
            app.go(words)
            if left := leaks(here, title):
                found[words] = left
                app.screen.picture(f"hidden-{words.partition(' ')[0]}")
            if words == "slurm: queue":
                here.press("Queue")
                found["queue"] = leaks(here, "PENDING")
            app.screen.keys("Escape")
        app.screen.keys("ctrl+shift+p")
        app.screen.type("into")
        found["command field"] = leaks(here)
        app.screen.keys("Escape", "ctrl+shift+n")
        found["messages"] = leaks(here, "Messages")
        app.screen.keys("Escape", "ctrl+shift+j")
        app.run("whoami; hostname; echo end $((6 * 7))")
        with app.look() as client:
            terminal_id = wait_open(client, 1, "end 42")
            found["terminal"] = [line for line in client.screen(terminal_id).split("\n") if LEAK.search(line)]
            assert "JOBID" in client.screen(terminal_id)
        assert not {page: texts for page, texts in found.items() if texts}
        assert not app.screen.windows("gpu-"), "nor in the title of a window"
