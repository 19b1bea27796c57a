"""What a scene gets when the words leave it open: its place, its shot and how its camera moves."""

from random import Random

from yozora.director.gaits import TRAVELLING, is_alive
from yozora.director.wishes import Wishes
from yozora.worlds.cast.roster import member
from yozora.worlds.scene import Actor, Camera
from yozora.worlds.vocabulary import Action, Angle, Direction, Gait, Kind, Move, Place, RelationKind, Shot, TimeOfDay

_HOMES = {
    Place.SEA: ("whale", "spouting_whale", "dolphin", "surfboard", "seal"),
    Place.SNOWFIELD: ("penguin", "polar_bear", "snowman", "skier", "sled", "mammoth", "santa"),
    Place.DESERT: ("camel", "dromedary", "cactus", "scorpion", "temple"),
    Place.MOON: ("astronaut", "alien", "satellite"),
    Place.JUNGLE: ("tiger", "leopard", "monkey", "gorilla", "orangutan", "parrot", "sloth", "crocodile", "sauropod",
                   "t_rex"),
    Place.FOREST: ("fox", "wolf", "bear", "deer", "squirrel", "owl", "badger", "beaver", "raccoon", "hedgehog",
                   "mushroom", "pine_tree", "elf", "fairy", "panda", "koala", "bamboo"),
    Place.BEACH: ("crab", "shell", "palm_tree", "turtle", "otter"),
    Place.SKY: ("cloud", "balloon", "kite", "parachute", "rainbow", "airplane", "jet", "helicopter", "eagle",
                "flying_saucer", "dragon"),
    Place.STAGE: ("singer", "dancer", "disco_dancer", "juggler", "mirror_ball"),
    Place.SEABED: ("coral", "mermaid"),
    Place.VILLAGE: ("farmer", "tractor", "rooster", "chick"),
    Place.GARDEN: ("butterfly", "bee", "ladybug", "snail", "caterpillar", "rose", "tulip", "sunflower", "peacock",
                   "fountain", "lotus", "flower"),
    Place.ROOM: ("hamster", "robot", "cook", "doctor", "scientist", "baby", "grandmother", "painter", "yogi"),
    Place.CITY: ("police_officer", "firefighter", "detective", "superhero", "ninja", "street_sign", "traffic_light",
                 "tokyo_tower", "statue", "crane", "construction_worker"),
}  # fmt: skip
_OUTDOORS = ("rock", "log", "fire", "soccer_ball", "bomb", "tent", "kite", "sled", "moai", "carousel", "fountain",
             "basketball", "volleyball", "baseball", "goal", "mailbox")  # fmt: skip
_FRAMED_FAR_M = 2.8
_MANY = 3


def home(wishes: Wishes, hero: str | None) -> Place:
    """Where the scene plays when no place was said: where its hero is at home."""
    if hero is None:
        return Place.MEADOW
    for place, subjects in _HOMES.items():
        if hero in subjects:
            return place
    entry = member(hero)
    if aboard := _vessel(wishes):
        entry = member(aboard)
    if entry.gait is Gait.SWIM:
        return Place.SEABED
    if entry.gait is Gait.SAIL and entry.kind is Kind.VEHICLE:
        return Place.SEA
    if (entry.kind is Kind.VEHICLE and entry.gait in (Gait.WHEELS, Gait.STILL)) or entry.kind is Kind.BUILDING:
        return Place.CITY
    if entry.kind is Kind.SKY or (entry.kind is Kind.VEHICLE and entry.gait is Gait.FLY):
        return Place.SKY
    if entry.kind in (Kind.OBJECT, Kind.FOOD) and hero not in _OUTDOORS:
        return Place.ROOM
    return Place.MEADOW


def _vessel(wishes: Wishes) -> str | None:
    """What somebody sails or flies in."""
    ridden = [wishes.parties[bond.object].subject for bond in wishes.bonds if bond.kind is RelationKind.ON]
    vessels = [name for name in ridden if member(name).kind is Kind.VEHICLE]
    return next((name for name in vessels if member(name).gait in (Gait.SAIL, Gait.FLY)), None)


def hour(wishes: Wishes) -> TimeOfDay:
    """The light when no time was said: night for what is seen by night only, else day."""
    subjects = {party.subject for party in wishes.parties}
    return TimeOfDay.NIGHT if subjects & {"moon", "star", "comet"} and "sun" not in subjects else TimeOfDay.DAY


def camera(
    wishes: Wishes, actors: tuple[Actor, ...], hero: Actor | None, rng: Random, *, mount: str | None = None
) -> Camera:
    """The shot as said; what was not said follows from how many act, how large they are and whether they travel.

    `mount` is the id of the actor that carries the hero.
    """
    framed = len([actor for actor in actors if actor.depth < 1])
    large = hero is None or member(hero.subject).height_m * hero.scale >= _FRAMED_FAR_M
    shot = Shot.WIDE if large or framed >= _MANY or wishes.angle is Angle.AERIAL else Shot.MEDIUM
    quiet = rng.choice((Move.STATIC, Move.DOLLY_IN))
    followed = [actor for actor in actors if hero is not None and actor.id in (hero.id, mount)]
    travels = any(_travels(beat.action, beat.direction) for actor in followed for beat in actor.beats)
    return Camera(
        shot=wishes.shot or shot,
        angle=wishes.angle or Angle.EYE,
        move=wishes.move or (Move.FOLLOW if travels and framed < _MANY * 2 else quiet),
        target=hero.id if hero is not None else None,
    )


def _travels(action: Action, direction: Direction) -> bool:
    return action in TRAVELLING and direction in (Direction.LEFT, Direction.RIGHT)


def hero_of(wishes: Wishes) -> int | None:
    """The number of the party the clip is about: who acts before who stands, the living before things."""

    def rank(number: int) -> tuple[bool, bool, bool, int]:
        party = wishes.parties[number]
        acts = any(deed.party == number for deed in wishes.deeds)
        moves = is_alive(party.subject) or member(party.subject).kind is Kind.VEHICLE
        return party.distant, not (acts and moves), not moves, number

    foreground = [
        n for n, party in enumerate(wishes.parties) if not is_scenery(party.subject) or len(wishes.parties) == 1
    ]
    return min(foreground, key=rank, default=0 if wishes.parties else None)


def is_scenery(subject: str) -> bool:
    """Whether it usually stands behind the others: trees, houses, the moon."""
    entry = member(subject)
    return entry.kind in (Kind.BUILDING, Kind.SKY) or (
        entry.height_m >= _FRAMED_FAR_M
        and entry.kind
        in (
            Kind.PLANT,
            Kind.NATURE,
        )
    )
