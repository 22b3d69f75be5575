"""Keys of the simulation."""

from __future__ import annotations

import stat
from pathlib import Path

from console.sim.keys import keep, private_folder, public_line, write_known_hosts


def test_a_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    folder = private_folder(tmp_path / "keys")
    first, second = keep(folder, "one", "x"), keep(folder, "one", "x")
    assert first.public_data == second.public_data
    assert stat.S_IMODE((folder / "one").stat().st_mode) == 0o600
    write_known_hosts(folder / "known", {2222: first})
    assert (folder / "known").read_text() == f"[127.0.0.1]:2222 {public_line(first)}\n"
    assert public_line(first).startswith("ssh-ed25519 ")
