"""Make every picture of the README and the docs from real output.

    python scripts/make_pictures.py [painted]

`painted` makes those of the storybook model only; prompts and seeds of these are the first of the held-out ones.
"""

import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import numpy as np
from PIL import Image

import yozora
from yozora.cli.report import PeopleReporter
from yozora.cli.sheets import Wish, draw, draw_cast
from yozora.core.geometry import FrameSize, Screen
from yozora.director import direct
from yozora.worlds.renderer import render
from yozora.worlds.vocabulary import Style

PICTURES = Path(__file__).parents[1] / "docs/pictures"
DEMO = "a woolly mammoth walks through the desert at sunset, wide shot"
GALLERY = (
    "a fox sneaks through a moonlit forest",
    "three penguins dance on a stage",
    "一艘帆船在日落时分驶过大海",
    "a red racing car speeds through the city in the rain",
    "an octopus swims to the left under water",
    "宇航员在月球上跳跃",
)
STYLED = "a tiger walks through the village"
SEED = 4
PAINTED, PAINTED_SECONDS, PAINTED_FPS = 9, 4.0, 12
PAINTED_SIZE = FrameSize(width_px=200, height_px=200)


def still(prompt: str, *, seed: int = SEED, width_px: int = 640, height_px: int = 360) -> Image.Image:
    """One moment of a prompt."""
    scene = direct(prompt, seconds=5.0, seed=seed).scene
    frames = render(scene, size=FrameSize(width_px=width_px, height_px=height_px), frames=13, fps=4.0)
    return Image.fromarray(list(frames)[12])


def grid(pictures: list[Image.Image], columns: int, name: str) -> None:
    """Pictures of one size side by side, as WebP."""
    width, height = pictures[0].size
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (columns * width, rows * height))
    for number, picture in enumerate(pictures):
        sheet.paste(picture, (number % columns * width, number // columns * height))
    sheet.save(PICTURES / f"{name}.webp", quality=86, method=6)


def styled(style: Style) -> Image.Image:
    """The same scene in one of the styles."""
    return still(f"{STYLED}, {style.replace('_', ' ')} style", width_px=480, height_px=270)


def from_png(make, name: str) -> None:
    """Turn a sheet that is written as PNG into WebP."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "sheet.png"
        make(path)
        with Image.open(path) as sheet:
            sheet.save(PICTURES / f"{name}.webp", quality=84, method=6)


def painted(name: str, *, guide: float) -> None:
    """Nine clips of the storybook model side by side, moving."""
    from yozora.core.events import silent
    from yozora.engines.storybook import PaintOptions, load_storybook
    from yozora.evaluate.cases import cases
    from yozora.worlds.lessons import FOURTH

    engine = load_storybook(PaintOptions(guide=guide))
    clips: list[np.ndarray] = []
    for case in cases(FOURTH, PAINTED, seconds=PAINTED_SECONDS):
        screen = Screen(size=PAINTED_SIZE, fps=Fraction(PAINTED_FPS))
        timeline = case.timeline(seconds=PAINTED_SECONDS, screen=screen)
        clips.append(np.stack(list(engine.render(timeline, progress=silent))))
        print(case.prompt)
    rows = [np.concatenate(clips[first : first + 3], 2) for first in range(0, PAINTED, 3)]
    frames = [Image.fromarray(frame) for frame in np.concatenate(rows, 1)]
    milliseconds = round(1000 / PAINTED_FPS)
    target = PICTURES / f"{name}.webp"
    frames[0].save(target, save_all=True, append_images=frames[1:], duration=milliseconds, loop=0, quality=72, method=4)


def main() -> None:
    """Make all, or those of the model."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    painted("painted", guide=0.0)
    painted("painted-guided", guide=0.6)
    if "painted" not in sys.argv:
        drawn()


def drawn() -> None:
    """Those of the sketch."""
    reporter = PeopleReporter()
    yozora.create(DEMO, out=PICTURES / "demo.webp", seconds=4, size="640x360", fps=12, seed=1)
    grid([still(prompt) for prompt in GALLERY], 3, "gallery")
    grid([styled(style) for style in Style], 3, "styles")
    wish = Wish(count=20, seed=2000, subject=None, style=None)
    from_png(lambda path: draw(path, wish, force=True, reporter=reporter), "twenty-scenes")
    from_png(lambda path: draw_cast(path, force=True, reporter=reporter), "cast")
    for path in sorted(PICTURES.glob("*.webp")):
        with Image.open(path) as picture:
            print(path.name, picture.size, path.stat().st_size // 1024, "KB")


if __name__ == "__main__":
    main()
