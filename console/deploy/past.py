"""Who deployed what, when, and how it ended: also of deploys that are no longer listed. It is read, never acted on."""

from __future__ import annotations

import csv
import io
import json
import logging
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from console.deploy import record
from console.deploy.journal import Journal
from console.model.errors import ConsoleError
from console.model.record import Deed, PastDeed
from console.model.service import DeployView
from console.model.text import N_
from console.settings.store import write_atomic

log = logging.getLogger("leitstand.deploy")

MOST = 10_000
"""Lines of deploys that are no longer listed; some 4 MB. The oldest go."""
SLACK = 500
"""So many more, before the file is written anew."""
FIELDS = (
    "started", "ended", "who", "action", "service", "node", "model", "engine", "target", "state", "problem", "deploy",
)  # fmt: skip

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[PastDeed] = msgspec.json.Decoder(PastDeed)


def past_of(view: DeployView, deeds: Iterable[Deed], *, is_listed: bool = True) -> tuple[PastDeed, ...]:
    """Return the lines of a deploy."""
    plan = view.plan
    return tuple(
        PastDeed(
            view.id, plan.service_name, plan.node_id, plan.model, plan.engine, plan.target, deed, is_listed=is_listed
        )
        for deed in deeds
    )


class Past:
    """A file of JSON lines beside the journals."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, view: DeployView, journal: Journal, last: Deed) -> None:
        """Write down what was done with a deploy that is going to be forgotten. Raises ConsoleError."""
        lines = past_of(view, (*record.deeds(journal.entries()), last), is_listed=False)
        try:
            self._append(lines)
        except OSError as error:
            raise ConsoleError(
                "deploy.history",
                N_("The history {file} could not be written: {reason}."),
                N_("Free some space on this machine. The deployment stays in the list until then."),
                file=self._path,
                reason=error.strerror or error,
            ) from error

    def _append(self, lines: Iterable[PastDeed]) -> None:
        added = b"".join(_encoder.encode(line) + b"\n" for line in lines)
        try:
            before = self._path.read_bytes()
        except FileNotFoundError:
            before = b""
        if before and not before.endswith(b"\n"):  # the power failed in the middle of a line
            before += b"\n"
        kept = (before + added).splitlines(keepends=True)
        if len(kept) > MOST + SLACK:
            kept = kept[-MOST:]
        write_atomic(self._path, b"".join(kept).decode(errors="replace"))

    def rows(self, listed: Iterable[tuple[DeployView, Journal]]) -> tuple[PastDeed, ...]:
        """Return all that was ever done, oldest first: of the deploys in the list, and of those that have left it."""
        found = list(self._read())
        for view, journal in listed:
            found += past_of(view, record.deeds(journal.entries()))
        return tuple(sorted(found, key=lambda line: line.deed.at))

    def _read(self) -> Iterator[PastDeed]:
        try:
            lines = self._path.read_bytes().splitlines()
        except FileNotFoundError:
            return
        except OSError as error:
            log.warning("%s cannot be read: %s", self._path, error)
            return
        for line in lines:
            try:
                yield _decoder.decode(line)
            except (msgspec.DecodeError, msgspec.ValidationError) as error:
                log.info("%s: a line that cannot be read is skipped: %s", self._path.name, error)


# ---- to take along -----------------------------------------------------------------------------------------------


def as_json(rows: Iterable[PastDeed]) -> str:
    """Return the history as a JSON array of objects with ``FIELDS``."""
    return json.dumps([_fields(row) for row in rows], ensure_ascii=False, indent=1) + "\n"


def as_csv(rows: Iterable[PastDeed]) -> str:
    """Return the history as CSV (RFC 4180), with a head."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(FIELDS)
    for row in rows:
        writer.writerow([_cell(value) for value in _fields(row).values()])
    return text.getvalue()


def _cell(value: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: nodes have a say in the words of a problem."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _fields(row: PastDeed) -> dict[str, str]:
    deed = row.deed
    values = (
        _moment(deed.at), _moment(deed.ended_at), deed.who, deed.action, row.service, row.node_id, row.model,
        row.engine, row.target, deed.state.value if deed.state is not None else "",
        deed.problem.text() if deed.problem is not None else "", row.deploy_id,
    )  # fmt: skip
    return dict(zip(FIELDS, values, strict=True))


def _moment(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds") if at else ""
