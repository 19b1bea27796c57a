"""The policy: what is refused, from which score on, and to whom. It is a file that an administrator edits."""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from yozora.core.errors import InvalidRequest, UnreadableFile
from yozora.safety.findings import Category, Finding, Stage

LARGEST_BYTES = 1 << 20
USUAL = files("yozora.safety").joinpath("policy.yaml")
"""The policy that comes with the program."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(_Part):
    """From which score on a category is refused; 1.01 and more refuses nothing."""

    prompt: float = Field(ge=0, le=2)
    upload: float = Field(ge=0, le=2)
    frames: float = Field(ge=0, le=2)

    def at(self, stage: Stage) -> float:
        """The score from which on something is refused at a stage."""
        return float(getattr(self, stage.value))


class Policy(_Part):
    """Rules for each category, which roles may have rules of their own for, and how long decisions are kept."""

    version: str = Field(min_length=1, max_length=40, description="what this policy is called in decisions")
    categories: dict[Category, Rule]
    roles: dict[str, dict[Category, Rule]] = Field(default_factory=dict)
    keep_days: int = Field(default=365, ge=1, le=36_500, description="days after which a decision is forgotten")
    appeal: str = Field(default="", max_length=500, description="what a person is told who does not agree")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = [category.value for category in Category if category not in self.categories]
        if missing:
            raise ValueError(f"no rule for {', '.join(missing)}")
        return self

    @cached_property
    def digest(self) -> str:
        """The first 12 digits of the SHA-256 of all that it says: two policies of one version are told apart."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:12]

    @property
    def name(self) -> str:
        """Version and digest, as decisions keep them."""
        return f"{self.version} ({self.digest})"

    def rules(self, role: str) -> Mapping[Category, Rule]:
        """The rules that count for somebody of a role."""
        return self.categories | self.roles.get(role, {})

    def refused(self, findings: Iterable[Finding], stage: Stage, *, role: str = "") -> tuple[Finding, ...]:
        """Findings that this policy refuses, the surest first."""
        rules = self.rules(role)
        over = (finding for finding in findings if finding.score >= rules[finding.category].at(stage))
        return tuple(sorted(over, key=lambda finding: -finding.score))


def usual_policy() -> Policy:
    """The policy that comes with the program."""
    return _policy(USUAL.read_text(encoding="utf-8"), "policy.yaml")


def read_policy(path: Path) -> Policy:
    """The policy in a file. Raises UnreadableFile where there is none, and InvalidRequest, which names the entry."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_BYTES + 1)
        text = raw.decode()
    except (OSError, ValueError) as error:
        raise UnreadableFile(f"The policy {path} cannot be read: {error}.") from error
    if len(raw) > LARGEST_BYTES:
        raise InvalidRequest(f"The policy {path} is over {LARGEST_BYTES >> 20} MiB.")
    return _policy(text, str(path))


def _policy(text: str, name: str) -> Policy:
    try:
        entries: Any = yaml.safe_load(text)
        return Policy.model_validate(entries)
    except (yaml.YAMLError, RecursionError) as error:
        raise InvalidRequest(f"{name} is no YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        entry = ".".join(map(str, first["loc"])) or "the policy"
        raise InvalidRequest(f"{name}: {entry}: {first['msg']}. See: yozora policy show") from error
