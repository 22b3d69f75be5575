"""POSIX sh as text: quoting, files as here-documents, scripts that any login shell passes on."""

from __future__ import annotations

import shlex
from posixpath import dirname

from console.model.service import Step


def quoted(text: str) -> str:
    """Return ``text`` as one word of sh."""
    return shlex.quote(text)


def here_document(content: str) -> tuple[str, str]:
    """Return a delimiter that ``content`` does not contain, and the body and delimiter lines."""
    delimiter, lines = "END_OF_FILE", set(content.split("\n"))
    while delimiter in lines:
        delimiter += "_"
    body = content if content.endswith("\n") or not content else content + "\n"
    return delimiter, f"{body}{delimiter}\n"


def write_command(step: Step) -> str:
    """Return the sh that carries out a WRITE step: beside the target first, so that it is never seen half."""
    part, target = quoted(step.target + ".part"), quoted(step.target)
    delimiter, body = here_document(step.content)
    return (
        f"mkdir -p -- {quoted(dirname(step.target))} &&\n"
        f"cat >{part} <<'{delimiter}' &&\n{body}chmod {step.mode:o} {part} &&\nmv -f -- {part} {target} ||\n"
        # Half of it, on a full disk, would be nobody's.
        f"{{ rm -f -- {part}; false; }}"
    )


def as_input(command: str) -> str:
    """Return ``command`` as the standard input of ``/bin/sh -s``.

    The login shell may be csh or fish, so it only starts sh. The braces make sh read all of it before
    anything runs, and keep the programs that run from reading the rest of the script.
    """
    return f"{{\n{command}\n}} </dev/null\n"


SHELL = "exec /bin/sh -s"
"""What is run on the node; the script comes on its standard input."""

SHELL_WITH_WORD = (
    "exec /bin/sh -c 'unset leitstand_word; IFS= read -r leitstand_word; leitstand_all=$(cat); eval \"$leitstand_all\"'"
)
"""As ``SHELL``, with the password for sudo as the first line of the input. It is in a variable of this one shell and
nowhere else: neither in an argument nor in the environment of what runs."""


def as_held(command: str) -> str:
    """Return ``command`` as the standard input of ``/bin/sh -s`` that stays open: its end ends the command.

    Without a terminal nobody sends a signal when the session goes, so a watcher waits for the end of the input.
    Servers give each session a process group of its own; all of it is ended, what does not obey after 3 s too.
    """
    return f"""{{
exec 3<&0
(
exec 3<&-
{command}
) </dev/null &
held=$!
all=$held
[ "$(ps -o pgid= -p $$ 2>/dev/null | tr -d ' ')" != "$$" ] || all=0
(
  trap '' TERM
  exec >/dev/null 2>&1
  while read -r _; do :; done
  kill -TERM "$all"
  sleep 3
  kill -KILL "$all"
) <&3 &
watcher=$!
exec 3<&-
trap : TERM
wait "$held"
wait "$held" 2>/dev/null
kill -KILL "$watcher" "$all" 2>/dev/null
}}
exit
"""


def through_door(door: str, command: str) -> str:
    """Return sh that opens ``door``, runs ``command`` with ``$host`` and ``$port`` set, and closes it again."""
    return f"""\
lines=$(mktemp) || exit 73
(
{door}
) >"$lines" </dev/null &
door=$!
trap 'kill "$door" 2>/dev/null; rm -f -- "$lines"' EXIT
trap 'exit 143' HUP INT TERM
until read -r host port <"$lines"; do
  kill -0 "$door" 2>/dev/null || {{ wait "$door"; exit $?; }}
  sleep 1
done
{command}"""
