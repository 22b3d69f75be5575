"""Brings the catalogues in resources/translations up to date with the source, and compiles them."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from console.fleet.alert_rules import plain_template

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "resources" / "translations"
MODELS = ROOT / "resources" / "catalog"
"""The model catalogue: its summaries are read by people, so they are translated too."""
ALERTS = ROOT / "resources" / "alerts" / "rules.toml"
KEYWORDS = {"_": 1, "N_": 1, "ngettext": 2}
"""What marks a text, and how many of its arguments are forms of it."""


def marked(source: str) -> Iterator[tuple[str, ...]]:
    """Yield the texts that a module marks, each with its forms, from the first to the last.

    Not by tokens, as gettext's own tools do: before Python 3.12 what stands inside of an f-string is none.
    """
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        if isinstance(call.func, ast.Name) and call.func.id in KEYWORDS:
            values = [arg.value for arg in call.args[: KEYWORDS[call.func.id]] if isinstance(arg, ast.Constant)]
            forms = tuple(value for value in values if isinstance(value, str) and value)
            if len(forms) == KEYWORDS[call.func.id]:
                yield forms


def extract() -> Catalog:
    """Return every text of the program that is marked for translation."""
    catalog = Catalog(project="Leitstand", charset="utf-8")
    for path in sorted((ROOT / "console").rglob("*.py")):
        for forms in marked(path.read_text("utf-8")):
            catalog.add(forms if len(forms) > 1 else forms[0], locations=[(str(path.relative_to(ROOT)), 0)])
    for path in sorted(MODELS.glob("*.toml")):
        catalog.add(tomllib.loads(path.read_text("utf-8"))["summary"], locations=[(str(path.relative_to(ROOT)), 0)])
    for rule in tomllib.loads(ALERTS.read_text("utf-8"))["alert"]:
        for key in ("text", "hint"):
            catalog.add(plain_template(rule[key]), locations=[(str(ALERTS.relative_to(ROOT)), 0)])
    return catalog


def catalogues() -> Iterator[Path]:
    """Yield the translators' files, one a language."""
    yield from sorted(TRANSLATIONS.glob("*.po"))


def load(path: Path) -> Catalog:
    """Return the catalogue in ``path``."""
    with path.open("rb") as file:
        return read_po(file, locale=path.stem, domain="leitstand")


def compiled(catalog: Catalog) -> bytes:
    """Return what the program reads."""
    buffer = BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def compiled_path(path: Path) -> Path:
    """Return where the program looks for the compiled form of ``path``."""
    return TRANSLATIONS / path.stem / "LC_MESSAGES" / "leitstand.mo"


def update(path: Path, source: Catalog) -> int:
    """Bring ``path`` up to date, compile it, and return how many texts still want a translation."""
    catalog = load(path)
    made = catalog.creation_date
    catalog.update(source, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.creation_date = made  # or every run would change the file
    with path.open("wb") as file:
        write_po(file, catalog, width=110, sort_output=True, include_lineno=False, ignore_obsolete=True)
    target = compiled_path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(compiled(catalog))
    return sum(1 for message in catalog if message.id and (not message.string or message.fuzzy))


def main() -> int:
    """Update every catalogue; say what is left to translate."""
    source = extract()
    for path in catalogues():
        print(f"{path.relative_to(ROOT)}: {len(source)} texts, {update(path, source)} to translate")
    return 0


if __name__ == "__main__":
    sys.exit(main())
