"""What an official Python client does with the service. Runs where that client is installed; prints a line for each
case: its name, and what went wrong."""

import asyncio
import base64
import json
import os
import sys
import threading
import time
import traceback
import urllib.parse
import urllib.request
import warnings
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import openai
from openai import AsyncOpenAI, OpenAI
from openai.types import Video

warnings.simplefilter("ignore", DeprecationWarning)

FOLDER = Path(os.environ["FOLDER"])
PICTURE = FOLDER / "picture.png"
SMALL = {"size": "128x72", "seconds": "1", "extra_body": {"fps": 12}}
ENTRIES = (
    *("id", "object", "model", "status", "progress", "created_at", "completed_at", "expires_at", "prompt", "size"),
    *("seconds", "remixed_from_video_id", "error"),
)
CASES: list[Callable[[], None]] = []
client = OpenAI(base_url=os.environ["YOZORA_URL"] + "/v1", api_key=os.environ["YOZORA_KEY"], timeout=30)
is_old = openai.__version__.startswith("2.")
made: dict[str, Video] = {}


def case(function: Callable[[], None]) -> Callable[[], None]:
    """Note a case."""
    CASES.append(function)
    return function


def control(address: str, *, post: bool = False, **query: str) -> Any:
    """Ask something of the tests."""
    url = f"{os.environ['CONTROL']}{address}?{urllib.parse.urlencode(query)}"
    with urllib.request.urlopen(urllib.request.Request(url, method="POST" if post else "GET")) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def wait(video: Video) -> Video:
    """The clip when it is over."""
    return client.videos.poll(video.id, poll_interval_ms=50)


def create(**more: Any) -> Video:
    """Order a small clip."""
    extra = {**SMALL["extra_body"], **more.pop("extra_body", {})}
    return client.videos.create(**{"prompt": "a fox runs", **SMALL, **more, "extra_body": extra})


def clip() -> Video:
    """One small clip that is made, the same for all cases."""
    if "clip" not in made:
        made["clip"] = wait(create())
    return made["clip"]


def post(path: str, body: dict[str, Any], files: Any = None, kind: Any = Video) -> Any:
    """Send a request of one's own, as people do where the client has no method, or refuses an object."""
    headers = {"Content-Type": "multipart/form-data"} if files else {}
    return client.post(path, cast_to=kind, body=body, files=files, options={"headers": headers})


def refused(kind: type[Exception], call: Callable[[], Any]) -> Any:
    """The error that a call raises."""
    try:
        answer = call()
    except kind as error:
        return error
    raise AssertionError(f"expected {kind.__name__}, got {answer}")


def error_of(error: openai.APIStatusError) -> dict[str, Any]:
    """The error as the service sent it."""
    return error.response.json()["error"]


@case
def a_clip_is_made_of_words_alone() -> None:
    video = client.videos.create(prompt="a fox runs", model="sora-2", **SMALL)
    for entry in ENTRIES:
        assert entry in video.model_dump(), entry
    assert video.object == "video" and video.id.startswith("video_")
    assert (video.size, video.seconds, video.prompt, video.model) == ("128x72", "1", "a fox runs", "sora-2")
    assert isinstance(video.seconds, str) and isinstance(video.created_at, int)
    done = wait(video)
    assert (done.status, done.progress, done.error) == ("completed", 100, None)
    assert done.completed_at >= done.created_at


@case
def what_is_not_said_is_as_the_api_has_it() -> None:
    control("/pause", post=True)
    try:
        video = client.videos.create(prompt="a fox runs")
        assert (video.status, video.progress, video.model) == ("queued", 0, "sora-2")
        assert (video.size, video.seconds) == ("720x1280", "4")
        assert client.videos.delete(video.id).deleted
    finally:
        control("/resume", post=True)


@case
def the_first_frame_can_be_sent_as_bytes() -> None:
    video = create(input_reference=PICTURE.read_bytes())
    assert wait(video).status == "completed"


@case
def the_first_frame_can_be_sent_as_a_path() -> None:
    assert wait(create(input_reference=PICTURE)).status == "completed"


@case
def the_first_frame_can_be_sent_with_a_name_and_a_type() -> None:
    assert wait(create(input_reference=("fox.png", PICTURE.read_bytes(), "image/png"))).status == "completed"


@case
def the_first_frame_can_be_a_file_that_was_sent_before() -> None:
    file = client.files.create(file=PICTURE, purpose="vision")
    assert (file.object, file.bytes, file.filename) == ("file", PICTURE.stat().st_size, "picture.png")
    assert client.files.retrieve(file.id).id == file.id
    assert file.id in [one.id for one in client.files.list()]
    assert client.files.content(file.id).read() == PICTURE.read_bytes()
    assert wait(create(extra_body={"input_reference": {"file_id": file.id}})).status == "completed"
    assert client.files.delete(file.id).deleted
    refused(openai.NotFoundError, lambda: client.files.retrieve(file.id))


@case
def the_first_frame_can_be_a_data_url() -> None:
    url = "data:image/png;base64," + base64.b64encode(PICTURE.read_bytes()).decode()
    body = {"prompt": "a fox runs", "size": "128x72", "seconds": 1, "input_reference": {"image_url": url}}
    assert wait(post("/videos", body)).status == "completed"
    assert wait(create(extra_body={"input_reference": {"image_url": url}})).status == "completed"


@case
def polling_asks_no_more_often_than_it_is_told_to() -> None:
    control("/pause", post=True)
    threading.Timer(2.4, lambda: control("/resume", post=True)).start()
    video = client.videos.create_and_poll(prompt="a fox runs", **SMALL)
    assert video.status == "completed"
    times = control("/answered", method="GET", path=f"/v1/videos/{video.id}")
    assert len(times) >= 3
    assert min(after - before for before, after in pairwise(times)) >= 0.95, times


@case
def all_pages_of_a_list_are_read() -> None:
    control("/pause", post=True)
    try:
        ids = [create(extra_body={"n": 1}).id for _ in range(25)]
        newest = [video.id for video in client.videos.list(limit=7)]
        oldest = [video.id for video in client.videos.list(limit=7, order="asc")]
        assert newest == oldest[::-1]
        assert len(set(newest)) == len(newest)
        assert oldest[-25:] == ids
        page = client.videos.list(limit=7)
        assert len(page.data) == 7 and page.has_more and page.last_id == page.data[-1].id
        for one in ids:
            client.videos.delete(one)
        assert not set(ids) & {video.id for video in client.videos.list(limit=100)}
    finally:
        control("/resume", post=True)


@case
def a_clip_and_its_pictures_are_downloaded() -> None:
    client.videos.download_content(clip().id).write_to_file(FOLDER / "video.mp4")
    thumbnail = client.videos.download_content(clip().id, variant="thumbnail")
    assert thumbnail.response.headers["content-type"] == "image/webp"
    (FOLDER / "thumbnail.webp").write_bytes(thumbnail.read())
    with client.videos.with_streaming_response.download_content(clip().id, variant="spritesheet") as answer:
        assert answer.headers["content-type"] == "image/jpeg"
        answer.stream_to_file(FOLDER / "spritesheet.jpg")


@case
def a_clip_is_remixed() -> None:
    video = wait(client.videos.remix(clip().id, prompt="a cat runs"))
    assert (video.status, video.remixed_from_video_id) == ("completed", clip().id)
    assert (video.size, video.seconds, video.prompt) == ("128x72", "1", "a cat runs")


@case
def a_clip_is_edited_by_its_id() -> None:
    if is_old:
        video = post("/videos/edits", {"prompt": "at night", "video": {"id": clip().id}})
    else:
        video = client.videos.edit(prompt="at night", video=openai.omit, extra_body={"video": {"id": clip().id}})
    assert wait(video).status == "completed"
    assert (video.size, video.seconds) == ("128x72", "1")


@case
def a_clip_is_edited_that_is_sent_along() -> None:
    data = client.videos.download_content(clip().id).read()
    if is_old:
        video = post("/videos/edits", {"prompt": "at night"}, files={"video": ("clip.mp4", data)})
    else:
        video = client.videos.edit(prompt="at night", video=data)
    assert wait(video).status == "completed"
    assert (video.size, video.seconds) == ("128x72", "1")


@case
def a_clip_is_extended_by_its_id() -> None:
    source = {"video": {"id": clip().id}}
    if is_old:
        video = post("/videos/extensions", {"prompt": "it sits", "seconds": "2", **source})
    else:
        video = client.videos.extend(prompt="it sits", seconds="2", video=openai.omit, extra_body=source)
    assert (wait(video).status, video.seconds) == ("completed", "3")


@case
def a_clip_is_extended_that_is_sent_along() -> None:
    data = ("clip.mp4", client.videos.download_content(clip().id).read())
    if is_old:
        video = post("/videos/extensions", {"prompt": "it sits", "seconds": "2"}, files={"video": data})
    else:
        video = client.videos.extend(prompt="it sits", seconds="2", video=data)
    assert isinstance(video.seconds, str)
    assert (wait(video).status, video.seconds) == ("completed", "3")


@case
def a_character_is_known_by_its_name() -> None:
    body = {"name": f"Rusty {openai.__version__}", "words": "an orange fox"}
    if is_old:
        figure = post("/videos/characters", body, files={"video": ("fox.png", PICTURE.read_bytes())}, kind=object)
        found = client.get(f"/videos/characters/{figure['id']}", cast_to=object)
    else:
        words = {"words": body["words"]}
        answer = client.videos.create_character(name=body["name"], video=PICTURE, extra_body=words)
        figure, found = answer.model_dump(), client.videos.get_character(answer.id).model_dump()
    assert figure == found
    assert (figure["object"], figure["name"]) == ("character", body["name"])
    video = wait(create(prompt=f"{figure['name']} runs", extra_body={"characters": [{"id": figure["id"]}]}))
    assert video.status == "completed"
    timeline = video.model_dump()["recipe"]["timeline"]
    assert [one["name"] for one in timeline["characters"]] == [figure["name"]]


@case
def a_clip_is_deleted() -> None:
    video = wait(create())
    gone = client.videos.delete(video.id)
    assert (gone.id, gone.object, gone.deleted) == (video.id, "video.deleted", True)
    error = refused(openai.NotFoundError, lambda: client.videos.retrieve(video.id))
    assert error.code == "video_not_found"


@case
def a_wrong_key_is_an_authentication_error() -> None:
    other = client.with_options(api_key="yz_wrong")
    error = refused(openai.AuthenticationError, lambda: other.videos.list())
    assert error_of(error).keys() == {"message", "type", "param", "code"}
    assert error.code == "invalid_api_key"


@case
def an_empty_prompt_is_a_bad_request_that_names_it() -> None:
    error = refused(openai.BadRequestError, lambda: create(prompt=""))
    assert (error.type, error.param, error.code) == ("invalid_request_error", "prompt", "invalid_value")
    assert "32000 characters" in error_of(error)["message"]


@case
def a_length_or_size_that_cannot_be_is_told_with_those_that_can() -> None:
    error = refused(openai.BadRequestError, lambda: create(seconds="soon"))
    assert error.param == "seconds" and "4, 8 or 12" in error_of(error)["message"]
    error = refused(openai.BadRequestError, lambda: create(seconds="100000"))
    assert error.param == "seconds" and "3000 seconds or less" in error_of(error)["message"]
    error = refused(openai.BadRequestError, lambda: create(size="huge"))
    assert error.param == "size" and "1280x720" in error_of(error)["message"]
    error = refused(openai.BadRequestError, lambda: create(size="13x13"))
    assert error.param == "size" and "even number" in error_of(error)["message"]
    error = refused(openai.BadRequestError, lambda: create(model="gpt-5"))
    assert error.param == "model" and "sora-2" in error_of(error)["message"]


@case
def a_clip_that_is_not_there_is_not_found() -> None:
    for call in (client.videos.retrieve, client.videos.delete, client.videos.download_content):
        error = refused(openai.NotFoundError, lambda call=call: call("video_none"))
        assert error.code == "video_not_found"
    refused(openai.NotFoundError, lambda: client.videos.remix("video_none", prompt="x"))


@case
def what_is_not_made_yet_is_a_conflict_and_asked_for_once() -> None:
    control("/pause", post=True)
    try:
        video = create()
        error = refused(openai.ConflictError, lambda: client.videos.download_content(video.id))
        assert error.code == "video_not_ready"
        assert len(control("/answered", method="GET", path=f"/v1/videos/{video.id}/content")) == 1
        refused(openai.ConflictError, lambda: client.videos.remix(video.id, prompt="a cat"))
        assert len(control("/answered", method="POST", path=f"/v1/videos/{video.id}/remix")) == 1
        client.videos.delete(video.id)
    finally:
        control("/resume", post=True)


@case
def a_clip_that_cannot_be_made_is_failed_and_no_exception() -> None:
    control("/pause", post=True)
    video = create()
    control("/spoil", post=True, id=video.id)
    control("/resume", post=True)
    done = wait(video)
    assert done.status == "failed" and done.error is not None
    assert done.error.code == "unreadable_file" and "damaged" in done.error.message


@case
def a_clip_that_was_cancelled_is_failed_and_says_so() -> None:
    control("/pause", post=True)
    try:
        video = create()
        post(f"/videos/{video.id}/cancel", {})
    finally:
        control("/resume", post=True)
    done = wait(video)
    assert done.status == "failed" and done.error is not None and done.error.code == "cancelled"


@case
def extra_entries_of_a_request_count_and_come_back() -> None:
    extra = {
        "seed": 42,
        "fps": 10,
        "negative_prompt": "rain",
        "num_inference_steps": 4,
        "style": "film noir",
        "loop": True,
        "metadata": {"job": "7"},
        "no_such_entry": {"a": [1, 2]},
    }
    video = create(extra_body=extra).model_dump()
    assert (video["seed"], video["fps"], video["num_frames"], video["metadata"]) == (42, 10.0, 10, {"job": "7"})
    timeline = video["recipe"]["timeline"]
    assert timeline["loop"] is True and timeline["style"]["name"] == "film noir"
    assert client.videos.retrieve(video["id"]).model_dump()["seed"] == 42


@case
def several_takes_come_together() -> None:
    video = create(extra_body={"n": 2, "seed": 7}).model_dump()
    (other,) = video["others"]
    assert (video["seed"], other["seed"]) == (7, 8)
    assert client.videos.retrieve(other["id"]).model_dump()["batch_id"] == video["batch_id"]
    for one in (video, other):
        assert client.videos.poll(one["id"], poll_interval_ms=50).status == "completed"


@case
def a_storyboard_is_made() -> None:
    cards = [{"at": 0, "text": "a fox runs"}, {"at": 0.5, "text": "a cat sleeps"}]
    video = create(extra_body={"storyboard": cards}).model_dump()
    assert video["operation"] == "storyboard"
    assert [card["text"] for card in video["recipe"]["timeline"]["cards"]] == ["a fox runs", "a cat sleeps"]


@case
def a_storyboard_of_words_and_pictures_can_be_sent_as_text() -> None:
    url = "data:image/png;base64," + base64.b64encode(PICTURE.read_bytes()).decode()
    cards = [{"at": 0, "image": {"image_url": url}}, {"at": 0.5, "text": "a cat sleeps"}]
    video = create(extra_body={"storyboard": json.dumps(cards)})
    assert wait(video).status == "completed"


@case
def every_answer_has_the_id_of_its_request() -> None:
    assert client.videos.retrieve(clip().id)._request_id.startswith("req_")
    error = refused(openai.NotFoundError, lambda: client.videos.retrieve("video_none"))
    assert error.request_id.startswith("req_")
    answer = client.videos.with_raw_response.retrieve(clip().id)
    assert answer.headers["openai-poll-after-ms"] == "1000"


@case
def a_webhook_is_accepted() -> None:
    url = os.environ["CONTROL"] + "/hook"
    if is_old:
        body = {"url": url, "events": ["video.completed"]}
        hook = post("/webhooks", body, kind=object)
    else:
        answer = client.webhooks.create(url=url, event_types=["video.completed"], name="test")
        assert answer.id in [one.id for one in client.webhooks.list()]
        assert client.webhooks.test(answer.id, event_type="video.completed").status_code == 204
        hook = {"id": answer.id, "secret": answer.signing_secret}
    video = wait(create())
    until_s = time.monotonic() + 10
    while not (told := [one for one in control("/hooks") if video.id in one["body"]]) and time.monotonic() < until_s:
        time.sleep(0.1)
    (one,) = told
    event = client.webhooks.unwrap(one["body"], one["headers"], secret=hook["secret"])
    assert (event.type, event.object, event.data.id) == ("video.completed", "event", video.id)
    assert event.id.startswith("evt_")
    spoilt = one["body"].replace("completed", "failed")
    refused(
        openai.InvalidWebhookSignatureError,
        lambda: client.webhooks.unwrap(spoilt, one["headers"], secret=hook["secret"]),
    )
    assert client.delete(f"/webhooks/{hook['id']}", cast_to=object)["deleted"] is True


@case
def a_picture_is_made() -> None:
    answer = client.images.generate(prompt="a fox", size="256x256", n=2, model="gpt-image-1")
    assert len(answer.data) == 2
    assert base64.b64decode(answer.data[0].b64_json).startswith(b"\x89PNG")


@case
def models_are_listed() -> None:
    assert {"sora-2", "sora-2-pro"} <= {model.id for model in client.models.list()}
    assert client.models.retrieve("sora-2").owned_by == "yozora"


@case
def a_file_is_asked_where_it_comes_from() -> None:
    if is_old:
        files = {"file": ("fox.png", PICTURE.read_bytes())}
        answer = post("/content_provenance_checks", {}, files=files, kind=object)
        assert answer["results"][0]["validation_state"] == "not_present"
    else:
        check = client.content_provenance_checks.create(file=PICTURE)
        assert (check.results[0].type, check.results[0].outcome) == ("c2pa", "not_detected")


@case
def the_asynchronous_client_does_the_same() -> None:
    async def work() -> None:
        async with AsyncOpenAI(base_url=client.base_url, api_key=client.api_key) as other:
            video = await other.videos.create(prompt="a fox runs", **SMALL)
            done = await other.videos.poll(video.id, poll_interval_ms=50)
            assert done.status == "completed"
            content = await other.videos.download_content(video.id)
            assert (await content.aread())[4:8] == b"ftyp"
            ids = [one.id async for one in other.videos.list(limit=2)]
            assert len(ids) == len(set(ids)) > 2

    asyncio.run(work())


def main() -> None:
    """Run all cases, or those that the environment names."""
    for function in CASES:
        name = function.__name__.replace("_", " ")
        if os.environ["ONLY"] and name not in os.environ["ONLY"].split(", "):
            continue
        began_s, error = time.monotonic(), None
        try:
            function()
        except Exception:
            error = traceback.format_exc()
        line = {"case": name, "error": error, "took_s": round(time.monotonic() - began_s, 2)}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
