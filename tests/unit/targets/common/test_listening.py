"""Who may reach a service on the node."""

from __future__ import annotations

import pytest

from console.targets import Target, targets
from console.targets.common import listening
from tests.unit.targets.containers.services import IMAGE, service


def test_nobody_but_the_node_unless_somebody_chose_it() -> None:
    assert (listening.address(()), listening.is_wide(())) == ("127.0.0.1", False)
    assert listening.address((("listen", "node"),)) == "127.0.0.1"
    assert (listening.address((("listen", "all"),)), listening.is_wide((("listen", "all"),))) == ("0.0.0.0", True)


@pytest.mark.parametrize("target", [targets()[each] for each in ("process", "systemd", "docker", "podman")])
def test_every_place_on_the_node_has_it(target: Target) -> None:
    assert listening.LISTEN in target.fields
    if target.id in {"process", "systemd"}:
        assert target.address(()) == "127.0.0.1" and target.address((("listen", "all"),)) == "0.0.0.0"
        return
    for form in {"docker": ("run", "compose"), "podman": ("run", "quadlet")}[target.id]:
        close, wide = (
            "".join(step.content + step.command for step in target.steps(service(form=form, listen=listen), IMAGE))
            for listen in ("node", "all")
        )
        assert "127.0.0.1:18080:8000" in close and "0.0.0.0:18080" not in close
        assert "0.0.0.0:18080:8000" in wide and "127.0.0.1:18080" not in wide
