from __future__ import annotations

import pytest

from console.model.gpu import Xid
from console.model.probe import Reading
from console.probes.xid import PROBE


@pytest.mark.parametrize(
    ("line", "xid"),
    [
        (
            "[  912.204218] NVRM: Xid (PCI:0000:1b:00): 79, pid='<unknown>', GPU has fallen off the bus.",
            Xid(79, "0000:1b:00", 912.204218, "pid='<unknown>', GPU has fallen off the bus."),
        ),
        (
            "[12.5] gpu01 kernel: NVRM: Xid (PCI:0000:9A:00): 13, Graphics SM Warp Exception",
            Xid(13, "0000:9a:00", 12.5, "Graphics SM Warp Exception"),
        ),
        ("[3.000000] NVRM: Xid (PCI:00000000:3A:00.0): 94", Xid(94, "0000:3a:00", 3.0)),
        ("NVRM: Xid (0000:3a:00): 31, Ch 00000010", Xid(31, "0000:3a:00", None, "Ch 00000010")),
    ],
)
def test_every_way_in_which_it_is_written(line: str, xid: Xid) -> None:
    assert PROBE.parse(Reading(f"xids\n{line}\n")) == {"xids": (xid,)}


def test_the_newest_are_kept_and_none_is_an_answer() -> None:
    lines = "\n".join(f"[{n}.0] NVRM: Xid (PCI:0000:1b:00): {n}, x" for n in range(1, 30))
    assert [xid.code for xid in PROBE.parse(Reading(f"xids\n{lines}"))["xids"]] == list(range(22, 30))
    assert PROBE.parse(Reading("xids")) == {"xids": ()}


@pytest.mark.parametrize("reading", [Reading(""), Reading("", 4), Reading("xids", 4), Reading("[1.0] NVRM: Xid")])
def test_where_nothing_may_be_read_nothing_is_known(reading: Reading) -> None:
    assert PROBE.parse(reading) == {}
