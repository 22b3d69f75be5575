"""How the terminals of a desk are arranged: windows of pages of panes, as one value that outlives every desk. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from console.model.split import (
    Side,
    Split,
    Tree,
    beside,
    equalised,
    leaves,
    mapped,
    renumbered,
    swapped,
    without,
)

MAIN = 0
"""The window with the tree; it is always there and may be empty."""

MOST_DEPTH = 40
"""Of a tree from elsewhere; nobody splits a pane that often."""

Geometry = tuple[int, int, int, int]
"""x, y, width, height in logical pixels."""


class Page(Struct, frozen=True):
    """Panes that are seen together."""

    tree: Tree
    """Its leaves are terminals."""
    focused: int
    """The terminal with the keyboard."""
    zoomed: bool | None = None
    """True: the focused pane alone. False: all panes, even in a narrow window. None: as the room allows."""

    @property
    def terminals(self) -> tuple[int, ...]:
        """Return its terminals from left to right and top to bottom."""
        return leaves(self.tree)


class WindowPages(Struct, frozen=True):
    """The pages of one window of the desk."""

    id: int
    pages: tuple[Page, ...] = ()
    front: int = 0
    """The place of the page that is seen."""
    geometry: Geometry | None = None
    """Where a window beside the main one stood last."""

    @property
    def page(self) -> Page | None:
        """Return the page in front."""
        return self.pages[self.front] if self.pages else None

    @property
    def terminals(self) -> tuple[int, ...]:
        """Return the terminals in the order of their tabs."""
        return tuple(terminal for page in self.pages for terminal in page.terminals)


class Arrangement(Struct, frozen=True):
    """Each terminal stands in exactly one page of one window; the main window comes first."""

    windows: tuple[WindowPages, ...] = (WindowPages(MAIN),)
    active: int = MAIN
    """The id of the window with the keyboard."""

    # ---- what there is -----------------------------------------------------------------------

    @property
    def terminals(self) -> tuple[int, ...]:
        """Return all terminals in the order of their tabs."""
        return tuple(terminal for window in self.windows for terminal in window.terminals)

    def window(self, window_id: int) -> WindowPages | None:
        """Return the window of an id."""
        return next((window for window in self.windows if window.id == window_id), None)

    def window_of(self, terminal: int) -> WindowPages | None:
        """Return the window that a terminal is in."""
        return next((window for window in self.windows if terminal in window.terminals), None)

    def page_of(self, terminal: int) -> Page | None:
        """Return the page that a terminal is on."""
        return next((page for _, page in self._pages() if terminal in page.terminals), None)

    @property
    def focused(self) -> int | None:
        """Return the terminal with the keyboard."""
        window = self.window(self.active)
        page = window.page if window is not None else None
        return None if page is None else page.focused

    def _pages(self) -> Iterator[tuple[WindowPages, Page]]:
        return ((window, page) for window in self.windows for page in window.pages)

    # ---- terminals come, move and go ---------------------------------------------------------

    def with_focus(self, terminal: int) -> Arrangement:
        """Bring a terminal to the front and give it the keyboard."""
        window = self.window_of(terminal)
        if window is None:
            return self
        at = next(place for place, page in enumerate(window.pages) if terminal in page.terminals)
        pages = list(window.pages)
        pages[at] = replace(pages[at], focused=terminal)
        return replace(self._with(replace(window, pages=tuple(pages), front=at)), active=window.id)

    def opened(self, terminal: int, target: int | None = None, side: Side = Side.RIGHT) -> Arrangement:
        """Put a new terminal beside ``target``; without one on a page of its own in the window with the keyboard."""
        if terminal in self.terminals:
            return self
        page = self.page_of(target) if target is not None else None
        if page is not None and target is not None:
            tree = beside(page.tree, target, terminal, side)
            zoomed = None if page.zoomed else page.zoomed
            return self._with_page(page, replace(page, tree=tree, zoomed=zoomed)).with_focus(terminal)
        window = self.window(self.active) or self.windows[0]
        pages = (*window.pages, Page(terminal, terminal))
        return self._with(replace(window, pages=pages)).with_focus(terminal)

    def closed(self, terminal: int) -> Arrangement:
        """Take a terminal away; a neighbour gets its room and, if it had the keyboard, that too."""
        return self._taken_out(terminal)._tidy()

    def _taken_out(self, terminal: int) -> Arrangement:
        """Take a terminal away, but leave an empty window: it may be put back there."""
        window, page = self.window_of(terminal), self.page_of(terminal)
        if window is None or page is None:
            return self
        left = without(page.tree, terminal)
        if left is not None:
            order = leaves(page.tree)
            rest = leaves(left)
            heir = rest[min(order.index(terminal), len(rest) - 1)]
            focused = heir if page.focused == terminal else page.focused
            return self._with_page(page, replace(page, tree=left, focused=focused))
        at = window.pages.index(page)
        pages = window.pages[:at] + window.pages[at + 1 :]
        front = window.front - (window.front > at)
        return self._with(replace(window, pages=pages, front=min(front, max(0, len(pages) - 1))))

    def docked(self, terminal: int, target: int, side: Side) -> Arrangement:
        """Take a terminal from where it is and put it at a side of another."""
        if terminal == target or self.page_of(terminal) is None or self.page_of(target) is None:
            return self
        return self._taken_out(terminal).opened(terminal, target, side)._tidy()

    def undocked(self, terminal: int, window_id: int, place: int | None = None) -> Arrangement:
        """Give a terminal a page of its own in a window, at a place among its pages or behind them."""
        if self.page_of(terminal) is None:
            return self
        taken = self._taken_out(terminal)
        window = taken.window(window_id)
        if window is None:
            return self
        at = len(window.pages) if place is None else min(max(place, 0), len(window.pages))
        pages = (*window.pages[:at], Page(terminal, terminal), *window.pages[at:])
        return taken._with(replace(window, pages=pages)).with_focus(terminal)._tidy()

    def swapped(self, one: int, other: int) -> Arrangement:
        """Let two terminals trade places, wherever they are; the keyboard stays with its terminal."""
        page, beyond = self.page_of(one), self.page_of(other)
        if one == other or page is None or beyond is None:
            return self
        if page is beyond:
            return self._with_page(page, replace(page, tree=swapped(page.tree, one, other)))
        focused = self.focused
        names = {one: other, other: one}

        def trade(page: Page) -> Page:
            return replace(page, tree=renumbered(page.tree, names), focused=names.get(page.focused, page.focused))

        traded = self._each(trade)
        return traded if focused is None else traded.with_focus(focused)

    def page_moved(self, terminal: int, step: int) -> Arrangement:
        """Move the page of a terminal along its window, as far as it goes."""
        window, page = self.window_of(terminal), self.page_of(terminal)
        if window is None or page is None:
            return self
        front = window.page
        at = window.pages.index(page)
        to = min(max(at + step, 0), len(window.pages) - 1)
        pages = list(window.pages)
        pages.insert(to, pages.pop(at))
        return self._with(replace(window, pages=tuple(pages), front=pages.index(front) if front else 0))

    # ---- pages -------------------------------------------------------------------------------

    def with_tree(self, terminal: int, change: Callable[[Tree], Tree]) -> Arrangement:
        """Change the tree of the page of a terminal, whose panes stay the same."""
        page = self.page_of(terminal)
        return self if page is None else self._with_page(page, replace(page, tree=change(page.tree)))

    def equalised(self, terminal: int) -> Arrangement:
        """Give the panes of a page equal room."""
        return self.with_tree(terminal, equalised)

    def zoomed(self, terminal: int, *, zoomed: bool | None) -> Arrangement:
        """Show a pane alone, all of its page, or what the room allows."""
        page = self.page_of(terminal)
        return self if page is None else self._with_page(page, replace(page, zoomed=zoomed))

    # ---- windows -----------------------------------------------------------------------------

    def detached(self, terminal: int, geometry: Geometry | None = None) -> Arrangement:
        """Move a terminal to a window of its own."""
        if self.page_of(terminal) is None:
            return self
        new = max(window.id for window in self.windows) + 1
        wider = replace(self, windows=(*self.windows, WindowPages(new, geometry=geometry)))
        return wider.undocked(terminal, new)

    def window_closed(self, window_id: int) -> Arrangement:
        """Move the pages of a window back to the main one."""
        window = self.window(window_id)
        if window is None or window_id == MAIN:
            return self
        main = self.windows[0]
        rest = tuple(kept for kept in self.windows[1:] if kept is not window)
        front = len(main.pages) + window.front
        return Arrangement((replace(main, pages=main.pages + window.pages, front=front), *rest), MAIN)

    def window_placed(self, window_id: int, geometry: Geometry) -> Arrangement:
        """Remember where a window stands."""
        window = self.window(window_id)
        return self if window is None else self._with(replace(window, geometry=geometry))

    def in_one_window(self) -> Arrangement:
        """Return all pages in the main window, what has the keyboard in front."""
        focused = self.focused
        pages = tuple(page for _, page in self._pages())
        one = Arrangement((WindowPages(MAIN, pages),))
        return one if focused is None else one.with_focus(focused)

    # ---- other arrangements ------------------------------------------------------------------

    def renumbered(self, numbers: Mapping[int, int]) -> Arrangement:
        """Return the same for other terminals; those without a number are left out."""
        kept = self.of([terminal for terminal in self.terminals if terminal in numbers])

        def rename(page: Page) -> Page:
            return replace(page, tree=renumbered(page.tree, numbers), focused=numbers[page.focused])

        return kept._each(rename)

    def with_all_of(self, other: Arrangement) -> Arrangement:
        """Put the pages and windows of another arrangement behind what is there; its keyboard counts."""
        main, more = self.windows[0], other.windows[0]
        front = len(main.pages) + more.front if more.pages else main.front
        windows = [replace(main, pages=main.pages + more.pages, front=front), *self.windows[1:]]
        for window in other.windows[1:]:
            windows.append(replace(window, id=max(known.id for known in windows) + 1))
        both = Arrangement(tuple(windows), self.active)
        return both if other.focused is None else both.with_focus(other.focused)

    # ---- invariants --------------------------------------------------------------------------

    def of(self, terminals: Collection[int]) -> Arrangement:
        """Return this arrangement for exactly these terminals, with everything in it that makes no sense put right."""
        seen: set[int] = set()
        windows: list[WindowPages] = []
        for window in self.windows:
            if any(known.id == window.id for known in windows):
                continue
            front = window.pages[window.front] if 0 <= window.front < len(window.pages) else None
            pages = [(_sound(page, terminals, seen), page) for page in window.pages]
            kept = [(sound, page) for sound, page in pages if sound is not None]
            place = next((at for at, (_, page) in enumerate(kept) if page is front), 0)
            windows.append(replace(window, pages=tuple(sound for sound, _ in kept), front=place))
        main = next((window for window in windows if window.id == MAIN), WindowPages(MAIN))
        lost = tuple(Page(terminal, terminal) for terminal in terminals if terminal not in seen)
        main = replace(main, pages=main.pages + lost)
        others = tuple(window for window in windows if window.id != MAIN)
        return replace(self, windows=(main, *others))._tidy()

    def _tidy(self) -> Arrangement:
        """Drop windows that hold nothing, and give the keyboard to one that is there."""
        windows = tuple(window for window in self.windows if window.pages or window.id == MAIN)
        known = {window.id for window in windows}
        return Arrangement(windows, self.active if self.active in known else MAIN)

    def _each(self, change: Callable[[Page], Page]) -> Arrangement:
        windows = (replace(window, pages=tuple(map(change, window.pages))) for window in self.windows)
        return replace(self, windows=tuple(windows))

    def _with_page(self, old: Page, new: Page) -> Arrangement:
        return self._each(lambda page: new if page is old else page)

    def _with(self, changed: WindowPages) -> Arrangement:
        return replace(self, windows=tuple(changed if window.id == changed.id else window for window in self.windows))


def _sound(page: Page, terminals: Collection[int], seen: set[int]) -> Page | None:
    """Return a page of known terminals that stand nowhere else yet, in the normal form; None where none is left."""

    def first_time(terminal: int) -> int | None:
        if terminal not in terminals or terminal in seen:
            return None
        seen.add(terminal)
        return terminal

    if not _is_flat_enough(page.tree):
        return None
    tree = mapped(page.tree, first_time)
    if tree is None:
        return None
    order = leaves(tree)
    return replace(page, tree=tree, focused=page.focused if page.focused in order else order[0])


def _is_flat_enough(tree: Tree, depth: int = MOST_DEPTH) -> bool:
    if not isinstance(tree, Split):
        return True
    return depth > 0 and all(_is_flat_enough(part, depth - 1) for part in tree.parts)
