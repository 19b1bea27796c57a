"""The camera of a scene: how much of the frame the actors fill, where the horizon lies, and how it moves.

Moves that turn the camera are shifts of the picture, so figures stay upright; see `geometry.View`.
"""

from dataclasses import replace

import numpy as np

from yozora.worlds.cast.roster import member
from yozora.worlds.geometry import FOCAL, CameraTrack, Curve, smooth
from yozora.worlds.motion import CLOCK_HZ, TRAVELS, Curves, Stage
from yozora.worlds.scene import Scene
from yozora.worlds.vocabulary import Angle, Kind, Move, Shot

FILL = {  # share of the frame height the tallest of the main actors takes
    Shot.EXTREME_WIDE: 0.17,
    Shot.WIDE: 0.3,
    Shot.MEDIUM: 0.46,
    Shot.CLOSE: 0.74,
    Shot.EXTREME_CLOSE: 1.25,
}
FEET = {  # horizon row and the row of feet at z = 0, shares of the frame height
    Angle.EYE: (0.56, 0.82),
    Angle.LOW: (0.74, 0.88),
    Angle.HIGH: (0.30, 0.76),
    Angle.AERIAL: (0.10, 0.66),
}
PORTRAIT_FILL = {Shot.CLOSE: 1.2, Shot.EXTREME_CLOSE: 1.9}  # the same for the face of one person or toy
HORIZON_RANGE = (-0.4, 1.2)  # rows the horizon may reach; the sky is painted for these


def hero_of(scene: Scene) -> str | None:
    """The first actor that travels, or the first of all."""
    travellers = [a.id for a in scene.actors if any(beat.action in TRAVELS for beat in a.beats)]
    return (travellers or [actor.id for actor in scene.actors] or [None])[0]


def _eased(seconds: float, clock: Curve) -> Curve:
    """0 to 1 over the clip, starting and ending gently."""
    return smooth(clock / max(seconds, 1e-6))


def _blurred(curve: Curve, seconds: float) -> Curve:
    """The curve seen by somebody who reacts late: a running mean of `seconds`."""
    width = max(3, int(seconds * CLOCK_HZ) | 1)
    padded = np.pad(curve, width // 2, mode="reflect", reflect_type="odd") if len(curve) > width else curve
    return np.convolve(padded, np.ones(width) / width, "valid") if len(curve) > width else curve


def camera_track(scene: Scene, stages: dict[str, Stage], aspect: float, times: Curve) -> CameraTrack:
    clock: Curve = np.arange(int(np.ceil(scene.seconds * CLOCK_HZ)) + 2) / CLOCK_HZ
    zeros = np.zeros_like(clock)
    horizon, feet = feet_rows(scene)
    rig = CameraTrack(
        x=zeros,
        y=zeros + (feet - horizon),
        z=zeros,
        horizon=zeros + horizon,
        pan=zeros,
        focal=zeros + FOCAL,
    )
    hero = stages.get(scene.camera.target or hero_of(scene) or "")
    rig = _moved(scene, rig, hero, aspect, clock)
    rig = replace(rig, horizon=np.clip(rig.horizon, *HORIZON_RANGE))
    curves = {name: np.interp(times, clock, getattr(rig, name)) for name in CameraTrack.__dataclass_fields__}
    return CameraTrack(**curves)


def feet_rows(scene: Scene) -> tuple[float, float]:
    """Row of the horizon and row of feet at z = 0, shares of the frame height."""
    if is_portrait(scene):
        return 0.5, 0.1 + PORTRAIT_FILL[scene.camera.shot]
    if scene.camera.angle is Angle.EYE and scene.camera.shot is Shot.CLOSE:
        return 0.5, 0.9
    if scene.camera.angle is Angle.EYE and scene.camera.shot is Shot.EXTREME_CLOSE:
        return 0.5, 1.12
    return FEET[scene.camera.angle]


def is_portrait(scene: Scene) -> bool:
    """Whether the shot is the face of one person: head and shoulders fill the frame, the feet are far below it."""
    if scene.camera.shot not in PORTRAIT_FILL or scene.camera.angle is not Angle.EYE or len(scene.actors) != 1:
        return False
    one = member(scene.actors[0].subject)
    return one.kind is Kind.PERSON or one.body is not None


def _moved(scene: Scene, rig: CameraTrack, hero: Stage | None, aspect: float, clock: Curve) -> CameraTrack:
    share = _eased(scene.seconds, clock)
    long = min(1.0, 0.4 + scene.seconds / 8)
    move = scene.camera.move
    if move is Move.FOLLOW and hero is not None and hero.curves is not None:
        return _follow(rig, hero, hero.curves, aspect)
    if move in (Move.PAN_LEFT, Move.PAN_RIGHT):
        sign = 1 if move is Move.PAN_LEFT else -1
        return replace(rig, pan=sign * (share - 0.5) * 0.42 * aspect * long)
    if move in (Move.TILT_UP, Move.TILT_DOWN):
        sign = 1 if move is Move.TILT_UP else -1
        return replace(rig, horizon=rig.horizon + sign * (share - 0.5) * 0.4 * long)
    if move in (Move.TRUCK_LEFT, Move.TRUCK_RIGHT):
        sign = -1 if move is Move.TRUCK_LEFT else 1
        return replace(rig, x=sign * (share - 0.5) * 0.6 * aspect * long)
    if move is Move.HANDHELD:
        return _handheld(rig, clock, scene.seed)
    if move in (Move.ZOOM_IN, Move.ZOOM_OUT):
        start, end = (1.0, 1.45) if move is Move.ZOOM_IN else (1.32, 0.86)
        rig = replace(rig, focal=rig.focal * (start + (end - start) * share * long))
    elif move in (Move.DOLLY_IN, Move.DOLLY_OUT):
        start, end = (-0.1, 0.24) if move is Move.DOLLY_IN else (0.24, -0.4)
        rig = replace(rig, z=start + (end - start) * share * long)
    elif move in (Move.CRANE_UP, Move.CRANE_DOWN):
        rise = share if move is Move.CRANE_UP else 1 - share
        rig = replace(rig, y=rig.y + 0.75 * rise * long)
    elif move is Move.ORBIT:
        angle = (share - 0.5) * 1.15 * long
        rig = replace(rig, x=FOCAL * np.sin(angle), z=FOCAL * (1 - np.cos(angle)))
    else:
        return rig
    return _look_at(rig, hero)


def _look_at(rig: CameraTrack, hero: Stage | None) -> CameraTrack:
    """Shift the picture so that the hero, or the middle of the scene, stays where it was at the start of the move."""
    x, y = (0.0, 0.3) if hero is None else (hero.x, hero.y + 0.5 * hero.height)
    z = 0.0 if hero is None else hero.z
    scale = rig.focal / (FOCAL + z - rig.z)
    row_at_rest = rig.horizon[0] + FOCAL / (FOCAL + z) * (float(np.min(rig.y)) - y)
    column_at_rest = x * FOCAL / (FOCAL + z)
    horizon = row_at_rest - scale * (rig.y - y)
    return replace(rig, horizon=horizon, pan=column_at_rest - scale * (x - rig.x))


def _follow(rig: CameraTrack, hero: Stage, curves: Curves, aspect: float) -> CameraTrack:
    """Go along with the hero, a little behind it, so that it drifts through the frame as it moves."""
    path = _blurred(curves.x, 0.7)
    gone = path - path[0]
    lead = np.clip(0.14 * gone, -0.16 * aspect, 0.16 * aspect)
    middle = np.linspace(1.0, 0.25, len(path)) * path[0]
    depth = 0.8 * np.maximum(_blurred(curves.z, 0.7) - curves.z[0], 0.0)  # after it, but never backing away from it
    high = np.maximum(curves.y - 0.9, 0.0) + np.minimum(curves.y, 0.0)
    return replace(rig, x=path - middle - lead, z=rig.z + depth, horizon=rig.horizon + 0.8 * _blurred(high, 0.5))


def _handheld(rig: CameraTrack, clock: Curve, seed: int) -> CameraTrack:
    """A hand that breathes. It never rolls: a picture turned by a degree takes three times as long to draw."""
    phases = np.random.default_rng([seed, 77]).uniform(0, 2 * np.pi, 4)
    pan = 0.006 * np.sin(2.1 * clock + phases[0]) + 0.004 * np.sin(5.3 * clock + phases[1])
    tilt = 0.005 * np.sin(2.6 * clock + phases[2]) + 0.003 * np.sin(6.1 * clock + phases[3])
    return replace(rig, pan=pan, horizon=rig.horizon + tilt)
