"""Which hubs of models, wheels and images the node reaches, through which proxy, and whether it has a token."""

from __future__ import annotations

import re

from console.deploy.preflight import Check, Finding, Scope, Situation, cite, unclear
from console.deploy.shell import quoted
from console.model.launch import Needs
from console.model.service import Verdict
from console.model.text import N_, Text

HUB_SECONDS = 5


def command(situation: Situation) -> str:
    """Ask each hub for its first page, all at once; of a proxy its place is printed, of a token that there is one."""
    asks = "\n".join(f"reach {quoted(host)} &" for host in _hosts(situation))
    return (
        "reach() {\n"
        "  if command -v curl >/dev/null 2>&1; then\n"
        f"    code=$(curl -s -o /dev/null -m {HUB_SECONDS} -w '%{{http_code}}' \"https://$1/\")\n"
        "  elif command -v wget >/dev/null 2>&1; then\n"
        # Without a home it keeps no list of hosts.
        f'    HOME=/dev/null wget -q -T {HUB_SECONDS} -t 1 -O /dev/null "https://$1/"; code=$?\n'
        "    case $code in 0|8) code=200;; *) code=000;; esac\n"
        "  else code=unasked; fi\n"
        '  echo "hub $1 $code"\n'
        "}\n"
        f"{asks}\n"
        "wait\n"
        "echo \"proxy $(printf '%s' \"${https_proxy:-$HTTPS_PROXY}\" | sed 's#//[^@/]*@#//#')\"\n"
        "token=no\n"
        'if [ -n "$HF_TOKEN" ] || [ -s "$HOME/.cache/huggingface/token" ]; then token=yes; fi\n'
        'echo "token $token"'
    )


def _hosts(situation: Situation) -> tuple[str, ...]:
    """Return whom to ask: all that is known, or what the deploy has to reach."""
    known = tuple(hub.host for hub in situation.knowledge.hubs.hub)
    return known if situation.needs is None else situation.needs.hosts


def matters(needs: Needs | None) -> bool:
    """Say whether anything is to be fetched from anywhere."""
    return needs is None or bool(needs.hosts)


def judge(output: str, _rc: int | None, situation: Situation) -> Finding:
    """Pass when all are reached; where none is, the desk carries what is needed."""
    book, hosts = situation.knowledge.hubs, _hosts(situation)
    titles = {hub.host: hub.title for hub in book.hub}
    codes = dict(re.findall(r"^hub (\S+) (\w+)$", output, re.MULTILINE))
    token = re.search(r"^token (yes|no)$", output, re.MULTILINE)
    if not codes or token is None:
        return unclear(output)
    proxy = re.search(r"^proxy (\S+)$", output, re.MULTILINE)
    reached = [host for host in hosts if codes.get(host, "000") not in {"000", "unasked"}]
    missing = [titles.get(host, host) for host in hosts if host not in reached]
    evidence = ", ".join(f"{host} {codes.get(host, '?')}" for host in hosts)
    evidence += f"; proxy {proxy[1] if proxy else '-'}; token {token[1]}"
    source = cite(book, book.hub[0].source)
    if all(code == "unasked" for code in codes.values()):
        hint = Text(N_("Neither curl nor wget is there to ask with."))
        return Finding(Verdict.UNKNOWN, evidence, hint, fix=situation.install("curl"), source=source)
    if not reached:
        hint = Text(N_("The node reaches no hub: let the desk carry wheels and weights, or set a proxy or a mirror."))
        return Finding(Verdict.WARN, evidence, hint, source=source)
    if missing:
        hint = Text(N_("Not reached: {hubs}. What comes from there has to be carried."), {"hubs": ", ".join(missing)})
        return Finding(Verdict.WARN, evidence, hint, source=source)
    return Finding(Verdict.PASS, evidence, source=source)


CHECK = Check("hubs", Text(N_("Hubs for models and images")), 530, command, judge, Scope.BOTH, matters=matters)
