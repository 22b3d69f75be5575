"""What holds for every preflight check, and what each makes of what real systems print."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

import console.deploy.preflight
from console.deploy.preflight import Check, Scope, checks
from console.model.launch import NodeFacts
from console.model.node import Distro
from console.model.service import Verdict
from tests.contract.preflight.situations import HOST_WITH_GPUS, HOSTILE, REQUEST, at_node, judge, situation

FAMILIES = {"ubuntu": "debian", "debian": "debian", "rhel": "rhel", "amzn": "amazon"}
DNF, YUM = "sudo dnf install -y python3.{}", "sudo yum install -y python3.{}"
APT = "sudo apt-get install -y python3 python3-venv"
EVERY = tuple({check.id: check for scope in (Scope.NODE, Scope.DEPLOY) for check in checks(scope)}.values())
EACH = pytest.mark.parametrize("check", EVERY, ids=lambda check: check.id)


def test_there_is_one_check_a_file() -> None:
    folder = Path(console.deploy.preflight.__file__).parent
    assert sorted(check.id for check in EVERY) == sorted(
        path.stem for path in folder.glob("*.py") if path.stem != "__init__"
    )
    orders = sorted(check.order for check in EVERY)
    assert orders == sorted(set(orders))
    assert all(check.title.english() for check in EVERY)


def test_the_report_has_most_of_what_can_go_wrong_and_the_deploy_what_it_needs() -> None:
    assert len(checks(Scope.NODE)) >= 28
    shared = {check.id for check in checks(Scope.NODE)} & {check.id for check in checks(Scope.DEPLOY)}
    assert {"reachable", "distribution", "libc", "architecture", "python", "disk", "memory"} <= shared


@EACH
@pytest.mark.parametrize("facts", [NodeFacts(), HOSTILE], ids=["nothing known", "hostile home"])
@pytest.mark.parametrize("deploy", [True, False], ids=["deploy", "node"])
def test_the_command_is_posix_sh_that_reads(check: Check, facts: NodeFacts, *, deploy: bool) -> None:
    command = check.command(situation(facts) if deploy else at_node(facts))
    subprocess.run(["/bin/sh", "-n"], input=command.encode(), check=True)
    assert not Path("/tmp/pwned").exists()
    # A redirection goes to another stream or to nothing; root is never asked for, but where a deploy acts as root.
    assert not re.search(r"(?<![0-9&-])>(?!\s*&|\s*/dev/null|[0-9])", _outside_quotes(command)), command
    assert check.id == "sudo" or not re.search(r"sudo (?!-V |>)", command.replace("command -v sudo", "")), command


def _outside_quotes(command: str) -> str:
    return re.sub(r"""'[^']*'|"[^"]*\"""", "", re.sub(r"[12]?>&[12]|2>/dev/null", "", command))


@EACH
@pytest.mark.parametrize("deploy", [True, False], ids=["deploy", "node"])
@given(output=st.text(max_size=200), rc=st.none() | st.integers(0, 255))
def test_garbage_is_judged_without_an_error(check: Check, output: str, rc: int | None, *, deploy: bool) -> None:
    finding = check.judge(output, rc, situation() if deploy else at_node(HOST_WITH_GPUS))
    assert finding.verdict in Verdict


@EACH
@pytest.mark.parametrize("noise", ["", "command not found", "sh: Cannot fork", "\x00\xff\x1b[2J"])
def test_silence_and_noise_are_no_pass(check: Check, noise: str) -> None:
    if check.id not in {"service_absent", "service_manager"}:
        assert check.judge(noise, 0, at_node(HOST_WITH_GPUS)).verdict is not Verdict.PASS
        assert check.judge(noise, 0, situation()).verdict is not Verdict.PASS
    assert check.judge(noise, 127, situation(NodeFacts())).verdict is not Verdict.PASS or check.id == "service_manager"


@pytest.mark.parametrize(
    ("output", "verdict", "libc"),
    [
        ("glibc 2.39\n", Verdict.PASS, ("glibc", (2, 39))),
        ("ldd (Debian GLIBC 2.36-9+deb12u9) 2.36\n", Verdict.PASS, ("glibc", (2, 36))),
        ("ldd: not found\n", Verdict.UNKNOWN, (None, None)),
        ("musl libc (x86_64)\nVersion 1.2.5\nDynamic Program Loader\n", Verdict.FAIL, ("musl", (1, 2))),
        ("ldd (GNU libc) 2.12\nCopyright (C) 2010\n", Verdict.FAIL, ("glibc", (2, 12))),
    ],
)
def test_libc_for_a_deploy(output: str, verdict: Verdict, libc: tuple[str | None, object]) -> None:
    finding = judge("libc", output)
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
    ("output", "distro", "verdict", "path", "fix"),
    [
        ("3.12 /usr/bin/python3\n", "ubuntu", Verdict.PASS, "/usr/bin/python3", ""),
        ("3.9 /usr/bin/python3\n3.12 /usr/bin/python3.12\n", "rhel", Verdict.PASS, "/usr/bin/python3.12", ""),
        (
            "3.9 /usr/bin/python3\n",
            "rhel",
            Verdict.FAIL,
            None,
            f"{DNF.format(12)} || {YUM.format(12)}",
        ),
        (
            "3.9 /usr/bin/python3\n",
            "amzn",
            Verdict.FAIL,
            None,
            f"{DNF.format(11)} || {YUM.format(11)}",
        ),
        ("", "debian", Verdict.FAIL, None, APT),
        (
            "ModuleNotFoundError: No module named 'venv'\n",
            "ubuntu",
            Verdict.FAIL,
            None,
            APT,
        ),
        ("3.6 /usr/bin/python3\n", "other", Verdict.FAIL, None, ""),
    ],
)
def test_python(output: str, distro: str, verdict: Verdict, path: str | None, fix: str) -> None:
    known = Distro(distro, FAMILIES.get(distro, "unknown"), distro, "9", distro)
    finding = judge("python", output, 0, situation(replace(HOSTILE, distro=known)))
    assert finding.verdict is verdict
    assert (finding.facts.python if finding.facts else None) == path
    assert finding.fix == fix
    assert (finding.hint is None) is (verdict is Verdict.PASS)


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
