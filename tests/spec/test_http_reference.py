"""The page about the HTTP service is what its script writes, and each limit in it is one that a real server keeps: one
more is refused in the way the page says, with the number in the message."""

import http.client
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import av
import httpx
import numpy as np
import pytest
from houses import Server, house_in, serving
from http_codes import codes
from http_limits import Limit, limits
from PIL import Image

from yozora.service.accounts import keys, people
from yozora.service.accounts.people import Role
from yozora.service.accounts.plans import OPEN, plans_as_json
from yozora.service.webhooks.sending import Sender

ROOT = Path(__file__).parents[2]

KNOWN = {(one.code, one.status) for one in codes()}
LIMITED = {one.name: one for one in limits()}
KINDS = {403: "permission_error", 429: "rate_limit_error"}
FORM = {"content-type": "multipart/form-data; boundary=xx"}
JSON = {"content-type": "application/json"}
PUBLIC = "93.184.216.34"


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A server, and those who ask: a member, an administrator, and two members with the plan `plus`."""

    server: Server
    member: httpx.Client
    administrator: httpx.Client
    plus: httpx.Client
    other_plus: httpx.Client

    def clip(self, **entries: Any) -> httpx.Response:
        """Want a clip."""
        return self.member.post("/v1/videos", json={"prompt": "a fox", "size": "64x64", "seconds": "1", **entries})

    def body(self, content: bytes, headers: dict[str, str]) -> httpx.Response:
        """Send a body as it is."""
        return self.member.post("/v1/videos", content=content, headers=headers)

    def announced(self, size_bytes: int, headers: dict[str, str]) -> httpx.Response:
        """Say how large a body is going to be, and send nothing of it."""
        line = http.client.HTTPConnection(urlsplit(self.server.url).netloc, timeout=10)
        line.putrequest("POST", "/v1/videos")
        own = {"authorization": self.member.headers["authorization"], "content-length": str(size_bytes)}
        for name, value in {**own, **headers}.items():
            line.putheader(name, value)
        line.endheaders()
        answer = line.getresponse()
        found = httpx.Response(answer.status, content=answer.read(), headers=dict(answer.getheaders()))
        line.close()
        return found


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """A server with people."""
    house = replace(house_in(tmp_path_factory.mktemp("house")), sender=Sender(resolve=lambda host, port: [PUBLIC]))
    with serving(house) as server:
        secrets = [
            server.key_of(name, role, plan=plan)
            for name, role, plan in (
                ("Mia", Role.MEMBER, "open"),
                ("Ada", Role.ADMINISTRATOR, "open"),
                ("Per", Role.MEMBER, "plus"),
                ("Pam", Role.MEMBER, "plus"),
            )
        ]
        clients = [server.client(secret) for secret in secrets]
        member, administrator, plus, other_plus = clients
        yield Visit(server=server, member=member, administrator=administrator, plus=plus, other_plus=other_plus)
        for client in clients:
            client.close()


def part(name: str, text: bytes) -> bytes:
    """A text in a form."""
    return b'--xx\r\ncontent-disposition: form-data; name="' + name.encode() + b'"\r\n\r\n' + text + b"\r\n"


def nested_folders(visit: Visit, count: int) -> httpx.Response:
    """Folders, each in the one before; the last answer."""
    parent: str | None = None
    for _ in range(count - 1):
        answer = visit.member.post("/api/folders", json={"name": "x", "parent_id": parent})
        assert answer.status_code == 201
        parent = answer.json()["id"]
    return visit.member.post("/api/folders", json={"name": "x", "parent_id": parent})


def with_keys(visit: Visit, count: int) -> httpx.Response:
    """One more key for somebody who has many."""
    secret, now = visit.server.key_of("Kim", Role.MEMBER), visit.server.house.clock()
    with visit.server.house.database.writing() as session:
        kim = people.person_called(session, "Kim")
        assert kim is not None
        for number in range(count - 2):
            keys.create_key(session, kim.id, f"key {number}", now=now)
    with visit.server.client(secret) as client:
        return client.post("/api/keys", json={"name": "one more"})


def welcomed(visit: Visit, password: str) -> httpx.Response:
    """Choose a password by a link."""
    with visit.server.house.database.writing() as session:
        mia = people.person_called(session, "Mia")
        assert mia is not None
        token = people.invite(session, mia.id, now=visit.server.house.clock())
    return visit.member.post("/api/welcome", json={"token": token, "password": password})


def repeated(call: Callable[[], httpx.Response], count: int, *, statuses: tuple[int, ...]) -> httpx.Response:
    """The last answer of so many, of which the others have one of these statuses."""
    for _ in range(count - 1):
        assert call().status_code in statuses
    return call()


def picture(width_px: int, height_px: int) -> bytes:
    """A white PNG."""
    written = io.BytesIO()
    Image.new("1", (width_px, height_px), 1).save(written, "PNG")
    return written.getvalue()


def long_clip(seconds: int) -> bytes:
    """Two pictures, the second of them after so many seconds."""
    written = io.BytesIO()
    with av.open(written, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=1)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for pts in (0, seconds):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            frame.pts = pts
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return written.getvalue()


def sent(visit: Visit, content: bytes) -> httpx.Response:
    """A file for later requests."""
    return visit.member.post("/v1/files", files={"file": ("x", content)})


def known_as(visit: Visit, name: str, words: str) -> httpx.Response:
    """Somebody in a picture, under a name."""
    files = {"video": ("x.png", picture(64, 64))}
    return visit.member.post("/v1/videos/characters", data={"name": name, "words": words}, files=files)


def board(visit: Visit, cards: int) -> httpx.Response:
    """A board with so many cards."""
    timeline = json.loads((ROOT / "tests/fixtures/timelines/text.json").read_text("utf-8"))
    timeline["cards"] = timeline["cards"][:1] * cards
    return visit.member.post("/api/boards", json={"name": "x", "timeline": timeline})


def planned(visit: Visit, count: int) -> httpx.Response:
    """So many plans."""
    entries = plans_as_json({"open": OPEN})["open"]
    plans = {f"plan-{number}": entries for number in range(count)}
    return visit.administrator.put("/api/admin/plans", json={"plans": plans})


def hooked(visit: Visit, path: str = "x") -> httpx.Response:
    """An address for webhooks."""
    return visit.member.post("/v1/webhooks", json={"url": f"https://example.com/{path}"})


def of_plus(visit: Visit, *, again: bool = False, **entries: Any) -> httpx.Response:
    """A clip for somebody with the plan `plus`, or for the other one who has it."""
    asked = {"prompt": "a fox", "size": "64x64", "seconds": "1", **entries}
    return (visit.other_plus if again else visit.plus).post("/v1/videos", json=asked)


def signed_in(visit: Visit) -> httpx.Response:
    """A try to sign in with a wrong password."""
    return visit.member.post("/api/sign-in", json={"name": "Mia", "password": "wrong"})


Case = Callable[[Visit, int], httpx.Response]
ONE_MORE: dict[str, Case] = {
    "form": lambda visit, most: visit.announced(most + 1, FORM),
    "json": lambda visit, most: visit.announced(most + 1, JSON),
    "texts": lambda visit, most: visit.body(part("a", b"x" * most) + b"--xx--\r\n", FORM),
    "parts": lambda visit, most: visit.body(part("a", b"x") * (most + 1) + b"--xx--\r\n", FORM),
    "values": lambda visit, most: visit.body(b'{"a": [' + b"1," * most + b"1]}", JSON),
    "depth": lambda visit, most: visit.body(b'{"a": ' + b"[" * most + b"]" * most + b"}", JSON),
    "names": lambda visit, most: visit.body(part("a" + "[b]" * most, b"x") + b"--xx--\r\n", FORM),
    "boundary": lambda visit, most: visit.body(
        b"--x--", {"content-type": f"multipart/form-data; boundary={'x' * (most + 1)}"}
    ),
    "content type": lambda visit, most: visit.body(b"{}", {"content-type": "x" * (most + 1)}),
    "prompt": lambda visit, most: visit.clip(prompt="x" * (most + 1)),
    "negative_prompt": lambda visit, most: visit.clip(negative_prompt="x" * (most + 1)),
    "n": lambda visit, most: visit.clip(n=most + 1),
    "seed": lambda visit, most: visit.clip(seed=most + 1),
    "num_inference_steps": lambda visit, most: visit.clip(num_inference_steps=most + 1),
    "guidance_scale": lambda visit, most: visit.clip(guidance_scale=most + 1),
    "guide": lambda visit, most: visit.clip(guide=most + 1),
    "fps": lambda visit, most: visit.clip(fps=most + 1),
    "num_frames": lambda visit, most: visit.clip(num_frames=most + 1),
    "seconds": lambda visit, most: visit.clip(seconds=most + 1, fps=24),
    "size": lambda visit, most: visit.clip(size=f"{most + 2}x64"),
    "small size": lambda visit, least: visit.clip(size=f"64x{least - 2}"),
    "characters": lambda visit, most: visit.clip(characters=[{"id": "char_1"}] * (most + 1)),
    "storyboard": lambda visit, most: visit.clip(storyboard=[{"text": "x"}] * (most + 1)),
    "metadata": lambda visit, most: visit.clip(metadata={str(number): "x" for number in range(most + 1)}),
    "title": lambda visit, most: visit.clip(title="x" * (most + 1)),
    "model": lambda visit, most: visit.clip(model="x" * (most + 1)),
    "style": lambda visit, most: visit.clip(style={"name": "own", "theme": "x" * (most + 1)}),
    "recut": lambda visit, most: visit.member.post(
        "/v1/videos/changes", json={"operation": "recut", "video": {"id": "video_1"}, "parts": ["0-1"] * (most + 1)}
    ),
    "idempotency key": lambda visit, most: visit.member.post(
        "/v1/videos",
        json={"prompt": "a fox", "size": "64x64", "seconds": "1"},
        headers={"idempotency-key": "x" * (most + 1)},
    ),
    "data url": lambda visit, most: visit.clip(
        input_reference={"image_url": "data:image/png;base64,".ljust(most + 1, "A")}
    ),
    "url": lambda visit, most: visit.clip(input_reference={"image_url": "https://example.com/".ljust(most + 1, "a")}),
    "picture": lambda visit, most: visit.member.post(
        "/v1/videos", data={"prompt": "a fox"}, files={"input_reference": ("x.png", picture(most * 125 + 1, 8000))}
    ),
    "clip": lambda visit, most: sent(visit, long_clip(most + 1)),
    "character name": lambda visit, most: known_as(visit, "x" * (most + 1), "a fox"),
    "character words": lambda visit, most: known_as(visit, "Foxy", "x" * (most + 1)),
    "videos listed": lambda visit, most: visit.member.get("/v1/videos", params={"limit": most + 1}),
    "files listed": lambda visit, most: visit.member.get("/v1/files", params={"limit": most + 1}),
    "hooks listed": lambda visit, most: visit.member.get("/v1/webhooks", params={"limit": most + 1}),
    "clips listed": lambda visit, most: visit.member.get("/api/clips", params={"limit": most + 1}),
    "search": lambda visit, most: visit.member.get("/api/clips", params={"search": "x" * (most + 1)}),
    "chosen": lambda visit, most: visit.member.post("/api/clips/trash", json={"ids": ["x"] * (most + 1)}),
    "hooks": lambda visit, most: repeated(lambda: hooked(visit), most + 1, statuses=(200,)),
    "hook url": lambda visit, most: hooked(visit, "x" * most),
    "folder depth": lambda visit, most: nested_folders(visit, most + 1),
    "names of things": lambda visit, most: visit.member.post("/api/folders", json={"name": "x" * (most + 1)}),
    "words": lambda visit, most: visit.member.post("/api/understand", json={"prompt": "a fox", "seconds": most + 1}),
    "board": lambda visit, most: board(visit, most + 1),
    "keys": lambda visit, most: with_keys(visit, most + 1),
    "key name": lambda visit, most: visit.member.post("/api/keys", json={"name": "x" * (most + 1)}),
    "person name": lambda visit, most: visit.administrator.post("/api/admin/people", json={"name": "x" * (most + 1)}),
    "password": lambda visit, most: welcomed(visit, "x" * (most + 1)),
    "short password": lambda visit, least: welcomed(visit, "x" * (least - 1)),
    "tries": lambda visit, most: repeated(lambda: signed_in(visit), most + 1, statuses=(401,)),
    "plans": lambda visit, most: planned(visit, most + 1),
    "plan takes": lambda visit, most: of_plus(visit, n=most + 1),
    "plan size": lambda visit, most: of_plus(visit, size=f"1280x{most + 2}"),
    "plan seconds": lambda visit, most: of_plus(visit, seconds=most + 1),
    "plan month": lambda visit, most: repeated(lambda: of_plus(visit), most + 1, statuses=(200,)),
}


def test_the_page_is_what_its_script_writes() -> None:
    words = [sys.executable, "scripts/write_http_reference.py", "--check"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr


def test_every_limit_of_the_page_is_tried() -> None:
    assert set(LIMITED) == set(ONE_MORE)


@pytest.mark.parametrize("limit", LIMITED.values(), ids=LIMITED)
def test_one_more_than_a_limit_is_refused_as_the_page_says(limit: Limit, visit: Visit) -> None:
    answer = ONE_MORE[limit.name](visit, int(limit.most))
    assert answer.status_code == limit.answer[0], answer.text[:500]
    error = answer.json()["error"]
    assert (error["code"], error["param"]) == (limit.answer[1], limit.param), error["message"]
    assert error["type"] == KINDS.get(answer.status_code, "invalid_request_error")
    assert f"{limit.most:.15g}" in error["message"].replace(",", ""), error["message"]
    assert (error["code"], answer.status_code) in KNOWN


WITHIN: dict[str, Case] = {
    "prompt": lambda visit, most: visit.clip(prompt="fox ".ljust(most, "x")),
    "n": lambda visit, most: visit.clip(n=most),
    "seed": lambda visit, most: visit.clip(seed=most),
    "num_frames": lambda visit, most: visit.clip(num_frames=most),
    "size": lambda visit, most: visit.clip(size=f"{most}x64"),
    "small size": lambda visit, least: visit.clip(size=f"64x{least}"),
    "storyboard": lambda visit, most: visit.clip(
        storyboard=[{"text": "x", "at": number, "seconds": 1} for number in range(most)], seconds=most
    ),
    "idempotency key": lambda visit, most: visit.member.post(
        "/v1/videos", json={"prompt": "a fox"}, headers={"idempotency-key": "x" * most}
    ),
    "plan takes": lambda visit, most: of_plus(visit, again=True, n=most),
    "plan size": lambda visit, most: of_plus(visit, again=True, size=f"1280x{most}"),
    "plan seconds": lambda visit, most: of_plus(visit, again=True, seconds=most),
}


@pytest.mark.parametrize("name", WITHIN)
def test_as_much_as_a_limit_is_not_refused(name: str, visit: Visit) -> None:
    answer = WITHIN[name](visit, int(LIMITED[name].most))
    assert answer.status_code in (200, 201), answer.text[:500]
