from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from console.ui.keycard import KeyCard, marked_html, plain_html
from console.ui.signs import Sign
from console.ui.theme import Themes
from tests.gui.conftest import drop


def test_differing_letters_are_bold_tinted_and_underlined(themes: Themes) -> None:
    html = marked_html([("ab", False), ("<c", True)], themes)
    assert html.startswith("SHA256:ab<span")
    assert "&lt;c</span>" in html
    assert all(word in html for word in ("font-weight:700", "underline", themes.current.colors.fail_bg.name()))
    assert plain_html("a<b") == "SHA256:a&lt;b"


def test_keys_stand_one_above_the_other_and_in_full(qtbot: QtBot, themes: Themes) -> None:
    parent = QWidget()
    card = KeyCard(themes, parent)
    card.add(Sign.TICK, "Known", "ssh-ed25519", plain_html("p" * 43))
    card.add(Sign.FAILED, "Offered", "ssh-ed25519", plain_html("h" * 43))
    card.resize(732, 92)
    parent.show()
    digests = [label for label in card.findChildren(QLabel) if "SHA256" in label.text()]
    assert digests[0].x() == digests[1].x()
    assert digests[0].y() < digests[1].y()
    assert all(label.width() >= label.sizeHint().width() for label in digests)
    drop(parent)
