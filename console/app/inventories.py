"""What a desk asks of the inventory."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from console.wire import messages as m

if TYPE_CHECKING:
    from console.app.core import Core
    from console.app.inventory import InventoryRoom


class InventoryRequests:
    """The requests that concern the inventory; all of them need the rooms."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self.later: dict[type[m.Request], Callable[[Any], Coroutine[Any, Any, m.Value]]] = {
            m.ReloadInventory: self._reload,
            m.PreviewInventory: self._preview,
            m.TakeInventory: self._take,
            m.AskOrigins: self._origins,
        }

    async def _room(self) -> InventoryRoom:
        return (await self._core.rooms()).inventory

    async def _reload(self, _: m.ReloadInventory) -> None:
        for problem in await (await self._room()).reload():
            self._core.tell(m.Notice(problem))

    async def _preview(self, request: m.PreviewInventory) -> m.InventoryPreview:
        return await (await self._room()).preview(request)

    async def _take(self, request: m.TakeInventory) -> None:
        await (await self._room()).take(request)

    async def _origins(self, request: m.AskOrigins) -> m.Origins:
        return await (await self._room()).origins(request)
