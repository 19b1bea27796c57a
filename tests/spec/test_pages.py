"""The Studio's pages as a browser gets them: one for every address, which may load its own files and no others."""

import re
from collections.abc import Generator, Iterator
from pathlib import Path

import httpx
import pytest
from houses import Server, house_in, serving

from yozora.service import pages

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[Server]:
    """A studio for one person."""
    with serving(house_in(tmp_path_factory.mktemp("house"), alone=True)) as server:
        yield server


@pytest.fixture
def browser(server: Server) -> Iterator[httpx.Client]:
    """Somebody who opens addresses."""
    with httpx.Client(base_url=server.url, headers=BROWSER) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/clips/video_1", "/settings/keys", "/nowhere/at/all"])
def test_every_address_that_people_open_is_the_page(browser: httpx.Client, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 200 and 'id="root"' in answer.text
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/api/nothing", "/v1/nothing", "/assets/nothing.js", "/v1", "/api"])
def test_addresses_of_programs_say_that_there_is_nothing(browser: httpx.Client, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 404 and "<html" not in answer.text


def test_a_program_that_asks_for_no_page_gets_none(server: Server) -> None:
    answer = httpx.get(f"{server.url}/nothing", headers={"accept": "application/json"})
    assert answer.status_code == 404 and answer.json()["error"]["code"] == "not_found"


def test_a_page_may_load_its_own_files_and_nothing_else(browser: httpx.Client) -> None:
    policy = dict(part.strip().split(" ", 1) for part in browser.get("/").headers["content-security-policy"].split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    said = {source for sources in policy.values() for source in sources.split()}
    assert not {"*", "'unsafe-inline'", "'unsafe-eval'"} & said
    assert not [source for source in said if source.startswith("http")]


def test_each_page_has_a_word_of_its_own_for_its_scripts(browser: httpx.Client) -> None:
    seen = set[str]()
    for _ in range(3):
        answer = browser.get("/")
        (nonce,) = set(re.findall(r'nonce="([^"]+)"', answer.text))
        assert f"'nonce-{nonce}'" in answer.headers["content-security-policy"]
        seen.add(nonce)
    assert len(seen) == 3 and pages.NONCE not in seen


def test_scripts_are_kept_for_a_year_and_sent_compressed(browser: httpx.Client) -> None:
    address = re.findall(r'src="(/assets/[^"]+\.js)"', browser.get("/").text)[0]
    answer = browser.get(address)
    assert answer.headers["content-encoding"] == "gzip" and "immutable" in answer.headers["cache-control"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize(
    "path", ["/assets/../index.html", "/assets/%2e%2e/index.html", "/assets/..%2f..%2f__init__.py"]
)
def test_files_beside_the_built_ones_are_not_served(server: Server, path: str) -> None:
    with httpx.Client() as client:
        request = client.build_request("GET", server.url)
        request.url = request.url.copy_with(raw_path=path.encode())
        answer = client.send(request)
    assert answer.status_code == 404 and "BUILT" not in answer.text


def test_where_nothing_has_been_built_the_page_says_how(tmp_path: Path) -> None:
    answer = pages.page(built=tmp_path)
    assert answer.status_code == 503 and b"make studio" in answer.body
