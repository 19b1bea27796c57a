"""Build the cast atlas from the npm packages that carry Microsoft's Fluent emoji (MIT).

    python scripts/build_cast.py                 # the atlas that ships: 36 frames a loop, at most 256 px
    python scripts/build_cast.py --full DIR      # every frame of the source, near lossless, into DIR

Needs npm on PATH (or --packages, a folder that holds node_modules), and 20 minutes at full size, 6 at ship size.
Each member of `roster.txt` becomes one animated AVIF with alpha, cropped to what is drawn, so that the lowest row is
where it stands. AVIF, because it predicts from frame to frame: at equal quality a third of animated WebP.
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from toy_bodies import give_body

from yozora.worlds.cast.roster import Member, roster

ATLAS = Path(__file__).parents[1] / "src/yozora/worlds/cast/atlas"
ANIMATED = [f"@lobehub/fluent-emoji-anim-{number}@1.0.0" for number in (1, 2, 3, 4)]
PACKAGES = [*ANIMATED, "@lobehub/fluent-emoji-3d@1.1.0", "emojibase-data@17.0.0"]
SHIP_FRAMES = 36

Rgba = NDArray[np.uint8]


def install_packages(folder: Path) -> Path:
    """npm install into `folder`; returns its node_modules."""
    command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), *PACKAGES]
    subprocess.run(command, check=True, cwd=folder)
    return folder / "node_modules"


def hexcodes(modules: Path) -> dict[str, str]:
    """Label in emojibase -> file stem."""
    entries = json.loads((modules / "emojibase-data/en/data.json").read_text("utf-8"))
    return {entry["label"]: entry["hexcode"].lower() for entry in entries}


def source_file(modules: Path, hexcode: str, *, animated: bool) -> Path | None:
    """Where the picture of a hexcode lies, with or without the variation selector."""
    folders = [name.rsplit("@", 1)[0] for name in (ANIMATED if animated else PACKAGES[4:5])]
    for folder in folders:
        for stem in (hexcode, f"{hexcode}-fe0f", hexcode.replace("-fe0f", "")):
            path = modules / folder / "assets" / f"{stem}.webp"
            if path.exists():
                return path
    return None


def read_loop(path: Path, frames: int | None) -> list[Rgba]:
    """At most `frames` pictures, evenly spaced over the loop, uint8 [256, 256, 4]."""
    with Image.open(path) as image:
        count = getattr(image, "n_frames", 1)
        wanted = count if frames is None else min(frames, count)
        pictures: list[Rgba] = []
        for number in range(wanted):
            image.seek(number * count // wanted)
            pictures.append(np.asarray(image.convert("RGBA")))
    still = max(int(np.abs(picture.astype(int) - pictures[0]).max()) for picture in pictures) < 8
    return pictures[:1] if still else pictures


def crop(pictures: list[Rgba]) -> list[Rgba]:
    """Cut away what is transparent in every frame."""
    drawn = np.max([picture[..., 3] for picture in pictures], axis=0) > 24
    rows, columns = np.flatnonzero(drawn.any(1)), np.flatnonzero(drawn.any(0))
    return [picture[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] for picture in pictures]


def bleed(picture: Rgba) -> Image.Image:
    """Give transparent pixels the average colour, so that the codec rings less at the edge."""
    solid = picture[..., 3] > 0
    filled = picture.copy()
    filled[~solid, :3] = picture[solid][:, :3].mean(0) if solid.any() else 0
    return Image.fromarray(filled, "RGBA")


def build_member(member: Member, modules: Path, stems: dict[str, str], out: Path, *, full: bool) -> int:
    """Write one AVIF; returns its size in bytes."""
    stem = stems[member.source]
    path = source_file(modules, stem, animated=True) or source_file(modules, stem, animated=False)
    if path is None:
        raise SystemExit(f"{member.id}: no picture for {member.source!r} ({stem}). Correct roster.txt.")
    pictures = crop(read_loop(path, None if full else SHIP_FRAMES))
    if member.body is not None:
        loop = pictures if len(pictures) > 1 else pictures * SHIP_FRAMES
        pictures = crop(give_body(member.id, loop, member.body))
    images = [bleed(picture) for picture in pictures]
    target = out / f"{member.id}.avif"
    quality = 90 if full else (74 if len(images) == 1 else 72)
    extra = {"save_all": True, "append_images": images[1:], "duration": 3000 // len(images)} if images[1:] else {}
    images[0].save(target, "AVIF", quality=quality, speed=4, subsampling="4:2:0", **extra)
    return target.stat().st_size


def main() -> None:
    """Build all, or the members named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--packages", type=Path, help="folder that holds node_modules with the packages")
    parser.add_argument("--full", type=Path, metavar="DIR", help="build the full-size cast into DIR")
    parser.add_argument("members", nargs="*", help="only these ids")
    options = parser.parse_args()
    out: Path = options.full or ATLAS
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        modules = options.packages / "node_modules" if options.packages else install_packages(Path(scratch))
        stems = hexcodes(modules)
        total = 0
        wanted = [member for member in roster().values() if not options.members or member.id in options.members]
        for number, member in enumerate(wanted, start=1):
            total += (size := build_member(member, modules, stems, out, full=options.full is not None))
            print(f"{number}/{len(wanted)} {member.id} {size // 1024} KB, together {total / 1e6:.1f} MB", flush=True)


if __name__ == "__main__":
    main()
