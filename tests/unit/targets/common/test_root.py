"""How a command acts as root, by a sudo that says what it was given."""

from __future__ import annotations

import subprocess
from pathlib import Path

from console.targets.common.root import AS_ROOT, is_as_root

SUDO = """#!/bin/sh
echo "sudo $*"
case $* in *-S*) cat ;; esac
"""


def run(folder: Path, script: str) -> str:
    for name, text in {"sudo": SUDO, "id": "#!/bin/sh\necho 1000\n"}.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    path = f"{folder}:/usr/bin:/bin"
    return subprocess.run(
        ["/bin/sh"], input=script, capture_output=True, text=True, check=True, env={"PATH": path}
    ).stdout


def test_the_password_goes_over_standard_input_alone(tmp_path: Path) -> None:
    command = f"{AS_ROOT}as_root systemctl restart x"
    assert is_as_root(command) and not is_as_root("sudo -n true")
    assert run(tmp_path, command) == "sudo -n -- systemctl restart x\n"
    said = run(tmp_path, f"leitstand_word='a b$c'\n{command}")
    assert said == "sudo -k -S -p  -- systemctl restart x\na b$c\n"


def test_who_is_root_calls_no_sudo(tmp_path: Path) -> None:
    said = run(tmp_path, f"id() {{ echo 0; }}\n{AS_ROOT}leitstand_word=x as_root echo here")
    assert said == "here\n"
