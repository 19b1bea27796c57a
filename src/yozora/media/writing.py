"""One way to write a clip, whatever its ending: `with open_writer(...) as writer: writer.write(frame)`."""

from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path

import numpy as np

from yozora.core.errors import UnwritableOutput
from yozora.core.geometry import FrameSize
from yozora.core.ports import Frame, Seal
from yozora.media.encoders import (
    Clip,
    Encoder,
    GifEncoder,
    JpegEncoder,
    Mp4Encoder,
    PngEncoder,
    StillWebpEncoder,
    WebpEncoder,
)
from yozora.media.outputs import check_output, landing, sign

_ENCODERS: dict[str, type[Encoder]] = {
    ".mp4": Mp4Encoder,
    ".gif": GifEncoder,
    ".webp": WebpEncoder,
    ".png": PngEncoder,
}
_STILL_ENCODERS: dict[str, type[Encoder]] = {
    ".webp": StillWebpEncoder,
    ".jpg": JpegEncoder,
    ".jpeg": JpegEncoder,
}


class Writer:
    """Takes the frames of one clip in order. `paths` are the files it becomes.

    One picture is encoded while the next is made: a third off the time of a clip on two cores.
    """

    def __init__(self, encoder: Encoder, *, thread: ThreadPoolExecutor, clip: Clip, paths: tuple[Path, ...]) -> None:
        self._encoder = encoder
        self._thread = thread
        self._under_way: Future[None] | None = None
        self._clip = clip
        self.paths = paths
        self.written = 0

    def write(self, frame: Frame) -> None:
        """Add the next picture, `uint8 [H, W, 3]` RGB, which must not change afterwards.

        Raises UnwritableOutput when the disk said no to this picture or to the one before.
        """
        size = self._clip.size
        if frame.shape != (size.height_px, size.width_px, 3) or frame.dtype != np.uint8:
            raise ValueError(f"A frame is {frame.dtype} {frame.shape}; expected uint8 {(*_rows(size), 3)}.")
        self._settle()
        self._under_way = self._thread.submit(self._encoder.add, np.ascontiguousarray(frame))
        self.written += 1

    def finish(self) -> None:
        """Complete the file. Raises ValueError when frames are missing or too many."""
        if self.written != self._clip.frames:
            raise ValueError(f"{self.written} frames were written; {self._clip.frames} were promised.")
        self._settle()
        with _disk_trouble(self.paths[0]):
            self._encoder.finish()

    def _settle(self) -> None:
        """Wait for the picture that is being encoded, and raise what it raised."""
        if self._under_way is not None:
            with _disk_trouble(self.paths[0]):
                self._under_way.result()


@contextmanager
def open_writer(
    path: Path | str,
    *,
    size: FrameSize,
    fps: Fraction,
    frames: int,
    recipe_json: str,
    title: str = "",
    overwrite: bool = False,
    seal: Seal | None = None,
) -> Generator[Writer]:
    """Write a clip of exactly `frames` pictures; the ending of `path` says how. With a `seal` each file is signed.

    The files appear under their names only when the block ends well; after any exception nothing is left.
    Raises UnwritableOutput at once when the path, the disk or the ending does not allow it.
    """
    target = check_output(Path(path), size=size, fps=fps, frames=frames, overwrite=overwrite)
    clip = Clip(size=size, fps=fps, frames=frames, recipe_json=recipe_json, title=title)
    with landing(target) as scratch:
        encoders = _ENCODERS | _STILL_ENCODERS if frames == 1 else _ENCODERS
        files = tuple(scratch / name for name in target.names)
        encoder = encoders[target.ending](files, clip)
        try:
            with ThreadPoolExecutor(max_workers=1) as thread:
                writer = Writer(encoder, thread=thread, clip=clip, paths=target.paths)
                yield writer
                writer.finish()
            if seal is not None:
                with _disk_trouble(target.paths[0]):
                    for file in files:
                        sign(file, seal)
        except BaseException:
            with suppress(OSError, ValueError):
                encoder.abandon()
            raise


def _rows(size: FrameSize) -> tuple[int, int]:
    return size.height_px, size.width_px


@contextmanager
def _disk_trouble(path: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise UnwritableOutput(f"{path} could not be written: {error.strerror}. Is the disk full?") from error
