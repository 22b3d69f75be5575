"""Which model: one of the catalogue, a repository of the hub, or weights that lie on this computer or on the node."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from console.model.errors import Problem
from console.model.field import Field, Kind
from console.model.service import ModelChoice
from console.model.text import N_, Text, fill
from console.model.weights import WeightsFormat
from console.settings.language import _, problem_text, translate
from console.ui.bridge import Bridge
from console.ui.dialogs import button, label
from console.ui.theme import Themes
from console.ui.wizards.choices import Choice, ChoiceList
from console.ui.wizards.form import FieldForm
from console.ui.wizards.modellist import ModelList, size_text
from console.ui.wizards.page import Page
from console.wire import messages as m

CATALOGUE, HUB_HOST = "catalogue", "huggingface.co"
HUB_ADDRESS = re.compile(r"https://(huggingface\.co|hf\.co)/")
PATH = r"(~/|/).+"
SOURCES = (
    (CATALOGUE, N_("Catalogue"), N_("Well-known models, with what they need.")),
    ("hf", N_("Hugging Face"), N_("Any repository of the hub.")),
    ("desk", N_("This computer"), N_("Weights that lie here; they are carried to the nodes.")),
    ("node", N_("The node"), N_("Weights that lie there already, on each chosen node.")),
)
FIELDS = {
    "hf": Field(
        "hf", Text(N_("Repository")), Text(N_("Its owner and its name, such as owner/name.")),
        pattern=r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*",
    ),
    "desk": Field(
        "desk", Text(N_("Path")), Text(N_("A folder with config.json and safetensors, or a GGUF file.")),
        Kind.FOLDER, pattern=PATH,
    ),
    "node": Field(
        "node", Text(N_("Path")), Text(N_("A folder with config.json and safetensors, or a GGUF file.")), pattern=PATH,
    ),
}  # fmt: skip


class ModelPage(Page):
    """Offers the sources; a list with a filter for the catalogue, a line for any other."""

    catalogue = Signal(object)
    """messages.Catalogue: what can be deployed, by what and where."""

    def __init__(self, themes: Themes, bridge: Bridge) -> None:
        super().__init__(themes, _("Model"), _("What is served. Sizes are those of the weights."))
        self._bridge = bridge
        self._problem = ""
        self.sources = ChoiceList(_("Where the model comes from"), self)
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(_("Filter: name, size, licence"))
        self.filter.setAccessibleName(_("Filter the models"))
        self.list = ModelList(themes, self)
        self._about = label("", "second", self)
        self.other = FieldForm(themes, _("Model"), self)
        self._listed = QWidget(self)
        box = QVBoxLayout(self._listed)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(8)
        box.addWidget(self.filter)
        box.addWidget(self.list, 1)
        box.addWidget(self._about)
        self._rest = QWidget(self)
        self.token_button = button(_("Token for the hub…"), "", self)
        self.token_button.setProperty("small", "true")
        self.token_button.clicked.connect(self._ask_token)
        self._token = label("", "hint", self)
        for part in (self.sources, self._listed, self.other, self._token_line(), self._rest):
            self.body.addWidget(part, 1 if part in {self._listed, self._rest} else 0)
        self.filter.textChanged.connect(self.list.show_matches)
        self.list.changed.connect(self._chose)
        self.sources.changed.connect(self._show_source)
        self.other.changed.connect(self._typed)
        self.sources.show_choices([Choice(key, _(title), _(meaning)) for key, title, meaning in SOURCES], CATALOGUE)
        self._show_source()

    def _token_line(self) -> QWidget:
        holder = QWidget(self)
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 4)
        line.setSpacing(10)
        line.addWidget(self.token_button)
        line.addWidget(self._token, 1)
        return holder

    def _show_token(self) -> None:
        """Offer to give a token where the hub may want one."""
        gated = self.chosen is not None and self.chosen.is_gated
        self.token_button.setVisible(gated or self.sources.chosen == "hf")
        self._token.setVisible(self.token_button.isVisibleTo(self))

    def _ask_token(self) -> None:
        def answered(value: m.Value) -> None:
            self._token.setText(_("A token is there.") if value is True else _("There is no token."))

        self._bridge.ask(m.AskHubToken(host=HUB_HOST), answered, lambda each: self._token.setText(problem_text(each)))

    def enter(self) -> None:
        """Fetch the catalogue, unless it is here."""
        if not self.list.models:
            self._bridge.ask(m.ListModels(), self._received, self._failed)

    def _received(self, value: m.Value) -> None:
        if isinstance(value, m.Catalogue):
            self._problem = ""
            self.list.show_models(value.models)
            self.catalogue.emit(value)
            self._chose()

    def _failed(self, problem: Problem) -> None:
        self._problem = problem_text(problem)
        self.changed.emit()

    def _show_source(self) -> None:
        source = self.sources.chosen
        listed = source == CATALOGUE
        self._listed.setVisible(listed)
        self.other.setVisible(not listed)
        self._rest.setVisible(not listed)
        self.other.show_fields(() if listed else (FIELDS[source],))
        self._show_token()
        self.changed.emit()

    def _typed(self) -> None:
        text = self.other.rows["hf"].text if "hf" in self.other.rows else ""
        if HUB_ADDRESS.match(text):  # as it is copied from a browser
            self.other.show_value("hf", "/".join(HUB_ADDRESS.sub("", text).split("/")[:2]))
        self.changed.emit()

    def _chose(self) -> None:
        model = self.list.chosen
        self._about.setText("" if model is None else _about(model))
        self._show_token()
        self.changed.emit()

    @property
    def chosen(self) -> ModelChoice | None:
        """Return the entry of the catalogue that is chosen; None for any other model."""
        return self.list.chosen if self.sources.chosen == CATALOGUE else None

    @property
    def model(self) -> str:
        """Return the model as a request names it; empty while none is chosen."""
        source = self.sources.chosen
        if source == CATALOGUE:
            return self.chosen.id if self.chosen else ""
        text = self.other.rows[source].text
        return f"{source}:{text}" if text else ""

    @property
    def weights(self) -> WeightsFormat:
        """Return the format of its weights, as far as it is known here."""
        if self.chosen is not None:
            return self.chosen.format
        return WeightsFormat.GGUF if self.model.lower().endswith(".gguf") else WeightsFormat.OTHER

    def obstacle(self) -> str:
        """Say what is missing, or why the catalogue does not come."""
        if self._problem and not self.list.models:
            return self._problem
        if not self.list.models:
            return _("Reading the catalogue…")
        if self.other.isVisibleTo(self) and self.other.faults():
            return _("Correct the marked fields")
        return "" if self.model else _("Choose a model")

    def summary(self) -> str:
        """Name the model."""
        return self.chosen.name if self.chosen else self.model.partition(":")[2].rstrip("/").rpartition("/")[2]

    def first_focus(self) -> QWidget | None:
        """Return the list, or the line for another model."""
        return self.list if self.sources.chosen == CATALOGUE else self.other.rows[self.sources.chosen].input


def _about(model: ModelChoice) -> str:
    parts = [translate(model.summary)]
    needs = {"memory": size_text(model.memory_bytes)}
    parts += [fill(_("Needs {memory} of memory."), needs)] if model.memory_bytes else []
    parts += [_("The hub gives it only to who shows a token.")] if model.is_gated else []
    return " ".join(parts)
