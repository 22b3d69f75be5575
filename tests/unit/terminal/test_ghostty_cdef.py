"""The compiled declarations are those of pyghostty."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.terminal import ghostty_abi, ghostty_cdef
from console.terminal.ghostty_types import ffi

pytest.importorskip("pyghostty")

TWINS = {
    "Style": "GhosttyStyle",
    "GridRef": "GhosttyGridRef",
    "PointS": "GhosttyPoint",
    "PointCoordinate": "GhosttyPointCoordinate",
    "ScrollS": "GhosttyTerminalScrollViewport",
    "Selection": "GhosttySelection",
    "Scrollbar": "GhosttyTerminalScrollbar",
    "FormatOptions": "GhosttyTerminalSelectionFormatOptions",
    "Cursor": "GhosttyRenderStateCursor",
    "Rgb": "GhosttyColorRgb",
    "Colors": "GhosttyRenderStateColors",
    "ClipboardWrite": "GhosttyClipboardWrite",
    "String": "GhosttyString",
    "ClipboardReply": "GhosttyClipboardWriteReply",
    "ClipboardContent": "GhosttyClipboardContent",
    "SizeReport": "GhosttySizeReportSize",
    "Notification": "GhosttyTerminalDesktopNotification",
    "ModeConfig": "GhosttyTerminalModeConfig",
    "CellsView": "GhosttyCellsView",
    "RowId": "GhosttyRenderStateRowId",
    "PlacementInfo": "GhosttyKittyGraphicsPlacementRenderInfo",
    "SysImage": "GhosttySysImage",
}


@pytest.mark.parametrize(("ours", "theirs"), TWINS.items())
def test_structs_have_the_same_layout(ours: str, theirs: str) -> None:
    from pyghostty._ffi import ffi as complete

    assert ffi.sizeof(ours) == complete.sizeof(theirs)
    assert ffi.alignof(ours) == complete.alignof(theirs)
    mine, other = ffi.typeof(ours).fields, complete.typeof(theirs).fields
    assert [field.offset for _, field in mine] == [field.offset for _, field in other]


def test_constants_and_functions_are_there() -> None:
    from pyghostty._ffi import lib

    source = ghostty_cdef.declarations({n: getattr(lib, n) for n in dir(lib) if n.startswith("GHOSTTY_")})
    compiled = Path(ghostty_abi.__file__).read_text("utf-8")
    for line in source.splitlines():
        if line.startswith("#define"):
            _, name, number = line.split()
            assert getattr(lib, f"GHOSTTY_{name}") == int(number)
            assert name in compiled
        elif " ghostty_" in line and "(" in line:
            name = line.split("(")[0].split()[-1].lstrip("*")
            assert hasattr(lib, name)
            assert name in compiled
