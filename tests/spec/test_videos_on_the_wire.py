"""The Videos API as bytes on the wire, beyond what the official clients send."""

import base64
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest

from yozora.service.accounts.people import Role

SMALL = {"prompt": "a fox runs", "size": "128x72", "seconds": "1", "fps": 12}
KEYS = {"message", "type", "param", "code"}


@pytest.fixture(scope="module")
def client(place) -> Iterator[httpx.Client]:
    headers = {"authorization": f"Bearer {place.served.key('somebody on the wire')}"}
    with httpx.Client(base_url=f"{place.served.url}/v1", headers=headers, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def clip(client: httpx.Client) -> dict[str, Any]:
    return made(client, client.post("/videos", json=SMALL))


@pytest.fixture
def paused(place) -> Iterator[None]:
    place.served.pause(True)
    yield
    place.served.pause(False)


@pytest.fixture(scope="module")
def document(client: httpx.Client, place) -> dict[str, Any]:
    return client.get(f"{place.served.url}/openapi.json").json()


def made(client: httpx.Client, answer: httpx.Response) -> dict[str, Any]:
    """The clip of an answer when it is made."""
    assert answer.status_code == 200, answer.text
    until_s = time.monotonic() + 30
    while time.monotonic() < until_s:
        video = client.get(f"/videos/{answer.json()['id']}").json()
        if video["status"] in ("completed", "failed"):
            assert video["status"] == "completed", video
            return video
        time.sleep(0.05)
    raise AssertionError(video)


def refused(answer: httpx.Response, status: int) -> dict[str, Any]:
    """The error of an answer, which has all its entries."""
    assert answer.status_code == status, answer.text
    assert answer.headers["x-request-id"].startswith("req_")
    assert answer.json()["error"].keys() == KEYS
    return answer.json()["error"]


def parts(*named: tuple[str, str]) -> dict[str, Any]:
    """A form as browsers and Node send it."""
    return {"files": [(name, (None, value)) for name, value in named]}


class TestContent:
    def test_a_part_of_a_clip_is_sent(self, client: httpx.Client, clip: dict[str, Any]) -> None:
        whole = client.get(f"/videos/{clip['id']}/content").content
        for asked, wanted, where in (
            ("bytes=0-99", whole[:100], f"bytes 0-99/{len(whole)}"),
            ("bytes=100-", whole[100:], f"bytes 100-{len(whole) - 1}/{len(whole)}"),
            ("bytes=-50", whole[-50:], f"bytes {len(whole) - 50}-{len(whole) - 1}/{len(whole)}"),
        ):
            answer = client.get(f"/videos/{clip['id']}/content", headers={"range": asked})
            assert (answer.status_code, answer.content) == (206, wanted)
            assert answer.headers["content-range"] == where
            assert answer.headers["content-length"] == str(len(wanted))

    def test_a_part_that_is_not_there_is_refused_with_the_size(
        self, client: httpx.Client, clip: dict[str, Any]
    ) -> None:
        answer = client.get(f"/videos/{clip['id']}/content", headers={"range": "bytes=99999999-"})
        assert refused(answer, 416)["code"] == "invalid_range"
        assert answer.headers["content-range"].startswith("bytes */")

    def test_a_clip_of_another_version_is_sent_whole(self, client: httpx.Client, clip: dict[str, Any]) -> None:
        headers = {"range": "bytes=0-9", "if-range": '"another"'}
        assert client.get(f"/videos/{clip['id']}/content", headers=headers).status_code == 200

    def test_what_somebody_has_is_not_sent_again(self, client: httpx.Client, clip: dict[str, Any]) -> None:
        tag = client.get(f"/videos/{clip['id']}/content").headers["etag"]
        for known in (tag, f'"other", W/{tag}', "*"):
            answer = client.get(f"/videos/{clip['id']}/content", headers={"if-none-match": known})
            assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)

    def test_head_says_what_get_would_send(self, client: httpx.Client, clip: dict[str, Any]) -> None:
        for variant in ("video", "thumbnail", "spritesheet"):
            address = f"/videos/{clip['id']}/content?variant={variant}"
            head, get = client.head(address), client.get(address)
            assert (head.status_code, head.content) == (200, b"")
            for name in ("content-length", "content-type", "etag", "accept-ranges", "content-disposition"):
                assert head.headers[name] == get.headers[name]
            assert int(head.headers["content-length"]) == len(get.content)

    def test_a_clip_is_a_file_with_a_name(self, client: httpx.Client, clip: dict[str, Any]) -> None:
        headers = client.get(f"/videos/{clip['id']}/content", headers={"accept": "application/binary"}).headers
        assert headers["content-type"] == "video/mp4"
        assert headers["content-disposition"] == f'attachment; filename="{clip["id"]}.mp4"'

    def test_a_variant_that_there_is_not_is_refused(self, client: httpx.Client, clip: dict[str, Any]) -> None:
        error = refused(client.get(f"/videos/{clip['id']}/content?variant=audio"), 400)
        assert error["param"] == "variant" and "spritesheet" in error["message"]


@pytest.mark.usefixtures("paused")
class TestRequests:
    def test_the_same_request_makes_one_clip(self, client: httpx.Client) -> None:
        headers = {"idempotency-key": "one"}
        first, again = (client.post("/videos", json=SMALL, headers=headers).json() for _ in range(2))
        assert first["id"] == again["id"]
        other = client.post("/videos", json={**SMALL, "prompt": "a cat runs"}, headers=headers)
        assert refused(other, 409)["code"] == "idempotency_key_reused"
        assert other.headers["x-should-retry"] == "false"

    def test_the_key_of_a_request_is_not_too_long(self, client: httpx.Client) -> None:
        answer = client.post("/videos", json=SMALL, headers={"idempotency-key": "k" * 256})
        assert refused(answer, 400)["code"] == "invalid_key"

    def test_a_body_needs_no_content_type(self, client: httpx.Client) -> None:
        request = client.build_request("POST", "/videos", content=json.dumps(SMALL))
        assert "content-type" not in request.headers
        assert client.send(request).status_code == 200

    def test_what_is_not_known_is_ignored(self, client: httpx.Client) -> None:
        answer = client.post("/videos?beta=1", json={**SMALL, "audio": {"voice": "low"}, "user": "me"})
        assert answer.status_code == 200
        assert client.get("/videos?beta=1&limit=1").status_code == 200

    @pytest.mark.parametrize("name", ["input_reference[image_url]", "storyboard[0][image][image_url]"])
    def test_objects_come_in_forms_by_keys_with_brackets(self, client: httpx.Client, place, name: str) -> None:
        url = "data:image/png;base64," + base64.b64encode((place.folder / "picture.png").read_bytes()).decode()
        entries = [(key, str(value)) for key, value in SMALL.items()]
        answer = client.post("/videos", **parts(*entries, (name, url), ("metadata[job]", "7"), ("loop", "false")))
        assert answer.status_code == 200, answer.text
        assert answer.json()["metadata"] == {"job": "7"}
        assert "picture" in [card.get("file") for card in answer.json()["recipe"]["timeline"]["cards"]]

    def test_a_clip_on_a_board_is_trimmed_fitted_and_blended(self, client: httpx.Client, clip: dict[str, Any]) -> None:
        video, curve = {"id": clip["id"]}, [[0, 0], [0.25, 1]]
        cards = [
            {"video": video, "start": 0.25, "seconds": 0.5, "strength": 0.5, "fit": "letterbox"},
            {"video": video, "at": 0.25, "start": 0.5, "influence": curve},
        ]
        answer = client.post("/videos", json={**SMALL, "storyboard": cards})
        assert answer.status_code == 200, answer.text
        first, second = answer.json()["recipe"]["timeline"]["cards"]
        assert {name: first[name] for name in ("start_s", "end_s", "strength", "fit")} == {
            "start_s": 0.25,
            "end_s": 0.75,
            "strength": 0.5,
            "fit": "letterbox",
        }
        assert (second["at_s"], second["start_s"], second["end_s"]) == (0.25, 0.5, 1)
        assert second["influence"] == curve and "fit" not in second

    @pytest.mark.parametrize(
        ("card", "told"),
        [
            ({"start": 1}, "starts at 1 s of its clip, which lasts 1 s. Start it earlier"),
            ({"fit": "squeeze"}, "crop"),
            ({"influence": [[0, 2]]}, "share 0 to 1"),
            ({"video": None, "text": "a fox", "start": 1}, "only a card with a video"),
        ],
    )
    def test_a_card_of_a_board_that_cannot_be_is_refused(
        self, client: httpx.Client, clip: dict[str, Any], card: dict[str, Any], told: str
    ) -> None:
        wish = {**SMALL, "storyboard": [{"video": {"id": clip["id"]}, **card}]}
        assert told in refused(client.post("/videos", json=wish), 400)["message"]

    def test_objects_come_in_forms_as_text(self, client: httpx.Client) -> None:
        answer = client.post("/videos", data={**SMALL, "metadata": '{"job": "7"}', "style": "film noir"})
        assert answer.json()["metadata"] == {"job": "7"}

    def test_any_answer_is_json_whatever_is_accepted(self, client: httpx.Client) -> None:
        answer = client.post("/videos", json=SMALL, headers={"accept": "application/binary"})
        assert answer.headers["content-type"] == "application/json"

    def test_lengths_come_as_text_and_as_numbers(self, client: httpx.Client) -> None:
        for seconds in ("2", 2, 2.0, " 2 "):
            assert client.post("/videos", json={**SMALL, "seconds": seconds}).json()["seconds"] == "2"

    def test_a_clip_that_waits_can_be_cancelled_and_stays_so(self, client: httpx.Client) -> None:
        video = client.post("/videos", json=SMALL).json()
        for _ in range(2):
            cancelled = client.post(f"/videos/{video['id']}/cancel").json()
            assert (cancelled["status"], cancelled["error"]["code"]) == ("failed", "cancelled")


class TestChanges:
    @pytest.mark.parametrize(("made_by", "changed_by"), [("sora-2-pro", "sora-2-pro"), ("sketch", "sora-2")])
    def test_what_is_made_of_a_clip_is_made_by_its_model_unless_that_only_draws(
        self, client: httpx.Client, made_by: str, changed_by: str
    ) -> None:
        source = made(client, client.post("/videos", json={**SMALL, "model": made_by}))
        reference = {"video": {"id": source["id"]}}
        for address, wish in (
            (f"/videos/{source['id']}/remix", {"prompt": "a cat"}),
            ("/videos/edits", {"prompt": "a cat", **reference}),
            ("/videos/extensions", {"seconds": "1", **reference}),
            ("/videos/changes", {"operation": "loop", **reference}),
        ):
            assert client.post(address, json=wish).json()["model"] == changed_by, address
            assert client.post(address, json={**wish, "model": "storybook"}).json()["model"] == "storybook"

    @pytest.mark.parametrize("address", ["/videos/{id}/edits", "/videos/{id}/remix"])
    def test_a_clip_is_changed_at_an_address_of_its_own(
        self, client: httpx.Client, clip: dict[str, Any], address: str
    ) -> None:
        answer = client.post(address.format(id=clip["id"]), json={"prompt": "at night"})
        assert (answer.json()["seconds"], answer.json()["operation"]) == ("1", "remix")

    def test_a_clip_is_extended_at_an_address_of_its_own(self, client: httpx.Client, clip: dict[str, Any]) -> None:
        answer = client.post(f"/videos/{clip['id']}/extend", json={"prompt": "it sits", "seconds": 2})
        assert answer.json()["seconds"] == "3"

    def test_a_clip_that_was_sent_as_a_file_is_changed(self, client: httpx.Client, clip: dict[str, Any]) -> None:
        data = client.get(f"/videos/{clip['id']}/content").content
        file = client.post("/files", files={"file": ("clip.mp4", data)}, data={"purpose": "user_data"}).json()
        assert (file["kind"], file["num_frames"]) == ("clip", 12)
        video = made(client, client.post("/videos/edits", json={"prompt": "at night", "video": {"id": file["id"]}}))
        assert video["size"] == "128x72"
        error = refused(client.post("/videos", json={**SMALL, "input_reference": {"file_id": file["id"]}}), 400)
        assert error["param"] == "input_reference" and "is a clip" in error["message"]

    def test_a_picture_of_one_frame_is_a_video_as_well(self, client: httpx.Client) -> None:
        wish = {"prompt": "a fox", "size": "64x64", "output_format": "jpeg", "response_format": "url"}
        answer = client.post("/images/generations", json=wish).json()
        (picture,) = answer["data"]
        assert picture["url"].startswith("data:image/jpeg;base64,/9j/")
        video = client.get(f"/videos/{picture['video_id']}").json()
        assert (video["operation"], video["num_frames"], video["size"]) == ("still", 1, "64x64")


class TestRefusals:
    def test_nobody_makes_clips_without_a_key(self, place) -> None:
        answer = httpx.post(f"{place.served.url}/v1/videos", json=SMALL)
        assert refused(answer, 401)["code"] == "invalid_api_key"
        assert answer.headers["www-authenticate"] == "Bearer"

    def test_a_viewer_makes_no_clips(self, place) -> None:
        key = place.served.key("a viewer on the wire", Role.VIEWER)
        with httpx.Client(base_url=f"{place.served.url}/v1", headers={"authorization": f"Bearer {key}"}) as viewer:
            assert refused(viewer.post("/videos", json=SMALL), 403)["type"] == "permission_error"
            assert viewer.get("/videos").json()["data"] == []

    def test_what_belongs_to_others_is_not_there(self, place, clip: dict[str, Any]) -> None:
        key = place.served.key("a stranger on the wire")
        with httpx.Client(base_url=f"{place.served.url}/v1", headers={"authorization": f"Bearer {key}"}) as stranger:
            for method, address in (
                ("GET", f"/videos/{clip['id']}"),
                ("GET", f"/videos/{clip['id']}/content"),
                ("DELETE", f"/videos/{clip['id']}"),
                ("POST", f"/videos/{clip['id']}/cancel"),
            ):
                refused(stranger.request(method, address), 404)
            refused(stranger.post("/videos/edits", json={"prompt": "x", "video": {"id": clip["id"]}}), 404)
            assert stranger.get("/videos").json()["data"] == []

    def test_a_file_of_the_server_cannot_be_named(self, client: httpx.Client, place) -> None:
        picture: Path = place.folder / "picture.png"
        named = {"path": str(picture), "filename": "a.png", "size_bytes": 1}
        for wish in ({**SMALL, "input_reference": named}, {**SMALL, "storyboard": [{"image": named}]}):
            refused(client.post("/videos", json=wish), 400)
        refused(client.post("/videos/edits", json={"prompt": "x", "video": named}), 400)
        refused(client.post("/videos/characters", json={"name": "x", "video": named}), 400)
        assert picture.exists()

    def test_an_error_tells_nothing_of_the_servers_folders(self, client: httpx.Client, place) -> None:
        for address, name in (("/videos", "input_reference"), ("/videos/edits", "video"), ("/files", "file")):
            answer = client.post(address, data=SMALL, files={name: ("notes.txt", b"no picture at all")})
            error = refused(answer, 400)
            assert error["code"] == "unreadable_file"
            assert str(place.served.home) not in error["message"] and "/" not in error["message"].split(".")[0]

    @pytest.mark.parametrize("url", ["http://127.0.0.1/a.png", "https://127.0.0.1/a.png", "file:///etc/passwd", "fox"])
    def test_a_picture_is_fetched_from_public_places_only(self, client: httpx.Client, url: str) -> None:
        error = refused(client.post("/videos", json={**SMALL, "input_reference": {"image_url": url}}), 400)
        assert error["param"] == "input_reference"

    @pytest.mark.parametrize(
        ("wish", "param", "told"),
        [
            ({"prompt": "x" * 32_001}, "prompt", "32000"),
            ({"n": 9}, "n", "1 to 4"),
            ({"fps": "fast"}, "fps", "such as 24"),
            ({"size": None}, "size", "1280x720"),
            ({"characters": [{"id": "a"}] * 3}, "characters", "At most 2"),
            ({"characters": [{"id": "char_none"}]}, "characters", "char_none"),
            ({"input_reference": {}}, "input_reference", "either file_id or image_url"),
            ({"input_reference": "picture.png"}, "input_reference", "a file, or an object"),
            ({"storyboard": []}, None, "no cards"),
            ({"style": "nobody's"}, "style", "film noir"),
        ],
    )
    def test_an_entry_that_cannot_be_is_named_and_what_can_be_is_told(
        self, client: httpx.Client, wish: dict[str, Any], param: str | None, told: str
    ) -> None:
        answer = client.post("/videos", json={**SMALL, **wish})
        error = refused(answer, 404 if "char_none" in told else 400)
        assert error["param"] == param
        assert told in error["message"]

    def test_addresses_and_methods_that_there_are_not_are_told_in_the_same_way(self, client: httpx.Client) -> None:
        assert refused(client.get("/nothing"), 404)["code"] == "not_found"
        assert refused(client.put("/videos"), 405)["type"] == "invalid_request_error"
        assert refused(client.get("/videos?limit=101"), 400)["param"] == "limit"
        assert refused(client.get("/videos?order=up"), 400)["param"] == "order"

    def test_no_items_are_a_page_as_well(self, client: httpx.Client) -> None:
        assert client.get("/videos?limit=0").json()["data"] == []
        last = client.get("/videos?order=asc&limit=1").json()["first_id"]
        assert client.get(f"/videos?after={last}").json() == {
            "object": "list",
            "data": [],
            "first_id": None,
            "last_id": None,
            "has_more": False,
        }


class TestWebhooks:
    def test_the_secret_of_a_webhook_is_shown_once(self, client: httpx.Client, place) -> None:
        url = f"{place.control_url}/hook"
        hook = client.post("/webhooks", json={"url": url, "events": ["video.failed"]}).json()
        assert hook["secret"].startswith("whsec_") and len(base64.b64decode(hook["secret"][6:])) == 32
        found = client.get(f"/webhooks/{hook['id']}").json()
        assert (found["url"], found["events"]) == (url, ["video.failed"])
        assert "secret" not in found and hook["secret"] not in json.dumps(found)
        assert client.delete(f"/webhooks/{hook['id']}").json()["deleted"] is True
        refused(client.get(f"/webhooks/{hook['id']}"), 404)

    def test_what_nobody_sends_cannot_be_wanted(self, client: httpx.Client, place) -> None:
        wish = {"url": f"{place.control_url}/hook", "event_types": ["batch.completed"]}
        error = refused(client.post("/webhooks", json=wish), 400)
        assert error["param"] == "events" and "video.completed" in error["message"]
        refused(client.post("/webhooks", json={"events": ["video.failed"]}), 400)

    def test_a_viewer_and_a_stranger_change_no_webhooks(self, client: httpx.Client, place) -> None:
        hook = client.post("/webhooks", json={"url": f"{place.control_url}/hook"}).json()
        for role, status in ((Role.VIEWER, 403), (Role.MEMBER, 404)):
            key = place.served.key(f"a {role} without webhooks", role)
            with httpx.Client(base_url=f"{place.served.url}/v1", headers={"authorization": f"Bearer {key}"}) as other:
                refused(other.delete(f"/webhooks/{hook['id']}"), status)
                assert other.get("/webhooks").json()["data"] == []
        client.delete(f"/webhooks/{hook['id']}")


class TestDocument:
    def test_every_answer_is_what_the_document_says(
        self, client: httpx.Client, place, clip: dict[str, Any], document: dict[str, Any]
    ) -> None:
        picture = {"file": ("fox.png", (place.folder / "picture.png").read_bytes())}
        file = client.post("/files", files=picture).json()
        figure = client.post(
            "/videos/characters", data={"name": "Nana", "words": "a white fox"}, files={"video": picture["file"]}
        ).json()
        hook = client.post("/webhooks", json={"url": f"{place.control_url}/hook"}).json()
        asked = [
            ("POST", "/videos", "", {"json": {**SMALL, "n": 2}}),
            ("GET", "/videos", "", {}),
            ("GET", "/videos/{video_id}", clip["id"], {}),
            ("GET", "/videos/{video_id}", "none", {}),
            ("GET", "/videos/characters", "", {}),
            ("GET", "/videos/characters/{character_id}", figure["id"], {}),
            ("DELETE", "/videos/characters/{character_id}", figure["id"], {}),
            ("GET", "/models", "", {}),
            ("GET", "/models/{model}", "sora-2", {}),
            ("GET", "/files", "", {}),
            ("GET", "/files/{file_id}", file["id"], {}),
            ("DELETE", "/files/{file_id}", file["id"], {}),
            ("POST", "/images/generations", "", {"json": {"prompt": "a fox", "size": "64x64"}}),
            ("POST", "/content_provenance_checks", "", {"files": picture}),
            ("POST", "/webhooks/{hook_id}/test", hook["id"], {"json": {}}),
            ("GET", "/webhooks", "", {}),
            ("GET", "/webhooks/{hook_id}", hook["id"], {}),
            ("DELETE", "/webhooks/{hook_id}", hook["id"], {}),
        ]
        for method, path, name, body in asked:
            answer = client.request(method, re.sub(r"\{\w+\}", name, path), **body)
            check(document, method, path, answer)

    def test_every_request_says_what_can_be_in_it(self, document: dict[str, Any]) -> None:
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                if not path.startswith("/v1/"):
                    continue
                assert ("requestBody" in operation) == (method == "post" and not path.endswith("/cancel")), path
                assert {"200", "400", "401", "403", "404", "409", "429"} <= operation["responses"].keys()
                assert "422" not in operation["responses"]
                for entry in operation.get("requestBody", {}).get("content", {}).values():
                    validator(document, entry["schema"]).check_schema(entry["schema"])
                    if "example" in entry:
                        validator(document, entry["schema"]).validate(entry["example"])

    def test_nothing_is_referred_to_that_is_not_there(self, document: dict[str, Any]) -> None:
        names = {part.partition('"')[0] for part in json.dumps(document).split("#/components/schemas/")[1:]}
        assert names <= document["components"]["schemas"].keys()


def check(document: dict[str, Any], method: str, path: str, answer: httpx.Response) -> None:
    """An answer is what the document says of it."""
    told = document["paths"][f"/v1{path}"][method.lower()]["responses"][str(answer.status_code)]
    validator(document, told["content"]["application/json"]["schema"]).validate(answer.json())


def validator(document: dict[str, Any], schema: dict[str, Any]) -> jsonschema.Draft202012Validator:
    """What checks against a part of the document."""
    return jsonschema.Draft202012Validator({**schema, "components": document["components"]})
