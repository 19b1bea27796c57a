"""The director answers while one types."""

import time

from yozora.director import direct


def test_a_prompt_of_the_greatest_length_is_planned_within_seconds() -> None:
    prompt = ("A strange zorblat dog runs past the flimmer house, then a cat jumps over 一只猫追老鼠。 " * 500)[:32_000]
    direct("a dog", seconds=5, seed=1)
    begin_s = time.perf_counter()
    directed = direct(prompt, seconds=5, seed=1)
    assert time.perf_counter() - begin_s < 4  # usually 0.3 s; the rest is for a busy machine
    assert len(directed.scene.actors) <= 24
    assert len(directed.understanding.heard) <= 150
