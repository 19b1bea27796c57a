"""A picture is fetched from the public internet, from the address that was checked, within a time and a size."""

import base64
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yozora.core.errors import InvalidRequest
from yozora.service.fetching import FailedFetch, Fetcher, RefusedAddress, fetch_image, resolved

PUBLIC = "93.184.215.14"
URL = "https://pictures.example/cat.png"

# Key and certificate of pictures.example, made for these tests and valid from 2020 to 2120.
CERTIFICATE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgZv3JvMc1L8lMcAc8
Xu0IzlO/XEvwtHtFFFpuxJeiTuuhRANCAASf5GNtVr3QsJf0pFvhEwKYSL7YKNym
ybBRIEaVvhmeYMNQnVPOWHPE/XTslH0ugQwdbBDyvOYClDuIv5fygThZ
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBqDCCAU6gAwIBAgIBATAKBggqhkjOPQQDAjAbMRkwFwYDVQQDDBBwaWN0dXJl
cy5leGFtcGxlMCAXDTIwMDEwMTAwMDAwMFoYDzIxMjAwMTAxMDAwMDAwWjAbMRkw
FwYDVQQDDBBwaWN0dXJlcy5leGFtcGxlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD
QgAEn+RjbVa90LCX9KRb4RMCmEi+2CjcpsmwUSBGlb4ZnmDDUJ1TzlhzxP107JR9
LoEMHWwQ8rzmApQ7iL+X8oE4WaOBgDB+MBsGA1UdEQQUMBKCEHBpY3R1cmVzLmV4
YW1wbGUwDwYDVR0TAQH/BAUwAwEB/zAdBgNVHQ4EFgQUsFqQ+w/jc0HBKNuMs1Xg
U34sG/UwHwYDVR0jBBgwFoAUsFqQ+w/jc0HBKNuMs1XgU34sG/UwDgYDVR0PAQH/
BAQDAgKEMAoGCCqGSM49BAMCA0gAMEUCIQDw7RN4FAKPYm2tlbNTdKnP73OXMJux
3WTTycu8qqRQzQIgYOBj4MKN5fKNBm4M+GbYaQHxzSuypDMyE+Eirlkxlwg=
-----END CERTIFICATE-----
"""


class Server:
    """A server on this machine that speaks in bytes. `asked` is what it was asked, `names` what TLS called it."""

    def __init__(self, folder: Path, answer: Callable[[socket.socket], None], *, secure: bool = True) -> None:
        self.asked: list[bytes] = []
        self.names: list[str | None] = []
        self.dialled: list[tuple[str, int]] = []
        self.closing = threading.Event()
        pem = folder / "server.pem"
        pem.write_text(CERTIFICATE)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        context.sni_callback = lambda _socket, name, _context: self.names.append(name)
        server = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                try:
                    with context.wrap_socket(self.request, server_side=True) if secure else self.request as line:
                        server.asked.append(line.recv(65536))
                        answer(line)
                except OSError:
                    pass  # the client hung up, as it should in half of these tests

        self.tcp = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)

    def dial(self, address: tuple[str, int], timeout_s: float) -> socket.socket:
        """A connection to this server, whichever address is meant."""
        self.dialled.append(address)
        return socket.create_connection(self.tcp.server_address, timeout_s)  # type: ignore[arg-type]

    def fetcher(self, *addresses: str, secure: bool = True) -> Fetcher:
        def certificates() -> ssl.SSLContext:
            return ssl.create_default_context(cadata=CERTIFICATE[CERTIFICATE.index("-----BEGIN CERT") :])

        return Fetcher(
            resolve=lambda _host, _port: addresses or (PUBLIC,),
            dial=self.dial,
            certificates=certificates,
            allow_http=not secure,
        )


@contextmanager
def serving(folder: Path, answer: bytes | Callable[[socket.socket], None], *, secure: bool = True) -> Generator[Server]:
    said = (lambda line: line.sendall(answer)) if isinstance(answer, bytes) else answer
    server = Server(folder, said, secure=secure)
    thread = threading.Thread(target=server.tcp.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.tcp.shutdown()
        thread.join()
        server.tcp.server_close()


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "fetched"
    folder.mkdir()
    return folder


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    return "\r\n".join((f"HTTP/1.1 {status}", *headers, "", "")).encode() + body


def sized(body: bytes) -> bytes:
    return answer(body, f"Content-Length: {len(body)}")


def no_dial(address: tuple[str, int], timeout_s: float) -> socket.socket:
    raise AssertionError(f"connected to {address}")


def test_a_picture_is_fetched_over_tls_from_the_address_that_was_checked(tmp_path: Path, into: Path) -> None:
    with serving(tmp_path, sized(b"a picture")) as server:
        path = server.fetcher().fetch(URL + "?size=2#top", into=into)
    assert path.read_bytes() == b"a picture"
    assert path.parent == into
    assert server.dialled == [(PUBLIC, 443)]
    assert server.names == ["pictures.example"]
    asked = server.asked[0].split(b"\r\n")
    assert asked[0] == b"GET /cat.png?size=2 HTTP/1.1"
    assert b"Host: pictures.example" in asked


@pytest.mark.parametrize(
    "sent",
    [
        answer(b"9\r\na picture\r\n0\r\n\r\n", "Transfer-Encoding: chunked"),
        answer(b"a picture", "Connection: close"),
        answer(b"", status="100 Continue") + sized(b"a picture"),
        answer(b"a picture", "Content-Length: 9", "Content-Encoding: identity"),
    ],
)
def test_a_picture_is_fetched_however_the_server_marks_its_end(sent: bytes, tmp_path: Path, into: Path) -> None:
    with serving(tmp_path, sent) as server:
        assert server.fetcher().fetch(URL, into=into).read_bytes() == b"a picture"


def test_http_is_fetched_only_when_it_is_allowed(tmp_path: Path, into: Path) -> None:
    url = "http://pictures.example/cat.png"
    with serving(tmp_path, sized(b"a picture"), secure=False) as server:
        assert server.fetcher(secure=False).fetch(url, into=into).read_bytes() == b"a picture"
        with pytest.raises(RefusedAddress, match=r"does not begin with https:// or data:\. Give such a URL\."):
            server.fetcher().fetch(url, into=into)
    assert server.dialled == [(PUBLIC, 80)]


def test_the_next_address_is_tried_where_one_does_not_answer(tmp_path: Path, into: Path) -> None:
    with serving(tmp_path, sized(b"a picture")) as server:
        dialled: list[str] = []

        def dial(address: tuple[str, int], timeout_s: float) -> socket.socket:
            dialled.append(address[0])
            if address[0] != PUBLIC:
                raise OSError("no route")
            return server.dial(address, timeout_s)

        fetcher = Fetcher(
            resolve=lambda _host, _port: ["2606:2800:220:1::1", PUBLIC],
            dial=dial,
            certificates=server.fetcher().certificates,
        )
        fetcher.fetch(URL, into=into)
    assert dialled == ["2606:2800:220:1::1", PUBLIC]


def test_a_host_that_answers_nowhere_is_said_to_be_so(into: Path) -> None:
    tried: list[str] = []

    def dial(address: tuple[str, int], timeout_s: float) -> socket.socket:
        tried.append(address[0])
        raise OSError("connection refused by 93.184.215.14")

    fetcher = Fetcher(resolve=lambda _host, _port: [f"93.184.215.{last}" for last in range(9)], dial=dial)
    with pytest.raises(FailedFetch) as failed:
        fetcher.fetch(URL, into=into)
    text = "pictures.example in image_url did not answer as it should. Send the picture as a file."
    assert str(failed.value) == text
    assert len(tried) == 4


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.1"],
        ["169.254.169.254"],
        ["::1"],
        ["::ffff:93.184.215.14"],
        ["64:ff9b::5db8:d70e"],
        ["2002:7f00:1::"],
        [PUBLIC, "192.168.0.1"],
        ["192.168.0.1", PUBLIC],
        [PUBLIC, "fd00::1"],
        [*["93.184.215.14"] * 10, "127.0.0.1"],
    ],
)
def test_a_name_with_one_address_that_is_not_public_is_refused_before_anything_is_sent(
    addresses: list[str], into: Path
) -> None:
    fetcher = Fetcher(resolve=lambda _host, _port: addresses, dial=no_dial)
    with pytest.raises(RefusedAddress) as refused:
        fetcher.fetch(URL, into=into)
    text = "pictures.example in image_url is no place on the public internet. Send the picture as a file."
    assert str(refused.value) == text


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "0x7f000001",
        "127.1",
        "2130706433",
        "017700000001",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[fe80::1%25lo]",
        "169.254.169.254",
        "10.1.2.3",
        "127.0.0.1.",
    ],
)
def test_this_machine_and_its_neighbours_are_refused_however_they_are_written(host: str, into: Path) -> None:
    with pytest.raises(InvalidRequest):
        Fetcher(resolve=resolved, dial=no_dial).fetch(f"https://{host}/", into=into)
    with pytest.raises(InvalidRequest):
        Fetcher(resolve=resolved, dial=no_dial, allow_http=True).fetch(f"http://{host}/", into=into)


def test_the_name_is_resolved_once(tmp_path: Path, into: Path) -> None:
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return [PUBLIC] if len(asked) == 1 else ["127.0.0.1"]

    with serving(tmp_path, sized(b"a picture")) as server:
        Fetcher(resolve=resolve, dial=server.dial, certificates=server.fetcher().certificates).fetch(URL, into=into)
    assert asked == ["pictures.example"]
    assert server.dialled == [(PUBLIC, 443)]


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("ftp://pictures.example/a", "does not begin with https:// or data:"),
        ("file:///etc/passwd", "does not begin with https:// or data:"),
        ("gopher://pictures.example/a", "does not begin with https:// or data:"),
        ("pictures.example/a", "does not begin with https:// or data:"),
        ("", "does not begin with https:// or data:"),
        ("https://me:secret@pictures.example/a", "holds a user name or a password. Give a URL without one."),
        ("https://public.example@127.0.0.1/a", "holds a user name or a password"),
        ("https://pictures.example:22/a", "names port 22; expected 443. Leave the port out."),
        ("https://pictures.example:80/a", "names port 80; expected 443"),
        ("https://pictures.example:0/a", "names port 0; expected 443"),
        ("https://pictures.example:99999/a", "names a port that is no number to 65535"),
        ("https://pictures.example:x/a", "names a port that is no number to 65535"),
        ("https:///a", "names no host"),
        ("https://", "names no host"),
        ("https://.pictures.example/a", "names no host"),
        ("https://pictures..example/a", "names no host"),
        ("https://" + "a" * 64 + ".example/a", "names no host"),
        ("https://" + "a." * 127 + "example/a", "names no host"),
        ("https://-/a", "names no host"),
        ("https://a%00b/a", "names no host"),
        ('https://a"b/a', "names no host"),
        ("https://[::1/a", "is no URL"),
        ("https://pictures℀.example/a", "is no URL"),
        ("https://pictures.example/a b", "holds a space, a line break or a backslash"),
        ("https://pictures.example/a\r\nX: y", "holds a space, a line break or a backslash"),
        ("https://pictures.example\\@127.0.0.1/", "holds a space, a line break or a backslash"),
        (" https://pictures.example/", "holds a space"),
        ("https://pictures.example/" + "a" * 9000, "has 9025 characters; at most 8192. Send the picture as a file."),
    ],
)
def test_a_url_that_may_lead_astray_is_refused(url: str, text: str, into: Path) -> None:
    with pytest.raises(RefusedAddress) as refused:
        Fetcher(resolve=lambda _host, _port: [PUBLIC], dial=no_dial).fetch(url, into=into)
    assert str(refused.value).startswith("image_url ")
    assert text in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_further_port_can_be_allowed(tmp_path: Path, into: Path) -> None:
    with serving(tmp_path, sized(b"a picture")) as server:
        fetcher = Fetcher(
            resolve=lambda _host, _port: [PUBLIC],
            dial=server.dial,
            certificates=server.fetcher().certificates,
            ports=frozenset({8443}),
        )
        fetcher.fetch("https://pictures.example:8443/", into=into)
    assert server.dialled == [(PUBLIC, 8443)]
    assert b"\r\nHost: pictures.example:8443\r\n" in server.asked[0]


def test_letters_beyond_ascii_are_encoded(into: Path, tmp_path: Path) -> None:
    hosts: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        hosts.append(host)
        return [PUBLIC]

    with serving(tmp_path, sized(b"a picture"), secure=False) as server:
        fetcher = Fetcher(resolve=resolve, dial=server.dial, allow_http=True)
        fetcher.fetch("HTTP://Bücher.example/狐/a%20b?q=狐&r[]=1", into=into)
    assert hosts == ["xn--bcher-kva.example"]
    assert server.asked[0].startswith(
        b"GET /%E7%8B%90/a%20b?q=%E7%8B%90&r[]=1 HTTP/1.1\r\nHost: xn--bcher-kva.example\r\n"
    )


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 Other", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_not_followed_nor_repeated(status: str, tmp_path: Path, into: Path) -> None:
    sent = answer(b"", "Location: https://127.0.0.1/admin?key=secret", "Content-Length: 0", status=status)
    with serving(tmp_path, sent) as server, pytest.raises(RefusedAddress) as refused:
        server.fetcher().fetch(URL, into=into)
    text = "pictures.example in image_url answers with a redirect, which is not followed. Give the final URL."
    assert str(refused.value) == text
    assert len(server.dialled) == 1


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        (answer(b"secret", status="404 Not Found"), "answered 404; expected 200 and a picture. Check the URL."),
        (answer(b"secret", status="500 Oh"), "answered 500"),
        (answer(b"", status="204 Nothing"), "answered 204"),
        (
            answer(b"x", "Content-Length: 101"),
            "holds more than 100 bytes, the most that is read. Make the picture smaller",
        ),
        (answer(b"x", "Content-Length: " + "9" * 5000), "did not answer as it should"),
        (answer(b"x" * 101), "holds more than 100 bytes"),
        (answer(b"65\r\n" + b"x" * 101 + b"\r\n0\r\n\r\n", "Transfer-Encoding: chunked"), "holds more than 100 bytes"),
        (answer(b"x", "Content-Encoding: gzip"), "sends the picture compressed"),
        (sized(b""), "sent an empty file"),
        (answer(b"x", "Content-Length: 50"), "did not answer as it should"),
        (answer(b"5\r\nab", "Transfer-Encoding: chunked"), "did not answer as it should"),
        (b"", "did not answer as it should"),
        (b"SSH-2.0-secret\r\n", "did not answer as it should"),
        (answer(b"", "X: " + "y" * 100_000), "did not answer as it should"),
    ],
)
def test_an_answer_that_is_no_picture_leaves_no_file_and_is_not_repeated(
    sent: bytes, text: str, tmp_path: Path, into: Path
) -> None:
    with serving(tmp_path, sent) as server, pytest.raises(FailedFetch) as failed:
        server.fetcher().fetch(URL, into=into, most_bytes=100)
    assert str(failed.value).startswith("pictures.example in image_url ")
    assert text in str(failed.value)
    assert "secret" not in str(failed.value)
    assert not list(into.iterdir())


def test_a_picture_of_exactly_the_most_bytes_is_fetched(tmp_path: Path, into: Path) -> None:
    with serving(tmp_path, sized(b"x" * 100)) as server:
        assert server.fetcher().fetch(URL, into=into, most_bytes=100).stat().st_size == 100


def test_a_server_without_end_is_left_as_soon_as_the_limit_is_passed(tmp_path: Path, into: Path) -> None:
    sent_bytes = 0

    def endless(line: socket.socket) -> None:
        nonlocal sent_bytes
        line.sendall(answer(b""))
        while True:
            line.sendall(b"x" * 65536)
            sent_bytes += 65536

    with serving(tmp_path, endless) as server, pytest.raises(FailedFetch, match="holds more than 1000000 bytes"):
        server.fetcher().fetch(URL, into=into, most_bytes=1_000_000)
    assert sent_bytes < 20_000_000


def dripping(start: bytes) -> Callable[[socket.socket], None]:
    """Says `start` and then a letter every 50 ms: each read comes in time, the whole never."""

    def drip(line: socket.socket) -> None:
        line.sendall(start)
        for _ in range(100):
            line.sendall(b"x")
            time.sleep(0.05)

    return drip


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nX: ", answer(b"", "Content-Length: 1000")])
@pytest.mark.parametrize("secure", [True, False])
def test_a_server_that_drips_is_left_when_the_time_is_over(
    start: bytes, secure: bool, tmp_path: Path, into: Path
) -> None:
    url = URL if secure else "http://pictures.example/"
    began_s = time.monotonic()
    with serving(tmp_path, dripping(start), secure=secure) as server:
        with pytest.raises(FailedFetch, match=r"image_url took more than 0\.5 s\. Send the picture as a file\."):
            server.fetcher(secure=secure).fetch(url, into=into, timeout_s=0.5)
        assert 0.4 < time.monotonic() - began_s < 3
    assert not list(into.iterdir())


def test_a_server_that_never_shakes_hands_is_left_when_the_time_is_over(into: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:

        def dial(_address: tuple[str, int], timeout_s: float) -> socket.socket:
            return socket.create_connection(silent.getsockname(), timeout_s)

        fetcher = Fetcher(resolve=lambda _host, _port: [PUBLIC], dial=dial)
        began_s = time.monotonic()
        with pytest.raises(FailedFetch, match=r"took more than 0\.3 s"):
            fetcher.fetch(URL, into=into, timeout_s=0.3)
        assert time.monotonic() - began_s < 2


def test_a_slow_resolver_is_left_when_the_time_is_over(into: Path) -> None:
    done = threading.Event()

    def resolve(host: str, port: int) -> list[str]:
        done.wait(20)
        return [PUBLIC]

    with pytest.raises(FailedFetch, match=r"took more than 0\.2 s"):
        Fetcher(resolve=resolve, dial=no_dial).fetch(URL, into=into, timeout_s=0.2)
    done.set()


def no_such_name(host: str, port: int) -> list[str]:
    raise socket.gaierror(-2, "Name or service not known")


@pytest.mark.parametrize("resolve", [no_such_name, lambda _host, _port: []])
def test_a_name_without_an_address_is_said_to_have_none(resolve: Callable[[str, int], list[str]], into: Path) -> None:
    with pytest.raises(FailedFetch, match=r"pictures\.example in image_url has no address\. Check the name\."):
        Fetcher(resolve=resolve, dial=no_dial).fetch(URL, into=into)


@pytest.mark.parametrize("url", ["https://other.example/", "https://93.184.215.14/"])
def test_a_certificate_of_another_name_is_refused(url: str, tmp_path: Path, into: Path) -> None:
    with serving(tmp_path, sized(b"a picture")) as server:
        with pytest.raises(FailedFetch, match=r"has no valid certificate\. Send the picture as a file\."):
            server.fetcher().fetch(url, into=into)
    assert not server.asked


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path, into: Path) -> None:
    with serving(tmp_path, sized(b"a picture")) as server:
        fetcher = Fetcher(resolve=lambda _host, _port: [PUBLIC], dial=server.dial)
        with pytest.raises(FailedFetch, match="has no valid certificate"):
            fetcher.fetch(URL, into=into)


def test_proxies_of_the_environment_are_not_asked(tmp_path: Path, into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with serving(tmp_path, sized(b"a picture")) as server:
        server.fetcher().fetch(URL, into=into)
    assert server.dialled == [(PUBLIC, 443)]


@given(st.binary(min_size=1))
def test_a_data_url_in_base64_comes_back_as_its_bytes(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("data")
    plain, safe = base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode().rstrip("=")
    for text in (plain, plain.replace("+", "%2B").replace("=", "%3D"), safe, "\n".join(plain)):
        assert fetch_image(f"data:image/png;base64,{text}", into=folder).read_bytes() == data


@pytest.mark.parametrize(
    ("url", "data"),
    [
        ("data:,a%20b%FF", b"a b\xff"),
        ("DATA:image/PNG;BASE64,YQ==", b"a"),
        ("data:image/png;charset=utf-8;base64,YQ==", b"a"),
        ('data:image/svg+xml,<svg a="1,2"/>', b'<svg a="1,2"/>'),
    ],
)
def test_a_data_url_is_read_in_any_of_its_forms(url: str, data: bytes, into: Path) -> None:
    assert fetch_image(url, into=into).read_bytes() == data


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("data:image/png;base64", "image_url is no data URL that is read here. Expected data:image/png;base64, and"),
        ("data:image/png;base64,", "image_url holds no picture"),
        ("data:,", "image_url holds no picture"),
        ("data:image/png;base64,a", "image_url is no base64"),
        ("data:image/png;base64,!!!!", "image_url is no base64"),
        ("data:image/png;base64,YQ==YQ==", "image_url is no base64"),
        ("data:image/png;base64,狐狐狐狐", "image_url is no base64"),
        ("data:," + "x" * 101, "image_url holds more than 100 bytes, the most that is read"),
        ("data:;base64," + "YWFh" * 34, "image_url holds more than 100 bytes"),
        ("data:," + "%20" * 1_000_001, "image_url is no data URL that is read here"),
        (
            "data:," + "x" * 20_971_520,
            "image_url has 20971526 characters; at most 20971520. Send the picture as a file.",
        ),
    ],
    ids=lambda value: value[:40],
)
def test_a_data_url_that_holds_no_picture_or_too_much_is_refused(url: str, text: str, into: Path) -> None:
    with pytest.raises(FailedFetch) as failed:
        fetch_image(url, into=into, most_bytes=100)
    assert text in str(failed.value)
    assert not list(into.iterdir())
