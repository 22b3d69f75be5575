"""How soon a key is seen while another tab floods, and how long the window is ever away, on a real X screen.

``python -m pytest -m perf -s tests/perf/test_echo.py``.
"""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from console.app.profile import Profile
from console.model.ids import LOCAL_NODE
from tests.core import Client
from tests.perf.glass import Glass, Pixels, glass, when
from tests.perf.peers import PEERS, installed, running
from tests.perf.stand import MARK, ROUNDS, Stand, stand
from tests.perf.test_terminal import ascii_lines, dense_colours, wide_text

pytestmark = [pytest.mark.perf, pytest.mark.timeout(600)]
KEYS = 120
STREAMS = {"ascii": ascii_lines, "dense SGR": dense_colours, "UTF-8": wide_text}


def percentiles(values: list[float]) -> str:
    """Return what half and nearly all stay below, in milliseconds."""
    half, most, all_but_one = np.percentile(values, [50, 90, 99])
    return f"p50 {half:5.1f}, p90 {most:5.1f}, p99 {all_but_one:5.1f}, most {max(values):5.1f} ms"


def start_flood(here: Stand, client: Client, stream: str) -> None:
    """Print the same file for ever in a new tab."""
    path = here.home / "flood"
    path.write_bytes(STREAMS[stream](4_000_000).replace(b"\r", b""))
    tab = client.open(LOCAL_NODE, 200, 60)
    client.type(tab, f"while :; do cat {path}; done\n")


def change(region: Pixels) -> Callable[[], bool]:
    """Return what tells whether ``region`` looks different from now."""
    before = region.copy()
    return lambda: not np.array_equal(region, before)


def text_of(screen: Glass) -> Pixels:
    """Return where nothing but the terminal in front paints."""
    return screen.pixels[120 : screen.pixels.shape[0] - 120 : 2, 446::2]


def rows_of_echo(screen: Glass, region: Pixels) -> Pixels:
    """Type one key; return the rows that it changed, so that each look at them takes microseconds."""
    before = region.copy()
    screen.keyboard.press("x")
    when(lambda: not np.array_equal(region, before), what="the first echo")
    changed = np.flatnonzero((before != screen.settled(region)).any(axis=1))
    return region[changed[0] : changed[-1] + 1]


def echo_times(screen: Glass, region: Pixels) -> list[float]:
    """Type into a terminal that shows what is typed and nothing else; return how long each key took to be seen."""
    times = []
    region = rows_of_echo(screen, region)
    for _ in range(KEYS):
        is_seen = change(region)
        pressed = screen.keyboard.press("x")
        times.append((when(is_seen, what="an echo") - pressed) * 1e3)
        time.sleep(random.uniform(0.03, 0.06))
    return times


@pytest.mark.parametrize("stream", [None, *STREAMS])
def test_key_to_pixel_beside_a_flood(tmp_path: Path, stream: str | None) -> None:
    with glass(tmp_path / "screen") as screen, stand(screen) as here:
        inventory = here.inventory(0)
        client = here.core(Profile(inventory=(str(inventory),)))
        if stream is not None:
            start_flood(here, client, stream)
        quiet = client.open(LOCAL_NODE, 200, 60)
        client.type(quiet, "cat\n")
        time.sleep(0.5)
        client.socket.close()
        here.desk("--inventory", str(inventory))
        when(lambda: screen.shows(MARK), what="the tab")
        when(screen.keyboard.is_at_a_window, what="the keyboard")
        time.sleep(2)
        print(f"\nkey to pixel beside {stream or 'nothing':9}: {percentiles(echo_times(screen, text_of(screen)))}")


@pytest.mark.parametrize("name", PEERS)
def test_key_to_pixel_of_a_peer(tmp_path: Path, name: str) -> None:
    """The same in the terminals that we are measured against, beside nothing."""
    if name not in installed():
        pytest.skip(f"needs {name}")
    with glass(tmp_path / "screen") as screen, running(name, screen, tmp_path / "home", ["cat"]):
        when(screen.keyboard.is_at_a_window, what="the keyboard")
        time.sleep(2)
        print(f"\nkey to pixel in {name:10}: {percentiles(echo_times(screen, screen.pixels[::2, ::2]))}")


def silence(screen: Glass, region: Pixels, quiet_seconds: float = 1.0) -> float:
    """Return the seconds from Ctrl+C until nothing changes any more."""
    pressed = last = screen.keyboard.press("ctrl+c")
    before = region.copy()
    while time.monotonic() - last < quiet_seconds:
        if not np.array_equal(region, before):
            before, last = region.copy(), time.monotonic()
        time.sleep(0.0005)
    return last - pressed


@pytest.mark.parametrize("stream", STREAMS)
def test_ctrl_c_in_a_flood(tmp_path: Path, stream: str) -> None:
    """What stands in pipes and buffers when the person has had enough must not be shown for seconds."""
    times = []
    with glass(tmp_path / "screen") as screen, stand(screen) as here:
        inventory = here.inventory(0)
        client = here.core(Profile(inventory=(str(inventory),)))
        start_flood(here, client, stream)
        client.socket.close()
        here.desk("--inventory", str(inventory))
        when(screen.keyboard.is_at_a_window, what="the keyboard")
        time.sleep(3)
        for _ in range(ROUNDS):
            times.append(silence(screen, text_of(screen)) * 1e3)
            screen.keyboard.press("Up")
            screen.keyboard.press("Return")
            time.sleep(1.5)
        print(f"\nCtrl+C to silence, {stream:9}: {percentiles(times)}")


def gaps(desk: subprocess.Popen[bytes], file: Path, seconds: float) -> list[float]:
    """Return how long the window's event loop took each time, over some seconds."""
    for pause in (0.0, seconds):
        time.sleep(pause)
        file.unlink(missing_ok=True)
        desk.send_signal(signal.SIGUSR1)
        when(file.exists, what="the gaps")
    return [float(line) for line in file.read_text().split()]


@pytest.mark.parametrize("stream", STREAMS)
def test_window_beside_a_flood_in_front(tmp_path: Path, stream: str) -> None:
    """The flood is in the tab that is seen: the worst case for the window."""
    with glass(tmp_path / "screen") as screen, stand(screen) as here:
        inventory = here.inventory(0)
        client = here.core(Profile(inventory=(str(inventory),)))
        start_flood(here, client, stream)
        client.socket.close()
        file = tmp_path / "gaps"
        desk, _ = here.desk("--inventory", str(inventory), observed=file)
        when(lambda: screen.lit, what="the window")
        time.sleep(3)
        print(f"\ngaps of the window, {stream:9} in front: {percentiles(gaps(desk, file, 5))}")
