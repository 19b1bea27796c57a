"""Names that requests may call a model by, and the engine each stands for; an administrator may change them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from yozora.core import entries as read
from yozora.core.errors import InvalidRequest
from yozora.library.tables import Setting

SUITED = "suited"
"""Not an engine: the sketch where words alone are given, and the model where pictures or clips are."""

NAMES = ("sora-2", "sora-2-pro", "turbo", "full", "sketch", "storybook")


@dataclass(frozen=True, kw_only=True)
class Model:
    """An engine (or `suited`), and the options it has unless a request says otherwise."""

    engine: str
    options: Mapping[str, Any] = field(default_factory=dict[str, Any])


TURBO = Model(engine=SUITED, options={"steps": 12, "guide": 0.6})
FULL = Model(engine="storybook", options={"guide": 0.6})
USUAL: Mapping[str, Model] = {
    "sora-2": TURBO,
    "sora-2-pro": FULL,
    "turbo": TURBO,
    "full": FULL,
    "sketch": Model(engine="sketch"),
    "storybook": Model(engine="storybook"),
}


def models(session: Session) -> dict[str, Model]:
    """Every name, as the setting `models` says where it says something."""
    found = session.get(Setting, "models")
    return {**USUAL, **(from_setting(found.value) if found is not None else {})}


def model_named(session: Session, name: str) -> Model:
    """The model of a name, or of a dated name such as `sora-2-2025-12-08`. Raises InvalidRequest."""
    known = models(session)
    if name in known:
        return known[name]
    dated = max((one for one in known if name.startswith(f"{one}-20")), key=len, default=None)
    if dated is None:
        raise InvalidRequest(f"model={name[:60]!r} is not known. Use one of: {', '.join(known)}.")
    return known[dated]


def from_setting(value: Any) -> dict[str, Model]:
    """Models as an administrator writes them: {name: {engine, options}}. Raises InvalidRequest."""
    found: dict[str, Model] = {}
    for name, entries in read.mapping(value, None, "models").items():
        given = read.mapping(entries, ("engine", "options"), f"model {name}")
        if "engine" not in given:
            raise InvalidRequest(f"model {name} has no engine. Use sketch, storybook or {SUITED}.")
        found[name] = Model(
            engine=read.text(given["engine"], f"engine of model {name}"),
            options=dict(read.mapping(given.get("options", {}), None, f"options of model {name}")),
        )
    return found
