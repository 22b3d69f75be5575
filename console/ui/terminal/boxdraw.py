"""Box drawing U+2500-257F, drawn to the pixel so that lines join across cells at any cell size.

The Unicode names say it all ("BOX DRAWINGS DOWN LIGHT AND RIGHT HEAVY"), so they are the table.
Every stroke starts at the same offset of its axis, whatever the character: that makes neighbours join.
"""

from __future__ import annotations

import unicodedata

import numpy as np
from msgspec import Struct, field

from console.ui.terminal.shapes import Mask, coverage

LIGHT, HEAVY, DOUBLE = 1, 2, 3
_WEIGHTS = {"LIGHT": LIGHT, "SINGLE": LIGHT, "HEAVY": HEAVY, "DOUBLE": DOUBLE}
_ARMS = {"UP": "u", "DOWN": "d", "LEFT": "l", "RIGHT": "r", "VERTICAL": "ud", "HORIZONTAL": "lr"}
_DASHES = {"DOUBLE DASH": 2, "TRIPLE DASH": 3, "QUADRUPLE DASH": 4}


class _Box(Struct):
    """What a character shows: the weight of each arm, and how it departs from straight lines."""

    arms: dict[str, int] = field(default_factory=dict)
    dashes: int = 0
    arc: bool = False


def line_width(height: int) -> int:
    """Return the pixels of a light stroke in a cell that is ``height`` pixels high."""
    return max(1, round(height / 18))


def axis(size: int, light: int) -> float:
    """Return the middle of the light strokes that run across ``size`` pixels."""
    return (size - light) // 2 + light / 2


def draw_box(char: str, width: int, height: int) -> Mask:
    """Return the coverage (0-255) of one box drawing character."""
    name = unicodedata.name(char).removeprefix("BOX DRAWINGS ")
    if "DIAGONAL" in name:
        return _diagonals(name, width, height)
    box = _parse(name)
    if box.arc:
        return _arc(box, width, height)
    if box.dashes:
        return _dashed(box, width, height)
    return _lines(box, width, height)


def _parse(name: str) -> _Box:
    box = _Box()
    for dash, number in _DASHES.items():
        if dash in name:
            box.dashes = number
            name = name.replace(dash, "")
    box.arc = "ARC" in name
    parts = [part.split() for part in name.replace("ARC ", "").split(" AND ")]
    said = [next((_WEIGHTS[word] for word in part if word in _WEIGHTS), 0) for part in parts]
    for part, weight in zip(parts, said, strict=True):
        for word in part:
            for arm in _ARMS.get(word, ""):
                box.arms[arm] = weight or max(said)
    return box


def _start(size: int, thick: int, light: int) -> int:
    """Return where a stroke begins so that all of one axis share their middle."""
    return (size - light) // 2 - (thick - light) // 2


def _thickness(light: int) -> dict[int, int]:
    return {0: 0, LIGHT: light, HEAVY: light + 2 * max(1, light // 2), DOUBLE: 3 * light}


class _Strokes:
    """Fills the arms of a box into a mask; knows where crossing strokes begin and end."""

    def __init__(self, box: _Box, width: int, height: int) -> None:
        self.arms = {arm: box.arms.get(arm, 0) for arm in "udlr"}
        self.light = line_width(height)
        self.thick = _thickness(self.light)
        self.sizes = {"u": height, "d": height, "l": width, "r": width}
        self.mask = np.zeros((height, width), np.uint8)

    def crossing(self, arm: str) -> tuple[int, int, bool]:
        """Return the extent of what crosses ``arm``, and whether it runs through as a double line."""
        across = "lr" if arm in "ud" else "ud"
        weights = [self.arms[other] for other in across]
        thick = max(self.thick[weight] for weight in weights)
        start = _start(self.sizes[arm], thick, self.light)
        return start, start + thick, weights == [DOUBLE, DOUBLE]

    def fill(self, arm: str, thick: int, near: int, far: int, value: int = 255) -> None:
        """Paint ``arm`` from the edge of the cell to ``far`` (left, up) or from ``near`` (right, down)."""
        along = slice(0, far) if arm in "ul" else slice(near, None)
        across_size = self.sizes["l" if arm in "ud" else "u"]
        start = _start(across_size, thick, self.light)
        across = slice(start, start + thick)
        if arm in "ud":
            self.mask[along, across] = value
        else:
            self.mask[across, along] = value


def _lines(box: _Box, width: int, height: int) -> Mask:
    strokes = _Strokes(box, width, height)
    light = strokes.light
    doubles = [arm for arm, weight in strokes.arms.items() if weight == DOUBLE]
    for arm in doubles:
        near, far, _ = strokes.crossing(arm)
        strokes.fill(arm, strokes.thick[DOUBLE], near, far)
    for arm in doubles:
        core = _start(strokes.sizes[arm], light, light)
        strokes.fill(arm, light, core, core + light, 0)
    for arm, weight in strokes.arms.items():
        if weight not in {LIGHT, HEAVY}:
            continue
        near, far, through = strokes.crossing(arm)
        opposite = strokes.arms[{"u": "d", "d": "u", "l": "r", "r": "l"}[arm]]
        if through and not opposite:
            # Ends at the nearer of the two lines; the gap between them stays open.
            near, far = far - light, near + light
        strokes.fill(arm, strokes.thick[weight], near, far)
    return strokes.mask


def _dashed(box: _Box, width: int, height: int) -> Mask:
    full = _lines(box, width, height)
    vertical = "u" in box.arms
    size = height if vertical else width
    shown = np.zeros(size, np.bool_)
    for dash in range(box.dashes):
        start, end = round(size * dash / box.dashes), round(size * (dash + 1) / box.dashes)
        gap = max(1, round((end - start) * 0.3))
        shown[start + gap // 2 : end - (gap - gap // 2)] = True
    full[~shown if vertical else slice(None), slice(None) if vertical else ~shown] = 0
    return full


def _arc(box: _Box, width: int, height: int) -> Mask:
    light = line_width(height)
    x0, y0 = axis(width, light), axis(height, light)
    x = np.arange(width) + 0.5 - x0
    y = (np.arange(height) + 0.5 - y0)[:, None]
    if "l" in box.arms:
        x = -x
    if "u" in box.arms:
        y = -y
    # The outermost pixel is straight, so that it meets its neighbour exactly.
    radius = min(x0, width - x0, y0, height - y0) - 0.5
    curve = np.abs(np.hypot(x - radius, y - radius) - radius)
    straight = np.minimum(np.where(y >= radius, np.abs(x), np.inf), np.where(x >= radius, np.abs(y), np.inf))
    distance = np.where((x < radius) & (y < radius), curve, straight)
    return coverage(light / 2 + 0.5 - distance)


def _diagonals(name: str, width: int, height: int) -> Mask:
    light = line_width(height)
    x = np.arange(width) + 0.5
    y = (np.arange(height) + 0.5)[:, None]
    length = float(np.hypot(width, height))
    falling = np.abs(x * height - y * width) / length
    rising = np.abs((width - x) * height - y * width) / length
    shown = {"CROSS": np.minimum(falling, rising), "UPPER RIGHT": rising, "UPPER LEFT": falling}
    distance = next(value for word, value in shown.items() if word in name)
    return coverage(light / 2 + 0.5 - distance)
