"""A recording as a video: its pictures are painted here, one a turn, and ffmpeg makes a file of them."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QFile, QObject, QProcess, QStandardPaths, Signal

from console.model.errors import Problem
from console.model.ids import TerminalId
from console.model.text import N_
from console.wire import messages as m

if TYPE_CHECKING:
    from console.ui.bridge import Bridge
    from console.ui.terminal.atlas import GlyphAtlas
    from console.ui.terminal.colors import TerminalColors
    from console.ui.terminal.picture import Picture

MOST_WAITING_BYTES = 32 * 1024 * 1024
"""What ffmpeg may be behind."""
LAST_SECONDS = 1.5
"""How long the last picture stays."""
MOST_TOLD = 200


class VideoFormat(Struct, frozen=True):
    """How ffmpeg makes a file of pictures. ``{part}`` stands for the file that the pictures go into first."""

    name: str
    frames_per_second: int
    ratio: float
    """Device pixels of the pictures."""
    arguments: tuple[str, ...]
    later: tuple[str, ...] = ()
    """What is run when the pictures are all there, one after the other."""
    result: str = "{part}"


GIF = VideoFormat(
    "gif", 10, 1.0,
    # One palette for all pictures keeps the file small, but it is known with the last one only.
    ("-c:v", "zmbv", "-f", "matroska"),
    later=(
        "-i {part} -vf palettegen=stats_mode=diff -c:v png -update 1 -f image2 {part}.png",
        "-i {part} -i {part}.png -lavfi paletteuse=dither=none:diff_mode=rectangle -loop 0 -f gif {part}.gif",
    ),
    result="{part}.gif",
)  # fmt: skip
MP4 = VideoFormat(
    "mp4", 30, 2.0,
    ("-an", "-c:v", "libx264", "-preset", "veryfast", "-crf", "18", "-pix_fmt", "yuv420p", "-movflags", "+faststart",
     "-f", "mp4"),
)  # fmt: skip
LEFT_OVER = ("{part}", "{part}.png", "{part}.gif")

INSTALLERS = (
    ("apt-get", "sudo apt install ffmpeg"),
    ("dnf", "sudo dnf install ffmpeg"),
    ("zypper", "sudo zypper install ffmpeg"),
    ("pacman", "sudo pacman -S ffmpeg"),
    ("apk", "sudo apk add ffmpeg"),
    ("brew", "brew install ffmpeg"),
    ("winget", "winget install ffmpeg"),
)


def ffmpeg() -> str:
    """Return where ffmpeg is, empty where it is not installed."""
    return QStandardPaths.findExecutable("ffmpeg")


def install_command() -> str:
    """Return what installs ffmpeg on this computer."""
    found = [command for program, command in INSTALLERS if QStandardPaths.findExecutable(program)]
    default = "brew install ffmpeg" if sys.platform == "darwin" else "https://ffmpeg.org/download.html"
    return found[0] if found else default


class FilmMaker(QObject):
    """Makes one video. Nothing of it is kept when it is cancelled or fails."""

    progressed = Signal(float)
    """From 0 to 1."""
    finished = Signal(str)
    """The path of the video."""
    failed = Signal(object)
    """Problem"""

    def __init__(self, bridge: Bridge, form: VideoFormat, path: str, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._form, self._path = bridge, form, path
        self._part = f"{path}.part"
        self._later = list(form.later)
        self._film: m.Film | None = None
        self._picture: Picture | None = None
        self._pixels = b""
        self._frame = 0
        self._speed = 1.0
        self._is_over = self._is_waiting = self._is_opening = False
        self._encoder = QProcess(self)
        self._encoder.setStandardOutputFile(QProcess.nullDevice())
        self._encoder.bytesWritten.connect(self._written)
        self._encoder.finished.connect(self._encoded)
        self._encoder.errorOccurred.connect(self._not_started)

    def start(
        self, terminal_id: TerminalId, atlas: GlyphAtlas, colors: TerminalColors, size: float, speed: float
    ) -> None:
        """Make the video of the recording that a terminal plays, as fast as it is played."""
        self._speed, self._is_opening = speed, True

        def opened(film: m.Value) -> None:
            self._is_opening = False
            if isinstance(film, m.Film):
                self._begin(film, atlas, colors, size)

        def refused(problem: Problem) -> None:
            self._is_opening = False
            self._fail(problem)

        self._bridge.ask(m.OpenFilm(terminal_id=terminal_id), opened, refused)

    def cancel(self) -> None:
        """Give up."""
        if not self._is_over:
            self._end()

    def _begin(self, film: m.Film, atlas: GlyphAtlas, colors: TerminalColors, size: float) -> None:
        from console.ui.terminal.picture import Picture

        self._film = film
        if self._is_over:
            self._let_go()
            self.deleteLater()
            return
        self._picture = Picture(atlas, colors, size, self._form.ratio, (film.cols, film.rows))
        self._bridge.show_frames(film.film_id, self._picture)
        image, rate = self._picture.image, str(self._form.frames_per_second)
        source = f"-f rawvideo -pix_fmt bgr0 -s {image.width()}x{image.height()} -r {rate} -i -".split()
        self._run([*source, *self._form.arguments, self._part])
        self._ask()

    def _run(self, arguments: list[str]) -> None:
        self._encoder.start(ffmpeg(), ["-y", "-loglevel", "error", *arguments])

    def _ask(self) -> None:
        """Go on to the next picture."""
        film = self._film
        if film is None or self._is_over:
            return
        seconds = self._frame / self._form.frames_per_second * self._speed
        if seconds > film.duration + LAST_SECONDS * self._speed:
            self._encoder.closeWriteChannel()
            return
        self.progressed.emit(min(1.0, seconds / film.duration) if film.duration else 1.0)
        self._bridge.ask(m.FilmAt(film_id=film.film_id, seconds=seconds), self._paint, self._fail)

    def _paint(self, changed: m.Value) -> None:
        if self._is_over or self._picture is None:
            return
        if changed or not self._pixels:
            self._pixels = bytes(self._picture.paint().constBits())
        self._encoder.write(self._pixels)
        self._frame += 1
        self._is_waiting = self._encoder.bytesToWrite() > MOST_WAITING_BYTES
        if not self._is_waiting:
            self._ask()

    def _written(self) -> None:
        if self._is_waiting and self._encoder.bytesToWrite() < MOST_WAITING_BYTES // 2:
            self._is_waiting = False
            self._ask()

    def _encoded(self, exit_code: int) -> None:
        if self._is_over:
            self._tidy()
            return
        if exit_code:
            told = bytes(self._encoder.readAllStandardError().data()).decode("utf-8", "replace").strip()
            self._fail(_broken(told[-MOST_TOLD:] or str(exit_code)))
            return
        if self._later:
            self._run([part.format(part=self._part) for part in self._later.pop(0).split(" ")])
            self._encoder.closeWriteChannel()
            return
        QFile.remove(self._path)
        if not QFile.rename(self._form.result.format(part=self._part), self._path):
            self._fail(_broken(self._path))
            return
        self._end()
        self.finished.emit(self._path)

    def _not_started(self, error: QProcess.ProcessError) -> None:
        if not self._is_over and error is QProcess.ProcessError.FailedToStart:
            self._fail(_broken(self._encoder.errorString()))

    def _fail(self, problem: Problem) -> None:
        if not self._is_over:
            self._end()
            self.failed.emit(problem)

    def _end(self) -> None:
        self._is_over = True
        self._let_go()
        if self._encoder.state() is not QProcess.ProcessState.NotRunning:
            self._encoder.kill()  # the rest when it has ended
        elif not self._is_opening:
            self._tidy()

    def _tidy(self) -> None:
        for name in LEFT_OVER:
            QFile.remove(name.format(part=self._part))
        self.deleteLater()

    def _let_go(self) -> None:
        if self._film is not None:
            self._bridge.show_frames(self._film.film_id, None)
            self._bridge.send(m.CloseFilm(film_id=self._film.film_id))


def _broken(reason: str) -> Problem:
    return Problem(
        "film.encoder",
        N_("ffmpeg could not make the video: {reason}"),
        N_("Check the folder, the free space, and that ffmpeg has libx264 for MP4."),
        {"reason": reason},
    )
