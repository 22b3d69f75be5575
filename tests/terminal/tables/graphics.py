"""Pictures between the text."""

from __future__ import annotations

import re

from tests.terminal.cases import Case, Table

RED = "/wAA" * 4
"""Two by two pixels of 24 bits."""

TABLE = Table(
    "Kitty graphics",
    ("https://sw.kovidgoyal.net/kitty/graphics-protocol/",),
    (
        Case("whether it is there", "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\", (), (0, 0), "\x1b_Gi=31;OK\x1b\\"),
        Case("a picture is taken", f"\x1b_Ga=t,f=24,s=2,v=2,i=7;{RED}\x1b\\", (), (0, 0), "\x1b_Gi=7;OK\x1b\\"),
        Case(
            "a picture in pieces",
            f"\x1b_Ga=t,f=24,s=2,v=2,i=7,m=1;{RED[:8]}\x1b\\\x1b_Gm=0;{RED[8:]}\x1b\\",
            (),
            (0, 0),
            "\x1b_Gi=7;OK\x1b\\",
        ),
        Case(
            "too little data",
            "\x1b_Ga=t,f=24,s=2,v=2,i=7;AAAA\x1b\\",
            (),
            (0, 0),
            re.compile(r"\x1b_Gi=7;E[A-Z]+(:[\x20-\x7e]*)?\x1b\\"),
        ),
        Case("q=1 keeps OK quiet", f"\x1b_Ga=t,f=24,s=2,v=2,i=7,q=1;{RED}\x1b\\", (), (0, 0)),
        Case("q=2 keeps errors quiet", "\x1b_Ga=t,f=24,s=2,v=2,i=7,q=2;AAAA\x1b\\", (), (0, 0)),
        Case("C=1 leaves the cursor", f"a\x1b_Ga=T,f=24,s=2,v=2,q=2,C=1;{RED}\x1b\\b", ("ab",), (2, 0)),
        Case("deleting draws nothing", "a\x1b_Ga=d\x1b\\b", ("ab",)),
        Case("a file of this machine is not read", "\x1b_Ga=t,t=f,f=24,s=1,v=1,i=9;L2V0Yy9h\x1b\\", (), (0, 0),
             re.compile(r"\x1b_Gi=9;E[A-Z]+(:[\x20-\x7e]*)?\x1b\\")),
    ),
)  # fmt: skip
