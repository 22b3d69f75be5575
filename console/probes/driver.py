"""Which kernel module the NVIDIA driver is: the open one, or the proprietary one that older GPUs need.

The module says so itself: ``NVRM version: NVIDIA UNIX Open Kernel Module for x86_64 …`` or ``NVIDIA UNIX x86_64 Kernel
Module``. Where that cannot be read, its licence tells: ``Dual MIT/GPL`` is the open one, ``NVIDIA`` the other.
"""

from __future__ import annotations

import re

from console.model.probe import Facts, Probe, Reading, When

SHELL = r"""
if [ -r /proc/driver/nvidia/version ]; then
  read -r line </proc/driver/nvidia/version
  printf 'module %s\n' "$line"
elif [ -d /sys/module/nvidia ]; then
  printf 'license %s\n' "$(modinfo -F license nvidia)"
fi
return 0
"""

_VERSION = re.compile(r"Module (?:for \S+ )? *(\d{3}\.\d{1,3}(?:\.\d{1,3})?)\b", re.ASCII)


def parse(reading: Reading) -> Facts:
    """Return the flavour, and the version of the module that is loaded."""
    facts: Facts = {}
    for line in reading.text.splitlines():
        word, _, text = line.partition(" ")
        if word == "module" and "NVIDIA" in text:
            facts["module_flavor"] = "open" if "Open Kernel Module" in text else "proprietary"
            if (found := _VERSION.search(text)) is not None:
                facts["driver_version"] = found[1]
        elif word == "license" and text:
            facts["module_flavor"] = "open" if "GPL" in text else "proprietary"
    return facts


PROBE = Probe(name="driver", when=When.ONCE, parse=parse, shell=SHELL)
