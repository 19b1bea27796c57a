"""Write `src/yozora/service/examples.json`: one example of every request and answer of the service that is JSON, as a
server with the sketch engine gave it. Run it when routes change; a test says when one is missing."""

import json
import sys
import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from houses import Server, house_in, serving, working  # noqa: E402

from yozora.cli.working import engines_of  # noqa: E402
from yozora.service.accounts.people import Role  # noqa: E402
from yozora.service.config import Config  # noqa: E402
from yozora.service.webhooks.sending import Sender  # noqa: E402

TARGET = ROOT / "src/yozora/service/examples.json"
WISH = {"prompt": "a fox runs through the snow", "size": "256x144", "seconds": "1"}
STYLE = {"name": "Winter", "entries": {"colour": "white and blue", "lighting": "soft"}}
PASSWORD = "three words together"
MOST_ITEMS, MOST_TEXT = 2, 2000


@dataclass
class Tour:
    """Requests one after the other, and what is known by now: the ids that addresses name."""

    client: httpx.Client
    found: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    known: dict[str, str] = field(default_factory=dict[str, str])

    def ask(self, method: str, route: str, body: Any = None, *, query: str = "", **sent: Any) -> Any:
        """Ask, and keep the example; returns the answer."""
        if body is not None:
            sent["json"] = body
        answer = self.client.request(method, route.format(**self.known) + query, **sent)
        if not answer.is_success:
            raise SystemExit(f"{method} {route}: {answer.text}")
        example: dict[str, Any] = {} if body is None else {"body": body}
        if answer.content and answer.headers.get("content-type", "").startswith("application/json"):
            example["answer"] = short(answer.json())
        self.found[f"{method} {route}"] = example
        return example.get("answer")

    def take(self, name: str, method: str, route: str, body: Any = None, **sent: Any) -> None:
        """Ask, and remember the id of what comes as `name`."""
        self.known[name] = self.ask(method, route, body, **sent)["id"]


def short(value: Any) -> Any:
    """Of lists of objects the first ones, and of very long texts the beginning."""
    if isinstance(value, dict):
        return {name: short(one) for name, one in value.items()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [short(one) for one in value[:MOST_ITEMS]]
    return f"{value[:60]}..." if isinstance(value, str) and len(value) > MOST_TEXT else value


class Taker(BaseHTTPRequestHandler):
    """Takes every message."""

    def do_POST(self) -> None:
        """Say so."""
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing else."""


@contextmanager
def taker() -> Generator[str]:
    """The address of somebody who takes webhooks."""
    with HTTPServer(("127.0.0.1", 0), Taker) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/hook"
        server.shutdown()


def toured(server: Server) -> Mapping[str, Any]:
    """All examples."""
    with server.client(server.key_of("Ada", Role.ADMINISTRATOR)) as client:
        tour = Tour(client)
        for part in (_clips, _given, _library, _work, _account, _administration, _safety):
            part(tour, server)
    return tour.found


def _clips(tour: Tour, server: Server) -> None:
    tour.take("video_id", "POST", "/v1/videos", {**WISH, "n": 2})
    tour.known["clip_id"] = tour.known["video_id"]
    server.work()
    tour.ask("GET", "/v1/videos", query="?limit=2")
    tour.ask("GET", "/v1/videos/{video_id}")
    source = {"id": tour.known["video_id"]}
    tour.ask("POST", "/v1/videos/{video_id}/remix", {"prompt": "a wolf runs through the snow"})
    tour.ask("POST", "/v1/videos/edits", {"prompt": "the same at night", "video": source})
    tour.ask("POST", "/v1/videos/extensions", {"prompt": "it lies down", "seconds": "1", "video": source})
    tour.take("video_id", "POST", "/v1/videos/changes", {"operation": "loop", "video": source})
    tour.ask("POST", "/v1/videos/{video_id}/cancel")
    tour.ask("DELETE", "/v1/videos/{video_id}")
    tour.known["video_id"] = source["id"]
    tour.ask("GET", "/v1/models")
    tour.known["model"] = "sora-2"
    tour.ask("GET", "/v1/models/{model}")


def _given(tour: Tour, server: Server) -> None:
    picture = tour.client.get(f"/v1/videos/{tour.known['video_id']}/content?variant=thumbnail").content
    nana = {"name": "Nana", "words": "a white fox"}
    tour.take("character_id", "POST", "/v1/videos/characters", data=nana, files={"video": ("fox.webp", picture)})
    tour.ask("GET", "/v1/videos/characters")
    tour.ask("GET", "/v1/videos/characters/{character_id}")
    tour.ask("DELETE", "/v1/videos/characters/{character_id}")
    tour.take("file_id", "POST", "/v1/files", files={"file": ("fox.webp", picture)})
    tour.ask("GET", "/v1/files")
    tour.ask("GET", "/v1/files/{file_id}")
    tour.ask("DELETE", "/v1/files/{file_id}")
    tour.take("upload_id", "POST", "/api/uploads", files={"file": ("fox.webp", picture)})
    tour.ask("GET", "/api/uploads")
    tour.ask("POST", "/api/uploads/{upload_id}/trash")
    tour.ask("POST", "/api/uploads/{upload_id}/restore")
    tour.ask("POST", "/v1/content_provenance_checks", files={"file": ("fox.webp", picture)})
    tour.ask("POST", "/api/verify", files={"file": ("fox.webp", picture)})
    with taker() as hook:
        tour.take("hook_id", "POST", "/v1/webhooks", {"url": hook, "events": ["video.completed"]})
        tour.ask("GET", "/v1/webhooks")
        tour.ask("GET", "/v1/webhooks/{hook_id}")
        tour.ask("POST", "/v1/webhooks/{hook_id}/test", {"type": "video.completed"})
        tour.ask("DELETE", "/v1/webhooks/{hook_id}")
    with working(server.house):
        tour.ask("POST", "/v1/images/generations", {"prompt": "a fox in the snow", "size": "64x64"})


def _library(tour: Tour, server: Server) -> None:
    clips = {"ids": [tour.known["clip_id"]]}
    tour.take("folder_id", "POST", "/api/folders", {"name": "Foxes"})
    tour.ask("PUT", "/api/folders/{folder_id}", {"name": "Foxes in the snow"})
    tour.ask("GET", "/api/folders")
    tour.take("project_id", "POST", "/api/projects", {"name": "The winter film"})
    tour.ask("PUT", "/api/projects/{project_id}", {"name": "The winter film, second draft"})
    tour.ask("GET", "/api/projects")
    tour.ask("POST", "/api/projects/{project_id}/trash")
    tour.ask("POST", "/api/projects/{project_id}/restore")
    tour.ask("PATCH", "/api/clips/{clip_id}", {"title": "The fox", "favourite": True})
    tour.ask("GET", "/api/clips", query="?search=fox")
    tour.ask("GET", "/api/clips/{clip_id}")
    tour.ask("GET", "/api/clips/{clip_id}/family")
    tour.ask("POST", "/api/clips/mark", clips, query="?favourite=true")
    tour.ask("GET", "/api/counts")
    tour.ask("POST", "/api/clips/move", clips, query=f"?folder={tour.known['folder_id']}")
    tour.ask("POST", "/api/clips/trash", clips)
    tour.ask("POST", "/api/clips/restore", clips)
    tour.known["token"] = tour.ask("POST", "/api/clips/{clip_id}/shares")["token"]
    tour.ask("GET", "/api/clips/{clip_id}/shares")
    tour.ask("GET", "/api/shared/{token}")
    tour.ask("POST", "/api/understand", {"prompt": WISH["prompt"]})
    tour.ask("GET", "/api/vocabulary")
    made = tour.client.get(f"/v1/videos/{tour.known['clip_id']}/content").content
    tour.ask("POST", "/api/recipes/read", files={"file": ("fox.mp4", made)})
    timeline = tour.client.get(f"/v1/videos/{tour.known['clip_id']}").json()["recipe"]["timeline"]
    tour.take("board_id", "POST", "/api/boards", {"name": "The fox", "timeline": timeline})
    tour.ask("GET", "/api/boards")
    tour.ask("GET", "/api/boards/{board_id}")
    tour.ask("PATCH", "/api/boards/{board_id}", {"revision": 1, "name": "The fox runs"})
    tour.take("preset_id", "POST", "/api/presets", {**STYLE, "shared": True})
    tour.ask("PUT", "/api/presets/{preset_id}", {**STYLE, "name": "Deep winter"})
    tour.ask("POST", "/api/presets/{preset_id}/clone")
    tour.ask("GET", "/api/presets")


def _work(tour: Tour, server: Server) -> None:
    tour.ask("POST", "/api/estimate", {**WISH, "n": 2})
    source = {"id": tour.known["clip_id"]}
    tour.ask("POST", "/api/estimate/edits", {"prompt": "the same at night", "video": source})
    tour.ask("POST", "/api/estimate/extensions", {"prompt": "it lies down", "seconds": "1", "video": source})
    tour.ask("POST", "/api/estimate/changes", {"operation": "loop", "video": source})
    tour.ask("PUT", "/api/admin/queue", {"paused": False})
    tour.ask("GET", "/api/admin/queue")
    waiting = tour.client.post("/v1/videos", json=WISH).json()["id"]
    done, tour.known["clip_id"] = tour.known["clip_id"], waiting
    tour.ask("POST", "/api/activity/{clip_id}/move", {"before": None})
    tour.ask("GET", "/api/activity")
    tour.ask("POST", "/api/activity/{clip_id}/cancel")
    tour.ask("POST", "/api/activity/{clip_id}/retry")
    tour.client.post(f"/api/activity/{waiting}/cancel").raise_for_status()
    tour.client.post("/api/clips/trash", json={"ids": [waiting]}).raise_for_status()
    tour.ask("POST", "/api/clips/purge", {"ids": [waiting]})
    tour.known["clip_id"] = done


def _account(tour: Tour, server: Server) -> None:
    tour.ask("GET", "/api/me")
    tour.ask("GET", "/api/storage")
    tour.ask("GET", "/api/about")
    tour.ask("PUT", "/api/me/language", {"language": "en"})
    tour.take("key_id", "POST", "/api/keys", {"name": "laptop", "scopes": ["read", "create"]})
    tour.ask("GET", "/api/keys")
    tour.ask("DELETE", "/api/keys/{key_id}")
    invited = tour.ask("POST", "/api/admin/people", {"name": "Mia", "role": "member", "plan": "plus"})
    tour.known["person_id"] = invited["person"]["id"]
    with httpx.Client(base_url=server.url) as nobody:
        browser = Tour(nobody)
        browser.ask("GET", "/api/sign-in")
        browser.ask("POST", "/api/welcome", {"token": invited["token"], "password": PASSWORD})
        browser.ask("POST", "/api/sign-in", {"name": "Mia", "password": PASSWORD})
        browser.ask("POST", "/api/me/password", {"present": PASSWORD, "new": f"{PASSWORD} again"})
    tour.found |= browser.found


def _administration(tour: Tour, server: Server) -> None:
    tour.ask("GET", "/api/admin/people")
    tour.ask("POST", "/api/admin/people/{person_id}/invite")
    tour.ask("PATCH", "/api/admin/people/{person_id}", {"plan": "pro"})
    for what in ("plans", "models"):
        tour.ask("PUT", f"/api/admin/{what}", tour.ask("GET", f"/api/admin/{what}"))
    tour.ask("GET", "/healthz")
    tour.ask("GET", "/readyz")


def _safety(tour: Tour, server: Server) -> None:
    tour.ask("GET", "/api/policy")
    refused = tour.client.post("/v1/videos", json={**WISH, "prompt": "a man is tortured and dismembered, graphic gore"})
    tour.known["decision_id"] = refused.json()["error"]["refusal"]["decision"]
    tour.ask("GET", "/api/decisions")
    tour.ask("GET", "/api/decisions/{decision_id}")
    tour.ask("POST", "/api/decisions/{decision_id}/appeal", {"words": "It is a play by Seneca."})
    tour.ask("GET", "/api/admin/appeals")
    tour.ask("POST", "/api/admin/appeals/{decision_id}/answer", {"granted": True, "words": "A classic."})


def written(found: Mapping[str, Any]) -> str:
    """One line an example, so that changes can be read."""
    lines = [f"{json.dumps(name)}: {json.dumps(found[name], ensure_ascii=False)}" for name in sorted(found)]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main() -> None:
    """Serve, ask, write."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        engines = engines_of(Config(home=folder))
        house = replace(house_in(folder), engines=engines, sender=Sender(private=True))
        with serving(house) as server:
            found = toured(server)
    TARGET.write_text(written(found), "utf-8")
    print(f"{TARGET}: {len(found)} examples")


if __name__ == "__main__":
    main()
