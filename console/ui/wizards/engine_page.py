"""By which server the model is served, and with what."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.model.field import Pairs
from console.model.service import DeployRequest, EngineChoice
from console.model.text import fill
from console.model.weights import Packaging, WeightsFormat
from console.settings.language import _, ngettext
from console.ui.bridge import Bridge
from console.ui.dialogs import label
from console.ui.theme import Themes
from console.ui.wizards.choices import Choice, ChoiceList
from console.ui.wizards.draft import PACKAGINGS, reads, way_fields
from console.ui.wizards.fitline import FitLine
from console.ui.wizards.fitview import FitView
from console.ui.wizards.form import FieldForm
from console.ui.wizards.keyline import KeyLine
from console.ui.wizards.page import Page, scrolled


class EnginePage(Page):
    """The engines that read the model, and the form that the chosen one asks for."""

    def __init__(self, themes: Themes, bridge: Bridge) -> None:
        super().__init__(themes, _("Engine"), _("The server that answers. What is left empty it decides itself."))
        self._engines: tuple[EngineChoice, ...] = ()
        self._weights = WeightsFormat.OTHER
        self._usual = ""
        self._picked = ""
        self._draft = DeployRequest((), "")
        content = QWidget(self)
        box = QVBoxLayout(content)
        box.setContentsMargins(0, 0, 0, 12)
        box.setSpacing(8)
        self.engines = ChoiceList(_("Engines"), content)
        self.way = FieldForm(
            themes, _("How the server comes"), content, {key: _(name) for key, name in PACKAGINGS.items()}
        )
        self.arguments = FieldForm(themes, _("Arguments of the engine"), content)
        self._arguments_title = label(_("Arguments"), "strong", content)
        self.fit = FitView(themes, bridge, content)
        self.key = KeyLine(bridge, content)
        for part in (self.engines, self.key, self.way, self._arguments_title, self.arguments, self.fit):
            box.addWidget(part)
        box.addStretch(1)
        self._area = scrolled(content, self)
        self.verdict = FitLine(themes, self.fit, self)
        self.body.addWidget(self.verdict)
        self.body.addWidget(self._area, 1)
        self.engines.changed.connect(self._pick)
        self.way.changed.connect(self._chosen)
        self.arguments.changed.connect(self._chosen)
        self.fit.arguments_wanted.connect(self.show_arguments)
        self.verdict.wanted.connect(lambda: self._area.ensureWidgetVisible(self.fit, 0, self._area.height()))

    def show_engines(self, engines: tuple[EngineChoice, ...]) -> None:
        """Take the engines that there are."""
        self._engines = engines
        self._show()

    def prepare(self, draft: DeployRequest, weights: WeightsFormat, usual: str) -> None:
        """Take what was chosen before: nodes and model, its format and the engine that it is usually served by.

        An engine that a person picked stays as long as it reads the model.
        """
        self._draft, self._weights, self._usual = draft, weights, usual
        self._show()

    def _show(self) -> None:
        choices = [Choice(each.id, _(each.title), self._meaning(each), self._obstacle(each)) for each in self._engines]
        readable = [choice.id for choice in choices if not choice.obstacle]
        self.engines.show_choices(choices, self._picked if self._picked in readable else self._usual)
        self._show_forms()

    def _meaning(self, engine: EngineChoice) -> str:
        return ", ".join(_(PACKAGINGS[packaging]) for packaging in engine.packagings)

    def _obstacle(self, engine: EngineChoice) -> str:
        if reads(engine, self._weights):
            return ""
        return fill(_("Does not read {format}"), {"format": self._weights.value})

    def _pick(self) -> None:
        self._picked = self.engines.chosen
        self._show_forms()

    def _show_forms(self) -> None:
        engine = self.engine
        self.key.show_registry(engine.registry if engine else "")
        self.way.show_fields(way_fields(engine) if engine else ())
        self.arguments.show_fields(engine.arguments if engine else ())
        self._arguments_title.setVisible(engine is not None and bool(engine.arguments))
        self._chosen()

    def _chosen(self) -> None:
        engine = self.engine
        has_none = engine is not None and engine.needs_image
        self.way.require("image", has_none and self.packaging == Packaging.IMAGE)
        rows = (*self.way.rows.values(), *self.arguments.rows.values())
        # What is still to be filled in takes no memory.
        if engine is not None and not any(row.fault() and not row.is_missing for row in rows):
            self.fit.show_request(self.applied(self._draft))
        self.changed.emit()

    @property
    def engine(self) -> EngineChoice | None:
        """Return the engine that is chosen."""
        return next((each for each in self._engines if each.id == self.engines.chosen), None)

    @property
    def packaging(self) -> str:
        """Return as what the server is to come; empty: as any that engine and target both know."""
        return dict(self.way.values()).get("packaging", "")

    @property
    def lacks_image(self) -> bool:
        """Tell whether it cannot run as a container, because nobody has named its image."""
        return self.engine is not None and self.engine.needs_image and not self.way.value("image")

    def applied(self, request: DeployRequest) -> DeployRequest:
        """Return the request with what was chosen here."""
        if self.engine is None:
            return request
        return replace(
            request,
            engine=self.engine.id,
            gpus=int(self.way.value("gpus")),
            sequences=self.fit.sequences.value(),
            packaging=self.packaging,
            image=self.way.value("image"),
            arguments=self.arguments.values(),
        )

    def show_arguments(self, values: Pairs) -> None:
        """Show other arguments, such as those that would make a model fit."""
        for name, value in values:
            (self.way if name in self.way.rows else self.arguments).show_value(name, value)

    def obstacle(self) -> str:
        """Name what cannot stay."""
        if self.engine is None:
            return _("No engine reads this model")
        return self.way.reason() or self.arguments.reason()

    def summary(self) -> str:
        """Name the engine, and how many GPUs it takes."""
        if self.engine is None:
            return ""
        gpus = dict(self.way.values()).get("gpus", "")
        return (
            f"{self.engine.title}, {ngettext('{count} GPU', '{count} GPUs', int(gpus))}"
            if gpus.isdecimal()
            else self.engine.title
        )

    def first_focus(self) -> QWidget | None:
        """Return what has to be corrected, else the chosen engine."""
        return self.way.first_fault() or self.arguments.first_fault() or self.engines.first_focus()
