"""The window over the data centre of the pictures, to be looked at: python -m tests.gui.demo [theme] [scene] [WxH]."""

from __future__ import annotations

import sys

from msgspec.structs import replace
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from console.model.errors import Problem
from console.ui.dialogs import LeaveDialog
from console.ui.window import Window
from console.wire import messages as m
from tests.gui.dashboard.scenes import fill_board
from tests.gui.fakes import FakeBridge, make_window, tab, welcome
from tests.gui.fleet import KEY_CHANGED, fleet

LINES = """ops@gpu-a03:~$ uptime
 14:30:52 up 41 days,  6:12,  3 users,  load average: 38.14, 37.90, 37.22
ops@gpu-a03:~$ nvidia-smi -L
GPU 0: NVIDIA H100 80GB HBM3 (UUID: GPU-6f1d0c52-0000-4000-8000-000000000000)
GPU 1: NVIDIA H100 80GB HBM3 (UUID: GPU-6f1d0c52-0000-4000-8000-000000000001)
ops@gpu-a03:~$ """.splitlines()


def question(kind: m.QuestionKind, attempt: int = 1) -> m.Question:
    return m.Question(question_id=1, kind=kind, subject="ops@gpu-d05.muc2.example.com", host="gpu-d05.muc2.example.com",
                      key_type="ssh-ed25519", fingerprint="SHA256:hT2mWq8nLd0RzKc5yBvXe7JaUs4PfGi1OoNt9YkM3xA",
                      known_hosts="/home/ops/.ssh/known_hosts", attempt=attempt)  # fmt: skip


def main() -> int:
    theme, scene, size = [*sys.argv[1:], *("dark", "plain", "1920x1080")[len(sys.argv) - 1 :]]
    app = QApplication(sys.argv[:1])
    window, bridge, _maker, _clock = make_window(theme, LINES)
    views = fleet()
    named = {view.node.name: view for view in views}
    lost = Problem("ssh.lost", "The connection to {host} was lost: timed out.", "Connect again.", {"host": "gpu-c04"})
    tabs = (
        tab(1, named["gpu-a03"]), tab(2, named["gpu-a06"]), tab(3, named["gpu-b02"]),
        tab(4, named["gpu-b06"], state=m.TabState.LOST, problem=KEY_CHANGED),
        tab(5, named["gpu-d05"], state=m.TabState.CONNECTING),
        tab(6, named["gpu-c04"], state=m.TabState.LOST, problem=lost, retry_in_seconds=8),
        tab(7, named["gpu-c01"]),
    )  # fmt: skip
    width, height = map(int, size.split("x"))
    window.resize(QSize(width, height))
    window.setWindowFlags(Qt.WindowType.FramelessWindowHint | Qt.WindowType.Window)
    window.move(0, 0)
    window.show()
    window.furnish()
    window.offer_deploy(available=True)
    if scene == "nowelcome":
        return app.exec()
    if scene != "alarm":
        views = tuple(replace(v, problem=None) for v in views)
    bridge.welcome.emit(welcome(views, () if scene == "empty" else tabs, 6 if scene == "lost" else 1))
    row = window.fleet.node_row(named["gpu-a03"].node.id)
    if row is not None:
        window.panel.view.setExpanded(window.fleet.index_of(row), True)
    if scene == "hour":
        fill_board(window, bridge)
    _scene(scene, window, bridge)
    return app.exec()


def _scene(scene: str, window: Window, bridge: FakeBridge) -> None:
    if scene == "trust":
        bridge.question.emit(question(m.QuestionKind.TRUST_HOST_KEY))
    elif scene == "password":
        bridge.question.emit(question(m.QuestionKind.PASSWORD, attempt=2))
    elif scene == "leave":
        window.sheets.present(LeaveDialog(window.themes, m.WouldEnd(3, 1)))
    elif scene == "lostcore":
        bridge.core_lost.emit(Problem("core.lost", "The core has ended; its sessions are gone.", "Start it again."))
    elif scene == "filter":
        window.panel.filter.edit.setFocus()
        window.panel.filter.set_text("-os:sles temp>60 b0 ")
    elif scene == "badfilter":
        window.panel.filter.set_text("rack:a01 gpu.tmp>80")
    elif scene == "toast":
        window.toast.say("gpu-c07 drained", "2 jobs moved, 0 lost", action="Undo")
    elif scene == "command":
        window.field.edit.setFocus()
        QTimer.singleShot(500, lambda: QTest.keyClicks(window.field.edit, "gpu-a0"))
    elif scene == "notices":
        for number in range(3):
            problem = Problem(f"x.{number}", f"Line {40 + number} of the inventory cannot be read.", "Correct it.")
            bridge.notice.emit(m.Notice(problem))
        window.notices.open_under(window.top.bell)


if __name__ == "__main__":
    sys.exit(main())
