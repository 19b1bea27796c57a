"""Whatever leaves a server has been looked at and is signed: every route of the OpenAPI document is asked with every
choice that it offers, and every picture and clip in what it answers is held against its manifest."""

import base64
import binascii
import io
import itertools
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
from houses import Server, house_in, serving, working
from signing import said_by
from spec.test_isolation import BODIES, ENDLESS, FILES, filled, picture, property_of
from spec.test_refusals import FOX, Blobs

from yozora.core.ports import Engine
from yozora.provenance import State
from yozora.service.accounts.people import Role

FAR = {"/api/oidc/start", "/api/oidc/callback"}
"""Routes that send a browser elsewhere."""

SHOWN = {
    *("/v1/videos/{video_id}/content", "/v1/images/generations", "/api/clips/{clip_id}/content", "/api/clips/download"),
    *("/api/shared/{token}/content", "/api/presets/picture", "/api/characters/{character_id}/content"),
}
"""Routes that are known to send pictures; others are found."""

_BASE64 = re.compile(r"[A-Za-z0-9+/]{64,}={0,2}")
_HEADS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"II*\0", b"MM\0*", b"BM", b"\x1aE\xdf\xa3")


def pictures_in(content: bytes) -> Iterator[bytes]:
    """Every picture and clip in an answer: itself, in an archive, or as text in JSON or in events."""
    if content.startswith(_HEADS) or content[4:8] == b"ftyp":
        yield content
    elif content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from pictures_in(archive.read(name))
    else:
        for match in _BASE64.finditer(content.decode(errors="replace")):
            try:
                inside = base64.b64decode(match.group() + "==")
            except binascii.Error:
                continue
            yield from pictures_in(inside)


def read(client: httpx.Client, server: Server, owned: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """The answer of every route that reads, for each value of each choice."""
    document = httpx.get(f"{server.url}/openapi.json").json()
    for path, operations in document["paths"].items():
        if "get" in operations and path not in ENDLESS | FAR:
            for chosen in choices(document, operations["get"], owned):
                yield path, client.get(path.format(**owned), params=chosen).content


def make(client: httpx.Client, server: Server, owned: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    """The answer of every route that makes or takes something."""
    document = httpx.get(f"{server.url}/openapi.json").json()
    for path in (path for path, operations in document["paths"].items() if "post" in operations):
        name = f"POST {path}"
        if name in FILES:
            yield path, client.post(path.format(**owned), files={"file": ("a.png", picture())}).content
        elif name in BODIES and "purge" not in path:
            yield path, client.post(path.format(**owned), json=filled(BODIES[name], owned)).content


def choices(document: dict[str, Any], operation: dict[str, Any], owned: dict[str, str]) -> Iterator[dict[str, str]]:
    """The parameters of a route: each value of an enumeration, and of others what is there."""
    known = {"id": owned["clip_id"], "ids": owned["clip_id"], "words": "film noir", "clip": owned["clip_id"]}
    offered = list[list[tuple[str, str]]]()
    for one in operation.get("parameters", ()):
        values = _values(document, one["schema"]) or [*filter(None, [known.get(one["name"])])]
        if one["in"] == "query" and values:
            offered.append([(one["name"], value) for value in values])
    for chosen in itertools.product(*offered):
        yield dict(chosen)


def _values(document: dict[str, Any], schema: dict[str, Any]) -> list[str]:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    for one in schema.get("anyOf", ()):
        if found := _values(document, one):
            return found
    return [str(value) for value in schema.get("enum", [schema["const"]] if "const" in schema else [])]


def drawing_blobs(name: str, options: Mapping[str, Any]) -> Engine:
    """Engines, all of which draw what is refused."""
    return Blobs()


def test_every_picture_that_a_route_sends_is_signed(tmp_path: Path) -> None:
    senders, wrong = set[str](), set[str]()
    house = house_in(tmp_path / "house")
    with serving(house) as server, working(house), server.client(server.key_of("Ann", Role.MEMBER)) as ann:
        owned = property_of(ann)
        for path, content in itertools.chain(read(ann, server, owned), make(ann, server, owned)):
            for found in pictures_in(content):
                senders.add(path)
                (tmp_path / "found").write_bytes(found)
                if found != picture() and said_by(tmp_path / "found").state is not State.TRUSTED:
                    wrong.add(path)
    assert not wrong
    assert senders > SHOWN


def test_nothing_of_a_clip_that_was_refused_leaves(tmp_path: Path) -> None:
    house = house_in(tmp_path / "house")
    with serving(house) as server, server.client(server.key_of("Ann", Role.MEMBER)) as ann:
        with working(house):
            owned = property_of(ann)
            before = {found for _, content in read(ann, server, owned) for found in pictures_in(content)}
        refused = ann.post("/v1/videos", json={**FOX, "size": "256x256"}).json()["id"]
        replace(server, house=replace(house, engines=drawing_blobs)).work()
        assert ann.get(f"/v1/videos/{refused}").json()["error"]["code"] == "moderation_blocked"
        for path, content in read(ann, server, {**owned, "clip_id": refused, "video_id": refused}):
            assert {*pictures_in(content)} <= before, path
