"""Programs written for the Videos API work with this service: its official clients, as they are, find what they expect.

What they do is in `conformance/python/cases.py` and `conformance/node/cases.mjs`.
"""

from functools import cache
from pathlib import Path

import av
import pytest
from conformance import harness
from conformance.harness import NODE, PYTHON
from PIL import Image

NAMES = (*PYTHON, NODE)
CASES = [(name, case) for name in NAMES for case in harness.cases_of(name)]
DRAWN = (
    "a clip is made of words alone",
    "a clip and its pictures are downloaded",
    "several takes come together",
    "a storyboard is made",
    "a picture is made",
)


class Runs:
    """What came of each client's cases; a client runs when it is first asked for."""

    def __init__(self, place) -> None:
        self._place = place
        self.of = cache(self._run)

    def folder(self, name: str) -> Path:
        """Where a client's downloads are."""
        return self._place.folder / name

    def _run(self, name: str) -> dict[str, str | None]:
        self.folder(name).mkdir()
        (self.folder(name) / "picture.png").write_bytes((self._place.folder / "picture.png").read_bytes())
        served = self._place.served
        return harness.run_client(
            name,
            url=served.url,
            key=served.key(f"somebody with {name}"),
            control=self._place.control_url,
            folder=self.folder(name),
        )


@pytest.fixture(scope="module")
def runs(place) -> Runs:
    return Runs(place)


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}: {case}" for name, case in CASES])
def test_an_official_client_finds_what_it_expects(runs: Runs, name: str, case: str) -> None:
    error = runs.of(name)[case]
    assert error is None, error


@pytest.mark.parametrize("name", NAMES)
def test_what_an_official_client_downloads_can_be_opened(runs: Runs, name: str) -> None:
    runs.of(name)
    check_downloads(runs.folder(name))


def test_the_real_engine_is_reached_by_a_key_of_the_command_line(tmp_path: Path) -> None:
    folder = tmp_path / "client"
    folder.mkdir()
    Image.new("RGB", (100, 60), "#c63").save(folder / "picture.png")
    with harness.serving(tmp_path / "home", engine="") as served:
        key = harness.new_key(tmp_path / "home")
        with harness.controlling(served) as (_, control):
            found = harness.run_client(PYTHON[-1], url=served.url, key=key, control=control, folder=folder, only=DRAWN)
        served.stop()
    assert found == dict.fromkeys(DRAWN)
    check_downloads(folder)


def check_downloads(folder: Path) -> None:
    """A clip of one second at 12 frames a second, a picture of it, and a sheet of all its frames."""
    with av.open(folder / "video.mp4") as video:
        frames = [frame.to_ndarray(format="rgb24") for frame in video.decode(video=0)]
        assert video.streams.video[0].codec_context.name == "h264"
    assert [frame.shape for frame in frames] == [(72, 128, 3)] * 12
    with Image.open(folder / "thumbnail.webp") as thumbnail, Image.open(folder / "spritesheet.jpg") as sheet:
        assert (thumbnail.format, thumbnail.size) == ("WEBP", (128, 72))
        assert (sheet.format, sheet.size) == ("JPEG", (5 * 128, 3 * 72))
