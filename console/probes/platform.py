"""What a node is made of, and whether it has a Python that can run a probe."""

from __future__ import annotations

import re

from console.model.probe import Facts, Probe, Reading, When

# RHEL 8 and 9 keep a Python of their own where no person's PATH looks.
SHELL = r"""
printf 'hostname %s\n' "$(hostname 2>/dev/null || uname -n)"
printf 'kernel %s\n' "$(uname -r)"
printf 'architecture %s\n' "$(uname -m)"
printf 'cpus %s\n' "$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)"
for python in python3 /usr/bin/python3 /usr/libexec/platform-python; do
  command -v "$python" >/dev/null || continue
  printf 'python %s %s\n' "$python" "$("$python" --version 2>&1 | head -c 100)"
done
return 0
"""

_PYTHON = re.compile(r"^(\S{1,200}) Python (\d{1,2})\.(\d{1,3})(\S{0,20})$", re.ASCII)
_OLDEST_PYTHON = (3, 6)
_MOST_CPUS = 1 << 20


def parse(reading: Reading) -> Facts:
    """Read the lines; the first Python that is new enough counts."""
    facts: Facts = {}
    for line in reading.text.splitlines():
        key, _, value = line.partition(" ")
        value = value.strip()[:300]
        if not value:
            continue
        match key:
            case "hostname":
                facts["hostname"] = value
            case "kernel":
                facts["kernel"] = value
            case "architecture":
                facts["architecture"] = value
            case "cpus" if value.isascii() and value.isdigit() and 0 < int(value[:12]) < _MOST_CPUS:
                facts["cpu_count"] = int(value)
            case "python" if "python_command" not in facts:
                facts.update(_python(value))
    return facts


def _python(value: str) -> Facts:
    found = _PYTHON.match(value)
    if found is None:
        return {}
    command, major, minor, rest = found.groups()
    if (int(major), int(minor)) < _OLDEST_PYTHON:
        return {"python_version": f"{major}.{minor}{rest}"}
    return {"python_version": f"{major}.{minor}{rest}", "python_command": command}


PROBE = Probe(name="platform", when=When.ONCE, parse=parse, shell=SHELL)
