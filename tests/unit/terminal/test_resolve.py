"""Resolved colours."""

from __future__ import annotations

import numpy as np

from console.terminal.resolve import Looks, blend_half, cell_keys, line_attributes, sparse, underlines
from console.wire.frames import Attribute


def test_half_of_two_colours_channel_by_channel() -> None:
    first, second = np.array([0xFFFFFF, 0x010101, 0x640000], np.uint32), np.array([0, 0x010101, 0x000064], np.uint32)
    assert blend_half(first, second).tolist() == [0x7F7F7F, 0x010101, 0x320032]


def test_reverse_comes_before_faint() -> None:
    one, yes = np.ones(1, np.uint32), np.ones(1, np.bool_)
    looks = Looks(
        foreground=one * 0xFF0000, background=one * 0x0000FF, underline_color=one * 0,
        attributes=np.zeros(1, np.uint16),
        face=one * 0, faint=yes, reverse=yes, invisible=~yes,
    )  # fmt: skip
    foreground, background = looks.settled()
    assert (int(foreground[0]), int(background[0])) == (0x7F007F, 0xFF0000)


def test_keys_are_slot_foreground_background() -> None:
    keys = cell_keys(np.array([65_000], np.uint16), np.array([0xABCDEF], np.uint32), np.array([0x123456], np.uint32))
    assert int(keys[0]) == 65_000 << 48 | 0xABCDEF << 24 | 0x123456


def test_attribute_bits() -> None:
    no, yes = np.zeros(1, np.bool_), np.ones(1, np.bool_)
    assert line_attributes(np.array([9], np.uint16), no, no, no)[0] == 5
    assert line_attributes(np.array([0], np.uint16), yes, no, yes)[0] == Attribute.STRIKE | Attribute.BLINK


def test_plain_is_nothing() -> None:
    assert sparse(np.zeros(3, np.uint16)) is None
    assert underlines(np.zeros(3, np.uint32), np.ones(3, np.uint32)) is None
    colored = underlines(np.array([0, 1 << 24], np.uint32), np.array([5, 5], np.uint32))
    assert colored is not None
    assert colored.tolist() == [5, 0]
