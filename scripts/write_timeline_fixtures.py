"""Write `tests/fixtures/timelines/expected/`: what both languages must make of timelines. --check only compares.

For each timeline beside that folder, and for random ones: the frames of its cards, cuts, shots, gaps and how much words
count. Then moments and their frames, and timelines that are refused, each with the message.
"""

import json
import random
import sys
from collections.abc import Iterator
from fractions import Fraction
from itertools import islice, pairwise
from pathlib import Path
from typing import Any, cast

from yozora.core.errors import InvalidRequest
from yozora.core.geometry import frame_rate
from yozora.core.shots import Placed
from yozora.core.timeline import Timeline
from yozora.core.timeline_json import FORMAT, from_entries

GIVEN = Path(__file__).parents[1] / "tests" / "fixtures" / "timelines"
RATES = ("1", "8", "12", "16", "24", "25", "30", "60", "24000/1001", "30000/1001", "60000/1001")
RANDOM = 60
MOMENTS = 400
BASE: dict[str, Any] = {"format": FORMAT, "size": "256x144", "fps": "24", "frames": 96, "seed": 1, "cards": []}
TEXT: dict[str, Any] = {"kind": "text", "text": "a fox"}
IMAGE: dict[str, Any] = {"kind": "image", "file": "a.png", "sha256": ""}
CLIP: dict[str, Any] = {"kind": "clip", "file": "a.mp4", "sha256": "", "start_s": 0, "end_s": 2}

REFUSED: tuple[dict[str, Any], ...] = (
    {"format": "yozora-timeline/9"},
    {"size": "721x480"},
    {"size": "8x8"},
    {"size": "large"},
    {"size": 7},
    {"fps": "fast"},
    {"fps": "120"},
    {"fps": "0.5"},
    {"fps": "1/0"},
    {"fps": 24},
    {"frames": 0},
    {"frames": 40_000},
    {"frames": 1.5},
    {"frames": True},
    {"seed": -1},
    {"seed": 2**32},
    {"variations": 5},
    {"variations": None},
    {"loop": 1},
    {"speed": 2},
    {"cards": {}},
    {"cards": ["a fox"]},
    {"cards": [{"text": "a fox"}]},
    {"cards": [{"kind": "sound"}]},
    {"cards": [{"kind": "text"}]},
    {"cards": [{**TEXT, "fit": "crop"}]},
    {"cards": [{**TEXT, "at_s": "1"}]},
    {"cards": [{**TEXT, "text": None}]},
    {"cards": [{**TEXT, "plan": 3}]},
    {"cards": [{**IMAGE, "fit": "squeeze"}]},
    {"cards": [{**IMAGE, "strength": 2}]},
    {"cards": [{**IMAGE, "strength": 1.25}]},
    {"cards": [{"kind": "clip", "file": "a.mp4", "sha256": ""}]},
    {"cards": [{**CLIP, "start_s": 2}]},
    {"cards": [{**CLIP, "start_s": -0.5}]},
    {"cards": [{**CLIP, "influence": [[0]]}]},
    {"cards": [{**CLIP, "influence": 0.5}]},
    {"cards": [{**CLIP, "influence": [[0, 2]]}]},
    {"cards": [{**CLIP, "influence": [[1, 0], [0.5, 1]]}]},
    {"cards": [{**CLIP, "influence": [[1, 0], [1, 0.5], [1, 1]]}]},
    {"cards": [{**TEXT, "at_s": -1}]},
    {"cards": [{**TEXT, "at_s": 4}]},
    {"cards": [{**TEXT, "text": 'it\'s "late"\n', "at_s": 1e9}]},
    {"cards": [{**TEXT, "at_s": 1, "until_s": 1.01}]},
    {"cards": [{**TEXT, "at_s": 2, "until_s": 1}]},
    {"cards": [{**TEXT, "until_s": 4.3}]},
    {"cards": [{**CLIP, "at_s": 2.5}]},
    {
        "cards": [
            {**TEXT, "until_s": 2},
            {**TEXT, "at_s": 1.3, "text": "一只狐狸在雪地里奔跑，天慢慢黑了，远处有灯光亮起来，它停下来看了很久"},
        ]
    },
    {"cards": [CLIP, {**CLIP, "at_s": 1, "file": "b.mp4"}]},
    {"cards": [{**IMAGE, "until_s": 2}, {**CLIP, "at_s": 1.75, "influence": [[0, 1]]}]},
    {"cards": [CLIP, CLIP, {**CLIP, "influence": [[0, 1]]}]},
    {"loop": True, "cards": [{**TEXT, "until_s": 1.3}, {**IMAGE, "at_s": 1.3, "until_s": 2}]},
    {"characters": [{"name": "Rusty", "words": "a dog"}] * 2},
    {"cards": [{**IMAGE, "at_s": number / 24} for number in range(501)], "frames": 600},
)


def expected(timeline: Timeline) -> dict[str, Any]:
    """What every language must find in a timeline."""
    taken = {frame for one in timeline.placed for frame in range(one.first, one.end)}
    return {
        "placed": _spans(timeline.placed),
        "cuts": list(timeline.cuts),
        "shots": [
            {
                "first": shot.first,
                "frames": shot.frames,
                "placed": _spans(shot.placed),
                "shares": [list(shot.word_shares(frame)) for frame in (0, shot.frames // 3, shot.frames - 1)],
            }
            for shot in timeline.shots
        ],
        "gaps": list(_runs([frame for frame in range(timeline.frames) if frame not in taken])),
    }


def files() -> dict[str, Any]:
    """The content of each file by its name."""
    chance = random.Random(20240215)
    given = {path.name: json.loads(path.read_text("utf-8")) for path in sorted(GIVEN.glob("*.json"))}
    thought_of = list(islice((entries for entries in _random(chance) if _refusal(entries) is None), RANDOM))
    refused = [{**BASE, **change} for change in REFUSED]
    return {
        **{name: expected(from_entries(entries)) for name, entries in given.items()},
        "random.json": [{"timeline": entries, **expected(from_entries(entries))} for entries in thought_of],
        "moments.json": [[second, fps, frame] for second, fps, frame in _moments(chance)],
        "refused.json": [{"timeline": entries, "error": _refusal(entries)} for entries in refused],
    }


def _spans(placed: tuple[Placed, ...]) -> list[list[int]]:
    return [[one.number, one.first, one.end] for one in placed]


def _runs(frames: list[int]) -> Iterator[list[int]]:
    first = None
    for place, frame in enumerate(frames):
        first = frame if first is None else first
        if place + 1 == len(frames) or frames[place + 1] != frame + 1:
            yield [first, frame + 1]
            first = None


def _refusal(entries: dict[str, Any]) -> str | None:
    try:
        from_entries(entries)
    except InvalidRequest as error:
        return str(error)
    return None


def _random(chance: random.Random) -> Iterator[dict[str, Any]]:
    while True:
        fps = chance.choice(RATES)
        pace, frames = float(Fraction(fps)), chance.randint(4, 200)
        cards: list[dict[str, Any]] = []
        for track in ("words", "media"):
            edges = sorted(chance.sample(range(frames + 1), min(frames, chance.randint(2, 7))))
            for first, end in pairwise(edges):
                if chance.random() < 0.7:
                    cards.append(_card(chance, track, first / pace, end / pace))
        chance.shuffle(cards)
        yield {**BASE, "fps": fps, "frames": frames, "seed": chance.randrange(2**32), "cards": cards}


def _card(chance: random.Random, track: str, at_s: float, until_s: float) -> dict[str, Any]:
    at_s, until_s = (round(second, chance.choice((3, 6, 15))) for second in (at_s, until_s))
    if track == "words":
        return {**TEXT, "at_s": at_s, **({} if chance.random() < 0.3 else {"until_s": until_s})}
    if chance.random() < 0.4:
        return {**IMAGE, "at_s": at_s, **({} if chance.random() < 0.3 else {"until_s": until_s})}
    start_s = chance.choice((0, 0.5, at_s, 1 / 3))
    end_s = start_s + until_s - at_s
    return {**CLIP, "file": chance.choice("ab"), "start_s": start_s, "end_s": end_s, "at_s": at_s}


def _moments(chance: random.Random) -> Iterator[tuple[float, str, int]]:
    for number in range(MOMENTS):
        fps = frame_rate(chance.choice(RATES))
        halves = (2 * chance.randrange(2000) + 1) / 2 / float(fps)  # between two frames, where the even one counts
        second = halves if number % 2 else chance.choice((chance.random() * 600, chance.random() * 1e-5, 0.1 * number))
        timeline = Timeline(cards=(), frames=1, fps=fps, size=from_entries(BASE).size)
        yield second, str(fps), timeline.frame_at(second)


def _text(content: Any) -> str:
    if isinstance(content, list):
        entries = cast(list[Any], content)
        return "[\n" + ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries) + "\n]\n"
    return json.dumps(content, ensure_ascii=False) + "\n"


def main() -> None:
    """Write, or compare."""
    folder = GIVEN / "expected"
    folder.mkdir(exist_ok=True)
    wanted = {name: _text(content) for name, content in files().items()}
    if "--check" not in sys.argv:
        for name, text in wanted.items():
            (folder / name).write_text(text, "utf-8")
        return
    found = {path.name: path.read_text("utf-8") for path in folder.glob("*.json")}
    if wrong := [name for name in sorted({*wanted, *found}) if wanted.get(name) != found.get(name)]:
        sys.exit(f"{', '.join(wrong)} in {folder} is not what the program says. Run: {sys.argv[0]}")


if __name__ == "__main__":
    main()
