"""What requests of the Videos API say. Numbers may come as text, as forms send them; what is not known is ignored."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, InstanceOf, WithJsonSchema, model_validator

from yozora.core.characters import LONGEST_NAME, LONGEST_WORDS
from yozora.core.curves import MOST_POINTS
from yozora.core.geometry import LONGEST_FRAMES, LONGEST_SIDE_PX, NAMED_SIZES, SHORTEST_SIDE_PX
from yozora.core.timeline import LONGEST_PROMPT_CHARACTERS, MOST_CARDS, MOST_VARIATIONS
from yozora.service.forms import BadBody, SentFile
from yozora.service.json_objects import read_text

MOST_CHARACTERS = 2
MOST_METADATA = 16
LONGEST_TITLE = 200
LONGEST_LABEL, LONGEST_TEXT = 64, 512  # characters of metadata, as the Videos API has it
SECONDS = f"A length in seconds, such as 4, 8 or 12; at most {LONGEST_FRAMES // 24} at 24 frames a second."
SIZE = (
    f"WIDTHxHEIGHT, such as 1280x720, each side an even number from {SHORTEST_SIDE_PX} to {LONGEST_SIDE_PX}, or one of "
    f"{', '.join(NAMED_SIZES)}."
)


def _number(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _parsed(value: Any) -> Any:
    """What a form says as JSON text, such as `curl -F 'video={"id": "video_1"}'`; anything else as it is."""
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return value
    try:
        return read_text(value)
    except BadBody:
        return value


NUMBER = {"anyOf": [{"type": "string"}, {"type": "number", "exclusiveMinimum": 0}]}
Number = Annotated[float, Field(gt=0, lt=1e6, allow_inf_nan=False), BeforeValidator(_number), WithJsonSchema(NUMBER)]
Label = Annotated[str, Field(max_length=LONGEST_LABEL)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Prompt = Annotated[
    str,
    Field(
        min_length=1,
        max_length=LONGEST_PROMPT_CHARACTERS,
        description=f"What happens, in 1 to {LONGEST_PROMPT_CHARACTERS} characters.",
    ),
]
# Only the reader of forms makes a SentFile: were it read from entries, a request could name a file of the server.
Sent = Annotated[InstanceOf[SentFile], WithJsonSchema({"type": "string", "format": "binary"})]


class Wish(BaseModel):
    """What all requests have in common."""

    model_config = ConfigDict(extra="ignore", arbitrary_types_allowed=True, str_max_length=2**25)


class VideoReference(Wish):
    """A clip that is there, or one that was uploaded."""

    id: str = Field(description="The id of a clip, such as video_..., or of an uploaded one, such as file_...")


class PictureReference(Wish):
    """A picture: one that was uploaded, or at an https or data URL."""

    file_id: str | None = Field(default=None, description="The id of an uploaded picture, such as file_...")
    image_url: str | None = Field(
        default=None, max_length=20_971_520, description="An https:// URL, or data:image/png;base64,..."
    )

    @model_validator(mode="after")
    def _one(self) -> "PictureReference":
        if (self.file_id is None) == (self.image_url is None):
            raise ValueError("give either file_id or image_url")
        return self


class CharacterReference(Wish):
    """Somebody known by a name."""

    id: str = Field(description="The id of a character, such as char_...")


Picture = Annotated[Sent | PictureReference, BeforeValidator(_parsed)]
Video = Annotated[Sent | VideoReference, BeforeValidator(_parsed)]


class BoardCard(Wish):
    """A card of a storyboard, `at` so many seconds: words, a picture or a clip, which may begin at its own second
    `start`. `influence` is how much of a clip shows, over seconds since `at`, where it lies over another one."""

    at: Annotated[float, Field(ge=0, lt=1e6, allow_inf_nan=False), BeforeValidator(_number)] = 0.0
    seconds: Number | None = None
    text: str | None = Field(default=None, max_length=LONGEST_PROMPT_CHARACTERS)
    image: Picture | None = None
    video: Video | None = None
    start: Annotated[float, Field(ge=0, lt=1e6, allow_inf_nan=False), BeforeValidator(_number)] = 0.0
    strength: float = Field(default=1.0, ge=0, le=1)
    fit: Literal["crop", "letterbox", "stretch"] | None = None
    influence: Annotated[list[tuple[float, float]], Field(max_length=MOST_POINTS), BeforeValidator(_parsed)] = Field(
        default_factory=list[tuple[float, float]]
    )

    @model_validator(mode="after")
    def _one(self) -> "BoardCard":
        if sum(kind is not None for kind in (self.text, self.image, self.video)) != 1:
            raise ValueError("a card is exactly one of text, image and video")
        if self.video is None and (self.start or self.influence):
            raise ValueError("only a card with a video has start and influence")
        return self


class Settings(Wish):
    """How anything is made: entries that other servers have, too, and ours. Absent ones are as the model has them."""

    model: str | None = Field(default=None, max_length=200, description="A name that /v1/models lists.")
    seed: int | None = Field(default=None, ge=0, lt=2**32, description="Draws what is left open; 0 to 4294967295.")
    n: int = Field(default=1, ge=1, le=MOST_VARIATIONS, description=f"How many takes, 1 to {MOST_VARIATIONS}.")
    negative_prompt: str | None = Field(
        default=None, max_length=LONGEST_PROMPT_CHARACTERS, description="What shall not be seen."
    )
    num_inference_steps: int | None = Field(default=None, ge=1, le=1000, description="Steps of the sampler.")
    guidance_scale: float | None = Field(default=None, ge=0, le=100, description="How much the words weigh.")
    guide: float | None = Field(default=None, ge=0, le=1, description="How closely the drawn plan is followed.")
    fps: Number | None = Field(default=None, description="Frames a second, from 1 to 60, such as 24.")
    style: Annotated[str | dict[str, Any], BeforeValidator(_parsed)] | None = Field(
        default=None, description="The name of a style, or entries of one."
    )
    fit: Literal["crop", "letterbox", "stretch"] | None = Field(
        default=None, description="How pictures and clips of another shape are fitted."
    )
    project_id: str | None = Field(default=None, description="The project it belongs to.")
    folder_id: str | None = Field(default=None, description="The folder it is put into.")
    title: str = Field(default="", max_length=LONGEST_TITLE, description="What it is called.")
    metadata: Annotated[dict[Label, Text], Field(max_length=MOST_METADATA), BeforeValidator(_parsed)] = Field(
        default_factory=dict[str, str],
        description=f"Up to {MOST_METADATA} texts of your own of up to {LONGEST_TEXT} characters, by names of up to "
        f"{LONGEST_LABEL}.",
    )
    priority: Literal["priority", "relaxed"] | None = Field(
        default=None, description="relaxed: behind everybody else, and not counted as a clip of the month."
    )


class CreateVideo(Settings):
    """A clip of words, of a picture, or of cards."""

    prompt: Prompt
    seconds: Number | None = Field(default=None, description=SECONDS)
    size: str = Field(default="720x1280", max_length=40, description=SIZE)
    num_frames: int | None = Field(default=None, ge=1, le=LONGEST_FRAMES, description="Instead of seconds.")
    input_reference: Picture | None = Field(default=None, description="The first frame: a file, or an object.")
    characters: Annotated[list[CharacterReference], Field(max_length=MOST_CHARACTERS), BeforeValidator(_parsed)] = (
        Field(default_factory=list[CharacterReference], description=f"At most {MOST_CHARACTERS} that the clip is of.")
    )
    storyboard: Annotated[list[BoardCard], Field(max_length=MOST_CARDS), BeforeValidator(_parsed)] | None = Field(
        default=None, description="Cards at their times; the prompt is what the whole is called."
    )
    loop: bool = Field(default=False, description="Whether it ends as it begins.")


class RemixVideo(Settings):
    """A clip again, by other words; how much of it may change."""

    prompt: Prompt
    remix_strength: float | str = Field(default="mild", description="0 to 1, or subtle, mild or strong.")
    size: str | None = Field(default=None, max_length=40, description=SIZE)


class EditVideo(RemixVideo):
    """A remix of a clip that is named, or sent along."""

    video: Video


class ExtendVideo(Settings):
    """More of a clip: `seconds` of it, at its end or, `before`, at its beginning."""

    prompt: str = Field(default="", max_length=LONGEST_PROMPT_CHARACTERS, description="What happens then.")
    video: Video
    seconds: Number = Field(default=4.0, description="How much is added; the answer says how long the whole is.")
    before: bool = Field(default=False, description="Whether it is added at the beginning.")


class ChangeVideo(Settings):
    """Any other change of a clip."""

    operation: Literal["loop", "blend", "connect", "recut", "restyle", "upscale"]
    prompt: str = Field(
        default="", max_length=LONGEST_PROMPT_CHARACTERS, description="What happens in what is made anew."
    )
    video: Video = Field(description="The clip that is changed.")
    other: Video | None = Field(default=None, description="The second clip, of blend and connect.")
    seam: float | str = Field(default="normal", description="Of loop: how long the way back is.")
    gap: Number = Field(default=2.0, description="Of connect: seconds between the clips.")
    blend: str | list[tuple[float, float]] = Field(default="transition", description="Of blend: a curve.")
    parts: Annotated[list[str], Field(max_length=400), BeforeValidator(_parsed)] = Field(
        default_factory=list[str], description="Of recut: parts such as 0-2@1."
    )
    seconds: Number | None = Field(default=None, description="Of recut: how long the whole becomes.")
    strength: float | str | None = Field(default=None, description="Of restyle: how much may change.")
    size: str | None = Field(default=None, max_length=40, description=SIZE)

    @model_validator(mode="after")
    def _other(self) -> "ChangeVideo":
        if self.operation in ("blend", "connect") and self.other is None:
            raise ValueError(f"operation {self.operation} needs other: the second clip")
        if self.operation == "restyle" and self.style is None:
            raise ValueError("operation restyle needs style: a name, or entries of one")
        return self


class CreateCharacter(Wish):
    """Somebody in a clip or picture, under a name."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)
    video: Sent = Field(description="A clip or a picture.")
    words: str = Field(
        default="", max_length=LONGEST_WORDS, description="Who that is, where it shall not be seen for itself."
    )


class CreateFile(Wish):
    """A picture or a clip, to be named by later requests."""

    file: Sent = Field(description="A picture or a clip.")
    purpose: str = Field(default="user_data", max_length=60, description="What it is for, in your own words.")


class CheckFile(Wish):
    """A file whose origin somebody wants to know."""

    file: Sent


def _ours(name: Any) -> Any:
    return None if isinstance(name, str) and name.startswith(("gpt-image", "chatgpt-image", "dall-e")) else name


def _styled(style: Any) -> Any:
    return None if style in ("vivid", "natural") else style


class CreateImage(Settings):
    """One picture, or some. Names of picture models that programs send stand for the usual model."""

    prompt: Prompt
    model: Annotated[str | None, BeforeValidator(_ours)] = Field(default=None, max_length=200)
    style: Annotated[str | dict[str, Any] | None, BeforeValidator(_styled)] = None
    size: str = Field(default="auto", max_length=40, description=f"auto is 1024x1024. {SIZE}")
    response_format: Literal["b64_json", "url"] = Field(default="b64_json", description="url is a data URL.")
    output_format: Literal["png", "jpeg", "webp"] = "png"
    output_compression: int = Field(default=95, ge=0, le=100, description="The quality of JPEG and WebP.")
    stream: Literal[False] | None = None
