"""Characters that a person keeps."""

from pathlib import Path

import pytest

import yozora
from yozora.cli import characters
from yozora.core.characters import Character
from yozora.core.errors import InvalidRequest, UnwritableOutput
from yozora.generate.likeness import taken
from yozora.worlds.lessons import FIRST, lesson
from yozora.worlds.renderer import render
from yozora.worlds.scene import Scene

QUICK = {"size": "128x128", "fps": 8, "seed": 1}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of a person's own things."""
    monkeypatch.setenv("YOZORA_HOME", str(tmp_path / "home"))
    return tmp_path


def test_somebody_from_a_clip_is_who_its_recipe_says(home: Path) -> None:
    made = yozora.create("a blue cat runs", out=home / "a.mp4", seconds=0.5, **QUICK)
    one = taken("Rusty", made.path)
    assert one.words == "a blue cat" and len(one.sha256) == 64


def test_somebody_from_a_picture_is_who_the_captioner_sees(home: Path) -> None:
    from PIL import Image

    from yozora.core.geometry import FrameSize

    hits = 0
    for number in range(6):
        scene = lesson(FIRST, 96_000_000 + number, seconds=2)
        frame = next(iter(render(scene, size=FrameSize(width_px=128, height_px=128), frames=1, fps=8)))
        Image.fromarray(frame).save(home / "p.png")
        hits += scene.actors[0].subject.replace("_", " ") in taken("Pip", home / "p.png").words.replace("-", " ")
    assert hits >= 4


def test_a_kept_character_takes_part_where_it_is_named(home: Path) -> None:
    characters.keep(Character(name="Rusty", words="a blue cat"), overwrite=False)
    characters.keep(Character(name="Pip", words="a penguin"), overwrite=False)
    made = yozora.create("Rusty runs", out=home / "a.mp4", seconds=0.5, **QUICK)
    assert [one.name for one in made.recipe.timeline.characters] == ["Rusty"]
    scene = Scene.from_plan(made.recipe.timeline.texts[0].plan or {})
    assert (scene.actors[0].subject, scene.actors[0].colour) == ("cat", "blue")
    assert yozora.plan("Pip jumps", seed=1).actors[0].subject == "penguin"
    characters.forget("Rusty")
    again = yozora.rerun(made.path, out=home / "b.mp4")
    assert again.recipe == made.recipe, "a recipe brings its characters along"


def test_nobody_is_replaced_or_forgotten_by_accident() -> None:
    characters.keep(Character(name="Rusty", words="a blue cat"), overwrite=False)
    with pytest.raises(UnwritableOutput, match="There is a character Rusty already"):
        characters.keep(Character(name="Rusty", words="a cat"), overwrite=False)
    with pytest.raises(InvalidRequest, match=r"There is no character 'Pip'\. See: yozora characters list"):
        characters.forget("Pip")
    with pytest.raises(InvalidRequest, match="cannot be the name of a file"):
        characters.keep(Character(name="../a", words="a cat"), overwrite=False)
