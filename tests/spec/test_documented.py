"""The OpenAPI document against the running server: requests that are made up get the answers that it names, no 5xx."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from houses import Server, house_in, serving, working
from jsonschema import Draft202012Validator

from yozora.service.accounts.people import Role
from yozora.service.app import create_app
from yozora.service.webhooks.sending import Sender

WISH = {"prompt": "a fox runs", "model": "sketch", "size": "64x64", "seconds": 0.5}
NANA = {"name": "Nana", "words": "a fox"}
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
EXAMPLES = 6
HEAD_BYTES = 16384
PLAIN = ("A-Za-z0-9]*$", r"\x20-\x7e]*$")
"""Patterns of texts whose characters are a byte each, or three where an address writes them with %."""
ENDLESS = "/api/events"
ENDS = "/api/(sign-out|me/password|admin/people.*|keys.*|admin/queue.*|oidc/.*)"
"""After these the administrator who asks may be nobody, or nothing is made: they have a server to themselves."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    house = replace(house_in(tmp_path / "house"), sender=Sender(private=True))
    with serving(house) as server, working(server.house):
        yield server


def made(client: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
    """What comes of a request that is right."""
    answer = client.post(path, **body)
    assert answer.is_success, f"{path}: {answer.text}"
    return answer.json()


def known(client: httpx.Client) -> dict[str, Any]:
    """Ids of things that there are, and one that there is not, by the names that the document gives them."""
    clip = made(client, "/v1/videos", json=WISH)["id"]
    until_s = time.monotonic() + 30
    while client.get(f"/v1/videos/{clip}").json()["status"] != "completed" and time.monotonic() < until_s:
        time.sleep(0.05)
    picture = client.get(f"/v1/videos/{clip}/content?variant=thumbnail").content
    timeline = client.get(f"/v1/videos/{clip}").json()["recipe"]["timeline"]
    found = {
        "clip_id": clip,
        "video_id": clip,
        "board_id": made(client, "/api/boards", json={"name": "Fox", "timeline": timeline})["id"],
        "folder_id": made(client, "/api/folders", json={"name": "Foxes"})["id"],
        "project_id": made(client, "/api/projects", json={"name": "Foxes"})["id"],
        "character_id": made(client, "/v1/videos/characters", data=NANA, files={"video": picture})["id"],
        "file_id": made(client, "/v1/files", files={"file": picture})["id"],
        "hook_id": made(client, "/v1/webhooks", json={"url": "http://127.0.0.1:9/hook"})["id"],
        "token": made(client, f"/api/clips/{clip}/shares")["token"],
        "model": "sora-2",
    }
    return {f"path.{name}": [one, "none"] for name, one in found.items()}


@pytest.mark.parametrize("which", [("--exclude-path-regex", ENDS), ("--include-path-regex", ENDS)])
def test_made_up_requests_get_documented_answers(server: Server, tmp_path: Path, which: tuple[str, str]) -> None:
    key = server.key_of("Ada", Role.ADMINISTRATOR)
    with server.client(key) as client:
        lines = [f"{json.dumps(name)} = {json.dumps(ids)}" for name, ids in known(client).items()]
    (tmp_path / "schemathesis.toml").write_text("\n".join(["[parameters]", *lines]))
    words = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{server.url}/openapi.json", *which),
        *("--header", f"Authorization: Bearer {key}", "--checks", CHECKS, "--exclude-path", ENDLESS, "--seed", "7"),
        *("--max-examples", str(EXAMPLES), "--phases", "examples,fuzzing", "--generation-database", "none"),
        *("--suppress-health-check", "all", "--no-color"),
    ]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2000:]


def test_every_request_and_answer_has_an_example_that_is_one(tmp_path: Path) -> None:
    house = house_in(tmp_path)
    document = create_app(house).openapi()
    house.database.close()
    without: list[str] = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            kinds = [operation.get("requestBody", {}).get("content", {}).get("application/json")]
            kinds += [answer.get("content", {}).get("application/json") for answer in documented(operation)]
            for kind in filter(None, kinds):
                if "example" not in kind:
                    without.append(f"{method} {path}")
                else:
                    schema = {**kind["schema"], "components": document["components"]}
                    Draft202012Validator(schema).validate(kind["example"])
    assert not without, "run scripts/write_examples.py"


def test_what_an_address_may_say_fits_into_the_head_of_a_request(tmp_path: Path) -> None:
    house = house_in(tmp_path)
    document = create_app(house).openapi()
    house.database.close()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            asked = [one for one in operation.get("parameters", []) if one["in"] == "query"]
            longest_bytes = sum(longest(one["schema"]) + len(one["name"]) + 2 for one in asked)
            assert longest_bytes < HEAD_BYTES - 1024, f"{method} {path}"


def longest(schema: dict[str, Any]) -> int:
    """Bytes of the longest text that a schema allows, as an address writes it; one without a limit has very many."""
    if "anyOf" in schema:
        return max(longest(one) for one in schema["anyOf"])
    if schema.get("type") != "string":
        return 20
    if "enum" in schema or "const" in schema:
        return 40
    return schema.get("maxLength", 1_000_000) * (1 if schema.get("pattern", "").endswith(PLAIN) else 12)


def documented(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """Answers to requests that are right."""
    return [answer for status, answer in operation["responses"].items() if status.startswith("2")]
