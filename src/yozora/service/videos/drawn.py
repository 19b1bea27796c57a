"""The draft of each kind of request, of the parts that were found for it."""

from yozora.generate.drafts import Draft
from yozora.service.videos import drafting
from yozora.service.videos.ordering import Parts
from yozora.service.videos.requests import ChangeVideo, CreateVideo, EditVideo, ExtendVideo


def created(wish: CreateVideo, parts: Parts) -> Draft:
    """A clip of words, of a picture, or of cards. Raises YozoraError, as all of these do."""
    return drafting.created(wish, parts.given, style=parts.style, characters=parts.characters)


def edited(wish: EditVideo, parts: Parts) -> Draft:
    """A clip changed by words."""
    return drafting.remixed(wish, wish.video, parts.given, style=parts.style)


def extended(wish: ExtendVideo, parts: Parts) -> Draft:
    """More of a clip."""
    return drafting.extended(wish, parts.given, style=parts.style)


def changed(wish: ChangeVideo, parts: Parts) -> Draft:
    """Any other change of a clip."""
    return drafting.changed(wish, parts.given, style=parts.style)
