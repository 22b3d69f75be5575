"""Text that can be read: colours that hardly differ from their ground are lifted to a contrast that was asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from console.terminal.resolve import U32

U64 = NDArray[np.uint64]
Floats = NDArray[np.floating]
Parts = NDArray[np.integer]
"""One of red, green and blue, 0 to 255."""

OFF = 1.0
REMEMBERED = 4096
"""Pairs of colours whose answer is kept; a picture in true colour has more, and is not worth remembering."""
STEPS = 8
"""Halvings on the way to black or white: to the last of 256 shades."""
DRAWN = ((0x2500, 0x259F), (0x2800, 0x28FF), (0xE0A0, 0xE0D7), (0x1FB00, 0x1FBFF))
"""Lines, blocks, dots and separators: they are drawn, not read, and their colour has to meet that of a ground."""

_LINEAR = np.array([v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in np.arange(256) / 255])


def luminances(colors: U32) -> Floats:
    """Return the relative luminance of colours, 0 to 1, as WCAG 2 defines it."""
    red, green, blue = (colors >> np.uint32(shift) & np.uint32(0xFF) for shift in (16, 8, 0))
    return _luminance(red, green, blue)


def _luminance(red: Parts, green: Parts, blue: Parts) -> Floats:
    light: Floats = 0.2126 * _LINEAR[red] + 0.7152 * _LINEAR[green] + 0.0722 * _LINEAR[blue]
    return light


def contrasts(first: Floats, second: Floats) -> Floats:
    """Return the contrast, 1 to 21, of luminances."""
    ratio: Floats = (np.maximum(first, second) + 0.05) / (np.minimum(first, second) + 0.05)
    return ratio


def lifted(foreground: U32, background: U32, minimum: float) -> U32:
    """Return ``foreground`` with what is below the contrast moved just as far from its ground as it takes.

    Text that is lighter than its ground goes towards white, other text towards black; where that does not
    suffice it goes the other way. No ground is out of reach of both for a minimum up to 4.58.
    """
    ground, own = luminances(background), luminances(foreground)
    low = np.flatnonzero(contrasts(own, ground) < minimum)
    if not low.size:
        return foreground
    ground, start = ground[low], foreground[low]
    white, black = contrasts(ground, np.ones_like(ground)), contrasts(ground, np.zeros_like(ground))
    upwards = np.where(own[low] >= ground, white >= minimum, black < minimum)
    # Where neither end is far enough, the farther one is the best there is.
    upwards = np.where(np.maximum(white, black) < minimum, white > black, upwards)
    end = np.where(upwards, np.uint32(0xFFFFFF), np.uint32(0))
    result = foreground.copy()
    result[low] = _moved(start, end, ground, minimum)
    return result


def _moved(start: U32, end: U32, ground: Floats, minimum: float) -> U32:
    """Return the colour nearest to ``start``, on the way to ``end``, that has the contrast to ``ground``."""
    firsts = [(start >> np.uint32(shift) & np.uint32(0xFF)).astype(np.float32) for shift in (16, 8, 0)]
    ways = [np.where(end > 0, np.float32(255), np.float32(0)) - first for first in firsts]

    def mixed(share: Floats) -> list[Parts]:
        return [np.rint(first + way * share).astype(np.intp) for first, way in zip(firsts, ways, strict=True)]

    least, most = np.zeros(start.size, np.float32), np.ones(start.size, np.float32)
    for _ in range(STEPS):
        middle = (least + most) / 2
        enough = contrasts(_luminance(*mixed(middle)), ground) >= minimum
        least, most = np.where(enough, least, middle), np.where(enough, middle, most)
    red, green, blue = mixed(most)
    return (red << 16 | green << 8 | blue).astype(np.uint32)


class ContrastGuard:
    """Lifts the text of frames to one minimum, and remembers what it found for pairs of colours."""

    def __init__(self, minimum: float = OFF) -> None:
        self.minimum = minimum
        self._known: dict[int, int] = {}

    def lift(
        self, foreground: U32, background: U32, codepoints: NDArray[np.uint32], which: NDArray[np.intp] | None = None
    ) -> U32:
        """Return the colour of the text of each cell.

        The colours are those of the cells, or with ``which`` those of looks, and the look of each cell.
        """
        if self.minimum <= OFF:
            return foreground if which is None else foreground[which]
        pairs = foreground.astype(np.uint64) << np.uint64(24) | background
        if which is None:
            starts = np.flatnonzero(np.concatenate(([True], pairs[1:] != pairs[:-1])))
            pairs, look = np.unique(pairs[starts], return_inverse=True)
            which = np.repeat(look.reshape(-1), np.diff(np.append(starts, len(foreground))))
        own = (pairs >> np.uint64(24)).astype(np.uint32)
        colors = self._lifted(pairs)
        cells: U32 = colors[which]
        changed = colors != own
        if changed.any():
            at = np.flatnonzero(changed[which])
            shown = codepoints[at]
            at = at[np.logical_or.reduce([(shown >= first) & (shown <= last) for first, last in DRAWN])]
            cells[at] = own[which[at]]
        return cells

    def _lifted(self, pairs: U64) -> U32:
        """Return the colours of the text of pairs of text and ground."""
        if len(pairs) > REMEMBERED:
            return self._computed(pairs)
        known = self._known
        wanted: list[int] = pairs.tolist()
        new = [pair for pair in set(wanted) if pair not in known]
        if new:
            if len(known) > REMEMBERED:
                known.clear()
                new = list(set(wanted))
            known.update(zip(new, self._computed(np.array(new, np.uint64)).tolist(), strict=True))
        return np.array([known[pair] for pair in wanted], np.uint32)

    def _computed(self, pairs: U64) -> U32:
        own = (pairs >> np.uint64(24)).astype(np.uint32)
        return lifted(own, (pairs & np.uint64(0xFFFFFF)).astype(np.uint32), self.minimum)
