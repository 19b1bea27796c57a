"""Yozora: write a scene, watch it move, keep directing it.

    import yozora

    made = yozora.create("a fox runs through the snow at night", out="fox.mp4", seconds=4, seed=7)
    print(made.path, yozora.understand(made.recipe.prompt).summary())

Everything else here is named in `__all__`; the names below load what they need when they are first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yozora.cli.workflow import (
        animate,
        blend,
        connect,
        create,
        describe,
        extend,
        inspect,
        loop,
        plan,
        recut,
        remix,
        rerun,
        restyle,
        still,
        storyboard,
        understand,
        upscale,
    )
    from yozora.core.errors import YozoraError
    from yozora.core.events import Progress
    from yozora.core.recipe import Recipe
    from yozora.core.timeline import Timeline
    from yozora.generate import Made
    from yozora.worlds.scene import Scene

__version__ = "0.1.0"

__all__ = [
    "Made",
    "Progress",
    "Recipe",
    "Scene",
    "Timeline",
    "YozoraError",
    "animate",
    "blend",
    "connect",
    "create",
    "describe",
    "extend",
    "inspect",
    "loop",
    "plan",
    "recut",
    "remix",
    "rerun",
    "restyle",
    "still",
    "storyboard",
    "understand",
    "upscale",
]

_HOMES = {
    "Made": "yozora.generate",
    "Progress": "yozora.core.events",
    "Recipe": "yozora.core.recipe",
    "Scene": "yozora.worlds.scene",
    "Timeline": "yozora.core.timeline",
    "YozoraError": "yozora.core.errors",
}
_WORKFLOW = "yozora.cli.workflow"


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'yozora' has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, _WORKFLOW)), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
