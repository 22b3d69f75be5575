"""Which model."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from console.model.errors import Problem
from console.model.service import ModelChoice
from console.model.text import fill
from console.settings.language import _, problem_text, translate
from console.ui.bridge import Bridge
from console.ui.dialogs import label
from console.ui.formats import decimal
from console.ui.theme import Themes
from console.ui.wizards.page import Page
from console.wire import messages as m

MB = 1_000_000


class ModelPage(Page):
    """The catalogue, one radio button a model."""

    def __init__(self, themes: Themes, bridge: Bridge) -> None:
        super().__init__(themes, _("Model"), _("Each model comes with the server that fits it."))
        self._bridge = bridge
        self._models: tuple[ModelChoice, ...] = ()
        self._problem = ""
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(lambda _number: self.changed.emit())
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self.body.addLayout(self._list)
        self.body.addStretch(1)

    def enter(self) -> None:
        """Fetch the catalogue once."""
        if not self._models:
            self._bridge.ask(m.ListModels(), self._received, self._failed)

    def _received(self, value: m.Value) -> None:
        if isinstance(value, m.Catalogue):
            self.show_models(value.models)

    def _failed(self, problem: Problem) -> None:
        self._problem = problem_text(problem)
        self.changed.emit()

    def show_models(self, models: tuple[ModelChoice, ...]) -> None:
        """List the models; the first is chosen."""
        self._models = models
        for number, model in enumerate(models):
            self._list.addWidget(self._row(number, model))
        if models:
            self._group.button(0).setChecked(True)
        self.changed.emit()

    def _row(self, number: int, model: ModelChoice) -> QWidget:
        row = QWidget(self)
        layout = QVBoxLayout(row)
        layout.setContentsMargins(0, 8, 0, 8)
        layout.setSpacing(2)
        radio = QRadioButton(f"{model.name}   {model.parameters}", row)
        radio.setAccessibleName(f"{model.name}, {translate(model.summary)}")
        self._group.addButton(radio, number)
        size = fill(
            _("{engine} · {download} MB to carry over · needs {memory} MB of memory"),
            {
                "engine": model.engine.replace("_", "."),
                "download": decimal(model.download_bytes / MB, 0),
                "memory": decimal(model.memory_bytes / MB, 0),
            },
        )
        layout.addWidget(radio)
        for text, role in ((translate(model.summary), "second"), (size, "hint")):
            line = label(text, role, row)
            line.setIndent(24)
            layout.addWidget(line)
        return row

    @property
    def chosen(self) -> ModelChoice | None:
        """Return the model that is chosen."""
        number = self._group.checkedId()
        return self._models[number] if 0 <= number < len(self._models) else None

    def obstacle(self) -> str:
        """Say that the catalogue is not there yet, or why it does not come."""
        if self._problem:
            return self._problem
        return "" if self.chosen else _("Reading the catalogue…")

    def summary(self) -> str:
        """Name the model."""
        return self.chosen.name if self.chosen else ""

    def first_focus(self) -> QWidget | None:
        """Return the chosen model."""
        return self._group.checkedButton()
