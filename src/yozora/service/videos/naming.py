"""What a clip is called that is made of several things, where nobody says it."""

from pathlib import Path

from sqlalchemy.orm import Session

from yozora.library.tables import Clip, Upload
from yozora.service.forms import SentFile
from yozora.service.videos.requests import LONGEST_TITLE, ChangeVideo, CreateVideo, Settings, VideoReference

ARROW = " → "
LONGEST_PART = (LONGEST_TITLE - len(ARROW)) // 2


def title_of(session: Session, wish: Settings, *, person_id: str) -> str:
    """The title that is wished, or the names of what becomes one: two clips, or the first and the last words of a
    storyboard. Empty where the words of the clip say it."""
    if wish.title:
        return wish.title
    names: list[str] = []
    if isinstance(wish, ChangeVideo) and wish.operation in ("blend", "connect") and not wish.prompt.strip():
        names = [_name_of(session, one, person_id) for one in (wish.video, wish.other) if one is not None]
    elif isinstance(wish, CreateVideo):
        cards = sorted(wish.storyboard or (), key=lambda card: card.at)
        said = [name for card in cards if (name := _short(card.text or ""))]
        names = said[:1] + said[-1:] if len(dict.fromkeys(said)) > 1 else []
    return ARROW.join(names) if all(names) else ""


def _name_of(session: Session, video: SentFile | VideoReference, person_id: str) -> str:
    """What a clip is called."""
    if isinstance(video, SentFile):
        name = Path(video.filename).stem
    else:
        row = session.get(Clip, video.id) or session.get(Upload, video.id)
        if row is None or row.person_id != person_id:
            return ""
        name = Path(row.name).stem if isinstance(row, Upload) else row.title or row.prompt
    return _short(name)


def _short(name: str) -> str:
    """The first line, cut to its share of a title."""
    line = name.strip().partition("\n")[0].rstrip()
    return line if len(line) <= LONGEST_PART else f"{line[: LONGEST_PART - 1].rstrip()}…"
