"""Files that are not what they seem, by every door of the running server: refused quickly, and nothing else is read."""

import base64
import io
import pickle
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from houses import Server, house_in, serving
from PIL import Image

from yozora.service.accounts.people import Role

SMALL = {"prompt": "a fox", "size": "64x64", "seconds": "1", "fps": "8"}
SECRET = "the-diary-of-somebody"
QUICK_S = 5
Sent = tuple[str, bytes, str]


def as_part(path: str, name: str, data: dict[str, str]) -> Callable[[httpx.Client, Sent], httpx.Response]:
    return lambda client, sent: client.post(path, files={name: sent}, data=data)


def as_data_url(client: httpx.Client, sent: Sent) -> httpx.Response:
    url = f"data:{sent[2]};base64,{base64.b64encode(sent[1]).decode()}"
    return client.post("/v1/videos", json={**SMALL, "input_reference": {"image_url": url}})


DOORS = {
    "a file": as_part("/v1/files", "file", {}),
    "an upload": as_part("/api/uploads", "file", {}),
    "a first frame": as_part("/v1/videos", "input_reference", SMALL),
    "a picture of a storyboard": as_part("/v1/videos", "storyboard[0][image]", SMALL),
    "a clip of a storyboard": as_part("/v1/videos", "storyboard[0][video]", SMALL),
    "a clip to edit": as_part("/v1/videos/edits", "video", {"prompt": "a fox"}),
    "a clip to extend": as_part("/v1/videos/extensions", "video", {"seconds": "1"}),
    "a clip to change": as_part("/v1/videos/changes", "video", {"operation": "loop"}),
    "a character": as_part("/v1/videos/characters", "video", {"name": "Pip", "words": "a fox"}),
    "an estimate": as_part("/api/estimate", "input_reference", SMALL),
    "a data URL": as_data_url,
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    with serving(house_in(tmp_path_factory.mktemp("house"))) as server:
        yield server


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    with server.client(server.key_of("Ann", Role.MEMBER)) as client:
        yield client


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture and a clip of the server's own, which no request may have."""
    folder = tmp_path_factory.mktemp(SECRET)
    pictures = [Image.fromarray(np.full((64, 64, 3), level, np.uint8)) for level in (9, 99)]
    pictures[0].save(folder / "clip.jpg")
    pictures[0].save(folder / "clip.gif", save_all=True, append_images=pictures[1:], duration=500)
    return folder


def refused(answer: httpx.Response, *, code: str = "unreadable_file") -> str:
    """The message of a refusal, which says nothing of where files are on the server."""
    assert answer.status_code == 400, answer.text
    error = answer.json()["error"]
    assert error["code"] == code, error
    assert "/" not in error["message"] and SECRET not in error["message"], error
    return error["message"]


def sends(client: httpx.Client, content: bytes, *, name: str = "clip.mp4", kind: str = "video/mp4") -> Iterator[str]:
    """What each door says of a file."""
    for door, send in DOORS.items():
        began_s = time.monotonic()
        yield refused(send(client, (name, content, kind)))
        assert time.monotonic() - began_s < QUICK_S, door


def playlists(folder: Path) -> dict[str, bytes]:
    clip = folder / "clip.gif"
    return {
        "hls": f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{clip}\n#EXT-X-ENDLIST\n".encode(),
        "concat": f"ffconcat version 1.0\nfile '{clip}'\n".encode(),
        "dash": f'<?xml version="1.0"?><MPD><Period><BaseURL>{clip}</BaseURL></Period></MPD>'.encode(),
        "sdp": b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
        "subtitles": b"[Script Info]\nScriptType: v4.00+\n[Events]\nDialogue: 0,0:00:00.00,0:00:01.00,x,,0,0,0,,hi\n",
        "svg": f'<svg xmlns="http://www.w3.org/2000/svg"><image href="file://{clip}"/></svg>'.encode(),
        "postscript": f"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n({clip}) run\n".encode(),
        "page": b"<!doctype html><script>alert(1)</script>",
        "image list": f"{clip}\n".encode(),
    }


@pytest.mark.parametrize("name", ["clip.mp4", "picture.png", "clip.gif"])
def test_a_list_that_names_another_file_is_not_followed_whatever_it_is_called(
    client: httpx.Client, secret: Path, name: str
) -> None:
    kind = "video/mp4" if name.endswith("4") else "image/png"
    for text in playlists(secret).values():
        assert len(list(sends(client, text, name=name, kind=kind))) == len(DOORS)


def test_weights_and_pickles_are_no_media(client: httpx.Client) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("model/data.pkl", pickle.dumps({"weights": 1}))
    for content in (pickle.dumps({"weights": 1}), archive.getvalue()):
        for name in ("model.pt", "model.ckpt", "clip.mp4"):
            assert len(list(sends(client, content, name=name))) == len(DOORS)


@pytest.mark.parametrize("entry", ["model", "engine", "checkpoint", "lora", "weights"])
def test_no_request_names_weights(client: httpx.Client, tmp_path: Path, entry: str) -> None:
    (tmp_path / "model.pt").write_bytes(pickle.dumps({"weights": 1}))
    for named in (str(tmp_path / "model.pt"), "https://93.184.215.14/model.ckpt", "../../model.safetensors"):
        answer = client.post("/v1/videos", json={**SMALL, entry: named})
        if entry == "model":
            assert (answer.status_code, answer.json()["error"]["param"]) == (400, "model"), answer.text
        else:
            assert answer.status_code == 200 and named not in answer.text


def box(name: bytes, *content: bytes) -> bytes:
    whole = b"".join(content)
    return struct.pack(">I", len(whole) + 8) + name + whole


def full(name: bytes, *content: bytes, flags: int = 0) -> bytes:
    return box(name, struct.pack(">I", flags), *content)


MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
HERE = full(b"url ", flags=1)


@dataclass(frozen=True, kw_only=True)
class Film:
    """An MP4 that says what it says, without the pictures it speaks of, unless each is as `picture`."""

    pictures: int
    size: tuple[int, int] = (64, 64)
    step: int = 1
    scale: int = 24
    codec: bytes = b"jpeg"
    handler: bytes = b"vide"
    reference: bytes = HERE
    picture: bytes = b""
    edits: bytes = b""
    more: bytes = b""

    def written(self) -> bytes:
        lasts = min(self.pictures * self.step, 2**32 - 1)
        head = struct.pack(">IIIIIH10x", 0, 0, self.scale, lasts, 0x10000, 0x100) + MATRIX + bytes(24) + b"\0\0\0\2"
        own = self.picture * self.pictures if self.reference == HERE else bytes(5000)
        data = box(b"mdat", own or bytes(500))
        index = box(b"moov", full(b"mvhd", head), self.track(lasts), self.more)
        return box(b"ftyp", b"isom\0\0\2\0isommp42" + bytes(4)) + data + index

    def track(self, lasts: int) -> bytes:
        shown = (
            struct.pack(">IIIII16x", 0, 0, 1, 0, lasts)
            + MATRIX
            + struct.pack(">HHHH", self.size[0], 0, self.size[1], 0)
        )
        media = box(
            b"mdia",
            full(b"mdhd", struct.pack(">IIIIHH", 0, 0, self.scale, lasts, 0, 0)),
            full(b"hdlr", struct.pack(">I4s12x", 0, self.handler), b"v\0"),
            box(
                b"minf",
                full(b"vmhd", bytes(8), flags=1),
                box(b"dinf", full(b"dref", struct.pack(">I", 1), self.reference)),
                self.table(),
            ),
        )
        return box(b"trak", full(b"tkhd", shown), self.edits, media)

    def table(self) -> bytes:
        look = struct.pack(">HHIIIH32xHh", *self.size, 0x480000, 0x480000, 0, 1, 24, -1)
        entry = box(self.codec, bytes(6) + struct.pack(">H16x", 1), look)
        return box(
            b"stbl",
            full(b"stsd", struct.pack(">I", 1), entry),
            full(b"stts", struct.pack(">III", 1, self.pictures, self.step)),
            full(b"stsc", struct.pack(">IIII", 1, 1, self.pictures, 1)),
            full(b"stsz", struct.pack(">II", len(self.picture) or 1, self.pictures)),
            full(b"stco", struct.pack(">II", 1, 36 if self.reference == HERE else 0)),
        )


def mp4(pictures: int, **said: Any) -> bytes:
    return Film(pictures=pictures, **said).written()


def alias(path: Path) -> bytes:
    """A reference as QuickTime had it; FFmpeg takes the path from entry 2."""
    name = str(path).encode()
    name += bytes(len(name) % 2)
    return full(b"alis", bytes(150), struct.pack(">HH", 2, len(name)), name, struct.pack(">HH", 0xFFFF, 0))


def test_the_films_of_these_tests_are_films_but_for_what_they_say(client: httpx.Client) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (64, 64), "#c63").save(picture, "JPEG")
    answer = client.post("/v1/files", files={"file": ("a.mp4", mp4(24, picture=picture.getvalue()))})
    assert (answer.status_code, answer.json()["num_frames"]) == (200, 24), answer.text


def test_an_hour_of_plain_sound_is_no_bomb(client: httpx.Client) -> None:
    picture, sound = io.BytesIO(), mp4(172_800_000, codec=b"sowt", scale=48_000, handler=b"soun")
    Image.new("RGB", (64, 64), "#c63").save(picture, "JPEG")
    content = mp4(24, picture=picture.getvalue(), more=sound[sound.index(b"trak") - 4 :])
    answer = client.post("/v1/files", files={"file": ("a.mov", content)})
    assert (answer.status_code, answer.json().get("num_frames")) == (200, 24), answer.text


def test_an_mp4_whose_pictures_lie_in_another_file_is_refused(client: httpx.Client, secret: Path) -> None:
    where = secret / "clip.jpg"
    for reference in (
        full(b"url ", f"file://{where}\0".encode()),
        full(b"url ", f"{where}\0".encode()),
        full(b"urn ", b"x\0" + f"{where}\0".encode()),
        alias(where),
    ):
        content = mp4(1, reference=reference, picture=where.read_bytes())
        assert len(list(sends(client, content))) == len(DOORS)


def test_a_codec_that_nobody_uses_is_refused_by_its_name(client: httpx.Client) -> None:
    for tag, name in ((b"smc ", "smc"), (b"rpza", "rpza"), (b"8BPS", "8bps")):
        answer = client.post("/v1/files", files={"file": ("clip.mp4", mp4(24, codec=tag))})
        assert f"coded as {name}" in refused(answer)


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def png(width_px: int, height_px: int, *more: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width_px, height_px, 8, 2, 0, 0, 0))
    rows = zlib.compress(bytes((1 + 3 * 16) * 16))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def gif(frames: int, *, side_px: int = 1) -> bytes:
    one = b"\x21\xf9\x04\0\1\0\0\0\x2c" + struct.pack("<HHHHB", 0, 0, side_px, side_px, 0) + b"\x02\x02\x44\x01\0"
    return b"GIF89a" + struct.pack("<HHBBB", side_px, side_px, 0x80, 0, 0) + bytes(6) + one * frames + b";"


def webp(side_px: int) -> bytes:
    """Two pictures of a quarter of a kilobyte on a canvas as large as is said."""
    still = io.BytesIO()
    Image.new("RGB", (16, 16)).save(still, "WEBP")
    side = (side_px - 1).to_bytes(3, "little")
    picture = bytes(6) + (15).to_bytes(3, "little") * 2 + b"\x32\0\0\0" + still.getvalue()[12:]
    part = b"ANMF" + struct.pack("<I", len(picture)) + picture
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\2\0\0\0" + side * 2 + b"ANIM" + struct.pack("<I6x", 6) + part * 2
    return b"RIFF" + struct.pack("<I", len(body)) + body


def tiff(tile_px: int) -> bytes:
    tags = {256: 64, 257: 64, 258: 8, 259: 8, 262: 1, 277: 1, 322: tile_px, 323: tile_px // 2, 324: 134, 325: 20}
    rows = b"".join(struct.pack("<HHII", number, 4, 1, value) for number, value in tags.items())
    return b"II*\0" + struct.pack("<IH", 8, len(tags)) + rows + bytes(4) + zlib.compress(bytes(1000)).ljust(20, b"\0")


def edited(pictures: int, edits: int) -> bytes:
    """A track that shows all its pictures once more with each edit."""
    table = struct.pack(">I", edits) + struct.pack(">IIHH", pictures, 0, 1, 0) * edits
    return mp4(pictures, edits=box(b"edts", full(b"elst", table)))


def fragment(pictures: int) -> bytes:
    said = full(b"tfhd", struct.pack(">I", 1)), full(b"trun", struct.pack(">I", pictures))
    usual = box(b"mvex", full(b"trex", struct.pack(">5I", 1, 1, 1, 1, 0)))
    return mp4(0, more=usual) + box(b"moof", full(b"mfhd", bytes(4)), box(b"traf", *said))


BOMBS = {
    "a PNG of 10 gigapixels": png(100_000, 100_000),
    "a PNG of 65 megapixels": png(65_000, 1_000),
    "a PNG with a text of a gigabyte": png(16, 16, chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(2**27)))),
    "a GIF of 4 gigapixels": gif(1, side_px=65_535),
    "half an APNG of 2 billion pictures": png(16, 16, chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0)))[:-60],
    "a WebP of 268 megapixels": webp(16_384),
    "a TIFF in tiles of half a gigabyte": tiff(32_768),
    "an MP4 of 65535x65535": mp4(24, size=(65_535, 65_535)),
    "an MP4 of 100 million pictures": mp4(100_000_000),
    "an MP4 of 50 million pictures": mp4(50_000_000),
    "an MP4 of 50 million samples of sound": mp4(50_000_000, handler=b"soun", step=2),
    "an MP4 of 50 million pictures in a box that is free": mp4(50_000_000).replace(b"moov", b"hoov"),
    "an MP4 of 30,000 pictures that are shown 5,000 times": edited(30_000, 5_000),
    "an MP4 of a hundred tracks": mp4(900_000, more=mp4(900_000)[mp4(900_000).index(b"trak") - 4 :] * 100),
    "an MP4 of boxes in boxes": mp4(1, more=b"".join(struct.pack(">I", 8 * n) + b"udta" for n in range(3000, 0, -1))),
    "a fragment of 50 million pictures": fragment(50_000_000),
    "an MP4 of 68 years": mp4(10, step=2**28, scale=1),
    "an MP4 of 2 billion pictures a second": mp4(1000, scale=2**31 - 1),
    "nothing": b"",
    "one byte": b"\0",
    "half an MP4": mp4(24)[:300],
    "half a PNG": png(16, 16)[:50],
}


@pytest.mark.parametrize("what", BOMBS)
def test_it_is_refused_at_every_door(client: httpx.Client, what: str) -> None:
    if what == "nothing":
        for name in DOORS.keys() - {"a data URL"}:
            refused(DOORS[name](client, ("clip.mp4", b"", "video/mp4")))
        return
    assert len(list(sends(client, BOMBS[what]))) == len(DOORS)


def test_of_a_picture_that_moves_without_end_only_the_first_is_read(client: httpx.Client) -> None:
    began_s = time.monotonic()
    answers = {door: send(client, ("a.gif", gif(400_000), "image/gif")) for door, send in DOORS.items()}
    assert time.monotonic() - began_s < 2 * QUICK_S
    pictures = {"a first frame", "a picture of a storyboard", "an estimate", "a data URL"}
    assert {door for door, answer in answers.items() if answer.status_code == 200} == pictures
    assert all("at most 3600 s" in refused(answers[door]) for door in DOORS.keys() - pictures)


def memory_mib(pid: int, what: str) -> float:
    text = Path(f"/proc/{pid}/status").read_text("utf-8")
    return next(int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith(what))


@pytest.fixture(scope="module")
def peak(place) -> Callable[[], float]:
    """MiB that the server's process had at most since the last look."""
    pid, clear = place.served.process.pid, Path(f"/proc/{place.served.process.pid}/clear_refs")
    if not clear.exists():
        pytest.skip("only Linux tells how much memory a process had at most")

    def since() -> float:
        most = memory_mib(pid, "VmHWM")
        clear.write_text("5")
        return most

    since()
    return since


@pytest.fixture(scope="module")
def outside(place) -> Iterator[httpx.Client]:
    headers = {"authorization": f"Bearer {place.served.key('somebody with bombs')}"}
    with httpx.Client(base_url=place.served.url, headers=headers, timeout=60) as client:
        client.post("/v1/files", files={"file": ("a.png", png(16, 16))})  # all is loaded then
        yield client


def test_no_bomb_takes_the_memory_of_the_server(outside: httpx.Client, peak: Callable[[], float]) -> None:
    for what, content in BOMBS.items():
        peak()
        before = peak()
        refused(outside.post("/v1/files", files={"file": ("a", content)}))
        assert (grown := peak() - before) < 100, (what, grown)


def test_large_pictures_that_come_at_once_are_read_one_after_the_other(
    outside: httpx.Client, peak: Callable[[], float]
) -> None:
    written = io.BytesIO()
    Image.new("RGB", (5000, 5000)).save(written, "JPEG")

    def send(_: int) -> int:
        return outside.post("/v1/files", files={"file": ("a.jpg", written.getvalue())}).status_code

    peak()
    before = peak()
    assert send(0) == 200
    one = peak()
    with ThreadPoolExecutor(8) as pool:
        assert [*pool.map(send, range(8))] == 8 * [200]
    assert peak() < one + (one - before) / 2


def test_a_check_of_origin_refuses_what_is_no_clip(client: httpx.Client) -> None:
    for content in (b"", b"<script>", mp4(50_000_000)):
        answer = client.post("/v1/content_provenance_checks", files={"file": ("a.mp4", content)})
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "unreadable_file")
