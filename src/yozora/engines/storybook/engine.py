"""The built-in model as an engine: a latent diffusion transformer trained on the storybook world.

Plan to phrases, given pictures and guide to clean latents, the one sampler, the decoder, the interpolator, the
upscaler, the screen.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float

from yozora.conditioning.cutouts import in_latents
from yozora.conditioning.given import (
    FEWEST_BLOCKS,
    MOST_BLOCKS,
    Codec,
    Conditions,
    canvas_for,
    nothing_given,
    placed,
    run_ceiling,
    with_guide,
    with_run,
)
from yozora.conditioning.nearest import snap
from yozora.conditioning.phrases import SLOTS, Phrases, Vocabulary, phrases_of
from yozora.conditioning.reel import Reel, positions_of, reel_of
from yozora.conditioning.windows import Window
from yozora.core.cards import Fit, MediaCard, TextCard
from yozora.core.errors import InvalidRequest
from yozora.core.events import Glimpse, Listener, Progress
from yozora.core.ports import FORGETFUL, Frame, Memory
from yozora.core.shots import Placed, Shot
from yozora.core.timeline import Timeline
from yozora.diffusion.sampler import Denoise, guided, near_given
from yozora.director import Status, direct
from yozora.director.report import LEFT_OUT
from yozora.engines.plates import Plate, check_media, own_size, plate_notes
from yozora.engines.sketch import Sketch, scene_at
from yozora.engines.storybook.joining import Frames, Latents
from yozora.engines.storybook.keeping import Keeping
from yozora.engines.storybook.options import PaintOptions
from yozora.engines.storybook.painting import Ceiling, Painter, decoded
from yozora.engines.storybook.showing import enlarged, pixels, shown
from yozora.models.basis_file import load_bases
from yozora.models.blocks import BLOCK_PX, FPS, FRAMES_PER_LATENT, BlockBasis
from yozora.runtime.networks import Networks
from yozora.runtime.openvino import OpenVino
from yozora.weights import load
from yozora.worlds.cutouts import cutouts
from yozora.worlds.scene import Scene
from yozora.worlds.styles import FINISHES, finish, held
from yozora.worlds.vocabulary import Style

NARROWEST = FEWEST_BLOCKS / MOST_BLOCKS

SHOWN = ("subject", "second", "colour", "count", "relation")
"""What cut-outs show."""

ENLARGED = 1.2
"""From this many times its size on, a picture goes through the upscaler."""


@dataclass(frozen=True, kw_only=True)
class Painting:
    """A shot before the interpolator and the upscaler: its clock, what was given, the model's `frames` in 0..1."""

    reel: Reel
    given: Conditions
    frames: Frames


class StorybookEngine:
    """Paints a timeline with a network. Keeps nothing between clips."""

    name = "storybook"

    def __init__(
        self,
        options: PaintOptions,
        *,
        networks: Networks,
        vocabulary: Vocabulary,
        bases: tuple[BlockBasis, BlockBasis],
        version: str,
    ) -> None:
        self.version = version
        self._options, self._networks, self._vocabulary = options, networks, vocabulary
        self._codec = Codec(image=bases[0], video=bases[1])

    @property
    def options(self) -> Mapping[str, Any]:
        """Steps, guidance, negative, guide."""
        return asdict(self._options)

    def check(self, timeline: Timeline) -> None:
        """Raise InvalidRequest or UnreadableFile when the model cannot make this."""
        if not NARROWEST <= timeline.size.aspect <= 1 / NARROWEST:
            raise InvalidRequest(
                f"size={timeline.size} is too long and narrow for the storybook model, which paints from 5:14 to 14:5. "
                "Use --engine sketch, or another --size."
            )
        check_media(timeline)

    def notes(self, timeline: Timeline) -> tuple[str, ...]:
        """How what is given is fitted; what was asked for that the model has no word for, and what stands for it."""
        said: dict[str, None] = dict.fromkeys(plate_notes(timeline))
        for one in self._shots(timeline):
            for text, scene in zip(one.shot.texts, one.scenes, strict=True) if not _whole(one.shot) else ():
                said |= dict.fromkeys(self._notes_of(text, scene, one))
        if timeline.media and all(map(_whole, timeline.shots)) and self._options != PaintOptions():
            said["Every frame is given and none is painted: steps, guidance, negative, guide change nothing."] = None
        if self._options.negative and not self._unwanted(timeline.seconds):
            said[f"negative {self._options.negative!r}: the model knows none of these words and ignores them."] = None
        return tuple(said)

    def _notes_of(self, text: Placed, scene: Scene, one: "_Shot") -> Iterator[str]:
        assert isinstance(text.card, TextCard)
        slots = _slots_of(text.card.text, scene.seconds) if text.card.text else set(SLOTS)
        _, changed = self._words(phrases_of(scene), one)
        for slot, (asked, stand_in) in changed.items():
            if slot == "style" and asked in FINISHES:
                yield f"style {asked!r}: the model paints without it, and it is " + (
                    "left out, because given pictures are kept."
                    if _keeps(one.shot)
                    else "put over the finished pictures."
                )
            elif slot in slots:
                yield f"{slot} {asked!r}: the model knows no such word" + (
                    " and leaves it open." if stand_in is None else f", so {stand_in!r} stands for it."
                )
        if len(scene.actors) > 1 and not one.lays:
            yield (
                f"The model goes by words here and may paint fewer than the {len(scene.actors)} actors of the plan. "
                "The sketch draws all of them."
            )

    def render(self, timeline: Timeline, *, progress: Listener, memory: Memory = FORGETFUL) -> Iterator[Frame]:
        """The pictures in order, `uint8 [H, W, 3]`; the first ones while later ones are made, of which a window at a
        time is held. Finished windows are kept in `memory`. Reports stage `steps`; the listener may stop it by
        raising."""
        self.check(timeline)
        keeping = Keeping(memory, version=self.version)
        painted = self._shots(timeline)
        total = self._options.steps * sum(map(self._windows, painted))
        done = 0

        for one in painted:

            def tick(glimpse: Callable[[], Glimpse], first: int = one.shot.first) -> None:
                nonlocal done
                done += 1
                progress(Progress(stage="steps", done=done, total=total, glimpse=lambda: _later(glimpse(), first)))

            yield from self._plates(one) if _whole(one.shot) else self._painted(one, self._painter(one, tick, keeping))

    def paint(self, timeline: Timeline) -> Iterator[Painting]:
        """The model's own frames of every shot that is not given whole, to be measured. See `render`."""
        self.check(timeline)
        for one in self._shots(timeline):
            if not _whole(one.shot):
                given = self._given(one)
                frames = self._painter(one).frames(given)
                yield Painting(reel=one.reel, given=given, frames=np.concatenate(list(frames)))

    def own(self, latents: Latents, *, first: bool) -> Frames:
        """What the codec makes of latents alone, 0..1: from the `first` frame of a shot on, or of blocks."""
        return np.clip((decoded(latents, first=first, networks=self._networks, codec=self._codec) + 1) / 2, 0, 1)

    def _painted(self, one: "_Shot", painter: Painter) -> Iterator[Frame]:
        style, fps = self._finish_of(one), float(one.shot.fps)
        numbers = (
            number if style is None else round(held(style, number / fps) * fps) for number in range(one.shot.frames)
        )
        positions = map(one.reel.position_at, numbers)
        frames = shown(painter.frames(self._given(one)), positions, networks=self._networks, size=one.timeline.size)
        for number, frame in enumerate(frames, start=one.shot.first):
            second = float(number / one.shot.fps)
            yield frame if style is None else finish(style, frame, second=second, seed=one.timeline.seed)

    def _finish_of(self, one: "_Shot") -> Style | None:
        """A style that the model does not know and that can be put over its pictures; never over what is kept."""
        if _keeps(one.shot) or not one.shot.texts:
            return None
        style = one.scenes[0].style
        return style if style in FINISHES and style not in self._vocabulary.words["style"] else None

    def _plates(self, one: "_Shot") -> Iterator[Frame]:
        """Frames of a shot that is given whole: as they are, or through the upscaler where the screen is larger."""
        size = one.timeline.size
        for card in one.shot.media:
            assert isinstance(card.card, MediaCard)
            own = own_size(card.card)
            enlarges = min(size.width_px / own.width_px, size.height_px / own.height_px) > ENLARGED
            plate = Plate(card, size=own if enlarges else size, fps=one.shot.fps, fit=Fit.STRETCH if enlarges else None)
            last: tuple[Frame, Frame] | None = None
            for frame in range(max(0, card.first), min(card.end, one.shot.frames)):
                picture = plate.at(frame)
                if last is None or picture is not last[0]:
                    last = (
                        picture,
                        enlarged(pixels(picture), networks=self._networks, size=size, fit=card.card.fit)
                        if enlarges
                        else picture,
                    )
                yield last[1]

    def _painter(
        self,
        one: "_Shot",
        tick: Callable[[Callable[[], Glimpse]], None] = lambda _: None,
        keeping: Keeping | None = None,
    ) -> Painter:
        keeping = Keeping(FORGETFUL, version=self.version) if keeping is None else keeping
        return Painter(
            networks=self._networks,
            codec=self._codec,
            reel=one.reel,
            denoiser=lambda window, free: self._denoiser(one, window, free),
            tick=tick,
            steps=self._options.steps,
            seed=(one.timeline.seed, 3, one.shot.first),
            find=partial(keeping.find, one.shot.first),
            keep=partial(keeping.add, one.shot.first),
        )

    def _windows(self, one: "_Shot") -> int:
        """How many windows a shot will take, before any picture is read."""
        if _whole(one.shot):
            return 0
        ceiling = np.full(one.reel.latents, 1 - self._options.guide, np.float32)
        for run in one.reel.runs:
            ceiling[run.first : run.end] = run_ceiling(run, one.reel)
        return self._painter(one).windows(ceiling)

    def _given(self, one: "_Shot") -> Conditions:
        """What is given of a shot: the guide under everything, then runs of pictures and clips."""
        given = nothing_given(one.reel, one.canvas, self._codec.image.channels)
        if self._options.guide:
            inside = [max(one.reel.frame_at(p), 0) for p in positions_of(0, one.reel.latents)]
            if one.timeline.loop:  # what lies behind the end is its beginning, which is given once it is known
                inside = [min(moment, one.shot.frames - 1) for moment in inside]
            sketch = Sketch(
                one.shot,
                size=one.canvas,
                seed=one.timeline.seed,
                loop=one.timeline.loop,
                moments=[float(moment) for moment in inside],
            )
            frames = [sketch.at(number) for number in range(len(inside))]
            given = with_guide(given, frames, self._codec, self._options.guide)
        for run in one.reel.runs:
            pictures = [self._small(one, card, [one.reel.frame_at(p) for p in run.positions]) for card in run.cards]
            given = with_run(given, run, pictures, one.reel, self._codec)
        return given

    def _small(self, one: "_Shot", card: Placed, moments: list[Fraction]) -> list[Frame]:
        """A card's frames at these moments, on the model's own canvas."""
        plate = Plate(card, size=one.timeline.size, fps=one.shot.fps)
        return [placed(plate.at(round(moment)), one.timeline.size, one.canvas) for moment in moments]

    def _denoiser(self, one: "_Shot", window: Window, free: Ceiling) -> Denoise:
        """The network, told for each latent of a window what its words say: where words cross over, both count. Words
        pull the less, the nearer a latent is to one that is given."""
        times = [
            one.moment(p)
            for p in range(window.first * FRAMES_PER_LATENT, window.end * FRAMES_PER_LATENT, FRAMES_PER_LATENT)
        ]
        shares = np.array([one.shot.word_shares(float(moment)) for moment in times], np.float32).T
        spoken = [number for number, row in enumerate(shares) if row.any()]
        told = [self._phrases(one, number, times[0]) for number in spoken] or [{}]
        weights = shares[spoken] if spoken else np.ones((1, len(times)), np.float32)
        words = np.stack([self._vocabulary.numbers(said) for said in (*told, self._unwanted(one.shot.seconds))])
        laid = self._cutouts(one, window, spoken)
        if laid is not None:  # what is there does not hang on words: without them it is there as well
            laid = np.concatenate([laid, np.einsum("kt,kt...->t...", weights, laid)[None]])

        def made(x: np.ndarray, level: np.ndarray, count: int) -> np.ndarray:
            seen = None if laid is None else laid[:count]
            return self._networks.denoise(np.repeat(x, count, 0), np.repeat(level, count, 0), words[:count], seen)

        def pair(x: np.ndarray, level: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            both = made(x, level, len(words))
            return np.einsum("kt,kt...->t...", weights, both[:-1])[None], both[-1:]

        def alone(x: np.ndarray, level: np.ndarray) -> np.ndarray:
            return np.einsum("kt,kt...->t...", weights, made(x, level, len(told)))[None]

        return alone if self._options.guidance == 1 else guided(pair, near_given(self._options.guidance, free))

    def _cutouts(self, one: "_Shot", window: Window, texts: list[int]) -> Float[np.ndarray, "k t h w e"] | None:
        """The cut-outs of the plans of some texts in a window, which begins with a picture; or None."""
        if not (texts and one.lays):
            return None
        positions = [positions_of(window.first, window.first + 1)[-1], *positions_of(window.first + 1, window.end)]
        moments = [one.moment(position) for position in positions]
        laid = list[Float[np.ndarray, "t h w e"]]()
        for number in texts:
            times = [one.since(number, moment) for moment in moments]
            found = cutouts(one.scenes[number], size=one.canvas, times_s=times)
            laid.append(in_latents(found, self._codec.image, self._codec.video))
        return np.stack(laid)

    def _phrases(self, one: "_Shot", text: int, moment: Fraction) -> Phrases:
        """What a card says at a moment, in words of the model."""
        said = phrases_of(one.scenes[text], at_s=one.since(text, moment))
        words, _ = self._words(said, one)
        return words

    def _words(self, said: Phrases, one: "_Shot") -> tuple[Phrases, dict[str, tuple[str, str | None]]]:
        """See `snap`. What cut-outs show needs no word."""
        strange = self._vocabulary.unknown(said) if one.lays else {}
        return snap(
            {slot: word for slot, word in said.items() if slot not in SHOWN or slot not in strange}, self._vocabulary
        )

    def _shots(self, timeline: Timeline) -> list["_Shot"]:
        return [_Shot(shot, timeline, lays=self._networks.cutouts) for shot in timeline.shots]

    def _unwanted(self, seconds: float) -> Phrases:
        """What the negative prompt says in words of the model, and nothing that a director would add to it."""
        if not self._options.negative:
            return {}
        slots = _slots_of(self._options.negative, seconds)
        said = phrases_of(direct(self._options.negative, seconds=seconds, seed=0).scene)
        strange = self._vocabulary.unknown(said)
        return {slot: word for slot, word in said.items() if slot in slots and slot not in strange}


class _Shot:
    """A shot with its clock and the model's own picture, and whether it is painted around cut-outs, if the model `lays`
    any. Where pictures or clips are given it is only if all of them may change, or a plan goes on from them, and back
    to them there is no plan: who they show is not known, and may be elsewhere."""

    def __init__(self, shot: Shot, timeline: Timeline, *, lays: bool) -> None:
        self.shot, self.timeline = shot, timeline
        self.lays = lays and (not _keeps(shot) or (shot.goes_on and not timeline.loop))
        self.reel = reel_of(shot, loop=timeline.loop)
        self.canvas = canvas_for(timeline.size)

    @cached_property
    def scenes(self) -> tuple[Scene, ...]:
        """The plan of each text."""
        return tuple(scene_at(one, fps=self.shot.fps, seed=self.timeline.seed) for one in self.shot.texts)

    def moment(self, position: int) -> Fraction:
        """The frame at a position; behind the end of a loop is its beginning."""
        frame = self.reel.frame_at(position)
        return frame % self.shot.frames if self.timeline.loop else frame

    def since(self, text: int, moment: Fraction) -> float:
        """Seconds from the beginning of a text to a moment in frames; 0 before it."""
        return max(0.0, float((moment - self.shot.texts[text].first) / self.shot.fps))


def _later(glimpse: Glimpse, frames: int) -> Glimpse:
    number, picture = glimpse
    return number + frames, picture


def _keeps(shot: Shot) -> bool:
    """Whether anything that is given is to stay as it is."""
    return any(isinstance(one.card, MediaCard) and one.card.strength == 1 for one in shot.media)


def _whole(shot: Shot) -> bool:
    """Whether every frame of the shot is given exactly, by one card."""
    kept = all(isinstance(one.card, MediaCard) and one.card.strength == 1 for one in shot.media)
    return kept and set(shot.layers) == {1}


def _slots_of(text: str, seconds: float) -> set[str]:
    """Slots of the phrases that the words themselves say something about."""
    heard = direct(text, seconds=seconds, seed=0).understanding.heard
    slots = {one.slot.value for one in heard if one.status is not Status.UNKNOWN and one.drew != LEFT_OUT}
    return slots | ({"shot"} if "camera" in slots else set())


def load_storybook(
    options: PaintOptions, *, model: str | Path = "storybook", threads: int | None = None
) -> StorybookEngine:
    """The engine with the weights that ship, or those of a model folder, on OpenVINO with all cores or `threads`.

    Raises CorruptWeights when a file is not the one that was published, InvalidRequest when there is no such model.
    """
    files = load(model)
    if (files.codec.fps, files.codec.frames_per_latent, files.codec.block_px) != (FPS, FRAMES_PER_LATENT, BLOCK_PX):
        raise InvalidRequest(
            f"{files.folder} has blocks of {files.codec.block_px} px and {files.codec.frames_per_latent} frames at "
            f"{files.codec.fps} a second; this version paints {BLOCK_PX} px, {FRAMES_PER_LATENT} at {FPS}."
        )
    networks = OpenVino(files.folder, threads=threads)
    return StorybookEngine(
        options,
        networks=networks,
        vocabulary=Vocabulary.read(files.vocabulary),
        bases=load_bases(files.bases),
        version=f"{files.version} ({files.weights_hash}, {networks.name})",
    )
