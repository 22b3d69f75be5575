from __future__ import annotations

import string
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from console.app import paths
from console.model.errors import ConsoleError
from console.settings.schemes import (
    THEME_SCHEMES,
    Scheme,
    Schemes,
    contrast,
    from_toml,
    luminance,
    read_text,
    readable,
    scheme_id,
    to_toml,
)
from console.terminal.contrast import lifted

RESOURCES = paths.resources()
WELL_KNOWN = {"solarized-dark", "solarized-light", "gruvbox-dark"}
"""Drawn by others and kept as they are, also where their contrast is low."""


def library(own: Path) -> Schemes:
    return Schemes(RESOURCES / "themes", RESOURCES / "schemes", own)


MINE = Scheme(
    id="mine", name="Mine", dark=True, foreground=0xEEEEEE, background=0x111111, cursor=0xFFFF00, cursor_text=0x111111,
    selection=0x333333, ansi=tuple(range(16)),
)  # fmt: skip


def test_twelve_came_with_the_product_and_name_their_licence(tmp_path: Path) -> None:
    schemes, problems = library(tmp_path).all()
    assert not problems
    assert len(schemes) == 12
    assert [scheme.id for scheme in schemes[:3]] == list(THEME_SCHEMES)
    assert {scheme.id for scheme in schemes if scheme.licence == "MIT"} == WELL_KNOWN
    assert all(scheme.licence in {"MIT", "Apache-2.0"} and scheme.source for scheme in schemes)
    notices = (RESOURCES / "schemes" / "MIT.txt").read_text("utf-8")
    assert all(scheme.source.partition(",")[0] in notices for scheme in schemes if scheme.licence == "MIT")


def test_what_was_drawn_here_can_be_read(tmp_path: Path) -> None:
    for scheme in library(tmp_path).all()[0]:
        assert scheme.dark is (luminance(scheme.background) < 0.2), scheme.id
        if scheme.id in WELL_KNOWN:
            continue
        low = [at for at, color in enumerate(scheme.ansi) if at and contrast(color, scheme.background) < 4.5]
        assert not low, scheme.id
        assert contrast(scheme.foreground, scheme.background) >= 7, scheme.id
        assert contrast(scheme.foreground, scheme.selection) >= 4.5, scheme.id
        assert contrast(scheme.cursor_text, scheme.cursor) >= 4.5, scheme.id


def test_the_products_own_stand_in_its_themes(tmp_path: Path) -> None:
    light = library(tmp_path).scheme("leitstand-light")
    assert (light.name, light.dark, light.background) == ("Leitstand Light", False, 0xFBFCFB)
    assert light.cursor_text == light.background


def test_an_imported_scheme_is_there_after_a_restart(tmp_path: Path) -> None:
    kept = library(tmp_path / "schemes").keep(MINE)
    again = library(tmp_path / "schemes")
    assert again.scheme("mine") == kept
    assert kept in again.all()[0]


def test_an_imported_scheme_never_replaces_another_one(tmp_path: Path) -> None:
    schemes = library(tmp_path)
    assert schemes.keep(replace(MINE, id="plum", name="Plum")).id == "plum-2"
    assert schemes.keep(replace(MINE, id="plum", name="Plum", foreground=0xFFFFFF)).name == "Plum 3"
    assert schemes.scheme("plum").background == 0x22101E


def test_the_same_scheme_twice_is_one(tmp_path: Path) -> None:
    schemes = library(tmp_path)
    schemes.keep(MINE)
    assert schemes.keep(MINE).id == "mine"
    assert len(schemes.all()[0]) == 13


def test_a_file_of_the_person_that_is_broken_hides_no_other(tmp_path: Path) -> None:
    (tmp_path / "My Own.toml").write_text(to_toml(MINE))
    (tmp_path / "bad.toml").write_text("foreground = \n")
    schemes = library(tmp_path)
    found, problems = schemes.all()
    assert "my-own" in {scheme.id for scheme in found}
    assert [problem.text() for problem in problems] == ["bad.toml, line 1: Invalid value"]
    (tmp_path / "bad.toml").write_text(to_toml(MINE))
    schemes.forget()
    assert not schemes.all()[1]


@pytest.mark.parametrize("wanted", ["nothing", "../themes/dark", "", "Plum"])
def test_an_unknown_scheme_is_named(tmp_path: Path, wanted: str) -> None:
    with pytest.raises(ConsoleError) as caught:
        library(tmp_path).scheme(wanted)
    assert caught.value.code == "scheme.unknown"


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ('foreground = "#EEEEEE"', "", "scheme.missing", "x.toml: foreground is missing"),
        ('background = "#111111"', "background = 3", "scheme.color", "x.toml: background cannot be 3"),
        ('"#000003"', '"red"', "scheme.color", "x.toml: ansi[3] cannot be red"),
        (', "#00000F"', "", "scheme.missing", "x.toml: ansi[15] is missing"),
        ("ansi = ", "ansi = [[", "scheme.syntax", "x.toml, line"),
    ],
)
def test_a_mistake_says_where_it_is(old: str, new: str, code: str, words: str) -> None:
    text = to_toml(MINE)
    assert old in text
    with pytest.raises(ConsoleError) as caught:
        from_toml(text.replace(old, new), Path("x.toml"))
    assert caught.value.code == code
    assert words in caught.value.problem.text()
    assert caught.value.problem.advice()


@pytest.mark.parametrize("text", ["#abc", "#AABBCC", "0xaabbcc", "rgb:aa/BB/cc", " #aabbcc "])
def test_ways_to_write_a_color(text: str) -> None:
    document = to_toml(MINE).replace("#EEEEEE", text)
    assert from_toml(document, Path("x.toml")).foreground == 0xAABBCC


def test_a_file_that_is_too_large_or_no_text(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    for data in (b"#" * 1_100_000, b"\xff\xfe"):
        file.write_bytes(data)
        with pytest.raises(ConsoleError) as caught:
            read_text(file)
        assert caught.value.code == "scheme.read"
    with pytest.raises(ConsoleError):
        read_text(tmp_path)


def test_contrast_as_wcag_defines_it() -> None:
    assert contrast(0x000000, 0xFFFFFF) == pytest.approx(21)
    assert contrast(0x777777, 0xFFFFFF) == pytest.approx(4.48, abs=0.005)
    assert contrast(0x123456, 0x123456) == 1


colors = st.integers(0, 0xFFFFFF)
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@given(names, st.booleans(), st.lists(colors, min_size=5, max_size=5), st.lists(colors, min_size=16, max_size=16))
def test_what_is_written_is_read_as_it_was(name: str, dark: bool, ground: list[int], ansi: list[int]) -> None:
    file = Path("some.toml")
    one, two, three, four, five = ground
    scheme = Scheme("some", name, dark, one, two, three, four, five, tuple(ansi), licence=name, source=name)
    first = from_toml(to_toml(scheme), file)
    assert (first.dark, first.ansi, first.licence) == (dark, tuple(ansi), name)
    assert [first.foreground, first.background, first.cursor, first.cursor_text, first.selection] == ground
    assert from_toml(to_toml(first), file) == first


@given(st.text(string.printable, max_size=80))
def test_any_text_is_a_scheme_or_a_problem(text: str) -> None:
    problem = None
    try:
        from_toml(text, Path("x.toml"))
    except ConsoleError as error:
        problem = error.problem
    assert problem is None or "x.toml" in problem.text()


@given(st.text(max_size=40))
def test_an_id_is_never_a_path(name: str) -> None:
    assert set(scheme_id(name)) <= set(string.ascii_lowercase + string.digits + "-")


@pytest.mark.parametrize("minimum", [1.0, 3.0, 7.0, 21.0])
def test_one_colour_is_lifted_as_frames_are(minimum: float) -> None:
    """The sample in the settings shows what a terminal will."""
    colors = [0x000000, 0x2A3330, 0x586E75, 0x808080, 0xB58900, 0xEEE8D5, 0xFFFFFF, 0x002B36]
    pairs = [(text, ground) for text in colors for ground in colors]
    texts, grounds = (np.array(part, np.uint32) for part in zip(*pairs, strict=True))
    frames = lifted(texts, grounds, minimum).tolist()
    for (text, ground), framed in zip(pairs, frames, strict=True):
        ours = readable(text, ground, minimum)
        assert max(abs((ours >> shift & 0xFF) - (framed >> shift & 0xFF)) for shift in (16, 8, 0)) <= 1, (text, ground)
