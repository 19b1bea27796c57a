"""Contact sheets of the storybook world."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from yozora import media
from yozora.cli import signing
from yozora.cli.report import Reporter
from yozora.core.errors import InvalidRequest
from yozora.core.events import Progress
from yozora.core.geometry import FrameSize
from yozora.core.ports import Frame
from yozora.worlds.cast import sprites
from yozora.worlds.cast.roster import member, roster
from yozora.worlds.renderer import render
from yozora.worlds.sampling import sample
from yozora.worlds.vocabulary import Style

CELL = FrameSize(width_px=320, height_px=180)
SECONDS, FPS, MOMENTS = 5.0, 4, (1, 9, 17)
COLUMNS = 2
TILE_PX, LABEL_PX, CAST_COLUMNS = 96, 14, 14
NIGHT = (11, 13, 23)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Which scenes are wanted."""

    count: int
    seed: int
    subject: str | None
    style: str | None


def draw(out: Path, wish: Wish, *, force: bool, reporter: Reporter) -> None:
    """Write a sheet of random scenes. Raises InvalidPlan, InvalidRequest, UnwritableOutput before drawing."""
    if wish.subject is not None:
        member(wish.subject)
    if wish.style is not None and wish.style not in tuple(Style):
        raise InvalidRequest(f"style={wish.style!r} is not known. Styles: {', '.join(Style)}.")
    _check(out, force=force)
    strips: list[Frame] = []
    for number in range(wish.count):
        strips.append(_strip(wish, wish.seed + number))
        reporter.progress(Progress(stage="scenes", done=number + 1, total=wish.count))
    blank = np.full_like(strips[0], NIGHT)
    strips += [blank] * (-len(strips) % COLUMNS)
    rows = [np.concatenate(strips[first : first + COLUMNS], 1) for first in range(0, len(strips), COLUMNS)]
    media.write_png(out, np.concatenate(rows, 0), seal=signing.signer().seal_drawn())
    reporter.note(f"Sheet       {out}")


def _strip(wish: Wish, seed: int) -> Frame:
    style = Style(wish.style) if wish.style is not None else None
    scene = sample(seed, seconds=SECONDS, subject=wish.subject, style=style)
    frames = render(scene, size=CELL, frames=max(MOMENTS) + 1, fps=float(FPS))
    picked = [frame for number, frame in enumerate(frames) if number in MOMENTS]
    return np.pad(np.concatenate(picked, 1), ((2, 2), (3, 3), (0, 0)), constant_values=16)


def draw_cast(out: Path, *, force: bool, reporter: Reporter) -> None:
    """Write a sheet of the whole cast. Raises UnwritableOutput before drawing."""
    _check(out, force=force)
    members = list(roster().values())
    rows = -(-len(members) // CAST_COLUMNS)
    sheet = Image.new("RGB", (CAST_COLUMNS * TILE_PX, rows * (TILE_PX + LABEL_PX)), NIGHT)
    pen = ImageDraw.Draw(sheet)
    for number, one in enumerate(members):
        row, column = divmod(number, CAST_COLUMNS)
        picture = Image.fromarray(np.ascontiguousarray(sprites.loop(one.id, TILE_PX)[0][..., [2, 1, 0, 3]]), "RGBA")
        picture.thumbnail((TILE_PX - 10, TILE_PX - 10))
        left = column * TILE_PX + (TILE_PX - picture.width) // 2
        sheet.paste(picture, (left, row * (TILE_PX + LABEL_PX) + TILE_PX - picture.height), picture)
        pen.text((column * TILE_PX + 4, row * (TILE_PX + LABEL_PX) + TILE_PX), one.english[:16], fill=(141, 149, 181))
        reporter.progress(Progress(stage="cast", done=number + 1, total=len(members)))
    media.write_png(out, np.asarray(sheet), seal=signing.signer().seal_drawn())
    reporter.note(f"Sheet       {out}")


def _check(out: Path, *, force: bool) -> None:
    media.check_output(out, size=CELL, fps=Fraction(FPS), frames=1, overwrite=force)
