"""Names for tabs whose program sets no title: folder and program of a local shell, a number where names are alike.

What runs in a shell of this machine is read of its terminal and of ``/proc``, half a second after it wrote something:
a terminal that is quiet costs nothing, and no code is put into a shell.
"""

from __future__ import annotations

import asyncio
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from console.model.ids import LOCAL_NODE, TerminalId

if TYPE_CHECKING:
    from console.app.tabs import Tabs
    from console.terminal.channel import Channel
    from console.wire.messages import Tab

WAIT_SECONDS = 0.5
SHELLS = frozenset(("bash", "dash", "fish", "ksh", "mksh", "nu", "pwsh", "sh", "tcsh", "csh", "xonsh", "zsh", "ash"))
LONGEST_FOLDER = 28
"""Characters; of a longer one the last part is told."""
PROC = Path("/proc")


class TabTitles:
    """Follows the tabs. A title that a program sets, and a name that a person gives, stay."""

    def __init__(self, tabs: Tabs) -> None:
        self._tabs = tabs
        self._channels: dict[TerminalId, Channel] = {}
        self._first: dict[TerminalId, str] = {}
        """What each tab was called when it was made: its node."""
        self._given: dict[TerminalId, str] = {}
        self._due: set[TerminalId] = set()
        tabs.connected_heard.append(self._connected)
        tabs.output_heard.append(self._output)

    def _connected(self, terminal_id: TerminalId, channel: Channel) -> None:
        for gone in [each for each in self._channels if self._tabs.tab(each) is None]:
            for kept in (self._channels, self._first, self._given):
                kept.pop(gone, None)
        tab = self._tabs.tab(terminal_id)
        if tab is not None and not tab.plays:
            self._channels[terminal_id] = channel
            self._first.setdefault(terminal_id, tab.title)
            self._name(tab)

    def _output(self, terminal_id: TerminalId) -> None:
        if terminal_id in self._channels and terminal_id not in self._due:
            self._due.add(terminal_id)
            asyncio.get_running_loop().call_later(WAIT_SECONDS, self._look, terminal_id)

    def _look(self, terminal_id: TerminalId) -> None:
        self._due.discard(terminal_id)
        tab = self._tabs.tab(terminal_id)
        if tab is not None:
            self._name(tab)

    def _name(self, tab: Tab) -> None:
        first = self._first[tab.terminal_id]
        if tab.title not in {"", first, self._given.get(tab.terminal_id)}:
            return
        name = (self._doing(tab) if tab.node_id == LOCAL_NODE else "") or first
        taken = {other.name or other.title for other in self._tabs.values() if other.terminal_id != tab.terminal_id}
        stays = tab.title not in taken and (tab.title == name or tab.title.startswith(f"{name} ("))
        title = tab.title if stays else _free(name, taken)
        self._given[tab.terminal_id] = title
        if title != tab.title:
            self._tabs.update(tab.terminal_id, title=title)

    def _doing(self, tab: Tab) -> str:
        from console.terminal.local import PtyChannel

        channel = self._channels[tab.terminal_id]
        return doing(channel.foreground(), channel.pid) if isinstance(channel, PtyChannel) else ""


def _free(name: str, taken: set[str]) -> str:
    """Return a name that no other tab has."""
    if name not in taken:
        return name
    return next(each for number in count(2) if (each := f"{name} ({number})") not in taken)


def doing(group: int | None, shell: int) -> str:
    """Return the program in front of a terminal and its folder, of a shell the folder alone; empty: not known."""
    if group is None:
        return ""
    program = _read(group, "comm").strip()
    folder = _folder(group) or _folder(shell)  # that of another user may not be read
    words = (folder,) if not program or program in SHELLS else (program, folder)
    return " · ".join("".join(filter(str.isprintable, word)) for word in words if word)


def _folder(pid: int) -> str:
    try:
        folder = (PROC / str(pid) / "cwd").readlink()
    except OSError:
        return ""
    return short(folder, Path.home())


def short(folder: Path, home: Path) -> str:
    """Return a folder as a shell's prompt shows it."""
    whole = str(folder).removesuffix(" (deleted)")
    inside = Path(whole).is_relative_to(home) and str(home) != "/"
    shown = f"~/{Path(whole).relative_to(home)}".removesuffix("/.") if inside else whole
    return shown if len(shown) <= LONGEST_FOLDER else f"…/{Path(whole).name}"


def _read(pid: int, name: str) -> str:
    try:
        return (PROC / str(pid) / name).read_text("utf-8", "replace")
    except OSError:
        return ""
