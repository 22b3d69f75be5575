"""The kernel: headers for its module, Secure Boot, and no other driver on the GPU."""

from __future__ import annotations

from console.deploy.preflight import Check, Finding, Scope, Situation, answers, unclear
from console.model.service import Verdict
from console.model.text import N_, Text


def command(_situation: Situation) -> str:
    """Print release, headers, Secure Boot and the modules that matter."""
    return (
        "release=$(uname -r)\n"
        'echo "release: $release"\n'
        'if [ -e "/lib/modules/$release/build/Makefile" ] || [ -d "/usr/src/linux-headers-$release" ] '
        '|| [ -d "/usr/src/kernels/$release" ]; then echo "headers: yes"; else echo "headers: no"; fi\n'
        "if [ ! -d /sys/firmware/efi ]; then boot=none\n"
        "else\n"
        "  boot=$(od -An -t u1 /sys/firmware/efi/efivars/SecureBoot-* 2>/dev/null | awk 'NR == 1 { print $NF }')\n"
        "fi\n"
        "case $boot in 1) boot=on;; 0) boot=off;; none) ;; *) boot=unknown;; esac\n"
        'echo "secure boot: $boot"\n'
        'echo "nouveau: $(grep -c "^nouveau " /proc/modules)"\n'
        'echo "nvidia: $(grep -c "^nvidia " /proc/modules)"'
    )


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Fail while nouveau has the GPU; warn of what stands in the way of NVIDIA's module."""
    said = answers(output)
    if not {"release", "headers", "secure boot", "nouveau", "nvidia"} <= said.keys():
        return unclear(output)
    evidence = f"{said['release']}, headers {said['headers']}, Secure Boot {said['secure boot']}"
    family = situation.family
    loaded = _is_loaded(said["nvidia"]) or situation.facts.driver is not None
    if not situation.facts.has_nvidia:
        return Finding(Verdict.PASS, evidence)
    if _is_loaded(said["nouveau"]):
        hint = Text(N_("The nouveau module has the GPU, so NVIDIA's cannot: block it, then restart the node."))
        fix = "echo 'blacklist nouveau' | sudo tee /etc/modprobe.d/blacklist-nouveau.conf"
        return Finding(Verdict.FAIL, f"{evidence}, nouveau", hint, fix=fix)
    if not loaded and said["secure boot"] == "on":
        hint = Text(N_("Secure Boot refuses unsigned modules: enrol the key of the module, or use signed ones."))
        return Finding(Verdict.WARN, evidence, hint, fix="sudo mokutil --import /var/lib/dkms/mok.pub")
    if said["headers"] == "no":
        hint = Text(N_("Without the headers of this kernel its module cannot be built, now or after the next driver."))
        fix = family.install(family.headers) if family else ""
        return Finding(Verdict.WARN, evidence, hint, limit="headers", fix=fix)
    return Finding(Verdict.PASS, evidence)


def _is_loaded(count: str) -> bool:
    """Tell what grep counted; where the kernel has no list of modules it counted nothing."""
    return count.isdigit() and count != "0"


CHECK = Check("kernel", Text(N_("Kernel")), 410, command, judge, Scope.NODE)
