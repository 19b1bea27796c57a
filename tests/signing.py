"""A chain that tests sign with, made once, and what is read of signed files."""

from datetime import timedelta
from functools import cache
from pathlib import Path

import numpy as np

from yozora import media
from yozora.generate import Gate
from yozora.provenance import Chain, Credentials, Signer, make_chain, read_credentials
from yozora.safety.findings import Stage
from yozora.safety.frames import FrameJudge, load_frame_judge
from yozora.safety.guard import Guard, PolicyFile
from yozora.safety.policy import usual_policy
from yozora.safety.prompts import load_prompt_judge


@cache
def chain() -> Chain:
    """The chain of the tests."""
    return make_chain("Tests")


@cache
def signer() -> Signer:
    """Who signs in the tests."""
    return Signer(chain())


def gate() -> Gate:
    """What clips of the tests go through on their way out."""
    return Gate(review=guard().reviewer(Stage.FRAMES), sign=signer().seal_for)


@cache
def guard(folder: Path | None = None) -> Guard:
    """Who looks at what the tests ask for, by the policy in a folder or the usual one."""
    policy = usual_policy if folder is None else PolicyFile(folder / "policy.yaml")
    return Guard(policy=policy, words=load_prompt_judge(), pictures=_pictures())


@cache
def _pictures() -> FrameJudge:
    return load_frame_judge()


@cache
def stranger() -> Signer:
    """Somebody whom the tests do not know."""
    return Signer(make_chain("Strangers"))


def said_by(path: Path) -> Credentials:
    """What a file says of itself, to those who trust the chain of the tests."""
    return read_credentials(path, signer().roots)


def alike(one: Path, other: Path) -> bool:
    """Whether two files have equal pictures and the same recipe. Their manifests have numbers drawn by chance."""
    return media.read_recipe(one) == media.read_recipe(other) and all(
        np.array_equal(*frames) for frames in zip(media.read_frames(one), media.read_frames(other), strict=True)
    )


def short_lived() -> Signer:
    """Somebody whose certificate ends in two seconds."""
    return Signer(make_chain("Mayfly", lasts=timedelta(seconds=2)))
