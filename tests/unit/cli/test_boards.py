"""Storyboards that people write."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from yozora import media
from yozora.cli.boards import read_board, write_board
from yozora.core.cards import ClipCard, ImageCard, TextCard
from yozora.core.errors import UnreadableFile, YozoraError
from yozora.core.geometry import FrameSize
from yozora.core.timeline import Timeline

Write = Callable[[str], Path]


@pytest.fixture
def board(tmp_path: Path) -> Write:
    """Write a storyboard beside a picture and a clip of two seconds."""
    Image.new("RGB", (64, 48), "orange").save(tmp_path / "moon.png")
    size = FrameSize(width_px=64, height_px=48)
    with media.open_writer(tmp_path / "a.mp4", size=size, fps=Fraction(8), frames=16, recipe_json="{}") as writer:
        for shade in range(16):
            writer.write(np.full((48, 64, 3), 10 * shade, np.uint8))
    plain = tmp_path / "plain.mp4"
    (tmp_path / "a.mp4").rename(plain)

    def write(text: str) -> Path:
        path = tmp_path / "board.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def spans(timeline: Timeline) -> list[tuple[str, int, int]]:
    kinds = {TextCard: "text", ImageCard: "image", ClipCard: "clip"}
    return [(kinds[type(one.card)], one.first, one.end) for one in timeline.placed]


def test_cards_stand_one_after_another_and_gaps_between_them(board: Write) -> None:
    made = read_board(
        board(
            "size: 64x48\nfps: 8\ncards:\n- {text: a fox, seconds: 2}\n- {text: it runs, seconds: 1}\n"
            "- gap: 1\n- text: end"
        )
    )
    assert spans(made) == [("text", 0, 16), ("text", 16, 24), ("text", 32, 64)]
    assert made.cuts == (16,) and made.frames == 64


def test_a_card_may_say_when_it_stands_and_the_one_before_lasts_until_then(board: Write) -> None:
    made = read_board(board("fps: 8\nseconds: 6\ncards:\n- text: a fox\n- {text: it runs, at: 2.5}"))
    assert spans(made) == [("text", 0, 20), ("text", 20, 48)]


def test_pictures_and_clips_lie_beside_the_file(board: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = board(
        "fps: 8\nsize: 64x48\nwords: a fox runs\nstyle: film noir\nseed: 7\ncards:\n- image: moon.png\n- gap: 1\n"
        "- {clip: plain.mp4, from: 0.5, to: 1.5, fit: letterbox, strength: 0.5}\n- {image: moon.png, seconds: 0.5}"
    )
    monkeypatch.chdir("/")
    made = read_board(path)
    assert spans(made) == [("image", 0, 1), ("text", 0, 20), ("clip", 8, 16), ("image", 16, 20)]
    assert made.style is not None and made.style.name == "film noir" and made.seed == 7
    assert {card.file for card in made.media} == {str(tmp_path / "moon.png"), str(tmp_path / "plain.mp4")}


def test_a_board_that_was_written_reads_back_as_it_was(board: Write, tmp_path: Path) -> None:
    made = read_board(
        board(
            "fps: 24000/1001\nsize: 64x48\nseed: 3\nstyle: {name: mine, mood: sad}\n"
            "cards:\n- {text: a fox, seconds: 2.5}\n"
            "- {clip: plain.mp4, at: 3, influence: '0:0,1:1'}\n- {clip: plain.mp4, at: 4, influence: '0:0,1:1'}"
        )
    )
    local = replace(
        made, cards=tuple(c if isinstance(c, TextCard) else replace(c, file=Path(c.file).name) for c in made.cards)
    )
    again = read_board(board(write_board(local)))
    assert spans(again) == spans(made)
    assert replace(again, cards=made.cards) == made
    assert [card.influence for card in again.media if isinstance(card, ClipCard)] == [((0, 0), (1, 1))] * 2


def test_a_timeline_in_json_is_a_board_too(board: Write) -> None:
    made = read_board(
        board('{"format": "yozora-timeline/1", "size": "64x48", "fps": "8", "frames": 8, "seed": 1, "cards": []}')
    )
    assert (made.frames, made.seed) == (8, 1)


def test_a_board_ends_with_whatever_ends_last(board: Write) -> None:
    assert read_board(board("fps: 8\ncards: [{text: a fox, seconds: 2}, {image: moon.png}]")).frames == 17
    assert read_board(board("fps: 8\ncards: [{clip: plain.mp4}, {text: a fox, at: 0, seconds: 1}]")).frames == 16


def test_a_word_such_as_on_stays_a_word(board: Write) -> None:
    assert read_board(board("cards:\n- text: on")).texts[0].text == "on"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty or has more than"),
        ("cards: [", "is not YAML"),
        ("- text: a fox", "The storyboard is [{'text': 'a fox'}]; expected entries such as size"),
        ("cards: []", "The storyboard has no cards"),
        ("length: 5\ncards: [{text: a}]", "The storyboard has an unknown entry 'length'; known: size"),
        ("cards: [{text: a, image: b}]", "card 1 has text and image; expected one of text, image, clip, gap"),
        ("cards: [{seconds: 1}]", "card 1 has no kind; expected one of text"),
        ("cards: [{text: a, secs: 1}]", "card 1 has an unknown entry 'secs'"),
        ("cards: [{text: a, seconds: long}]", "seconds of card 1 is 'long'; expected a number"),
        ("cards: [{text: 5}]", "text of card 1 is 5; expected text"),
        ("cards: [{text: ' '}]", "The prompt is empty"),
        ("cards: [{text: a, seconds: 3}, {text: b, at: 2}]", "card 1 (text 'a') and card 2 (text 'b') overlap by 1 s"),
        ("cards: [{text: a, at: 3}, {text: b, at: 1}]", "lasts from 3 to 1 s, which is no frame"),
        ("cards: [{clip: plain.mp4, to: 3}]", "card 1 ends at 3 s, but"),
        ("cards: [{clip: plain.mp4, from: 1, to: 1}]", "is trimmed to 1 to 1 s"),
        ("cards: [{clip: plain.mp4, influence: '0:0,0:1,0:0'}]", "influence of card 1 has three points at 0 s"),
        ("cards: [{clip: moon.png}]", "moon.png is a picture"),
        ("cards: [{image: plain.mp4}]", "plain.mp4 is no picture"),
        ("cards: [{image: nothing.png}]", "nothing.png does not exist"),
        ("cards: [{image: moon.png, fit: fill}]", "fit of card 1 is 'fill'; expected one of crop, letterbox, stretch"),
        ("style: cubism\ncards: [{text: a}]", "style='cubism' is not known. Use one of storybook"),
        ("style: none.yaml\ncards: [{text: a}]", "none.yaml cannot be read as a style"),
        ("seconds: -1\ncards: [{text: a}]", "seconds=-1 cannot be a length"),
        ("fps: fast\ncards: [{text: a}]", "fps='fast' is not a number"),
        ("loop: true\ncards: [{text: a}, {text: b}]", "A loop is one shot; this timeline has a hard cut at 4 s"),
    ],
)
def test_what_is_wrong_is_named_before_anything_is_made(text: str, message: str, board: Write) -> None:
    with pytest.raises(YozoraError) as raised:
        read_board(board(text))
    assert message in str(raised.value)


def test_a_board_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"none.yaml cannot be read: No such file or directory"):
        read_board(tmp_path / "none.yaml")
