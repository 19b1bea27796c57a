"""Where every actor is in every frame, known because the world was staged and not guessed from pixels."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yozora.core.geometry import FrameSize
from yozora.worlds import figures
from yozora.worlds.geometry import NEAREST, View
from yozora.worlds.staging import Staged, StagedActor
from yozora.worlds.vocabulary import Gait

Numbers = NDArray[np.float64]

PROBES = 24  # points a side with which the visible part of a box is measured


@dataclass(frozen=True, kw_only=True)
class Truth:
    """The actors `ids` of a clip, frame by frame.

    `boxes` float [T, actors, 4]: left, top, right and bottom in pixels, not cut at the edges of the frame; what lies
    under water is left out. `visible` float [T, actors], 0 to 1: the share of the box inside the frame and outside the
    boxes of nearer actors, times the opacity. It is approximate: boxes are fuller than figures, and scenery hides
    nobody. `depth` float [T, actors]: distance in front of the camera in world units, negative behind it.
    """

    ids: tuple[str, ...]
    boxes: Numbers
    visible: Numbers
    depth: Numbers


def truth(staged: Staged, size: FrameSize) -> Truth:
    """What `Renderer` draws of `staged` at `size`, whose aspect is the one it was staged for."""
    frames, count = len(staged.times), len(staged.actors)
    boxes, depth, opacity, order = np.zeros((frames, count, 4)), *np.zeros((3, frames, count))
    for frame in range(frames):
        view = staged.camera.at(frame)
        for number, entry in enumerate(staged.actors):
            z = float(entry.track.z[frame])
            depth[frame, number] = view.distance(z)
            order[frame, number] = entry.order(frame)
            if view.distance(z) >= NEAREST:
                boxes[frame, number] = box(entry, frame, view, size)
                opacity[frame, number] = np.clip(entry.track.opacity[frame], 0.0, 1.0)
    visible = np.zeros((frames, count))
    for frame in range(frames):
        visible[frame] = _visible(boxes[frame], opacity[frame], order[frame], size)
    return Truth(ids=tuple(entry.actor.id for entry in staged.actors), boxes=boxes, visible=visible, depth=depth)


def box(entry: StagedActor, frame: int, view: View, size: FrameSize) -> Numbers:
    """Left, top, right, bottom of what is above water of one actor, in pixels."""
    corners = outline(entry, frame, view, size)
    corners[:, 1] = np.minimum(corners[:, 1], waterline(entry, frame, view, size))
    return np.concatenate([corners.min(0), corners.max(0)])


def waterline(entry: StagedActor, frame: int, view: View, size: FrameSize) -> float:
    """The row in pixels below which nothing of an actor is seen; infinite for those who are on land."""
    if not entry.draught:
        return np.inf
    return view.project(0.0, 0.0, float(entry.track.z[frame]), size)[1] + figures.WATER_EDGE * size.height_px


def outline(entry: StagedActor, frame: int, view: View, size: FrameSize) -> Numbers:
    """The corners (column, row) of one actor's picture in pixels [4, 2]; the arithmetic of `figures`."""
    track = entry.track
    column, row, scale = view.project(float(track.x[frame]), float(track.y[frame]), float(track.z[frame]), size)
    scale *= float(track.scale[frame])
    stretch = float(track.stretch[frame])
    thin = abs(figures.mirrored(entry, float(track.turn[frame])))
    across = entry.width * scale * thin / max(stretch, 0.3) ** 0.5
    high = entry.height * scale * stretch
    corners = _corners(across, high, lean=float(track.lean[frame]), spin=_spin(entry, frame))
    return corners + np.array([column, row + entry.draught * high])


def _spin(entry: StagedActor, frame: int) -> float:
    """What rolls is round: its box does not turn with it."""
    return 0.0 if entry.member.gait is Gait.ROLL else float(entry.track.spin[frame])


def _turning(angle: float) -> Numbers:
    """Turns points that are rows (column, row), clockwise."""
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.array([[cosine, sine], [-sine, cosine]])


def _corners(across: float, high: float, *, lean: float, spin: float) -> Numbers:
    """The four corners of a picture around its foot at (0, 0), [4, 2]."""
    half = across / 2
    corners = np.array([[-half, 0.0], [half, 0.0], [half, -high], [-half, -high]])
    if not spin and abs(lean) <= figures.STEEPEST_STRIPS:
        corners[:, 0] -= lean * corners[:, 1]
        return corners
    middle = np.array([0.0, -high / 2])
    return ((corners - middle) @ _turning(spin) + middle) @ _turning(lean)


def _visible(boxes: Numbers, opacity: Numbers, order: Numbers, size: FrameSize) -> Numbers:
    """The visible share of each box of one frame, [actors]; of two at one depth the later one hides the other."""
    share = np.zeros(len(boxes))
    steps = (np.arange(PROBES) + 0.5) / PROBES
    for number, (left, top, right, bottom) in enumerate(boxes):
        if opacity[number] <= 0 or right <= left or bottom <= top:
            continue
        x, y = np.meshgrid(left + steps * (right - left), top + steps * (bottom - top))
        seen = (x >= 0) & (x < size.width_px) & (y >= 0) & (y < size.height_px)
        for other in range(len(boxes)):
            nearer = order[other] < order[number] or (order[other] == order[number] and other > number)
            if nearer and opacity[other] > 0.5:
                seen &= ~_inside(boxes[other], x, y)
        share[number] = opacity[number] * seen.mean()
    return share


def _inside(box: Numbers, x: Numbers, y: Numbers) -> NDArray[np.bool_]:
    return (x >= box[0]) & (x <= box[2]) & (y >= box[1]) & (y <= box[3])
