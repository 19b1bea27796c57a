"""From a scene to curves: how large everything is, where it stands, how it moves.

The frame fits the scene: the shot says what share of the frame the actors fill, and their true sizes to each other are
kept, so the same scene is composed anew for every aspect ratio instead of being cropped.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from yozora.worlds.camera import FILL, PORTRAIT_FILL, camera_track, feet_rows, hero_of, is_portrait
from yozora.worlds.cast import sprites
from yozora.worlds.cast.roster import Member, member
from yozora.worlds.geometry import FOCAL, CameraTrack, Curve, Track
from yozora.worlds.motion import Stage, perform
from yozora.worlds.scene import Actor, Scene
from yozora.worlds.vocabulary import Action, Direction, Gait, Kind, Move, Place, RelationKind, Shot

SCENERY = (Kind.BUILDING, Kind.PLANT, Kind.NATURE, Kind.SKY)
BACK = {
    Place.ROOM: 1.4,
    Place.STAGE: 1.4,
    Place.CITY: 0.95,
    Place.VILLAGE: 1.5,
    Place.BEACH: 1.2,
}  # z of walls and water
RUN_UP = 0.35  # world units between two who are going to collide
NEAR_ROW = 0.9  # actors with less than this z between them and the line of focus stand in one row
ROW_SHARE = 0.95  # of the frame width a row may take
WIDEST_SHARE = 0.8  # of the frame width, for all main actors together
LANDSCAPE_METRES = 6.0  # frame height where nobody is there to measure it by
SEATS = {  # share of the height of what one sits, lies or stands in front of
    "sofa": 0.3,
    "bed": 0.42,
    "chair": 0.45,
    "bicycle": 0.4,
    "motorcycle": 0.45,
    "scooter": 0.4,
    "skateboard": 0.75,
    "sled": 0.45,
}
SIDEWAYS = {RelationKind.LEFT_OF: -1, RelationKind.RIGHT_OF: 1}
SKY_DEPTH = 3.0  # what hangs in the sky is at least this far away, in distances of the camera
SKY_SHARE = 0.1  # of the frame height, for each storybook metre of it
WATER_PLACES = (Place.SEA,)


@dataclass(frozen=True, kw_only=True)
class StagedActor:
    """An actor ready to be drawn: its size in world units, its curves, how deep it lies in water (share of height)."""

    actor: Actor
    member: Member
    height: float
    width: float
    track: Track
    draught: float

    def order(self, frame: int) -> float:
        """How far back it is drawn: what hangs in the sky behind everybody."""
        return math.inf if self.member.gait is Gait.SKY else float(self.track.z[frame])


@dataclass(frozen=True, kw_only=True)
class Staged:
    """A scene in world units over time. `metre` is the length of a storybook metre; `times` [T] in seconds."""

    scene: Scene
    aspect: float
    metre: float
    times: Curve
    camera: CameraTrack
    actors: tuple[StagedActor, ...]


def stage(scene: Scene, *, aspect: float, times: Curve, metre: float | None = None) -> Staged:
    """Work out every curve of a scene for a frame of `aspect` (width over height) at `times` [T] seconds, at the scale
    of a `metre` or else at the one that fits the frame; `continued.staged_on` heeds what the scene goes on from.

    Raises InvalidPlan where an actor is not in the cast.
    """
    members = {actor.id: member(actor.subject) for actor in scene.actors}
    if metre is None:
        metre = _fitting(scene, members, aspect)
    stages = _blocked(scene, members, metre, aspect)
    for mine in stages.values():
        mine.others = stages
    for actor in _targets_first(scene):
        stages[actor.id].curves = perform(actor, stages[actor.id])
    _carry(scene, stages)
    camera = camera_track(scene, stages, aspect, times)
    actors = tuple(_staged(actor, stages[actor.id], times) for actor in scene.actors)
    return Staged(scene=scene, aspect=aspect, metre=metre, times=times, camera=camera, actors=actors)


def _fitting(scene: Scene, members: dict[str, Member], aspect: float) -> float:
    """The metre at which everybody fits the frame."""
    metre = _metre(scene, members, aspect)
    stages = _blocked(scene, members, metre, aspect)
    return metre * min(1.0, _fit(stages, aspect), _headroom_for_riders(scene, stages))


def _blocked(scene: Scene, members: dict[str, Member], metre: float, aspect: float) -> dict[str, Stage]:
    """Every actor in its place at the start, at a scale."""
    stages = {actor.id: _place(scene, actor, members[actor.id], metre, aspect) for actor in scene.actors}
    _relate(scene, stages)
    _meet(scene, stages)
    row = _row(scene, stages)
    _spread(row)
    _centre(row, aspect)
    return stages


def _meet(scene: Scene, stages: dict[str, Stage]) -> None:
    """Who is run into stands in the way: at the same depth, inside the frame."""
    for actor in scene.actors:
        for beat in actor.beats:
            if beat.action is Action.COLLIDE and beat.target is not None:
                mine, other = stages[actor.id], stages[beat.target]
                side = 1.0 if other.x >= mine.x else -1.0
                apart = max(abs(other.x - mine.x), 0.46 * (mine.width + other.width) + RUN_UP)
                middle = float(np.clip((mine.x + other.x) / 2, -0.15, 0.15))
                mine.x, other.x = middle - side * apart / 2, middle + side * apart / 2
                other.z = mine.z + 0.02


def _ends(row: list[Stage]) -> tuple[float, float]:
    """Left and right end of a row of actors, as seen at z = 0."""
    nearness = [FOCAL / (FOCAL + one.z) for one in row]
    left = min((one.x - one.width / 2) * near for one, near in zip(row, nearness, strict=True))
    return left, max((one.x + one.width / 2) * near for one, near in zip(row, nearness, strict=True))


def _fit(stages: dict[str, Stage], aspect: float) -> float:
    """How much smaller everything must be so that a row of several actors fits the frame; 1 where it does."""
    row = [one for one in stages.values() if one.member.kind not in SCENERY and abs(one.z) < NEAR_ROW]
    if len(row) < 2:
        return 1.0
    left, right = _ends(row)
    return min(1.0, ROW_SHARE * aspect / (right - left))


def _centre(row: list[Stage], aspect: float) -> None:
    """Shift a row that reaches over an edge of the frame back inside."""
    lively = [one for one in row if one.member.kind not in SCENERY]
    if len(lively) < 2:
        return
    left, right = _ends(lively)
    edge = 0.5 * ROW_SHARE * aspect
    shift = max(-edge - left, 0.0) - max(right - edge, 0.0)
    for one in lively:
        one.x += shift


def _targets_first(scene: Scene) -> list[Actor]:
    """Who is chased moves before who chases, along every chain; a circle is broken where it is met first."""
    ordered: list[Actor] = []

    def visit(actor: Actor, path: tuple[str, ...]) -> None:
        for beat in actor.beats:
            if beat.target is not None and beat.target not in path:
                visit(scene.actor(beat.target), (*path, beat.target))
        if actor not in ordered:
            ordered.append(actor)

    for actor in scene.actors:
        visit(actor, (actor.id,))
    return ordered


def _main(scene: Scene, members: dict[str, Member]) -> list[Actor]:
    """The actors the frame is made for: the camera's target, or who is alive and near, or else everything near."""
    if scene.camera.target is not None:
        return [scene.actor(scene.camera.target)]
    near = [actor for actor in scene.actors if actor.depth < 0.6]
    alive = [actor for actor in near if members[actor.id].kind not in SCENERY]
    return alive or near or list(scene.actors)


def _metre(scene: Scene, members: dict[str, Member], aspect: float) -> float:
    main = [actor for actor in _main(scene, members) if members[actor.id].gait is not Gait.SKY]
    if not main:
        return 1 / LANDSCAPE_METRES
    tallest_m = max(members[actor.id].height_m * actor.scale for actor in main)
    fill = PORTRAIT_FILL[scene.camera.shot] if is_portrait(scene) else FILL[scene.camera.shot]
    metre = fill * _room_to_move(main) / tallest_m
    lone = len(main) == 1
    together = sum(members[a.id].height_m * a.scale * sprites.aspect(a.subject) for a in main) * metre
    room = aspect * (0.62 if lone else WIDEST_SHARE) * (1.6 if scene.camera.shot is Shot.EXTREME_CLOSE else 1.0)
    return metre * min(1.0, room / together)


def _room_to_move(main: list[Actor]) -> float:
    """What falls or bounces needs the height of the frame for it."""
    acts = {beat.action for actor in main for beat in actor.beats}
    return 0.6 if acts & {Action.FALL, Action.BOUNCE} else 1.0


def _swims_below(scene: Scene, cast: Member) -> bool:
    return scene.place is Place.SEABED and cast.gait in (Gait.SWIM, Gait.SAIL)


def _height_above_ground(scene: Scene, actor: Actor, cast: Member, rng: np.random.Generator, height: float) -> float:
    """In world units; what flies or swims is lifted where the scene does not say how high it is."""
    if actor.height > 0:
        return actor.height
    acts = {beat.action for beat in actor.beats}
    if Action.SLEEP in acts:
        return 0.0
    if cast.gait is Gait.SKY:
        return float(rng.uniform(0.42, 0.6))
    if _swims_below(scene, cast):
        return float(rng.uniform(0.1, max(0.16, 0.62 - height)))
    airborne = bool(acts) and acts <= {Action.FLY, Action.FLOAT}
    if cast.gait is Gait.FLY or airborne:
        return float(rng.uniform(0.24, max(0.3, 0.66 - 0.8 * height)))
    if cast.gait is Gait.HOVER:
        return float(rng.uniform(0.06, 0.2))
    if Action.BOUNCE in acts:
        return 0.55
    return 0.0


def _place(scene: Scene, actor: Actor, cast: Member, metre: float, aspect: float) -> Stage:
    rng = np.random.default_rng([scene.seed, *actor.id.encode()])
    in_sky = cast.gait is Gait.SKY
    z = FOCAL * (max(actor.depth, SKY_DEPTH) if in_sky else actor.depth)
    far = (FOCAL + z) / FOCAL
    height = cast.height_m * actor.scale * metre
    if in_sky:  # sun and moon have no size in metres that a frame could hold
        height = min(SKY_SHARE * cast.height_m, 0.4) * actor.scale * far
    half_width = aspect / 2 * far
    facing = {Direction.LEFT: -1.0, Direction.RIGHT: 1.0}.get(
        actor.facing or Direction.STAY, -1.0 if actor.x > 0.05 else 1.0
    )
    on_water = scene.place in WATER_PLACES and cast.gait not in (Gait.FLY, Gait.HOVER, Gait.SKY)
    horizon, feet = feet_rows(scene)
    ceiling = horizon + (feet - horizon) / far - height / far - 0.05  # nothing is cut off by the top of the frame
    lift = min(_height_above_ground(scene, actor, cast, rng, height / far), max(0.02, ceiling)) * far
    return Stage(
        member=cast,
        x=actor.x * half_width,
        y=0.0 if on_water and actor.height == 0 else lift,
        z=z,
        height=height,
        width=height * sprites.aspect(actor.subject),
        half_width=half_width,
        headroom=feet - 0.04 - height - lift,
        back=BACK.get(scene.place, 30.0),
        roam=_followed(scene, actor),
        afloat=on_water,
        seconds=scene.seconds,
        facing=facing,
        rng=rng,
    )


def _followed(scene: Scene, actor: Actor) -> bool:
    """Whether the camera goes along, so that the actor cannot walk out of the picture."""
    if scene.camera.move is not Move.FOLLOW:
        return False
    target = scene.camera.target or hero_of(scene)
    chased = {beat.target for other in scene.actors for beat in other.beats}
    return (
        actor.id == target
        or actor.id in chased
        or any(beat.target == target for beat in actor.beats)
        or _same_way(scene, actor)
    )


def _same_way(scene: Scene, actor: Actor) -> bool:
    hero = next((other for other in scene.actors if other.id == (scene.camera.target or hero_of(scene))), None)
    return (
        hero is not None
        and [b.direction for b in hero.beats] == [b.direction for b in actor.beats]
        and bool(actor.beats)
    )


def _relate(scene: Scene, stages: dict[str, Stage]) -> None:
    """Move the subject of each relation to where the relation says it is."""
    for relation in scene.relations:
        mine, other = stages[relation.subject], stages[relation.object]
        if other.member.gait is Gait.SKY:  # under the moon is where one stands anyway
            continue
        if relation.kind is RelationKind.ON:
            share, in_front = _seat(mine, other)
            mine.x, mine.z = other.x, other.z + (-0.01 if in_front else 0.01)
            mine.y = other.y + share * other.height
        elif relation.kind is RelationKind.UNDER:
            mine.x, mine.z = other.x, other.z - 0.03
        elif relation.kind is RelationKind.BEHIND:
            mine.z = max(mine.z, other.z + 0.3)
        elif relation.kind is RelationKind.IN_FRONT_OF:
            mine.z = min(mine.z, other.z - 0.2)
        elif relation.kind in SIDEWAYS and SIDEWAYS[relation.kind] * (mine.x - other.x) <= 0:
            mine.x, other.x = other.x + 0.01 * SIDEWAYS[relation.kind], mine.x


def _seat(rider: Stage, mount: Stage) -> tuple[float, bool]:
    """How high one sits or stands on it, as a share of its height, and whether one is drawn in front of it.

    A rider drawn behind an animal hides his legs behind its body, which looks like sitting astride; who is small stands
    on its back.
    """
    if mount.member.id in SEATS:
        return SEATS[mount.member.id], True
    if mount.member.kind in (Kind.ANIMAL, Kind.CREATURE):
        return (0.5, False) if rider.height > 0.55 * mount.height else (0.88, True)
    return (0.3, False) if mount.member.gait is Gait.SAIL else (0.93, True)


def _carry(scene: Scene, stages: dict[str, Stage]) -> None:
    """Who is on something goes where it goes."""
    for relation in scene.relations:
        rider, mount = stages[relation.subject], stages[relation.object]
        if relation.kind is not RelationKind.ON or rider.curves is None or mount.curves is None:
            continue
        if mount.member.gait is Gait.SKY:
            continue
        share, in_front = _seat(rider, mount)
        hop = np.maximum(rider.curves.y - rider.y, 0.0)
        rider.curves.x = mount.curves.x + (rider.x - mount.x)
        rider.curves.z = mount.curves.z + (-0.01 if in_front else 0.01)
        rider.curves.y = mount.curves.y + share * mount.height * mount.curves.stretch * mount.curves.scale + hop
        if np.ptp(mount.curves.x) > 0.05:
            rider.curves.face = mount.curves.face


def _headroom_for_riders(scene: Scene, stages: dict[str, Stage]) -> float:
    """How much smaller everything must be so that what stands on something keeps its head in the frame."""
    tops = [
        stages[r.subject].height + _seat(stages[r.subject], stages[r.object])[0] * stages[r.object].height
        for r in scene.relations
        if r.kind is RelationKind.ON
    ]
    return min([1.0, *((feet_rows(scene)[1] - 0.06) / top for top in tops)])


def _row(scene: Scene, stages: dict[str, Stage]) -> list[Stage]:
    """The actors that would hide each other: those in the front row that no relation has put where they are."""
    stacked = (RelationKind.ON, RelationKind.UNDER)
    tied = {name for r in scene.relations if r.kind in stacked for name in (r.subject, r.object)}
    tied |= {r.subject for r in scene.relations if r.kind in (RelationKind.BEHIND, RelationKind.IN_FRONT_OF)}
    front = [one for name, one in stages.items() if name not in tied and abs(one.z) < NEAR_ROW]
    return [one for one in front if one.member.gait is not Gait.SKY]


def _spread(row: list[Stage]) -> None:
    """Push apart actors of a row that would hide each other."""
    for _ in range(12):
        row.sort(key=lambda one: one.x)
        for left, right in pairwise(row):
            apart = abs(left.y - right.y) > 0.8 * max(left.height, right.height) or abs(left.z - right.z) > 0.7
            lack = 0.47 * (left.width + right.width) - (right.x - left.x)
            if lack > 0 and not apart:
                left.x -= lack / 2
                right.x += lack / 2


def _staged(actor: Actor, mine: Stage, times: Curve) -> StagedActor:
    assert mine.curves is not None
    draught = 0.0
    if mine.afloat and mine.y < 0.02:
        draught = mine.member.water_share or {Gait.SAIL: 0.12, Gait.SWIM: 0.26}.get(mine.member.gait, 0.45)
    return StagedActor(
        actor=actor,
        member=mine.member,
        height=mine.height,
        width=mine.width,
        track=mine.curves.track(times),
        draught=draught,
    )
