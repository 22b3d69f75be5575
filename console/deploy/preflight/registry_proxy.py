"""Whether Docker's daemon goes through the proxy that the node needs: a shell's proxy is not the daemon's."""

from __future__ import annotations

from console.deploy.preflight import Check, Finding, Situation, answers, unclear
from console.model.launch import Needs
from console.model.service import Verdict
from console.model.text import N_, Text

SOURCE = "https://docs.docker.com/engine/daemon/proxy/"
# Restarting the daemon may stop other people's containers: that is for a person to decide.
FIX = """\
sudo mkdir -p /etc/systemd/system/docker.service.d
printf '[Service]\\nEnvironment="HTTPS_PROXY=%s"\\n' "{proxy}" |
  sudo tee /etc/systemd/system/docker.service.d/http-proxy.conf
sudo systemctl daemon-reload
sudo systemctl restart docker"""


def command(_situation: Situation) -> str:
    """Print the proxy of the shell and of the daemon; of each its place, never a name or password."""
    return (
        "plain() { sed 's#//[^@/]*@#//#'; }\n"
        'echo "shell: $(printf \'%s\' "${https_proxy:-$HTTPS_PROXY}" | plain)"\n'
        'if said=$(docker info 2>/dev/null); then echo "asked: yes"; else echo "asked: no"; fi\n'
        "echo \"daemon: $(printf '%s\\n' \"$said\" | sed -n 's/^ *HTTPS Proxy: //p' | plain)\""
    )


def matters(needs: Needs | None) -> bool:
    """Say whether a node is looked at, or an image is to be had."""
    return needs is None or bool(needs.image)


def judge(output: str, _rc: int | None, _situation: Situation) -> Finding:
    """Warn where the shell has a proxy and the daemon, which pulls the images, has none."""
    said = answers(output)
    if not {"shell", "asked", "daemon"} <= said.keys():
        return unclear(output)
    evidence = f"shell {said['shell'] or '-'}, Docker {said['daemon'] or '-'}"
    if said["asked"] == "no":
        return Finding(Verdict.PASS, "Docker is not asked", source=SOURCE)
    if said["shell"] and not said["daemon"]:
        hint = Text(N_("Docker's daemon pulls without this proxy. Tell it, or carry the image from this machine."))
        return Finding(Verdict.WARN, evidence, hint, fix=FIX.replace("{proxy}", said["shell"]), source=SOURCE)
    return Finding(Verdict.PASS, evidence, source=SOURCE)


CHECK = Check("registry_proxy", Text(N_("Proxy of the container engine")), 535, command, judge, matters=matters)
