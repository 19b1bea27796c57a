"""Pictures that an administrator does not want, known by their fingerprints and not by what is in them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from yozora.core.errors import InvalidRequest, UnreadableFile
from yozora.core.ports import Frame
from yozora.media.fingerprints import BITS, PLAIN, Bits, Packed, Prints, bits_of, fingerprint, packed

SAME_BITS = 48
"""Pictures whose fingerprints differ in at most so many of 256 bits are one picture. Measured: among a million pairs of
different pictures none is nearer than 72; JPEG at quality 10, a third of the size, noise or a mirror leave at most 40,
5 % cut off leaves 40 in half of the cases and up to 74 (benchmarks/results/frames.json)."""
LARGEST_BYTES = 64 << 20


@dataclass(frozen=True, eq=False)
class BlockedPictures:
    """Fingerprints of a list. It takes about a millisecond to compare a picture with 100,000 of them."""

    fingerprints: Prints

    def __len__(self) -> int:
        return len(self.fingerprints)

    def has(self, picture: Frame) -> bool:
        """Whether a picture or its mirror image is on the list. One with too little in it never is."""
        if not len(self):
            return False
        found = fingerprint(picture)
        if found.quality < PLAIN:
            return False
        return min(self._distance(found.bits), self._distance(found.mirrored)) <= SAME_BITS

    def _distance(self, bits: Bits) -> int:
        return int(np.bitwise_count(self.fingerprints ^ packed(bits)).sum(1).min())


NONE_BLOCKED = BlockedPictures(np.empty((0, 4), np.uint64))


def read_blocked(path: Path) -> BlockedPictures:
    """The list in a text file: a fingerprint (PDQ, 64 hexadecimal digits) a line; `#` and what follows is for people.

    Raises UnreadableFile where there is none, and InvalidRequest, which names the line."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_BYTES + 1)
        lines = raw.decode().splitlines()
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"The list of blocked pictures {path} cannot be read: {error}.") from error
    if len(raw) > LARGEST_BYTES:
        raise InvalidRequest(f"The list of blocked pictures {path} is over {LARGEST_BYTES >> 20} MiB.")
    found: list[Packed] = []
    for number, line in enumerate(lines, 1):
        digits = line.partition("#")[0].strip()
        if digits:
            try:
                found.append(packed(bits_of(digits)))
            except ValueError as error:
                shown = digits if len(digits) <= BITS // 4 else f"{digits[:20]}…"
                raise InvalidRequest(
                    f"{path}, line {number}: {shown!r} is no fingerprint: 64 hexadecimal digits are expected. "
                    "See: yozora policy hash FILE"
                ) from error
    return BlockedPictures(np.stack(found)) if found else NONE_BLOCKED


def line_for(picture: Frame) -> str:
    """The fingerprint of a picture as a list has it. Raises InvalidRequest where there is too little in the picture."""
    found = fingerprint(picture)
    if found.quality < PLAIN:
        raise InvalidRequest(
            f"There is too little in this picture to tell it from others (quality {found.quality} of 100, at least "
            f"{PLAIN} is needed): others would be taken for it."
        )
    return found.digits
