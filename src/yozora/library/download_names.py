"""Names that the hosted Sora gave its downloads: `20241209_1432_A Dog In Space_storyboard_01jexyz....mp4`."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

OPERATIONS = {
    "remix": "remix",
    "blend": "blend",
    "loop": "loop",
    "recut": "recut",
    "storyboard": "storyboard",
    "simple compose": "create",
    "still": "still",
}
"""The word in the name, and what it is called here."""

_ID = "[0-9a-z]{26}"
_COPY = r"(?: ?\(\d{1,4}\))?"  # what browsers add to the name of a second copy
_WORDS = "|".join(word.replace(" ", "[ _-]") for word in OPERATIONS)
_NAME = re.compile(
    rf"(?P<date>\d{{8}}_\d{{4}})_(?P<title>.*?)(?:_(?P<operation>{_WORDS}))?_(?P<id>{_ID}){_COPY}", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True)
class DownloadName:
    """What a name says: when it was made (local time, to the minute), its title, operation (empty where it names none)
    and its id, in lower case."""

    made_at: datetime
    title: str
    operation: str
    id: str


def read_name(name: str) -> DownloadName | None:
    """What the name of a file says, or None where it is not such a name."""
    found = _NAME.fullmatch(unicodedata.normalize("NFC", PurePath(name).stem))
    if found is None:
        return None
    try:
        made_at = datetime.strptime(found["date"], "%Y%m%d_%H%M")
    except ValueError:
        return None
    word = re.sub("[_-]", " ", (found["operation"] or "").lower())
    return DownloadName(
        made_at=made_at,
        title=found["title"].strip(" _"),
        operation=OPERATIONS.get(word, ""),
        id=found["id"].lower(),
    )
