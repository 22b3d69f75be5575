"""Which reader a file gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.app import paths
from console.model.errors import ConsoleError
from console.settings.foreign import SUFFIXES, read_schemes
from console.settings.schemes import to_toml
from tests.unit.settings.foreign.test_alacritty import NORMAL, PRIMARY
from tests.unit.settings.foreign.test_kitty import GROUND, NAMED


def test_the_file_says_what_it_is(tmp_path: Path) -> None:
    for name, text in (("a.toml", PRIMARY + NORMAL), ("b.CONF", "\ufeff" + GROUND + NAMED)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        (scheme,) = read_schemes(tmp_path / name)
        assert scheme.source == name


def test_a_file_of_the_house_keeps_what_it_says(tmp_path: Path) -> None:
    (plum,) = read_schemes(paths.resources() / "schemes" / "plum.toml")
    assert (plum.id, plum.licence) == ("plum", "Apache-2.0")
    (tmp_path / "other.toml").write_text(to_toml(plum))
    assert read_schemes(tmp_path / "other.toml") == (plum,)


@pytest.mark.parametrize(
    ("name", "code"), [("old.yml", "scheme.yaml"), ("x.png", "scheme.format"), ("x", "scheme.format")]
)
def test_what_cannot_be_read_says_what_can(tmp_path: Path, name: str, code: str) -> None:
    (tmp_path / name).write_text("colors:\n")
    with pytest.raises(ConsoleError) as caught:
        read_schemes(tmp_path / name)
    assert caught.value.code == code
    assert name in caught.value.problem.text()
    assert caught.value.problem.advice()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConsoleError) as caught:
        read_schemes(tmp_path / "gone.conf")
    assert caught.value.code == "scheme.read"


def test_the_dialog_offers_what_is_read(tmp_path: Path) -> None:
    for suffix in SUFFIXES:
        (tmp_path / f"x.{suffix}").write_text("?")
        with pytest.raises(ConsoleError) as caught:
            read_schemes(tmp_path / f"x.{suffix}")
        assert caught.value.code in {"scheme.syntax", "scheme.missing"}
