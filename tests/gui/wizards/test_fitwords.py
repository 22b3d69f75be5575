from __future__ import annotations

from msgspec.structs import replace

from console.app import paths
from console.model.fit import Band
from console.model.text import Text
from console.settings.language import set_language
from console.ui.signs import Sign
from console.ui.wizards import fitwords as words
from tests.gui.wizards.estimates import CHANGES, FITS, GIB, NODES, TOO_LARGE, use


def test_the_verdict_has_its_figures() -> None:
    assert words.headline(NODES[0]) == "Fits: 42.0 of 72.0 GiB on each GPU. Up to 131,072 tokens of context."
    assert words.headline(NODES[1]).startswith("Does not fit: 150.0 GiB on each of 1 GPUs needed")
    assert words.headline(NODES[2]).startswith("Not known: The node has not told")
    assert [words.sign(node) for node in (*NODES, None)] == [Sign.TICK, Sign.FAILED, Sign.HOLLOW, Sign.HOLLOW]
    doubtful = replace(NODES[0], estimate=replace(FITS, doubts=TOO_LARGE.doubts))
    assert words.sign(doubtful) is Sign.WARNING
    memory = replace(NODES[0], estimate=replace(FITS, gpus=(replace(use(-1), name=""),)))
    assert "of memory" in words.headline(memory)
    assert words.summary(NODES) == "Fits on 1 of 3 nodes"


def test_the_parts_fill_the_gpu_and_what_is_reserved_is_told_apart() -> None:
    found = {piece.key: piece.count // GIB for piece in words.pieces(use(0))}
    assert found == {"others": 1, "weights": 33, "kv": 3, "flight": 5, "runtime": 1, "spare": 30, "free": 7}
    over = words.pieces(use(0, weights=131))
    assert over[-1].count == 0 and "spare" not in {piece.key for piece in over}


def test_a_bar_is_told_to_who_does_not_see_it() -> None:
    said = words.spoken(use(3))
    assert said.startswith("GPU 3, NVIDIA H100 80GB HBM3, 80.0 GiB: fits. others 1.0 GiB, weights 33.0 GiB")
    assert words.spoken(replace(use(-1, fits=False), name="")).startswith("Memory, 80.0 GiB: does not fit")


def test_what_was_asked_and_what_would_help() -> None:
    assert words.wanted(TOO_LARGE).endswith("32,768 tokens of context for each of 4")
    assert "for each" not in words.wanted(FITS)
    assert words.change_words(CHANGES[0]) == "Each layer over 4 GPUs"
    assert words.change_figures(CHANGES[0]) == "42.0 of 72.0 GiB, up to 131,072 tokens"


def test_how_far_it_can_be_relied_upon() -> None:
    assert words.confidence(FITS) == "Confidence: high"
    assert words.confidence(TOO_LARGE) == "Confidence: low. Images take more, by their number and size."
    assert (
        words.band_words(FITS.band, "vLLM") == "Measured at 5 deployments with vLLM: 97 to 108 percent of the estimate."
    )
    own = words.band_words(Band(1, 1.0, 1.0, of_model=True), "vLLM")
    assert own == "Measured at 1 deployment of this model: 100 to 100 percent of the estimate."
    assert "Nothing was measured" in words.band_words(None, "vLLM")


def test_figures_of_the_core_are_written_as_people_of_the_language_write_them() -> None:
    text = Text("Room for {tokens} tokens only.", {"tokens": "131072"})
    assert words.said(text) == "Room for 131,072 tokens only."
    set_language("de", paths.resources() / "translations")
    try:
        assert "177,4 GiB" in words.said(Text("{need} GiB on the GPU needed, {free} GiB usable.", {"need": "177.4"}))
        assert words.said(None) == ""
    finally:
        set_language("en", paths.resources() / "translations")
