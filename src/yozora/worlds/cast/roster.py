"""Who is in the cast: names in two languages, kind, gait, height; read from `roster.txt`, the only place they stand."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from yozora.core.errors import InvalidPlan
from yozora.worlds.vocabulary import Direction, Gait, Kind

_FACES = {"L": Direction.LEFT, "R": Direction.RIGHT, "F": Direction.TOWARD}
_SPELLED = {"t_rex": "T-Rex", "suv": "SUV", "moai": "moai statue", "tokyo_tower": "Tokyo Tower", "torii": "torii gate"}


@dataclass(frozen=True, kw_only=True)
class Name:
    """One word for a member; `exact` is false where the member only stands in for what the word means."""

    text: str
    exact: bool


@dataclass(frozen=True, kw_only=True)
class Member:
    """One member of the cast.

    `source` is its label in emojibase, `height_m` its height in storybook metres, `faces` where the picture looks,
    `body` is `head` or `bust` where a toy body is drawn under it, `water_share` the part of the picture that is water.
    """

    id: str
    source: str
    names_en: tuple[Name, ...]
    names_zh: tuple[Name, ...]
    kind: Kind
    gait: Gait
    height_m: float
    faces: Direction
    body: str | None
    water_share: float

    @property
    def english(self) -> str:
        """The name a caption uses."""
        return self.names_en[0].text

    @property
    def chinese(self) -> str:
        """The name a Chinese caption uses."""
        return self.names_zh[0].text


def _names(text: str) -> tuple[Name, ...]:
    return tuple(Name(text=name.removeprefix("~"), exact=not name.startswith("~")) for name in text.split(",") if name)


def _member(line: str) -> Member:
    identity, source, english, chinese, kind, gait, height_m, faces, extras = line.split(";")
    spelled = _SPELLED.get(identity, identity.replace("_", " "))
    return Member(
        id=identity,
        source=source,
        names_en=(Name(text=spelled, exact=True), *_names(english)),
        names_zh=_names(chinese),
        kind=Kind(kind),
        gait=Gait(gait),
        height_m=float(height_m),
        faces=_FACES[faces],
        body=extras if extras in ("head", "bust") else None,
        water_share=float(extras.removeprefix("water=")) if extras.startswith("water=") else 0.0,
    )


@cache
def roster() -> dict[str, Member]:
    """Every member by id, in the order of the file."""
    lines = files("yozora.worlds.cast").joinpath("roster.txt").read_text("utf-8").splitlines()
    members = [_member(line) for line in lines if line and not line.startswith("#")]
    return {member.id: member for member in members}


def member(subject: str) -> Member:
    """The member with that id. Raises InvalidPlan, naming the nearest ones."""
    found = roster().get(subject)
    if found is None:
        from difflib import get_close_matches

        near = get_close_matches(subject, roster(), n=3, cutoff=0.4) or ["dog", "woman", "tree"]
        raise InvalidPlan(f"Actor {subject!r} is not in the cast. Nearest: {', '.join(near)}.")
    return found
