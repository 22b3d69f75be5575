"""Whatever a person does with terminals: each stands in one place, and every page is shared out without a gap."""

from __future__ import annotations

import math
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from console.model.arrangement import MAIN, Arrangement
from console.model.split import Axis, Box, Least, Side, Split, Tree, edge_of, fits, lay_out, leaves, moved

LEAST = Least(30, 12)
DEEDS = ("open", "split", "close", "dock", "undock", "swap", "focus", "equalise", "zoom", "page", "detach", "back")


def is_normal(tree: Tree) -> bool:
    if not isinstance(tree, Split):
        return True
    return (
        len(tree.parts) == len(tree.shares) >= 2
        and all(share > 0 for share in tree.shares)
        and math.isclose(math.fsum(tree.shares), 1.0)
        and not any(isinstance(part, Split) and part.axis is tree.axis for part in tree.parts)
        and all(map(is_normal, tree.parts))
    )


def deeds(draw: Any, made: Arrangement, new: int) -> tuple[Arrangement, int, set[int]]:
    """Do one thing that a person may do; return what came of it, the next number, what was closed."""
    there = made.terminals
    deed = draw(st.sampled_from(DEEDS)) if there else "open"
    side = draw(st.sampled_from(Side))
    one = draw(st.sampled_from(there)) if there else 0
    other = draw(st.sampled_from(there)) if there else 0
    window = draw(st.sampled_from(made.windows)).id
    if deed == "open":
        return made.opened(new), new + 1, set()
    if deed == "split":
        return made.opened(new, one, side), new + 1, set()
    if deed == "close":
        return made.closed(one), new, {one}
    done = {
        "dock": lambda: made.docked(one, other, side),
        "undock": lambda: made.undocked(one, window, draw(st.integers(-1, 5))),
        "swap": lambda: made.swapped(one, other),
        "focus": lambda: made.with_focus(one),
        "equalise": lambda: made.equalised(one),
        "zoom": lambda: made.zoomed(one, zoomed=draw(st.sampled_from((True, False, None)))),
        "page": lambda: made.page_moved(one, draw(st.integers(-3, 3))),
        "detach": lambda: made.detached(one),
        "back": lambda: made.window_closed(window),
    }[deed]()
    return done, new, set()


@st.composite
def arrangements(draw: Any) -> Arrangement:
    made, new = Arrangement(), 1
    for _ in range(draw(st.integers(0, 14))):
        before = set(made.terminals)
        number = new
        made, new, gone = deeds(draw, made, new)
        came = {number} if new != number else set()
        assert len(made.terminals) == len(set(made.terminals))
        assert set(made.terminals) == (before | came) - gone
    return made


@given(arrangements())
def test_each_terminal_stands_once_and_the_keyboard_is_somewhere(made: Arrangement) -> None:
    assert made.windows[0].id == MAIN
    assert all(window.pages for window in made.windows[1:])
    assert made.window(made.active) is not None
    for window in made.windows:
        assert window.front == 0 or window.front < len(window.pages)
        for page in window.pages:
            assert is_normal(page.tree)
            assert page.focused in page.terminals


@given(arrangements())
def test_what_is_sound_already_is_left_as_it_is(made: Arrangement) -> None:
    again = made.of(made.terminals)
    assert again.windows[0].pages == made.windows[0].pages or is_close(again, made)
    assert again.terminals == made.terminals
    assert again.focused == made.focused


def is_close(one: Arrangement, other: Arrangement) -> bool:
    """Say whether two arrangements differ by rounding only."""

    def shape(tree: Tree) -> object:
        if not isinstance(tree, Split):
            return tree
        return tree.axis, tuple(round(share, 6) for share in tree.shares), tuple(map(shape, tree.parts))

    def pages(made: Arrangement) -> list[object]:
        return [(shape(page.tree), page.focused, page.zoomed) for window in made.windows for page in window.pages]

    return pages(one) == pages(other)


@given(arrangements())
def test_an_arrangement_crosses_the_wire_and_a_file(made: Arrangement) -> None:
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(made), type=Arrangement) == made
    assert msgspec.json.decode(msgspec.json.encode(made), type=Arrangement) == made


@given(arrangements(), arrangements())
def test_two_arrangements_together_keep_all_terminals_and_pages(one: Arrangement, other: Arrangement) -> None:
    numbers = {terminal: terminal + 1000 for terminal in other.terminals}
    moved_over = other.renumbered(numbers)
    assert [numbers[terminal] for terminal in other.terminals] == list(moved_over.terminals)
    both = one.with_all_of(moved_over)
    assert sorted(both.terminals) == sorted((*one.terminals, *moved_over.terminals))
    assert len({window.id for window in both.windows}) == len(both.windows)
    assert both.of(both.terminals).terminals == both.terminals
    assert both.focused == (one.focused if other.focused is None else numbers[other.focused])


@given(arrangements(), st.integers(1, 2000), st.integers(1, 1500))
def test_panes_and_lines_cover_the_page_without_gap_or_overlap(made: Arrangement, width: int, height: int) -> None:
    box = Box(3, 5, width, height)
    for window in made.windows:
        for page in window.pages:
            if not fits(page.tree, width, height, LEAST):
                continue
            places = lay_out(page.tree, box, LEAST)
            assert tuple(places.panes) == leaves(page.tree)
            boxes = [*places.panes.values(), *(edge.box for edge in places.edges)]
            assert sum(part.width * part.height for part in boxes) == width * height
            assert all(part.width >= LEAST.width and part.height >= LEAST.height for part in places.panes.values())


@given(arrangements(), st.integers(-500, 500), st.data())
def test_a_moved_line_keeps_all_invariants_and_moves_by_that_much(made: Arrangement, by: int, data: Any) -> None:
    box = Box(0, 0, 1500, 900)
    pages = [page for window in made.windows for page in window.pages if isinstance(page.tree, Split)]
    if not pages:
        return
    page = data.draw(st.sampled_from(pages))
    if not fits(page.tree, box.width, box.height, LEAST):
        return
    leaf = data.draw(st.sampled_from(page.terminals))
    before = lay_out(page.tree, box, LEAST)
    axis = data.draw(st.sampled_from(Axis))
    edge = edge_of(page.tree, before, leaf, axis)
    if edge is None:
        return
    tree = moved(page.tree, edge, by)
    assert is_normal(tree)
    assert leaves(tree) == page.terminals
    after = lay_out(tree, box, LEAST)
    place = before.edges.index(edge)
    went = after.edges[place].box.along(axis)[0] - edge.box.along(axis)[0]
    assert went == min(max(by, -edge.back), edge.ahead)
