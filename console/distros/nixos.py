"""NixOS: everything is a line of /etc/nixos/configuration.nix."""

from __future__ import annotations

from console.model.release import Family
from console.model.text import N_, Text

FAMILY = Family(
    name="nixos",
    ids=frozenset({"nixos"}),
    like=frozenset({"nixos"}),
    driver_command=(
        "# in /etc/nixos/configuration.nix:\n"
        '#   services.xserver.videoDrivers = [ "nvidia" ]; hardware.nvidia.open = true;\n'
        "sudo nixos-rebuild switch"
    ),
    toolkit_command=(
        "# in /etc/nixos/configuration.nix: hardware.nvidia-container-toolkit.enable = true;\nsudo nixos-rebuild switch"
    ),
    note=Text(N_("On NixOS packages come from /etc/nixos/configuration.nix. Wheels and installers need nix-ld.")),
)
