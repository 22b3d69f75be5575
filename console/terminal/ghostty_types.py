"""What cffi hands out has no static type: these names say so in one place."""

from __future__ import annotations

from typing import Any, TypeAlias

from console.terminal import ghostty_abi

CData: TypeAlias = Any
"""A C value or a pointer to one."""

Library: TypeAlias = Any
"""The loaded library; its functions are declared in ``ghostty_cdef.py``."""

ffi: CData = ghostty_abi.ffi
