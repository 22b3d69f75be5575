from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from console.app.owntexts import SNIPPETS, TRIGGERS, OwnTexts
from console.model.snippet import Snippet, Trigger
from console.wire import messages as m


class World:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told: list[m.Event] = []
        self.triggers: Sequence[Trigger] = ()
        self.texts = OwnTexts(folder, self.told.append, self.use)

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
