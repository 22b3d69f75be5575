from __future__ import annotations

import msgspec

from console.model.arrangement import Arrangement, Page
from console.model.ids import NodeId
from console.model.layout import MOST_PANES, Layout, LayoutPane, layout_of
from console.model.split import Axis, Split


def pane(name: str) -> LayoutPane:
    return LayoutPane(NodeId(name), name)


ARRANGEMENT = Arrangement().opened(7).opened(8).opened(9, 7)


def test_a_layout_names_panes_by_their_places_and_is_opened_for_other_terminals() -> None:
    layout = layout_of("work", ARRANGEMENT, {7: pane("a"), 8: pane("b"), 9: pane("c")})
    assert [made.node_name for made in layout.panes] == ["a", "c", "b"]
    assert layout.arrangement.terminals == (0, 1, 2)
    again = layout.arranged((21, 22, 23))
    assert again.page_of(21) == Page(Split(Axis.ROW, (21, 22), (0.5, 0.5)), focused=22)
    assert again.focused == 22


def test_a_terminal_that_cannot_be_opened_again_is_left_out() -> None:
    layout = layout_of("work", ARRANGEMENT, {8: pane("b"), 9: pane("c")})
    assert [made.node_name for made in layout.panes] == ["c", "b"]
    assert layout.arrangement.terminals == (0, 1)


def test_a_layout_from_elsewhere_is_made_sound() -> None:
    layout = Layout("odd", tuple(pane(str(number)) for number in range(200)), Arrangement().opened(500).opened(3))
    sound = layout.sound()
    assert len(sound.panes) == MOST_PANES
    assert sorted(sound.arrangement.terminals) == list(range(MOST_PANES))


def test_a_layout_goes_through_a_file() -> None:
    layout = layout_of("work", ARRANGEMENT, {7: pane("a"), 8: pane("b"), 9: pane("c")})
    assert msgspec.json.decode(msgspec.json.encode(layout), type=Layout) == layout
