from __future__ import annotations

from console.app.core import Core
from console.app.profile import Profile
from console.wire import messages as m


async def test_every_request_of_the_wire_is_answered_by_somebody() -> None:
    requests = Core(Profile())._requests
    known = requests._now.keys() | requests._later.keys() | {m.Hello}
    assert known == set(m.Request.__subclasses__())
