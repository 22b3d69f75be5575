from __future__ import annotations

from console.model.readiness import Fits
from console.ui.readiness.fitcolumns import fits_sign, fits_word, model_columns, node_columns, why
from tests.gui.readiness.fits import CPU, LIMIT, NO, RANKS, YES


def test_a_row_of_a_model() -> None:
    texts = {column.id: [column.text(fit) for fit in (YES, LIMIT, NO, CPU)] for column in model_columns()}
    assert texts["runs"] == ["yes", "with limits", "no", "with limits"]
    assert texts["gpus"] == ["1", "1", "", "none"]
    assert texts["memory"] == ["20.0 of 72.0 GiB", "34.0 of 72.0 GiB", "", "1.0 of 8.0 GiB"]
    assert texts["tokens"] == ["131,072", "9,000", "", "8,192"]


def test_what_runs_comes_first_when_it_is_sorted() -> None:
    (runs, *_rest) = model_columns()
    assert runs.key is not None
    assert sorted((NO, LIMIT, YES), key=runs.key) == [YES, LIMIT, NO]
    (runs_here, *_others) = node_columns()
    assert runs_here.key is not None
    assert sorted((RANKS[2], RANKS[0], RANKS[1]), key=runs_here.key) == list(RANKS)
    assert [runs_here.text(rank) for rank in RANKS] == ["yes", "with limits", "not known"]
    assert all(column.text(RANKS[2]) == "" for column in node_columns()[2:])


def test_a_rough_estimate_says_so_where_it_matters() -> None:
    assert why(LIMIT) == "Only with weights in fp8. Estimate of low confidence."
    assert why(NO) == "There is no GPU." and why(YES) == ""
    assert len({fits_sign(fits) for fits in Fits}) == len({fits_word(fits) for fits in Fits}) == 3
