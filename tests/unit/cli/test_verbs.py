"""Every verb as a person or a program runs it."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from signing import alike

from yozora import media
from yozora.core.recipe import Recipe

Run = Callable[..., subprocess.CompletedProcess[str]]
SMALL = ("--engine", "fake", "--size", "64x64", "--seconds", "0.5")
PROMPT = "a fox runs beside a zorblax on a salt flat"


def test_a_clip_says_what_was_understood_where_it_is_and_which_seed(yozora: Run, tmp_path: Path) -> None:
    done = yozora("create", PROMPT, *SMALL, "--seed", "5", "--out", "fox.mp4", "--sheet")
    assert done.returncode == 0, done.stderr
    lines = {line.split()[0]: line for line in done.stdout.splitlines()}
    assert "fox" in lines["Understood"] and "zorblax" in lines["Not"]
    assert "salt flat → desert" in lines["Replaced"]
    assert "fox.mp4" in lines["Made"] and "seed 5" in lines["Made"] and "0.5 s, 64x64" in lines["Made"]
    assert "fox.png" in lines["Sheet"]
    assert {path.name for path in tmp_path.iterdir()} == {"fox.mp4", "fox.png"}


def test_progress_is_told_on_standard_error_only(yozora: Run) -> None:
    done = yozora("create", "a fox", *SMALL, "--out", "fox.mp4")
    assert done.stderr.splitlines() == [f"frames {count} of 12" for count in (3, 6, 9, 12)]
    assert "frames" not in done.stdout


def test_programs_read_json_lines(yozora: Run) -> None:
    done = yozora("create", "a fox 狐", *SMALL, "--out", "fox.mp4", "--seed", "5", "--json")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [event["event"] for event in events] == ["understood", *["progress"] * 13, "done"]
    assert events[1] == {"event": "progress", "stage": "frames", "done": 0, "total": 12}
    assert {word["text"] for word in events[0]["understanding"]["heard"]} >= {"fox"}
    last = events[-1]
    assert (last["path"], last["seed"], last["frames"], last["sheet"]) == ("fox.mp4", 5, 12, None)
    assert last["recipe"]["prompt"] == "a fox 狐" and last["seconds_taken"] > 0
    assert done.stderr == ""


def test_programs_read_errors_as_json_too(yozora: Run) -> None:
    done = yozora("create", "a fox", "--size", "853x480", "--json")
    assert done.returncode == 2 and done.stderr == ""
    event = json.loads(done.stdout)
    assert (event["event"], event["kind"]) == ("error", "InvalidRequest")
    assert event["message"].endswith("Try 852x480.")


def test_takes_have_numbers_and_seeds_that_follow_each_other(yozora: Run, tmp_path: Path) -> None:
    done = yozora("create", "a fox", *SMALL, "--out", "fox.mp4", "--seed", "8", "--variations", "3")
    assert done.returncode == 0, done.stderr
    recipes = [Recipe.from_json(media.read_recipe(tmp_path / f"fox-{n}.mp4") or "") for n in (1, 2, 3)]
    assert [recipe.seed for recipe in recipes] == [8, 9, 10]
    assert len(list(tmp_path.iterdir())) == 3


def test_one_taken_name_stops_all_takes_before_the_first(yozora: Run, tmp_path: Path) -> None:
    (tmp_path / "fox-2.mp4").write_text("precious")
    done = yozora("create", "a fox", *SMALL, "--out", "fox.mp4", "--variations", "2")
    assert done.returncode == 2
    assert done.stderr == "fox-2.mp4 exists already. Choose another --out, or add --force to replace it.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["fox-2.mp4"]


def test_numbered_pictures_are_looked_for_by_their_own_names(yozora: Run, tmp_path: Path) -> None:
    (tmp_path / "fox.png").write_bytes(b"another picture")
    (tmp_path / "fox-2_0003.png").write_bytes(b"in the way")
    done = yozora("create", "a fox", *SMALL, "--out", "fox.png", "--variations", "2")
    assert done.returncode == 2 and "fox-2_0003.png exists already" in done.stderr and "--force" in done.stderr
    assert len(list(tmp_path.iterdir())) == 2
    assert yozora("create", "a fox", *SMALL, "--out", "fox.png").returncode == 0
    assert (tmp_path / "fox.png").read_bytes() == b"another picture"


def test_force_replaces_a_clip(yozora: Run, tmp_path: Path) -> None:
    (tmp_path / "fox.mp4").write_text("worthless")
    assert yozora("create", "a fox", *SMALL, "--out", "fox.mp4", "--force").returncode == 0
    assert media.read_recipe(tmp_path / "fox.mp4")


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("A fox, runs!", "yozora-a-fox-runs-5.mp4"),
        ("一只猫在雪地里跑", "yozora-一只猫在雪地里跑-5.mp4"),
        ("../../etc/passwd", "yozora-etc-passwd-5.mp4"),
        ("?", "yozora-clip-5.mp4"),
    ],
)
def test_without_a_name_the_clip_is_named_after_the_prompt_and_lies_here(
    prompt: str, name: str, yozora: Run, tmp_path: Path
) -> None:
    assert yozora("create", prompt, *SMALL, "--seed", "5").returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_plan_is_written_edited_and_drawn(yozora: Run, tmp_path: Path) -> None:
    done = yozora("plan", "a fox runs", "--seconds", "0.5", "--seed", "4", "--out", "fox.yaml")
    assert done.returncode == 0 and "yozora create --plan fox.yaml" in done.stdout
    plan = tmp_path / "fox.yaml"
    plan.write_text(plan.read_text("utf-8").replace("time: day", "time: night"), "utf-8")
    small = ("--engine", "fake", "--size", "64x64")
    done = yozora("create", "--plan", "fox.yaml", *small, "--out", "fox.mp4")
    assert done.returncode == 0, done.stderr
    made = Recipe.from_json(media.read_recipe(tmp_path / "fox.mp4") or "")
    assert made.seed == 4 and made.timeline.seconds == 0.5
    assert made.timeline.cards[0].plan is not None and made.timeline.cards[0].plan["time"] == "night"


def test_the_plan_of_a_clip_draws_the_same_clip(yozora: Run, tmp_path: Path) -> None:
    yozora("create", "a fox runs", *SMALL, "--seed", "5", "--out", "fox.mp4")
    (tmp_path / "fox.yaml").write_text(yozora("inspect", "fox.mp4", "--plan").stdout, "utf-8")
    yozora("create", "--plan", "fox.yaml", "--engine", "fake", "--size", "64x64", "--out", "again.mp4")
    plans = [Recipe.from_json(media.read_recipe(tmp_path / name) or "").timeline.cards[0].plan
             for name in ("fox.mp4", "again.mp4")]  # fmt: skip
    assert plans[0] == plans[1]


def test_inspect_shows_how_a_clip_was_made(yozora: Run) -> None:
    yozora("create", PROMPT, *SMALL, "--seed", "5", "--out", "fox.mp4")
    shown = yozora("inspect", "fox.mp4").stdout
    for fact in (PROMPT, "0.5 s, 12 frames at 24 a second", "64x64", "5", "fake 2", "salt flat → desert", "zorblax"):
        assert fact in shown
    assert json.loads(yozora("inspect", "fox.mp4", "--json").stdout)["prompt"] == PROMPT


def test_rerun_makes_the_same_pictures_again(yozora: Run, tmp_path: Path) -> None:
    yozora("create", "a fox", *SMALL, "--seed", "5", "--out", "fox.mp4")
    done = yozora("rerun", "fox.mp4", "--out", "again.mp4")
    assert done.returncode == 0, done.stderr
    assert alike(tmp_path / "again.mp4", tmp_path / "fox.mp4")


def test_understand_draws_nothing(yozora: Run, tmp_path: Path) -> None:
    shown = yozora("understand", PROMPT).stdout
    assert "Understood" in shown and "Not known   zorblax" in shown
    heard = json.loads(yozora("understand", PROMPT, "--json").stdout)["understanding"]["heard"]
    assert {"text", "slot", "status", "drew"} == set(heard[0])
    assert not list(tmp_path.iterdir())


def test_nothing_known_is_said_in_so_many_words(yozora: Run) -> None:
    assert "Nothing of this is known, so a quiet place is drawn" in yozora("understand", "zorblax").stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["create"], "Neither a prompt nor a plan was given; exactly one is expected. Give a PROMPT, or --plan FILE."),
        (["create", "a", "--plan", "p.yaml"], "Both a prompt and a plan was given; exactly one is expected."),
        (["create", " "], "The prompt is empty. Describe a scene, such as"),
        (["create", "a", "--seconds", "0"], "seconds=0 cannot be a length: it must be more than 0 seconds. Try 2."),
        (["create", "a", "--fps", "100"], "fps=100 is out of range: from 1 to 60. Try 24."),
        (["create", "a", "--size", "big"], "size='big' is not a size. Write WIDTHxHEIGHT, such as 1280x720"),
        (["create", "a", "--out", "fox.avi"], "fox.avi has the ending '.avi'; clips are written as .mp4, .gif"),
        (["create", "a", "--engine", "dream"], "engine='dream' is not known. Use one of: sketch, storybook."),
        (["create", "a", "--seed", "-1"], "seed=-1 is out of range: from 0 to 4294967295."),
        (["create", "--plan", "none.yaml"], "none.yaml does not exist. Write one with: yozora plan PROMPT"),
        (["inspect", "none.mp4"], "none.mp4 does not exist. Check the name."),
        (["rerun", "none.mp4", "--out", "a.mp4"], "none.mp4 does not exist. Check the name."),
    ],
)
def test_an_error_is_one_paragraph_and_leaves_no_file(
    words: list[str], message: str, yozora: Run, tmp_path: Path
) -> None:
    done = yozora(*words)
    assert done.returncode == 2
    assert done.stderr.startswith(message) and done.stderr.count("\n") == 1
    assert done.stdout == "" and not list(tmp_path.iterdir())
