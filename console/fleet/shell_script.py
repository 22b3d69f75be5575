"""The probe as POSIX sh: one script, sent to the standard input of a plain ``sh``. Nothing is written on the node."""

from __future__ import annotations

import re
from collections.abc import Iterable

from console.fleet.framing import VERSION
from console.model.probe import Probe

COMMAND = "exec sh"
"""Understood by every login shell, csh and fish too; the script comes over standard input."""

SELDOM_SECONDS = 10.0
"""How often a part asks that takes its time: ``$pace`` is how many samples that is, ``$n`` counts them from 1."""

# A sample is said in one piece: one packet, and nothing that somebody else prints falls in between.
# The loop ends by itself: printing into a closed channel kills the shell (SIGPIPE) or fails (exit).
# Whatever runs in it has no standard input: that is the script. The loop as a whole is not redirected:
# a simulated shell would hold its output back until it ends.
_SCRIPT = r"""LC_ALL=C; export LC_ALL
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export PATH
nonce=@NONCE@
pace=@PACE@
part() {
  printf '\n%s part %s\n' "$nonce" "$1"
  "probe_$1" </dev/null 2>/dev/null
  printf '\n%s rc %s %s\n' "$nonce" "$1" "$?"
}
@FUNCTIONS@
sample() {
  up=0.0
  [ -r /proc/uptime ] && read -r up rest </proc/uptime
  printf '\n%s begin @VERSION@ %s %s\n' "$nonce" "$n" "$up"
@PARTS@
  printf '\n%s end %s\n' "$nonce" "$n"
}
main() {
  n=0
  while :; do
    n=$((n + 1))
    said=$(sample)
    printf '\n%s\n' "$said" || exit 0
    @NEXT@
  done
}
main
"""


def once(probes: Iterable[Probe], nonce: str) -> bytes:
    """Return a script that takes one sample and ends."""
    return _build(probes, nonce, "exit 0")


def repeated(probes: Iterable[Probe], nonce: str, interval_seconds: int) -> bytes:
    """Return a script that takes a sample every ``interval_seconds`` until its channel is closed."""
    pace = max(1, round(SELDOM_SECONDS / max(1, interval_seconds)))
    return _build(probes, nonce, f"sleep {interval_seconds:d} </dev/null", pace)


def _build(probes: Iterable[Probe], nonce: str, following: str, pace: int = 1) -> bytes:
    if not re.fullmatch(r"[A-Za-z0-9]+", nonce):
        raise ValueError("a nonce is letters and digits")
    parts = [probe for probe in probes if probe.shell]
    functions = "\n".join(f"probe_{probe.name}() {{\n{probe.shell.strip()}\n}}" for probe in parts)
    script = (
        _SCRIPT.replace("@FUNCTIONS@", functions)
        .replace("@PARTS@", "\n".join(f"  part {probe.name}" for probe in parts))
        .replace("@VERSION@", str(VERSION))
        .replace("@PACE@", str(pace))
        .replace("@NEXT@", following)
        .replace("@NONCE@", nonce)
    )
    return script.encode("ascii")
