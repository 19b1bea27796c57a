"""Make the pictures of docs/howto/operations by the commands that stand on those pages.

    python scripts/make_operation_pictures.py [--clips DIR] [NAME ...]

Each page is followed in an empty folder: its YAML files are written, its commands typed. All of them have seeds, so the
same weights give the same pictures. `--clips` keeps the folders, and takes clips that are there as they are.
"""

import argparse
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from yozora import media
from yozora.core.ports import Frame
from yozora.media.fitting import NIGHT
from yozora.media.sheets import GAP_PX, LABEL, LABEL_PX

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs/howto/operations"
PICTURES = ROOT / "docs/pictures/operations"
STILLS = (".png", ".jpg", ".webp")
WIDTH_PX = 1080
TITLE_PX = 26
NEW = "#ffcf70"
QUALITIES = (84, 80, 76, 72, 68)
MOST_BYTES = 150_000


@dataclass(frozen=True, kw_only=True)
class Row:
    """Files side by side, each with so many of its moments; `columns` fill the width.

    `new` are seconds, from and to, that were made anew and get a line above. `part` of each side is shown, from the
    middle, where single pixels matter.
    """

    title: str
    files: Mapping[str, int]
    new: tuple[tuple[float, float], ...] = ()
    columns: int = 8
    part: float = 1.0


def clip(title: str, file: str, *new: tuple[float, float]) -> Row:
    """Eight moments of one clip."""
    return Row(title=title, files={file: 8}, new=new)


SHEETS: Mapping[str, tuple[Row, ...]] = {
    "create": (
        clip("a fox runs through the snow at night: the sketch", "fox.mp4"),
        clip("two penguins dance on a stage, in Chinese: the sketch", "penguins.mp4"),
        clip("a mammoth walks to the right in the snow, close-up: storybook, guided by the sketch", "mammoth.mp4"),
    ),
    "still": (
        Row(
            title="an octopus swims under water, the same in two other styles; a tiger, painted by storybook",
            files={"octopus.png": 1, "paper.png": 1, "pixels.jpg": 1, "tiger.webp": 1},
            columns=4,
        ),
    ),
    "animate": (
        Row(title="before: two pictures", files={"dog.png": 1, "night.png": 1}),
        clip("after: from the first picture", "walk.mp4", (0.1, 2)),
        clip("after: from the first picture to the second", "dusk.mp4", (0.1, 1.95)),
    ),
    "storyboard": (
        Row(title="before: a clip and a picture", files={"horse.mp4": 7, "night.png": 1}),
        clip("after: words, a cut, the clip, a gap, the picture", "film.mp4", (0, 1.5), (3, 4)),
    ),
    "extend": (
        clip("before", "dog.mp4"),
        clip("after: two seconds more", "longer.mp4", (2, 4)),
        clip("after: two seconds more, in which it jumps", "jump.mp4", (2, 4)),
    ),
    "connect": (
        clip("before: one", "day.mp4"),
        clip("before: the other", "night.mp4"),
        clip("after", "both.mp4", (2, 4)),
    ),
    "loop": (clip("before", "pig.mp4"), clip("after: it ends as it begins", "round.mp4", (2, 4))),
    "blend": (
        clip("before: one", "pig.mp4"),
        clip("before: the other", "panda.mp4"),
        clip("after: transition", "becomes.mp4", (0.5, 1.5)),
        clip("after: sample", "hint.mp4", (0.05, 1.95)),
    ),
    "remix": (
        clip("before", "dog.mp4"),
        clip("after: a pig at sunset, subtle", "subtle.mp4", (0, 2)),
        clip("after: mild", "mild.mp4", (0, 2)),
        clip("after: strong", "strong.mp4", (0, 2)),
    ),
    "restyle": (
        clip("before", "dog.mp4"),
        clip("after: film noir, drawn anew by the sketch", "noir.mp4", (0, 2)),
        clip("after: a style of one's own, drawn anew by the sketch", "dusty.mp4", (0, 2)),
        clip("after: watercolour, painted by storybook", "washes.mp4", (0, 2)),
        clip("after: archival, painted by storybook", "old.mp4", (0, 2)),
    ),
    "recut": (
        clip("before", "horse.mp4"),
        clip("after: the beginning, a gap that is filled, the end", "filled.mp4", (0.8, 1.6)),
        clip("after: the end first, then a cut to the beginning", "turned.mp4"),
    ),
    "upscale": (
        Row(title="before: 96x96, seen closely", files={"small.mp4": 4}, columns=4, part=0.6),
        Row(title="after: 384x384, seen closely", files={"large.mp4": 4}, columns=4, part=0.6),
    ),
    "rerun": (
        clip("longer.mp4, which was made from tiger.mp4", "longer.mp4", (1, 2)),
        clip("again.mp4, from the recipe inside it", "again.mp4", (0, 2)),
    ),
}


def follow(page: Path, folder: Path) -> None:
    """Write the files of a page and type its commands, in the order in which they stand there."""
    for language, block in re.findall(r"^```(yaml|console)\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.M):
        if language == "yaml":
            (folder / block.splitlines()[0].removeprefix("# ")).write_text(block, "utf-8")
            continue
        for line in block.splitlines():
            words = shlex.split(line.removeprefix("$ "))
            if "--out" in words and (folder / words[words.index("--out") + 1]).exists():
                continue
            print(f"  {line}", flush=True)
            command = [sys.executable, "-m", "yozora", *words[1:]]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
            if done.returncode:
                raise SystemExit(f"{page.name}: {line}\n{done.stdout}{done.stderr}")


def moments(file: Path, count: int) -> Iterator[tuple[Frame, float | None]]:
    """So many pictures of a file, and the second of each in a clip."""
    if file.suffix in STILLS:
        yield media.read_picture(file), None
        return
    source = media.clip_source(file)
    wanted = media.evenly_spaced(source.frames, count)
    for number, frame in enumerate(media.read_frames(file)):
        if number in wanted:
            yield frame, float(number / source.fps)


def tile(frame: Frame, *, width_px: int, part: float) -> Image.Image:
    """The picture at a width; when it has to grow, its pixels stay square."""
    picture = Image.fromarray(frame)
    left, top = (round(side * (1 - part) / 2) for side in picture.size)
    picture = picture.crop((left, top, picture.width - left, picture.height - top))
    how = Image.Resampling.NEAREST if picture.width < width_px else Image.Resampling.LANCZOS
    return picture.resize((width_px, round(width_px * picture.height / picture.width)), how)


def strip(row: Row, folder: Path) -> Image.Image:
    """A row with its title above and the times below, on the night's colour."""
    width_px = (WIDTH_PX - GAP_PX) // row.columns - GAP_PX
    found = [
        (tile(frame, width_px=width_px, part=row.part), file if second is None else f"{second:.2f} s", second)
        for file, count in row.files.items()
        for frame, second in moments(folder / file, count)
    ]
    height_px = max(picture.height for picture, _, _ in found)
    ground = Image.new("RGB", (WIDTH_PX, TITLE_PX + height_px + LABEL_PX + GAP_PX), NIGHT)
    draw, font = ImageDraw.Draw(ground), ImageFont.load_default(size=14)
    draw.text((GAP_PX, 2), row.title, fill="white", font=font)
    for number, (picture, label, second) in enumerate(found):
        x = GAP_PX + number * (width_px + GAP_PX)
        ground.paste(picture, (x, TITLE_PX))
        if second is not None and any(begin <= second < end for begin, end in row.new):
            draw.rectangle((x, TITLE_PX - 5, x + width_px - 1, TITLE_PX - 3), fill=NEW)
        draw.text((x + 2, TITLE_PX + height_px + 3), label, fill=LABEL, font=font)
    return ground


def write(name: str, rows: tuple[Row, ...], folder: Path) -> Path:
    """The rows below each other, as a WebP that is not too large for a page."""
    strips = [strip(row, folder) for row in rows]
    sheet = Image.new("RGB", (WIDTH_PX, GAP_PX + sum(one.height for one in strips)), NIGHT)
    top = GAP_PX
    for one in strips:
        sheet.paste(one, (0, top))
        top += one.height
    path = PICTURES / f"{name}.webp"
    PICTURES.mkdir(parents=True, exist_ok=True)
    for quality in QUALITIES:
        sheet.save(path, quality=quality, method=6)
        if path.stat().st_size <= MOST_BYTES:
            return path
    raise SystemExit(f"{path} has {path.stat().st_size} bytes; at most {MOST_BYTES}. Give it fewer rows.")


def main() -> None:
    """Make all, or those that are named."""
    parser = argparse.ArgumentParser(description="Make the pictures of the pages of operations.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(SHEETS)} (default: all)")
    parser.add_argument("--clips", type=Path, help="keep the clips here, and take those that are there as they are")
    asked = parser.parse_args()
    if strange := set(asked.names) - set(SHEETS):
        parser.error(f"no such page: {', '.join(sorted(strange))}")
    for name in asked.names or SHEETS:
        print(name, flush=True)
        with tempfile.TemporaryDirectory() as scratch:
            folder = (asked.clips or Path(scratch)) / name
            folder.mkdir(parents=True, exist_ok=True)
            follow(PAGES / f"{name}.md", folder.resolve())
            path = write(name, SHEETS[name], folder)
        print(f"  {path.relative_to(ROOT)}: {path.stat().st_size // 1024} kB", flush=True)


if __name__ == "__main__":
    main()
