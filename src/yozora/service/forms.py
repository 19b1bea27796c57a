"""The body of a request, JSON or form, as one plain structure; sent files lie in a folder that goes afterwards."""

import errno
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO
from urllib.parse import parse_qsl

import anyio
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request

from yozora.core.errors import UnwritableOutput
from yozora.service.brackets import BadBody, nested, shown
from yozora.service.json_objects import MOST_VALUES, checked, read_object

MIB = 2**20
DEEPEST_JSON = 32
LONGEST_CONTENT_TYPE = 1000
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

_MULTIPART = "multipart/form-data"
_URLENCODED = "application/x-www-form-urlencoded"
_JSON = "application/json"


@dataclass(frozen=True, kw_only=True)
class FormLimits:
    """How much of a body is read."""

    most_form_bytes: int = 512 * MIB
    """A multipart body, its files included."""
    most_json_bytes: int = 32 * MIB
    """Any other body: a picture in a data URL may have 20,971,520 characters."""
    most_text_bytes: int = 32 * MIB
    """All names and texts of a multipart body together: these are kept in memory, files are not."""
    most_parts: int = 1000
    """Fields and files of a form."""
    most_values: int = MOST_VALUES
    """Commas and opening brackets of a JSON body."""
    longest_boundary: int = 200
    """Characters between the parts of a multipart body; RFC 2046 allows 70."""
    longest_header_bytes: int = 4224
    """One header line of a part."""
    longest_filename: int = 255
    """Characters of a file's name; the rest is cut off."""
    longest_s: float = 600
    """Seconds from the first byte of the body to the last one."""


LIMITS = FormLimits()


@dataclass(frozen=True, kw_only=True)
class SentFile:
    """A file that came with a form. Its name is what the sender says, printable and without folders, for show only."""

    path: Path
    filename: str
    size_bytes: int


@dataclass(frozen=True, kw_only=True)
class Body:
    """What a request says. The values of a form are text, or a SentFile; those of JSON have their types."""

    values: dict[str, Any]


@asynccontextmanager
async def read_body(
    request: Request, *, limits: FormLimits = LIMITS, temporary: Path | None = None
) -> AsyncGenerator[Body]:
    """The body of `request`; its files are gone when the block ends, so move those that are wanted.

    They are written below `temporary`, or where the system keeps such files. Raises BadBody, and UnwritableOutput when
    the disk is full, also where that is noticed within the block.
    """
    with _saying_full(), ExitStack() as cleanup:

        def folder() -> Path:
            made = TemporaryDirectory(prefix="yozora-body-", dir=temporary, ignore_cleanup_errors=True)
            return Path(cleanup.enter_context(made))

        async with _in_time(limits):
            values = await _values(request, limits=limits, cleanup=cleanup, folder=folder)
        yield Body(values=values)


@contextmanager
def _saying_full() -> Generator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise UnwritableOutput(
            f"The server has no room for what was sent: {error.strerror}. Try again later, or ask whoever runs it to "
            "make room."
        ) from error


async def read_json(request: Request, *, limits: FormLimits = LIMITS) -> bytes:
    """The body of `request` as it was sent: an object in JSON that can be kept, or nothing. Raises BadBody."""
    _content_type(request)
    whole = bytearray()
    async with _in_time(limits):
        await _each_chunk(request, whole.extend, most_bytes=limits.most_json_bytes)
    if whole.strip():
        await run_in_threadpool(read_object, bytes(whole), most_values=limits.most_values)
    return bytes(whole)


@asynccontextmanager
async def _in_time(limits: FormLimits) -> AsyncGenerator[None]:
    try:
        with anyio.fail_after(limits.longest_s):
            yield
    except TimeoutError as error:
        expected = f"all of it within {limits.longest_s:g} s"
        raise BadBody(f"The body did not arrive in time; expected {expected}. Send less.", status=408) from error
    except ClientDisconnect as error:
        raise BadBody("The connection ended before the body did. Send the request again.") from error


async def _values(
    request: Request, *, limits: FormLimits, cleanup: ExitStack, folder: Callable[[], Path]
) -> dict[str, Any]:
    kind, options = _content_type(request)
    if kind == _MULTIPART:
        parts = _Parts(_boundary(options, limits), limits=limits, cleanup=cleanup, folder=folder)
        seen_bytes = await _each_chunk(request, parts.feed, most_bytes=limits.most_form_bytes)
        return checked(nested(parts.finish())) if seen_bytes else {}
    whole = bytearray()
    await _each_chunk(request, whole.extend, most_bytes=limits.most_json_bytes)
    return await run_in_threadpool(_of_whole, bytes(whole), kind, limits)


def _content_type(request: Request) -> tuple[str, dict[bytes, bytes]]:
    if request.headers.get("content-encoding", "identity").lower() not in ("", "identity"):
        raise BadBody("The body is compressed, which is not read here. Send it as it is.", status=415)
    declared = request.headers.get("content-type", "")
    if len(declared) > LONGEST_CONTENT_TYPE:
        raise BadBody(f"Content-Type has {len(declared)} characters; at most {LONGEST_CONTENT_TYPE}. Shorten it.")
    kind, options = parse_options_header(declared)
    return kind.decode("latin-1"), options


def _boundary(options: dict[bytes, bytes], limits: FormLimits) -> bytes:
    boundary = options.get(b"boundary", b"")
    if not 1 <= len(boundary) <= limits.longest_boundary:
        raise BadBody(
            f"The boundary in Content-Type has {len(boundary)} characters; expected 1 to {limits.longest_boundary}. "
            "Let an HTTP client write this header."
        )
    return boundary


async def _each_chunk(request: Request, feed: Callable[[bytes], None], *, most_bytes: int) -> int:
    """Feed the body as it arrives; how many bytes there were."""
    declared = request.headers.get("content-length", "0")
    if declared.isascii() and declared.isdecimal() and (len(declared) > 18 or int(declared) > most_bytes):
        raise _too_large(most_bytes)
    seen_bytes = 0
    async for chunk in request.stream():
        seen_bytes += len(chunk)
        if seen_bytes > most_bytes:
            raise _too_large(most_bytes)
        if chunk:
            await run_in_threadpool(feed, chunk)
    return seen_bytes


def _of_whole(body: bytes, kind: str, limits: FormLimits) -> dict[str, Any]:
    if not body.strip():
        return {}
    # `curl -d '{...}'` says that its body is a form.
    if kind == _URLENCODED and not body.lstrip().startswith(b"{"):
        return checked(nested(_urlencoded(body, limits)))
    try:
        return read_object(body, most_values=limits.most_values)
    except BadBody as error:
        if error.status != 400 or kind in ("", _JSON, _URLENCODED) or kind.endswith("+json"):
            raise
        expected = f"{_JSON}, {_MULTIPART} or {_URLENCODED}"
        raise BadBody(
            f"Content-Type is {shown(kind)} and the body no JSON; expected {expected}. Send one of these.",
            status=415,
        ) from error


def _urlencoded(body: bytes, limits: FormLimits) -> list[tuple[str, str]]:
    fields = body.count(b"&") + 1
    if fields > limits.most_parts:
        raise BadBody(f"The form has {fields} fields; at most {limits.most_parts}. Send fewer.", status=413)
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, errors="strict")
    except UnicodeDecodeError as error:
        raise BadBody("The form is not UTF-8 in percent-encoding. Encode it so, or send JSON.") from error


class _Parts:
    """The parts of a multipart body, as they arrive.

    Starlette has such a reader as well, but it does not count what all texts and files take together, and takes a body
    that was cut short for a whole one.
    """

    def __init__(self, boundary: bytes, *, limits: FormLimits, cleanup: ExitStack, folder: Callable[[], Path]) -> None:
        self._limits = limits
        self._cleanup = cleanup
        self._new_folder = folder
        self._folder: Path | None = None
        self._sent: list[tuple[str, str | SentFile]] = []
        self._count = 0
        self._text_bytes = 0
        self._ended = False
        self._reset()
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._header_name,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headers_end,
                "on_part_data": self._data,
                "on_part_end": self._part_end,
                "on_end": self._end,
            },
            max_header_size=limits.longest_header_bytes,
        )

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes in. Raises BadBody."""
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise BadBody(
                f"The multipart body cannot be read: {error}. Let an HTTP client write it, with the boundary that "
                "Content-Type names."
            ) from error

    def finish(self) -> list[tuple[str, str | SentFile]]:
        """Names and what they hold. Raises BadBody when the body was cut short."""
        if not self._ended:
            raise BadBody("The multipart body ends before its last boundary. Send it again, whole.")
        return self._sent

    def _begin(self) -> None:
        self._count += 1
        if self._count > self._limits.most_parts:
            raise BadBody(f"The form has more than {self._limits.most_parts} parts. Send fewer.", status=413)
        self._reset()

    def _reset(self) -> None:
        self._name = b""
        self._value = b""
        self._disposition = b""
        self._key = ""
        self._text = bytearray()
        self._file: BinaryIO | None = None
        self._filename = ""

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._name.lower() == b"content-disposition":
            self._disposition = self._value
        self._name = self._value = b""

    def _headers_end(self) -> None:
        kind, options = parse_options_header(self._disposition)
        if kind != b"form-data" or b"name" not in options:
            raise BadBody(
                f"Part {self._count} of the form has no name. Expected a header such as "
                'Content-Disposition: form-data; name="prompt".'
            )
        self._key = _text(options[b"name"], what=f"The name of part {self._count}", param=None)
        self._take_text(len(options[b"name"]))
        self._filename = _filename(options.get(b"filename", b""), self._limits.longest_filename)
        # A browser sends a file without a name where none was chosen.
        if b"filename" in options:
            self._file = self._cleanup.enter_context(self._new_path().open("xb"))

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.write(data[start:end])
        else:
            self._take_text(end - start)
            self._text += data[start:end]

    def _part_end(self) -> None:
        if self._file is None:
            self._sent.append((self._key, _text(self._text, what=shown(self._key), param=shown(self._key))))
            return
        size_bytes = self._file.tell()
        self._file.close()
        if self._filename or size_bytes:
            sent = SentFile(path=Path(self._file.name), filename=self._filename, size_bytes=size_bytes)
            self._sent.append((self._key, sent))

    def _end(self) -> None:
        self._ended = True

    def _new_path(self) -> Path:
        if self._folder is None:
            self._folder = self._new_folder()
        return self._folder / str(self._count)

    def _take_text(self, more_bytes: int) -> None:
        self._text_bytes += more_bytes
        most = self._limits.most_text_bytes
        if self._text_bytes > most:
            raise BadBody(
                f"The texts of the form have more than {most} bytes together, the most that is read. Send pictures and "
                "clips as files.",
                param=shown(self._key),
                status=413,
            )


def _filename(sent: bytes, longest: int) -> str:
    name = sent.decode("utf-8", "replace").replace("\\", "/").rpartition("/")[2]
    return "".join(character for character in name if character.isprintable())[:longest]


def _text(sent: bytes | bytearray, *, what: str, param: str | None) -> str:
    try:
        return sent.decode()
    except UnicodeDecodeError as error:
        advice = "Encode it so; send pictures and clips as files"
        raise BadBody(f"{what} is not text in UTF-8. {advice}.", param=param) from error


def _too_large(most_bytes: int) -> BadBody:
    return BadBody(f"The body has more than {most_bytes} bytes, the most that is read. Send less.", status=413)


__all__ = ["LIMITS", "BadBody", "Body", "FormLimits", "SentFile", "read_body", "read_json"]
