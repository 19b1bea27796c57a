"""Storyboards as YAML or JSON that people write: cards one after another, or each at its time."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from yozora.cli import styles
from yozora.cli.plans import PlainLoader
from yozora.core import entries as read
from yozora.core.cards import Card, ClipCard, Fit, ImageCard, TextCard
from yozora.core.characters import Character
from yozora.core.curves import read_curve
from yozora.core.errors import InvalidRequest, UnreadableFile
from yozora.core.geometry import Screen, frame_count
from yozora.core.presets import StylePreset
from yozora.core.shots import Placed
from yozora.core.source import check_end
from yozora.core.timeline import Timeline, check_prompt
from yozora.core.timeline_json import FORMAT, from_entries
from yozora.generate import drafts
from yozora.generate.drafts import Look, words_of_plan

LARGEST_BOARD_BYTES = 2**22
USUAL_CARD_S = 4.0
BOARD = ("size", "fps", "seconds", "seed", "variations", "style", "loop", "characters", "words", "cards")
CARD = ("text", "image", "clip", "gap", "at", "seconds", "from", "to", "strength", "fit", "influence")


def read_board(path: Path) -> Timeline:
    """The timeline of a storyboard file; files it names lie beside it. Raises UnreadableFile and InvalidRequest."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_BOARD_BYTES + 1)
        entries: Any = yaml.load(raw, Loader=PlainLoader) if len(raw) <= LARGEST_BOARD_BYTES else None
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}. Give the path of a storyboard file.") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UnreadableFile(
            f"{path} is not YAML: {error}. Mend the line, or start from docs/howto/operations/storyboard.md."
        ) from error
    if entries is None:
        raise UnreadableFile(f"{path} is empty or has more than {LARGEST_BOARD_BYTES} bytes; a storyboard is short.")
    if isinstance(entries, dict) and entries.get("format") == FORMAT:  # pyright: ignore[reportUnknownMemberType]
        return _beside(from_entries(entries), path.parent)
    return _Reader(path.parent).timeline(read.mapping(entries, BOARD, "The storyboard"))


def write_board(timeline: Timeline) -> str:
    """The timeline as a storyboard to edit; `read_board` reads it back, with new plans."""
    board: dict[str, Any] = {"size": str(timeline.size), "fps": _rate(timeline.fps)}
    board |= {"seconds": round(timeline.seconds, 4), "seed": timeline.seed}
    if timeline.style is not None:
        board["style"] = {name: value for name, value in asdict(timeline.style).items() if value}
    if timeline.loop:
        board["loop"] = True
    if timeline.characters:
        board["characters"] = {one.name: one.words for one in timeline.characters}
    board["cards"] = [_written(placed, timeline) for placed in timeline.placed]
    return yaml.safe_dump(board, sort_keys=False, allow_unicode=True, width=118)


def _written(placed: Placed, timeline: Timeline) -> dict[str, Any]:
    card = placed.card
    begin_s, end_s = (round(float(frame / timeline.fps), 4) for frame in (placed.first, placed.end))
    entries: dict[str, Any] = {"at": begin_s}
    if isinstance(card, TextCard):
        return {"text": card.text or words_of_plan(card), **entries, "seconds": round(end_s - begin_s, 4)}
    if isinstance(card, ImageCard):
        entries |= {} if card.until_s is None else {"seconds": round(end_s - begin_s, 4)}
    else:
        entries |= {"from": round(card.start_s, 4), "to": round(card.end_s, 4)}
        if card.influence:
            entries["influence"] = ",".join(f"{second:g}:{share:g}" for second, share in card.influence)
    entries |= {"strength": card.strength} if card.strength != 1 else {}
    entries |= {"fit": card.fit.value} if card.fit is not Fit.CROP else {}
    return {"image" if isinstance(card, ImageCard) else "clip": card.file, **entries}


def _rate(fps: Fraction) -> int | str:
    return fps.numerator if fps.denominator == 1 else str(fps)


@dataclass
class _Reader:
    """Reads cards from first to last; `now_s` is where the next one stands unless it says so itself, and `end_s` where
    the last of those so far ends."""

    folder: Path
    fps: Fraction = drafts.USUAL_SCREEN.fps
    now_s: float = 0.0
    end_s: float = 0.0

    def timeline(self, board: Mapping[str, Any]) -> Timeline:
        usual = drafts.USUAL_SCREEN
        screen = Screen.parse(size=str(board.get("size", usual.size)), fps=board.get("fps", usual.fps))
        self.fps = screen.fps
        written = read.listed(board.get("cards", []), "cards of the storyboard")
        if not written:
            raise InvalidRequest("The storyboard has no cards. Write a list, such as cards: [{text: a fox runs}].")
        cards: list[Card] = []
        for number, entries in enumerate(written, start=1):
            following = written[number] if number < len(written) else {"at": board.get("seconds")}
            card = self._card(read.mapping(entries, CARD, f"card {number}"), f"card {number}", following)
            cards += [card] if card is not None else []
            moment_s = screen.seconds_of(1) if isinstance(card, ImageCard) and card.until_s is None else 0.0
            self.end_s = max(self.end_s, self.now_s + moment_s)
        if "words" in board:
            cards.append(TextCard(text=check_prompt(read.text(board["words"], "words of the storyboard"))))
        seconds = read.number(board["seconds"], "seconds of the storyboard") if "seconds" in board else self.end_s
        return Timeline(
            cards=tuple(cards),
            frames=frame_count(seconds, screen.fps),
            fps=screen.fps,
            size=screen.size,
            seed=read.whole(board["seed"], "seed of the storyboard") if "seed" in board else Look().drawn(),
            variations=read.whole(board.get("variations", 1), "variations of the storyboard"),
            style=_style(board.get("style"), self.folder),
            loop=read.truth(board.get("loop", False), "loop of the storyboard"),
            characters=tuple(
                Character(name=str(name), words=read.text(words, f"{name} in the characters of the storyboard"))
                for name, words in read.mapping(board.get("characters", {}), None, "characters").items()
            ),
        )

    def _card(self, entries: Mapping[str, Any], where: str, following: Any) -> Card | None:
        kinds = [kind for kind in ("text", "image", "clip", "gap") if kind in entries]
        if len(kinds) != 1:
            raise InvalidRequest(
                f"{where} has {' and '.join(kinds) or 'no kind'}; expected one of text, image, clip, gap."
            )
        if "at" in entries:
            self.now_s = read.number(entries["at"], f"at of {where}")
        match kinds[0]:
            case "gap":
                self.now_s += read.number(entries["gap"], f"gap of {where}")
                return None
            case "text":
                return self._text_card(entries, where, following)
            case "image":
                return self._image_card(entries, where)
            case _:
                return self._clip_card(entries, where)

    def _text_card(self, entries: Mapping[str, Any], where: str, following: Any) -> TextCard:
        begun_s = self.now_s
        told = isinstance(following, dict) and following.get("at") is not None  # pyright: ignore[reportUnknownMemberType]
        if "seconds" in entries or not told:
            self.now_s += read.number(entries.get("seconds", USUAL_CARD_S), f"seconds of {where}")
            until_s = self.now_s
        else:
            until_s = self.now_s = read.number(following["at"], f"at of the card after {where}")
        return TextCard(
            text=check_prompt(read.text(entries["text"], f"text of {where}")), at_s=begun_s, until_s=until_s
        )

    def _image_card(self, entries: Mapping[str, Any], where: str) -> ImageCard:
        card = drafts.image_card(self.folder / read.text(entries["image"], f"image of {where}"), at_s=self.now_s)
        until_s = None
        if "seconds" in entries:
            self.now_s += read.number(entries["seconds"], f"seconds of {where}")
            until_s = self.now_s
        return ImageCard(
            file=card.file,
            sha256=card.sha256,
            at_s=card.at_s,
            until_s=until_s,
            strength=read.number(entries.get("strength", 1), f"strength of {where}"),
            fit=read.word(entries.get("fit", Fit.CROP), Fit, f"fit of {where}"),
        )

    def _clip_card(self, entries: Mapping[str, Any], where: str) -> ClipCard:
        source = drafts.source_of(self.folder / read.text(entries["clip"], f"clip of {where}"))
        end_s = read.number(entries.get("to", source.seconds), f"to of {where}")
        check_end(end_s, source, where, fps=self.fps)
        card = ClipCard(
            file=source.file,
            sha256=source.sha256,
            start_s=read.number(entries.get("from", 0), f"from of {where}"),
            end_s=end_s,
            at_s=self.now_s,
            strength=read.number(entries.get("strength", 1), f"strength of {where}"),
            influence=read_curve(str(entries["influence"]), name=f"influence of {where}")
            if "influence" in entries
            else (),
            fit=read.word(entries.get("fit", Fit.CROP), Fit, f"fit of {where}"),
        )
        self.now_s = card.until_s
        return card


def _style(style: Any, folder: Path) -> StylePreset | None:
    if style is None:
        return None
    if isinstance(style, str):
        return styles.read(folder / style) if style.endswith(styles.ENDINGS) else styles.named(style)
    return StylePreset.from_json(style)


def _beside(timeline: Timeline, folder: Path) -> Timeline:
    """The timeline with its files looked for in a folder."""
    cards = tuple(
        card if isinstance(card, TextCard) else replace(card, file=str(folder / card.file)) for card in timeline.cards
    )
    return replace(timeline, cards=cards)
