"""Make the moving pictures of docs/gallery.md by the commands that stand there.

    python scripts/make_gallery.py [--clips DIR]

The page is followed in an empty folder; every clip that it shows becomes a small animated WebP. `--clips` keeps the
folder, and takes clips that are there as they are.
"""

import argparse
import re
import tempfile
from fractions import Fraction
from pathlib import Path

import numpy as np
from make_operation_pictures import ROOT, follow
from PIL import Image

from yozora import media

PAGE = ROOT / "docs/gallery.md"
PICTURES = ROOT / "docs/pictures/gallery"
HEIGHT_PX = 180
FPS = Fraction(12)
QUALITIES = (80, 70, 60, 50, 40)
MOST_BYTES = 200_000


def shown(page: Path) -> list[str]:
    """Names of the clips on the page."""
    return re.findall(r"\(pictures/gallery/(\w+)\.webp\)", page.read_text("utf-8"))


def animate(clip: Path, path: Path) -> None:
    """The clip as a small WebP that goes round."""
    source = media.clip_source(clip)
    moments = np.arange(int(source.seconds * FPS)) / float(FPS)
    width_px = round(HEIGHT_PX * source.width_px / source.height_px)
    frames = [
        Image.fromarray(frame).resize((width_px, HEIGHT_PX), Image.Resampling.LANCZOS)
        for frame in media.read_at(clip, list(moments))
    ]
    for quality in QUALITIES:
        frames[0].save(
            path, save_all=True, append_images=frames[1:], duration=round(1000 / FPS), loop=0, quality=quality, method=6
        )
        if path.stat().st_size <= MOST_BYTES:
            return
    raise SystemExit(f"{path} has {path.stat().st_size} bytes; at most {MOST_BYTES}. Make the clip shorter.")


def main() -> None:
    """Make all of them."""
    parser = argparse.ArgumentParser(description="Make the moving pictures of docs/gallery.md.")
    parser.add_argument("--clips", type=Path, help="keep the clips here, and take those that are there as they are")
    asked = parser.parse_args()
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = (asked.clips or Path(scratch)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        follow(PAGE, folder)
        for name in shown(PAGE):
            animate(folder / f"{name}.mp4", PICTURES / f"{name}.webp")
            print(f"  {name}: {(PICTURES / f'{name}.webp').stat().st_size // 1024} kB", flush=True)


if __name__ == "__main__":
    main()
