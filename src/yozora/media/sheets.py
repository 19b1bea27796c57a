"""Contact sheets: a clip at a glance."""

import io
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from yozora.core.errors import UnwritableOutput
from yozora.core.ports import Frame, Seal
from yozora.media.fitting import NIGHT
from yozora.media.outputs import Target, landing, sign

LABEL = "#aab2d5"
GAP_PX = 12
LABEL_PX = 22
TILE_PX = 400


def evenly_spaced(frames: int, count: int) -> tuple[int, ...]:
    """Numbers of at most `count` frames from the first to the last, as evenly as whole numbers allow."""
    if count == 1 or frames == 1:
        return (0,)
    count = min(count, frames)
    return tuple(round(step * (frames - 1) / (count - 1)) for step in range(count))


def thumbnail(frame: Frame) -> Frame:
    """The picture with its longer side at most 400 px."""
    height_px, width_px = frame.shape[:2]
    share = min(1.0, TILE_PX / max(height_px, width_px))
    tile = (max(1, round(width_px * share)), max(1, round(height_px * share)))
    return np.asarray(Image.fromarray(frame).resize(tile, Image.Resampling.LANCZOS))


def contact_sheet(frames: Sequence[Frame], *, times_s: Sequence[float], columns: int | None = None) -> Frame:
    """Thumbnails of pictures of one size in a grid on a night-coloured ground, the time of each under it."""
    if not frames or len(frames) != len(times_s):
        raise ValueError(f"A contact sheet needs as many times as frames, at least one: {len(frames)}, {len(times_s)}.")
    tiles = [thumbnail(frame) for frame in frames]
    height_px, width_px = tiles[0].shape[:2]
    columns = columns or min(len(tiles), 4 if width_px >= height_px else 8)
    rows = math.ceil(len(tiles) / columns)
    step_x, step_y = width_px + GAP_PX, height_px + LABEL_PX + GAP_PX
    sheet = Image.new("RGB", (columns * step_x + GAP_PX, rows * step_y + GAP_PX), NIGHT)
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(size=14)
    for number, (tile, time_s) in enumerate(zip(tiles, times_s, strict=True)):
        x = GAP_PX + number % columns * step_x
        y = GAP_PX + number // columns * step_y
        sheet.paste(Image.fromarray(tile), (x, y))
        draw.text((x + 2, y + height_px + 4), f"{time_s:.2f} s", fill=LABEL, font=font)
    return np.asarray(sheet)


def spritesheet(frames: Sequence[Frame], *, columns: int) -> Frame:
    """Pictures of one size in a grid without any space between, row by row; the last row may end in black."""
    height_px, width_px = frames[0].shape[:2]
    sheet = np.zeros((-(-len(frames) // columns) * height_px, columns * width_px, 3), np.uint8)
    for number, frame in enumerate(frames):
        row, column = divmod(number, columns)
        sheet[row * height_px : (row + 1) * height_px, column * width_px : (column + 1) * width_px] = frame
    return sheet


def encoded(picture: Frame, kind: str, *, seal: Seal | None, quality: int = 85) -> bytes:
    """One picture as the bytes of a JPEG, PNG or WEBP file, signed where a `seal` is given."""
    file, signed = io.BytesIO(), io.BytesIO()
    Image.fromarray(picture).save(file, kind, quality=quality)
    if seal is None:
        return file.getvalue()
    seal(file, signed, f"picture.{kind.lower()}")
    return signed.getvalue()


def write_png(path: Path, picture: Frame, *, seal: Seal) -> None:
    """Write one picture and sign it; the file appears when it is whole. Raises UnwritableOutput."""
    with landing(Target(folder=path.parent, names=(path.name,), ending=".png")) as scratch:
        try:
            Image.fromarray(picture).save(scratch / path.name, format="PNG")
            sign(scratch / path.name, seal)
        except OSError as error:
            raise UnwritableOutput(f"{path} could not be written: {error}. Is the disk full?") from error
