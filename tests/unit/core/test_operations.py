"""Every operation is a way to build a timeline."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yozora.core import operations
from yozora.core.cards import ClipCard, ImageCard, TextCard
from yozora.core.errors import InvalidRequest
from yozora.core.geometry import FrameSize, Screen
from yozora.core.operations import Part
from yozora.core.presets import StylePreset
from yozora.core.source import Source
from yozora.core.timeline import Timeline

SCREEN = Screen.parse(size="640x360", fps=24)
A = Source(file="a.mp4", sha256="a", frames=120, fps=Fraction(24), width_px=641, height_px=361)
B = Source(file="b.mp4", sha256="b", frames=72, fps=Fraction(24), width_px=640, height_px=360)
PICTURE = ImageCard(file="p.png", sha256="p")


def spans(timeline: Timeline) -> list[tuple[str, int, int]]:
    kinds = {TextCard: "text", ImageCard: "image", ClipCard: "clip"}
    return sorted(((kinds[type(one.card)], one.first, one.end) for one in timeline.placed), key=lambda one: one[1:])


def test_text_to_video_is_one_card_of_words() -> None:
    made = operations.create("a fox", seconds=2.5, screen=SCREEN, plan={"seconds": 2.5})
    assert made.frames == 60
    assert made.cards == (TextCard(text="a fox", plan={"seconds": 2.5}),)


def test_pictures_stand_at_their_moments_and_at_the_last_frame() -> None:
    last = operations.at_last(PICTURE, seconds=5, screen=SCREEN)
    made = operations.animate([PICTURE, replace(PICTURE, at_s=2), last], "it moves", seconds=5, screen=SCREEN)
    assert spans(made) == [("image", 0, 1), ("text", 0, 120), ("image", 48, 49), ("image", 119, 120)]
    assert made.cuts == ()


def test_extending_leaves_room_on_either_side_in_one_shot() -> None:
    made = operations.extend(A, screen=SCREEN, before_s=1, after_s=2, text="on and on")
    assert spans(made) == [("text", 0, 192), ("clip", 24, 144)]
    assert made.frames == 192 and made.cuts == ()


def test_extending_by_nothing_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="Nothing to extend by"):
        operations.extend(A, screen=SCREEN)


def test_connecting_leaves_a_gap() -> None:
    made = operations.connect(A, B, screen=SCREEN, gap_s=1.5)
    assert spans(made) == [("clip", 0, 120), ("clip", 156, 228)] and made.frames == 228 and made.cuts == ()


@pytest.mark.parametrize(("seam", "frames"), [("short", 24), ("normal", 48), ("long", 72), (0.5, 12), ("0.5", 12)])
def test_a_loop_has_a_seam_after_the_clip(seam: str | float, frames: int) -> None:
    made = operations.loop(A, screen=SCREEN, seam=seam)
    assert made.loop and made.frames == 120 + frames and spans(made) == [("clip", 0, 120)]


def test_a_transition_of_clips_of_unlike_length_ends_with_the_other() -> None:
    made = operations.blend(A, B, screen=SCREEN)
    assert spans(made) == [("clip", 0, 120), ("clip", 48, 120)]
    assert made.media[1].influence == ((0.75, 0.0), (2.25, 1.0))


def test_a_mix_shows_half_of_each_and_a_sample_some_of_the_other() -> None:
    mixed = operations.blend(A, B, screen=SCREEN, curve="mix").media[1]
    assert mixed.influence == ((0, 0.5), (3, 0.5)) and mixed.at_s == 0
    shares = [share for _, share in operations.blend(A, B, screen=SCREEN, curve="sample").media[1].influence]
    assert shares == [0, operations.SAMPLED, operations.SAMPLED, 0]


def test_a_curve_drawn_by_hand_counts_seconds_of_the_result() -> None:
    made = operations.blend(B, A, screen=SCREEN, curve="0:0,1:0.5,2:1")
    assert made.media[1].influence == ((0, 0), (1, 0.5), (2, 1)) and made.frames == 120


@pytest.mark.parametrize(("strength", "kept"), [("subtle", 0.55), ("strong", 0.15), (0, 1), ("0.25", 0.75), (1, 0)])
def test_a_remix_keeps_what_its_strength_leaves(strength: str | float, kept: float) -> None:
    made = operations.remix(A, "a dog", screen=SCREEN, strength=strength)
    assert made.media[0].strength == pytest.approx(kept) and {one[0] for one in spans(made)} == {"text", "clip"}


@pytest.mark.parametrize("strength", [-0.1, 1.1, "2"])
def test_a_strength_out_of_range_is_refused(strength: str | float) -> None:
    with pytest.raises(InvalidRequest, match=r"is out of range: from 0 \(keep all\) to 1 \(all new\)"):
        operations.remix(A, "a dog", screen=SCREEN, strength=strength)


def test_restyling_is_a_remix_with_a_style() -> None:
    style = StylePreset(name="noir", colour="black and white")
    made = operations.restyle(A, style, screen=SCREEN, text="a dog")
    assert made.style == style
    assert replace(made, style=None) == operations.remix(A, "a dog", screen=SCREEN)


def test_parts_of_a_clip_can_be_split_trimmed_moved_and_deleted() -> None:
    parts = [Part.parse("3-4"), Part.parse("0-1"), Part.parse("1-2@3")]
    made = operations.recut(A, parts, screen=SCREEN, text="a fox")
    assert spans(made) == [("clip", 0, 24), ("text", 0, 96), ("clip", 24, 48), ("clip", 72, 96)]
    assert made.cuts == (24,)


def test_splitting_alone_changes_nothing() -> None:
    made = operations.recut(A, [Part.parse("0-2"), Part.parse("2-5")], screen=SCREEN)
    assert made.frames == 120 and made.cuts == ()


def test_a_recut_can_end_later_than_its_last_part() -> None:
    assert operations.recut(A, [Part.parse("0-2")], screen=SCREEN, seconds=4).frames == 96


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (["4-6"], r"Part 1 ends at 6 s, but a.mp4 is 5 s long\. Trim it"),
        (["0-2", "2-1"], "A part runs from 2 to 1 s; it must end after it starts"),
        (["0-2", "1-3@1"], r"card 1 \(clip a.mp4\) and card 2 \(clip a.mp4\) overlap by 1 s"),
        ([], "No part is left of the clip"),
    ],
)
def test_parts_that_cannot_be_are_refused(parts: list[str], message: str) -> None:
    with pytest.raises(InvalidRequest, match=message):
        operations.recut(A, [Part.parse(part) for part in parts], screen=SCREEN)


@pytest.mark.parametrize("text", ["", "a-b", "1", "1-2@x"])
def test_what_is_no_part_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidRequest, match=r"is no part\. Write START-END or START-END@TIME, such as 1.5-3@4"):
        Part.parse(text)


def test_a_larger_screen_shows_the_same_clip() -> None:
    made = operations.upscale(A, screen=Screen.parse(size="1280x720", fps=24))
    assert spans(made) == [("clip", 0, 120)] and str(made.size) == "1280x720"
    with pytest.raises(InvalidRequest, match=r"size=320x180 is no larger than a.mp4, which is 641x361\. Try 1280x720"):
        operations.upscale(A, screen=Screen.parse(size="320x180", fps=24))


@pytest.mark.parametrize(
    "call",
    [
        lambda: operations.loop(A, screen=SCREEN, seam="endless"),
        lambda: operations.remix(A, "a", screen=SCREEN, strength="wild"),
        lambda: operations.blend(A, B, screen=SCREEN, curve="swirl"),
    ],
)
def test_a_word_that_is_not_known_is_refused_with_those_that_are(call: Callable[[], Timeline]) -> None:
    with pytest.raises(InvalidRequest, match=r"is not known\. Use"):
        call()


def test_the_screen_of_a_clip_has_even_sides_and_a_pace_that_can_be_written() -> None:
    odd = replace(A, fps=Fraction(240), width_px=7681)
    assert operations.screen_of(odd) == Screen(size=FrameSize(width_px=4096, height_px=192), fps=Fraction(60))


@given(
    frames=st.integers(1, 300),
    source_fps=st.sampled_from([Fraction(8), Fraction(25), Fraction(30000, 1001), Fraction(97, 3)]),
    fps=st.sampled_from([Fraction(8), Fraction(24), Fraction(24000, 1001), Fraction(30)]),
    seconds=st.floats(0.05, 9),
)
def test_every_length_lies_on_the_frame_grid(frames: int, source_fps: Fraction, fps: Fraction, seconds: float) -> None:
    source = replace(A, frames=frames, fps=source_fps)
    screen = replace(SCREEN, fps=fps)
    for made in (
        operations.extend(source, screen=screen, before_s=seconds, after_s=seconds, text="a"),
        operations.connect(source, B, screen=screen, gap_s=seconds),
        operations.loop(source, screen=screen, seam=seconds),
        operations.blend(source, B, screen=screen),
        operations.remix(source, "a", screen=screen),
        operations.recut(source, [Part(start_s=0, end_s=source.seconds, at_s=seconds)], screen=screen),
    ):
        kept = max(1, round(source.seconds * fps))
        first = next(one for one in made.placed if isinstance(one.card, ClipCard) and one.card.file == "a.mp4")
        assert first.end - first.first == kept
        assert first.card.at_s == pytest.approx(float(first.first / fps), abs=1e-9)
