"""How a forward is written."""

from __future__ import annotations

import pytest

from console.model.forward import Forward, ForwardKind


@pytest.mark.parametrize(
    ("forward", "listens", "leads", "is_open_to_others"),
    [
        (Forward(ForwardKind.LOCAL, "127.0.0.1", 8080, "", "localhost", 80), "127.0.0.1:8080", "localhost:80", False),
        (Forward(ForwardKind.LOCAL, "::1", 8080, "", "2001:db8::1", 80), "[::1]:8080", "[2001:db8::1]:80", False),
        (Forward(ForwardKind.DYNAMIC, "", 1080), "*:1080", "", True),
        (Forward(ForwardKind.REMOTE, "192.0.2.1", 90, "", "localhost", 9), "192.0.2.1:90", "localhost:9", True),
        (Forward(ForwardKind.LOCAL, listen_path="/a", target_path="/b"), "/a", "/b", False),
    ],
)
def test_addresses(forward: Forward, listens: str, leads: str, is_open_to_others: bool) -> None:
    assert (forward.listens, forward.leads, forward.is_open_to_others) == (listens, leads, is_open_to_others)
