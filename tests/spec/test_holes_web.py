"""Pages of other sites, names that are not ours, and addresses that a server must not go to."""

import base64
import io
import socket
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from houses import QUICK, Server, house_in, serving
from PIL import Image

from yozora.service.accounts import people
from yozora.service.accounts.people import Role
from yozora.service.fetching import MOST_BYTES, Fetcher
from yozora.service.webhooks.sending import Sender

SMALL = {"prompt": "a fox", "size": "64x64", "seconds": "1", "fps": 8}
EVIL = "https://evil.example"
SCRIPT = "<script>alert(1)</script>"
PUBLIC = "93.184.215.14"
PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    with serving(house_in(tmp_path_factory.mktemp("house"))) as server:
        yield server


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    with server.client(server.key_of("Ann", Role.MEMBER)) as client:
        yield client


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    """`yozora studio`: no accounts."""
    with serving(house_in(tmp_path_factory.mktemp("alone"), alone=True)) as server:
        yield server


@pytest.fixture(scope="module")
def browser(server: Server) -> Iterator[httpx.Client]:
    """Somebody who is signed in by a cookie."""
    now = server.house.clock()
    with server.house.database.writing() as session:
        person = people.add_person(session, "Bea", role=Role.MEMBER, plan="open", now=now)
        ticket = people.invite(session, person.id, now=now)
        people.use_ticket(session, ticket, PASSWORD, passwords=QUICK, now=now)
    with server.client(None) as client:
        assert client.post("/api/sign-in", json={"name": "Bea", "password": PASSWORD}).status_code == 200
        yield client


def picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (64, 64), "#c63").save(written, "PNG")
    return written.getvalue()


def refused(answer: httpx.Response, status: int = 400) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    return answer.json()["error"]


def routes(server: Server) -> list[tuple[str, str]]:
    paths = httpx.get(f"{server.url}/openapi.json").json()["paths"]
    return [(method.upper(), path) for path, methods in paths.items() for method in methods if path != "/api/events"]


class TestNames:
    """DNS rebinding: a page elsewhere makes its own name lead to this machine."""

    @pytest.mark.parametrize(
        "host",
        [
            *(
                "evil.example",
                "evil.example:{port}",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "evil.localhost",
            ),
            *(
                "127.0.0.1:{port}@evil.example",
                "192.168.1.9",
                "0.0.0.0",
                "[::2]",
                "localhost:x",
                "",
                "localhost, evil.example",
            ),
        ],
    )
    def test_a_studio_answers_to_no_other_name(self, alone: Server, host: str) -> None:
        port = alone.url.rpartition(":")[2]
        for method, path in (("GET", "/api/clips"), ("POST", "/v1/videos"), ("GET", "/openapi.json"), ("GET", "/x")):
            error = refused(httpx.request(method, alone.url + path, headers={"host": host.format(port=port)}), 421)
            assert error["code"] == "wrong_host" and f"http://localhost:{port}" in error["message"]

    @pytest.mark.parametrize(
        "host", ["localhost", "LOCALHOST:{port}", "127.0.0.1", "127.0.0.1:{port}", "[::1]:{port}", "[::1]"]
    )
    def test_a_studio_answers_to_its_own_names(self, alone: Server, host: str) -> None:
        port = alone.url.rpartition(":")[2]
        assert httpx.get(f"{alone.url}/api/clips", headers={"host": host.format(port=port)}).status_code == 200

    def test_a_studio_answers_to_the_name_that_it_is_given(self, tmp_path: Path) -> None:
        house = replace(house_in(tmp_path, alone=True), public_url="https://studio.example")
        with serving(house) as server:
            assert httpx.get(f"{server.url}/api/clips", headers={"host": "studio.example"}).status_code == 200
            refused(httpx.get(f"{server.url}/api/clips", headers={"host": "evil.example"}), 421)

    def test_a_server_with_accounts_answers_to_any_name(self, client: httpx.Client) -> None:
        assert client.get("/v1/videos", headers={"host": "films.example"}).status_code == 200

    def test_no_answer_leads_to_another_name(self, server: Server, client: httpx.Client) -> None:
        for path in (
            "/v1/videos/",
            "//evil.example/v1/videos/",
            "/\\evil.example",
            "/%2f%2fevil.example",
            "/v1/files/?next=" + EVIL,
        ):
            answer = client.get(server.url + path, headers={"host": "evil.example"})
            assert answer.status_code == 404 and "location" not in answer.headers, path
        for path in ("/api/oidc/start", "/api/oidc/callback"):
            answer = client.get(path, params={"next": EVIL, "return_to": EVIL, "redirect_uri": EVIL})
            assert 400 <= answer.status_code < 500 and "location" not in answer.headers


class TestOtherSites:
    def test_a_page_of_another_site_changes_nothing_with_somebody_s_cookie(
        self, server: Server, browser: httpx.Client
    ) -> None:
        kinds = (
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "text/plain",
            "application/json",
        )
        for origin in (
            EVIL,
            "null",
            server.url.replace("127.0.0.1", "localhost"),
            server.url + ".evil.example",
            "http://[",
        ):
            for method, path in routes(server):
                if method == "GET":
                    continue
                for kind in kinds if origin == EVIL else kinds[:1]:
                    sent = {"origin": origin, "content-type": kind}
                    answer = browser.request(method, path, content=b'{"prompt": "a fox"}', headers=sent)
                    assert refused(answer, 403)["code"] == "foreign_origin", (method, path)

    def test_a_page_of_another_site_signs_nobody_in(self, server: Server, browser: httpx.Client) -> None:
        sent = {"name": "Bea", "password": PASSWORD}
        with server.client(None) as stranger:
            for path in ("/api/sign-in", "/api/welcome"):
                answer = stranger.post(path, json=sent, headers={"origin": EVIL})
                assert refused(answer, 403)["code"] == "foreign_origin" and "set-cookie" not in answer.headers
            assert stranger.post("/api/sign-in", json=sent, headers={"origin": server.url}).status_code == 200

    def test_a_studio_without_accounts_listens_to_no_other_site(self, alone: Server) -> None:
        for kind in ("text/plain", "application/json"):
            sent = {"origin": EVIL, "content-type": kind}
            answer = httpx.post(f"{alone.url}/v1/videos", content=b'{"prompt": "a fox"}', headers=sent)
            assert refused(answer, 403)["code"] == "foreign_origin"

    def test_no_other_site_may_read_anything(self, server: Server, alone: Server, browser: httpx.Client) -> None:
        asked = {
            "origin": EVIL,
            "access-control-request-method": "POST",
            "access-control-request-headers": "authorization",
        }
        for where in (server, alone):
            for _, path in routes(where):
                answers = [browser.request(method, where.url + path, headers=asked) for method in ("OPTIONS", "GET")]
                assert not [name for one in answers for name in one.headers if name.startswith("access-control")], path

    @pytest.mark.parametrize(("scheme", "name"), [("http", "yozora"), ("https", "__Host-yozora")])
    def test_the_cookie_is_for_this_host_and_for_no_script(
        self, server: Server, browser: httpx.Client, scheme: str, name: str
    ) -> None:
        with server.client(None) as client:
            sent = {"x-forwarded-proto": scheme}  # a proxy on this machine says so
            answer = client.post("/api/sign-in", json={"name": "Bea", "password": PASSWORD}, headers=sent)
        first, *said = answer.headers["set-cookie"].split("; ")
        entries = {one.lower() for one in said}
        assert first.startswith(f"{name}=") and {"httponly", "samesite=strict", "path=/"} <= entries
        assert ("secure" in entries) == (scheme == "https") and not any(one.startswith("domain") for one in entries)


class TestPages:
    """Stored scripts: CVE-2024-10099, CVE-2025-6092."""

    def test_no_answer_can_be_shown_as_a_page_that_does_something(self, server: Server, client: httpx.Client) -> None:
        upload = client.post("/v1/files", files={"file": (f"{SCRIPT}.html", picture(), "text/html")}).json()["id"]
        made = client.post(
            "/v1/videos", json={**SMALL, "prompt": SCRIPT, "title": SCRIPT, "metadata": {SCRIPT: SCRIPT}}
        )
        server.work()
        clip = made.json()["id"]
        client.post("/api/folders", json={"name": SCRIPT})
        token = client.post(f"/api/clips/{clip}/shares").json()["token"]
        names = {"video_id": clip, "clip_id": clip, "file_id": upload, "upload_id": upload, "token": token}
        paths = [path for method, path in routes(server) if method == "GET"]
        kinds = {"application/json", "video/mp4", "image/png", "image/webp", "image/jpeg", "text/plain"}
        for path in [*paths, f"/v1/videos/{SCRIPT}", f"/{SCRIPT}", f"/v1/videos?limit={SCRIPT}", "/openapi.json"]:
            for name in ("{video_id}", "{clip_id}", "{file_id}", "{upload_id}", "{token}"):
                path = path.replace(name, names[name[1:-1]])
            for method in ("GET", "HEAD", "POST"):
                answer = client.request(method, path)
                kind = answer.headers.get("content-type", "application/json").partition(";")[0]
                assert answer.status_code in (204, 304) or kind in kinds, (method, path, kind)
                assert answer.headers["x-content-type-options"] == "nosniff"
                policy = answer.headers["content-security-policy"]
                assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
                if path.endswith("/content") and answer.status_code == 200:
                    assert answer.headers["content-disposition"].startswith("attachment;")
        for variant in ("thumbnail", "spritesheet"):
            found = client.get(f"/v1/videos/{clip}/content?variant={variant}").headers
            assert found["content-type"].startswith("image/") and found["content-disposition"].startswith("attachment;")

    def test_a_picture_that_is_also_a_page_stays_a_picture(self, client: httpx.Client) -> None:
        for name, kind, content in (
            ("a.html", "image/gif", b"GIF89a/*" + bytes(4) + f"*/=1;{SCRIPT}".encode()),
            ("a.svg", "image/png", picture() + SCRIPT.encode()),
        ):
            answer = client.post("/v1/files", files={"file": (name, content, "text/html")})
            if answer.status_code == 200:
                found = client.get(f"/v1/files/{answer.json()['id']}/content").headers
                assert (found["content-type"], found["x-content-type-options"]) == (kind, "nosniff")
                assert found["content-disposition"].startswith("attachment;")

    def test_svg_and_html_and_json_are_not_taken(self, client: httpx.Client) -> None:
        for name, content in (("a.svg", b"<svg onload='alert(1)'/>"), ("a.html", SCRIPT.encode()), ("a.json", b"{}")):
            for door in ("/v1/files", "/api/uploads"):
                assert (
                    refused(client.post(door, files={"file": (name, content, "image/png")}))["code"]
                    == "unreadable_file"
                )


INSIDE = [
    *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "192.0.0.192"),
    *("224.0.0.1", "255.255.255.255", "240.0.0.1", "168.63.129.16", "198.18.0.1", "192.0.2.1"),
    *(
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
    ),
    *(
        "64:ff9b::7f00:1",
        "64:ff9b::8.8.8.8",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:808:808::",
        "2001:0:1::1",
        "::127.0.0.1",
    ),
    *("2001:db8::1", "not an address", ""),
]
WRITTEN = [
    *("https://127.0.0.1/a.png", "https://0x7f000001/a.png", "https://2130706433/a.png", "https://127.1/a.png"),
    *("https://0177.0.0.1/a.png", "https://①②⑦.⓪.⓪.①/a.png", "https://localhost/a.png", "https://[::1]/a.png"),
    *("https://[::ffff:7f00:1]/a.png", "https://[fe80::1%25eth0]/a.png", "https://user:pass@example.com/a.png"),
    *("https://example.com@127.0.0.1/a.png", "https://example.com:22/a.png", "http://example.com/a.png"),
    *(
        "ftp://example.com/a.png",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_x",
        "//127.0.0.1/a.png",
        "https:///a.png",
    ),
    *(
        "https://exam\tple.com/",
        "https://example.com\\@127.0.0.1/",
        "https://example.com/\r\nX: y",
        "https://" + "a" * 9000,
    ),
    *(
        "https://[",
        "https://example.com:99999/",
        "blob:https://example.com/x",
        "javascript:alert(1)",
        "HTTPS://LOCALHOST./",
    ),
]


@contextmanager
def going_out(
    folder: Path, resolve: Callable[[str, int], Sequence[str]], **kinds: Any
) -> Iterator[tuple[Server, httpx.Client]]:
    """A server whose names are resolved by `resolve`, and somebody who uses it."""
    house = house_in(folder)
    house = replace(
        house, fetcher=Fetcher(resolve=resolve, **kinds), sender=Sender(resolve=resolve, dial=kinds.get("dial", never))
    )
    with serving(house) as server, server.client(server.key_of("Ann", Role.MEMBER)) as client:
        yield server, client


def never(address: tuple[str, int], timeout_s: float) -> socket.socket:
    raise AssertionError(f"the server goes to {address}")


def by_every_door(client: httpx.Client, url: str) -> Iterator[httpx.Response]:
    """Everything that takes an address of a picture, and of a webhook."""
    yield client.post("/v1/videos", json={**SMALL, "input_reference": {"image_url": url}})
    yield client.post("/v1/videos", files=[*parts(SMALL), ("input_reference[image_url]", (None, url))])
    yield client.post("/v1/videos", json={**SMALL, "storyboard": [{"at": 0, "image": {"image_url": url}}]})
    yield client.post("/api/estimate", json={**SMALL, "input_reference": {"image_url": url}})
    yield client.post("/v1/webhooks", json={"url": url})


def parts(values: dict[str, Any]) -> list[tuple[str, tuple[None, str]]]:
    return [(name, (None, str(value))) for name, value in values.items()]


class TestFetching:
    def test_a_name_that_leads_inside_is_not_gone_to(self, tmp_path: Path) -> None:
        found: list[str] = []
        with going_out(tmp_path, lambda host, port: found, dial=never) as (_, client):
            for address in INSIDE:
                for answers in ([address], [PUBLIC, address], [address, PUBLIC]):
                    found[:] = answers
                    for answer in by_every_door(client, "https://films.example/a.png"):
                        assert refused(answer)["type"] == "invalid_request_error", address
            assert not client.get("/v1/videos").json()["data"] and not client.get("/v1/webhooks").json()["data"]

    @pytest.mark.parametrize("url", WRITTEN)
    def test_no_way_of_writing_an_address_leads_inside(self, tmp_path: Path, url: str) -> None:
        def system(host: str, port: int) -> list[str]:
            """As the system's resolver takes such names."""
            try:
                return [socket.inet_ntoa(socket.inet_aton(host))]
            except OSError:
                return [host if ":" in host else "127.0.0.1" if host == "localhost" else PUBLIC]

        with going_out(tmp_path, system, dial=never) as (_, client):
            for answer in by_every_door(client, url):
                assert refused(answer)["type"] == "invalid_request_error"

    def test_a_name_that_leads_elsewhere_the_second_time_is_looked_up_once(self, tmp_path: Path) -> None:
        answers, dialled = iter([[PUBLIC], ["127.0.0.1"], ["10.0.0.1"]]), list[str]()

        def dial(address: tuple[str, int], timeout_s: float) -> socket.socket:
            dialled.append(address[0])
            raise ConnectionRefusedError

        with going_out(tmp_path, lambda host, port: next(answers), dial=dial) as (_, client):
            wish = {**SMALL, "input_reference": {"image_url": "https://films.example/a.png"}}
            refused(client.post("/v1/videos", json=wish))
        assert dialled == [PUBLIC]

    @pytest.mark.parametrize(
        ("sent", "text"),
        [
            (b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n", "redirect"),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", "more than"),
            (b"HTTP/1.1 200 OK\r\n\r\n" + bytes(MOST_BYTES + 1), "more than"),
            (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b", "compressed"),
            (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000, "did not answer as it should"),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nGIF", "did not answer as it should"),
            (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "empty"),
            (b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n<script>alert(1)</script>", "no picture"),
            (b"HTTP/1.1 200 OK\r\n\r\n#EXTM3U\n#EXTINF:1,\n/etc/passwd\n", "no picture"),
            (b"\x80\x02}q\x00.", "did not answer as it should"),
            (b"HTTP/1.1 100 Continue\r\n\r\n" * 100_000, ""),
        ],
    )
    def test_an_answer_that_means_harm_is_refused(self, tmp_path: Path, sent: bytes, text: str) -> None:
        with answering(lambda line: line.sendall(sent)) as dial:
            with going_out(tmp_path, lambda host, port: [PUBLIC], dial=dial, allow_http=True) as (_, client):
                wish = {**SMALL, "input_reference": {"image_url": "http://films.example/a.png"}}
                assert text in refused(client.post("/v1/videos", json=wish))["message"]

    def test_an_answer_that_drips_is_not_waited_for(self, tmp_path: Path) -> None:
        def drip(line: socket.socket) -> None:
            line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            for _ in range(200):
                line.sendall(b"x")
                time.sleep(0.1)

        with answering(drip) as dial:
            with going_out(tmp_path, lambda host, port: [PUBLIC], dial=dial, allow_http=True) as (_, client):
                began_s = time.monotonic()
                wish = {**SMALL, "input_reference": {"image_url": "http://films.example/a.png"}}
                assert "more than 10 s" in refused(client.post("/v1/videos", json=wish))["message"]
                assert 9 < time.monotonic() - began_s < 13

    def test_no_request_makes_the_server_ask_for_something(self, server: Server, client: httpx.Client) -> None:
        """CVE-2026-28416: a proxy by a parameter."""
        came = threading.Event()
        with answering(lambda line: came.set()) as dial:
            inside = f"http://127.0.0.1:{dial.port}/"
            names = ("url", "proxy_url", "path", "file", "next", "callback", "src", "image_url", "webhook", "issuer")
            asked = dict.fromkeys(names, inside)
            for method, path in routes(server):
                client.request(
                    method, path, params=asked, headers={"referer": inside, "x-forwarded-host": inside[7:-1]}
                )
            host, port = server.url.removeprefix("http://").split(":")
            for line in (f"GET {inside} HTTP/1.1", f"CONNECT 127.0.0.1:{dial.port} HTTP/1.1"):
                with socket.create_connection((host, int(port)), 5) as wire:
                    wire.sendall(f"{line}\r\nHost: 127.0.0.1:{dial.port}\r\nConnection: close\r\n\r\n".encode())
                    assert wire.recv(100).startswith((b"HTTP/1.1 404", b"HTTP/1.1 400"))
            assert not came.wait(0.2)

    def test_a_data_url_has_the_limits_of_a_file(self, client: httpx.Client) -> None:
        for url in (
            "data:image/png;base64," + base64.b64encode(bytes(MOST_BYTES // 4 * 3)).decode() + "AAAA" * 2**21,
            "data:image/png," + "%00" * 1_100_000,
            "data:text/html;base64," + base64.b64encode(SCRIPT.encode()).decode(),
            "data:image/svg+xml,<svg/>",
            "data:,",
            "data:" + ";" * 100_000,
        ):
            began_s = time.monotonic()
            refused(client.post("/v1/videos", json={**SMALL, "input_reference": {"image_url": url}}))
            assert time.monotonic() - began_s < 5


class Dialling:
    """Whoever is dialled, this machine answers."""

    def __init__(self, port: int) -> None:
        self.port = port

    def __call__(self, address: tuple[str, int], timeout_s: float) -> socket.socket:
        assert address[0] == PUBLIC
        return socket.create_connection(("127.0.0.1", self.port), timeout_s)


@contextmanager
def answering(answer: Callable[[socket.socket], object]) -> Generator[Dialling]:
    """Somebody who answers each connection in some way."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def listen() -> None:
            while True:
                try:
                    line, _ = listener.accept()
                except OSError:
                    return
                with line:
                    try:
                        answer(line)
                        line.shutdown(socket.SHUT_WR)
                        line.settimeout(1)
                        while line.recv(65536):
                            pass
                    except OSError:
                        pass

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield Dialling(listener.getsockname()[1])
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)
