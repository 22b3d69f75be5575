"""Where the server runs and what keeps it up."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.model.service import DeployRequest, EngineChoice, TargetChoice
from console.model.text import fill
from console.settings.language import _, translate
from console.ui.dialogs import label
from console.ui.theme import Themes
from console.ui.wizards.choices import Choice, ChoiceList
from console.ui.wizards.draft import AUTO, AUTO_MEANING, AUTO_TITLE, service_fields, takes, takes_images_only
from console.ui.wizards.form import FieldForm
from console.ui.wizards.page import Page, scrolled


class TargetPage(Page):
    """The targets that take the server, the form that the chosen one asks for, and the service itself."""

    def __init__(self, themes: Themes) -> None:
        super().__init__(
            themes,
            _("Target"),
            _(
                "Leitstand reaches the server through the SSH connection: on the node's loopback, "
                "or through the tools of its cluster."
            ),
        )
        self._targets: tuple[TargetChoice, ...] = ()
        self._is_own_machine = False
        self._engine: EngineChoice | None = None
        self._packaging, self._lacks_image = "", False
        content = QWidget(self)
        box = QVBoxLayout(content)
        box.setContentsMargins(0, 0, 0, 12)
        box.setSpacing(8)
        self.targets = ChoiceList(_("Targets"), content)
        self.options = FieldForm(themes, _("Options of the target"), content)
        self.service = FieldForm(themes, _("Service"), content)
        self._options_title = label(_("Options of the target"), "strong", content)
        box.addWidget(self.targets)
        for title, form in (
            (self._options_title, self.options),
            (label(_("Service"), "strong", content), self.service),
        ):
            box.addSpacing(4)
            box.addWidget(title)
            box.addWidget(form)
        box.addStretch(1)
        self.body.addWidget(scrolled(content, self), 1)
        self.targets.changed.connect(self._show_options)
        self.options.changed.connect(self.changed)
        self.service.changed.connect(self.changed)
        self.prepare("", None, "")

    def show_targets(self, targets: tuple[TargetChoice, ...]) -> None:
        """Take the targets that there are."""
        self._targets = targets
        self._show()

    def prepare(self, model: str, engine: EngineChoice | None, packaging: str, *, lacks_image: bool = False) -> None:
        """Take what was chosen before; the name of the service follows the model."""
        self._engine, self._packaging, self._lacks_image = engine, packaging, lacks_image
        self.service.show_fields(service_fields(model))
        self._show()

    def limit(self, *, is_own_machine: bool) -> None:
        """Offer clusters alone where commands run on this computer."""
        self._is_own_machine = is_own_machine
        self._show()

    def _show(self) -> None:
        choices = [Choice(AUTO, _(AUTO_TITLE), _(AUTO_MEANING), _not_here() if self._is_own_machine else "")]
        choices += [
            Choice(each.id, _(each.title), translate(each.meaning), self._obstacle(each)) for each in self._targets
        ]
        self.targets.show_choices(choices, self.targets.chosen or AUTO)
        self._show_options()

    def _obstacle(self, target: TargetChoice) -> str:
        if self._is_own_machine and not target.is_cluster:
            return _not_here()
        if self._lacks_image and self._engine is not None and takes_images_only(target, self._engine):
            return _("Name the image first, on the page of the engine")
        if self._engine is None or takes(target, self._engine, self._packaging):
            return ""
        return fill(_("Does not take {engine} in this packaging"), {"engine": self._engine.title})

    def _show_options(self) -> None:
        chosen = next((each for each in self._targets if each.id == self.targets.chosen), None)
        self.options.show_fields(chosen.fields if chosen else ())
        self._options_title.setVisible(chosen is not None and bool(chosen.fields))
        self.changed.emit()

    def applied(self, request: DeployRequest) -> DeployRequest:
        """Return the request with what was chosen here."""
        return replace(
            request,
            target=self.targets.chosen or AUTO,
            options=self.options.values(),
            service_name=self.service.value("service_name"),
            port=int(self.service.value("port")),
            directory=self.service.value("directory"),
            wheelhouse=self.service.value("wheelhouse"),
            replaces=self.service.value("replaces") == "yes",
            stops_first=self.service.value("stops_first") == self.service.value("replaces") == "yes",
        )

    def obstacle(self) -> str:
        """Name what cannot stay."""
        chosen = next((each for each in self._targets if each.id == self.targets.chosen), None)
        if self._is_own_machine and (chosen is None or not chosen.is_cluster):
            return _("Choose a cluster: this computer only tells it what to do")
        return self.options.reason() or self.service.reason()

    def summary(self) -> str:
        """Name the target and the port."""
        return f"{self.targets.title()}, {self.service.value('port')}"

    def first_focus(self) -> QWidget | None:
        """Return what has to be corrected, else the chosen target."""
        return self.options.first_fault() or self.service.first_fault() or self.targets.first_focus()


def _not_here() -> str:
    return _("Not on this computer: only clusters are told from here")
