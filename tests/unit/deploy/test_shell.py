"""Scripts and files as sh reads them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from console.deploy.shell import as_input, here_document, write_command
from console.model.service import Step, StepKind
from console.model.text import Text


@pytest.mark.parametrize(
    "content", ["plain\n", "END_OF_FILE\n", "END_OF_FILE\nEND_OF_FILE_\n", "$HOME `id` \\n '\n", ""]
)
def test_a_file_arrives_as_it_is(tmp_path: Path, content: str) -> None:
    target = tmp_path / "fol'der" / "file $x"
    step = Step("w", Text("w"), StepKind.WRITE, target=str(target), content=content, mode=0o640)
    subprocess.run(["/bin/sh", "-s"], input=as_input(write_command(step)).encode(), check=True)
    assert target.read_text() == content
    assert target.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_a_file_that_cannot_be_written_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    step = Step("w", Text("w"), StepKind.WRITE, target=str(tmp_path / "file/below"), content="x\n")
    done = subprocess.run(["/bin/sh", "-s"], input=as_input(write_command(step)).encode(), check=False)
    assert done.returncode != 0


def test_of_a_file_that_is_cut_short_no_half_is_left(tmp_path: Path) -> None:
    step = Step("w", Text("w"), StepKind.WRITE, target=str(tmp_path / "file"), content="x\n")
    full = "cat() { printf half; return 1; }\n"
    done = subprocess.run(["/bin/sh", "-s"], input=as_input(full + write_command(step)).encode(), check=False)
    assert done.returncode != 0 and list(tmp_path.iterdir()) == []


def test_programs_cannot_eat_the_rest_of_the_script() -> None:
    done = subprocess.run(
        ["/bin/sh", "-s"], input=as_input("cat\necho after").encode(), capture_output=True, check=True
    )
    assert done.stdout == b"after\n"
    done = subprocess.run(["/bin/sh", "-s"], input=as_input("exit 73").encode(), check=False)
    assert done.returncode == 73


def test_the_last_line_gets_its_end() -> None:
    assert here_document("no end") == ("END_OF_FILE", "no end\nEND_OF_FILE\n")
