from __future__ import annotations

from pathlib import Path

import pytest

from console.model.snippet import Accent, Trigger
from console.settings.triggers import read_triggers


def written(folder: Path, text: str) -> Path:
    path = folder / "triggers.toml"
    path.write_text(text)
    return path


def test_a_trigger_says_what_is_done(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        'allow_typing = true\n[[trigger]]\nname = "OOM"\npattern = "out of memory"\nnodes = ["gpu-*"]\n'
        'highlight = "fail"\nmark = true\nnotice = true\ntype = "dmesg | tail"\nrun = true\n',
    )
    found, problems = read_triggers(path)
    assert problems == []
    assert found == (
        Trigger("OOM", "out of memory", ("gpu-*",), Accent.FAIL, mark=True, notice=True, type_text="dmesg | tail",
                run=True, place=f"{path}:2:1"),
    )  # fmt: skip


def test_it_never_types_unless_the_file_allows_it(tmp_path: Path) -> None:
    path = written(tmp_path, '[[trigger]]\npattern = "x"\ntype = "y"\n')
    found, problems = read_triggers(path)
    assert found is not None
    assert found[0].type_text == ""
    assert found[0].name == "x"
    assert problems[0].params["place"] == f"{path}:3:1"


def test_it_types_only_what_can_be_read(tmp_path: Path) -> None:
    path = written(tmp_path, 'allow_typing = true\n[[trigger]]\npattern = "x"\ntype = "\\u001b[201~rm"\n')
    found, problems = read_triggers(path)
    assert found is not None
    assert found[0].type_text == ""
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ('pattern = "("', 2),
        ("pattern = 3", 2),
        ('name = "x"', 1),
        (f'pattern = "{"a" * 1001}"', 2),
    ],
)
def test_a_pattern_that_is_none_is_left_out(tmp_path: Path, lines: str, line: int) -> None:
    path = written(tmp_path, f'[[trigger]]\n{lines}\n[[trigger]]\npattern = "ok"\n')
    found, problems = read_triggers(path)
    assert found is not None
    assert [trigger.pattern for trigger in found] == ["ok"]
    assert problems[0].params["place"].startswith(f"{path}:{line}:")


def test_values_that_mean_nothing_are_noted(tmp_path: Path) -> None:
    path = written(tmp_path, 'odd = 1\n[[trigger]]\npattern = "x"\nhighlight = "pink"\nnodes = [3]\nsound = true\n')
    found, problems = read_triggers(path)
    assert found is not None
    assert (found[0].accent, found[0].nodes) == (Accent.WARN, ())
    assert len(problems) == 4


def test_a_broken_file_is_none(tmp_path: Path) -> None:
    found, problems = read_triggers(written(tmp_path, "x"))
    assert found is None
    assert problems
