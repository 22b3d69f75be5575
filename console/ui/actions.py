"""Every action once: its name, its words, its keys. Menus, the command field and shortcuts all read this."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from console.model.text import N_
from console.settings.language import _


class ActionSpec(Struct, frozen=True):
    """An action as a value; ``text`` is marked for the catalogue."""

    id: str
    text: str
    keys: str = ""
    group: str = ""
    """Actions of one group stand together in the menu."""
    is_on: bool | None = None
    """How an action that is on or off begins; None: it is neither."""


ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("command", N_("Connect or run a command"), "Ctrl+Shift+P", "go"),
    ActionSpec("forget_destinations", N_("Forget recent destinations"), "", "go"),
    ActionSpec("find", N_("Find in the terminal"), "Ctrl+Shift+F", "go"),
    ActionSpec("find_next", N_("Next hit, further up"), "Ctrl+Shift+G", "go"),
    ActionSpec("find_previous", N_("Previous hit, further down"), "Ctrl+Shift+H", "go"),
    ActionSpec("filter", N_("Filter the fleet"), "Ctrl+Shift+S", "go"),
    ActionSpec("tree", N_("Go to the fleet"), "Ctrl+Shift+L", "go"),
    ActionSpec("terminal", N_("Go to the terminal"), "Ctrl+Shift+J", "go"),
    ActionSpec("history", N_("History of the fleet"), "Ctrl+Alt+Shift+H", "go"),
    ActionSpec("heat_map", N_("Heat map of the fleet"), "Ctrl+Alt+Shift+M", "go"),
    ActionSpec("pages", N_("Show the page, or the terminals"), "Ctrl+Shift+F5", "go"),
    ActionSpec("close_page", N_("Close the page"), "Ctrl+Shift+F8", "go"),
    ActionSpec("question", N_("Answer a program's question"), "Ctrl+Shift+Y", "go"),
    ActionSpec("local_shell", N_("New local shell"), "Ctrl+Shift+T", "tab"),
    ActionSpec("new_with", N_("New terminal with…"), "Ctrl+Shift+F2", "tab"),
    ActionSpec("close_tab", N_("Close terminal"), "Ctrl+Shift+W", "tab"),
    ActionSpec("rename_tab", N_("Rename terminal"), "Ctrl+Shift+R", "tab"),
    ActionSpec("reconnect", N_("Reconnect terminal"), "", "tab"),
    ActionSpec("next_tab", N_("Next terminal"), "Ctrl+PgDown", "tab"),
    ActionSpec("previous_tab", N_("Previous terminal"), "Ctrl+PgUp", "tab"),
    ActionSpec("move_right", N_("Move terminal right"), "Ctrl+Shift+PgDown", "tab"),
    ActionSpec("move_left", N_("Move terminal left"), "Ctrl+Shift+PgUp", "tab"),
    ActionSpec("broadcast", N_("Broadcast input…"), "Ctrl+Shift+I", "tab", is_on=False),
    ActionSpec("broadcast_off", N_("End broadcast input"), "Ctrl+Shift+K", "tab"),
    ActionSpec("split_right", N_("Split right"), "Ctrl+Shift+D", "pane"),
    ActionSpec("split_down", N_("Split down"), "Ctrl+Shift+E", "pane"),
    ActionSpec("zoom_pane", N_("Maximise pane, or show all"), "Ctrl+Shift+Return", "pane"),
    ActionSpec("pane_left", N_("Go to the pane on the left"), "Alt+Left", "pane"),
    ActionSpec("pane_right", N_("Go to the pane on the right"), "Alt+Right", "pane"),
    ActionSpec("pane_up", N_("Go to the pane above"), "Alt+Up", "pane"),
    ActionSpec("pane_down", N_("Go to the pane below"), "Alt+Down", "pane"),
    ActionSpec("push_left", N_("Move the divider left"), "Alt+Shift+Left", "pane"),
    ActionSpec("push_right", N_("Move the divider right"), "Alt+Shift+Right", "pane"),
    ActionSpec("push_up", N_("Move the divider up"), "Alt+Shift+Up", "pane"),
    ActionSpec("push_down", N_("Move the divider down"), "Alt+Shift+Down", "pane"),
    ActionSpec("swap_panes", N_("Swap with the next pane"), "Ctrl+Shift+X", "pane"),
    ActionSpec("equal_panes", N_("Make panes equal"), "", "pane"),
    ActionSpec("own_tab", N_("Move pane to a tab of its own"), "", "pane"),
    ActionSpec("own_window", N_("Move terminal to a new window"), "Ctrl+Shift+F6", "pane"),
    ActionSpec("next_window", N_("Move terminal to the next window"), "Ctrl+Shift+F7", "pane"),
    ActionSpec("save_layout", N_("Save layout…"), "", "pane"),
    ActionSpec("open_layout", N_("Open layout…"), "", "pane"),
    ActionSpec("record", N_("Record terminal"), "Ctrl+Shift+F9", "record", is_on=False),
    ActionSpec("mark_recording", N_("Mark this moment in the recording"), "Ctrl+Shift+F10", "record"),
    ActionSpec("session_log", N_("Log terminal to a file"), "", "record", is_on=False),
    ActionSpec("export", N_("Export terminal…"), "", "record"),
    ActionSpec("open_recording", N_("Play a recording…"), "", "record"),
    ActionSpec("redact", N_("Hide names and secrets"), "Ctrl+Alt+Shift+X", "record", is_on=False),
    ActionSpec("deploy", N_("Deploy model…"), "Ctrl+Shift+O", "fleet"),
    ActionSpec("deploys", N_("Deployed models"), "Ctrl+Shift+M", "fleet"),
    ActionSpec("services", N_("Services: metrics, talks, load"), "Ctrl+Alt+Shift+S", "fleet"),
    ActionSpec("deploy_history", N_("History of deployments"), "", "fleet"),
    ActionSpec("node_details", N_("Node details"), "Ctrl+Alt+Shift+N", "fleet"),
    ActionSpec("readiness", N_("Readiness of the node…"), "Ctrl+Alt+Shift+R", "fleet"),
    ActionSpec("rank_nodes", N_("Rank nodes for a model…"), "", "fleet"),
    ActionSpec("arrange_fleet", N_("Group and sort the fleet…"), "Ctrl+Alt+Shift+G", "fleet"),
    ActionSpec("mark_nodes", N_("Mark: environment, colour, tags, notes…"), "Ctrl+Alt+Shift+E", "fleet"),
    ActionSpec("save_filter", N_("Save filter…"), "", "fleet"),
    ActionSpec("inventory", N_("Inventory: sources and changes"), "", "fleet"),
    ActionSpec("add_inventory", N_("Add an inventory…"), "", "fleet"),
    ActionSpec("reload", N_("Read the inventory again"), "", "fleet"),
    ActionSpec("alerts", N_("Alerts"), "Ctrl+Alt+Shift+A", "fleet"),
    ActionSpec("host_keys", N_("Host keys"), "", "fleet"),
    ActionSpec("slurm", N_("Slurm: queue and nodes"), "", "fleet"),
    ActionSpec("kubernetes", N_("Kubernetes: nodes and pods"), "", "fleet"),
    ActionSpec("prometheus", N_("Prometheus: nodes, targets, alerts"), "", "fleet"),
    ActionSpec("reload_clusters", N_("Read the clusters again"), "", "fleet"),
    ActionSpec("mirror", N_("Mirror: every command on the nodes"), "", "fleet"),
    ActionSpec("forwards", N_("Port forwards"), "", "fleet"),
    ActionSpec("edit_snippets", N_("Edit snippets"), "", "window"),
    ActionSpec("edit_triggers", N_("Edit triggers"), "", "window"),
    ActionSpec("edit_hidden", N_("Edit what else is hidden"), "", "window"),
    ActionSpec("edit_alerts", N_("Edit alert rules"), "", "window"),
    ActionSpec("reload_texts", N_("Read own texts and rules again"), "", "window"),
    ActionSpec("notices", N_("Messages"), "Ctrl+Shift+N", "window"),
    ActionSpec("dashboard", N_("Show dashboard"), "Ctrl+Shift+B", "window", is_on=True),
    ActionSpec("full_screen", N_("Full screen"), "F11", "window", is_on=False),
    ActionSpec("text_larger", N_("Larger terminal text"), "Ctrl++", "text"),
    ActionSpec("text_smaller", N_("Smaller terminal text"), "Ctrl+-", "text"),
    ActionSpec("text_normal", N_("Normal terminal text"), "Ctrl+0", "text"),
    ActionSpec("prompt_up", N_("Previous prompt"), "Ctrl+Shift+Up", "prompt"),
    ActionSpec("prompt_down", N_("Next prompt"), "Ctrl+Shift+Down", "prompt"),
    ActionSpec("select_output", N_("Select the output of the command"), "Ctrl+Shift+F3", "prompt"),
    ActionSpec("copy_output", N_("Copy the output of the command"), "", "prompt"),
    ActionSpec("show_times", N_("Show time stamps"), "", "prompt", is_on=False),
    ActionSpec("copy_mode", N_("Select by keyboard"), "Ctrl+Shift+Space", "mark"),
    ActionSpec("hints", N_("Links on the screen"), "Ctrl+Shift+F4", "mark"),
    ActionSpec("copy_text", N_("Copy as text"), "Ctrl+Shift+C", "mark"),
    ActionSpec("copy_html", N_("Copy as HTML"), "", "mark"),
    ActionSpec("copy_ansi", N_("Copy with ANSI colours"), "", "mark"),
    ActionSpec("paste", N_("Paste"), "Ctrl+Shift+V", "mark"),
    ActionSpec("select_all", N_("Select all"), "Ctrl+Shift+A", "mark"),
    ActionSpec("theme_auto", N_("Theme: as the system"), "", "theme"),
    ActionSpec("theme_dark", N_("Theme: dark"), "", "theme"),
    ActionSpec("theme_light", N_("Theme: light"), "", "theme"),
    ActionSpec("theme_high_contrast", N_("Theme: high contrast"), "", "theme"),
    ActionSpec("settings", N_("Settings…"), "Ctrl+,", "end"),
    ActionSpec("about", N_("About Leitstand"), "", "end"),
    ActionSpec("leave", N_("Leave"), "Ctrl+Shift+Q", "end"),
)

OTHER_WORDS = {
    "find": N_("search"),
    "broadcast": N_("synchronise, send to all"),
    "zoom_pane": N_("zoom"),
    "session_log": N_("save the output"),
    "record": N_("asciicast, film"),
    "redact": N_("privacy, redaction, anonymise"),
    "settings": N_("preferences, options"),
}
"""What else a person may call an action; it is found by these words too."""
ALSO = {"text_larger": ("Ctrl+=",), "zoom_pane": ("Ctrl+Shift+Enter", "Ctrl+Shift+Z")}
"""The same key without Shift, where the plus needs it; the other Enter, and the habit from elsewhere."""

SUBMENUS = {
    "pane": N_("Panes and windows"),
    "record": N_("Recording"),
    "text": N_("Terminal text"),
    "prompt": N_("Commands and prompts"),
    "mark": N_("Selection and links"),
    "theme": N_("Theme"),
}
"""Groups that stand one step down: the menu must fit into a low window."""

TAB_KEYS = tuple(f"Alt+{number}" for number in range(1, 10))
"""Go to the first, second … terminal."""


def other_words(name: str) -> str:
    """Return what else a person may call an action; empty: nothing."""
    return _(OTHER_WORDS[name]) if name in OTHER_WORDS else ""


def action_spec(name: str) -> ActionSpec:
    """Return the action of a name."""
    return next(spec for spec in ACTIONS if spec.id == name)


class Actions(QObject):
    """The actions of a window. Whoever does one binds it."""

    tab_wanted = Signal(int)
    """Place of a terminal, from 0."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        self._bound: dict[str, Callable[[], object]] = {}
        self._withdrawn: set[str] = set()
        self._numbers: list[QAction] = []
        for spec in ACTIONS:
            action = QAction(_(spec.text), window)
            action.setObjectName(spec.id)
            if spec.keys:
                action.setShortcuts([QKeySequence(keys) for keys in (spec.keys, *ALSO.get(spec.id, ()))])
            action.setCheckable(spec.is_on is not None)
            action.setChecked(bool(spec.is_on))
            action.triggered.connect(lambda _checked=False, name=spec.id: self._bound[name]())
            window.addAction(action)
            self._actions[spec.id] = action
            self._offer(spec.id)
        for place, keys in enumerate(TAB_KEYS):
            action = QAction(window)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(lambda _checked=False, at=place: self.tab_wanted.emit(at))
            window.addAction(action)
            self._numbers.append(action)

    def bind(self, name: str, call: Callable[[], object]) -> None:
        """Do ``call`` when the action is chosen; until then it is not offered."""
        self._bound[name] = call
        self._offer(name)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def available(self) -> list[tuple[str, str, str]]:
        """Return the actions that can be chosen now as (id, words, keys)."""
        style = QKeySequence.SequenceFormat.NativeText
        return [
            (name, action.text(), action.shortcut().toString(style))
            for name, action in self._actions.items()
            if action.isEnabled()
        ]

    def offer(self, name: str, *, available: bool) -> None:
        """Take an action away where it would do nothing, or give it back."""
        (self._withdrawn.discard if available else self._withdrawn.add)(name)
        self._offer(name)

    def _offer(self, name: str) -> None:
        is_offered = name in self._bound and name not in self._withdrawn
        self._actions[name].setEnabled(is_offered)
        self._actions[name].setVisible(is_offered)

    def lend(self, window: QWidget) -> None:
        """Let the keys work in another window too."""
        window.addActions([*self._actions.values(), *self._numbers])

    def suspend(self, *, suspended: bool) -> None:
        """Hold all shortcuts back while a sheet is open."""
        context = Qt.ShortcutContext.WidgetShortcut if suspended else Qt.ShortcutContext.WindowShortcut
        for action in (*self._actions.values(), *self._numbers):
            action.setShortcutContext(context)

    def menu(self, parent: QWidget) -> QMenu:
        """Return a menu of everything, in its groups."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group, target = "", menu
        for spec in ACTIONS:
            if spec.group != group:
                title = SUBMENUS.get(spec.group)
                if group and title is None:
                    menu.addSeparator()
                target = menu if title is None else menu.addMenu(_(title))
                group = spec.group
            target.addAction(self._actions[spec.id])
        return menu
