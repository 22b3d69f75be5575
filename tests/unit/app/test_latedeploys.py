from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

from console.app.latedeploys import LateDeploys
from console.app.profile import Profile, to_argument
from console.wire.tasks import TaskSet

if TYPE_CHECKING:
    from console.deploy.deploys import Deploys

ROOT = Path(__file__).parents[3]

CORE_THAT_HAS_ITS_TREE = """
import asyncio, sys
from console.app.core import Core
from console.app.profile import from_argument
async def main():
    core = Core(from_argument(sys.argv[1]))
    running = asyncio.get_running_loop().create_task(core.run())
    while not (rooms := core.ready_rooms()) or not rooms.store.views():
        await asyncio.sleep(0.01)
    print(*(view.node.id for view in rooms.store.views()), "console.deploy.deploys" in sys.modules)
    core.end()
    await running
asyncio.run(main())
"""


class Made:
    """Stands for the deploys: who made them, and whether they have been closed."""

    def __init__(self) -> None:
        self.closed = False

    def views(self) -> tuple[str, ...]:
        return ("a deploy",)

    def running_count(self) -> int:
        return 1

    async def close(self) -> None:
        self.closed = True


def test_the_tree_is_there_before_deploys_are_imported(tmp_path: Path) -> None:
    inventory, config = tmp_path / "inventory.toml", tmp_path / "ssh_config"
    inventory.write_text('[[group]]\nname = "g"\n[[group.node]]\nname = "gpu1"\nhost = "192.0.2.1"\n')
    config.write_text("")
    profile = Profile(name="later", inventory=(str(inventory),), ssh_config=(str(config),))
    command = [sys.executable, "-c", CORE_THAT_HAS_ITS_TREE, to_argument(profile)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    names, deploys = done.stdout.rsplit(maxsplit=1)
    assert "gpu1" in names and deploys == "False", done.stderr


async def test_who_asks_at_once_shares_what_is_made_and_it_is_heard_before_that() -> None:
    tasks, heard = TaskSet("deploys"), list[object]()
    made = Made()
    late = LateDeploys(lambda: cast("Deploys", made), heard.append, tasks)
    assert (late.views(), late.running_count()) == ((), 0)
    asked = [asyncio.ensure_future(late.ready()) for _ in range(3)]
    for each in asyncio.as_completed(asked):
        await each
        assert heard == [made]
    assert {id(each.result()) for each in asked} == {id(made)}
    assert [str(view) for view in late.views()] == ["a deploy"]
    assert late.running_count() == 1
    await late.close()
    assert made.closed
    await tasks.close()
    await asyncio.get_running_loop().shutdown_default_executor()


async def test_what_nobody_asked_for_is_closed_without_being_made() -> None:
    def refuse() -> Deploys:
        raise AssertionError("made")

    tasks = TaskSet("deploys")
    await LateDeploys(refuse, print, tasks).close()
    assert len(tasks) == 0
