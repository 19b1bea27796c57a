"""The model as an engine, with networks that know a simple answer in the place of trained ones."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from yozora import media
from yozora.conditioning.phrases import SLOTS, Vocabulary
from yozora.core import operations
from yozora.core.cards import TextCard
from yozora.core.errors import InvalidRequest, UnreadableFile
from yozora.core.events import Progress, silent
from yozora.core.geometry import FrameSize, Screen
from yozora.core.timeline import Timeline
from yozora.director import PRESETS, direct, plan_out
from yozora.engines.storybook import PaintOptions, StorybookEngine
from yozora.engines.storybook.keeping import Keeping
from yozora.engines.storybook.painting import DOUBT
from yozora.generate.drafts import image_card
from yozora.media import fitted
from yozora.models.blocks import BlockBasis, cut, fit
from yozora.worlds.renderer import render
from yozora.worlds.scene import Kept

WORDS = Vocabulary(
    words={slot: () for slot in SLOTS}
    | {"subject": ("dog", "horse"), "place": ("desert",), "action": ("run",), "time": ("day", "night")}
)
SQUARE = FrameSize(width_px=96, height_px=96)


def basis(frames: int) -> BlockBasis:
    rng = np.random.default_rng(frames)
    shades = rng.uniform(-1, 1, (300, 1, 1, 1, 3)) + rng.normal(0, 0.1, (300, frames, 8, 8, 3))
    blocks = np.concatenate([cut(clip.astype(np.float32), frames).reshape(-1, frames * 192) for clip in shades])
    return fit(blocks, frames=frames, channels=12)


IMAGE, VIDEO = basis(1), basis(4)


class Plain:
    """Thinks every clip is a pale shadow of what it sees, decodes by the block transform, blends what is between
    two frames, enlarges by repeating.

    Remembers what it was told.
    """

    name = "plain"

    def __init__(self, *, cutouts: bool = False) -> None:
        self.cutouts = cutouts
        self.laid: list[np.ndarray | None] = []
        self.told: list[np.ndarray] = []
        self.levels: list[np.ndarray] = []
        self.decoded: np.ndarray | None = None
        self.moments: list[float] = []

    def denoise(self, noisy, sigma, phrases, cutouts=None):
        self.told.append(phrases)
        self.levels.append(sigma)
        self.laid.append(cutouts)
        return 0.3 * noisy

    def decode(self, latents):
        parts = [IMAGE.decode(latents[0, :1]), VIDEO.decode(latents[0, 1:])] if latents.shape[1] > 1 else None
        self.decoded = (np.concatenate(parts) if parts else IMAGE.decode(latents[0]))[None]
        return self.decoded

    def interpolate(self, before, after, moments):
        assert before.shape == after.shape
        self.moments += moments.tolist()
        return before + moments[:, None, None, None] * (after - before)

    def upscale(self, pictures):
        return pictures.repeat(4, 2).repeat(4, 3)


def engine(networks: Plain | None = None, vocabulary: Vocabulary = WORDS, **options) -> StorybookEngine:
    return StorybookEngine(
        PaintOptions(**options), networks=networks or Plain(), vocabulary=vocabulary, bases=(IMAGE, VIDEO), version="t"
    )


def timeline(prompt: str = "a dog runs in the desert", *, seconds: float = 1.0, fps: int = 24, images=(), size=SQUARE):
    screen = Screen(size=size, fps=Fraction(fps))
    return replace(operations.create(prompt, seconds=seconds, screen=screen, images=images), seed=1)


def frames_of(made: StorybookEngine, line: Timeline) -> list[np.ndarray]:
    return list(made.render(line, progress=silent))


def test_a_network_that_paints_around_cut_outs_is_shown_those_of_the_plan() -> None:
    networks = Plain(cutouts=True)
    frames_of(engine(networks, steps=1), timeline("a dog stands in the desert", seconds=2.0))
    (laid,) = networks.laid
    assert laid is not None and laid.shape == (2, 5, 8, 8, 12 + 16)
    assert np.array_equal(laid[0], laid[1])  # with words and without
    covered = laid[0, ..., 12:].mean(-1)
    assert covered.max() > 0.5 and not covered[:, 0].any()  # the dog is there, and not in the sky
    assert np.abs(covered - covered[0]).max() < 0.3  # and stays where it is


def test_cut_outs_go_on_from_window_to_window() -> None:
    networks = Plain(cutouts=True)
    frames_of(engine(networks, steps=1), timeline("a dog runs to the right in the desert", seconds=10.0))
    middles = [
        [np.average(np.arange(8) + 0.5, weights=latent.sum(0)) for latent in laid[0, ..., 12:].mean(-1) if latent.any()]
        for laid in networks.laid
        if laid is not None
    ]
    assert len(middles) > 1
    assert abs(middles[1][0] - middles[0][-4]) < 1.0


def test_where_pictures_are_given_nothing_is_cut_out(tmp_path: Path) -> None:
    networks = Plain(cutouts=True)
    picture = tmp_path / "first.png"
    Image.new("RGB", (96, 96), "white").save(picture)
    frames_of(engine(networks, steps=1), timeline(images=(image_card(picture),)))
    assert networks.laid and all(laid is None for laid in networks.laid)


def test_where_all_that_is_given_may_change_the_actors_of_the_words_are_cut_out(tmp_path: Path) -> None:
    networks = Plain(cutouts=True)
    clip = clip_of(tmp_path / "a.mp4", [200] * 16)
    frames_of(engine(networks, steps=1), operations.remix(clip, "a dog stands in the desert", screen=SCREEN))
    (laid,) = networks.laid
    assert laid is not None and laid[0, ..., 12:].mean(-1).max() > 0.5


@pytest.mark.parametrize("loop", [False, True])
def test_where_a_plan_goes_on_from_what_is_given_its_actors_are_cut_out_unless_it_leads_back(
    tmp_path: Path, *, loop: bool
) -> None:
    networks = Plain(cutouts=True)
    clip = clip_of(tmp_path / "a.mp4", [200] * 16)
    line = operations.extend(clip, screen=SCREEN, after_s=1, text="a dog")
    first, last = (direct(f"a {who} runs to the right", seconds=1.0, seed=1).scene for who in ("horse", "dog"))
    plan = replace(last, seconds=2.0, kept=Kept(scene=last)).to_plan()
    texts = TextCard(text="a horse", until_s=1.0, plan=first.to_plan()), TextCard(text="a dog", at_s=1.0, plan=plan)
    frames_of(engine(networks, steps=1), replace(line, cards=(*line.media, *texts), loop=loop))
    assert networks.laid and all((laid is None) is loop for laid in networks.laid)


@pytest.mark.parametrize(("seconds", "fps", "count"), [(1.0, 24, 24), (1.0, 8, 8), (0.5, 30, 15), (5.0, 24, 120)])
def test_there_are_as_many_pictures_as_asked_at_the_size_asked(seconds: float, fps: int, count: int) -> None:
    found = frames_of(engine(steps=1), timeline(seconds=seconds, fps=fps))
    assert len(found) == count
    assert {frame.shape for frame in found} == {(96, 96, 3)}


@pytest.mark.parametrize(
    ("fps", "moments"),
    [
        (8, []),
        (24, [1 / 3, 2 / 3] * 8),
        (12, [2 / 3, 1 / 3] * 4),
        (10, [0.8, 0.6, 0.4, 0.2] * 2),
        (60, [number * 8 / 60 % 1 for number in range(60) if number * 8 % 60]),
    ],
)
def test_pictures_that_fall_between_two_painted_frames_are_made_for_their_moment(fps: int, moments) -> None:
    networks = Plain()
    assert len(frames_of(engine(networks, steps=1), timeline(fps=fps))) == fps
    assert np.allclose(networks.moments, moments, atol=1e-6)


def test_pictures_that_fall_on_a_painted_frame_are_that_frame() -> None:
    networks = Plain()
    found = frames_of(engine(networks, steps=2), timeline(fps=24))
    assert networks.decoded is not None
    painted = np.clip((networks.decoded[0] + 1) / 2, 0, 1).repeat(4, 1).repeat(4, 2)
    for shown, frame in zip(found[::3], painted, strict=False):
        large = (frame * 255 + 0.5).astype(np.uint8)
        assert np.array_equal(shown, fitted(large, SQUARE))


def test_the_last_painted_frame_stays_to_the_end() -> None:
    networks = Plain()
    found = frames_of(engine(networks, steps=1), timeline(seconds=41 / 8))
    assert len(found) == 123 and len(networks.moments) == 80
    assert all(np.array_equal(frame, found[120]) for frame in found[121:])


def test_pictures_are_made_when_they_are_asked_for() -> None:
    networks = Plain()
    shown = engine(networks, steps=1).render(timeline(), progress=silent)
    next(shown), next(shown)
    assert len(networks.moments) == 1


def test_each_step_shows_a_frame_as_it_is_by_then() -> None:
    heard: list[Progress] = []
    words = timeline(seconds=2)
    shots = len(list(engine(steps=4).render(words, progress=heard.append)))
    glimpses = [one.glimpse() for one in heard if one.glimpse is not None]
    assert len(glimpses) == len(heard) >= 4
    numbers = [number for number, _ in glimpses]
    assert numbers == sorted(numbers) and 0 <= numbers[0] < numbers[-1] < shots
    assert len({picture.shape for _, picture in glimpses}) == 1 and glimpses[0][1].dtype == np.uint8
    first, last = (glimpses[place][1].astype(int) for place in (0, -1))
    assert np.abs(first - last).mean() > 1


def test_a_glimpse_is_the_frame_that_comes_of_it() -> None:
    heard: list[Progress] = []
    path_frames = list(engine(steps=1).render(timeline(fps=8), progress=heard.append))
    assert heard[-1].glimpse is not None
    number, picture = heard[-1].glimpse()
    shown = fitted(picture.repeat(4, 0).repeat(4, 1), SQUARE).astype(int)
    assert np.abs(shown - path_frames[number]).mean() < 2


def test_one_picture_can_be_made() -> None:
    assert len(frames_of(engine(steps=1), timeline(seconds=1 / 24))) == 1


def test_the_same_seed_gives_the_same_pictures_and_another_seed_others() -> None:
    found = [frames_of(engine(steps=2), replace(timeline(), seed=seed))[5] for seed in (1, 1, 2)]
    assert np.array_equal(found[0], found[1])
    assert not np.array_equal(found[0], found[2])


def test_a_clip_starts_with_the_picture_it_was_given_whatever_the_network_says(tmp_path) -> None:
    path = tmp_path / "first.png"
    shade = np.full((96, 96, 3), (200, 90, 30), np.uint8)
    Image.fromarray(shade).save(path)
    found = frames_of(engine(steps=3), timeline(images=(image_card(path),)))
    assert np.abs(found[0].astype(int) - shade).max() <= 4
    assert np.abs(found[-1].astype(int) - shade).mean() > 20


def test_a_picture_that_changed_since_the_recipe_is_refused(tmp_path) -> None:
    path = tmp_path / "first.png"
    Image.new("RGB", (20, 20), "red").save(path)
    card = image_card(path)
    Image.new("RGB", (20, 20), "blue").save(path)
    with pytest.raises(InvalidRequest, match="is not the file of the recipe"):
        frames_of(engine(steps=1), timeline(images=(card,)))


def test_what_is_no_picture_is_refused_at_once(tmp_path) -> None:
    path = tmp_path / "first.png"
    path.write_text("no picture")
    with pytest.raises(UnreadableFile, match=r"is no picture\. Give a picture: PNG"):
        image_card(path)
    with pytest.raises(UnreadableFile, match="is a folder"):
        image_card(tmp_path)
    with pytest.raises(UnreadableFile, match="does not exist"):
        image_card(tmp_path / "nothing.png")


def test_a_whole_guide_gives_the_sketch_itself() -> None:
    line = timeline()
    strong = frames_of(engine(steps=2, guide=1.0), line)
    scene = direct(line.texts[0].text, seconds=line.seconds, seed=1).scene
    small = np.stack(list(render(scene, size=FrameSize(width_px=64, height_px=64), frames=9, fps=8)))
    unit = small.astype(np.float32) / 127.5 - 1
    coded = np.concatenate([IMAGE.decode(IMAGE.encode(unit[:1])), VIDEO.decode(VIDEO.encode(unit[1:]))])
    for shown, frame in zip(strong[::3], ((coded + 1) * 127.5).clip(0, 255).astype(np.uint8), strict=False):
        assert np.abs(shown.astype(int) - fitted(frame.repeat(4, 0).repeat(4, 1), SQUARE)).max() <= 4


@pytest.mark.parametrize("size", ["64x4096", "1920x400"])
def test_a_shape_that_would_show_a_sliver_is_refused(size: str) -> None:
    line = timeline("a dog", seconds=0.5, fps=8, size=FrameSize.parse(size))
    with pytest.raises(InvalidRequest, match="from 5:14 to 14:5"):
        engine().check(line)


def test_words_are_told_and_the_negative_ones_stand_against_them() -> None:
    networks = Plain()
    frames_of(engine(networks, steps=1, negative="night"), timeline("a horse in the desert by day"))
    with_words, against = networks.told[0]
    assert with_words[SLOTS.index("subject")] == 2 and with_words[SLOTS.index("time")] == 1
    assert against[SLOTS.index("time")] == 2 and against.sum() == 2


@pytest.mark.parametrize("negative", ["no rain", "blurry, low quality", "  "])
def test_negative_words_that_say_nothing_to_the_model_change_nothing(negative: str) -> None:
    networks = Plain()
    weather = Vocabulary(words=WORDS.words | {"weather": ("clear", "rain")})
    frames_of(engine(networks, weather, steps=1, negative=negative), timeline())
    assert networks.told[0][1].sum() == 0
    notes = engine(vocabulary=weather, negative=negative).notes(timeline())
    assert any("knows none of these words" in note for note in notes) == bool(negative.strip())


def test_what_nobody_said_is_not_reported() -> None:
    assert engine().notes(timeline("a dog")) == ()


def test_without_guidance_the_network_is_asked_once_a_step() -> None:
    networks = Plain()
    frames_of(engine(networks, steps=2, guidance=1.0), timeline())
    assert [told.shape[0] for told in networks.told] == [1, 1]


@pytest.mark.parametrize("values", [{"steps": "20"}, {"steps": 20.0}, {"negative": 5}, {"guide": True}])
def test_options_of_a_wrong_kind_are_refused(values) -> None:
    with pytest.raises(InvalidRequest, match="is of a wrong kind; expected"):
        PaintOptions.read(values)


def test_what_the_model_has_no_word_for_is_said_before_it_starts() -> None:
    notes = " ".join(engine().notes(timeline("a wolf chases two cats through the rain")))
    assert "'wolf': the model knows no such word, so 'dog' stands for it" in notes
    assert "'rain': the model knows no such word and leaves it open" in notes
    assert "fewer than the 3 actors" in notes


def test_steps_are_reported_and_can_be_stopped() -> None:
    heard: list[Progress] = []

    def listen(progress: Progress) -> None:
        heard.append(progress)
        if progress.done == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        list(engine(steps=5).render(timeline(), progress=listen))
    assert [one.done for one in heard] == [1, 2] and heard[0].total == 5


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"steps": 0}, "steps=0 is out of range: from 1 to 200"),
        ({"guidance": 20.0}, "guidance=20.0 is out of range: from 1 to 10"),
        ({"guide": 1.5}, "guide=1.5 is out of range: from 0 to 1"),
        ({"speed": 1}, "no option 'speed'; it has steps, guidance, negative, guide"),
    ],
)
def test_options_out_of_range_are_refused(options, message) -> None:
    with pytest.raises(InvalidRequest, match=message):
        PaintOptions.read(options)


def clip_of(path, shades: list[int], *, fps: int = 8):
    with media.open_writer(path, size=SQUARE, fps=Fraction(fps), frames=len(shades), recipe_json="{}") as writer:
        for shade in shades:
            writer.write(np.full((96, 96, 3), shade, np.uint8))
    return media.clip_source(path)


SCREEN = Screen(size=SQUARE, fps=Fraction(8))


def light(frames: list[np.ndarray]) -> list[float]:
    return [float(frame.mean()) for frame in frames]


def test_a_long_clip_is_painted_in_windows_and_shown_while_it_is_made() -> None:
    networks = Plain()
    heard: list[Progress] = []
    frames = engine(networks, steps=2).render(timeline(seconds=12), progress=heard.append)
    next(frames)
    assert len(heard) == 2, "the first window is shown before the second is painted"
    assert len(list(frames)) == 12 * 24 - 1
    assert [one.done for one in heard] == list(range(1, heard[0].total + 1))
    assert all(told.shape[0] == 2 for told in networks.told)


def test_memory_does_not_grow_with_the_length() -> None:
    networks = Plain()
    longest = 0
    for _ in engine(networks, steps=1).render(timeline(seconds=20), progress=silent):
        assert networks.decoded is not None
        longest = max(longest, networks.decoded.shape[1])
    assert longest <= 4 * 20


@pytest.mark.parametrize("seconds", [1.0, 2.0, 2.5, 3.3])
def test_what_is_kept_comes_out_as_the_codec_has_it(tmp_path, seconds: float) -> None:
    count = round(8 * seconds)
    source = clip_of(tmp_path / "a.mp4", [200] * count)
    for made, first in (
        (operations.extend(source, screen=SCREEN, after_s=2, text="a dog"), 0),
        (operations.extend(source, screen=SCREEN, before_s=2, text="a dog"), 16),
        (operations.extend(source, screen=SCREEN, before_s=1.3, after_s=1.7, text="a dog"), 10),
    ):
        found = np.array(light(frames_of(engine(steps=1), made)))
        assert np.abs(found[first : first + count] - 200).max() <= 4
        assert np.abs(np.delete(found, range(first, first + count)) - 200).min() > 10


def test_a_gap_between_two_clips_is_painted_and_both_are_kept(tmp_path) -> None:
    one, other = clip_of(tmp_path / "a.mp4", [30] * 16), clip_of(tmp_path / "b.mp4", [220] * 16)
    found = light(frames_of(engine(steps=1), operations.connect(one, other, screen=SCREEN, gap_s=1)))
    assert np.abs(np.array(found[:16]) - 30).max() <= 4 and np.abs(np.array(found[-16:]) - 220).max() <= 4


def test_parts_that_touch_are_cut_and_kept_as_they_are(tmp_path) -> None:
    source = clip_of(tmp_path / "a.mp4", list(range(0, 240, 10)))
    networks = Plain()
    parts = [operations.Part.parse("2-3"), operations.Part.parse("0-1")]
    found = light(frames_of(engine(networks), operations.recut(source, parts, screen=SCREEN)))
    assert np.allclose(found, [*range(160, 240, 10), *range(0, 80, 10)], atol=3)
    assert networks.told == []


@pytest.mark.parametrize("strength", [0, 0.3, 0.7, 1])
def test_a_remix_changes_as_much_as_its_strength_says(tmp_path, strength: float) -> None:
    source = clip_of(tmp_path / "a.mp4", [200] * 16)
    made = operations.remix(source, "a dog", screen=SCREEN, strength=strength)
    change = np.abs(np.array(light(frames_of(engine(steps=3), replace(made, seed=1)))) - 200).mean()
    assert change <= 2 if strength == 0 else change > 20 * strength


def test_two_texts_are_told_each_for_its_time_and_both_between() -> None:
    networks = Plain()
    cards = (TextCard(text="a dog", until_s=1.5), TextCard(text="a horse", at_s=3.5))
    line = Timeline(cards=cards, frames=40, fps=Fraction(8), size=SQUARE)
    assert len(frames_of(engine(networks, steps=1), line)) == 40
    subjects = networks.told[0][:, SLOTS.index("subject")].tolist()
    assert subjects == [1, 2, 0]


def test_each_shot_has_words_and_noise_of_its_own() -> None:
    networks = Plain()
    cards = (TextCard(text="a dog", until_s=1), TextCard(text="a horse", at_s=1))
    line = Timeline(cards=cards, frames=16, fps=Fraction(8), size=SQUARE)
    found = frames_of(engine(networks, steps=1), line)
    assert [told[0, SLOTS.index("subject")] for told in networks.told] == [1, 2]
    assert not np.array_equal(found[0], found[8])


def test_a_loop_of_words_alone_paints_its_beginning_before_its_end() -> None:
    networks = Plain()
    looped = replace(timeline(seconds=4, fps=8), loop=True)
    assert len(frames_of(engine(networks, steps=1), looped)) == 32
    assert len(networks.told) == 2


@pytest.mark.parametrize("seconds", [0.25, 0.5, 1, 1.25, 1.5])
def test_a_short_loop_of_words_alone_is_closed_too(seconds: float) -> None:
    networks = Plain()
    looped = replace(timeline(seconds=seconds, fps=8), loop=True)
    assert len(frames_of(engine(networks, steps=1), looped)) == 8 * seconds
    assert (networks.levels[-1][:, -1] == 0).all(), "the end is painted with the beginning in view"


def test_what_was_painted_is_doubted_where_the_painting_goes_on_and_what_was_given_is_not(tmp_path) -> None:
    networks = Plain()
    frames_of(engine(networks, steps=1), timeline(seconds=8, fps=8))
    assert np.allclose(networks.levels[1][:, 0], DOUBT) and (networks.levels[1][:, -1] == 1).all()
    given = Plain()
    clip = clip_of(tmp_path / "a.mp4", [30, 90, 150, 210] * 4)
    frames_of(engine(given, steps=1), operations.extend(clip, screen=SCREEN, after_s=1, text="a dog"))
    assert (given.levels[0][:, :2] == 0).all()


class Notebook:
    """Keeps what it is given, and the first pages of it where it is torn."""

    def __init__(self) -> None:
        self.pages: list[bytes] = []

    def recall(self) -> bytes | None:
        return self.pages[-1] if self.pages else None

    def remember(self, done: int, data: bytes) -> None:
        assert done == len(self.pages) + 1
        self.pages.append(data)


def test_a_long_clip_goes_on_from_its_finished_windows_and_comes_out_the_same() -> None:
    line, notebook, networks = timeline(seconds=14, fps=8), Notebook(), Plain()
    whole = list(engine(Plain(), steps=2).render(line, progress=silent, memory=notebook))
    assert len(notebook.pages) == 4
    del notebook.pages[3:]
    again = list(engine(networks, steps=2).render(line, progress=silent, memory=notebook))
    assert np.array_equal(whole, again)
    assert len(networks.told) == 2, "only the last window was painted, in two steps"


def test_what_another_version_kept_is_not_used() -> None:
    line, notebook, networks = timeline(seconds=2, fps=8), Notebook(), Plain()
    Keeping(notebook, version="0").add(0, 0, np.zeros((1, 1, 1, 1), np.float32))
    frames = list(engine(networks, steps=1).render(line, progress=silent))
    notebook.remember = lambda done, data: None
    assert np.array_equal(frames, list(engine(networks, steps=1).render(line, progress=silent, memory=notebook)))


@pytest.mark.parametrize("seam", ["short", "normal", "long"])
def test_what_closes_a_loop_is_painted_with_the_beginning_in_view(seam: str, tmp_path) -> None:
    networks = Plain()
    looped = operations.loop(
        clip_of(tmp_path / "a.mp4", [30, 90, 150, 210] * 4), screen=SCREEN, seam=seam, text="a dog"
    )
    assert len(frames_of(engine(networks, steps=1), looped)) == looped.frames
    assert all((level[:, -1] == 0).all() for level in networks.levels)


def test_a_clip_that_is_too_small_for_the_screen_goes_through_the_upscaler(tmp_path) -> None:
    source = clip_of(tmp_path / "a.mp4", [30, 90, 150, 210])
    larger = FrameSize(width_px=384, height_px=384)
    found = frames_of(engine(), operations.upscale(source, screen=Screen(size=larger, fps=source.fps)))
    assert {frame.shape for frame in found} == {(384, 384, 3)}
    assert np.allclose(light(found), [30, 90, 150, 210], atol=2)


def test_a_style_the_model_does_not_know_is_put_over_its_pictures() -> None:
    line, _ = plan_out(replace(timeline("a dog in the desert"), style=PRESETS["film noir"]))
    for frame in frames_of(engine(steps=1), line)[:3]:
        assert np.ptp(frame.astype(int), axis=2).max() <= 2
    assert any("put over the finished pictures" in note for note in engine().notes(line))


def test_stop_motion_shows_each_picture_for_an_eighth_of_a_second() -> None:
    line, _ = plan_out(timeline("a dog runs to the right in the desert, in stop motion style"))
    frames = np.stack(frames_of(engine(steps=1), line))
    changed = [number for number in range(1, len(frames)) if (frames[number] != frames[number - 1]).any()]
    assert changed and all(number % 3 == 0 for number in changed)
