from __future__ import annotations

import pytest

from console.app import paths
from console.model.node_detail import CudaFit
from console.ui.cudafit import CudaBook, numbers
from console.ui.nodeview.cells import Tone

BOOK = CudaBook(paths.resources() / "knowledge" / "drivers.toml")


@pytest.mark.parametrize(
    ("driver", "cuda", "fit"),
    [
        ("580.95.05", "13.0", CudaFit.RUNS),
        ("580.95.05", "12.4.1", CudaFit.RUNS),
        ("535.261.03", "12.9", CudaFit.MINOR),
        ("535.261.03", "13.0", CudaFit.TOO_OLD),
        ("470.82.01", "12.0", CudaFit.TOO_OLD),
        (None, "12.0", CudaFit.UNKNOWN),
        ("535.261.03", "99.1", CudaFit.UNKNOWN),
        ("535.261.03", "cpu", CudaFit.UNKNOWN),
    ],
)
def test_a_driver_runs_what_is_not_newer_than_it(driver: str | None, cuda: str, fit: CudaFit) -> None:
    assert BOOK.judge(driver, cuda) is fit


def test_too_old_is_said_loudly() -> None:
    assert BOOK.words("535.261.03", "13.0") == (Tone.FAIL, "The driver 535.261.03 is too old for CUDA 13.0.")


def test_numbers_end_where_words_begin() -> None:
    assert numbers("13.0+beta") == (13, 0)
    assert numbers("cpu") == ()
