"""What a table says of a model on an engine on a node."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from console.model.readiness import Fit, Fits, Rank
from console.model.text import fill
from console.settings.language import _, translate
from console.ui.clusters.rows import Column
from console.ui.formats import decimal, whole
from console.ui.signs import Sign

R = TypeVar("R")
GIB = 1 << 30


def fits_word(fits: Fits) -> str:
    """Return the word."""
    return {Fits.YES: _("yes"), Fits.LIMIT: _("with limits"), Fits.NO: _("no")}[fits]


def fits_sign(fits: Fits) -> Sign:
    """Return the silhouette."""
    return {Fits.YES: Sign.TICK, Fits.LIMIT: Sign.WARNING, Fits.NO: Sign.FAILED}[fits]


def why(fit: Fit) -> str:
    """Return what stands in the way, or what it costs."""
    notes = [translate(note) for note in fit.notes]
    if fit.is_rough and fit.fits is not Fits.NO:
        notes.append(_("Estimate of low confidence."))
    return " ".join(notes)


def _gpus(fit: Fit) -> str:
    if fit.fits is Fits.NO:
        return ""
    return str(fit.gpus) if fit.gpus else _("none")


def _memory(fit: Fit) -> str:
    if not fit.need_bytes:
        return ""
    values = {"need": decimal(fit.need_bytes / GIB), "free": decimal(fit.free_bytes / GIB)}
    return fill(_("{need} of {free} GiB"), values)


def _tokens(fit: Fit) -> str:
    return whole(fit.most_tokens) if fit.most_tokens else ""


def fit_columns(of: Callable[[R], Fit | None]) -> tuple[Column[R], ...]:
    """Return the columns that tables of models and of nodes share."""

    def text(call: Callable[[Fit], str]) -> Callable[[R], str]:
        return lambda row: call(fit) if (fit := of(row)) is not None else ""

    def number(call: Callable[[Fit], float]) -> Callable[[R], float]:
        return lambda row: call(fit) if (fit := of(row)) is not None else -1.0

    return (
        Column("engine", _("Engine"), 160, text(lambda fit: fit.engine)),
        Column("weights", _("Weights"), 70, text(lambda fit: fit.precision)),
        Column("gpus", "GPUs", 52, text(_gpus), number(lambda fit: fit.gpus), is_right=True),
        Column("memory", _("Memory on each"), 130, text(_memory), number(lambda fit: fit.need_bytes), is_right=True),
        Column("tokens", _("Most context"), 100, text(_tokens), number(lambda fit: fit.most_tokens), is_right=True),
        Column("why", _("Limit"), 420, text(why)),
    )


def _itself(fit: Fit) -> Fit | None:
    return fit


def _order(fit: Fit | None) -> float:
    return float(len(Fits)) if fit is None else float(list(Fits).index(fit.fits))


def model_columns() -> tuple[Column[Fit], ...]:
    """Return the columns of what would run on one node."""
    return (
        Column("runs", _("Runs"), 104, lambda fit: fits_word(fit.fits), _order, sign=lambda fit: fits_sign(fit.fits)),
        Column("model", _("Model"), 176, lambda fit: fit.model),
        *fit_columns(_itself),
    )


def node_columns() -> tuple[Column[Rank], ...]:
    """Return the columns of the nodes for one model."""
    return (
        Column(
            "runs",
            _("Runs"),
            110,
            lambda rank: fits_word(rank.fit.fits) if rank.fit else _("not known"),
            lambda rank: _order(rank.fit),
            sign=lambda rank: fits_sign(rank.fit.fits) if rank.fit else Sign.HOLLOW,
        ),
        Column("node", _("Node"), 160, lambda rank: rank.name),
        *fit_columns(lambda rank: rank.fit),
    )
