"""What a person may set of how the model paints."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from yozora.core.errors import InvalidRequest

KINDS = {"steps": (int,), "guidance": (int, float), "negative": (str,), "guide": (int, float)}


@dataclass(frozen=True, kw_only=True)
class PaintOptions:
    """`steps` of denoising, `guidance` 1 (none) to 10, `negative` words to keep away from, `guide` 0 to 1: how much of
    the sketch of the same plan to start from."""

    steps: int = 20
    guidance: float = 1.5
    negative: str = ""
    guide: float = 0.0

    def __post_init__(self) -> None:
        for name, value, low, high in (
            ("steps", self.steps, 1, 200),
            ("guidance", self.guidance, 1, 10),
            ("guide", self.guide, 0, 1),
        ):
            if not low <= value <= high:
                raise InvalidRequest(f"{name}={value} is out of range: from {low} to {high}.")
        object.__setattr__(self, "negative", self.negative.strip())

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> "PaintOptions":
        """From a recipe or a command line. Raises InvalidRequest."""
        known = [entry.name for entry in fields(cls)]
        if unknown := sorted(set(values) - set(known)):
            raise InvalidRequest(f"The storybook engine has no option {unknown[0]!r}; it has {', '.join(known)}.")
        for name, value in values.items():
            kinds = KINDS[name]
            if not isinstance(value, kinds) or isinstance(value, bool):
                wanted = " or ".join(kind.__name__ for kind in kinds)
                raise InvalidRequest(f"{name}={value!r} is of a wrong kind; expected {wanted}.")
        return cls(**values)
