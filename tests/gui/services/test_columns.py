from __future__ import annotations

from console.model.ids import NodeId
from console.model.service import DeployState
from console.ui.services.columns import service_columns
from console.ui.signs import Sign
from tests.gui.services.values import service


def test_a_row_says_what_where_and_how() -> None:
    columns = service_columns(lambda node_id: f"<{node_id}>", lambda identity: identity.upper())
    view = service("d1", NodeId("a"), DeployState.FAILED)
    shown = {column.id: column.text(view) for column in columns}
    assert shown == {
        "service": "leitstand-smollm2", "state": "Failed", "node": "<a>", "endpoint": "http://127.0.0.1:18080",
        "engine": "LLAMA_CPP", "model": "smollm2", "target": "PROCESS",
    }  # fmt: skip
    assert columns[0].sign is not None and columns[0].sign(view) is Sign.FAILED
