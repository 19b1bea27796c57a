"""Do clips have the style that was asked for?

    python benchmarks/styles.py [--cases 45]

A judge of styles alone is trained on true renders of lessons in every style. A style is in the finest detail, in the
colours and in how pictures follow one another, so it counts these at full size: a minute on two cores. Prompts are of
held-out lessons, half English, half Chinese, each style as often; clips and the renders of their plans are judged
alike. Five minutes more. Writes results/styles.json.
"""

import argparse
import multiprocessing
import os
from dataclasses import replace
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import torch
from faithfulness import FPS, FRAMES, SIZE, clip_of, everywhere
from record import store
from showcase import engine_of
from torch import Tensor, nn

from yozora.director import direct
from yozora.evaluate.cases import HELD_OUT, Case, in_words
from yozora.evaluate.faithfulness import drawn
from yozora.evaluate.judge import Clip
from yozora.weights import load
from yozora.worlds.captions import chinese_words, english_words
from yozora.worlds.lessons import FOURTH, lesson
from yozora.worlds.renderer import render
from yozora.worlds.scene import Scene
from yozora.worlds.vocabulary import Style

TAUGHT = 70_000_000
LESSONS, HELD = 80, 16
"""Of each style, taught and held out."""
LOOKED_AT = 25
"""Frames of a clip, its first second."""
LEVELS, RINGS, LEAST = 16, 12, 1e-4
STEPS, RATE, DECAY, HIDDEN, FADED = 600, 3e-3, 3e-2, 64, 0.3
WAYS = ("alone", "guided")
STYLES = tuple(style.value for style in Style)


def styled(seed: int, number: int) -> Scene:
    """A lesson in a style; they come round."""
    return replace(lesson(FOURTH, seed, seconds=FRAMES / FPS), style=Style(STYLES[number % len(STYLES)]))


def counts(clip: Clip) -> np.ndarray:
    """What a style changes: levels of brightness and of colour, how fine detail is, how much of it lies between squares
    of two pixels, how much is flat, and how much of a picture is as it was in the one before."""
    frames = clip[:LOOKED_AT].astype(np.float32) / 255
    grey, mean = frames.mean(-1), frames.mean((0, 1, 2))
    colourful = (frames.max(-1) - frames.min(-1)).ravel()
    levels = [np.histogram(values, LEVELS, (0, 1))[0] / values.size for values in (grey, colourful)]
    across = np.abs(np.diff(grey, axis=2))
    between, inside = across[:, :, 1::2].mean(), across[:, :, ::2].mean()
    flat = [(across < limit).mean() for limit in (0.002, 0.01, 0.04)]
    steps = np.abs(np.diff(grey, axis=0)).mean((1, 2))
    still = np.quantile(steps, (0, 0.25, 0.5, 0.75, 1))
    told = [
        np.log(_spectrum(grey[0])),
        mean,
        [np.log((between + LEAST) / (inside + LEAST))],
        flat,
        np.log(still + LEAST),
    ]
    return np.concatenate([*levels, *told]).astype(np.float32)


def _spectrum(grey: np.ndarray) -> np.ndarray:
    """Energy by how fine detail is, in rings."""
    power = np.abs(np.fft.rfft2(grey - grey.mean())) ** 2 / grey.size
    fine = np.hypot(np.fft.fftfreq(grey.shape[0])[:, None], np.fft.rfftfreq(grey.shape[1])[None])
    ring = (fine / 0.5 * RINGS).astype(int).clip(max=RINGS - 1)
    return np.bincount(ring.ravel(), power.ravel(), RINGS) / np.bincount(ring.ravel(), minlength=RINGS) + 1e-8


def counted(scene: Scene) -> np.ndarray:
    """What is counted in the render of a scene."""
    return counts(np.stack(list(render(scene, size=SIZE, frames=LOOKED_AT, fps=FPS))))


class Looker:
    """Which style a clip has, by what is counted in it."""

    def __init__(self, found: np.ndarray, styles: np.ndarray) -> None:
        torch.manual_seed(0)
        self._mean, self._deviation = found.mean(0), found.std(0) + 1e-6
        self._net = nn.Sequential(
            nn.Linear(found.shape[1], HIDDEN), nn.ReLU(), nn.Dropout(FADED), nn.Linear(HIDDEN, len(STYLES))
        )
        optimiser = torch.optim.AdamW(self._net.parameters(), lr=RATE, weight_decay=DECAY)
        told, right = self._told(found), torch.as_tensor(styles)
        for _ in range(STEPS):
            optimiser.zero_grad()
            nn.functional.cross_entropy(self._net(told), right, label_smoothing=0.05).backward()
            optimiser.step()
        self._net.eval()

    def _told(self, found: np.ndarray) -> Tensor:
        return torch.as_tensor(((found - self._mean) / self._deviation).clip(-5, 5), dtype=torch.float32)

    @torch.no_grad()
    def styles(self, found: np.ndarray) -> np.ndarray:
        """Numbers of the styles of clips."""
        return self._net(self._told(found)).argmax(1).numpy()


def taught(pool: Any) -> tuple[Looker, float]:
    """The judge, and the share of held-out renders whose style it sees."""
    amounts = (LESSONS * len(STYLES), HELD * len(STYLES))
    parts = [
        np.stack(pool.map(counted, [styled(first + number, number) for number in range(amount)], chunksize=8))
        for first, amount in zip((TAUGHT, HELD_OUT), amounts, strict=True)
    ]
    right = [np.arange(amount) % len(STYLES) for amount in amounts]
    judge = Looker(parts[0], right[0])
    return judge, round(float((judge.styles(parts[1]) == right[1]).mean()), 4)


def case_of(number: int) -> Case:
    """A held-out lesson, its style in the words of a language."""
    scene = styled(HELD_OUT + HELD * len(STYLES) + number, number)
    english = number // len(STYLES) % 2 == 0
    words, comma = (english_words.STYLES, ", ") if english else (chinese_words.STYLES, "，")
    prompt = in_words(scene, "en" if english else "zh")
    if scene.style in words:
        prompt += comma + words[scene.style][number % len(words[scene.style])]
    return Case(
        prompt=prompt,
        language="en" if english else "zh",
        seed=scene.seed,
        stated={"style": scene.style.value},
        plan=direct(prompt, seconds=FRAMES / FPS, seed=scene.seed).scene.to_plan(),
        seen=None,
    )


def look(task: tuple[str, str, Case]) -> np.ndarray:
    """What is counted in the clip of a case and in the render of its plan."""
    model, way, case = task
    torch.set_num_threads(1)
    made = clip_of(engine_of(way, model), case, frames=LOOKED_AT)
    return np.stack([counts(made), counts(drawn(case, like=made))])


def summed(wanted: list[Case], seen: np.ndarray) -> dict[str, Any]:
    """Shares of clips and of renders in which the style is seen, all together and style by style."""
    asked = np.array([STYLES.index(case.stated["style"]) for case in wanted])
    hits = seen == asked[:, None]
    score, ceiling = hits.mean(0)
    return {
        "cases": len(wanted),
        "score": round(float(score), 4),
        "ceiling": round(float(ceiling), 4),
        "ratio": round(float(score / ceiling), 4),
        "styles": {
            style: dict(zip(("made", "render"), hits[asked == number].mean(0).round(3).tolist(), strict=True))
            for number, style in enumerate(STYLES)
        },
        "mistaken": sorted(
            {f"{STYLES[one]} for {STYLES[other]}" for one, other in zip(asked, seen[:, 0], strict=True) if one != other}
        ),
    }


def main() -> None:
    """Teach a judge, make and judge clips, store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=45)
    parser.add_argument("--model", default="storybook")
    chosen = parser.parse_args()
    wanted = [case_of(number) for number in range(chosen.cases)]
    files = load(chosen.model)
    figures: dict[str, Any] = {"model": f"{files.name} {files.version} ({files.weights_hash})", "ways": {}}
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        judge, figures["held_out"] = taught(pool)
        print(f"the judge sees {figures['held_out']:.1%} of the styles of renders that are held out", flush=True)
        for way in WAYS:
            tasks = [(chosen.model, way, case) for case in wanted]
            found = np.stack(everywhere(pool, look, tasks, way), 1)
            figures["ways"][way] = summed(wanted, np.stack([judge.styles(one) for one in found], 1))
            print(way, figures["ways"][way], flush=True)
    print(store("styles", figures))


if __name__ == "__main__":
    main()
