from __future__ import annotations

import io

import pytest

import console
from console.app import cli


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out.strip() == f"Leitstand {console.__version__}"


def test_without_a_display_it_says_so_in_one_line_and_how_to_get_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert cli.main(["demo"]) == cli.EXIT_NO_DISPLAY
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "xvfb-run" in said


@pytest.mark.parametrize("arguments", [["demo", "--seed", "x"], ["nonsense"], ["--inventory"]])
def test_a_wrong_command_line_is_a_usage_error(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    assert end.value.code == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--watch"], ["demo", "--watch"], ["--watch", "demo"]])
def test_watching_is_asked_for_before_or_behind_the_command(arguments: list[str]) -> None:
    assert cli.parser().parse_args(arguments).watch
    assert not cli.parser().parse_args([word for word in arguments if word != "--watch"]).watch


def test_match_answers_over_the_standard_streams(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.terminal.match_worker.limit", lambda: None)
    monkeypatch.setattr("sys.stdin", io.StringIO('{"pattern": "b+", "flags": 0}\n{"texts": ["abb"]}\n'))
    assert cli.main(["match"]) == 0
    assert capsys.readouterr().out == '{}\n{"spans": [[1, 3]]}\n'
