from __future__ import annotations

import asyncio
import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from console.app import paths
from console.app.owntexts import OwnTexts
from console.model.ids import NodeId, TerminalId
from console.model.snippet import Snippet, Trigger
from console.settings.snippets import read_snippets
from console.settings.triggers import read_triggers
from console.wire import messages as m
from console.wire.tasks import TaskSet

SNIPPETS, TRIGGERS = m.OwnText.SNIPPETS, m.OwnText.TRIGGERS


class World:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told: list[m.Event] = []
        self.triggers: Sequence[Trigger] = ()
        self.tasks = TaskSet("test")
        self.rules_read = 0
        self.commands: list[str] = []
        self.texts = OwnTexts(folder, paths.resources() / "examples", self.told.append, self.use, self.tasks, self.read)

    async def read(self) -> None:
        self.rules_read += 1

    def open(self, command: str) -> TerminalId:
        self.commands.append(command)
        return TerminalId(7)

    def use(self, triggers: Sequence[Trigger]) -> None:
        self.triggers = triggers

    def snippets(self) -> tuple[Snippet, ...]:
        return [event for event in self.told if isinstance(event, m.Snippets)][-1].snippets

    def problems(self) -> list[str]:
        return [event.problem.params["place"] for event in self.told if isinstance(event, m.Notice)]


async def test_files_are_read_and_read_again(tmp_path: Path) -> None:
    world = World(tmp_path)
    await world.texts.load()
    assert (world.snippets(), world.triggers, world.problems()) == ((), (), [])
    (tmp_path / SNIPPETS).write_text('[[A]]\nname = "list"\ntext = "ls"\n')
    (tmp_path / TRIGGERS).write_text('[[trigger]]\npattern = "x"\n')
    await world.texts.load()
    assert world.snippets() == (Snippet("A", "list", "ls"),)
    assert [trigger.pattern for trigger in world.triggers] == ["x"]


async def test_a_broken_file_loses_nothing_and_says_where_it_is_broken(tmp_path: Path) -> None:
    world = World(tmp_path)
    (tmp_path / SNIPPETS).write_text('[[A]]\nname = "list"\ntext = "ls"\n')
    (tmp_path / TRIGGERS).write_text('[[trigger]]\npattern = "x"\n')
    await world.texts.load()
    (tmp_path / SNIPPETS).write_text("[[A]]\nname = \n")
    (tmp_path / TRIGGERS).write_text('[[trigger]]\npattern = "("\n[[trigger]]\npattern = "y"\n')
    await world.texts.load()
    assert world.snippets() == (Snippet("A", "list", "ls"),)
    assert [trigger.pattern for trigger in world.triggers] == ["y"]
    assert world.problems() == [f"{tmp_path / SNIPPETS}:2:8", f"{tmp_path / TRIGGERS}:2:1"]
    world.told.clear()
    world.texts.tell_all()
    assert len(world.problems()) == 2, "a desk that attaches later hears it too"


async def test_an_editor_opens_on_an_example_and_what_it_leaves_is_read(tmp_path: Path) -> None:
    world = World(tmp_path)
    terminal_id = await world.texts.edit(SNIPPETS, world.open)
    assert shlex.split(world.commands[0])[-1] == str(tmp_path / SNIPPETS)
    assert "Slurm" in (tmp_path / SNIPPETS).read_text()
    (tmp_path / SNIPPETS).write_text('[[A]]\nname = "list"\ntext = "ls"\n')
    ended = m.Tab(terminal_id, NodeId("local"), "snippets", state=m.TabState.ENDED)
    world.texts.heard(m.TabChanged(msgspec.structs.replace(ended, terminal_id=TerminalId(8))))
    assert len(world.tasks) == 0, "only the editor's end counts"
    world.texts.heard(m.TabChanged(ended))
    for _ in range(400):
        await asyncio.sleep(0.005)
        if not len(world.tasks):
            break
    assert world.snippets() == (Snippet("A", "list", "ls"),)
    await world.texts.edit(SNIPPETS, world.open)
    assert "Slurm" not in (tmp_path / SNIPPETS).read_text(), "a file that is there is left alone"
    await world.tasks.close()


@pytest.mark.skipif(sys.platform == "win32", reason="sh")
def test_the_editor_is_the_person_s(tmp_path: Path) -> None:
    world = World(tmp_path)
    asyncio.run(world.texts.edit(TRIGGERS, world.open))
    done = subprocess.run(
        shlex.split(world.commands[0]), env={**os.environ, "VISUAL": "", "EDITOR": "printf %s:"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == f"{tmp_path / TRIGGERS}:"


def test_the_examples_are_what_they_explain() -> None:
    folder = paths.resources() / "examples"
    snippets, problems = read_snippets(folder / SNIPPETS)
    triggers, others = read_triggers(folder / TRIGGERS)
    assert problems == others == []
    assert snippets
    assert triggers
    assert not any(trigger.type_text for trigger in triggers)
