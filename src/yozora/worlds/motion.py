"""What an actor does, beat by beat, as curves over time.

Motion is worked out on a fine clock of its own, so that a scene plays the same at every frame rate, and then read off
at the frames. Travelling moves the feet: the loop of a walker advances with the way it has gone, so nothing slides.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float

from yozora.worlds import physics
from yozora.worlds.cast.roster import Member
from yozora.worlds.geometry import FOCAL, Curve, Track, smooth
from yozora.worlds.scene import Actor, Beat
from yozora.worlds.vocabulary import Action, Direction, Gait, Speed

CLOCK_HZ = 60
SHORTEST_TICKS = 3  # a beat lasts at least this long: its speed is a difference between ticks
LOOP_S = 3.0  # the cast's own loops last three seconds
STRIDE = 2.2  # heights gone per loop at a walk, found by looking at feet
PACE = {  # heights per second
    Action.WALK: 0.62,
    Action.RUN: 1.75,
    Action.SNEAK: 0.3,
    Action.HOP: 1.0,
    Action.DRIVE: 1.5,
    Action.SAIL: 0.34,
    Action.SWIM: 0.6,
    Action.FLY: 1.15,
    Action.FLOAT: 0.16,
    Action.ROLL: 1.5,
    Action.CHASE: 1.6,
    Action.ENTER: 0.9,
    Action.LEAVE: 0.9,
    Action.CLIMB: 0.35,
}
SPEED = {Speed.SLOW: 0.5, Speed.NORMAL: 1.0, Speed.FAST: 1.7}
TRAVELS = frozenset(PACE) - {Action.CLIMB}
SIDE = {Direction.LEFT: -1.0, Direction.RIGHT: 1.0}
CHARGE = 1.8  # whoever runs into somebody speeds up: the way grows with time to this power
STRIDERS = ("woman", "man", "person", "runner")  # pictures of a stride: standing, they hold it
FLIERS = (Gait.FLY, Gait.HOVER)


@dataclass(kw_only=True)
class Stage:
    """What a motion may know: where the actor stands, how big it is, where the frame ends.

    `half_width` is half the frame's width in world units at the actor's depth, `headroom` what is free above its head;
    `back` is the z beyond which there is a wall;
    `roam` allows leaving the frame, because the camera follows; `afloat` says that water carries it.
    """

    member: Member
    x: float
    y: float
    z: float
    height: float
    width: float
    half_width: float
    headroom: float
    back: float
    roam: bool
    afloat: bool
    seconds: float
    facing: float
    rng: np.random.Generator
    others: "dict[str, Stage]" = field(default_factory=dict)
    curves: "Curves | None" = None


class Curves:
    """The curves of one actor on the fine clock, while they are being made."""

    def __init__(self, stage: Stage) -> None:
        count = int(np.ceil(stage.seconds * CLOCK_HZ)) + 2
        self.clock: Curve = np.arange(count) / CLOCK_HZ
        self.x = np.full(count, stage.x)
        self.y = np.full(count, stage.y)
        self.z = np.full(count, stage.z)
        self.face = np.full(count, stage.facing)
        self.lean = np.zeros(count)
        self.spin = np.zeros(count)
        self.stretch = np.ones(count)
        self.pace = np.zeros(count)  # loops per second
        self.scale = np.ones(count)
        self.opacity = np.ones(count)
        self.burst = np.full(count, -1.0)

    def during(self, beat: Beat) -> slice:
        """The part of the clock a beat covers."""
        end = self.clock[-1] + 1 if beat.end_s is None else beat.end_s
        first, last = (int(tick) for tick in np.searchsorted(self.clock, [beat.start_s, end]))
        first = min(first, len(self.clock) - SHORTEST_TICKS)
        return slice(first, max(first + SHORTEST_TICKS, last))

    def track(self, times: Curve) -> Track:
        """Read the curves off at `times` [T]."""
        turn = _turned(self.face)
        phase = np.concatenate([[0.0], np.cumsum(self.pace[:-1])]) / CLOCK_HZ

        def read(curve: Float[np.ndarray, "clock"]) -> Float[np.ndarray, "frames"]:
            return np.interp(times, self.clock, curve)

        return Track(
            x=read(self.x),
            y=read(self.y),
            z=read(self.z),
            turn=read(turn),
            lean=read(self.lean),
            spin=read(self.spin),
            stretch=read(self.stretch),
            phase=read(phase),
            scale=read(self.scale),
            opacity=read(self.opacity),
            burst=read(self.burst),
        )


def _turned(face: Curve) -> Curve:
    """Facing that jumps between -1 and 1, made a turn of an eighth of a second."""
    width = max(3, CLOCK_HZ // 8)
    padded = np.pad(face, width // 2, mode="edge")
    return np.convolve(padded, np.ones(width) / width, "valid")[: len(face)]


Motion = Callable[[Curves, slice, Beat, Stage], None]


def perform(actor: Actor, stage: Stage) -> Curves:
    """The curves of an actor over all its beats; between beats it idles where it is."""
    curves = Curves(stage)
    _idle(curves, slice(0, len(curves.clock)), stage)
    hidden = [beat for beat in actor.beats[:1] if beat.action in (Action.ENTER, Action.APPEAR)]
    for beat in hidden:
        curves.opacity[: curves.during(beat).start] = 0.0
    for beat in actor.beats:
        if beat.start_s >= stage.seconds:
            continue
        part = curves.during(beat)
        motion = MOTIONS.get(beat.action)
        if motion is None:
            motion = _travel if beat.action in TRAVELS else _stand
        motion(curves, part, beat, stage)
        _hold(curves, part)
        if beat.action is Action.CLIMB or beat.direction in (Direction.UP, Direction.DOWN):
            curves.y[part.stop :] = curves.y[part.stop - 1]
    _afloat(curves, stage)
    return curves


def _hold(curves: Curves, part: slice) -> None:
    """After a beat everything that lasts stays as the beat left it."""
    for curve in (curves.x, curves.y, curves.z, curves.face, curves.scale, curves.opacity):
        curve[part.stop :] = curve[part.stop - 1]
    if (since := curves.burst[part.stop - 1]) >= 0:
        curves.burst[part.stop :] = since + np.arange(1, len(curves.burst) - part.stop + 1) / CLOCK_HZ


def _idle(curves: Curves, part: slice, stage: Stage) -> None:
    """Breathing, and the loop playing quietly."""
    offset = stage.rng.uniform(0, 6)
    t = curves.clock[part] + offset
    if stage.member.gait is Gait.STILL and stage.member.kind not in ("animal", "creature", "person"):
        curves.pace[part] = 0.5 / LOOP_S
        return
    curves.stretch[part] = 1 + 0.012 * np.sin(2 * np.pi * t / 2.6)
    if stage.member.id in STRIDERS:
        return
    curves.pace[part] = (1.0 if stage.member.gait in (*FLIERS, Gait.SWIM) else 0.55) / LOOP_S
    if stage.member.gait in (*FLIERS, Gait.SWIM) and stage.y > 0.02:
        curves.y[part] += 0.022 * np.sin(2 * np.pi * t / 3.1)
        curves.lean[part] = 0.04 * np.sin(2 * np.pi * t / 3.7)


def _afloat(curves: Curves, stage: Stage) -> None:
    """What lies on water rides the waves."""
    if stage.afloat:
        t = curves.clock + stage.rng.uniform(0, 6)
        curves.y += 0.022 * stage.height * np.sin(2 * np.pi * t / 2.7)
        curves.lean += 0.035 * np.sin(2 * np.pi * t / 3.4 + 0.8)


def _gate(curves: Curves, part: slice) -> Curve:
    """Speed as a share of full speed: it takes a third of a second to start and to stop, except at the clip's ends."""
    t = curves.clock[part]
    start = np.ones_like(t) if part.start == 0 else smooth((t - t[0]) / 0.35)
    stop = np.ones_like(t) if part.stop >= len(curves.clock) else smooth((t[-1] - t) / 0.35)
    return start * stop


def _stand(curves: Curves, part: slice, beat: Beat, stage: Stage) -> None:
    if beat.direction in SIDE:
        curves.face[part] = SIDE[beat.direction]


def _heading(beat: Beat, curves: Curves, part: slice) -> float:
    return SIDE.get(beat.direction, float(np.sign(curves.face[part.start]) or 1.0))


def _travel(curves: Curves, part: slice, beat: Beat, stage: Stage) -> None:
    """Walk, run, swim, fly, drive, sail, roll, hop: along x, or towards and away, or up and down."""
    pace = PACE.get(beat.action, PACE[Action.WALK]) * stage.height * SPEED[beat.speed]
    gate = _gate(curves, part)
    way = np.cumsum(gate) / CLOCK_HZ * pace
    if beat.direction in (Direction.TOWARD, Direction.AWAY):
        way = _in_depth(curves, part, beat, stage, way)
    elif beat.direction in (Direction.UP, Direction.DOWN):
        sign = 1 if beat.direction is Direction.UP else -1
        way = way * min(1.0, (max(stage.headroom, 0.0) + 1.6 * stage.height) / max(0.7 * float(way[-1]), 1e-6))
        curves.y[part] = np.maximum(curves.y[part] + sign * way * 0.7, 0.0)
    else:
        heading = _heading(beat, curves, part)
        room = max(_room(stage, heading, float(curves.x[part.start])), 0.15 * stage.width)
        if not stage.roam and beat.action is not Action.LEAVE and way[-1] > room:
            way = way * room / way[-1]
        curves.x[part] = curves.x[part] + heading * way
        curves.face[part] = heading
    _gait(curves, part, beat, stage, way)


def _room(stage: Stage, heading: float, x: float) -> float:
    """How far an actor may go before it, or the foremost of its own kind that goes with it, leaves the frame."""
    pack = [other for other in stage.others.values() if other.member is stage.member and other.facing == stage.facing]
    ahead = max((heading * (other.x - x) for other in pack), default=0.0)
    return stage.half_width - 0.5 * stage.width - heading * x - max(ahead, 0.0)


def _in_depth(curves: Curves, part: slice, beat: Beat, stage: Stage, way: Curve) -> Curve:
    start = float(curves.z[part.start])
    if beat.direction is Direction.TOWARD:
        limit = max(0.05, start + FOCAL * 0.42)
        way = limit * (1 - np.exp(-way / limit))
        curves.z[part] = start - way
    else:
        limit = max(0.05, stage.back - start)
        curves.z[part] = start + limit * (1 - np.exp(-1.6 * way / limit))
    return way


def _gait(curves: Curves, part: slice, beat: Beat, stage: Stage, way: Curve) -> None:
    """How the body moves while it travels `way`."""
    t, gait, height = curves.clock[part], stage.member.gait, stage.height
    heading = float(curves.face[part.stop - 1])
    run = 1.5 if beat.action in (Action.RUN, Action.CHASE) else 1.0
    speed = np.gradient(way) * CLOCK_HZ / max(height, 1e-6)
    if beat.action is Action.ROLL or gait is Gait.ROLL:
        curves.spin[part] = heading * way / max(0.5 * height, 1e-6)
        return
    airborne = beat.action in (Action.FLY, Action.FLOAT)
    if (gait is Gait.HOP and not airborne) or beat.action is Action.HOP:
        _hops(curves, part, way / (0.95 * height))
        curves.pace[part] = 1.4 / LOOP_S
        return
    if gait in (*FLIERS, Gait.SWIM, Gait.SAIL, Gait.WHEELS, Gait.SLIDE):
        curves.pace[part] = (1.0 + 0.5 * speed) / LOOP_S
        if gait is Gait.WHEELS:
            curves.y[part] += 0.004 * height * np.abs(np.sin(t * 21))
            curves.stretch[part] = 1 + 0.006 * np.sin(t * 17)
        elif gait is not Gait.SAIL:
            curves.lean[part] += heading * 0.05 * np.minimum(speed, 1.5)
        return
    curves.pace[part] = np.maximum(speed / (STRIDE * run), 0.25 / LOOP_S)
    step = 2 * np.pi * way / (0.62 * height * run)
    curves.y[part] += (0.03 if run > 1 else 0.016) * height * np.abs(np.sin(step / 2)) * np.minimum(1, 3 * speed)
    curves.stretch[part] = 1 + (0.03 if run > 1 else 0.014) * np.cos(step) * np.minimum(1, 3 * speed)
    curves.lean[part] = heading * (0.07 if run > 1 else 0.018) * np.minimum(1, 2 * speed) + 0.014 * np.sin(step / 2)


def _hops(curves: Curves, part: slice, hops: Curve, height: float = 0.22) -> None:
    """Arcs over the ground; `hops` counts them, whole numbers are landings."""
    share = hops - np.floor(hops)
    curves.y[part] += height * 4 * share * (1 - share) * min(1.0, float(hops[-1]) * 2) * 0.8
    near = np.minimum(share, 1 - share)
    curves.stretch[part] = 1 - 0.12 * np.exp(-((near / 0.07) ** 2)) + 0.06 * np.sin(np.pi * share)


def _jump(curves: Curves, part: slice, beat: Beat, stage: Stage) -> None:
    t = curves.clock[part] - curves.clock[part.start]
    period = 1.15 / (SPEED[beat.speed] ** 0.5)
    share = (t / period) % 1.0
    air = np.clip((share - 0.22) / 0.6, 0, 1)
    rise = min(0.75 * stage.height, 0.5, max(stage.headroom, 0.15 * stage.height))
    curves.y[part] += rise * 4 * air * (1 - air)
    crouch = np.exp(-(((share - 0.13) / 0.07) ** 2)) + 0.8 * np.exp(-(((share - 0.87) / 0.05) ** 2))
    curves.stretch[part] = 1 - 0.2 * crouch + 0.1 * np.sin(np.pi * air)
    curves.pace[part] = 1.2 / LOOP_S
    if beat.direction in SIDE:
        curves.x[part] += SIDE[beat.direction] * (np.floor(t / period) + smooth(air)) * 0.35 * stage.height
        curves.face[part] = SIDE[beat.direction]


def _hop(curves: Curves, part: slice, beat: Beat, stage: Stage) -> None:
    if beat.direction is Direction.STAY:
        _hops(curves, part, (curves.clock[part] - curves.clock[part.start]) / 0.62, 0.3 * stage.height)
        curves.pace[part] = 1.2 / LOOP_S
    else:
        _travel(curves, part, beat, stage)


def _spin(curves: Curves, part: slice, beat: Beat, stage: Stage) -> None:
    t = curves.clock[part] - curves.clock[part.start]
    if stage.member.gait is Gait.ROLL:
        curves.spin[part] = 2 * np.pi * t / 1.3 * SPEED[beat.speed]
    else:
        curves.face[part] = float(curves.face[part.start]) * np.cos(2 * np.pi * t / 1.3 * SPEED[beat.speed])


def _dance(curves: Curves, part: slice, beat: Beat, stage: Stage) -> None:
    t = curves.clock[part] - curves.clock[part.start]
    beats = t * 2.0 * SPEED[beat.speed]
    curves.lean[part] = 0.17 * np.sin(np.pi * beats)
    curves.x[part] += 0.16 * stage.height * np.sin(np.pi * beats / 2)
    curves.y[part] += 0.09 * stage.height * np.abs(np.sin(np.pi * beats))
    curves.stretch[part] = 1 + 0.07 * np.cos(2 * np.pi * beats)
    curves.face[part] = np.where(np.floor(beats / 4) % 2 == 0, 1.0, -1.0) * float(np.sign(curves.face[part.start]) or 1)
    curves.pace[part] = 1.5 / LOOP_S


def _shake(curves: Curves, part: slice, beat: Beat, stage: Stage) -> None:
    t = curves.clock[part]
    curves.x[part] += 0.02 * stage.height * np.sin(2 * np.pi * 7 * t)
    curves.lean[part] = 0.03 * np.sin(2 * np.pi * 6 * t + 1)


def _nod(curves: Curves, part: slice, beat: Beat, stage: Stage) -> None:
    t = curves.clock[part] - curves.clock[part.start]
    curves.lean[part] = 0.09 * np.sin(2 * np.pi * t / 1.1) * smooth(t / 0.3)
    curves.stretch[part] = 1 - 0.05 * np.sin(np.pi * t / 1.1) ** 2


def _look_around(curves: Curves, part: slice, beat: Beat, stage: Stage) -> None:
    t = curves.clock[part] - curves.clock[part.start]
    start = float(np.sign(curves.face[part.start]) or 1.0)
    glance = stage.rng.uniform(1.3, 2.1)
    curves.face[part] = np.where(np.floor(t / glance) % 2 == 0, start, -start)
    curves.lean[part] = 0.03 * np.sin(2 * np.pi * t / glance)


def _sleep(curves: Curves, part: slice, beat: Beat, stage: Stage) -> None:
    t = curves.clock[part] - curves.clock[part.start]
    lie = smooth(t / 0.8) if part.start else np.ones_like(t)
    curves.stretch[part] = 1 - lie * (0.2 - 0.035 * np.sin(2 * np.pi * t / 3.2))
    if stage.member.kind == "person":
        curves.lean[part] = lie * 1.45
    curves.pace[part] = 0.0


def _float(curves: Curves, part: slice, beat: Beat, stage: Stage) -> None:
    t = curves.clock[part] + 1.3
    if beat.direction is not Direction.STAY:
        _travel(curves, part, beat, stage)
    curves.y[part] += 0.05 * np.sin(2 * np.pi * t / 4.2)
    curves.x[part] += 0.04 * np.sin(2 * np.pi * t / 5.6)
    curves.lean[part] = 0.09 * np.sin(2 * np.pi * t / 4.9)


def _circle(curves: Curves, part: slice, beat: Beat, stage: Stage) -> None:
    t = curves.clock[part] - curves.clock[part.start]
    radius = min(0.75 * stage.width + 0.25, 0.6 * stage.half_width)
    angle = 2 * np.pi * t / (3.4 / SPEED[beat.speed])
    sign = float(np.sign(curves.face[part.start]) or 1.0)
    curves.x[part] += sign * radius * np.sin(angle)
    curves.z[part] += radius * 0.9 * (1 - np.cos(angle))
    curves.face[part] = np.where(np.cos(angle) >= 0, sign, -sign)
    _gait(curves, part, beat, stage, angle * radius)


def _other(beat: Beat, stage: Stage) -> "Stage | None":
    return stage.others.get(beat.target) if beat.target else None


def _chase(curves: Curves, part: slice, beat: Beat, stage: Stage) -> None:
    """Run behind the target, half a body away, a little closer with time."""
    other = _other(beat, stage)
    if other is None or other.curves is None:
        _travel(curves, part, beat, stage)
        return
    prey = other.curves.x[part]
    heading = float(np.sign(prey[-1] - prey[0])) or float(np.sign(other.facing)) or 1.0
    gap = 0.62 * (stage.width + other.width)
    start_gap = max(gap, heading * (prey[0] - curves.x[part.start]))
    share = smooth((curves.clock[part] - curves.clock[part.start]) / max(stage.seconds, 1.0))
    follow = prey - heading * (start_gap + (gap - start_gap) * share)
    curves.x[part] = follow
    curves.face[part] = heading
    _gait(curves, part, beat, stage, np.abs(follow - follow[0]))


def _approach(curves: Curves, part: slice, beat: Beat, stage: Stage) -> None:
    """Go up to the target and stop beside it."""
    other = _other(beat, stage)
    if other is None:
        _travel(curves, part, beat, stage)
        return
    goal = other.x if other.curves is None else float(other.curves.x[part.stop - 1])
    start = float(curves.x[part.start])
    heading = float(np.sign(goal - start)) or 1.0
    distance = max(0.0, abs(goal - start) - 0.52 * (stage.width + other.width))
    pace = PACE[Action.WALK] * 1.4 * stage.height * SPEED[beat.speed]
    t = curves.clock[part] - curves.clock[part.start]
    needed = min(max(distance / pace * 1.3, 0.6), 0.85 * t[-1] + 0.05)
    way = distance * smooth(t / needed)
    curves.x[part] = start + heading * way
    curves.z[part] += (other.z - 0.02 - curves.z[part.start]) * smooth(t / needed)
    curves.face[part] = heading
    _gait(curves, part, beat, stage, way)


def _collide(curves: Curves, part: slice, beat: Beat, stage: Stage) -> None:
    """Run into the target; both are thrown back as their masses say. Who moves first of two meets the other halfway."""
    other = _other(beat, stage)
    if other is None:
        _travel(curves, part, beat, stage)
        return
    t = curves.clock[part] - curves.clock[part.start]
    hit_s = 0.45 * float(t[-1])
    prey = np.full_like(t, other.x) if other.curves is None else other.curves.x[part]
    start = float(curves.x[part.start])
    heading = float(np.sign(prey[0] - start)) or 1.0
    touch = 0.46 * (stage.width + other.width)
    gap = max(abs(float(prey[0]) - start), touch)
    closing = np.minimum(t / hit_s, 1.0) ** CHARGE
    curves.face[part] = heading
    if other.curves is None:
        curves.x[part] = start + heading * 0.5 * (gap - touch) * closing
    else:
        speed = max(CHARGE * (gap - touch) / hit_s, 1.2 * stage.height)
        first, second = _thrown(np.maximum(t - hit_s, 0.0), speed, stage, other)
        curves.x[part] = prey - heading * (gap + (touch - gap) * closing) + heading * first
        other.curves.x[part] += heading * second
        if other.member.gait is Gait.ROLL:
            other.curves.spin[part] += heading * second / max(0.5 * other.height, 1e-6)
        _hold(other.curves, part)
    moved = np.abs(curves.x[part] - start)
    _gait(curves, part, beat, stage, moved)
    for curve in (curves, other.curves):
        if curve is not None:
            curve.stretch[part] *= 1 + 0.16 * np.exp(-(((t - hit_s - 0.06) / 0.09) ** 2))


def _thrown(since: Curve, speed: float, stage: Stage, other: Stage) -> tuple[Curve, Curve]:
    """How far two actors are thrown after they touch, seconds `since` then; friction brings them to rest."""
    first, second = physics.collide(
        since,
        gap=0.5 * (stage.width + other.width),
        speeds=(speed, 0.0),
        radii=(0.25 * (stage.width + other.width), 0.25 * (stage.width + other.width)),
        masses=(stage.height**2, other.height**2),
    )
    coasting = np.where(since > 0, 0.55 * (1 - np.exp(-since / 0.55)) / np.maximum(since, 1e-6), 1.0)
    return first * coasting, second * coasting


def _elasticity(stage: Stage, beat: Beat) -> float:
    if beat.action is Action.BOUNCE:
        return 0.9
    return 0.74 if stage.member.gait is Gait.ROLL or stage.member.id == "balloon" else 0.28


def _fall(curves: Curves, part: slice, beat: Beat, stage: Stage) -> None:
    """Let go above the ground; before the beat it is not there if that is how the actor begins."""
    t = curves.clock[part] - curves.clock[part.start]
    height = 1.0 if beat.action is Action.FALL else max(0.55, stage.y)
    drift = 0.1 * float(stage.rng.uniform(-1, 1)) if beat.direction not in SIDE else 0.25 * SIDE[beat.direction]
    x, y, spin = physics.drop(
        t, height=height, radius=0.5 * stage.height, elasticity=_elasticity(stage, beat), drift=drift
    )
    curves.x[part] = curves.x[part.start] + x
    curves.y[part] = y
    speed = np.gradient(y) * CLOCK_HZ
    landed = np.exp(-((y / 0.02) ** 2)) * np.clip(np.abs(speed), 0, 1.2)
    curves.stretch[part] = 1 + 0.08 * np.clip(np.abs(speed) - 0.8, 0, 1) - 0.2 * landed
    if stage.member.gait is Gait.ROLL:
        curves.spin[part] = spin
    if part.start > 0 and beat.action is Action.FALL:
        curves.opacity[: part.start] = 0.0


def _climb(curves: Curves, part: slice, beat: Beat, stage: Stage) -> None:
    t = curves.clock[part] - curves.clock[part.start]
    way = PACE[Action.CLIMB] * stage.height * SPEED[beat.speed] * t
    down = beat.direction is Direction.DOWN
    curves.y[part] = np.maximum(curves.y[part] + (-way if down else way), 0.0)
    curves.lean[part] = 0.05 * np.sin(2 * np.pi * t / 0.7)
    curves.pace[part] = 1.0 / LOOP_S


def _grow(curves: Curves, part: slice, beat: Beat, stage: Stage) -> None:
    t = curves.clock[part] - curves.clock[part.start]
    share = smooth(t / max(float(t[-1]) * 0.9, 0.2))
    low, high = 0.35, 1.15
    curves.scale[part] = low + (high - low) * share if beat.action is Action.GROW else 1 - 0.65 * share
    if beat.action is Action.GROW and part.start > 0:
        curves.scale[: part.start] = low
    curves.stretch[part] = 1 + 0.03 * np.sin(2 * np.pi * t / 0.9)


def _appear(curves: Curves, part: slice, beat: Beat, stage: Stage) -> None:
    t = curves.clock[part] - curves.clock[part.start]
    curves.opacity[part] = smooth(t / 0.2)
    curves.scale[part] = 1 - np.exp(-t * 9) * np.cos(t * 13)


def _vanish(curves: Curves, part: slice, beat: Beat, stage: Stage) -> None:
    t = curves.clock[part] - curves.clock[part.start]
    gone = smooth((t - 0.35 * t[-1]) / 0.45)
    curves.scale[part] *= 1 - 0.75 * gone
    curves.opacity[part] *= 1 - gone


def _explode(curves: Curves, part: slice, beat: Beat, stage: Stage) -> None:
    t = curves.clock[part] - curves.clock[part.start]
    moment = 0.45 * float(t[-1])
    tremble = smooth((t - moment + 0.6) / 0.6) * (t < moment)
    curves.x[part] += 0.02 * stage.height * tremble * np.sin(2 * np.pi * 11 * t)
    curves.scale[part] *= 1 + 0.16 * tremble
    curves.opacity[part] *= np.where(t >= moment, 0.0, 1.0)
    curves.burst[part] = t - moment


def _enter(curves: Curves, part: slice, beat: Beat, stage: Stage) -> None:
    """Come in from outside the frame to the actor's place, then stay there."""
    goal = float(curves.x[part.start])
    from_left = beat.direction is Direction.RIGHT or (beat.direction not in SIDE and goal <= 0)
    heading = 1.0 if from_left else -1.0
    start = -heading * (stage.half_width + 0.6 * stage.width)
    t = curves.clock[part] - curves.clock[part.start]
    way = abs(goal - start) * smooth(np.minimum(t / max(0.75 * float(t[-1]), 0.3), 1.0))
    curves.x[part] = start + heading * way
    curves.face[part] = heading
    curves.opacity[part] = 1.0
    _gait(curves, part, beat, stage, way)


MOTIONS: dict[Action, Motion] = {
    Action.JUMP: _jump,
    Action.HOP: _hop,
    Action.SPIN: _spin,
    Action.DANCE: _dance,
    Action.SHAKE: _shake,
    Action.NOD: _nod,
    Action.LOOK_AROUND: _look_around,
    Action.SLEEP: _sleep,
    Action.FLOAT: _float,
    Action.CIRCLE: _circle,
    Action.CHASE: _chase,
    Action.APPROACH: _approach,
    Action.COLLIDE: _collide,
    Action.FALL: _fall,
    Action.BOUNCE: _fall,
    Action.CLIMB: _climb,
    Action.GROW: _grow,
    Action.SHRINK: _grow,
    Action.APPEAR: _appear,
    Action.VANISH: _vanish,
    Action.EXPLODE: _explode,
    Action.ENTER: _enter,
}
