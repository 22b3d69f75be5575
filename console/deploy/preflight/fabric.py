"""The services beside the driver: persistence, and the Fabric Manager where there are NVSwitches."""

from __future__ import annotations

from console.deploy.preflight import Check, Finding, Scope, Situation, answers, unclear, with_gpus
from console.model.service import Verdict
from console.model.text import N_, Text

SOURCE = "https://docs.nvidia.com/datacenter/tesla/fabric-manager-user-guide/"


def command(_situation: Situation) -> str:
    """Print how many NVSwitches the driver has, and which services run."""
    return (
        'echo "switches: $(ls /proc/driver/nvidia-nvswitch/devices 2>/dev/null | wc -l)"\n'
        "names=$(cat /proc/[0-9]*/comm 2>/dev/null)\n"
        'echo "fabric manager: $(printf "%s\\n" "$names" | grep -c "^nv-fabricmanage")"\n'
        'echo "persistence daemon: $(printf "%s\\n" "$names" | grep -c "^nvidia-persiste")"'
    )


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Fail with NVSwitches and no manager; warn without persistence."""
    said = answers(output)
    if not {"switches", "fabric manager", "persistence daemon"} <= said.keys():
        return unclear(output)
    modes = [gpu.is_persistent for gpu in situation.facts.gpus if gpu.is_persistent is not None]
    persistent = said["persistence daemon"] != "0" or (bool(modes) and all(modes))
    shown = (said["switches"], said["fabric manager"], "on" if persistent else "off")
    evidence = "NVSwitch {}, fabric manager {}, persistence {}".format(*shown)
    family = situation.family
    if said["switches"] != "0" and said["fabric manager"] == "0":
        hint = Text(N_("Without the Fabric Manager no program reaches the GPUs behind the NVSwitches."))
        fix = family.service("enable --now", "nvidia-fabricmanager") if family else ""
        return Finding(Verdict.FAIL, evidence, hint, fix=fix, source=SOURCE)
    if situation.facts.driver is None:
        return Finding(Verdict.UNKNOWN, evidence, source=SOURCE)
    if not persistent:
        hint = Text(N_("Without persistence each first access loads the driver anew, which takes seconds."))
        # Safe: programs that run keep what they have, and off is as it was.
        fix, undo = "sudo nvidia-smi -pm 1", "sudo nvidia-smi -pm 0"
        return Finding(Verdict.WARN, evidence, hint, fix=fix, undo=undo, source=SOURCE)
    return Finding(Verdict.PASS, evidence, source=SOURCE)


CHECK = Check(
    "fabric", Text(N_("Services of the driver")), 390, command, judge, Scope.BOTH, wants_gpu=True, matters=with_gpus
)
