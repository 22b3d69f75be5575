"""The columns of a load test, for the table and for CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO

from console.model.talking import LoadLevel
from console.model.text import N_
from console.ui.clusters.rows import Column
from console.ui.formats import decimal, whole
from console.ui.services.words import UNKNOWN, seconds_text
from console.ui.signs import Sign


def _speed(per_second: float | None) -> str:
    return UNKNOWN if per_second is None else decimal(per_second, 1)


def _sign(level: LoadLevel) -> Sign:
    return Sign.FAILED if level.failures else Sign.TICK


LOAD_COLUMNS: tuple[Column[LoadLevel], ...] = (
    Column("at", N_("At once"), 76, lambda v: whole(v.concurrency), lambda v: v.concurrency, sign=_sign),
    Column("speed", N_("Tokens/s, all"), 92, lambda v: _speed(v.tokens_per_second), is_right=True,
           key=lambda v: v.tokens_per_second),
    Column("each", N_("Tokens/s, each"), 96, lambda v: _speed(v.each_tokens_per_second), is_right=True,
           key=lambda v: v.each_tokens_per_second or 0.0),
    Column("first50", N_("First token p50"), 100, lambda v: seconds_text(v.first_p50_seconds), is_right=True,
           key=lambda v: v.first_p50_seconds or 0.0),
    Column("first99", N_("First token p99"), 100, lambda v: seconds_text(v.first_p99_seconds), is_right=True,
           key=lambda v: v.first_p99_seconds or 0.0),
    Column("whole50", N_("Answer p50"), 84, lambda v: seconds_text(v.whole_p50_seconds), is_right=True,
           key=lambda v: v.whole_p50_seconds or 0.0),
    Column("whole99", N_("Answer p99"), 84, lambda v: seconds_text(v.whole_p99_seconds), is_right=True,
           key=lambda v: v.whole_p99_seconds or 0.0),
    Column("answers", N_("Answers"), 70, lambda v: whole(v.answers), lambda v: v.answers, is_right=True),
    Column("failures", N_("Failures"), 70, lambda v: whole(v.failures), lambda v: v.failures, is_right=True),
    Column("problem", N_("Why"), 160, lambda v: v.problem),
)  # fmt: skip


def as_csv(levels: Iterable[LoadLevel]) -> str:
    """Return a line a level under one of names, times in seconds; what is not known stays empty."""
    names = list(LoadLevel.__struct_fields__)
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for level in levels:
        values = [getattr(level, name) for name in names]
        writer.writerow([f"{value:.6g}" if isinstance(value, float) else value for value in values])
    return out.getvalue()
