"""Messages go to the public internet by https and nowhere else, and nobody makes a server wait."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from yozora.service.webhooks.sending import FailedSending, RefusedHook, Sender

PUBLIC, PRIVATE = "93.184.215.14", "10.0.0.7"
BODY = b'{"object":"event"}'


@pytest.fixture
def listening() -> Iterator[Callable[[bytes, float], str]]:
    """An address that answers each connection with these bytes, each after a pause; what it got is in `got`."""
    line = socket.create_server(("127.0.0.1", 0))

    def start(answer: bytes, pause_s: float = 0.0) -> str:
        def serve() -> None:
            with line, line.accept()[0] as connection:
                connection.recv(65536)
                try:
                    for number in range(len(answer) if pause_s else 1):
                        time.sleep(pause_s)
                        connection.sendall(answer[number : number + 1] if pause_s else answer)
                except OSError:
                    pass

        threading.Thread(target=serve, daemon=True).start()
        return f"http://127.0.0.1:{line.getsockname()[1]}/hook?a=1"

    yield start
    line.close()


def sender_to(*addresses: str) -> Sender:
    return Sender(resolve=lambda host, port: addresses)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://example.com/", "https://"),
        ("ftp://example.com/", "https://"),
        ("example.com", "https://"),
        ("https://user:word@example.com/", "user name"),
        ("https://example.com:8443/", "port 8443"),
        ("https://example.com:99999/", "65535"),
        ("https:///path", "no host"),
        ("https://exa mple.com/", "spaces"),
        ("https://example.com/" + "a" * 9000, "8192 characters"),
        ("https://[::1", "no URL"),
    ],
)
def test_an_address_that_is_no_public_https_address_is_refused(url: str, told: str) -> None:
    with pytest.raises(RefusedHook, match=told):
        sender_to(PUBLIC).check(url)


@pytest.mark.parametrize("addresses", [[PRIVATE], [PUBLIC, PRIVATE], ["127.0.0.1"], ["::1"], ["169.254.169.254"], []])
def test_a_name_that_leads_into_a_private_network_is_refused(addresses: list[str]) -> None:
    with pytest.raises(RefusedHook, match="no place on the public internet"):
        sender_to(*addresses).check("https://hook.example/")


def test_a_name_that_there_is_not_is_refused() -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(RefusedHook, match="has no address"):
        Sender(resolve=nowhere).check("https://hook.example/")


def test_a_public_address_is_fine() -> None:
    sender_to(PUBLIC).check("https://hook.example/yozora?key=1")
    sender_to(PUBLIC).check("https://hook.example:443/")


def test_the_address_that_was_checked_is_the_one_that_is_called() -> None:
    names, called = [PUBLIC, PRIVATE], []

    def resolve(host: str, port: int) -> list[str]:
        return [names.pop(0)]

    def dial(address: tuple[str, int], timeout_s: float) -> socket.socket:
        called.append(address)
        raise OSError("closed")

    with pytest.raises(FailedSending, match="no answer"):
        Sender(resolve=resolve, dial=dial).send("https://hook.example/", BODY, {})
    assert called == [(PUBLIC, 443)]


def test_the_status_is_told_and_redirects_are_not_followed(listening: Callable[..., str]) -> None:
    url = listening(b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n")
    assert Sender(private=True).send(url, BODY, {"webhook-id": "msg_1"}) == 302


def test_an_answer_that_drips_in_is_not_waited_for(listening: Callable[..., str]) -> None:
    url = listening(b"HTTP/1.1 200 OK\r\n" * 100, 0.05)
    began_s = time.monotonic()
    with pytest.raises(FailedSending, match=r"no answer within 0\.4 s"):
        Sender(private=True).send(url, BODY, {}, timeout_s=0.4)
    assert time.monotonic() - began_s < 2


@pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\na: " + b"b" * 100_000])
def test_what_is_no_answer_is_none(listening: Callable[..., str], answer: bytes) -> None:
    url = listening(answer)
    with pytest.raises(FailedSending, match="no answer"):
        Sender(private=True).send(url, BODY, {}, timeout_s=5)


def test_an_address_without_a_certificate_gets_nothing(listening: Callable[..., str]) -> None:
    url = listening(b"HTTP/1.1 200 OK\r\n\r\n").replace("http:", "https:")
    with pytest.raises(FailedSending):
        Sender(private=True).send(url, BODY, {}, timeout_s=5)
