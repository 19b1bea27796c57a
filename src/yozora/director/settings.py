"""Reading of where, when, in what weather and style, and how the camera sees it."""

from yozora.director.draft import Setting
from yozora.director.matching import Mark
from yozora.director.notes import Note
from yozora.director.reading import Described, Reading
from yozora.director.report import LEFT_OUT, Slot
from yozora.director.senses import Word
from yozora.worlds.vocabulary import Action, Direction, Move, TimeOfDay

_SLOTS = {
    "place": Slot.PLACE,
    "time": Slot.TIME,
    "weather": Slot.WEATHER,
    "style": Slot.STYLE,
    "camera": Slot.CAMERA,
}
_WITHIN = ("on ", "in ", "at ", "by ", "near ", "under ", "along ", "beside ", "next to ", "through ", "across ")
_DARK = ("dark", "昏暗", "暗", "漆黑")
_ONLY_IMPLIED = (
    "table", "tables", "wooden table", "desk", "desks", "window", "windows", "train window", "northern lights",
    "aurora", "fireworks", "桌子", "桌上", "桌面", "木桌", "书桌", "窗外", "窗户", "车窗", "极光", "烟花",
)  # fmt: skip
_PLACES_PEOPLE_ACT_IN = ("place", "weather", "time")
_NATURAL_COLOURS = {
    "sea": ("blue",), "seabed": ("blue",), "forest": ("green",), "jungle": ("green",), "meadow": ("green", "gold"),
    "garden": ("green",), "sky": ("blue",), "desert": ("gold", "yellow"), "beach": ("white", "gold", "yellow"),
    "snowfield": ("white",), "mountains": ("white", "green"), "sunset": ("red", "orange", "gold", "pink", "purple"),
    "dawn": ("red", "orange", "gold", "pink"), "day": ("gold", "yellow"), "night": ("black", "blue"),
    "snow": ("white",), "cloudy": ("white", "grey"), "fog": ("white", "grey"), "storm": ("black", "grey"),
}  # fmt: skip
_CAMERA_DOES = {
    Action.CHASE: Move.FOLLOW,
    Action.CIRCLE: Move.ORBIT,
    Action.SPIN: Move.ORBIT,
    Action.APPROACH: Move.DOLLY_IN,
    Action.ENTER: Move.DOLLY_IN,
    Action.WALK: Move.DOLLY_IN,
    Action.LEAVE: Move.DOLLY_OUT,
    Action.FLOAT: Move.CRANE_UP,
    Action.FLY: Move.CRANE_UP,
    Action.CLIMB: Move.CRANE_UP,
    Action.FALL: Move.CRANE_DOWN,
    Action.SHAKE: Move.HANDHELD,
    Action.STAND: Move.STATIC,
}


_SIDEWAYS = {
    Move.DOLLY_IN: (Move.TRUCK_LEFT, Move.TRUCK_RIGHT),
    Move.DOLLY_OUT: (Move.TRUCK_LEFT, Move.TRUCK_RIGHT),
    Move.ORBIT: (Move.PAN_LEFT, Move.PAN_RIGHT),
}


def setting(reading: Reading, word: Word) -> None:
    """A place, a time, a weather, a style or a camera word is one candidate for what the whole clip has."""
    _colours_of_nature(reading, word)
    clause = reading.clause
    start = word.mark.start
    if clause.skip == "no" and word.slot == "weather":
        reading.notes.add((start, word.mark.end), Slot.WEATHER, drew=LEFT_OUT)
        clause.skip, clause.preposition = "", None
        return
    tables = _tables(word)
    note = reading.notes.add((start, word.mark.end), _SLOTS[word.slot], drew=tables[0][1], exact=word.exact)
    implied = word.mark.text.lower() in _ONLY_IMPLIED
    for table, value in tables:
        candidate = Setting(table=table, value=value, exact=word.exact, note=note, implied=implied)
        reading.draft.settings.append(candidate)
    if implied:
        note.forget()
    if word.slot == "camera":
        last = reading.last()
        if last is not None and last.slot == "glue" and last.value == "camera":
            clause.camera = False
        clause.joined = True
    elif word.slot in _PLACES_PEOPLE_ACT_IN and _acts_itself(reading):
        clause.subjects, clause.deeds, clause.verb, clause.mute = [], [], False, True
    elif word.slot in _PLACES_PEOPLE_ACT_IN and (word.mark.kind == "word" or _acts(reading)):
        within = clause.preposition is not None or word.mark.text.lower().startswith(_WITHIN)
        if clause.relation is None and not within and not clause.subjects and not clause.verb:
            clause.mute = True
    reading.lose_relation()
    clause.preposition = None


def undrawn(reading: Reading, word: Word) -> None:
    """Fillers are passed over; a look that is not drawn, such as "old", is reported. A dark place lies in the night."""
    if word.value != "undrawn":
        return
    span = (word.mark.start, word.mark.end)
    if word.mark.text.lower() in _DARK and any(mark.sense("place") for mark in reading.after[:2]):
        note = reading.notes.add(span, Slot.TIME, drew=TimeOfDay.NIGHT.value, exact=False)
        reading.draft.settings.append(Setting(table="time", value=TimeOfDay.NIGHT.value, exact=False, note=note))
    else:
        reading.notes.unknown(span)


def _acts_itself(reading: Reading) -> bool:
    """ "..., snow falling": what comes down after a pause is the weather."""
    last = reading.last()
    follows = reading.after[0] if reading.after else None
    return last is not None and last.slot in ("comma", "order") and follows is not None and _is_verb(follows)


def _is_verb(mark: Mark) -> bool:
    return mark.kind == "word" and mark.sense("action") is not None and mark.sense("glue") is None


def _acts(reading: Reading) -> bool:
    """ "海浪拍打": a place or a weather right before an action acts itself."""
    return bool(reading.after) and reading.after[0].sense("action") is not None


def _side(reading: Reading) -> Direction | None:
    """Left or right, where it is said right after the verb or, in Chinese, right before it."""
    ways = [mark.sense("direction") for mark in reading.after[:2]]
    values = [way.value for way in ways if way is not None]
    values += [word.value for word in reading.before[-2:] if word.slot == "direction" and word.mark.kind == "han"]
    return next((Direction(value) for value in values if value in (Direction.LEFT, Direction.RIGHT)), None)


def _tables(word: Word) -> list[tuple[str, str]]:
    if word.slot != "camera":
        return [(word.slot, word.value)]
    if word.value.startswith("drone"):
        return [("angle", "aerial"), ("move", "crane_up")]
    table, value = word.value.split()
    return [(table, value)]


def _colours_of_nature(reading: Reading, word: Word) -> None:
    """A blue sea is blue by itself; any other colour of a place is reported as not drawn."""
    thing, notes = reading.thing, reading.notes
    drop = [note for colour, note in thing.colours if colour.value in _NATURAL_COLOURS.get(word.value, ())]
    for _, note in thing.colours:
        if note not in drop:
            note.forget()
    notes.drop([*drop, *(note for _, note in (*thing.counts, *thing.scales))])
    if word.slot in _PLACES_PEOPLE_ACT_IN:
        for doing in thing.deeds:
            doing.note.forget()
        reading.thing = Described()
    else:
        thing.colours, thing.counts, thing.scales = [], [], []


def camera_does(reading: Reading, word: Word, note: Note) -> None:
    """ "The camera ... follows": what the camera does is a camera move."""
    note.slot = Slot.CAMERA
    said = word.value.split()[0]
    move = _CAMERA_DOES.get(Action(said)) if said in list(Action) else None
    if move is not None and move in _SIDEWAYS and (side := _side(reading)) is not None:
        move = _SIDEWAYS[move][side is Direction.RIGHT]
    clause = reading.clause
    if clause.speed is not None:
        clause.speed[1].forget()
    clause.speed = clause.direction = None
    if move is None:
        note.forget()
        return
    note.replace(move.value)
    reading.draft.settings.append(Setting(table="move", value=move.value, exact=False, note=note))
