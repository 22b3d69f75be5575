"""The release files of a node; which distribution they mean is told elsewhere."""

from __future__ import annotations

import re

from console.model.probe import Facts, Probe, Reading, When
from console.model.release import ReleaseFiles

# One marker per file. os-release stands in /etc or, on image-based systems, only in /usr/lib.
SHELL = r"""
show() {
  [ -r "$2" ] || return 0
  printf '\n=== %s\n' "$1"
  cat "$2"
}
if [ -r /etc/os-release ]; then
  show os_release /etc/os-release
else
  show os_release /usr/lib/os-release
fi
show redhat_release /etc/redhat-release
show centos_release /etc/centos-release
show alpine_release /etc/alpine-release
show debian_version /etc/debian_version
show dgx_release /etc/dgx-release
if [ -e /.bottlerocket ]; then
  printf '\n=== bottlerocket_release\n'
  cat /.bottlerocket/rootfs/usr/lib/os-release 2>/dev/null || echo ID=bottlerocket
fi
printf '\n=== libc\n'
ldd --version 2>&1
return 0
"""

_MARK = re.compile(r"^=== (\w+)$", re.MULTILINE | re.ASCII)
_GLIBC = re.compile(r"(?:GLIBC|GNU libc|glibc)[^\n]*?(\d{1,3}\.\d{1,3})\)?\s*$", re.MULTILINE | re.ASCII)
_MUSL = re.compile(r"^musl libc.*?^Version (\d[\w.]{0,15})", re.MULTILINE | re.DOTALL | re.ASCII)
_LONGEST_FILE = 16 << 10


def parse(reading: Reading) -> Facts:
    """Cut the output into its files."""
    _, *parts = _MARK.split(reading.text)
    files = {name: text.strip()[:_LONGEST_FILE] for name, text in zip(parts[::2], parts[1::2], strict=True)}
    if not files:
        return {}
    return {
        "release": ReleaseFiles(
            os_release=files.get("os_release", ""),
            redhat_release=files.get("redhat_release", ""),
            centos_release=files.get("centos_release", ""),
            alpine_release=files.get("alpine_release", ""),
            debian_version=files.get("debian_version", ""),
            dgx_release=files.get("dgx_release", ""),
            bottlerocket_release=files.get("bottlerocket_release", ""),
            libc=_libc(files.get("libc", "")),
        )
    }


def _libc(text: str) -> str | None:
    if (musl := _MUSL.search(text)) is not None:
        return f"musl {musl[1]}"
    if text.startswith("musl libc"):
        return "musl"
    glibc = _GLIBC.search(text) or re.search(r"^ldd \(.*\) (\d{1,3}\.\d{1,3})\s*$", text, re.MULTILINE | re.ASCII)
    return f"glibc {glibc[1]}" if glibc else None


PROBE = Probe(name="release", when=When.ONCE, parse=parse, shell=SHELL)
