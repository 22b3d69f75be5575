"""The history on disk: the only place that knows SQLite. Everything here blocks and belongs into one thread.

Four tiers, each made of the one before: samples as they came (15 minutes), steps of 10 s (a day), of a minute and of
ten minutes (30 days each). A row says whether it has been taken over into the next tier, and that is written in the
same transaction: at every moment a sample is in a tier or waits, not taken over yet, in one below. So a query reads
one tier and what waits below it, and neither a kill nor a full disk loses or doubles anything that was written.

Bounded by ``limit_bytes``. When that is nearly reached, the oldest minutes go first: their ten-minute steps stay, so
that 30 days are always there. SQLite itself refuses to grow beyond the limit (``max_page_count``).
Rows from the future, left by a clock that ran ahead, are removed once the clock is right again; nothing is removed
for its age shortly after the clock has jumped.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from console.fleet import blocks
from console.fleet.blocks import Columns
from console.fleet.samples import Sample
from console.model.errors import ConsoleError
from console.model.ids import NodeId
from console.model.text import N_

SCHEMA_VERSION = 1
RAW_SECONDS = 10
"""A raw row holds the samples of one node in so many seconds."""
KEPT_RAW_SECONDS = 900
LATE_SECONDS = 120
"""What comes later than this after its block has ended is put into it afterwards."""
FULL_SHARE = 0.9
PAGE_BYTES = 4096
SPARE_PAGES = 64
_FUTURE_SECONDS = 3600

_SCHEMA = """
CREATE TABLE node (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE raw (node INTEGER NOT NULL, start INTEGER NOT NULL, rolled INTEGER NOT NULL DEFAULT 0, data BLOB NOT NULL);
CREATE INDEX raw_by_node ON raw (node, start);
CREATE INDEX raw_by_time ON raw (start);
CREATE INDEX raw_waiting ON raw (start, node) WHERE rolled = 0;
CREATE TABLE block (tier INTEGER NOT NULL, node INTEGER NOT NULL, start INTEGER NOT NULL,
    rolled INTEGER NOT NULL DEFAULT 0, data BLOB NOT NULL);
CREATE UNIQUE INDEX block_by_node ON block (tier, node, start);
CREATE INDEX block_by_time ON block (tier, start);
CREATE INDEX block_waiting ON block (tier, start, node) WHERE rolled = 0;
"""
_PUT_BLOCK = """
INSERT INTO block (tier, node, start, data) VALUES (?, ?, ?, ?)
ON CONFLICT (tier, node, start) DO UPDATE SET data = excluded.data, rolled = 0
"""
_RANGE = "node = ? AND start >= ? AND start < ?"


class Tier(Struct, frozen=True):
    """Steps of one length, in blocks of so many, kept for so long. The number is written to the file."""

    number: int
    step: int
    length: int
    kept_seconds: int

    @property
    def span(self) -> int:
        """Return how many seconds a block covers."""
        return self.step * self.length


TIERS: Final = (
    Tier(1, 10, 60, 86_400),
    Tier(2, 60, 60, 30 * 86_400),
    Tier(3, 600, 144, 30 * 86_400),
)


class Usage(Struct, frozen=True):
    """How large the history is and how far it goes back."""

    used_bytes: int
    limit_bytes: int
    oldest: float | None
    """Seconds since the epoch."""


class HistoryFile:
    """Writes samples, rolls them up, reads them back. Raises ConsoleError: ``history.full`` or ``history.failed``."""

    def __init__(self, path: Path, limit_bytes: int) -> None:
        self._path, self._limit_bytes = path, limit_bytes
        self._nodes: dict[str, int] = {}
        self.set_aside: Path | None = None
        """Where a file is now that could not be read; set when that happens."""
        self._db = self._opened()

    # ---- the file ----------------------------------------------------------------------------

    def _opened(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                return self._connect()
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                self._put_aside()
                return self._connect()
        except (OSError, sqlite3.Error) as error:
            raise _problem(error) from error

    def _connect(self) -> sqlite3.Connection:
        # In autocommit each batch says itself where it begins: a failed one leaves nothing half done.
        db = sqlite3.connect(self._path, timeout=5.0, isolation_level=None, check_same_thread=False)
        try:
            for setting in (
                f"page_size = {PAGE_BYTES}",
                "auto_vacuum = INCREMENTAL",
                "journal_mode = WAL",
                "synchronous = NORMAL",
                "journal_size_limit = 16777216",
                f"max_page_count = {max(self._limit_bytes // PAGE_BYTES, SPARE_PAGES)}",
            ):
                db.execute(f"PRAGMA {setting}")
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                db.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")
            elif version != SCHEMA_VERSION:
                raise Unknown(f"version {version}")
            self._nodes = dict(db.execute("SELECT name, id FROM node"))
            db.execute("SELECT start FROM raw LIMIT 1").fetchone()
            db.execute("SELECT start FROM block LIMIT 1").fetchone()
        except BaseException:
            db.close()
            raise
        return db

    def _put_aside(self) -> None:
        aside = self._path.with_suffix(".damaged")
        for ending in ("-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
        self._path.replace(aside)
        self.set_aside = aside

    def reopen(self) -> None:
        """Begin anew after damage: the file is set aside, and an older one of that kind is overwritten."""
        with suppress(sqlite3.Error):
            self._db.close()
        try:
            self._put_aside()
            self._db = self._connect()
        except (OSError, sqlite3.Error) as error:
            raise _problem(error) from error

    def close(self) -> None:
        """Close the file."""
        with suppress(sqlite3.Error):
            self._db.close()

    def set_limit(self, limit_bytes: int) -> None:
        """Hold the file to another size; one that is larger shrinks as its oldest parts go."""
        self._limit_bytes = limit_bytes
        with suppress(sqlite3.Error):
            self._db.execute(f"PRAGMA max_page_count = {max(limit_bytes // PAGE_BYTES, SPARE_PAGES)}")

    def _within(self, do: Sequence[tuple[str, Iterable[Sequence[object]]]]) -> None:
        """Do all of it or nothing."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            for statement, rows in do:
                self._db.executemany(statement, rows)
            self._db.execute("COMMIT")
        except (sqlite3.Error, OSError) as error:
            with suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            raise _problem(error) from error

    def _read(self, statement: str, values: Sequence[object]) -> list[Any]:
        try:
            return self._db.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise _problem(error) from error

    # ---- writing -----------------------------------------------------------------------------

    def write(self, samples: Iterable[Sample]) -> None:
        """Keep samples. One transaction: all of them, or none and a ConsoleError."""
        groups: dict[tuple[str, int], list[tuple[float, Mapping[int, float]]]] = {}
        for sample in samples:
            start = int(sample.taken_at // RAW_SECONDS) * RAW_SECONDS
            groups.setdefault((sample.node_id, start), []).append((sample.taken_at, sample.values))
        names = dict.fromkeys(name for name, _start in groups if name not in self._nodes)
        fresh = dict(zip(names, range(max(self._nodes.values(), default=0) + 1, 2**31), strict=False))
        packed = blocks.pack_rows([(start, parts) for (_name, start), parts in groups.items()])
        rows = [
            (self._nodes.get(name) or fresh[name], start, data)
            for (name, start), data in zip(groups, packed, strict=True)
        ]
        self._within(
            [
                ("INSERT INTO node (name, id) VALUES (?, ?)", list(fresh.items())),
                ("INSERT INTO raw (node, start, data) VALUES (?, ?, ?)", rows),
            ]
        )
        self._nodes |= fresh

    def roll_up(self, now: float, most: int = 100) -> int:
        """Take what is complete over into the next tier, at most so many blocks; return how many waited."""
        done = 0
        for tier in TIERS:
            if done >= most:
                break
            for node, start in self._waiting(tier, now, most - done):
                self._roll(tier, node, start)
                done += 1
        return done

    def _waiting(self, tier: Tier, now: float, most: int) -> list[tuple[int, int]]:
        """Return nodes and starts of the blocks of ``tier`` for which something complete waits below."""
        span, end = tier.span, int((now - LATE_SECONDS) // tier.span) * tier.span
        source, values = ("raw", ()) if tier.number == 1 else ("block", (tier.number - 1,))
        only = "" if tier.number == 1 else "tier = ? AND "
        statement = (
            f"SELECT DISTINCT node, start / {span} * {span} FROM {source} WHERE {only}rolled = 0 AND start < ? LIMIT ?"
        )
        return [(node, start) for node, start in self._read(statement, (*values, end, most))]

    def _roll(self, tier: Tier, node: int, start: int) -> None:
        # All that is there below, also what was taken over before: what came late is then joined with it as it must.
        found = self._below(tier, node, start)
        parts = [part for _row, is_rolled, part in found if part is not None]
        columns = blocks.merged(blocks.joined(parts), start, tier.step) if parts else None
        there = self._read(
            "SELECT rowid, start, data FROM block WHERE tier = ? AND node = ? AND start = ?",
            (tier.number, node, start),
        )
        known = _unpacked(there[0][2], start, tier) if there else None
        if columns is not None and known is not None:
            columns = blocks.overlaid(known, columns, start, tier.step)
        source = "raw" if tier.number == 1 else "block"
        marks = [(row,) for row, is_rolled, _part in found if not is_rolled]
        done: list[tuple[str, Iterable[Sequence[object]]]] = [
            (f"UPDATE {source} SET rolled = 1 WHERE rowid = ?", marks)
        ]
        if columns is not None:
            data = blocks.pack_block(columns, start, tier.step, tier.length)
            done.append((_PUT_BLOCK, [(tier.number, node, start, data)]))
        self._within(done)

    def _below(self, tier: Tier, node: int, start: int) -> list[tuple[int, int, Columns | None]]:
        """Return what a block is made of: row, whether it was taken over before, and its values if it can be read."""
        where = (node, start, start + tier.span)
        if tier.number == 1:
            rows = self._read(f"SELECT rowid, start, data, rolled FROM raw WHERE {_RANGE}", where)
            return [(row, is_rolled, _unpacked(data, at, None)) for row, at, data, is_rolled in rows]
        below = TIERS[tier.number - 2]
        rows = self._read(
            f"SELECT rowid, start, data, rolled FROM block WHERE tier = ? AND {_RANGE}", (below.number, *where)
        )
        return [(row, is_rolled, _unpacked(data, at, below)) for row, at, data, is_rolled in rows]

    # ---- forgetting --------------------------------------------------------------------------

    def prune(self, now: float) -> None:
        """Forget what is too old, what is from the future, and the oldest where there is too much."""
        future = now + _FUTURE_SECONDS
        statements: list[tuple[str, Iterable[Sequence[object]]]] = [
            ("DELETE FROM raw WHERE start < ? AND rolled = 1", [(now - KEPT_RAW_SECONDS,)]),
            ("DELETE FROM raw WHERE start > ?", [(future,)]),
        ]
        for tier in TIERS:
            old = now - tier.kept_seconds - tier.span
            is_top = "" if tier is TIERS[-1] else " AND rolled = 1"
            statements += [
                (f"DELETE FROM block WHERE tier = ? AND start < ?{is_top}", [(tier.number, old)]),
                ("DELETE FROM block WHERE tier = ? AND start > ?", [(tier.number, future)]),
            ]
        self._within(statements)
        self._shrink()

    def _shrink(self) -> None:
        """Forget the oldest blocks until there is room again: minutes first, ten minutes last."""
        for tier in (TIERS[1], TIERS[0], TIERS[2]):
            while self.usage().used_bytes > FULL_SHARE * self._limit_bytes:
                oldest = self._read("SELECT min(start) FROM block WHERE tier = ?", (tier.number,))[0][0]
                if oldest is None:
                    break
                self._take_over(tier, oldest)
                self._within([("DELETE FROM block WHERE tier = ? AND start = ?", [(tier.number, oldest)])])
        with suppress(sqlite3.Error):
            self._db.execute("PRAGMA incremental_vacuum(2000)").fetchall()

    def _take_over(self, tier: Tier, start: int) -> None:
        """Put what only the blocks that begin at ``start`` know into the tier above, so that they may go."""
        if tier is TIERS[-1]:
            return
        above = TIERS[tier.number]
        waiting = self._read(
            "SELECT node, start FROM block WHERE tier = ? AND start = ? AND rolled = 0", (tier.number, start)
        )
        for node, at in waiting:
            self._roll(above, node, at // above.span * above.span)

    def usage(self) -> Usage:
        """Return how much of the file is used; pages that were freed do not count."""
        try:
            pages = self._db.execute("PRAGMA page_count").fetchone()[0]
            free = self._db.execute("PRAGMA freelist_count").fetchone()[0]
            oldest = self._db.execute(
                "SELECT min(start) FROM (SELECT min(start) AS start FROM block WHERE tier = 3 UNION ALL "
                "SELECT min(start) FROM block WHERE tier = 2 UNION ALL SELECT min(start) FROM block WHERE tier = 1 "
                "UNION ALL SELECT min(start) FROM raw)"
            ).fetchone()[0]
        except sqlite3.Error as error:
            raise _problem(error) from error
        return Usage((pages - free) * PAGE_BYTES, self._limit_bytes, oldest)

    # ---- reading -----------------------------------------------------------------------------

    def read(self, node_id: NodeId, start: float, end: float, step: float) -> Columns | None:
        """Return what is known of a node from ``start`` to ``end``, in the coarsest steps that are at most ``step``.

        Where those are not kept so far back, coarser ones stand in. None: nothing is known.
        """
        node = self._nodes.get(node_id)
        if node is None:
            return None
        wanted = max((tier.number for tier in TIERS if tier.step <= step), default=0)
        parts: list[Columns] = []
        end_of_range = end
        for number in range(wanted, len(TIERS) + 1):
            found = self._tier(number, node, start, end_of_range)
            if number == wanted:
                for below in range(wanted):
                    parts += self._tier(below, node, start, end, only_waiting=True)
            parts += found
            oldest = min((part.moments[0] for part in found if len(part.moments)), default=end_of_range)
            end_of_range = min(end_of_range, float(oldest))
            if end_of_range <= start + max(step, RAW_SECONDS):
                break
        parts = [part for part in parts if len(part.moments)]
        return blocks.joined(parts) if parts else None

    def _tier(self, number: int, node: int, start: float, end: float, *, only_waiting: bool = False) -> list[Columns]:
        waiting = " AND rolled = 0" if only_waiting else ""
        if number == 0:
            tier, where = None, (node, start - RAW_SECONDS, end)
            statement = f"SELECT start, data FROM raw WHERE {_RANGE}{waiting}"
        else:
            tier = TIERS[number - 1]
            where = (node, start - tier.span, end)
            statement = f"SELECT start, data FROM block WHERE tier = {number} AND {_RANGE}{waiting}"
        parts = [_unpacked(data, at, tier) for at, data in self._read(statement, where)]
        return [blocks.cut(part, start, end) for part in parts if part is not None]


class Unknown(sqlite3.DatabaseError):
    """A history that another version has written."""


def is_damage(error: BaseException | None) -> bool:
    """Tell whether the file itself is broken, so that only a new one helps."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    return isinstance(error, Unknown) or code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _unpacked(data: bytes, start: int, tier: Tier | None) -> Columns | None:
    """Return the values of a row; None where the bytes make no sense: it costs that row and nothing else."""
    try:
        return blocks.unpack_row(data, start) if tier is None else blocks.unpack_block(data, start, tier.step)
    except ValueError:
        return None


def _problem(error: Exception) -> ConsoleError:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    if code == sqlite3.SQLITE_FULL or (isinstance(error, OSError) and error.errno == errno.ENOSPC):
        return ConsoleError(
            "history.full",
            N_("There is no room for the history."),
            N_("What is measured now is shown but not kept. Make room on the disk, or allow the history more."),
        )
    return ConsoleError(
        "history.damaged" if is_damage(error) else "history.failed",
        N_("The history cannot be written: {reason}."),
        N_("What is measured now is shown but not kept. It is tried again every few seconds."),
        reason=str(error),
    )
