"""Whether the fabric manager runs, without which GPUs on NVSwitch start no CUDA program."""

from __future__ import annotations

from console.model.probe import Facts, Probe, Reading, When, through_shell

SHELL = r"""
[ -e /proc/driver/nvidia/version ] || [ -e /dev/nvidiactl ] || return 0
if command -v systemctl >/dev/null; then
  state=$(systemctl is-active nvidia-fabricmanager)
  [ "$state" = inactive ] && ! systemctl cat nvidia-fabricmanager >/dev/null && state=
fi
if [ -z "$state" ] || [ "$state" = unknown ]; then
  state=
  for name in /proc/[0-9]*/comm; do
    read -r word <"$name" && [ "$word" = nv-fabricmanage ] && state=active && break
  done
fi
printf 'fabric %s\n' "${state:-none}"
return 0
"""

_STATES = frozenset({"active", "inactive", "failed", "activating", "deactivating", "none"})


def parse(reading: Reading) -> Facts:
    """Return the state of its service."""
    word, _, state = reading.text.strip().partition(" ")
    return {"fabric_manager": state} if word == "fabric" and state in _STATES else {}


PROBE = Probe(name="fabric", when=When.DETAIL, parse=parse, shell=SHELL, python=through_shell(SHELL, 30.0))
