"""Networks that look at a clip and say what it shows, slot by slot. They are taught by true renders only.

The shape-only judge sees neither colour nor brightness: grey, high-pass filtered, local contrast evened out.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float, UInt8
from torch import Tensor, nn

from yozora.conditioning.phrases import Phrases
from yozora.core.errors import UnreadableFile
from yozora.models.glimpses import GAP_S, HEIGHT_PX, MOMENTS, NARROWEST_PX, moments
from yozora.worlds.lessons import Curriculum
from yozora.worlds.vocabulary import Direction, RelationKind

FORMAT = "yozora-judge/2"
LOOKS = ("subject", "left", "right", "colour", "count", "place", "time", "weather")
"""Slots that a single frame shows; the others need motion."""
SIDES = ("left", "right")
"""Whoever stands there is who the whole frame would show, were it that half."""
COLUMNS = 6  # how many parts of the frame, side by side, are told apart to count
UNPAINTED, NOTHING = "own", "nothing"
"""The colour of what is not painted, and what is done then where nothing else is."""

LOCAL_PX = 9  # contrast is evened out over windows of this size
FAINTEST = 0.04  # contrast below this (of 1) is taken for noise

Clip = UInt8[np.ndarray, "T H W 3"]
Frames = Float[Tensor, "b m 2 3 h w"]
Words = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class JudgeConfig:
    """The `words` a judge chooses from in each slot, and the widths of its stages, each at half the size of the one
    before. A `shape_only` judge answers slots of `LOOKS` only. Words of `left` and `right` are those of `subject`."""

    words: dict[str, tuple[str, ...]]
    shape_only: bool = False
    widths: tuple[int, ...] = (32, 64, 128, 192)
    motion_widths: tuple[int, ...] = (32, 48, 64)


def words_of(curriculum: Curriculum) -> dict[str, tuple[str, ...]]:
    """Every word that lessons of a curriculum use, in the slots that are judged; slots of one word are left out."""
    pair = curriculum.subjects if curriculum.pairs else ()
    found = {
        "subject": curriculum.subjects,
        "left": pair,
        "right": pair,
        "colour": (UNPAINTED, *(colour.value for colour in curriculum.colours)),
        "count": tuple(str(count) for count in range(1, curriculum.most + 1)),
        "place": tuple(place.value for place in curriculum.places),
        "time": tuple(time.value for time in curriculum.times),
        "weather": tuple(weather.value for weather in curriculum.weathers),
        "direction": (Direction.STAY.value, Direction.LEFT.value, Direction.RIGHT.value),
        "action": tuple(action.value for action in curriculum.actions),
        "then": (NOTHING, *(action.value for action in curriculum.afters)),
        "camera": tuple(move.value for move in curriculum.moves),
    }
    return {slot: words for slot, words in found.items() if len(words) > 1}


def shown(said: Phrases) -> Phrases:
    """What a judge can tell of a scene: of two kinds which one is left and which right, not which one is meant."""
    found = {"colour": UNPAINTED, "then": NOTHING} | said
    if "second" in said:
        found = {slot: word for slot, word in found.items() if slot not in ("subject", "colour", "count")}
        if said.get("relation") == RelationKind.LEFT_OF:
            found |= {"left": said["subject"], "right": said["second"]}
        if said.get("relation") == RelationKind.RIGHT_OF:
            found |= {"left": said["second"], "right": said["subject"]}
    return found


def at_height(frames: Float[Tensor, "n 3 h w"], height_px: int = HEIGHT_PX) -> Float[Tensor, "n 3 h2 w2"]:
    """Pictures of another height and the same aspect: averaged when they get smaller."""
    height, width = frames.shape[-2:]
    if height == height_px:
        return frames
    size = (height_px, max(NARROWEST_PX, round(width * height_px / height)))
    if height > height_px:
        return F.adaptive_avg_pool2d(frames, size)
    return F.interpolate(frames, size, mode="bilinear", align_corners=False)


def shape_of(frames: Float[Tensor, "n 3 h w"]) -> Float[Tensor, "n 1 h w"]:
    """What is left of pictures in 0..1 without colour and brightness: grey against its surroundings, -3..3."""
    grey = frames.mean(1, keepdim=True)
    edges = grey - _around(grey)
    return (edges / (_around(edges.square()).sqrt() + FAINTEST)).clamp(-3, 3)


def _around(values: Tensor) -> Tensor:
    return F.avg_pool2d(values, LOCAL_PX, 1, LOCAL_PX // 2, count_include_pad=False)


class _Stage(nn.Module):
    """Half the size, then a residual 3x3 convolution where `deep`."""

    def __init__(self, before: int, after: int, *, deep: bool) -> None:
        super().__init__()
        self.down = nn.Conv2d(before, after, 3, 2, 1)
        self.norm = nn.GroupNorm(8, after)
        self.more = nn.Conv2d(after, after, 3, 1, 1) if deep else None
        self.more_norm = nn.GroupNorm(8, after)

    def forward(self, x: Tensor) -> Tensor:
        x = F.gelu(self.norm(self.down(x)))
        return x if self.more is None else x + F.gelu(self.more_norm(self.more(x)))


def _stages(channels: int, widths: tuple[int, ...], *, deep_from: int) -> nn.Sequential:
    pairs = zip((channels, *widths), widths, strict=False)
    return nn.Sequential(*(_Stage(before, after, deep=n >= deep_from) for n, (before, after) in enumerate(pairs)))


class _Motion(nn.Module):
    """Looks at each moment's two frames and the last frame at once, coarsely by rows and columns, then along time."""

    GRID = (3, 6)

    def __init__(self, widths: tuple[int, ...], words: Words) -> None:
        super().__init__()
        width = 2 * widths[-1]
        self.see = _stages(9, widths, deep_from=len(widths) - 1)
        self.gather = nn.Linear(widths[-1] * self.GRID[0] * self.GRID[1], width)
        self.along = nn.Conv1d(width, width, 3, padding=1)
        self.judge = nn.Linear(MOMENTS * width + 1, width)
        self.heads = nn.ModuleDict({slot: nn.Linear(width, len(choice)) for slot, choice in words.items()})

    def forward(self, frames: Frames, seconds: Float[Tensor, " b"]) -> dict[str, Tensor]:
        b, m = frames.shape[:2]
        last = frames[:, -1:, 1].expand(-1, m, -1, -1, -1)
        seen = self.see(torch.cat([frames[:, :, 0], frames[:, :, 1], last], 2).flatten(0, 1) - 0.5)
        each = F.gelu(self.gather(F.adaptive_avg_pool2d(seen, self.GRID).flatten(1)))
        series = each.view(b, m, -1).transpose(1, 2)
        series = (series + F.gelu(self.along(series))).flatten(1)
        whole = F.gelu(self.judge(torch.cat([series, seconds[:, None] / 5], 1)))
        return {slot: head(whole) for slot, head in self.heads.items()}


class Judge(nn.Module):
    """Answers slots from a few frames of a clip."""

    def __init__(self, config: JudgeConfig) -> None:
        super().__init__()
        self.config = config
        looks = {slot: words for slot, words in config.words.items() if slot in LOOKS}
        rest = {slot: words for slot, words in config.words.items() if slot not in LOOKS}
        self.see = _stages(1 if config.shape_only else 3, config.widths, deep_from=1)
        width = 2 * config.widths[-1]
        widths = {slot: COLUMNS * config.widths[-1] if slot == "count" else width for slot in looks}
        self.heads = nn.ModuleDict(
            {slot: nn.Linear(widths[slot], len(words)) for slot, words in looks.items() if slot not in SIDES}
        )
        self.motion = _Motion(config.motion_widths, rest) if rest else None

    def forward(
        self, frames: Frames, seconds: Float[Tensor, " b"], looked_at: tuple[int, ...] = tuple(range(MOMENTS))
    ) -> dict[str, Tensor]:
        """Logits [b, words] for each slot, from frames in 0..1 at `HEIGHT_PX` and the length of the clips they are of.

        Of the moments only those `looked_at` are used for what a single frame shows.
        """
        pictures = frames[:, list(looked_at), 0]
        flat = pictures.flatten(0, 1)
        seen = self.see(shape_of(flat) if self.config.shape_only else flat - 0.5)
        b, width = len(pictures), seen.shape[-1]
        found = {slot: self._read(slot, seen, b) for slot in self.heads}
        if "left" in self.config.words:
            halves = seen[..., : (width + 1) // 2], seen[..., width // 2 :]
            found |= {side: self._read("subject", half, b) for side, half in zip(SIDES, halves, strict=True)}
        return found if self.motion is None else found | self.motion(frames, seconds)

    def _read(self, slot: str, seen: Tensor, b: int) -> Tensor:
        """Logits of a slot from what was seen in all moments of `b` clips."""
        if slot == "count":
            pooled = F.adaptive_max_pool2d(seen, (1, COLUMNS)).flatten(1)
        else:
            pooled = torch.cat([seen.mean((2, 3)), seen.amax((2, 3))], 1)
        logits: Tensor = self.heads[slot](pooled.view(b, -1, pooled.shape[1]).mean(1))
        return logits


def glimpse(clip: Clip, *, fps: float) -> Frames:
    """The frames of one clip that a judge looks at, as it takes them (b = 1)."""
    numbers = moments(len(clip), gap=max(1, round(GAP_S * fps)))
    picked = torch.as_tensor(clip[numbers.ravel()]).permute(0, 3, 1, 2).float() / 255
    resized = at_height(picked)
    return resized.view(1, *numbers.shape, *resized.shape[1:])


def answers(judge: Judge, clip: Clip, *, fps: float) -> dict[str, str]:
    """The word a judge chooses in each slot. Raises InvalidRequest when the clip is too short."""
    with torch.no_grad():
        logits = judge(glimpse(clip, fps=fps), torch.tensor([len(clip) / fps]))
    return {slot: judge.config.words[slot][int(values.argmax())] for slot, values in logits.items()}


def save_judge(path: Path, judge: Judge) -> None:
    """Write a judge, its numbers at half precision."""
    weights = {name: values.detach().half() for name, values in judge.state_dict().items()}
    torch.save({"format": FORMAT, "config": asdict(judge.config), "weights": weights}, path)


def load_judge(path: Path) -> Judge:
    """Read what `save_judge` wrote. Raises UnreadableFile when it is something else."""
    saved: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    if saved.get("format") != FORMAT:
        raise UnreadableFile(f"{path} has format {saved.get('format')!r}; expected {FORMAT!r}. Train the judge again.")
    judge = Judge(JudgeConfig(**saved["config"]))
    judge.load_state_dict({name: values.float() for name, values in saved["weights"].items()})
    return judge.eval()
