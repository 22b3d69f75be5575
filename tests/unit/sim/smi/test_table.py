"""The table of nvidia-smi, byte for byte."""

from __future__ import annotations

from msgspec.structs import replace

from console.sim.smi.table import Versions, table
from tests.sim import BEGIN, node

GOLDEN = """\
Fri Nov 20 14:30:52 2026@SPACES@
+-----------------------------------------------------------------------------------------+
| NVIDIA-SMI 570.195.03             Driver Version: 570.195.03     CUDA Version: 12.8     |
|-----------------------------------------+------------------------+----------------------+
| GPU  Name                 Persistence-M | Bus-Id          Disp.A | Volatile Uncorr. ECC |
| Fan  Temp   Perf          Pwr:Usage/Cap |           Memory-Usage | GPU-Util  Compute M. |
|                                         |                        |               MIG M. |
|=========================================+========================+======================|
|   0  NVIDIA H100 80GB HBM3          On  |   00000000:18:00.0 Off |                    0 |
| N/A   69C    P0            600W /  700W |   61440MiB /  81559MiB |     97%      Default |
|                                         |                        |             Disabled |
+-----------------------------------------+------------------------+----------------------+
@BLANK@
+-----------------------------------------------------------------------------------------+
| Processes:                                                                              |
|  GPU   GI   CI        PID   Type   Process name                              GPU Memory |
|        ID   ID                                                               Usage      |
|=========================================================================================|
|    0   N/A  N/A      9948      C   VLLM::Worker_TP0                            61428MiB |
+-----------------------------------------------------------------------------------------+
""".replace("@BLANK@", " " * 89).replace("@SPACES@", " " * 7)


def test_the_table_is_exact() -> None:
    own = node()
    gpu = replace(
        own.devices.readings()[0],
        temperature_celsius=69,
        power_draw_watts=600.4,
        memory_used_mib=61440,
        utilisation_percent=97,
    )
    process = next(p for p in own.processes.on_gpus() if p.gpu == 0)
    process.pid = 9948
    assert table(BEGIN, Versions("570.195.03", "12.8"), [gpu], [process]) == GOLDEN


def test_every_row_of_every_layout_is_as_wide_as_its_rule() -> None:
    own = node()
    for driver in ("550.163.01", "580.95.05"):
        text = table(BEGIN, Versions(driver, "13.0"), own.devices.readings(), own.processes.on_gpus())
        assert {len(line) for line in text.splitlines()[1:] if line.strip()} == {91}
        assert "No running processes" not in text


def test_a_lost_gpu_shows_errors() -> None:
    own = node("gpu-b04")
    text = table(BEGIN, Versions("580.95.05", "13.0"), own.devices.readings(), own.processes.on_gpus())
    assert "| N/A  ERR!    P0            ERR! /  700W | GPU is lost            |    ERR!      Default |" in text
    assert text.endswith("Failed to query device index\n")
