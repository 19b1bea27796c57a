"""A message to an address that somebody registered: to the public internet by https, and nowhere else."""

import socket
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit

import h11

from yozora.core.errors import InvalidRequest, YozoraError
from yozora.service.addresses import connected, is_public, seconds_left
from yozora.service.fetching import LONGEST_HEADERS_BYTES, LONGEST_URL, dialled, resolved

PORTS = {"https": 443, "http": 80}
MOST_TRIES = 4  # addresses of one host
CHUNK_BYTES = 65536
TIMEOUT_S = 10.0
EXAMPLE = "Give one such as https://example.com/yozora."


class RefusedHook(InvalidRequest):
    """A URL that messages are not sent to: no https, another port, a user name, an address that is not public."""


class FailedSending(YozoraError):
    """Nobody took the message; the text says why."""


@dataclass(frozen=True, kw_only=True)
class _Place:
    secure: bool
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS["https" if self.secure else "http"] else f"{host}:{self.port}"


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Sends messages. With `private`, an administrator's choice, they go to any address and port, by http as well. How
    names are resolved, connections made and certificates checked can be given for tests."""

    private: bool = False
    resolve: Callable[[str, int], Sequence[str]] = resolved
    dial: Callable[[tuple[str, int], float], socket.socket] = dialled
    certificates: Callable[[], ssl.SSLContext] = ssl.create_default_context

    def check(self, url: str) -> None:
        """Raise RefusedHook where no message would be sent to this URL."""
        self._addresses(self._place(url))

    def send(self, url: str, body: bytes, headers: Mapping[str, str], *, timeout_s: float = TIMEOUT_S) -> int:
        """Post JSON; the status of the answer, of which nothing else is read. `timeout_s` is for everything from the
        connection to that status. Raises RefusedHook and FailedSending."""
        place = self._place(url)
        addresses, deadline_s = self._addresses(place), time.monotonic() + timeout_s
        try:
            with closing(self._connected(place, addresses[:MOST_TRIES], deadline_s)) as line:
                return _exchanged(line, _request(place, body, headers), body, deadline_s)
        except TimeoutError as error:
            raise FailedSending(f"no answer within {timeout_s:g} s") from error
        except ssl.SSLCertVerificationError as error:
            raise FailedSending("no valid certificate") from error
        except (OSError, h11.ProtocolError) as error:
            raise FailedSending(f"no answer: {error}"[:200]) from error

    def _place(self, url: str) -> _Place:
        parts = _split(url)
        if parts.scheme not in (PORTS if self.private else ("https",)):
            raise RefusedHook(f"url={url[:60]!r} does not begin with https://. {EXAMPLE}")
        if "@" in parts.netloc:
            raise RefusedHook("url holds a user name or a password, which is not sent. Leave it out.")
        port = _port(parts)
        if not self.private and port != PORTS["https"]:
            raise RefusedHook(f"url names port {port}; expected 443. Leave the port out.")
        path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~", errors="replace")
        query = quote(parts.query, safe="/%:@!$&'()*+,;=?[]~", errors="replace")
        return _Place(
            secure=parts.scheme == "https",
            host=_host(parts),
            port=port,
            target=f"{path}?{query}" if query else path,
        )

    def _addresses(self, place: _Place) -> Sequence[str]:
        """Every address of the host, all of them public."""
        try:
            addresses = self.resolve(place.host, place.port)
        except (OSError, UnicodeError) as error:
            raise RefusedHook(f"url={place.host!r} has no address. Check the name.") from error
        if not addresses or not (self.private or all(is_public(address) for address in addresses)):
            raise RefusedHook(f"url={place.host!r} is no place on the public internet. {EXAMPLE}")
        return addresses

    def _connected(self, place: _Place, addresses: Sequence[str], deadline_s: float) -> socket.socket:
        """A connection to a checked address: the name is not looked up again, or it might lead elsewhere by then."""
        line = connected(addresses, place.port, dial=self.dial, deadline_s=deadline_s)
        if not place.secure:
            return line
        try:
            line.settimeout(seconds_left(deadline_s))
            return self.certificates().wrap_socket(line, server_hostname=place.host)
        except BaseException:
            line.close()
            raise


def _split(url: str) -> SplitResult:
    if len(url) > LONGEST_URL or any(character <= " " or character in "\\\x7f" for character in url):
        raise RefusedHook(f"url has spaces or line breaks, or more than {LONGEST_URL} characters. {EXAMPLE}")
    try:
        return urlsplit(url)
    except ValueError as error:
        raise RefusedHook(f"url={url[:60]!r} is no URL. {EXAMPLE}") from error


def _port(parts: SplitResult) -> int:
    try:
        return PORTS[parts.scheme] if parts.port is None else parts.port
    except ValueError as error:
        raise RefusedHook("url names a port that is no number to 65535. Leave the port out.") from error


def _host(parts: SplitResult) -> str:
    name = (parts.hostname or "").removesuffix(".")
    try:
        host = name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        host = ""
    if not host or any(character not in "abcdefghijklmnopqrstuvwxyz0123456789-._:" for character in host):
        raise RefusedHook(f"url={parts.geturl()[:60]!r} names no host. {EXAMPLE}")
    return host


def _request(place: _Place, body: bytes, headers: Mapping[str, str]) -> h11.Request:
    sent = {
        "host": place.authority,
        "user-agent": "Yozora",
        "content-type": "application/json",
        "content-length": str(len(body)),
        "connection": "close",
        **headers,
    }
    return h11.Request(method="POST", target=place.target, headers=list(sent.items()))


def _exchanged(line: socket.socket, request: h11.Request, body: bytes, deadline_s: float) -> int:
    # Not by an HTTP client: it starts its time limit anew with each byte that drips in.
    talk = h11.Connection(our_role=h11.CLIENT, max_incomplete_event_size=LONGEST_HEADERS_BYTES)
    sent = (request, h11.Data(data=body), h11.EndOfMessage())
    line.settimeout(seconds_left(deadline_s))
    line.sendall(b"".join(talk.send(event) or b"" for event in sent))
    while not isinstance(event := talk.next_event(), h11.Response):
        if event is h11.NEED_DATA:
            line.settimeout(seconds_left(deadline_s))
            talk.receive_data(line.recv(CHUNK_BYTES))
        elif not isinstance(event, h11.InformationalResponse):
            raise h11.RemoteProtocolError("the connection ended before the answer did")
    return event.status_code
