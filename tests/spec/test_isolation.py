"""Who may do what: every route of the OpenAPI document, asked by its owner, by others, by viewers, administrators and
nobody. A route that is new and not thought of here fails."""

import io
from collections.abc import Generator, Iterator
from secrets import token_hex
from threading import Event
from typing import Any

import httpx
import numpy as np
import pytest
from houses import Server, house_in, serving, working
from PIL import Image

from yozora.service.accounts.people import Role

OPEN = {
    "/healthz",
    "/readyz",
    "/api/shared/{token}",
    "/api/shared/{token}/content",
    "/api/sign-in",
    "/api/verify",
    "/api/welcome",
    "/api/oidc/start",
    "/api/oidc/callback",
}
"""Routes for everybody: they need no key."""

ADMINISTRATORS = {
    *("/api/admin/people", "/api/admin/people/{person_id}", "/api/admin/people/{person_id}/invite", "/metrics"),
    *("PUT /api/admin/plans", "PUT /api/admin/models", "/api/admin/queue"),
    *("/api/admin/appeals", "/api/admin/appeals/{decision_id}/answer"),
}
WORDS_ONLY = {"POST /api/understand", "POST /api/recipes/read", "POST /v1/content_provenance_checks"}
"""Changes nothing, so a viewer may."""

OWN_ACCOUNT = {
    *("POST /api/sign-out", "POST /api/me/password", "PUT /api/me/language"),
    *("POST /api/keys", "DELETE /api/keys/{key_id}", "POST /api/decisions/{decision_id}/appeal"),
}
ENDLESS = {"/api/events"}
TIMELINE = {"format": "yozora-timeline/1", "size": "64x64", "fps": "8", "frames": 8, "seed": 1, "cards": []}
SMALL = {"size": "64x64", "seconds": "1", "fps": 8}
BODIES: dict[str, dict[str, Any]] = {
    "POST /v1/videos": {"prompt": "a fox", **SMALL},
    "POST /v1/videos/edits": {"prompt": "a wolf", "video": {"id": "{video_id}"}},
    "POST /v1/videos/extensions": {"video": {"id": "{video_id}"}, "seconds": 1},
    "POST /v1/videos/changes": {"operation": "loop", "video": {"id": "{video_id}"}},
    "POST /v1/videos/{video_id}/remix": {"prompt": "a wolf"},
    "POST /v1/videos/{video_id}/edits": {"prompt": "a wolf"},
    "POST /v1/videos/{video_id}/extend": {"seconds": 1},
    "POST /v1/images/generations": {"prompt": "a fox", "size": "64x64"},
    "POST /v1/webhooks": {"url": "https://93.184.215.14/hook"},
    "POST /api/estimate": {"prompt": "a fox", **SMALL},
    "PATCH /api/clips/{clip_id}": {"title": "x"},
    "POST /api/activity/{clip_id}/move": {},
    "POST /api/clips/trash": {"ids": ["{clip_id}"]},
    "POST /api/clips/restore": {"ids": ["{clip_id}"]},
    "POST /api/clips/purge": {"ids": ["{clip_id}"]},
    "POST /api/clips/move": {"ids": ["{clip_id}"]},
    "POST /api/clips/mark": {"ids": ["{clip_id}"]},
    "POST /api/folders": {"name": "x"},
    "PUT /api/folders/{folder_id}": {"name": "x"},
    "POST /api/projects": {"name": "x"},
    "PUT /api/projects/{project_id}": {"name": "x"},
    "POST /api/understand": {"prompt": "a fox"},
    "POST /api/decisions/{decision_id}/appeal": {"words": "It is a play."},
    "POST /api/admin/appeals/{decision_id}/answer": {"granted": False},
    "POST /api/boards": {"name": "x", "timeline": TIMELINE},
    "PATCH /api/boards/{board_id}": {"revision": 1, "name": "x"},
    "POST /api/presets": {"name": "x", "entries": {"colour": "red"}},
    "PUT /api/presets/{preset_id}": {"name": "x", "entries": {"colour": "red"}},
    "POST /api/sign-in": {"name": "nobody", "password": "nothing to see"},
    "POST /api/welcome": {"token": "x", "password": "nothing to see"},
    "POST /api/me/password": {"present": "wrong wrong wrong", "new": "nothing to see"},
    "PUT /api/me/language": {"language": "zh"},
    "POST /api/keys": {"name": "x"},
    "POST /api/admin/people": {"name": "New"},
    "PUT /api/admin/plans": {"plans": {}},
    "PUT /api/admin/models": {"models": {}},
    "PUT /api/admin/queue": {"paused": False},
}
FILES = {
    "POST /v1/files",
    "POST /api/uploads",
    "POST /api/recipes/read",
    "POST /v1/content_provenance_checks",
    "POST /v1/videos/characters",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    with serving(house_in(tmp_path_factory.mktemp("house"))) as server, working(server.house):
        yield server


@pytest.fixture(scope="module")
def clients(server: Server) -> Generator[dict[str, httpx.Client]]:
    """Somebody of each kind; Ann owns everything."""
    roles = {"Ann": Role.MEMBER, "Bob": Role.MEMBER, "Vic": Role.VIEWER, "Ada": Role.ADMINISTRATOR}
    made = {name: server.client(server.key_of(name, role)) for name, role in roles.items()}
    made["nobody"] = server.client(None)
    made["stranger"] = server.client("yz_" + "x" * 43)
    yield made
    for client in made.values():
        client.close()


def picture() -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.full((64, 64, 3), 90, np.uint8)).save(file, "PNG")
    return file.getvalue()


REFUSED = {"prompt": "a man is tortured and dismembered, graphic gore", "size": "128x72", "seconds": "1"}


def property_of(ann: httpx.Client) -> dict[str, str]:
    """One of everything that Ann can own, by the names of path parameters."""

    def new(path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = ann.post(path, json=body)
        assert answer.status_code in (200, 201), (path, answer.text)
        return answer.json()

    for hook in ann.get("/v1/webhooks").json()["data"]:  # there may be twenty
        ann.delete(f"/v1/webhooks/{hook['id']}")
    clip = new("/v1/videos", BODIES["POST /v1/videos"])["id"]
    while ann.get(f"/v1/videos/{clip}").json()["status"] != "completed":
        Event().wait(0.02)
    upload = ann.post("/api/uploads", files={"file": ("a.png", picture())}).json()["id"]
    sent = {"files": {"video": ("a.png", picture())}, "data": {"name": "Pip", "words": "an orange fox"}}
    character = ann.post("/v1/videos/characters", **sent)
    assert character.status_code == 200, character.text
    return {
        "clip_id": clip,
        "video_id": clip,
        "folder_id": new("/api/folders", {"name": "Films"})["id"],
        "project_id": new("/api/projects", {"name": "Films"})["id"],
        "board_id": new("/api/boards", BODIES["POST /api/boards"])["id"],
        "preset_id": new("/api/presets", {"name": token_hex(4), "entries": {"colour": "white"}})["id"],
        "upload_id": upload,
        "file_id": upload,
        "character_id": character.json()["id"],
        "token": new(f"/api/clips/{clip}/shares", {})["token"],
        "key_id": new("/api/keys", {"name": "script"})["id"],
        "hook_id": new("/v1/webhooks", BODIES["POST /v1/webhooks"])["id"],
        "person_id": "person_of_nobody",
        "decision_id": ann.post("/v1/videos", json=REFUSED).json()["error"]["refusal"]["decision"],
        "model": "sketch",
    }


def routes(server: Server) -> Iterator[tuple[str, str]]:
    document = httpx.get(f"{server.url}/openapi.json").json()
    for path, operations in document["paths"].items():
        for method in operations:
            yield method.upper(), path


def filled(value: Any, owned: dict[str, str]) -> Any:
    if isinstance(value, str):
        return value.format(**owned) if value.startswith("{") else value
    if isinstance(value, dict):
        return {name: filled(one, owned) for name, one in value.items()}
    return [filled(one, owned) for one in value] if isinstance(value, list) else value


def asked(client: httpx.Client, method: str, path: str, owned: dict[str, str]) -> int:
    """The status of an answer; the answer itself is not waited for where it never ends."""
    name = f"{method} {path}"
    body: dict[str, Any] = {"json": filled(BODIES[name], owned)} if name in BODIES else {}
    if name in FILES:
        body = {"files": {"file": ("a.png", picture()), "video": ("b.png", picture())}, "data": {"name": "Pip"}}
    with client.stream(method, path.format(**owned), **body) as answer:
        assert "traceback" not in str(answer.headers).lower()
        return answer.status_code


def is_for(path: str, method: str, named: set[str]) -> bool:
    return path in named or f"{method} {path}" in named


def test_every_route_is_for_those_it_is_for(server: Server, clients: dict[str, httpx.Client]) -> None:
    wrong: list[str] = []
    owned = property_of(clients["Ann"])
    for method, path in routes(server):
        for who, client in clients.items():
            if path in ENDLESS and who not in ("nobody", "stranger"):
                continue
            if who == "Ann":
                continue
            status = asked(client, method, path, owned)
            if status not in _expected(who, method, path):
                wrong.append(f"{who}: {method} {path} was answered {status}")
        if path not in ENDLESS and not is_for(path, method, ADMINISTRATORS):
            status = asked(clients["Ann"], method, path, owned)
            if status in (401, 404) or (status == 403 and path != "/api/me/password") or status >= 500:
                if not (path == "/api/clips/{clip_id}/preview" or is_for(path, method, OPEN)):
                    wrong.append(f"Ann: {method} {path} was answered {status}")
            if method != "GET" and "{" in path:
                owned = property_of(clients["Ann"])
    assert not wrong, "\n".join(wrong)


def _expected(who: str, method: str, path: str) -> set[int]:
    """Which answers are right for somebody who owns nothing of it."""
    is_open = is_for(path, method, OPEN)
    fine = set(range(200, 300)) | {400, 409}
    if is_open:
        return fine | {401, 404, 410}
    if who in ("nobody", "stranger"):
        return {401}
    if is_for(path, method, ADMINISTRATORS):
        return fine | {404} if who == "Ada" else {403}
    changes = method not in ("GET", "HEAD")
    if who == "Vic" and changes and not is_for(path, method, WORDS_ONLY | OWN_ACCOUNT):
        return {403}
    names_something = "{" in path and path != "/v1/models/{model}"
    if names_something or "{video_id}" in str(BODIES.get(f"{method} {path}", "")):
        return {404}
    return fine | {403} if path == "/api/me/password" else fine
