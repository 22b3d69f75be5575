"""How a command acts as root: by sudo in all its forms, by doas, or as it is where the user is root.

Nothing here asks, because nobody could answer. Where sudo wants a password, the shell that runs this has it in
``leitstand_word`` (``console/deploy/shell.py``): a variable that is never exported, handed to sudo over standard input.
``-k`` makes sudo read it each time, so that the command behind never gets to see it, and leaves no ticket on the node.
``printf`` is built in; as a program it would show the password among the processes.
"""

from __future__ import annotations

AS_ROOT = """\
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif [ -n "${leitstand_word-}" ]; then printf '%s\\n' "$leitstand_word" | LC_ALL=C sudo -k -S -p '' -- "$@"
  elif command -v sudo >/dev/null 2>&1; then LC_ALL=C sudo -n -- "$@"
  else doas -n -- "$@"; fi
}
"""


def is_as_root(command: str) -> bool:
    """Say whether a command acts as root somewhere."""
    return AS_ROOT in command
