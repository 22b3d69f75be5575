from __future__ import annotations

from pathlib import Path

import pytest

from console.app.instance import only_core
from console.model.errors import ConsoleError


def test_a_second_holder_is_refused_until_the_first_has_ended(tmp_path: Path) -> None:
    path = tmp_path / "fleet.lock"
    with only_core(path), pytest.raises(ConsoleError, match="Another core"), only_core(path):
        pass
    with only_core(path):
        assert path.stat().st_mode & 0o077 == 0
