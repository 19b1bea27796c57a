"""The public surface is short, written down here, and real."""

import yozora

DOCUMENTED = [
    "Made",
    "Progress",
    "Recipe",
    "Scene",
    "Timeline",
    "YozoraError",
    "animate",
    "blend",
    "connect",
    "create",
    "describe",
    "extend",
    "inspect",
    "loop",
    "plan",
    "recut",
    "remix",
    "rerun",
    "restyle",
    "still",
    "storyboard",
    "understand",
    "upscale",
]


def test_the_public_names_are_the_documented_ones() -> None:
    assert yozora.__all__ == DOCUMENTED


def test_every_public_name_can_be_had_and_explains_itself() -> None:
    for name in yozora.__all__:
        assert getattr(yozora, name).__doc__, name


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(yozora, "movie")
