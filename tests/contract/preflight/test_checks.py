"""What holds for every preflight check, and what each makes of what real systems print."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import console.deploy.preflight
from console.deploy.layout import service_of
from console.deploy.preflight import Check, Finding, Situation, checks
from console.model.ids import NodeId
from console.model.launch import Needs, NodeFacts
from console.model.service import DeployRequest, Verdict

REQUEST = DeployRequest((NodeId("n1"),), "smollm2-135m", port=18080)
NEEDS = Needs(("x86_64", "aarch64"), (2, 17), (3, 10), 260_000_000, 420_000_000)
HOSTILE = NodeFacts(home='/srv/it\'s "here" $(touch /tmp/pwned) `x`')


def situation(facts: NodeFacts = HOSTILE, request: DeployRequest = REQUEST) -> Situation:
    return Situation(request, NEEDS, facts, service_of(request, facts) if facts.home else None)


def judge(check: str, output: str, rc: int | None = 0, given_: Situation | None = None) -> Finding:
    found = next(one for one in checks() if one.id == check)
    return found.judge(output, rc, given_ or situation())


def test_there_is_one_check_a_file() -> None:
    folder = Path(console.deploy.preflight.__file__).parent
    assert sorted(check.id for check in checks()) == sorted(
        path.stem for path in folder.glob("*.py") if path.stem != "__init__"
    )
    orders = [check.order for check in checks()]
    assert orders == sorted(set(orders))
    assert all(check.title.english() for check in checks())


@pytest.mark.parametrize("check", checks(), ids=lambda check: check.id)
@pytest.mark.parametrize("facts", [NodeFacts(), HOSTILE], ids=["nothing known", "hostile home"])
def test_the_command_is_posix_sh(check: Check, facts: NodeFacts) -> None:
    command = check.command(situation(facts))
    subprocess.run(["/bin/sh", "-n"], input=command.encode(), check=True)
    assert not Path("/tmp/pwned").exists()


@pytest.mark.parametrize("check", checks(), ids=lambda check: check.id)
@given(output=st.text(max_size=200), rc=st.none() | st.integers(0, 255))
def test_garbage_is_judged_without_an_error(check: Check, output: str, rc: int | None) -> None:
    finding = check.judge(output, rc, situation())
    assert finding.verdict in Verdict


@pytest.mark.parametrize("check", checks(), ids=lambda check: check.id)
def test_silence_and_failure_are_no_pass(check: Check) -> None:
    if check.id not in {"service_absent", "service_manager"}:
        assert check.judge("", 0, situation()).verdict is not Verdict.PASS
    assert check.judge("", 127, situation(NodeFacts())).verdict is not Verdict.PASS or check.id == "service_manager"


UBUNTU = 'PRETTY_NAME="Ubuntu 24.04.1 LTS"\nID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"\nglibc 2.39\n'
RHEL = (
    'NAME="Red Hat Enterprise Linux"\nID="rhel"\nID_LIKE="fedora"\nPRETTY_NAME="Red Hat Enterprise Linux 9.4 (Plow)"\n'
)
ALPINE = (
    'NAME="Alpine Linux"\nID=alpine\nPRETTY_NAME="Alpine Linux v3.20"\nmusl libc (x86_64)\nVersion 1.2.5\n'
    "Dynamic Program Loader\n"
)
CENTOS6 = "CentOS release 6.10 (Final)\nldd (GNU libc) 2.12\nCopyright (C) 2010 Free Software Foundation, Inc.\n"
DEBIAN_LDD = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nldd (Debian GLIBC 2.36-9+deb12u9) 2.36\n'


@pytest.mark.parametrize(
    ("output", "verdict", "libc"),
    [
        (UBUNTU, Verdict.PASS, ("glibc", (2, 39))),
        (RHEL + "glibc 2.34\n", Verdict.PASS, ("glibc", (2, 34))),
        (DEBIAN_LDD, Verdict.PASS, ("glibc", (2, 36))),
        (RHEL, Verdict.UNKNOWN, (None, None)),
        (ALPINE, Verdict.FAIL, ("musl", (1, 2))),
        (CENTOS6, Verdict.FAIL, ("glibc", (2, 12))),
        ("ID='unfinished\nglibc 2.36\n", Verdict.PASS, ("glibc", (2, 36))),
    ],
)
def test_distribution(output: str, verdict: Verdict, libc: tuple[str | None, object]) -> None:
    finding = judge("distribution", output)
    assert finding.verdict is verdict and finding.facts is not None
    assert (finding.facts.libc, finding.facts.libc_version) == libc
    assert (finding.hint is None) is (verdict is Verdict.PASS)


@pytest.mark.parametrize(
    ("output", "rc", "verdict"),
    [
        ("Linux\nops\n/home/ops\n", 0, Verdict.PASS),
        ("Welcome to gpu-a01!\n\nLinux\nops\n/home/ops\n", 0, Verdict.PASS),
        ("Darwin\nops\n/Users/ops\n", 0, Verdict.FAIL),
        ("Linux\nnobody\n/\n", 0, Verdict.FAIL),
        ("This account is currently not available.\n", 1, Verdict.FAIL),
    ],
)
def test_reachable(output: str, rc: int, verdict: Verdict) -> None:
    finding = judge("reachable", output, rc)
    assert finding.verdict is verdict
    assert verdict is not Verdict.PASS or (finding.facts is not None and finding.facts.home == "/home/ops")


@pytest.mark.parametrize(
    ("output", "verdict", "name"),
    [
        ("x86_64\n", Verdict.PASS, "x86_64"),
        ("arm64\n", Verdict.PASS, "aarch64"),
        ("ppc64le\n", Verdict.FAIL, "ppc64le"),
    ],
)
def test_architecture(output: str, verdict: Verdict, name: str) -> None:
    finding = judge("architecture", output)
    assert finding.verdict is verdict and finding.facts is not None and finding.facts.architecture == name


@pytest.mark.parametrize(
    ("output", "distro", "verdict", "path", "hint"),
    [
        ("3.12 /usr/bin/python3\n", "ubuntu", Verdict.PASS, "/usr/bin/python3", ""),
        ("3.9 /usr/bin/python3\n3.12 /usr/bin/python3.12\n", "rhel", Verdict.PASS, "/usr/bin/python3.12", ""),
        ("3.9 /usr/bin/python3\n", "rhel", Verdict.FAIL, None, "dnf install python3.12"),
        ("3.9 /usr/bin/python3\n", "amzn", Verdict.FAIL, None, "dnf install python3.11"),
        ("", "debian", Verdict.FAIL, None, "apt install python3 python3-venv"),
        ("ModuleNotFoundError: No module named 'venv'\n", "ubuntu", Verdict.FAIL, None, "apt install python3"),
        ("3.6 /usr/bin/python3\n", "other", Verdict.FAIL, None, "Install Python 3.10 or later with its venv"),
    ],
)
def test_python(output: str, distro: str, verdict: Verdict, path: str | None, hint: str) -> None:
    finding = judge("python", output, 0, situation(replace(HOSTILE, distro_id=distro)))
    assert finding.verdict is verdict
    assert (finding.facts.python if finding.facts else None) == path
    assert hint in (finding.hint.english() if finding.hint else "")


@pytest.mark.parametrize(
    ("kib", "more", "verdict"),
    [
        (900_000, "", Verdict.PASS),
        (500_000, "", Verdict.WARN),
        (300_000, "", Verdict.FAIL),
        (0, "", Verdict.FAIL),
        (900_000, "not writable: /srv\n", Verdict.FAIL),
    ],
)
def test_disk(kib: int, more: str, verdict: Verdict) -> None:
    line = f"/dev/mapper/vg-home  102400000 101900000 {kib:9}  99% /srv/with space\n"
    assert judge("disk", line + more).verdict is verdict


@pytest.mark.parametrize(
    ("kib", "verdict"), [(900_000, Verdict.PASS), (300_000, Verdict.WARN), (200_000, Verdict.FAIL)]
)
def test_memory(kib: int, verdict: Verdict) -> None:
    output = f"MemTotal:       16318296 kB\nMemFree:          100000 kB\nMemAvailable:   {kib:8} kB\n"
    assert judge("memory", output).verdict is verdict
    assert judge("memory", output.replace("MemAvailable", "Other")).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("output", "target", "verdict", "suits"),
    [
        ("systemd: running\nlinger: Linger=yes\n", "systemd", Verdict.PASS, True),
        ("systemd: degraded\nlinger: Linger=no\n", "systemd", Verdict.WARN, False),
        ("systemd: offline\nlinger: \n", "systemd", Verdict.FAIL, False),
        ("systemd: \nlinger: \n", "auto", Verdict.PASS, False),
    ],
)
def test_service_manager(output: str, target: str, verdict: Verdict, *, suits: bool) -> None:
    finding = judge("service_manager", output, 0, situation(request=replace(REQUEST, target=target)))
    assert finding.verdict is verdict and finding.facts is not None
    assert bool(finding.facts.systemd_user and finding.facts.linger) is suits


HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
KERNEL = "   0: 0100007F:{port} 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1234 1 0\n"
SS = (
    "State  Recv-Q Send-Q Local Address:Port  Peer Address:Port\n"
    "LISTEN 0      128          0.0.0.0:{port}      0.0.0.0:*\n"
)
NETSTAT = (
    "Active Internet connections (only servers)\n"
    "Proto Recv-Q Send-Q Local Address           Foreign Address         State\n"
    "tcp6       0      0 :::{port}               :::*                    LISTEN\n"
)


@pytest.mark.parametrize(
    ("output", "verdict"),
    [
        (HEAD, Verdict.PASS),
        (HEAD + KERNEL.format(port="46A0"), Verdict.FAIL),
        (HEAD + KERNEL.format(port="46A1"), Verdict.PASS),
        # A connection from elsewhere to that port of another machine is no listener.
        (HEAD + KERNEL.format(port="46A0").replace(" 0A ", " 01 "), Verdict.PASS),
        (SS.format(port="18080"), Verdict.FAIL),
        (SS.format(port="180801"), Verdict.PASS),
        (SS.format(port="1808"), Verdict.PASS),
        (NETSTAT.format(port="18080"), Verdict.FAIL),
        ("sh: netstat: not found\n", Verdict.UNKNOWN),
    ],
)
def test_port_free(output: str, verdict: Verdict) -> None:
    assert judge("port_free", output).verdict is verdict


def test_a_port_below_1024_is_refused() -> None:
    assert judge("port_free", HEAD, 0, situation(request=replace(REQUEST, port=80))).verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("output", "verdict", "hint"),
    [
        ("", Verdict.PASS, ""),
        ("drwx------ 5 ops ops 4096 Nov 22 10:00 /home/ops/x\nruns, process 4711\n", Verdict.FAIL, "runs there"),
        ("drwx------ 5 ops ops 4096 Nov 22 10:00 /home/ops/x\ndoes not run\n", Verdict.FAIL, "already"),
    ],
)
def test_service_absent(output: str, verdict: Verdict, hint: str) -> None:
    finding = judge("service_absent", output)
    assert finding.verdict is verdict and hint in (finding.hint.english() if finding.hint else "")
