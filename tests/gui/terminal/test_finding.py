from __future__ import annotations

from console.ui.terminal.finding import Thing
from console.ui.terminal.links import Found, LinkKind
from console.wire.frames import Attribute
from console.wire.messages import FindLinks, LinkSpan, LinkSpans
from tests.gui.terminal.conftest import Desk
from tests.gui.terminal.page import Style, with_history

LINKED = Style(attributes=Attribute.HYPERLINK)
URI = "https://example.org/elsewhere"


def show(desk: Desk) -> None:
    """Row 101 has a path, 102 and 103 one address, 105 and 106 a program's link."""
    desk.page.put(1, 2, "in /var/log/a.txt")
    desk.page.put(2, 20, "https://example.com/")
    desk.page.put(3, 0, "docs and more")
    desk.page.wrapped[2] = True
    desk.page.put(5, 36, "here", LINKED)
    desk.page.put(6, 0, " it is", LINKED)
    desk.page.wrapped[5] = True
    frame = with_history(desk.page.frame(), oldest=0, history=100, first=100)
    desk.widget.apply_frame(frame)


def at(desk: Desk, row: int, col: int) -> list[Thing | None]:
    found: list[Thing | None] = []
    desk.widget.finder.at(row, col, found.append)
    return found


def spans(*rows: int) -> LinkSpans:
    known = {105: LinkSpan(105, 36, 40, URI), 106: LinkSpan(106, 0, 6, URI)}
    return LinkSpans(tuple(known[row] for row in rows))


def test_what_looks_like_a_link_is_found_at_once(desk: Desk) -> None:
    show(desk)
    (thing,) = at(desk, 101, 8)
    assert thing is not None
    assert (thing.found.kind, thing.text, thing.pieces) == (LinkKind.PATH, "/var/log/a.txt", ((101, 5, 19),))
    assert at(desk, 101, 3) == [None]
    assert not desk.asked


def test_a_link_is_found_from_both_sides_of_the_edge(desk: Desk) -> None:
    show(desk)
    for row, col in ((102, 25), (103, 2)):
        (thing,) = at(desk, row, col)
        assert thing is not None
        assert (thing.text, thing.pieces) == ("https://example.com/docs", ((102, 20, 40), (103, 0, 4)))


def test_where_a_programs_link_leads_is_asked_for(desk: Desk) -> None:
    show(desk)
    found = at(desk, 106, 3)
    assert not found
    request, reply = desk.asked[-1]
    assert request == FindLinks(terminal_id=desk.widget.terminal_id, first_row=105, count=2)
    reply(spans(105, 106))
    (thing,) = found
    assert thing is not None
    assert thing.explicit
    assert (thing.text, thing.found.target, thing.pieces) == ("here it is", URI, ((105, 36, 40), (106, 0, 6)))


def test_a_host_of_the_fleet_is_found_by_its_bare_name(desk: Desk) -> None:
    desk.page.put(0, 0, "gpu-a03 is up")
    show(desk)
    assert at(desk, 100, 2) == [None]
    desk.widget.finder.hosts = {"gpu-a03"}
    (thing,) = at(desk, 100, 2)
    assert thing is not None
    assert thing.found.kind is LinkKind.HOST


def test_everything_in_sight_is_found_once(desk: Desk) -> None:
    desk.page.put(8, 0, "https://example.com/same", LINKED)
    show(desk)
    seen: list[list[str]] = []
    desk.widget.finder.on_screen(lambda things: seen.append([thing.found.target for thing in things]))
    request, reply = desk.asked[-1]
    assert request == FindLinks(terminal_id=desk.widget.terminal_id, first_row=100, count=10)
    reply(LinkSpans((*spans(105, 106).spans, LinkSpan(108, 0, 24, "https://example.org/other"))))
    assert seen == [["/var/log/a.txt", "https://example.com/docs", URI, "https://example.org/other"]]


def test_what_the_node_has_comes_before_what_looks_like_a_link(desk: Desk) -> None:
    desk.page.put(0, 0, "GPU 3 at /dev/nvidia3")
    show(desk)
    desk.widget.finder.live = lambda line, _rows: [Found(0, 5, LinkKind.GPU, "3")] if "GPU 3" in line.text else []
    live = desk.widget.finder.live_at(100, 2)
    assert live is not None
    assert (live.text, live.pieces) == ("GPU 3", ((100, 0, 5),))
    assert desk.widget.finder.live_at(100, 12) is None
    kinds = [thing.found.kind for thing in desk.widget.finder._recognised(100)]
    assert kinds == [LinkKind.GPU, LinkKind.PATH]
