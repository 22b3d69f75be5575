"""The command line as it is typed."""

from __future__ import annotations

from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document

from console.sim.editor import Names
from console.sim.shell import Shell
from tests.sim import node


def completions(text: str) -> list[str]:
    names = Names(Shell(node()))
    return [each.text for each in names.get_completions(Document(text), CompleteEvent())]


def test_commands_come_first_and_files_after() -> None:
    assert completions("nvidia-s") == ["nvidia-smi "]
    assert completions("watch nvidia-s") == ["nvidia-smi "]
    assert completions("cat REA") == ["README "]
    assert completions("ls /etc/os-") == ["os-release "]
    assert completions("cd /ho") == ["home/"]
    assert completions("cat /nope/x") == []
    assert not any(name.startswith("__") for name in completions(""))
