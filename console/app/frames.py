"""Sends frames to a desk, each after the glyphs that it needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from console.terminal.glyphs import GlyphTable
from console.wire.frames import Frame, encode_frame, encode_glyphs
from console.wire.pictures import Picture, Placement, encode_picture, encode_placements
from console.wire.transport import Kind


class Post(Protocol):
    """A way to a desk."""

    def send_packet(self, kind: Kind, payload: bytes, terminal_id: int = 0) -> None:
        """Send a packet."""
        ...


class FrameSender:
    """The frame sink of every session for one desk; the glyph table is the whole core's."""

    def __init__(self, post: Post, glyphs: GlyphTable | None = None) -> None:
        self._post = post
        self._glyphs = glyphs or GlyphTable()
        self._generation = 0
        self._known_slots = 0

    @property
    def glyphs(self) -> GlyphTable:
        """Return the table that the slots of all frames are of."""
        return self._glyphs

    def forget(self) -> None:
        """Start over for a desk that has no glyphs yet."""
        self._generation = 0

    def send_frame(self, frame: Frame) -> None:
        """Send the glyphs that the desk has not had yet, then ``frame``."""
        if self._generation != self._glyphs.generation:
            self._generation, self._known_slots = self._glyphs.generation, 0
        if len(self._glyphs) > self._known_slots:
            new = self._glyphs.new_since(self._known_slots)
            self._post.send_packet(Kind.GLYPHS, encode_glyphs(self._generation, self._known_slots, new))
            self._known_slots = len(self._glyphs)
        self._post.send_packet(Kind.FRAME, encode_frame(frame), frame.terminal_id)

    def send_pictures(self, terminal_id: int, pictures: Sequence[Picture], placements: Sequence[Placement]) -> None:
        """Send pictures that are new, then all placements."""
        for picture in pictures:
            self._post.send_packet(Kind.PICTURE, encode_picture(picture), terminal_id)
        self._post.send_packet(Kind.PLACEMENTS, encode_placements(placements), terminal_id)
