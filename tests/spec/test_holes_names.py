"""Ids, names, headers and bodies that mean harm: nothing but one's own is found, and no answer is a mistake of the
server's."""

import ast
import io
import json
import logging
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from houses import Server, house_in, serving
from PIL import Image

from yozora.service.accounts.people import Role
from yozora.service.brackets import BadBody
from yozora.service.json_objects import read_text

SMALL = {"prompt": "a fox", "size": "64x64", "seconds": "1", "fps": 8}
TIMELINE = {"format": "yozora-timeline/1", "size": "64x64", "fps": "8", "frames": 8, "seed": 1, "cards": []}
NUL = "a\0b"
QUICK_S = 5
LONGEST_HEADERS = 2**16


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    with serving(house_in(tmp_path_factory.mktemp("house"))) as server:
        yield server


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    with server.client(server.key_of("Ann", Role.MEMBER)) as client:
        yield client


def picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (64, 64), "#c63").save(written, "PNG")
    return written.getvalue()


def refused(answer: httpx.Response, status: int = 400) -> str:
    assert answer.status_code == status, answer.text[:500]
    error = answer.json()["error"]
    assert error.keys() == {"message", "type", "param", "code"} and len(error["message"]) <= 2010
    return error["message"]


TRAVERSALS = (
    *("../library.db", "..%2flibrary.db", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%5clibrary.db", "%2fetc%2fpasswd"),
    *(
        "....//library.db",
        "%252e%252e%252flibrary.db",
        "..%c0%aflibrary.db",
        "file:%2f%2f%2fetc%2fpasswd",
        "library.db",
    ),
    *(".", "..", "~", "*", "%25", "CON", "a" * 5000, "狐", "' OR 1=1 --"),
)


@pytest.mark.parametrize(
    "route",
    [
        *("/v1/files/{}", "/v1/files/{}/content", "/v1/videos/{}", "/v1/videos/{}/content", "/v1/videos/characters/{}"),
        *(
            "/api/uploads/{}",
            "/api/uploads/{}/content",
            "/api/clips/{}",
            "/api/clips/{}/preview",
            "/api/shared/{}/content",
        ),
        *("/api/shares/{}", "/api/boards/{}", "/api/presets/{}", "/api/folders/{}", "/api/keys/{}", "/v1/webhooks/{}"),
    ],
)
def test_no_id_leads_to_a_file_of_the_server(server: Server, client: httpx.Client, route: str) -> None:
    folder = server.house.folder.parent
    before = {path: path.stat().st_size for path in folder.rglob("*") if "library.db" not in path.name}
    for name in TRAVERSALS:
        for method in ("GET", "DELETE"):
            request = client.build_request(method, server.url + route.format(name))
            answer = client.send(request)
            assert answer.status_code in (404, 405) or answer.headers["content-type"] == "application/json", name
            assert b"SQLite format" not in answer.content and b"root:" not in answer.content
            assert answer.status_code < 500, (name, answer.text)
    assert (folder / "library.db").exists()
    assert {path: path.stat().st_size for path in folder.rglob("*") if "library.db" not in path.name} == before


def test_what_is_in_a_file_is_no_name_for_it(server: Server, client: httpx.Client) -> None:
    upload = client.post("/v1/files", files={"file": ("a.png", picture())}).json()
    tag = client.get(f"/v1/files/{upload['id']}/content").headers["etag"].strip('"')
    with server.client(server.key_of("Bob", Role.MEMBER)) as bob:
        for name in (tag, upload["id"]):
            assert refused(bob.get(f"/v1/files/{name}/content"), 404)
            assert refused(bob.get(f"/api/uploads/{name}/content", headers={"if-none-match": f'"{tag}"'}), 404)
            wish = {**SMALL, "input_reference": {"file_id": name}}
            assert refused(bob.post("/v1/videos", json=wish), 404)
            assert refused(bob.post("/v1/videos/edits", json={"prompt": "x", "video": {"id": name}}), 404)
            assert refused(bob.delete(f"/v1/files/{name}"), 404)
        own = bob.post("/v1/files", files={"file": ("b.png", picture())}).json()  # the same bytes
        bob.delete(f"/v1/files/{own['id']}")
        bob.delete(f"/api/uploads/{own['id']}")
    assert client.get(f"/v1/files/{upload['id']}/content").content == picture()


NAMES = {
    'a"; filename=evil.html; x=".png': "a__ filename=evil.html_ x=_.png",
    "a\r\nSet-Cookie: x=1\r\n.png": None,
    "狐 und Fuchs.png": "_ und Fuchs.png",
    "photo\u202egnp.exe": "photognp.exe",
    "../../etc/passwd": "passwd",
    "C:\\windows\\system.ini": "system.ini",
    "a\0b.png": "ab.png",
    "é;%41.png": "__%41.png".replace("%", "_"),
    "x" * 3000: None,
    ".": None,
    "<script>alert(1)</script>.svg": None,
    "𠀀" * 90 + "." + "𠀀" * 9: None,
}


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_any_name_comes_back_as_a_file_and_never_as_a_page(client: httpx.Client, name: str) -> None:
    boundary = b"x" * 20
    head = b'Content-Disposition: form-data; name="file"; filename="' + name.replace('"', '\\"').encode() + b'"'
    if "\r" in name:
        head = head.replace(b"\r\n", b"%0D%0A")  # a line break would end the header; browsers send this
    body = b"--" + boundary + b"\r\n" + head + b"\r\n\r\n" + picture() + b"\r\n--" + boundary + b"--\r\n"
    kind = {"content-type": f"multipart/form-data; boundary={boundary.decode()}"}
    for door, where in (("/v1/files", "/v1/files"), ("/api/uploads", "/api/uploads")):
        answer = client.post(door, content=body, headers=kind)
        assert answer.status_code in (200, 201), answer.text
        got = client.get(f"{where}/{answer.json()['id']}/content")
        assert got.status_code == 200, got.text
        headers = got.headers
        assert headers["content-disposition"].startswith("attachment; filename=") and "set-cookie" not in headers
        assert headers["content-disposition"].isascii() and headers["content-disposition"].count('"') == 2
        assert (headers["content-type"], headers["x-content-type-options"]) == ("image/png", "nosniff")
        if NAMES[name] is not None and door == "/v1/files":
            assert f'filename="{NAMES[name]}"' in headers["content-disposition"]
    made = client.post(
        "/v1/videos",
        content=body.replace(b'"file"', b'"input_reference"').replace(
            b"--" + boundary + b"--",
            b"--"
            + boundary
            + b'\r\nContent-Disposition: form-data; name="prompt"\r\n\r\na fox\r\n--'
            + boundary
            + b"--",
        ),
        headers=kind,
    )
    assert made.status_code == 200, made.text


def test_every_text_with_nul_is_refused_before_it_reaches_a_database(server: Server, client: httpx.Client) -> None:
    for path in ("/v1/videos/a%00b", "/v1/videos?after=a%00b", "/api/clips?search=%00", "/v1/models/%00", "/%00"):
        assert "NUL" in refused(client.get(server.url + path)), path
    assert "NUL" in refused(client.delete(server.url + "/v1/files/a%00"))
    bodies: dict[str, tuple[str, dict[str, Any]]] = {
        "prompt": ("/v1/videos", {**SMALL, "prompt": NUL}),
        "title": ("/v1/videos", {**SMALL, "title": NUL}),
        "metadata": ("/v1/videos", {**SMALL, "metadata": {"a": NUL}}),
        "the name of metadata": ("/v1/videos", {**SMALL, "metadata": {NUL: "a"}}),
        "style": ("/v1/videos", {**SMALL, "style": {"colour": NUL}}),
        "what is not known": ("/v1/videos", {**SMALL, "unknown": [[NUL]]}),
        "folder": ("/api/folders", {"name": NUL}),
        "board": ("/api/boards", {"name": NUL, "timeline": TIMELINE}),
        "preset": ("/api/presets", {"name": "x", "entries": {"colour": NUL}}),
        "words": ("/api/understand", {"prompt": NUL}),
        "sign-in": ("/api/sign-in", {"name": NUL, "password": NUL}),
        "hook": ("/v1/webhooks", {"url": "https://93.184.215.14/" + NUL}),
    }
    for what, (path, body) in bodies.items():
        assert "NUL" in refused(client.post(path, json=body)), what
        if path == "/v1/videos" and what in ("prompt", "title"):
            assert "NUL" in refused(client.post(path, data=body)), what
            assert "NUL" in refused(client.post(path, files=[(name, (None, str(one))) for name, one in body.items()]))
    in_form = {**SMALL, "metadata": json.dumps({"a": NUL})}
    assert "metadata" in refused(client.post("/v1/videos", data=in_form))


def test_half_characters_in_json_are_refused_at_every_border(client: httpx.Client) -> None:
    for path, body in (
        ("/api/folders", b'{"name": "\\ud800"}'),
        ("/v1/videos", b'{"prompt": "\\udfff"}'),
        ("/api/boards", b'{"name": "a", "timeline": {"\\ud800": 1}}'),
    ):
        assert refused(client.post(path, content=body, headers={"content-type": "application/json"}))


DEEP = b"[" * 100_000 + b"]" * 100_000
HEAVY = {
    "lists in lists": b'{"name": "a", "timeline": {"cards": ' + DEEP + b"}}",
    "objects in objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "a number of a million digits": b'{"name": ' + b"9" * 1_000_000 + b"}",
    "a number that is too large": b'{"name": 1e999}',
    "no number": b'{"name": NaN}',
    "a million values": b'{"name": [' + b"[]," * 1_000_000 + b"[]]}",
    "more than is read": b'{"name": "' + b"x" * (33 * 2**20) + b'"}',
    "no object": b'["name"]',
    "no JSON": b"{" * 1000,
    "no UTF-8": b'{"name": "\xff"}',
}


@pytest.mark.parametrize("what", HEAVY)
def test_json_that_is_too_much_is_refused_by_every_route_that_takes_json(client: httpx.Client, what: str) -> None:
    kind = {"content-type": "application/json"}
    nobody = httpx.Client(base_url=client.base_url, timeout=30)
    with nobody:
        for path, who in (
            ("/v1/videos", client),
            ("/api/boards", client),
            ("/api/folders", client),
            ("/api/sign-in", nobody),
        ):
            began_s = time.monotonic()
            answer = who.post(path, content=HEAVY[what], headers=kind)
            assert answer.status_code in (400, 413), (path, answer.text[:300])
            assert answer.json()["error"]["code"] == "invalid_body", (path, answer.text[:300])
            assert time.monotonic() - began_s < QUICK_S, path


def test_json_within_a_form_has_the_same_limits(client: httpx.Client) -> None:
    for text in ("[" * 100_000, "[" + "{}," * 1_000_000 + "{}]", '{"a": ' + "9" * 100_000 + "}"):
        began_s = time.monotonic()
        refused(client.post("/v1/videos", files=[("prompt", (None, "a")), ("metadata", (None, text))]))
        refused(client.post("/v1/videos", files=[("prompt", (None, "a")), ("storyboard", (None, text))]))
        assert time.monotonic() - began_s < 2 * QUICK_S
    with pytest.raises(BadBody, match="more than 200000 values"):
        read_text("[" + "{}," * 200_000 + "{}]")


def test_an_error_repeats_little_of_what_was_sent(client: httpx.Client) -> None:
    long = ["x" * 100_000]
    for path, body in (
        ("/api/presets", {"name": "a", "entries": {"colour": long}}),
        ("/api/folders", {"name": "a", "y" * 100_000: 1}),
        ("/api/boards", {"name": "a", "timeline": {**TIMELINE, "z" * 100_000: 1}}),
        ("/v1/videos", {**SMALL, "style": {"colour": long}}),
        ("/v1/videos", {**SMALL, "metadata": {"a": "x" * 100_000}}),
    ):
        assert refused(client.post(path, json=body))


def test_texts_that_come_back_in_every_list_are_short(client: httpx.Client) -> None:
    for metadata in ({"a": "x" * 513}, {"x" * 65: "a"}, {str(number): "a" for number in range(17)}):
        assert refused(client.post("/v1/videos", json={**SMALL, "metadata": metadata}))


def test_what_a_request_says_and_nobody_knows_is_not_kept(client: httpx.Client) -> None:
    clip = client.post("/v1/videos", json={**SMALL, "unknown": "x" * 100_000, "more": ["y" * 9] * 1000})
    asked = client.get(f"/api/clips/{clip.json()['id']}").json()["asked"]
    assert asked.keys() == {*SMALL, "metadata"} and asked["prompt"] == "a fox"


def form(parts: Iterator[bytes] | list[bytes], boundary: bytes = b"x") -> bytes:
    return b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary + b"--\r\n"


def part(name: bytes = b"prompt", value: bytes = b"a", more: bytes = b"") -> bytes:
    return b'Content-Disposition: form-data; name="' + name + b'"' + more + b"\r\n\r\n" + value


@pytest.mark.parametrize(
    ("boundary", "body"),
    [
        ("b" * 900, b""),
        ("x" * 100_000, b""),
        ("", b""),
        ("x", form([part(b"a%d" % number) for number in range(5000)])),
        ("x", form([part(more=b"\r\nX-More: 1" * 200_000)])),
        ("x", form([part(more=b"\r\nX-More: " + b"y" * 1_000_000)])),
        ("x", form([part(b"a" * 1_000_000)])),
        ("x", form([part(b"a" + b"[b]" * 1300)])),
        ("x", form([part(b"a" + b"[" * 4000)])),
        ("x", form([part(b"a[%d]" % 10**30)])),
        ("x", form([part(b"prompt", b"", b'; filename="' + b"n" * 1_000_000 + b'"')])),
        ("x", form([part()])[:-20]),
        ("x", b"--" + b"x" * 5_000_000),
        ("x", b"\r\n" * 5_000_000),
    ],
)
def test_a_form_that_means_harm_is_refused_quickly(client: httpx.Client, boundary: str, body: bytes) -> None:
    for path in ("/v1/videos", "/api/uploads", "/v1/files", "/v1/content_provenance_checks"):
        began_s = time.monotonic()
        kind = {"content-type": f"multipart/form-data; boundary={boundary}"}
        answer = client.post(path, content=body, headers=kind)
        assert answer.status_code in (400, 413), answer.text
        if len(boundary) < LONGEST_HEADERS:  # otherwise the request is broken off before anybody reads it
            refused(answer, answer.status_code)
        assert time.monotonic() - began_s < QUICK_S, path


def test_a_body_that_is_compressed_is_not_unpacked(client: httpx.Client) -> None:
    for path in ("/v1/videos", "/v1/files", "/api/folders", "/api/sign-in"):
        for coding in ("gzip", "deflate", "br", "gzip, gzip", "zstd"):
            answer = client.post(path, content=b"\x1f\x8b" + bytes(99), headers={"content-encoding": coding})
            assert "compressed" in refused(answer, 415)


def test_a_file_where_a_text_is_expected_does_not_tell_where_it_lies(server: Server, client: httpx.Client) -> None:
    text = ("note.txt", b"hello")
    for path, files in (
        ("/v1/files", {"file": ("a.png", picture()), "purpose": text}),
        ("/api/uploads", {"file": ("a.png", picture()), "purpose": text}),
        ("/v1/videos", {"prompt": text}),
        ("/v1/videos", {"prompt": (None, "a"), "title": text}),
        ("/v1/videos", {"prompt": (None, "a"), "style": text}),
        ("/v1/videos/edits", {"prompt": (None, "a"), "video[id]": text}),
        ("/v1/videos/characters", {"name": text, "video": ("a.png", picture())}),
    ):
        answer = client.post(path, files=files)
        assert refused(answer) and "yozora-body" not in answer.text and str(server.house.folder) not in answer.text


def test_a_file_of_the_server_cannot_be_named_in_place_of_one_that_is_sent(
    server: Server, client: httpx.Client
) -> None:
    path = server.house.folder.parent / "library.db"
    named = {"path": str(path), "filename": "a.png", "size_bytes": 9}
    for body in (
        {**SMALL, "input_reference": named},
        {**SMALL, "input_reference": str(path)},
        {**SMALL, "input_reference": {"image_url": f"file://{path}"}},
        {**SMALL, "storyboard": [{"at": 0, "video": named}]},
        {**SMALL, "storyboard": [{"at": 0, "image": {"file_id": str(path)}}]},
    ):
        answer = client.post("/v1/videos", json=body)
        assert answer.status_code in (400, 404) and "SQLite" not in answer.text, answer.text
    assert refused(client.post("/v1/videos/edits", json={"prompt": "a", "video": named}))


@pytest.mark.parametrize(
    "header",
    [
        {"range": "bytes=0-" + "9" * 5000},
        {"range": "bytes=" + "9" * 5000 + "-"},
        {"range": "bytes=0-0," * 5000},
        {"range": "lines=\u00b2-"},
        {"if-none-match": '"' * 30_000},
        {"if-range": "x" * 30_000},
        {"origin": "http://["},
        {"origin": "http://[::1"},
        {"host": "["},
        {"host": "a" * 30_000},
        {"accept": "," * 30_000},
        {"cookie": ";=" * 10_000},
        {"cookie": 'yozora="\\777"'},
        {"authorization": "Bearer " + "\u00ff" * 1000},
        {"authorization": "Basic x"},
        {"content-type": "multipart/form-data; boundary=" + "x;" * 1000},
        {"x-forwarded-host": "evil.example", "x-forwarded-proto": "javascript", "forwarded": "host=evil.example"},
        {"idempotency-key": "\u00ff" * 200},
    ],
)
def test_no_header_makes_the_server_stumble(server: Server, client: httpx.Client, header: dict[str, str]) -> None:
    upload = client.post("/v1/files", files={"file": ("a.png", picture())}).json()["id"]
    sent = {name: value.encode("latin-1") for name, value in header.items()}
    assert client.get(f"/v1/files/{upload}/content", headers=sent).status_code < 500
    assert client.post("/v1/videos", content=json.dumps(SMALL), headers=sent).status_code < 500
    with server.client(None) as nobody:
        nobody.cookies.set("yozora", "x")
        answer = nobody.post("/api/sign-in", content=b'{"name": "a", "password": "b"}', headers=sent)
        assert answer.status_code < 500 and "evil.example" not in answer.text


def test_an_event_that_cannot_be_is_no_place_to_go_on_from(client: httpx.Client) -> None:
    assert refused(client.get("/api/events", headers={"last-event-id": "9" * 30}))


def test_the_log_has_no_secret(server: Server, client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    key = client.headers["authorization"].removeprefix("Bearer ")
    clip = client.post("/v1/videos", json=SMALL).json()["id"]
    token = client.post(f"/api/clips/{clip}/shares").json()["token"]
    with caplog.at_level(logging.DEBUG):
        client.get(f"/api/shared/{token}")
        client.get(f"/api/shared/{token}/content")
        client.delete(f"/api/shares/{token}")
        client.get("/v1/videos", params={"after": key})
        client.post("/api/sign-in", json={"name": "Ann", "password": "a secret of mine"})
        client.post("/api/welcome", json={"token": token, "password": "a secret of mine"})
    own = [record for record in caplog.records if record.name.startswith("yozora")]
    told = "\n".join(str(vars(record)) for record in own)
    assert own and not [secret for secret in (key, token, "a secret of mine") if secret in told]


def test_nothing_in_the_package_reads_pickles_or_runs_what_it_reads(root: Path) -> None:
    """Such a file runs what its maker wants: CVE-2024-12029, CVE-2025-32434, CVE-2026-24747."""
    found: list[str] = []
    for path in sorted((root / "src").rglob("*.py")):
        nodes = ast.walk(ast.parse(path.read_text("utf-8")))
        found += [f"{path.relative_to(root)}: {why}" for why in map(danger, nodes) if why is not None]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "program",
    [
        *("import pickle", "from joblib import load", "import numpy, marshal", "eval(text)", "os.system(text)"),
        *("torch.load(path)", "torch.load(path, weights_only=False)", "np.load(path, allow_pickle=True)"),
        *("yaml.load(text, Loader=yaml.Loader)", "subprocess.run(text, shell=True)"),
    ],
)
def test_such_a_line_would_be_found(program: str) -> None:
    assert [node for node in ast.walk(ast.parse(program)) if danger(node) is not None]


PICKLES = {"pickle", "cPickle", "_pickle", "cloudpickle", "dill", "joblib", "shelve", "marshal", "pandas"}
RUNS = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "yaml.unsafe_load", "yaml.full_load"}
PLAIN = {"PlainLoader", "yaml.SafeLoader"}


def danger(node: ast.AST) -> str | None:
    """What is wrong with a piece of a program, if anything."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        return next((f"import {name}" for name in names if name.split(".")[0] in PICKLES), None)
    if not isinstance(node, ast.Call):
        return None
    called = ast.unparse(node.func)
    said = {one.arg: ast.unparse(one.value) for one in node.keywords}
    wrong = (
        called in RUNS,
        called == "yaml.load" and said.get("Loader") not in PLAIN,
        called == "torch.load" and said.get("weights_only") != "True",
        said.get("allow_pickle", "False") != "False",
        said.get("shell", "False") != "False",
    )
    return called if any(wrong) else None
