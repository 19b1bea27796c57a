"""Falls, bounces and collisions, computed with pymunk in the plane of the picture (x, y; world units)."""

import numpy as np
import pymunk

from yozora.worlds.geometry import Curve

GRAVITY = 4.2  # world units per second squared; a storybook falls a little slower than the world
STEP_S = 1 / 240


def _space() -> pymunk.Space:
    space = pymunk.Space()
    space.gravity = (0.0, -GRAVITY)
    floor = pymunk.Segment(space.static_body, (-1000.0, 0.0), (1000.0, 0.0), 0.0)
    floor.elasticity = 1.0
    floor.friction = 0.9
    space.add(floor)
    return space


def _ball(space: pymunk.Space, *, x: float, y: float, radius: float, elasticity: float, mass: float = 1.0):
    body = pymunk.Body(mass, pymunk.moment_for_circle(mass, 0, radius))
    body.position = (x, y)
    shape = pymunk.Circle(body, radius)
    shape.elasticity = elasticity
    shape.friction = 0.6
    space.add(body, shape)
    return body


def drop(times: Curve, *, height: float, radius: float, elasticity: float, drift: float) -> tuple[Curve, Curve, Curve]:
    """A ball let go at time 0 with its lowest point at `height`: (x, lowest point, spin in radians) at `times` [T].

    `elasticity` is the share of speed kept at a bounce, `drift` the sideways speed at the start, in units a second.
    """
    space = _space()
    body = _ball(space, x=0.0, y=height + radius, radius=radius, elasticity=elasticity)
    body.velocity = (drift, 0.0)
    states = _simulate(space, [body], float(times.max(initial=0.0)))[:, 0]
    clock = np.arange(len(states)) * STEP_S
    x, y, angle = (np.interp(times, clock, states[:, column]) for column in range(3))
    return x, np.maximum(y - radius, 0.0), -angle


def collide(
    times: Curve, *, gap: float, speeds: tuple[float, float], radii: tuple[float, float], masses: tuple[float, float]
) -> tuple[Curve, Curve]:
    """Two balls on the ground whose centres are `gap` apart: how far each has moved in x at `times` [T]."""
    space = _space()
    space.gravity = (0.0, 0.0)
    bodies = [
        _ball(space, x=x, y=1.0, radius=radius, elasticity=0.8, mass=mass)
        for x, radius, mass in zip((0.0, gap), radii, masses, strict=True)
    ]
    for body, speed in zip(bodies, speeds, strict=True):
        body.velocity = (speed, 0.0)
    states = _simulate(space, bodies, float(times.max(initial=0.0)))
    clock = np.arange(len(states)) * STEP_S
    first, second = (np.interp(times, clock, states[:, which, 0] - states[0, which, 0]) for which in (0, 1))
    return first, second


def _simulate(space: pymunk.Space, bodies: list[pymunk.Body], seconds: float):
    """States [steps, bodies, (x, y, angle)]."""
    rows: list[list[tuple[float, float, float]]] = []
    for _ in range(int(seconds / STEP_S) + 2):
        rows.append([(body.position.x, body.position.y, body.angle) for body in bodies])
        space.step(STEP_S)
    return np.array(rows)
