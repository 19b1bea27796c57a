"""A scene that goes on from another: what was played stays as it was, and the rest joins on without a jump."""

from dataclasses import fields, replace

import numpy as np
from jaxtyping import Float

from yozora.worlds.geometry import CameraTrack, Curve, Track
from yozora.worlds.scene import Scene
from yozora.worlds.staging import Staged, StagedActor, stage
from yozora.worlds.vocabulary import Move

TICK_S = 1 / 60
REACH_S = 0.1  # how closely it is looked at how far somebody goes
EASE_S = 0.5  # how long a camera takes to change its speed, and a pose to become another
GOES_ON = ("x", "z", "phase")  # what moves on from where it was; every other curve of an actor eases over


def staged_on(scene: Scene, *, aspect: float, times: Curve) -> Staged:
    """`stage`, in which the part that is kept moves as it moved by itself. The `times` of what is staged count from
    where the very first scene began, so that clouds and snow go on too. Raises InvalidPlan."""
    if scene.kept is None:
        return stage(scene, aspect=aspect, times=times)
    at_s, length_s = scene.kept.at_s, scene.kept.scene.seconds
    own = np.clip(times - at_s, 0.0, length_s)
    within = np.where(own <= 0, TICK_S, np.where(own >= length_s, length_s - TICK_S, own))
    away = times - at_s - own
    inner = staged_on(scene.kept.scene, aspect=aspect, times=np.concatenate([own, within]))
    outside = own + at_s + np.sign(own - within) * TICK_S
    outer = stage(scene, aspect=aspect, times=np.concatenate([times, own + at_s, outside]), metre=inner.metre)
    before = {one.actor.id: one for one in inner.actors}
    reaches = {} if scene.camera.move is Move.FOLLOW else _reaches(scene, aspect, inner.metre)
    actors = tuple(
        _joined_actor(one, known, away, reach=reaches.get(one.actor.id))
        if (known := before.get(one.actor.id)) is not None and known.actor.subject == one.actor.subject
        else _new_actor(one, _parts(inner.camera.x, len(away))[0])
        for one in outer.actors
    )
    camera = _joined_camera(inner.camera, outer.camera, away)
    return replace(outer, times=times - _begun_s(scene), camera=camera, actors=actors)


def _reaches(scene: Scene, aspect: float, metre: float) -> dict[str, tuple[float, float]]:
    """How far to the left and to the right each actor of a scene goes by itself."""
    moments = np.linspace(0.0, scene.seconds, 1 + round(scene.seconds / REACH_S))
    staged = stage(scene, aspect=aspect, times=moments, metre=metre)
    return {one.actor.id: (float(one.track.x.min()), float(one.track.x.max())) for one in staged.actors}


def _begun_s(scene: Scene) -> float:
    return 0.0 if scene.kept is None else scene.kept.at_s + _begun_s(scene.kept.scene)


def _parts(curve: Float[np.ndarray, " n"], count: int) -> list[Float[np.ndarray, " t"]]:
    return [curve[first : first + count] for first in range(0, len(curve), count)]


def _joined_camera(inner: CameraTrack, outer: CameraTrack, away: Curve) -> CameraTrack:
    """The outer camera moved to where the inner one stood, taking over its speed at first."""
    count, curves = len(away), dict[str, Curve]()
    eased = np.sign(away) * EASE_S * (1 - np.exp(-np.abs(away) / EASE_S))
    for name in (entry.name for entry in fields(CameraTrack)):
        stood, within = _parts(getattr(inner, name), count)
        now, there, outside = _parts(getattr(outer, name), count)
        if name == "focal":
            curves[name] = stood * now / there
            continue
        side = np.sign(away)
        change = side * (stood - within) / TICK_S - side * (outside - there) / TICK_S
        curves[name] = stood + now - there + change * eased
    return CameraTrack(**curves)


def _new_actor(one: StagedActor, camera_x: Curve) -> StagedActor:
    """Who was not there before comes into the picture where the camera is."""
    curves = {entry.name: _parts(getattr(one.track, entry.name), len(camera_x))[0] for entry in fields(Track)}
    return replace(one, track=Track(**{**curves, "x": curves["x"] + camera_x}))


def _joined_actor(
    one: StagedActor, before: StagedActor, away: Curve, *, reach: tuple[float, float] | None
) -> StagedActor:
    count, curves = len(away), dict[str, Curve]()
    left = np.exp(-np.abs(away) / EASE_S * 2)
    for name in (entry.name for entry in fields(Track)):
        stood, _ = _parts(getattr(before.track, name), count)
        now, there, _ = _parts(getattr(one.track, name), count)
        if name in GOES_ON:
            curves[name] = stood + now - there
        else:
            curves[name] = np.where(away == 0, stood, now + (stood - there) * left)
    if reach is not None:  # it goes no farther to a side than it would have gone by itself
        stood_x = _parts(before.track.x, count)[0]
        lowest, highest = np.minimum(stood_x, reach[0]), np.maximum(stood_x, reach[1])
        curves["x"] = np.clip(curves["x"], lowest, highest)
    return replace(one, track=Track(**curves))
