"""How the model runs on the node."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from console.model.service import DeployRequest
from console.settings.language import _, translate
from console.ui.dialogs import button, label
from console.ui.theme import Themes
from console.ui.wizards.draft import TARGETS, with_fields
from console.ui.wizards.page import Page


class TargetPage(Page):
    """A form; what is wrong with a field stands under it."""

    def __init__(self, themes: Themes) -> None:
        super().__init__(
            themes,
            _("Target"),
            _("The server listens on the node's loopback only; Leitstand reaches it through the SSH connection."),
        )
        self._fields: dict[str, QLineEdit] = {}
        self._errors: dict[str, QLabel] = {}
        self._request: DeployRequest | None = None
        self._targets = QButtonGroup(self)
        self.body.addLayout(self._target_list())
        self.body.addSpacing(8)
        self.body.addLayout(self._form())
        self.body.addStretch(1)

    def _target_list(self) -> QVBoxLayout:
        box = QVBoxLayout()
        box.setSpacing(2)
        for number, (_name, title, meaning) in enumerate(TARGETS):
            radio = QRadioButton(_(title), self)
            radio.setAccessibleName(_(title))
            radio.setAccessibleDescription(_(meaning))
            self._targets.addButton(radio, number)
            line = label(_(meaning), "hint", self)
            line.setIndent(24)
            box.addWidget(radio)
            box.addWidget(line)
        self._targets.idClicked.connect(lambda _number: self.changed.emit())
        return box

    def _form(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        grid.setColumnMinimumWidth(0, 170)
        grid.setColumnStretch(1, 1)
        rows = (
            ("service_name", _("Service name"), ""),
            ("port", _("Port on the node"), ""),
            ("threads", _("Threads"), ""),
            ("directory", _("Folder on the node"), ""),
            ("wheelhouse", _("Folder with wheels"), _("Empty: fetch them once from the package index")),
        )
        for number, (name, title, placeholder) in enumerate(rows):
            edit = QLineEdit(self)
            edit.setAccessibleName(title)
            edit.setPlaceholderText(placeholder)
            edit.textChanged.connect(self._check)
            self._fields[name] = edit
            self._errors[name] = label("", "error", self)
            self._errors[name].hide()
            grid.addWidget(label(title, "second", self, wraps=False), 2 * number, 0)
            grid.addLayout(self._with_browse(edit) if name == "wheelhouse" else _alone(edit), 2 * number, 1)
            grid.addWidget(self._errors[name], 2 * number + 1, 1)
            grid.setRowMinimumHeight(2 * number + 1, 6)
        return grid

    def _with_browse(self, edit: QLineEdit) -> QHBoxLayout:
        line = QHBoxLayout()
        browse = button(_("Browse…"), "", self)
        browse.setProperty("small", "true")
        browse.clicked.connect(self._browse)
        line.addWidget(edit, 1)
        line.addWidget(browse)
        return line

    def _browse(self) -> None:
        dialog = QFileDialog(self, _("Folder with wheels"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self._fields["wheelhouse"].setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def show_request(self, request: DeployRequest) -> None:
        """Fill the form."""
        self._request = request
        names = [name for name, _title, _meaning in TARGETS]
        self._targets.button(names.index(request.target)).setChecked(True)
        for name, edit in self._fields.items():
            edit.setText(dict(request.arguments).get(name, "") or str(getattr(request, name, "")))

    def request(self) -> DeployRequest | None:
        """Return the request as the form says it; None while something in it cannot stay."""
        made, errors = self._read()
        return None if errors else made

    def _read(self) -> tuple[DeployRequest | None, dict[str, str]]:
        if self._request is None:
            return None, {}
        fields = {name: edit.text() for name, edit in self._fields.items()}
        fields["target"] = TARGETS[max(self._targets.checkedId(), 0)][0]
        made, errors = with_fields(self._request, fields)
        return made, {error.field: translate(error.message) for error in errors}

    def _check(self) -> None:
        _made, errors = self._read()
        for name, shown in self._errors.items():
            shown.setText(errors.get(name, ""))
            shown.setVisible(name in errors)
            self._fields[name].setAccessibleDescription(errors.get(name, ""))
        self.changed.emit()

    def obstacle(self) -> str:
        """Name what cannot stay."""
        return _("Correct the marked fields") if self._read()[1] else ""

    def summary(self) -> str:
        """Name the target and the port."""
        made = self.request()
        if made is None:
            return ""
        title = next(title for name, title, _meaning in TARGETS if name == made.target)
        return f"{_(title)}, {made.port}"

    def first_focus(self) -> QWidget | None:
        """Return the chosen target."""
        return self._targets.checkedButton()


def _alone(edit: QLineEdit) -> QHBoxLayout:
    line = QHBoxLayout()
    line.addWidget(edit)
    return line
