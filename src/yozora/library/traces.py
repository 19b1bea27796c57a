"""Finding a clip again by its invisible mark, or by what its frames look like."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from yozora.library.tables import Clip, Trace
from yozora.media.fingerprints import Prints

AT_ONCE = 2000
WORDS = 4  # of 64 bits


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """A clip that looks like a file: of the file's frames, the share that one of the clip's is near to, and the mean
    distance of these, in bits."""

    clip_id: str
    share: float
    distance: float


def leave(session: Session, clip_id: str, *, mark: int, prints: Prints) -> None:
    """Keep what finds a clip again."""
    session.merge(Trace(clip_id=clip_id, mark=mark, prints=prints.astype("<u8").tobytes()))


def marked(session: Session, mark: int) -> Sequence[Clip]:
    """Clips with an invisible mark, the oldest first: those of equal recipes have one mark."""
    return session.scalars(select(Clip).join(Trace).where(Trace.mark == mark).order_by(Clip.id)).all()


def alike(session: Session, prints: Prints, *, nearest: int, share: float) -> Likeness | None:
    """The clip most like a file, if at least a `share` of the file's fingerprints are within `nearest` bits of one of
    its own."""
    if not len(prints):
        return None
    best: Likeness | None = None
    rows = session.execute(
        select(Trace.clip_id, Trace.prints).where(Trace.prints != b"").order_by(Trace.clip_id)
    ).yield_per(AT_ONCE)
    for part in rows.partitions():
        own = [np.frombuffer(kept, "<u8").reshape(-1, WORDS) for _, kept in part]
        starts = np.cumsum([0, *map(len, own)])[:-1]
        distances = np.bitwise_count(prints[:, None] ^ np.concatenate(own)[None]).sum(-1)
        closest = np.minimum.reduceat(distances, starts, axis=1)  # [prints of the file, clips]
        near = closest <= nearest
        shares = near.mean(0)
        means = np.where(near, closest, 0).sum(0) / np.maximum(near.sum(0), 1)
        first = int(np.lexsort((means, -shares))[0])
        found = Likeness(clip_id=part[first][0], share=float(shares[first]), distance=float(means[first]))
        if found.share >= share and (best is None or (found.share, -found.distance) > (best.share, -best.distance)):
            best = found
    return best
