"""Pictures and clips that a request gives: by id, by address or in itself; each becomes a file with a name."""

import shutil
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from yozora import media
from yozora.core.errors import InvalidRequest
from yozora.library.blobs import Blob
from yozora.library.tables import Clip, File, Upload
from yozora.media.kinds import MOV, kind_of
from yozora.service import moderation
from yozora.service.callers import Caller
from yozora.service.forms import SentFile
from yozora.service.house import House
from yozora.service.refusals import Refusal
from yozora.service.videos.requests import PictureReference, VideoReference

UPLOAD = "file_"


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A file that was sent: where it lies while the request is read, its name, and its row of the library."""

    path: Path
    name: str
    row: File


@dataclass(frozen=True, kw_only=True)
class Given:
    """Files of one request, in a folder of its own. `new` are those that the library does not have yet, by their
    SHA-256; `parents` the clips that were named."""

    house: House
    caller: Caller
    folder: Path
    stack: ExitStack
    new: dict[str, File] = field(default_factory=dict[str, File])
    parents: list[str] = field(default_factory=list[str])

    def clip(self, reference: SentFile | VideoReference, param: str = "video") -> Path:
        """The file of a clip. Raises Refusal where there is none, or not yet."""
        if isinstance(reference, SentFile):
            media.examine(reference.path, "clip")
            name = f"{_stem(reference.filename)}.mp4"
            return self._taken(reference.path, name=name, media_type=_clip_type(reference.path)).path
        if reference.id.startswith(UPLOAD):
            return self._upload(reference.id, kind="clip", param=param)
        with self.house.database.reading() as session:
            clip = session.get(Clip, reference.id)
        if clip is None or clip.person_id != self.caller.person_id or clip.trashed_at is not None:
            raise Refusal(f"There is no video {reference.id[:60]!r}.", status=404, code="video_not_found", param=param)
        if clip.video is None:
            raise Refusal(
                f"The video {reference.id} is {clip.status}, so there is nothing to change yet. Wait until it is "
                "completed.",
                status=409,
                code="video_not_ready",
                param=param,
                headers={"x-should-retry": "false"},
            )
        self.parents.append(clip.id)
        return self._linked(clip.video, f"{clip.id}.mp4")

    def picture(self, reference: SentFile | PictureReference, param: str = "input_reference") -> Path:
        """The file of a picture. Raises Refusal, also where an address is refused, and UnreadableFile."""
        if isinstance(reference, SentFile):
            return self._picture(reference.path, name=reference.filename)
        if reference.file_id is not None:
            return self._upload(reference.file_id, kind="image", param=param)
        assert reference.image_url is not None
        try:
            fetched = self.house.fetcher.fetch(reference.image_url, into=self._place("fetched").parent)
        except InvalidRequest as error:
            raise Refusal(str(error), param=param) from error
        return self._picture(fetched, name="picture")

    def anything(self, sent: SentFile) -> Stored:
        """A picture or a clip that was sent, stored. Raises UnreadableFile where it is neither."""
        media.examine(sent.path, "either")
        kind = _picture_type if media.is_picture(sent.path) else _clip_type
        return self._taken(sent.path, name=sent.filename, media_type=kind(sent.path))

    def _upload(self, file_id: str, *, kind: str, param: str) -> Path:
        with self.house.database.reading() as session:
            found = session.get(Upload, file_id)
        if found is None or found.person_id != self.caller.person_id or found.trashed_at is not None:
            raise Refusal(f"There is no file {file_id[:60]!r}.", status=404, code="file_not_found", param=param)
        if found.kind != kind:
            wanted = "a picture" if kind == "image" else "a clip"
            got = "a picture" if found.kind == "image" else "a clip"
            raise Refusal(f"The file {file_id} is {got}; {param} takes {wanted}.", param=param)
        return self._linked(found.sha256, found.name)

    def _picture(self, path: Path, *, name: str) -> Path:
        media.examine(path, "picture")  # says what is wrong, before anything is stored
        return self._taken(path, name=name, media_type=_picture_type(path), still=True).path

    def _taken(self, path: Path, *, name: str, media_type: str, still: bool = False) -> Stored:
        here = self._place(name)
        shutil.move(path, here)
        moderation.check_file(self.house, self.caller, here, name, still=still)
        blob: Blob = self.house.blobs.add(here)
        row = File(sha256=blob.sha256, size_bytes=blob.size_bytes, media_type=media_type, created_at=time.time())
        self.new[blob.sha256] = row
        return Stored(path=here, name=here.name, row=row)

    def _linked(self, sha256: str, name: str) -> Path:
        here = self._place(name)
        here.symlink_to(self.stack.enter_context(self.house.blobs.at(sha256)).resolve())
        return here

    def _place(self, name: str) -> Path:
        folder = self.folder / f"{len(list(self.folder.iterdir()))}"
        folder.mkdir()
        return folder / (_stem(name) + _ending(name))


@contextmanager
def given(house: House, caller: Caller) -> Generator[Given]:
    """What a request gives, as long as it is being read."""
    house.folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=house.folder, prefix="request-") as name, ExitStack() as stack:
        yield Given(house=house, caller=caller, folder=Path(name), stack=stack)


def _picture_type(path: Path) -> str:
    with Image.open(path) as picture:
        return picture.get_format_mimetype() or "application/octet-stream"


def _clip_type(path: Path) -> str:
    return "video/mp4" if kind_of(path) is MOV else "application/octet-stream"


def _ending(name: str) -> str:
    ending = Path(name).suffix
    return ending if len(ending) <= 8 and ending.isascii() and ending[1:].isalnum() else ""


def _stem(name: str) -> str:
    plain = "".join(letter if letter.isalnum() or letter in "-_ " else "-" for letter in Path(name).stem)
    return plain.strip("- ")[:60] or "file"
