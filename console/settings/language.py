"""The language of the person at the desk: gettext catalogues over English source texts."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

from console.model.errors import Problem
from console.model.text import Text, fill

DOMAIN = "leitstand"
SOURCE_LANGUAGE = "en"


class _Catalogue:
    """Holds the one language of the process; English needs no file."""

    def __init__(self) -> None:
        self.code = SOURCE_LANGUAGE
        self.texts = gettext.NullTranslations()


_catalogue = _Catalogue()


def set_language(code: str, folder: Path) -> str:
    """Speak ``code`` (``auto``: as the environment says) from the catalogues in ``folder``; return what is spoken.

    A language without a catalogue is answered in English, so that nobody sees an empty window.
    """
    wanted = system_language() if code == "auto" else code
    path = catalogue_path(wanted, folder)
    if wanted != SOURCE_LANGUAGE and path.is_file():
        with path.open("rb") as file:
            _catalogue.texts = gettext.GNUTranslations(file)
        _catalogue.code = wanted
    else:
        _catalogue.texts, _catalogue.code = gettext.NullTranslations(), SOURCE_LANGUAGE
    return _catalogue.code


def language() -> str:
    """Return the code of the language that is spoken."""
    return _catalogue.code


def catalogue_path(code: str, folder: Path) -> Path:
    """Return where the compiled catalogue of ``code`` stands under ``folder``."""
    return folder / code / "LC_MESSAGES" / f"{DOMAIN}.mo"


def system_language() -> str:
    """Return the two-letter code that the environment asks for, English where it asks for nothing."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "").partition(":")[0]
        if value:
            code = value.partition(".")[0].partition("_")[0].lower()
            return SOURCE_LANGUAGE if code in {"c", "posix"} else code
    return SOURCE_LANGUAGE


def _(message: str) -> str:
    """Return ``message`` in the language of the person."""
    return _catalogue.texts.gettext(message) if message else ""


def ngettext(one: str, many: str, count: int) -> str:
    """Return the form for ``count`` things, its ``{count}`` filled in as the language writes large numbers."""
    written = f"{count:,}"
    written = written.replace(",", ".") if language() == "de" else written
    return fill(_catalogue.texts.ngettext(one, many, count), {"count": written})


def translate(text: Text) -> str:
    """Return a text of the core in the language of the person."""
    return fill(_(text.template), text.params)


def problem_text(problem: Problem) -> str:
    """Return what happened, in the language of the person."""
    # A reason has words of the product where they are in the catalogue, else those of the system.
    reason = problem.params.get("reason", "")
    return fill(_(problem.message), {**problem.params, "reason": _(reason)})


def problem_advice(problem: Problem) -> str:
    """Return what to do about it, in the language of the person; empty when there is nothing to do."""
    return fill(_(problem.hint), problem.params)
