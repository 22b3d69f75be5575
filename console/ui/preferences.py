"""The settings as the window has them: whoever changes one tells the core and everybody who follows."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from console.settings.option import AnyOption, Option, Value
from console.settings.profiles import DEFAULT_PROFILE, Profiles, Rule
from console.settings.schemes import Schemes
from console.settings.store import SettingsStore
from console.ui.bridge import Bridge
from console.wire import messages as m


class Preferences(QObject):
    """Options, profiles and rules, read and changed; each change raises ConsoleError or is in the file."""

    changed = Signal(str)
    """The name of an option; empty for profiles, rules and schemes, and when the file was read anew."""

    def __init__(self, store: SettingsStore, schemes: Schemes, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self.schemes = schemes
        self.profiles = Profiles(store)
        self._bridge = bridge

    def get(self, option: Option[Value], profile: str = DEFAULT_PROFILE) -> Value:
        """Return the value that counts, for terminals of a profile where one is named."""
        return self.profiles.get(profile, option)

    def is_set(self, option: AnyOption, profile: str = DEFAULT_PROFILE) -> bool:
        """Tell whether the person has set ``option``, or the profile has a value of its own."""
        return self.profiles.is_own(profile, option) if profile else self.store.is_set(option)

    def set(self, option: Option[Value], value: Value, profile: str = DEFAULT_PROFILE) -> None:
        """Change an option, in a profile where one is named."""
        if profile:
            self.profiles.set(profile, option, value)
        else:
            self.store.set(option, value)
        self._tell(option.name)

    def unset(self, option: AnyOption, profile: str = DEFAULT_PROFILE) -> None:
        """Let the default count again; in a profile what all terminals have."""
        if profile:
            self.profiles.unset(profile, option)
        else:
            self.store.unset(option)
        self._tell(option.name)

    def add_profile(self, name: str) -> str:
        """Make a profile; return its name as it is kept."""
        made = self.profiles.add(name)
        self._tell("")
        return made

    def remove_profile(self, name: str) -> None:
        """Take a profile and its rules away."""
        self.profiles.remove(name)
        self._tell("")

    def set_rules(self, rules: tuple[Rule, ...]) -> None:
        """Say anew which node gets which profile."""
        self.profiles.set_rules(rules)
        self._tell("")

    def schemes_changed(self) -> None:
        """Read the schemes anew: one has been imported."""
        self.schemes.forget()
        self._tell("")

    def _tell(self, name: str) -> None:
        self.profiles.reload()
        self._bridge.send(m.SettingsChanged())
        self.changed.emit(name)
