"""A picture named by a URL, as a file: data URLs, and pictures on the public internet and nowhere else."""

import base64
import binascii
import re
import secrets
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit

import h11

from yozora.core.errors import InvalidRequest
from yozora.service.addresses import connected, is_public, seconds_left

MIB = 2**20
MOST_BYTES = 20 * MIB
LONGEST_DATA_URL = 20_971_520  # characters, as the Videos API says
LONGEST_URL = 8192
LONGEST_HOST = 253  # RFC 1035
MOST_TRIES = 4  # addresses of one host
CHUNK_BYTES = 65536
LONGEST_HEADERS_BYTES = 16384
MOST_PERCENT_SIGNS = 1_000_000

_PORTS = {"https": 443, "http": 80}
_HOST = re.compile(r"[a-z0-9_][a-z0-9._-]*|[0-9a-f:.]+")
_SEND_IT = "Send the picture as a file."
_EXPECTED_DATA = "Expected data:image/png;base64, and the picture in base64."


class RefusedAddress(InvalidRequest):
    """A URL leads where this server does not go: no https, another port, a redirect, an address that is not public."""


class FailedFetch(InvalidRequest):
    """There was no picture to be had: the host does not answer, or sends too much, too slowly or nothing."""


def resolved(host: str, port: int) -> list[str]:
    """The addresses of `host`, as the system finds them. Raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def dialled(address: tuple[str, int], timeout_s: float) -> socket.socket:
    """A connection to this address and port. Raises OSError."""
    return socket.create_connection(address, timeout_s)


def fetch_image(
    url: str, *, into: Path, most_bytes: int = MOST_BYTES, timeout_s: float = 10, allow_http: bool = False
) -> Path:
    """`Fetcher.fetch` from the internet."""
    return Fetcher(allow_http=allow_http).fetch(url, into=into, most_bytes=most_bytes, timeout_s=timeout_s)


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where a picture is: the parts of its URL as they go over the wire, and the time at which waiting ends."""

    secure: bool
    host: str
    port: int
    target: str
    deadline_s: float

    def __str__(self) -> str:
        return f"{self.host} in image_url"


@dataclass(frozen=True, kw_only=True)
class Fetcher:
    """Fetches pictures. How names are resolved, connections made and certificates checked can be given for tests."""

    resolve: Callable[[str, int], Sequence[str]] = resolved
    dial: Callable[[tuple[str, int], float], socket.socket] = dialled
    certificates: Callable[[], ssl.SSLContext] = ssl.create_default_context
    ports: frozenset[int] = frozenset()
    """Ports allowed besides 443, and 80 of http."""
    allow_http: bool = False

    def fetch(self, url: str, *, into: Path, most_bytes: int = MOST_BYTES, timeout_s: float = 10) -> Path:
        """A new file in the folder `into` with what `url` holds; nobody has looked yet whether that is a picture.

        `most_bytes` caps the file and `timeout_s` everything together, from the name to the last byte. Raises
        RefusedAddress or FailedFetch, and leaves nothing behind then.
        """
        if url[:5].lower() == "data:":
            return _write(_of_data_url(url, most_bytes), into)
        place = self._place(url, deadline_s=time.monotonic() + timeout_s)
        try:
            with closing(self._connect(place)) as line:
                picture = _received(line, place, most_bytes=most_bytes)
        except TimeoutError as error:
            raise FailedFetch(f"{place} took more than {timeout_s:g} s. {_SEND_IT}") from error
        except ssl.SSLCertVerificationError as error:
            raise FailedFetch(f"{place} has no valid certificate. {_SEND_IT}") from error
        except (OSError, h11.RemoteProtocolError) as error:
            raise FailedFetch(f"{place} did not answer as it should. {_SEND_IT}") from error
        return _write(picture, into)

    def _place(self, url: str, *, deadline_s: float) -> _Place:
        parts = _split(url)
        if parts.scheme not in (_PORTS if self.allow_http else ("https",)):
            expected = "https:// or http://" if self.allow_http else "https://"
            raise RefusedAddress(f"image_url does not begin with {expected} or data:. Give such a URL.")
        if "@" in parts.netloc:
            raise RefusedAddress("image_url holds a user name or a password. Give a URL without one.")
        port, usual = _port(parts), _PORTS[parts.scheme]
        if port != usual and port not in self.ports:
            raise RefusedAddress(f"image_url names port {port}; expected {usual}. Leave the port out.")
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=", errors="replace")
        query = quote(parts.query, safe="/%:@!$&'()*+,;=?[]", errors="replace")
        return _Place(
            secure=parts.scheme == "https",
            host=_host(parts),
            port=port,
            target=f"{path}?{query}" if query else path,
            deadline_s=deadline_s,
        )

    def _connect(self, place: _Place) -> socket.socket:
        """A connection to a checked address: the name is not looked up again, or it might lead elsewhere by then."""
        addresses = self._addresses(place)[:MOST_TRIES]
        line = connected(addresses, place.port, dial=self.dial, deadline_s=place.deadline_s)
        if not place.secure:
            return line
        try:
            context = self.certificates()
            context.set_alpn_protocols(["http/1.1"])
            line.settimeout(seconds_left(place.deadline_s))
            return context.wrap_socket(line, server_hostname=place.host)
        except BaseException:
            line.close()
            raise

    def _addresses(self, place: _Place) -> Sequence[str]:
        """Every address of the host, all of them public."""
        found: SimpleQueue[Sequence[str]] = SimpleQueue()

        def look_up() -> None:
            try:
                found.put(self.resolve(place.host, place.port))
            except (OSError, UnicodeError):
                found.put([])

        # The system's resolver takes no time limit.
        threading.Thread(target=look_up, daemon=True).start()
        try:
            addresses = found.get(timeout=seconds_left(place.deadline_s))
        except Empty as error:
            raise TimeoutError from error
        if not addresses:
            raise FailedFetch(f"{place} has no address. Check the name.")
        if not all(is_public(address) for address in addresses):
            raise RefusedAddress(f"{place} is no place on the public internet. {_SEND_IT}")
        return addresses


def _split(url: str) -> SplitResult:
    if len(url) > LONGEST_URL:
        raise RefusedAddress(f"image_url has {len(url)} characters; at most {LONGEST_URL}. {_SEND_IT}")
    if any(character <= " " or character in "\\\x7f" for character in url):
        raise RefusedAddress("image_url holds a space, a line break or a backslash. Write it in percent-encoding.")
    try:
        return urlsplit(url)
    except ValueError as error:
        raise RefusedAddress("image_url is no URL. Expected one such as https://example.com/cat.png.") from error


def _port(parts: SplitResult) -> int:
    try:
        return _PORTS[parts.scheme] if parts.port is None else parts.port
    except ValueError as error:
        raise RefusedAddress("image_url names a port that is no number to 65535. Leave the port out.") from error


def _host(parts: SplitResult) -> str:
    name = (parts.hostname or "").removesuffix(".")
    try:
        host = name.encode("idna").decode("ascii").lower() if len(name) <= LONGEST_HOST else ""
    except UnicodeError:
        host = ""
    if not _HOST.fullmatch(host):
        raise RefusedAddress("image_url names no host. Expected a URL such as https://example.com/cat.png.")
    return host


def _received(line: socket.socket, place: _Place, *, most_bytes: int) -> bytes:
    # h11 only reads and writes the protocol, so that every wait is counted here: an HTTP client starts its time limit
    # anew with each byte that drips in.
    talk = h11.Connection(our_role=h11.CLIENT, max_incomplete_event_size=LONGEST_HEADERS_BYTES)
    line.settimeout(seconds_left(place.deadline_s))
    line.sendall((talk.send(_request(place)) or b"") + (talk.send(h11.EndOfMessage()) or b""))
    picture = bytearray()
    while not isinstance(event := talk.next_event(), h11.EndOfMessage):
        if event is h11.NEED_DATA:
            line.settimeout(seconds_left(place.deadline_s))
            talk.receive_data(line.recv(CHUNK_BYTES))
        elif isinstance(event, h11.Response):
            _check(event, place, most_bytes=most_bytes)
        elif isinstance(event, h11.Data):
            picture += event.data
            if len(picture) > most_bytes:
                raise _too_large(str(place), most_bytes)
        elif not isinstance(event, h11.InformationalResponse):
            raise h11.RemoteProtocolError("the connection ended before the picture did")
    if not picture:
        raise FailedFetch(f"{place} sent an empty file. Check the URL.")
    return bytes(picture)


def _request(place: _Place) -> h11.Request:
    host = f"[{place.host}]" if ":" in place.host else place.host
    usual = place.port == _PORTS["https" if place.secure else "http"]
    headers = [
        ("Host", host if usual else f"{host}:{place.port}"),
        ("User-Agent", "Yozora"),
        ("Accept", "image/*"),
        ("Accept-Encoding", "identity"),
        ("Connection", "close"),
    ]
    return h11.Request(method="GET", target=place.target, headers=headers)


def _check(response: h11.Response, place: _Place, *, most_bytes: int) -> None:
    if 300 <= response.status_code < 400:
        raise RefusedAddress(f"{place} answers with a redirect, which is not followed. Give the final URL.")
    if response.status_code != 200:
        raise FailedFetch(f"{place} answered {response.status_code}; expected 200 and a picture. Check the URL.")
    headers = dict(response.headers)
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        raise FailedFetch(f"{place} sends the picture compressed, which is not read here. {_SEND_IT}")
    if int(headers.get(b"content-length", b"0")) > most_bytes:
        raise _too_large(str(place), most_bytes)


def _of_data_url(url: str, most_bytes: int) -> bytes:
    if len(url) > LONGEST_DATA_URL:
        raise FailedFetch(f"image_url has {len(url)} characters; at most {LONGEST_DATA_URL}. {_SEND_IT}")
    head, comma, text = url.partition(",")
    # Decoding takes forty bytes for each of them.
    if not comma or text.count("%") > MOST_PERCENT_SIGNS:
        raise FailedFetch(f"image_url is no data URL that is read here. {_EXPECTED_DATA}")
    picture = unquote_to_bytes(text)
    if head.lower().endswith(";base64"):
        picture = _of_base64(picture)
    if not picture:
        raise FailedFetch(f"image_url holds no picture. {_EXPECTED_DATA}")
    if len(picture) > most_bytes:
        raise _too_large("image_url", most_bytes)
    return picture


def _of_base64(text: bytes) -> bytes:
    plain = text.translate(bytes.maketrans(b"-_", b"+/"), b" \t\r\n").rstrip(b"=")
    try:
        return base64.b64decode(plain + b"=" * (-len(plain) % 4), validate=True)
    except binascii.Error as error:
        raise FailedFetch(f"image_url is no base64. {_EXPECTED_DATA}") from error


def _too_large(what: str, most_bytes: int) -> FailedFetch:
    return FailedFetch(f"{what} holds more than {most_bytes} bytes, the most that is read. Make the picture smaller.")


def _write(picture: bytes, into: Path) -> Path:
    path = into / f"image-{secrets.token_hex(8)}"
    path.write_bytes(picture)
    return path
