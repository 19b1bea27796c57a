"""Recipes inside GIF, WebP and JPEG files, whose writers know no metadata of their own, or too little."""

import os
import re
import shutil
import struct
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape, unescape

from yozora.core.geometry import FrameSize

RECIPE_KEY = "yozora_recipe"

_COMMENT_MARK = f"{RECIPE_KEY} ".encode()
_XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:yozora="urn:yozora"><yozora:recipe>{}</yozora:recipe>'
    "</rdf:Description></rdf:RDF></x:xmpmeta>"
)
_XMP_RECIPE = re.compile(r"<yozora:recipe>(.*?)</yozora:recipe>", re.DOTALL)
_NOT_IN_XML = re.compile("[\x7f-\x9f\ufffe\uffff]")
_HAS_XMP = 0x04

_MOST_SEGMENT_BYTES = 60_000  # JPEG counts a segment in sixteen bits
_PART = re.compile(_COMMENT_MARK + rb"(\d+)/(\d+) ")


def add_gif_comment(path: Path, recipe_json: str) -> None:
    """Rewrite the file with a comment extension (GIF89a, section 24) after its global palette."""
    text = _COMMENT_MARK + recipe_json.encode()
    blocks = (text[start : start + 255] for start in range(0, len(text), 255))
    comment = b"\x21\xfe" + b"".join(bytes([len(block)]) + block for block in blocks) + b"\x00"
    rewritten = path.with_suffix(".commented")
    with path.open("rb") as source, rewritten.open("wb") as sink:
        header = source.read(13)
        palette_bytes = 3 * 2 ** ((header[10] & 7) + 1) if header[10] & 0x80 else 0
        sink.write(header + source.read(palette_bytes) + comment)
        shutil.copyfileobj(source, sink)
    os.replace(rewritten, path)


def recipe_in_gif_comment(comment: bytes) -> str | None:
    """The recipe, where the comment is one."""
    return comment.removeprefix(_COMMENT_MARK).decode("utf-8") if comment.startswith(_COMMENT_MARK) else None


def add_webp_xmp(path: Path, recipe_json: str, *, size: FrameSize) -> None:
    """Append an XMP chunk, and the extended header that announces it (WebP container specification)."""
    legal = _NOT_IN_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", recipe_json)
    packet = _XMP.format(escape(legal)).encode()
    body = path.read_bytes()[12:]
    if body[:4] == b"VP8X":
        body = body[:8] + bytes([body[8] | _HAS_XMP]) + body[9:]
    else:
        width, height = (struct.pack("<I", side - 1)[:3] for side in (size.width_px, size.height_px))
        body = b"VP8X" + struct.pack("<II", 10, _HAS_XMP) + width + height + body
    body += b"XMP " + struct.pack("<I", len(packet)) + packet + b"\x00" * (len(packet) % 2)
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body)


def recipe_in_xmp(packet: bytes) -> str | None:
    """The recipe, where the packet holds one. No XML parser sees it, so no entity in it is followed."""
    found = _XMP_RECIPE.search(packet.decode("utf-8"))
    return unescape(found[1]) if found else None


def add_jpeg_comments(path: Path, recipe_json: str) -> None:
    """Put the recipe into as many comment segments as it needs, in front of all others (ITU-T T.81, B.2.4.5)."""
    text = recipe_json.encode()
    parts = [text[start : start + _MOST_SEGMENT_BYTES] for start in range(0, len(text), _MOST_SEGMENT_BYTES)]
    marked = [_COMMENT_MARK + f"{n}/{len(parts)} ".encode() + part for n, part in enumerate(parts, 1)]
    comments = b"".join(b"\xff\xfe" + struct.pack(">H", len(part) + 2) + part for part in marked)
    content = path.read_bytes()
    first = 4 + int.from_bytes(content[4:6], "big") if content[2:4] == b"\xff\xe0" else 2  # JFIF must come first of all
    path.write_bytes(content[:first] + comments + content[first:])


def recipe_in_jpeg_comments(comments: Sequence[bytes]) -> str | None:
    """The recipe, where the comments hold one. Raises ValueError when a part of it is missing."""
    found = [(part, comment) for comment in comments if (part := _PART.match(comment))]
    if not found:
        return None
    numbers = [int(part[1]) for part, _ in found]
    if numbers != list(range(1, int(found[0][0][2]) + 1)):
        raise ValueError(f"the recipe has {found[0][0][2].decode()} parts, but the parts {numbers} are there")
    return b"".join(comment[part.end() :] for part, comment in found).decode("utf-8")
