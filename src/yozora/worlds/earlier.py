"""What came before a scene began."""

from dataclasses import replace

import numpy as np

from yozora.worlds.geometry import FOCAL
from yozora.worlds.scene import FARTHEST, Actor, Beat, Scene
from yozora.worlds.staging import StagedActor, stage


def led_up(scene: Scene, lead_s: float, *, aspect: float) -> Scene:
    """The scene begun `lead_s` seconds earlier: who moved sideways from its start comes from as far away as that takes,
    and all that begins later, begins that much later. `aspect` is the frame's width over its height."""
    staged = stage(scene, aspect=aspect, times=np.array([0.0, min(lead_s, scene.seconds)]))
    stretch = lead_s / min(lead_s, scene.seconds)
    actors = tuple(_earlier(one, lead_s, far=aspect / 2, stretch=stretch) for one in staged.actors)
    return replace(scene, seconds=scene.seconds + lead_s, actors=actors)


def _earlier(one: StagedActor, lead_s: float, *, far: float, stretch: float) -> Actor:
    way = stretch * float(one.track.x[1] - one.track.x[0])
    edge = far * (FOCAL + float(one.track.z[0])) / FOCAL
    x = min(max(one.actor.x - way / edge, -FARTHEST), FARTHEST)
    return replace(one.actor, x=x, beats=tuple(_later(beat, lead_s) for beat in one.actor.beats))


def _later(beat: Beat, lead_s: float) -> Beat:
    """What is going on when the scene begins went on before; the rest comes later."""
    start_s = beat.start_s + lead_s if beat.start_s else 0.0
    return replace(beat, start_s=start_s, end_s=None if beat.end_s is None else beat.end_s + lead_s)
