"""How much requests may ask for, for `docs/reference/http.md`: numbers come from the code, and a test tries each."""

from collections.abc import Iterator
from dataclasses import dataclass

from yozora.core import characters, geometry, presets, timeline
from yozora.media import kinds
from yozora.service import brackets, fetching, forms, json_objects, placing
from yozora.service.accounts import keys, logins, passwords, plans
from yozora.service.studio import account, administration, boards, clips, places, shapes
from yozora.service.videos import files, requests, routes
from yozora.service.webhooks import routes as hooks

BODY, VALUE = (400, "invalid_body"), (400, "invalid_value")
LARGE = (413, "invalid_body")
FILE = (400, "unreadable_file")
PLAN = (403, "plan_limit")


@dataclass(frozen=True, kw_only=True)
class Limit:
    """What is limited, to how much, where, and how one more is answered; `name` is what the test calls it. `least`:
    it is the fewest, and not the most."""

    name: str
    what: str
    most: float | int
    where: str
    answer: tuple[int, str]
    param: str | None = None
    least: bool = False


def limits() -> Iterator[Limit]:
    """All of them."""
    yield from _of_bodies()
    yield from _of_clips()
    yield from _of_files()
    yield from _of_lists()
    yield from _of_the_studio()
    yield from _of_accounts()
    yield from _of_plans()


def field(kind: type, name: str, bound: str = "max_length") -> float:
    """A bound that a field of a request has, such as max_length, le or lt."""
    found = kind.model_fields[name]  # type: ignore[attr-defined]
    return next(value for one in found.metadata if (value := getattr(one, bound, None)) is not None)


def _of_bodies() -> Iterator[Limit]:
    most, anywhere = forms.LIMITS, "every body"
    form, json = "bodies in multipart/form-data", "bodies in JSON"
    yield Limit(
        name="form", what="bytes of a form, with its files", most=most.most_form_bytes, where=form, answer=LARGE
    )
    yield Limit(name="json", what="bytes of any other body", most=most.most_json_bytes, where=json, answer=LARGE)
    yield Limit(
        name="texts",
        what="bytes of all texts of a form",
        most=most.most_text_bytes,
        where=form,
        answer=LARGE,
        param="a",
    )
    yield Limit(name="parts", what="parts of a form", most=most.most_parts, where=form, answer=LARGE)
    yield Limit(name="values", what="commas, `[` and `{`", most=most.most_values, where=json, answer=LARGE)
    yield Limit(
        name="depth",
        what="lists and objects within each other",
        most=json_objects.DEEPEST_JSON,
        where=json,
        answer=BODY,
        param="a",
    )
    key = "a" + "[b]" * brackets.DEEPEST_KEY
    yield Limit(
        name="names", what="names in a key `a[b][c]`", most=brackets.DEEPEST_KEY, where=form, answer=BODY, param=key
    )
    yield Limit(name="boundary", what="characters of the boundary", most=most.longest_boundary, where=form, answer=BODY)
    yield Limit(
        name="content type",
        what="characters of Content-Type",
        most=forms.LONGEST_CONTENT_TYPE,
        where=anywhere,
        answer=BODY,
    )


def _of_clips() -> Iterator[Limit]:
    create, any_, wish = "`POST /v1/videos`", "every clip to be made", requests.CreateVideo

    def entry(name: str, what: str, most: float, *, where: str = any_, answer: tuple[int, str] = VALUE) -> Limit:
        return Limit(name=name, what=what, most=most, where=where, answer=answer, param=name)

    chars = timeline.LONGEST_PROMPT_CHARACTERS
    yield entry("prompt", "characters of `prompt`", chars)
    yield entry("negative_prompt", "characters of `negative_prompt`", chars)
    yield entry("n", "`n`, takes", timeline.MOST_VARIATIONS)
    yield entry("seed", "`seed`", field(wish, "seed", "lt") - 1)
    yield entry("num_inference_steps", "`num_inference_steps`", field(wish, "num_inference_steps", "le"))
    yield entry("guidance_scale", "`guidance_scale`", field(wish, "guidance_scale", "le"))
    yield entry("guide", "`guide`", field(wish, "guide", "le"))
    yield entry("fps", "`fps`, frames a second", geometry.FASTEST_FPS)
    yield entry("num_frames", "`num_frames`", geometry.LONGEST_FRAMES, where=create)
    yield entry("seconds", "`seconds` at 24 frames a second", geometry.LONGEST_FRAMES // 24)
    yield entry("size", "pixels of a side in `size`", geometry.LONGEST_SIDE_PX)
    yield Limit(
        name="small size",
        what="pixels of a side in `size`",
        most=geometry.SHORTEST_SIDE_PX,
        where=any_,
        answer=VALUE,
        param="size",
        least=True,
    )
    yield entry("characters", "`characters`", requests.MOST_CHARACTERS, where=create)
    yield entry("storyboard", "cards of `storyboard`", timeline.MOST_CARDS, where=create)
    yield entry("metadata", "entries of `metadata`", requests.MOST_METADATA)
    yield entry("title", "characters of `title`", field(wish, "title"))
    yield entry("model", "characters of `model`", field(wish, "model"))
    yield Limit(
        name="style",
        what="characters of each entry of a style",
        most=presets.LONGEST_ENTRY_CHARACTERS,
        where="`style`, `/api/presets`",
        answer=VALUE,
        param="style",
    )
    yield Limit(
        name="recut",
        what="`parts` of recut",
        most=field(requests.ChangeVideo, "parts"),
        where="`POST /v1/videos/changes`",
        answer=VALUE,
        param="parts",
    )
    yield Limit(
        name="idempotency key",
        what="characters of `Idempotency-Key`",
        most=placing.LONGEST_KEY,
        where=any_,
        answer=(400, "invalid_key"),
    )


def _of_files() -> Iterator[Limit]:
    given = "pictures that are given"
    yield Limit(
        name="data url",
        what="characters of a data URL in `image_url`",
        most=fetching.LONGEST_DATA_URL,
        where=given,
        answer=VALUE,
        param="input_reference",
    )
    yield Limit(
        name="url",
        what="characters of any other `image_url`",
        most=fetching.LONGEST_URL,
        where=given,
        answer=VALUE,
        param="input_reference",
    )
    yield Limit(
        name="picture",
        what="megapixels",
        most=kinds.MOST_PICTURE_PX / 1e6,
        where="pictures and clips that are sent",
        answer=FILE,
    )
    yield Limit(name="clip", what="seconds", most=kinds.LONGEST_S, where="clips that are sent", answer=FILE)
    yield Limit(
        name="character name",
        what="characters of `name`",
        most=characters.LONGEST_NAME,
        where="`POST /v1/videos/characters`",
        answer=VALUE,
        param="name",
    )
    yield Limit(
        name="character words",
        what="characters of `words`",
        most=field(requests.CreateCharacter, "words"),
        where="`POST /v1/videos/characters`",
        answer=VALUE,
        param="words",
    )


def _of_lists() -> Iterator[Limit]:
    def listed(name: str, most: float, where: str) -> Limit:
        return Limit(name=name, what="`limit`", most=most, where=where, answer=VALUE, param="limit")

    yield listed("videos listed", routes.MOST_LISTED, "`GET /v1/videos`")
    yield listed("files listed", files.MOST_LISTED, "`GET /v1/files`")
    yield listed("hooks listed", hooks.MOST_LISTED, "`GET /v1/webhooks`")
    yield listed("clips listed", clips.MOST_SHOWN, "`GET /api/clips`")
    yield Limit(
        name="search",
        what="characters of `search`",
        most=clips.LONGEST_SEARCH,
        where="`GET /api/clips`",
        answer=VALUE,
        param="search",
    )
    yield Limit(
        name="chosen",
        what="`ids`",
        most=field(shapes.Chosen, "ids"),
        where="`/api/clips/trash`, `restore`, `purge`, `move`",
        answer=VALUE,
        param="ids",
    )


def _of_the_studio() -> Iterator[Limit]:
    yield Limit(
        name="hooks",
        what="addresses of one person",
        most=hooks.MOST_HOOKS,
        where="`POST /v1/webhooks`",
        answer=(400, "too_many"),
    )
    yield Limit(
        name="hook url",
        what="characters of `url`",
        most=field(hooks.CreateHook, "url"),
        where="`POST /v1/webhooks`",
        answer=VALUE,
        param="url",
    )
    yield Limit(
        name="folder depth",
        what="folders within each other",
        most=places.DEEPEST,
        where="`/api/folders`",
        answer=VALUE,
        param="parent_id",
    )
    yield Limit(
        name="names of things",
        what="characters of `name`",
        most=field(shapes.NewFolder, "name"),
        where="folders, projects, boards, styles",
        answer=VALUE,
        param="name",
    )
    yield Limit(
        name="words",
        what="`seconds`",
        most=boards.MOST_BOARD_SECONDS,
        where="`POST /api/understand`",
        answer=VALUE,
        param="seconds",
    )
    yield Limit(
        name="board",
        what="cards of `timeline`",
        most=timeline.MOST_CARDS,
        where="`/api/boards`",
        answer=(400, "invalid_timeline"),
        param="timeline",
    )


def _of_accounts() -> Iterator[Limit]:
    yield Limit(
        name="keys",
        what="keys of one person that are not revoked",
        most=keys.MOST_KEYS,
        where="`POST /api/keys`",
        answer=VALUE,
    )
    yield Limit(
        name="key name",
        what="characters of `name`",
        most=field(account.NewKey, "name"),
        where="`POST /api/keys`",
        answer=VALUE,
        param="name",
    )
    yield Limit(
        name="person name",
        what="characters of `name`",
        most=field(administration.NewPerson, "name"),
        where="`POST /api/admin/people`",
        answer=VALUE,
        param="name",
    )
    yield Limit(
        name="password",
        what="characters of a password",
        most=passwords.MOST_CHARACTERS,
        where="`POST /api/welcome`, `/api/me/password`",
        answer=VALUE,
        param="password",
    )
    yield Limit(
        name="short password",
        what="characters of a password",
        most=passwords.FEWEST_CHARACTERS,
        where="`POST /api/welcome`, `/api/me/password`",
        answer=VALUE,
        param="password",
        least=True,
    )
    minutes = f"{logins.TRIES_WINDOW_S / 60:g} minutes"
    yield Limit(
        name="tries",
        what=f"wrong passwords in {minutes}, for a name and for an address",
        most=logins.MOST_TRIES,
        where="`POST /api/sign-in`, `/api/me/password`",
        answer=(429, "too_many_tries"),
    )
    yield Limit(name="plans", what="plans", most=plans.MOST_PLANS, where="`PUT /api/admin/plans`", answer=VALUE)


def _of_plans() -> Iterator[Limit]:
    plus, where = plans.PLUS, "clips of somebody with the plan `plus`, unless an administrator changes it"
    found = {
        "plan takes": ("`n`, takes", plus.variations_at_once, PLAN, "n"),
        "plan size": ("pixels of the shorter side", plus.most_height_px, PLAN, "size"),
        "plan seconds": ("seconds", plus.most_seconds, PLAN, "seconds"),
        "plan month": ("clips a month", plus.priority_clips_a_month, (429, "insufficient_quota"), None),
    }
    for name, (what, most, answer, param) in found.items():
        assert most is not None
        yield Limit(name=name, what=what, most=most, where=where, answer=answer, param=param)
