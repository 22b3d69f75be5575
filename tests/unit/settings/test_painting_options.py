from __future__ import annotations

from console.settings.painting_options import BLINKING_TEXT, REDUCE_MOTION, SMOOTH_SCROLL


def test_terminals_glide_until_somebody_wants_no_motion() -> None:
    assert BLINKING_TEXT.default == "calm"
    assert SMOOTH_SCROLL.default is True
    assert REDUCE_MOTION.default is False
