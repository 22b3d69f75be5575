from __future__ import annotations

from console.model.arrangement import MAIN, Arrangement, Page, WindowPages
from console.model.split import Axis, Side, Split, leaves


def desk(*terminals: int) -> Arrangement:
    """Return so many pages of one terminal each, the last one in front."""
    made = Arrangement()
    for terminal in terminals:
        made = made.opened(terminal)
    return made


def trees(made: Arrangement, window_id: int = MAIN) -> list[tuple[int, ...]]:
    window = made.window(window_id)
    return [] if window is None else [page.terminals for page in window.pages]


def test_a_new_terminal_has_a_page_of_its_own_or_half_of_a_pane() -> None:
    made = desk(1, 2).opened(3, target=1, side=Side.BELOW)
    assert trees(made) == [(1, 3), (2,)]
    assert made.focused == 3
    page = made.page_of(1)
    assert page is not None
    assert page.tree == Split(Axis.COLUMN, (1, 3), (0.5, 0.5))


def test_a_split_shows_all_panes_of_a_page_that_was_zoomed() -> None:
    made = desk(1).opened(2, 1).zoomed(1, zoomed=True).opened(3, 1)
    page = made.page_of(1)
    assert page is not None
    assert page.zoomed is None


def test_closing_a_pane_gives_the_keyboard_to_its_neighbour() -> None:
    made = desk(1).opened(2, 1).opened(3, 2).with_focus(2)
    assert made.closed(2).focused == 3
    assert made.closed(3).focused == 2
    assert made.closed(2).closed(3).focused == 1


def test_closing_a_page_shows_the_one_that_takes_its_place() -> None:
    assert desk(1, 2, 3).with_focus(2).closed(2).focused == 3
    assert desk(1, 2, 3).closed(3).focused == 2
    assert desk(1, 2, 3).closed(1).focused == 3
    assert desk(1).closed(1).focused is None


def test_a_terminal_docks_beside_another_and_leaves_its_old_page() -> None:
    made = desk(1, 2, 3).docked(1, 3, Side.LEFT)
    assert trees(made) == [(2,), (1, 3)]
    assert made.focused == 1
    assert made.docked(1, 1, Side.LEFT) is made
    assert made.docked(1, 99, Side.LEFT) is made
    assert trees(made.docked(1, 3, Side.BELOW)) == [(2,), (3, 1)]


def test_a_terminal_leaves_its_split_for_a_page_of_its_own() -> None:
    made = desk(1, 2).opened(3, 1).undocked(3, MAIN, 0)
    assert trees(made) == [(3,), (1,), (2,)]
    assert made.focused == 3


def test_two_terminals_trade_places_and_the_keyboard_stays_with_its_terminal() -> None:
    made = desk(1, 2).opened(3, 1)
    assert trees(made.swapped(2, 3)) == [(1, 2), (3,)]
    assert made.swapped(2, 3).focused == 3
    assert trees(made.swapped(1, 3)) == [(3, 1), (2,)]
    assert made.swapped(1, 3).focused == 3


def test_pages_move_along_and_stop_at_the_ends() -> None:
    made = desk(1, 2, 3)
    assert trees(made.page_moved(1, 1)) == [(2,), (1,), (3,)]
    assert trees(made.page_moved(3, 1)) == [(1,), (2,), (3,)]
    assert made.page_moved(1, 2).focused == 3


def test_a_detached_terminal_has_a_window_that_goes_with_its_last_page() -> None:
    made = desk(1, 2, 3).detached(2, (10, 20, 800, 600))
    assert (trees(made), trees(made, 1)) == ([(1,), (3,)], [(2,)])
    assert made.active == 1
    back = made.undocked(2, MAIN, 1)
    assert [window.id for window in back.windows] == [MAIN]
    assert back.focused == 2
    assert made.closed(2).focused == 3


def test_the_only_terminal_of_a_window_may_move_within_it() -> None:
    made = desk(1, 2).detached(2)
    assert trees(made.undocked(2, 1), 1) == [(2,)]


def test_a_window_that_is_closed_gives_its_pages_back() -> None:
    made = desk(1, 2, 3).detached(2).opened(4, 2).window_closed(1)
    assert trees(made) == [(1,), (3,), (2, 4)]
    assert made.focused == 4
    assert made.active == MAIN
    assert made.window_closed(MAIN) is made


def test_a_window_remembers_its_place() -> None:
    made = desk(1, 2).detached(2).window_placed(1, (5, 6, 700, 500))
    window = made.window(1)
    assert window is not None
    assert window.geometry == (5, 6, 700, 500)


def test_a_watcher_sees_all_windows_in_one() -> None:
    made = desk(1, 2, 3).detached(2)
    assert trees(made.in_one_window()) == [(1,), (3,), (2,)]
    assert made.in_one_window().focused == 2


def test_an_arrangement_is_kept_for_other_terminals() -> None:
    made = desk(1, 2, 3).opened(4, 2).detached(3).renumbered({1: 0, 2: 1, 4: 2})
    assert (trees(made), made.active) == ([(0,), (1, 2)], MAIN)
    assert trees(desk(1, 2).opened(3, 1).renumbered({1: 3, 3: 1})) == [(3, 1)]


def test_pages_and_windows_come_behind_those_that_are_there() -> None:
    made = desk(1, 2).detached(2).with_all_of(desk(11, 12).opened(13, 11).detached(12))
    assert [(window.id, window.terminals) for window in made.windows] == [(MAIN, (1, 11, 13)), (1, (2,)), (2, (12,))]
    assert made.focused == 12
    assert desk(1).with_all_of(Arrangement()) == desk(1)


def test_what_makes_no_sense_is_put_right_and_no_terminal_is_lost() -> None:
    broken = Arrangement(
        (
            WindowPages(3, (Page(Split(Axis.ROW, (1, 2, 1), (0.5, -1.0, 0.5)), 9), Page(7, 7)), front=8),
            WindowPages(3, (Page(4, 4),)),
        ),
        active=12,
    )
    made = broken.of((1, 2, 4))
    assert sorted(made.terminals) == [1, 2, 4]
    assert made.windows[0].id == MAIN
    assert made.active == MAIN
    page = made.page_of(1)
    assert page is not None
    assert leaves(page.tree) == (1, 2)
    assert page.focused == 1


def test_a_tree_that_is_too_deep_is_taken_apart() -> None:
    tree: int | Split = 1
    for number in range(2, 200):
        tree = Split(Axis.ROW if number % 2 else Axis.COLUMN, (tree, number), (0.5, 0.5))
    made = Arrangement((WindowPages(MAIN, (Page(tree, 1),)),)).of(range(1, 200))
    assert sorted(made.terminals) == list(range(1, 200))


def test_the_front_page_stays_in_front_when_others_are_unknown() -> None:
    assert desk(1, 2, 3).with_focus(2).of((2, 3)).focused == 2
