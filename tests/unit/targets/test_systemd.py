"""The unit of a service, read and run by a real systemd of the user."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from msgspec.structs import replace

from console.deploy.diagnosis import hint
from console.deploy.shell import as_input, quoted, write_command
from console.model.job import Launch
from console.model.launch import ContainerFacts, NodeFacts, Service
from console.model.service import StepKind
from console.targets.systemd import TARGET, unit

SYSTEMD = Path("/lib/systemd/systemd")
# A systemd of the user in namespaces of its own, with a control group of its own: nothing of it is left afterwards.
HOUSE = """
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /sys/fs/cgroup
mkdir /sys/fs/cgroup/systemd
mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd
mkdir -p /sys/fs/cgroup/systemd/user
echo $$ >/sys/fs/cgroup/systemd/user/cgroup.procs
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/system
/lib/systemd/systemd --user --log-target=null >/dev/null 2>&1 &
for _ in 1 2 3 4 5 6 7 8 9 10; do
  systemctl --user is-system-running && break
  sleep 0.5
done
systemctl --user is-system-running >/dev/null || { echo "no systemd here"; exit 77; }
set +e
"""

LAUNCH = Launch(("/bin/true",))


def service_at(home: Path) -> Service:
    return Service("demo", "It's 50% $x\nof it", f"{home}/models/demo", str(home), 1)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_reads_the_unit_as_it_is_meant(tmp_path: Path) -> None:
    path = tmp_path / "demo.service"
    path.write_text(unit(service_at(Path('/srv/it\'s $x "y" %h \\n'))))
    checked = subprocess.run(
        ["systemd-analyze", "verify", "--user", str(path)], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0 and "demo.service" not in checked.stderr, checked.stderr


@pytest.mark.slow
@pytest.mark.skipif(os.getuid() != 0 or not SYSTEMD.exists(), reason="needs root and systemd")
def test_a_real_systemd_starts_restarts_stops_and_forgets_it(tmp_path: Path) -> None:
    home = tmp_path / "o'home $x %h"
    service = service_at(home)
    folder = Path(service.directory)
    folder.mkdir(parents=True)
    (folder / "run").write_text('echo "here $$"; exec sleep 606\n')
    (tmp_path / "run").mkdir(mode=0o700)
    parts = [HOUSE]

    def act(name: str, command: str) -> None:
        parts.append(f"/bin/sh -s <<'ACT' >/dev/null 2>&1\n{as_input(command)}ACT\necho \"{name} $?\"\n")

    for step in TARGET.steps(service, LAUNCH):
        act(step.id, write_command(step) if step.kind is StepKind.WRITE else step.command)
    act("status", TARGET.status(service))
    parts.append(f'sleep 0.5; read -r _ pid <{quoted(service.log_path)}; kill -9 "$pid"; sleep 2.5\n')
    act("restarted", TARGET.status(service))
    parts.append(f'echo "lines $(wc -l <{quoted(service.log_path)})"\n')
    act("stop", TARGET.stop(service))
    act("stopped", TARGET.status(service))
    act("again", TARGET.start(service))
    act("status2", TARGET.status(service))
    for step in reversed(TARGET.steps(service, LAUNCH)):
        act(f"undo-{step.id}", step.undo)
    act("undone", TARGET.status(service))
    done = subprocess.run(
        ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "/bin/sh"],
        input="".join(parts),
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "HOME": str(home), "XDG_RUNTIME_DIR": str(tmp_path / "run")},
        timeout=60,
        check=False,
    )
    if "unit 0" not in done.stdout:
        pytest.skip(f"no systemd of the user can run here: {done.stdout} {done.stderr}")
    told = dict(line.split(" ", 1) for line in done.stdout.splitlines() if " " in line)
    expected = {"unit": "0", "start": "0", "status": "0", "restarted": "0", "lines": "2", "stop": "0", "again": "0"}
    expected |= {"status2": "0", "undo-start": "0", "undo-unit": "0"}
    assert {name: told.get(name) for name in expected} == expected, done.stdout + done.stderr
    assert told["stopped"] != "0" and told["undone"] != "0"
    assert not (home / ".config").exists()


KNOWN = NodeFacts(home="/home/ops", containers=ContainerFacts(user_id=1000, group_id=100))
SUDOS = {
    "without a password": ('shift 2\nexec "$@"\n', 0, ""),
    "with a password": ("echo 'sudo: a password is required' >&2\nexit 1\n", 1, "password"),
    "sudo-rs": ("echo 'sudo: interactive authentication is required' >&2\nexit 1\n", 1, "authentication"),
    "not for this user": ("echo 'ops is not in the sudoers file.' >&2\nexit 1\n", 1, "sudoers"),
}


def of_system(home: Path, **options: str) -> Service:
    return replace(service_at(home), facts=KNOWN, options=(("scope", "system"), *options.items()))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
@pytest.mark.parametrize("scope", ["user", "system"])
@pytest.mark.parametrize("gpus", [0, 2])
def test_systemd_takes_what_keeps_the_service_in_bounds(tmp_path: Path, scope: str, gpus: int) -> None:
    made = replace(of_system(tmp_path, devices="0,1"), options=(("scope", scope), ("devices", "0,1")))
    launch = replace(LAUNCH, gpus=gpus)
    done = subprocess.run(["/bin/sh", "-c", TARGET.check(made, launch)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    text = TARGET.rendering(made, launch).text
    assert 'Environment="CUDA_VISIBLE_DEVICES=0,1"' in text
    assert ("User=1000" in text) is (scope == "system")
    assert ("NoNewPrivileges" in text) is (scope == "system" or not gpus), "the driver's helper is set-uid"
    assert "PrivateDevices" not in text and "MemoryDenyWriteExecute" not in text


def test_a_unit_that_systemd_does_not_take_stops_it_before(tmp_path: Path) -> None:
    broken = TARGET.check(service_at(tmp_path), LAUNCH).replace("ExecStart=", "ExecStart=not/absolute ")
    done = subprocess.run(["/bin/sh", "-c", broken], capture_output=True, text=True, check=False)
    assert done.returncode == 65 and "demo.service" in done.stderr


@pytest.mark.parametrize("sudo", SUDOS)
def test_a_unit_of_the_system_needs_sudo_that_does_not_ask(tmp_path: Path, sudo: str) -> None:
    program, code, word = SUDOS[sudo]
    tools, etc = tmp_path / "bin", tmp_path / "etc"
    tools.mkdir()
    etc.mkdir()
    for name, text in {"sudo": program, "systemctl": f'echo "$*" >>{tmp_path}/calls\n', "id": "echo 1000\n"}.items():
        (tools / name).write_text(f"#!/bin/sh\n{text}")
        (tools / name).chmod(0o755)
    home = tmp_path / "home"
    made = of_system(home)
    write, start = TARGET.steps(made, LAUNCH)

    def act(command: str) -> subprocess.CompletedProcess[str]:
        moved = command.replace("/etc/systemd/system", str(etc))
        variables = {"PATH": f"{tools}:/usr/bin:/bin"}
        return subprocess.run(
            ["/bin/sh"], input=as_input(moved), capture_output=True, text=True, check=False, env=variables
        )

    assert act(write_command(write)).returncode == 0
    done = act(start.command)
    assert done.returncode == code and word in done.stderr
    assert (etc / "demo.service").exists() is (code == 0)
    if code:
        assert "act as root" in hint(done.stderr, done.returncode)
    assert act(start.undo).returncode == 0, "also where nothing was begun"
    assert not list(etc.iterdir())


def test_somebody_elses_unit_of_the_system_stays(tmp_path: Path) -> None:
    other = tmp_path / "demo.service"
    other.write_text("[Service]\nExecStart=/bin/true\n")
    start = TARGET.steps(of_system(tmp_path / "home"), LAUNCH)[-1]
    for command, code in ((start.command, 73), (start.undo, 0)):
        moved = command.replace("/etc/systemd/system", str(tmp_path))
        assert subprocess.run(["/bin/sh"], input=as_input(moved), text=True, check=False).returncode == code
    assert other.exists()
