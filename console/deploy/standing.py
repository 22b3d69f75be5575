"""Whether what a step has done still stands: read-only questions, derived from the step itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from console.deploy.shell import here_document, quoted
from console.model.service import Step, StepKind


def written(step: Step) -> str:
    """Return the file of a WRITE step as it lies on the node."""
    delimiter, body = here_document(step.content)
    return body.removesuffix(f"{delimiter}\n")


def question(step: Step) -> str:
    """Return POSIX sh that ends with 0 where the step stands; empty where nothing can be asked."""
    if step.check:
        return step.check
    if step.kind is not StepKind.WRITE:
        return ""
    digest = hashlib.sha256(written(step).encode()).hexdigest()
    # Without the tool nothing can be said, and what is not known is not called changed.
    return (
        f"[ -r {quoted(step.target)} ] || exit 1\n"
        f"found=$(sha256sum <{quoted(step.target)} 2>/dev/null) || exit 0\n"
        f'[ "${{found%% *}}" = {digest} ]'
    )


def questions(steps: Iterable[Step]) -> str:
    """Return POSIX sh that prints the id of each step that does not stand, a line each."""
    asked = ((step, question(step)) for step in steps)
    return "\n".join(f"( {sh}\n) >/dev/null 2>&1 </dev/null || echo {quoted(step.id)}" for step, sh in asked if sh)
