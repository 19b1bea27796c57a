"""The guard of this machine: the policy and the list of pictures in the folder of a person's own things."""

from functools import cache
from pathlib import Path

from yozora.cli.home import home
from yozora.core.recipe import Recipe
from yozora.safety.frames import load_frame_judge
from yozora.safety.guard import Guard, PolicyFile
from yozora.safety.prompts import load_prompt_judge
from yozora.safety.texts import texts_of

POLICY, BLOCKED = "policy.yaml", "blocked.txt"


def guard() -> Guard:
    """Who looks at everything. Raises InvalidRequest and UnreadableFile where policy or list have a mistake."""
    return _guard(home())


def check_words(recipe: Recipe) -> None:
    """Look at what somebody asks for. Raises Refused."""
    guard().check_words(texts_of(recipe))


@cache
def _guard(folder: Path) -> Guard:
    blocked = folder / BLOCKED
    return Guard(
        policy=PolicyFile(folder / POLICY),
        words=load_prompt_judge(),
        pictures=load_frame_judge(blocked if blocked.exists() else None),
    )
