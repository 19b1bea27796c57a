"""The sketch of a timeline: words are drawn, what is given is shown, gaps are dissolves."""

import itertools
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from yozora import media
from yozora.core import operations
from yozora.core.cards import Card, Fit, TextCard
from yozora.core.errors import InvalidRequest
from yozora.core.events import silent
from yozora.core.geometry import FrameSize, Screen
from yozora.core.source import Source
from yozora.core.timeline import Timeline
from yozora.engines.sketch import SketchEngine
from yozora.generate.drafts import image_card, source_of

SCREEN = Screen(size=FrameSize(width_px=96, height_px=64), fps=Fraction(8))


def drawn(line: Timeline) -> list[np.ndarray]:
    return list(SketchEngine().render(line, progress=silent))


def line(*cards: Card, frames: int = 24, **more) -> Timeline:
    return Timeline(cards=cards, frames=frames, fps=SCREEN.fps, size=SCREEN.size, **more)


def picture(path: Path, shade: int) -> Path:
    Image.new("RGB", (96, 64), (shade, shade, shade)).save(path)
    return path


def clip(path: Path, shades: list[int]) -> Source:
    with media.open_writer(path, size=SCREEN.size, fps=SCREEN.fps, frames=len(shades), recipe_json="{}") as writer:
        for shade in shades:
            writer.write(np.full((64, 96, 3), shade, np.uint8))
    return replace(media.clip_source(path), recipe=None)


def shades(frames: list[np.ndarray]) -> list[int]:
    return [round(float(frame.mean())) for frame in frames]


def test_each_card_of_words_is_a_scene_of_its_own_and_touching_ones_are_cut() -> None:
    night, day = "a fox in the desert at night", "a fox in the snow by day"
    both = drawn(line(TextCard(text=night, until_s=1.5), TextCard(text=day, at_s=1.5)))
    light = shades(both)
    steps = np.abs(np.diff(light))
    assert steps.argmax() == 11 and steps[11] > 5 * np.delete(steps, 11).max()


def test_words_dissolve_over_a_gap() -> None:
    light = shades(drawn(line(TextCard(text="the desert at night", until_s=1), TextCard(text="snow by day", at_s=2))))
    gap = light[7:17]
    assert all(after >= before for before, after in itertools.pairwise(gap)) and gap[-1] > gap[0] + 40
    assert np.abs(np.diff(light)).max() < 0.3 * (max(light) - min(light))


def test_a_clip_is_shown_as_it_is_and_dissolves_into_the_words_around_it(tmp_path: Path) -> None:
    source = clip(tmp_path / "a.mp4", [250] * 8)
    made = operations.extend(source, screen=SCREEN, after_s=2, text="the desert at night")
    light = shades(drawn(made))
    assert min(light[:8]) >= 248
    assert light[8:12] == sorted(light[8:12], reverse=True) and light[12] < 150


def test_a_gap_between_two_clips_is_a_dissolve(tmp_path: Path) -> None:
    one, other = clip(tmp_path / "a.mp4", [20] * 8), clip(tmp_path / "b.mp4", [220] * 8)
    light = shades(drawn(operations.connect(one, other, screen=SCREEN, gap_s=1)))
    assert np.allclose(light[:8], 20, atol=1) and np.allclose(light[-8:], 220, atol=1)
    assert np.ptp(np.diff(light[7:17])) <= 2


def test_two_clips_are_blended_by_the_curve(tmp_path: Path) -> None:
    one, other = clip(tmp_path / "a.mp4", [20] * 16), clip(tmp_path / "b.mp4", [220] * 16)
    light = shades(drawn(operations.blend(one, other, screen=SCREEN, curve="0:0,1:0.5,2:1")))
    assert light[0] == pytest.approx(20, abs=1) and light[8] == pytest.approx(120, abs=2) and light == sorted(light)


def test_a_loop_of_a_clip_leads_back_to_its_first_picture(tmp_path: Path) -> None:
    source = clip(tmp_path / "a.mp4", list(range(20, 220, 20)))
    light = shades(drawn(operations.loop(source, screen=SCREEN, seam=1.0)))
    assert light[10:] == sorted(light[10:], reverse=True) and light[-1] - 20 < 45


def test_parts_of_a_clip_are_shown_at_their_new_times(tmp_path: Path) -> None:
    source = clip(tmp_path / "a.mp4", list(range(0, 240, 10)))
    parts = [operations.Part.parse("2-3"), operations.Part.parse("0-1")]
    light = shades(drawn(operations.recut(source, parts, screen=SCREEN)))
    assert np.allclose(light, [*range(160, 240, 10), *range(0, 80, 10)], atol=3)


def test_pictures_are_shown_at_their_moments(tmp_path: Path) -> None:
    first, last = (image_card(picture(tmp_path / f"{shade}.png", shade)) for shade in (250, 5))
    made = operations.animate(
        [first, operations.at_last(last, seconds=3, screen=SCREEN)], "the sea", seconds=3, screen=SCREEN
    )
    light = shades(drawn(made))
    assert light[0] == 250 and light[-1] == 5 and 30 < light[12] < 230


def test_a_clip_cannot_be_changed_by_the_sketch(tmp_path: Path) -> None:
    source = clip(tmp_path / "a.mp4", [9] * 8)
    with pytest.raises(InvalidRequest, match=r"cannot change pictures: card 1 \(clip .*a.mp4\) has strength 0.35"):
        SketchEngine().check(operations.remix(source, "a dog", screen=SCREEN))


def test_a_file_that_changed_or_went_away_is_refused_before_drawing(tmp_path: Path) -> None:
    source = clip(tmp_path / "a.mp4", [9] * 8)
    made = operations.extend(source, screen=SCREEN, after_s=1, text="a dog")
    clip(tmp_path / "b.mp4", [10] * 9).file and (tmp_path / "b.mp4").replace(tmp_path / "a.mp4")
    with pytest.raises(InvalidRequest, match=r"card 1 .* is not the file of the recipe .* Give that one"):
        SketchEngine().check(made)


def test_a_part_beyond_the_end_of_its_clip_is_refused(tmp_path: Path) -> None:
    source = replace(clip(tmp_path / "a.mp4", [9] * 8), frames=40)
    with pytest.raises(InvalidRequest, match=r"ends at 5 s, but .* is 1 s long\. Trim it"):
        SketchEngine().check(operations.extend(source, screen=SCREEN, after_s=1))


def test_what_lies_between_is_said_to_be_a_dissolve(tmp_path: Path) -> None:
    source = clip(tmp_path / "a.mp4", [9] * 16)
    assert "dissolves" in SketchEngine().notes(operations.extend(source, screen=SCREEN, after_s=1))[0]
    assert SketchEngine().notes(operations.recut(source, [operations.Part(start_s=0, end_s=1)], screen=SCREEN)) == ()


def test_source_of_reads_the_recipe_inside(tmp_path: Path, recipe) -> None:
    made = recipe(fps="8", size="96x64")
    with media.open_writer(
        tmp_path / "a.mp4", size=SCREEN.size, fps=SCREEN.fps, frames=8, recipe_json=made.to_json()
    ) as writer:
        for _ in range(8):
            writer.write(np.zeros((64, 96, 3), np.uint8))
    assert source_of(tmp_path / "a.mp4").recipe == made


@pytest.mark.parametrize(
    ("fit", "how"), [("crop", "cut at the sides"), ("letterbox", "with bars"), ("stretch", "is stretched")]
)
def test_how_another_shape_fills_the_screen_is_said(tmp_path: Path, fit: str, how: str) -> None:
    Image.new("RGB", (200, 50), "red").save(tmp_path / "wide.png")
    card = replace(image_card(tmp_path / "wide.png"), fit=Fit(fit))
    (note,) = SketchEngine().notes(line(card, TextCard(text="the sea"), frames=1))
    assert note.startswith("wide.png is 200x50, and the clip 96x64: it is ") and how in note
