"""Every picture is looked at: nudity is found where two networks see it, listed pictures whatever was done to them."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from yozora.core.errors import InvalidRequest, UnreadableFile
from yozora.core.ports import Frame
from yozora.safety.blocked import SAME_BITS, line_for, read_blocked
from yozora.safety.findings import Category, Stage
from yozora.safety.frames import FAINT, FrameJudge, load_frame_judge, reduced
from yozora.safety.policy import usual_policy
from yozora.safety.refusals import Refused, check

ROOT = Path(__file__).parents[3]
BLOBS = ROOT / "tests/fixtures/pictures/blobs.png"
"""Soft ovals in the colours of skin, moved about until both networks took them for what they are not."""


def picture(path: Path = BLOBS, size: tuple[int, int] = (256, 256)) -> Frame:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB").resize(size, Image.Resampling.BILINEAR))


def scene(name: str = "tiger") -> Frame:
    return picture(ROOT / f"docs/pictures/gallery/{name}.webp")


def jpeg(frame: Frame, quality: int) -> Frame:
    file = BytesIO()
    Image.fromarray(frame).save(file, "JPEG", quality=quality)
    with Image.open(file) as image:
        return np.asarray(image.convert("RGB"))


@pytest.fixture(scope="module")
def judge() -> FrameJudge:
    return load_frame_judge()


@pytest.mark.parametrize("size", [(256, 256), (256, 144), (144, 256), (640, 360)])
def test_what_both_networks_see_is_refused_at_every_size(judge: FrameJudge, size: tuple[int, int]) -> None:
    (finding,) = judge.judge(picture(size=size), 7)
    assert finding.category is Category.SEXUAL and finding.score > 0.8 and finding.frame == 7
    with pytest.raises(Refused, match=r"The clip was refused while it was made: sexual content \(frame 8\)"):
        check([finding], Stage.FRAMES, usual_policy())


def test_the_score_is_the_smaller_of_the_two(judge: FrameJudge) -> None:
    frame = jpeg(picture(), 70)
    (finding,) = judge.judge(frame)
    assert finding.score == min(judge.nsfwjs(reduced(frame)), judge.open_nsfw(reduced(frame)))
    assert finding.frame is None


def test_what_one_network_alone_sees_is_let_through(judge: FrameJudge) -> None:
    small = picture(size=(24, 24))
    assert judge.nsfwjs(reduced(small)) < 0.5 < judge.open_nsfw(reduced(small))
    check(judge.judge(small, 0), Stage.FRAMES, usual_policy())


def test_the_gallery_and_the_cast_pass(judge: FrameJudge) -> None:
    files = sorted((ROOT / "docs/pictures/gallery").glob("*.webp"))
    assert len(files) > 10
    for file in files:
        check(judge.judge(picture(file), 0), Stage.FRAMES, usual_policy())


def test_plain_pictures_have_no_findings(judge: FrameJudge) -> None:
    for colour in (0, 128, 255):
        assert judge.judge(np.full((16, 16, 3), colour, np.uint8)) == ()


def test_one_picture_among_many_is_found_wherever_it_is(judge: FrameJudge) -> None:
    frames = [scene()] * 4
    frames.insert(3, picture(size=(scene().shape[1], scene().shape[0])))
    seen = [finding.frame for number, frame in enumerate(frames) for finding in judge.judge(frame, number)]
    assert seen == [3]


def test_equal_pictures_have_equal_scores_from_several_threads_too(judge: FrameJudge) -> None:
    frames = [picture(), scene()] * 8
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(judge.judge, frames))
    assert found == [judge.judge(frame) for frame in frames] and found[0] and found[0][0].score > FAINT


def test_a_listed_picture_is_found_after_jpeg_scaling_and_a_mirror(tmp_path: Path) -> None:
    listed = tmp_path / "blocked.txt"
    listed.write_text(f"# not here\n\n{line_for(scene())}  # a tiger\n{line_for(scene('pig')).upper()}\n", "utf-8")
    judge = load_frame_judge(listed)
    half = np.ascontiguousarray(scene()[::2, ::2])
    for changed in (scene(), jpeg(scene(), 30), half, np.ascontiguousarray(scene()[:, ::-1]), scene("pig")):
        blocked = [one for one in judge.judge(changed, 2) if one.category is Category.BLOCKED]
        assert [(one.score, one.frame) for one in blocked] == [(1.0, 2)]
    with pytest.raises(Refused, match=r"The file was refused: a picture on this server's list"):
        check(judge.judge(half), Stage.UPLOAD, usual_policy())


def test_other_pictures_are_far_from_a_listed_one(tmp_path: Path) -> None:
    listed = tmp_path / "blocked.txt"
    listed.write_text(line_for(scene()), "utf-8")
    blocked = read_blocked(listed)
    others = [file for file in sorted((ROOT / "docs/pictures/gallery").glob("*.webp")) if file.stem != "tiger"]
    assert not any(blocked.has(picture(file)) for file in others) and SAME_BITS < 72


def test_a_picture_with_nothing_in_it_cannot_be_listed_and_is_never_found(tmp_path: Path) -> None:
    plain = np.full((64, 64, 3), 200, np.uint8)
    with pytest.raises(InvalidRequest, match=r"too little in this picture .*quality 0 of 100, at least 50"):
        line_for(plain)
    listed = tmp_path / "blocked.txt"
    listed.write_text("0" * 64, "utf-8")
    assert not read_blocked(listed).has(plain)


@pytest.mark.parametrize("line", ["tiger", "ab" * 31, "ab" * 33, "zz" * 32, "a b" * 32])
def test_a_list_says_which_line_is_no_fingerprint(tmp_path: Path, line: str) -> None:
    listed = tmp_path / "blocked.txt"
    listed.write_text(f"{'0' * 64}\n# fine\n{line}\n", "utf-8")
    with pytest.raises(InvalidRequest, match=r"blocked\.txt, line 3: .* 64 hexadecimal digits are expected"):
        load_frame_judge(listed)


def test_a_list_that_is_not_there_or_no_text_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"The list of blocked pictures .*blocked\.txt cannot be read"):
        read_blocked(tmp_path / "blocked.txt")
    (tmp_path / "blocked.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnreadableFile):
        read_blocked(tmp_path / "blocked.txt")


def test_an_empty_list_blocks_nothing(tmp_path: Path) -> None:
    (tmp_path / "blocked.txt").write_text("# none yet\n", "utf-8")
    assert len(read_blocked(tmp_path / "blocked.txt")) == 0 and not read_blocked(tmp_path / "blocked.txt").has(scene())
