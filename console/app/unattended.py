"""What a core does for the fleet while no window is open, as the person wants it."""

from __future__ import annotations

from console.settings.fleet_options import WITHOUT_WINDOW
from console.settings.store import SettingsStore


def goes_on(settings: SettingsStore) -> bool:
    """Tell whether nodes are asked on, for alerts and history."""
    return settings.get(WITHOUT_WINDOW) != "stop"


def stays(settings: SettingsStore) -> bool:
    """Tell whether the core stays for that, also when it has nothing else to keep."""
    return settings.get(WITHOUT_WINDOW) == "stay"
