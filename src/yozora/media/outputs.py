"""Where a clip goes: which files, whether they can be written, and how they appear only when they are whole."""

import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from yozora.core.errors import UnwritableOutput
from yozora.core.geometry import FrameSize
from yozora.core.ports import Seal

STILL_ENDINGS = (".jpg", ".jpeg")
ENDINGS = (".mp4", ".gif", ".webp", ".png", *STILL_ENDINGS)

BYTES_PER_PIXEL = {".mp4": 0.15, ".gif": 0.8, ".webp": 0.1, ".png": 1.8, ".jpg": 1.5, ".jpeg": 1.5}
"""A little over the most that frames came to at 1280x720, which were grainy film in snowfall (0.117, 0.680, 0.078) and
watercolour in fog (1.53); plain pictures need a tenth. Only for the check of free space."""

SPARE_BYTES = 16 * 2**20

MOST_PREVIEW_FRAMES = 900
MOST_PREVIEW_BYTES = 2 * 2**30
FASTEST_GIF_FPS = 50  # a GIF counts in 1/100 s, and viewers slow down anything under 2/100 s


@dataclass(frozen=True, kw_only=True)
class Target:
    """The files a clip will be, in order; `ending` says their kind."""

    folder: Path
    names: tuple[str, ...]
    ending: str

    @property
    def paths(self) -> tuple[Path, ...]:
        """Every file, in the order of frames."""
        return tuple(self.folder / name for name in self.names)


def check_output(path: Path, *, size: FrameSize, fps: Fraction, frames: int, overwrite: bool = False) -> Target:
    """Say, before anything expensive, that the clip can be written there. Raises UnwritableOutput.

    `.png` with one frame is one file; with more frames it is `name_0001.png` and so on beside each other. `.jpg` holds
    one frame only.
    """
    ending = path.suffix.lower()
    try:
        if path.is_dir():
            raise UnwritableOutput(f"{path} is a folder; the name of a file is expected. Try {path / 'clip.mp4'}.")
        if ending not in ENDINGS:
            got = f"the ending {path.suffix!r}" if path.suffix else "no ending"
            raise UnwritableOutput(f"{path} has {got}; clips are written as {', '.join(ENDINGS)}. Try {path.stem}.mp4.")
        if ending in STILL_ENDINGS and frames != 1:
            raise UnwritableOutput(
                f"{path} can hold one picture, not {frames}. Write an .mp4, or a .png, which becomes numbered pictures."
            )
        _check_place(path)
        target = Target(folder=path.parent, names=_names(path, frames), ending=ending)
        for file in target.paths:
            if file.exists() and not overwrite:
                raise UnwritableOutput(f"{file} exists already. Choose another name, or allow it to be replaced.")
        _check_space(path, frames=frames, size=size)
    except OSError as error:
        raise UnwritableOutput(f"{path} cannot be written: {error.strerror}. Choose another place.") from error
    if ending in (".gif", ".webp"):
        _check_preview(path, size=size, fps=fps, frames=frames)
    return target


def sheet_beside(path: Path) -> Path:
    """Where the contact sheet of the clip at `path` goes."""
    return path.with_suffix(".png") if path.suffix.lower() != ".png" else path.with_name(f"{path.stem}-sheet.png")


@contextmanager
def landing(target: Target) -> Generator[Path]:
    """A hidden folder beside the target; its files move to their places when the block ends well, else they go."""
    try:
        target.folder.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".yozora-", dir=target.folder))
    except OSError as error:
        raise UnwritableOutput(
            f"{target.folder} cannot be written to: {error.strerror}. Choose another folder."
        ) from error
    try:
        yield scratch
        for name, path in zip(target.names, target.paths, strict=True):
            os.replace(scratch / name, path)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def sign(path: Path, seal: Seal) -> None:
    """Put the signed file in the place of the finished one. Raises UnwritableOutput."""
    signed = path.with_name(f".signed-{path.name}")
    with path.open("rb") as source, signed.open("w+b") as sink:
        seal(source, sink, path.name)
    os.replace(signed, path)


def _names(path: Path, frames: int) -> tuple[str, ...]:
    if path.suffix.lower() != ".png" or frames == 1:
        return (path.name,)
    return tuple(f"{path.stem}_{number:04d}{path.suffix}" for number in range(1, frames + 1))


def _nearest_folder(path: Path) -> Path:
    return next(parent for parent in path.absolute().parents if parent.exists())


def _check_place(path: Path) -> None:
    folder = _nearest_folder(path)
    if not folder.is_dir():
        raise UnwritableOutput(f"{folder} is a file, so {path} cannot lie in it. Choose another folder.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UnwritableOutput(f"{folder} may not be written to. Choose another folder, or change its permissions.")


def _check_space(path: Path, *, frames: int, size: FrameSize) -> None:
    per_pixel = BYTES_PER_PIXEL[path.suffix.lower()]
    needed_bytes = int(frames * size.width_px * size.height_px * per_pixel) + SPARE_BYTES
    free_bytes = shutil.disk_usage(_nearest_folder(path)).free
    if free_bytes < needed_bytes:
        raise UnwritableOutput(
            f"{path} may need {needed_bytes / 1e6:.0f} MB, but only {free_bytes / 1e6:.0f} MB are free there. "
            "Make room, choose another disk, or a smaller size."
        )


def _check_preview(path: Path, *, size: FrameSize, fps: Fraction, frames: int) -> None:
    ending = path.suffix.lower()
    if ending == ".gif" and fps > FASTEST_GIF_FPS:
        raise UnwritableOutput(
            f"A .gif plays at most {FASTEST_GIF_FPS} frames a second, not {float(fps):g}. "
            "Use 25 frames a second, or write an .mp4."
        )
    picture_bytes = size.width_px * size.height_px * 3
    most_frames = min(MOST_PREVIEW_FRAMES, MOST_PREVIEW_BYTES // picture_bytes)
    if frames > most_frames:
        raise UnwritableOutput(
            f"A {ending} of {size} is held in memory, so it has at most {most_frames} frames, not {frames}. "
            "Make it shorter or smaller, or write an .mp4."
        )
