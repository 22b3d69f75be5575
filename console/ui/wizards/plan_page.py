"""The plan: exactly what will be run, and what takes it back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

from PySide6.QtWidgets import QFileDialog, QTextEdit, QWidget

from console.model.errors import Problem
from console.model.ids import NodeId
from console.model.service import DeployRequest, Plan, Step, StepKind
from console.model.text import fill
from console.settings.language import _, ngettext, problem_text, translate
from console.ui.bridge import Bridge
from console.ui.fonts import mono_font
from console.ui.formats import decimal
from console.ui.theme import Colors, Themes
from console.ui.wizards.page import Page
from console.wire import messages as m

MB = 1_000_000


def step_lines(step: Step) -> list[str]:
    """Return what a step does, as it will be run."""
    if step.kind is StepKind.UPLOAD:
        size = fill(_("{count} MB"), {"count": decimal(step.size_bytes / MB)})
        return [f"{step.source.rsplit('/', 1)[-1]} → {step.target}   {size}"]
    if step.kind is StepKind.WRITE:
        return [f"{step.target}   {step.mode:o}", *("  " + line for line in step.content.splitlines())]
    return [f"$ {line}" for line in step.command.splitlines()]


def plan_html(plans: tuple[Plan, ...], names: Mapping[NodeId, str], colors: Colors) -> str:
    """Return the plans as rich text: titles, commands, undo."""
    parts = []
    for plan in plans:
        name = names.get(plan.node_id, plan.node_id)
        parts.append(f'<p style="color:{colors.text.name()};font-weight:600">{escape(name)} · {escape(plan.url)}</p>')
        for number, step in enumerate(plan.steps, start=1):
            title = escape(translate(step.title))
            parts.append(f'<p style="color:{colors.text2.name()}; margin-bottom:0">{number}. {title}</p>')
            body = escape("\n".join(step_lines(step)))
            parts.append(
                f'<pre style="color:{colors.text.name()}; margin:2px 0 2px 18px; white-space:pre-wrap">{body}</pre>'
            )
            if step.undo:
                undo = escape("\n".join(f"↶ {line}" for line in step.undo.splitlines()))
                parts.append(
                    f'<pre style="color:{colors.text3.name()}; margin:0 0 4px 18px; white-space:pre-wrap">{undo}</pre>'
                )
    return "".join(parts)


class PlanPage(Page):
    """Shows the plans and offers them as a script."""

    def __init__(self, themes: Themes, bridge: Bridge, names: Callable[[], Mapping[NodeId, str]]) -> None:
        super().__init__(themes, _("Plan"), _("This is what will run, in this order. ↶ marks what takes a step back."))
        self._bridge, self._names = bridge, names
        self._request: DeployRequest | None = None
        self._planned: DeployRequest | None = None
        self._problem = ""
        self._saved = ""
        self._script = ""
        self.plans: tuple[Plan, ...] = ()
        self.view = QTextEdit(self)
        self.view.setReadOnly(True)
        self.view.setTabChangesFocus(True)
        self.view.setAccessibleName(_("Plan"))
        self.view.document().setDocumentMargin(12)
        self.view.setFont(mono_font("mono_small"))
        self.body.addWidget(self.view, 1)

    def prepare(self, request: DeployRequest) -> None:
        """Take the request that will be planned."""
        self._request = request

    def enter(self) -> None:
        """Plan, unless this very request has been planned already."""
        if self._request is None or self._request == self._planned:
            return
        self.plans, self._script, self._problem, self._saved = (), "", "", ""
        self.view.clear()
        self._bridge.ask(m.MakePlan(deploy=self._request), self._received, self._failed)

    def _received(self, value: m.Value) -> None:
        if isinstance(value, m.Plans):
            self.plans, self._script, self._planned = value.plans, value.script, self._request
            self.view.setHtml(plan_html(value.plans, self._names(), self.themes.current.colors))
        self.changed.emit()

    def _failed(self, problem: Problem) -> None:
        self._problem, self._planned = problem_text(problem), None
        self.changed.emit()

    def primary(self) -> str:
        """Run the plan as it is shown."""
        return _("Run this plan")

    def obstacle(self) -> str:
        """Say why there is no plan yet."""
        if self._problem:
            return self._problem
        return "" if self.plans else _("Making the plan; wheels may have to be fetched first…")

    def summary(self) -> str:
        """Count the steps."""
        steps = sum(len(plan.steps) for plan in self.plans)
        return self._saved or (ngettext("{count} step", "{count} steps", steps) if steps else "")

    def extra(self) -> tuple[str, bool]:
        """Offer the script."""
        return _("Save as script…"), bool(self._script)

    def use_extra(self) -> None:
        """Ask where the script goes; the core writes it."""
        dialog = QFileDialog(self, _("Save as script"), "deploy.sh", _("Shell scripts (*.sh)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(self._save)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _save(self, path: str) -> None:
        def saved(_value: m.Value) -> None:
            self._saved = fill(_("Saved as {file}"), {"file": path.rsplit("/", 1)[-1]})
            self.changed.emit()

        self._bridge.ask(m.SaveText(path=path, text=self._script), saved)

    def first_focus(self) -> QWidget | None:
        """Return the text."""
        return self.view
