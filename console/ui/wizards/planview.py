"""A plan as text to read: each step with what it is good for, its command, its risk and what takes it back."""

from __future__ import annotations

from html import escape

from PySide6.QtWidgets import QTextEdit, QWidget

from console.model.service import Plan, Step
from console.settings.language import _, translate
from console.ui.fonts import MONO_FAMILIES, UI_FAMILIES, mono_font
from console.ui.theme import Colors, Themes
from console.ui.wizards.plangroups import step_lines, step_title


class PlanView(QTextEdit):
    """Shows one plan; it is painted anew when the theme changes."""

    def __init__(self, themes: Themes, parent: QWidget) -> None:
        super().__init__(parent)
        self._themes = themes
        self._plan: Plan | None = None
        self._head = ""
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAccessibleName(_("Plan"))
        self.document().setDocumentMargin(12)
        self.setFont(mono_font("mono_small"))
        themes.changed.connect(self._paint_anew)

    def show_plan(self, plan: Plan | None, head: str) -> None:
        """Show another plan under the words for its nodes."""
        self._plan, self._head = plan, head
        self._paint_anew()

    def _paint_anew(self) -> None:
        colors = self._themes.current.colors
        self.setHtml("" if self._plan is None else plan_html(self._plan, self._head, colors))


def plan_html(plan: Plan, head: str, colors: Colors) -> str:
    """Return a plan as rich text."""
    parts = [f'<p style="color:{colors.text.name()}; font-weight:600; {_UI}">{escape(f"{head} · {plan.url}")}</p>']
    for number, step in enumerate(plan.steps, start=1):
        parts.append(_step_html(number, step, colors))
    return "".join(parts)


_UI = "font-family:" + ",".join(f"'{family}'" for family in UI_FAMILIES)
_MONO = "font-family:" + ",".join(f"'{family}'" for family in MONO_FAMILIES)


def _step_html(number: int, step: Step, colors: Colors) -> str:
    title = escape(step_title(number, step))
    parts = [f'<p style="color:{colors.text.name()}; font-weight:600; margin:8px 0 0 0; {_UI}">{title}</p>']
    if step.why is not None:
        parts.append(_words(translate(step.why), colors.text2.name()))
    parts.append(_mono("\n".join(step_lines(step)), colors.text.name()))
    if step.risk is not None:
        parts.append(_words(f"▲ {translate(step.risk)}", colors.warn.name()))
    if step.undo:
        parts.append(_mono("\n".join(f"↶ {line}" for line in step.undo.splitlines()), colors.text3.name()))
    return "".join(parts)


def _words(text: str, color: str) -> str:
    return f'<p style="color:{color}; margin:2px 0 2px 18px; {_UI}">{escape(text)}</p>'


def _mono(text: str, color: str) -> str:
    style = f"color:{color}; margin:2px 0 2px 18px; white-space:pre-wrap; {_MONO}"
    return f'<pre style="{style}">{escape(text)}</pre>'
