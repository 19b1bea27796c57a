"""A request's body is read as one structure, within limits; its files lie on the disk until the block ends."""

import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from yozora.service.forms import BadBody, Body, FormLimits, SentFile, read_body

MULTIPART = "multipart/form-data; boundary=b"

# Byte for byte what the `openai` client for Python (3.54) sends for a prompt, bytes as a reference, and `extra_body`.
OPENAI_TYPE = "multipart/form-data; boundary=15735f3e821469d6558f800bb5280f94"
OPENAI = (
    b"--15735f3e821469d6558f800bb5280f94\r\n"
    b'Content-Disposition: form-data; name="prompt"\r\n\r\na cat\r\n'
    b"--15735f3e821469d6558f800bb5280f94\r\n"
    b'Content-Disposition: form-data; name="characters[][id]"\r\n\r\nchar_1\r\n'
    b"--15735f3e821469d6558f800bb5280f94\r\n"
    b'Content-Disposition: form-data; name="characters[][id]"\r\n\r\nchar_2\r\n'
    b"--15735f3e821469d6558f800bb5280f94\r\n"
    b'Content-Disposition: form-data; name="video[id]"\r\n\r\nvideo_1\r\n'
    b"--15735f3e821469d6558f800bb5280f94\r\n"
    b'Content-Disposition: form-data; name="seed"\r\n\r\n7\r\n'
    b"--15735f3e821469d6558f800bb5280f94\r\n"
    b'Content-Disposition: form-data; name="loop"\r\n\r\ntrue\r\n'
    b"--15735f3e821469d6558f800bb5280f94\r\n"
    b'Content-Disposition: form-data; name="guidance_scale"\r\n\r\n24.0\r\n'
    b"--15735f3e821469d6558f800bb5280f94\r\n"
    b'Content-Disposition: form-data; name="storyboard[][at]"\r\n\r\n0\r\n'
    b"--15735f3e821469d6558f800bb5280f94\r\n"
    b'Content-Disposition: form-data; name="storyboard[][at]"\r\n\r\n2.5\r\n'
    b"--15735f3e821469d6558f800bb5280f94\r\n"
    b'Content-Disposition: form-data; name="storyboard[][text]"\r\n\r\nx\r\n'
    b"--15735f3e821469d6558f800bb5280f94\r\n"
    b'Content-Disposition: form-data; name="storyboard[][text]"\r\n\r\ny\r\n'
    b"--15735f3e821469d6558f800bb5280f94\r\n"
    b'Content-Disposition: form-data; name="input_reference"; filename="upload"\r\n'
    b"Content-Type: application/octet-stream\r\n\r\n\x89PNG\r\n\x1a\n\x00\r\n"
    b"--15735f3e821469d6558f800bb5280f94--\r\n"
)
OPENAI_SAYS = {
    "prompt": "a cat",
    "characters": [{"id": "char_1"}, {"id": "char_2"}],
    "video": {"id": "video_1"},
    "seed": "7",
    "loop": "true",
    "guidance_scale": "24.0",
    "storyboard": [{"at": "0", "text": "x"}, {"at": "2.5", "text": "y"}],
}


def part(headers: str, data: bytes = b"x") -> bytes:
    return b"--b\r\n" + headers.encode() + b"\r\n\r\n" + data + b"\r\n"


def field(name: str, data: bytes = b"x") -> bytes:
    return part(f'Content-Disposition: form-data; name="{name}"', data)


def file(name: str, filename: str, data: bytes = b"x") -> bytes:
    return part(f'Content-Disposition: form-data; name="{name}"; filename="{filename}"', data)


def whole(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--b--\r\n"


def request(chunks: list[bytes], headers: dict[str, str], *, wait_s: float = 0, cut: bool = False) -> Request:
    """A request whose body arrives in these chunks, as a server hands it over."""
    left = list(chunks)

    async def receive() -> dict[str, Any]:
        await anyio.sleep(wait_s)
        if not left and cut:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": left.pop(0) if left else b"", "more_body": bool(left) or cut}

    listed = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": listed}, receive)


def read(
    body: bytes,
    kind: str | None = None,
    *,
    limits: FormLimits = FormLimits(),  # noqa: B008
    step: int = 65536,
    look: Callable[[Body], object] = lambda body: body.values,
    **more: str,
) -> Any:
    """What `look` finds in the body, which arrives in chunks of `step` bytes."""
    chunks = [body[first : first + step] for first in range(0, len(body), step)]
    headers = {**({} if kind is None else {"Content-Type": kind}), **more}

    async def run() -> object:
        async with read_body(request(chunks, headers), limits=limits) as found:
            return look(found)

    return anyio.run(run)


def refused(body: bytes, kind: str | None = None, **more: Any) -> BadBody:
    with pytest.raises(BadBody) as caught:
        read(body, kind, **more)
    return caught.value


@pytest.mark.parametrize("step", [1, 2, 7, 100, 65536])
def test_what_the_python_client_sends_is_read_however_it_is_cut_into_chunks(step: int) -> None:
    def look(body: Body) -> None:
        sent = body.values.pop("input_reference")
        assert body.values == OPENAI_SAYS
        assert isinstance(sent, SentFile)
        assert (sent.filename, sent.size_bytes) == ("upload", 9)
        assert sent.path.read_bytes() == b"\x89PNG\r\n\x1a\n\x00"

    read(OPENAI, OPENAI_TYPE, step=step, look=look)


def test_what_the_node_client_sends_is_read() -> None:
    body = whole(
        field("prompt"), field("input_reference[image_url]", b"https://example.com/a.png"), field("video[id]", b"v")
    )
    assert read(body, MULTIPART) == {
        "prompt": "x",
        "input_reference": {"image_url": "https://example.com/a.png"},
        "video": {"id": "v"},
    }


def test_files_lie_where_their_brackets_say() -> None:
    def look(body: Body) -> list[bytes]:
        return [card["image"].path.read_bytes() for card in body.values["storyboard"]]

    body = whole(file("storyboard[0][image]", "a", b"first"), file("storyboard[1][image]", "a", b"second"))
    assert read(body, MULTIPART, look=look) == [b"first", b"second"]


def test_a_texts_line_ends_and_letters_stay_as_they_are() -> None:
    assert read(whole(field("提示", "狐\r\n\r\n--b\n".encode())), MULTIPART) == {"提示": "狐\r\n\r\n--b\n"}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\\\windows\\\\a.png", "a.png"),
        ("folder\\\\a.png", "a.png"),
        ("..", ".."),
        ("a\x00\x1b\u202e.png", "a.png"),
        ("狐.png", "狐.png"),
        ("x" * 300, "x" * 255),
    ],
)
def test_a_file_name_is_never_a_path(sent: str, kept: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with opened([whole(file("a", sent))], tmp_path) as body:
            assert body.values["a"].filename == kept
            assert body.values["a"].path.parent.parent == tmp_path
            assert body.values["a"].path.name == "1"

    anyio.run(run)


def test_a_file_field_where_a_browser_chose_no_file_is_left_out() -> None:
    assert read(whole(field("prompt"), file("image", "", b"")), MULTIPART) == {"prompt": "x"}


def test_an_empty_file_with_a_name_is_a_file() -> None:
    assert read(whole(file("image", "a", b"")), MULTIPART)["image"].size_bytes == 0


@asynccontextmanager
async def opened(chunks: list[bytes], folder: Path, **more: Any) -> AsyncGenerator[Body]:
    async with read_body(request(chunks, {"Content-Type": MULTIPART}, **more), temporary=folder) as body:
        yield body


def test_files_are_gone_when_the_block_ends_and_moved_ones_stay(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened([whole(file("a", "a"), file("b", "b", b"kept"))], tmp_path) as body:
            body.values["b"].path.rename(tmp_path / "mine")

    anyio.run(run)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    assert (tmp_path / "mine").read_bytes() == b"kept"


def test_files_are_gone_after_an_error_in_the_block(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened([whole(file("a", "a"))], tmp_path):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        anyio.run(run)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("end", [b"", b"--b\r\n", b"--b\r\nContent-Disposition: form"])
def test_a_body_that_ends_early_is_refused_and_leaves_no_file(end: bytes, tmp_path: Path) -> None:
    async def run() -> None:
        async with opened([file("a", "a", b"x" * 100_000) + end], tmp_path):
            pass

    with pytest.raises(BadBody, match="ends before its last boundary"):
        anyio.run(run)
    assert not list(tmp_path.iterdir())


def test_a_connection_that_ends_early_is_refused_and_leaves_no_file(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened([file("a", "a", b"x" * 100_000)], tmp_path, cut=True):
            pass

    with pytest.raises(BadBody, match="The connection ended before the body did"):
        anyio.run(run)
    assert not list(tmp_path.iterdir())


def test_nothing_is_written_for_a_body_without_files(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened([whole(field("a"))], tmp_path):
            assert not list(tmp_path.iterdir())

    anyio.run(run)


def test_a_file_goes_to_the_disk_while_the_body_still_arrives(tmp_path: Path) -> None:
    seen: list[int] = []
    body = whole(file("a", "a", b"x" * 3_000_000))
    chunks = [body[first : first + 1_000_000] for first in range(0, len(body), 1_000_000)]
    sent = request(chunks, {"Content-Type": MULTIPART})
    receive = sent.receive

    async def watched() -> Any:
        seen.append(sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()))
        return await receive()

    async def run() -> None:
        async with read_body(Request(sent.scope, watched), temporary=tmp_path):
            pass

    anyio.run(run)
    assert seen[0] == 0
    assert 900_000 < seen[1] < 1_100_000


@pytest.mark.parametrize(
    "kind", [None, "application/json", "application/json; charset=utf-8", "Application/JSON", "text/plain"]
)
def test_json_is_read_whatever_the_client_calls_it(kind: str | None) -> None:
    assert read(b'{"prompt": "a cat", "video": {"id": 1}}', kind) == {"prompt": "a cat", "video": {"id": 1}}


@pytest.mark.parametrize(
    "kind", [None, "application/json", "text/plain", MULTIPART, "application/x-www-form-urlencoded"]
)
def test_an_empty_body_says_nothing(kind: str | None) -> None:
    assert read(b"", kind) == {}


def test_an_urlencoded_form_is_read() -> None:
    body = b"prompt=a+cat%20%E7%8B%90&video%5Bid%5D=v&tags[]=1&tags[]=2&empty="
    expected = {"prompt": "a cat 狐", "video": {"id": "v"}, "tags": ["1", "2"], "empty": ""}
    assert read(body, "application/x-www-form-urlencoded") == expected


def test_json_sent_by_curl_without_a_header_is_read() -> None:
    assert read(b'{"prompt": "a & b=c"}', "application/x-www-form-urlencoded") == {"prompt": "a & b=c"}


@pytest.mark.parametrize(
    ("body", "kind", "text", "status"),
    [
        (b"a cat", "text/plain", "Content-Type is text/plain and the body no JSON; expected application/json", 415),
        (whole(field("a")), "multipart/mixed; boundary=b", "Content-Type is multipart/mixed", 415),
        (b"a cat", None, "The body is no JSON", 400),
        (b"a cat", "application/json", "The body is no JSON", 400),
        (b"a=1", "application/vnd.api+json", "The body is no JSON", 400),
        (b"{}", "application/json; x=" + "x" * 1000, "Content-Type has 1020 characters; at most 1000", 400),
        (b"a=%ff", "application/x-www-form-urlencoded", "The form is not UTF-8", 400),
        (b"a=\xff", "application/x-www-form-urlencoded", "The form is not UTF-8", 400),
        (b"a=1&a[b]=2", "application/x-www-form-urlencoded", "a[b] contradicts another field", 400),
        (whole(field("a")), "multipart/form-data", "The boundary in Content-Type has 0 characters", 400),
        (whole(field("a")), "multipart/form-data; boundary=" + "b" * 201, "has 201 characters; expected 1 to 200", 400),
        (b"no form", MULTIPART, "The multipart body cannot be read", 400),
        (whole(field("a")), "multipart/form-data; boundary=c", "The multipart body cannot be read", 400),
        (whole(part("X: y")), MULTIPART, "Part 1 of the form has no name", 400),
        (whole(part("Content-Disposition: form-data")), MULTIPART, "Part 1 of the form has no name", 400),
        (whole(field("a"), part('Content-Disposition: attachment; name="a"')), MULTIPART, "Part 2 of the form", 400),
        (whole(field("")), MULTIPART, "is no name with pairs of brackets", 400),
        (whole(part("X: " + "y" * 5000)), MULTIPART, "Maximum header size exceeded", 400),
        (whole(part("\r\n".join(f"X{n}: y" for n in range(9)))), MULTIPART, "Maximum header count exceeded", 400),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(body: bytes, kind: str | None, text: str, status: int) -> None:
    error = refused(body, kind)
    assert text in str(error)
    assert error.status == status


def test_bytes_that_are_no_text_are_refused_by_name() -> None:
    error = refused(whole(field("image", b"\x89PNG\xff")), MULTIPART)
    assert (error.param, error.status) == ("image", 400)
    assert "image is not text in UTF-8. Encode it so; send pictures and clips as files." in str(error)


def test_a_compressed_body_is_refused() -> None:
    error = refused(b"\x1f\x8b", "application/json", **{"Content-Encoding": "gzip"})
    assert error.status == 415
    assert "The body is compressed" in str(error)


SMALL = FormLimits(most_form_bytes=1000, most_json_bytes=100, most_text_bytes=50, most_parts=3, most_values=10)


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        (b'{"a": "' + b"x" * 100 + b'"}', "application/json", "more than 100 bytes"),
        (b"a=" + b"x" * 100, "application/x-www-form-urlencoded", "more than 100 bytes"),
        (whole(file("a", "a", b"x" * 1000)), MULTIPART, "more than 1000 bytes"),
        (whole(field("a", b"x" * 30), field("b", b"x" * 30)), MULTIPART, "more than 50 bytes together"),
        (whole(field("a" * 60, b"")), MULTIPART, "more than 50 bytes together"),
        (whole(*[field(f"a{n}") for n in range(4)]), MULTIPART, "more than 3 parts"),
        (whole(*[file(f"a{n}", "a") for n in range(4)]), MULTIPART, "more than 3 parts"),
        (b"a=1&b=2&c=3&d=4", "application/x-www-form-urlencoded", "4 fields; at most 3"),
        (b'{"a": [' + b"1," * 10 + b"1]}", "text/plain", "more than 10 values"),
    ],
)
@pytest.mark.parametrize("step", [10, 65536])
def test_more_than_the_limits_allow_is_refused(body: bytes, kind: str, text: str, step: int) -> None:
    error = refused(body, kind, limits=SMALL, step=step)
    assert text in str(error)
    assert error.status == 413


def test_as_much_as_the_limits_allow_is_read() -> None:
    parts = [field("a", b"x" * 23), field("b", b"x" * 24), file("c", "a", b"x" * 500)]
    assert len(read(whole(*parts), MULTIPART, limits=SMALL)) == 3
    assert read(b'{"a":"' + b"x" * 92 + b'"}', "application/json", limits=SMALL)


@pytest.mark.parametrize("length", [str(512 * 2**20 + 1), "9" * 5000])
def test_a_length_beyond_the_limit_is_refused_before_the_body_is_read(length: str) -> None:
    asked: list[bool] = []

    async def receive() -> dict[str, Any]:
        asked.append(True)
        return {"type": "http.request", "body": b"", "more_body": False}

    async def run() -> None:
        headers = [(b"content-type", MULTIPART.encode()), (b"content-length", length.encode())]
        async with read_body(Request({"type": "http", "method": "POST", "headers": headers}, receive)):
            pass

    with pytest.raises(BadBody, match=r"more than 536870912 bytes, the most that is read\. Send less\.") as caught:
        anyio.run(run)
    assert caught.value.status == 413
    assert not asked


def test_a_body_that_drips_in_too_slowly_is_refused(tmp_path: Path) -> None:
    async def run() -> None:
        chunks = [file("a", "a")] + [b"x"] * 1000
        dripping = request(chunks, {"Content-Type": MULTIPART}, wait_s=0.05)
        async with read_body(dripping, limits=FormLimits(longest_s=0.2), temporary=tmp_path):
            pass

    with pytest.raises(BadBody, match=r"expected all of it within 0\.2 s") as caught:
        anyio.run(run)
    assert caught.value.status == 408
    assert not list(tmp_path.iterdir())


async def echo(asked: Request) -> Response:
    try:
        async with read_body(asked) as body:
            return JSONResponse(body.values)
    except BadBody as error:
        return JSONResponse({"message": str(error), "param": error.param}, status_code=error.status)


def call(method: str, body: bytes, kind: str) -> tuple[int, Any]:
    """Status and answer of an application that repeats what it reads."""
    application = Starlette(routes=[Route("/", echo, methods=["POST", "DELETE"])])
    asked = request([body], {"Content-Type": kind, "Content-Length": str(len(body))})
    answered: list[Any] = []

    async def send(message: Any) -> None:
        answered.append(message)

    async def run() -> None:
        await application({**asked.scope, "method": method}, asked.receive, send)

    anyio.run(run)
    return answered[0]["status"], json.loads(b"".join(message["body"] for message in answered[1:]))


def test_a_delete_that_says_json_and_has_no_body_is_fine() -> None:
    assert call("DELETE", b"", "application/json") == (200, {})


def test_an_application_reads_forms_and_answers_errors() -> None:
    assert call("POST", whole(field("video[id]", b"v")), MULTIPART) == (200, {"video": {"id": "v"}})
    status, answer = call("POST", whole(field("a"), field("a[b]")), MULTIPART)
    assert (status, answer["param"]) == (400, "a[b]")
