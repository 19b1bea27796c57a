"""Every word a scene graph may use besides the names of its cast. The order is the order of menus."""

from enum import StrEnum


class Place(StrEnum):
    """Where a scene plays."""

    MEADOW = "meadow"
    FOREST = "forest"
    JUNGLE = "jungle"
    GARDEN = "garden"
    DESERT = "desert"
    SNOWFIELD = "snowfield"
    MOUNTAINS = "mountains"
    BEACH = "beach"
    SEA = "sea"
    SEABED = "seabed"
    CITY = "city"
    VILLAGE = "village"
    ROOM = "room"
    STAGE = "stage"
    SKY = "sky"
    MOON = "moon"


SHELTERED = (Place.SEABED, Place.ROOM, Place.STAGE, Place.MOON)
"""Where no weather is seen."""


class TimeOfDay(StrEnum):
    """Where the light comes from."""

    DAWN = "dawn"
    DAY = "day"
    SUNSET = "sunset"
    NIGHT = "night"


class Weather(StrEnum):
    """What is in the air."""

    CLEAR = "clear"
    CLOUDY = "cloudy"
    RAIN = "rain"
    SNOW = "snow"
    FOG = "fog"
    STORM = "storm"
    WIND = "wind"


class Style(StrEnum):
    """Grades and materials of the same world."""

    STORYBOOK = "storybook"
    ARCHIVAL = "archival"
    NOIR = "noir"
    PAPERCRAFT = "papercraft"
    STOP_MOTION = "stop_motion"
    WATERCOLOUR = "watercolour"
    PIXEL = "pixel"
    SILHOUETTE = "silhouette"
    BALLOON = "balloon"


class Shot(StrEnum):
    """How much of the frame the subject fills."""

    EXTREME_WIDE = "extreme_wide"
    WIDE = "wide"
    MEDIUM = "medium"
    CLOSE = "close"
    EXTREME_CLOSE = "extreme_close"


class Angle(StrEnum):
    """Height of the camera."""

    EYE = "eye"
    LOW = "low"
    HIGH = "high"
    AERIAL = "aerial"


class Move(StrEnum):
    """What the camera does during the shot."""

    STATIC = "static"
    FOLLOW = "follow"
    PAN_LEFT = "pan_left"
    PAN_RIGHT = "pan_right"
    TILT_UP = "tilt_up"
    TILT_DOWN = "tilt_down"
    ZOOM_IN = "zoom_in"
    ZOOM_OUT = "zoom_out"
    DOLLY_IN = "dolly_in"
    DOLLY_OUT = "dolly_out"
    TRUCK_LEFT = "truck_left"
    TRUCK_RIGHT = "truck_right"
    CRANE_UP = "crane_up"
    CRANE_DOWN = "crane_down"
    ORBIT = "orbit"
    HANDHELD = "handheld"


class Action(StrEnum):
    """What an actor does during a beat."""

    STAND = "stand"
    WALK = "walk"
    RUN = "run"
    SNEAK = "sneak"
    JUMP = "jump"
    HOP = "hop"
    SPIN = "spin"
    DANCE = "dance"
    SHAKE = "shake"
    NOD = "nod"
    LOOK_AROUND = "look_around"
    SLEEP = "sleep"
    FLY = "fly"
    SWIM = "swim"
    SAIL = "sail"
    DRIVE = "drive"
    FLOAT = "float"
    ROLL = "roll"
    BOUNCE = "bounce"
    FALL = "fall"
    CIRCLE = "circle"
    CHASE = "chase"
    APPROACH = "approach"
    COLLIDE = "collide"
    CLIMB = "climb"
    GROW = "grow"
    SHRINK = "shrink"
    APPEAR = "appear"
    VANISH = "vanish"
    EXPLODE = "explode"
    ENTER = "enter"
    LEAVE = "leave"


class Direction(StrEnum):
    """Where a beat leads, as the viewer sees it."""

    STAY = "stay"
    LEFT = "left"
    RIGHT = "right"
    TOWARD = "toward"
    AWAY = "away"
    UP = "up"
    DOWN = "down"


class Speed(StrEnum):
    """How fast a beat goes."""

    SLOW = "slow"
    NORMAL = "normal"
    FAST = "fast"


class RelationKind(StrEnum):
    """How two actors stand to each other at the start, as the viewer sees them."""

    LEFT_OF = "left_of"
    RIGHT_OF = "right_of"
    BEHIND = "behind"
    IN_FRONT_OF = "in_front_of"
    NEAR = "near"
    FAR_FROM = "far_from"
    ON = "on"
    UNDER = "under"


class Colour(StrEnum):
    """Paints for the cast."""

    RED = "red"
    ORANGE = "orange"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    PURPLE = "purple"
    PINK = "pink"
    BROWN = "brown"
    BLACK = "black"
    WHITE = "white"
    GREY = "grey"
    GOLD = "gold"


class Kind(StrEnum):
    """What sort of thing a member of the cast is."""

    ANIMAL = "animal"
    CREATURE = "creature"
    PERSON = "person"
    VEHICLE = "vehicle"
    OBJECT = "object"
    FOOD = "food"
    PLANT = "plant"
    NATURE = "nature"
    BUILDING = "building"
    SKY = "sky"


class Gait(StrEnum):
    """How a member of the cast gets about."""

    WALK = "walk"
    RUN = "run"
    HOP = "hop"
    CRAWL = "crawl"
    SLIDE = "slide"
    WHEELS = "wheels"
    ROLL = "roll"
    FLY = "fly"
    HOVER = "hover"
    SWIM = "swim"
    SAIL = "sail"
    SKY = "sky"
    STILL = "still"
