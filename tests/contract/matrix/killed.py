"""A core that is killed as soon as a step has begun to be carried out or taken back over there: ``killed.py ORDER``."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import sys
from pathlib import Path

from console.wire.messages import DeployAction
from tests.contract.matrix.bench import Bench, Strike


async def main(order: Path) -> None:
    """Deploy, and be killed."""
    folder, endpoint, plan, step_id, back = pickle.loads(order.read_bytes())
    bench = Bench(folder, endpoint)
    bench.strike = Strike(step_id, lambda: os.kill(os.getpid(), signal.SIGKILL), in_the_middle=True, back=back)
    await bench.run(plan)
    await bench.act(DeployAction.UNDO)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
