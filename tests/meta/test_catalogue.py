"""The catalogues hold every text of the program, translated, and what is compiled is what they say."""

from __future__ import annotations

import gettext
import importlib.util
import io
import re
import string
import sys
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog, Message

from tests.meta.source import ROOT


def load_tool() -> ModuleType:
    """Return packaging/strings.py, which is a script and not in a package."""
    spec = importlib.util.spec_from_file_location("leitstand_strings", ROOT / "packaging/strings.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


TOOL = load_tool()
HINT = "Run: bash packaging/dev strings"
CATALOGUES: list[Path] = list(TOOL.catalogues())


@pytest.fixture(scope="module")
def source() -> Catalog:
    extracted: Catalog = TOOL.extract()
    return extracted


def keys(catalog: Catalog) -> set[str | tuple[str, ...]]:
    return {tuple(m.id) if isinstance(m.id, list | tuple) else m.id for m in catalog if m.id}


def texts(value: str | list[str] | tuple[str, ...] | None) -> list[str]:
    return [value or ""] if isinstance(value, str) or value is None else list(value)


def fields(text: str) -> set[str]:
    """Return the ``{fields}`` of a template; braces that are no template have none."""
    return set(re.findall(r"\{([a-z_]+)\}", text))


def test_a_text_is_found_wherever_it_is_marked() -> None:
    source = 'f"{_(\'inside\')} " + _("first " "second") + ngettext("one", "many", n) + _(name) + other("no")'
    assert list(TOOL.marked(source)) == [("inside",), ("first second",), ("one", "many")]


def test_there_is_german() -> None:
    assert [path.stem for path in CATALOGUES] == ["de"]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_the_catalogue_has_every_text_and_no_other(path: Path, source: Catalog) -> None:
    have, want = keys(TOOL.load(path)), keys(source)
    assert not want - have, HINT
    assert not have - want, HINT


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_every_text_is_translated(path: Path) -> None:
    def is_open(message: Message) -> bool:
        return bool(message.id) and (message.fuzzy or not all(texts(message.string)))

    assert not [message.id for message in TOOL.load(path) if is_open(message)]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_a_translation_keeps_the_fields(path: Path) -> None:
    wrong = []
    for message in TOOL.load(path):
        wanted = set().union(*map(fields, texts(message.id)))
        wrong += [text for text in texts(message.string) if text and fields(text) != wanted]
    assert not wrong


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_what_is_compiled_is_what_the_catalogue_says(path: Path) -> None:
    catalog = TOOL.load(path)
    with TOOL.compiled_path(path).open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    fresh = gettext.GNUTranslations(io.BytesIO(TOOL.compiled(catalog)))
    for message in catalog:
        if message.id:
            first = texts(message.id)[0]
            assert compiled.gettext(first) == fresh.gettext(first), HINT


def test_templates_are_plain(source: Catalog) -> None:
    """A field is a bare name: what is filled in is text already, and translators see no format codes."""
    wrong = []
    for message in source:
        for text in texts(message.id) if message.id else []:
            wrong += [
                text
                for _literal, name, spec, conversion in string.Formatter().parse(text)
                if name is not None and (spec or conversion or not name.isidentifier())
            ]
    assert not wrong
