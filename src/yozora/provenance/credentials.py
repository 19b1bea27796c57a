"""What the manifest inside a file says, and whether it can be believed."""

import json
import mmap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import c2pa

from yozora.core.errors import UnreadableFile
from yozora.provenance.packing import Repacked, check_packing, file_type_of

PROGRAM = "Yozora"
RECIPE = "org.yozora.recipe"
SOFT_BINDING = "c2pa.soft-binding"
MARK = "org.yozora.mark.1"

_HEAD_BYTES = 12
_BEGINNINGS = ((b"\x89PNG", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF8", "image/gif"))
_NOT_VOUCHED_FOR = {"signingCredential.untrusted", "signingCredential.expired"}
_STAMPED = {"timeStamp.validated", "timeStamp.trusted"}
_NO_MANIFEST = ("ManifestNotFound", "no JUMBF data")


class State(StrEnum):
    """TRUSTED: whole, and signed by somebody who is known. VALID: whole, and signed by somebody unknown, or with a
    certificate that has ended since. INVALID: changed after it was signed. NOT_PRESENT: it says nothing."""

    TRUSTED = "trusted"
    VALID = "valid"
    INVALID = "invalid"
    NOT_PRESENT = "not_present"


@dataclass(frozen=True, kw_only=True)
class Ingredient:
    """A file that another was made from, and what its own manifest was worth when it was used."""

    title: str
    state: State


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What a file says of itself. `problems` say what is wrong, in the words of the C2PA where they are its own.
    `mark` is the number in the invisible mark of its pictures; `recipe` and `weights` are SHA-256."""

    state: State
    issuer: str | None = None
    signed_at: datetime | None = None
    program: str | None = None
    engine: str | None = None
    engine_version: str | None = None
    operation: str | None = None
    recipe: str | None = None
    weights: str | None = None
    mark: int | None = None
    ingredients: tuple[Ingredient, ...] = ()
    problems: tuple[str, ...] = ()


def settings(roots: bytes, *, asks: Sequence[str] = ()) -> dict[str, Any]:
    """How the library is set up: it asks nobody on a network but these hosts, and believes only these roots."""
    return {
        "version": 1,
        "core": {"allowed_network_hosts": list(asks)},
        "builder": {"thumbnail": {"enabled": False}},
        "trust": {"user_anchors": roots.decode()},
        "verify": {
            "verify_trust": True,
            "verify_after_sign": False,
            "remote_manifest_fetch": False,
            "ocsp_fetch": False,
        },
    }


def media_type_of(path: Path) -> str | None:
    """The kind of a file, by its content, where it is one that can hold a manifest. Raises UnreadableFile."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}. Check the name.") from error
    if head[4:8] == b"ftyp":
        return "video/quicktime" if head[8:12] == b"qt  " else "video/mp4"
    if head[:4] == b"RIFF" and head[8:12] in (b"AVI ", b"WEBP"):
        return "video/avi" if head[8:12] == b"AVI " else "image/webp"
    return next((media_type for beginning, media_type in _BEGINNINGS if head.startswith(beginning)), None)


def read_credentials(path: Path, roots: bytes) -> Credentials:
    """Read the manifest of a file. `roots` are certificates (PEM) whose signatures are trusted.

    Raises UnreadableFile where there is no such file.
    """
    media_type = media_type_of(path)
    if media_type is None or not _has_manifest(path):
        return Credentials(state=State.NOT_PRESENT)
    try:
        with (
            path.open("rb") as file,
            c2pa.Reader(media_type, file, context=c2pa.Context.from_dict(settings(roots))) as reader,
        ):
            store: dict[str, Any] = json.loads(reader.json())
    except c2pa.C2paError as error:
        if any(words in repr(error) for words in _NO_MANIFEST):
            return Credentials(state=State.NOT_PRESENT)
        return Credentials(state=State.INVALID, problems=(str(error),))
    try:
        return _credentials(store, path, media_type)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        return Credentials(state=State.INVALID, problems=(f"the manifest says strange things ({error!r})",))


def _has_manifest(path: Path) -> bool:
    """Whether the name of a box of a manifest stands anywhere: to look into a GIF of many frames takes seconds."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(b"c2pa") >= 0


def _credentials(store: Mapping[str, Any], path: Path, media_type: str) -> Credentials:
    manifest: dict[str, Any] = store["manifests"][store["active_manifest"]]
    results: dict[str, Any] = store.get("validation_results", {})
    deltas: list[dict[str, Any]] = results.get("ingredientDeltas", [])
    state, problems = _judged(results["activeManifest"], [one["validationDeltas"] for one in deltas])
    generator: dict[str, Any] = manifest["claim_generator_info"][0]
    about = _assertion(manifest, RECIPE)
    if generator.get("name") == PROGRAM and state is not State.INVALID:
        try:
            check_packing(path, media_type)
            _check_file_type(path, about)
        except Repacked as error:
            state, problems = State.INVALID, (str(error),)
    signature: dict[str, Any] = manifest.get("signature_info", {})
    when = signature.get("time")
    return Credentials(
        state=state,
        issuer=signature.get("common_name") or signature.get("issuer"),
        signed_at=None if when is None else datetime.fromisoformat(when),
        program=" ".join(str(generator[key]) for key in ("name", "version") if key in generator) or None,
        engine=about.get("engine"),
        engine_version=about.get("engine_version"),
        operation=about.get("operation"),
        recipe=about.get("sha256"),
        weights=about.get("weights"),
        mark=_mark(_assertion(manifest, SOFT_BINDING)),
        ingredients=_ingredients(manifest, deltas),
        problems=problems,
    )


def _judged(results: Mapping[str, Any], deltas: Sequence[Mapping[str, Any]] = ()) -> tuple[State, tuple[str, ...]]:
    """What the results of a check amount to, and what is wrong. `deltas` are what was found out about its ingredients
    that was not so when it was signed."""
    own: list[dict[str, Any]] = results.get("failure", [])
    changed = [one for delta in deltas for one in delta.get("failure", ()) if one["code"] not in _NOT_VOUCHED_FOR]
    problems = tuple(str(one.get("explanation", one["code"])) for one in (*own, *changed))
    codes = {one["code"] for one in own}
    if changed or codes - _NOT_VOUCHED_FOR:
        return State.INVALID, problems
    found = {one["code"] for kind in ("success", "informational") for one in results.get(kind, ())}
    doubtful = any(code.startswith("timeStamp.") for code in found - _STAMPED)
    trusted = "signingCredential.trusted" in found and not codes and not doubtful
    return (State.TRUSTED if trusted else State.VALID), problems


def _ingredients(manifest: Mapping[str, Any], deltas: Sequence[Mapping[str, Any]]) -> tuple[Ingredient, ...]:
    """Those that a manifest names, the one that was opened first of all."""
    found = {one["ingredientAssertionURI"].rpartition("/")[2]: one["validationDeltas"] for one in deltas}
    listed = sorted(manifest.get("ingredients", ()), key=lambda one: one.get("relationship") != "parentOf")
    return tuple(
        Ingredient(title=str(one.get("title", "")), state=_state_of(one, found.get(one.get("label"), {})))
        for one in listed
    )


def _state_of(ingredient: Mapping[str, Any], delta: Mapping[str, Any]) -> State:
    if "active_manifest" not in ingredient:
        return State.NOT_PRESENT
    noted: dict[str, Any] = ingredient.get("validation_results", {}).get("activeManifest", {})
    joined = {kind: [*noted.get(kind, ()), *delta.get(kind, ())] for kind in ("success", "failure")}
    return _judged(joined)[0]


def _check_file_type(path: Path, about: Mapping[str, Any]) -> None:
    if "file_type" in about:
        with path.open("rb") as file:
            if file_type_of(file) != about["file_type"]:
                raise Repacked("the type of the file was changed")


def _assertion(manifest: Mapping[str, Any], label: str) -> dict[str, Any]:
    found: list[dict[str, Any]] = [one["data"] for one in manifest["assertions"] if one["label"] == label]
    return found[0] if found else {}


def _mark(binding: Mapping[str, Any]) -> int | None:
    """The number in a soft binding of ours."""
    try:
        return int(binding["blocks"][0]["value"], 16) if binding.get("alg") == MARK else None
    except (KeyError, IndexError, TypeError, ValueError):
        return None
