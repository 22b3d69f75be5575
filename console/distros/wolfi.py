"""Wolfi and Chainguard OS: apk as on Alpine, but glibc; container images rather than hosts."""

from __future__ import annotations

from console.model.release import Family

FAMILY = Family(
    name="wolfi",
    ids=frozenset({"wolfi", "chainguard"}),
    like=frozenset({"wolfi"}),
    install_command="apk add {packages}",
    service_command="",
    python={"": "python-3.12"},
)
