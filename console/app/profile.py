"""What a core is started for: the person's own fleet, or the simulated data centre."""

from __future__ import annotations

from pathlib import Path

import msgspec


class Profile(msgspec.Struct, frozen=True, omit_defaults=True):
    """A core belongs to one profile; each profile has its own socket and its own state."""

    name: str = "fleet"
    inventory: tuple[str, ...] = ()
    """Inventory files; empty: the one in the person's configuration folder."""
    ssh_config: tuple[str, ...] = ()
    """ssh_config files; empty: ``~/.ssh/config``."""
    seed: int | None = None
    """Seed of the simulated data centre; None: no simulation."""

    @property
    def simulated(self) -> bool:
        """Tell whether the nodes are simulated."""
        return self.seed is not None

    def socket(self, runtime: Path) -> Path:
        """Return where the core of this profile listens."""
        return runtime / f"{self.name}.sock"


def demo(seed: int) -> Profile:
    """Return the profile of the simulated data centre."""
    return Profile(name="demo", seed=seed)


def to_argument(profile: Profile) -> str:
    """Return the profile as one argument of a command line."""
    return msgspec.json.encode(profile).decode()


def from_argument(text: str) -> Profile:
    """Return the profile that ``to_argument`` wrote."""
    return msgspec.json.decode(text, type=Profile)
