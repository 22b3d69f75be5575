from __future__ import annotations

import gettext
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from console.model.errors import Problem
from console.model.text import Text
from console.settings import language
from console.settings.language import _


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    catalog = Catalog(locale="de")
    catalog.add("Copy", "Kopieren")
    catalog.add("{host} is gone", "{host} ist weg")
    catalog.add("Look for {host}", "Suche {host}")
    catalog.add(("{count} node", "{count} nodes"), ("{count} Knoten", "{count} Knoten (mehrere)"))
    path = language.catalogue_path("de", tmp_path)
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, catalog)
    yield tmp_path
    language.set_language("en", tmp_path)


def test_english_needs_no_catalogue(tmp_path: Path) -> None:
    assert language.set_language("en", tmp_path) == "en"
    assert _("Copy") == "Copy"


def test_german(folder: Path) -> None:
    assert language.set_language("de", folder) == language.language() == "de"
    assert _("Copy") == "Kopieren"
    assert _("Not in the catalogue") == "Not in the catalogue"
    assert language.ngettext("{count} node", "{count} nodes", 1) == "1 Knoten"
    assert language.ngettext("{count} node", "{count} nodes", 8) == "8 Knoten (mehrere)"
    assert language.ngettext("{count} node", "{count} nodes", 8000) == "8.000 Knoten (mehrere)"


def test_nothing_stays_nothing(folder: Path) -> None:
    """gettext answers the empty text with the catalogue's header."""
    language.set_language("de", folder)
    assert _("") == ""


def test_a_problem_of_the_core_is_told_in_the_language_of_the_desk(folder: Path) -> None:
    language.set_language("de", folder)
    problem = Problem("ssh.gone", "{host} is gone", "Look for {host}", {"host": "gpu01.example.com"})
    assert language.problem_text(problem) == "gpu01.example.com ist weg"
    assert language.problem_advice(problem) == "Suche gpu01.example.com"
    assert language.translate(Text("{host} is gone", {"host": "x"})) == "x ist weg"


def test_a_language_without_a_catalogue_is_answered_in_english(folder: Path) -> None:
    language.set_language("de", folder)
    assert language.set_language("xx", folder) == "en"
    assert _("Copy") == "Copy"


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"LANG": "de_DE.UTF-8"}, "de"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANGUAGE": "de:en", "LANG": "en_US.UTF-8"}, "de"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_environment_chooses(variables: dict[str, str], code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language.system_language() == code


def test_auto_follows_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "de")
    assert language.set_language("auto", folder) == "de"


def test_the_catalogue_is_where_gettext_looks(folder: Path) -> None:
    assert gettext.find(language.DOMAIN, str(folder), ["de"]) == str(language.catalogue_path("de", folder))
