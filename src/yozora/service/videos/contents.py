"""Files of clips on the wire: whole or in part, with a tag that says whether they have changed."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse

from yozora.library.tables import File
from yozora.service.house import House
from yozora.service.refusals import Refusal

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
_PLAIN = re.compile(r"[^A-Za-z0-9 !#$&'()+,.=@^_`{}~-]")


def content(house: House, file: File, *, name: str, headers: Mapping[str, str], head: bool = False) -> Response:
    """A file of the store as an answer; `headers` are those of the request. Raises Refusal where the asked part does
    not exist."""
    tag = f'"{file.sha256}"'
    sent = {
        "etag": tag,
        "accept-ranges": "bytes",
        "cache-control": "private, max-age=31536000, immutable",
        "content-disposition": disposition(name),
        "x-content-type-options": "nosniff",
    }
    if headers.get("if-none-match") == "*" or tag in headers.get("if-none-match", ""):
        return Response(status_code=304, headers=sent)
    wanted = headers.get("range") if headers.get("if-range", tag) == tag else None
    start, end = _part(wanted, file.size_bytes)
    sent["content-length"] = str(end - start)
    status = 200
    if wanted is not None and _RANGE.fullmatch(wanted):
        sent["content-range"] = f"bytes {start}-{end - 1}/{file.size_bytes}"
        status = 206
    if head:
        return Response(status_code=status, headers=sent, media_type=file.media_type)
    chunks = _begun(house.blobs.read(file.sha256, start=start, end=end))
    return StreamingResponse(chunks, status_code=status, headers=sent, media_type=file.media_type)


def disposition(name: str) -> str:
    """The header that makes an answer a file to be kept, and never a page to be shown. RFC 6266, appendix D."""
    plain = _PLAIN.sub("_", name)
    header = f'attachment; filename="{plain}"'
    return header if plain == name else f"{header}; filename*=UTF-8''{quote(name, safe='')}"


def _begun(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks, of which the first has been read: a missing file is an error now, not in the middle of an answer."""
    first = next(chunks, b"")

    def all_() -> Iterator[bytes]:
        yield first
        yield from chunks

    return all_()


def _part(wanted: str | None, size_bytes: int) -> tuple[int, int]:
    """From and up to which byte; a header that is no single range of bytes counts as none."""
    match = _RANGE.fullmatch(wanted or "")
    if match is None or match.groups() == ("", ""):
        return 0, size_bytes
    if not match[1]:
        start, end = max(0, size_bytes - int(match[2])), size_bytes
    else:
        start, end = int(match[1]), min(size_bytes, int(match[2]) + 1) if match[2] else size_bytes
    if start >= end:
        raise Refusal(
            f"range={wanted!r} lies outside the file of {size_bytes} bytes.",
            status=416,
            code="invalid_range",
            headers={"content-range": f"bytes */{size_bytes}"},
        )
    return start, end
