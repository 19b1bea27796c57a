"""A folder of downloads becomes clips of a library, each once, with all that its name and its neighbours say."""

import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from libraries import Library, opened, rendered
from PIL import Image
from signing import signer

from yozora.core.errors import UnreadableFile
from yozora.core.events import Progress
from yozora.core.recipe import Recipe
from yozora.library.download_names import read_name
from yozora.library.importing import MOST_SIDECAR_BYTES, Imported, Outcome, import_folder
from yozora.media import read_picture

ID = "01jexyz0123456789abcdefghj"
RECIPES = Callable[..., Recipe]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """A library with nobody in it."""
    yield from opened(tmp_path / "home")


@pytest.fixture
def person_id(library: Library) -> str:
    return library.person()


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    folder = tmp_path / "downloads"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def plain_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip of half a second at 24 frames a second, 64x48, without a recipe."""
    import av
    import numpy as np

    path = tmp_path_factory.mktemp("plain") / "clip.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(12):
            picture = np.full((48, 64, 3), 20 * number, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    return path


def taken(folder: Path, library: Library, person_id: str, **values: Any) -> list[Imported]:
    return list(
        import_folder(
            folder,
            person_id=person_id,
            database=library.database,
            blobs=library.blobs,
            seal_from=signer().seal_from,
            **values,
        )
    )


def clip_of(library: Library, one: Imported) -> dict[str, Any]:
    assert one.clip_id is not None
    return library.row("clips", one.clip_id)


@pytest.mark.parametrize(
    ("name", "title", "operation"),
    [
        (f"20241209_1432_A Dog In Space_storyboard_{ID}.mp4", "A Dog In Space", "storyboard"),
        (f"20241209_1432_A_Dog_In_Space_remix_{ID}.mp4", "A_Dog_In_Space", "remix"),
        (f"20241209_1432_夜空の狐_blend_{ID}.mp4", "夜空の狐", "blend"),
        (f"20241209_1432_Whispers in Wind_simple_compose_{ID}.png", "Whispers in Wind", "create"),
        (f"20241209_1432_Whispers_simple compose_{ID}.mp4", "Whispers", "create"),
        (f"20241209_1432_Loop the Loop_loop_{ID}.mp4", "Loop the Loop", "loop"),
        (f"20241209_1432_still_still_{ID}.webp", "still", "still"),
        (f"20241209_1432_Cut. By. Me_recut_{ID.upper()} (2).mp4", "Cut. By. Me", "recut"),
        (f"20241209_1432__remix_{ID}.mp4", "", "remix"),
        (f"20241209_1432_Cat_gen_{ID}.png", "Cat_gen", ""),
        (f"20241209_1432_Remixed Cat_{ID}.mp4", "Remixed Cat", ""),
    ],
)
def test_names_of_downloads_are_read(name: str, title: str, operation: str) -> None:
    found = read_name(name)
    assert found is not None and (found.title, found.operation, found.id) == (title, operation, ID)
    assert found.made_at == datetime(2024, 12, 9, 14, 32)


@pytest.mark.parametrize(
    "name",
    [
        "holiday.mp4",
        "",
        f"20241309_1432_No such month_remix_{ID}.mp4",
        f"20241209_2532_No such hour_remix_{ID}.mp4",
        f"20241209_1432_Short id_remix_{ID[1:]}.mp4",
        f"20241209_A Dog_remix_{ID}.mp4",
        f"x20241209_1432_A Dog_remix_{ID}.mp4",
    ],
)
def test_other_names_are_other_names(name: str) -> None:
    assert read_name(name) is None


def test_a_download_becomes_a_completed_clip(
    library: Library, person_id: str, downloads: Path, plain_clip: Path
) -> None:
    path = downloads / f"20241209_1432_夜空 Dog_storyboard_{ID}.mp4"
    shutil.copy(plain_clip, path)
    (one,) = taken(downloads, library, person_id)
    assert (one.path, one.outcome, one.reason) == (path, Outcome.IMPORTED, "")
    clip = clip_of(library, one)
    at = datetime(2024, 12, 9, 14, 32).timestamp()
    assert (clip["status"], clip["progress"], clip["created_at"], clip["completed_at"]) == ("completed", 100, at, at)
    assert (clip["title"], clip["operation"], clip["prompt"]) == ("夜空 Dog", "storyboard", "")
    assert (clip["size"], clip["fps"], clip["frames"]) == ("64x48", "24", 12)
    assert clip["asked"]["metadata"] == {"file": path.name, "sora_id": ID}
    assert (clip["person_id"], clip["recipe"], clip["error"]) == (person_id, None, None)
    files = [library.row("files", clip[name]) for name in ("video", "thumbnail", "spritesheet")]
    assert [file["media_type"] for file in files] == ["video/mp4", "image/webp", "image/jpeg"]
    assert clip["size_bytes"] == sum(file["size_bytes"] for file in files)
    assert library.files()[clip["video"]] == path.read_bytes() == plain_clip.read_bytes()
    with library.blobs.at(clip["thumbnail"]) as picture:
        assert read_picture(picture).shape == (48, 64, 3)
    with library.blobs.at(clip["spritesheet"]) as sheet:
        assert read_picture(sheet).shape == (3 * 48, 5 * 64, 3)
    assert [event["kind"] for event in library.rows("events")["events"]] == ["clip.completed"]
    assert library.examined() == {}


def test_lists_show_clips_in_the_order_in_which_they_were_made(
    library: Library, person_id: str, downloads: Path, plain_clip: Path
) -> None:
    now = library.clip(person_id)
    for number, day in enumerate(("20250301", "20241209", "20250101")):
        path = downloads / f"{day}_1432_{number}_remix_{ID}.mp4"
        path.write_bytes(plain_clip.read_bytes() + b"\0\0\0\x08free" * number)
    taken(downloads, library, person_id)
    assert [row["title"] for row in library.rows("clips")["clips"]] == ["1", "2", "0", ""]
    assert library.rows("clips")["clips"][-1]["id"] == now


def test_another_name_gives_its_title_and_the_date_of_the_file(
    library: Library, person_id: str, downloads: Path, plain_clip: Path
) -> None:
    path = downloads / "folder" / "my holiday.mp4"
    path.parent.mkdir()
    shutil.copy(plain_clip, path)
    os.utime(path, (1_500_000_000, 1_500_000_000))
    (one,) = taken(downloads, library, person_id)
    clip = clip_of(library, one)
    assert (clip["title"], clip["operation"], clip["created_at"]) == ("my holiday", "import", 1_500_000_000)


def test_a_recipe_inside_is_taken_over(library: Library, person_id: str, downloads: Path, recipe: RECIPES) -> None:
    made = recipe(seconds=0.5, size="64x64")
    rendered(downloads / "fox.mp4", made)
    (downloads / "fox.txt").write_text("something else")
    (one,) = taken(downloads, library, person_id)
    clip = clip_of(library, one)
    kept = Recipe.from_json(clip["recipe"])
    assert (kept.prompt, kept.seed, kept.engine, kept.timeline) == ("a fox 狐", 7, "fake", made.timeline)
    assert (clip["prompt"], clip["operation"], clip["model"], clip["seed"]) == ("a fox 狐", "create", "fake", 7)


@pytest.mark.parametrize(
    ("ending", "content", "prompt"),
    [
        (".txt", b"  a dog\nin space \n", "a dog\nin space"),
        (".txt", "\ufeff宇宙の犬".encode(), "宇宙の犬"),
        (".json", b'{"prompt": "a dog", "id": 5}', "a dog"),
        (".json", b'{"caption": "a dog"}', ""),
        (".json", b'{"prompt": 5}', ""),
        (".json", b'["a dog"]', ""),
    ],
)
def test_the_prompt_stands_in_a_file_beside_it(
    ending: str,
    content: bytes,
    prompt: str,
    library: Library,
    person_id: str,
    downloads: Path,
    plain_clip: Path,
) -> None:
    shutil.copy(plain_clip, downloads / "dog.mp4")
    (downloads / f"dog{ending}").write_bytes(content)
    (one,) = taken(downloads, library, person_id)
    assert clip_of(library, one)["prompt"] == prompt and one.reason == ""


@pytest.mark.parametrize(
    ("ending", "content", "reason"),
    [
        (".json", b"{", "Expecting property name"),
        (".json", b"[" * 100_000, ""),
        (".txt", b"\xff\xfe\xff", "can't decode"),
        (".txt", b"x" * 32_001, r"dog.txt has more than 32000 characters"),
        (".txt", bytes(MOST_SIDECAR_BYTES + 1), r"dog.txt has more than 1048576 bytes"),
    ],
)
def test_a_prompt_that_cannot_be_read_is_left_out_and_said(
    ending: str,
    content: bytes,
    reason: str,
    library: Library,
    person_id: str,
    downloads: Path,
    plain_clip: Path,
) -> None:
    shutil.copy(plain_clip, downloads / "dog.mp4")
    (downloads / f"dog{ending}").write_bytes(content)
    (one,) = taken(downloads, library, person_id)
    assert one.outcome is Outcome.IMPORTED and clip_of(library, one)["prompt"] == ""
    assert "Its prompt was left out: " in one.reason and reason in one.reason


@pytest.mark.parametrize("ending", ["png", "webp", "jpg"])
def test_a_still_is_a_clip_of_one_picture(
    ending: str, library: Library, person_id: str, downloads: Path, tmp_path: Path
) -> None:
    path = downloads / f"20250101_0000_夜空_still_{ID}.{ending}"
    Image.new("RGB", (80, 60), "#aab2d5").save(path)
    (one,) = taken(downloads, library, person_id)
    clip = clip_of(library, one)
    assert (clip["frames"], clip["size"], clip["operation"], clip["title"]) == (1, "80x60", "still", "夜空")
    kind = library.row("files", clip["video"])["media_type"]
    assert kind == f"image/{'jpeg' if ending == 'jpg' else ending}"
    assert library.files()[clip["video"]] == path.read_bytes() and library.examined() == {}


@pytest.mark.parametrize(("ending", "kind"), [("gif", "image/gif"), ("webp", "image/webp"), ("mov", "video/quicktime")])
def test_moving_pictures_of_other_kinds_are_clips_too(
    ending: str, kind: str, library: Library, person_id: str, downloads: Path, plain_clip: Path, recipe: RECIPES
) -> None:
    path = downloads / f"fox.{ending}"
    if ending == "mov":
        shutil.copy(plain_clip, path)
    else:
        rendered(path, recipe(seconds=0.5, size="64x64"))
    (one,) = taken(downloads, library, person_id)
    clip = clip_of(library, one)
    assert clip["frames"] == 12 and library.row("files", clip["video"])["media_type"] == kind


def test_the_same_content_is_taken_once_for_each_person(
    library: Library, person_id: str, downloads: Path, plain_clip: Path
) -> None:
    for name in ("a.mp4", "b.mp4"):
        shutil.copy(plain_clip, downloads / name)
    first, second = taken(downloads, library, person_id)
    assert (first.outcome, second.outcome) == (Outcome.IMPORTED, Outcome.SKIPPED)
    assert second.clip_id == first.clip_id
    before = library.rows()
    assert {one.outcome for one in taken(downloads, library, person_id)} == {Outcome.SKIPPED}
    assert library.rows() == before
    other = taken(downloads, library, library.person("Ben"))
    assert [one.outcome for one in other] == [Outcome.IMPORTED, Outcome.SKIPPED]
    videos = {row["video"] for row in library.rows("clips")["clips"]}
    assert len(videos) == 1 and len(library.files()) == 5, "only thumbnails and sprite sheets are there twice"


def test_what_cannot_be_read_is_listed_and_the_rest_goes_on(
    library: Library, person_id: str, downloads: Path, plain_clip: Path
) -> None:
    whole = plain_clip.read_bytes()
    (downloads / "a broken.mp4").write_bytes(b"nonsense")
    (downloads / "b cut.mp4").write_bytes(whole[: len(whole) // 2])
    (downloads / "c empty.png").write_bytes(b"")
    shutil.copy(plain_clip, downloads / "d whole.mp4")
    found = {one.path.name: one for one in taken(downloads, library, person_id)}
    assert [one.outcome for one in found.values()] == [Outcome.REFUSED] * 3 + [Outcome.IMPORTED]
    assert "a broken.mp4 is not a clip" in found["a broken.mp4"].reason
    assert len(library.rows("clips")["clips"]) == 1 and library.examined() == {}


def test_only_clips_and_pictures_are_looked_at(
    library: Library, person_id: str, downloads: Path, plain_clip: Path
) -> None:
    for name in ("notes.md", "half.mp4.crdownload", ".hidden.mp4", ".trash/old.mp4"):
        (downloads / name).parent.mkdir(exist_ok=True)
        shutil.copy(plain_clip, downloads / name)
    (downloads / "folder.mp4").mkdir()
    assert taken(downloads, library, person_id) == []


@pytest.mark.parametrize(("name", "got"), [("none", "does not exist"), ("file", "is a file")])
def test_what_is_no_folder_is_said(name: str, got: str, library: Library, person_id: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UnreadableFile, match=f"{name} {got}. Give the path of a folder with clips"):
        taken(tmp_path / name, library, person_id)


def test_what_is_finished_is_kept_when_it_is_stopped_and_the_next_time_goes_on(
    library: Library, person_id: str, downloads: Path, plain_clip: Path
) -> None:
    for number in range(4):
        (downloads / f"{number}.mp4").write_bytes(plain_clip.read_bytes() + b"\0\0\0\x08free" * number)

    def stop(progress: Progress) -> None:
        assert (progress.stage, progress.total) == ("files", 4)
        if progress.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        taken(downloads, library, person_id, progress=stop)
    assert len(library.rows("clips")["clips"]) == 2
    outcomes = [one.outcome for one in taken(downloads, library, person_id)]
    assert outcomes == [Outcome.SKIPPED] * 2 + [Outcome.IMPORTED] * 2 and library.examined() == {}


def test_a_date_before_all_others_can_be_kept(
    library: Library, person_id: str, downloads: Path, plain_clip: Path
) -> None:
    shutil.copy(plain_clip, downloads / "old.mp4")
    os.utime(downloads / "old.mp4", (-100.0, -100.0))
    (one,) = taken(downloads, library, person_id)
    assert clip_of(library, one)["created_at"] == -100 and clip_of(library, one)["id"].startswith("video_000000000000")


def test_a_name_is_read_in_the_local_time_of_this_machine(
    library: Library, person_id: str, downloads: Path, plain_clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sys.platform != "win32", "Windows has no such call"
    shutil.copy(plain_clip, downloads / f"20241209_1432_x_remix_{ID}.mp4")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        (one,) = taken(downloads, library, person_id)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert clip_of(library, one)["created_at"] == datetime.fromisoformat("2024-12-09T14:32+09:00").timestamp()


def test_a_damaged_recipe_is_left_out_and_said(
    library: Library, person_id: str, downloads: Path, recipe: RECIPES
) -> None:
    path = rendered(downloads / "fox.mp4", recipe(seconds=0.5, size="64x64"))
    path.write_bytes(path.read_bytes().replace(b"yozora-recipe/2", b"yozora-recipe/9"))
    (one,) = taken(downloads, library, person_id)
    assert one.outcome is Outcome.IMPORTED and "Its recipe was left out: " in one.reason
    clip = clip_of(library, one)
    assert (clip["recipe"], clip["operation"], json.dumps(clip["notes"])) == (None, "import", '{"engine": []}')


def test_characters_that_a_database_cannot_keep_do_not_get_in_the_way(
    tmp_path: Path, downloads: Path, plain_clip: Path
) -> None:
    for library in opened(tmp_path / "postgres", "postgres"):
        path = Path(os.fsdecode(os.fsencode(downloads) + b"/caf\xe9.mp4"))
        shutil.copy(plain_clip, path)
        path.with_suffix(".json").write_text('{"prompt": "a \\u0000dog \\ud800 in space"}')
        (one,) = taken(downloads, library, library.person())
        clip = clip_of(library, one)
        assert (clip["title"], clip["prompt"]) == ("caf?", "a dog ? in space")
