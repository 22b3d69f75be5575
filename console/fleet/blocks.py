"""How samples lie in the history: packed rows, and blocks of equal steps with least, mean and greatest. Pure.

A value is kept as a whole multiple of its metric's step; what is not known is ``MISSING``. In a block each mean is
written as the difference to the one before and least and greatest as the distance to it, the bytes of one weight
together: values that hardly change then take next to no room.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from console.model.metric import SPECS, metric_of

MISSING = -(2**31)
_MOST = 2**30
_HEAD = struct.Struct("<HH")

Numbers = NDArray[np.int32]
Floats = NDArray[np.float64]
Row = tuple[float, Sequence[tuple[float, Mapping[int, float]]]]
"""Where a raw row begins, and its samples: moment and values."""


class Columns(Struct, frozen=True):
    """Steps of one node: ``lows``, ``means`` and ``highs`` have a row a key and a column a moment."""

    keys: tuple[int, ...]
    moments: Floats
    """Seconds since the epoch, ascending."""
    lows: Numbers
    means: Numbers
    highs: Numbers


@lru_cache(256)
def steps_of(keys: tuple[int, ...]) -> Floats:
    """Return what one is worth in each series."""
    return np.array([SPECS[metric_of(key)].step for key in keys], np.float64)


def quantised(keys: tuple[int, ...], values: Floats) -> Numbers:
    """Return values, a row a moment, as multiples of the steps of their series.

    What is no number, or no such number, is missing.
    """
    multiples = np.round(values / steps_of(keys))
    told = np.abs(multiples) <= _MOST  # false for what is no number
    return np.where(told, multiples, MISSING).astype(np.int32)


def columns_of(samples: Sequence[tuple[float, Mapping[int, float]]]) -> Columns:
    """Return samples as columns, each its own mean."""
    ordered = sorted(samples, key=_moment_of)
    keys = tuple(ordered[0][1])
    if any(tuple(values) != keys for _moment, values in ordered):
        keys = tuple(sorted({key for _moment, values in ordered for key in values}))
    told = np.array([[values.get(key, math.nan) for key in keys] for _moment, values in ordered], np.float64)
    table = np.ascontiguousarray(quantised(keys, told).T)
    return Columns(keys, np.array([moment for moment, _values in ordered], np.float64), table, table, table)


# ---- raw rows: short-lived, not compressed ---------------------------------------------------------


def pack_row(columns: Columns, start: float) -> bytes:
    """Return samples as the bytes of a raw row that begins at ``start``."""
    offsets = np.round((columns.moments - start) * 1000).astype("<i4")
    keys = np.array(columns.keys, "<u4")
    return b"".join(
        (_HEAD.pack(len(keys), len(offsets)), keys.tobytes(), offsets.tobytes(), columns.means.astype("<i4").tobytes())
    )


def pack_rows(rows: Sequence[Row]) -> list[bytes]:
    """Return the samples of many nodes as the bytes of their raw rows.

    Those that tell the same series, as nearly all do, are reckoned together: for numpy one node is as much work as a
    thousand.
    """
    packed = [b""] * len(rows)
    alike: dict[tuple[int, ...], list[int]] = {}
    for number, (start, samples) in enumerate(rows):
        keys = tuple(samples[0][1])
        if all(tuple(values) == keys for _moment, values in samples):
            alike.setdefault(keys, []).append(number)
        else:
            packed[number] = pack_row(columns_of(samples), start)
    for keys, numbers in alike.items():
        for number, data in zip(numbers, _pack_alike(keys, [rows[number] for number in numbers]), strict=True):
            packed[number] = data
    return packed


def _pack_alike(keys: tuple[int, ...], rows: Sequence[Row]) -> Iterator[bytes]:
    ordered = [(start, sorted(samples, key=_moment_of)) for start, samples in rows]
    told = np.array([list(values.values()) for _start, samples in ordered for _moment, values in samples], np.float64)
    table = quantised(keys, told).astype("<i4")
    since = [moment - start for start, samples in ordered for moment, _values in samples]
    offsets = np.round(np.array(since, np.float64) * 1000).astype("<i4")
    names, at = np.array(keys, "<u4").tobytes(), 0
    for _start, samples in ordered:
        end = at + len(samples)
        head = _HEAD.pack(len(keys), len(samples))
        yield b"".join((head, names, offsets[at:end].tobytes(), table[at:end].T.tobytes()))
        at = end


def _moment_of(sample: tuple[float, Mapping[int, float]]) -> float:
    return sample[0]


def unpack_row(data: bytes, start: float) -> Columns:
    """Return the samples of a raw row; ValueError when it is none."""
    count, length = _head(data)
    if len(data) != _HEAD.size + 4 * (count + length + count * length):
        raise ValueError("a row of another length")
    words = np.frombuffer(data, "<i4", offset=_HEAD.size)
    table = words[count + length :].reshape(count, length).astype(np.int32)
    moments = start + words[count : count + length].astype(np.float64) / 1000
    return Columns(tuple(words[:count].astype(np.uint32).tolist()), moments, table, table, table)


def _head(data: bytes) -> tuple[int, int]:
    if len(data) < _HEAD.size:
        raise ValueError("a row that is cut off")
    count, length = _HEAD.unpack_from(data)
    return count, length


# ---- blocks: equal steps, compressed ---------------------------------------------------------------


def pack_block(columns: Columns, start: float, step: float, length: int) -> bytes:
    """Return columns as the bytes of a block of ``length`` steps; each moment is the begin of one of them."""
    slots = np.round((columns.moments - start) / step).astype(np.int64)
    full = [np.full((len(columns.keys), length), MISSING, np.int32) for _ in range(3)]
    for target, source in zip(full, (columns.lows, columns.means, columns.highs), strict=True):
        target[:, slots] = source
    lows, means, highs = full
    known = means != MISSING
    # A value that is not known is written as the one before it, so that it costs nothing.
    last = np.maximum.accumulate(np.where(known, np.arange(length), 0), axis=1)
    filled = np.where(known, means, 0)
    filled = np.take_along_axis(filled, last, axis=1)
    planes = np.stack(
        [
            np.diff(filled, axis=1, prepend=0),
            np.where(known, means - lows, 0),
            np.where(known, highs - means, 0),
        ]
    )
    signed = ((planes << 1) ^ (planes >> 31)).astype("<u4")
    weights = np.moveaxis(signed.view(np.uint8).reshape(*signed.shape, 4), -1, 0)
    body = np.packbits(known, axis=1).tobytes() + np.ascontiguousarray(weights).tobytes()
    keys = np.array(columns.keys, "<u4").tobytes()
    return _HEAD.pack(len(columns.keys), length) + zlib.compress(keys + body, 3)


def unpack_block(data: bytes, start: float, step: float) -> Columns:
    """Return the steps of a block about which anything is known; ValueError when it is none."""
    count, length = _head(data)
    try:
        body = zlib.decompress(data[_HEAD.size :])
    except zlib.error as error:
        raise ValueError("a block that cannot be read") from error
    mask = count * ((length + 7) // 8)
    if len(body) != 4 * count + mask + 12 * count * length:
        raise ValueError("a block of another length")
    keys = tuple(np.frombuffer(body, "<u4", count).tolist())
    bits = np.frombuffer(body, np.uint8, mask, 4 * count).reshape(count, -1)
    known = np.unpackbits(bits, axis=1, count=length).astype(bool)
    weights = np.frombuffer(body, np.uint8, offset=4 * count + mask).reshape(4, 3, count, length)
    signed = np.ascontiguousarray(np.moveaxis(weights, 0, -1)).view("<u4")[..., 0]
    planes = (signed >> 1).astype(np.int32) ^ -(signed & 1).astype(np.int32)
    means = np.cumsum(planes[0], axis=1, dtype=np.int32)
    lows, highs = means - planes[1], means + planes[2]
    for table in (lows, means, highs):
        table[~known] = MISSING
    used = known.any(axis=0)
    moments = np.asarray(start + step * np.flatnonzero(used), np.float64)
    return Columns(keys, moments, lows[:, used], means[:, used], highs[:, used])


# ---- putting together ------------------------------------------------------------------------------


def joined(parts: Sequence[Columns]) -> Columns:
    """Return all of them, in order of time. What two say of one moment stays twice."""
    if len(parts) == 1:
        return parts[0]
    keys = tuple(sorted({key for part in parts for key in part.keys}))
    row = {key: number for number, key in enumerate(keys)}
    length = sum(len(part.moments) for part in parts)
    tables = [np.full((len(keys), length), MISSING, np.int32) for _ in range(3)]
    at = 0
    for part in parts:
        rows = [row[key] for key in part.keys]
        end = at + len(part.moments)
        for table, source in zip(tables, (part.lows, part.means, part.highs), strict=True):
            table[rows, at:end] = source
        at = end
    moments = np.concatenate([part.moments for part in parts]) if parts else np.empty(0)
    order = np.argsort(moments, kind="stable")
    return Columns(keys, moments[order], *(table[:, order] for table in tables))


def merged(columns: Columns, origin: float, step: float) -> Columns:
    """Return the steps of ``step`` seconds, counted from ``origin``: of each the least, the mean and the greatest."""
    if not len(columns.moments):
        return columns
    slots = np.floor((columns.moments - origin) / step + 1e-9).astype(np.int64)
    found, firsts = np.unique(slots, return_index=True)
    known = columns.means != MISSING
    counts = np.add.reduceat(known, firsts, axis=1, dtype=np.int64)
    sums = np.add.reduceat(np.where(known, columns.means, 0), firsts, axis=1, dtype=np.int64)
    lows = np.minimum.reduceat(np.where(known, columns.lows, np.iinfo(np.int32).max), firsts, axis=1)
    highs = np.maximum.reduceat(np.where(known, columns.highs, MISSING), firsts, axis=1)
    means = np.round(sums / np.maximum(counts, 1)).astype(np.int32)
    nothing = counts == 0
    for table in (lows, means, highs):
        table[nothing] = MISSING
    return Columns(columns.keys, np.asarray(origin + step * found, np.float64), lows, means, highs)


def overlaid(known: Columns, fresh: Columns, origin: float, step: float) -> Columns:
    """Return both as one: where ``fresh`` has a mean, it counts; least and greatest are those of both."""
    both = merged(joined([known, fresh]), origin, step)
    rows = np.array([both.keys.index(key) for key in fresh.keys], np.int64)
    places = np.searchsorted(both.moments, fresh.moments - step / 2)
    table = np.full_like(both.means, MISSING)
    table[np.ix_(rows, places)] = fresh.means
    means = np.where(table == MISSING, both.means, table)
    return Columns(both.keys, both.moments, both.lows, means, both.highs)


def cut(columns: Columns, start: float, end: float) -> Columns:
    """Return what is not before ``start`` and before ``end``."""
    inside = (columns.moments >= start) & (columns.moments < end)
    if inside.all():
        return columns
    tables = (table[:, inside] for table in (columns.lows, columns.means, columns.highs))
    return Columns(columns.keys, columns.moments[inside], *tables)
