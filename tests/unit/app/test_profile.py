from __future__ import annotations

from pathlib import Path

from console.app.profile import Profile, demo, from_argument, to_argument


def test_a_profile_survives_the_command_line() -> None:
    for profile in (Profile(inventory=("a b.toml", "ü.toml"), ssh_config=("c",)), demo(7), Profile()):
        assert from_argument(to_argument(profile)) == profile


def test_simulation_and_fleet_never_share_a_core() -> None:
    assert demo(7).simulated
    assert not Profile().simulated
    assert demo(7).socket(Path("run")) != Profile().socket(Path("run"))
