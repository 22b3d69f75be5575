"""What every probe in console/probes must keep: it runs where it says, it stands any answer."""

from __future__ import annotations

import ast
import math
import re
import shutil
import subprocess
import types

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console import probes
from console.model.errors import Problem
from console.model.gpu import Gpu
from console.model.node_detail import FIELDS, GpuDetail, Kind
from console.model.probe import Facts, Probe, Reading, When
from console.model.release import ReleaseFiles

HOUSE = probes.scan()


def each(*, shell: bool = False, python: bool = False) -> pytest.MarkDecorator:
    chosen = [probe for probe in HOUSE if (probe.shell or not shell) and (probe.python or not python)]
    return pytest.mark.parametrize("probe", chosen, ids=lambda probe: probe.name)


EACH = each()
NEED_GPUS = {"amd", "amd_detail", "intel", "intel_detail", "fabric", "gpu_health", "gpu_processes", "xid"}
TYPES: dict[str, tuple[type, ...]] = {
    name: {
        "gpus": (tuple,),
        "gpu_processes": (tuple,),
        "gpu_concerns": (dict,),
        "gpu_details": (tuple,),
        "xids": (tuple,),
        "containers": (tuple,),
        "engines_denied": (tuple,),
        "environments": (tuple,),
        "release": (ReleaseFiles,),
        "gpu_problem": (Problem,),
    }.get(
        name,
        (int,) if name.endswith(("_bytes", "_count")) else (float,) if name.endswith(("_seconds", "_1m")) else (str,),
    )
    for name in Facts.__annotations__
}


def check(facts: Facts) -> None:
    """Numbers are numbers and none is nonsense; unknown is left out."""
    for name, value in facts.items():
        assert isinstance(value, TYPES[name]), (name, value)
        assert not isinstance(value, bool)
        if isinstance(value, int | float):
            assert math.isfinite(value)
            assert value >= 0
    for gpu in facts.get("gpus", ()):
        check_gpu(gpu)
    for detail in facts.get("gpu_details", ()):
        check_detail(detail)


def check_gpu(gpu: Gpu) -> None:
    assert gpu.index >= 0
    load = gpu.utilization_percent
    assert load is None or 0 <= load <= 100
    for value in (gpu.temperature_celsius, gpu.power_draw_watts, gpu.power_limit_watts, gpu.memory_used_bytes):
        assert value is None or (math.isfinite(value) and value >= 0)


KINDS: dict[Kind, tuple[type, ...]] = {
    Kind.NUMBER: (int, float),
    Kind.COUNT: (int,),
    Kind.TEXT: (str,),
    Kind.FLAG: (bool,),
    Kind.WORDS: (tuple,),
}


def check_detail(detail: GpuDetail) -> None:
    """Every value has a name of the house and is what that name says; none is there and absent at once."""
    assert detail.index >= 0
    for name, value in detail.values.items():
        kind = FIELDS[name][1]
        assert isinstance(value, KINDS[kind]), (name, value)
        assert isinstance(value, bool) == (kind is Kind.FLAG), (name, value)
        if isinstance(value, int | float):
            assert math.isfinite(value)
            assert value >= 0
    assert detail.absent.keys() <= FIELDS.keys() - detail.values.keys()


def test_the_house_has_probes() -> None:
    assert {"disk", "load", "memory", "nvidia", "nvml", "platform", "release"} <= {probe.name for probe in HOUSE}
    assert len({probe.name for probe in HOUSE}) == len(HOUSE)


@EACH
def test_its_name_is_a_name_in_sh_and_in_python(probe: Probe) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", probe.name)
    assert probe.shell or probe.python


@EACH
def test_what_is_read_once_is_read_by_the_shell(probe: Probe) -> None:
    """Before it is known whether the node has Python."""
    assert probe.when is not When.ONCE or probe.shell


@each(shell=True)
@pytest.mark.parametrize("shell", [s for s in ("dash", "bash", "busybox") if shutil.which(s)])
def test_its_shell_is_posix_and_its_answer_is_understood(probe: Probe, shell: str) -> None:
    script = f"probe() {{\n{probe.shell}\n}}\nprobe </dev/null\n"
    command = [shell, *(["sh"] if shell == "busybox" else []), "-c", script]
    done = subprocess.run(command, capture_output=True, timeout=30, check=False)
    assert b"yntax error" not in done.stderr
    check(probe.parse(Reading(done.stdout.decode(), done.returncode)))


@each(shell=True)
def test_it_leaves_the_pace_of_the_others_alone(probe: Probe) -> None:
    """All parts of a sample run in one shell: a variable that one of them changes is changed for the next."""
    script = f"pace=5\nn=7\nprobe() {{\n{probe.shell}\n}}\nprobe </dev/null >/dev/null\nprintf '%s %s' $pace $n\n"
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, timeout=30, check=False)
    assert done.stdout == "5 7"


@each(python=True)
def test_its_python_is_old_enough_and_its_answer_is_understood(probe: Probe) -> None:
    tree = ast.parse(probe.python, feature_version=(3, 6))
    assert any(isinstance(part, ast.FunctionDef) and part.name == "read" for part in tree.body)
    space = types.ModuleType("probe")
    space.__dict__["load"] = __import__
    exec(compile(tree, "probe", "exec"), space.__dict__)
    text, status = space.__dict__["read"]()
    assert isinstance(text, str)
    assert isinstance(status, int)
    check(probe.parse(Reading(text, status)))


@each(shell=True, python=True)
def test_both_of_its_forms_say_the_same(probe: Probe) -> None:
    if probe.name in NEED_GPUS:
        pytest.skip("with GPUs: test_real_gpus.py")
    space: dict[str, object] = {}
    exec(probe.python, space)
    read = space["read"]
    assert callable(read)
    done = subprocess.run(["sh", "-c", probe.shell], capture_output=True, timeout=30, check=False)
    by_shell = probe.parse(Reading(done.stdout.decode(), done.returncode))
    by_python = probe.parse(Reading(*read()))
    assert by_shell
    assert by_shell.keys() == by_python.keys()
    told = dict(by_python)
    assert all(told[name] == value for name, value in by_shell.items() if name.endswith("total_bytes"))


LINES = st.sampled_from(
    [
        "0, GPU-1, NVIDIA H100, 00000000:18:00.0, 81559, 100, 5, 40, 72.00, 700.00, 0, 550.163.01",
        "0, [GPU is lost], NaN, -1, 1e999, inf, 101, [N/A], ERR!, [Not Supported], [Unknown Error], -",
        '{"gpus": [{"index": 0, "utilization": NaN, "power": -5, "memory_total": 1e400, "ecc": "x"}], "cuda": true}',
        '{"gpus": [{"index": -1}, {"index": 0, "error": 15}, 7, null], "driver": 5}',
        '{"gpus": {}, "devices": "many"}',
        "MemTotal: 99999999999999999999 kB", "MemTotal: 100 kB", "MemAvailable: 200 kB", "MemAvailable: -1 kB",
        "1e999 1", "12.5 1.0", "0.1 0.2 0.3 1/100 5", "nan inf", "/dev/sda1 100 50 -50 1% /", "- 0 0 0 - /",
        "=== os_release", "ID=debian", "=== libc", "ldd (GNU libc) 2.36", "musl libc (x86_64)", "Version 1.2.5",
        "python python3 Python 3.11.2", "python /usr/bin/python3 Python 2.7.18", "cpus 99999999999999", "cpus -1",
        '{"gpus": [{"index": 0, "values": {"fan_percent": true, "pcie_width": 1.5, "name": 3}}]}',
        '{"gpus": [{"index": 0, "values": {"power_draw_watts": NaN}, "codes": {"fan_percent": "x"}, "links": {}}]}',
        "=== devices", "=== lost 3", "=== links", "GPU 0: A (UUID: GPU-1)", "\t Link 0: 26.5.6 GB/s",
        "<nvidia_smi_log><gpu><fan_speed>-3 %</fan_speed><pci></pci></gpu></nvidia_smi_log>", "<nvidia_smi_log><gpu>",
        'metric [{"gpu": 0, "usage": {"gfx_activity": {"value": 1e400, "unit": []}}, "ecc": 5}]', "metric {}",
        'rocm {"card0": {"GPU use (%)": "900", "VRAM Total Memory (B)": "-1"}, "card1": 7}', 'stats {"device_id": 0}',
        'discovery {"device_list": [{"device_id": 0, "device_name": 3}, {"device_id": true}, 5]}',
        'stats {"device_id": 0, "device_level": [{"metrics_type": "XPUM_STATS_POWER", "value": NaN}, 4]}',
        "xids", "[1e9] NVRM: Xid (PCI:0000:1b:00): 79, x", "health", "GPU-1, Yes, ?, 0xzz, 0x", "fabric active",
        "devices 8", "lost 3", "lost 9999", "hostname \x1b[31m",
    ]
)  # fmt: skip


@EACH
@given(
    text=st.text(max_size=300) | st.lists(LINES | st.text(max_size=20), max_size=12).map("\n".join),
    status=st.sampled_from([0, 1, 6, 9, 12, 15, 16, 18, 124, 127, 255, -1, 2**31]),
)
def test_no_answer_breaks_it(probe: Probe, text: str, status: int) -> None:
    check(probe.parse(Reading(text, status)))
