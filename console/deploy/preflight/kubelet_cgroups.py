"""kubelet and what runs its containers keep accounts of them in the same way.

Where one has them in cgroups of systemd and the other beside it, a node under load kills and starts pods over and over.
"""

from __future__ import annotations

from console.deploy.preflight import Check, Finding, Scope, Situation, answers, unclear
from console.model.service import Verdict
from console.model.text import N_, Text

SOURCE = "https://kubernetes.io/docs/setup/production-environment/container-runtimes/#cgroup-drivers"


def command(_situation: Situation) -> str:
    """Print what the kubelet was told, and what the settings of the runtimes say; all of it can be read by all."""
    return """\
pid=$(grep -lx kubelet /proc/[0-9]*/comm 2>/dev/null | head -n 1 | cut -d / -f 3)
echo "kubelet: ${pid:-none}"
[ -n "$pid" ] || exit 0
words=$(tr '\\0' '\\n' <"/proc/$pid/cmdline" 2>/dev/null)
file=$(printf '%s\\n' "$words" | sed -n 's/^--config=//p' | tail -n 1)
file=${file:-/var/lib/kubelet/config.yaml}
said=$(printf '%s\\n' "$words" | sed -n 's/^--cgroup-driver=//p' | tail -n 1)
[ -n "$said" ] || said=$(sed -n 's/^cgroupDriver: *"*\\([a-z]*\\)"*.*/\\1/p' "$file" 2>/dev/null)
[ -n "$said" ] || [ ! -r "$file" ] || said=default
echo "told: $said"
socket=$(printf '%s\\n' "$words" | sed -n 's/^--container-runtime-endpoint=//p' | tail -n 1)
[ -n "$socket" ] || socket=$(sed -n 's/^containerRuntimeEndpoint: *"*\\([^" ]*\\)"*.*/\\1/p' "$file" 2>/dev/null)
echo "socket: $socket"
case $socket in
  *crio*)
    line=$(cat /etc/crio/crio.conf /etc/crio/crio.conf.d/*.conf 2>/dev/null | grep '^ *cgroup_manager' | tail -n 1)
    line=$(printf '%s' "$line" | cut -d '"' -f 2)
    echo "runtime: ${line:-systemd}"
    ;;
  *docker*) echo "runtime: $(docker info 2>/dev/null | sed -n 's/^ *Cgroup Driver: //p')" ;;
  *)
    if [ ! -r /etc/containerd/config.toml ]; then echo 'runtime:'
    elif cat /etc/containerd/config.toml /etc/containerd/conf.d/*.toml 2>/dev/null |
      grep -qE '^ *SystemdCgroup *= *true'; then echo 'runtime: systemd'
    else echo 'runtime: cgroupfs'; fi
    ;;
esac"""


def judge(output: str, _rc: int | None, _situation: Situation) -> Finding:
    """Fail where the two differ."""
    said = answers(output)
    if said.get("kubelet") == "none":
        return Finding(Verdict.PASS, "no kubelet", source=SOURCE)
    if not {"told", "runtime"} <= said.keys():
        return unclear(output)
    evidence = f"kubelet {said['told'] or '-'}, {said.get('socket') or 'containerd'} {said['runtime'] or '-'}"
    if not said["told"] or not said["runtime"]:
        hint = Text(N_("The settings of the kubelet or of its runtime cannot be read by this user."))
        return Finding(Verdict.UNKNOWN, evidence, hint, source=SOURCE)
    if said["told"] == "default":
        if said["runtime"] == "cgroupfs":
            return Finding(Verdict.PASS, evidence, source=SOURCE)
        hint = Text(
            N_("The kubelet is not told which. Since 1.31 it asks its runtime, before it takes cgroupfs: tell it.")
        )
        return Finding(Verdict.WARN, evidence, hint, limit="systemd, systemd", fix=_FIX_KUBELET, source=SOURCE)
    if said["told"] != said["runtime"]:
        hint = Text(
            N_(
                "The kubelet and its runtime keep accounts of containers in different ways: under load pods are killed "
                "and started over and over. Set both to systemd, with the node drained: its pods start anew."
            )
        )
        fix = _FIX if said["told"] == "systemd" and "crio" not in said.get("socket", "") else _FIX_KUBELET
        return Finding(Verdict.FAIL, evidence, hint, limit="systemd, systemd", fix=fix, source=SOURCE)
    return Finding(Verdict.PASS, evidence, source=SOURCE)


_FIX = (
    "sudo sed -i 's/SystemdCgroup = false/SystemdCgroup = true/' /etc/containerd/config.toml\n"
    "sudo systemctl restart containerd kubelet"
)
_FIX_KUBELET = (
    "sudo sed -i '/^cgroupDriver:/d' /var/lib/kubelet/config.yaml\n"
    "echo 'cgroupDriver: systemd' | sudo tee -a /var/lib/kubelet/config.yaml\n"
    "sudo systemctl restart kubelet"
)
CHECK = Check("kubelet_cgroups", Text(N_("Accounts of containers")), 545, command, judge, Scope.NODE)
