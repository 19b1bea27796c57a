"""English words of the captions; of each list the first is the plainest."""

from yozora.worlds.vocabulary import (
    Action,
    Angle,
    Direction,
    Gait,
    Move,
    Place,
    RelationKind,
    Shot,
    Speed,
    Style,
    TimeOfDay,
    Weather,
)

NOUNS = {  # where the name in the roster is not what one says
    "automobile": ("car", "automobile"),
    "bamboo": ("bamboo plant",),
    "bearded_man": ("man with a beard", "bearded man"),
    "bicycle": ("bicycle", "bike"),
    "coffee": ("cup of coffee",),
    "christmas_tree": ("Christmas tree",),
    "coral": ("piece of coral",),
    "delivery_truck": ("delivery truck", "truck"),
    "fire": ("fire", "campfire"),
    "grandfather": ("old man", "grandfather"),
    "grandmother": ("old woman", "grandmother"),
    "ice_cream": ("ice cream cone",),
    "jack_o_lantern": ("jack-o'-lantern",),
    "japanese_castle": ("Japanese castle",),
    "jet": ("jet plane", "airliner"),
    "airplane": ("plane", "airplane"),
    "lamp": ("light bulb",),
    "motorcycle": ("motorcycle", "motorbike"),
    "santa": ("Santa Claus",),
    "sauropod": ("dinosaur", "sauropod"),
    "surfboard": ("surfer",),
    "television": ("television", "TV"),
    "treasure": ("money bag",),
    "yarn": ("ball of yarn",),
    "yogi": ("meditating person",),
}
PAINTED = {"black_cat": ("cat",)}  # where the name holds a colour of its own
PROPER = ("santa", "tokyo_tower")
UNIQUE = ("sun", "moon", "earth")
PLURALS = {
    "man": "men",
    "woman": "women",
    "person": "people",
    "mouse": "mice",
    "goose": "geese",
    "ox": "oxen",
    "wolf": "wolves",
    "elf": "elves",
    "fish": "fish",
    "sheep": "sheep",
    "deer": "deer",
    "bison": "bison",
    "squid": "squid",
    "shrimp": "shrimp",
    "cactus": "cacti",
    "snowman": "snowmen",
}
AN = ("SUV",)
A = ("unicorn",)
NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
SIZES = {1: ("big", "large"), -1: ("small", "little")}

VERBS = {
    Action.STAND: ("stand", "stand still"),
    Action.WALK: ("walk",),
    Action.RUN: ("run", "dash", "race"),
    Action.SNEAK: ("sneak", "creep"),
    Action.JUMP: ("jump", "leap", "jump up and down"),
    Action.HOP: ("hop",),
    Action.SPIN: ("spin", "twirl", "spin around"),
    Action.DANCE: ("dance", "dance around"),
    Action.SHAKE: ("shake", "tremble", "wobble"),
    Action.NOD: ("nod",),
    Action.LOOK_AROUND: ("look around", "look about", "glance around"),
    Action.SLEEP: ("sleep", "doze", "take a nap"),
    Action.FLY: ("fly",),
    Action.SWIM: ("swim",),
    Action.SAIL: ("sail",),
    Action.DRIVE: ("drive",),
    Action.FLOAT: ("float", "drift"),
    Action.ROLL: ("roll",),
    Action.BOUNCE: ("bounce", "bounce up and down"),
    Action.FALL: ("fall", "fall down", "drop from above"),
    Action.CIRCLE: ("circle", "go around in circles", "move in circles"),
    Action.CHASE: ("chase", "run after", "pursue"),
    Action.APPROACH: ("approach", "go up to", "come up to"),
    Action.COLLIDE: ("bump into", "crash into", "collide with"),
    Action.CLIMB: ("climb",),
    Action.GROW: ("grow", "get bigger", "grow larger"),
    Action.SHRINK: ("shrink", "get smaller"),
    Action.APPEAR: ("appear", "show up", "pop up"),
    Action.VANISH: ("vanish", "disappear", "fade away"),
    Action.EXPLODE: ("explode", "blow up", "burst into pieces"),
    Action.ENTER: ("enter", "come in"),
    Action.LEAVE: ("leave", "leave the frame"),
}
GAIT_VERBS = {
    (Action.WALK, Gait.CRAWL): ("crawl",),
    (Action.SAIL, Gait.SWIM): ("swim",),
    (Action.STAND, Gait.FLY): ("hover",),
    (Action.STAND, Gait.HOVER): ("hover", "hang in the air"),
    (Action.STAND, Gait.SWIM): ("stay in place", "keep still"),
    (Action.STAND, Gait.ROLL): ("lie still", "stay in place"),
    (Action.STAND, Gait.SKY): ("hang in the sky",),
    (Action.DRIVE, Gait.SLIDE): ("slide", "glide"),
    (Action.CHASE, Gait.WHEELS): ("chase", "drive after", "pursue"),
    (Action.CHASE, Gait.FLY): ("chase", "fly after", "pursue"),
    (Action.CHASE, Gait.SWIM): ("chase", "swim after", "pursue"),
}
OWN_VERBS = {
    (Action.DRIVE, "cyclist"): ("cycle", "ride"),
    (Action.DRIVE, "skier"): ("ski",),
    (Action.DRIVE, "bicycle"): ("roll",),
    (Action.DRIVE, "skateboard"): ("roll",),
    (Action.DRIVE, "train"): ("drive", "travel"),
    (Action.SAIL, "duck"): ("swim", "paddle"),
    (Action.SAIL, "swan"): ("swim", "glide"),
    (Action.SAIL, "surfboard"): ("surf",),
    (Action.WALK, "snake"): ("slither",),
    (Action.RUN, "horse"): ("gallop", "run"),
    (Action.RUN, "zebra"): ("gallop", "run"),
    (Action.FLY, "eagle"): ("fly", "soar"),
    (Action.FLY, "butterfly"): ("fly", "flutter"),
}
DOUBLED = ("run", "swim", "spin", "nod", "hop", "drop", "get", "pop")  # the last letter is doubled before -ing
DIRECTIONS = {
    Direction.LEFT: ("to the left", "toward the left", "leftward"),
    Direction.RIGHT: ("to the right", "toward the right", "rightward"),
    Direction.TOWARD: ("toward the camera", "toward the viewer"),
    Direction.AWAY: ("away from the camera", "into the distance"),
    Direction.UP: ("upward", "up"),
    Direction.DOWN: ("downward", "down"),
}
HASTY = ("dash", "race", "gallop")  # never slow
SPEEDS = {Speed.SLOW: ("slowly",), Speed.FAST: ("quickly", "fast", "rapidly")}
RELATIONS = {
    RelationKind.LEFT_OF: ("to the left of", "left of"),
    RelationKind.RIGHT_OF: ("to the right of", "right of"),
    RelationKind.BEHIND: ("behind",),
    RelationKind.IN_FRONT_OF: ("in front of",),
    RelationKind.NEAR: ("near", "close to"),
    RelationKind.FAR_FROM: ("far from", "far away from"),
    RelationKind.ON: ("on", "on top of"),
    RelationKind.UNDER: ("under", "beneath"),
}

PLACES = {  # the place as such, then where one is in it
    Place.MEADOW: ("a meadow", "in a meadow", "on the grass", "in a grassy field"),
    Place.FOREST: ("a forest", "in the forest", "in the woods", "in a forest"),
    Place.JUNGLE: ("a jungle", "in the jungle", "in a jungle"),
    Place.GARDEN: ("a garden", "in the garden", "in a garden"),
    Place.DESERT: ("a desert", "in the desert", "in a desert"),
    Place.SNOWFIELD: ("a snowfield", "in the snow", "on a snowfield", "in a snowy field"),
    Place.MOUNTAINS: ("the mountains", "in the mountains", "among the mountains"),
    Place.BEACH: ("a beach", "on the beach", "on a beach", "at the seashore"),
    Place.SEA: ("the sea", "at sea", "on the sea", "on the ocean"),
    Place.SEABED: ("the seabed", "underwater", "under the sea", "on the sea floor"),
    Place.CITY: ("a city", "in the city", "in a city", "downtown"),
    Place.VILLAGE: ("a village", "in the village", "in a village"),
    Place.ROOM: ("a room", "in a room", "indoors"),
    Place.STAGE: ("a stage", "on stage", "on a stage"),
    Place.SKY: ("the sky", "in the sky", "up in the sky"),
    Place.MOON: ("the surface of the moon", "on the moon", "on the surface of the moon"),
}
ACROSS = {  # for whoever goes from one side to the other
    Place.MEADOW: ("across a meadow", "through a meadow"),
    Place.FOREST: ("through the forest", "through a forest"),
    Place.JUNGLE: ("through the jungle",),
    Place.GARDEN: ("through the garden", "across a garden"),
    Place.DESERT: ("across the desert", "through the desert"),
    Place.SNOWFIELD: ("across a snowfield", "through the snow"),
    Place.MOUNTAINS: ("through the mountains",),
    Place.BEACH: ("along the beach", "across the beach"),
    Place.SEA: ("across the sea",),
    Place.CITY: ("through the city", "through a city"),
    Place.VILLAGE: ("through the village", "through a village"),
    Place.ROOM: ("across the room", "through a room"),
    Place.STAGE: ("across the stage",),
    Place.SKY: ("across the sky", "through the sky"),
    Place.MOON: ("across the moon",),
}
OVER = (  # for whoever is in the air
    Place.MEADOW,
    Place.FOREST,
    Place.JUNGLE,
    Place.GARDEN,
    Place.DESERT,
    Place.SNOWFIELD,
    Place.MOUNTAINS,
    Place.BEACH,
    Place.SEA,
    Place.CITY,
    Place.VILLAGE,
    Place.MOON,
)
IN_THE_SEA = ("in the sea", "in the ocean")  # for swimmers
TIMES = {
    TimeOfDay.DAWN: ("at dawn", "at daybreak", "at sunrise"),
    TimeOfDay.DAY: ("in daylight", "during the day", "by day"),
    TimeOfDay.SUNSET: ("at sunset", "in the evening"),
    TimeOfDay.NIGHT: ("at night", "by night", "at nighttime"),
}
HOURS = {
    TimeOfDay.DAWN: ("it is dawn", "dawn is breaking"),
    TimeOfDay.DAY: ("it is day", "it is daytime"),
    TimeOfDay.SUNSET: ("it is sunset", "the sun is setting"),
    TimeOfDay.NIGHT: ("it is night", "night has fallen"),
}
WEATHERS = {
    Weather.CLOUDY: ("under a cloudy sky", "in cloudy weather"),
    Weather.RAIN: ("in the rain", "in rainy weather"),
    Weather.SNOW: ("in falling snow", "in a snowfall"),
    Weather.FOG: ("in the fog", "in foggy weather"),
    Weather.STORM: ("in a storm", "in stormy weather"),
    Weather.WIND: ("in the wind", "in windy weather"),
}
SKIES = {
    Weather.CLOUDY: ("the sky is cloudy", "clouds cover the sky"),
    Weather.RAIN: ("it is raining", "rain is falling"),
    Weather.SNOW: ("it is snowing", "snow is falling"),
    Weather.FOG: ("it is foggy", "fog is in the air"),
    Weather.STORM: ("a storm is raging", "it is stormy"),
    Weather.WIND: ("the wind is blowing", "it is windy"),
}
SHOTS = {
    Shot.EXTREME_WIDE: ("extreme wide shot", "very wide shot"),
    Shot.WIDE: ("wide shot", "long shot"),
    Shot.MEDIUM: ("medium shot", "mid shot"),
    Shot.CLOSE: ("close-up", "close shot"),
    Shot.EXTREME_CLOSE: ("extreme close-up", "very close shot"),
}
ANGLES = {
    Angle.LOW: ("from a low angle", "from below"),
    Angle.HIGH: ("from a high angle", "from above"),
    Angle.AERIAL: ("from the air", "from a bird's eye view"),
}
MOVES = {
    Move.STATIC: ("the camera is static", "the camera stays still", "the camera does not move"),
    Move.FOLLOW: ("the camera follows", "the camera tracks"),
    Move.PAN_LEFT: ("the camera pans left", "the camera pans to the left"),
    Move.PAN_RIGHT: ("the camera pans right", "the camera pans to the right"),
    Move.TILT_UP: ("the camera tilts up", "the camera tilts upward"),
    Move.TILT_DOWN: ("the camera tilts down", "the camera tilts downward"),
    Move.ZOOM_IN: ("the camera zooms in",),
    Move.ZOOM_OUT: ("the camera zooms out",),
    Move.DOLLY_IN: ("the camera dollies in", "the camera pushes in"),
    Move.DOLLY_OUT: ("the camera dollies out", "the camera pulls back"),
    Move.TRUCK_LEFT: ("the camera trucks left", "the camera slides to the left"),
    Move.TRUCK_RIGHT: ("the camera trucks right", "the camera slides to the right"),
    Move.CRANE_UP: ("the camera cranes up", "the camera rises"),
    Move.CRANE_DOWN: ("the camera cranes down", "the camera sinks down"),
    Move.ORBIT: ("the camera orbits", "the camera circles"),
    Move.HANDHELD: ("the camera is handheld", "the camera shakes as if held by hand"),
}
STYLES = {
    Style.ARCHIVAL: ("like old archival film", "in the look of archival footage"),
    Style.NOIR: ("in film noir style", "in black and white like film noir"),
    Style.PAPERCRAFT: ("in papercraft style", "as if cut from paper"),
    Style.STOP_MOTION: ("in stop motion style", "as a stop motion animation"),
    Style.WATERCOLOUR: ("in watercolour style", "painted in watercolour"),
    Style.PIXEL: ("in pixel art style", "as pixel art"),
    Style.SILHOUETTE: ("in silhouette style", "as a silhouette animation"),
    Style.BALLOON: ("in balloon style", "as if made of balloons"),
}
