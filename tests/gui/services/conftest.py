from __future__ import annotations

from collections.abc import Iterator

import pytest

from console.model.ids import DeployId
from console.ui.services.book import ServiceBook
from console.ui.services.desk import ServicesDesk
from console.ui.services.page import ServicesPage
from tests.gui.conftest import Desk
from tests.gui.fakes import FakeBridge
from tests.gui.services.values import service


@pytest.fixture
def bridge() -> Iterator[FakeBridge]:
    made = FakeBridge()
    yield made
    made.deleteLater()


@pytest.fixture
def book(bridge: FakeBridge) -> ServiceBook:
    return ServiceBook(bridge, bridge)


@pytest.fixture
def page(desk: Desk) -> ServicesPage:
    """The page over two services, the newer one chosen."""
    services = ServicesDesk(desk.window, desk.bridge, desk.clock)
    desk.bridge.deploy_changed.emit(service("d1", desk.views["gpu-a03"].node.id))
    desk.bridge.deploy_changed.emit(service("d2", desk.views["gpu-b02"].node.id, name="second"))
    made = services.open()
    assert made.chosen is not None and made.chosen.id == DeployId("d2")
    return made
