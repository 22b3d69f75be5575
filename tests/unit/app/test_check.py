from __future__ import annotations

import pytest

from console.app.check import check
from console.app.profile import demo


def test_every_simulated_node_answers_over_the_whole_way(capsys: pytest.CaptureFixture[str]) -> None:
    assert check(demo(7)) == 0
    said = capsys.readouterr().out
    assert "15 of 15 nodes answered" in said
    for name in ("Ubuntu 24.04", "Red Hat Enterprise Linux 9", "Debian GNU/Linux 12", "CentOS Stream 9",
                 "Oracle Linux Server 9", "Amazon Linux 2023", "Alpine Linux"):  # fmt: skip
        assert name in said
    assert "8 x NVIDIA H200" in said
    assert "no GPU" in said
