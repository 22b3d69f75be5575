"""The page about conformance says what the tables say."""

from __future__ import annotations

import importlib.util
from types import ModuleType

from tests.meta.source import ROOT


def load_tool() -> ModuleType:
    """Return packaging/conformance.py, which is a script and not in a package."""
    spec = importlib.util.spec_from_file_location("leitstand_conformance", ROOT / "packaging/conformance.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_up_to_date() -> None:
    tool = load_tool()
    written = (ROOT / "console/terminal/CONFORMANCE.md").read_text("utf-8")
    assert written == tool.page(), "Run: bash packaging/dev conformance"
