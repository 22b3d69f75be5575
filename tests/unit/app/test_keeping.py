from __future__ import annotations

from console.app import paths
from console.app.core import Core
from console.app.profile import Profile
from console.wire import messages as m


async def test_layouts_are_the_persons_and_restarts_are_the_profiles(test_home: object) -> None:
    del test_home
    core = Core(Profile(name="other"))
    folders = paths.user_folders()
    assert core.keeping.layouts._files._folder == folders.config / "layouts"
    assert core.keeping.restoring._folder == folders.state / "restore" / "other"
    assert set(core.keeping.layouts.later) == {m.SaveLayout, m.OpenLayout, m.DeleteLayout}
