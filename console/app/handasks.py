"""What the core needs from a person, asked on the terminal of ``leitstand deploy``; secrets are not echoed."""

from __future__ import annotations

import contextlib
import getpass
import os
import sys
from collections.abc import Callable

from console.model.text import fill
from console.wire import messages as m

PROMPTS = {
    m.QuestionKind.SUDO: "Password for sudo on {subject}: ",
    m.QuestionKind.PASSWORD: "Password for {subject}: ",
    m.QuestionKind.PASSPHRASE: "Passphrase for the key {subject}: ",
    m.QuestionKind.HUB: "Token for {subject}: ",
    m.QuestionKind.PROMPT: "{subject} asks: {prompt} ",
}
OTHERS = "{user} logs in on {count} more nodes of this deploy, and sudo may want a password there too:"
FOR_OTHERS = (
    "Use one password for all? It is tried here first, then on one after the other, and on none after one that "
    "refuses it [Y/n]: "
)
TRUST = "The key of {host} is not known: {fingerprint}. Type “yes” to trust it: "


def answer(question: m.Question, terminal: Callable[[], bool] | None = None) -> m.Answer | None:
    """Return what a person typed; None where there is no terminal to ask on. Ctrl+C and an empty line refuse."""
    if not (terminal or has_terminal)():
        return None
    number = question.question_id
    shown = {
        "subject": question.subject,
        "prompt": "".join(c for c in question.prompt if c.isprintable()),
        "host": question.host,
        "fingerprint": question.fingerprint,
    }
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        if question.kind is m.QuestionKind.TRUST_HOST_KEY:
            return m.Answer(question_id=number, trusted=getpass.getpass(fill(TRUST, shown)).strip() == "yes")
        if question.attempt > 1:
            print("Sorry, try again.", file=sys.stderr)  # noqa: T201 - the command line's own voice
        for_others = bool(question.others) and _is_for_others(question)
        secret = getpass.getpass(fill(PROMPTS[question.kind], shown)) or None
        return m.Answer(question_id=number, secret=secret, for_others=for_others)
    return m.Answer(question_id=number)


def _is_for_others(question: m.Question) -> bool:
    """Show where else a password would be used, and ask whether it may; an empty line is a yes."""
    user = question.subject.rpartition("@")[0] or "The same user"
    lines = [
        fill(OTHERS, {"user": user, "count": str(len(question.others))}),
        *(f"  {each}" for each in question.others),
    ]
    print("\n".join(lines), file=sys.stderr)  # noqa: T201 - the command line's own voice
    return getpass.getpass(FOR_OTHERS).strip().lower() in {"", "y", "yes"}


def has_terminal() -> bool:
    """Say whether there is a terminal to ask on; a pipe is none, whatever comes through it."""
    if sys.platform == "win32":
        return sys.stdin is not None and sys.stdin.isatty()
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True
