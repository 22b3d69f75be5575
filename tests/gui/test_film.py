from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from console.model.errors import Problem
from console.model.ids import TerminalId
from console.ui import film
from console.ui.bridge import FrameView
from console.ui.film import GIF, MP4, FilmMaker, install_command
from console.wire import messages as m
from tests.gui.fakes import FakeBridge
from tests.gui.terminal.page import COLORS, Page

FILM = TerminalId(77)
PLAYED = TerminalId(3)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a stand-in for ffmpeg that is a shell script")


class Core(FakeBridge):
    """Answers like a core whose film shows another picture every half second."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.asked_for: list[float] = []
        self.views: dict[int, FrameView | None] = {}
        self.before_answer: Callable[[], None] = lambda: None
        self.shown = -1

    def show_frames(self, terminal_id: int, view: FrameView | None) -> None:
        self.views[terminal_id] = view

    def ask(
        self,
        request: m.Request,
        on_reply: Callable[[m.Value], None],
        on_problem: Callable[[Problem], None] | None = None,
    ) -> int:
        self.asked.append((request, on_reply, on_problem))
        return len(self.asked)

    def serve(self, duration: float = 2.0) -> None:
        """Answer everything that is asked until nothing is."""
        while self.asked:
            request, on_reply, _ = self.asked.pop(0)
            self.before_answer()
            if isinstance(request, m.OpenFilm):
                on_reply(m.Film(FILM, self.page.cols, self.page.rows, duration))
            elif isinstance(request, m.FilmAt):
                self.asked_for.append(request.seconds)
                half = int(request.seconds * 2)
                changed, self.shown = half != self.shown, half
                view = self.views.get(FILM)
                if changed and view is not None:
                    self.page.put(0, 0, str(half))
                    view.apply_frame(self.page.frame())
                on_reply(changed)


class Made:
    """A film on its way."""

    def __init__(self, core: Core, path: Path, form: film.VideoFormat, parent: QObject) -> None:
        self.core, self.path = core, path
        self.done: list[str] = []
        self.problems: list[Problem] = []
        self.progress: list[float] = []
        self.maker = FilmMaker(core, form, str(path), parent)
        self.maker.finished.connect(self.done.append)
        self.maker.failed.connect(self.problems.append)
        self.maker.progressed.connect(self.progress.append)
        self.gone = False
        self.maker.destroyed.connect(self._gone)
        self.maker.start(PLAYED, core.page.atlas, COLORS, 13.0, 1.0)

    def _gone(self) -> None:
        self.gone = True


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Made]]:
    parent = QObject()

    def made(script: str, form: film.VideoFormat = MP4) -> Made:
        """Make a film with a stand-in for ffmpeg: a shell script whose last argument is the file."""
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        (folder / "ffmpeg").write_text(f"#!/bin/sh\nfor out; do :; done\n{script}\n")
        (folder / "ffmpeg").chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
        return Made(Core(Page(cols=20, rows=4)), tmp_path / "film", form, parent)

    yield made
    parent.deleteLater()


def test_each_moment_is_a_picture(make: Callable[..., Made], qtbot: QtBot) -> None:
    made = make('cat > "$out"')
    made.path.write_text("an older film")
    made.core.serve()
    qtbot.waitUntil(lambda: bool(made.done) and made.gone, timeout=20_000)
    assert made.done == [str(made.path)]
    assert made.core.asked_for[:4] == pytest.approx([0.0, 1 / 30, 2 / 30, 0.1])
    assert made.core.asked_for[-1] == pytest.approx(3.5)
    assert made.progress == sorted(made.progress)
    assert made.progress[-1] == 1.0
    data = made.path.read_bytes()
    frame = len(data) // len(made.core.asked_for)
    pictures = [data[at : at + frame] for at in range(0, len(data), frame)]
    assert [pictures[0] == picture for picture in pictures[:16]] == [True] * 15 + [False]
    assert made.core.views[FILM] is None
    assert made.core.sent_of(m.CloseFilm) == [m.CloseFilm(film_id=FILM)]
    assert not list(made.path.parent.glob("*.part"))


def test_a_gif_has_one_palette_for_all_its_pictures(make: Callable[..., Made], qtbot: QtBot) -> None:
    made = make('echo "$@" | tail -c 400 >> "$(dirname "$0")/calls"; cat > "$out"', GIF)
    made.core.serve()
    qtbot.waitUntil(lambda: bool(made.done) and made.gone, timeout=20_000)
    calls = (made.path.parent / "bin/calls").read_text().splitlines()
    assert [call.rsplit("-f ", 1)[1] for call in calls] == [
        f"matroska {made.path}.part", f"image2 {made.path}.part.png", f"gif {made.path}.part.gif",
    ]  # fmt: skip
    assert made.core.asked_for[1] == 0.1
    assert sorted(path.name for path in made.path.parent.iterdir()) == ["bin", "film"]


@pytest.mark.skipif(not film.ffmpeg(), reason="ffmpeg is not installed")
@pytest.mark.parametrize(("form", "magic"), [(GIF, b"GIF89a"), (MP4, b"ftyp")])
def test_with_the_real_one(form: film.VideoFormat, magic: bytes, tmp_path: Path, qtbot: QtBot) -> None:
    parent = QObject()
    made = Made(Core(Page(cols=20, rows=4)), tmp_path / "film", form, parent)
    made.core.serve()
    qtbot.waitUntil(lambda: made.gone, timeout=60_000)
    assert not made.problems
    assert magic in made.path.read_bytes()[:12]
    assert [path.name for path in tmp_path.iterdir()] == ["film"]
    parent.deleteLater()


def test_what_ffmpeg_says_is_told(make: Callable[..., Made], qtbot: QtBot) -> None:
    made = make('echo partial > "$out"; cat > /dev/null; echo "Unknown encoder libx264" >&2; exit 1')
    made.core.serve()
    qtbot.waitUntil(lambda: bool(made.problems) and made.gone, timeout=20_000)
    assert "Unknown encoder libx264" in made.problems[0].text()
    assert not made.done
    assert not made.path.exists()
    assert not list(made.path.parent.glob("*.part"))


def test_a_film_that_is_cancelled_leaves_nothing(make: Callable[..., Made], qtbot: QtBot) -> None:
    made = make('cat > "$out"')
    made.core.before_answer = lambda: made.maker.cancel() if len(made.core.asked_for) == 5 else None
    made.core.serve()
    qtbot.waitUntil(lambda: made.gone, timeout=20_000)
    assert len(made.core.asked_for) == 6
    assert not made.done + [problem.code for problem in made.problems]
    assert [path.name for path in made.path.parent.iterdir()] == ["bin"]
    assert made.core.sent_of(m.CloseFilm)


def test_one_that_is_cancelled_before_it_begins(make: Callable[..., Made], qtbot: QtBot) -> None:
    made = make('cat > "$out"')
    made.maker.cancel()
    made.core.serve()
    qtbot.waitUntil(lambda: made.gone, timeout=20_000)
    assert made.core.sent_of(m.CloseFilm)
    assert not made.core.asked_for


def test_a_core_that_refuses_ends_it(make: Callable[..., Made], qtbot: QtBot) -> None:
    made = make('cat > "$out"')
    _, _, on_problem = made.core.asked.pop()
    assert on_problem is not None
    on_problem(Problem("player.none", "The terminal plays no recording."))
    assert [problem.code for problem in made.problems] == ["player.none"]
    qtbot.waitUntil(lambda: made.gone, timeout=20_000)


def test_what_installs_ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("dnf", "pacman"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert film.ffmpeg() == ""
    assert install_command() == "sudo dnf install ffmpeg"
