"""What pip installs has everything, the Studio's pages as well."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from yozora.service import pages

PLACE = "yozora/service/pages/built"


@pytest.fixture(scope="module")
def files(root: Path, tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of what is in a wheel of this source code."""
    folder = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(words, cwd=root, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_has_every_file_of_the_pages(files: set[str]) -> None:
    built = {f"{PLACE}/{path.relative_to(pages.BUILT)}" for path in pages.BUILT.rglob("*") if path.is_file()}
    assert f"{PLACE}/index.html" in built and built <= files


def test_the_wheel_has_the_weights_the_cast_and_the_words(files: set[str]) -> None:
    assert any(name.startswith("yozora/weights/") and name.endswith(".bin") for name in files)
    assert any(name.startswith("yozora/director/words/") for name in files)
    assert any(name.startswith("yozora/worlds/") and name.endswith(".avif") for name in files)


def test_the_wheel_has_no_source_maps_and_no_packages_of_node(files: set[str]) -> None:
    assert not [name for name in files if name.endswith(".map") or "node_modules" in name]
