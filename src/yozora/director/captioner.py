"""What a clip shows, named by a network that was taught by true renders of the storybook world, shot by shot."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from jaxtyping import Float, Float32
from PIL import Image

from yozora import media
from yozora.core.ports import Frame
from yozora.core.source import Source
from yozora.models.glimpses import GAP_S, HEIGHT_PX, MOMENTS, graph_width, moments_s
from yozora.runtime.openvino import Graph
from yozora.weights.captioner import CaptionerFiles, load_captioner
from yozora.worlds.captions import captions
from yozora.worlds.cast.roster import member
from yozora.worlds.sampling import TRAVELLING
from yozora.worlds.scene import Actor, Beat, Camera, Scene
from yozora.worlds.vocabulary import Action, Direction, Move, Place, TimeOfDay

SURE = 0.5
"""An answer less likely than this is not stated. On held-out renders the captioner is right at least 98 times of 100;
of other clips it only knows which of its words is the least wrong."""

LOOKS_HZ = 8.0
CUT_LEVELS, CUT_TIMES = 18.0, 6.0
"""A picture that differs from the one before by so many of 255 levels, and so many times the median, begins a shot."""

SMALL_PX = 32


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One shot of a clip, from `start_s` to `end_s`: the scene that it looks like, in `words`, and how sure each answer
    is, 0 to 1, slot by slot."""

    start_s: float
    end_s: float
    scene: Scene
    words: str
    sure: Mapping[str, float]


class Captioner:
    """Looks at clips. Keeps nothing of them."""

    def __init__(self, files: CaptionerFiles, *, threads: int | None = None) -> None:
        self._files, self._graph = files, Graph(files.graph, threads=threads)

    def look(self, source: Source) -> tuple[Seen, ...]:
        """Every shot of a clip in order. Raises UnreadableFile."""
        marks = (0.0, *_cuts(source), source.seconds)
        return tuple(self._shot(source, start_s, end_s) for start_s, end_s in pairwise(marks))

    def look_at(self, picture: Frame) -> Seen:
        """A picture by itself, as a shot in which nothing moves."""
        looks = np.broadcast_to(_small(picture), (MOMENTS, 2, HEIGHT_PX, graph_width(*picture.shape[1::-1]), 3))
        return self._seen(self._named(looks, 1.0), 0.0, 1.0)

    def _shot(self, source: Source, start_s: float, end_s: float) -> Seen:
        times = start_s + moments_s(max(0.0, end_s - start_s - GAP_S / 2))
        wanted = sorted({float(time) for time in times.ravel()})
        frames = dict(zip(wanted, media.read_at(source.file, wanted), strict=True))
        looks = np.stack([[_small(frames[float(time)]) for time in pair] for pair in times])
        return self._seen(self._named(looks, end_s - start_s), start_s, end_s)

    def _seen(self, answers: Mapping[str, Mapping[str, float]], start_s: float, end_s: float) -> Seen:
        said = {slot: max(shares, key=lambda word: shares[word]) for slot, shares in answers.items()}
        sure = {slot: round(answers[slot][word], 3) for slot, word in said.items()}
        scene = _scene({slot: word for slot, word in said.items() if sure[slot] >= SURE}, end_s - start_s)
        words = captions(scene, seed=0).long_en
        return Seen(start_s=start_s, end_s=end_s, scene=scene, words=words, sure=sure)

    def _named(self, looks: Float32[np.ndarray, "m 2 h w 3"], seconds: float) -> dict[str, dict[str, float]]:
        """How likely each word is, slot by slot."""
        (logits,) = self._graph(looks.transpose(0, 1, 4, 2, 3)[None], np.array([seconds], np.float32))
        found: dict[str, dict[str, float]] = {}
        for slot, words in self._files.words.items():
            shares = np.exp(logits[: len(words)] - logits[: len(words)].max())
            found[slot] = dict(zip(words, (shares / shares.sum()).tolist(), strict=True))
            logits = logits[len(words) :]
        return found


def load_eyes() -> Captioner:
    """The captioner that came with the package. Raises CorruptWeights."""
    return Captioner(load_captioner())


def _small(frame: Frame) -> Float32[np.ndarray, "h w 3"]:
    size = (graph_width(frame.shape[1], frame.shape[0]), HEIGHT_PX)
    return np.asarray(Image.fromarray(frame).resize(size, Image.Resampling.BOX), np.float32) / 255


def _cuts(source: Source) -> Iterator[float]:
    """Moments at which everything changes at once."""
    times = np.arange(0, source.seconds, 1 / LOOKS_HZ)
    pictures = [_coarse(frame) for frame in media.read_at(source.file, times.tolist())]
    steps = np.array([float(np.abs(after - before).mean()) for before, after in pairwise(pictures)])
    if len(steps) < 2:
        return
    limit = max(CUT_LEVELS, CUT_TIMES * float(np.median(steps)))
    for number in np.flatnonzero(steps > limit):
        yield float(times[number + 1])


def _coarse(frame: Frame) -> Float[np.ndarray, "h w 3"]:
    picture = Image.fromarray(frame).resize((SMALL_PX, SMALL_PX), Image.Resampling.BOX)
    return np.asarray(picture, np.float32)


def _scene(said: Mapping[str, str], seconds: float) -> Scene:
    """A scene with what was seen; what was not is left as it usually is."""
    scene = Scene(seconds=max(seconds, GAP_S))
    if "place" in said:
        scene = replace(scene, place=Place(said["place"]))
    if "time" in said:
        scene = replace(scene, time=TimeOfDay(said["time"]))
    if "subject" in said:
        scene = replace(scene, actors=(_actor(said),))
    if "camera" in said and (said["camera"] != Move.FOLLOW or scene.actors):
        scene = replace(scene, camera=Camera(move=Move(said["camera"])))
    return scene


def _actor(said: Mapping[str, str]) -> Actor:
    action = Action(said.get("action", Action.STAND))
    side = Direction(said.get("direction", Direction.STAY))
    facing = side if side in (Direction.LEFT, Direction.RIGHT) else None
    goes = side if action in TRAVELLING else Direction.STAY
    return Actor(
        id=member(said["subject"]).id,
        subject=said["subject"],
        facing=facing,
        beats=(Beat(action=action, direction=goes),),
    )
