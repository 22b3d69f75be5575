from __future__ import annotations

from pathlib import Path

from console.terminal.shells import login_shells


def test_each_shell_that_is_there_once(tmp_path: Path) -> None:
    (tmp_path / "usr").mkdir()
    for name in ("usr/bash", "usr/fish", "usr/locked"):
        (tmp_path / name).write_text("#!")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "bin").symlink_to("usr")
    (tmp_path / "usr" / "sh").symlink_to("bash")
    (tmp_path / "usr" / "locked").chmod(0o644)
    names = ("bin/bash", "usr/bash", "bin/sh", "usr/fish", "usr/gone", "usr/locked")
    file = tmp_path / "shells"
    file.write_text("# list\n\nbash\n" + "".join(f"{tmp_path / name}\n" for name in names))
    assert login_shells(file) == tuple(str(tmp_path / name) for name in ("bin/bash", "bin/sh", "usr/fish"))


def test_without_a_list_there_is_the_posix_shell(tmp_path: Path) -> None:
    assert login_shells(tmp_path / "none") == ("/bin/sh",)
