"""What lies around a signed manifest and is covered by no hash: the boxes it is packed in, and what fills them up.

A reader of the C2PA does not mind when these are changed. A file of our own is always packed in one way, so that any
other is a change. Boxes: ISO/IEC 19566-5 (JUMBF); where they lie in a file: C2PA specification 2.2, appendix A.
"""

import hashlib
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

MP4, PNG, JPEG, GIF, WEBP = "video/mp4", "image/png", "image/jpeg", "image/gif", "image/webp"

_C2PA_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
_C2PA_PURPOSE = b"\x00" * 4 + b"manifest\x00" + b"\x00" * 8  # version and flags, purpose, no Merkle tree elsewhere
_NOT_HASHED = (b"free", b"skip", b"mfra")
_ISO_TYPE = bytes.fromhex("00110010800000aa00389b71")
_LABELS = {b"c2pa": ("c2pa",), b"c2as": ("c2pa.assertions",), b"c2cl": ("c2pa.claim.v2",), b"c2cs": ("c2pa.signature",)}
_LABELLED, _SALTED = 0x03, 0x13  # its label is there and may be asked for; and a salt is there
_JPEG_BOX = b"JP\x02\x11"
_GIF_C2PA = b"\x21\xff\x0bC2PA_GIF\x01\x00\x00"
_COSE_SIGN1, _BYTES, _ENTRIES, _PAD, _NULL = b"\xd2\x84", 2, 0xA0, b"\x63pad", b"\xf6"
_STAMP = b"\x67sigTst2\xa1\x69tstTokens\x81\xa1\x63val"

_Box = tuple[bytes, bytes]


class Repacked(ValueError):
    """Something is not as it was packed."""


def file_type_of(file: BinaryIO) -> str | None:
    """The SHA-256 of the first box of an MP4, which its own manifest leaves out, or None where there is none."""
    file.seek(0)
    size, name = struct.unpack(">I4s", file.read(8).ljust(8, b"\x00"))
    if name != b"ftyp" or not 8 <= size <= 4096:
        return None
    file.seek(0)
    return hashlib.sha256(file.read(size)).hexdigest()


def check_packing(path: Path, media_type: str) -> None:
    """Raise Repacked where the manifest of a file of our own is packed otherwise than it was."""
    try:
        with path.open("rb") as file:
            _check_store(_STORES[media_type](file))
    except (struct.error, IndexError, KeyError, UnicodeDecodeError) as error:
        raise Repacked(f"the manifest is packed in a strange way ({error!r})") from error


def _check_store(store: bytes) -> None:
    boxes = list(_boxes(store))
    _expect(len(boxes) == 1, "there are more boxes than one")
    manifests = _check_superbox(boxes[0])
    _check_signature(manifests[-1])


def _check_superbox(box: _Box) -> list[_Box]:
    """What lies in a box of boxes after its description, which must be as it was written."""
    name, content = box
    _expect(name == b"jumb", f"a box is called {name!r}")
    (described, about), *inner = _boxes(content)
    _expect(described == b"jumd" and about[4:16] == _ISO_TYPE, "a box is not described")
    kind, toggles = about[:4], about[16]
    label, _, rest = about[17:].partition(b"\x00")
    _expect(toggles == (_SALTED if rest else _LABELLED), "a box is described otherwise")
    _expect([one for one, _ in _boxes(rest)] == [b"c2sh"] * bool(rest), "a box has something beside its salt")
    _expect(label.decode() in _LABELS.get(kind, (label.decode(),)), f"a box is labelled {label!r}")
    for one in inner:
        if one[0] == b"jumb":
            _check_superbox(one)
    return inner


def _check_signature(manifest: _Box) -> None:
    """The active manifest ends in a signature (COSE_Sign1, RFC 9052), with at most a time-stamp and zeros beside it."""
    signature = _check_superbox(_check_superbox(manifest)[-1])
    _expect([name for name, _ in signature] == [b"cbor"], "there is no signature at the end")
    data = signature[0][1]
    _expect(data.startswith(_COSE_SIGN1), "the signature is of another kind")
    _, at = _bytes_at(data, len(_COSE_SIGN1))
    entries, at = data[at] - _ENTRIES, at + 1
    if data.startswith(_STAMP, at):
        _, at = _bytes_at(data, at + len(_STAMP))
        entries -= 1
    if data.startswith(_PAD, at):
        padding, at = _bytes_at(data, at + len(_PAD))
        _expect(not any(padding), "the space beside the signature is not empty")
        entries -= 1
    _expect(entries == 0, "there is something beside the signature")
    _expect(data[at : at + 1] == _NULL, "there is something in the place of the claim")
    _, end = _bytes_at(data, at + 1)
    _expect(end == len(data), "there is something after the signature")


def _bytes_at(data: bytes, at: int) -> tuple[bytes, int]:
    """A string of bytes (CBOR, RFC 8949), its length as short as it can be said, and where it ends."""
    first, at = data[at], at + 1
    kind, length = first >> 5, first & 31
    _expect(kind == _BYTES and length <= 26, "the signature is written in a strange way")
    if length >= 24:
        wide = 1 << (length - 24)
        length, at = int.from_bytes(data[at : at + wide]), at + wide
    _expect(at + length <= len(data), "the signature is cut short")
    return data[at : at + length], at + length


def _boxes(data: bytes) -> Iterator[_Box]:
    """Name and content of boxes that fill all of `data`."""
    at = 0
    while at < len(data):
        (size,), name = struct.unpack_from(">I", data, at), data[at + 4 : at + 8]
        _expect(8 <= size <= len(data) - at, f"a box has {size} bytes")
        yield name, data[at + 8 : at + size]
        at += size


def _in_mp4(file: BinaryIO) -> bytes:
    stores: list[bytes] = []
    at, end = 0, file.seek(0, 2)
    while at < end:
        file.seek(at)
        size, name = struct.unpack(">I4s", file.read(8))
        head = 8
        if size == 1:
            (size,), head = struct.unpack(">Q", file.read(8)), 16
        _expect(head <= size <= end - at, f"a box has {size} bytes")
        if name in _NOT_HASHED:
            _expect(not any(file.read(size - head)), f"a box called {name.decode()} is not empty")
        elif name == b"uuid" and file.read(16) == _C2PA_UUID:
            _expect(file.read(len(_C2PA_PURPOSE)) == _C2PA_PURPOSE, "the manifest is announced otherwise")
            stores.append(file.read(size - head - 16 - len(_C2PA_PURPOSE)))
        at += size
    return _only(stores)


def _in_png(file: BinaryIO) -> bytes:
    stores: list[bytes] = []
    file.seek(8)
    while head := file.read(8):
        size, name = struct.unpack(">I4s", head)
        if name != b"caBX":
            file.seek(size + 4, 1)
            continue
        content = file.read(size)
        _expect(int.from_bytes(file.read(4)) == zlib.crc32(name + content), "the checksum of the manifest is wrong")
        stores.append(content)
    return _only(stores)


def _in_jpeg(file: BinaryIO) -> bytes:
    """Pieces in segments, each with the head of the box that they make up, numbered from one."""
    file.seek(2)
    store, pieces = b"", 0
    while (marker := file.read(2)) not in (b"\xff\xda", b"\xff\xd9", b""):
        content = file.read(struct.unpack(">H", file.read(2))[0] - 2)
        if marker == b"\xff\xeb":
            pieces += 1
            _expect(
                content[:4] == _JPEG_BOX and int.from_bytes(content[4:8]) == pieces, "a piece is numbered otherwise"
            )
            _expect(pieces == 1 or content[8:16] == store[:8], "a piece is of another box")
            store += content[8 if pieces == 1 else 16 :]
    return _only([store] if pieces else [])


def _in_gif(file: BinaryIO) -> bytes:
    data = _read(file)
    at = data.find(_GIF_C2PA) + len(_GIF_C2PA)
    pieces: list[bytes] = []
    while size := data[at]:
        _expect(not pieces or len(pieces[-1]) == 255, "a piece is too short")
        pieces.append(data[at + 1 : at + 1 + size])
        at += 1 + size
    return b"".join(pieces)


def _in_webp(file: BinaryIO) -> bytes:
    data = _read(file)
    stores: list[bytes] = []
    at = 12
    while at < len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        if name == b"C2PA":
            stores.append(data[at + 8 : at + 8 + size])
            _expect(not any(data[at + 8 + size : at + 8 + size + size % 2]), "what fills up the manifest is not empty")
        at += 8 + size + size % 2
    return _only(stores)


_STORES: dict[str, Callable[[BinaryIO], bytes]] = {
    MP4: _in_mp4,
    PNG: _in_png,
    JPEG: _in_jpeg,
    GIF: _in_gif,
    WEBP: _in_webp,
}


def _read(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read()


def _only(stores: list[bytes]) -> bytes:
    _expect(len(stores) == 1, f"there are {len(stores)} manifests in the file")
    return stores[0]


def _expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Repacked(otherwise)
