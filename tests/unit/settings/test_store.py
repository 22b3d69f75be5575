from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.model.errors import ConsoleError
from console.settings import options
from console.settings.store import SettingsStore, parse_toml, write_atomic


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


def written(file: Path, text: str) -> SettingsStore:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    return SettingsStore(file)


def test_without_a_file_the_defaults_stand(file: Path) -> None:
    store = SettingsStore(file)
    assert store.get(options.SCROLLBACK_LINES) == 10_000
    assert not store.problems
    assert not file.parent.exists()


def test_what_is_set_is_there_after_a_restart(file: Path) -> None:
    store = SettingsStore(file)
    store.set(options.THEME, "light")
    store.set(options.SCROLLBACK_LINES, 500)
    store.set(options.CONFIRM_QUIT, value=False)
    again = SettingsStore(file)
    assert again.get(options.THEME) == store.get(options.THEME) == "light"
    assert again.get(options.SCROLLBACK_LINES) == 500
    assert again.get(options.CONFIRM_QUIT) is False


def test_comments_order_and_unknown_keys_stay(file: Path) -> None:
    text = '# mine\n[terminal]\nscrollback_lines = 1 # short\nfuture = "x"\n\n[other]\na = [1, 2]\n'
    store = written(file, text)
    store.set(options.SCROLLBACK_LINES, 7)
    assert file.read_text() == text.replace("= 1 #", "= 7 #")


def test_an_answer_about_a_named_thing_is_remembered(file: Path) -> None:
    store = written(file, '# mine\n[clipboard_write]\n"ops@gpu01.example.com" = "never"\n')
    assert store.answer("clipboard_write", "ops@gpu01.example.com") == "never"
    assert store.answer("clipboard_write", "gpu02") == store.answer("other", "gpu02") == ""
    store.set_answer("clipboard_write", "gpu02", "always")
    assert store.answer("clipboard_write", "gpu02") == "always"
    again = SettingsStore(file)
    assert again.answer("clipboard_write", "gpu02") == "always"
    assert again.answer("clipboard_write", "ops@gpu01.example.com") == "never"
    assert file.read_text().startswith("# mine")


@pytest.mark.parametrize("text", ["clipboard_write = 3\n", "[clipboard_write]\ngpu02 = 1\n", "[broken"])
def test_an_answer_that_is_none_counts_for_nothing(file: Path, text: str) -> None:
    assert written(file, text).answer("clipboard_write", "gpu02") == ""


def test_what_was_edited_meanwhile_stays(file: Path) -> None:
    store = written(file, "")
    file.write_text("[terminal]\nscrollback_lines = 3\n")
    store.set(options.THEME, "dark")
    assert SettingsStore(file).get(options.SCROLLBACK_LINES) == 3


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("[window]\ntheme = dark\n", "2", "9"), ("a = 1\n\n[x", "3", "3"), ("a = 1\na = 2\n", "2", "6")],
)
def test_a_broken_file_says_where(file: Path, text: str, line: str, column: str) -> None:
    store = written(file, text)
    (problem,) = store.problems
    assert problem.code == "settings.broken"
    assert (problem.params["line"], problem.params["column"]) == (line, column)
    assert str(file) in problem.text()
    assert store.get(options.THEME) == "auto"
    assert file.read_text() == text


def test_a_broken_file_is_kept_when_an_option_changes(file: Path) -> None:
    written(file, "first = \n").set(options.THEME, "dark")
    assert SettingsStore(file).get(options.THEME) == "dark"
    written(file, "second = \n").set(options.THEME, "light")
    kept = sorted(path for path in file.parent.iterdir() if path != file)
    assert [path.read_text() for path in kept] == ["first = \n", "second = \n"]


def test_a_wrong_value_says_where_and_the_others_count(file: Path) -> None:
    store = written(file, '[window]\ntheme = "light"\n\n[terminal]\nscrollback_lines = -5\n')
    (problem,) = store.problems
    assert problem.code == "settings.range"
    assert problem.text() == f"{file}, line 5: terminal.scrollback_lines cannot be -5."
    assert store.get(options.THEME) == "light"
    assert store.get(options.SCROLLBACK_LINES) == 10_000


def test_a_wrong_value_is_never_written(file: Path) -> None:
    store = SettingsStore(file)
    with pytest.raises(ConsoleError):
        store.set(options.THEME, "neon")
    assert not file.exists()


def test_a_table_that_is_a_value_is_not_lost(file: Path) -> None:
    store = written(file, "window = 3\n")
    with pytest.raises(ConsoleError) as caught:
        store.set(options.THEME, "dark")
    assert caught.value.code == "settings.table"
    assert file.read_text() == "window = 3\n"


def test_text_that_is_not_utf8(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"\xff\xfe[")
    store = SettingsStore(file)
    assert store.problems[0].code == "settings.read"
    store.set(options.THEME, "dark")
    assert file.with_name("settings.toml.broken-1").read_bytes() == b"\xff\xfe["


def test_a_write_leaves_the_old_file_or_the_new_one(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = written(file, '[window]\ntheme = "light"\n')

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConsoleError) as caught:
        store.set(options.THEME, "dark")
    assert "No space left on device" in caught.value.problem.text()
    assert file.read_text() == '[window]\ntheme = "light"\n'
    assert list(file.parent.iterdir()) == [file]
    assert store.get(options.THEME) == "light"


def test_the_file_is_private_and_a_link_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "settings.toml"
    link = tmp_path / "settings.toml"
    real.parent.mkdir()
    link.symlink_to(real)
    write_atomic(link, "a = 1\n")
    assert link.is_symlink()
    assert real.read_text() == "a = 1\n"
    assert stat.S_IMODE(real.stat().st_mode) == 0o600


@given(st.text(max_size=60))
def test_any_text_is_a_document_or_a_located_problem(text: str) -> None:
    problem = None
    try:
        parse_toml(text, Path("x.toml"))
    except ConsoleError as error:
        problem = error.problem
    if problem is not None:
        assert problem.code == "settings.broken"
        assert 1 <= int(problem.params["line"]) <= text.count("\n") + 1
        assert int(problem.params["column"]) >= 1


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConsoleError, match="could not be written"):
        write_atomic(tmp_path / "file" / "settings.toml", "x")
