"""What a person reads goes through the catalogue."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.meta.source import called, python_files, where

# Which arguments of a call people read, by position.
SHOWN: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(
        (
            "setText", "setToolTip", "setStatusTip", "setWhatsThis", "setWindowTitle", "setPlaceholderText",
            "setAccessibleName", "setAccessibleDescription", "setTitle", "setSubTitle", "setInformativeText",
            "setDetailedText", "setLabelText", "setPrefix", "setSuffix", "showMessage", "setHeaderLabels",
            "QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QGroupBox", "QToolButton", "QDockWidget",
            "QCommandLinkButton", "addMenu", "addRow", "setSpecialValueText",
        ),
        (0,),
    ),
    **dict.fromkeys(("addAction", "QAction", "QMenu", "addItem", "insertSeparator"), (0, 1)),
    **dict.fromkeys(("addTab", "setTabText", "setItemText", "setButtonText", "setTabToolTip"), (1,)),
    **dict.fromkeys(("information", "warning", "critical", "question", "getText"), (1, 2)),
}  # fmt: skip
TRANSLATING = {"_", "N_", "ngettext", "translate", "problem_text", "problem_advice"}
# The same in every language: the product, units and key names.
NEUTRAL = re.compile(
    r"Leitstand|SSH|GPU|CPU|[KMGT]i?B|[KMGT]?Hz|W|°C|ms|s|px|x|Ctrl|Alt|Shift|Meta|Esc|F\d+|user|host|port|example|com"
)


def bare_texts(node: ast.AST) -> Iterator[ast.Constant]:
    """Yield the literal texts in an expression that no translating call surrounds."""
    if isinstance(node, ast.Call):
        if called(node) in TRANSLATING:
            return
        # join and format show their text; what is handed to other functions is theirs to show.
        if called(node) in {"join", "format"}:
            yield from bare_texts(node.func)
        return
    if isinstance(node, ast.Subscript | ast.Compare):
        return
    if isinstance(node, ast.FormattedValue):
        yield from bare_texts(node.value)
        return
    if isinstance(node, ast.IfExp):
        yield from bare_texts(node.body)
        yield from bare_texts(node.orelse)
        return
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and re.search(r"[^\W\d_]{2}", NEUTRAL.sub(" ", node.value)):
            yield node
        return
    for child in ast.iter_child_nodes(node):
        yield from bare_texts(child)


def untranslated(tree: ast.AST) -> list[ast.Constant]:
    """Return the literal texts that are shown to people as they are."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for position in SHOWN.get(called(node), ()):
                if position < len(node.args):
                    found += list(bare_texts(node.args[position]))
    return found


def test_what_the_window_shows_is_marked() -> None:
    hits = [
        f"{where(path, text)} {text.value!r}"
        for path in python_files("console/ui")
        for text in untranslated(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not hits, "\n".join(hits)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('label.setText("Open")', True),
        ('label.setText(_("Open"))', False),
        ('label.setText(_("Open {n}").format(n=1))', False),
        ('label.setText("Open {}".format(name))', True),
        ('label.setText(f"{name} open")', True),
        ('label.setText(f"{name} {size} GB")', False),
        ('QLabel("Nodes" if many else _("Node"))', True),
        ('QLabel(self.names["open"])', False),
        ('menu.addAction(icon, "Close")', True),
        ('tabs.addTab(page, "Log")', True),
        ('button.setObjectName("close")', False),
        ('label.setText("")', False),
        ('label.setText("·")', False),
    ],
)
def test_the_search_itself(code: str, *, found: bool) -> None:
    assert bool(untranslated(ast.parse(code))) is found
