"""What the fit of a request says in words: verdict, parts, what would help, how far it can be relied upon."""

from __future__ import annotations

from msgspec import Struct

from console.model.fit import Band, Change, Estimate, GpuUse, NodeEstimate
from console.model.text import Text, fill
from console.settings.language import _, ngettext, translate
from console.ui.formats import decimal, whole
from console.ui.signs import Sign

GIB = 1 << 30
_GIBS, _COUNTS = frozenset({"need", "free", "used", "take", "kv", "left"}), frozenset({"tokens", "most"})
"""Fields of the core's texts that hold a number of GiB, and a whole number."""


class Piece(Struct, frozen=True):
    """A part of a bar. ``key`` is what it is painted by."""

    key: str
    title: str
    count: int
    """Bytes."""


def gib(count: int) -> str:
    """Return bytes in GiB, as people of the language write them."""
    return decimal(count / GIB)


def said(text: Text | None) -> str:
    """Return a text of the core in the language, its figures written as people of the language write them."""
    if text is None:
        return ""
    params = dict(text.params)
    for key, value in params.items():
        if key in _GIBS and value.replace(".", "", 1).isdecimal():
            params[key] = decimal(float(value))
        elif key in _COUNTS and value.isdecimal():
            params[key] = whole(int(value))
    return translate(Text(text.template, params))


def sign(node: NodeEstimate | None) -> Sign:
    """Return the silhouette of a verdict."""
    if node is None or node.estimate is None:
        return Sign.HOLLOW
    if not node.estimate.fits:
        return Sign.FAILED
    return Sign.TICK if node.estimate.confident else Sign.WARNING


def headline(node: NodeEstimate) -> str:
    """Return the verdict with its figures."""
    found = node.estimate
    if found is None:
        return fill(_("Not known: {why}"), {"why": said(node.why)})
    if not found.fits:
        return fill(_("Does not fit: {why}"), {"why": said(found.why)})
    values = {"need": gib(found.need_bytes), "room": gib(found.room_bytes), "most": whole(found.context_tokens)}
    if found.gpus and found.gpus[0].index < 0:
        return fill(_("Fits: {need} of {room} GiB of memory. Up to {most} tokens of context."), values)
    return fill(_("Fits: {need} of {room} GiB on each GPU. Up to {most} tokens of context."), values)


def summary(nodes: tuple[NodeEstimate, ...]) -> str:
    """Return on how many of the nodes it fits."""
    fits = sum(node.estimate is not None and node.estimate.fits for node in nodes)
    return fill(_("Fits on {count} of {total} nodes"), {"count": str(fits), "total": str(len(nodes))})


def wanted(found: Estimate) -> str:
    """Return what the figures are of."""
    demand = found.demand
    values = {"weights": demand.precision, "kv": demand.kv_precision, "tokens": whole(demand.context_tokens)}
    words = fill(_("Weights in {weights}, keys and values in {kv}, {tokens} tokens of context"), values)
    if demand.sequences > 1:
        words += " " + fill(_("for each of {count}"), {"count": whole(demand.sequences)})
    return words


def pieces(use: GpuUse) -> tuple[Piece, ...]:
    """Return what a GPU is filled with, from left to right; what is too much stands beyond its end."""
    parts = use.parts
    spare = max(0, use.taken_bytes - parts.total)
    found = (
        Piece("others", _("others"), use.used_bytes),
        Piece("weights", _("weights"), parts.weights),
        Piece("kv", _("keys and values"), parts.kv),
        Piece("flight", _("in flight"), parts.activations),
        Piece("runtime", _("runtime"), parts.runtime),
        Piece("spare", _("reserved beyond that"), spare),
    )
    free = max(0, use.total_bytes - sum(piece.count for piece in found))
    return (*(piece for piece in found if piece.count), Piece("free", _("free"), free))


def name(use: GpuUse) -> str:
    """Return what a GPU is called in the list."""
    return _("Memory") if use.index < 0 else fill(_("GPU {index}"), {"index": str(use.index)})


def spoken(use: GpuUse) -> str:
    """Return the whole bar as a sentence, for who does not see it."""
    verdict = _("fits") if use.fits else _("does not fit")
    listed = ", ".join(f"{piece.title} {gib(piece.count)} GiB" for piece in pieces(use))
    return f"{name(use)}, {use.name}, {gib(use.total_bytes)} GiB: {verdict}. {listed}" if use.name else (
        f"{name(use)}, {gib(use.total_bytes)} GiB: {verdict}. {listed}"
    )  # fmt: skip


def change_words(change: Change) -> str:
    """Return what a change is, its first letter large."""
    return texts_said(change.texts)


def texts_said(texts: tuple[Text, ...]) -> str:
    """Return texts as one line, its first letter large."""
    words = ", ".join(said(text) for text in texts)
    return words[:1].upper() + words[1:]


def change_figures(change: Change) -> str:
    """Return what it then takes."""
    values = {
        "need": gib(change.need_bytes),
        "room": gib(change.room_bytes),
        "most": whole(change.context_tokens),
    }
    return fill(_("{need} of {room} GiB, up to {most} tokens"), values)


def confidence(found: Estimate) -> str:
    """Return how far the estimate can be relied upon, and why no further."""
    if found.confident:
        return _("Confidence: high")
    return _("Confidence: low.") + " " + " ".join(said(doubt) for doubt in found.doubts)


def band_words(band: Band | None, engine: str) -> str:
    """Return how far earlier estimates were from what was measured; empty where there were none."""
    if band is None:
        return _("Nothing was measured yet with this engine.")
    values = {
        "low": f"{band.low * 100:.0f}",
        "high": f"{band.high * 100:.0f}",
        "count": str(band.samples),
        "engine": engine,
    }
    template = (
        ngettext(
            "Measured at {count} deployment of this model: {low} to {high} percent of the estimate.",
            "Measured at {count} deployments of this model: {low} to {high} percent of the estimate.",
            band.samples,
        )
        if band.of_model
        else ngettext(
            "Measured at {count} deployment with {engine}: {low} to {high} percent of the estimate.",
            "Measured at {count} deployments with {engine}: {low} to {high} percent of the estimate.",
            band.samples,
        )
    )
    return fill(template, values)
