"""What the product promises about understanding a prompt."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yozora.core.errors import InvalidRequest
from yozora.director import Directed, Status, direct
from yozora.worlds.cast.roster import roster
from yozora.worlds.scene import Actor, Scene
from yozora.worlds.vocabulary import (
    Action,
    Angle,
    Colour,
    Direction,
    Move,
    Place,
    RelationKind,
    Shot,
    TimeOfDay,
    Weather,
)


def plan(prompt: str, *, seed: int = 1) -> Directed:
    return direct(prompt, seconds=6, seed=seed)


def scene(prompt: str, *, seed: int = 1) -> Scene:
    return plan(prompt, seed=seed).scene


def cast(prompt: str, subject: str) -> list[Actor]:
    return [actor for actor in scene(prompt).actors if actor.subject == subject]


def heard(prompt: str, status: Status) -> list[str]:
    return [entry.text for entry in plan(prompt).understanding.with_status(status)]


def test_a_red_car_is_painted_red_and_a_red_sunset_paints_nothing() -> None:
    assert cast("a red car at a red sunset", "automobile")[0].colour is Colour.RED
    assert cast("a car at a red sunset", "automobile")[0].colour is None
    assert cast("红色的汽车", "automobile")[0].colour is Colour.RED


def test_a_red_dress_does_not_paint_the_woman_and_is_reported_as_one_phrase() -> None:
    assert cast("a woman in a red dress walks", "woman")[0].colour is None
    assert "red dress" in heard("a woman in a red dress walks", Status.UNKNOWN)
    assert "红色长裙" in heard("一位女子身穿红色长裙", Status.UNKNOWN)


def test_of_two_colours_the_first_is_drawn_and_the_second_reported_as_replaced() -> None:
    understood = plan("一只白色和橙色相间的虎斑猫").understanding
    assert cast("一只白色和橙色相间的虎斑猫", "cat")[0].colour is Colour.WHITE
    assert ("橙色", "white") in [(entry.text, entry.drew) for entry in understood.with_status(Status.REPLACED)]


@pytest.mark.parametrize(
    ("prompt", "subject", "count"),
    [
        ("two dogs", "dog", 2),
        ("a pair of swans", "swan", 2),
        ("several geese", "goose", 3),
        ("a pack of wolves", "wolf", 5),
        ("two sandy kangaroos", "kangaroo", 2),
        ("三头大象", "elephant", 3),
        ("一群企鹅", "penguin", 5),
        ("两只戴着帽子的猫", "cat", 2),
        ("3只狗", "dog", 3),
    ],
)
def test_as_many_are_drawn_as_were_counted(prompt: str, subject: str, count: int) -> None:
    assert len(cast(prompt, subject)) == count


def test_more_than_five_are_drawn_as_five_and_said_to_be() -> None:
    assert len(cast("twelve cats", "cat")) == 5
    assert "twelve" in heard("twelve cats", Status.REPLACED)


def test_a_motorcycle_helmet_is_not_a_motorcycle() -> None:
    assert cast("a man wearing a motorcycle helmet", "motorcycle") == []
    assert "motorcycle helmet" in heard("a man wearing a motorcycle helmet", Status.UNKNOWN)
    assert plan("猛犸象在盐漠，头戴摩托车头盔").scene.place is Place.DESERT


def test_the_summary_tells_known_replaced_and_unknown_apart() -> None:
    summary = plan("a mammoth on a salt flat in a motorcycle helmet").understanding.summary()
    assert "mammoth: known" in summary
    assert "salt flat: drew desert" in summary
    assert "motorcycle helmet: not known" in summary


def test_looking_at_the_camera_puts_no_camera_into_the_scene() -> None:
    assert cast("a cat looks at the camera", "camera") == []
    assert len(cast("a camera on a table", "camera")) == 1


def test_events_follow_each_other_in_the_order_of_the_words() -> None:
    dog = scene("a dog runs to the right, then it jumps").actor("dog")
    assert [(beat.action, beat.start_s, beat.end_s) for beat in dog.beats] == [
        (Action.RUN, 0.0, 3.0),
        (Action.JUMP, 3.0, None),
    ]
    assert dog.beats[0].direction is Direction.RIGHT


def test_who_enters_later_does_not_act_before() -> None:
    cat = scene("a dog sleeps, then a cat enters").actor("cat")
    assert [(beat.action, beat.start_s) for beat in cat.beats] == [(Action.ENTER, 3.0)]


def test_the_chaser_has_its_quarry_as_target_and_the_quarry_runs_ahead() -> None:
    drawn = scene("a cat chases a mouse to the right")
    cat, mouse = drawn.actor("cat"), drawn.actor("mouse")
    assert (cat.beats[0].action, cat.beats[0].target) == (Action.CHASE, "mouse")
    assert (mouse.beats[0].action, mouse.beats[0].direction) == (Action.RUN, Direction.RIGHT)
    assert cat.x < mouse.x


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ("a dog to the left of a cat", RelationKind.LEFT_OF),
        ("a dog behind a cat", RelationKind.BEHIND),
        ("狗在猫的左边", RelationKind.LEFT_OF),
        ("猫的后面有一只狗", RelationKind.BEHIND),
        ("一只狗站在猫旁边", RelationKind.NEAR),
    ],
)
def test_stated_relations_stand_in_the_scene(prompt: str, kind: RelationKind) -> None:
    assert [(r.subject, r.kind, r.object) for r in scene(prompt).relations] == [("dog", kind, "cat")]


def test_left_of_is_left_and_in_front_is_nearer() -> None:
    drawn = scene("a dog to the left of a cat")
    assert drawn.actor("cat").x - drawn.actor("dog").x >= 0.5
    drawn = scene("a dog in front of a house")
    assert drawn.actor("dog").depth < drawn.actor("house").depth


def test_place_time_and_weather_are_heard_in_both_languages() -> None:
    for prompt in ("a fox in a forest at night in the rain", "雨夜，森林里有一只狐狸，夜晚"):
        drawn = scene(prompt)
        assert (drawn.place, drawn.time, drawn.weather) == (Place.FOREST, TimeOfDay.NIGHT, Weather.RAIN)


@pytest.mark.parametrize(
    "prompt",
    [
        "多云的天空下，一只火烈鸟在沙滩上行走",
        "阴天里，一只火烈鸟在沙滩上行走",
        "a flamingo on a beach under a cloudy sky",
    ],
)
def test_a_cloudy_sky_is_weather_and_no_place(prompt: str) -> None:
    drawn = scene(prompt)
    assert (drawn.place, drawn.weather) == (Place.BEACH, Weather.CLOUDY)


def test_camera_words_move_the_camera() -> None:
    camera = scene("一只狗的特写，低机位，镜头围绕").camera
    assert (camera.shot, camera.angle, camera.move) == (Shot.CLOSE, Angle.LOW, Move.ORBIT)
    assert scene("drone shot of a castle").camera.angle is Angle.AERIAL


def test_what_nobody_said_is_not_invented() -> None:
    drawn = plan("waves crash against the cliffs")
    assert drawn.scene.actors == ()


@pytest.mark.parametrize("prompt", ["犬が森を走る", "كلب يجري في الغابة", "Собака бежит"])
def test_other_languages_give_a_quiet_scene_and_an_honest_report(prompt: str) -> None:
    directed = plan(prompt)
    assert directed.scene.actors == ()
    assert directed.understanding.language == "other"
    assert directed.understanding.with_status(Status.KNOWN) == ()
    assert "quiet place" in directed.understanding.summary()


def test_emoji_are_cast() -> None:
    assert [actor.subject for actor in scene("🐶🚗").actors] == ["dog", "automobile"]


def test_a_misspelt_word_is_drawn_and_reported_as_replaced() -> None:
    assert len(cast("an ellephant walks", "elephant")) == 1
    assert "ellephant" in heard("an ellephant walks", Status.REPLACED)


def test_what_is_denied_is_left_out() -> None:
    assert cast("a city without people", "person") == []
    assert cast("像鸟一样的机器人", "bird") == []


def test_an_impossible_action_becomes_the_nearest_possible_one_and_is_reported() -> None:
    assert scene("a whale walks").actor("whale").beats[0].action is Action.SWIM
    assert "walks" in heard("a whale walks", Status.REPLACED)


def test_an_empty_prompt_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="empty"):
        plan("   ")


def test_what_was_said_never_changes_with_the_seed_and_the_rest_does() -> None:
    prompt = "a red car drives past two trees at night"
    drawn = [scene(prompt, seed=seed) for seed in range(8)]
    said = {(s.time, tuple((a.subject, a.colour) for a in s.actors), s.actors[0].beats[0].action) for s in drawn}
    assert len(said) == 1
    assert len({s.actors[0].x for s in drawn}) > 1
    assert len({s.actors[0].beats[0].direction for s in drawn}) == 2


@settings(deadline=None, max_examples=150)
@given(st.text(min_size=1, max_size=200), st.integers(0, 2**31))
def test_no_text_crashes_the_director(text: str, seed: int) -> None:
    if text.strip():
        assert direct(text, seconds=5, seed=seed) == direct(text, seconds=5, seed=seed)


_WORDS = st.sampled_from(
    "a the two red dog cat it chases runs then left to of behind in on riding car with no like camera and , . is "
    "sky 一只 两只 红色 狗 猫 追 跑 然后 左边 在 的 上 里 它 镜头 ， 。 森林 没有 像 🐶 3 snow head tail that".split()
)


@settings(deadline=None, max_examples=300)
@given(st.lists(_WORDS, min_size=1, max_size=30))
def test_no_order_of_known_words_crashes_the_director_and_the_plan_survives_json(words: list[str]) -> None:
    drawn = direct(" ".join(words), seconds=5, seed=3).scene
    assert Scene.from_plan(drawn.to_plan()) == drawn
    for actor in drawn.actors:
        starts = [beat.start_s for beat in actor.beats]
        assert starts == sorted(set(starts))
        assert [beat.end_s for beat in actor.beats] == [*starts[1:], None]


def order_of(prompt: str) -> list[tuple[str, Action]]:
    beats = [(beat.start_s, actor.subject, beat.action) for actor in scene(prompt).actors for beat in actor.beats]
    return [(subject, action) for _, subject, action in sorted(beats)]


def bonds(prompt: str) -> list[tuple[str, RelationKind, str]]:
    return [(bond.subject, bond.kind, bond.object) for bond in scene(prompt).relations]


@pytest.mark.parametrize(
    "prompt",
    [
        "After the rabbit jumps, the fox spins.",
        "The fox spins after the rabbit jumps.",
        "Before the fox spins, the rabbit jumps.",
        "The rabbit jumps before the fox spins.",
        "The rabbit jumps until the fox spins.",
        "先是兔子跳，然后狐狸转了一圈",
        "兔子跳了以后，狐狸转圈",
        "狐狸转圈之前，兔子跳了一下",
    ],
)
def test_before_and_after_put_events_in_order_whichever_is_named_first(prompt: str) -> None:
    events = order_of(prompt)
    assert events.index(("rabbit", Action.JUMP)) < events.index(("fox", Action.SPIN))


@pytest.mark.parametrize("prompt", ["the mouse is chased by a cat", "老鼠被猫追", "a mouse with a cat in pursuit"])
def test_the_passive_tells_who_acts(prompt: str) -> None:
    cat = next(actor for actor in scene(prompt).actors if actor.subject == "cat")
    assert [(beat.action, beat.target) for beat in cat.beats] == [(Action.CHASE, "mouse")]


@pytest.mark.parametrize(
    ("prompt", "bond"),
    [
        ("a robot and a duck stand next to each other", ("robot", RelationKind.NEAR, "duck")),
        ("机器人和鸭子并排站着", ("robot", RelationKind.NEAR, "duck")),
        ("有一个雪人，旁边站着一个小孩", ("boy", RelationKind.NEAR, "snowman")),
        ("荷花上蹲着一只青蛙", ("frog", RelationKind.ON, "lotus")),
        ("on the left a car, on the right a bus", ("automobile", RelationKind.LEFT_OF, "bus")),
        ("a wolf with a bird on its back runs", ("bird", RelationKind.ON, "wolf")),
        ("a farmer drives a tractor", ("farmer", RelationKind.ON, "tractor")),
        ("一只狐狸藏在树后", ("fox", RelationKind.BEHIND, "tree")),
    ],
)
def test_who_stands_where_is_heard_in_turned_sentences(prompt: str, bond: tuple[str, RelationKind, str]) -> None:
    assert bond in bonds(prompt)


@pytest.mark.parametrize(
    ("prompt", "action", "direction"),
    [
        ("a dog walks off into the distance", Action.WALK, Direction.AWAY),
        ("a dog runs toward the camera", Action.RUN, Direction.TOWARD),
        ("小狗跑向远方", Action.RUN, Direction.AWAY),
        ("小狗从屋顶上跳下来", Action.JUMP, Direction.DOWN),
    ],
)
def test_a_journey_goes_the_way_that_follows_its_verb(prompt: str, action: Action, direction: Direction) -> None:
    beat = cast(prompt, "dog")[0].beats[0]
    assert (beat.action, beat.direction) == (action, direction)


@pytest.mark.parametrize("prompt", ["a cat is not sleeping", "a cat never sleeps", "一只不睡觉的猫"])
def test_what_is_not_done_is_not_drawn_and_said_to_be_left_out(prompt: str) -> None:
    assert cast(prompt, "cat")[0].beats[0].action is not Action.SLEEP
    assert "left out" in [entry.drew for entry in plan(prompt).understanding.heard]


def test_the_summary_says_what_was_left_out() -> None:
    assert "dogs: left out" in plan("a street with no dogs").understanding.summary()
    assert "clouds: left out" in plan("a plane flies, no clouds").understanding.summary()
    assert scene("a plane flies, no clouds").weather is Weather.CLEAR


def test_light_is_no_actor_and_what_is_in_a_cup_does_not_stand_on_it() -> None:
    assert cast("a snowman melts in the sun", "sun") == []
    assert bonds("a mouse in a cup") == [("mouse", RelationKind.NEAR, "coffee")]
    assert "in" in heard("a mouse in a cup", Status.REPLACED)


def test_who_walks_a_dog_walks_beside_it() -> None:
    drawn = scene("a man is walking his black dog in the park")
    assert bonds("a man is walking his black dog in the park") == [("dog", RelationKind.NEAR, "man")]
    man, dog = drawn.actor("man").beats[0], drawn.actor("dog").beats[0]
    assert (man.action, man.direction) == (dog.action, dog.direction)


def test_left_of_says_more_than_side_by_side() -> None:
    prompt = "a giraffe and a mouse stand side by side, the mouse on the left of the giraffe"
    assert bonds(prompt) == [("mouse", RelationKind.LEFT_OF, "giraffe")]


def test_each_rider_has_a_mount_of_his_own_and_sits_still_on_it() -> None:
    drawn = scene("two knights on horses gallop to the right")
    assert [(r.subject, r.object) for r in drawn.relations] == [("prince-1", "horse-1"), ("prince-2", "horse-2")]
    for rider, mount in (("prince-1", "horse-1"), ("prince-2", "horse-2")):
        assert drawn.actor(rider).beats[0].action is Action.STAND
        assert drawn.actor(mount).beats[0].action is Action.RUN
        assert drawn.actor(rider).facing is drawn.actor(mount).facing is Direction.RIGHT


@pytest.mark.parametrize(
    ("prompt", "events"),
    [
        ("a train crosses the snowy mountains, smoke rising", [("train", Action.DRIVE)]),
        ("a candle in a dark room, a mouse walks past", [("candle", Action.STAND), ("mouse", Action.WALK)]),
        ("two women sit on a bench, leaves fall", [("chair", Action.STAND), *[("woman", Action.STAND)] * 2]),
        ("three cars stand in a row", [("automobile", Action.STAND)] * 3),
        ("three balls, the last one falls", [*[("soccer_ball", Action.STAND)] * 2, ("soccer_ball", Action.FALL)]),
        ("she swims", [("woman", Action.SWIM)]),
        ("a cat sleeps while smoke rises", [("cat", Action.SLEEP)]),
        ("a robot, a dog runs", [("robot", Action.LOOK_AROUND), ("dog", Action.RUN)]),
        ("a house and a car drive", [("house", Action.STAND), ("automobile", Action.DRIVE)]),
        ("a man runs with his dog", [("man", Action.RUN), ("dog", Action.RUN)]),
        ("两个骑士骑着马", [*[("prince", Action.STAND)] * 2, *[("horse", Action.WALK)] * 2]),
    ],
)
def test_everybody_does_what_was_said_of_them(prompt: str, events: list[tuple[str, Action]]) -> None:
    assert sorted(order_of(prompt)) == sorted(events)


def test_rockets_fly_up() -> None:
    beat = scene("a rocket rises into the sky").actor("rocket").beats[0]
    assert (beat.action, beat.direction) == (Action.FLY, Direction.UP)


def test_a_rocket_stands_until_it_takes_off() -> None:
    rocket = scene("before the rocket takes off, an astronaut waves").actor("rocket")
    assert [beat.action for beat in rocket.beats] == [Action.STAND, Action.FLY]
    assert rocket.height == 0


@pytest.mark.parametrize(
    ("prompt", "phrase"),
    [
        ("a thin dog", "thin"),
        ("a dog, 35mm film", "35mm film"),
        ("a dog, shallow depth of field", "shallow depth of field"),
        ("你好", "你好"),
        ("a cat on a table", "table"),
        ("a dog in autumn", "autumn"),
        ("northern lights over a lake", "northern lights"),
        ("a beautiful scene", "a beautiful scene"),
    ],
)
def test_what_is_not_drawn_is_said_to_be_unknown(prompt: str, phrase: str) -> None:
    assert phrase in heard(prompt, Status.UNKNOWN)


def test_a_place_that_is_only_implied_yields_to_one_that_is_said() -> None:
    assert scene("a cat on a table in a garden").place is Place.GARDEN
    assert scene("a cat on a table").place is Place.ROOM
    assert scene("a fox in a dark room").time is TimeOfDay.NIGHT


def test_the_camera_travels_from_side_to_side() -> None:
    assert scene("镜头从左向右移动，一只狗").camera.move is Move.TRUCK_RIGHT
    assert scene("镜头慢慢从右向左移动，一只狗在跑").camera.move is Move.TRUCK_LEFT
    assert scene("the camera turns to the right").camera.move is Move.PAN_RIGHT
    assert scene("the camera moves from right to left past a house").camera.move is Move.TRUCK_LEFT


def test_nobody_is_drawn_where_the_prompt_says_nobody_is() -> None:
    assert scene("街道上一个人也没有").actors == ()
    assert scene("neither cats nor dogs").actors == ()


def test_the_summary_of_a_long_prompt_is_short_enough_to_read() -> None:
    prompt = " ".join(f"A {member.english} meets a zorblat{member.id}." for member in list(roster().values())[:60])
    summary = plan(prompt).understanding.summary()
    assert summary.startswith("known: mammoth, ")
    assert "; not known: " in summary
    assert summary.endswith(" more")
    assert len(summary) < 900


@pytest.mark.parametrize(
    ("prompt", "unknown"),
    [
        ("a zorblat flimmers quixotic torches on a rooftop", ["zorblat subject", "flimmers action", "quixotic other"]),
        ("a grumpy zorblat runs", ["grumpy other", "zorblat subject", "runs action"]),
        ("three zorblats yodel in a quibbet", ["three zorblats subject", "yodel action", "quibbet place"]),
        ("the zorblat is yodeling", ["zorblat subject", "yodeling action"]),
        ("a turtle languidly meanders", ["languidly other", "meanders action"]),
        ("a knight brandishes a sword on a quibbet", ["brandishes action", "sword subject", "quibbet place"]),
        ("a robot repairs a spaceship", ["repairs action"]),
        ("a dog in a tuxedo", ["tuxedo other"]),
        ("a submarine glides through a kelp forest", ["kelp other"]),
        ("一个宇航员在实验室里修理机器人", ["修理 action"]),
        ("一只祖布在睡觉", ["祖布 subject", "睡觉 action"]),
        ("一只闪闪发光的狗", ["闪闪 other"]),
        ("一只狗在祖布旁边", ["祖布 subject"]),
        ("一只猫在祖布睡觉", ["祖布 place"]),
    ],
)
def test_unknown_words_are_told_apart_by_what_they_say_something_about(prompt: str, unknown: list[str]) -> None:
    entries = plan(prompt).understanding.with_status(Status.UNKNOWN)
    assert [f"{entry.text} {entry.slot}" for entry in entries] == unknown


@pytest.mark.parametrize(
    ("prompt", "subject", "action", "place"),
    [
        ("a quokka juggles flaming torches on a rooftop", "kangaroo", Action.SHAKE, Place.CITY),
        ("一只短尾矮袋鼠在屋顶上杂耍", "kangaroo", Action.SHAKE, Place.CITY),
        ("a glittering marmot gallops across a tundra", "hamster", Action.RUN, Place.SNOWFIELD),
        ("the axolotl swims", "lizard", Action.SWIM, None),
        ("三只水豚在游泳池里游泳", "beaver", Action.SWIM, Place.SEA),
    ],
)
def test_an_animal_without_a_picture_is_drawn_as_the_nearest_one_and_does_what_was_said(
    prompt: str, subject: str, action: Action, place: Place | None
) -> None:
    drawn = scene(prompt)
    assert (drawn.actors[0].subject, drawn.actors[0].beats[0].action) == (subject, action)
    assert drawn.place is place or place is None
    assert Status.REPLACED in [entry.status for entry in plan(prompt).understanding.heard if entry.slot == "subject"]


@pytest.mark.parametrize(
    ("prompt", "place"),
    [
        ("a dog sits in a cathedral", Place.ROOM),
        ("in a cathedral, a knight walks slowly", Place.ROOM),
        ("a ghost in a haunted house", Place.ROOM),
        ("一只猫在大教堂里", Place.ROOM),
        ("在大教堂里，一个骑士慢慢地走", Place.ROOM),
        ("a cow at a discotheque", Place.STAGE),
        ("a horse in a bazaar", Place.CITY),
        ("一匹马在赌场", Place.ROOM),
    ],
)
def test_who_is_in_a_place_without_a_picture_is_in_the_nearest_one(prompt: str, place: Place) -> None:
    drawn = plan(prompt)
    assert drawn.scene.place is place
    assert drawn.scene.relations == ()
    assert [entry.slot for entry in drawn.understanding.heard if entry.drew == place.value] == ["place"]


@pytest.mark.parametrize("prompt", ["a bird on a cathedral", "教堂上有一只鸟"])
def test_who_is_on_a_building_is_not_in_it(prompt: str) -> None:
    assert bonds(prompt) == [("bird", RelationKind.ON, "church")]
