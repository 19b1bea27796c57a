"""Styles by name, and people's own."""

from pathlib import Path

import pytest

from yozora.cli import styles
from yozora.core.errors import InvalidRequest, UnreadableFile
from yozora.core.presets import StylePreset
from yozora.director import PRESETS, direct


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of a person's own things."""
    monkeypatch.setenv("YOZORA_HOME", str(tmp_path))
    (tmp_path / "styles").mkdir()
    return tmp_path


@pytest.mark.parametrize("name", ["film noir", "Film Noir", "film_noir", "film-noir"])
def test_a_style_is_found_however_its_name_is_written(name: str) -> None:
    assert styles.named(name) is PRESETS["film noir"]


def test_an_own_style_is_found_by_its_name_and_by_its_file(home: Path) -> None:
    path = home / "styles" / "mine.yaml"
    path.write_text("name: my winter\nmood: quiet\nlighting: at night\n")
    wanted = StylePreset(name="my winter", mood="quiet", lighting="at night")
    assert styles.named("my winter") == styles.named(str(path)) == wanted
    assert wanted.words == "at night, quiet"


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda preset: preset.name)
def test_every_style_that_comes_along_is_understood_by_the_director(preset: StylePreset) -> None:
    plain = direct("a fox runs", seconds=5, seed=1)
    styled = direct("a fox runs", seconds=5, seed=1, style=preset)
    changed = (styled.scene.style, styled.scene.time, styled.scene.weather) != (
        plain.scene.style, plain.scene.time, plain.scene.weather
    )  # fmt: skip
    assert changed or preset.name == "storybook"
    assert {heard.text for heard in plain.understanding.heard} <= {heard.text for heard in styled.understanding.heard}


def test_an_unknown_style_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(InvalidRequest, match=r"style='cubism' is not known\. Use one of storybook, archival"):
        styles.named("cubism")


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "is empty or has more"), ("name: [", "cannot be read as a style"), ("- a", "The style is")],
)
def test_a_file_that_is_no_style_is_refused(text: str, message: str, home: Path) -> None:
    (home / "bad.yaml").write_text(text)
    with pytest.raises((InvalidRequest, UnreadableFile), match=message):
        styles.named(str(home / "bad.yaml"))
