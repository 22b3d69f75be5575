"""Whether CUDA begins at all: the driver may answer nvidia-smi while every program that computes is refused.

The usual reason on recent kernels is that HMM and a randomised address space (KASLR) collide.
"""

from __future__ import annotations

from console.deploy.preflight import Check, Finding, Scope, Situation, answers, unclear, with_gpus
from console.model.service import Verdict
from console.model.text import N_, Text

SOURCE = "https://docs.nvidia.com/cuda/cuda-toolkit-release-notes/"
NAMES = {"2": "out of memory", "3": "not initialized", "100": "no device", "802": "system not ready", "999": "unknown"}
"""Some results of ``cuInit`` (cuda.h)."""
HMM_FIX = (
    "echo 'options nvidia_uvm uvm_disable_hmm=1' | sudo tee /etc/modprobe.d/nvidia-hmm.conf\n"
    "sudo rmmod nvidia_uvm && sudo modprobe nvidia_uvm"
)


def command(_situation: Situation) -> str:
    """Print what the first call of CUDA returns, and what of KASLR and HMM can be seen without root."""
    return (
        "code=$(python3 -c \"import ctypes; print(ctypes.CDLL('libcuda.so.1').cuInit(0))\" 2>/dev/null)\n"
        'echo "started: ${code:-unasked}"\n'
        'echo "release: $(uname -r)"\n'
        "if grep -qw nokaslr /proc/cmdline; then echo 'kaslr: off'; else echo 'kaslr: on'; fi\n"
        'echo "hmm off: $(cat /sys/module/nvidia_uvm/parameters/uvm_disable_hmm 2>/dev/null || echo unknown)"'
    )


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Fail where the first call of CUDA fails; what KASLR and HMM have to do with it stands in the hint."""
    said = answers(output)
    if not {"started", "release", "kaslr", "hmm off"} <= said.keys():
        return unclear(output)
    code, collide = said["started"], said["kaslr"] == "on" and said["hmm off"] in {"N", "0"}
    name = f" ({NAMES[code]})" if code in NAMES else ""
    evidence = f"cuInit {code}{name}, {said['release']}, KASLR {said['kaslr']}, HMM off: {said['hmm off']}"
    if code == "0":
        return Finding(Verdict.PASS, evidence, limit="0", source=SOURCE)
    if not code.isdigit():
        hint = Text(N_("It needs python3 and the driver's libcuda to be asked."))
        return Finding(Verdict.UNKNOWN, evidence, hint, limit="0", source=SOURCE)
    if code == "802":
        hint = Text(N_("The GPUs wait for the Fabric Manager. Start it, and see that it is of the driver's version."))
        family = situation.family
        fix = family.service("enable --now", "nvidia-fabricmanager") if family else ""
    elif collide:
        hint = Text(N_("CUDA does not begin: HMM and KASLR collide on some kernels. Turn HMM off while no GPU works."))
        fix = HMM_FIX
    else:
        hint = Text(N_("CUDA does not begin, whatever nvidia-smi says. The log of the kernel has the reason."))
        fix = "sudo dmesg | grep -i -e nvrm -e nvidia"
    return Finding(Verdict.FAIL, evidence, hint, limit="0", fix=fix, source=SOURCE)


CHECK = Check(
    "cuda_starts",
    Text(N_("CUDA begins")),
    395,
    command,
    judge,
    Scope.BOTH,
    wants_gpu=True,
    asks_driver=True,
    matters=with_gpus,
)
