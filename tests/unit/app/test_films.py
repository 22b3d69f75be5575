"""Recordings as pictures, with a real core behind the wire."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.model.ids import TerminalId
from console.terminal.cast import CastEvent
from console.wire import messages as m
from tests.core import Client, core_in_thread
from tests.unit.terminal.casts import write_cast


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LEITSTAND_HOME", str(tmp_path / "home"))
    return tmp_path


def film(client: Client, path: Path) -> m.Film:
    terminal_id = client.ask(m.OpenRecording(path=str(path)))
    assert isinstance(terminal_id, int)
    client.until(lambda: bool(client.of(m.PlayerChanged)))
    opened = client.ask(m.OpenFilm(terminal_id=TerminalId(terminal_id)))
    assert isinstance(opened, m.Film)
    return opened


def test_a_film_is_moved_on_picture_by_picture(home: Path) -> None:
    with core_in_thread() as client:
        opened = film(client, write_cast(home / "demo.cast"))
        assert (opened.cols, opened.rows, opened.duration) == (30, 8, 13.0)
        shown = []
        for seconds in (0.0, 0.5, 1.0, 3.0, 12.0, 13.0):
            changed = client.ask(m.FilmAt(film_id=opened.film_id, seconds=seconds))
            # The frame comes before the answer.
            shown.append(client.screen(opened.film_id).split("\n\n")[0].strip() if changed else "")
        assert shown == ["start", "", "start\none", "start\none\ntwo", "", "start\none\ntwo\nlate"]
        assert (client.frames[-1].cols, client.frames[-1].rows) == (30, 8)
        client.ask(m.CloseFilm(film_id=opened.film_id))
        assert client.refused(m.FilmAt(film_id=opened.film_id, seconds=1.0)) == "film.closed"


def test_a_film_that_is_closed_on_its_way_ends_quietly(home: Path) -> None:
    events = [CastEvent(number / 10, "o", "x" * 20_000) for number in range(100)]
    with core_in_thread() as client:
        opened = film(client, write_cast(home / "demo.cast", events))
        client.send(m.FilmAt(id=900, film_id=opened.film_id, seconds=10.0))
        client.send(m.CloseFilm(film_id=opened.film_id))
        client.until(lambda: 900 in client.replies)
        problem = client.replies[900].problem
        assert client.replies[900].value is False or (problem is not None and problem.code == "film.closed")
        assert client.refused(m.OpenFilm(terminal_id=TerminalId(99))) == "player.none"
