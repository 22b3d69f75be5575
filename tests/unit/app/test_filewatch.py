from __future__ import annotations

import asyncio
from pathlib import Path

from console.app.filewatch import follow


async def test_each_change_is_noticed_also_by_replacement_and_removal(tmp_path: Path) -> None:
    path, seen = tmp_path / "alerts.toml", asyncio.Event()

    async def changed() -> None:
        seen.set()

    async def noticed() -> None:
        async with asyncio.timeout(10):
            await seen.wait()
        seen.clear()

    task = asyncio.get_running_loop().create_task(follow(path, changed, 0.01))
    await asyncio.sleep(0.05)
    assert not seen.is_set()
    path.write_text("one")
    await noticed()
    other = tmp_path / "new"
    other.write_text("two")
    other.replace(path)
    await noticed()
    path.unlink()
    await noticed()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
