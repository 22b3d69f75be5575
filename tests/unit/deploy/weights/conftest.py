"""What the tests of weights share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hub import Hub


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """Return a running hub that this process takes for the one."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with Hub() as running:
        monkeypatch.setenv("HF_ENDPOINT", running.address)
        yield running
