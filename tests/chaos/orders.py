"""People, and clips that they want made."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
from sqlalchemy.orm import Session

from yozora.core import operations
from yozora.core.geometry import FrameSize, Screen
from yozora.core.recipe import Recipe
from yozora.jobs.load import Load
from yozora.jobs.queue import PRIORITY, Claim, Queue, Result
from yozora.library.tables import Clip, File, Person, new_id

FPS = 24
SCREEN = Screen(size=FrameSize(width_px=64, height_px=64), fps=Fraction(FPS))


def add_person(session: Session, name: str) -> str:
    """Somebody with an account; returns their id."""
    person = Person(id=new_id("person"), name=name, role="member", plan="open", created_at=0.0)
    session.add(person)
    session.flush()
    return person.id


def a_recipe(*, frames: int, seed: int = 0) -> Recipe:
    """A clip of 64x64 pixels for the fake engine."""
    timeline = replace(operations.create("a fox", seconds=frames / FPS, screen=SCREEN), seed=seed)
    assert timeline.frames == frames
    return Recipe(prompt="a fox", timeline=timeline, engine="fake", engine_version="2")


def order(
    session: Session,
    queue: Queue,
    person_id: str,
    *,
    recipe: Recipe | None = None,
    lane: int = PRIORITY,
    cost: float = 5.0,
    most_at_once: int = 4,
) -> str:
    """Want a clip; returns its id, which is the job's as well."""
    clip = Clip(
        id=new_id("video"),
        person_id=person_id,
        prompt="a fox",
        operation="create",
        model="sketch",
        status="queued",
        size="64x64",
        fps=str(FPS),
        frames=0 if recipe is None else recipe.timeline.frames,
        seed=0 if recipe is None else recipe.seed,
        asked={},
        recipe=None if recipe is None else recipe.to_json(),
        notes={},
        created_at=0.0,
    )
    session.add(clip)
    load = None if recipe is None else Load.of(recipe)
    queue.put(session, clip, lane=lane, cost=cost, most_at_once=most_at_once, load=load)
    session.flush()
    return clip.id


def a_result(claim: Claim) -> Result:
    """As if the clip of a claim had been made; its thumbnail is the same as all others'."""
    video, sheet = (f"{claim.clip_id.encode().hex()}{kind}".rjust(64, "0")[-64:] for kind in "ab")
    return Result(
        recipe="{}",
        video=File(sha256=video, size_bytes=10, media_type="video/mp4", created_at=0.0),
        thumbnail=File(sha256="c" * 64, size_bytes=2, media_type="image/webp", created_at=0.0),
        spritesheet=File(sha256=sheet, size_bytes=3, media_type="image/jpeg", created_at=0.0),
        mark=0,
        prints=np.empty((0, 4), np.uint64),
        notes=("It was made.",),
    )
