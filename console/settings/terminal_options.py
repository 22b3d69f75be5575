"""The options of a terminal's look and of the shell on this computer. A profile may have its own value for each."""

from __future__ import annotations

import shlex

from console.model.errors import ConsoleError
from console.model.text import N_
from console.settings.option import AnyOption, Choice, Option

AUTO_SCHEME = "auto"


def command_words(text: str) -> tuple[str, ...]:
    """Return the words of a command as a shell would take it apart."""
    try:
        return tuple(shlex.split(text))
    except ValueError as error:
        raise ConsoleError(
            "settings.command",
            N_("{text} is no command."),
            N_("Close the quotation mark, or write a backslash before it."),
            text=text,
        ) from error


def environment_variables(text: str) -> dict[str, str]:
    """Return ``NAME=value OTHER="two words"`` as variables."""
    found: dict[str, str] = {}
    for word in command_words(text):
        name, sign, value = word.partition("=")
        if not sign or not name.isidentifier() or not name.isascii():
            raise ConsoleError(
                "settings.environment",
                N_("{text} sets no variable."),
                N_('Write NAME=value, several with spaces between them, values with spaces as NAME="two words".'),
                text=word,
            )
        found[name] = value
    return found


SCHEME = Option("terminal.scheme", AUTO_SCHEME, N_("Colour scheme; auto follows the theme of the window"))
MINIMUM_CONTRAST = Option(
    "terminal.minimum_contrast",
    3.0,
    N_("Contrast to its ground that text is lifted to where it has less; 1 leaves all colours as they are"),
    unit=":1",
    minimum=1.0,
    maximum=21.0,
)
CURSOR_SHAPE = Option(
    "terminal.cursor_shape",
    "block",
    N_("Shape of the cursor, where a program asks for none"),
    choices=(
        Choice("block", N_("Block")),
        Choice("bar", N_("Bar")),
        Choice("underline", N_("Underline")),
    ),
)
CURSOR_BLINK = Option(
    "terminal.cursor_blink", default=False, description=N_("Let the cursor blink, where a program asks for nothing")
)
SHELL = Option(
    "terminal.shell",
    "",
    N_("Command of local shells; empty is the login shell"),
    refuse=lambda text: command_words(text),
)
SHELL_FOLDER = Option("terminal.shell_folder", "", N_("Folder where local shells start; empty is the home folder"))
SHELL_ENVIRONMENT = Option(
    "terminal.shell_environment",
    "",
    N_("Variables of local shells, as NAME=value"),
    refuse=lambda text: environment_variables(text),
)

LOOK_OPTIONS: tuple[AnyOption, ...] = (SCHEME, MINIMUM_CONTRAST, CURSOR_SHAPE, CURSOR_BLINK)
SHELL_OPTIONS: tuple[AnyOption, ...] = (SHELL, SHELL_FOLDER, SHELL_ENVIRONMENT)
