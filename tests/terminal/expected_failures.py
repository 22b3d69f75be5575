"""What an engine is known to do otherwise, and why: the one list. What passes all the same fails the suite."""

from __future__ import annotations

from collections.abc import Mapping

NOT_OFFERED = "not offered"
EDITING = "CSI: erase, insert, delete, scroll"
AREAS = "CSI: protected and rectangular areas"
ESCAPES = "Escape sequences and C1 controls"
SIDES = "Left and right margins"
DEVICES = "Device reports: DA, DSR, XTVERSION, XTWINOPS"
STRINGS = "DCS: DECRQSS, XTGETTCAP and other strings"

NEITHER = {
    (ESCAPES, "DECDWL halves the columns"): "lines of double width are not offered",
    (ESCAPES, "DECBI moves left"): NOT_OFFERED,
    (ESCAPES, "DECBI at the left edge shifts"): NOT_OFFERED,
    (ESCAPES, "DECFI moves right"): NOT_OFFERED,
    (ESCAPES, "DECFI at the right edge shifts"): NOT_OFFERED,
    (EDITING, "SL"): NOT_OFFERED,
    (EDITING, "SR"): NOT_OFFERED,
    (EDITING, "DECIC"): NOT_OFFERED,
    (EDITING, "DECDC"): NOT_OFFERED,
    (AREAS, "DECERA"): "rectangular areas are not offered, and DA1 does not claim them",
    (AREAS, "DECFRA"): "rectangular areas are not offered, and DA1 does not claim them",
    (AREAS, "DECCRA"): "rectangular areas are not offered, and DA1 does not claim them",
}
GHOSTTY = {
    (EDITING, "SU by 0 is by 1"): "0 is taken for 0",
    (EDITING, "SD as ECMA-48 has it"): "SD is known under T alone",
    (SIDES, "CUB stops at the left margin"): "it stops at the edge",
    ("Character sets", "the underscore is a blank"): "it stays an underscore",
    (
        "Character sets",
        "what is not ASCII goes through",
    ): "characters beyond Latin-1 are dropped while a set of DEC's is chosen",
    ("SGR", "colour 38:2 with a tolerance"): "a colour with a tolerance is refused",
    ("Modes", "mouse modes take each other's place"): "each is told by itself; the strongest one counts",
    (DEVICES, "DA1 with anything else"): "any number is answered",
    (DEVICES, "DECXCPR"): NOT_OFFERED,
    (DEVICES, "DSR of the printer: none"): NOT_OFFERED,
    (DEVICES, "DSR of user keys: locked"): NOT_OFFERED,
    (STRINGS, "DECRQSS of the conformance level"): "refused as unknown",
    (STRINGS, "DECRQSS of the protection"): "refused as unknown",
    (STRINGS, "XTGETTCAP of an unknown one"): "not answered at all",
    ("Keys", "XTQMODKEYS"): NOT_OFFERED,
}
WITHOUT_SIDES = "left and right margins are not offered, and DECRQM says so"
WITHOUT_PICTURES = "pictures are not offered; who asks gets no answer, as the protocol has it"
GRAPHICS = "Kitty graphics"
PYTE = {
    (GRAPHICS, "whether it is there"): WITHOUT_PICTURES,
    (GRAPHICS, "a picture is taken"): WITHOUT_PICTURES,
    (GRAPHICS, "a picture in pieces"): WITHOUT_PICTURES,
    (GRAPHICS, "too little data"): WITHOUT_PICTURES,
    (GRAPHICS, "a file of this machine is not read"): WITHOUT_PICTURES,
    (SIDES, "DECSLRM puts the cursor home"): WITHOUT_SIDES,
    (SIDES, "text wraps at the right margin"): WITHOUT_SIDES,
    (SIDES, "CR goes to the left margin"): WITHOUT_SIDES,
    (SIDES, "CUF stops at the right margin"): WITHOUT_SIDES,
    (SIDES, "CUB stops at the left margin"): WITHOUT_SIDES,
    (SIDES, "ICH stays between them"): WITHOUT_SIDES,
    (SIDES, "DCH stays between them"): WITHOUT_SIDES,
    (SIDES, "LF at the bottom scrolls between them"): WITHOUT_SIDES,
    (SIDES, "IL stays between them"): WITHOUT_SIDES,
    (SIDES, "SU stays between them"): WITHOUT_SIDES,
    (SIDES, "DECOM counts from the left margin"): WITHOUT_SIDES,
    (SIDES, "DECRQM"): WITHOUT_SIDES,
    ("Modes", "DECRQM of 69, DECLRMM"): WITHOUT_SIDES,
    (STRINGS, "DECRQSS of the side margins"): WITHOUT_SIDES,
    ("OSC: colours (4, 10, 11, 12, 104, 110-112)", "4 with a name"): "X11's names of colours are not known",
}

FAILURES: Mapping[str, Mapping[tuple[str, str], str]] = {"ghostty": NEITHER | GHOSTTY, "pyte": NEITHER | PYTE}
"""By engine: table and case, and the reason."""
