"""The built-in model as an engine: a latent diffusion transformer trained on the storybook world.

Plan to phrases, given pictures and guide to clean latents, the one sampler, the decoder, the interpolator, the
upscaler, the screen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float

from yozora import media
from yozora.conditioning.given import (
    FEWEST_BLOCKS,
    MOST_BLOCKS,
    Canvas,
    GivenClip,
    canvas_for,
    conditions,
    fitted,
    placed,
)
from yozora.conditioning.nearest import snap
from yozora.conditioning.phrases import SLOTS, Phrases, Vocabulary, phrases_of
from yozora.core.errors import InvalidRequest
from yozora.core.events import Listener, Progress
from yozora.core.ports import Frame
from yozora.core.timeline import Timeline
from yozora.diffusion.sampler import Denoise, clock, euler, guided, sample
from yozora.director import Status, direct, scene_of
from yozora.director.report import LEFT_OUT
from yozora.models.basis_file import load_bases
from yozora.models.blocks import BLOCK_PX, FRAMES_PER_LATENT, BlockBasis
from yozora.runtime.networks import Networks
from yozora.runtime.openvino import OpenVino
from yozora.weights import load
from yozora.worlds.renderer import render
from yozora.worlds.scene import Scene

FPS = 8
SHIFT, LAST = 3.0, 0.4
"""More steps where shapes are decided; details are painted in one leap from this share of the noise on."""

NARROWEST = FEWEST_BLOCKS / MOST_BLOCKS
LONGEST_LATENTS = 11
"""As long as the model was trained: 41 frames, a little over 5 s."""


KINDS = {"steps": (int,), "guidance": (int, float), "negative": (str,), "guide": (int, float)}


@dataclass(frozen=True, kw_only=True)
class PaintOptions:
    """`steps` of denoising, `guidance` 1 (none) to 10, `negative` words to keep away from, `guide` 0 to 1: how much of
    the sketch of the same plan to start from."""

    steps: int = 20
    guidance: float = 3.0
    negative: str = ""
    guide: float = 0.0

    def __post_init__(self) -> None:
        for name, value, low, high in (
            ("steps", self.steps, 1, 200),
            ("guidance", self.guidance, 1, 10),
            ("guide", self.guide, 0, 1),
        ):
            if not low <= value <= high:
                raise InvalidRequest(f"{name}={value} is out of range: from {low} to {high}.")
        object.__setattr__(self, "negative", self.negative.strip())

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> "PaintOptions":
        """From a recipe or a command line. Raises InvalidRequest."""
        known = [entry.name for entry in fields(cls)]
        if unknown := sorted(set(values) - set(known)):
            raise InvalidRequest(f"The storybook engine has no option {unknown[0]!r}; it has {', '.join(known)}.")
        for name, value in values.items():
            kinds = KINDS[name]
            if not isinstance(value, kinds) or isinstance(value, bool):
                wanted = " or ".join(kind.__name__ for kind in kinds)
                raise InvalidRequest(f"{name}={value!r} is of a wrong kind; expected {wanted}.")
        return cls(**values)


class StorybookEngine:
    """Paints a plan with a network. Keeps nothing between clips."""

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
        self._image, self._video = bases

    @property
    def options(self) -> Mapping[str, Any]:
        """Steps, guidance, negative, guide."""
        return asdict(self._options)

    def check(self, timeline: Timeline) -> None:
        """Raise InvalidRequest when the model cannot make this."""
        if len(timeline.texts) != 1:
            raise InvalidRequest(f"The storybook model paints one text card; this timeline has {len(timeline.texts)}.")
        canvas = _canvas(timeline)
        if canvas.latents > LONGEST_LATENTS:
            longest = (1 + (LONGEST_LATENTS - 1) * FRAMES_PER_LATENT) / FPS
            raise InvalidRequest(
                f"{timeline.seconds:g} s is longer than the storybook model paints: at most {longest:.3g} s. "
                "Use --engine sketch for longer clips."
            )
        if not NARROWEST <= timeline.size.aspect <= 1 / NARROWEST:
            raise InvalidRequest(
                f"size={timeline.size} is too long and narrow for the storybook model, which paints from 5:14 to 14:5. "
                "Use --engine sketch, or another --size."
            )
        for card in timeline.images:
            if media.picture_digest(card.file) != card.sha256:
                raise InvalidRequest(
                    f"{card.file} is not the picture of the recipe (sha256 {card.sha256[:12]}). Give that one: --image."
                )

    def notes(self, timeline: Timeline) -> tuple[str, ...]:
        """What was asked for that the model has no word for, and what stands for it."""
        card = timeline.texts[0]
        scene = scene_of(card, seconds=timeline.seconds, seed=0)
        slots = _slots_of(card.text, timeline.seconds) if card.text else set(SLOTS)
        _, changed = snap(phrases_of(scene), self._vocabulary)
        said = [
            f"{slot} {asked!r}: the model knows no such word"
            + (" and leaves it open." if stand_in is None else f", so {stand_in!r} stands for it.")
            for slot, (asked, stand_in) in changed.items()
            if slot in slots
        ]
        if len(scene.actors) > 1:
            said.append(f"The model paints one actor; the plan has {len(scene.actors)}. The sketch draws all of them.")
        if self._options.negative and not self._unwanted(timeline.seconds):
            said.append(f"negative {self._options.negative!r}: the model knows none of these words and ignores them.")
        return tuple(said)

    def render(self, timeline: Timeline, *, seed: int, progress: Listener) -> Iterator[Frame]:
        """The pictures in order, `uint8 [H, W, 3]`. Reports stage `steps`; the listener may stop it by raising."""
        self.check(timeline)
        canvas = _canvas(timeline)
        frames = self._paint(timeline, canvas, seed, progress)
        return self._show(timeline, canvas, frames)

    def _paint(self, timeline: Timeline, canvas: Canvas, seed: int, progress: Listener) -> Float[np.ndarray, "T H W 3"]:
        """The model's own frames, 0..1, at its own pace and size."""
        scene = scene_of(timeline.texts[0], seconds=timeline.seconds, seed=seed)
        given = conditions(canvas, self._image, self._video, self._given(timeline, canvas, scene))
        noise = np.random.default_rng([seed, 3]).standard_normal(given.clean.shape, np.float32)
        free = float(given.ceiling.max())
        steps = clock(self._options.steps, shift=SHIFT, first=free, last=LAST * free)
        latents = sample(
            self._denoiser(scene),
            noise[None],
            clean=given.clean[None],
            ceiling=given.ceiling[None],
            clock=steps,
            solver=euler,
            tick=lambda done: progress(Progress(stage="steps", done=done, total=self._options.steps)),
        )
        return np.clip((self._networks.decode(latents)[0] + 1) / 2, 0, 1)

    def _given(self, timeline: Timeline, canvas: Canvas, scene: Scene) -> list[GivenClip]:
        given: list[GivenClip] = []
        if self._options.guide:
            sketch = list(render(scene, size=canvas.size, frames=canvas.frames, fps=FPS))
            given.append(GivenClip(frames=sketch, first=0, strength=self._options.guide))
        for card in timeline.images:
            picture = placed(media.read_picture(card.file), timeline.size, canvas.size)
            given.append(GivenClip(frames=[picture], first=canvas.latent_at(card.at_s), strength=card.strength))
        return given

    def _denoiser(self, scene: Scene) -> Denoise:
        words, _ = snap(phrases_of(scene), self._vocabulary)
        both = np.stack([self._vocabulary.numbers(words), self._vocabulary.numbers(self._unwanted(scene.seconds))])

        def pair(x: np.ndarray, level: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            made = self._networks.denoise(np.repeat(x, 2, 0), np.repeat(level, 2, 0), both)
            return made[:1], made[1:]

        if self._options.guidance == 1:
            return lambda x, level: self._networks.denoise(x, level, both[:1])
        return guided(pair, self._options.guidance)

    def _unwanted(self, seconds: float) -> Phrases:
        """What the negative prompt says in words of the model, and nothing that a director would add to it."""
        if not self._options.negative:
            return {}
        slots = _slots_of(self._options.negative, seconds)
        said = phrases_of(direct(self._options.negative, seconds=seconds, seed=0).scene)
        strange = self._vocabulary.unknown(said)
        return {slot: word for slot, word in said.items() if slot in slots and slot not in strange}

    def _show(self, timeline: Timeline, canvas: Canvas, frames: Float[np.ndarray, "T H W 3"]) -> Iterator[Frame]:
        """The pictures on screen, each made when it is asked for, the same one as long as time stands still."""
        positions = (canvas.position_at(Fraction(number) / timeline.fps) for number in range(timeline.frames))
        for position, moments in groupby(positions):
            large = self._networks.upscale(self._small(frames, position))[0]
            picture = (np.clip(large, 0, 1) * 255 + 0.5).astype(np.uint8).transpose(1, 2, 0)
            shown = fitted(picture, timeline.size)
            yield from (shown for _ in moments)

    def _small(self, frames: Float[np.ndarray, "T H W 3"], position: Fraction) -> Float[np.ndarray, "1 3 H W"]:
        """The model's own frame where the position falls on one, or the picture between the two around it."""
        number, moment = divmod(position, 1)
        before, after = (frames[one : one + 1].transpose(0, 3, 1, 2) for one in (number, number + 1))
        return self._networks.interpolate(before, after, np.array([moment], np.float32)) if moment else before


def _canvas(timeline: Timeline) -> Canvas:
    length = Fraction(timeline.frames) / timeline.fps
    return canvas_for(timeline.size, length, fps=FPS, frames_per_latent=FRAMES_PER_LATENT)


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
